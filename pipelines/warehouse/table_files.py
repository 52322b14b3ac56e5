"""One table to one Parquet file and back: declared schema, sorted rows, page checksums.

The bytes of a file depend on its rows and on the version of the Parquet writer alone.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines.warehouse.errors import WarehouseError, explained
from pipelines.warehouse.records import Part
from pipelines.warehouse.schema import arrow_schema, enum_values, schema
from pipelines.warehouse.storable_text import storable

#: Rows per row group; small enough to skip within a year's file, large enough to compress well.
ROW_GROUP_ROWS = 100_000
_NAME_DIGITS = 16


def conform(name: str, table: pa.Table) -> tuple[pa.Table, dict[str, int]]:
    """The table in its declared schema, cleaned and sorted by key, and the count of replaced characters by column.

    Columns may come in any order; optional ones may be absent. Raises `KeyError` for a column that is not declared,
    `ValueError` for a term outside its enumeration and `pyarrow.ArrowInvalid` for a value that does not fit.
    """
    declared = schema().tables[name]
    target = arrow_schema(name)
    if unknown := set(table.column_names) - set(target.names):
        raise KeyError(f"table {name!r} has no column {sorted(unknown)}; columns are declared in tables.yml")
    columns: list[pa.Array | pa.ChunkedArray] = []
    cleaned: dict[str, int] = {}
    for field in target:
        if field.name not in table.column_names:
            columns.append(pa.nulls(table.num_rows, field.type))
            continue
        column = table.column(field.name)
        enumeration = declared.columns[field.name].values
        if enumeration:
            columns.append(_enumerated(name, field.name, column, enum_values(enumeration)))
            continue
        column, replaced = storable(column.cast(field.type))
        if replaced:
            cleaned[field.name] = replaced
        columns.append(column)
    for column_name, count in surrogates_replaced(table).items():
        cleaned[column_name] = cleaned.get(column_name, 0) + count
    result = pa.Table.from_arrays(columns, schema=target)
    return _sorted_by_key(result, declared.key).combine_chunks(), cleaned


def surrogates_replaced(table: pa.Table) -> dict[str, int]:
    """Lone surrogates that `to_table` replaced, by column."""
    metadata = table.schema.metadata or {}
    entries = metadata.get(b"surrogates_replaced", b"").decode().split()
    return {column: int(count) for column, _, count in (entry.partition("=") for entry in entries)}


def _enumerated(table: str, column: str, values: pa.ChunkedArray, terms: tuple[str, ...]) -> pa.Array:
    """Dictionary array over all terms in their declared order: a column's bytes do not depend on who filled it."""
    plain = values.cast(pa.string()).combine_chunks()
    if isinstance(plain, pa.ChunkedArray):
        plain = pa.concat_arrays(plain.chunks) if plain.num_chunks else pa.array([], pa.string())
    indices = pc.index_in(plain, pa.array(terms, pa.string()))
    stray = pc.filter(plain, pc.and_(pc.is_null(indices), pc.is_valid(plain)))
    if len(stray):
        raise ValueError(f"{table}.{column}: {stray[0].as_py()!r} is not in its enumeration {list(terms)}")
    return pa.DictionaryArray.from_arrays(indices.cast(pa.int32()), pa.array(terms, pa.string()))


def _sorted_by_key(table: pa.Table, key: Iterable[str]) -> pa.Table:
    by = {}
    for name in key:
        column = table.column(name)
        by[name] = column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column
    order = pc.sort_indices(pa.table(by), sort_keys=[(name, "ascending") for name in by])
    return table.take(order)


def write_part(folder: Path, stem: str, name: str, tables: Iterable[pa.Table]) -> tuple[Path, Part]:
    """Write conformed tables, one row group or more each, to a new file in `folder`, durably, and read it back.

    The file's name is `<stem>-<16 hex of its sha256>.parquet`, so that a name never stands for other bytes.
    """
    draft = folder / f"{name}.{stem}.part"
    with explained(draft, f"writing table {name}"):
        rows = _write(draft, name, tables)
        sync(draft)
        part = describe(draft, stem, ".parquet", rows)
        _read_back(draft, name, rows)
        path = folder / part.name
        draft.rename(path)
    return path, part


def _write(path: Path, name: str, tables: Iterable[pa.Table]) -> int:
    rows = 0
    with pq.ParquetWriter(
        path, arrow_schema(name), compression="zstd", write_page_checksum=True, store_schema=True
    ) as writer:
        for table in tables:
            writer.write_table(table, row_group_size=ROW_GROUP_ROWS)
            rows += table.num_rows
    return rows


def describe(path: Path, stem: str, suffix: str, rows: int) -> Part:
    """The entry of a file in the manifest, named after its contents."""
    digest = sha256_of(path)
    return Part(f"{stem}-{digest[:_NAME_DIGITS]}{suffix}", digest, path.stat().st_size, rows)


def _read_back(path: Path, name: str, rows: int) -> None:
    found = 0
    try:
        for batch in batches(path):
            found += batch.num_rows
    except (OSError, ValueError, pa.ArrowException) as error:
        raise WarehouseError(
            f"{path}: table {name} cannot be read back ({error}); check the disk, then run again"
        ) from error
    if found != rows:
        raise WarehouseError(f"{path}: table {name} has {found} rows instead of {rows}; check the disk, then run again")


def batches(path: Path) -> Iterator[pa.RecordBatch]:
    """The rows of a file with every page's checksum verified; raises `OSError` where one does not match."""
    with pq.ParquetFile(path, page_checksum_verification=True) as file:
        yield from file.iter_batches(batch_size=ROW_GROUP_ROWS, use_threads=False)


def read_part(source: Path | pa.BufferReader, columns: list[str] | None = None) -> pa.Table:
    """The rows of a file with page checksums verified.

    Small files are read in this thread: handing them to others costs more than it saves, and a process without threads
    can still be forked.
    """
    with pq.ParquetFile(source, page_checksum_verification=True) as file:
        return file.read(columns=columns, use_threads=file.metadata.num_rows > ROW_GROUP_ROWS)


def sha256_of(path: Path) -> str:
    """sha256 of a file's bytes."""
    import hashlib

    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync(path: Path) -> None:
    """Force a file or a folder to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
