"""A coarse raster of the page's ink with its integral image: any box's share of ink in constant time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.reading.page import Glyphs

CELLS_PER_EM = 4


@dataclass(frozen=True, slots=True)
class Raster:
    """Summed-area table of inked cells; `em` is the body size that sets the cell."""

    table: NDArray[np.float64]
    cell: float
    em: float
    x: float
    y: float

    @classmethod
    def of_glyphs(cls, glyphs: Glyphs, em: float, chosen: NDArray[np.bool_] | None) -> Raster:
        """Paints the boxes of the chosen glyphs; None: those near body size (headlines would hide gutters)."""
        cell = em / CELLS_PER_EM
        near = (glyphs.size <= 1.3 * em) & (glyphs.size >= 0.6 * em) if chosen is None else chosen
        x0, x1 = glyphs.x0[near].astype(float), glyphs.x1[near].astype(float)
        y0, y1 = glyphs.top[near].astype(float), glyphs.bottom[near].astype(float)
        if not len(x0):
            return cls(np.zeros((2, 2)), cell, em, 0.0, 0.0)
        left, top = float(x0.min()), float(y0.min())
        columns = min(int((float(x1.max()) - left) / cell) + 3, 8000)
        rows = min(int((float(y1.max()) - top) / cell) + 3, 8000)
        edge = np.zeros((rows + 1, columns + 1))
        i0 = np.clip(np.round((x0 - left) / cell), 0, columns - 1).astype(int)
        i1 = np.clip(np.round((x1 - left) / cell), i0, columns - 1).astype(int)
        j0 = np.clip(np.round((y0 - top) / cell), 0, rows - 1).astype(int)
        j1 = np.clip(np.round((y1 - top) / cell), j0 + 1, rows).astype(int)
        i1 = np.maximum(i1, i0 + 1)
        np.add.at(edge, (j0, i0), 1)
        np.add.at(edge, (j1, i1), 1)
        np.add.at(edge, (j0, i1), -1)
        np.add.at(edge, (j1, i0), -1)
        inked = np.cumsum(np.cumsum(edge, 0), 1) > 0.5
        table = np.zeros((rows + 2, columns + 2))
        table[1:, 1:] = np.cumsum(np.cumsum(inked, 0), 1)
        return cls(table, cell, em, left, top)

    def share(
        self,
        x0: NDArray[np.float64],
        y0: NDArray[np.float64],
        x1: NDArray[np.float64],
        y1: NDArray[np.float64],
    ) -> NDArray[np.float64]:
        """Share of inked cells in each of the boxes (at least one cell each)."""
        rows, columns = self.table.shape
        i0 = np.round((x0 - self.x) / self.cell).astype(int)
        i1 = np.maximum(np.round((x1 - self.x) / self.cell).astype(int), i0 + 1)
        j0 = np.round((y0 - self.y) / self.cell).astype(int)
        j1 = np.maximum(np.round((y1 - self.y) / self.cell).astype(int), j0 + 1)
        area = (i1 - i0) * (j1 - j0)
        i0, i1 = np.clip(i0, 0, columns - 1), np.clip(i1, 0, columns - 1)
        j0, j1 = np.clip(j0, 0, rows - 1), np.clip(j1, 0, rows - 1)
        t = self.table
        ink: NDArray[np.float64] = (t[j1, i1] - t[j0, i1] - t[j1, i0] + t[j0, i0]) / area
        return ink
