"""From a page's user space (origin bottom left, y up) to the page as displayed (origin top left, y down)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class Frame:
    """The visible box of a page (CropBox within MediaBox, user space), how it is turned and its unit.

    rotation: /Rotate in quarter turns clockwise, 0–3
    unit: /UserUnit, points per unit of user space
    """

    left: float
    bottom: float
    right: float
    top: float
    rotation: int = 0
    unit: float = 1.0

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as displayed, points."""
        width, height = self.right - self.left, self.top - self.bottom
        if self.rotation % 2:
            width, height = height, width
        # PDFium's boxes are single precision: 1091.2 - 14.2 would be 1076.99997
        return round(width * self.unit, 3), round(height * self.unit, 3)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """One point, user space to displayed points."""
        match self.rotation:
            case 0:
                right, down = x - self.left, self.top - y
            case 1:
                right, down = y - self.bottom, x - self.left
            case 2:
                right, down = self.right - x, y - self.bottom
            case _:
                right, down = self.top - y, self.right - x
        return right * self.unit, down * self.unit

    def points(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """User space to displayed points."""
        match self.rotation:
            case 0:
                right, down = x - self.left, self.top - y
            case 1:
                right, down = y - self.bottom, x - self.left
            case 2:
                right, down = self.right - x, y - self.bottom
            case _:
                right, down = self.top - y, self.right - x
        return right * self.unit, down * self.unit

    def boxes(self, left: Floats, bottom: Floats, right: Floats, top: Floats) -> NDArray[np.float32]:
        """User-space rectangles to displayed ones, columns x0, top, x1, bottom; shape (n, 4)."""
        xa, ya = self.points(left, bottom)
        xb, yb = self.points(right, top)
        boxes = np.stack([np.minimum(xa, xb), np.minimum(ya, yb), np.maximum(xa, xb), np.maximum(ya, yb)], axis=-1)
        return boxes.astype(np.float32)
