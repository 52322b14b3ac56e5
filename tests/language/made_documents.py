"""Documents made by hand for the tests of facts: a text with the mentions and titles that the tagger would give."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from pipelines.language.tags import ArticleText, Document, Field, Mention, TitleSighting
from pipelines.publications import generic_profile

EDITION = dt.date(2021, 1, 10)


def made(
    text: str,
    officials: Mapping[str, str] | None = None,
    persons: Sequence[str] = (),
    organizations: Sequence[str] = (),
    places: Mapping[str, str] | None = None,
    published_on: dt.date = EDITION,
    genre: str = "news",
    contributors: tuple[str, ...] = (),
    headline: str | None = None,
) -> Document:
    """A document of one body text.

    officials: name → the titles as printed, which must stand before a mention of the name, joined by 、
    persons: names without a title; places: printed name → adcode
    """
    texts: dict[Field, str] = {"text": text}
    if headline is not None:
        texts["headline"] = headline
    document = Document(ArticleText("a", texts, published_on, genre, None, contributors), generic_profile("test"))
    for name, body in texts.items():
        for person in [*(officials or {}), *persons]:
            _add_all(document, name, body, person, "person", None)
        for organization in organizations:
            _add_all(document, name, body, organization, "organization", None)
        for place, adcode in (places or {}).items():
            _add_all(document, name, body, place, "place", adcode)
    document.mentions.sort(key=lambda mention: (mention.field, mention.start, -mention.end))
    for person, titles in (officials or {}).items():
        _add_titles(document, text, person, titles)
    return document


def _add_all(document: Document, name: Field, body: str, surface: str, kind: str, entity: str | None) -> None:
    start = body.find(surface)
    while start >= 0:
        end = start + len(surface)
        mention_id = f"a:{name}:{start}-{end}:{kind}"
        document.mentions.append(Mention(mention_id, "a", name, start, end, surface, kind, entity, surface))
        start = body.find(surface, end)


def _add_titles(document: Document, text: str, person: str, titles: str) -> None:
    """The titles belong to the first mention of the person that they stand before, names of a list between."""
    start = text.find(titles)
    assert start >= 0, f"{titles} does not stand in the text"
    mention = next(m for m in document.mentions if m.surface == person and m.field == "text" and m.start > start)
    for seq, title in enumerate(titles.split("、"), 1):
        end = start + len(title)
        document.title_sightings.append(
            TitleSighting(mention.mention_id, seq, "a", person, title, None, None, None, "text", start, end)
        )
        start = end + 1
