"""A page as bytes and back, for the way from a worker that may be in an attacker's hands: JSON and plain arrays.

Nothing is unpickled, every length is checked, and what does not fit raises WireError.
"""

from __future__ import annotations

import json
import struct
from typing import Any

import numpy as np

from pipelines.reading.page import DropReason, Glyphs, PageReading, Panel, Picture, ReadingFailure, Rule

_COLUMNS: tuple[tuple[str, type[np.generic]], ...] = (
    ("x0", np.float32),
    ("top", np.float32),
    ("x1", np.float32),
    ("bottom", np.float32),
    ("size", np.float32),
    ("font", np.int32),
    ("color", np.int32),
    ("vertical", np.bool_),
)
_LENGTH = struct.Struct("<I")


class WireError(ValueError):
    """Bytes that no worker of ours would send."""


def encode_page(page: PageReading | ReadingFailure) -> bytes:
    """A length, a JSON header, the glyph columns one after the other."""
    if isinstance(page, ReadingFailure):
        header: dict[str, Any] = {
            "failure": [page.source_page, page.reason, page.detail, page.transient],
        }
        return _with_length(header)
    header = {
        "source_page": page.source_page,
        "size": [page.width, page.height],
        "char": page.glyphs.char,
        "fonts": page.glyphs.fonts,
        "colors": page.glyphs.colors,
        "rules": page.rules,
        "panels": page.panels,
        "pictures": page.pictures,
        "text_source": page.text_source,
        "text_quality": page.text_quality,
        "dropped": {reason.value: count for reason, count in page.dropped.items()},
        "remarks": page.remarks,
        "engine": page.engine,
        "outlined_glyphs": page.outlined_glyphs,
    }
    columns = [np.ascontiguousarray(getattr(page.glyphs, name), dtype=kind).tobytes() for name, kind in _COLUMNS]
    return b"".join([_with_length(header), *columns])


def decode_page(data: bytes, max_glyphs: int) -> PageReading | ReadingFailure:
    """The page that `encode_page` wrote; raises WireError for anything else."""
    try:
        (length,) = _LENGTH.unpack_from(data)
        header = json.loads(data[_LENGTH.size : _LENGTH.size + length])
        if "failure" in header:
            number, reason, detail, transient = header["failure"]
            return ReadingFailure(None if number is None else int(number), str(reason), str(detail), bool(transient))
        return _page(header, data[_LENGTH.size + length :], max_glyphs)
    except (KeyError, TypeError, ValueError, struct.error) as error:
        raise WireError(f"not a page: {error}") from error


def _page(header: dict[str, Any], columns: bytes, max_glyphs: int) -> PageReading:
    char = str(header["char"])
    count = len(char)
    if count > max_glyphs or len(columns) != count * sum(np.dtype(kind).itemsize for _, kind in _COLUMNS):
        raise WireError(f"{len(columns)} bytes do not hold {count} glyphs (limit {max_glyphs})")
    arrays: dict[str, Any] = {}
    offset = 0
    for name, kind in _COLUMNS:
        arrays[name] = np.frombuffer(columns, dtype=kind, count=count, offset=offset).copy()
        offset += arrays[name].nbytes
    fonts, colors = tuple(map(str, header["fonts"])), tuple(map(str, header["colors"]))
    for name, names in (("font", fonts), ("color", colors)):
        if count and not 0 <= int(arrays[name].min()) <= int(arrays[name].max()) < len(names):
            raise WireError(f"{name} beyond its list")
    width, height = map(float, header["size"])
    return PageReading(
        source_page=int(header["source_page"]),
        width=width,
        height=height,
        glyphs=Glyphs(char=char, **arrays, fonts=fonts, colors=colors),
        rules=tuple(Rule(*row) for row in header["rules"]),
        panels=tuple(Panel(*row) for row in header["panels"]),
        pictures=tuple(Picture(*row) for row in header["pictures"]),
        text_source=header["text_source"],
        text_quality=float(header["text_quality"]),
        dropped={DropReason(reason): int(number) for reason, number in header["dropped"].items()},
        remarks=tuple(map(str, header["remarks"])),
        engine=str(header["engine"]),
        outlined_glyphs=int(header["outlined_glyphs"]),
    )


def _with_length(header: dict[str, Any]) -> bytes:
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    return _LENGTH.pack(len(text)) + text
