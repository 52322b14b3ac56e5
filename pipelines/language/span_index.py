"""Finds spans by place without walking through all of them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from typing import Generic, Protocol, TypeVar


class HasStart(Protocol):
    """Anything with a start offset."""

    @property
    def start(self) -> int:
        """First character."""
        ...


Span = TypeVar("Span", bound=HasStart)


class SpanIndex(Generic[Span]):
    """Spans of a text in order of their start."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self.spans = sorted(spans, key=lambda span: span.start)
        self._starts = [span.start for span in self.spans]

    def within(self, low: int, high: int) -> list[Span]:
        """The spans that start in `low <= start < high`."""
        return self.spans[bisect_left(self._starts, low) : bisect_left(self._starts, high)]

    def last_before(self, place: int) -> Span | None:
        """The last span that starts before a place."""
        position = bisect_left(self._starts, place)
        return self.spans[position - 1] if position else None
