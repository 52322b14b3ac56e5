"""Shorter and later names of organisations in an article: 甲乙集团股份有限公司 … 甲乙集团 … 甲乙 … 该公司."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.language import places
from pipelines.language.organization_names import Organization
from pipelines.language.organization_words import vocabulary
from pipelines.language.organizations import without_overlap
from pipelines.language.place_names import PlaceName
from pipelines.language.words import Words


def with_aliases(words: Words, found: list[Organization], names: Sequence[PlaceName]) -> list[Organization]:
    """The organisations of a text with their short names and with 该公司, in order."""
    found = without_overlap(found + _aliases(words, found, names))
    return sorted(found + _anaphora(words, found), key=lambda item: item.start)


_COMPANY_TAIL = re.compile(
    r"(?:股份有限公司|有限责任公司|集团有限公司|控股有限公司|有限公司|集团公司|集团|总公司|公司)$"
)


def _aliases(words: Words, found: list[Organization], names: Sequence[PlaceName]) -> list[Organization]:
    """Shorter names of companies, and names that the article introduces in brackets (以下简称“…”)."""
    text = words.text
    zones = {text[name.start : name.end] for name in names if name.kind == "zone"}
    owners: dict[str, Organization] = {}
    for surface, owner in {item.surface: item for item in reversed(found) if item.kind == "company"}.items():
        owners.update({stem: owner for stem in _stems(surface) if stem not in zones})
    by_end = {item.end: item for item in found}
    introduced: dict[str, Organization] = {}
    for match in _INTRODUCED.finditer(text):
        if match.start() in by_end:
            introduced[match[1]] = by_end[match.start()]
    if not owners and not introduced:
        return []
    aliases: list[Organization] = []
    shorter = sorted({*owners, *introduced}, key=len, reverse=True)
    for match in re.finditer("|".join(map(re.escape, shorter)), text):
        name = match.group()
        alias_of = introduced.get(name) or owners[name]
        if name in introduced or _is_name(words, *match.span()):
            aliases.append(
                Organization(*match.span(), name, alias_of.kind, alias_of.tail, alias_of.canonical, method="alias")
            )
    return aliases


_INTRODUCED = re.compile(r"[（(](?:以下|下称|以下均)?(?:简称|称)[：:]?[“\"]?([\u4e00-\u9fffA-Za-z]{2,10})[”\"]?[)）]")


def _is_name(words: Words, start: int, end: int) -> bool:
    """Whether the network reads a name in a span, and no part of a longer word."""
    first, last = words.at(start), words.at(end - 1)
    if first is None or last is None or first.start != start or last.end != end:
        return False
    return first.tag in ("ORG", "PER", "LOC", "nz", "nr", "nt", "ns")


def _stems(name: str) -> list[str]:
    """甲乙集团股份有限公司 → 甲乙集团, 甲乙; without the place at the front as well."""
    stems: list[str] = []
    bodies = [name]
    inside = re.sub(r"[（(].*?[)）]", "", name)
    bodies.append(inside)
    for size in range(min(5, len(name) - 2), 1, -1):
        if places.named(name[:size]):
            bodies.append(name[size:])
            break
    for body in bodies:
        stem = body
        while True:
            shorter = _COMPANY_TAIL.sub("", stem)
            if shorter == stem or len(shorter) < 2:
                break
            stem = shorter
            stems.append(stem)
            if not stem.endswith("集团") and body.startswith(stem + "集团"):
                stems.append(stem + "集团")
    return [
        stem
        for stem in dict.fromkeys(stems)
        if len(stem) > 1 and stem != name and not places.named(stem) and stem not in places.world_places()
    ]


def _anaphora(words: Words, found: list[Organization]) -> list[Organization]:
    """该公司: the company named last before it."""
    rules = vocabulary()["anaphora"]
    result: list[Organization] = []
    last: dict[str, Organization] = {}
    waiting = iter(sorted(found, key=lambda item: item.end))
    item = next(waiting, None)
    for match in re.finditer("|".join(rules), words.text):
        while item is not None and item.end <= match.start():
            last[item.kind] = item
            item = next(waiting, None)
        owner = last.get(rules[match.group()])
        if owner is not None:
            result.append(
                Organization(*match.span(), match.group(), owner.kind, owner.tail, owner.canonical, method="anaphor")
            )
    return result
