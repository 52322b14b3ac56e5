"""Finds the names of places in a text: what stands where, before it is decided which place is meant.

Names come from the gazetteer (`places.py`) and `gazetteer/place_names.yml`; the words of the tagging network
say where a name may begin and end. Which of several places a name means is decided in `place_resolution.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from pipelines.language import places
from pipelines.language.places import Division
from pipelines.language.words import Words

PLACE_TAGS = frozenset({"LOC", "ns", "ORG", "nt"})


@dataclass(slots=True)
class PlaceName:
    """A name of a place in a text.

    kind: division, town, village, zone, world, abbreviation or deictic
    candidates: the divisions that the name may mean (divisions and abbreviations)
    is_full: printed with its 省, 市, 县, 区
    adcode, normalized: what it means, filled by `place_resolution.resolve`
    corrected: the right form where one character is misprinted
    """

    start: int
    end: int
    kind: str
    candidates: tuple[Division, ...] = ()
    is_full: bool = False
    level: str | None = None
    adcode: str | None = None
    normalized: str | None = None
    confidence: float = 1.0
    method: str = "gazetteer"
    corrected: str | None = None


@cache
def vocabulary() -> dict[str, Any]:
    """`gazetteer/place_names.yml`."""
    text = resources.files(__package__).joinpath("gazetteer", "place_names.yml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


def find_place_names(words: Words, home_adcode: str | None) -> list[PlaceName]:
    """Names of divisions and places abroad, in order and without overlap; nothing is resolved yet."""
    names = _divisions_and_world(words, home_adcode)
    names += _home_abbreviations(words, home_adcode)
    names = without_overlap(names)
    names += _abbreviations(words, names)
    names += _deictics(words, home_adcode)
    return without_overlap(names)


def _divisions_and_world(words: Words, home_adcode: str | None) -> list[PlaceName]:
    text = words.text
    index = name_index()
    found: list[PlaceName] = []
    doubted: list[int] = []
    place, stop = 0, len(text) - 1
    while place < stop:
        names = index.get(text[place : place + 2])
        name = _accepted(words, names, place, found) if names else None
        if name is None:
            if names and (words.starts_at(place) or text[place - 1] == "、"):
                doubted.append(place)
            place += 1
            continue
        found.append(name)
        place = name.end
    return found + _counties_around(words, found, doubted, home_adcode)


def _counties_around(
    words: Words, found: list[PlaceName], doubted: list[int], home_adcode: str | None
) -> list[PlaceName]:
    """Short names of counties that the network does not see, in cities that the text tells of (落户华容)."""
    spoken = {places.prefecture_of(name.candidates[0].adcode) for name in found if len(name.candidates) == 1}
    if home_adcode:
        spoken.add(places.prefecture_of(home_adcode))
    text = words.text
    ends = {name.end for name in found}
    added: list[PlaceName] = []
    for start in doubted:
        for name in name_index()[text[start : start + 2]]:
            end = start + len(name)
            rows = tuple(row for row in places.named(name) if row.level == "county" and row.name != name)
            rows = tuple(row for row in rows if places.prefecture_of(row.adcode) in spoken)
            if not rows or not text.startswith(name, start) or words.tag_at(start) in ("PER", "nr"):
                continue
            is_listed = text[start - 1 : start] == "、" and start - 1 in ends
            if (name in places.common_words() and not is_listed) or _is_front(text, name, end, rows):
                continue
            ends.add(end)
            added.append(PlaceName(start, end, "division", rows))
            break
    return added


def _accepted(words: Words, names: tuple[str, ...], start: int, before: list[PlaceName]) -> PlaceName | None:
    """The longest name at a place that the words around it allow."""
    text = words.text
    joined = bool(before) and before[-1].end == start
    for name in names:
        if not text.startswith(name, start):
            continue
        end = start + len(name)
        candidates = places.named(name)
        if not candidates:
            if _is_world(words, name, start, end):
                return PlaceName(start, _with_city(text, name, end), "world")
            continue
        is_full = any(row.name == name for row in candidates)
        if is_full and len(name) > 2 and text[end : end + 1] in _OFFICES and not _begins_place(text, end):
            continue
        if is_full and len(name) > 2 and name.endswith("市") and _is_citizen(words, end):
            continue
        if not is_full and name in vocabulary()["landscapes"] and not joined:
            continue
        if name in vocabulary()["generic_districts"] and not joined:
            continue
        if not is_full and _is_front(text, name, end, candidates):
            continue
        if _fits(words, start, end, joined) and _is_meant(words, name, start, end, is_full, joined):
            return PlaceName(start, _with_old_level(words, end, is_full, candidates), "division", candidates, is_full)
    return None


def _is_world(words: Words, name: str, start: int, end: int) -> bool:
    """Whether a name of a place abroad is one here, and no language (西班牙语) or part of a longer name."""
    if words.text[end : end + 1] in ("语", "化"):
        return False
    if _is_dateline(words.text, start, end):
        return True
    if words.text.startswith(tuple(vocabulary()["country_offices"]), end):
        return True
    is_no_person = words.tag_at(start) != "PER" or len(name) > 2
    return is_no_person and _stands_free(words, end) and _fits(words, start, end, joined=False)


def _with_old_level(words: Words, end: int, is_full: bool, candidates: tuple[Division, ...]) -> int:
    """Takes in a 县 or 市 that a district's name once had (番禺县, today 番禺区)."""
    token = words.at(end)
    is_county = all(row.level == "county" for row in candidates)
    if is_full or not is_county or token is None or words.text[end] not in "县市" or token.end != end + 1:
        return end
    return end + 1


