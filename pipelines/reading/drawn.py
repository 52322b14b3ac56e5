"""What a page draws besides text, as shapes in painting order; and from these its rules, panels and pictures.

Sizes are judged against the page's body size: a rule is thinner than half a body glyph, a panel is larger than two.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pipelines.reading.page import Box, Panel, Picture, Rule

RULE_THICKNESS = 0.5  # of the body size: what is thicker is a bar or a panel
RULE_SLENDERNESS = 3.0  # a rule is at least so many times as long as it is thick
PANEL_SIDE = 1.5  # of the body size: a smaller rectangle is a mark (■), which frames nothing
CLUSTER_GAP = 0.6  # of the lower of two shapes: outlines nearer than this belong together
WHITE = "#ffffff"

ShapeKind = Literal["line", "rectangle", "outline", "image", "shading"]


@dataclass(frozen=True, slots=True)
class Shape:
    """One painted thing. `order` is its place in the painting order, shared with the text objects.

    width: of a stroked line or outline, points; opaque: nothing below shines through
    segments: points of an outline
    """

    kind: ShapeKind
    box: Box
    order: int
    fill: str | None = None
    stroke: str | None = None
    width: float = 0.0
    opaque: bool = True
    segments: int = 0

    def within(self, window: Box) -> Shape | None:
        """The part inside a window, None if there is none."""
        x0, top = max(self.box.x0, window.x0), max(self.box.top, window.top)
        x1, bottom = min(self.box.x1, window.x1), min(self.box.bottom, window.bottom)
        if x0 > x1 or top > bottom:
            return None
        box = Box(x0, top, x1, bottom)
        return self if box == self.box else replace(self, box=box)


def body_size(sizes: NDArray[np.float32], page_height: float) -> float:
    """The page's body size, the unit that everything else is measured in.

    The median of the glyph sizes weighted by themselves, so that text too small to be seen has no say.
    """
    if not len(sizes):
        return page_height / 150
    ascending = np.sort(sizes)
    weight = np.cumsum(ascending)
    return float(ascending[np.searchsorted(weight, weight[-1] / 2)])


def rules_of(shapes: Iterable[Shape], body: float) -> tuple[Rule, ...]:
    """Stroked lines and thin filled rectangles. The box is the ink, so a stroked line has the height of its pen."""
    rules = []
    for shape in shapes:
        if shape.kind == "line" and shape.stroke is not None:
            rules.append(_stroked_rule(shape))
        elif shape.kind == "rectangle" and _is_thin(shape.box, body):
            color = shape.fill or shape.stroke
            if color is not None:
                rules.append(Rule(*shape.box, width=min(_sides(shape.box)), color=color))
    return tuple(rules)


def panels_of(shapes: Sequence[Shape], body: float) -> tuple[Panel, ...]:
    """Rectangles that frame or tint something; white ones only where they stand out from what lies below."""
    panels = []
    for shape in shapes:
        if shape.kind != "rectangle" or _is_thin(shape.box, body) or not _is_panel_size(shape.box, body):
            continue
        if shape.fill == WHITE and shape.stroke in (None, WHITE) and not _lies_on_color(shape, shapes):
            continue
        panels.append(Panel(*shape.box, fill=shape.fill, stroke=shape.stroke))
    return tuple(panels)


def pictures_of(shapes: Sequence[Shape], body: float) -> tuple[Picture, ...]:
    """Images, and clusters of drawn shapes (outlined headlines, charts, logos); lone marks (■) are left out."""
    images = [Picture(*shape.box, kind="image") for shape in shapes if shape.kind in ("image", "shading")]
    marks = [
        shape.box
        for shape in shapes
        if shape.kind == "outline"
        or (shape.kind == "rectangle" and not _is_thin(shape.box, body) and not _is_panel_size(shape.box, body))
    ]
    outlines = [Picture(*box, kind="outline") for box in cluster_boxes(marks) if _is_panel_size(box, body)]
    return tuple(images + outlines)


def cluster_boxes(boxes: Sequence[Box]) -> list[Box]:
    """Unite boxes that lie nearer to each other than `CLUSTER_GAP` of the lower one's height, until none do."""
    clusters: list[Box] = []
    for box in sorted(set(boxes), key=lambda b: (b.top, b.x0)):
        merged = box
        while True:
            near = [cluster for cluster in clusters if _are_near(cluster, merged)]
            if not near:
                break
            clusters = [cluster for cluster in clusters if cluster not in near]
            merged = _union([merged, *near])
        clusters.append(merged)
    return clusters


def _stroked_rule(shape: Shape) -> Rule:
    x0, top, x1, bottom = shape.box
    half = shape.width / 2
    assert shape.stroke is not None
    if x1 - x0 >= bottom - top:
        return Rule(x0, top - half, x1, bottom + half, width=shape.width, color=shape.stroke)
    return Rule(x0 - half, top, x1 + half, bottom, width=shape.width, color=shape.stroke)


def _sides(box: Box) -> tuple[float, float]:
    return box.x1 - box.x0, box.bottom - box.top


def _is_thin(box: Box, body: float) -> bool:
    short, long = sorted(_sides(box))
    return short <= RULE_THICKNESS * body and long >= RULE_SLENDERNESS * short


def _is_panel_size(box: Box, body: float) -> bool:
    return max(_sides(box)) >= PANEL_SIDE * body


def _lies_on_color(shape: Shape, shapes: Iterable[Shape]) -> bool:
    return any(
        below.order < shape.order
        and below.kind in ("rectangle", "image", "shading")
        and (below.kind != "rectangle" or below.fill not in (None, WHITE))
        and _overlap(below.box, shape.box)
        for below in shapes
    )


def _overlap(a: Box, b: Box) -> bool:
    return a.x0 < b.x1 and b.x0 < a.x1 and a.top < b.bottom and b.top < a.bottom


def _are_near(a: Box, b: Box) -> bool:
    gap = CLUSTER_GAP * min(a.bottom - a.top, b.bottom - b.top)
    return a.x0 - gap < b.x1 and b.x0 - gap < a.x1 and a.top - gap < b.bottom and b.top - gap < a.bottom


def _union(boxes: Sequence[Box]) -> Box:
    return Box(
        min(b.x0 for b in boxes), min(b.top for b in boxes), max(b.x1 for b in boxes), max(b.bottom for b in boxes)
    )
