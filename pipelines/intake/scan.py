"""Walks `raw/` and tells what was delivered there, by content.

Only regular files are opened, never through a link, never a pipe or device. A name may be anything that
the file system allows. A file is known by the sha256 of its bytes; its size and times only tell whether
it must be hashed again, and a file whose times are younger than `_SETTLED` seconds always is.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import stat
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from pipelines.intake.bundles import Bundle, read_bundle
from pipelines.intake.naming import path_facts, shown

Kind = Literal["pdf", "text"]

_KINDS: Mapping[str, Kind] = {".pdf": "pdf", ".txt": "text", ".md": "text"}
_IGNORED_NAMES = {"thumbs.db", "desktop.ini", "__macosx", "readme.md", "readme.txt", "readme", "license", "license.txt"}
_UNFINISHED = (".part", ".partial", ".tmp", ".crdownload", ".download", ".filepart", ".!ut")
_NOT_PUBLICATIONS = {"corrections"}
_DEEPEST = 24
_LARGEST = {"pdf": 1 << 30, "text": 20 << 20}
_SETTLED = 3.0
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Stamp:
    """What `stat` says of a file: as long as it is equal the bytes are taken to be equal.

    checked_at: when the bytes were hashed, seconds since the epoch
    """

    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int
    checked_at: float

    def proves(self, other: Stamp) -> bool:
        """Whether this stamp, taken with a hash, shows that a file stamped `other` is unchanged."""
        same = (self.size, self.mtime_ns, self.ctime_ns, self.inode) == (
            other.size,
            other.mtime_ns,
            other.ctime_ns,
            other.inode,
        )
        return same and self.checked_at - max(self.mtime_ns, self.ctime_ns) / 1e9 > _SETTLED


@dataclass(frozen=True, slots=True)
class Known:
    """What an earlier scan found out about a file."""

    sha256: str
    stamp: Stamp
    bundle: Bundle | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One file with pages, on disk or inside a bundle.

    path: below `raw/`, as `shown`; a member of a bundle is `<bundle>/<member>`
    location: the file on disk; member: name inside it as the bundle spells it, None for plain files
    file: path of the file on disk below `raw/`, as `shown`
    """

    path: str
    location: Path
    kind: Kind
    sha256: str
    size: int
    mtime_ns: int
    file: str
    member: str | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file, or a member of a bundle, that is no delivery; `file` as in `Delivery`."""

    path: str
    file: str
    reason: str
    detail: str
    sha256: str | None = None
    transient: bool = False


@dataclass(slots=True)
class RawScan:
    """What lies in `raw/`.

    files: every file that counts, by `shown` path, with its hash where it could be taken
    unsettled: files that are evidently still being written (`x.pdf.part`), which wait
    """

    deliveries: list[Delivery] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    files: dict[str, Known | None] = field(default_factory=dict)
    unsettled: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)


def scan_raw(raw: Path, known: Mapping[str, Known] | None = None) -> RawScan:
    """Everything in `raw`, in a fixed order; `known` saves hashing files that have not changed.

    Raises `FileNotFoundError` when `raw` is not a folder.
    """
    if not raw.is_dir():
        raise FileNotFoundError(f"{raw}: no such folder; give the folder that holds <publication>/…")
    scan = RawScan()
    for entry, parts, refused in _walk(raw):
        path = "/".join(shown(part) for part in parts)
        if refused is not None:
            scan.files[path] = None
            scan.refusals.append(Refusal(path, path, *refused))
        elif _is_ignored(parts):
            scan.ignored.append(path)
        elif parts[-1].lower().endswith(_UNFINISHED):
            scan.files[path] = None
            scan.unsettled.append(path)
        else:
            _take_file(scan, entry, path, (known or {}).get(path))
    return scan


def delivered_days(raw: Path) -> list[dt.date]:
    """The days that the paths below `raw` name, in order; opens no file."""
    days = set()
    for _, parts, refused in _walk(raw):
        if refused is None and not _is_ignored(parts):
            days.add(path_facts("/".join(shown(part) for part in parts)).date)
    return sorted(day for day in days if day is not None)


def _walk(root: Path) -> Iterator[tuple[Path, tuple[str, ...], tuple[str, str] | None]]:
    """Files below `root` with their parts, in order of names; third: why it must not be opened."""
    stack: list[tuple[Path, tuple[str, ...]]] = [(root, ())]
    while stack:
        folder, above = stack.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            yield folder, above, ("unreadable", f"the folder can't be listed: {error.strerror}")
            continue
        below = []
        for entry in entries:
            parts = (*above, entry.name)
            mode = entry.stat(follow_symlinks=False).st_mode
            if stat.S_ISREG(mode):
                yield Path(entry.path), parts, None
            elif not stat.S_ISDIR(mode):
                yield Path(entry.path), parts, ("not_a_regular_file", f"a {_sort_of_file(mode)}, which is never opened")
            elif len(parts) == 1 and entry.name in _NOT_PUBLICATIONS:
                continue
            elif len(parts) >= _DEEPEST:
                yield Path(entry.path), parts, ("too_deep", f"more than {_DEEPEST} folders deep")
            elif not entry.name.startswith(".") and entry.name.lower() not in _IGNORED_NAMES:
                below.append((Path(entry.path), parts))
        stack.extend(reversed(below))


def _sort_of_file(mode: int) -> str:
    if stat.S_ISLNK(mode):
        return "link"
    return "pipe" if stat.S_ISFIFO(mode) else "socket or device"


def _is_ignored(parts: tuple[str, ...]) -> bool:
    name = parts[-1].lower()
    return name.startswith((".", "~$")) or name in _IGNORED_NAMES


def _take_file(scan: RawScan, location: Path, path: str, known: Known | None) -> None:
    try:
        found = _identify(location, known)
    except OSError as error:
        scan.files[path] = None
        vanished = isinstance(error, FileNotFoundError)
        detail = "it vanished while it was read" if vanished else f"it can't be read: {error.strerror}"
        scan.refusals.append(Refusal(path, path, "unreadable", detail, transient=True))
        return
    kind, sha256, stamp = found
    bundle = None
    if kind == "zip":
        bundle = known.bundle if known and known.bundle and known.sha256 == sha256 else read_bundle(location)
    scan.files[path] = Known(sha256, stamp, bundle)
    if bundle is not None:
        _take_members(scan, bundle, Delivery(path, location, "pdf", sha256, stamp.size, stamp.mtime_ns, path))
    elif kind not in ("pdf", "text"):
        scan.refusals.append(Refusal(path, path, kind, _WHY_NOT[kind], sha256))
    elif stamp.size > _LARGEST[kind]:
        detail = f"{stamp.size >> 20} MB; at most {_LARGEST[kind] >> 20} MB are read"
        scan.refusals.append(Refusal(path, path, "too_large", detail, sha256))
    else:
        kind_: Kind = "pdf" if kind == "pdf" else "text"
        scan.deliveries.append(Delivery(path, location, kind_, sha256, stamp.size, stamp.mtime_ns, path))


def _take_members(scan: RawScan, bundle: Bundle, whole: Delivery) -> None:
    if bundle.refused is not None:
        scan.refusals.append(Refusal(whole.path, whole.path, *bundle.refused, sha256=whole.sha256))
    for member in bundle.members:
        path = f"{whole.path}/{shown(member.name)}"
        if _is_ignored(tuple(member.name.split("/"))) or "__MACOSX/" in member.name:
            continue
        kind = _KINDS.get(Path(member.name).suffix.lower())
        if member.refused is not None:
            scan.refusals.append(Refusal(path, whole.path, *member.refused, sha256=member.sha256))
        elif kind is None:
            scan.refusals.append(Refusal(path, whole.path, "unsupported", _WHY_NOT["unsupported"], member.sha256))
        else:
            inside = replace(whole, path=path, kind=kind, sha256=member.sha256, size=member.size)
            scan.deliveries.append(replace(inside, member=member.spelled))


_WHY_NOT = {
    "empty": "the file is empty",
    "not_a_pdf": "named .pdf, but its first bytes are not those of a PDF",
    "unsupported": "not a PDF, a text page (.txt, .md) or a zip bundle",
    "archive": "a packed file of a kind that is not opened; deliver its PDFs, or a zip",
}


def _identify(location: Path, known: Known | None) -> tuple[str, str, Stamp]:
    """Kind (or the reason against it), sha256 and stamp of a file's bytes."""
    handle = open_regular(location)
    with os.fdopen(handle, "rb") as file:
        before = _stamp(os.fstat(handle))
        head = file.read(1024)
        if known is not None and known.stamp.proves(before):
            return _kind(location, head), known.sha256, known.stamp
        digest = hashlib.sha256(head)
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
        after = _stamp(os.fstat(handle))
    changed = (before.size, before.mtime_ns) != (after.size, after.mtime_ns)
    # a stamp of "never checked" makes the next scan hash the file again
    stamp = Stamp(after.size, after.mtime_ns, after.ctime_ns, after.inode, 0.0) if changed else after
    return _kind(location, head), digest.hexdigest(), stamp


def open_regular(location: Path) -> int:
    """A read-only descriptor of a regular file; raises `OSError` for links, pipes and devices, and never blocks."""
    handle = os.open(location, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(0, "not a regular file", str(location))
    return handle


def _stamp(status: os.stat_result) -> Stamp:
    return Stamp(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, time.time())


def _kind(location: Path, head: bytes) -> str:
    """`pdf`, `text`, `zip`, or a key of `_WHY_NOT`."""
    suffix = location.suffix.lower()
    if not head:
        return "empty"
    if head.startswith(b"%PDF-"):
        return "pdf"
    if suffix == ".pdf":
        return "not_a_pdf"
    if head.startswith(b"PK\x03\x04") and suffix == ".zip":
        return "zip"
    if suffix in (".zip", ".rar", ".7z", ".gz", ".tar", ".tgz", ".bz2", ".xz"):
        return "archive"
    return "text" if _KINDS.get(suffix) == "text" else "unsupported"
