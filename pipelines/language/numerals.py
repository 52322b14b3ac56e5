"""Numbers as Chinese newspapers write them: Arabic, Chinese and mixed, exact, ranged or blurred.

`find_numbers` scans a text once; money, quantities and indicators look at the unit that follows. Values are
exact decimals; a number whose size nobody can tell (数十, 几百) has the value None. The vocabulary is
`numerals.yml`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Literal

import yaml

QualifierName = Literal["exact", "about", "nearly", "over", "at_least", "at_most"]

_VAGUE = "数几"
_OVER = "多余"
_ARABIC = re.compile(r"[0-9]+(?:,[0-9]{3}(?![0-9]))*(?:\.[0-9]+)?")
_RANGE_SIGN = re.compile(r"(?:--|—{1,2}|[-–－~～]|至|到)")
_POINT = re.compile(r"点([〇零○一二三四五六七八九]+)")
_THOUSAND = "千(?![瓦克米伏卡赫帕焦])"  # 千瓦 and 千米 are units of their own
_MAX_DIGITS = 24  # longer runs are document numbers


@dataclass(frozen=True, slots=True)
class NumberSpan:
    """A number in a text.

    start, end: without qualifiers that stand around it
    value: the number, the low end of a range, None where only an order of magnitude is said
    high: the high end of a range (10–15亿, 三四十)
    is_over: 余, 多 or 几 inside (5000余万)
    is_chinese: no Arabic digit in it
    """

    start: int
    end: int
    value: Decimal | None
    high: Decimal | None = None
    is_over: bool = False
    is_chinese: bool = False


def read_vocabulary(name: str) -> Any:
    """The parsed content of a data file of this package."""
    return yaml.safe_load(resources.files(__package__).joinpath(name).read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class _Tables:
    digits: dict[str, int]
    units: dict[str, int]
    run: re.Pattern[str]
    before: re.Pattern[str]
    after: re.Pattern[str]
    not_after: dict[str, str]
    names: dict[str, QualifierName]


@cache
def _tables() -> _Tables:
    vocabulary = read_vocabulary("numerals.yml")
    digits, units = vocabulary["digits"], vocabulary["units"]
    letters = ("".join(digits) + "".join(units)).replace("千", "")
    names: dict[str, QualifierName] = {}
    not_after: dict[str, str] = {}
    after: list[str] = []
    before: list[str] = []
    for name, places in vocabulary["qualifiers"].items():
        for entry in places.get("before", ()):
            names[entry["word"]] = name
            not_after[entry["word"]] = entry.get("not_after", "")
            before.append(entry["word"])
        for word in places.get("after", ()):
            names[word] = name
            after.append(word)
    return _Tables(
        digits=digits,
        units=units,
        run=re.compile(
            rf"(?:[0-9半{_VAGUE}{letters}]|{_THOUSAND})(?:[0-9,.点半{_VAGUE}{_OVER}{letters}]|{_THOUSAND}|来(?=[万亿]))*"
        ),
        before=re.compile("(?:" + "|".join(sorted(before, key=len, reverse=True)) + r")$"),
        after=re.compile("|".join(sorted(after, key=len, reverse=True))),
        not_after=not_after,
        names=names,
    )


def qualifier_before(text: str, start: int) -> tuple[QualifierName, int] | None:
    """The qualifier that ends at `start` and where it begins: 约|250亿元."""
    tables = _tables()
    found = tables.before.search(text, max(0, start - 4), start)
    if found is None:
        return None
    word = found.group()
    if found.start() and text[found.start() - 1] in tables.not_after[word]:
        return None
    return tables.names[word], found.start()


def qualifier_after(text: str, end: int) -> tuple[QualifierName, int] | None:
    """The qualifier that begins at `end` and where it stops: 50亿元|左右."""
    tables = _tables()
    found = tables.after.match(text, end)
    return (tables.names[found.group()], found.end()) if found else None


@lru_cache(maxsize=8)
def find_numbers(text: str) -> tuple[NumberSpan, ...]:
    """All numbers of a text in order, ranges joined (10–15亿 is one span)."""
    found: list[NumberSpan] = []
    for run in _tables().run.finditer(text):
        for number in _read_run(run.group(), run.start()):
            if found and _joins(text, found[-1], number):
                found[-1] = _join(text, found[-1], number)
            else:
                found.append(number)
    return tuple(found)


def parse_number(text: str) -> Decimal | None:
    """The value of a string that is one exact number and nothing else; None for anything else."""
    numbers = _read_run(text, 0)
    if len(numbers) != 1 or (numbers[0].start, numbers[0].end) != (0, len(text)) or numbers[0].high is not None:
        return None
    return numbers[0].value


def _joins(text: str, low: NumberSpan, high: NumberSpan) -> bool:
    if low.high is not None or high.high is not None or low.value is None or high.value is None:
        return False
    sign = _RANGE_SIGN.fullmatch(text, low.end, high.start)
    if sign is None or low.end == high.start:
        return False
    base = high.value
    return low.value < base and not (low.start and text[low.start - 1] in "第-–—.")


def _join(text: str, low: NumberSpan, high: NumberSpan) -> NumberSpan:
    assert low.value is not None
    assert high.value is not None
    tail = text[high.end - 1]
    units = _tables().units
    scale = Decimal(1)
    if text[low.end - 1] not in units:  # 10–15亿: the unit stands once
        position = high.end - 1
        while position >= high.start and (text[position] in units or text[position] in _OVER):
            scale *= units.get(text[position], 1)
            position -= 1
        if tail not in units or low.value * scale >= high.value:
            scale = Decimal(1)
    return NumberSpan(low.start, high.end, low.value * scale, high.value, high.is_over, high.is_chinese)


def _read_run(run: str, offset: int) -> list[NumberSpan]:
    """The numbers in a run of number characters; 3,000 is one, `2019,3亿` are two."""
    numbers: list[NumberSpan] = []
    position = 0
    while position < len(run):
        number = _read_one(run, position)
        if number is None:
            position += 1
            continue
        numbers.append(
            NumberSpan(
                number.start + offset, number.end + offset, number.value, number.high, number.is_over, number.is_chinese
            )
        )
        position = number.end
    return numbers


def _read_one(run: str, start: int) -> NumberSpan | None:
    tables = _tables()
    reader = _Reader(run, start, tables)
    while reader.position < len(run) and reader.step():
        pass
    return reader.number()


class _Reader:
    """Reads one number from left to right, keeping the open group below 万 and the sum of closed groups."""

    def __init__(self, run: str, start: int, tables: _Tables) -> None:
        self.run = run
        self.start = self.position = start
        self.tables = tables
        self.total = Decimal(0)
        self.section = Decimal(0)
        self.current: Decimal | None = None
        self.second: Decimal | None = None
        self.last_unit: int | None = None
        self.is_over = self.is_vague = False
        self.has_arabic = self.has_digit = False
        self.spelled = ""

    def step(self) -> bool:
        character = self.run[self.position]
        if character.isascii():
            return self._arabic()
        if character in self.tables.digits:
            return self._digit(character)
        if character in self.tables.units:
            return self._unit(self.tables.units[character])
        if character in _OVER or character == "来":
            return self._over()
        if character in _VAGUE:
            return self._vague()
        if character == "点":
            return self._point()
        return character == "半" and self._half()

    def _arabic(self) -> bool:
        found = _ARABIC.match(self.run, self.position)
        if found is None or self.current is not None or len(found.group()) > _MAX_DIGITS:
            return False
        self.current = Decimal(found.group().replace(",", ""))
        self.has_arabic = self.has_digit = True
        self.position = found.end()
        return True

    def _digit(self, character: str) -> bool:
        value = Decimal(self.tables.digits[character])
        if self.has_arabic and self.last_unit is None:
            return False
        if self.current is None or (self.current == 0 and self.last_unit is not None):  # 二千零|二十一
            self.current = value
            self.spelled = character
        elif self.spelled:
            self.spelled += character
            if len(self.spelled) > _MAX_DIGITS:
                return False
            self.second = value if len(self.spelled) == 2 else None
            self.current = self.current * 10 + value
        else:
            return False
        self.has_digit = True
        self.position += 1
        return True

    def _unit(self, unit: int) -> bool:
        if self.current is None and not self.has_digit and not self.is_vague and self.last_unit is None:
            if unit >= 10000:
                return False  # 万众, 亿万: no number
            self.current = Decimal(1)  # 百万 is one million
        elif self.current is None and self.last_unit is None and not self.is_vague:
            return False
        if self.second is not None and self.current is not None and len(self.spelled) == 2:
            return self._close_approximate(unit)
        self._multiply(unit)
        self.last_unit = unit
        self.position += 1
        return True

    def _close_approximate(self, unit: int) -> bool:
        """三四十, 五六百万: two digits in a row before a unit are a range."""
        low, high = self.current, self.second
        assert low is not None
        assert high is not None
        first = (low - high) / 10
        factor = Decimal(unit)
        self.position += 1
        while self.position < len(self.run) and self.run[self.position] in self.tables.units:
            factor *= self.tables.units[self.run[self.position]]
            self.position += 1
        if first >= high:
            self.total += self.section + low * factor
            self.second = None
        else:
            self.total += first * factor
            self.second = high * factor
        self.current, self.section, self.spelled = None, Decimal(0), ""
        self.last_unit = 0
        return False

    def _multiply(self, unit: int) -> None:
        value = self.current
        if unit < 10000:
            if value is None:  # 万千: the unit multiplies what stands open
                self.section *= unit
            else:
                self.section += value * unit
        else:
            group = self.section + (value or 0)
            if group == 0:
                self.total *= unit
            elif unit >= 100000000 and self.total:
                self.total = (self.total + group) * unit
            else:
                self.total += group * unit
            self.section = Decimal(0)
        self.current, self.spelled, self.second = None, "", None

    def _over(self) -> bool:
        if not (self.has_digit or self.last_unit is not None) or self.is_over:
            return False
        self.is_over = True
        self.position += 1
        return True

    def _vague(self) -> bool:
        following = self.run[self.position + 1 : self.position + 2]
        if self.run[self.position] == "几" and self.last_unit is not None and self.current is None:
            self.is_over = True  # 十几, 二十几
        elif self.has_digit or self.last_unit is not None or following not in self.tables.units:
            return False
        else:
            self.is_vague = True
        self.position += 1
        return True

    def _point(self) -> bool:
        found = _POINT.match(self.run, self.position)
        if found is None or not self.spelled or self.current is None:
            return False
        fraction = "".join(str(self.tables.digits[c]) for c in found.group(1))
        whole = self.section + self.current
        self.current, self.section = whole + Decimal(f"0.{fraction}"), Decimal(0)
        self.spelled, self.second = "", None
        self.position = found.end()
        return True

    def _half(self) -> bool:
        if self.position != self.start:
            return False
        self.current = Decimal("0.5")
        self.position += 1
        self.has_digit = True
        return True

    def number(self) -> NumberSpan | None:
        if not (self.has_digit or self.is_vague or self.last_unit is not None):
            return None
        value = self.total + self.section
        if self.current is not None:
            value += self._tail_value(self.current)
        # a second figure that is no larger (1万一三十) opens no range
        high = self.second if self.last_unit == 0 and self.second is not None and self.second > value else None
        if self.is_vague:
            return NumberSpan(self.start, self.position, None, is_chinese=True)
        return NumberSpan(self.start, self.position, value, high, self.is_over, not self.has_arabic)

    def _tail_value(self, current: Decimal) -> Decimal:
        """两万五 is 25,000: a lone digit right behind 百, 千, 万 or 亿 counts the next lower power."""
        if len(self.spelled) == 1 and self.last_unit in (100, 1000, 10000, 100000000):
            before = self.run[self.position - 2] if self.position - self.start >= 2 else ""
            if before in self.tables.units:
                return current * self.last_unit / 10
        return current
