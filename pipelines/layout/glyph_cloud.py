"""Glyph boxes as numpy columns, and each glyph's next neighbour along the line or below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.reading.page import Box, Glyphs

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

# In em of the glyphs concerned.
JOIN_GAP = 3.2  # widest gap inside a line: letterspacing, two full-width blanks after a dateline
SIZE_STEP = 1.3  # neighbours differ in size by no more than this factor
OFFSET = 0.34  # how far the middles of neighbours lie apart across the line
# Where texts are printed over each other, only glyphs of one size on one baseline are neighbours.
SAME_SIZE, SAME_BASELINE, SAME_ROOM = 1.03, 0.1, -0.3


@dataclass(slots=True)
class Cloud:
    """Glyph boxes as float64, sizes, centres; `crowded` are those where texts are printed over each other."""

    x0: Floats
    x1: Floats
    y0: Floats
    y1: Floats
    xc: Floats
    yc: Floats
    size: Floats
    font: Ints
    crowded: Bools

    @classmethod
    def of(cls, glyphs: Glyphs, overprinted: Sequence[Box] = ()) -> Cloud:
        """The glyphs of a page; a missing size is taken from the box."""
        x0, x1 = glyphs.x0.astype(float), glyphs.x1.astype(float)
        y0, y1 = glyphs.top.astype(float), glyphs.bottom.astype(float)
        size = np.maximum(np.where(glyphs.size > 0, glyphs.size, y1 - y0).astype(float), 0.1)
        xc, yc = (x0 + x1) / 2, (y0 + y1) / 2
        crowded = np.zeros(len(xc), bool)
        for box in overprinted:
            crowded |= (xc > box.x0) & (xc < box.x1) & (yc > box.top) & (yc < box.bottom)
        return cls(x0, x1, y0, y1, xc, yc, size, glyphs.font.astype(np.int64), crowded)


def neighbours(cloud: Cloud, *, across: bool) -> tuple[Ints, Floats]:
    """For each glyph the next one along the line (-1: none) and the gap to it, in em.

    Along means to the right, or downwards with `across`. One pass per factor of two in size, so that
    bands fit the type; within a pass the candidates are the next few of three adjacent bands, more where texts cross.
    """
    lo, hi, mid = (cloud.y0, cloud.y1, cloud.xc) if across else (cloud.x0, cloud.x1, cloud.yc)
    n = len(lo)
    best = np.full(n, np.inf)
    nxt = np.full(n, -1, np.int64)
    candidates = 12 if cloud.crowded.any() else 3  # glyphs of the other text stand between
    smallest = float(cloud.size.min())
    octave = np.floor(np.log2(cloud.size / smallest) + 1e-6).astype(np.int64)
    span = float(hi.max() - lo.min()) + 4 * float(cloud.size.max()) + 1
    for o in np.unique(octave):
        base = smallest * 2.0**o
        pool = np.flatnonzero((cloud.size >= base / SIZE_STEP) & (cloud.size <= 2 * base * SIZE_STEP))
        asking = np.flatnonzero(octave == o)
        height = 0.75 * base
        low = float(lo.min())
        band = np.floor(mid / height).astype(np.int64)
        key = band[pool] * span + (lo[pool] - low)
        order = np.argsort(key, kind="stable")
        pool, key = pool[order], key[order]
        offset = OFFSET if not across else 0.3
        for d in (-1, 0, 1):
            query = (band[asking] + d) * span + (lo[asking] - low) + 0.25 * (hi[asking] - lo[asking])
            at = np.searchsorted(key, query, side="right")
            for k in range(candidates):
                where = at + k
                ok = where < len(pool)
                j = pool[np.minimum(where, len(pool) - 1)]
                smaller = np.minimum(cloud.size[asking], cloud.size[j])
                larger = np.maximum(cloud.size[asking], cloud.size[j])
                aside = np.abs(mid[j] - mid[asking])
                gap = lo[j] - hi[asking]
                ok &= (band[j] == band[asking] + d) & (aside <= offset * smaller) & (larger <= SIZE_STEP * smaller)
                ok &= (gap <= JOIN_GAP * larger) & (gap >= -0.75 * smaller) & (j != asking)
                close = (larger <= SAME_SIZE * smaller) & (aside <= SAME_BASELINE * smaller)
                ok &= (close & (gap >= SAME_ROOM * smaller)) | ~(cloud.crowded[asking] | cloud.crowded[j])
                cost = np.maximum(gap, -0.1 * gap) + 0.5 * aside + (larger / smaller - 1) * larger
                cost = np.where(cloud.font[j] == cloud.font[asking], cost, cost + 0.05 * larger)
                better = ok & (cost < best[asking])
                best[asking[better]] = cost[better]
                nxt[asking[better]] = j[better]
    gaps = np.full(n, np.inf)
    has = np.flatnonzero(nxt >= 0)
    gaps[has] = (lo[nxt[has]] - hi[has]) / np.maximum(cloud.size[has], cloud.size[nxt[has]])
    # one predecessor each: the nearest
    order = has[np.lexsort((gaps[has], nxt[has]))]
    targets = nxt[order]
    first = np.ones(len(order), bool)
    first[1:] = targets[1:] != targets[:-1]
    dropped = order[~first]
    nxt[dropped] = -1
    gaps[dropped] = np.inf
    return nxt, gaps


def chains(n: int, source: Ints, target: Ints) -> Ints:
    """Label of each of `n` items after joining the links: the smallest index of its chain."""
    previous = np.arange(n)
    previous[target] = source
    for _ in range(max(1, n).bit_length() + 1):  # pointer doubling
        previous = previous[previous]
    return previous
