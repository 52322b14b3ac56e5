"""Names of projects: what of a printed name is its own, what is place, number, phase or generic word."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any

import yaml

from pipelines.language import places

_MARKS = re.compile(r"[\s“”\"'‘’《》〈〉「」·•—\-]")
_BRACKETS = re.compile(r"[(（][^)）]*[)）]")
_DEICTIC = ("全市", "我市", "本市", "市级", "省级", "国家级", "全县", "我县", "全区", "我区")
_FIRST = {"首期": "1期"}
_NUMERALS = str.maketrans("一二三四五六七八九", "123456789")


@dataclass(frozen=True, slots=True)
class ProjectWords:
    """The vocabulary of `project_words.yml`, compiled."""

    tails: tuple[str, ...]
    heads: tuple[str, ...]
    counted: re.Pattern[str]
    phase: re.Pattern[str]
    generic: re.Pattern[str]
    collective: re.Pattern[str]
    alias_between: re.Pattern[str]
    alias_at_front: re.Pattern[str]
    list_between: re.Pattern[str]
    contains_between: re.Pattern[str]
    part_between: re.Pattern[str]
    part_after: re.Pattern[str]
    many_projects: re.Pattern[str]
    group: re.Pattern[str]


@cache
def project_words() -> ProjectWords:
    """The vocabulary."""
    text = resources.files(__package__).joinpath("project_words.yml").read_text(encoding="utf-8")
    declared: dict[str, Any] = yaml.safe_load(text)
    longest_first = sorted(declared.pop("generic"), key=len, reverse=True)
    lists = {key: tuple(sorted(declared.pop(key), key=len, reverse=True)) for key in ("tails", "heads")}
    patterns = {key: re.compile(pattern) for key, pattern in declared.items()}
    generic = re.compile("|".join(map(re.escape, longest_first)))
    return ProjectWords(tails=lists["tails"], heads=lists["heads"], generic=generic, **patterns)


@dataclass(frozen=True, slots=True)
class ProjectName:
    """A printed name, taken apart.

    core: without place names, brackets, numbers, phase and generic tail; phase: `1期`, `3标段`, or empty
    is_generic: the core has nothing of its own; is_collective: the name stands for several projects
    lead: core of the project that a group without a name is called after (X等多个项目), else empty
    county: adcode of the county that the name begins with (北湖区黑臭水体治理工程)
    """

    core: str
    phase: str
    is_generic: bool
    is_collective: bool
    lead: str = ""
    county: str | None = None


class NameReader:
    """Takes names apart, knowing the names of places around a city."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], ProjectName] = {}
        self._starts: dict[str, re.Pattern[str] | None] = {}
        self._counties: dict[str, dict[str, str]] = {}

    def read(self, printed: str, city: str) -> ProjectName:
        """The parts of a name printed for a project of a prefecture (adcode, empty when unknown)."""
        key = (printed, city)
        if key not in self._known:
            self._known[key] = replace(self._read(printed, self._start(city)), county=self._county(printed, city))
        return self._known[key]

    def _county(self, printed: str, city: str) -> str | None:
        """The county of the prefecture that a name begins with, after the prefecture's own name if that is there."""
        if city not in self._counties:
            here = [
                place
                for place in places.divisions()
                if city and place.level == "county" and places.is_within(place.adcode, city)
            ]
            self._counties[city] = {
                name: place.adcode for place in here for name in (place.name, places.short_name(place.name))
            }
        home = places.division(city) if city else None
        for prefix in (home.name, places.short_name(home.name)) if home else ():
            printed = printed.removeprefix(prefix)
        fits = [name for name in self._counties[city] if printed.startswith(name)]
        return self._counties[city][max(fits, key=len)] if fits else None

    def _start(self, city: str) -> re.Pattern[str] | None:
        """Names of the prefecture, its province and its counties at the front of a name."""
        if city not in self._starts:
            around = (place for place in places.divisions() if city and places.is_within(place.adcode, city))
            names = {place.name for place in around} | {
                places.full_name(code) or "" for code in (city, city[:2] + "0000")
            }
            names |= {place.name for code in (city, city[:2] + "0000") if city and (place := places.division(code))}
            names |= {short for name in names if len(short := places.short_name(name)) >= 2}
            ordered = sorted((name for name in names if name), key=lambda name: (-len(name), name))
            pattern = "|".join(map(re.escape, [*ordered, *_DEICTIC]))
            self._starts[city] = re.compile(f"^(?:{pattern})+(?=..)")
        return self._starts[city]

    def _read(self, printed: str, start: re.Pattern[str] | None) -> ProjectName:
        words = project_words()
        name = words.alias_at_front.sub("", _MARKS.sub("", _BRACKETS.sub("", printed)) or printed)
        if found := words.group.match(name):
            lead = self._read(found["lead"], start).core
            return ProjectName(f"{lead}等", "", is_generic=False, is_collective=True, lead=lead)
        phases = [_FIRST.get(match, match) for match in (found.group(0) for found in words.phase.finditer(name))]
        core = words.phase.sub("", name)
        if len(core) < 2:
            core, phases = name, []
        core = self._strip(core, start)
        return ProjectName(
            core=core,
            phase="".join(phases).replace("第", "").translate(_NUMERALS),
            is_generic=not words.generic.sub("", core),
            is_collective=bool(words.collective.search(self._without_tail(name))),
        )

    def _without_tail(self, name: str) -> str:
        return next((name[: -len(tail)] for tail in ("建设项目", "项目", "工程", "建设") if name.endswith(tail)), name)

    def _strip(self, name: str, start: re.Pattern[str] | None) -> str:
        """Cut off places, counts and generic words at both ends, while something is left."""
        words = project_words()
        while True:
            shorter = words.counted.sub("", name)
            shorter = start.sub("", shorter) if start else shorter
            if shorter.startswith(words.heads):
                shorter = next(shorter[len(head) :] for head in words.heads if shorter.startswith(head))
            if shorter.endswith(words.tails):
                shorter = next(shorter[: -len(tail)] for tail in words.tails if shorter.endswith(tail))
            if shorter == name or len(shorter) < 2:
                return name
            name = shorter


@cache
def _sectors() -> list[tuple[re.Pattern[str], str]]:
    text = resources.files(__package__).joinpath("sectors.tsv").read_text(encoding="utf-8")
    lines = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return [(re.compile(pattern), sector) for pattern, sector in lines]


def sector_of(name: str) -> str | None:
    """Branch of industry by the words of a name; None when none tells."""
    return next((sector for pattern, sector in _sectors() if pattern.search(name)), None)