def _with_city(text: str, name: str, end: int) -> int:
    """The end of a city's name with its 市: 首尔市 but not 首尔市民."""
    is_city = places.world_places().get(name) == "city"
    return (
        end + 1 if is_city and text.startswith("市", end) and text[end + 1 : end + 2] not in ("民", "长", "场") else end
    )


def _stands_free(words: Words, end: int) -> bool:
    """Whether a place abroad is no front of a longer name that the network reads as one (马里 亚纳海沟)."""
    token = words.at(end - 1)
    if token is None or token.end <= end or token.tag not in PLACE_TAGS:
        return True
    rest = words.text[end : token.end]
    if any(sign in rest for sign in "、和与及至—－-·（("):
        return True
    return rest[:2] in name_index() or rest in vocabulary()["sides"] or token.tag in ("ORG", "nt")


def _is_dateline(text: str, start: int, end: int) -> bool:
    return (
        text[max(0, start - 3) : start].endswith(("新华社", "本报", "中新社"))
        and _DATELINE.match(text, end) is not None
    )


_SLOGAN = re.compile("新中国|中国特色|中国梦|(?:平安|法治|美丽|健康|数字|质量|活力|幸福|智慧)中国")


_DATELINE = re.compile(r"[0-9０-９]{1,2}月[0-9０-９]{1,2}日电")


_OFFICES = frozenset("长会")


def _is_front(text: str, name: str, end: int, candidates: tuple[Division, ...]) -> bool:
    """Whether a short name is the front of another (宜城街道, 黄浦江), or stands for two countries (巴中友谊)."""
    if text.startswith(tuple(vocabulary()["longer"]), end):
        return True
    if all(row.level == "county" for row in candidates) and text.startswith(
        tuple(vocabulary()["longer_counties"]), end
    ):
        return True
    return name[1:] == "中" and any(text.find(place) >= 0 for place in _countries().get(name[0], ()))


@cache
def _countries() -> dict[str, tuple[str, ...]]:
    """Countries by their first character."""
    found: dict[str, list[str]] = {}
    for name, group in places.world_places().items():
        if group == "country":
            found.setdefault(name[0], []).append(name)
    return {sign: tuple(names) for sign, names in found.items()}


_CITIZENS = ("市民", "市民们", "市场", "市面", "市容")


def _is_citizen(words: Words, end: int) -> bool:
    """Whether the 市 at the end of a city's name belongs to the next word (北京|市民)."""
    token = words.at(end - 1)
    return token is not None and token.start == end - 1 and words.read(token) in _CITIZENS


def _begins_place(text: str, start: int) -> bool:
    """Whether a full name of a place begins here: 上海市长宁区 is not 上海 市长."""
    return any(
        text.startswith(name, start) and name[-1] in "区县市" for name in name_index().get(text[start : start + 2], ())
    )


def _fits(words: Words, start: int, end: int, joined: bool) -> bool:
    """Whether a name may begin and end here: at the bounds of words, or inside a name of a place or organisation."""
    first, last = words.at(start), words.at(end - 1)
    if first is None or last is None:
        return False
    if words.text[start:end] == "中国" and _SLOGAN.search(words.text[max(0, start - 2) : end + 2]):
        return False
    begins = joined or first.start == start
    if places.is_province(words.text[start:end]) and "、" in (words.text[start - 1 : start], words.text[end : end + 1]):
        return True
    if not begins and first.tag in PLACE_TAGS:
        # inside a longer name, a place stands behind another one or with its 省, 市, 县
        begins = words.text[start - 1] in "、和与及至—－-·（(" or (
            words.text[end - 1] in "省市县区州盟旗" and end - start > 2
        )
    ends = last.end == end or last.tag in PLACE_TAGS or end - start > 2
    return begins and ends


