"""Reads the rows of a page text: a row is a paragraph, or the piece of one that a column holds.

Most extractions give a row a line of the file. Where the file keeps the printed lines of narrow columns, they are put
together first: a line as long as its neighbours runs on, a shorter one ends its row, an indent begins one. Markdown
marks (`##`, `**`, `>`, `- `) are taken off and remembered as the heading level; nothing else is changed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipelines.layout.article_text import joint
from pipelines.layout.continuation import SENTENCE_ENDS, ends_open
from pipelines.layout.page_cut import Role
from pipelines.layout.text_titles import split_kicker

_SKIPPED = re.compile(r"!\[[^\]]*\]\([^)]*\)|<!--.*?-->|</?(?:table|tbody|thead|div|p|br|img)[^>]*>")
_RULE = re.compile(r"[-*_=~—\s|:]{3,}")
_FEWEST_LINES = 16  # of a page text before its lines are compared with each other
_WIDEST_COLUMN = 45.0  # characters; longer lines are paragraphs, not printed lines
_NEAR = 8  # lines before and after that share a column with a line
_MOST_TITLE_LINES = 8  # between two stories
_LOST_INDENT = 2.5  # characters
_TOLERANCE = 1.5  # characters by which full lines differ: punctuation at the margin, Latin words


@dataclass(slots=True)
class Row:
    """A row of a page text.

    lines: the lines of the file that make it, from `file_line` on (one, unless printed lines were put together)
    level: of a Markdown heading, 1–6, else None · role: filled by `text_rows.assign_roles`
    opens: a dateline opens this body row, so a story begins here
    closes: a byline, dateline or author's note in brackets, so a story ends here
    """

    text: str
    level: int | None
    file_line: int
    lines: tuple[str, ...]
    role: Role = "body"
    opens: bool = False
    closes: bool = False


@dataclass(frozen=True, slots=True)
class _FileLine:
    text: str
    level: int | None
    number: int
    is_indented: bool


def read_rows(text: str, stands_alone: Callable[[str], bool]) -> list[Row]:
    """The rows of a page text, in the order of the file.

    stands_alone: tells lines that begin a row whatever stands above them (bylines, datelines, jumps, headings)
    Markdown images, HTML wrappers and drawn rules hold no text and give no row.
    """
    lines = [line for number, raw in enumerate(text.splitlines(), start=1) for line in _read_line(raw, number)]
    groups = _put_together(lines, stands_alone) if _keeps_printed_lines(lines) else [[line] for line in lines]
    return [row for group in groups for row in _rows_of(group)]


def _read_line(raw: str, number: int) -> list[_FileLine]:
    line = re.sub(r"</?t[dhr][^>]*>", " ", _SKIPPED.sub(" ", raw))
    if not line.strip() or _RULE.fullmatch(line):
        return []
    heading = re.match(r"\s*(#{1,6})\s*(?=\S)", line)
    line = line[heading.end() :] if heading else re.sub(r"^\s*(?:>\s*)+", "", line)
    line = re.sub(r"^\s*[-*+]\s+(?=\S)", "", line)
    line = re.sub(r"(\*\*|__)(.+?)\1", r"\2", line)
    level = len(heading[1]) if heading else None
    return [_FileLine(line.strip(), level, number, bool(re.match(r"\u3000|  ", line)))] if line.strip() else []


def _rows_of(group: Sequence[_FileLine]) -> list[Row]:
    """A group as a row; a line with kicker and headline on it as two."""
    first = group[0]
    if len(group) == 1:
        return [Row(piece, first.level, first.number, (piece,)) for piece in split_kicker(first.text)]
    text = first.text
    for line in group[1:]:
        text += joint(text, line.text) + line.text
    return [Row(text, None, first.number, tuple(line.text for line in group))]


# ------------------------------------------------------------------------------ printed lines of columns


def _printed_width(line: _FileLine) -> float:
    """Width in characters, with the indent: Latin letters and digits take half of one."""
    width = sum(1.0 if ord(character) > 0x2000 else 0.5 for character in line.text)
    return width + 2.0 if line.is_indented else width


def _keeps_printed_lines(lines: Sequence[_FileLine]) -> bool:
    """Most lines are as long as the lines around them, and no longer than a column is wide."""
    if len(lines) < _FEWEST_LINES:
        return False
    widths = [_printed_width(line) for line in lines]
    full = sum(_is_full(width, _column_width(widths, index)) for index, width in enumerate(widths))
    return full > len(lines) / 2 and sorted(widths)[len(widths) * 9 // 10] <= _WIDEST_COLUMN


def _column_width(widths: Sequence[float], index: int) -> float:
    """The commonest width among the lines around one, the larger of two equally common."""
    near = [round(width) for width in widths[max(0, index - _NEAR) : index + _NEAR + 1]]
    return float(max(Counter(near).items(), key=lambda item: (item[1], item[0]))[0])


def _is_full(width: float, column: float) -> bool:
    return abs(width - column) <= _TOLERANCE


def _reaches_margin(line: _FileLine, width: float, column: float) -> bool:
    """As wide as the column; where an extraction dropped the indent, a first line is two characters short of it."""
    return _is_full(width, column) or (-_LOST_INDENT <= width - column < 0 and ends_open(line.text))


def _put_together(lines: Sequence[_FileLine], stands_alone: Callable[[str], bool]) -> list[list[_FileLine]]:
    widths = [_printed_width(line) for line in lines]
    has_indents = sum(line.is_indented for line in lines) > len(lines) / 50
    titles = _title_lines(lines, stands_alone)
    groups: list[list[_FileLine]] = []
    for index, line in enumerate(lines):
        runs_on = (
            index > 0
            and index not in titles
            and _reaches_margin(lines[index - 1], widths[index - 1], _column_width(widths, index - 1))
            and widths[index] <= _column_width(widths, index) + _TOLERANCE
            and not (line.level or lines[index - 1].level or line.is_indented or stands_alone(line.text))
            and not _is_title_below(lines[index - 1].text, line.text, widths[index], _column_width(widths, index))
            and (has_indents or not _begins_paragraph(lines[index - 1].text, widths[index - 1], widths[index]))
        )
        if runs_on:
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _title_lines(lines: Sequence[_FileLine], stands_alone: Callable[[str], bool]) -> set[int]:
    """Lines between the end of a sentence and the byline or dateline that opens the next story."""
    titles: set[int] = set()
    for anchor in (index for index, line in enumerate(lines) if stands_alone(line.text) and line.text[0] not in "(（"):
        above = range(anchor - 1, max(-2, anchor - 1 - _MOST_TITLE_LINES), -1)
        ended = next((i for i in above if i < 0 or not ends_open(lines[i].text) or lines[i].is_indented), None)
        if ended is not None and (ended < 0 or not ends_open(lines[ended].text)):
            titles |= set(range(ended + 1, anchor + 1))
    return titles


def _is_title_below(above: str, text: str, width: float, column: float) -> bool:
    """The sentence above ended at the margin, and this short line has no sentence end: the next story's title."""
    return not ends_open(above) and ends_open(text) and abs(width - column) > _LOST_INDENT


def _begins_paragraph(above: str, width_above: float, width: float) -> bool:
    """Where indents are lost: the sentence above has ended, and this line is short by an indent, as first lines are."""
    ended = above.rstrip("”’）)")[-1:] in SENTENCE_ENDS
    return ended and (width <= width_above - 1.5)
