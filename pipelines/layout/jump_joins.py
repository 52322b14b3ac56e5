"""Joins the parts of stories that jump from page to page, each part used at most once on either side.

Every pair (part that may go on, part on another page that may be its continuation) gets a score from what is printed
(page named, marker), from headlines (the continuation's is often a shortened one), from the text (does it run on? does
it share rare words?) and from typography; one assignment maximises the sum over all pairs. What finds no partner
dangles, and is reported.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from pipelines.layout.continuation import (
    Overlap,
    balance_score,
    ends_open,
    junction_evidence,
    likeness_evidence,
    starts_open,
)
from pipelines.layout.jumps import Jump, same_page

# A pair is joined when its evidence outweighs this, or the lower bound when it leads all rival pairs by so much; a
# printed reference that fits counts 3, one that contradicts −6. All in natural logarithms of odds.
ACCEPT, ACCEPT_BEST, LEAD = 3.5, 2.5, 0.75
_FITS, _CONTRADICTS = 3.0, -6.0
_FULL_TEXT = 150  # characters from which on shared words are fully trusted
_SHORTEST_REPEAT = 4  # characters of a headline that repeats another
_REUNITED = 0.7  # confidence of pieces of one page that only the repeated headline brings together


@dataclass(slots=True)
class Part:
    """The part of an article on one page, as the matching sees it.

    goes_to, comes_from: printed references, None where none is printed
    comes_from_inferred: nothing is printed, but the page shows that the part comes from elsewhere (text pages)
    headline, body: as built for this part alone; starts_paragraph: of its first body line
    has_opening: a byline or dateline opens it, so it is hardly a continuation
    """

    page: int
    label: str
    goes_to: Jump | None
    comes_from: Jump | None
    headline: str
    body: str
    starts_paragraph: bool
    has_opening: bool
    size: float | None = None  # of the body, relative to the usual body size of its page
    is_notice: bool = False
    comes_from_inferred: str | None = None


@dataclass(frozen=True, slots=True)
class Join:
    """`second` continues `first` (indices of parts); confidence 0–1; evidence names the scores."""

    first: int
    second: int
    confidence: float
    evidence: dict[str, float] = field(default_factory=dict)


def join_parts(parts: Sequence[Part]) -> list[Join]:
    """The joins of an edition's parts: one-to-one, acyclic, best total evidence."""
    overlap = Overlap(part.body for part in parts)

    def shared_words(one: str, other: str) -> float:
        return likeness_evidence(overlap(one, other))

    scored: dict[tuple[int, int], dict[str, float]] = {}
    for first, one in enumerate(parts):
        for second, other in enumerate(parts):
            if _may_join(one, other):
                scored[first, second] = join_evidence(one, other, shared_words)
    totals = {pair: sum(evidence.values()) for pair, evidence in scored.items()}
    weights = {pair: total - ACCEPT_BEST for pair, total in totals.items() if total > _threshold(pair, totals)}
    chosen = _without_cycles(best_assignment(weights), weights)
    joins = [Join(a, b, join_confidence(sum(scored[a, b].values())), scored[a, b]) for a, b in sorted(chosen)]
    return joins + _reunions(parts, joins)


def _threshold(pair: tuple[int, int], totals: dict[tuple[int, int], float]) -> float:
    """What a pair's evidence must outweigh: less where no other pair of either part comes near it."""
    rivals = [
        total for other, total in totals.items() if other != pair and (other[0] == pair[0] or other[1] == pair[1])
    ]
    return ACCEPT_BEST if totals[pair] > max(rivals, default=-LEAD) + LEAD else ACCEPT


def _reunions(parts: Sequence[Part], joins: Sequence[Join]) -> list[Join]:
    """Pieces that a page's cut left apart: a continuation without headline, and beside it the repeated headline.

    The page alone cannot know that 城市新名片 over the second piece repeats 城市新名片 绿道通四方 of the front page.
    """
    followed, following = {join.first for join in joins}, {join.second for join in joins}
    found: list[Join] = []
    for join in joins:
        wanted, piece = _bare(parts[join.first].headline), parts[join.second]
        if not wanted or piece.headline or join.second in followed:
            continue
        for index, other in enumerate(parts):
            printed = _bare(other.headline)
            apart = index not in following and not other.comes_from and not other.has_opening and index != join.first
            if other.page == piece.page and apart and len(printed) >= _SHORTEST_REPEAT and printed in wanted:
                evidence = {"repeats the headline": float(len(printed))}
                found.append(Join(join.second, index, min(join.confidence, _REUNITED), evidence))
                following.add(index)
                break
    return found


def best_assignment(weights: dict[tuple[int, int], float]) -> list[tuple[int, int]]:
    """One-to-one pairs with the largest total weight (Kuhn–Munkres with potentials, O(n³)); weights are positive."""
    rows = sorted({a for a, _ in weights})
    columns = sorted({b for _, b in weights})
    size = len(rows) + len(columns)
    cost = [[0.0] * size for _ in rows]
    for (a, b), weight in weights.items():
        cost[rows.index(a)][columns.index(b)] = -weight
    row_price, column_price = [0.0] * (len(rows) + 1), [0.0] * (size + 1)
    owner = [0] * (size + 1)  # owner[j]: row (from 1) that holds column j; column 0 is the row being placed
    for row in range(1, len(rows) + 1):
        _place_row(row, cost, row_price, column_price, owner)
    pairs = [(rows[owner[j] - 1], columns[j - 1]) for j in range(1, len(columns) + 1) if owner[j]]
    return [pair for pair in pairs if pair in weights]


