"""Closed years as one file per table: a year of editions is one file to open instead of hundreds.

The files of the single editions stay in the store as working storage, so that an edition can be read by itself and a
correction in an old year needs no rewriting: the year falls apart into its editions in the same step in which the
correction appears, and the next compaction puts it together again. The bytes of a year's file depend only on the
rows of its editions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from pipelines.warehouse.records import EditionRecord, Manifest, Part, Year
from pipelines.warehouse.schema import edition_tables
from pipelines.warehouse.snapshot import Snapshot
from pipelines.warehouse.table_files import ROW_GROUP_ROWS, conform, write_part


def open_years(snapshot: Snapshot, before: int | None) -> dict[str, list[EditionRecord]]:
    """Editions, in order of id, of each closed year that is not one file per table yet, or not with all its editions.

    before: years before this one are closed; when None, those before the year of the latest edition
    """
    by_year: dict[str, list[EditionRecord]] = {}
    for edition_id in snapshot.current:
        record = snapshot.record(edition_id)
        by_year.setdefault(record.year, []).append(record)
    limit = f"{before:04d}" if before is not None else max(by_year, default="")
    return {
        year: records
        for year, records in sorted(by_year.items())
        if year < limit and not _is_sound(snapshot, snapshot.manifest.years.get(year), records)
    }


def _is_sound(snapshot: Snapshot, year: Year | None, records: list[EditionRecord]) -> bool:
    """True for a year that holds these editions in undamaged files."""
    if year is None or year.members != _members(records):
        return False
    return all(snapshot.store.intact(table, part) for table, part in year.parts.items())


def write_year(
    snapshot: Snapshot, staging: Path, year: str, records: list[EditionRecord]
) -> tuple[Year, list[tuple[str, Path, Part]]]:
    """Write the files of one year; gives its entry in the manifest and the files to take in."""
    files = []
    for name in edition_tables():
        if any(name in record.parts for record in records):
            path, part = write_part(staging, year, name, _row_groups(snapshot, name, records))
            files.append((name, path, part))
    return Year(_members(records), {name: part for name, _, part in files}), files


def with_years(manifest: Manifest, years: Mapping[str, Year]) -> Manifest:
    """The manifest with those years compacted whose editions are still the same."""
    current = manifest.current
    sound = {name: year for name, year in years.items() if year.members.items() <= current.items()}
    return replace(manifest, years=dict(sorted({**manifest.years, **sound}.items())))


def _members(records: Iterable[EditionRecord]) -> dict[str, str]:
    return {record.edition_id: record.digest for record in records}


def _row_groups(snapshot: Snapshot, name: str, records: list[EditionRecord]) -> Iterator[pa.Table]:
    """Rows of the editions one after the other, in portions that fit into memory."""
    portion: list[pa.Table] = []
    rows = 0
    for record in records:
        table, _ = conform(name, snapshot.read(name, editions=[record.edition_id]))
        portion.append(table)
        rows += table.num_rows
        if rows >= ROW_GROUP_ROWS:
            yield pa.concat_tables(portion).combine_chunks()
            portion, rows = [], 0
    if rows:
        yield pa.concat_tables(portion).combine_chunks()
