"""Open what is a regular file, and nothing else: no link is followed, no pipe or device waited for."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
_CHUNK = 1 << 24


def open_regular(path: Path) -> int:
    """A file descriptor to read from; raises OSError when `path` is a link, a pipe, a folder or missing."""
    handle = os.open(path, _FLAGS)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(errno.EINVAL, "not a regular file", str(path))
    return handle


def read_regular(path: Path, max_bytes: int) -> bytes:
    """All bytes of a regular file; raises ValueError when there are more than `max_bytes`."""
    handle = open_regular(path)
    try:
        return read_handle(handle, max_bytes)
    finally:
        os.close(handle)


def read_handle(handle: int, max_bytes: int) -> bytes:
    """All bytes behind a descriptor from the beginning, whatever its position; ValueError beyond `max_bytes`."""
    size = os.fstat(handle).st_size
    if size > max_bytes:
        raise ValueError(f"{size} bytes; the limit is {max_bytes}")
    pieces, offset = [], 0
    while piece := os.pread(handle, _CHUNK, offset):
        pieces.append(piece)
        offset += len(piece)
        if offset > max_bytes:
            raise ValueError(f"more than {max_bytes} bytes")
    return b"".join(pieces)
