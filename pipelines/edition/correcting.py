"""People's decisions about text and cut (`raw/corrections`), applied while an edition is made.

A text fix changes what the language layer reads, never what `articles` holds: that stays as printed, and the fix is
a row of `text_corrections`. A split or a merge changes the cut, and everything after it follows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipelines.language.tags import ArticleTags, ArticleText, Field, TextCorrection
from pipelines.layout.articles import Article, CutPage, EditionArticles
from pipelines.layout.page_cut import CutArticle, CutLine
from pipelines.registries.corrections import Correction

Assemble = Callable[[Sequence[CutPage]], EditionArticles]

_TITLES = ("kicker", "headline", "deck")


@dataclass(frozen=True, slots=True)
class Unapplied:
    """A decision without effect, and why."""

    correction: Correction
    reason: str

    def __str__(self) -> str:
        """`decisions.csv:3: …`."""
        return f"{self.correction.source}:{self.correction.row}: {self.reason}"


# --- cut -----------------------------------------------------------------------------------------


def recut(
    pages: list[CutPage], decisions: Iterable[Correction], assemble: Assemble
) -> tuple[list[CutPage], EditionArticles, list[Unapplied]]:
    """The pages and articles after splits and merges, in the order of the decisions."""
    edition = assemble(pages)
    unapplied = []
    for decision in decisions:
        if decision.kind not in ("split_article", "merge_articles"):
            continue
        known = {article.article_id: article for article in edition.articles}
        if (article := known.get(decision.target)) is None:
            unapplied.append(Unapplied(decision, f"there is no article {decision.target}"))
            continue
        pages = [_copied(page) for page in pages]
        if decision.kind == "split_article":
            done = _split(pages, article, decision)
        elif (other := known.get(decision.new)) is None:
            unapplied.append(Unapplied(decision, f"there is no article {decision.new}"))
            continue
        else:
            done = _merge(pages, article, other, decision)
        if done is not None:
            unapplied.append(Unapplied(decision, done))
        else:
            edition = assemble(pages)
    return pages, edition, unapplied


def _copied(page: CutPage) -> CutPage:
    cut = page.cut
    lines = [replace(line) for line in cut.lines]
    return replace(page, cut=replace(cut, lines=lines, articles=[replace(article) for article in cut.articles]))


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def _lines_of(pages: Sequence[CutPage], article: Article) -> list[tuple[CutPage, int, CutLine]]:
    """Lines of an article in reading order, with page and index of the part."""
    by_id = {page.page_id: page for page in pages}
    found = []
    for page_id, index in article.parts:
        page = by_id[page_id]
        members = [line for line in page.cut.lines if line.article == index]
        found += [(page, index, line) for line in sorted(members, key=lambda line: line.reading_order)]
    return found


def _split(pages: Sequence[CutPage], article: Article, decision: Correction) -> str | None:
    lines = _lines_of(pages, article)
    texts = [_squeezed(line.text) for _, _, line in lines]
    wanted = _squeezed(decision.new)
    start = next((number for number in range(1, len(lines)) if "".join(texts[number:]).startswith(wanted)), None)
    if start is None:
        return f"no line of {article.article_id} after its first begins with {decision.new}"
    part_of: dict[tuple[str, int], int] = {}
    for number, (page, index, line) in enumerate(lines[start:]):
        key = (page.page_id, index)
        if key not in part_of:
            old = page.cut.articles[index]
            part_of[key] = len(page.cut.articles)
            new = CutArticle(old.kind, jump_to=old.jump_to, confidence=1.0, evidence=_evidence(decision))
            page.cut.articles.append(new)
            page.cut.articles[index] = replace(old, polygon=(), jump_to=None)
        line.article, line.reading_order = part_of[key], number
        if number == 0:
            line.starts_paragraph = True
            line.role = "headline" if line.role == "subhead" else line.role
    return None


def _merge(pages: Sequence[CutPage], article: Article, other: Article, decision: Correction) -> str | None:
    by_id = {page.page_id: page for page in pages}
    here = dict(article.parts)
    moved = _lines_of(pages, other)
    if any(page.page_id not in here for page, _, _ in moved):
        return f"{other.article_id} has parts on a page where {article.article_id} has none; merge on one page only"
    for page, _, line in moved:
        index = here[page.page_id]
        last = max(known.reading_order for known in page.cut.lines if known.article == index)
        line.starts_paragraph = line.starts_paragraph or line.reading_order == 0
        line.article, line.reading_order = index, last + 1
        if line.role in _TITLES:
            line.role = "subhead"
    for page_id, index in article.parts:
        cut = by_id[page_id].cut.articles[index]
        by_id[page_id].cut.articles[index] = replace(
            cut, polygon=(), confidence=1.0, evidence=cut.evidence | _evidence(decision)
        )
    return None


def _evidence(decision: Correction) -> dict[str, float | str]:
    return {"decided by": f"{decision.author}, {decision.date}: {decision.reason}"}


# --- text ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FixedText:
    """An article's texts with fixes, and the way back to what is printed.

    at: by field, for each offset into the fixed text (its end included) the offset into the printed one
    """

    article: ArticleText
    at: dict[str, list[int]]
    printed: ArticleText
    rows: tuple[TextCorrection, ...]


def fix_text(article: ArticleText, page_ids: Sequence[str], decisions: Sequence[Correction]) -> FixedText:
    """Apply the text fixes that aim at the article, its pages or its edition."""
    fixes = [fix for fix in decisions if fix.kind == "text_fix" and _aims_at(fix.target, article, page_ids)]
    texts: dict[Field, str] = {}
    at: dict[str, list[int]] = {}
    rows: list[TextCorrection] = []
    for name, text in article.texts.items():
        spans = _spans(text, fixes)
        pieces: list[str] = []
        offsets: list[int] = []
        end = 0
        for start, stop, fix in spans:
            pieces += [text[end:start], fix.new]
            offsets += [*range(end, start), *(min(start + step, stop - 1) for step in range(len(fix.new)))]
            reason = f"{fix.source}:{fix.row} {fix.author}: {fix.reason}"
            rows.append(TextCorrection(article.article_id, name, start, stop, text[start:stop], fix.new, reason, 1.0))
            end = stop
        texts[name] = "".join([*pieces, text[end:]])
        at[name] = [*offsets, *range(end, len(text) + 1)]
    return FixedText(replace(article, texts=texts), at, article, tuple(rows))


def _aims_at(target: str, article: ArticleText, page_ids: Sequence[str]) -> bool:
    return target == article.article_id or target in page_ids or any(page.startswith(f"{target}-") for page in page_ids)


def _spans(text: str, fixes: Sequence[Correction]) -> list[tuple[int, int, Correction]]:
    """Places to fix, in order, none over another; an earlier decision wins."""
    taken: list[tuple[int, int, Correction]] = []
    for fix in fixes:
        for match in re.finditer(re.escape(fix.old), text):
            if all(match.end() <= start or end <= match.start() for start, end, _ in taken):
                taken.append((match.start(), match.end(), fix))
    return sorted(taken, key=lambda span: span[0])


def as_printed(tags: ArticleTags, fixed: FixedText) -> ArticleTags:
    """Tags of the fixed text with offsets, surfaces and ids of the printed one, and the fixes among them."""
    if not fixed.rows:
        return tags
    renamed: dict[str, str] = {}
    for mention in tags.mentions:
        _move(mention, fixed)
        mention.surface = fixed.printed.texts[mention.field][mention.start : mention.end]
        name = f"{mention.article_id}:{mention.start}-{mention.end}:{mention.type}"
        renamed[mention.mention_id] = mention.mention_id = name
    for claim in tags.project_claims:
        before = f"{claim.article_id}:{claim.start}:"
        _move(claim, fixed)
        claim.claim_id = claim.claim_id.replace(before, f"{claim.article_id}:{claim.start}:", 1)
    for row in [*tags.title_sightings, *tags.appearances, *tags.indicators, *tags.notices]:
        _move(row, fixed)
    for sighting in tags.title_sightings:
        sighting.mention_id = renamed.get(sighting.mention_id, sighting.mention_id)
    own = {(row.field, row.start) for row in fixed.rows}
    for found in tags.text_corrections:
        _move(found, fixed)
        found.printed = fixed.printed.texts[found.field][found.start : found.end]
    others = [found for found in tags.text_corrections if (found.field, found.start) not in own]
    tags.text_corrections = [*fixed.rows, *others]
    return tags


def _move(row: Any, fixed: FixedText) -> None:
    at = fixed.at[row.field]
    row.start, row.end = at[row.start], at[row.end - 1] + 1


def unused(decisions: Iterable[Correction], rows: Iterable[TextCorrection]) -> list[Unapplied]:
    """Text fixes that found nothing to fix."""
    used = {row.reason.partition(" ")[0] for row in rows}
    return [
        Unapplied(fix, f"{fix.old} is not printed in {fix.target}")
        for fix in decisions
        if fix.kind == "text_fix" and f"{fix.source}:{fix.row}" not in used
    ]
