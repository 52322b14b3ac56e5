"""`raw/` at a URL of fsspec (`s3://bucket/raw`): its objects are copied here as they come, and read from the copy.

Reading wants files (for descriptors, for memory limits, for hashing while nothing changes them), and a newspaper is
read once. So each object is fetched when the listing shows another tag, size or time than when it was last fetched.
What is a delivery, and whether it is new, is decided by the bytes of the copy, as for any folder. An object that is
gone from the listing goes from the copy; a listing that fails or is empty changes nothing.

Keys may be anything. A part of one that can be no file name (`..`, nothing, too long) is spelled otherwise, so that
every object is one file of the copy and gets its verdict. An object that cannot be fetched leaves `<name>.part`, which
waits for the next time.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import Any

_INDEX = "fetched.json"
_LONGEST = 255  # bytes of a file name
_LARGEST = 1 << 30  # as in `scan`: what is larger gets its verdict without being fetched


def raw_folder(raw: str | Path) -> Path:
    """The folder to read for `raw`: itself, or the copy of a URL, brought up to date.

    The copy lies below `$XDG_CACHE_HOME/broadsheet` (`~/.cache`). Raises `FileNotFoundError` when nothing is at the
    URL, `ConnectionError` when it cannot be listed, `ValueError` when nothing is known of such URLs.
    """
    address = str(raw).removeprefix("file://")
    if "://" not in address:
        return Path(address)
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = home / "broadsheet" / f"raw-{hashlib.sha256(address.rstrip('/').encode()).hexdigest()[:16]}"
    (folder / "raw").mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        _refresh(address.rstrip("/"), folder)
    return folder / "raw"


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process at a time brings a copy up to date."""
    with (folder / "lock").open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _refresh(address: str, folder: Path) -> None:
    files, base, listing = _listed(address)
    wanted = {local: key for key, local in local_paths(listing).items()}
    fetched = _read_index(folder / _INDEX)
    copy = folder / "raw"
    try:
        for local, key in wanted.items():
            state = _state(listing[key])
            if fetched.get(str(local)) != state or not (copy / local).is_file():
                fetched.pop(str(local), None)
                if _fetch(files, f"{base}/{key}", listing[key], folder / "incoming", copy / local):
                    fetched[str(local)] = state
        for path in _files_below(copy):
            local = PurePosixPath(path.relative_to(copy))
            if local not in wanted and local.with_name(local.name.removesuffix(".part")) not in wanted:
                path.unlink()
                fetched.pop(str(local), None)
    finally:
        draft = folder / f"{_INDEX}.new"
        draft.write_text(json.dumps(fetched, ensure_ascii=True), encoding="ascii")
        draft.replace(folder / _INDEX)


def _listed(address: str) -> tuple[Any, str, dict[str, Mapping[str, Any]]]:
    """The file system of a URL, the path in it, and what is known of each object by its key below."""
    import fsspec

    try:
        files, base = fsspec.core.url_to_fs(address)
    except ImportError as error:
        raise ValueError(f"{address}: {error}; `pip install broadsheet[s3]` for s3:// addresses") from error
    base = base.rstrip("/")
    files.invalidate_cache()
    try:
        found = files.find(base, detail=True)
    except FileNotFoundError:
        found = {}
    except Exception as error:  # each file system has errors of its own
        advice = "check the address, the credentials and the network, then run again"
        raise ConnectionError(f"{address}: cannot be listed ({type(error).__name__}: {error}); {advice}") from error
    listing = {path[len(base) + 1 :]: about for path, about in found.items() if path.startswith(f"{base}/")}
    listing = {key: about for key, about in listing.items() if key and not key.endswith("/")}
    if not listing:
        raise FileNotFoundError(f"{address}: nothing is there; give the URL below which <publication>/… lies")
    return files, base, listing


def _state(about: Mapping[str, Any]) -> list[str]:
    """What changes when an object does."""
    tag = about.get("ETag") or about.get("etag") or about.get("md5Hash") or ""
    return [str(tag), str(about.get("size")), str(_time(about))]


def _time(about: Mapping[str, Any]) -> Any:
    names = ("LastModified", "last_modified", "mtime", "updated", "created")
    return next((about[name] for name in names if about.get(name) is not None), None)


def local_paths(keys: Mapping[str, object]) -> dict[str, PurePosixPath]:
    """Where each object lies in the copy: no two in one place, none outside."""
    paths: dict[str, PurePosixPath] = {}
    for key in sorted(keys):
        parts = key.split("/")
        folders = [
            _file_name(part) + ("%2F" if "/".join(parts[: place + 1]) in keys else "")  # an object has this name too
            for place, part in enumerate(parts[:-1])
        ]
        paths[key] = PurePosixPath(*folders, _file_name(parts[-1]))
    return paths


def _file_name(part: str) -> str:
    name = part.replace("%", "%25").replace("\0", "%00") if "%" in part or "\0" in part else part
    if name in ("", ".", ".."):
        return name.replace(".", "%2E") or "%"
    coded = name.encode("utf-8", "surrogateescape")
    if len(coded) + len(".part") > _LONGEST:
        suffix = PurePosixPath(name).suffix[:10]
        return f"{coded[:180].decode('utf-8', 'ignore')}%{hashlib.sha256(coded).hexdigest()[:16]}{suffix}"
    return name


def _fetch(files: Any, path: str, about: Mapping[str, Any], incoming: Path, target: Path) -> bool:
    """Copy an object; False when that failed or the object changed meanwhile, so that it is fetched again."""
    target.parent.mkdir(parents=True, exist_ok=True)
    waiting = target.with_name(f"{target.name}.part")
    size = about.get("size")
    is_huge = size is not None and size > _LARGEST
    try:
        if is_huge:
            incoming.write_bytes(files.cat_file(path, start=0, end=1024))
            os.truncate(incoming, _LARGEST + 1)
        else:
            files.get_file(path, str(incoming))
    except Exception:  # whatever a file system raises: other objects are fetched nevertheless
        waiting.touch()
        return False
    moment = _time(about)
    if isinstance(moment, dt.datetime):  # the time tells which of two versions of a page came later
        os.utime(incoming, (moment.timestamp(), moment.timestamp()))
    incoming.replace(target)
    waiting.unlink(missing_ok=True)
    return is_huge or size is None or target.stat().st_size == size


def _files_below(folder: Path) -> Iterator[Path]:
    for above, _, names in os.walk(folder):
        for name in names:
            yield Path(above, name)


def _read_index(path: Path) -> dict[str, list[str]]:
    """What was fetched, by path in the copy; nothing when the index is lost, which costs fetching all again."""
    with suppress(OSError, ValueError):
        values = json.loads(path.read_text(encoding="ascii"))
        if isinstance(values, dict):
            return values
    return {}
