"""Decides which place a name means: by its neighbours, the home city, the rest of the article and the date."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence

from pipelines.language import places
from pipelines.language.place_names import PlaceName, vocabulary
from pipelines.language.places import Division
from pipelines.language.words import Words

_LEVEL_PRIOR = {"province": 6.0, "prefecture": 5.0, "county": 1.0}


def resolve(words: Words, names: Sequence[PlaceName], home_adcode: str | None, on: dt.date | None) -> list[PlaceName]:
    """Fills `adcode` and `normalized` of names, and drops those that are no place here.

    home_adcode: the paper's home city; on: the edition's date, whose codes hold
    """
    anchors = _anchors(names, on)
    full = {row.name for name in names if name.is_full for row in name.candidates if row.name == _surface(words, name)}
    kept: list[PlaceName] = []
    for name in names:
        before = kept[-1] if kept and kept[-1].end == name.start else None
        if name.kind == "division" and not _division(words, name, before, kept, anchors, full, home_adcode, on):
            continue
        if name.kind == "abbreviation" and name.candidates:
            name.adcode, name.normalized = name.candidates[0].adcode, name.candidates[0].name
        elif name.kind == "world":
            name.normalized = _surface(words, name)
        elif name.kind == "deictic" and not _deictic(words, name, kept, home_adcode, on):
            continue
        elif name.kind in ("town", "village"):
            _local(words, name, before, kept, anchors, home_adcode)
        elif name.kind == "zone":
            _zone(words, name, kept, anchors, home_adcode, on)
        kept.append(name)
    return kept


def _surface(words: Words, name: PlaceName) -> str:
    return words.text[name.start : name.end]


def _anchors(names: Sequence[PlaceName], on: dt.date | None) -> Counter[str]:
    """Codes, with those above them, of the names that can mean one place only, with their counts."""
    anchors: Counter[str] = Counter()
    for name in names:
        rows = {row.adcode for row in _valid(name.candidates, on)}
        is_sure = name.is_full or any(row.level != "county" for row in name.candidates)
        if name.kind == "division" and is_sure and len(rows) == 1:
            code = rows.pop()
            anchors[code] += 1
            anchors.update(places.ancestors(code))
    return anchors


def _valid(candidates: Sequence[Division], on: dt.date | None) -> list[Division]:
    """The candidates of that day; where there is none, the latest ones before and after it."""
    valid = [row for row in candidates if row.is_valid(on)]
    return valid or list(candidates)


def _division(
    words: Words,
    name: PlaceName,
    before: PlaceName | None,
    kept: Sequence[PlaceName],
    anchors: Counter[str],
    full: set[str],
    home: str | None,
    on: dt.date | None,
) -> bool:
    surface = name.corrected or _surface(words, name)
    codes = {row.adcode for row in name.candidates}
    scored = sorted(
        (
            (_score(row, surface, before, kept, anchors, home) - _under(row, surface, codes), row)
            for row in _valid(name.candidates, on)
        ),
        key=lambda pair: -pair[0],
    )
    best, row = scored[0]
    if (
        row.level == "county"
        and row.name != surface
        and not _is_known(row, surface, words, name, before, full, anchors, home)
    ):
        return False
    if row.name != surface and surface in places.common_words() and not _is_named(row, before, full, home):
        return False
    tie = [other for score, other in scored[1:] if score > best - 0.5 and other.adcode != row.adcode]
    if tie:
        name.confidence = 0.5
        name.normalized = surface
        return True
    name.adcode, name.normalized = row.adcode, row.name
    return True


def _under(row: Division, surface: str, codes: set[str]) -> float:
    """What a county loses when the short name is its prefecture's as well (长沙 is the city, not 长沙县)."""
    return 15.0 if row.name != surface and codes.intersection(places.ancestors(row.adcode)) else 0.0


def _score(
    row: Division,
    surface: str,
    before: PlaceName | None,
    kept: Sequence[PlaceName],
    anchors: Counter[str],
    home: str | None,
) -> float:
    score = _LEVEL_PRIOR.get(row.level, 0.0)
    if row.name == surface:
        score += 4
    if row.level == "county":
        score += {"市": 1.0, "区": -0.5}.get(row.name[-1], 0.0)
    if before is not None and before.adcode in places.ancestors(row.adcode):
        score += 20
    if home is not None:
        score += 8 if places.is_within(row.adcode, home) else 0
        score += 3 if places.province_of(row.adcode) == places.province_of(home) else 0
    above = places.ancestors(row.adcode)
    if above:
        score += 4 if any(anchors[code] and places.level_of(code) == "prefecture" for code in above) else 0
        score += 3 if anchors[above[-1]] else 0
        last = next((name.adcode for name in reversed(kept) if name.adcode), None)
        score += 2 if last and places.province_of(last) == above[-1] else 0
    return score


def _is_named(row: Division, before: PlaceName | None, full: set[str], home: str | None) -> bool:
    """Whether the full name stands in the article, the place above right before, or the place is the home city's."""
    if row.name in full or (before is not None and before.adcode in places.ancestors(row.adcode)):
        return True
    return home is not None and places.is_within(row.adcode, home)


