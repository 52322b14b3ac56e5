"""Links between articles: jumps, sidebars, follow-ups to earlier reports."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from pipelines.layout.article_text import Columns
from pipelines.layout.articles import Article, ArticleLink
from pipelines.layout.drafts import INFERRED_JUMP, Draft
from pipelines.layout.genres import is_sidebar_title
from pipelines.layout.jumps import find_see_also

_FOLLOW_UP = re.compile(r"《[^》]{2,40}》(?:后续|追踪|续闻|续报|回访)")
_LOW_CONFIDENCE = 0.5


def link_draft(draft: Draft, by_part: dict[tuple[str, int], Article], published_on: dt.date) -> None:
    """Adds the links that the parts of a draft print or imply; `by_part` finds the article a sidebar belongs to."""
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
    for reference in follow_ups(draft.columns, published_on):
        draft.links.append(ArticleLink(article.article_id, "follow_up_of", None, reference, "printed", 1.0))


def _add_link(draft: Draft, link_type: str, target: str | None, reference: str, method: str, join: int) -> None:
    confidence = draft.joins[join].confidence if target and 0 <= join < len(draft.joins) else 1.0
    if method == "inferred" and target is None:
        confidence = _LOW_CONFIDENCE
    draft.links.append(ArticleLink(draft.article.article_id, link_type, target, reference, method, confidence))


def follow_ups(columns: Columns, published_on: dt.date) -> list[str]:
    """References to an earlier report, as printed: 详见本报1月19日A2版报道, else 《…》后续 in the titles."""
    seen = [also.text for also in find_see_also(columns.text, published_on) if also.date and also.date < published_on]
    if seen:
        return seen
    return [
        match[0]
        for title in (columns.kicker, columns.headline, columns.deck)
        for match in _FOLLOW_UP.finditer(title or "")
    ]


def unique_links(links: Iterable[ArticleLink]) -> list[ArticleLink]:
    """One row for each (from, type, reference), the first."""
    unique: dict[tuple[str, str, str], ArticleLink] = {}
    for link in links:
        unique.setdefault((link.from_article_id, link.link_type, link.to_ref), link)
    return list(unique.values())
