"""Whether every byte of a warehouse is where it belongs: pointer, links, manifests, records, files, locks.

Each name of a file ends with the beginning of its digest, so a file can be judged without knowing who refers to it,
and a file that took the place of another is found by its name.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipelines.warehouse.errors import WarehouseError
from pipelines.warehouse.local_store import CURRENT, DOCUMENTS, MANIFEST, LocalStore
from pipelines.warehouse.locks import damaged_locks
from pipelines.warehouse.object_store import ObjectStore
from pipelines.warehouse.records import Manifest, Part, digest_of
from pipelines.warehouse.schema import schema
from pipelines.warehouse.snapshot import listing
from pipelines.warehouse.sweeping import edition_files, kept_versions
from pipelines.warehouse.table_files import sha256_of
from pipelines.warehouse.views import GUARD, shown_names, shows_no_rows

Found = Iterator[tuple[str, str]]
_DIGEST = re.compile(r"-([0-9a-f]{16})(?:\.\w+)*$")
_AGAIN = "remove it below .store/files and run `broadsheet ingest`, or restore it from a backup"


class _Digests:
    """sha256 by file; a file with several names (hard links) is read once."""

    def __init__(self) -> None:
        self._by_inode: dict[tuple[int, int], str] = {}

    def of(self, path: Path) -> str:
        status = path.stat()
        key = (status.st_dev, status.st_ino)
        if key not in self._by_inode:
            self._by_inode[key] = sha256_of(path)
        return self._by_inode[key]


def check_files(store: LocalStore, current: str) -> Found:
    """Where and what is wrong with the files of a warehouse, whose pointer shows `current`.

    Raises `WarehouseError` when the current manifest cannot be read: nothing can be proved then.
    """
    manifest = store.manifest(current)
    digests = _Digests()
    for table in schema().tables:
        yield from _check_place(store, table, store.root / table, manifest, digests)
    if not (pointer := store.store / CURRENT).is_symlink():
        yield from _check_places(store, pointer, manifest, digests)
    yield from _check_named_files(store, digests)
    yield from _check_history(store, manifest)
    yield from _check_parts(store, DOCUMENTS, manifest.registries.documents.values(), digests)
    checked: set[tuple[str, int]] = set()
    for folder in sorted((store.store / "snapshots").iterdir()):
        yield from _check_snapshot(store, folder, checked, digests)
    yield from damaged_locks(store.locks)


def _check_place(store: LocalStore, table: str, place: Path, manifest: Manifest, digests: _Digests) -> Found:
    """A link must lead to the view of its table; a copy that followed links must hold what the view holds."""
    view = store.view_path(table, manifest.views.get(table, 0))
    if place.is_symlink() or not place.is_dir():
        if not view.is_dir() or not place.is_dir() or not place.samefile(view):
            yield str(place), f"does not lead to {view}; run `broadsheet ingest`, which sets the links again"
        return
    try:
        yield from _check_view(store, table, place, listing(store, manifest, table), digests)
    except WarehouseError as error:
        yield str(place), str(error)


def _check_places(store: LocalStore, folder: Path, manifest: Manifest, digests: _Digests) -> Found:
    """The folder of a snapshot: its manifest, one link per table and nothing else."""
    for path in folder.iterdir():
        if path.name != MANIFEST and path.name not in manifest.views:
            yield str(path), "does not belong here; remove it"
    for table in manifest.views:
        yield from _check_place(store, table, folder / table, manifest, digests)


def _check_named_files(store: LocalStore, digests: _Digests) -> Found:
    """Every file whose name says its digest: those of tables, of views old and new, guards and records."""
    for top in ("files", "guards", "views", "records"):
        for folder, _, names in os.walk(store.store / top):
            for name in sorted(names):
                path = Path(folder, name)
                stated = _DIGEST.search(name)
                try:
                    if path.is_symlink() or not path.is_file():
                        yield str(path), "is not a regular file; remove it"
                    elif stated is None:
                        yield str(path), "does not belong here; remove it"
                    elif not digests.of(path).startswith(stated[1]):
                        yield str(path), f"is damaged: its bytes are not those it was named after; {_AGAIN}"
                except OSError as error:
                    yield str(path), f"cannot be read ({error.strerror}); {_AGAIN}"


def _check_snapshot(store: LocalStore, folder: Path, checked: set[tuple[str, int]], digests: _Digests) -> Found:
    """Manifest and views of one snapshot, current or not. checked: views (table, number) that were looked at."""
    try:
        manifest = store.manifest(folder.name)
    except WarehouseError as error:
        yield str(folder), str(error)
        return
    yield from _check_places(store, folder, manifest, digests)
    for table, number in manifest.views.items():
        if (table, number) in checked:
            continue
        checked.add((table, number))
        try:
            parts = listing(store, manifest, table)
        except WarehouseError as error:
            yield table, str(error)
            continue
        yield from _check_view(store, table, store.view_path(table, number), parts, digests)
        yield from _check_parts(store, table, parts, digests)


def _check_history(store: LocalStore, manifest: Manifest) -> Found:
    """Records of all versions, and the files of current ones and of those that are kept for good."""
    for edition_id, versions in manifest.history.items():
        for version in versions:
            if version.record is None:
                continue
            try:
                store.record(edition_id, version.record)
            except WarehouseError as error:
                yield edition_id, str(error)
                return
    for table, name in {*kept_versions(store, manifest), *edition_files(store, manifest)}:
        if not (path := store.store / "files" / table / name).is_file():
            yield str(path), f"is missing; {_AGAIN}"


def _check_view(store: LocalStore, table: str, view: Path, parts: list[Part], digests: _Digests) -> Found:
    """A view must show the files of its table, each with its digest, its guard, and nothing else."""
    if not view.is_dir():
        yield str(view), "is missing; run `broadsheet ingest`"
        return
    shown = {path.name: path for path in view.iterdir() if path.name != GUARD}
    expected = shown_names(parts)
    if not expected and shows_no_rows(shown):
        ((name, path),) = shown.items()
        yield from _check_copy(path, store.store / "files" / table / name.partition("-")[2], digests)
    elif not shown:
        yield str(view), f"table {table} has no file; run `broadsheet ingest`"
    else:
        for name in sorted(shown.keys() - expected.keys()):
            yield str(shown[name]), f"does not belong to table {table}; remove it"
    for name, part in expected.items():
        if name not in shown:
            yield str(view / name), f"is missing from table {table}; {_AGAIN}"
        elif shown[name].is_file() and digests.of(shown[name]) != part.sha256:
            yield str(shown[name]), f"is damaged; {_AGAIN}"
    yield from _check_guard(store, table, view / GUARD, digests)


def _check_copy(path: Path, kept: Path, digests: _Digests) -> Found:
    if not kept.is_file():
        yield str(kept), "is missing; run `broadsheet ingest`"
    elif not path.is_file() or digests.of(path) != digests.of(kept):
        yield str(path), f"is damaged; {_AGAIN}"


def _check_guard(store: LocalStore, table: str, folder: Path, digests: _Digests) -> Found:
    """A view must lead to the guard of its table (or hold it, in a copy that followed links)."""
    guards = store.store / "guards" / table
    if not folder.is_dir() or not guards.is_dir() or not any(guards.iterdir()):
        yield str(folder), "does not lead to a guard; run `broadsheet ingest`"
    elif folder.is_symlink():
        if not folder.samefile(guards):
            yield str(folder), f"does not lead to {guards}; run `broadsheet ingest`"
    else:
        for kept in guards.iterdir():
            yield from _check_copy(folder / kept.name, kept, digests)


def _check_parts(store: LocalStore, table: str, parts: Iterable[Part], digests: _Digests) -> Found:
    for part in parts:
        path = store.part_path(table, part)
        if not path.is_file():
            yield str(path), f"is missing; {_AGAIN}"
        elif path.stat().st_size != part.size or digests.of(path) != part.sha256:
            yield str(path), f"is damaged; {_AGAIN}"


def check_objects(store: ObjectStore, current: str) -> Found:
    """Where and what is wrong with the objects that the current snapshot of an object store consists of."""
    manifest = store.manifest(current)
    parts = [(table, part) for table in schema().tables for part in listing(store, manifest, table)]
    parts += [(DOCUMENTS, part) for part in manifest.registries.documents.values()]
    for edition_id, digest in manifest.current.items():
        parts += store.record(edition_id, digest).parts.items()
    for table, part in sorted(set(parts)):
        try:
            if digest_of(store.read_bytes(table, part)) != part.sha256:
                yield store.locate(table, part), f"is damaged; {_AGAIN}"
        except OSError as error:
            yield store.locate(table, part), f"cannot be read ({error}); {_AGAIN}"