def _is_near(row: Division, before: PlaceName | None, full: set[str], anchors: Counter[str], home: str | None) -> bool:
    """Whether the article speaks of the place or of what lies above it."""
    if row.name in full or (before is not None and before.adcode in places.ancestors(row.adcode)):
        return True
    if home is not None and places.is_within(row.adcode, home):
        return True
    prefecture = places.prefecture_of(row.adcode)
    return any(anchors[code] for code in places.ancestors(row.adcode)) or (
        prefecture is not None and anchors[prefecture] > 1
    )


def _is_known(
    row: Division,
    surface: str,
    words: Words,
    name: PlaceName,
    before: PlaceName | None,
    full: set[str],
    anchors: Counter[str],
    home: str | None,
) -> bool:
    """Whether a county's short name counts: near in the article, or a name that only a place bears."""
    if _is_near(row, before, full, anchors, home):
        return True
    tag = words.tag_at(name.start)
    return surface not in places.common_words() and tag in ("LOC", "ns") and row.name.endswith("市")


def _deictic(words: Words, name: PlaceName, kept: Sequence[PlaceName], home: str | None, on: dt.date | None) -> bool:
    """我市, 全省, 该区: the home city's for a local paper and 我 or 全, else the nearest place of that level before."""
    surface = _surface(words, name)
    level = name.level or "county"
    code: str | None = None
    if surface[0] in "我全本" and home is not None and surface != "本地":
        code = _of_level(home, level)
    guests = _named_in_sentence(words.text, name.start, kept) if _VISITED.search(words.text[: name.start]) else set()
    if code is None:
        for other in reversed(kept):
            if other.start in guests:
                continue
            if other.adcode and other.kind in ("division", "zone", "town", "village", "deictic"):
                code = other.adcode if surface == "本地" else _of_level(other.adcode, level, surface)
                if code is not None:
                    break
                if surface[0] in "全我" and places.level_of(other.adcode) == "province":
                    continue
    if code is None and surface == "本地":
        code = home
    row = places.division(code, on) if code else None
    if row is None:
        return False
    name.adcode, name.normalized = row.adcode, row.name
    return True


_VISITED = re.compile("(?:赴|来|到|抵|莅临)$")  # 考察团赴我市: the place named before is the guests'


def _named_in_sentence(text: str, start: int, kept: Sequence[PlaceName]) -> set[int]:
    """Where places begin that the sentence names before a character."""
    begin = max(text.rfind(mark, 0, start) for mark in "。；\n")
    return {name.start for name in kept if name.start > begin}


def _of_level(code: str, level: str, surface: str = "") -> str | None:
    """The code itself or one above it that has a level; 全区 may be an autonomous region, 全市 a municipality."""
    for candidate in (code, *places.ancestors(code)):
        row = places.division(candidate)
        if row is None:
            continue
        if surface[-1:] in ("州", "旗", "县") and not row.name.endswith(surface[-1]):
            continue  # 我州 is an autonomous prefecture, 我旗 a banner
        if row.level == level and not (surface.endswith("区") and not row.name.endswith(("区", "旗"))):
            return candidate
        if level == "prefecture" and (row.name.endswith("市") and (row.level == "province" or not surface)):
            return candidate
        if level == "prefecture" and row.level == "county" and row.name.endswith("市") and surface:
            return candidate
        if surface.endswith("区") and row.name.endswith("自治区"):
            return candidate
    return None


def _local(
    words: Words,
    name: PlaceName,
    before: PlaceName | None,
    kept: Sequence[PlaceName],
    anchors: Counter[str],
    home: str | None,
) -> None:
    """The county that a township or village lies in."""
    name.normalized = _surface(words, name).replace("\n", "")
    name.confidence = 0.7
    if before is not None and before.adcode:
        name.adcode = before.adcode
        return
    counties = places.counties_of_town(name.normalized) if name.kind == "town" else ()
    near = [code for code in counties if anchors[code]] or [
        code for code in counties if home and places.is_within(code, home)
    ]
    if len(near) == 1 or (len(counties) == 1 and not near):
        name.adcode = (near or list(counties))[0]
        return
    same = next((other for other in kept if other.normalized == name.normalized and other.adcode), None)
    if same is not None:
        name.adcode = same.adcode


def _zone(
    words: Words,
    name: PlaceName,
    kept: Sequence[PlaceName],
    anchors: Counter[str],
    home: str | None,
    on: dt.date | None,
) -> None:
    surface = _surface(words, name)
    name.normalized = name.corrected or surface
    if name.adcode is not None:
        return
    if name.candidates:
        rows = _valid(name.candidates, on)
        name.adcode = max(rows, key=lambda row: _score(row, surface, None, kept, anchors, home)).adcode
    elif surface in vocabulary()["zone_alone"]:
        name.adcode = home or next((other.adcode for other in reversed(kept) if other.kind == "division"), None)
    else:
        for end in range(len(surface), 1, -1):
            rows = [row for row in places.named(surface[:end]) if row.is_valid(on)]
            if rows:
                name.adcode = max(rows, key=lambda row: _score(row, surface, None, kept, anchors, home)).adcode
                return
        name.adcode = home or next((other.adcode for other in reversed(kept) if other.kind == "division"), None)
