"""Articles under construction: the parts of an article on its pages, and the draft that joins them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipelines.layout.article_text import Columns
from pipelines.layout.articles import Article, ArticleLink, CutPage
from pipelines.layout.jump_joins import Join
from pipelines.layout.jumps import Jump, find_jumps, parse_jumps
from pipelines.layout.page_cut import CutArticle, CutLine

# keys of `CutArticle.evidence` that text pages set
TRUNCATED, INFERRED_JUMP = "truncated", "comes from (inferred)"


@dataclass(slots=True)
class PartOnPage:
    """An article's part on one page with its lines (number on the page, line) and the jumps read from them."""

    page: CutPage
    index: int
    cut: CutArticle
    lines: list[tuple[int, CutLine]]
    goes_to: Jump | None = None
    comes_from: Jump | None = None

    @property
    def key(self) -> tuple[str, int]:
        """What `Article.parts` holds: page_id and index into the cut's articles."""
        return self.page.page_id, self.index


@dataclass(slots=True)
class Draft:
    """An article with its parts, the joins between them, and its links; it has its id from `article_ids`."""

    parts: list[PartOnPage]
    joins: list[Join]
    columns: Columns
    article: Article
    links: list[ArticleLink] = field(default_factory=list)


def parts_of(page: CutPage) -> list[PartOnPage]:
    """The articles and blocks of notices of a page; ads and articles without a line are none."""
    lines: dict[int, list[tuple[int, CutLine]]] = defaultdict(list)
    for number, line in enumerate(page.cut.lines):
        if line.article is not None:
            lines[line.article].append((number, line))
    parts = []
    for index, cut in enumerate(page.cut.articles):
        if cut.kind not in ("article", "notice") or not lines[index]:
            continue
        ordered = sorted(lines[index], key=lambda item: (item[1].reading_order, item[0]))
        part = PartOnPage(page, index, cut, ordered)
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
