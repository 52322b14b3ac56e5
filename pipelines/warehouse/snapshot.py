"""Reading one state of the warehouse: whatever is published meanwhile, all tables of a snapshot belong together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from pipelines.warehouse.errors import WarehouseError
from pipelines.warehouse.local_store import DOCUMENTS, LocalStore
from pipelines.warehouse.records import EditionRecord, Manifest, Part, Stamp, Version
from pipelines.warehouse.schema import arrow_schema, empty, schema
from pipelines.warehouse.store import Store

if TYPE_CHECKING:
    import pyarrow.dataset as ds

#: Versions are dated in whole seconds, and clocks of disks differ a little.
_CLOCK_SECONDS = 2.0


class Snapshot:
    """One published state.

    name: of the snapshot, None when nothing was published yet (all tables are empty);
    current: record digest of each edition, in order of edition id
    """

    def __init__(self, store: Store, name: str | None) -> None:
        self.store = store
        self.name = name
        self.manifest = store.manifest(name) if name else Manifest()
        self.current = self.manifest.current

    def editions(self) -> dict[str, Stamp]:
        """What each edition in the warehouse was made of, in order of edition id."""
        return {edition_id: self.record(edition_id).stamp for edition_id in self.current}

    def record(self, edition_id: str) -> EditionRecord:
        """The current version of an edition; raises `KeyError` when it is not in the warehouse."""
        return self.store.record(edition_id, self.current[edition_id])

    def history(self, edition_id: str) -> tuple[Version, ...]:
        """All versions of an edition, oldest first, withdrawals among them."""
        return self.manifest.history.get(edition_id, ())

    def parts(self, table: str) -> list[Part]:
        """The files that hold the current rows of a table, in order of name."""
        return listing(self.store, self.manifest, table)

    @property
    def folder(self) -> Path:
        """The folder that has one folder per table, as this snapshot shows them."""
        if not isinstance(self.store, LocalStore):
            raise WarehouseError(f"{self.store.root}: tables here have no folder; ask for `files` or `dataset`")
        if self.name is None:
            raise WarehouseError(f"{self.store.root}: nothing was published yet; run `broadsheet ingest`")
        return self.store.store / "snapshots" / self.name

    def path(self, table: str) -> Path:
        """The folder that lists the files of a table in this snapshot; any reader of Parquet reads it as one table."""
        _known(table)
        return (self.folder / table).resolve()

    def files(self, table: str) -> list[str]:
        """Paths or URLs of the files of a table in this snapshot, for any reader of Parquet that takes a list."""
        return [self.store.locate(table, part) for part in self.parts(table)]

    def read(self, table: str, columns: Sequence[str] | None = None, editions: Iterable[str] | None = None) -> pa.Table:
        """Rows of a table, with page checksums verified.

        columns: all when None; editions: ids of the editions wanted, all when None (only for tables by edition).
        Raises `WarehouseError` where a file is damaged or missing.
        """
        _known(table)
        if editions is None:
            parts: Iterable[Part] = self.parts(table)
        else:
            if schema().tables[table].kind != "edition":
                raise WarehouseError(f"table {table} is a registry over all editions; read it without `editions`")
            records = [self.record(edition_id) for edition_id in sorted(set(editions) & self.current.keys())]
            parts = [record.parts[table] for record in records if table in record.parts]
        return self._read_parts(table, parts, columns)

    def read_version(self, edition_id: str, version: Version, table: str) -> pa.Table:
        """Rows that an earlier version of an edition had, as long as its files are kept."""
        if version.record is None:
            return empty(table)
        record = self.store.record(edition_id, version.record)
        return self._read_parts(table, [record.parts[table]] if table in record.parts else [], None)

    def _read_parts(self, table: str, parts: Iterable[Part], columns: Sequence[str] | None) -> pa.Table:
        wanted = list(columns) if columns is not None else None
        declared = empty(table).select(wanted) if wanted is not None else empty(table)
        tables = []
        for part in parts:
            try:
                tables.append(_widened(self.store.read_part(table, part, wanted), declared.schema))
            except (OSError, ValueError, pa.ArrowException) as error:
                where = self.store.locate(table, part)
                raise WarehouseError(
                    f"{where}: cannot be read ({error}); run `broadsheet verify`, then ingest the edition again"
                ) from error
        return pa.concat_tables(tables) if tables else declared

    def dataset(self, table: str) -> ds.Dataset:
        """The table as a lazy Arrow dataset over exactly the files of this snapshot."""
        import pyarrow.dataset as ds  # brings pandas along, a second that other readers need not wait for

        options = ds.ParquetFragmentScanOptions(page_checksum_verification=True)
        parquet = ds.ParquetFileFormat(default_fragment_scan_options=options)
        parts = self.parts(table)
        if not parts:
            return ds.dataset(empty(table))
        return self.store.dataset(table, parts, schema=arrow_schema(table), format=parquet)

    def intact_editions(self) -> dict[str, Stamp]:
        """As `editions`, without those whose record or files are damaged or gone: they must be published again.

        Files that were last written before they were published are believed when their size is right; `verify`
        reads them all.
        """
        intact = {}
        for edition_id in self.current:
            try:
                record = self.record(edition_id)
            except WarehouseError:
                continue
            published = dt.datetime.fromisoformat(self.history(edition_id)[-1].at).timestamp() + _CLOCK_SECONDS
            if all(self.store.intact(table, part, published) for table, part in record.parts.items()):
                intact[edition_id] = record.stamp
        return intact

    @property
    def registries_inputs(self) -> str:
        """Digest that the registries were published with; empty when there are none, or when a file is damaged."""
        registries = self.manifest.registries
        files = [*registries.parts.items(), *((DOCUMENTS, part) for part in registries.documents.values())]
        return registries.inputs if all(self.store.intact(table, part) for table, part in files) else ""

    def document(self, name: str) -> bytes | None:
        """A file published beside the registries, such as the ledger of ids; None when there is none."""
        part = self.manifest.registries.documents.get(name)
        return self.store.read_bytes(DOCUMENTS, part) if part else None


def listing(store: Store, manifest: Manifest, table: str) -> list[Part]:
    """Files of a table that a manifest shows: years that are compacted, editions that are not, or the registry."""
    if _known(table) == "registry":
        return [manifest.registries.parts[table]] if table in manifest.registries.parts else []
    parts = [year.parts[table] for year in manifest.years.values() if table in year.parts]
    inside = {edition_id for year in manifest.years.values() for edition_id in year.members}
    for edition_id, digest in manifest.current.items():
        if edition_id not in inside:
            record = store.record(edition_id, digest)
            parts += [record.parts[table]] if table in record.parts else []
    return sorted(parts, key=lambda part: part.name)


def _widened(table: pa.Table, target: pa.Schema) -> pa.Table:
    """The table with the columns that were declared after it was written, filled with nulls."""
    for field in target:
        if field.name not in table.column_names:
            table = table.append_column(field, pa.nulls(table.num_rows, field.type))
    return table.select(target.names).cast(target)


def _known(table: str) -> str:
    tables: Mapping[str, object] = schema().tables
    if table not in tables:
        raise WarehouseError(f"there is no table {table!r}; tables are {', '.join(tables)}")
    return schema().tables[table].kind
