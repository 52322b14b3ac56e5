"""Physical quantities with their values in SI units: `475亩` → `316666.67 m2`, `年产10万吨` → `100000 t/year`.

Units, factors and the words that make a yearly capacity are `quantities.yml`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache

from pipelines.language.money import plain
from pipelines.language.numerals import (
    NumberSpan,
    QualifierName,
    find_numbers,
    qualifier_after,
    qualifier_before,
    read_vocabulary,
)


@dataclass(frozen=True, slots=True)
class QuantitySpan:
    """A quantity in a text.

    value: in `unit`; the low end of a range; None where only an order of magnitude is said
    printed_unit: as printed (亩)
    """

    start: int
    end: int
    value: Decimal | None
    unit: str
    printed_unit: str
    qualifier: QualifierName = "exact"
    high: Decimal | None = None

    @property
    def normalized(self) -> str | None:
        """As in `mentions.normalized`: `316666.67 m2`; a range `a/b unit`."""
        if self.value is None:
            return None
        value = plain(self.value) if self.high is None else f"{plain(self.value)}/{plain(self.high)}"
        return f"{value} {self.unit}"


@dataclass(frozen=True, slots=True)
class _Piece:
    nouns: re.Pattern[str]
    unit: str


_PER_TIME = re.compile(r"(?:/|每)(?:小时|秒|分钟?|h|s)")


class _Tables:
    def __init__(self) -> None:
        words = read_vocabulary("quantities.yml")
        self.units = {name: (unit, Fraction(factor)) for name, (unit, factor) in words["units"].items()}
        self.unit = re.compile(_any_of(self.units))
        self.guards = {name: re.compile(_any_of(guard["after"])) for name, guard in words["guarded"].items()}
        self.pieces = {
            piece["measure"]: _Piece(
                re.compile(f"[^，。；、！？\\n]{{0,12}}?(?:{_any_of(piece['nouns'])})"), piece["unit"]
            )
            for piece in reversed(words["pieces"])
        }
        tail = "(?:约|达|可达|近|超|能力|能力达|能力为|产能)?$"
        self.yearly_before = re.compile(f"(?:{_any_of(words['yearly_before'])})[^，。；、0-9]{{0,8}}{tail}")
        self.daily_before = re.compile(f"(?:{_any_of(words['daily_before'])})[^，。；、0-9]{{0,8}}{tail}")
        self.yearly_after = re.compile(_any_of(words["yearly_after"]))
        self.daily_after = re.compile(_any_of(words["daily_after"]))


def _any_of(words: object) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))  # type: ignore[call-overload]


@cache
def _tables() -> _Tables:
    return _Tables()


def find_quantities(text: str) -> list[QuantitySpan]:
    """All quantities of a text in order; spans do not overlap."""
    spans: list[QuantitySpan] = []
    for number in find_numbers(text):
        span = _read(text, number)
        if span is not None and (not spans or span.start >= spans[-1].end):
            spans.append(span)
    return spans


def _read(text: str, number: NumberSpan) -> QuantitySpan | None:
    tables = _tables()
    found = tables.unit.match(text, number.end)
    if found is None:
        return _piece(text, number)
    guard = tables.guards.get(found.group())
    if guard is not None and guard.match(text, found.end()) is None:
        return None
    if number.is_chinese and number.end - number.start == 1 and len(found.group()) == 1:
        return None  # 一米线, 八里桥: words rather than measures
    if found.group() == "米" and text[found.end() : found.end() + 1] in ("粉", "线", "饭", "酒"):
        return None
    if _PER_TIME.match(text, found.end()):
        return None  # 80公里/小时 is a speed
    unit, factor = tables.units[found.group()]
    end = found.end()
    unit, end = _rate(text, number.start, end, unit)
    value, high = _scaled(number.value, factor), _scaled(number.high, factor)
    return _qualified(text, number, QuantitySpan(number.start, end, value, unit, found.group(), high=high))


def _piece(text: str, number: NumberSpan) -> QuantitySpan | None:
    piece = _tables().pieces.get(text[number.end : number.end + 1])
    if piece is None or piece.nouns.match(text, number.end + 1) is None:
        return None
    end = number.end + 1
    span = QuantitySpan(number.start, end, number.value, piece.unit, text[number.end : end], high=number.high)
    return _qualified(text, number, span)


def _rate(text: str, start: int, end: int, unit: str) -> tuple[str, int]:
    tables = _tables()
    low = max(0, start - 16)
    for after, before, name in (
        (tables.yearly_after, tables.yearly_before, "year"),
        (tables.daily_after, tables.daily_before, "day"),
    ):
        if found := after.match(text, end):
            return f"{unit}/{name}", found.end()
        if before.search(text, low, start):
            return f"{unit}/{name}", end
    return unit, end


def _scaled(value: Decimal | None, factor: Fraction) -> Decimal | None:
    """The value in the unit of the table, to two decimals where the factor is not a finite decimal."""
    if value is None:
        return None
    exact = value * factor.numerator / factor.denominator
    return exact.quantize(Decimal("0.01")) if factor.denominator % 3 == 0 else exact


def _qualified(text: str, number: NumberSpan, span: QuantitySpan) -> QuantitySpan:
    start, end = span.start, span.end
    qualifier: QualifierName = "over" if number.is_over else "exact"
    before = qualifier_before(text, start)
    if before is not None:
        qualifier, start = before
    after = qualifier_after(text, end)
    if after is not None and text[end : after[1]] not in ("起", "许"):
        qualifier, end = after
    return QuantitySpan(start, end, span.value, span.unit, span.printed_unit, qualifier, span.high)
