"""The warehouse: publish editions and registries in one atomic step, read them from one snapshot.

warehouse = Warehouse("warehouse")
with warehouse.writing(["zhuzhou-daily-2021-01-10"]) as permit:
    ...                                                       # read the pages, make the tables
    warehouse.publish_edition(edition_id, tables, stamp, permit=permit)
warehouse.read("articles", columns=["headline"])
with warehouse.snapshot() as snapshot:                        # tables that belong together
    snapshot.read("articles"), snapshot.read("mentions")
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyarrow as pa

from pipelines.warehouse.compaction import open_years, with_years, write_year
from pipelines.warehouse.edition_checks import check_edition_tables, check_registry_tables, failed_checks
from pipelines.warehouse.errors import BrokenEditionError, BrokenTablesError, WarehouseError
from pipelines.warehouse.local_store import DOCUMENTS, LocalStore
from pipelines.warehouse.locks import Permit, check_permit, edition_locks, publication_lock
from pipelines.warehouse.object_store import ObjectStore
from pipelines.warehouse.object_sweeping import objects_are_due, sweep_objects
from pipelines.warehouse.records import EditionRecord, Manifest, Part, Registries, Stamp, Version
from pipelines.warehouse.schema import edition_tables, empty, registry_tables, schema
from pipelines.warehouse.snapshot import Snapshot, listing
from pipelines.warehouse.store import open_store
from pipelines.warehouse.sweeping import sweep, sweep_is_due
from pipelines.warehouse.table_files import conform, describe, sync, write_part
from pipelines.warehouse.views import EMPTY_STEM

_ID = re.compile(r"[^\W_][\w.\-]{0,119}")
DEFAULT_GRACE = dt.timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Draft:
    """An edition to publish: its tables by name (those left out have no rows) and what they were made of."""

    edition_id: str
    tables: Mapping[str, pa.Table]
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class Publication:
    """What a publication did.

    snapshot: name of the state that now holds; changed: editions whose rows or stamp are not what they were;
    cleaned: characters replaced before writing, by edition and `table.column`
    """

    snapshot: str
    changed: tuple[str, ...] = ()
    cleaned: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Staged:
    """Files written outside the tables, waiting to be taken in: table, path, entry."""

    files: list[tuple[str, Path, Part]]
    records: dict[str, EditionRecord]


class Warehouse:
    """The tables of all editions and the registries over them, in one place.

    root: a folder, with all guarantees, or a URL of fsspec with the weaker ones of `object_store`
    grace: how long files that no current row needs any more stay for readers who started earlier
    """

    def __init__(self, root: str | Path, *, grace: dt.timedelta = DEFAULT_GRACE) -> None:
        self.store = open_store(root)
        self.grace = grace

    # reading

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """The current state, kept readable until the block ends however much is published meanwhile."""
        name = self.store.current()
        with self.store.pinned(name) if name else nullcontext():
            yield Snapshot(self.store, name)

    def read(self, table: str, columns: Sequence[str] | None = None, editions: Iterable[str] | None = None) -> pa.Table:
        """Current rows of a table; see `Snapshot.read`."""
        with self.snapshot() as snapshot:
            return snapshot.read(table, columns, editions)

    def editions(self) -> dict[str, Stamp]:
        """What each edition in the warehouse was made of; damaged ones are left out, so that they are made again."""
        with self.snapshot() as snapshot:
            return snapshot.intact_editions()

    # writing

    @contextmanager
    def writing(self, edition_ids: Iterable[str], *, timeout: float | None = 600.0) -> Iterator[Permit]:
        """Be the one writer of some editions, from before they are read until they are published.

        timeout: seconds to wait for another writer; raises `EditionBusyError` when it is over.
        """
        with edition_locks(self.store.locks, edition_ids, timeout) as permit:
            yield permit

    def publish_edition(
        self, edition_id: str, tables: Mapping[str, pa.Table], stamp: Stamp, *, permit: Permit | None = None
    ) -> Publication:
        """Replace all rows of one edition in one step; see `publish_many`."""
        return self.publish_many([Draft(edition_id, tables, stamp)], permit=permit)

    def publish_many(self, drafts: Iterable[Draft], *, permit: Permit | None = None) -> Publication:
        """Replace all rows of some editions in one step, so that a backfill makes one snapshot of many.

        permit: of `writing`; without one the editions are locked here, which protects from mixing but not from a
        writer that started earlier. Publishing what is already there changes nothing. Raises `BrokenEditionError`
        (tables that contradict each other), `FencedOffError` (a later writer took over), `WarehouseError`.
        """
        drafts = list(drafts)
        ids = [draft.edition_id for draft in drafts]
        self.store.prepare()
        with nullcontext(permit) if permit else self.writing(ids) as held, self.store.staging() as staging:
            assert held is not None
            if strangers := set(ids) - held.edition_ids:
                raise WarehouseError(f"the permit is not for {', '.join(sorted(strangers))}; pass them to `writing`")
            staged = _Staged([], {})
            for draft in drafts:
                self._stage(staging, draft, staged)
            return self._publish(staging, staged, held, lambda manifest: _with_records(manifest, staged.records))

    def amend_editions(
        self, tables: Mapping[str, Mapping[str, pa.Table]], *, permit: Permit | None = None
    ) -> Publication:
        """Replace some tables of editions that are in the warehouse, by edition and table; their stamps stay."""
        with nullcontext(permit) if permit else self.writing(tables) as held:
            with self.snapshot() as snapshot:
                drafts = [
                    Draft(
                        edition_id,
                        {name: snapshot.read(name, editions=[edition_id]) for name in edition_tables()} | dict(changed),
                        snapshot.record(edition_id).stamp,
                    )
                    for edition_id, changed in tables.items()
                    if edition_id in snapshot.manifest.current
                ]
            return self.publish_many(drafts, permit=held)

    def withdraw_edition(self, edition_id: str, *, permit: Permit | None = None) -> Publication:
        """Take all rows of an edition out of the tables; its history stays on record."""
        self.store.prepare()
        with nullcontext(permit) if permit else self.writing([edition_id]) as held, self.store.staging() as staging:
            return self._publish(staging, _Staged([], {}), held, lambda manifest: _without(manifest, edition_id))

    def publish_registries(
        self, tables: Mapping[str, pa.Table], *, inputs: str = "", documents: Mapping[str, bytes] | None = None
    ) -> Publication:
        """Replace all registries in one step.

        inputs: digest of what they were derived from (see `Snapshot.registries_inputs`); documents: files that
        must change together with them, such as the ledger of ids, by name. The same rows give the same bytes.
        """
        self.store.prepare()
        if failed := failed_checks(check_registry_tables(tables)):
            raise BrokenTablesError("registries", failed)
        with self.store.staging() as staging:
            staged = _Staged([], {})
            for name in registry_tables():
                rows, _ = conform(name, tables.get(name, empty(name)))
                if rows.num_rows:
                    staged.files.append((name, *write_part(staging, name, name, [rows])))
            for name, content in (documents or {}).items():
                staged.files.append((DOCUMENTS, *_write_document(staging, name, content)))
            parts = {table: part for table, _, part in staged.files if table != DOCUMENTS}
            kept = dict(
                zip(documents or {}, (part for table, _, part in staged.files if table == DOCUMENTS), strict=True)
            )
            registries = Registries(inputs, parts, kept)
            return self._publish(staging, staged, None, lambda manifest: replace(manifest, registries=registries))

    def compact(self, before: int | None = None) -> Publication:
        """Put closed years into one file per table; readers see the single files or the year's, never both.

        before: years before this one are closed; when None, those before the year of the latest edition. A year in
        which an edition changes meanwhile is left for the next time.
        """
        self.store.prepare()
        with self.store.staging() as staging, self.snapshot() as snapshot:
            staged = _Staged([], {})
            years = {}
            for name, records in open_years(snapshot, before).items():
                years[name], files = write_year(snapshot, staging, name, records)
                staged.files.extend(files)
            return self._publish(staging, staged, None, lambda manifest: with_years(manifest, years))

    def sweep(self, grace: dt.timedelta | None = None) -> int:
        """Remove superseded files after their grace period; publications do so by themselves.

        grace: that of the warehouse when None; gives the number of snapshots removed
        """
        self.store.prepare()
        with publication_lock(self.store.locks):
            return self._sweep(self.grace if grace is None else grace)

    def _sweep(self, grace: dt.timedelta) -> int:
        return sweep(self.store, grace) if isinstance(self.store, LocalStore) else sweep_objects(self.store, grace)

    def _sweep_when_due(self) -> None:
        store, grace = self.store, self.grace
        with suppress(WarehouseError, OSError):  # what is published stays published when clearing away fails
            if sweep_is_due(store, grace) if isinstance(store, LocalStore) else objects_are_due(store, grace):
                self._sweep(grace)

    def _stage(self, staging: Path, draft: Draft, staged: _Staged) -> None:
        if not _ID.fullmatch(draft.edition_id):
            raise WarehouseError(f"{draft.edition_id!r} cannot be an edition id: letters, digits, dots, hyphens only")
        if failed := failed_checks(check_edition_tables(draft.tables)):
            raise BrokenEditionError(draft.edition_id, failed)
        tables: dict[str, pa.Table] = {}
        cleaned: dict[str, int] = {}
        for name in edition_tables():
            tables[name], replaced = conform(name, draft.tables.get(name, empty(name)))
            cleaned |= {f"{name}.{column}": count for column, count in replaced.items()}
        (edition,) = tables["editions"].to_pylist()
        if edition["edition_id"] != draft.edition_id:
            raise WarehouseError(f"edition {draft.edition_id}: its table editions is that of {edition['edition_id']}")
        parts = {}
        for name, table in tables.items():
            if table.num_rows:
                path, part = write_part(staging, draft.edition_id, name, [table])
                parts[name] = part
                staged.files.append((name, path, part))
        staged.records[draft.edition_id] = EditionRecord(
            draft.edition_id, edition["publication_id"], edition["date"].isoformat(), draft.stamp, parts, cleaned
        )

    def _publish(
        self, staging: Path, staged: _Staged, permit: Permit | None, change: Callable[[Manifest], Manifest]
    ) -> Publication:
        """Take staged files in and move the pointer to what `change` makes of the current manifest."""
        with publication_lock(self.store.locks):
            if permit is not None:
                check_permit(self.store.locks, permit)
            self.store.drop_unfinished()
            before = Snapshot(self.store, self.store.current())
            placed = {(table, part.name) for table, path, part in staged.files if self.store.adopt(table, path, part)}
            self.store.sync_files({table for table, _, _ in staged.files})
            for record in staged.records.values():
                self.store.save_record(staging, record)
            number = self.store.next_number()
            after = _dated(change(before.manifest), before.manifest, number)
            listings = self._listings(staging, before, after, placed)
            cleaned = {key: record.cleaned for key, record in staged.records.items() if record.cleaned}
            if before.name and not listings and after == before.manifest:
                return Publication(before.name, (), cleaned)
            after = replace(after, number=number, views={**after.views, **dict.fromkeys(listings, number)})
            name = self.store.commit(staging, after, listings)
            self._sweep_when_due()
        was, now = before.manifest.current, after.current
        changed = tuple(sorted(key for key in was.keys() | now.keys() if was.get(key) != now.get(key)))
        return Publication(name, changed, cleaned)

    def _listings(
        self, staging: Path, before: Snapshot, after: Manifest, placed: set[tuple[str, str]]
    ) -> dict[str, list[Part]]:
        """Files of each table whose view must be made anew; a table without rows shows one file without rows.

        placed: table and name of files that are new in the store; one that is shown already replaces damaged bytes
        """
        listings = {}
        for table in schema().tables:
            parts = listing(self.store, after, table)
            if self._is_shown(before, table, parts) and not any((table, part.name) in placed for part in parts):
                continue
            if not parts and isinstance(self.store, LocalStore):
                path, part = write_part(staging, EMPTY_STEM, table, [empty(table)])
                self.store.adopt(table, path, part)
                self.store.sync_files([table])
                parts = [part]
            listings[table] = parts
        return listings

    def _is_shown(self, before: Snapshot, table: str, parts: list[Part]) -> bool:
        if table not in before.manifest.views or parts != _parts_or_none(before, table):
            return False
        return isinstance(self.store, ObjectStore) or self.store.shows(table, before.manifest.views[table], parts)


def _parts_or_none(snapshot: Snapshot, table: str) -> list[Part] | None:
    try:
        return snapshot.parts(table)
    except WarehouseError:  # a record is damaged, which the publication may be mending
        return None


def _with_records(manifest: Manifest, records: Mapping[str, EditionRecord]) -> Manifest:
    current = manifest.current
    for edition_id, record in records.items():
        if current.get(edition_id) != record.digest:
            manifest = manifest.with_version(edition_id, Version(record.digest, 0, ""))
    return manifest


def _without(manifest: Manifest, edition_id: str) -> Manifest:
    return manifest.with_version(edition_id, Version(None, 0, "")) if edition_id in manifest.current else manifest


def _dated(after: Manifest, before: Manifest, number: int) -> Manifest:
    """Write number and time into new versions, and open the years whose editions are not what they were."""
    now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    history = {
        edition_id: tuple(version if version.at else Version(version.record, number, now) for version in versions)
        for edition_id, versions in after.history.items()
    }
    after = replace(after, history=history)
    current = after.current
    years = {name: year for name, year in after.years.items() if year.members.items() <= current.items()}
    return replace(after, years=years)


def _write_document(staging: Path, name: str, content: bytes) -> tuple[Path, Part]:
    if not _ID.fullmatch(name):
        raise WarehouseError(f"{name!r} cannot be the name of a document: letters, digits, dots, hyphens only")
    draft = staging / f"document-{name}"
    draft.write_bytes(content)
    sync(draft)
    stem, dot, suffix = name.partition(".")
    return draft, describe(draft, stem, f"{dot}{suffix}", 0)
