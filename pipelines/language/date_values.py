"""What a date expression means: from the parts that were read to an interval of days with a precision.

Words, offsets and holidays are in `dates.yml`. Nothing here looks at the text; `dates.py` reads it.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

Precision = Literal["day", "ten_day", "month", "quarter", "half_year", "year"]
Direction = Literal["past", "future", "ahead", "none"]  # ahead: a weak cue behind the date
FORWARD: tuple[Direction, Direction] = ("future", "ahead")


@dataclass(frozen=True, slots=True)
class Interval:
    """Days from `start` to `end`, both included; None is an open end."""

    start: dt.date | None
    end: dt.date | None
    precision: Precision


def month_days(year: int, month: int) -> int:
    """Number of days of a month."""
    return calendar.monthrange(year, month)[1]


def months(year: int, first: int, last: int) -> Interval:
    """The whole months `first` to `last` of a year (`last` may run into the next one)."""
    end_year, end_month = year + (last - 1) // 12, (last - 1) % 12 + 1
    length = last - first + 1
    precision: Precision = {1: "month", 3: "quarter", 6: "half_year", 12: "year"}.get(length, "month")  # type: ignore[assignment]
    return Interval(dt.date(year, first, 1), dt.date(end_year, end_month, month_days(end_year, end_month)), precision)


def part_of_month(year: int, month: int, first: int, last: int) -> Interval:
    """Days of a month, `last` cut to its length."""
    return Interval(dt.date(year, month, first), dt.date(year, month, min(last, month_days(year, month))), "ten_day")


def day(year: int, month: int, number: int) -> Interval | None:
    """One day; None when the calendar has no such day."""
    try:
        date = dt.date(year, month, number)
    except ValueError:
        return None
    return Interval(date, date, "day")


def years(first: int, last: int) -> Interval:
    """Whole years."""
    return Interval(dt.date(first, 1, 1), dt.date(last, 12, 31), "year")


def nearest_year(month: int, number: int, reference: dt.date, direction: Direction) -> int:
    """The year of a month (and day) printed without one.

    Events lie behind the edition, plans ahead. Without a cue the past is taken, unless the day is near in the
    future and far in the past (an announcement that forgot its 将).
    """
    here = (reference.year, reference.month, reference.day)
    if (reference.year, month, number) == here:
        return reference.year
    this = (month, number) <= here[1:]
    past = reference.year if this else reference.year - 1
    future = reference.year + 1 if this else reference.year
    if direction == "past":
        return past
    ahead = _days_between(reference, future, month, number)
    behind = -_days_between(reference, past, month, number)
    if direction == "future":
        return future
    if direction == "ahead":  # 10月7日将28家实体列入清单: 将 may be another word
        return past if ahead > 250 and behind < 62 else future
    return future if ahead <= 62 and behind > 240 else past


def _days_between(reference: dt.date, year: int, month: int, number: int) -> int:
    return (dt.date(year, month, min(number, month_days(year, month))) - reference).days


def nearest_day(number: int, reference: dt.date, direction: Direction) -> dt.date | None:
    """The date of a bare day of the month next to a reference day, the reference itself included."""
    step = 1 if direction in FORWARD else -1
    year, month = reference.year, reference.month
    for _ in range(4):
        if number <= month_days(year, month):
            candidate = dt.date(year, month, number)
            if (candidate >= reference) if step == 1 else (candidate <= reference):
                return candidate
        month += step
        year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return None


def weekday(index: int, week: int | None, reference: dt.date, direction: Direction) -> dt.date:
    """A weekday (Monday 0) of this week plus `week`; with None the nearest one in the direction."""
    monday = reference - dt.timedelta(days=reference.weekday())
    if week is not None:
        return monday + dt.timedelta(days=7 * week + index)
    candidate = monday + dt.timedelta(days=index)
    if direction in FORWARD:
        return candidate if candidate >= reference else candidate + dt.timedelta(days=7)
    return candidate if candidate <= reference else candidate - dt.timedelta(days=7)


@cache
def _heavenly() -> dict[str, int]:
    """Year name of the sixty-year cycle → its number, 甲子 0."""
    stems, branches = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
    return {stems[i % 10] + branches[i % 12]: i for i in range(60)}


def cycle_year(name: str, near: int) -> int | None:
    """The year of a sixty-year-cycle name (庚子) nearest to a year; 1984 was 甲子."""
    number = _heavenly().get(name)
    if number is None:
        return None
    offset = (number - (near - 1984)) % 60
    return near + (offset if offset <= 30 else offset - 60)


@lru_cache(maxsize=512)
def lunar_day(year: int, month: int, number: int) -> dt.date | None:
    """A day of the lunar calendar; day 0 is the eve of the month's first day. None when there is none."""
    from lunar_python import Lunar

    try:
        solar = Lunar.fromYmd(year, month, max(number, 1)).getSolar()
    except Exception:  # the library raises plain Exception for days that do not exist
        return None
    date = dt.date(solar.getYear(), solar.getMonth(), solar.getDay())
    return date - dt.timedelta(days=1) if number == 0 else date


@lru_cache(maxsize=128)
def solar_term(year: int, name: str) -> dt.date:
    """The day of a solar term (清明) in a year."""
    from lunar_python import Lunar

    solar = Lunar.fromYmd(year, 6, 1).getJieQiTable()[name]
    return dt.date(solar.getYear(), solar.getMonth(), solar.getDay())


def nearest(candidates: list[dt.date | None], reference: dt.date, direction: Direction) -> dt.date | None:
    """The candidate next to the reference; with a cue of direction, next on that side."""
    dates = [date for date in candidates if date is not None]
    if direction in FORWARD:
        dates = [date for date in dates if date >= reference] or dates
    return min(dates, key=lambda date: abs((date - reference).days), default=None)
