"""Looks into zip bundles without unpacking them anywhere, and copies single members out.

Nothing is written under a name from the bundle. Members are bounded in number, size and rate of
compression before and while they are read; links, encrypted members and bundles in bundles are refused.
"""

from __future__ import annotations

import hashlib
import stat
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_MOST_MEMBERS = 5_000
_LARGEST_MEMBER = 1 << 30
_LARGEST_BUNDLE = 4 << 30
_RATE_FROM = 16 << 20  # small members may be compressed at any rate
_HIGHEST_RATE = 100  # PDFs are compressed inside; text reaches 5
_UTF8_FLAG = 0x800
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Member:
    """One file in a bundle.

    name: decoded (UTF-8, else GB 18030), with `/`; spelled: as `zipfile` knows it
    refused: reason and detail, when it is not to be taken
    """

    name: str
    spelled: str
    size: int
    sha256: str
    refused: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Bundle:
    """The members of a bundle, or why it was refused as a whole."""

    members: tuple[Member, ...] = ()
    refused: tuple[str, str] | None = None


def read_bundle(location: Path) -> Bundle:
    """All members with their hashes."""
    try:
        with zipfile.ZipFile(location) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if refused := _refused_as_a_whole(entries):
                return Bundle(refused=refused)
            last = {
                entry.filename: entry for entry in entries
            }  # of two members with one name, zip readers open the last
            return Bundle(tuple(_read_member(archive, entry) for entry in last.values()))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        return Bundle(refused=("broken_bundle", f"the zip can't be read: {error}"))


def copy_member(location: Path, spelled: str, target: IO[bytes]) -> str:
    """Copy a member's bytes to `target` and return their sha256; raises `OSError` when it can't be read."""
    digest = hashlib.sha256()
    written = 0
    try:
        with zipfile.ZipFile(location) as archive, archive.open(spelled) as source:
            while chunk := source.read(_CHUNK):
                written += len(chunk)
                if written > _LARGEST_MEMBER:
                    raise OSError(0, f"member larger than {_LARGEST_MEMBER >> 20} MB", str(location))
                digest.update(chunk)
                target.write(chunk)
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, NotImplementedError, RuntimeError) as error:
        raise OSError(0, f"member of the zip can't be read: {error}", str(location)) from error
    return digest.hexdigest()


def _refused_as_a_whole(entries: list[zipfile.ZipInfo]) -> tuple[str, str] | None:
    if not entries:
        return "empty", "the zip holds no file"
    if len(entries) > _MOST_MEMBERS:
        return "bundle_too_large", f"{len(entries)} files in the zip; at most {_MOST_MEMBERS} are read"
    total = sum(entry.file_size for entry in entries)
    if total > _LARGEST_BUNDLE:
        return "bundle_too_large", f"{total >> 20} MB when unpacked; at most {_LARGEST_BUNDLE >> 20} MB are read"
    return None


def _read_member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Member:
    name = _decoded_name(entry)
    refused = _refused(entry, name)
    digest = hashlib.sha256()
    if refused is None:
        read = 0
        try:
            with archive.open(entry) as source:
                while chunk := source.read(_CHUNK):
                    read += len(chunk)
                    if read > entry.file_size:
                        raise zipfile.BadZipFile("longer than it claims")
                    digest.update(chunk)
            if read == 0:
                refused = ("empty", "the file is empty")
        except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError) as error:
            refused = ("broken_member", f"the member can't be read: {error}")
    return Member(name, entry.filename, entry.file_size, digest.hexdigest(), refused)


def _refused(entry: zipfile.ZipInfo, name: str) -> tuple[str, str] | None:
    mode = entry.external_attr >> 16
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return "not_a_regular_file", "a link or a special file in the zip"
    if entry.flag_bits & 1:
        return "encrypted", "encrypted in the zip; deliver it without a password"
    if entry.file_size > _LARGEST_MEMBER:
        return "too_large", f"{entry.file_size >> 20} MB; at most {_LARGEST_MEMBER >> 20} MB are read"
    if entry.file_size > _RATE_FROM and entry.file_size > _HIGHEST_RATE * max(entry.compress_size, 1):
        return "too_large", f"unpacks to {entry.file_size // max(entry.compress_size, 1)} times its size"
    if name.lower().endswith((".zip", ".rar", ".7z", ".tar", ".gz", ".tgz")):
        return "archive", "a packed file inside the zip; deliver it beside"
    return None


def _decoded_name(entry: zipfile.ZipInfo) -> str:
    name = entry.filename
    if not entry.flag_bits & _UTF8_FLAG:
        raw = name.encode("cp437", errors="surrogateescape")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return "/".join(parts)
