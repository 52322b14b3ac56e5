"""Jump lines (下转A2版①, ◀◀上接A1版②) and references to earlier reports (详见本报1月19日A2版报道).

The words are in `vocabulary/jumps.yml`. References keep their printed form; the page they name is normalised, so that
`第二版`, `02版` and `2` compare equal.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from pipelines.layout.vocabulary import read_vocabulary

_HAN_DIGITS = {character: value for value, character in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_FULL_WIDTH = {
    ord(wide): chr(ord(wide) - 0xFEE0) for wide in map(chr, [*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B)])
}
_PAGE = r"(?P<page>[A-Z]?\d{1,3}|[A-Z]?[一二三四五六七八九十]{1,3})"
_MARKER = r"(?P<marker>[①-⑳❶-❿㈠-㈩]|[(（](?:\d{1,2}|[一二三四五六七八九十])[)）])"
_TITLE = r"(?:《[^》]{1,60}》)"
_DATE = r"(?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月(?P<number>\d{1,2})日"
# lists of words for days, and their distance from the day of the edition; of 上期 it depends on the paper's rhythm
_DISTANCE = {"day_before": -1, "two_days_before": -2, "day_after": 1}
# a one-character word (转4版) is a jump only when the line holds nothing else and names a 版
_WEAK = 1


@dataclass(frozen=True, slots=True)
class Jump:
    """One printed jump reference.

    direction: `to` (the story goes on there) or `from` (it comes from there)
    page: normalised label of the page named, `A2` or `2`; empty when none is (未完待续)
    marker: the circled number that tells several jumps apart, else None
    is_other_day: it leads to another edition (上接昨日A2版, 未完待续)
    day: the day of that edition as printed (昨日, 1月9日, 上期); empty when none is printed
    text: the reference as printed, without ornaments and brackets
    start, end: span in the text it was found in, with its ornaments and brackets
    """

    direction: Literal["to", "from"]
    page: str
    marker: str | None
    text: str
    start: int
    end: int
    is_other_day: bool = False
    day: str = ""


@dataclass(frozen=True, slots=True)
class SeeAlso:
    """A reference to another report: `详见本报1月19日A2版报道`; `date` is None for the same edition."""

    date: dt.date | None
    page: str | None
    text: str
    start: int
    end: int


def normal_page_label(text: str) -> str | None:
    """`第二版` → `2`, `A02版` → `A2`, `03` → `3`; None when the text is no page label."""
    match = re.fullmatch(r"第?\s*" + _PAGE + r"\s*版?", text.strip().translate(_FULL_WIDTH).upper())
    if not match:
        return None
    label = match["page"]
    letter = label[0] if "A" <= label[0] <= "Z" else ""
    number = _number(label[len(letter) :])
    return f"{letter}{number}" if number else None


def same_page(reference: str, label: str) -> bool:
    """A reference names a page: equal numbers, and equal section letters where both have one."""
    printed, wanted = normal_page_label(label), normal_page_label(reference)
    if printed is None or wanted is None:
        return reference == label
    if printed[0].isalpha() and wanted[0].isalpha():
        return printed == wanted
    return printed.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == wanted.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def parse_jumps(line: str) -> list[Jump]:
    """The references of a line that holds nothing but jumps (`◀◀上接01版① 下转04版①▶▶`), else an empty list."""
    found = [match for match in _jump_pattern().finditer(line.translate(_FULL_WIDTH)) if not _is_doubtful(match, True)]
    rest = line
    for match in reversed(found):
        rest = rest[: match.start()] + rest[match.end() :]
    if not found or rest.strip(" \u3000" + "".join(read_vocabulary("jumps")["ornaments"])):
        return []
    return [_jump(match, line) for match in found]


def find_jumps(text: str) -> list[Jump]:
    """References inside running text, such as a body line that ends with `（下转第3版）`; weak words don't count."""
    matches = _jump_pattern().finditer(text.translate(_FULL_WIDTH))
    return [_jump(match, text) for match in matches if not _is_doubtful(match, False)]


def find_see_also(text: str, published_on: dt.date) -> list[SeeAlso]:
    """References to earlier reports; the year of a date without one is the latest that is not after the edition."""
    found = []
    for match in _see_also_pattern().finditer(text.translate(_FULL_WIDTH)):
        if not (match["page"] or match["date"]):
            continue
        date = printed_day(match["date"], published_on) if match["date"] else None
        page = normal_page_label(match["page"]) if match["page"] else None
        found.append(
            SeeAlso(date, page, text[match.start("body") : match.end("body")], match.start("body"), match.end("body"))
        )
    return found


