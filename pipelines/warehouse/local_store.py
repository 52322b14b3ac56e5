"""The warehouse's files on a local disk: immutable files, folders of hard links to them, and one atomic pointer.

    warehouse/articles          -> .store/current/articles       one link per table, never changed
    warehouse/.store/current    -> snapshots/00000042-<digest>   THE pointer, replaced by one rename
      snapshots/<n>-<digest>/   manifest.json, and one link per table to the view it shows
      views/articles/<n>/       hard links to the current files of one table, and a guard (see `views`)
      files/articles/           every file, named after its bytes, never changed
      guards/articles/          the guard of a table
      records/                  every version of every edition (JSON named after its bytes)
      staging/, trash/, locks/  work in progress

Everything below `current` is on the disk before the pointer moves, so a reader, and a power cut, find the old state
or the new one. A view is flat because a listing of one folder is atomic and one of nested folders is not.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from pipelines.warehouse.errors import WarehouseError, explained
from pipelines.warehouse.records import EditionRecord, Manifest, Part, digest_of
from pipelines.warehouse.schema import schema
from pipelines.warehouse.table_files import read_part, sha256_of, sync
from pipelines.warehouse.views import GUARD, guard_content, guard_name, guard_target, shown_names, shows_no_rows

STORE = ".store"
DOCUMENTS = "documents"
MANIFEST = "manifest.json"
CURRENT = "current"

if TYPE_CHECKING:
    import pyarrow.dataset as ds


class LocalStore:
    """Reads and writes the files of one warehouse; knows nothing of editions' rows."""

    def __init__(self, root: Path) -> None:
        self.root = root.absolute()
        self.store = self.root / STORE
        self.locks = self.store / "locks"
        self._records: dict[tuple[str, str], EditionRecord] = {}

    # reading

    def current(self) -> str | None:
        """Name of the current snapshot; None while nothing was published."""
        pointer = self.store / CURRENT
        if pointer.is_dir() and not pointer.is_symlink():
            return self._copied_name(pointer)
        try:
            return pointer.readlink().name
        except FileNotFoundError:
            return None
        except OSError as error:
            raise WarehouseError(
                f"{pointer}: is not a link ({error.strerror}); copy the warehouse again with `cp -a` or `rsync -aH`"
            ) from error

    def _copied_name(self, pointer: Path) -> str:
        """Name of the snapshot that a copy which followed links holds in the place of the pointer."""
        with explained(pointer, "reading the manifest"):
            content = (pointer / MANIFEST).read_bytes()
        names = [path.name for path in (self.store / "snapshots").iterdir()]
        name = next((name for name in names if name.endswith(digest_of(content)[:16])), None)
        if name is None:
            raise WarehouseError(f"{pointer}: is damaged; copy the warehouse again with `cp -a` or `rsync -aH`")
        return name

    def manifest(self, name: str) -> Manifest:
        """The manifest of a snapshot; raises `WarehouseError` when its bytes are not those it is named after."""
        path = self.store / "snapshots" / name / MANIFEST
        with explained(path, "reading the manifest"):
            content = path.read_bytes()
        if name.partition("-")[2] != digest_of(content)[:16]:
            raise WarehouseError(
                f"{path}: the manifest is damaged; restore it from a backup, or move the warehouse away and ingest anew"
            )
        try:
            return Manifest.from_bytes(content)
        except ValueError as error:
            raise WarehouseError(f"{path}: {error}") from error

    def record(self, edition_id: str, digest: str) -> EditionRecord:
        """One version of an edition; raises `WarehouseError` when it is damaged or missing."""
        known = self._records.get((edition_id, digest))
        if known is None:
            path = self.record_path(edition_id, digest)
            with explained(path, "reading the record of an edition"):
                content = path.read_bytes()
            if digest_of(content) != digest:
                raise WarehouseError(f"{path}: the record of edition {edition_id} is damaged; run `broadsheet ingest`")
            known = self._records[edition_id, digest] = EditionRecord.from_bytes(content)
        return known

    def record_path(self, edition_id: str, digest: str) -> Path:
        """Where a version of an edition is recorded."""
        return self.store / "records" / f"{edition_id}-{digest[:16]}.json"

    def part_path(self, table: str, part: Part) -> Path:
        """Where a file of a table lies, whether any snapshot shows it or not."""
        return self.store / "files" / table / part.name

    def locate(self, table: str, part: Part) -> str:
        """Where a file of a table lies, for messages and for readers of Parquet."""
        return str(self.part_path(table, part))

    def read_part(self, table: str, part: Part, columns: list[str] | None) -> pa.Table:
        """The rows of a file with page checksums verified."""
        return read_part(self.part_path(table, part), columns)

    def intact(self, table: str, part: Part, trusted_until: float | None = None) -> bool:
        """True when a file has the bytes it was published with.

        trusted_until: time (seconds since 1970) up to which a file of the right size is believed without reading it
        """
        path = self.part_path(table, part)
        try:
            status = path.stat()
            if status.st_size != part.size:
                return False
            return (trusted_until is not None and status.st_mtime <= trusted_until) or sha256_of(path) == part.sha256
        except OSError:
            return False

    def read_bytes(self, table: str, part: Part) -> bytes:
        """The bytes of a file."""
        return self.part_path(table, part).read_bytes()

    def dataset(self, table: str, parts: Sequence[Part], **options: Any) -> ds.Dataset:
        """A lazy dataset over some files of a table."""
        import pyarrow.dataset as ds  # brings pandas along, a second that other readers need not wait for

        return ds.dataset([self.locate(table, part) for part in parts], **options)

    def view_path(self, table: str, number: int) -> Path:
        """The folder that lists a table's files as snapshot `number` showed them."""
        return self.store / "views" / table / f"{number:08d}"

    def shows(self, table: str, number: int, parts: Sequence[Part]) -> bool:
        """True when a view has the names that it should have."""
        try:
            names = {entry.name for entry in os.scandir(self.view_path(table, number))}
        except OSError:
            return False
        files = names - {GUARD}
        return files < names and (files == shown_names(parts).keys() if parts else shows_no_rows(files))

    @contextmanager
    def pinned(self, name: str) -> Iterator[None]:
        """Keep a snapshot from being swept."""
        path = self.store / "snapshots" / name
        with explained(path, "opening the snapshot"):
            descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH)
            yield
        finally:
            os.close(descriptor)

    # writing

    def prepare(self) -> None:
        """Make the folders and the links of the tables; what stands is left alone."""
        with explained(self.root, "preparing the warehouse"):
            for folder in ("files", "guards", "records", "snapshots", "staging", "trash", "views", "locks"):
                (self.store / folder).mkdir(parents=True, exist_ok=True)
            pointer = self.store / CURRENT
            if pointer.is_dir() and not pointer.is_symlink():
                self._replace_copy(pointer, f"snapshots/{self._copied_name(pointer)}")
            for table in schema().tables:
                self._link_table(table)
                self._keep_guard(table)
            sync(self.root)

    def _link_table(self, table: str) -> None:
        link, target = self.root / table, f"{STORE}/{CURRENT}/{table}"
        if link.is_symlink() and str(link.readlink()) == target:
            return
        if link.is_dir() and not link.is_symlink():
            self._replace_copy(link, target)
        else:
            _replace_link(self.store / "staging", link, target)

    def _keep_guard(self, table: str) -> None:
        """Write the guard of a table where it is missing or damaged; older ones stay for readers who listed them."""
        content = guard_content(table)
        path = self.store / "guards" / table / guard_name(content)
        if not path.is_file() or path.read_bytes() != content:
            with self.staging() as staging:
                path.parent.mkdir(exist_ok=True)
                _write_file(staging / path.name, content)
                (staging / path.name).rename(path)
                sync(path.parent)

    def _replace_copy(self, folder: Path, target: str) -> None:
        """Put the link back where a copy that followed links left a folder; the store has its files too."""
        folder.rename(self.store / "trash" / f"{folder.name}-{time.time_ns()}")
        _replace_link(self.store / "staging", folder, target)

    @contextmanager
    def staging(self) -> Iterator[Path]:
        """A folder outside all tables for files in the making; it goes away in any case.

        An `OSError` in the block becomes a `WarehouseError`.
        """
        folder = self.store / "staging" / f"{os.getpid()}-{time.time_ns()}"
        with explained(folder, "making a staging folder"):
            folder.mkdir(parents=True)
            descriptor = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH)
            with explained(self.root, "publishing"):
                yield folder
        finally:
            os.close(descriptor)
            shutil.rmtree(folder, ignore_errors=True)

    def adopt(self, table: str, staged: Path, part: Part) -> bool:
        """Take a staged file into the store; False when its bytes are there already. Damaged ones are replaced."""
        target = self.part_path(table, part)
        with explained(target, f"storing a file of table {table}"):
            target.parent.mkdir(exist_ok=True)
            if self.intact(table, part):
                return False
            staged.rename(target)
            return True

    def sync_files(self, tables: Iterable[str]) -> None:
        """Force the names of adopted files to the disk."""
        for table in tables:
            sync(self.store / "files" / table)

    def save_record(self, staging: Path, record: EditionRecord) -> None:
        """Write a version of an edition."""
        path = self.record_path(record.edition_id, record.digest)
        with explained(path, "writing the record of an edition"):
            _write_file(staging / path.name, record.to_bytes())
            (staging / path.name).rename(path)

    def drop_unfinished(self) -> None:
        """Clear away snapshots that were made but never shown, because their publication was cut off."""
        current = self.current() or ""
        with explained(self.store / "snapshots", "clearing away an unfinished publication"):
            for path in (self.store / "snapshots").iterdir():
                if path.name.partition("-")[0] > current.partition("-")[0]:
                    path.rename(self.store / "trash" / f"{path.name}-{time.time_ns()}")

    def next_number(self) -> int:
        """A snapshot number that was never used."""
        with explained(self.store / "snapshots", "listing snapshots"):
            used = [int(entry.name.partition("-")[0]) for entry in os.scandir(self.store / "snapshots")]
            used += [int(entry.name) for table in os.scandir(self.store / "views") for entry in os.scandir(table)]
        return max(used, default=0) + 1

    def commit(self, staging: Path, manifest: Manifest, listings: Mapping[str, Sequence[Part]]) -> str:
        """Show `listings` (the tables that change) and `manifest` to all readers in one step."""
        content = manifest.to_bytes()
        name = f"{manifest.number:08d}-{digest_of(content)[:16]}"
        with explained(self.store, "publishing a snapshot"):
            for table, parts in listings.items():
                self._make_view(table, manifest.number, parts)
            folder = staging / name
            folder.mkdir()
            _write_file(folder / MANIFEST, content)
            for table, number in manifest.views.items():
                (folder / table).symlink_to(f"../../views/{table}/{number:08d}")
            sync(folder)
            folder.rename(self.store / "snapshots" / name)
            for touched in ("snapshots", "records"):
                sync(self.store / touched)
            _replace_link(staging, self.store / CURRENT, f"snapshots/{name}")
            sync(self.store)
        return name

    def _make_view(self, table: str, number: int, parts: Sequence[Part]) -> None:
        view = self.view_path(table, number)
        view.mkdir(parents=True)
        (view / GUARD).symlink_to(guard_target(table))
        source, target = str(self.store / "files" / table), str(view)
        for name, part in shown_names(parts).items():
            os.link(f"{source}/{part.name}", f"{target}/{name}")
        for folder in (view, view.parent):
            sync(folder)


def _write_file(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _replace_link(staging: Path, link: Path, target: str) -> None:
    draft = staging / f"link-{os.getpid()}-{time.time_ns()}"
    draft.symlink_to(target)
    draft.replace(link)
