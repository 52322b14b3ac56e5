"""Titles that a sentence says somebody takes up or lays down: 任命甲为副市长, 甲当选会长, 免去甲的局长职务.

Lists of appointments are read as they are printed: 任命：甲为某局局长；乙为某局副局长, 免去甲、乙的某局副局长职务.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from pipelines.language.title_heads import head_before, head_pattern, heads, vocabulary
from pipelines.language.titles import Surroundings, Title, held_as

_LONGEST = 80
# How far before a name in a list of appointments the verb may stand.
_LIST = 600
_STOP = re.compile(r"[，,。；;！!？?\n\r（(]|一职|职务|，")
_DECIDED = re.compile("决定|宣布|不再担任|免去|任命")
_ADDRESS = re.compile("同志|女士|先生")


def changed_titles(around: Surroundings, start: int, end: int, persons: Mapping[int, int]) -> list[Title]:
    """The titles that a name, from `start` to `end`, is said to take up or lay down; in printed order.

    persons: the persons of the text, start → end
    """
    text = around.words.text
    first, last = _list_of_names(around, start, end, persons)
    behind = _behind_address(text, last)
    taken = next((word for word in ("为", "任") if text.startswith(word, behind)), None)
    if text.startswith("的", behind) or behind > last:
        if text.endswith(tuple(vocabulary()["removed"]), 0, first):
            return _titles_from(around, behind + text.startswith("的", behind), "removed", is_whole=True)
        if text.startswith("的", behind) and _listed_under(text, first, "removed"):
            return _titles_from(around, behind + 1, "removed", is_whole=True)
    if taken and text.endswith((*vocabulary()["appointing"], *vocabulary()["appointed"]), 0, first):
        return _titles_from(around, behind + 1, "appointed")
    if taken and _listed_under(text, first, "appointing"):
        return _titles_from(around, behind + 1, "appointed", is_whole=True)
    own = _behind_address(text, end)
    for pattern, said in ((_removed_behind(), "removed"), (_appointed_behind(), "appointed")):
        match = pattern.match(text, own)
        if match is not None:
            return _titles_from(around, match.end(), said)
    stated = _stated_behind().match(text, own) or _of_a_life().match(text, own)
    if stated is None:
        return []
    is_news = own > end or _DECIDED.search(text, max(0, start - 60), start) is not None
    change = "former" if "曾" in stated.group() else "appointed" if is_news and stated.group() == "任" else None
    return _titles_from(around, stated.end(), change, is_whole=True)


def _list_of_names(around: Surroundings, start: int, end: int, persons: Mapping[int, int]) -> tuple[int, int]:
    """Where the list begins and ends that a name stands in (甲、乙、丙)."""
    text = around.words.text
    while text[start - 1 : start] in ("、", "和") and start - 1 in around.persons:
        start = around.persons[start - 1]
    while text[end : end + 1] in ("、", "和") and end + 1 in persons:
        end = persons[end + 1]
    return start, end


def _behind_address(text: str, end: int) -> int:
    address = _ADDRESS.match(text, end)
    return address.end() if address else end


def _listed_under(text: str, start: int, group: str) -> bool:
    """Whether a name opens an item of a list whose verb stands before it (任命：…；…；)."""
    if not _ITEM.search(text, max(0, start - 8), start):
        return False
    verbs = list(_list_verbs().finditer(text, max(0, start - _LIST), start))
    return bool(verbs) and verbs[-1].group("verb") in vocabulary()[group]


_ITEM = re.compile(r"(?:[：:；;。\n\r]|^)[ 　]*$")


@cache
def _list_verbs() -> re.Pattern[str]:
    rules = vocabulary()
    verbs = "|".join(sorted({*rules["appointing"], *rules["removed"]}, key=len, reverse=True))
    return re.compile(f"(?P<verb>{verbs})")


def _titles_from(around: Surroundings, start: int, change: str | None, is_whole: bool = False) -> list[Title]:
    """The run of titles that begins at a place: each ends in a head, and they are joined by 、.

    is_whole: nothing but titles may stand up to the next stop
    """
    text = around.words.text
    stop = _STOP.search(text, start, start + _LONGEST)
    limit = stop.start() if stop else min(len(text), start + _LONGEST)
    if is_whole and (stop is None or head_before(text, limit) is None):
        return []
    found: list[Title] = []
    for match in re.compile(r"(?:(?!兼任?)[^、])+").finditer(text, start, limit):
        begin = match.start() + len(match.group()) - len(match.group().removeprefix("任").removeprefix("的"))
        ends = [head for head in head_pattern().finditer(text, begin, match.end()) if head.end() == match.end()]
        if not ends:
            break
        head = ends[-1]
        is_bare = head.group() == text[begin : match.end()]
        if is_whole and ((is_bare and head.group() in vocabulary()["needs_body"]) or "的" in match.group()):
            continue
        first, held = held_as(around, begin, head.start())
        printed = text[first : head.end()]
        found.append(Title(first, head.end(), printed, head.group(), heads()[head.group()], held or change))
    return found


@cache
def _appointed_behind() -> re.Pattern[str]:
    return re.compile("(?:全票|连续|再次|正式|高票)?(?:" + "|".join(vocabulary()["appointed"]) + ")(?!为)")


@cache
def _stated_behind() -> re.Pattern[str]:
    return re.compile("(?:又|还|先后|一直)?(?:" + "|".join(vocabulary()["stated"]) + ")")


@cache
def _of_a_life() -> re.Pattern[str]:
    """A life in short behind a name, up to the office that is held now (，女，汉族，…，现任)."""
    return re.compile(r"，(?:男|女)，[^。；\n\r]{0,120}?现任")


@cache
def _removed_behind() -> re.Pattern[str]:
    return re.compile("(?:已|正式|宣布)?(?:" + "|".join(vocabulary()["removed"]) + ")")
