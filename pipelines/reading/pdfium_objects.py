"""Walk a page's objects with PDFium: painting order of the text objects, and every shape with its displayed box."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from pipelines.reading import pdfium_calls as c
from pipelines.reading.drawn import Shape, ShapeKind
from pipelines.reading.frame import Frame
from pipelines.reading.layers import HIDDEN_LAYER
from pipelines.reading.page import Box
from pipelines.reading.subpaths import Subpath

MAX_FORM_DEPTH = 12  # forms inside forms; beyond that it is a loop or an attack
MAX_PARSED_SEGMENTS = 400  # of one path: what has more is a drawing, and its bounds suffice
MAX_OBJECTS = 400_000

Matrix = tuple[float, float, float, float, float, float]  # a b c d e f of the PDF
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(slots=True)
class PageObjects:
    """What a page paints.

    order: place in the painting order of each text object, by its address
    off: text objects of layers that are switched off
    clips: what the clip path lets through, for text objects that have one narrower than the page
    shapes: everything else, in painting order
    """

    order: dict[int, int] = field(default_factory=dict)
    off: set[int] = field(default_factory=set)
    clips: dict[int, Box] = field(default_factory=dict)
    shapes: list[Shape] = field(default_factory=list)


def walk_page(page: int, frame: Frame, *, layers_off: bool = False) -> PageObjects:
    """All objects of a page (a PDFium page handle as address), forms entered.

    layers_off: look for the mark that `layers` puts on what is switched off
    """
    walk = _Walk(frame, layers_off)
    count = c.count_objects(page)
    handles = [c.page_object(page, index) for index in range(min(count, MAX_OBJECTS))]
    walk.visit(handles, _Inherited())
    return walk.found


@dataclass(frozen=True, slots=True)
class _Inherited:
    """What the objects of a form take over from it."""

    matrix: Matrix = IDENTITY
    depth: int = 0
    see_through: bool = False
    off: bool = False


class _Walk:
    """One traversal; buffers for PDFium's output parameters live as long as it does."""

    def __init__(self, frame: Frame, layers_off: bool) -> None:
        self.frame = frame
        self.found = PageObjects()
        self.layers_off = layers_off
        self.counter = 0
        self.window = Box(0.0, 0.0, *frame.size)
        self.clip_cache: dict[tuple[float, ...], Box] = {}
        self.floats = np.zeros(6, np.float32)
        self.uints = np.zeros(4, np.uint32)
        self.ints = np.zeros(2, np.int32)
        self.float_at = [self.floats.ctypes.data + 4 * i for i in range(6)]
        self.uint_at = [self.uints.ctypes.data + 4 * i for i in range(4)]
        self.int_at = [self.ints.ctypes.data + 4 * i for i in range(2)]

    def visit(self, handles: list[int], inherited: _Inherited) -> None:
        order, object_type = self.found.order, c.object_type
        for handle in handles:
            self.counter += 1
            kind = object_type(handle)
            off = inherited.off or (self.layers_off and self.is_switched_off(handle))
            if kind == c.TEXT:
                order[handle] = self.counter
                if off:
                    self.found.off.add(handle)
                clip = self.clip(handle, inherited.matrix)
                if clip is not self.window:
                    self.found.clips[handle] = clip
            elif kind == c.FORM:
                self.enter(handle, inherited, off)
            elif not off:
                self.add_shape(kind, handle, inherited)

    def enter(self, form: int, inherited: _Inherited, off: bool) -> None:
        if inherited.depth >= MAX_FORM_DEPTH or self.counter >= MAX_OBJECTS:
            return
        count = min(max(0, c.count_form_objects(form)), MAX_OBJECTS - self.counter)
        self.visit(
            [c.form_object(form, index) for index in range(count)],
            _Inherited(
                matrix=_times(self.matrix_of(form), inherited.matrix),
                depth=inherited.depth + 1,
                see_through=inherited.see_through or bool(c.object_has_transparency(form)),
                off=off,
            ),
        )

    def add_shape(self, kind: int, handle: int, inherited: _Inherited) -> None:
        if kind == c.PATH:
            shapes: Iterator[Shape] | list[Shape] = self.path_shapes(handle, inherited)
        elif kind in (c.IMAGE, c.SHADING):
            opaque = kind == c.IMAGE and self.is_opaque(handle, inherited)
            name: ShapeKind = "image" if kind == c.IMAGE else "shading"
            bounds = self.bounds(handle, inherited.matrix)
            shapes = [Shape(name, bounds, self.counter, opaque=opaque)] if bounds else []
        else:
            return
        clip = self.clip(handle, inherited.matrix)
        self.found.shapes.extend(visible for shape in shapes if (visible := shape.within(clip)) is not None)

    def path_shapes(self, handle: int, inherited: _Inherited) -> Iterator[Shape]:
        """Rectangles, lines and outlines of a path that is filled or stroked."""
        if not c.path_draw_mode(handle, *self.int_at):
            return
        filled, stroked = self.ints.tolist()
        fill = self.color(c.object_fill, handle) if filled else None
        stroke = self.color(c.object_stroke, handle) if stroked else None
        if fill is None and stroke is None:
            return
        matrix = _times(self.matrix_of(handle), inherited.matrix)
        width = self.stroke_width(handle, matrix) if stroke is not None else 0.0
        see_through = not self.is_opaque(handle, inherited)
        opaque = fill is not None and not see_through
        count = c.path_count_segments(handle)
        if not 0 < count <= MAX_PARSED_SEGMENTS:
            bounds = self.bounds(handle, inherited.matrix)
            if bounds:
                yield Shape("outline", bounds, self.counter, fill, stroke, width, opaque, segments=count)
            return
        segments = (c.path_segment(handle, index) for index in range(count))
        for subpath in self.subpaths(segments, matrix, closed=bool(filled)):
            if subpath.is_rectangle():
                yield Shape("rectangle", subpath.box, self.counter, fill, stroke, width, opaque)
            elif fill is None and subpath.is_straight():
                for segment in subpath.segments():
                    yield Shape("line", segment, self.counter, None, stroke, width, opaque=not see_through)
            else:
                yield Shape("outline", subpath.box, self.counter, fill, stroke, width, opaque, len(subpath.x))

    def subpaths(self, segments: Iterator[int], matrix: Matrix, *, closed: bool) -> Iterator[Subpath]:
        """closed: all of them are, because they are filled."""
        x: list[float] = []
        y: list[float] = []
        always_closed, curved = closed, False
        x_at, y_at = self.float_at[0], self.float_at[1]
        for segment in segments:
            kind = c.segment_type(segment)
            c.segment_point(segment, x_at, y_at)
            if kind == c.MOVE_TO:
                if len(x) > 1:
                    yield Subpath(x, y, curved, closed)
                x, y, curved, closed = [], [], False, always_closed
            curved = curved or kind == c.BEZIER_TO
            closed = closed or bool(c.segment_closes(segment))
            right, down = self.frame.point(*_applied(matrix, float(self.floats[0]), float(self.floats[1])))
            x.append(right)
            y.append(down)
        if len(x) > 1:
            yield Subpath(x, y, curved, closed)

    def bounds(self, handle: int, matrix: Matrix) -> Box | None:
        if not c.object_bounds(handle, *self.float_at[:4]):
            return None
        left, bottom, right, top = self.floats[:4].tolist()
        return self.placed([(left, bottom), (left, top), (right, bottom), (right, top)], matrix)

    def placed(self, points: list[tuple[float, float]], matrix: Matrix) -> Box:
        """Bounds of points given in an object's space, as displayed."""
        displayed = [self.frame.point(*_applied(matrix, x, y)) for x, y in points]
        x, y = [p[0] for p in displayed], [p[1] for p in displayed]
        return Box(min(x), min(y), max(x), max(y))

    def clip(self, handle: int, matrix: Matrix) -> Box:
        """What the object's clip path (by its bounds) and the page let through; `self.window` itself if all does."""
        clip = c.object_clip_path(handle)
        count = c.clip_count_paths(clip) if clip else 0
        window = self.window
        for path in range(max(0, count)):
            points = []
            for index in range(min(c.clip_count_segments(clip, path), MAX_PARSED_SEGMENTS)):
                c.segment_point(c.clip_segment(clip, path, index), self.float_at[0], self.float_at[1])
                points.append((float(self.floats[0]), float(self.floats[1])))
            key = (*matrix, *(value for point in points for value in point))
            box = self.clip_cache.get(key)
            if box is None:
                box = self.clip_cache[key] = self.placed(points, matrix) if points else self.window
            if not (
                box.x0 <= window.x0 and box.top <= window.top and box.x1 >= window.x1 and box.bottom >= window.bottom
            ):
                window = _intersection(window, box)
        return window

    def is_switched_off(self, handle: int) -> bool:
        """Whether one of the object's marks belongs to a layer that `layers` found switched off."""
        marks = (c.object_mark(handle, index) for index in range(max(0, c.object_count_marks(handle))))
        return any(_mark_text(mark) == HIDDEN_LAYER for mark in marks)

    def is_opaque(self, handle: int, inherited: _Inherited) -> bool:
        return not inherited.see_through and not c.object_has_transparency(handle)

    def matrix_of(self, handle: int) -> Matrix:
        if not c.object_matrix(handle, self.float_at[0]):
            return IDENTITY
        a, b, c_, d, e, f = self.floats.tolist()
        return a, b, c_, d, e, f

    def stroke_width(self, handle: int, matrix: Matrix) -> float:
        if not c.object_stroke_width(handle, self.float_at[0]):
            return 0.0
        a, b, c_, d, _, _ = matrix
        return float(self.floats[0]) * math.sqrt(abs(a * d - b * c_)) * self.frame.unit

    def color(self, getter: Callable[..., Any], handle: int) -> str | None:
        """`#rrggbb`, or None where nothing is painted (fully transparent)."""
        if not getter(handle, *self.uint_at):
            return "#000000"
        red, green, blue, alpha = self.uints.tolist()
        return f"#{red:02x}{green:02x}{blue:02x}" if alpha else None


