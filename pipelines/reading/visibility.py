"""Which glyphs are on the page for the eye: not invisible, not in the colour of their ground, covered or cut away.

Invisible text is dropped where the same place shows other text or nothing at all. It is kept where it is the only
text of something drawn: an OCR layer under or over a scan, the characters behind an outlined headline.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.reading.drawn import Shape
from pipelines.reading.page import Box

SAME_COLOR = 12  # of 255, in the channel that differs most: no reader sees a glyph that near to its ground
SCAN_SHARE = 0.6  # of the page: images that cover so much of it are a scan
MICROSCOPIC = 0.1  # of the body size
MAX_COVERS = 400  # covering shapes that are looked at, the largest first
NGRAM = 6  # characters: invisible text over a photo whose n-grams all stand elsewhere on the page repeats it
_PAPER = 0xFFFFFF

Flags = NDArray[np.bool_]
Floats = NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class Painting:
    """How each glyph is painted; arrays of one length.

    boxes: (n, 4); rgb: 0xrrggbb; alpha: 0–255; order: place in the painting order; unpainted: render mode 3 or 7
    outlined: filled and stroked, so that the stroke shows even if the fill doesn't
    away: switched off (optional content) or outside its clip path
    """

    text: str
    boxes: NDArray[np.float32]
    size: NDArray[np.float32]
    rgb: NDArray[np.uint32]
    alpha: NDArray[np.uint32]
    order: NDArray[np.int64]
    unpainted: Flags
    outlined: Flags
    away: Flags


@dataclass(frozen=True, slots=True)
class Visibility:
    """hidden: not part of the text. layer: unpainted but kept, because it is the text of something drawn."""

    hidden: Flags
    layer: Flags


def judge(
    painting: Painting,
    shapes: Sequence[Shape],
    page_size: tuple[float, float],
    body: float,
    leaves_ink: Callable[[Flags], Flags],
) -> Visibility:
    """Decide for every glyph.

    leaves_ink: given flags of doubtful glyphs, says which of them change the rendered page; called only when a shape
    painted later seems to cover text (its true outline, blending and clipping are the renderer's business)
    """
    hidden = painting.away | _is_like_ground(painting, shapes) | (painting.size < MICROSCOPIC * body)
    unpainted = (painting.unpainted | (painting.alpha == 0)) & ~hidden
    covered, under_scan = _covered(painting, shapes, page_size)
    doubtful = covered & ~hidden & ~unpainted
    if doubtful.any():
        doubtful &= ~leaves_ink(doubtful)
        unpainted |= doubtful & under_scan
        hidden |= doubtful & ~under_scan
    if unpainted.any():
        layer = unpainted & _is_only_text(painting, unpainted, ~hidden & ~unpainted, shapes)
        hidden |= unpainted & ~layer
    else:
        layer = unpainted
    return Visibility(hidden, layer)


def _middles(painting: Painting) -> tuple[Floats, Floats]:
    boxes = painting.boxes
    return (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2


def _inside(box: Box, x: Floats, y: Floats, margin: Floats | float = 0.0) -> Flags:
    return np.asarray(
        (x >= box.x0 - margin) & (x <= box.x1 + margin) & (y >= box.top - margin) & (y <= box.bottom + margin)
    )


def _is_like_ground(painting: Painting, shapes: Sequence[Shape]) -> Flags:
    """Text in the colour of what lies under it; an image, a gradient or a curved shape is never taken for that."""
    found = np.zeros(len(painting.rgb), dtype=bool)
    x, y = _middles(painting)
    painted = ~painting.unpainted & ~painting.outlined & (painting.alpha > 0)
    smallest = float(np.median(painting.size)) ** 2 / 4 if len(found) else 0.0
    grounds = [(s, _ground_color(s)) for s in shapes if _is_painted(s) and _area(s.ink) >= smallest]
    for color in np.unique(painting.rgb[painted]).tolist():
        like_paper = _distance(color, _PAPER) <= SAME_COLOR
        alike = [shape for shape, fill in grounds if fill is not None and _distance(color, fill) <= SAME_COLOR]
        members = np.flatnonzero(painted & (painting.rgb == color))
        if not like_paper and not alike:
            continue
        lost = np.full(len(members), like_paper)
        for shape, fill in grounds:
            if not like_paper and shape.order < alike[0].order:
                continue
            over = (painting.order[members] > shape.order) & _inside(shape.ink, x[members], y[members])
            if over.any():
                lost[over] = fill is not None and _distance(color, fill) <= SAME_COLOR
        found[members] = lost
    return found


def _is_painted(shape: Shape) -> bool:
    """Whether there is paint where the shape is: an empty frame is none."""
    return shape.fill is not None or shape.kind in ("image", "shading", "line")


def _ground_color(shape: Shape) -> int | None:
    color = {"rectangle": shape.fill, "line": shape.stroke}.get(shape.kind)
    return int(color[1:], 16) if color is not None and shape.opaque else None


def _distance(a: int, b: int) -> int:
    return max(abs((a >> shift & 255) - (b >> shift & 255)) for shift in (0, 8, 16))


def _covered(painting: Painting, shapes: Sequence[Shape], page_size: tuple[float, float]) -> tuple[Flags, Flags]:
    """Glyphs with an opaque shape painted over them; and those of them that lie under a scan of the page."""
    covered = np.zeros(len(painting.rgb), dtype=bool)
    under_scan = covered.copy()
    if not len(covered):
        return covered, under_scan
    first = int(painting.order.min())
    covers = [
        shape
        for shape in shapes
        if shape.order > first and shape.opaque and (shape.kind == "image" or shape.fill is not None)
    ]
    x, y = _middles(painting)
    images = sum(_area(shape.box) for shape in covers if shape.kind == "image")
    is_scan = images >= SCAN_SHARE * page_size[0] * page_size[1]  # in one piece or in strips
    for shape in sorted(covers, key=lambda s: -_area(s.box))[:MAX_COVERS]:
        below = (painting.order < shape.order) & _inside(shape.box, x, y)
        covered |= below
        if shape.kind == "image" and is_scan:
            under_scan |= below
    return covered, under_scan


def _area(box: Box) -> float:
    return (box.x1 - box.x0) * (box.bottom - box.top)


def _is_only_text(painting: Painting, unpainted: Flags, visible: Flags, shapes: Sequence[Shape]) -> Flags:
    """Unpainted glyphs over something drawn, with no visible glyph at their place."""
    x, y = _middles(painting)
    over_outline, over_image = np.zeros_like(unpainted), np.zeros_like(unpainted)
    margin = painting.size / 2  # a character's outline may consist of strokes that leave its middle free
    for shape in shapes:
        if shape.kind == "outline":
            over_outline |= unpainted & _inside(shape.box, x, y, margin)
        elif shape.kind == "image":
            over_image |= unpainted & _inside(shape.box, x, y)
    if (over_image & ~over_outline).any() and visible.sum() > unpainted.sum():
        over_image &= ~_repeats(painting.text, over_image, visible)
    candidates = (over_outline | over_image) & unpainted
    candidates &= ~_overprinted(painting, candidates, visible)
    return candidates


def _repeats(text: str, flags: Flags, visible: Flags) -> Flags:
    """Those of the flagged glyphs whose run of `NGRAM` characters also stands in the visible text."""
    shown = "".join(text[i] for i in np.flatnonzero(visible).tolist())
    known = {shown[i : i + NGRAM] for i in range(len(shown) - NGRAM + 1)}
    where = np.flatnonzero(flags).tolist()
    run = "".join(text[i] for i in where)
    found = np.zeros_like(flags)
    for start in range(len(run) - NGRAM + 1):
        if run[start : start + NGRAM] in known:
            found[where[start : start + NGRAM]] = True
    return found


def _overprinted(painting: Painting, flags: Flags, visible: Flags) -> Flags:
    """Those of the flagged glyphs that a visible glyph lies upon, by more than half its side."""
    found = np.zeros_like(flags)
    if not flags.any() or not visible.any():
        return found
    x, y = _middles(painting)
    cell = max(float(np.median(painting.size[flags])), 1e-3)
    shown: dict[tuple[int, int], list[int]] = {}
    for i in np.flatnonzero(visible).tolist():
        shown.setdefault((int(x[i] // cell), int(y[i] // cell)), []).append(i)
    for i in np.flatnonzero(flags).tolist():
        column, line = int(x[i] // cell), int(y[i] // cell)
        near = (shown.get((column + dx, line + dy), ()) for dx in (-1, 0, 1) for dy in (-1, 0, 1))
        half = painting.size[i] / 2
        found[i] = any(abs(x[j] - x[i]) < half and abs(y[j] - y[i]) < half for group in near for j in group)
    return found
