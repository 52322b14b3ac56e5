"""What reading a page gives: its glyphs in columns of numpy arrays, its drawing, and how good the text is.

Nothing here opens a file; the engines in this folder fill these classes, `layout` consumes them.
Coordinates are PDF points, origin at the top left of the visible box (CropBox after /Rotate), y down.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

TextSource = Literal["text_layer", "ocr", "mixed", "plain_text"]


class Box(NamedTuple):
    """A rectangle; `x0 <= x1`, `top <= bottom`."""

    x0: float
    top: float
    x1: float
    bottom: float


class DropReason(StrEnum):
    """Why a glyph of the content stream is not part of the page's text."""

    DOUBLED = "doubled"  # fake bold, drop shadow: the same glyph at the same place
    HIDDEN = "hidden"  # invisible or switched off, while the same words are drawn
    OUTSIDE = "outside"  # beyond the visible box
    CONTROL = "control"  # control characters, lone surrogates, NUL


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The glyphs of a page, column-wise; every array has the same length, in content-stream order.

    char: one Unicode character each (a `str` of the same length as the arrays; index = glyph)
    x0, top, x1, bottom: float32 box as displayed, points
    size: float32 font size as displayed, points
    font: int32 index into `fonts`
    color: int32 index into `colors` (fill colour as `#rrggbb`)
    vertical: bool, set in vertical writing mode
    """

    char: str
    x0: NDArray[np.float32]
    top: NDArray[np.float32]
    x1: NDArray[np.float32]
    bottom: NDArray[np.float32]
    size: NDArray[np.float32]
    font: NDArray[np.int32]
    color: NDArray[np.int32]
    vertical: NDArray[np.bool_]
    fonts: tuple[str, ...] = ()
    colors: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.char)


class Rule(NamedTuple):
    """A drawn line, horizontal or vertical (a thin filled rectangle counts as one)."""

    x0: float
    top: float
    x1: float
    bottom: float
    width: float
    color: str

    @property
    def is_horizontal(self) -> bool:
        """Wider than high."""
        return (self.x1 - self.x0) >= (self.bottom - self.top)


class Panel(NamedTuple):
    """A rectangle that frames or tints part of the page."""

    x0: float
    top: float
    x1: float
    bottom: float
    fill: str | None
    stroke: str | None


class Picture(NamedTuple):
    """An image, or drawn shapes (outlines) that make up one; `kind` says which."""

    x0: float
    top: float
    x1: float
    bottom: float
    kind: Literal["image", "outline"]


@dataclass(frozen=True, slots=True)
class PageReading:
    """One page as read. `glyphs` holds what belongs to the page's text; what was left out is counted.

    text_quality: 0–1; below 0.5 the text layer is not to be trusted (see `quality.py` for the signals)
    remarks: readable findings for `checks`, such as "no ToUnicode in 3 fonts"
    outlined_glyphs: about how many characters are drawn as outlines without a glyph that spells them
    """

    source_page: int
    width: float
    height: float
    glyphs: Glyphs
    rules: tuple[Rule, ...] = ()
    panels: tuple[Panel, ...] = ()
    pictures: tuple[Picture, ...] = ()
    text_source: TextSource = "text_layer"
    text_quality: float = 1.0
    dropped: dict[DropReason, int] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    engine: str = "pdfium"
    outlined_glyphs: int = 0


@dataclass(frozen=True, slots=True)
class TextPage:
    """A page that was delivered as text (`.txt`, `.md`): lines as in the file, no boxes."""

    source_page: int
    text: str
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadingFailure:
    """A page or a whole file (`source_page` None) that could not be read, and why.

    transient: trying again unchanged may help (out of memory, killed); otherwise wait for new bytes
    """

    source_page: int | None
    reason: str
    detail: str
    transient: bool = False
