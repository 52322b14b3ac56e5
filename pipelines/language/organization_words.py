"""What names of organisations are made of: tails by kind, known names, generic words (`organizations.yml`)."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import Any

import yaml

PUBLIC_KINDS = frozenset(
    {"party", "congress", "consultative", "discipline", "judiciary", "government", "mass_organization"}
)
"""Kinds whose names begin with the full name of their area (市红十字会 → 株洲市红十字会)."""


@cache
def vocabulary() -> dict[str, Any]:
    """`organizations.yml`."""
    text = resources.files(__package__).joinpath("organizations.yml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


@cache
def known_kinds() -> tuple[dict[str, str], frozenset[str]]:
    """Names known beforehand with their kinds, and those of them that are ordinary words too."""
    rules = vocabulary()
    kinds = {name: kind for kind, names in rules["known"].items() for name in names}
    return kinds, frozenset(rules["known_words"])


@cache
def known_pattern(extra: tuple[str, ...]) -> re.Pattern[str]:
    """Any known name, the longest first; `extra` are names of the profile."""
    names = sorted({*known_kinds()[0], *extra}, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, names)))


@cache
def tails() -> dict[str, str]:
    """All tails with their kinds."""
    weak = {tail: kind for kind, names in vocabulary()["weak"].items() for tail in names}
    return {**weak, **strong_tails()}


@cache
def strong_tails() -> dict[str, str]:
    """Tails that need no word of the network, with their kinds."""
    return {tail: kind for kind, names in vocabulary()["strong"].items() for tail in names}


@cache
def strong_pattern() -> re.Pattern[str]:
    """Any strong tail, the longest first."""
    return re.compile("|".join(sorted(map(re.escape, strong_tails()), key=len, reverse=True)))


@cache
def unit_pattern() -> re.Pattern[str]:
    """A numbered unit behind a body (一中队)."""
    units = "|".join(vocabulary()["units"])
    return re.compile(rf"第?[一二三四五六七八九十0-9]{{1,3}}(?:{units})")


def tail_of(name: str) -> str | None:
    """The longest tail that a name ends in."""
    return next((name[-size:] for size in range(min(len(name), 10), 0, -1) if name[-size:] in tails()), None)


def strong_tail_of(name: str) -> str | None:
    """The longest strong tail that a name ends in."""
    return next((name[-size:] for size in range(min(len(name), 10), 0, -1) if name[-size:] in strong_tails()), None)


def is_generic(head: str) -> bool:
    """Whether only generic words stand before a tail."""
    generic = _generic_pattern()
    return generic.fullmatch(head) is not None


@cache
def _generic_pattern() -> re.Pattern[str]:
    words = sorted(vocabulary()["generic"], key=len, reverse=True)
    return re.compile("(?:" + "|".join(map(re.escape, words)) + "|[的（）()、“”一二三四五六七八九十0-9]|家|个)+")


def has_strong_tail(name: str) -> bool:
    """Whether a name of four characters and more ends as only organisations do."""
    return len(name) > 3 and strong_tail_of(name) is not None


def tail_kind(name: str) -> str | None:
    """The kind that the tail of a name shows."""
    tail = tail_of(name)
    return tails()[tail] if tail is not None else None


@cache
def event_pattern() -> re.Pattern[str]:
    """Names that end in 会 and are events (博览会, 报告会)."""
    return re.compile("(?:" + "|".join(vocabulary()["events"]) + ")会$")


@cache
def form_patterns() -> dict[str, re.Pattern[str]]:
    """Names told by their form, by kind."""
    return {kind: re.compile(pattern) for kind, pattern in vocabulary()["forms"].items()}


@cache
def no_name_pattern() -> re.Pattern[str]:
    """What no name of an organisation holds or ends in."""
    rules = vocabulary()
    inside = "|".join(map(re.escape, rules["not_inside"]))
    ends = "|".join(map(re.escape, rules["not_at_end"]))
    return re.compile(rf"{inside}|[一二三两几多0-9]家|(?:{ends})$")


@cache
def leading_pattern() -> re.Pattern[str]:
    """Words that the network draws to the front of a name."""
    words = "|".join(map(re.escape, vocabulary()["leading"]))
    return re.compile(rf"^(?!联合国)(?:[\u4e00-\u9fff]{{2,4}}任原?(?!公司)|[一两三几多]家|{words})(?=..)")


@cache
def part_pattern() -> re.Pattern[str]:
    """What a body is in a project, before its name (园区建设单位|某某公司)."""
    parts = "|".join(sorted(map(re.escape, vocabulary()["parts_played"]), key=len, reverse=True))
    return re.compile(rf"[\u4e00-\u9fff]{{0,12}}(?:{parts})")


@cache
def department_pattern() -> re.Pattern[str]:
    """A department right behind a known body, with the head of a title behind it."""
    rows = vocabulary()["departments"].items()
    ends = "|".join(f"{tail}(?={'|'.join(heads)})" for tail, heads in rows)
    return re.compile(rf"[\u4e00-\u9fff]{{2,10}}?(?:{ends})")


@cache
def office_pattern() -> re.Pattern[str]:
    """An office or group right behind a known body."""
    rules = vocabulary()
    never = "|".join(map(re.escape, rules["not_in_offices"]))
    ends = "|".join(sorted(map(re.escape, rules["offices_of_bodies"]), key=len, reverse=True))
    return re.compile(rf"(?:(?!{never})[\u4e00-\u9fff]){{2,14}}?(?:{ends})(?![\u4e00-\u9fff]*会议)")


@cache
def verbs_inside() -> re.Pattern[str]:
    """Verbs that end a known name."""
    return re.compile("|".join(vocabulary()["verbs_inside"]))
