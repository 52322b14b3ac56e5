"""What cutting one page gives: lines with roles, grouped into blocks and articles.

`cut.py` (pages with geometry) and `text_cut.py` (page text) both produce a `PageCut`; `assembly`
turns the cuts of an edition's pages into its articles.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from pipelines.reading.page import Box

Role = Literal[
    "masthead", "folio", "kicker", "headline", "deck", "byline", "dateline", "body", "subhead", "caption",
    "credit", "note", "jump", "table", "notice", "ad", "other",
]  # fmt: skip
WritingMode = Literal["horizontal", "vertical"]
RegionKind = Literal["article", "notice", "ad", "furniture"]


@dataclass(slots=True)
class CutLine:
    """One printed line. Every glyph of the page is in exactly one line.

    glyphs: indices into the page's `Glyphs`, in reading order (empty on text pages)
    text: the characters as printed, after folding of radicals and full-width ASCII; blanks kept
          where the paper prints a gap that carries meaning (选配强“两委”班子 提升凝聚力战斗力)
    article: index into `PageCut.articles`, or None for what belongs to no article (furniture, ads)
    reading_order: position within the article's part on this page, from 0
    paragraph: number of the paragraph within the article's part, from 0; None outside body text
    starts_paragraph: first line of a paragraph (indent), as seen; False where it continues one
    """

    text: str
    glyphs: tuple[int, ...] = ()
    box: Box | None = None
    font: str | None = None
    size: float | None = None
    writing_mode: WritingMode = "horizontal"
    block: int = 0
    role: Role = "other"
    article: int | None = None
    reading_order: int = 0
    paragraph: int | None = None
    starts_paragraph: bool = False
    confidence: float = 1.0


@dataclass(slots=True)
class CutArticle:
    """The part of an article on one page.

    polygon: outline in page coordinates (empty on text pages)
    jump_to, jump_from: a printed jump reference (下转A2版①, ◀◀上接A1版②), else None
    column_title: standing title of the column it runs in, where the layout shows one
    evidence: readable reasons and scores for the cut, shown by `broadsheet show`
    """

    kind: RegionKind = "article"
    polygon: tuple[tuple[float, float], ...] = ()
    jump_to: str | None = None
    jump_from: str | None = None
    column_title: str | None = None
    parent: int | None = None  # index of the article that this one is a sidebar of
    confidence: float = 1.0
    evidence: dict[str, float | str] = field(default_factory=dict)


@dataclass(slots=True)
class PageCut:
    """A cut page: its lines in reading order, its articles, and what was doubted."""

    source_page: int
    width: float | None
    height: float | None
    lines: list[CutLine]
    articles: list[CutArticle]
    remarks: tuple[str, ...] = ()