def _is_meant(words: Words, name: str, start: int, end: int, is_full: bool, joined: bool) -> bool:
    """Whether a name of a division is one here, and not a word or a part of a person's name."""
    token = words.at(start)
    if token is None:
        return False
    if token.tag in ("PER", "nr") and (token.start, token.end) != (start, end) and not (is_full and len(name) > 2):
        return False
    if is_full and len(name) > 2:
        return True
    top = any(row.level != "county" for row in places.named(name))
    exact = (token.start == start or words.text[start - 1] in "、和与") and (
        words.ends_at(end) or any(row.name in words.text for row in places.named(name))
    )
    if name in places.common_words():
        return joined or (token.tag in ("LOC", "ns") and exact) or (top and token.tag == "ORG" and token.start == start)
    return top or joined or (exact and token.tag in ("LOC", "ns", "ORG", "nt", "PER", "nr", "nz"))


def _home_abbreviations(words: Words, home_adcode: str | None) -> Iterator[PlaceName]:
    """The home city by its first character (来株, 在株投资)."""
    home = places.division(home_adcode) if home_adcode else None
    if home is None:
        return
    initial = next((sign for sign, (code, _) in places.abbreviations().items() if code == home.adcode), home.name[0])
    for match in _abbreviation_pattern(initial).finditer(words.text):
        yield PlaceName(match.start(1), match.end(1), "abbreviation", (home,), method="abbreviation")


@cache
def _abbreviation_pattern(initial: str) -> re.Pattern[str]:
    rules = vocabulary()
    before = "|".join(sorted(map(re.escape, rules["abbreviation_before"]), key=len, reverse=True))
    return re.compile(rf"(?:{before})({re.escape(initial)})(?![{rules['abbreviation_not_behind']}])")


def _abbreviations(words: Words, taken: list[PlaceName]) -> Iterator[PlaceName]:
    """Provinces by one character: side by side (湘赣), or behind 在, 驻, 援 (在京)."""
    signs = places.abbreviations()
    text = words.text
    covered = {place for name in taken for place in range(name.start, name.end)}
    for match in _runs().finditer(text):
        start, end = match.span()
        if any(place in covered for place in range(start, end)):
            continue
        inside = words.within(start, end)
        is_whole = inside[0].start >= start and inside[-1].end <= end
        is_front = end - start > 1 and inside[0].tag in PLACE_TAGS and inside[0].start == start
        if not (is_whole or is_front):
            continue
        if all(token.tag not in ("LOC", "ns", "n", "nz", "j") for token in inside):
            continue
        yield from (_abbreviation(place, text, signs) for place in range(start, end))
    for sign in (sign for sign, (_, use) in signs.items() if use == "alone"):
        if sign not in text:
            continue
        for match in _abbreviation_pattern(sign).finditer(text):
            if match.start(1) not in covered and words.ends_at(match.end(1)):
                yield _abbreviation(match.start(1), text, signs)


def _abbreviation(place: int, text: str, signs: dict[str, tuple[str, str]]) -> PlaceName:
    row = places.division(signs[text[place]][0])
    return PlaceName(place, place + 1, "abbreviation", (row,) if row else (), method="abbreviation")


@cache
def _runs() -> re.Pattern[str]:
    return re.compile("[" + "".join(places.abbreviations()) + "]{2,4}")


def _deictics(words: Words, home_adcode: str | None) -> Iterator[PlaceName]:
    levels = vocabulary()["deictic_levels"]
    for match in _deictic_pattern().finditer(words.text):
        surface = match.group()
        if surface == "本地" and home_adcode is None:
            continue
        yield PlaceName(*match.span(), "deictic", level=levels.get(surface[1]), method="deictic")


@cache
def _deictic_pattern() -> re.Pattern[str]:
    rules = vocabulary()
    heads, levels = "".join(rules["deictic_heads"]), "".join(rules["deictic_levels"])
    not_before = rules["deictic_not_before"]
    return re.compile(
        rf"(?<![\u4e00-\u9fff]本)(?:(?<![自完安健齐])[{heads}][{levels}](?![{not_before}])|(?<![基日资文样版根])本地(?![人区方产化盘社传病]))"
    )


def without_overlap(names: list[PlaceName]) -> list[PlaceName]:
    """The longest of overlapping names, in order."""
    kept: list[PlaceName] = []
    for name in sorted(names, key=lambda item: (item.start, -item.end)):
        if kept and name.start < kept[-1].end:
            if name.end - name.start > kept[-1].end - kept[-1].start:
                kept[-1] = name
            continue
        kept.append(name)
    return kept


@cache
def name_index() -> dict[str, tuple[str, ...]]:
    """Names of divisions and places abroad by their first two characters, longest first."""
    found: dict[str, list[str]] = {}
    for name in {**places.world_places(), **places.all_names()}:
        if len(name) > 1:
            found.setdefault(name[:2], []).append(name)
    return {key: tuple(sorted(names, key=len, reverse=True)) for key, names in found.items()}
