"""Finds the entities of a text: persons with their titles, places and organisations.

Order: words → names of places → organisations → credits → persons → which place is meant → titles.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from pipelines.language import places
from pipelines.language.credits import Credit, find_credits
from pipelines.language.home_places import home_of
from pipelines.language.local_names import with_local_names
from pipelines.language.look_alikes import find_misprints
from pipelines.language.name_misprints import correct_names
from pipelines.language.offices import office_of
from pipelines.language.organization_aliases import with_aliases
from pipelines.language.organization_names import Organization
from pipelines.language.organization_words import PUBLIC_KINDS
from pipelines.language.organizations import find_organizations
from pipelines.language.person_candidates import Person, behind_titles
from pipelines.language.persons import find_persons
from pipelines.language.place_names import PlaceName, find_place_names, vocabulary, without_overlap
from pipelines.language.place_resolution import resolve
from pipelines.language.title_bodies import bodies_of_titles
from pipelines.language.title_changes import changed_titles
from pipelines.language.titles import (
    Surroundings,
    Title,
    title_behind,
    title_behind_another,
    title_behind_list,
    titles_before,
)
from pipelines.language.words import Words
from pipelines.publications import Profile


@dataclass(slots=True)
class Entities:
    """Persons, titles, places and organisations of one text.

    titles: by the start of the person's name
    home: code of the home city, of the profile or as the text shows it
    context: all names of places, also those within longer names; titles and bodies are located by them
    """

    words: Words
    places: list[PlaceName] = field(default_factory=list)
    organizations: list[Organization] = field(default_factory=list)
    credits: list[Credit] = field(default_factory=list)
    persons: list[Person] = field(default_factory=list)
    titles: dict[int, list[Title]] = field(default_factory=dict)
    context: list[PlaceName] = field(default_factory=list)
    home: str | None = None


def find_entities(
    text: str,
    profile: Profile,
    published_on: dt.date | None,
    contributors: Sequence[str] = (),
    known: Collection[str] = (),
) -> Entities:
    """Persons with their titles, places and organisations of a text.

    contributors: names in bylines, which bear no titles; known: names of persons in the article's other texts
    """
    words = Words(text)
    home = profile.home_adcode or home_of(words, profile)
    names = find_place_names(words, home)
    names = with_local_names(words, without_overlap([*names, *find_misprints(words, names, home, published_on)]))
    media = () if profile.is_generic else (*profile.names, *(f"{name}社" for name in profile.names), *profile.own_desks)
    titled = [(person.start, person.end) for person in behind_titles(words)]
    organizations = with_aliases(words, find_organizations(words, names, media, home, titled), names)
    credits = find_credits(words)
    blocked = [(item.start, item.end) for item in organizations]
    companies = {item.surface for item in organizations if item.kind == "company"}
    persons = find_persons(words, blocked, credits, companies, known)
    context = resolve(words, names, home, published_on)
    resolved = _free_places(words, context, organizations, persons)
    found = Entities(words, resolved, organizations, credits, persons)
    found.context = context
    found.home = home
    found.titles = _titles(found, contributors, profile)
    correct_names(persons, found.titles)
    added = bodies_of_titles(words, found.titles.values(), context, organizations)
    if added:
        found.organizations = sorted([*organizations, *added], key=lambda item: item.start)
        found.places = _free_places(words, context, found.organizations, persons)
    for item in found.organizations:
        _name_organization(item, found.context, home, published_on)
    return found


def _free_places(
    words: Words, names: Sequence[PlaceName], organizations: Sequence[Organization], persons: Sequence[Person]
) -> list[PlaceName]:
    """The names of places that are no part of a longer name."""
    taken: set[int] = set()
    spans = [(item.start, item.end) for item in organizations] + [(item.start, item.end) for item in persons]
    for start, end in spans:
        taken.update(range(start, end))
    return [name for name in names if name.start not in taken and not _in_facility(words, name)]


def _in_facility(words: Words, name: PlaceName) -> bool:
    """Whether a place begins the name of a bridge, station or hall (株洲大桥)."""
    if name.kind not in ("division", "world"):
        return False
    token = words.at(name.start)
    following = words.at(name.end)
    if following is not None and following.start == name.end and following.tag in ("LOC", "ns", "ORG"):
        facility = words.read(following)
        if facility.endswith(tuple(vocabulary()["joined_facilities"])):
            return True
    if token is None or token.end <= name.end or token.tag not in ("LOC", "ORG", "ns", "nz", "nt"):
        return False
    rest = words.text[name.end : token.end]
    if any(mark in rest for mark in "、，,"):
        return False
    return rest.endswith(tuple(vocabulary()["facility_tails"]))


def _titles(found: Entities, contributors: Sequence[str], profile: Profile) -> dict[int, list[Title]]:
    """Titles by the start of the person's name."""
    persons = [person for person in found.persons if person.method != "byline" and person.name not in contributors]
    around = Surroundings(
        found.words,
        {item.end: item for item in found.organizations},
        {
            name.end: name
            for name in found.context
            if name.kind in ("division", "world", "zone", "town", "village", "abbreviation", "deictic")
        },
        {person.end: person.start for person in found.persons},
        profile.titles,
    )
    starts = {person.start: person.end for person in found.persons}
    titles: dict[int, list[Title]] = {}
    last: list[Title] = []
    previous_end = -1
    text = found.words.text
    for person in persons:
        own = titles_before(around, person.start)
        changed = changed_titles(around, person.start, person.end, starts)
        if (
            not own
            and not changed
            and person.start == previous_end + 1
            and text[previous_end] == "、"
            and last
            and last[-1].several
        ):
            own = last[-1:]
        behind = title_behind(around, person.end, starts)
        if behind is not None:
            second = title_behind_another(around.words.text, behind.end, starts)
            own = [*own, behind, *([second] if second else [])]
        own = [*own, *changed]
        titles[person.start] = own
        last = own or ([] if person.start != previous_end + 1 else last)
        previous_end = person.end
    _titles_behind_lists(found, persons, titles)
    return {start: own for start, own in titles.items() if own}


def _titles_behind_lists(found: Entities, persons: Sequence[Person], titles: dict[int, list[Title]]) -> None:
    """甲、乙等委员: the title behind a list belongs to all of it."""
    text = found.words.text
    for number, person in enumerate(persons):
        title = title_behind_list(found.words, person.end)
        if title is None or titles.get(person.start):
            continue
        index = number
        while True:
            if titles.get(persons[index].start):
                break
            titles[persons[index].start] = [title]
            if index == 0 or persons[index - 1].end + 1 != persons[index].start or text[persons[index - 1].end] != "、":
                break
            index -= 1


def _name_organization(item: Organization, context: Sequence[PlaceName], home: str | None, on: dt.date | None) -> None:
    """Fills the canonical name and area of an organisation from the places around it."""
    if item.method in ("known", "alias", "anaphor"):
        return
    title = Title(item.start, item.end, item.surface, "", False)
    office = office_of(title, None, context, home, on)
    item.adcode = office.adcode
    if (
        office.organization
        and office.adcode not in (None, places.COUNTRY)
        and item.kind in (*PUBLIC_KINDS, "institution")
    ):
        item.canonical = office.organization