def _place_row(
    row: int, cost: list[list[float]], row_price: list[float], column_price: list[float], owner: list[int]
) -> None:
    """One augmenting step: finds the cheapest way to seat `row`, moving others where that pays."""
    size = len(column_price) - 1
    slack, came_from, done = [float("inf")] * (size + 1), [0] * (size + 1), [False] * (size + 1)
    owner[0], column = row, 0
    while owner[column]:
        done[column] = True
        current, step, following = owner[column], float("inf"), 0
        for j in range(1, size + 1):
            if done[j]:
                continue
            reduced = cost[current - 1][j - 1] - row_price[current] - column_price[j]
            if reduced < slack[j]:
                slack[j], came_from[j] = reduced, column
            if slack[j] < step:
                step, following = slack[j], j
        for j in range(size + 1):
            if done[j]:
                row_price[owner[j]] += step
                column_price[j] -= step
            else:
                slack[j] -= step
        column = following
    while column:
        owner[column] = owner[came_from[column]]
        column = came_from[column]


def _may_join(one: Part, other: Part) -> bool:
    if one.page == other.page or one.is_notice or other.is_notice or not (one.goes_to or other.comes_from):
        return False
    return not (one.goes_to and not same_page(one.goes_to.page, other.label) and not other.comes_from)


def join_evidence(one: Part, other: Part, shared_words: Callable[[str, str], float]) -> dict[str, float]:
    """What speaks for `other` as the continuation of `one`, and against it: log-odds by name.

    shared_words: log-likelihood ratio of what two texts share: one story, against two
    """
    evidence: dict[str, float] = {}
    if one.goes_to and one.goes_to.page:
        evidence["names the page of the continuation"] = (
            _FITS if same_page(one.goes_to.page, other.label) else _CONTRADICTS
        )
    if other.comes_from and other.comes_from.page:
        evidence["names the page it comes from"] = (
            _FITS if same_page(other.comes_from.page, one.label) else _CONTRADICTS
        )
    if one.goes_to and other.comes_from and (one.goes_to.marker or other.comes_from.marker):
        evidence["marker"] = 2.0 if one.goes_to.marker == other.comes_from.marker else -3.0
    if one.headline and other.headline:
        alike = fuzz.partial_ratio(_bare(one.headline), _bare(other.headline)) / 100
        evidence["headline"] = 7.0 * alike - 3.5
    elif not other.headline and other.body:
        evidence["has no headline of its own"] = 1.0
    if other.has_opening:
        evidence["opens like a story of its own"] = -5.0
    if one.body and other.body:
        trust = min(1.0, min(len(one.body), len(other.body)) / _FULL_TEXT)
        evidence["shared words"] = trust * shared_words(one.body, other.body)
    evidence |= _flow(one, other)
    if one.size and other.size:
        evidence["type size"] = 0.25 if abs(one.size - other.size) < 0.03 * one.size else -0.5
    if not other.comes_from:
        evidence["nothing says that it comes from elsewhere"] = -2.0
    if not one.goes_to:
        evidence["nothing says that it goes on"] = -2.0 if ends_open(one.body) else -3.0
    return evidence


def _flow(one: Part, other: Part) -> dict[str, float]:
    """How well the first part's last words run on into the second part's first."""
    if not one.body or not other.body:
        return {}
    last, first = one.body.rsplit("\n", 1)[-1], other.body.split("\n", 1)[0]
    if not ends_open(last):
        return {"sentence ended": -1.5 if starts_open(first) else 0.5 if other.starts_paragraph else 0.0}
    flow = {"sentence runs on": 0.5 if not other.starts_paragraph else -1.0}
    flow["word over the break"] = junction_evidence(last, first)
    flow["quotation marks and brackets"] = 1.5 * balance_score(last, first)
    return flow


def join_confidence(score: float) -> float:
    """Evidence mapped to 0–1: 0.5 at the threshold, 0.95 with both references fitting and nothing against it."""
    surplus = max(0.0, score - ACCEPT_BEST)
    return round(1.0 - 0.5 / float((1.0 + surplus) ** 1.5), 3)


def _bare(headline: str) -> str:
    return re.sub(r"\W", "", headline)


def _without_cycles(pairs: Sequence[tuple[int, int]], weights: dict[tuple[int, int], float]) -> list[tuple[int, int]]:
    """Drops the weakest pair of every cycle (A → B → A), so that each chain has a beginning."""
    following = dict(pairs)
    for start in list(following):
        seen = [start]
        while seen[-1] in following:
            successor = following[seen[-1]]
            if successor in seen:
                cycle = seen[seen.index(successor) :]
                del following[min(cycle, key=lambda a: weights[a, following[a]])]
                break
            seen.append(successor)
    return list(following.items())
