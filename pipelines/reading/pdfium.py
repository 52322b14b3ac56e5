"""The fast engine: one page of a PDF through PDFium.

Per character: code, loose box (the em box with the advance as width), text object. Once per text object: font, size,
matrix, colour, render mode. White space is left out: a printed gap shows in the boxes.
"""

from __future__ import annotations

import ctypes

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray
from pypdfium2 import raw

from pipelines.reading import pdfium_calls as c
from pipelines.reading.doubled import doubled
from pipelines.reading.drawn import body_size, panels_of, pictures_of, rules_of
from pipelines.reading.folding import DROP, codes_to_text
from pipelines.reading.frame import Frame
from pipelines.reading.limits import Limits
from pipelines.reading.outlined import outlined_characters
from pipelines.reading.page import DropReason, Glyphs, PageReading, ReadingFailure
from pipelines.reading.pdfium_objects import PageObjects, walk_page
from pipelines.reading.pdfium_text import Characters, read_characters
from pipelines.reading.visibility import SAME_COLOR, Painting, Visibility, judge

ENGINE = "pdfium"
MAX_PIXELS = 8_000_000  # of a rendered page


def read_page(
    document: pdfium.PdfDocument,
    number: int,
    limits: Limits,
    *,
    user_unit: float = 1.0,
    layers_off: bool = False,
) -> PageReading | ReadingFailure:
    """One page of an open document, 0-based; open `stand_in_font` around it, that fonts not embedded read as well.

    layers_off: the document went through `layers.without_hidden_layers`
    """
    try:
        page = document[number]
    except pdfium.PdfiumError as error:
        return ReadingFailure(number, "page cannot be loaded", str(error))
    try:
        text_page = page.get_textpage()
        try:
            return _read(page, c.address_of(text_page.raw), number, limits, user_unit, layers_off)
        finally:
            text_page.close()
    except pdfium.PdfiumError as error:
        return ReadingFailure(number, "page cannot be read", str(error))
    finally:
        page.close()


def _read(
    page: pdfium.PdfPage, text_page: int, number: int, limits: Limits, user_unit: float, layers_off: bool
) -> PageReading | ReadingFailure:
    frame = _frame(page, user_unit)
    width, height = frame.size
    if not (width > 0 and height > 0):
        return ReadingFailure(number, "page has no area", f"{width} × {height} points")
    count = c.count_chars(text_page)
    if count > limits.glyphs * 2:  # blanks and line ends that PDFium adds come on top
        return ReadingFailure(number, "too many glyphs", f"{count} characters; the limit is {limits.glyphs} glyphs")
    objects = walk_page(c.address_of(page.raw), frame, layers_off=layers_off)
    characters = read_characters(text_page, frame)
    body = body_size(characters.objects.size[characters.row], height)
    glyphs, dropped, visibility = _judged(page, characters, objects, frame, body)
    if len(glyphs) > limits.glyphs:
        return ReadingFailure(number, "too many glyphs", f"{len(glyphs)} glyphs; the limit is {limits.glyphs}")
    unseen = _doubled_glyphs(objects, characters)
    boxes = np.stack([glyphs.x0, glyphs.top, glyphs.x1, glyphs.bottom], axis=-1)
    if unseen:
        dropped[DropReason.DOUBLED] = dropped.get(DropReason.DOUBLED, 0) + unseen
    return PageReading(
        source_page=number,
        width=width,
        height=height,
        glyphs=glyphs,
        rules=rules_of(objects.shapes, body),
        panels=panels_of(objects.shapes, body),
        pictures=pictures_of(objects.shapes, body),
        text_source="ocr" if visibility.layer.sum() > 0.5 * max(1, len(glyphs)) else "text_layer",
        dropped=dropped,
        engine=ENGINE,
        outlined_glyphs=outlined_characters(objects.shapes, boxes, body),
    )


def _frame(page: pdfium.PdfPage, user_unit: float) -> Frame:
    box = raw.FS_RECTF()
    raw.FPDF_GetPageBoundingBox(page.raw, ctypes.byref(box))
    rotation = raw.FPDFPage_GetRotation(page.raw) % 4
    return Frame(box.left, box.bottom, box.right, box.top, rotation=rotation, unit=user_unit)


def _judged(
    page: pdfium.PdfPage, characters: Characters, objects: PageObjects, frame: Frame, body: float
) -> tuple[Glyphs, dict[DropReason, int], Visibility]:
    """The glyphs that belong to the page's text, and how many were left out for which reason."""
    table, row = characters.objects, characters.row
    boxes, size = characters.boxes, table.size[row]
    width, height = frame.size
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    control = characters.code == DROP
    outside = ~control & ~((x >= 0) & (x <= width) & (y >= 0) & (y <= height))
    painting = _painting(characters, objects)
    visibility = judge(
        painting,
        objects.shapes,
        frame.size,
        body,
        lambda doubtful: _leaves_ink(page, table.handle[np.unique(row[doubtful])].tolist(), boxes / frame.unit),
    )
    hidden = visibility.hidden & ~control & ~outside
    keep = ~(control | outside | hidden)
    twice = np.zeros_like(keep)
    twice[keep] = doubled(characters.code[keep], boxes[keep], size[keep])
    counts = (
        (DropReason.CONTROL, control),
        (DropReason.OUTSIDE, outside),
        (DropReason.HIDDEN, hidden),
        (DropReason.DOUBLED, twice),
    )
    kept = np.flatnonzero(keep & ~twice)
    kept = kept[np.argsort(painting.order[kept], kind="stable")]  # PDFium sorts within what it takes for a line
    dropped = {reason: int(flags.sum()) for reason, flags in counts if flags.any()}
    return _columns(characters, kept), dropped, visibility


