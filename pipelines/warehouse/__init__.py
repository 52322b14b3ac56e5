"""The warehouse: Parquet tables that are always whole, for anyone who reads Parquet.

`Warehouse` publishes and reads; `table_path` and `open_table` are the one-liners for analysts; `schema` knows the
tables. Nothing here knows how the rows came about.
"""

from pipelines.warehouse.access import open_table, snapshot_path, table_files, table_path
from pipelines.warehouse.edition_checks import Check, check_edition_tables, check_registry_tables
from pipelines.warehouse.errors import (
    BrokenEditionError,
    BrokenTablesError,
    EditionBusyError,
    FencedOffError,
    WarehouseError,
)
from pipelines.warehouse.locks import Permit
from pipelines.warehouse.records import Source, Stamp
from pipelines.warehouse.snapshot import Snapshot
from pipelines.warehouse.verification import Finding, verify
from pipelines.warehouse.warehouse import Draft, Publication, Warehouse

__all__ = [
    "BrokenEditionError",
    "BrokenTablesError",
    "Check",
    "Draft",
    "EditionBusyError",
    "FencedOffError",
    "Finding",
    "Permit",
    "Publication",
    "Snapshot",
    "Source",
    "Stamp",
    "Warehouse",
    "WarehouseError",
    "check_edition_tables",
    "check_registry_tables",
    "open_table",
    "snapshot_path",
    "table_files",
    "table_path",
    "verify",
]
