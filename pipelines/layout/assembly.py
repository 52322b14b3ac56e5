"""Assembles the articles of an edition from the cuts of its pages.

Parts on different pages are joined over jumps (`jump_joins`), the columns are built from the lines (`article_text`), and
what the lines say is read off: contributors, dateline, links, genre. Whatever finds no partner or no place stays visible:
`is_complete` False, a link without target, a remark. The rules are explained in docs/assembly.md.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipelines.layout.article_text import Columns, PartLine, Place, build_columns, squeeze
from pipelines.layout.articles import Article, ArticleLink, Contributor, CutPage, EditionArticles, LinePlace
from pipelines.layout.bylines import find_bylines, read_byline, read_credit
from pipelines.layout.datelines import Dateline, find_dateline
from pipelines.layout.genres import genre_of, is_sidebar_title
from pipelines.layout.jump_joins import Join, Part, join_parts
from pipelines.layout.jumps import Jump, find_jumps, find_see_also, parse_jumps, same_page
from pipelines.layout.page_cut import CutArticle, CutLine
from pipelines.publications.profile import Profile

_OPENING_LENGTH = 24  # characters of a headless article that make its id
_FOLLOW_UP = re.compile(r"《[^》]{2,40}》(?:后续|追踪|续闻|续报|回访)")
_LOW_CONFIDENCE = 0.5
TRUNCATED, INFERRED_JUMP = "truncated", "comes from (inferred)"  # keys of `CutArticle.evidence` set by text_cut


@dataclass(slots=True)
class _PartOnPage:
    """An article's part on one page with its lines and what was read from them."""

    page: CutPage
    index: int
    cut: CutArticle
    lines: list[tuple[int, CutLine]]
    goes_to: Jump | None = None
    comes_from: Jump | None = None

    @property
    def key(self) -> tuple[str, int]:
        return self.page.page_id, self.index


@dataclass(slots=True)
class _Draft:
    """An article before it has its id."""

    parts: list[_PartOnPage]
    joins: list[Join]
    columns: Columns
    article: Article
    links: list[ArticleLink] = field(default_factory=list)


def assemble_edition(pages: Sequence[CutPage], profile: Profile, published_on: dt.date) -> EditionArticles:
    """The articles of an edition, the place of every line on its pages, the links, and what was doubted.

    pages: in the order of the edition, `page_id`s unique; the result does not depend on the order of articles in a cut.
    published_on: date of the edition; years of datelines and of references to earlier reports come from it.
    The cuts are left as they are, but for `reading_order` where two parts on one page turn out to be one article.
    """
    parts = [part for page in pages for part in _parts_of(page)]
    joins = join_parts([_as_matching_part(part, page_no, profile) for page_no, part in _numbered(parts, pages)])
    drafts = [_draft(chain, used, profile, published_on) for chain, used in _chains(parts, joins)]
    _name_articles(drafts)
    by_part = {part.key: draft.article for draft in drafts for part in draft.parts}
    for draft in drafts:
        _link(draft, by_part, published_on)
    return EditionArticles(
        articles=[draft.article for draft in drafts],
        places=list(_places(pages, drafts)),
        links=_unique_links(link for draft in drafts for link in draft.links),
        remarks=[*_remarks(drafts), *_stray_jumps(pages)],
    )


def article_id(page_id: str, opening: str) -> str:
    """`<page_id>-<8 hex>` of the sha256 of the headline, or of the opening of a headless article, without blanks."""
    digest = hashlib.sha256(re.sub(r"\s", "", opening).encode()).hexdigest()
    return f"{page_id}-{digest[:8]}"


# ------------------------------------------------------------------------------------------ parts


def _parts_of(page: CutPage) -> list[_PartOnPage]:
    lines: dict[int, list[tuple[int, CutLine]]] = defaultdict(list)
    for number, line in enumerate(page.cut.lines):
        if line.article is not None:
            lines[line.article].append((number, line))
    parts = []
    for index, cut in enumerate(page.cut.articles):
        if cut.kind not in ("article", "notice") or not lines[index]:
            continue
        ordered = sorted(lines[index], key=lambda item: (item[1].reading_order, item[0]))
        part = _PartOnPage(page, index, cut, ordered)
        for jump in _jumps_of(cut, ordered):
            if jump.direction == "to":
                part.goes_to = part.goes_to or jump
            else:
                part.comes_from = part.comes_from or jump
        parts.append(part)
    return parts


