"""Builds the columns of an article from its lines, and remembers where each line's characters went.

Which column holds a line: headline, kicker and deck of the first part; `text` holds dateline, body, subheads, notes,
tables and notices in reading order; captions and credits go to `captions`. Separate byline lines, jump lines and
standing titles are in no column (bylines become contributors); a byline that runs inside a paragraph stays in the text,
as printed.

How lines join, the only places where a column differs from the characters printed:
- nothing between Chinese characters; one blank between Latin words or numbers that a line break parts;
- a hyphen that parts a Latin word at the line's end is left out, and the two halves join;
- a line feed between paragraphs, between captions, and between the rows of a table;
- runs of blanks inside a line shrink to one;
- a jump reference that shares a line with the body (…与邻里（下转第3版）) is left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipelines.layout.continuation import ends_open, unclosed
from pipelines.layout.jumps import find_jumps
from pipelines.layout.page_cut import CutLine

TEXT_ROLES = ("body", "dateline", "subhead", "note", "table", "notice", "ad")
TITLE_ROLES = ("headline", "kicker", "deck")
_BULLET = re.compile(r"[·•●■◆★▪○□▲※☆◇▶►]|[（(]?\d{1,2}[.、)）](?!\d)")  # each notice of a block opens with one
_LATIN = re.compile(r"[A-Za-z0-9\u00c0-\u024f]")


@dataclass(frozen=True, slots=True)
class PartLine:
    """A line of one part of an article: its page, number on the page, and the cut's line."""

    page_id: str
    line_no: int
    part: int
    line: CutLine


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line's characters are: column, span in it, paragraph of the text."""

    field: str | None
    start: int | None
    end: int | None
    paragraph: int | None


@dataclass(slots=True)
class Columns:
    """The columns of an article; `places` by (page_id, line_no)."""

    headline: str | None = None
    kicker: str | None = None
    deck: str | None = None
    text: str = ""
    captions: list[str] = field(default_factory=list)
    bylines: list[str] = field(default_factory=list)
    places: dict[tuple[str, int], Place] = field(default_factory=dict)


class _Column:
    """A column under construction: its text, and the span of each line in it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.text = ""
        self._spans: list[tuple[PartLine, int, int, int | None]] = []

    def add(self, item: PartLine, between: str, paragraph: int | None = None) -> None:
        characters = column_characters(item.line)
        if not characters:
            return
        if not between and self._spans and _is_broken_word(self.text, characters):
            self.text = self.text[:-1]
            last, start, end, number = self._spans[-1]
            self._spans[-1] = (last, start, end - 1, number)
        self.text += between if self.text else ""
        start = len(self.text)
        self.text += characters
        self._spans.append((item, start, len(self.text), paragraph))

    def places(self) -> dict[tuple[str, int], Place]:
        return {_key(item): Place(self.name, start, end, number) for item, start, end, number in self._spans}


def build_columns(lines: Sequence[PartLine]) -> Columns:
    """The columns of an article from the lines of its parts, in the order read."""
    lines = [item for item in lines if squeeze(item.line.text)]
    columns = Columns()
    inline = _inline_bylines(lines)
    titled = {role: next((item.part for item in lines if item.line.role == role), None) for role in TITLE_ROLES}
    for role in TITLE_ROLES:
        chosen = [item for item in lines if item.line.role == role and item.part == titled[role]]
        if role == "headline" or titled[role] == 0:
            setattr(columns, role, _build_title(role, chosen, columns) or None)
    _build_captions([item for item in lines if item.line.role in ("caption", "credit")], columns)
    stream = [item for item in lines if item.line.role in TEXT_ROLES or _key(item) in inline]
    _build_text(stream, columns)
    columns.bylines = _byline_texts([item for item in lines if item.line.role == "byline" and _key(item) not in inline])
    for item in lines:
        columns.places.setdefault(_key(item), Place(None, None, None, None))
    return columns


def squeeze(text: str) -> str:
    """A line's characters as they stand in a column: runs of blanks shrunk to one, none at the ends."""
    return re.sub(r"\s+", " ", text).strip()


def column_characters(line: CutLine) -> str:
    """What a line brings to its column: its characters, without a jump reference at either end of a body line."""
    text = squeeze(line.text)
    if line.role != "body" or not any(character in text for character in "转接续"):
        return text
    for jump in reversed(find_jumps(text)):
        if jump.end == len(text) or jump.start == 0:
            text = (text[: jump.start] + text[jump.end :]).strip()
    return text


def joint(left: str, right: str) -> str:
    """What stands between two lines of one paragraph: a blank between Latin words, else nothing."""
    if not left or not right or _is_broken_word(left, right):
        return ""
    both_latin = _LATIN.match(left[-1]) or (left[-1] in ",.;:!?)" and left.isascii())
    return " " if both_latin and _LATIN.match(right[0]) and not (left[-1].isdigit() and right[0].isdigit()) else ""