def printed_day(day: str, published_on: dt.date, *, is_later: bool = False) -> dt.date | None:
    """The day that `昨日`, `1月9日` or `2021年1月9日` means in an edition of `published_on`.

    is_later: a day without a year lies ahead (下转1月11日A3版), else it is the latest that is not after the edition.
    None for an impossible day, and for what names none (上期, empty).
    """
    words = read_vocabulary("jumps")
    for name, distance in _DISTANCE.items():
        if day in words[name]:
            return published_on + dt.timedelta(days=distance)
    match = re.fullmatch(_DATE, re.sub(r"\s", "", day).translate(_FULL_WIDTH))
    if not match:
        return None
    date = latest_date(int(match["month"]), int(match["number"]), published_on, match["year"])
    if is_later and date and not match["year"] and date < published_on:
        return latest_date(date.month, date.day, published_on + dt.timedelta(days=365))
    return date


def latest_date(month: int, day: int, not_after: dt.date, year: str | int | None = None) -> dt.date | None:
    """The latest such day that is not after `not_after` (in `year` when given); None for an impossible day."""
    years = [int(year)] if year else [not_after.year - back for back in range(9)]
    for candidate in years:
        try:
            date = dt.date(candidate, month, day)
        except ValueError:
            continue
        if year or date <= not_after:
            return date
    return None


def _jump(match: re.Match[str], text: str) -> Jump:
    if match["later"]:
        return Jump("to", "", None, match["later"], match.start(), match.end(), True)
    if match["earlier"]:
        days = [word for word in _day_words() if word in match["earlier"]]
        return Jump("from", "", None, match["earlier"], match.start(), match.end(), True, "".join(days[:1]))
    direction: Literal["to", "from"] = "to" if match["word"] in read_vocabulary("jumps")["to"] else "from"
    page = normal_page_label(match["page"])
    assert page is not None
    ornaments = re.escape("".join(read_vocabulary("jumps")["ornaments"]))
    printed = re.sub(rf"[\s{ornaments}]+", "", text[match.start("body") : match.end("body")])
    day = match["date"] or ""
    return Jump(direction, page, match["marker"], printed, match.start(), match.end(), bool(day), day)


def _is_doubtful(match: re.Match[str], stands_alone: bool) -> bool:
    if match["later"] or match["earlier"]:
        return not (stands_alone or match[0].strip()[-1] in ")）】〕]")
    if normal_page_label(match["page"]) is None:
        return True
    if len(match["word"]) <= _WEAK and not stands_alone:
        return True
    # in prose a number alone may be anything (持续至10月); a line of its own may leave out 版
    return not (
        match["ban"] or (stands_alone and len(match["word"]) > _WEAK and match["page"][0] not in "一二三四五六七八九十")
    )


@cache
def _day_words() -> tuple[str, ...]:
    words = read_vocabulary("jumps")
    return tuple(word for name in (*_DISTANCE, "issue_before") for word in words[name])


@cache
def _jump_pattern() -> re.Pattern[str]:
    words = read_vocabulary("jumps")
    directions = "|".join(map(re.escape, sorted({*words["to"], *words["from"]}, key=len, reverse=True)))
    ornament = "[" + re.escape("".join(words["ornaments"])) + r"\s]*"
    day = rf"(?P<date>{'|'.join(map(re.escape, _day_words()))}|{_DATE})?"
    paper = r"\s*(?:本报)?\s*"
    named = (
        rf"(?P<word>{directions})(?:今日)?{paper}{day}{paper}第?\s*{_PAGE}\s*(?P<ban>版)?{_TITLE}?{ornament}{_MARKER}?"
    )
    later, earlier = ("|".join(map(re.escape, words[name])) for name in ("later", "earlier"))
    body = rf"(?P<body>{named}|(?P<later>{later})|(?P<earlier>{earlier}))"
    return re.compile(rf"{ornament}[(（【〔\[]?{ornament}{body}{ornament}[)）】〕\]]?{ornament}")


@cache
def _see_also_pattern() -> re.Pattern[str]:
    words = "|".join(map(re.escape, read_vocabulary("jumps")["see_also"]))
    near = "|".join(map(re.escape, _day_words()))
    date = rf"(?:本报)?(?P<date>{near}|{_DATE})?(?:本报)?"
    tail = rf"(?:的?(?:相关|有关)?(?:报道|消息|新闻)?{_TITLE}?(?:一文)?)?"
    return re.compile(rf"(?P<body>(?:{words})(?:今日)?{date}第?\s*{_PAGE}?\s*版{tail})")


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if ten:
        return (_HAN_DIGITS.get(tens, 1) if tens else 1) * 10 + (_HAN_DIGITS.get(ones, 0) if ones else 0)
    return _HAN_DIGITS.get(text, 0) if len(text) == 1 else 0
