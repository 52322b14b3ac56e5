"""Walk a page's objects with PDFium: painting order of the text objects, and every shape with its displayed box."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from pipelines.reading import pdfium_calls as c
from pipelines.reading.drawn import Shape
from pipelines.reading.frame import Frame
from pipelines.reading.page import Box

MAX_FORM_DEPTH = 12  # forms inside forms; beyond that it is a loop or an attack
MAX_PARSED_SEGMENTS = 400  # of one path: what has more is a drawing, and its bounds suffice
MAX_OBJECTS = 400_000

Matrix = NDArray[np.float64]  # 3 × 3, row vectors: [x y 1] @ matrix


@dataclass(slots=True)
class PageObjects:
    """What a page paints.

    order: place in the painting order of each text object, by its address
    shapes: everything else, in painting order
    form_of: the outermost form that a text object lies in, by address (absent for objects of the page itself)
    """

    order: dict[int, int] = field(default_factory=dict)
    shapes: list[Shape] = field(default_factory=list)
    form_of: dict[int, int] = field(default_factory=dict)


def walk_page(page: int, frame: Frame, hidden: frozenset[str] = frozenset()) -> PageObjects:
    """All objects of a page (a PDFium page handle as address), forms entered."""
    found = PageObjects()
    count = c.count_objects(page)
    handles = [c.page_object(page, index) for index in range(min(count, MAX_OBJECTS))]
    _Walk(frame, found).visit(handles, np.eye(3), depth=0, form=0)
    return found


class _Walk:
    """One traversal; buffers for PDFium's output parameters live as long as it does."""

    def __init__(self, frame: Frame, found: PageObjects) -> None:
        self.frame = frame
        self.found = found
        self.counter = 0
        self.floats = np.zeros(6, np.float32)
        self.uints = np.zeros(4, np.uint32)
        self.ints = np.zeros(2, np.int32)
        self.float_at = [self.floats.ctypes.data + 4 * i for i in range(6)]
        self.uint_at = [self.uints.ctypes.data + 4 * i for i in range(4)]
        self.int_at = [self.ints.ctypes.data + 4 * i for i in range(2)]

    def visit(self, handles: list[int], matrix: Matrix, depth: int, form: int) -> None:
        order, object_type = self.found.order, c.object_type
        for handle in handles:
            self.counter += 1
            kind = object_type(handle)
            if kind == c.TEXT:
                order[handle] = self.counter
                if form:
                    self.found.form_of[handle] = form
            elif kind == c.PATH:
                self.add_path(handle, matrix)
            elif kind in (c.IMAGE, c.SHADING):
                self.add_area(handle, matrix, "image" if kind == c.IMAGE else "shading")
            elif kind == c.FORM and depth < MAX_FORM_DEPTH and self.counter < MAX_OBJECTS:
                count = max(0, c.count_form_objects(handle))
                inner = [c.form_object(handle, index) for index in range(min(count, MAX_OBJECTS - self.counter))]
                self.visit(inner, self.object_matrix(handle) @ matrix, depth + 1, form or handle)

    def object_matrix(self, handle: int) -> Matrix:
        if not c.object_matrix(handle, self.float_at[0]):
            return np.eye(3)
        a, b, cc, d, e, f = self.floats.tolist()
        return np.array([[a, b, 0], [cc, d, 0], [e, f, 1]], dtype=np.float64)

    def add_area(self, handle: int, matrix: Matrix, kind: str) -> None:
        bounds = self.bounds(handle, matrix)
        if bounds is None:
            return
        box = self.clipped(handle, matrix, bounds)
        if box is None:
            return
        opaque = kind == "image" and not c.object_has_transparency(handle)
        shape_kind = "image" if kind == "image" else "shading"
        self.found.shapes.append(Shape(shape_kind, box, self.counter, opaque=opaque))  # type: ignore[arg-type]

    def add_path(self, handle: int, matrix: Matrix) -> None:
        if not c.path_draw_mode(handle, *self.int_at):
            return
        filled, stroked = bool(self.ints[0]), bool(self.ints[1])
        if not (filled or stroked):
            return
        fill = self.color(c.object_fill, handle) if filled else None
        stroke = self.color(c.object_stroke, handle) if stroked else None
        if fill is None and stroke is None:
            return
        width = self.stroke_width(handle, matrix) if stroke is not None else 0.0
        opaque = fill is not None and not c.object_has_transparency(handle)
        count = c.path_count_segments(handle)
        if 0 < count <= MAX_PARSED_SEGMENTS:
            subpaths = self.subpaths(
                (c.path_segment(handle, index) for index in range(count)), self.object_matrix(handle) @ matrix
            )
        else:
            subpaths = None
        if subpaths is None:
            bounds = self.bounds(handle, matrix)
            box = bounds and self.clipped(handle, matrix, bounds)
            if box:
                self.found.shapes.append(Shape("outline", box, self.counter, fill, stroke, width, opaque=False))
            return
        for shape in self.simple_shapes(subpaths, fill, stroke, width, opaque):
            box = self.clipped(handle, matrix, shape.box)
            if box is not None:
                self.found.shapes.append(
                    shape if box == shape.box else Shape(shape.kind, box, shape.order, fill, stroke, width, opaque)
                )

    def simple_shapes(
        self, subpaths: list[_Subpath], fill: str | None, stroke: str | None, width: float, opaque: bool
    ) -> Iterator[Shape]:
        """Rectangles and lines of a path; None of its curves: these make one outline."""
        rest: list[Box] = []
        for subpath in subpaths:
            box = subpath.box
            if subpath.is_rectangle:
                yield Shape("rectangle", box, self.counter, fill, stroke, width, opaque)
            elif subpath.is_straight and fill is None:
                for segment in subpath.segments:
                    yield Shape("line", segment, self.counter, None, stroke, width, opaque=False)
            else:
                rest.append(box)
        for box in rest:
            yield Shape("outline", box, self.counter, fill, stroke, width, opaque=False)

    def subpaths(self, segments: Iterator[int], matrix: Matrix) -> list[_Subpath]:
        found: list[tuple[list[tuple[float, float]], bool, bool]] = []
        points: list[tuple[float, float]] = []
        curved = closed = False
        x_at, y_at = self.float_at[0], self.float_at[1]
        for segment in segments:
            kind = c.segment_type(segment)
            c.segment_point(segment, x_at, y_at)
            if kind == c.MOVE_TO and points:
                found.append((points, curved, closed))
                points, curved, closed = [], False, False
            curved = curved or kind == c.BEZIER_TO
            points.append((float(self.floats[0]), float(self.floats[1])))
            closed = closed or bool(c.segment_closes(segment))
        if points:
            found.append((points, curved, closed))
        return [self.placed(p, curve, shut, matrix) for p, curve, shut in found if len(p) > 1]

    def placed(self, points: list[tuple[float, float]], curved: bool, closed: bool, matrix: Matrix) -> _Subpath:
        user = np.column_stack([np.array(points, dtype=np.float64), np.ones(len(points))]) @ matrix
        x, y = self.frame.points(user[:, 0], user[:, 1])
        return _Subpath(x, y, curved, closed)

    def bounds(self, handle: int, matrix: Matrix) -> Box | None:
        if not c.object_bounds(handle, *self.float_at[:4]):
            return None
        left, bottom, right, top = self.floats[:4].tolist()
        corners = np.array([[left, bottom, 1], [left, top, 1], [right, bottom, 1], [right, top, 1]]) @ matrix
        return self.box_of(corners)

    def box_of(self, user: Matrix) -> Box:
        x, y = self.frame.points(user[:, 0], user[:, 1])
        return Box(float(x.min()), float(y.min()), float(x.max()), float(y.max()))

    def clipped(self, handle: int, matrix: Matrix, box: Box) -> Box | None:
        """The part of the box that the object's clip path (by its bounds) and the page let through."""
        x0, top, x1, bottom = box
        width, height = self.frame.size
        windows = [Box(0.0, 0.0, width, height), *self.clip_windows(handle, matrix)]
        for window in windows:
            x0, top = max(x0, window.x0), max(top, window.top)
            x1, bottom = min(x1, window.x1), min(bottom, window.bottom)
        return Box(x0, top, x1, bottom) if x0 <= x1 and top <= bottom else None

    def clip_windows(self, handle: int, matrix: Matrix) -> Iterator[Box]:
        clip = c.object_clip_path(handle)
        if not clip:
            return
        for path in range(max(0, c.clip_count_paths(clip))):
            count = c.clip_count_segments(clip, path)
            if not 0 < count <= MAX_PARSED_SEGMENTS:
                continue
            points = []
            for index in range(count):
                c.segment_point(c.clip_segment(clip, path, index), self.float_at[0], self.float_at[1])
                points.append((float(self.floats[0]), float(self.floats[1]), 1.0))
            yield self.box_of(np.array(points) @ matrix)

    def stroke_width(self, handle: int, matrix: Matrix) -> float:
        if not c.object_stroke_width(handle, self.float_at[0]):
            return 0.0
        width = float(self.floats[0])
        scale = float(np.sqrt(abs(np.linalg.det((self.object_matrix(handle) @ matrix)[:2, :2]))))
        return width * scale * self.frame.unit

    def color(self, getter: object, handle: int) -> str | None:
        """`#rrggbb`, or None where nothing is painted (fully transparent)."""
        assert callable(getter)
        if not getter(handle, *self.uint_at):
            return "#000000"
        red, green, blue, alpha = self.uints.tolist()
        return f"#{red:02x}{green:02x}{blue:02x}" if alpha else None


