"""Reads one date expression from left to right: year, part of year, month, ten-day, day, clock.

Each rule tries one way in which a date can begin and goes on as far as the date goes.
"""

from __future__ import annotations

import datetime as dt
import re

from pipelines.language import date_values as values
from pipelines.language.date_context import DateContext, Point
from pipelines.language.date_grammar import CN, number
from pipelines.language.date_values import Interval


class PointReader(DateContext):
    """The rules; `base` is the part already read, or the beginning of a range."""

    def _point(self, start: int, base: Point | None = None) -> Point | None:
        for rule in (
            self._same_period, self._plan, self._decade, self._numeric, self._lunar, self._year, self._season,
            self._month, self._day, self._word_day, self._holiday, self._weekday, self._clock,
        ):  # fmt: skip
            point = rule(start, base)
            if point is not None:
                return point
        return None

    def _same_period(self, start: int, base: Point | None) -> Point | None:
        found = self.grammar.same_period.match(self.text, start)
        if found is None:
            return None
        shift = 2 if found.group(1) == "前年" else 1
        interval = None
        if self.last is not None and self.last.start and self.last.end and self._same_paragraph(self.last_at, start):
            low, high = self.last.start, self.last.end
            interval = Interval(_shift(low, shift), _shift(high, shift, is_end=True), self.last.precision)
        return Point(start, found.end(), "relative", interval or values.years(*[self.reference.year - shift] * 2))

    def _plan(self, start: int, base: Point | None) -> Point | None:
        found = self.grammar.plan.match(self.text, start)
        if found is None:
            return None
        first = self.grammar.words["plans"][found.group(2)]
        before = self._before(start)
        if not found.group(1) and before in CN + "周第":
            return None
        is_quoted = found.group(1) or before == "“"
        if len(found.group(2)) == 1 and not (is_quoted or found.group(4)):
            return None
        if bool(found.group(1)) != bool(found.group(3)) and not (before == "“" or found.group(3)):
            return None
        end, begin = found.end(2) + 1, found.start(2)
        if found.group(4):
            end = found.end()
            begin = start
            if found.group(4) == "以来":
                return Point(begin, end, "plan", Interval(dt.date(first, 1, 1), None, "year"))
        elif found.group(5):
            return Point(
                begin if not found.group(1) else start, found.end(), "plan", values.years(first + 4, first + 4)
            )
        return Point(begin, end, "plan", values.years(first, first + 4))

    def _decade(self, start: int, base: Point | None) -> Point | None:
        found = self.grammar.decade.match(self.text, start)
        if found is None:
            return None
        printed = found.group(2)
        century = {None: 20, "上": 20, "本": 21}.get(found.group(1)) or int(found.group(1))
        if len(printed) == 3:  # 八九十年代
            first, last = ((century - 1) * 100 + 10 * number(digit) for digit in printed[:2])
            return Point(start, found.end(), "decade", values.years(first, last + 9)) if first < last else None
        first = (century - 1) * 100 + number(printed)
        low, high = {"初": (0, 3), "初期": (0, 3), "中期": (4, 6), "末": (7, 9), "后期": (7, 9)}.get(
            found.group(3), (0, 9)
        )
        return Point(start, found.end(), "decade", values.years(first + low, first + high))

    def _numeric(self, start: int, base: Point | None) -> Point | None:
        found = self.grammar.numeric.match(self.text, start)
        if found is None:
            return None
        interval = values.day(int(found.group(1)), int(found.group(3)), int(found.group(4)))
        return self._with_clock(Point(start, found.end(), interval=interval)) if interval else None

    def _lunar(self, start: int, base: Point | None) -> Point | None:
        found = self.grammar.lunar.match(self.text, start)
        if found is None:
            return None
        name, month_name, day_name = found.group(1), found.group(2) or found.group(4) or found.group(5), found.group(3)
        day_name = day_name or found.group(6)
        month = {"正": 1, "冬": 11, "腊": 12}.get(month_name) or (number(month_name) if month_name else None)
        near = self.published_on
        if name:
            year = values.cycle_year(name, near.year)
            interval = _lunar_interval(year, month, number(day_name) if day_name and month else None) if year else None
        else:
            options = [
                _lunar_interval(near.year + k, month, number(day_name) if day_name else None) for k in (-1, 0, 1)
            ]
            best = values.nearest([option.start for option in options if option], near, "none")
            interval = next((option for option in options if option and option.start == best), None)
        return Point(start, found.end(), "lunar", interval) if interval else None

    def _year(self, start: int, base: Point | None) -> Point | None:
        text, grammar = self.text, self.grammar
        if found := grammar.year_range.match(text, start):
            first, last = int(found.group(1)), int(found.group(2))
            if first < last and not self._is_digit(start - 1):
                return Point(start, found.end(), "range", year=first, last_year=last)
        if found := grammar.absolute_year.match(text, start):
            if self._is_digit(start - 1) or (text.startswith("前", found.end()) and found.group(1).endswith("000")):
                return None
            year, kind = self._spelled_year(found.group(1)), "date"
        elif found := grammar.relative_year.match(text, start):
            kind = "relative"
            word = found.group()
            if word == "后年" and self._before(start) not in "，。；、至到于在“（ \n":
                return None  # 达产后|年产值
            if word in grammar.words["years"]:
                year = self.reference.year + grammar.words["years"][word]
            elif word == "上年":
                spoken_of = self.last.start.year if self.last is not None and self.last.start else self.reference.year
                year = spoken_of - 1
            elif self.year is not None and self._same_paragraph(self.year_at, start):
                year = self.year + grammar.words["context_years"][word]
            else:
                return None
        else:
            return self._year_part(start, None, base)
        point = Point(start, found.end(), kind, year=year)
        rest = self._year_part(found.end(), point, base) or self._month(found.end(), point)
        rest = rest or self._holiday(found.end(), point)
        if rest is not None:
            rest.start, rest.year = start, year
            rest.kind = kind if rest.kind == "date" else rest.kind
            return rest
        if edge := grammar.short_edge.match(text, point.end):
            point.months = tuple(grammar.words["short_edges"][edge.group()])
            point.end = edge.end()
        return point

    def _spelled_year(self, text: str) -> int:
        return int("".join(str(number(character)) for character in text)) if not text.isascii() else int(text)

    def _year_part(self, start: int, year: Point | None, base: Point | None) -> Point | None:
        grammar = self.grammar
        found = grammar.year_part.match(self.text, start)
        if found is not None and not self._is_digit(start - 1, chinese=True):
            return Point(start, found.end(), months=tuple(grammar.words["year_parts"][found.group()]))
        if found := grammar.first_months.match(self.text, start):
            return Point(start, found.end(), "range", months=(1, number(found.group(1))))
        if found := grammar.year_edge.match(self.text, start):
            if found.group() == "年内" and self._before(start) in CN + "0123456789余多几数半两":
                return None
            if found.group() == "年中" and self.text[found.end() : found.end() + 1] not in "，。、；）以前起":
                return None
            months = tuple(grammar.words["year_edges"][found.group()])
            if year is None:
                if self._is_digit(start - 1, chinese=True) or self._before(start) in "每当":
                    return None
                return Point(start, found.end(), "relative", year=self._edge_year(start), months=months)
            return Point(start, found.end(), months=months)
        return None

    def _edge_year(self, start: int) -> int:
        """The year of a bare 年底: the one spoken of in the sentence, else this one; in its first months the last."""
        if self.year is not None and self._same_sentence(self.year_at, start):
            return self.year
        is_behind = self.text.startswith(("年末", "年底"), start) and self.reference.month <= 3
        if is_behind and self._direction(start, start + 2, self.text.startswith("前", start + 2), False) not in (
            "future",
            "ahead",
        ):
            return self.reference.year - 1
        return self.reference.year

    def _season(self, start: int, base: Point | None) -> Point | None:
        found = self.grammar.season.match(self.text, start)
        if found is None:
            return None
        shift, first, last = self.grammar.words["seasons"][found.group()]
        return Point(start, found.end(), "relative", values.months(self.reference.year + shift, first, last))

    def _month(self, start: int, base: Point | None) -> Point | None:
        text, grammar = self.text, self.grammar
        is_bare = base is None or base.end != start
        if is_bare and (self._is_digit(start - 1, chinese=True) or self._is_recurring_month(start)):
            return None
        if found := grammar.month_range.match(text, start):
            first, last = number(found.group(1)), number(found.group(4))
            if first < last and (found.group(2) or last == first + 1):
                return Point(start, found.end(), "range", months=(first, last))
        if found := grammar.month.match(text, start):
            point = Point(start, found.end(), month=number(found.group(1)))
        elif found := grammar.relative_month.match(text, start):
            point = self._relative_month(start, found)
        elif found := grammar.month_edge.match(text, start):
            if self._before(start) in "每个":
                return None
            today = self.reference
            tens = grammar.words["month_edges"][found.group()]
            return Point(start, found.end(), "relative", values.part_of_month(today.year, today.month, *tens))
        else:
            return None
        return self._rest_of_month(point)

    def _is_recurring_month(self, start: int) -> bool:
        """每年3月, 第3月, 3个月: no month of a calendar."""
        return self._before(start) in "第每个" or self.text[max(0, start - 2) : start] in ("每年", "历年")

    def _relative_month(self, start: int, found: re.Match[str]) -> Point:
        words = self.grammar.words
        word = found.group()
        if word == "元月":
            return Point(start, found.end(), month=1)
        year, month = self.reference.year, self.reference.month
        shift = words["months"].get(word, 0)
        if word in words["context_months"] and self.last is not None and self.last.start is not None:
            year, month = self.last.start.year, self.last.start.month
            shift = words["context_months"][word]
        month += shift
        return Point(start, found.end(), "relative", year=year + (month - 1) // 12, month=(month - 1) % 12 + 1)

    def _rest_of_month(self, point: Point) -> Point | None:
        text, grammar = self.text, self.grammar
        if found := grammar.ten_day.match(text, point.end):
            point.tens, point.end = tuple(grammar.words["ten_days"][found.group()]), found.end()
            return point
        if found := grammar.day_range.match(text, point.end):
            first, last = number(found.group(1)), number(found.group(4))
            if first < last and (found.group(2) or last == first + 1):
                point.day, point.last_day, point.end = first, last, found.end()
                point.kind = "range"
                return point
        if found := grammar.day.match(text, point.end):
            point.day, point.end = number(found.group(1)), found.end()
            return self._with_clock(point) if 1 <= point.day <= 31 else None
        return point

    def _day(self, start: int, base: Point | None) -> Point | None:
        text, grammar = self.text, self.grammar
        before = self._before(start)
        if self._is_digit(start - 1, chinese=True) or (before in "第每满近历头前后过共需为期月.·" and base is None):
            return None
        if found := grammar.bare_day_range.match(text, start):
            first, last = int(found.group(1)), int(found.group(2))
            if first < last:
                return Point(start, found.end(), "range", day=first, last_day=last)
        found = grammar.bare_day.match(text, start)
        if found is None:
            return None
        return self._with_clock(Point(start, found.end(), day=int(found.group(1))))

    def _word_day(self, start: int, base: Point | None) -> Point | None:
        words = self.grammar.words
        found = self.grammar.relative_day.match(self.text, start)
        if found is None:
            return None
        word = found.group()
        if word == "明天" and self._before(start) in "的好丽":
            return None
        if word == "昨" and self._before(start) in "如今":
            return None
        if word in words["days"]:
            date = self.reference + dt.timedelta(days=words["days"][word])
            if word == "即日" and self.day is not None and self._same_sentence(self.day_at, start):
                date = self.day  # 昨发布通知，即日起: the day of the notice
        elif self.day is not None and not (word == "第二天" and self._before(start) not in "，。”\n"):
            date = self.day + dt.timedelta(days=words["context_days"][word])
        else:
            return None
        return self._with_clock(Point(start, found.end(), "relative", Interval(date, date, "day")))

    def _holiday(self, start: int, base: Point | None) -> Point | None:
        found = self.grammar.holiday.match(self.text, start)
        if found is None or self.grammar.recurring.search(self.text, max(0, start - 4), start):
            return None
        entry = self.grammar.words["holidays"][found.group()]
        near = self.published_on
        options: list[dt.date | None] = []
        for year in (near.year - 1, near.year, near.year + 1):
            if "day" in entry:
                options.append(dt.date(year, *entry["day"]))
            elif "lunar" in entry:
                options.append(values.lunar_day(year, *entry["lunar"]))
            else:
                options.append(values.solar_term(year, entry["term"]))
        if base is not None and base.end == start and base.year is not None:
            options = [date for date in options if date and date.year == base.year] or options
        date = values.nearest(options, near, self._direction(start, found.end(), False, False))
        return Point(start, found.end(), "holiday", Interval(date, date, "day")) if date else None

    def _weekday(self, start: int, base: Point | None) -> Point | None:
        text = self.text
        if found := self.grammar.week.match(text, start):
            week = {"上": -1, "本": 0, "下": 1}[found.group(1)]
            first = values.weekday(5 if found.group(2) else 0, week, self.reference, "none")
            last = values.weekday(6, week, self.reference, "none")
            return Point(start, found.end(), "relative", Interval(first, last, "day"))
        found = self.grammar.weekday.match(text, start)
        if found is None:
            return None
        index = "一二三四五六日天".index(found.group(2))
        index = 6 if index == 7 else index
        named = {"上": -1, "本": 0, "这": 0, "下": 1}.get(found.group(1))
        before, after = self._before(start), text[found.end() : found.end() + 1]
        if named is None:
            is_name = after and after not in "，。、；）)上下中晚早凌起前晨,;是的举将 至到—-\n"
            if is_name or before in "每逢一两三四五六七八九十0123456789":
                return None
            if after and after in "至到—-":
                return Point(start, found.end(), "weekday")
        if base is not None and base.interval is not None and base.kind == "weekday" and named is None:
            first = base.interval.start or self.reference  # 下周三至周五: the week of the beginning
            date = first + dt.timedelta(days=(index - first.weekday()) % 7)
            return Point(start, found.end(), "weekday", Interval(date, date, "day"))
        date = values.weekday(index, named, self.reference, self._direction(start, found.end(), False, False))
        return self._with_clock(Point(start, found.end(), "weekday", Interval(date, date, "day")))

    def _clock(self, start: int, base: Point | None) -> Point | None:
        if self._is_digit(start - 1, chinese=True):
            return None
        part = self.grammar.day_part.match(self.text, start)
        clock = self.grammar.clock.match(self.text, part.end() if part else start)
        if clock is None:
            return None
        if part is None and ("点" in clock.group() or not clock.group()[0].isdigit()):
            return None
        if part is None and self._before(start) in "第用历耗.":
            return None
        if self.grammar.recurring.search(self.text, max(0, start - 6), start):
            return None  # 每天8:30至17:30
        if part is None and (":" in clock.group() or "：" in clock.group()):
            follows = self.grammar.clock_range.match(self.text, clock.end())
            if follows is None:
                return None
        end = clock.end()
        if found := self.grammar.clock_range.match(self.text, end):
            end = found.end()
        return Point(start, end, "time", has_clock=True)

    def _with_clock(self, point: Point) -> Point:
        """A weekday in brackets, a part of the day and a clock time belong to the day that they follow."""
        text, grammar = self.text, self.grammar
        end = point.end
        if (found := grammar.weekday_note.match(text, end)) and point.kind != "weekday":
            end = found.end()
        gap = 1 if text[end : end + 1] == " " else 0
        part = grammar.day_part.match(text, end + gap) or grammar.day_part.match(text, end)
        if part is not None and not self._is_other_word(part):
            end = part.end()
            point.has_clock = True
        if clock := grammar.clock.match(text, end + (text[end : end + 1] == " ")):
            end = clock.end()
            point.has_clock = True
            if found := grammar.clock_range.match(text, end):
                end = found.end()
        point.end = end
        return point

    def _is_other_word(self, part: re.Match[str]) -> bool:
        following = self.text[part.end() : part.end() + 1]
        return part.group() + following in self.grammar.other_words


def _shift(date: dt.date, back: int, is_end: bool = False) -> dt.date:
    year = date.year - back
    last = values.month_days(year, date.month)
    is_last = is_end and date.day == values.month_days(date.year, date.month)
    return dt.date(year, date.month, last if is_last else min(date.day, last))


def _lunar_interval(year: int, month: int | None, number: int | None) -> Interval | None:
    if month is None:
        first, after = values.lunar_day(year, 1, 1), values.lunar_day(year + 1, 1, 1)
        return Interval(first, after - dt.timedelta(days=1), "year") if first and after else None
    if number is not None:
        date = values.lunar_day(year, month, number)
        return Interval(date, date, "day") if date else None
    first = values.lunar_day(year, month, 1)
    after = values.lunar_day(year + month // 12, month % 12 + 1, 1)
    return Interval(first, after - dt.timedelta(days=1), "month") if first and after else None
