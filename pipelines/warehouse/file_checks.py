"""Whether every byte of a warehouse is where it belongs: pointer, links, manifests, records, files, locks.

Each name of a file ends with the beginning of its digest, so a file can be judged without knowing who refers to it,
and a file that took the place of another is found by its name.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from pipelines.warehouse.errors import WarehouseError
from pipelines.warehouse.local_store import DOCUMENTS, MANIFEST, LocalStore
from pipelines.warehouse.locks import damaged_locks
from pipelines.warehouse.records import Manifest, Part, digest_of
from pipelines.warehouse.schema import schema
from pipelines.warehouse.snapshot import listing
from pipelines.warehouse.sweeping import EMPTY_STEM
from pipelines.warehouse.table_files import sha256_of

Found = Iterator[tuple[str, str]]
_DIGEST = re.compile(r"-([0-9a-f]{16})(?:\.\w+)*$")
_AGAIN = "ingest the edition again, or restore the file from a backup"


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
    yield from _check_links(store, current, manifest)
    yield from _check_named_files(store, digests)
    yield from _check_snapshots(store, current)
    yield from _check_history(store, manifest)
    yield from _check_listings(store, manifest, digests)
    yield from damaged_locks(store.locks)


def _check_links(store: LocalStore, current: str, manifest: Manifest) -> Found:
    for table in schema().tables:
        view = store.view_path(table, manifest.views.get(table, 0))
        for link in (store.root / table, store.store / "snapshots" / current / table):
            if not view.is_dir() or not link.is_dir() or not link.samefile(view):
                yield str(link), f"does not lead to {view}; run `broadsheet ingest`, which sets the links again"


def _check_named_files(store: LocalStore, digests: _Digests) -> Found:
    """Every file whose name says its digest: those of tables, of views old and new, and records."""
    for top in ("files", "views", "records"):
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


def _check_snapshots(store: LocalStore, current: str) -> Found:
    for folder in sorted((store.store / "snapshots").iterdir()):
        stray = [path for path in folder.iterdir() if path.name != MANIFEST and not path.is_symlink()]
        yield from ((str(path), "does not belong here; remove it") for path in stray)
        if folder.name == current:
            continue
        try:
            store.manifest(folder.name)
        except WarehouseError as error:
            yield str(folder), str(error)


def _check_history(store: LocalStore, manifest: Manifest) -> Found:
    for edition_id, versions in manifest.history.items():
        for version in versions:
            if version.record is None:
                continue
            path = store.record_path(edition_id, version.record)
            try:
                content = path.read_bytes()
            except OSError as error:
                yield str(path), f"a version of {edition_id} is not on record ({error.strerror}); {_AGAIN}"
                continue
            if digest_of(content) != version.record:
                yield str(path), f"the record is damaged; {_AGAIN}"


def _check_listings(store: LocalStore, manifest: Manifest, digests: _Digests) -> Found:
    """The views of the current snapshot must show its files, each with its size and digest, and nothing else."""
    for table in schema().tables:
        view = store.view_path(table, manifest.views.get(table, 0))
        if not view.is_dir():
            continue
        try:
            parts = listing(store, manifest, table)
        except WarehouseError as error:
            yield table, str(error)
            continue
        yield from _compare(table, view, parts, digests)
        yield from _check_parts(store, table, parts, digests)
    documents = list(manifest.registries.documents.values())
    yield from _check_parts(store, DOCUMENTS, documents, digests)
    for edition_id, digest in manifest.current.items():
        try:
            record = store.record(edition_id, digest)
        except WarehouseError:
            continue
        for table, part in record.parts.items():
            yield from _check_parts(store, table, [part], digests)


def _compare(table: str, view: Path, parts: list[Part], digests: _Digests) -> Found:
    shown = {path.name: path for path in view.iterdir()}
    expected = {part.name: part for part in parts}
    for name in sorted(expected.keys() - shown.keys()):
        yield str(view / name), f"is missing from table {table}; {_AGAIN}"
    for name in sorted(shown.keys() - expected.keys()):
        if expected or not name.startswith(f"{EMPTY_STEM}-") or len(shown) > 1:
            yield str(shown[name]), f"does not belong to table {table}; remove it"
    if not shown:
        yield str(view), f"table {table} has no file; run `broadsheet ingest`"
    for name in sorted(expected.keys() & shown.keys()):
        if shown[name].is_file() and digests.of(shown[name]) != expected[name].sha256:
            yield str(shown[name]), f"is damaged; {_AGAIN}"


def _check_parts(store: LocalStore, table: str, parts: list[Part], digests: _Digests) -> Found:
    for part in parts:
        path = store.part_path(table, part)
        if not path.is_file():
            yield str(path), f"is missing; {_AGAIN}"
        elif path.stat().st_size != part.size or digests.of(path) != part.sha256:
            yield str(path), f"is damaged; {_AGAIN}"
