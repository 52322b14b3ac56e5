"""Shorter and later names of organisations in an article: 甲乙集团股份有限公司 … 甲乙集团 … 甲乙 … 该公司."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.language import places
from pipelines.language.organization_words import vocabulary
from pipelines.language.organizations import Organization, without_overlap
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
    aliases: list[Organization] = []
    text = words.text
    for owner in [item for item in found if item.kind == "company"]:
        stems = _stems(owner.surface)
        for stem in stems:
            if any(name.kind == "zone" and words.text[name.start : name.end] == stem for name in names):
                continue
            for match in re.finditer(re.escape(stem), text):
                start, end = match.span()
                first, last = words.at(start), words.at(end - 1)
                if first is None or last is None or first.start != start or last.end != end:
                    continue
                if first.tag in ("ORG", "PER", "LOC", "nz", "nr", "nt", "ns"):
                    aliases.append(
                        Organization(start, end, stem, owner.kind, owner.tail, owner.canonical, method="alias")
                    )
    for match in re.finditer(
        r"[（(](?:以下|下称|以下均)?(?:简称|称)[：:]?[“\"]?([\u4e00-\u9fffA-Za-z]{2,10})[”\"]?[)）]", text
    ):
        owner_of = next((item for item in found if item.end == match.start()), None)
        if owner_of is None:
            continue
        for place in re.finditer(re.escape(match[1]), text):
            aliases.append(
                Organization(*place.span(), match[1], owner_of.kind, owner_of.tail, owner_of.canonical, method="alias")
            )
    return aliases


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
    for match in re.finditer("|".join(rules), words.text):
        before = [item for item in found if item.kind == rules[match.group()] and item.end <= match.start()]
        if before:
            owner = before[-1]
            result.append(
                Organization(*match.span(), match.group(), owner.kind, owner.tail, owner.canonical, method="anaphor")
            )
    return result
