"""The outline of an article: the union of its parts as one polygon with level and upright edges."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from pipelines.reading.page import Box


def outline(boxes: Sequence[Box], em: float) -> tuple[tuple[float, float], ...]:
    """A polygon around boxes: for each band of height, from the leftmost to the rightmost edge. Empty for no boxes."""
    if not boxes:
        return ()
    levels = sorted({round(y, 6) for box in boxes for y in (box.top, box.bottom)})
    spans: list[tuple[float, float, float, float]] = []
    for top, bottom in itertools.pairwise(levels):
        inside = [box for box in boxes if box.top < bottom - 1e-6 and box.bottom > top + 1e-6]
        if inside:
            spans.append((top, bottom, min(box.x0 for box in inside), max(box.x1 for box in inside)))
    merged: list[list[float]] = []
    for top, bottom, x0, x1 in spans:
        if merged and abs(merged[-1][2] - x0) < 2.5 * em and abs(merged[-1][3] - x1) < 2.5 * em:
            merged[-1][1] = bottom
            merged[-1][2], merged[-1][3] = min(merged[-1][2], x0), max(merged[-1][3], x1)
        else:
            merged.append([top, bottom, x0, x1])
    right = [point for top, bottom, _, x1 in merged for point in ((x1, top), (x1, bottom))]
    left = [point for top, bottom, x0, _ in reversed(merged) for point in ((x0, bottom), (x0, top))]
    return tuple(right + left)
