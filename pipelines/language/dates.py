"""Dates in running Chinese text, as intervals of days: a closed grammar read from left to right.

`find_dates` reads what is printed (`8日晚`, `去年12月`, `3月中旬`, `1月11日起至2月15日`) and resolves it
against the day of the edition or of the dateline and against the dates printed before: a month without a year
lies behind unless the clause looks ahead (将, 计划, 预计), a bare day takes its month from what precedes. The words
are `dates.yml`, the patterns `date_grammar.py`, the rules `date_points.py`, the calendar `date_values.py`.
Durations (48小时内, 14天), ordinals and recurring days (每周一) are no dates.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

from pipelines.language import date_values as values
from pipelines.language.date_context import Point
from pipelines.language.date_grammar import grammar
from pipelines.language.date_points import PointReader
from pipelines.language.date_values import Direction, Interval, Precision


@dataclass(frozen=True, slots=True)
class DateSpan:
    """A date in a text.

    date_start, date_end: first and last day, both included; None is an open end; both None for a vague date
    precision: None when there is no interval
    kind: date, relative, range, since, deadline, holiday, lunar, plan, weekday, decade, vague, time
    """

    start: int
    end: int
    date_start: dt.date | None
    date_end: dt.date | None
    precision: Precision | None
    kind: str

    @property
    def normalized(self) -> str | None:
        """ISO 8601 interval with both ends included, `..` for an open end; None for a vague date."""
        if self.date_start is None and self.date_end is None:
            return None
        return "/".join(date.isoformat() if date else ".." for date in (self.date_start, self.date_end))


def find_dates(text: str, published_on: dt.date, dateline_date: dt.date | None = None) -> list[DateSpan]:
    """All dates of a text in order, spans without overlap.

    published_on: day of the edition; dateline_date: day of the dispatch, against which its 今天 and 9日 resolve
    (read from `…1月9日电` at the head of the text when not given).
    """
    return list(_find(text, published_on, dateline_date))


@lru_cache(maxsize=8)
def _find(text: str, published_on: dt.date, dateline_date: dt.date | None) -> tuple[DateSpan, ...]:
    """Cached: mentions, activities, claims and indicators of an article read the same dates."""
    reader = _Reader(text, published_on, dateline_date)
    spans: list[DateSpan] = []
    position = 0
    for anchor in grammar().anchor.finditer(text):
        if anchor.start() < position:
            continue
        span = reader.read(anchor.start())
        if span is not None:
            spans.append(span)
            position = span.end
    return tuple(spans)


_IN_TURN = dt.timedelta(days=4)  # days of one sequence lie no farther apart


class _Reader(PointReader):
    """Joins what was read to ranges, adds what stands around it, and says which days are meant."""

    def read(self, start: int) -> DateSpan | None:
        vague = self.grammar.vague.match(self.text, start)
        if vague is not None:
            following = self.text[vague.end() : vague.end() + 1]
            if vague.group() == "日前" and start and self.text[start - 1] in "0123456789今一二三四五六七八九十":
                return None
            return None if following == "底" else DateSpan(start, vague.end(), None, None, None, "vague")
        point = self._point(start)
        if point is None:
            return None
        end = point.end
        sign = self.grammar.sign.match(self.text, end)
        if sign is not None:
            second = self._point(sign.end(), point)
            if second is not None:
                return self._range(point, second)
        return self._single(point)

    def _single(self, point: Point) -> DateSpan | None:
        text, grammar = self.text, self.grammar
        start, end, kind = point.start, point.end, point.kind
        opening = closing = False
        since = grammar.since.match(text, end)
        until = grammar.until.search(text, max(0, start - 3), start)
        if kind == "time":
            return self._clock_only(point)
        if found := grammar.open_end.match(text, end):  # 即日起至寒假结束
            end, opening, kind = found.end(), True, "range"
        elif since is not None and point.kind != "holiday":
            end, opening, kind = since.end(), True, "since"
        elif point.kind != "holiday" and not point.has_clock and (found := self._opening(point.start, end)):
            end, opening, kind = found.end(), True, "since"
        elif point.kind not in ("holiday", "decade") and (found := grammar.closing.match(text, end)):
            end, closing, kind = found.end(), True, "deadline"
        if opening and (prefix := grammar.prefix.search(text, max(0, start - 2), start)):
            start = prefix.start()
        elif until is not None and not opening:
            start, closing, kind = until.start(), True, "deadline"
        direction = self._direction(start, end, closing and until is None, opening)
        interval = self._resolve(point, direction)
        if interval is None:
            return None
        self._remember(point, interval)
        if opening:
            interval = Interval(interval.start, None, interval.precision)
        elif closing:
            interval = Interval(None, interval.end, interval.precision)
        return DateSpan(start, end, interval.start, interval.end, interval.precision, kind)

    def _opening(self, start: int, end: int) -> re.Match[str] | None:
        """起 or 开始 behind a date; 开始 before a verb only when 自 or 从 stands before (10月12日|开始访问)."""
        found = self.grammar.opening.match(self.text, end)
        if found is None or found.group() != "开始" or self.grammar.prefix.search(self.text, max(0, start - 2), start):
            return found
        return found if re.match(r"[，。；、]|$", self.text[found.end() :]) else None

    def _clock_only(self, point: Point) -> DateSpan:
        """A clock time without a day belongs to the day named before it in the paragraph, if any."""
        day = self.day if self.day is not None and self._same_paragraph(self.day_at, point.start) else None
        return DateSpan(point.start, point.end, day, day, "day" if day else None, "time")

    def _range(self, first: Point, second: Point) -> DateSpan | None:
        if "time" in (first.kind, second.kind):
            return self._single(first)
        if first.kind == "weekday" and first.interval is None:
            return None
        direction = self._direction(first.start, second.end, False, False)
        low = self._resolve(first, direction, ahead_of=second)
        if low is None or low.start is None:
            return None
        self._remember(first, low)
        high = self._resolve_after(second, low, direction)
        if high is None or high.end is None or high.end < low.start:
            return self._single(first)
        self._remember(second, high)
        start, end = first.start, second.end
        prefix = self.grammar.prefix.search(self.text, max(0, start - 2), start)
        if prefix is not None:
            start = prefix.start()
        if stop := self.grammar.stop_word.match(self.text, end):
            end = stop.end()
        interval = Interval(low.start, high.end, high.precision)
        self.last, self.last_at = interval, start
        return DateSpan(start, end, low.start, high.end, high.precision, "range")

    def _resolve(self, point: Point, direction: Direction, ahead_of: Point | None = None) -> Interval | None:
        if point.interval is not None:
            return point.interval
        if point.year is not None:
            return self._in_year(point, point.year)
        if point.month is not None:
            is_ahead = direction in values.FORWARD
            number = point.day or (point.tens[1 if is_ahead else 0] if point.tens else 1)
            if point.day is None and point.tens is None and is_ahead:
                number = values.month_days(self.reference.year, point.month)
            year = self._inherited_year(point, direction)
            if year is None:
                year = values.nearest_year(point.month, number, self.reference, direction)
            return self._in_year(point, year)
        if point.months is not None:
            return self._in_year(point, self._part_year(point, direction))
        if point.day is not None:
            return self._bare_day(point, direction)
        return None

    def _in_year(self, point: Point, year: int) -> Interval | None:
        if point.last_year is not None:
            return values.years(year, point.last_year)
        if point.month is not None and point.day is not None:
            low = values.day(year, point.month, point.day)
            high = values.day(year, point.month, point.last_day) if point.last_day else low
            return Interval(low.start, high.end, "day") if low and high else None
        if point.month is not None and point.tens is not None:
            return values.part_of_month(year, point.month, *point.tens)
        if point.month is not None:
            return values.months(year, point.month, point.month)
        if point.months is not None:
            return values.months(year, *point.months)
        return values.years(year, year)

    def _part_year(self, point: Point, direction: Direction) -> int:
        """Half-years, quarters and month ranges: statistics look back, plans ahead."""
        assert point.months is not None
        if self.year is not None and self._inherits(point, point.months[0]):
            return self.year
        year, month = self.reference.year, self.reference.month
        first, last = point.months
        if direction == "ahead" and 0 < month - last <= 2:
            return year
        if direction in values.FORWARD:
            return year if month <= last else year + 1
        if point.kind == "range" and last > 12:
            return year - 1
        if direction == "none" and first <= month <= last and first != 1:
            return year - 1 if (first == month and self.reference.day <= 10) else year
        is_over = last < month or (last == month and point.kind != "range")
        is_sum = point.kind == "range" or (first == 1 and last == 9)  # 1至11月, 前三季度: counted when over
        just_begun = first > month or (first == month and self.reference.day <= 15)
        if not is_over and (just_begun or (is_sum and last > month)):
            return year - 1
        return year

    def _inherited_year(self, point: Point, direction: Direction) -> int | None:
        """The year printed before, when the sentence or an unbroken account goes on from it."""
        assert point.month is not None
        if self.year is None or not self._inherits(point, point.month):
            return None
        if self.year == self.reference.year:
            return self.year if direction != "past" or point.month <= self.reference.month else None
        return self.year

    def _bare_day(self, point: Point, direction: Direction) -> Interval | None:
        assert point.day is not None
        date: dt.date | None = None
        if self.day is not None and self._same_paragraph(self.day_at, point.start) and direction not in values.FORWARD:
            date = _same_month(self.day, point.day)
            if date is not None and date > self.published_on and self.day <= self.published_on:
                date = None
        if date is None:
            base = (
                self.day if direction in values.FORWARD and self.day and self.day > self.reference else self.reference
            )
            date = self._next_in_turn(point) or values.nearest_day(point.day, base, direction)
        if date is None:
            return None
        last = _same_month(date, point.last_day) if point.last_day else date
        return Interval(date, last or date, "day")

    def _next_in_turn(self, point: Point) -> dt.date | None:
        """1月16日…。17日…, and in a new paragraph 18日…: a bare day a few days behind the last is of its month."""
        date = _same_month(self.day, point.day) if self.day is not None else None
        if date is None or self.day is None or date > self.published_on or not self._opens_sentence(point.start):
            return None
        return date if dt.timedelta(0) < date - self.day <= _IN_TURN else None

    def _resolve_after(self, second: Point, low: Interval, direction: Direction) -> Interval | None:
        """The end of a range: what its words leave out comes from the beginning."""
        assert low.start is not None
        if second.interval is not None or second.year is not None:
            return self._resolve(second, direction)
        year = low.start.year
        if second.month is not None or second.months is not None:
            interval = self._in_year(second, year)
            if interval is not None and interval.end is not None and interval.end < low.start:
                interval = self._in_year(second, year + 1)
            return interval
        if second.day is not None:
            date = _same_month(low.start, second.day)
            if date is None or date < low.start:
                date = values.nearest_day(second.day, low.start, "future")
            return Interval(date, date, "day") if date else None
        return None


def _same_month(date: dt.date, number: int | None) -> dt.date | None:
    if number is None or number > values.month_days(date.year, date.month) or number < 1:
        return None
    return date.replace(day=number)
