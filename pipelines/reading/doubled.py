"""Fake bold and drop shadows: the same character printed again within a fraction of an em."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

DOUBLE_DISTANCE = 0.2  # em between the middles of two prints of one glyph
DOUBLE_WIDTH = 0.5  # of the glyph's own width, for narrow letters stand nearer to each other (ill, ......)
SIZE_SLACK = 0.02  # of the size: other sizes are other texts that run into each other


def doubled(code: NDArray[np.uint32], boxes: NDArray[np.float32], size: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Flags every print of a glyph but the last (which lies on top).

    Two glyphs can only be doubles if some grid of cells, twice as wide as that distance and shifted by nothing or by
    half a cell, has both in one cell: so equal keys are looked for first, and distances are taken within them only.
    """
    extra = np.zeros(len(code), dtype=bool)
    if len(code) < 2:
        return extra
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    em = np.maximum(size, 1e-3)
    cell = 2 * DOUBLE_DISTANCE * float(np.median(em))
    for shift_x in (0.0, 0.5):
        for shift_y in (0.0, 0.5):
            column = np.clip(np.floor(x / cell + shift_x), -(2**20), 2**20 - 1).astype(np.int64)
            line = np.clip(np.floor(y / cell + shift_y), -(2**20), 2**20 - 1).astype(np.int64)
            key = (code.astype(np.int64) << 42) + ((column + 2**20) << 21) + (line + 2**20)
            order = np.argsort(key, kind="stable")
            same = np.flatnonzero(key[order][1:] == key[order][:-1])
            for position in same.tolist():
                first, second = order[position], order[position + 1]
                near = min(DOUBLE_DISTANCE * em[first], DOUBLE_WIDTH * (boxes[first, 2] - boxes[first, 0]))
                alike = abs(em[first] - em[second]) <= SIZE_SLACK * em[first]
                if (
                    alike
                    and abs(x[first] - x[second]) <= near
                    and abs(y[first] - y[second]) <= DOUBLE_DISTANCE * em[first]
                ):
                    extra[first] = True
    return extra
