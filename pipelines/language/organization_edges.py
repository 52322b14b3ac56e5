"""Where the name of an organisation begins: what stands before it and belongs to it, and what does not."""

from __future__ import annotations

import re

from pipelines.language.names import is_transliterated
from pipelines.language.organization_words import tails
from pipelines.language.place_names import PlaceName
from pipelines.language.words import Words

_LOCAL_KINDS = frozenset(
    {"party", "government", "congress", "consultative", "discipline", "judiciary", "mass_organization"}
)


def behind_places(words: Words, start: int, end: int, place_ends: dict[int, PlaceName]) -> int:
    """Where a company's name begins behind the township or zone it stands in (某镇|某某合作社, 某开发区|某某公司)."""
    local = [
        place.end
        for place in place_ends.values()
        if place.kind in ("town", "village", "zone") and start < place.end <= end - 4 and place.start >= start - 12
    ]
    return max(local, default=start)


def with_brackets(words: Words, start: int, place_ends: dict[int, PlaceName]) -> int:
    """Takes the front with a place in brackets into a company's name (红日（深圳）|国际航空有限公司)."""
    place = place_ends.get(start - 1)
    if words.text[start - 1 : start] not in ("）", ")") or place is None:
        return start
    front = words.at(place.start - 2)
    is_name = front is not None and front.end == place.start - 1 and front.tag in ("nr", "nz", "PER", "ORG", "n", "LOC")
    return front.start if front is not None and is_name and words.text[place.start - 1] in "（(" else start


def with_name_before(words: Words, start: int, tail: str) -> int:
    """Takes in the front of a name that the network read as a person (阿卜杜勒 三世大学)."""
    before = words.at(start - 1) if start else None
    if before is None or before.end != start or tails()[tail] not in ("institution", "company"):
        return start
    if before.tag not in ("PER", "nr") or re.search(r"[^\u4e00-\u9fff·]", words.read(before)):
        return start
    return before.start if is_transliterated(words.read(before)) else start


def with_place_before(words: Words, start: int, surface: str, tail: str, place_ends: dict[int, PlaceName]) -> int:
    """Takes the place, or 市, 省, 县 before a public body into its name."""
    text = words.text
    owner = place_ends.get(start)
    kind = tails()[tail]
    begins_anew = any(surface.startswith(word) for word in ("市", "省", "县", "区", "第", "人民", "公安"))
    if owner is not None and owner.kind in ("division", "zone") and (kind in _LOCAL_KINDS or begins_anew):
        return owner.start
    before = words.at(start - 1) if start else None
    if (
        before is not None
        and before.end - before.start == 1
        and text[start - 1] in "市省县区"
        and kind in (*_LOCAL_KINDS, "institution")
    ):
        return start - 1
    return start
