"""Clearing away what no reader needs any more: superseded snapshots after their grace, and what a crash left behind.

Runs under the publication lock, so nothing is being published meanwhile. What goes first loses its name (a rename
into `trash/`), so that a sweep that is killed leaves nothing half there.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from pipelines.warehouse.errors import explained
from pipelines.warehouse.local_store import DOCUMENTS, LocalStore
from pipelines.warehouse.records import Manifest
from pipelines.warehouse.snapshot import Snapshot
from pipelines.warehouse.store import Store
from pipelines.warehouse.views import EMPTY_STEM

_CRASHED_AFTER_SECONDS = 60.0


def sweep_is_due(store: LocalStore, grace: dt.timedelta) -> bool:
    """True when the oldest snapshot has been superseded for a quarter longer than the grace period."""
    snapshots = _snapshots(store)
    return len(snapshots) > 1 and _age(snapshots[1]) > 1.25 * grace.total_seconds()


def sweep(store: LocalStore, grace: dt.timedelta) -> int:
    """Remove what is superseded for longer than `grace` and not pinned; gives the number of snapshots removed."""
    current = store.current()
    if current is None:
        return 0
    with explained(store.store, "clearing away superseded files"):
        snapshots = _snapshots(store)
        successors = dict(pairwise(snapshots))
        gone = [path for path in snapshots if path.name != current and _expired(path, successors.get(path), grace)]
        for path in gone:
            _trash(store, path)
        kept = [Snapshot(store, path.name) for path in snapshots if path not in gone]
        _sweep_views(store, kept)
        _sweep_files(store, kept, Snapshot(store, current).manifest)
        _sweep_staging(store)
        for path in (store.store / "trash").iterdir():
            shutil.rmtree(path, ignore_errors=True)
    return len(gone)


def _snapshots(store: LocalStore) -> list[Path]:
    """Folders of snapshots in order of number."""
    return sorted((store.store / "snapshots").iterdir())


def _age(path: Path) -> float:
    return time.time() - path.lstat().st_mtime


def _expired(path: Path, successor: Path | None, grace: dt.timedelta) -> bool:
    """A snapshot without successor that is not current was never shown to anybody: its publication was cut off."""
    superseded_for = _age(successor) if successor else float("inf")
    return superseded_for > grace.total_seconds() and _unlocked(path)


def _unlocked(folder: Path) -> bool:
    """True when no process holds the folder (as readers do their snapshot and writers their staging folder)."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True


def _trash(store: LocalStore, path: Path) -> None:
    path.rename(store.store / "trash" / f"{path.parent.name}-{path.name}-{time.time_ns()}")


def _sweep_views(store: LocalStore, kept: list[Snapshot]) -> None:
    shown = {(table, f"{number:08d}") for snapshot in kept for table, number in snapshot.manifest.views.items()}
    for table in (store.store / "views").iterdir():
        for view in table.iterdir():
            if (table.name, view.name) not in shown:
                _trash(store, view)


def _sweep_files(store: LocalStore, kept: list[Snapshot], current: Manifest) -> None:
    needed = needed_files(store, current, [snapshot.manifest for snapshot in kept])
    for table in (store.store / "files").iterdir():
        for path in table.iterdir():
            # Files of tables without rows are shared by many views and stay.
            if (table.name, path.name) not in needed and not path.name.startswith(f"{EMPTY_STEM}-"):
                path.unlink()
    recorded = {store.record_path(*version).name for version in recorded_versions(current)}
    for path in (store.store / "records").iterdir():
        if path.name not in recorded:
            path.unlink()


def needed_files(store: Store, current: Manifest, kept: Iterable[Manifest]) -> set[tuple[str, str]]:
    """Table and file name of all that some kept snapshots show, and of what can't be made again."""
    needed = set(kept_versions(store, current))
    for manifest in kept:
        needed |= set(_files_of(store, manifest))
    return needed


def recorded_versions(current: Manifest) -> Iterator[tuple[str, str]]:
    """Edition and record digest of each version on record."""
    for edition_id, versions in current.history.items():
        yield from ((edition_id, version.record) for version in versions if version.record)


def _files_of(store: Store, manifest: Manifest) -> Iterator[tuple[str, str]]:
    """Table and file name of all that a manifest speaks of."""
    yield from edition_files(store, manifest)
    for year in manifest.years.values():
        yield from ((table, part.name) for table, part in year.parts.items())
    yield from ((table, part.name) for table, part in manifest.registries.parts.items())
    yield from ((DOCUMENTS, part.name) for part in manifest.registries.documents.values())


def edition_files(store: Store, manifest: Manifest) -> Iterator[tuple[str, str]]:
    """Table and file name of the current version of every edition, those in compacted years included."""
    for edition_id, digest in manifest.current.items():
        for table, part in store.record(edition_id, digest).parts.items():
            yield table, part.name


def kept_versions(store: Store, manifest: Manifest) -> Iterator[tuple[str, str]]:
    """Files of superseded versions that were read from other bytes than their successor: these can't be made again."""
    for edition_id, versions in manifest.history.items():
        for version, successor in pairwise(versions):
            if version.record is None:
                continue
            record = store.record(edition_id, version.record)
            later = store.record(edition_id, successor.record) if successor.record else None
            if later is None or later.stamp.source_digest != record.stamp.source_digest:
                yield from ((table, part.name) for table, part in record.parts.items())


def _sweep_staging(store: LocalStore) -> None:
    for folder in (store.store / "staging").iterdir():
        if folder.is_symlink() or not folder.is_dir():
            folder.unlink()
        elif _age(folder) > _CRASHED_AFTER_SECONDS and _unlocked(folder):
            _trash(store, folder)
