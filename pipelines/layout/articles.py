"""What assembling an edition gives: its articles, with their parts, lines, links and contributors.

`assembly.py` fills these classes from the cuts of the pages; `edition.py` turns them into rows.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from pipelines.layout.page_cut import PageCut


@dataclass(frozen=True, slots=True)
class CutPage:
    """A cut page with the identity that intake gave it."""

    page_id: str
    page_label: str
    cut: PageCut


@dataclass(slots=True)
class Contributor:
    """A row of `contributors` without its article."""

    name: str
    role: str


@dataclass(slots=True)
class LinePlace:
    """Where a line of a page ended up: its article, paragraph and the span of its characters.

    field, field_start, field_end: span in the article's column (see `lines.field`), None where none holds it
    """

    page_id: str
    line_no: int
    article_id: str | None
    paragraph_no: int | None
    field: str | None
    field_start: int | None
    field_end: int | None


@dataclass(slots=True)
class Article:
    """One article of an edition; the attributes are the columns of `articles`.

    parts: (page_id, index into that page's `PageCut.articles`) in the order read
    """

    article_id: str
    page_labels: list[str]
    genre: str
    text: str
    parts: list[tuple[str, int]]
    kicker: str | None = None
    headline: str | None = None
    deck: str | None = None
    column_title: str | None = None
    captions: list[str] = field(default_factory=list)
    agency: str | None = None
    dateline_place: str | None = None
    dateline_date: dt.date | None = None
    is_complete: bool = True
    confidence: float = 1.0
    contributors: list[Contributor] = field(default_factory=list)


@dataclass(slots=True)
class ArticleLink:
    """A row of `article_links`."""

    from_article_id: str
    link_type: str
    to_article_id: str | None
    to_ref: str
    method: str
    confidence: float


@dataclass(slots=True)
class EditionArticles:
    """All articles of an edition, the place of every line, the links, and what was doubted."""

    articles: list[Article]
    places: list[LinePlace]
    links: list[ArticleLink]
    remarks: list[str] = field(default_factory=list)
