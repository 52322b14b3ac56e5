"""A page's characters and text objects as PDFium lists them, in numpy columns; nothing is judged here."""

from __future__ import annotations

import ctypes
from collections import deque
from dataclasses import dataclass
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from pipelines.reading import pdfium_calls as c
from pipelines.reading.folding import BLANK, UNKNOWN, fold_codes
from pipelines.reading.frame import Frame

PDFIUM_HYPHEN = 0x02  # how PDFium writes a hyphen at a line's end
MIN_HEIGHT, MAX_HEIGHT = 0.8, 1.25  # em: ascent and descent of a font together
MAX_BOX_IN_EM = 3.0  # a loose box larger than this comes from a lying font


@dataclass(frozen=True, slots=True)
class TextObjects:
    """Text objects, one row each.

    handle: address; size: font size as displayed, points; rgb: 0xrrggbb; alpha: 0–255; mode: text render mode
    font: index into `fonts`; vertical: writes downwards
    """

    handle: NDArray[np.uint64]
    size: NDArray[np.float32]
    rgb: NDArray[np.uint32]
    alpha: NDArray[np.uint32]
    mode: NDArray[np.int32]
    font: NDArray[np.int32]
    vertical: NDArray[np.bool_]
    fonts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Characters:
    """Characters in the engine's order, without the blanks; row: index into `objects`.

    code: folded code point (`folding.DROP` where nothing is printed, U+FFFD where the font doesn't say what it prints)
    boxes: (n, 4) as displayed
    """

    code: NDArray[np.uint32]
    boxes: NDArray[np.float32]
    row: NDArray[np.intp]
    objects: TextObjects


def read_characters(text_page: int, frame: Frame) -> Characters:
    """All characters of a PDFium text page (an address). Costs about 2 µs a character and 5 µs a text object."""
    count = max(0, c.count_chars(text_page))
    codes = np.fromiter(map(c.char_code, repeat(text_page), range(count)), np.uint32, count)
    failed = np.fromiter(map(c.char_map_error, repeat(text_page), range(count)), np.int8, count) == 1
    handles = np.fromiter(map(c.char_text_object, repeat(text_page), range(count)), np.uint64, count)
    rects = np.zeros((count, 4), np.float32)
    start = rects.ctypes.data
    deque(map(c.char_loose_box, repeat(text_page), range(count), range(start, start + 16 * count, 16)), maxlen=0)

    codes[codes == PDFIUM_HYPHEN] = ord("-")
    folded = fold_codes(_join_surrogates(codes))
    folded[failed & (handles != 0)] = ord(UNKNOWN)
    unique, first, row = np.unique(handles, return_index=True, return_inverse=True)
    objects, matrices = _text_objects(text_page, unique, first, rects, frame)
    printed = np.flatnonzero((folded != BLANK) & (handles != 0))
    rects, row = rects[printed], row[printed]
    boxes = frame.boxes(rects[:, 0], rects[:, 3], rects[:, 2], rects[:, 1])
    _even_heights(boxes, row, objects, matrices, frame)
    return Characters(folded[printed], _clamped(boxes, objects.size[row]), row, objects)


def _text_objects(
    text_page: int,
    handles: NDArray[np.uint64],
    first: NDArray[np.intp],
    rects: NDArray[np.float32],
    frame: Frame,
) -> tuple[TextObjects, NDArray[np.float32]]:
    """The objects, and the matrix (a b c d e f) of each."""
    count = len(handles)
    matrices = np.zeros((count, 6), np.float32)
    start = matrices.ctypes.data
    deque(map(c.char_matrix, repeat(text_page), first.tolist(), range(start, start + 24 * count, 24)), maxlen=0)
    sizes = np.zeros(count, np.float32)
    colors = np.zeros((count, 4), np.uint32)
    modes = np.zeros(count, np.int32)
    fonts = np.zeros(count, np.uint64)
    size_at, color_at = sizes.ctypes.data, colors.ctypes.data
    for index, handle in enumerate(handles.tolist()):
        if handle:
            at = color_at + 16 * index
            c.text_font_size(handle, size_at + 4 * index)
            modes[index] = mode = c.text_render_mode(handle)
            fonts[index] = c.text_font(handle)
            getter = c.object_stroke if mode in c.STROKED_MODES else c.object_fill
            if not getter(handle, at, at + 4, at + 8, at + 12):
                colors[index] = (0, 0, 0, 255)
    font_handles, font = np.unique(fonts, return_inverse=True)
    a, b, c_, d = matrices[:, :4].T
    scale = np.abs(a * d - b * c_) / np.maximum(np.hypot(a, b), 1e-6)  # across the line: slanting makes no type larger
    objects = TextObjects(
        handle=handles,
        size=(np.abs(sizes) * scale * frame.unit).astype(np.float32),
        rgb=((colors[:, 0] << 16) | (colors[:, 1] << 8) | colors[:, 2]).astype(np.uint32),
        alpha=colors[:, 3],
        mode=modes,
        font=font.astype(np.int32),
        vertical=_vertical(matrices, rects[first], np.abs(sizes)),
        fonts=tuple(_font_name(int(handle)) for handle in font_handles),
    )
    return objects, matrices


