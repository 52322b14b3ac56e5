"""Tags an article: the spine of the language layer, from an article's texts to rows of the fact tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from pipelines.language.activities import find_appearances
from pipelines.language.claims import find_project_claims
from pipelines.language.dates import DateSpan, find_dates
from pipelines.language.entities import Entities, find_entities
from pipelines.language.indicators import find_indicators
from pipelines.language.look_alikes import CONFIDENCE, REASON
from pipelines.language.money import find_money
from pipelines.language.name_misprints import NAME_REASON
from pipelines.language.notices import find_notices
from pipelines.language.offices import Office, office_of
from pipelines.language.quantities import find_quantities
from pipelines.language.tags import ArticleTags, ArticleText, Document, Field, Mention, TextCorrection, TitleSighting
from pipelines.publications import Profile

FIELDS: tuple[Field, ...] = ("kicker", "headline", "deck", "text", "caption")
# How far back, in characters and days, a date may stand that says when a title was borne.
_DATE_REACH = 400
_DATE_AGE = 10


def tag_article(article: ArticleText, profile: Profile) -> ArticleTags:
    """All rows of one article; offsets index the text that each row's `field` names."""
    tags = ArticleTags()
    known: set[str] = set()
    # the body first: headlines and captions are short, and name those whom the body introduces
    for name in sorted(FIELDS, key=lambda field: field != "text"):
        text = article.texts.get(name)
        if text:
            found = find_entities(text, profile, article.published_on, article.contributors, known)
            known.update(person.name for person in found.persons if len(person.name) > 2)
            _add_rows(tags, _Field(article, name, text), found, profile)
    order = {name: number for number, name in enumerate(FIELDS)}
    tags.mentions.sort(key=lambda row: (order[row.field], row.start, row.end))
    tags.title_sightings.sort(key=lambda row: (order[row.field], row.start))
    document = Document(article, profile, tags.mentions, tags.title_sightings)
    tags.appearances = find_appearances(document)
    _date_sightings(tags, article.published_on)
    projects, tags.project_claims = find_project_claims(document)
    tags.indicators = find_indicators(document)
    tags.notices = find_notices(article)
    tags.mentions = _without_planned(tags.mentions, projects)
    tags.mentions = sorted([*tags.mentions, *projects], key=lambda row: (order[row.field], row.start, row.end))
    return tags


def _date_sightings(tags: ArticleTags, published_on: dt.date) -> None:
    """A title without a day beside it was borne when the article shows its bearer, else on the edition's day."""
    shown: dict[str, dt.date] = {}
    for one in tags.appearances:
        day = one.date_start
        if day and one.modality == "actual" and day == one.date_end and 0 <= (published_on - day).days <= _DATE_AGE:
            shown.setdefault(one.person_name, day)
    for sighting in tags.title_sightings:
        if sighting.observed_on is None:
            sighting.observed_on = shown.get(sighting.person_name, published_on)


def _without_planned(mentions: list[Mention], projects: list[Mention]) -> list[Mention]:
    """Drops organisations that are the very thing a project builds (the centre to be built is no body yet)."""
    planned = {(row.field, row.start, row.end) for row in projects}
    return [row for row in mentions if row.type != "organization" or (row.field, row.start, row.end) not in planned]


class _Field:
    """One text of an article, and how its mentions are written."""

    def __init__(self, article: ArticleText, name: Field, text: str) -> None:
        self.article = article
        self.name: Field = name
        self.text = text
        self.dates = find_dates(text, article.published_on, article.dateline_date)

    def mention(
        self,
        start: int,
        end: int,
        kind: str,
        normalized: str | None,
        method: str,
        confidence: float,
        entity: str | None = None,
    ) -> Mention:
        span = f"{start}-{end}:{kind}"
        place = span if self.name == "text" else f"{self.name}:{span}"
        return Mention(
            f"{self.article.article_id}:{place}", self.article.article_id, self.name, start, end, self.text[start:end],
            kind, entity, normalized, method, confidence,
        )  # fmt: skip

    def observed_on(self, start: int) -> dt.date | None:
        """The day of the event told at a place: the last full date shortly before it."""
        published = self.article.published_on
        for date in reversed(self.dates):
            if date.start < start and start - date.start < _DATE_REACH and self._tells_the_event(date):
                day = date.date_start
                if day is not None and 0 <= (published - day).days <= _DATE_AGE:
                    return day
        return None

    def _tells_the_event(self, date: DateSpan) -> bool:
        """Whether a date is a day, and none that something else began or ended on (已于12月10日开工)."""
        return _is_day(date) and self.text[date.start - 1 : date.start] not in _OTHER_EVENTS


_OTHER_EVENTS = ("于", "自", "从", "至", "到")


def _is_day(date: DateSpan) -> bool:
    return date.precision == "day" and date.date_start is not None and date.date_start == date.date_end


def _add_rows(tags: ArticleTags, field: _Field, found: Entities, profile: Profile) -> None:
    rows = [*_places_and_organizations(field, found), *_amounts(field)]
    tags.text_corrections += _corrections(field, found)
    posts: dict[tuple[int, int], Mention] = {}
    for person in found.persons:
        row = field.mention(person.start, person.end, "person", person.name, person.method, min(1.0, person.weight / 4))
        rows.append(row)
        before: Office | None = None
        for number, title in enumerate(found.titles.get(person.start, []), start=1):
            before = office_of(title, before, found.context, found.home, field.article.published_on, profile.titles)
            tags.title_sightings.append(
                TitleSighting(
                    row.mention_id,
                    number,
                    row.article_id,
                    person.name,
                    title.text,
                    before.organization,
                    before.adcode,
                    field.observed_on(title.start),
                    field.name,
                    title.start,
                    title.end,
                    title.change,
                )
            )
            span = (title.start, title.end)
            posts.setdefault(span, field.mention(*span, "post", title.text, "grammar", 0.9))
    tags.mentions += sorted([*rows, *posts.values()], key=lambda one: (one.start, one.end))


def _places_and_organizations(field: _Field, found: Entities) -> Iterator[Mention]:
    for place in found.places:
        kind = "zone" if place.kind == "zone" else "place"
        yield field.mention(
            place.start, place.end, kind, place.normalized, place.method, place.confidence, place.adcode
        )
    for item in found.organizations:
        yield field.mention(item.start, item.end, "organization", item.canonical, item.method, 0.9)


def _corrections(field: _Field, found: Entities) -> Iterator[TextCorrection]:
    """Misprinted names of persons, and of places: those tagged, and those within the names of bodies."""
    for person in found.persons:
        if person.corrected:
            printed = field.text[person.start : person.end]
            yield TextCorrection(
                field.article.article_id, field.name, person.start, person.end, printed, person.corrected,
                NAME_REASON, CONFIDENCE,
            )  # fmt: skip
    tagged = {(name.start, name.end): name for name in (*found.context, *found.places) if name.corrected}
    for (start, end), name in sorted(tagged.items()):
        printed = field.text[start:end]
        yield TextCorrection(
            field.article.article_id, field.name, start, end, printed, name.corrected or printed, REASON, CONFIDENCE
        )


def _amounts(field: _Field) -> Iterator[Mention]:
    for date in field.dates:
        yield field.mention(date.start, date.end, "date", date.normalized, "grammar", 0.95)
    for money in find_money(field.text):
        yield field.mention(money.start, money.end, "money", money.normalized, "grammar", 0.95)
    for quantity in find_quantities(field.text):
        yield field.mention(quantity.start, quantity.end, "quantity", quantity.normalized, "grammar", 0.95)
