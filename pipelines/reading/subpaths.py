"""Subpaths of a drawn path, placed on the displayed page, and what simple figure each one is."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.reading.page import Box

PARALLEL_SLACK = 1e-3  # of the figure's larger side: how far a side may lean and still be parallel to the page's
ROUNDED_SHARE = 0.6  # of a box's perimeter that runs straight along it in a rectangle with rounded corners


@dataclass(frozen=True, slots=True)
class Subpath:
    """Corner points (control points of curves included) in displayed coordinates."""

    x: list[float]
    y: list[float]
    curved: bool
    closed: bool

    @property
    def box(self) -> Box:
        """Bounds."""
        return Box(min(self.x), min(self.y), max(self.x), max(self.y))

    def is_straight(self) -> bool:
        """Only horizontal and vertical lines."""
        return not self.curved and self._straight_length() >= 0

    def is_rectangle(self) -> bool:
        """Four sides parallel to the page's; corners may be rounded when the sides are long."""
        box = self.box
        width, height = box.x1 - box.x0, box.bottom - box.top
        if self.curved:
            straight = self._length_along(box)
            return 9 <= len(self.x) <= 24 and straight >= ROUNDED_SHARE * 2 * (width + height) > 0
        if len(self.x) not in (4, 5) or not self.is_straight() or width <= 0:
            return False
        returns = self.closed or (self.x[0] == self.x[-1] and self.y[0] == self.y[-1])
        slack = PARALLEL_SLACK * max(width, height)
        return returns and all(
            min(x - box.x0, box.x1 - x) <= slack and min(y - box.top, box.bottom - y) <= slack
            for x, y in zip(self.x, self.y, strict=True)
        )

    def segments(self) -> list[Box]:
        """Its lines as boxes without thickness."""
        x, y = self.x, self.y
        if self.closed:
            x, y = [*x, x[0]], [*y, y[0]]
        return [
            Box(min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb))
            for xa, ya, xb, yb in zip(x, y, x[1:], y[1:], strict=False)
            if (xa, ya) != (xb, yb)
        ]

    def _straight_length(self) -> float:
        """Length of the figure's lines, -1 as soon as one of them leans."""
        box = self.box
        slack = PARALLEL_SLACK * max(box.x1 - box.x0, box.bottom - box.top)
        total = 0.0
        for xa, ya, xb, yb in zip(self.x, self.y, self.x[1:], self.y[1:], strict=False):
            dx, dy = abs(xb - xa), abs(yb - ya)
            if dx > slack and dy > slack:
                return -1.0
            total += max(dx, dy)
        return total

    def _length_along(self, box: Box) -> float:
        """How much of the figure runs along the sides of its bounds."""
        slack = PARALLEL_SLACK * max(box.x1 - box.x0, box.bottom - box.top)
        x, y = [*self.x, self.x[0]], [*self.y, self.y[0]]
        total = 0.0
        for xa, ya, xb, yb in zip(x, y, x[1:], y[1:], strict=False):
            if max(abs(ya - yb), min(abs(ya - box.top), abs(ya - box.bottom))) <= slack:
                total += abs(xb - xa)
            elif max(abs(xa - xb), min(abs(xa - box.x0), abs(xa - box.x1))) <= slack:
                total += abs(yb - ya)
        return total