def _even_heights(
    boxes: NDArray[np.float32],
    row: NDArray[np.intp],
    objects: TextObjects,
    matrices: NDArray[np.float32],
    frame: Frame,
) -> None:
    """Give the glyphs of a font in a line one height, in place.

    PDFium's loose box is the font's em box united with the ink: a comma hangs below its line. Glyphs that stand
    upright on the displayed page are cut to the heights above and below the base line that are usual in their font; a
    font whose usual height is far from an em (ascent and descent are free text in a PDF) is brought to an em.
    """
    a, b, c_, d, e, f = matrices.T.astype(np.float64)
    x, y = frame.points(e, f)
    along_x, along_y = frame.points(e + a, f + b)
    up_x, up_y = frame.points(e + c_, f + d)
    straight = (np.abs(along_y - y) < 1e-3 * (along_x - x)) & (np.abs(up_x - x) < 1e-3 * (y - up_y))
    upright = (straight & ~objects.vertical & (objects.size > 0))[row]
    em, base = np.maximum(objects.size, 1e-6)[row], y.astype(np.float32)[row]
    above, below = (base - boxes[:, 1]) / em, (boxes[:, 3] - base) / em
    for font in np.unique(objects.font[row[upright]]).tolist():
        members = np.flatnonzero(upright & (objects.font[row] == font))
        ascent, descent = float(np.median(above[members])), float(np.median(below[members]))
        height = ascent + descent
        if not 0 < height < MAX_BOX_IN_EM:
            continue
        near = members[(np.abs(above[members] - ascent) < 0.5) & (np.abs(below[members] - descent) < 0.5)]
        if not MIN_HEIGHT <= height <= MAX_HEIGHT:
            boxes[near, 1] = base[near] - ascent / height * em[near]
            boxes[near, 3] = base[near] + descent / height * em[near]
        else:
            boxes[near, 1] = np.maximum(boxes[near, 1], base[near] - ascent * em[near])
            boxes[near, 3] = np.minimum(boxes[near, 3], base[near] + descent * em[near])


def _vertical(
    matrices: NDArray[np.float32], rects: NDArray[np.float32], sizes: NDArray[np.float32]
) -> NDArray[np.bool_]:
    """Which text objects write downwards: their first glyph hangs centred below the text position.

    matrices: a b c d e f of each object; rects: loose box (left, top, right, bottom) of its first glyph, user space.
    In horizontal writing the glyph stands to the right of the text position, on the base line.
    """
    a, b, c_, d, e, f = matrices.T.astype(np.float64)
    determinant = a * d - b * c_
    scale = np.where((determinant == 0) | (sizes == 0), np.inf, determinant * sizes)
    dx, dy = (rects[:, 0] + rects[:, 2]) / 2 - e, (rects[:, 1] + rects[:, 3]) / 2 - f
    along, above = (dx * d - dy * c_) / scale, (dy * a - dx * b) / scale  # em of the object's own space
    return np.asarray((np.abs(along) < 0.1) & (above < -0.2) & (above > -1.2))


def _font_name(handle: int) -> str:
    """The base font's name without the subset's prefix (`ABCDEF+`)."""
    if not handle:
        return ""
    buffer = ctypes.create_string_buffer(256)
    c.font_base_name(handle, ctypes.addressof(buffer), 256)
    name = "".join(letter for letter in buffer.value.decode("utf-8", "replace") if letter.isprintable())
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
    """Boxes of lying fonts, or none at all, cut down to an em around their middle; no number is left infinite."""
    boxes = np.nan_to_num(boxes, nan=0.0, posinf=1e7, neginf=-1e7)
    em = np.maximum(size, 1e-3)
    for low, high in ((0, 2), (1, 3)):
        middle = (boxes[:, low] + boxes[:, high]) / 2
        absurd = (boxes[:, high] - boxes[:, low]) > MAX_BOX_IN_EM * em
        boxes[absurd, low] = (middle - em / 2)[absurd]
        boxes[absurd, high] = (middle + em / 2)[absurd]
    return boxes
