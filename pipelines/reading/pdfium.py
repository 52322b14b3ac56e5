"""The fast engine: PDFium's character list into numpy arrays, one page at a time.

Per character: code, loose box (the em box with the advance as width), text object. Once per text object: font, size,
matrix, colour, render mode. PDFium itself leaves out fake bold and drop shadows; what else must be done by hand is
done here and in `visibility`: surrogate pairs, CropBox and rotation, glyphs off the page, absurd boxes, hidden text.
White space is left out: a printed gap shows in the boxes.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from numpy.typing import NDArray

from pipelines.reading import pdfium_calls as c
from pipelines.reading.drawn import panels_of, pictures_of, rules_of
from pipelines.reading.folding import BLANK, DROP, UNKNOWN, codes_to_text, fold_codes
from pipelines.reading.frame import Frame
from pipelines.reading.limits import Limits
from pipelines.reading.page import DropReason, Glyphs, PageReading, ReadingFailure
from pipelines.reading.pdfium_objects import PageObjects, walk_page

PDFIUM_HYPHEN = 0x02  # how PDFium marks a hyphen at a line's end
MAX_BOX_IN_EM = 3.0  # a loose box larger than this in both fonts' terms comes from a lying font


@dataclass(slots=True)
class TextObjects:
    """Text objects of a page, one row each: address, size and scale as displayed, font, colour, render mode."""

    handle: NDArray[np.uint64]
    size: NDArray[np.float32]
    font: NDArray[np.int32]
    color: NDArray[np.int32]
    mode: NDArray[np.int32]
    fonts: tuple[str, ...]
    colors: tuple[str, ...]
    vertical_font: NDArray[np.bool_]


def read_pages(path: Path, limits: Limits = Limits()) -> Iterator[PageReading | ReadingFailure]:  # noqa: B008 (frozen)
    """Each page of a PDF in turn; a page that cannot be read becomes a failure and the next one is tried.

    Raises pypdfium2.PdfiumError when the file cannot be opened.
    """
    document = pdfium.PdfDocument(path)
    try:
        for number in range(min(len(document), limits.pages)):
            yield read_page(document, number, limits)
    finally:
        document.close()


def read_page(document: pdfium.PdfDocument, number: int, limits: Limits) -> PageReading | ReadingFailure:
    """One page of an open document, 0-based."""
    try:
        page = document[number]
    except pdfium.PdfiumError as error:
        return ReadingFailure(number, "page cannot be loaded", str(error))
    try:
        text_page = page.get_textpage()
        try:
            return _read(page, c.address_of(text_page.raw), number, limits)
        finally:
            text_page.close()
    except pdfium.PdfiumError as error:
        return ReadingFailure(number, "page cannot be read", str(error))
    finally:
        page.close()


def _read(page: pdfium.PdfPage, text_page: int, number: int, limits: Limits) -> PageReading | ReadingFailure:
    frame = _frame(page)
    count = c.count_chars(text_page)
    if count > limits.glyphs * 2:  # generated blanks and line ends come on top of the glyphs
        return ReadingFailure(number, "too many glyphs", f"{count} characters, the limit is {limits.glyphs}")
    objects = walk_page(c.address_of(page.raw), frame)
    glyphs, dropped = _glyphs(text_page, max(count, 0), frame, objects)
    body = _body_size(glyphs, frame)
    width, height = frame.size
    return PageReading(
        source_page=number,
        width=width,
        height=height,
        glyphs=glyphs,
        rules=rules_of(objects.shapes, body),
        panels=panels_of(objects.shapes, body),
        pictures=pictures_of(objects.shapes, body),
        dropped=dropped,
    )


def _frame(page: pdfium.PdfPage) -> Frame:
    box = raw.FS_RECTF()
    raw.FPDF_GetPageBoundingBox(page.raw, ctypes.byref(box))
    return Frame(box.left, box.bottom, box.right, box.top, rotation=raw.FPDFPage_GetRotation(page.raw) % 4)


def _glyphs(text_page: int, count: int, frame: Frame, objects: PageObjects) -> tuple[Glyphs, dict[DropReason, int]]:
    codes = np.fromiter(map(c.char_code, repeat(text_page), range(count)), np.uint32, count)
    failed = np.fromiter(map(c.char_map_error, repeat(text_page), range(count)), np.int8, count) == 1
    handles = np.fromiter(map(c.char_text_object, repeat(text_page), range(count)), np.uint64, count)
    rects = np.zeros((count, 4), np.float32)
    start = rects.ctypes.data
    deque(map(c.char_loose_box, repeat(text_page), range(count), range(start, start + 16 * count, 16)), maxlen=0)

    codes[codes == PDFIUM_HYPHEN] = ord("-")
    codes = _join_surrogates(codes)
    folded = fold_codes(codes)
    folded[failed & (folded != BLANK)] = ord(UNKNOWN)
    boxes = frame.boxes(rects[:, 0], rects[:, 3], rects[:, 2], rects[:, 1])

    unique, first, row = np.unique(handles, return_index=True, return_inverse=True)
    table = _text_objects(text_page, unique, first, frame)
    visible = ~np.isin(table.mode, c.INVISIBLE_MODES)[row]
    width, height = frame.size
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    inside = (x >= 0) & (x <= width) & (y >= 0) & (y <= height)

    printed = (folded != BLANK) & (handles != 0)
    control = printed & (folded == DROP)
    outside = printed & ~control & ~inside
    keep = np.flatnonzero(printed & ~control & ~outside)
    dropped = {
        reason: int(flags.sum())
        for reason, flags in ((DropReason.CONTROL, control), (DropReason.OUTSIDE, outside))
        if flags.any()
    }
    _ = visible
    size = table.size[row][keep]
    boxes = _clamped(boxes[keep], size)
    return (
        Glyphs(
            char=codes_to_text(folded[keep]),
            x0=boxes[:, 0],
            top=boxes[:, 1],
            x1=boxes[:, 2],
            bottom=boxes[:, 3],
            size=size,
            font=table.font[row][keep],
            color=table.color[row][keep],
            vertical=table.vertical_font[table.font[row][keep]],
            fonts=table.fonts,
            colors=table.colors,
        ),
        dropped,
    )


def _text_objects(text_page: int, handles: NDArray[np.uint64], first: NDArray[np.intp], frame: Frame) -> TextObjects:
    count = len(handles)
    addresses = handles.tolist()
    matrices = np.zeros((count, 6), np.float32)
    start = matrices.ctypes.data
    deque(map(c.char_matrix, repeat(text_page), first.tolist(), range(start, start + 24 * count, 24)), maxlen=0)
    sizes = np.zeros(count, np.float32)
    colors = np.zeros((count, 4), np.uint32)
    modes = np.zeros(count, np.int32)
    fonts = np.zeros(count, np.uint64)
    size_at, color_at = sizes.ctypes.data, colors.ctypes.data
    for index, handle in enumerate(addresses):
        if handle:
            at = color_at + 16 * index
            c.text_font_size(handle, size_at + 4 * index)
            modes[index] = mode = c.text_render_mode(handle)
            fonts[index] = c.text_font(handle)
            getter = c.object_stroke if mode in c.STROKED_MODES else c.object_fill
            getter(handle, at, at + 4, at + 8, at + 12)
    scale = np.hypot(matrices[:, 2], matrices[:, 3])
    font_handles, font_first, font_row = np.unique(fonts, return_index=True, return_inverse=True)
    names = tuple(_font_name(int(handle)) for handle in font_handles)
    packed = (colors[:, 0] << 16) | (colors[:, 1] << 8) | colors[:, 2]
    color_values, color_row = np.unique(packed, return_inverse=True)
    return TextObjects(
        handle=handles,
        size=(np.abs(sizes) * scale * frame.unit).astype(np.float32),
        font=font_row.astype(np.int32),
        color=color_row.astype(np.int32),
        mode=modes,
        fonts=names,
        colors=tuple(f"#{value:06x}" for value in color_values.tolist()),
        vertical_font=np.array(
            [bool(fonts[i]) and _is_vertical(text_page, int(first[i]), float(sizes[i])) for i in font_first], dtype=bool
        ),
    )


def _is_vertical(text_page: int, index: int, size: float) -> bool:
    """Whether a character's font writes downwards: its origin then lies in the middle of its box, not at the left."""
    origin = np.zeros(2, np.float64)
    rect = np.zeros(4, np.float32)
    at = origin.ctypes.data
    if not c.char_origin(text_page, index, at, at + 8) or not c.char_loose_box(text_page, index, rect.ctypes.data):
        return False
    left, _, right, _ = rect.tolist()
    return bool(right > left and abs(origin[0] - (left + right) / 2) < 0.1 * (right - left)) and size > 0


