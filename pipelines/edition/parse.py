"""One edition: from the bytes of its files to the rows of its tables.

`parse_edition` is a pure function: the same bytes, profile, corrections and program give the same rows,
wherever and whenever it runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from pipelines.cpu_limit import ARTICLE_SECONDS, cpu_limit
from pipelines.edition.checks import Findings, check_pages, check_tables
from pipelines.edition.correcting import FixedText, as_printed, fix_text, recut, unused
from pipelines.edition.drafting import FileDraft, FileOnDisk, PageDraft, draft_file
from pipelines.intake.plan import EditionSource, SourcePage
from pipelines.intake.publication import named
from pipelines.language import read_ahead, tag_article
from pipelines.language.tags import ArticleTags, ArticleText, Field
from pipelines.layout.articles import Article, CutPage, EditionArticles, LinePlace
from pipelines.layout.assembly import assemble_edition
from pipelines.layout.masthead import lunar_date_agrees, weekday_agrees
from pipelines.layout.page_cut import CutLine, PageCut
from pipelines.program import program_version
from pipelines.publications import Profile
from pipelines.registries.corrections import Correction
from pipelines.warehouse.schema import edition_tables, to_table

Drafts = Callable[[FileOnDisk, Profile], FileDraft]


@dataclass(frozen=True, slots=True)
class EditionTables:
    """All per-edition tables of one edition, by name."""

    edition_id: str
    tables: Mapping[str, pa.Table]


@dataclass(frozen=True, slots=True)
class _Page:
    source: SourcePage
    page_id: str
    draft: PageDraft


def parse_edition(
    source: EditionSource,
    profile: Profile,
    *,
    drafts: Drafts = draft_file,
    decisions: Sequence[Correction] = (),
) -> EditionTables:
    """All rows of an edition.

    drafts: gives the pages of a file, for callers that have read it already
    decisions: people's corrections of this edition's text and cut
    Raises `SourceChangedError` when a file no longer has the bytes that the plan was made for.
    """
    profile = named(profile, source.publication_name)
    findings = Findings(source.edition_id)
    pages = _draft_pages(source, profile, drafts, findings)
    recut_pages, articles, unapplied = recut(
        [CutPage(page.page_id, page.source.label, page.draft.cut) for page in pages if page.draft.cut],
        decisions,
        lambda cuts: assemble_edition(cuts, profile, source.date),
    )
    cuts = {page.page_id: page.cut for page in recut_pages}
    rows: dict[str, list[Any]] = {name: [] for name in edition_tables()}
    rows["pages"] = [_page_row(page, source) for page in pages]
    rows["editions"] = [_edition_row(source, profile, pages)]
    _layout_rows(rows, source, cuts, articles)
    fixed = [
        fix_text(article_text(article, source), [page_id for page_id, _ in article.parts], decisions)
        for article in articles.articles
    ]
    read_ahead(text for one in fixed for text in one.article.texts.values() if text)
    for one in fixed:
        _add_tags(rows, one, profile, findings)
    unapplied += unused(decisions, rows["text_corrections"])
    findings.add("corrections_unapplied", "warn", map(str, unapplied))
    check_pages(findings, source, profile, [(page.source, page.draft) for page in pages], rows["editions"][0])
    findings.add("assembly", "info", articles.remarks)
    tables = {name: to_table(name, rows[name]) for name in rows if name != "checks"}
    check_tables(findings, tables)
    tables["checks"] = to_table("checks", findings.rows())
    return EditionTables(source.edition_id, tables)


def _draft_pages(source: EditionSource, profile: Profile, drafts: Drafts, findings: Findings) -> list[_Page]:
    files: dict[str, FileDraft] = {}
    pages = []
    for page in source.pages:
        if page.sha256 not in files:
            file = FileOnDisk(page.location, page.member, page.kind, page.sha256)
            files[page.sha256] = drafts(file, profile)
            findings.add("file_remarks", "info", [f"{page.path}: {remark}" for remark in files[page.sha256].remarks])
        by_number = {draft.source_page: draft for draft in files[page.sha256].pages}
        draft = by_number.get(page.source_page)
        if draft is None or draft.failure is not None:
            why = ": ".join((draft and draft.failure) or files[page.sha256].failure or ("no such page",))
            findings.add("pages_unreadable", "error", [f"{page.path} page {page.source_page + 1}: {why}"])
            continue
        pages.append(_Page(page, f"{source.edition_id}-{page.label}", draft))
    return pages


# --- rows of pages and editions ------------------------------------------------------------------


def _page_row(page: _Page, source: EditionSource) -> dict[str, Any]:
    draft = page.draft
    return {
        "page_id": page.page_id,
        "edition_id": source.edition_id,
        "page_label": page.source.label,
        "section_name": draft.masthead.section_name if draft.masthead and draft.is_sound else None,
        "width": draft.cut.width if draft.cut else None,
        "height": draft.cut.height if draft.cut else None,
        "text_source": draft.text_source,
        "glyph_count": draft.glyph_count,
        "glyphs_dropped": sum(draft.dropped.values()),
        "text_quality": draft.text_quality,
        "source_path": page.source.path,
        "source_page": page.source.source_page,
        "source_sha256": page.source.sha256,
    }


def _edition_row(source: EditionSource, profile: Profile, pages: list[_Page]) -> dict[str, Any]:
    mastheads = [page.draft.masthead for page in pages if page.draft.masthead and page.draft.is_sound]
    mastheads = [masthead for masthead in mastheads if masthead.date in (None, source.date)]

    def first(name: str) -> Any:
        return next((value for masthead in mastheads if (value := getattr(masthead, name)) is not None), None)

    return {
        "edition_id": source.edition_id,
        "publication_id": source.publication_id,
        "date": source.date,
        "issue_number": first("issue_number"),
        "weekday_printed": first("weekday_printed"),
        "lunar_date_printed": first("lunar_date_printed"),
        "pages_declared": first("pages_declared"),
        "pages_received": len(pages),
        "date_source": source.date_source,
        "weekday_agrees": weekday_agrees(source.date, first("weekday_printed")),
        "lunar_date_agrees": lunar_date_agrees(source.date, first("lunar_date_printed")),
        "issue_number_agrees": None,  # known when the neighbouring editions are: see `pipelines.ingest.neighbours`
        "source_digest": source.source_digest,
        "publication_name": profile.name,
        "program_version": program_version(),
    }


# --- rows of lines and articles ------------------------------------------------------------------


def _layout_rows(
    rows: dict[str, list[Any]], source: EditionSource, cuts: Mapping[str, PageCut], edition: EditionArticles
) -> None:
    places = {(place.page_id, place.line_no): place for place in edition.places}
    for page_id, cut in cuts.items():
        for number, line in enumerate(cut.lines):
            rows["lines"].append(_line_row(page_id, number, line, places.get((page_id, number))))
    for article in edition.articles:
        rows["articles"].append(_article_row(article, source.edition_id))
        for part_no, (page_id, index) in enumerate(article.parts):
            cut = cuts[page_id]
            members = [line for line in cut.lines if line.article == index]
            polygon = cut.articles[index].polygon
            rows["article_parts"].append(
                {"article_id": article.article_id, "part_no": part_no, "page_id": page_id}
                | _bounds(members, polygon)
                | {"polygon": [list(point) for point in polygon] or None}
            )
        for seq, contributor in enumerate(article.contributors, start=1):
            rows["contributors"].append(
                {"article_id": article.article_id, "seq": seq, "name": contributor.name, "role": contributor.role}
            )
    rows["article_links"] += edition.links


def _line_row(page_id: str, number: int, line: CutLine, place: LinePlace | None) -> dict[str, Any]:
    box = line.box
    return {
        "page_id": page_id,
        "line_no": number,
        "block_no": line.block,
        "article_id": place.article_id if place else None,
        "role": line.role,
        "reading_order": line.reading_order,
        "paragraph_no": place.paragraph_no if place else None,
        "text": line.text,
        "x0": box.x0 if box else None,
        "top": box.top if box else None,
        "x1": box.x1 if box else None,
        "bottom": box.bottom if box else None,
        "font": line.font,
        "size": line.size,
        "writing_mode": line.writing_mode,
        "confidence": line.confidence,
        "field": place.field if place else None,
        "field_start": place.field_start if place else None,
        "field_end": place.field_end if place else None,
    }


def _bounds(lines: Iterable[CutLine], polygon: tuple[tuple[float, float], ...]) -> dict[str, float | None]:
    boxes = [line.box for line in lines if line.box is not None]
    xs = [x for x, _ in polygon] or [x for box in boxes for x in (box.x0, box.x1)]
    ys = [y for _, y in polygon] or [y for box in boxes for y in (box.top, box.bottom)]
    if not xs:
        return {"x0": None, "top": None, "x1": None, "bottom": None}
    return {"x0": min(xs), "top": min(ys), "x1": max(xs), "bottom": max(ys)}


def _article_row(article: Article, edition_id: str) -> dict[str, Any]:
    return {
        "article_id": article.article_id,
        "edition_id": edition_id,
        "page_labels": article.page_labels,
        "genre": article.genre,
        "kicker": article.kicker,
        "headline": article.headline,
        "deck": article.deck,
        "column_title": article.column_title,
        "text": article.text,
        "captions": article.captions,
        "char_count": sum(not character.isspace() for character in article.text),
        "agency": article.agency,
        "dateline_place": article.dateline_place,
        "dateline_date": article.dateline_date,
        "is_complete": article.is_complete,
        "confidence": article.confidence,
    }


# --- rows of the language layer ------------------------------------------------------------------

_TAG_TABLES = (
    "mentions",
    "title_sightings",
    "appearances",
    "project_claims",
    "indicators",
    "notices",
    "text_corrections",
)


def _add_tags(
    rows: dict[str, list[Any]],
    fixed: FixedText,
    profile: Profile,
    findings: Findings,
) -> None:
    try:
        with cpu_limit(ARTICLE_SECONDS):
            tags = as_printed(tag_article(fixed.article, profile), fixed)
    except Exception as error:  # a fault of the program must not keep the rest of the edition back
        findings.add("article_not_tagged", "error", [f"{fixed.article.article_id}: {type(error).__name__}: {error}"])
        tags = ArticleTags(text_corrections=list(fixed.rows))
    for name in _TAG_TABLES:
        rows[name] += getattr(tags, name)


def article_text(article: Article, source: EditionSource) -> ArticleText:
    """The texts of an article as the language layer takes them."""
    texts: dict[Field, str | None] = {
        "kicker": article.kicker,
        "headline": article.headline,
        "deck": article.deck,
        "text": article.text,
        "caption": "\n".join(article.captions),
    }
    return ArticleText(
        article_id=article.article_id,
        texts={name: text for name, text in texts.items() if text},
        published_on=source.date,
        genre=article.genre,
        dateline_date=article.dateline_date,
        contributors=tuple(contributor.name for contributor in article.contributors),
    )
