"""A font of boxes that stands in for every font that a PDF names but does not carry.

PDFium asks the machine for such fonts. On one without Chinese fonts it then finds no outline for a glyph, takes the
text object for empty and drops it without a word (93 % of a page set in SimSun, one operator per glyph); with them,
the boxes depend on what happens to be installed. `stand_in.ttf` (784 bytes, three glyphs, a many-to-one cmap) gives
every character an em box with the ascent and descent of Chinese type, so that a page reads the same everywhere.

The Latin fonts that every PDF program has (Times, Helvetica, Courier) are the exception: a file need not say how wide
their characters are, and PDFium carries them itself. For these it is told that the machine has none.
"""

from __future__ import annotations

import ctypes
import functools
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from typing import Any

from pypdfium2 import raw

_FACE = b"BroadsheetStandIn\0"
_ONE_FONT = 1  # the handle of the only font there is
_STANDARD = (b"Times", b"Helvetica", b"Courier")  # the families of PDF 1.7, 9.6.2.2
_ANSI = 0  # Windows' number of the Latin character set


@contextmanager
def stand_in_font() -> Iterator[None]:
    """While this is open PDFium knows no other font than the stand-in; afterwards it asks the machine again."""
    raw.FPDF_SetSystemFontInfo(ctypes.byref(_font_source()[0]))
    try:
        yield
    finally:
        default = raw.FPDF_GetDefaultSystemFontInfo()
        raw.FPDF_SetSystemFontInfo(default)


@functools.cache
def _font_source() -> tuple[Any, dict[str, Any]]:
    """PDFium's font interface over the one file, with its callbacks (which must outlive it)."""
    data = resources.files(__package__).joinpath("stand_in.ttf").read_bytes()

    def give(content: bytes, buffer: Any, size: int) -> int:
        if buffer and size >= len(content):
            ctypes.memmove(buffer, content, len(content))
        return len(content)

    def choose(this: Any, weight: int, italic: int, charset: int, pitch: int, face: Any, exact: Any) -> int | None:
        is_standard = charset == _ANSI and ctypes.string_at(face).startswith(_STANDARD)
        return None if is_standard else _ONE_FONT

    types = dict(raw.FPDF_SYSFONTINFO._fields_)
    callbacks = {
        "Release": types["Release"](lambda this: None),
        "MapFont": types["MapFont"](choose),
        "GetFont": types["GetFont"](lambda this, face: _ONE_FONT),
        "GetFontData": types["GetFontData"](
            lambda this, font, table, buffer, size: 0 if table else give(data, buffer, size)
        ),
        "GetFaceName": types["GetFaceName"](lambda this, font, buffer, size: give(_FACE, buffer, size)),
        "GetFontCharset": types["GetFontCharset"](lambda this, font: 1),  # any
        "DeleteFont": types["DeleteFont"](lambda this, font: None),
    }
    info = raw.FPDF_SYSFONTINFO()
    info.version = 2
    for name, callback in callbacks.items():
        setattr(info, name, callback)
    return info, callbacks
