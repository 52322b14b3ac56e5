"""Finds names of places that no list holds: zones, townships and villages, regions abroad.

They are read by their tails (`gazetteer/place_names.yml`), the places before them and the words of the network.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pipelines.language import places
from pipelines.language.names import is_transliterated
from pipelines.language.place_names import PlaceName, vocabulary, without_overlap
from pipelines.language.words import Words


def with_local_names(words: Words, names: list[PlaceName]) -> list[PlaceName]:
    """Adds zones, townships and villages; the name of a place at their front becomes part of a zone's name."""
    text = words.text
    by_end = {name.end: name for name in names}
    added: list[PlaceName] = []
    for known in _known_zones().finditer(text):
        added.append(PlaceName(*known.span(), "zone", adcode=vocabulary()["zones"][known.group()]))
    for match in _zone_pattern().finditer(text):
        zone = _zone(words, match.start(), match.end(), by_end)
        if zone is not None:
            added.append(zone)
    for token in words.tokens:
        if token.tag in ("LOC", "ns") and token.end - token.start > 2:
            local = [
                *_local_names(words, token.start, token.end, by_end),
                *_foreign_names(words, token.start, token.end, by_end),
            ]
            by_end.update({name.end: name for name in local})
            added += local
    zoned = {place for name in added if name.kind == "zone" for place in range(name.start, name.end)}
    return without_overlap(added + [name for name in names if name.start not in zoned])


def _zone(words: Words, start: int, end: int, by_end: dict[int, PlaceName]) -> PlaceName | None:
    """The zone whose tail is a span: with the place before it, with the rest of its word, or alone."""
    text = words.text
    tail = text[start:end]
    if text[end : end + 1] in ("别", "域") or (tail == "新区" and text[end : end + 1] == "划"):
        return None
    before = by_end.get(start)
    if before is not None and before.is_full and tail == "开发区" and before.end - before.start > 2:
        return None  # 山西省|开发区: the place, and one of its zones without a name
    if before is not None and before.kind == "division":
        corrected = before.corrected + tail if before.corrected else None
        return PlaceName(
            before.start, end, "zone", before.candidates, before.is_full, method=before.method, corrected=corrected
        )
    token = words.at(start)
    if token is not None and token.tag in ("LOC", "ORG", "ns") and token.start < start:
        begin = token.start
        owner = by_end.get(begin)
        if owner is not None and owner.kind == "division":
            begin = owner.start
        if not re.search(r"[、，,和与及]", text[begin:start]):
            return PlaceName(begin, end, "zone", owner.candidates if owner else ())
    if tail in vocabulary()["zone_alone"] and not words.text[max(0, start - 2) : start].endswith(
        ("国家", "省级", "级")
    ):
        return PlaceName(start, end, "zone", method="deictic")
    return None


@cache
def _zone_pattern() -> re.Pattern[str]:
    return re.compile("|".join(sorted(vocabulary()["zone_tails"], key=len, reverse=True)))


@cache
def _known_zones() -> re.Pattern[str]:
    return re.compile("|".join(sorted(vocabulary()["zones"], key=len, reverse=True)))


def _local_names(words: Words, start: int, end: int, by_end: dict[int, PlaceName]) -> Iterator[PlaceName]:
    """Townships and villages within a word that the network reads as a place (来龙门街道, 马放塘社区)."""
    text = words.text
    begin = start
    while True:
        inner = next(
            (by_end[place] for place in range(end, begin, -1) if place in by_end and by_end[place].start == begin), None
        )
        if inner is None or inner.end >= end:
            break
        begin = inner.end
    while begin < end:
        local = _local_at(text, begin, end, begin == start and begin not in by_end)
        if local is None:
            return
        yield local
        begin = local.end


def _local_at(text: str, begin: int, end: int, is_alone: bool) -> PlaceName | None:
    """The township at a place, up to its tail, else the village that fills the span."""
    rules = vocabulary()
    town = _town_pattern().match(text, begin, end)
    is_listed = town is not None and bool(places.counties_of_town(town.group()))
    if town is not None and (is_listed or not is_alone) and _is_local(town.group()):
        return PlaceName(begin, town.end(), "town", method="gazetteer" if is_listed else "network")
    tail = next((tail for tail in rules["village_tails"] if text.endswith(tail, begin, end)), None)
    if tail is None or is_alone or text[end : end + 1] in ("（", "(") or not _is_local(text[begin:end]):
        return None
    return PlaceName(begin, end, "village", method="network") if end - begin > len(tail) else None


def _is_local(name: str) -> bool:
    """Whether a name may be one of a township or village, and no ordinary word (农村, 全村)."""
    if name in vocabulary()["not_villages"] or name[0] in "一二三四五六七八九十两各":
        return False
    return re.search(r"[、，,（）()“”0-9\n]", name) is None


@cache
def _town_pattern() -> re.Pattern[str]:
    tails = "|".join(sorted(vocabulary()["town_tails"], key=len, reverse=True))
    return re.compile(rf"[\u4e00-\u9fff]{{1,8}}?(?:{tails})")


def _foreign_names(words: Words, start: int, end: int, by_end: dict[int, PlaceName]) -> Iterator[PlaceName]:
    """Regions and towns abroad that no list holds, by their transliterated names (密苏里州, 龙仁市 behind 京畿道)."""
    text = words.text
    start = next((place for place in range(end - 1, start, -1) if place in by_end), start)
    name = text[start:end]
    if len(name) < 3 or name[-1] not in vocabulary()["foreign_tails"] or places.named(name):
        return
    if is_transliterated(name[:-1]) and (len(name) > 3 or (start in by_end and by_end[start].kind == "world")):
        yield PlaceName(start, end, "world", method="network")
