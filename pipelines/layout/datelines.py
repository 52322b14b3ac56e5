"""Datelines (电头): the phrase that opens a story and says who sends it, from where and when.

`新华社北京1月9日电`, `株洲日报讯`, `据新华社电`. The words are in `vocabulary/datelines.yml`; what the paper calls
itself comes from its profile. The year is the edition's, or the year before when the day would lie in the future.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from pipelines.layout.jumps import latest_date
from pipelines.layout.vocabulary import read_vocabulary
from pipelines.publications.profile import Profile

_FULL_WIDTH_DIGITS = {ord(wide): str(value) for value, wide in enumerate("０１２３４５６７８９")}
_DATE = r"(?:(?:(?P<year>\d{4})\s*年)?\s*(?:(?P<month>\d{1,2})\s*月)?\s*(?P<day>\d{1,2})\s*日)?"
_PLACE = r"(?P<place>[\u4e00-\u9fff·“”]{0,14}?)"


@dataclass(frozen=True, slots=True)
class Dateline:
    """A dateline and its span in the text.

    agency: the news agency or other medium; None when the paper itself reports (`is_own_desk`)
    place, date: None where none is printed
    is_wire: sent by a news agency, or by wire (电); 讯 of another paper is not
    """

    agency: str | None
    place: str | None
    date: dt.date | None
    is_own_desk: bool
    is_wire: bool
    start: int
    end: int


def find_dateline(text: str, published_on: dt.date | None, profile: Profile) -> Dateline | None:
    """The dateline that opens `text` (blanks and an opening bracket before it are allowed), else None."""
    match = _pattern(profile).match(text.translate(_FULL_WIDTH_DIGITS))
    if not match:
        return None
    agency = match["agency"]
    own = any(agency.startswith(name) for name in own_names(profile))
    # 渌江晚报讯 in a paper that nobody described: a paper's 讯 is nearly always its own
    own = own or (profile.is_generic and agency not in agencies() and match["closing"].endswith("讯"))
    if match["closing"] == "消息" and not (match["prefix"] or match["day"]):
        return None  # 人民网消息 opens many an ordinary sentence
    followed_by_han = bool(re.match(r"[\u4e00-\u9fff]", text[match.end() :]))
    if followed_by_han and not match["day"] and (match["place"] or not (own or match["prefix"])):
        return None  # 央视主持人谈电影… is a sentence
    place = re.sub(r"\s+", "", match["place"] or "") or None
    is_wire = not own and (agency in agencies() or match["closing"].endswith("电"))
    date = _date(match, published_on)
    return Dateline(None if own else agency, place, date, own, is_wire, match.start("prefix"), match.end())


def own_names(profile: Profile) -> tuple[str, ...]:
    """What this paper calls itself in datelines and bylines: its names, its desks, 本报."""
    return (*profile.names, *profile.own_desks, *read_vocabulary("datelines")["own"])


def agencies() -> tuple[str, ...]:
    """Names of news agencies and media whose copy other papers print, longest first."""
    return read_vocabulary("datelines")["agencies"]


def _date(match: re.Match[str], published_on: dt.date | None) -> dt.date | None:
    if not match["day"] or published_on is None:
        return None
    day = int(match["day"])
    if match["month"]:
        return latest_date(int(match["month"]), day, published_on, match["year"])
    month = (
        published_on.month if day <= published_on.day else (published_on.replace(day=1) - dt.timedelta(days=1)).month
    )
    return latest_date(month, day, published_on)


_PATTERNS: dict[tuple[str, ...], re.Pattern[str]] = {}


def _pattern(profile: Profile) -> re.Pattern[str]:
    own = own_names(profile)
    if own not in _PATTERNS:
        words = read_vocabulary("datelines")
        names = "|".join(map(re.escape, sorted({*own, *words["agencies"]}, key=lambda name: (-len(name), name))))
        endings = "|".join(map(re.escape, words["medium_endings"]))
        then = rf"(?=\W|{_PLACE.replace('?P<place>', '?:')}(?:\d|[电讯专综消]))"
        medium = rf"(?P<agency>(?:{names}){then}|[\u4e00-\u9fff]{{2,6}}?(?:{endings}))"
        desk = rf"(?:\s*[·•・、]\s*(?:{names}|[\u4e00-\u9fff]{{2,8}}))*"
        closing = "|".join(map(re.escape, words["closings"]))
        prefixes = "|".join(map(re.escape, words["prefixes"]))
        _PATTERNS[own] = re.compile(
            rf"[\s\u3000(（【]*(?P<prefix>(?:{prefixes})*){medium}{desk}\s*{_PLACE}\s*{_DATE}\s*(?P<closing>{closing})(?![\u4e00-\u9fff]*?台)"
        )
    return _PATTERNS[own]
