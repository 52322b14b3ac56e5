"""A page's coordinates on a fine grid of its own, so that the last bits of a number decide nothing.

Pages are set on a grid, and much that is compared is exactly equal: a gap of two lines, columns of one width. Read from
a page that was moved by a fraction of a point, such lengths differ in their last bits, and what is compared with
them falls now on this side and now on that. Counted in steps from the page's first glyph they are the same wherever
the page lies. The step is a power of two, so that sums and differences of coordinates are exact.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pipelines.reading.page import PageReading, Panel, Picture, Rule

STEPS_PER_EM = 512  # at least; half a step is about 0.01 pt of body type


def on_grid(reading: PageReading, em: float) -> PageReading:
    """The page with every box moved to the grid, by less than half a step."""
    step = 2.0 ** math.floor(math.log2(em / STEPS_PER_EM))
    glyphs = reading.glyphs
    x, y = _Axis(float(glyphs.x0.min()), step), _Axis(float(glyphs.top.min()), step)
    return replace(
        reading,
        glyphs=replace(
            glyphs, x0=x.moved(glyphs.x0), x1=x.moved(glyphs.x1), top=y.moved(glyphs.top), bottom=y.moved(glyphs.bottom)
        ),
        rules=tuple(Rule(x(r.x0), y(r.top), x(r.x1), y(r.bottom), r.width, r.color) for r in reading.rules),
        panels=tuple(Panel(x(p.x0), y(p.top), x(p.x1), y(p.bottom), p.fill, p.stroke) for p in reading.panels),
        pictures=tuple(Picture(x(p.x0), y(p.top), x(p.x1), y(p.bottom), p.kind) for p in reading.pictures),
    )


class _Axis:
    """One direction: steps are counted from `origin`, which is itself moved to a multiple of the step."""

    def __init__(self, origin: float, step: float) -> None:
        self.origin, self.step = origin, step
        self.start = round(origin / step) * step

    def __call__(self, value: float) -> float:
        return self.start + round((value - self.origin) / self.step) * self.step

    def moved(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """All values of an array."""
        steps = np.round((values.astype(np.float64) - self.origin) / self.step)
        return (self.start + steps * self.step).astype(np.float32)
