"""The reference engine: pdfplumber, five times slower than PDFium, with every predefined character map.

It is asked where PDFium cannot decode a page, and where a second opinion is needed. Layout analysis stays off (its cost
grows with the square of a page's runs), and each page is closed after reading (pdfplumber keeps 17 MB of each).
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from pipelines.reading.doubled import doubled
from pipelines.reading.drawn import Shape, body_size, panels_of, pictures_of, rules_of
from pipelines.reading.folding import BLANK, DROP, UNKNOWN, codes_to_text, fold_codes, text_to_codes
from pipelines.reading.limits import Limits
from pipelines.reading.page import Box, DropReason, Glyphs, PageReading, ReadingFailure

ENGINE = "pdfplumber"


@contextmanager
def open_document(data: bytes) -> Iterator[Any]:
    """A pdfplumber document; raises whatever pdfminer raises on a broken file."""
    import pdfplumber

    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of every oddity of every font
    with pdfplumber.open(io.BytesIO(data)) as document:
        yield document


def read_page(document: Any, number: int, limits: Limits, *, user_unit: float = 1.0) -> PageReading | ReadingFailure:
    """One page of an open document, 0-based. Anything that goes wrong inside pdfminer becomes a failure."""
    try:
        page = document.pages[number]
    except Exception as error:
        return ReadingFailure(number, "page cannot be loaded", f"{type(error).__name__}: {error}")
    try:
        return _read(page, number, limits, user_unit)
    except Exception as error:
        return ReadingFailure(number, "page cannot be read", f"{type(error).__name__}: {error}")
    finally:
        page.close()


def _read(page: Any, number: int, limits: Limits, unit: float) -> PageReading | ReadingFailure:
    chars = page.chars
    if len(chars) > limits.glyphs * 2:
        return ReadingFailure(number, "too many glyphs", f"{len(chars)} characters; the limit is {limits.glyphs}")
    left, top, right, bottom = map(float, page.cropbox)
    width, height = round((right - left) * unit, 3), round((bottom - top) * unit, 3)
    body = body_size(np.array([abs(char["size"]) * unit for char in chars], dtype=np.float32), height)
    glyphs, dropped = _glyphs(chars, (left, top), unit, (width, height))
    shapes = list(_shapes(page, (left, top), unit, Box(0.0, 0.0, width, height)))
    return PageReading(
        source_page=number,
        width=width,
        height=height,
        glyphs=glyphs,
        rules=rules_of(shapes, body),
        panels=panels_of(shapes, body),
        pictures=pictures_of(shapes, body),
        dropped=dropped,
        engine=ENGINE,
    )


def _glyphs(
    chars: list[dict[str, Any]], corner: tuple[float, float], unit: float, size: tuple[float, float]
) -> tuple[Glyphs, dict[DropReason, int]]:
    codes = fold_codes(np.array([_code(char["text"]) for char in chars], dtype=np.uint32))
    raw = np.array([[char["x0"], char["top"], char["x1"], char["bottom"]] for char in chars], dtype=np.float64)
    boxes = ((raw.reshape(-1, 4) - [*corner, *corner]) * unit).astype(np.float32)
    sizes = np.array([abs(char["size"]) * unit for char in chars], dtype=np.float32)
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    printed = codes != BLANK
    control = printed & (codes == DROP)
    outside = printed & ~control & ~((x >= 0) & (x <= size[0]) & (y >= 0) & (y <= size[1]))
    keep = printed & ~control & ~outside
    twice = np.zeros_like(keep)
    twice[keep] = doubled(codes[keep], boxes[keep], sizes[keep])
    kept = np.flatnonzero(keep & ~twice)
    fonts, font = _numbered(_font_name(chars[i]["fontname"]) for i in kept.tolist())
    colors, color = _numbered(_color(chars[i]["non_stroking_color"]) or "#000000" for i in kept.tolist())
    glyphs = Glyphs(
        char=codes_to_text(codes[kept]),
        x0=boxes[kept, 0],
        top=boxes[kept, 1],
        x1=boxes[kept, 2],
        bottom=boxes[kept, 3],
        size=sizes[kept],
        font=font,
        color=color,
        vertical=np.array([_is_vertical(chars[i]) for i in kept.tolist()], dtype=bool),
        fonts=fonts,
        colors=colors,
    )
    flags = ((DropReason.CONTROL, control), (DropReason.OUTSIDE, outside), (DropReason.DOUBLED, twice))
    return glyphs, {reason: int(flag.sum()) for reason, flag in flags if flag.any()}


def _code(text: str) -> int:
    """One code point for a character of pdfminer: `(cid:123)` is how it says that it doesn't know."""
    if text.startswith("(cid:"):
        return ord(UNKNOWN)
    codes = text_to_codes(text)
    return int(codes[0]) if len(codes) else BLANK


def _is_vertical(char: dict[str, Any]) -> bool:
    """Pdfminer sets upright glyphs of a vertical font with an advance downwards; it keeps that in no attribute."""
    matrix = char.get("matrix")
    if not matrix:
        return False
    middle = (char["x0"] + char["x1"]) / 2
    return bool(matrix[1] == 0 and abs(matrix[4] - middle) < 0.1 * (char["x1"] - char["x0"]))


def _numbered(names: Iterable[str]) -> tuple[tuple[str, ...], Any]:
    """The distinct names in order, and the index of each."""
    index: dict[str, int] = {}
    rows = np.array([index.setdefault(name, len(index)) for name in names], dtype=np.int32)
    return tuple(index), rows


def _font_name(name: str) -> str:
    return name[7:] if len(name) > 7 and name[6] == "+" and name[:6].isupper() else name


def _color(value: Any) -> str | None:
    """`#rrggbb` of a PDF colour in one, three or four components; None for a pattern or no colour at all."""
    components = list(value) if isinstance(value, (tuple, list)) else [value]
    if not components or not all(isinstance(part, (int, float)) for part in components):
        return None
    if len(components) == 1:
        rgb = components * 3
    elif len(components) == 3:
        rgb = components
    elif len(components) == 4:
        cyan, magenta, yellow, black = components
        rgb = [(1 - ink) * (1 - black) for ink in (cyan, magenta, yellow)]
    else:
        return None
    return "#" + "".join(f"{round(255 * min(1.0, max(0.0, part))):02x}" for part in rgb)


def _shapes(page: Any, corner: tuple[float, float], unit: float, window: Box) -> Iterator[Shape]:
    def box(item: dict[str, Any]) -> Box:
        left, top = corner
        edges = (item["x0"] - left, item["top"] - top, item["x1"] - left, item["bottom"] - top)
        return Box(*(float(edge) * unit for edge in edges))

    def paint(item: dict[str, Any]) -> tuple[str | None, str | None]:
        fill = _color(item.get("non_stroking_color")) if item.get("fill") else None
        stroke = _color(item.get("stroking_color")) if item.get("stroke") else None
        return fill, stroke

    for order, image in enumerate(page.images):
        if (shape := Shape("image", box(image), order).within(window)) is not None:
            yield shape
    for kind, items in (("line", page.lines), ("rectangle", page.rects), ("outline", page.curves)):
        for item in items:
            fill, stroke = paint(item)
            width = float(item.get("linewidth") or 0) * unit
            if kind == "line" and stroke is None:
                stroke = fill
            shape = Shape(kind, box(item), 0, fill, stroke, width).within(window)  # type: ignore[arg-type]
            if shape is not None and (fill or stroke):
                yield shape