def _painting(characters: Characters, objects: PageObjects) -> Painting:
    """How each character is painted, from its text object."""
    table, row, boxes = characters.objects, characters.row, characters.boxes
    handles = table.handle.tolist()
    order = np.array([objects.order.get(handle, 0) for handle in handles], dtype=np.int64)
    off = np.array([handle in objects.off for handle in handles], dtype=bool)
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    return Painting(
        text=codes_to_text(characters.code),
        boxes=boxes,
        size=table.size[row],
        rgb=table.rgb[row],
        alpha=table.alpha[row],
        order=order[row],
        unpainted=np.isin(table.mode, c.INVISIBLE_MODES)[row],
        outlined=np.isin(table.mode, c.OUTLINED_MODES)[row],
        away=off[row] | _clipped_away(objects, table.handle, row, x, y),
    )


def _columns(characters: Characters, kept: NDArray[np.intp]) -> Glyphs:
    """The glyphs of some characters."""
    table, row, boxes = characters.objects, characters.row[kept], characters.boxes[kept]
    colors, color = np.unique(table.rgb[row], return_inverse=True)
    used, font = _by_appearance(table.font[row])
    return Glyphs(
        char=codes_to_text(characters.code[kept]),
        x0=boxes[:, 0],
        top=boxes[:, 1],
        x1=boxes[:, 2],
        bottom=boxes[:, 3],
        size=table.size[row],
        font=font,
        color=color.astype(np.int32),
        vertical=table.vertical[row],
        fonts=tuple(table.fonts[i] for i in used.tolist()),
        colors=tuple(f"#{value:06x}" for value in colors.tolist()),
    )


def _by_appearance(numbers: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The distinct numbers in the order of their first appearance, and for each the index into those.

    Fonts come numbered by their address in memory, which is another one every time.
    """
    distinct, first, index = np.unique(numbers, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty(len(order), np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    return distinct[order], rank[index]


def _clipped_away(
    objects: PageObjects,
    handles: NDArray[np.uint64],
    row: NDArray[np.intp],
    x: NDArray[np.floating],
    y: NDArray[np.floating],
) -> NDArray[np.bool_]:
    """Glyphs whose middle lies outside the clip path of their text object."""
    away = np.zeros(len(row), dtype=bool)
    if not objects.clips:
        return away
    everything = (-np.inf, -np.inf, np.inf, np.inf)
    windows = np.array([objects.clips.get(handle, everything) for handle in handles.tolist()])[row]
    return np.asarray((x < windows[:, 0]) | (x > windows[:, 2]) | (y < windows[:, 1]) | (y > windows[:, 3]))


def _leaves_ink(page: pdfium.PdfPage, handles: list[int], boxes: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Which boxes change when some text objects are taken off the page; renders it twice, at 72 dpi or less.

    boxes: (n, 4) displayed, in units of user space
    """
    width, height = page.get_size()
    scale = min(1.0, (MAX_PIXELS / max(width * height, 1.0)) ** 0.5)
    with_text = _rendered(page, scale)
    for handle in handles:
        c.set_object_active(handle, 0)
    try:
        without = _rendered(page, scale)
    finally:
        for handle in handles:
            c.set_object_active(handle, 1)
    changed = np.abs(with_text - without) > SAME_COLOR
    table = np.zeros((changed.shape[0] + 1, changed.shape[1] + 1), np.int64)  # sums over all boxes from the corner
    table[1:, 1:] = changed.cumsum(0).cumsum(1)
    edges = np.rint(boxes * scale).astype(int)
    x0, x1 = (np.clip(edges[:, i], 0, changed.shape[1]) for i in (0, 2))
    top, bottom = (np.clip(edges[:, i], 0, changed.shape[0]) for i in (1, 3))
    return np.asarray(table[bottom, x1] - table[top, x1] - table[bottom, x0] + table[top, x0] > 0)


def _rendered(page: pdfium.PdfPage, scale: float) -> NDArray[np.int16]:
    """The page as grey values, (height, width)."""
    bitmap = page.render(scale=scale, grayscale=True)
    try:
        pixels = bitmap.to_numpy().reshape(bitmap.height, -1)[:, : bitmap.width]
        return np.array(pixels, dtype=np.int16)
    finally:
        bitmap.close()


def _doubled_glyphs(objects: PageObjects, characters: Characters) -> int:
    """About how many glyphs PDFium left out as repetitions: the text objects that it doesn't list, by their extent."""
    listed = set(characters.objects.handle.tolist())
    extent = np.zeros(4, np.float32)
    at = [extent.ctypes.data + 4 * i for i in range(4)]
    size = ctypes.c_float()
    count = 0
    for handle in objects.order.keys() - listed:
        c.object_bounds(handle, *at)
        c.text_font_size(handle, ctypes.addressof(size))
        left, bottom, right, top = extent.tolist()
        if right > left and top > bottom:  # blanks have no extent
            count += max(1, round(max(right - left, top - bottom) / max(size.value, top - bottom, 1e-3)))
    return count