class _Subpath:
    """One subpath in displayed coordinates."""

    __slots__ = ("box", "closed", "curved", "x", "y")

    def __init__(self, x: NDArray[np.float64], y: NDArray[np.float64], curved: bool, closed: bool) -> None:
        self.x, self.y, self.curved, self.closed = x, y, curved, closed
        self.box = Box(float(x.min()), float(y.min()), float(x.max()), float(y.max()))

    @property
    def _is_axis_parallel(self) -> bool:
        slack = 1e-3 * max(self.box.x1 - self.box.x0, self.box.bottom - self.box.top, 1e-6)
        return bool(np.all((np.abs(np.diff(self.x)) <= slack) | (np.abs(np.diff(self.y)) <= slack)))

    @property
    def is_straight(self) -> bool:
        """Only horizontal and vertical lines."""
        return not self.curved and self._is_axis_parallel

    @property
    def is_rectangle(self) -> bool:
        """Four corners, sides parallel to the page's; rounded corners are let pass when the sides are long."""
        if self.curved:
            return self._is_rounded_rectangle
        if not self.is_straight or len(self.x) not in (4, 5) or self.box.x0 == self.box.x1:
            return False
        ends_meet = self.closed or (len(self.x) == 5 and self.x[0] == self.x[4] and self.y[0] == self.y[4])
        return ends_meet and len({*self.x.round(3).tolist()}) <= 2 and len({*self.y.round(3).tolist()}) <= 2

    @property
    def _is_rounded_rectangle(self) -> bool:
        """Most of the outline runs along the box's four sides."""
        width, height = self.box.x1 - self.box.x0, self.box.bottom - self.box.top
        if len(self.x) not in range(12, 22) or not width or not height:
            return False
        dx, dy = np.abs(np.diff(self.x)), np.abs(np.diff(self.y))
        along = dx[dy < 1e-3 * height].sum() + dy[dx < 1e-3 * width].sum()
        return bool(along >= 0.6 * 2 * (width + height))

    @property
    def segments(self) -> list[Box]:
        """Its lines as boxes without thickness."""
        x, y = self.x.tolist(), self.y.tolist()
        if self.closed:
            x, y = [*x, x[0]], [*y, y[0]]
        return [
            Box(min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb))
            for xa, ya, xb, yb in zip(x, y, x[1:], y[1:], strict=False)
            if (xa, ya) != (xb, yb)
        ]