def _is_broken_word(left: str, right: str) -> bool:
    """`indus-` + `try`: a hyphen at the line's end between lower-case Latin letters."""
    return bool(re.search(r"[a-z]-$", left)) and bool(re.match(r"[a-z]", right))


def _key(item: PartLine) -> tuple[str, int]:
    return item.page_id, item.line_no


def _inline_bylines(lines: Sequence[PartLine]) -> set[tuple[str, int]]:
    """Byline lines that run inside a paragraph: behind a dateline, within open brackets, or with prose behind them."""
    inline: set[tuple[str, int]] = set()
    before: PartLine | None = None
    for item in lines:
        text = squeeze(item.line.text)
        if item.line.role == "byline":
            same = before and before.part == item.part
            runs_on = (
                same
                and before
                and (
                    (item.line.paragraph is not None and before.line.paragraph == item.line.paragraph)
                    or unclosed(before.line.text)["）"] > 0
                    or (text[:1] in "（(" and _ends_dateline(before.line))
                )
            )
            if runs_on or re.search(r"[)）].{3,}", text):
                inline.add(_key(item))
        if item.line.role in ("body", "dateline") or _key(item) in inline:
            before = item
    return inline


def _ends_dateline(line: CutLine) -> bool:
    return line.role == "dateline" or squeeze(line.text).endswith(("讯", "电"))


def _build_title(role: str, chosen: Sequence[PartLine], columns: Columns) -> str:
    column = _Column(role)
    previous: PartLine | None = None
    for item in chosen:
        characters = squeeze(item.line.text)
        apart = previous is not None and (previous.line.block != item.line.block or characters.startswith("—"))
        column.add(item, " " if apart else joint(column.text, characters))
        previous = item
    columns.places |= column.places()
    return column.text


def _build_captions(chosen: Sequence[PartLine], columns: Columns) -> None:
    column = _Column("caption")
    previous: PartLine | None = None
    for item in chosen:
        characters = squeeze(item.line.text)
        if previous is None:
            between = ""
        elif _starts_caption(previous, item):
            between = "\n"
        elif item.line.role == "credit" and previous.line.role == "caption" and ends_open(column.text):
            between = " " if characters[:1] not in "（(" else ""
        else:
            between = joint(column.text, characters)
        column.add(item, between)
        previous = item
    columns.places |= column.places()
    columns.captions = column.text.split("\n") if column.text else []


def _starts_caption(previous: PartLine, item: PartLine) -> bool:
    if previous.part != item.part:
        return True
    if previous.line.paragraph is not None and item.line.paragraph is not None:
        return previous.line.paragraph != item.line.paragraph
    if item.line.role == "credit":
        return False
    return previous.line.role == "credit" or previous.line.block != item.line.block


def _build_text(stream: Sequence[PartLine], columns: Columns) -> None:
    column = _Column("text")
    paragraph = -1
    previous: PartLine | None = None
    for item in stream:
        characters = column_characters(item.line)
        if previous is None or _starts_paragraph(previous, item, column.text):
            between = "\n"
            paragraph += 1
        elif item.line.role == "table":
            between = " "
        else:
            between = joint(column.text, characters)
        column.add(item, between, paragraph)
        previous = item
    columns.places |= column.places()
    columns.text = column.text


def _starts_paragraph(previous: PartLine, item: PartLine, text_so_far: str) -> bool:
    one, other = previous.line, item.line
    if _stream_kind(one) != _stream_kind(other):
        return True
    if other.role == "table":
        return not _in_one_row(one, other)
    if other.role == "notice" and _BULLET.match(squeeze(other.text)):
        return True
    if previous.part != item.part:
        return other.starts_paragraph or not (
            ends_open(text_so_far) or unclosed(text_so_far.rsplit("\n", 1)[-1])["”"] > 0
        )
    if one.paragraph is not None and other.paragraph is not None:
        return one.paragraph != other.paragraph or other.starts_paragraph
    if other.role == "subhead":
        return one.block != other.block
    return other.starts_paragraph


def _stream_kind(line: CutLine) -> str:
    return "body" if line.role in ("body", "dateline", "byline") else line.role


def _in_one_row(one: CutLine, other: CutLine) -> bool:
    if one.box is None or other.box is None:
        return False
    shared = min(one.box.bottom, other.box.bottom) - max(one.box.top, other.box.top)
    return shared > 0.5 * min(one.box.bottom - one.box.top, other.box.bottom - other.box.top)


def _byline_texts(chosen: Sequence[PartLine]) -> list[str]:
    """Byline lines as texts to read; one that a line break tears (（记 / 者温馨）) is put together by its brackets."""
    texts: list[str] = []
    for item in chosen:
        characters = squeeze(item.line.text)
        if texts and unclosed(texts[-1])["）"] > 0:
            texts[-1] += joint(texts[-1], characters) + characters
        else:
            texts.append(characters)
    return texts
