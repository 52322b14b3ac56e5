"""Finds names of places with one misread character (绿口区 for 渌口区), as OCR prints them.

Only where a place must stand and the printed form is no place: a county's full name in the home province, a
county right behind its prefecture or province, a short name before a zone or a body of the home city. The printed
form is kept; the correction is a row of its own.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources

from pipelines.language import places
from pipelines.language.place_names import PlaceName, vocabulary
from pipelines.language.places import Division
from pipelines.language.words import Words

REASON = "gazetteer: one look-alike character, and no place of the printed name"
CONFIDENCE = 0.85
_COUNTY = re.compile(r"[\u4e00-\u9fff]{2,4}[区县市旗]")
_BODIES = ("区委", "县委", "市委", "区政府", "县政府", "市政府")


def find_misprints(
    words: Words, names: Iterable[PlaceName], home_adcode: str | None, on: dt.date | None
) -> list[PlaceName]:
    """Names with one misread character, where no name of `names` stands; `corrected` holds the right form."""
    found: list[PlaceName] = []
    covered = bytearray(len(words.text) + 1)
    before = list(names)
    for name in before:
        covered[name.start : name.end] = b"\1" * (name.end - name.start)
    candidates = [*_behind_places(words, before, on), *_at_home(words, home_adcode, on)]
    for name in sorted(candidates, key=lambda item: (item.start, -item.end)):
        if not any(covered[name.start : name.end]):
            covered[name.start : name.end] = b"\1" * (name.end - name.start)
            found.append(name)
    return found


def are_alike(one: str, other: str) -> bool:
    """Whether one of two characters may be printed for the other."""
    return other in _table().get(one, "") or one in _table().get(other, "")


def _behind_places(words: Words, names: Iterable[PlaceName], on: dt.date | None) -> Iterator[PlaceName]:
    """A county's name right behind the place above it."""
    for name in names:
        match = _COUNTY.match(words.text, name.end)
        if name.kind != "division" or match is None or places.named(match.group()):
            continue
        rows = [
            row for owner in name.candidates for row in _children(owner.adcode, on) if _differs(row.name, match.group())
        ]
        if len({row.adcode for row in rows}) == 1:
            yield _misprint(match.start(), match.end(), rows[0], rows[0].name)


def _at_home(words: Words, home: str | None, on: dt.date | None) -> Iterator[PlaceName]:
    if home is None:
        return
    full, short = _variants(home, on)
    text = words.text
    tails = (*vocabulary()["zone_tails"], *_BODIES)
    for place in range(len(text) - 1):
        key = text[place : place + 2]
        if key not in full and key not in short:
            continue
        token = words.at(place)
        if token is None or (token.start != place and token.tag not in ("LOC", "ORG", "ns", "nt")):
            continue
        for printed, row in full.get(key, ()):
            if text.startswith(printed, place):
                yield _misprint(place, place + len(printed), row, row.name)
        for printed, row in short.get(key, ()):
            if text.startswith(printed, place) and text.startswith(tails, place + len(printed)):
                yield _misprint(place, place + len(printed), row, places.short_name(row.name), is_full=False)


def _misprint(start: int, end: int, row: Division, corrected: str, is_full: bool = True) -> PlaceName:
    return PlaceName(
        start, end, "division", (row,), is_full, confidence=CONFIDENCE, method="look_alike", corrected=corrected
    )


def _differs(name: str, printed: str) -> bool:
    """Whether a printed form is the name but for one look-alike character."""
    if len(name) != len(printed):
        return False
    pairs = [(right, wrong) for right, wrong in zip(name, printed, strict=True) if right != wrong]
    return len(pairs) == 1 and pairs[0][1] in _table().get(pairs[0][0], "")


@cache
def _children(adcode: str, on: dt.date | None) -> tuple[Division, ...]:
    size = 2 if adcode.endswith("0000") else 4  # the digits that what lies in a province or prefecture shares with it
    if not adcode.endswith("00"):
        return ()
    return tuple(row for row in places.divisions(on) if row.adcode.startswith(adcode[:size]) and row.adcode != adcode)


_Index = dict[str, tuple[tuple[str, Division], ...]]


@cache
def _variants(home: str, on: dt.date | None) -> tuple[_Index, _Index]:
    """Misread full names of the home province and short names of the home city, by their first two characters."""
    province = places.province_of(home)
    full: dict[str, list[tuple[str, Division]]] = {}
    short: dict[str, list[tuple[str, Division]]] = {}
    for row in _children(province, on):
        if len(row.name) > 2:
            _add(full, row.name, len(row.name) - 1, row)
        if places.is_within(row.adcode, home) and len(places.short_name(row.name)) > 1:
            _add(short, places.short_name(row.name), len(places.short_name(row.name)), row)
    return (
        {key: tuple(rows) for key, rows in full.items()},
        {key: tuple(rows) for key, rows in short.items()},
    )


def _add(index: dict[str, list[tuple[str, Division]]], name: str, size: int, row: Division) -> None:
    for place in range(size):
        for wrong in _table().get(name[place], ""):
            printed = name[:place] + wrong + name[place + 1 :]
            if not places.named(printed):
                index.setdefault(printed[:2], []).append((printed, row))


@cache
def _table() -> dict[str, str]:
    """Right character → what may be printed for it."""
    text = resources.files(__package__).joinpath("gazetteer", "look_alikes.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {row[0]: row[1] for row in rows}
