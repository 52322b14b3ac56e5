"""Whether the files that editions were read from lie in `raw/` as they were."""

from __future__ import annotations

import hashlib
import os
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path

from pipelines.warehouse.errors import WarehouseError
from pipelines.warehouse.records import Source
from pipelines.warehouse.snapshot import Snapshot
from pipelines.warehouse.table_files import sha256_of


def check_sources(snapshot: Snapshot, raw: Path) -> Iterator[tuple[str, str]]:
    """Where and what differs between `raw/` and what the editions in the warehouse were read from."""
    if not raw.is_dir():
        yield str(raw), "there is no such folder; pass the folder of the sources with --raw"
        return
    for edition_id in snapshot.current:
        try:
            sources = snapshot.record(edition_id).stamp.sources
            pages = snapshot.read("pages", ["page_id", "source_path", "source_sha256"], [edition_id]).to_pylist()
        except WarehouseError as error:
            yield edition_id, str(error)
            continue
        digests = {source.sha256 for source in sources}
        for page in pages:
            if page["source_sha256"] not in digests:
                what = f"{page['source_path']} with digest {page['source_sha256']} is not among the edition's sources"
                yield page["page_id"], f"{what}; ingest the edition again"
        for source in sources:
            if found := _difference(raw, source):
                yield source.path, f"edition {edition_id} was read from this file, {found}"


def _difference(raw: Path, source: Source) -> str | None:
    """What became of a source; None when its bytes are where they were.

    A source inside a zip bundle has the path `<bundle>/<member>`; the bundle must have a member with its bytes.
    """
    path = raw / source.path
    if _is_file(path):
        if path.stat().st_size == source.size and sha256_of(path) == source.sha256:
            return None
        return "which has other bytes now; run `broadsheet ingest`"
    bundle = next((parent for parent in path.parents if _is_file(parent)), None)
    if bundle is None:
        return "which is gone; restore it, or withdraw the edition"
    return (
        None if _has_member(bundle, source) else f"which {bundle.name} does not hold any more; run `broadsheet ingest`"
    )


def _is_file(path: Path) -> bool:
    """True for a regular file; links and pipes are never followed or opened."""
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except OSError:
        return False


def _has_member(bundle: Path, source: Source) -> bool:
    try:
        with zipfile.ZipFile(bundle) as archive:
            for entry in archive.infolist():
                if entry.file_size == source.size:
                    with archive.open(entry) as member:
                        if hashlib.file_digest(member, "sha256").hexdigest() == source.sha256:  # type: ignore[arg-type]
                            return True
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError):
        return False
    return False
