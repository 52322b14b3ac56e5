"""Where paragraphs start in the rows of a story: by indents, lines that end early, white between, items of a list."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from pipelines.layout.blocks import DEEPEST_INDENT
from pipelines.layout.continuation import ends_open
from pipelines.layout.stories import Row

EARLY = 2.2  # em of white at the end of a line that justification cannot leave
FULL = 0.7  # em of white at the end of a line that fills its column
SPACED = 1.2  # times the usual distance of lines: white between paragraphs
SHORT = 0.9  # em of white behind a sentence that ends a paragraph in a page without indents
SENTENCE_ENDS = "。！？”…）.!?\"'"
NUMBERED = ("body", "subhead", "dateline")  # roles whose rows are counted in paragraphs


def shapes_of(rows: Sequence[Row]) -> dict[int, tuple[float, float]]:
    """Right edge of each block, and the usual distance between the tops of its lines."""
    members: dict[int, list[Row]] = {}
    for row in rows:
        members.setdefault(row.block, []).append(row)
    shapes = {}
    for block, own in members.items():
        steps = sorted(after.line.top - one.line.top for one, after in itertools.pairwise(own))
        shapes[block] = max(row.line.x1 for row in own), steps[len(steps) // 2] if steps else 0.0
    return shapes


def starts_paragraph(before: Row | None, row: Row, shapes: dict[int, tuple[float, float]], *, indents: bool) -> bool:
    """The row starts a paragraph: by its indent, or since the line before ended early or white is left below it."""
    if before is None or (row.role == "subhead") != (before.role == "subhead"):
        return True
    if row.role == "subhead":
        return before.block != row.block
    if before.role not in NUMBERED:
        return row.indented or not indents
    if _is_next_item(before.line.text, row.line.text):
        return True
    if _is_spaced(before, row, shapes[row.block][1]):
        return True
    if indents:
        return (row.indented or before.white > EARLY) and not _runs_on(before, shapes[before.block][0])
    return before.white > SHORT and before.line.text[-1:] in SENTENCE_ENDS


def _runs_on(row: Row, edge: float) -> bool:
    """The line fills its column inside a sentence: if the next is set in, a picture or a headline beside it is why.

    Lines of verse break off inside a sentence too, but fill no column.
    """
    text = row.line.text.rstrip()
    is_full = edge - row.line.x1 < FULL * row.line.size
    return is_full and (text[-1:] in "，、（“《" or ends_open(text))


def _is_spaced(before: Row, row: Row, pitch: float) -> bool:
    """White below a line that ends a sentence, in one column."""
    step = row.line.top - before.line.top
    below = abs(row.line.x0 - before.line.x0) < DEEPEST_INDENT * row.line.size
    return below and SPACED * pitch < step < 3 * pitch and before.line.text[-1:] in SENTENCE_ENDS


def _is_next_item(text: str, following: str) -> bool:
    """Both lines open with the same label (书名：…): a list."""
    label = re.match(r"\w{1,6}[:：]", following)
    return label is not None and text.startswith(label[0])
