"""Which body row runs on into which: re-joins paragraphs that columns tore apart, and finds rows printed twice.

All rows that end inside a sentence compete for all rows that could follow; one assignment decides, so that the true
successor is taken by its own predecessor first. The row below is favoured; a remote one needs words over the break,
matching quotation marks or shared vocabulary to win.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipelines.layout.continuation import (
    Overlap,
    balance_score,
    ends_open,
    junction_evidence,
    junction_gain,
    likeness_evidence,
    starts_open,
)
from pipelines.layout.jump_joins import best_assignment

# Evidence needed before two rows count as one paragraph, and before a row that is not the next one is fetched; figures
# and how they were chosen: docs/assembly.md.
_ACCEPT_NEXT, _ACCEPT_REMOTE = 0.0, 1.0
_NEXT = 2.5  # that a row stands right below the other
_DRAWN = 3.0  # how much more a row must share with a remote row than with the one above, where nothing else links them
_SHORTEST_DOUBLE = 12  # characters; shorter rows repeat in honest texts (list items, names)
_BEFORE, _BEHIND = 4, 3  # rows that speak for the end of a row, and for the beginning of one


@dataclass(frozen=True, slots=True)
class FlowRow:
    """A body row as the flow sees it: its text, the story it stands in, and whether it may continue another row.

    title: the titles of that story, which speak for its vocabulary
    """

    text: str
    story: int
    may_follow: bool
    title: str = ""


@dataclass(slots=True)
class Flow:
    """Indices of rows.

    follows: row → the row that continues it
    broken: rows that end inside a sentence and find no successor
    strays: rows that begin in the middle: their predecessor in the file runs on elsewhere or is not on this page
    """

    follows: dict[int, int] = field(default_factory=dict)
    broken: list[int] = field(default_factory=list)
    strays: list[int] = field(default_factory=list)


def find_flow(rows: Sequence[FlowRow], next_row: Mapping[int, int]) -> Flow:
    """The flow of a page's body rows.

    next_row: row → the body row printed right below it in the same story, where nothing stands between them
    """
    overlap = Overlap(row.text for row in rows)
    ends = {index: _context_before(rows, index) for index, row in enumerate(rows) if ends_open(row.text)}
    begins = {index: _context_behind(rows, index) for index, row in enumerate(rows) if row.may_follow}
    above = {right: left for left, right in next_row.items()}
    at_home = {
        index: likeness_evidence(overlap(_context_before(rows, above[index]), beginning)) if index in above else 0.0
        for index, beginning in begins.items()
    }
    weights: dict[tuple[int, int], float] = {}
    for left, end in ends.items():
        for right, beginning in begins.items():
            # extractions follow the columns: what continues a row comes later in the file
            if right > left:
                is_next = next_row.get(left) == right
                shared = at_home[right] if is_next else likeness_evidence(overlap(end, beginning))
                # sharing more words with a remote row than with the row above speaks for the remote one
                drawn = 0.0 if is_next else shared - at_home[right]
                score = _score(rows[left].text, rows[right].text, is_next, _begins_open(rows, right, next_row), drawn)
                surplus = score + shared / 2 - (_ACCEPT_NEXT if is_next else _ACCEPT_REMOTE)
                if surplus > 0:
                    weights[left, right] = surplus
    return _as_flow(dict(best_assignment(weights)), list(ends), next_row)


def find_doubles(rows: Sequence[FlowRow], next_row: Mapping[int, int]) -> dict[int, int]:
    """Rows printed twice: the copy to leave out → the copy to keep (the one that fits its surroundings better)."""
    places: dict[str, list[int]] = defaultdict(list)
    for index, row in enumerate(rows):
        bare = re.sub(r"\s", "", row.text)
        if len(bare) >= _SHORTEST_DOUBLE:
            places[bare].append(index)
    overlap = Overlap(row.text for row in rows)
    previous = {right: left for left, right in next_row.items()}
    doubled = {index for copies in places.values() if len(copies) > 1 for index in copies}
    left_out: dict[int, int] = {}
    for copies in places.values():
        if len(copies) > 1:
            fits = {index: _fit(rows, index, previous, doubled, overlap) for index in copies}
            kept = max(copies, key=lambda index: (round(fits[index], 6), -index))
            left_out |= {index: kept for index in copies if index != kept}
    return left_out


def _fit(
    rows: Sequence[FlowRow], index: int, previous: Mapping[int, int], doubled: set[int], overlap: Overlap
) -> float:
    """How well a copy suits its place: it continues the row above, and shares words with its story."""
    before = previous.get(index)
    flow = 0.0
    if before is not None:
        above = rows[before].text
        flow = (
            1.0 + junction_gain(above, rows[index].text)
            if ends_open(above)
            else -1.0
            if starts_open(rows[index].text)
            else 0.0
        )
    story = [row.text for i, row in enumerate(rows) if row.story == rows[index].story and i not in doubled]
    return flow + 3.0 * overlap(rows[index].text, "".join(story))


def _score(left: str, right: str, is_next: bool, begins_open: bool, drawn: float) -> float:
    """Evidence of the junction. A remote row needs a word over the break, matching marks or a strong draw."""
    word, marks = junction_evidence(left, right), balance_score(left, right)
    if not is_next and word <= 0 and marks <= 0 and drawn < _DRAWN:
        return -10.0
    score = word + 1.5 * marks + (1.5 if starts_open(right) else 0.0)
    if is_next:
        return score + _NEXT
    return score + max(-1.0, min(1.5, drawn / 2)) - (0.0 if begins_open else 1.0)


def _begins_open(rows: Sequence[FlowRow], index: int, next_row: Mapping[int, int]) -> bool:
    """The row above it does not end a sentence, so that this row need not begin one."""
    before = next((left for left, right in next_row.items() if right == index), None)
    return before is None or ends_open(rows[before].text) or starts_open(rows[index].text)


def _context_before(rows: Sequence[FlowRow], index: int) -> str:
    near = range(max(0, index - _BEFORE), index + 1)
    return rows[index].title + "".join(rows[i].text for i in near if rows[i].story == rows[index].story)


def _context_behind(rows: Sequence[FlowRow], index: int) -> str:
    near = range(index, min(len(rows), index + _BEHIND))
    return "".join(rows[i].text for i in near if rows[i].story == rows[index].story)


def _as_flow(follows: dict[int, int], open_rows: Sequence[int], next_row: Mapping[int, int]) -> Flow:
    taken = set(follows.values())
    flow = Flow(follows, [row for row in open_rows if row not in follows])
    for left, right in next_row.items():
        if left in open_rows and follows.get(left) != right and right not in taken:
            flow.strays.append(right)
    return flow
