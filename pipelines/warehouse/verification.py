"""Prove the warehouse against itself and against `raw/`.

First the bytes: the pointer, the manifests, the records, every file of every kept version against its digest, and the
notes of the intake. When
they are sound, the rows: schema, keys, references, offsets, evidence, years against their editions, registries
against editions. Last the sources: each file an edition was read from, as it lies in `raw/` today.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pyarrow as pa

from pipelines.warehouse.edition_checks import (
    Check,
    check_edition_tables,
    check_registry_tables,
    dangling_references,
)
from pipelines.warehouse.errors import WarehouseError
from pipelines.warehouse.file_checks import check_files, check_objects
from pipelines.warehouse.local_store import LocalStore
from pipelines.warehouse.notes_checks import check_notes
from pipelines.warehouse.records import Part
from pipelines.warehouse.schema import edition_tables, registry_tables
from pipelines.warehouse.snapshot import Snapshot
from pipelines.warehouse.source_checks import check_sources
from pipelines.warehouse.store import open_store


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not hold. where: the file, edition or table; what: what is wrong and what to do.

    severity: `error` when rows may be wrong or missing, `warn` when somebody should look
    """

    where: str
    what: str
    severity: Literal["warn", "error"] = "error"

    def __str__(self) -> str:
        return f"{self.severity}: {self.where}: {self.what}"


def verify(root: str | Path, raw: str | Path | None = None) -> list[Finding]:
    """Everything in the warehouse at `root` that does not hold; an empty list is the proof that all does.

    raw: folder of the sources, to compare the files that editions were read from; not looked at when None
    """
    try:
        store = open_store(root)
        name = store.current()
        if name is None:
            return [Finding(str(store.root), "there is no warehouse here; run `broadsheet ingest`")]
        if isinstance(store, LocalStore):
            findings = [Finding(where, what) for where, what in check_files(store, name)]
            notes = [Finding(where, what) for where, what in check_notes(store.root)]
        else:
            findings, notes = [Finding(where, what) for where, what in check_objects(store, name)], []
        snapshot = Snapshot(store, name)
        if not findings:  # rows of damaged files prove nothing, and reading them may cost any amount of memory
            with store.pinned(name):
                findings += [*_edition_findings(snapshot), *_year_findings(snapshot), *_registry_findings(snapshot)]
        findings += notes
        if raw is not None:
            findings += [Finding(where, what) for where, what in check_sources(snapshot, Path(raw))]
    except WarehouseError as error:
        return [Finding(str(root), str(error))]
    return findings


def _edition_findings(snapshot: Snapshot) -> Iterator[Finding]:
    for edition_id in snapshot.current:
        try:
            record = snapshot.record(edition_id)
            tables = {name: snapshot.read(name, editions=[edition_id]) for name in edition_tables()}
        except WarehouseError as error:
            yield Finding(edition_id, str(error))
            continue
        yield from _of_checks(edition_id, check_edition_tables(tables))
        for name, table in tables.items():
            if table.num_rows != (rows := record.parts[name].rows if name in record.parts else 0):
                yield Finding(edition_id, f"table {name} has {table.num_rows} rows instead of {rows}; ingest it again")
        if tables["editions"].column("edition_id").to_pylist() != [edition_id]:
            yield Finding(edition_id, "its files hold another edition; ingest it again")


def _of_checks(where: str, checks: list[Check]) -> Iterator[Finding]:
    for check in checks:
        if not check.passed:
            severity: Literal["warn", "error"] = "error" if check.severity == "error" else "warn"
            yield Finding(where, f"{check.check}: {check.count} findings ({check.sample})", severity)


def _year_findings(snapshot: Snapshot) -> Iterator[Finding]:
    """A year's file must hold the rows of its editions, no more and no fewer."""
    for name, year in snapshot.manifest.years.items():
        for table in edition_tables():
            try:
                expected = snapshot.read(table, editions=year.members)
                found = _rows(snapshot, table, year.parts.get(table)).cast(expected.schema)
            except (WarehouseError, OSError, ValueError, pa.ArrowException) as error:
                yield Finding(f"{table} {name}", str(error))
                continue
            if not expected.equals(found):
                yield Finding(
                    f"{table} {name}", "the year's file does not hold the rows of its editions; compact again"
                )


def _rows(snapshot: Snapshot, table: str, part: Part | None) -> pa.Table:
    return snapshot.store.read_part(table, part, None) if part else snapshot.read(table, editions=[])


def _registry_findings(snapshot: Snapshot) -> Iterator[Finding]:
    try:
        tables = {name: snapshot.read(name) for name in registry_tables()}
        articles = snapshot.read("articles")
    except WarehouseError as error:
        yield Finding("registries", str(error))
        return
    yield from _of_checks("registries", check_registry_tables(tables))
    beyond = [text for text in dangling_references({**tables, "articles": articles}) if text.endswith(" articles")]
    if beyond:
        what = f"{len(beyond)} references to articles that are gone ({beyond[0]}); build the registries again"
        yield Finding("registries", what)
