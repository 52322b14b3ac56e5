"""What a page draws besides text, as shapes in painting order; and from these its rules, panels and pictures.

Sizes are judged against the page's body size: a rule is thinner than half a body glyph, a panel is larger than two.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from pipelines.reading.page import Box, Panel, Picture, Rule

RULE_THICKNESS = 0.5  # of the body size: what is thicker is a bar or a panel
RULE_SLENDERNESS = 3.0  # a rule is at least so many times as long as it is thick
PANEL_SIDE = 1.5  # of the body size: a smaller rectangle is a mark (■), which frames nothing
CLUSTER_GAP = 0.6  # of the lower of two shapes: outlines nearer than this belong together
MANY_SHAPES = 1500  # on a page: beyond that they are looked at by the cell
MAX_PANELS, MAX_RULES = 1000, 3000  # of a page, the largest: what has more is a chart
WHITE = "#ffffff"

Drawn = TypeVar("Drawn", Rule, Panel)
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

    @property
    def ink(self) -> Box:
        """What is blackened: a stroked line has the thickness of its pen, everything else its box."""
        if self.kind != "line":
            return self.box
        x0, top, x1, bottom = self.box
        half = self.width / 2
        if x1 - x0 >= bottom - top:
            return Box(x0, top - half, x1, bottom + half)
        return Box(x0 - half, top, x1 + half, bottom)

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


def rules_of(shapes: Sequence[Shape], body: float) -> tuple[Rule, ...]:
    """Stroked lines and thin filled rectangles, by their ink; white ones only where they lie on something else."""
    colored = _colored(shapes)
    rules = []
    for shape in shapes:
        color = shape.fill or shape.stroke
        if shape.kind in ("line", "rectangle") and color is not None and _is_thin(shape.ink, body):
            if color == WHITE and not _lies_on_color(shape, colored):
                continue
            thickness = max(min(_sides(shape.box)), shape.width)
            rules.append(Rule(*shape.ink, width=thickness, color=color))
    return _largest(rules, MAX_RULES)


def panels_of(shapes: Sequence[Shape], body: float) -> tuple[Panel, ...]:
    """Rectangles that frame or tint something, and bars; white ones only where they lie on something else."""
    panels = []
    colored = _colored(shapes)
    for shape in shapes:
        if shape.kind not in ("line", "rectangle") or _is_thin(shape.ink, body) or not _is_panel_size(shape.ink, body):
            continue
        fill, stroke = (shape.stroke, None) if shape.kind == "line" else (shape.fill, shape.stroke)
        if fill == WHITE and stroke in (None, WHITE) and not _lies_on_color(shape, colored):
            continue
        panels.append(Panel(*shape.ink, fill=fill, stroke=stroke))
    return _largest(panels, MAX_PANELS)


def pictures_of(shapes: Sequence[Shape], body: float) -> tuple[Picture, ...]:
    """Images, and clusters of drawn shapes (outlined headlines, charts, logos); lone marks (■) are left out."""
    images = [Picture(*shape.box, kind="image") for shape in shapes if shape.kind in ("image", "shading")]
    marks = [
        shape.box
        for shape in shapes
        if shape.kind == "outline"
        or (shape.kind == "rectangle" and not _is_thin(shape.box, body) and not _is_panel_size(shape.box, body))
    ]
    outlines = [Picture(*box, kind="outline") for box in cluster_boxes(marks, body) if _is_panel_size(box, body)]
    return tuple(images + outlines)


def cluster_boxes(boxes: Sequence[Box], body: float) -> list[Box]:
    """Unite boxes that lie nearer to each other than `CLUSTER_GAP` of the lower one's height, until none do."""
    clusters = list(dict.fromkeys(boxes))
    if len(clusters) > MANY_SHAPES:  # a chart, a map, a screen of dots: what lies in one cell is taken together
        cells: dict[tuple[int, int], list[Box]] = {}
        for box in clusters:
            cells.setdefault((int(box.x0 / (2 * body)), int(box.top / (2 * body))), []).append(box)
        clusters = [_union(cell) for cell in cells.values()]
    while True:
        united = _united(clusters)
        if len(united) == len(clusters):
            return united
        clusters = united


def _united(boxes: Sequence[Box]) -> list[Box]:
    """One pass from top to bottom: boxes that are near each other in a chain become one."""
    order = sorted(boxes, key=lambda box: (box.top, box.x0))
    group = list(range(len(order)))

    def root(index: int) -> int:
        while group[index] != index:
            group[index] = group[group[index]]
            index = group[index]
        return index

    reachable: list[int] = []  # boxes that end so late that one below may still be near
    for index, box in enumerate(order):
        reachable = [i for i in reachable if order[i].bottom + CLUSTER_GAP * _height(order[i]) > box.top]
        for other in reachable:
            if _are_near(order[other], box):
                group[root(index)] = root(other)
        reachable.append(index)
    clusters: dict[int, list[Box]] = {}
    for index, box in enumerate(order):
        clusters.setdefault(root(index), []).append(box)
    return [_union(cluster) for cluster in clusters.values()]


def _sides(box: Box) -> tuple[float, float]:
    return box.x1 - box.x0, box.bottom - box.top


def _height(box: Box) -> float:
    return box.bottom - box.top


def _is_thin(box: Box, body: float) -> bool:
    short, long = sorted(_sides(box))
    return short <= RULE_THICKNESS * body and long >= RULE_SLENDERNESS * short


def _is_panel_size(box: Box, body: float) -> bool:
    return max(_sides(box)) >= PANEL_SIDE * body


def _largest(items: list[Drawn], limit: int) -> tuple[Drawn, ...]:
    """Those with the largest extent, in their order."""
    if len(items) > limit:
        extent = sorted((max(item.x1 - item.x0, item.bottom - item.top) for item in items), reverse=True)[limit - 1]
        items = [item for item in items if max(item.x1 - item.x0, item.bottom - item.top) >= extent][:limit]
    return tuple(items)


def _colored(shapes: Iterable[Shape]) -> list[Shape]:
    """Shapes on which a white rectangle shows; the largest if there are many."""
    colored = [
        shape
        for shape in shapes
        if shape.kind in ("image", "shading") or (shape.kind == "rectangle" and shape.fill not in (None, WHITE))
    ]
    return sorted(colored, key=lambda shape: -max(_sides(shape.box)))[:MAX_PANELS]


def _lies_on_color(shape: Shape, colored: Iterable[Shape]) -> bool:
    return any(below.order < shape.order and _overlap(below.box, shape.ink) for below in colored)


def _overlap(a: Box, b: Box) -> bool:
    return a.x0 < b.x1 and b.x0 < a.x1 and a.top < b.bottom and b.top < a.bottom


def _are_near(a: Box, b: Box) -> bool:
    gap = CLUSTER_GAP * min(a.bottom - a.top, b.bottom - b.top)
    return a.x0 - gap < b.x1 and b.x0 - gap < a.x1 and a.top - gap < b.bottom and b.top - gap < a.bottom


def _union(boxes: Sequence[Box]) -> Box:
    return Box(
        min(b.x0 for b in boxes), min(b.top for b in boxes), max(b.x1 for b in boxes), max(b.bottom for b in boxes)
    )
