"""Text that was turned into outlines: shapes that stand in a row like characters, with no glyph on them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipelines.reading.drawn import Shape
from pipelines.reading.page import Box

MIN_HEIGHT, MAX_HEIGHT = 0.5, 15.0  # of the body size: a character's outline
MIN_POINTS = 8  # of a character's outline; a triangle or a diamond has fewer
MAX_GAP = 0.8  # of the height between neighbours in a row or column
MIN_RUN = 3  # shapes in a row before they are taken for text
MAX_SHAPES = 3000  # a page with more is a chart or a map, and its shapes are not looked at one by one


def outlined_characters(shapes: Sequence[Shape], boxes: NDArray[np.float32], body: float) -> int:
    """How many characters (about) are drawn as outlines without a glyph that spells them.

    boxes: (n, 4) of the page's glyphs, which may be invisible ones behind an outlined headline
    """
    drawings = _drawings(shapes)
    if not drawings or len(drawings) > MAX_SHAPES:
        return 0
    alike = [
        (box, points)
        for box, points in drawings
        if MIN_HEIGHT * body <= max(_sides(box)) and _sides(box)[1] <= MAX_HEIGHT * body and points >= MIN_POINTS
    ]
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    unspelled = [
        (box, points)
        for box, points in alike
        if not ((x >= box.x0) & (x <= box.x1) & (y >= box.top) & (y <= box.bottom)).any()
    ]
    total = 0
    for run in _runs([box for box, _ in unspelled]):
        members = [unspelled[i] for i in run]
        characters = sum(_characters(box, points) for box, points in members)
        if characters >= MIN_RUN:
            total += characters
    return total


def _drawings(shapes: Sequence[Shape]) -> list[tuple[Box, int]]:
    """The outlines of each path taken together: its bounds and its points."""
    paths: dict[int, tuple[Box, int]] = {}
    for shape in shapes:
        if shape.kind == "outline" and shape.fill is not None:
            known = paths.get(shape.order)
            if known is None:
                paths[shape.order] = (shape.box, shape.segments)
            else:
                box, points = known
                paths[shape.order] = (_union(box, shape.box), points + shape.segments)
    return list(paths.values())


def _characters(box: Box, points: int) -> int:
    """One for a squarish shape; a long one is a whole line if it has the points for it."""
    width, height = _sides(box)
    ratio = max(width, height) / max(min(width, height), 1e-6)
    return round(ratio) if ratio >= 2 and points >= MIN_POINTS * ratio else 1


def _runs(boxes: Sequence[Box]) -> list[list[int]]:
    """Groups of neighbours along a line or column."""
    group = list(range(len(boxes)))

    def root(i: int) -> int:
        while group[i] != i:
            group[i] = group[group[i]]
            i = group[i]
        return i

    order = sorted(range(len(boxes)), key=lambda i: boxes[i].x0)
    for position, i in enumerate(order):
        reach = boxes[i].x1 + MAX_GAP * max(_sides(boxes[i]))
        for j in order[position + 1 :]:
            if boxes[j].x0 > reach:
                break
            if _are_neighbours(boxes[i], boxes[j]):
                group[root(i)] = root(j)
    runs: dict[int, list[int]] = {}
    for i in range(len(boxes)):
        runs.setdefault(root(i), []).append(i)
    return list(runs.values())


def _are_neighbours(a: Box, b: Box) -> bool:
    size_a, size_b = max(_sides(a)), max(_sides(b))
    gap = MAX_GAP * min(size_a, size_b)
    apart_x, apart_y = max(a.x0, b.x0) - min(a.x1, b.x1), max(a.top, b.top) - min(a.bottom, b.bottom)
    alike = max(size_a, size_b) <= 2.5 * min(size_a, size_b)
    return alike and max(apart_x, apart_y) <= gap and min(apart_x, apart_y) < 0


def _sides(box: Box) -> tuple[float, float]:
    return box.x1 - box.x0, box.bottom - box.top


def _union(a: Box, b: Box) -> Box:
    return Box(min(a.x0, b.x0), min(a.top, b.top), max(a.x1, b.x1), max(a.bottom, b.bottom))
