"""Corrects persons' names with one misread character (罗绍钧 for 罗绍昀), as OCR prints them.

Two witnesses count: the article prints the right form more often, under no other title; or a title stands before the
name, its first character is no surname, and it looks like exactly one. The printed form is kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from pipelines.language.names import is_chinese_name, is_misprint, look_alikes, surnames
from pipelines.language.person_candidates import Person
from pipelines.language.titles import Title

NAME_REASON = "name: one look-alike character, and the article or the surname speaks for the other"


def correct_names(persons: Sequence[Person], titles: Mapping[int, Sequence[Title]]) -> None:
    """Fills `corrected` and `name` of persons whose printed names are misprints."""
    counts = Counter(person.name for person in persons if len(person.name) == 3)
    held: dict[str, set[str]] = {}
    for person in persons:
        held.setdefault(person.name, set()).update(title.text for title in titles.get(person.start, ()))
    for person in persons:
        if person.method == "byline" or len(person.name) != 3:
            continue
        right = _more_frequent(person.name, counts, held) or (
            _with_surname(person.name) if titles.get(person.start) else None
        )
        if right is not None:
            person.corrected = person.name = right


def _more_frequent(name: str, counts: Counter[str], held: Mapping[str, set[str]]) -> str | None:
    """The name that the article prints more often, one look-alike apart, and under no other titles."""
    found = [
        other
        for other, count in counts.items()
        if count > max(1, counts[name]) and is_misprint(name, other) and (held[name] <= held[other] or not held[other])
    ]
    return found[0] if len(found) == 1 else None


def _with_surname(name: str) -> str | None:
    """The name with the one surname that its first character looks like, when it is none itself."""
    if name[0] in surnames():
        return None
    found = [sign for sign in look_alikes().get(name[0], frozenset()) if is_chinese_name(sign + name[1:])]
    return found[0] + name[1:] if len(found) == 1 else None
