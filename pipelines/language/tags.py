"""What the language layer takes and gives: an article's texts in, rows of the fact tables out.

The classes have the columns of the warehouse's tables of the same subject (`tables.yml`), so that they
become rows unchanged. Offsets are Python string indices, half-open, into the text that `field` names.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from pipelines.publications import Profile

Field = Literal["text", "headline", "kicker", "deck", "caption"]


@dataclass(frozen=True, slots=True)
class ArticleText:
    """The texts of one article, as the columns of `articles` hold them.

    texts: by field; `caption` is the captions joined by a line feed; a field that is absent is missing
    published_on: date of the edition (relative dates resolve against it)
    contributors: names in bylines and credits, which are never officials
    genre: as in `articles.genre`; blocks of notices (`notice`) go to the notices parser
    """

    article_id: str
    texts: Mapping[Field, str]
    published_on: dt.date
    genre: str = "news"
    dateline_date: dt.date | None = None
    contributors: tuple[str, ...] = ()


@dataclass(slots=True)
class Mention:
    """A row of `mentions`."""

    mention_id: str
    article_id: str
    field: Field
    start: int
    end: int
    surface: str
    type: str
    entity_id: str | None = None
    normalized: str | None = None
    method: str = ""
    confidence: float | None = None


@dataclass(slots=True)
class TitleSighting:
    """A row of `title_sightings`."""

    mention_id: str
    seq: int
    article_id: str
    person_name: str
    title_printed: str
    organization: str | None
    jurisdiction_adcode: str | None
    observed_on: dt.date | None
    field: Field
    start: int
    end: int
    change: str | None = None


@dataclass(slots=True)
class Appearance:
    """A row of `appearances`."""

    article_id: str
    activity_no: int
    list_rank: int
    person_name: str
    title_printed: str | None
    activity: str
    role: str
    modality: str
    date_start: dt.date | None
    date_end: dt.date | None
    date_precision: str | None
    place_adcode: str | None
    field: Field
    start: int
    end: int
    official_id: str | None = None


@dataclass(slots=True)
class ProjectClaim:
    """A row of `project_claims`."""

    claim_id: str
    article_id: str
    project_mention: str
    attribute: str
    modality: str
    field: Field
    start: int
    end: int
    status: str | None = None
    value_text: str | None = None
    value: float | None = None
    unit: str | None = None
    amount_cny: Decimal | None = None
    amount: Decimal | None = None
    currency: str | None = None
    qualifier: str | None = None
    party: str | None = None
    party_role: str | None = None
    date_start: dt.date | None = None
    date_end: dt.date | None = None
    date_precision: str | None = None
    place_adcode: str | None = None
    speaker: str | None = None
    confidence: float | None = None
    project_id: str | None = None


@dataclass(slots=True)
class Indicator:
    """A row of `indicators`."""

    article_id: str
    seq: int
    subject: str | None
    indicator: str
    value: float | None
    unit: str | None
    year_on_year_pct: float | None
    date_start: dt.date | None
    date_end: dt.date | None
    modality: str
    field: Field
    start: int
    end: int


@dataclass(slots=True)
class Notice:
    """A row of `notices`."""

    article_id: str
    seq: int
    notice_type: str
    party: str | None
    item: str | None
    document_number: str | None
    amount_cny: Decimal | None
    is_private_person: bool
    field: Field
    start: int
    end: int


@dataclass(slots=True)
class TextCorrection:
    """A row of `text_corrections`."""

    article_id: str
    field: Field
    start: int
    end: int
    printed: str
    corrected: str
    reason: str
    confidence: float | None = None


@dataclass(slots=True)
class ArticleTags:
    """All that the language layer says of one article."""

    mentions: list[Mention] = field(default_factory=list)
    title_sightings: list[TitleSighting] = field(default_factory=list)
    appearances: list[Appearance] = field(default_factory=list)
    project_claims: list[ProjectClaim] = field(default_factory=list)
    indicators: list[Indicator] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    text_corrections: list[TextCorrection] = field(default_factory=list)


@dataclass(slots=True)
class Document:
    """An article with what has been tagged so far; activities, claims and indicators are read from it.

    profile: the publication, for its home city
    mentions, title_sightings: in order of field and start, spans of one type do not overlap
    """

    article: ArticleText
    profile: Profile
    mentions: list[Mention] = field(default_factory=list)
    title_sightings: list[TitleSighting] = field(default_factory=list)