def _times(first: Matrix, then: Matrix) -> Matrix:
    if then == IDENTITY:
        return first
    a, b, c_, d, e, f = first
    ta, tb, tc, td, te, tf = then
    return (
        a * ta + b * tc,
        a * tb + b * td,
        c_ * ta + d * tc,
        c_ * tb + d * td,
        e * ta + f * tc + te,
        e * tb + f * td + tf,
    )


def _applied(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c_, d, e, f = matrix
    return a * x + c_ * y + e, b * x + d * y + f


def _contains(outer: Box, inner: Box) -> bool:
    return outer.x0 <= inner.x0 and outer.top <= inner.top and outer.x1 >= inner.x1 and outer.bottom >= inner.bottom


def _intersection(a: Box, b: Box) -> Box:
    x0, top = max(a.x0, b.x0), max(a.top, b.top)
    return Box(x0, top, max(x0, min(a.x1, b.x1)), max(top, min(a.bottom, b.bottom)))


def _mark_text(mark: int) -> str:
    """The /Name of a marked-content item's property list."""
    buffer = ctypes.create_string_buffer(256)
    length = ctypes.c_ulong()
    if not c.mark_string(mark, b"Name", ctypes.addressof(buffer), 256, ctypes.addressof(length)):
        return ""
    return buffer.raw[: length.value].decode("utf-16-le", "replace").rstrip("\0")
