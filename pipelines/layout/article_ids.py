"""Ids of articles: built from what the article says, so that they don't change with reading order or other cuts."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Sequence

from pipelines.layout.article_text import squeeze
from pipelines.layout.drafts import Draft

_OPENING_LENGTH = 24  # characters of a headless article that make its id


def article_id(page_id: str, opening: str) -> str:
    """`<page_id>-<8 hex>` of the sha256 of the headline, or of the opening of a headless article, without blanks."""
    digest = hashlib.sha256(re.sub(r"\s", "", opening).encode()).hexdigest()
    return f"{page_id}-{digest[:8]}"


def name_articles(drafts: Sequence[Draft]) -> None:
    """Gives ids; articles of one page with the same opening are told apart by their text, then by their place."""
    groups: dict[str, list[Draft]] = defaultdict(list)
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


def _opening(draft: Draft) -> str:
    article = draft.article
    body = re.sub(r"\s", "", article.text)[:_OPENING_LENGTH]
    if article.headline or body:
        return article.headline or body
    rest = "".join(article.captions) or "".join(squeeze(line.text) for _, line in draft.parts[0].lines)
    return re.sub(r"\s", "", rest)[:_OPENING_LENGTH]


def _whole(draft: Draft) -> str:
    article = draft.article
    return "\n".join([article.kicker or "", article.deck or "", article.text, *article.captions])


def _position(draft: Draft) -> tuple[float, float, int]:
    boxes = [line.box for _, line in draft.parts[0].lines if line.box]
    first_line = min(number for number, _ in draft.parts[0].lines)
    return (min(b.top for b in boxes), min(b.x0 for b in boxes), 0) if boxes else (0.0, 0.0, first_line)
