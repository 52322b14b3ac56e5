"""The warehouse's files in an object store (`s3://…` or any URL of fsspec): immutable objects and one pointer object.

    <root>/store/current              THE pointer: the name of a snapshot; one small object, replaced by one PUT
    <root>/store/snapshots/<n>-….json manifests
    <root>/store/files/articles/…     every file, named after its bytes, never changed
    <root>/store/records/…            every version of every edition

Weaker than a local disk in three ways. There are no links, so no folder lists just the current files of a table:
readers ask for the list (`table_files`, `open_table`). Locks hold between the processes of one machine; write from one.
Readers cannot hold a snapshot: superseded objects go after their grace period (`object_sweeping`).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from pipelines.warehouse.errors import WarehouseError, explained
from pipelines.warehouse.records import EditionRecord, Manifest, Part, digest_of
from pipelines.warehouse.table_files import read_part

if TYPE_CHECKING:
    import pyarrow.dataset as ds


class ObjectStore:
    """Reads and writes the objects of one warehouse; the same methods as `LocalStore`."""

    def __init__(self, url: str) -> None:
        import fsspec

        self.root = url.rstrip("/")
        try:
            self._files, base = fsspec.core.url_to_fs(self.root)
        except (ImportError, ValueError) as error:
            raise WarehouseError(f"{url}: {error}; `pip install s3fs` for s3:// addresses") from error
        self._base = f"{base.rstrip('/')}/store"
        machine_wide = hashlib.sha256(self.root.encode()).hexdigest()[:16]
        self.locks = Path(tempfile.gettempdir()) / f"broadsheet-locks-{machine_wide}"
        self._records: dict[tuple[str, str], EditionRecord] = {}
        self._folders: set[str] = set()

    # reading

    def current(self) -> str | None:
        """Name of the current snapshot; None while nothing was published."""
        self._files.invalidate_cache()
        try:
            return self._get("current").decode()
        except FileNotFoundError:
            return None

    def manifest(self, name: str) -> Manifest:
        """The manifest of a snapshot; raises `WarehouseError` when its bytes are not those it is named after."""
        with explained(self._url(f"snapshots/{name}.json"), "reading the manifest"):
            content = self._get(f"snapshots/{name}.json")
        if name.partition("-")[2] != digest_of(content)[:16]:
            raise WarehouseError(f"{self._url(f'snapshots/{name}.json')}: the manifest is damaged; restore it")
        return Manifest.from_bytes(content)

    def record(self, edition_id: str, digest: str) -> EditionRecord:
        """One version of an edition; raises `WarehouseError` when it is damaged or missing."""
        known = self._records.get((edition_id, digest))
        if known is None:
            where = record_name(edition_id, digest)
            with explained(self._url(where), "reading the record of an edition"):
                content = self._get(where)
            if digest_of(content) != digest:
                raise WarehouseError(f"{self._url(where)}: the record is damaged; ingest edition {edition_id} again")
            known = self._records[edition_id, digest] = EditionRecord.from_bytes(content)
        return known

    def locate(self, table: str, part: Part) -> str:
        """URL of a file of a table."""
        return self._url(f"files/{table}/{part.name}")

    def read_part(self, table: str, part: Part, columns: list[str] | None) -> pa.Table:
        """The rows of a file with page checksums verified."""
        return read_part(pa.BufferReader(self._get(f"files/{table}/{part.name}")), columns)

    def intact(self, table: str, part: Part, trusted_until: float | None = None) -> bool:
        """True when an object has the bytes it was published with; with `trusted_until`, stores are believed."""
        try:
            return trusted_until is not None or digest_of(self.read_bytes(table, part)) == part.sha256
        except OSError:
            return False

    def read_bytes(self, table: str, part: Part) -> bytes:
        """The bytes of a file."""
        return self._get(f"files/{table}/{part.name}")

    def dataset(self, table: str, parts: Sequence[Part], **options: Any) -> ds.Dataset:
        """A lazy dataset over some files of a table."""
        import pyarrow.dataset as ds
        import pyarrow.fs

        paths = [f"{self._base}/files/{table}/{part.name}" for part in parts]
        return ds.dataset(paths, filesystem=pyarrow.fs.PyFileSystem(pyarrow.fs.FSSpecHandler(self._files)), **options)

    @contextmanager
    def pinned(self, name: str) -> Iterator[None]:
        """Nobody can be told of a reader here; a snapshot stays for the grace period."""
        yield

    # writing

    def prepare(self) -> None:
        """Objects need no folders."""

    @contextmanager
    def staging(self) -> Iterator[Path]:
        """A local folder for files in the making; an `OSError` in the block becomes a `WarehouseError`."""
        with tempfile.TemporaryDirectory(prefix="broadsheet-") as folder, explained(self.root, "publishing"):
            yield Path(folder)

    def adopt(self, table: str, staged: Path, part: Part) -> bool:
        """Upload a staged file and read it back; False when its bytes are there already. Damaged ones are replaced."""
        where = f"files/{table}/{part.name}"
        if self.intact(table, part):
            return False
        self._put(where, staged.read_bytes())
        if digest_of(self._get(where)) != part.sha256:
            raise WarehouseError(f"{self._url(where)}: what was uploaded does not read back; run again")
        return True

    def sync_files(self, tables: Iterable[str]) -> None:
        """An object that was put is durable."""

    def save_record(self, staging: Path, record: EditionRecord) -> None:
        """Write a version of an edition."""
        self._put(record_name(record.edition_id, record.digest), record.to_bytes())

    def drop_unfinished(self) -> None:
        """A manifest that was never pointed to harms nobody."""

    def next_number(self) -> int:
        """A snapshot number that was never used."""
        return max((int(name.partition("-")[0]) for name in self.listed("snapshots")), default=0) + 1

    def listed(self, folder: str) -> dict[str, float]:
        """When each object directly in a folder was written (seconds since 1970), by name, in order of name."""
        self._files.invalidate_cache()
        try:
            entries = self._files.ls(self._path(folder), detail=True)
        except FileNotFoundError:
            return {}
        found = {entry["name"].rpartition("/")[2]: _written_at(entry) for entry in entries if entry["type"] == "file"}
        return {name: found[name] for name in sorted(found) if name}

    def remove(self, where: str) -> None:
        """Delete an object."""
        with explained(self._url(where), "deleting a superseded object"), suppress(FileNotFoundError):
            self._files.rm_file(self._path(where))

    def commit(self, staging: Path, manifest: Manifest, listings: Mapping[str, Sequence[Part]]) -> str:
        """Point all readers to `manifest` in one step."""
        content = manifest.to_bytes()
        name = f"{manifest.number:08d}-{digest_of(content)[:16]}"
        self._put(f"snapshots/{name}.json", content)
        self._put("current", name.encode())
        return name

    def _path(self, where: str) -> str:
        return f"{self._base}/{where}"

    def _url(self, where: str) -> str:
        return f"{self.root}/store/{where}"

    def _get(self, where: str) -> bytes:
        return bytes(self._files.cat_file(self._path(where)))

    def _put(self, where: str, content: bytes) -> None:
        with explained(self._url(where), "writing an object"):
            folder = self._path(where).rpartition("/")[0]
            if folder not in self._folders:
                self._files.makedirs(folder, exist_ok=True)
                self._folders.add(folder)
            self._files.pipe_file(self._path(where), content)


def _written_at(entry: Mapping[str, Any]) -> float:
    """When an object was written; now, where the store does not tell, so that nothing is swept."""
    known = (entry.get(name) for name in ("LastModified", "last_modified", "mtime", "updated", "created"))
    moment = next((value for value in known if value is not None), None)
    if isinstance(moment, dt.datetime):
        return moment.timestamp()
    return float(moment) if isinstance(moment, int | float) else time.time()


def record_name(edition_id: str, digest: str) -> str:
    """Where a version of an edition is recorded."""
    return f"records/{edition_id}-{digest[:16]}.json"
