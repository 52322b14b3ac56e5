"""Whose paper a text is of, when nobody described it: the city of 某市日报讯, the county that 我县 means.

A local paper says 我县, 县委, 县领导, and names its county bare, not with the office of a guest (推动茶陵发展).
"""

from __future__ import annotations

import re
from collections import Counter

from pipelines.language import places
from pipelines.language.place_names import name_index
from pipelines.language.places import Division
from pipelines.language.words import Words
from pipelines.publications import Profile

_LEVELS = "县市区州旗"


def home_of(words: Words, profile: Profile) -> str | None:
    """The code of the home of a paper that nobody described, as far as its text tells; None when it does not."""
    if not profile.is_generic:
        return None
    return _of_masthead(words.text) or _of_speech(words)


def _of_masthead(text: str) -> str | None:
    """The city of a paper that names itself (萍乡日报讯)."""
    match = _OWN_PAPER.search(text)
    if match is None:
        return None
    rows = [row for row in places.named(match["city"]) if row.level == "prefecture" or row.name.endswith("市")]
    valid = [row for row in rows if row.is_valid(None)]
    # a daily of a name that a city and its prefecture share is the prefecture's (恩施日报)
    codes = {row.adcode for row in valid if row.level == "prefecture"} or {row.adcode for row in valid}
    return codes.pop() if len(codes) == 1 else None


_OWN_PAPER = re.compile(
    r"(?:^|[\n\r□（(])[ 　]*(?P<city>[\u4e00-\u9fff]{2,4}?)(?:日报|晚报|晨报|都市报|商报)"
    r"(?:讯|社?(?:全媒体|融媒体)?记者|[·•][\u4e00-\u9fff]{2,8}讯)"
)


def _of_speech(words: Words) -> str | None:
    """The one place of the level that the text calls its own, when it names it often enough."""
    level = _own_level(words.text)
    if level is None:
        return None
    found: Counter[str] = Counter()
    text = words.text
    for start in range(len(text) - 1):
        for name in name_index().get(text[start : start + 2], ()):
            if text.startswith(name, start):
                row = _only(name, level)
                found[row.adcode if row else ""] += _weight(words, start, start + len(name), name) if row else 0
                break
    best = [(code, count) for code, count in found.most_common(2) if code and count >= _ENOUGH]
    is_clear = len(best) == 1 or (len(best) == 2 and best[0][1] > best[1][1])
    return best[0][0] if is_clear else None


_ENOUGH = 2


def _own_level(text: str) -> str | None:
    """The level that a text speaks of as its own: 我县, or offices with nothing before them (县委书记, 县领导)."""
    said = Counter(match[1] for match in _OURS.finditer(text))
    said.update(match[1] for match in _BARE.finditer(text))
    if not said:
        return None
    level, _ = said.most_common(1)[0]
    return level


_OURS = re.compile(rf"(?<![自完安健齐])我([{_LEVELS}])(?!场|域|间|帜|民|长|容)")
_BARE = re.compile(rf"(?<![\u4e00-\u9fff])([{_LEVELS}])(?:委|领导|政府|人大|政协)")


def _only(name: str, level: str) -> Division | None:
    """The division that a name means, when only one bears it and it is of the level."""
    rows = [row for row in places.named(name) if row.is_valid(None) and row.name.endswith(level)]
    row = rows[0] if len({row.adcode for row in rows}) == 1 else None
    return row if row is not None and row.level in ("prefecture", "county") else None


def _weight(words: Words, start: int, end: int, name: str) -> int:
    """What one mention says for a place as home: nothing when a guest is named by it."""
    text = words.text
    is_short = name[-1] not in _LEVELS
    if _GUEST.match(text, end) or (is_short and name in places.common_words()) or words.tag_at(start) == "PER":
        return 0
    if is_short and not words.starts_at(start) and not _OWN.match(text, end):
        return 0
    return 2 if _OWN.match(text, end) else 1


_GUEST = re.compile(rf"[{_LEVELS}]?(?:委|政府|人大|政协|党政|考察团|代表团|领导|客商|企业家|商会)")
_OWN = re.compile("网|日报|融媒|新闻|经济|发展|人民|实际|籍|实现|各项|文化|建设")
