"""Assembles the articles of an edition from the cuts of its pages.

Parts on different pages are joined over jumps (`jump_joins`), the columns are built from the lines (`article_text`),
and what the lines say is read off: contributors, dateline, genre, links (`article_links`), id (`article_ids`). Whatever
finds no partner or no place stays visible: `is_complete` False, a link without target, a remark. docs/assembly.md has
the rules.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from pipelines.layout.article_ids import name_articles
from pipelines.layout.article_links import follow_ups, link_draft, unique_links
from pipelines.layout.article_text import Columns, PartLine, Place, build_columns, squeeze
from pipelines.layout.articles import Article, Contributor, CutPage, EditionArticles, LinePlace
from pipelines.layout.bylines import find_bylines, read_byline, read_credit
from pipelines.layout.datelines import Dateline, find_dateline
from pipelines.layout.drafts import INFERRED_JUMP, TRUNCATED, Draft, PartOnPage, parts_of
from pipelines.layout.genres import genre_of
from pipelines.layout.jump_joins import Join, Part, join_parts
from pipelines.layout.jumps import Jump
from pipelines.layout.page_cut import CutLine
from pipelines.publications.profile import Profile


def assemble_edition(pages: Sequence[CutPage], profile: Profile, published_on: dt.date) -> EditionArticles:
    """The articles of an edition, the place of every line on its pages, the links, and what was doubted.

    pages: in the order of the edition, `page_id`s unique; the result does not depend on the order of articles in a cut.
    published_on: date of the edition; years of datelines and of references to earlier reports come from it.
    The cuts are left as they are, but for `reading_order` where two parts on one page turn out to be one article.
    """
    parts = [part for page in pages for part in parts_of(page)]
    joins = join_parts([_as_matching_part(part, page_no, profile) for page_no, part in _numbered(parts, pages)])
    drafts = [_draft(chain, used, profile, published_on) for chain, used in _chains(parts, joins)]
    name_articles(drafts)
    by_part = {part.key: draft.article for draft in drafts for part in draft.parts}
    for draft in drafts:
        link_draft(draft, by_part, published_on)
    return EditionArticles(
        articles=[draft.article for draft in drafts],
        places=list(_places(pages, drafts)),
        links=unique_links(link for draft in drafts for link in draft.links),
        remarks=[*_remarks(drafts), *_stray_jumps(pages)],
    )


# ------------------------------------------------------------------------------------------ parts


def _numbered(parts: Sequence[PartOnPage], pages: Sequence[CutPage]) -> list[tuple[int, PartOnPage]]:
    number = {page.page_id: index for index, page in enumerate(pages)}
    return [(number[part.page.page_id], part) for part in parts]


def _as_matching_part(part: PartOnPage, page: int, profile: Profile) -> Part:
    columns = build_columns([PartLine(part.page.page_id, n, 0, line) for n, line in part.lines])
    body = [line for _, line in part.lines if line.role == "body"]
    size, usual = _middle_size(body), _middle_size(line for line in part.page.cut.lines if line.role == "body")
    inferred = part.cut.evidence.get(INFERRED_JUMP)
    return Part(
        page=page,
        label=part.page.page_label,
        goes_to=_within_the_edition(part.goes_to),
        comes_from=_within_the_edition(part.comes_from),
        headline=columns.headline or "",
        body=columns.text,
        starts_paragraph=bool(body and body[0].starts_paragraph),
        has_opening=bool(columns.bylines) or find_dateline(columns.text[:60], None, profile) is not None,
        size=size / usual if size and usual else None,
        is_notice=part.cut.kind == "notice",
        comes_from_inferred=str(inferred) if inferred else None,
    )


def _within_the_edition(jump: Jump | None) -> Jump | None:
    return None if jump is None or jump.is_other_day else jump


def _middle_size(lines: Iterable[CutLine]) -> float | None:
    sizes = sorted(line.size for line in lines if line.size)
    return sizes[len(sizes) // 2] if sizes else None


def _chains(parts: Sequence[PartOnPage], joins: Sequence[Join]) -> list[tuple[list[PartOnPage], list[Join]]]:
    following = {join.first: join for join in joins}
    continued = {join.second for join in joins}
    chains = []
    for start, part in enumerate(parts):
        if start in continued:
            continue
        chain, used, index = [part], [], start
        while index in following:
            used.append(following[index])
            index = following[index].second
            chain.append(parts[index])
        _number_lines(chain)
        chains.append((chain, used))
    return chains


def _number_lines(chain: Sequence[PartOnPage]) -> None:
    """Where two parts of an article lie on one page, the second goes on counting `reading_order`, in the cut itself."""
    seen: dict[str, int] = defaultdict(int)
    for part in chain:
        offset = seen[part.page.page_id]
        for order, (_, line) in enumerate(part.lines if offset else ()):
            line.reading_order = offset + order
        seen[part.page.page_id] = 1 + max(line.reading_order for _, line in part.lines)


# --------------------------------------------------------------------------------------- articles


def _draft(parts: list[PartOnPage], joins: list[Join], profile: Profile, published_on: dt.date) -> Draft:
    columns = build_columns(
        [PartLine(part.page.page_id, n, k, line) for k, part in enumerate(parts) for n, line in part.lines]
    )
    dateline = _dateline(parts, columns, profile, published_on)
    contributors = _contributors(columns, profile)
    beginning, ending = parts[0], parts[-1]
    is_continuation = beginning.comes_from is not None or INFERRED_JUMP in beginning.cut.evidence
    column_title = next((part.cut.column_title for part in parts if part.cut.column_title), None)
    article = Article(
        article_id="",
        page_labels=list(dict.fromkeys(part.page.page_label for part in parts)),
        genre=genre_of(
            beginning.cut.kind,
            columns.headline,
            column_title,
            columns.text,
            columns.captions,
            columns.bylines,
            contributors,
            dateline,
            is_continuation,
            is_follow_up=bool(follow_ups(columns, published_on)),
            goes_on=ending.goes_to is not None or TRUNCATED in ending.cut.evidence,
        ),
        text=columns.text,
        parts=[part.key for part in parts],
        kicker=columns.kicker,
        headline=columns.headline,
        deck=columns.deck,
        column_title=column_title,
        captions=columns.captions,
        agency=dateline.agency if dateline else None,
        dateline_place=dateline.place if dateline else None,
        dateline_date=dateline.date if dateline else None,
        is_complete=not (is_continuation or ending.goes_to or any(TRUNCATED in part.cut.evidence for part in parts)),
        confidence=_confidence(parts, joins),
        contributors=contributors,
    )
    return Draft(parts, joins, columns, article)


def _dateline(
    parts: Sequence[PartOnPage], columns: Columns, profile: Profile, published_on: dt.date
) -> Dateline | None:
    """The dateline that opens the body (notes before it are stepped over), else one in brackets that ends it."""
    for n, line in parts[0].lines:
        place = columns.places.get((parts[0].page.page_id, n))
        if line.role in ("body", "dateline") and place and place.field == "text" and place.start is not None:
            found = find_dateline(columns.text[place.start :], published_on, profile)
            if found:
                return found
            break
    closing = re.search(r"[(（]([^()（）]{3,240})[)）]\s*$", columns.text)
    return find_dateline(closing[1], published_on, profile) if closing else None


def _contributors(columns: Columns, profile: Profile) -> list[Contributor]:
    """In the order of print: byline lines, bylines in the body, credits; nobody twice in one role."""
    found: list[Contributor] = []
    for text in columns.bylines:
        found.extend(read_byline(text, profile))
    for byline in find_bylines(columns.text, profile):
        found.extend(byline.contributors)
    for caption in columns.captions:
        found.extend(read_credit(caption, profile))
    kept: list[Contributor] = []
    for contributor in found:
        if contributor not in kept:
            kept.append(contributor)
    return kept


def _confidence(parts: Sequence[PartOnPage], joins: Sequence[Join]) -> float:
    """The weakest link: the least certain of the cuts and of the joins."""
    return min([part.cut.confidence for part in parts] + [join.confidence for join in joins])


# ------------------------------------------------------------------------------------------ links


# ------------------------------------------------------------------------------- places and remarks


def _places(pages: Sequence[CutPage], drafts: Sequence[Draft]) -> Iterable[LinePlace]:
    owner: dict[tuple[str, int], tuple[str, Place]] = {}
    for draft in drafts:
        nowhere = Place(None, None, None, None)
        for part in draft.parts:
            for number, _ in part.lines:
                key = (part.page.page_id, number)
                owner[key] = (draft.article.article_id, draft.columns.places.get(key, nowhere))
    for page in pages:
        for number in range(len(page.cut.lines)):
            name, place = owner.get((page.page_id, number), (None, Place(None, None, None, None)))
            yield LinePlace(page.page_id, number, name, place.paragraph, place.field, place.start, place.end)


def _remarks(drafts: Sequence[Draft]) -> Iterable[str]:
    for draft in drafts:
        first, last, name = draft.parts[0], draft.parts[-1], draft.article.article_id
        if last.goes_to:
            yield f"page {last.page.page_label}: {last.goes_to.text}: no continuation found ({name})"
        if first.comes_from:
            yield f"page {first.page.page_label}: {first.comes_from.text}: no beginning found ({name})"


def _stray_jumps(pages: Sequence[CutPage]) -> Iterable[str]:
    """Jump lines that the cut gave to no article."""
    for page in pages:
        for line in page.cut.lines:
            if line.article is None and line.role == "jump":
                yield f"page {page.page_label}: jump line {squeeze(line.text)} belongs to no article"
