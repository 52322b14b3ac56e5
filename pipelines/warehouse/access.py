"""One-liners for analysts: a table of a warehouse for whatever library they prefer.

    pandas.read_parquet(table_path("warehouse", "articles"))
    polars.scan_parquet(table_path("warehouse", "articles"))
    duckdb.read_parquet(f"{table_path('warehouse', 'articles')}/*.parquet")
    open_table("warehouse", "articles").to_table(columns=["headline"])

Without this package, `os.path.realpath("warehouse/articles")` is the same folder.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.warehouse.errors import WarehouseError
from pipelines.warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    import pyarrow.dataset as ds


def table_files(root: str | Path, table: str) -> list[str]:
    """Paths or URLs of the current files of a table; the way for warehouses in object stores."""
    with Warehouse(root).snapshot() as snapshot:
        return snapshot.files(table)


def snapshot_path(root: str | Path) -> Path:
    """A folder with one folder per table, all of one snapshot, for several tables that belong together.

    `pandas.read_parquet(snapshot_path("warehouse") / "articles")`; it stays readable as `table_path` does.
    """
    with Warehouse(root).snapshot() as snapshot:
        return snapshot.folder


def table_path(root: str | Path, table: str) -> Path:
    """The folder of the current files of a table, which stays the same while others publish.

    It can be read for at least the grace period after it was superseded (an hour unless set otherwise).
    """
    path = Path(root) / table
    try:
        return path.resolve(strict=True)
    except OSError as error:
        raise WarehouseError(f"{path}: there is no such table; run `broadsheet ingest` first") from error


def open_table(root: str | Path, table: str) -> ds.Dataset:
    """A table as a lazy Arrow dataset over the files of one snapshot, page checksums verified."""
    with Warehouse(root).snapshot() as snapshot:
        return snapshot.dataset(table)
