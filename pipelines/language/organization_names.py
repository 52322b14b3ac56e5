"""An organisation named in a text, and names that their form alone tells: sessions, numbered bureaus, ministries."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipelines.language.organization_words import form_patterns
from pipelines.language.place_names import PlaceName
from pipelines.language.words import Words


@dataclass(slots=True)
class Organization:
    """An organisation named in a text.

    kind: as in the registry of organisations
    tail: the word of the vocabulary that its name ends in; the whole name where it was known beforehand
    canonical: its full name, as far as the article and the home city tell
    """

    start: int
    end: int
    surface: str
    kind: str
    tail: str
    canonical: str
    adcode: str | None = None
    method: str = "grammar"
    is_bare: bool = False


def behind_form(item: Organization, formed: Sequence[Organization]) -> Organization:
    """The second of two names that the network ran together, when the first is told by its form (中建八局|某某大学)."""
    first = next((one for one in formed if one.start == item.start and one.end < item.end - 3), None)
    if first is None or first.kind != "company" or item.surface.endswith("公司"):
        return item
    surface = item.surface[first.end - item.start :]
    return replace(item, start=first.end, surface=surface, canonical=surface)


def by_form(words: Words, place_ends: dict[int, PlaceName]) -> list[Organization]:
    """Names told by their form alone: sessions of a congress, numbered bureaus of builders, media that report."""
    found: list[Organization] = []
    for kind, pattern in form_patterns().items():
        for match in pattern.finditer(words.text):
            start, end = match.span("name") if "name" in pattern.groupindex else match.span()
            place = place_ends.get(start + 1)
            start = place.start if place is not None and place.kind == "division" else start
            name = words.text[start:end]
            found.append(Organization(start, end, name, kind, name, name))
    return found


def ministries(words: Words, place_ends: dict[int, PlaceName]) -> list[Organization]:
    """Ministries of several fields behind a country's name (尼泊尔文化、旅游和民航部)."""
    found: list[Organization] = []
    for country in place_ends.values():
        match = _MINISTRY.match(words.text, country.end) if country.kind == "world" else None
        if match is not None:
            name = words.text[country.start : match.end()]
            found.append(Organization(country.start, match.end(), name, "government", "部", name))
    return found


_MINISTRY = re.compile(
    r"(?:[\u4e00-\u9fff]{2,6}、){1,3}[\u4e00-\u9fff]{2,6}[和与及][\u4e00-\u9fff]{2,8}?(?:部|委员会)(?!门|队|分|长)"
)


def within_ministry(item: Organization, ministries: Sequence[Organization]) -> Organization:
    """A body of a ministry, whose name begins with the ministry's."""
    owner = next((one for one in ministries if one.start < item.start < one.end <= item.end), None)
    if owner is None:
        return item
    surface = owner.surface[: item.start - owner.start] + item.surface
    return replace(item, start=owner.start, surface=surface, canonical=surface)
