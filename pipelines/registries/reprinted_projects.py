"""A reprint tells of the same projects: where it doesn't know the city, it takes that of the print that does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from pipelines.registries.corrections import Reference
from pipelines.registries.project_names import NameReader
from pipelines.registries.project_units import Unit


def settle_places(units: Sequence[Unit], never: Sequence[tuple[Reference, Reference]] = ()) -> list[Unit]:
    """The units, those without a city in the city of the same project in another print of the text.

    The earliest print that knows a city for the name gives it; a paper's home city counts as known. Names are compared
    as they read in that city (株洲国际会展中心 is 国际会展中心 in 株洲). Units that a decision of `never` holds apart
    from another print take nothing. Units that come to be one name in one article are put together. `units` and the
    result are in the order of article and name, and the given units stay as they are.
    """
    stories = {unit.root for unit in units if unit.article != unit.root}
    known: dict[int, dict[str, set[tuple[str, str]]]] = defaultdict(lambda: defaultdict(set))
    for unit in units:
        if unit.root in stories and unit.city:
            known[unit.root][unit.city].add((unit.name.core, unit.name.phase))
    root = {unit.article: unit.root for unit in units}
    of_one_text = [pair for pair in never if len({root.get(end.article) for end in pair}) == 1]
    held_apart = {(end.article, end.name) for pair in of_one_text for end in pair}
    reader = NameReader()
    settled: dict[tuple[int, str, str, str, str | None], Unit] = {}
    for unit in units:
        free = held_apart.isdisjoint((unit.article, form) for form in unit.printed)
        placed = _placed(unit, known[unit.root], reader) if free and not unit.city and unit.root in known else unit
        key = (placed.article, placed.name.core, placed.name.phase, placed.city, placed.name.county)
        settled[key] = _joined(settled[key], placed) if key in settled else placed
    return list(settled.values())


def _placed(unit: Unit, known: dict[str, set[tuple[str, str]]], reader: NameReader) -> Unit:
    """The unit in the first city in which its name is that of a project told of; itself if there is none."""
    for city, names in known.items():
        name = reader.read(min(unit.mentions), city)
        if (name.core, name.phase) in names:
            return replace(unit, city=city, name=name, identity=(unit.city, unit.name))
    return unit


def _joined(one: Unit, other: Unit) -> Unit:
    printed = {form: one.printed.get(form, 0) + other.printed.get(form, 0) for form in [*one.printed, *other.printed]}
    whole = replace(
        one, printed=printed, claims=one.claims + other.claims, mentions=one.mentions | other.mentions, identity=None
    )
    named = one if one.anchor == whole.anchor else other
    return replace(whole, identity=named.identity)