def _jumps_of(cut: CutArticle, lines: Sequence[tuple[int, CutLine]]) -> list[Jump]:
    """References that the cut found, then those of jump lines, then one that ends the last body line."""
    printed = [text for text in (cut.jump_to, cut.jump_from) if text]
    jumps = [jump for text in printed for jump in parse_jumps(text) or find_jumps(text)]
    for _, line in lines:
        if line.role == "jump":
            jumps.extend(parse_jumps(line.text) or find_jumps(line.text))
    body = [line for _, line in lines if line.role == "body"]
    if body:
        jumps.extend(jump for jump in find_jumps(body[-1].text) if jump.direction == "to")
        jumps.extend(jump for jump in find_jumps(body[0].text) if jump.direction == "from")
    return jumps


def _numbered(parts: Sequence[_PartOnPage], pages: Sequence[CutPage]) -> list[tuple[int, _PartOnPage]]:
    number = {page.page_id: index for index, page in enumerate(pages)}
    return [(number[part.page.page_id], part) for part in parts]


def _as_matching_part(part: _PartOnPage, page: int, profile: Profile) -> Part:
    columns = build_columns([PartLine(part.page.page_id, n, 0, line) for n, line in part.lines])
    body = [line for _, line in part.lines if line.role == "body"]
    size, usual = _middle_size(body), _middle_size(line for line in part.page.cut.lines if line.role == "body")
    inferred = part.cut.evidence.get(INFERRED_JUMP)
    return Part(
        page=page,
        label=part.page.page_label,
        goes_to=part.goes_to,
        comes_from=part.comes_from,
        headline=columns.headline or "",
        body=columns.text,
        starts_paragraph=bool(body and body[0].starts_paragraph),
        has_opening=bool(columns.bylines) or find_dateline(columns.text[:60], None, profile) is not None,
        size=size / usual if size and usual else None,
        is_notice=part.cut.kind == "notice",
        comes_from_inferred=str(inferred) if inferred else None,
    )


