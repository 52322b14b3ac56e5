"""What a date expression can lean on: the text around it and the dates printed before it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from pipelines.language import date_values as values
from pipelines.language.date_grammar import CN, STOP, grammar
from pipelines.language.date_values import Direction, Interval


@dataclass(slots=True)
class Point:
    """What was read of one date: `interval` when its words fix it, else the parts."""

    start: int
    end: int
    kind: str = "date"
    interval: Interval | None = None
    year: int | None = None
    last_year: int | None = None
    months: tuple[int, int] | None = None
    month: int | None = None
    tens: tuple[int, int] | None = None
    day: int | None = None
    last_day: int | None = None
    has_clock: bool = False


class DateContext:
    """A text with its reference days; keeps the last year, month, day and interval for what follows."""

    def __init__(self, text: str, published_on: dt.date, dateline_date: dt.date | None) -> None:
        self.text = text
        self.grammar = grammar()
        self.published_on = published_on
        self.reference = dateline_date or self._dateline() or published_on
        self.day: dt.date | None = None
        self.day_at = 0
        self.year: int | None = None
        self.year_at = 0
        self.year_month: int | None = None
        self.last: Interval | None = None
        self.last_at = 0

    def _dateline(self) -> dt.date | None:
        found = self.grammar.dateline.search(self.text, 0, 300)
        if found is None:
            return None
        month, number = int(found.group(1)), int(found.group(2))
        if not (1 <= month <= 12 and 1 <= number <= 31):
            return None
        year = values.nearest_year(month, number, self.published_on, "past")
        interval = values.day(year, month, number)
        return interval.start if interval else None

    def _remember(self, point: Point, interval: Interval) -> None:
        self.last, self.last_at = interval, point.start
        if interval.start is None or point.kind in ("plan", "decade", "holiday"):
            return
        if interval.precision == "day":
            self.day, self.day_at = interval.end if point.kind != "range" else interval.start, point.start
        if (
            point.year is not None
            and self._before(point.start) not in ("比", "较", "照", "按", "与")
            and not self._is_label(point)
        ):
            self.year, self.year_at, self.year_month = point.last_year or point.year, point.start, point.month
        elif self.year is not None and interval.start.year == self.year and point.month is not None:
            if not self._inherits(point, point.month):
                return
            self.year_at, self.year_month = point.start, point.month

    def _is_label(self, point: Point) -> bool:
        """2020年度公务员招考 names the examination, the months behind it are not of that year."""
        return self.text.startswith("度", point.start + 5) or self.text.startswith("度", point.end)

    def _inherits(self, point: Point, month: int) -> bool:
        if self._same_sentence(self.year_at, point.start):
            return self.year_month is None or self.year_month <= month
        if self.year_month is None or not self._same_paragraph(self.year_at, point.start):
            return False
        opens = self._opens_sentence(self.year_at) and self._opens_sentence(point.start)
        return opens and self.year_month <= month

    def _direction(self, start: int, end: int, is_deadline: bool, is_opening: bool) -> Direction:
        text = self.text
        low = start
        while low > max(0, start - 24) and text[low - 1] not in "。！？；\n，,":
            low -= 1
        high = end
        while high < min(len(text), end + 16) and text[high] not in "。！？；\n，,":
            high += 1
        cue = self.grammar.future
        if cue.search(text, low, start):
            return "future"
        if cue.search(text, end, min(high, end + 5)):
            return "ahead"
        if is_deadline:  # 6月底前完成 is due, 6月前已完成 is done
            return "past" if self.grammar.done.search(text, low, high) else "future"
        return "past" if self.grammar.past.search(text, low, high) else "none"

    def _is_digit(self, position: int, chinese: bool = False) -> bool:
        if position < 0:
            return False
        character = self.text[position]
        if character in "0123456789.":
            return True
        return chinese and character in CN

    def _before(self, position: int) -> str:
        """The character before a place; a line feed at the beginning of the text."""
        return self.text[position - 1] if position > 0 else "\n"

    def _same_paragraph(self, earlier: int, later: int) -> bool:
        return self.text.find("\n", earlier, later) < 0

    def _same_sentence(self, earlier: int, later: int) -> bool:
        return later - earlier < 200 and not any(character in STOP for character in self.text[earlier:later])

    def _opens_sentence(self, position: int) -> bool:
        while position > 0 and self.text[position - 1] in "自从于在至到 “　":
            position -= 1
        return position == 0 or self.text[position - 1] in STOP
