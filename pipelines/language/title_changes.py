"""Titles that a sentence says somebody takes up or lays down: 任命甲为副市长, 甲当选会长, 免去甲的局长职务."""

from __future__ import annotations

import re
from functools import cache

from pipelines.language.titles import Surroundings, Title, head_before, head_pattern, heads, held_as, vocabulary

_LONGEST = 60
_STOP = re.compile(r"[，,。；;！!？?\n\r（(]|职务|，")


def changed_titles(around: Surroundings, start: int, end: int) -> list[Title]:
    """The titles that a name, from `start` to `end`, is said to take up or lay down; in printed order."""
    text = around.words.text
    removed = _removed_behind().match(text, end)
    if removed is None and text.startswith("的", end) and text.endswith(tuple(vocabulary()["removed"]), 0, start):
        removed = re.compile("的").match(text, end)
    if removed is not None:
        return _titles_from(around, removed.end(), "removed")
    appointed = _appointed_behind().match(text, end)
    if appointed is None and text.startswith("为", end) and text.endswith(tuple(vocabulary()["appointed"]), 0, start):
        appointed = re.compile("为").match(text, end)
    if appointed is not None:
        return _titles_from(around, appointed.end(), "appointed")
    stated = _stated_behind().match(text, end)
    if stated is not None:
        return _titles_from(around, stated.end(), "former" if "曾" in stated.group() else None, is_whole=True)
    return []


def _titles_from(around: Surroundings, start: int, change: str | None, is_whole: bool = False) -> list[Title]:
    """The run of titles that begins at a place: each ends in a head, and they are joined by 、."""
    text = around.words.text
    stop = _STOP.search(text, start, start + _LONGEST)
    limit = stop.start() if stop else min(len(text), start + _LONGEST)
    if is_whole and (stop is None or head_before(text, limit) is None):
        return []
    found: list[Title] = []
    for match in re.compile(r"[^、]+").finditer(text, start, limit):
        ends = [head for head in head_pattern().finditer(text, match.start(), match.end()) if head.end() == match.end()]
        if not ends:
            break
        head = ends[-1]
        if (
            is_whole
            and head.group() == text[match.start() : match.end()]
            and head.group() in vocabulary()["needs_body"]
        ):
            continue
        first, held = held_as(around, match.start(), head.start())
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
def _removed_behind() -> re.Pattern[str]:
    return re.compile("(?:已|正式|宣布)?(?:" + "|".join(vocabulary()["removed"]) + ")")