def _font_name(handle: int) -> str:
    if not handle:
        return ""
    buffer = ctypes.create_string_buffer(256)
    c.font_base_name(handle, ctypes.addressof(buffer), 256)
    name = buffer.value.decode("utf-8", "replace")
    return name[7:] if len(name) > 7 and name[6] == "+" and name[:6].isupper() else name


def _join_surrogates(codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Put a pair of surrogates together at the first one's place; the second becomes a blank, which is left out."""
    high = np.flatnonzero((codes[:-1] >= 0xD800) & (codes[:-1] < 0xDC00) & (codes[1:] >= 0xDC00) & (codes[1:] < 0xE000))
    if len(high):
        codes = codes.copy()
        codes[high] = 0x10000 + ((codes[high] - 0xD800) << 10) + (codes[high + 1] - 0xDC00)
        codes[high + 1] = BLANK
    return codes


def _clamped(boxes: NDArray[np.float32], size: NDArray[np.float32]) -> NDArray[np.float32]:
    """Boxes of lying fonts cut down to a few em around their middle."""
    limit = np.maximum(size, 1e-3) * MAX_BOX_IN_EM
    for low, high in ((0, 2), (1, 3)):
        middle = (boxes[:, low] + boxes[:, high]) / 2
        absurd = (boxes[:, high] - boxes[:, low]) > limit
        boxes[absurd, low] = (middle - size / 2)[absurd]
        boxes[absurd, high] = (middle + size / 2)[absurd]
    return boxes


def _body_size(glyphs: Glyphs, frame: Frame) -> float:
    """The commonest glyph size, the unit that everything else on the page is measured in."""
    if len(glyphs) == 0:
        return frame.size[1] / 150
    return float(np.median(glyphs.size))