def _middle_size(lines: Iterable[CutLine]) -> float | None:
    sizes = sorted(line.size for line in lines if line.size)
    return sizes[len(sizes) // 2] if sizes else None


def _chains(parts: Sequence[_PartOnPage], joins: Sequence[Join]) -> list[tuple[list[_PartOnPage], list[Join]]]:
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


def _number_lines(chain: Sequence[_PartOnPage]) -> None:
    """Where two parts of an article lie on one page, the second goes on counting `reading_order` (in the cut itself)."""
    seen: dict[str, int] = defaultdict(int)
    for part in chain:
        offset = seen[part.page.page_id]
        for _, line in part.lines if offset else ():
            line.reading_order += offset
        seen[part.page.page_id] = 1 + max(line.reading_order for _, line in part.lines)


# --------------------------------------------------------------------------------------- articles


def _draft(parts: list[_PartOnPage], joins: list[Join], profile: Profile, published_on: dt.date) -> _Draft:
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
            is_follow_up=bool(_follow_ups(columns, published_on)),
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
    return _Draft(parts, joins, columns, article)


def _dateline(
    parts: Sequence[_PartOnPage], columns: Columns, profile: Profile, published_on: dt.date
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


def _confidence(parts: Sequence[_PartOnPage], joins: Sequence[Join]) -> float:
    """The weakest link: the least certain of the cuts and of the joins."""
    return min([part.cut.confidence for part in parts] + [join.confidence for join in joins])


def _name_articles(drafts: Sequence[_Draft]) -> None:
    """Gives ids; articles of one page with the same opening are told apart by their text, then by their place."""
    groups: dict[str, list[_Draft]] = defaultdict(list)
    for draft in drafts:
        groups[article_id(draft.parts[0].page.page_id, _opening(draft))].append(draft)
    taken: set[str] = {name for name, group in groups.items() if len(group) == 1}
    for name, group in groups.items():
        if len(group) == 1:
            group[0].article.article_id = name
            continue
        for draft in sorted(group, key=lambda d: (_whole(d), _position(d))):
            extended, again = article_id(draft.parts[0].page.page_id, _opening(draft) + _whole(draft)), 0
            while extended in taken:
                again += 1
                extended = article_id(draft.parts[0].page.page_id, f"{_opening(draft)}{_whole(draft)}#{again}")
            taken.add(extended)
            draft.article.article_id = extended


def _opening(draft: _Draft) -> str:
    article = draft.article
    body = re.sub(r"\s", "", article.text)[:_OPENING_LENGTH]
    if article.headline or body:
        return article.headline or body
    rest = "".join(article.captions) or "".join(squeeze(line.text) for _, line in draft.parts[0].lines)
    return re.sub(r"\s", "", rest)[:_OPENING_LENGTH]


def _whole(draft: _Draft) -> str:
    article = draft.article
    return "\n".join([article.kicker or "", article.deck or "", article.text, *article.captions])


def _position(draft: _Draft) -> tuple[float, float, int]:
    boxes = [line.box for _, line in draft.parts[0].lines if line.box]
    first_line = min(number for number, _ in draft.parts[0].lines)
    return (min(b.top for b in boxes), min(b.x0 for b in boxes), 0) if boxes else (0.0, 0.0, first_line)


# ------------------------------------------------------------------------------------------ links


def _link(draft: _Draft, by_part: dict[tuple[str, int], Article], published_on: dt.date) -> None:
    article = draft.article
    for number, part in enumerate(draft.parts):
        # a printed jump that was matched points to the article itself: it is one article over its pages
        if part.goes_to:
            joined = number < len(draft.joins)
            _add_link(
                draft, "continues_on", article.article_id if joined else None, part.goes_to.text, "printed", number
            )
        if part.comes_from:
            _add_link(
                draft,
                "continued_from",
                article.article_id if number else None,
                part.comes_from.text,
                "printed",
                number - 1,
            )
        inferred = part.cut.evidence.get(INFERRED_JUMP)
        if inferred and not part.comes_from:
            _add_link(
                draft, "continued_from", article.article_id if number else None, str(inferred), "inferred", number - 1
            )
        if part.cut.parent is not None and (parent := by_part.get((part.page.page_id, part.cut.parent))) is not None:
            title = part.cut.column_title
            printed = title is not None and is_sidebar_title(title)
            reference = title if title and printed else parent.article_id
            draft.links.append(
                ArticleLink(
                    article.article_id,
                    "sidebar_of",
                    parent.article_id,
                    reference,
                    "printed" if printed else "inferred",
                    part.cut.confidence,
                )
            )
    for reference in _follow_ups(draft.columns, published_on):
        draft.links.append(ArticleLink(article.article_id, "follow_up_of", None, reference, "printed", 1.0))


def _add_link(draft: _Draft, link_type: str, target: str | None, reference: str, method: str, join: int) -> None:
    confidence = draft.joins[join].confidence if target and 0 <= join < len(draft.joins) else 1.0
    if method == "inferred" and target is None:
        confidence = _LOW_CONFIDENCE
    draft.links.append(ArticleLink(draft.article.article_id, link_type, target, reference, method, confidence))


def _follow_ups(columns: Columns, published_on: dt.date) -> list[str]:
    """References to an earlier report, as printed: 详见本报1月19日A2版报道, else 《…》后续 in the titles."""
    seen = [also.text for also in find_see_also(columns.text, published_on) if also.date and also.date < published_on]
    if seen:
        return seen
    return [
        match[0]
        for title in (columns.kicker, columns.headline, columns.deck)
        for match in _FOLLOW_UP.finditer(title or "")
    ]


def _unique_links(links: Iterable[ArticleLink]) -> list[ArticleLink]:
    unique: dict[tuple[str, str, str], ArticleLink] = {}
    for link in links:
        unique.setdefault((link.from_article_id, link.link_type, link.to_ref), link)
    return list(unique.values())


# ------------------------------------------------------------------------------- places and remarks


def _places(pages: Sequence[CutPage], drafts: Sequence[_Draft]) -> Iterable[LinePlace]:
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


def _remarks(drafts: Sequence[_Draft]) -> Iterable[str]:
    for draft in drafts:
        first, last = draft.parts[0], draft.parts[-1]
        if last.goes_to:
            yield f"page {last.page.page_label}: {last.goes_to.text}: no continuation found ({draft.article.article_id})"
        if first.comes_from:
            yield f"page {first.page.page_label}: {first.comes_from.text}: no beginning found ({draft.article.article_id})"


def _stray_jumps(pages: Sequence[CutPage]) -> Iterable[str]:
    """Jump lines that the cut gave to no article."""
    for page in pages:
        for line in page.cut.lines:
            if line.article is None and line.role == "jump":
                yield f"page {page.page_label}: jump line {squeeze(line.text)} belongs to no article"
