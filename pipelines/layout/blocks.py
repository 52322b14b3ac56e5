"""Lines to blocks: pieces of text columns, the units that the flow links to articles.

A block is a stack of lines of one size in one column, without a rule or more than a line's space between them.
What is printed differently inside a column (a bold dateline, a subhead of the same size) stays in the stack.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from pipelines.layout.bylines import is_byline
from pipelines.layout.captions import names_photographer
from pipelines.layout.datelines import find_dateline
from pipelines.layout.glyph_lines import TextLine
from pipelines.publications.profile import Profile
from pipelines.reading.page import Rule

SIZE_TOLERANCE = 0.035
WIDEST_LEADING = 0.95  # em between two lines of a block
INDENT = 1.2  # em from which an indent counts
DEEPEST_INDENT = 2.9
LISTED = 4.0  # em of white that a line of a list counts as having
WINDOW = 4  # lines before and after that show where a column's edges are
HANGING = 0.7  # em by which punctuation may hang over the right edge


@dataclass(slots=True)
class Block:
    """A stack of lines. `left` and `right` are the edges of its column, wider than the lines where those are short.

    container: number of the panel it lies in, -1 for none
    """

    lines: list[TextLine]
    left: float = 0.0
    right: float = 0.0
    container: int = -1
    subheads: set[int] = field(default_factory=set)  # ids of lines that are subheads

    @property
    def x0(self) -> float:
        """Left edge of the column."""
        return self.left

    @property
    def x1(self) -> float:
        """Right edge of the column."""
        return self.right

    @property
    def top(self) -> float:
        """Top of the first line."""
        return self.lines[0].top

    @property
    def bottom(self) -> float:
        """Bottom of the last line."""
        return max(line.bottom for line in self.lines[-2:])

    @property
    def width(self) -> float:
        """Width of the column."""
        return self.right - self.left

    @property
    def size(self) -> float:
        """Size of the type, by its middle line."""
        return self.lines[len(self.lines) // 2].size

    def font(self) -> int:
        """Commonest font, by characters."""
        counts: dict[int, int] = {}
        for line in self.lines:
            counts[line.font] = counts.get(line.font, 0) + len(line.text)
        return max(counts, key=lambda font: (counts[font], -font))

    def commonest_style(self) -> tuple[int, float]:
        """Commonest font and size, by characters."""
        counts: dict[tuple[int, float], int] = {}
        for line in self.lines:
            counts[line.style] = counts.get(line.style, 0) + len(line.text)
        return max(counts, key=lambda style: (counts[style], style))

    def pitch(self) -> float:
        """Middle distance between the tops of lines, 0 for a single one."""
        steps = sorted(b.top - a.top for a, b in zip(self.lines, self.lines[1:], strict=False))
        return steps[len(steps) // 2] if steps else 0.0

    def indent(self, index: int) -> float:
        """How far line `index` starts right of the column's edge at that height, em."""
        line = self.lines[index]
        near = self.lines[max(0, index - WINDOW) : index + WINDOW + 1]
        left = min(one.x0 for one in near)
        if len(self.lines) <= WINDOW:
            left = min(left, self.left)
        return (line.x0 - left) / line.size

    def is_indented(self, index: int) -> bool:
        """The line starts a paragraph, as its indent shows."""
        return INDENT <= self.indent(index) <= DEEPEST_INDENT

    def rest(self, index: int) -> float:
        """White space at the end of line `index`, em."""
        line = self.lines[index]
        near = self.lines[max(0, index - WINDOW) : index + WINDOW + 1]
        right = max(one.x1 for one in near)
        if len(self.lines) <= WINDOW:
            right = max(right, self.right)
        return max(0.0, right - line.x1) / line.size

    def white_at_end(self, index: int) -> float:
        """White at the end of a line, em; 0 where its neighbours end alike, since then a shape explains it.

        Two short lines of different length in a row are a list: text would have filled the first.
        """
        line = self.lines[index]
        beside = [self.lines[k] for k in (index - 1, index + 1) if 0 <= k < len(self.lines)]
        if any(abs(other.x1 - line.x1) <= 0.2 * line.size for other in beside):
            return 0.0
        following = self.lines[index + 1] if index + 1 < len(self.lines) else line
        rest = self.right - max(line.x1, following.x1)
        flush = abs(following.x0 - line.x0) < 0.3 * line.size
        in_list = following is not line and flush and rest > 0.9 * line.size and len(self.lines) > 5
        return max(self.rest(index), LISTED if in_list and not line.text.isascii() else 0.0)


def stack_lines(lines: Sequence[TextLine], rules: Sequence[Rule], body_fonts: set[int]) -> list[Block]:
    """Blocks of horizontal lines, in order of their tops."""
    level = [rule for rule in rules if rule.is_horizontal]
    done: list[Block] = []
    active: list[Block] = []
    for line in sorted(lines, key=lambda one: (one.top, one.x0)):
        still: list[Block] = []
        for block in active:
            (still if line.top - block.lines[-1].bottom < 2 * line.size + block.size else done).append(block)
        active = still
        fits = [
            (cost, k) for k, block in enumerate(active) if (cost := _fit(block, line, level, body_fonts)) is not None
        ]
        if fits:
            block = active[min(fits)[1]]
            block.lines.append(line)
            block.left = min(block.left, line.x0)
            block.right = max(block.right, line.x1)
        else:
            active.append(Block([line], line.x0, line.x1))
    blocks = done + active
    blocks.sort(key=lambda block: (block.top, block.left))
    return _fold_in_pieces(blocks)


def _fit(block: Block, line: TextLine, level: Sequence[Rule], body_fonts: set[int]) -> float | None:
    """Cost of putting the line below the block, None when it does not belong there."""
    last = block.lines[-1]
    em = max(line.size, last.size)
    gap = line.top - last.bottom
    if abs(line.size - last.size) > SIZE_TOLERANCE * em or not -0.35 * em <= gap <= WIDEST_LEADING * em:
        return None
    if line.top - last.top < 0.5 * em or last.vertical != line.vertical:
        return None
    if line.font != last.font and names_photographer([last.text]):
        return None  # a caption ends here
    if line.font != last.font:
        fonts = {one.font for one in block.lines} & body_fonts
        if line.font in body_fonts and fonts and line.font not in fonts:
            return None
        if line.font not in body_fonts and not fonts:
            return None
    steady = len(block.lines) > 2
    inside = line.x0 >= block.left - 0.4 * em and line.x1 <= block.right + HANGING * em
    if not inside:
        reaches_left = line.x0 >= block.left - (0.4 if steady else DEEPEST_INDENT) * em
        reaches_right = line.x1 <= block.right + HANGING * em or not steady
        starts_left = line.x0 <= block.left + DEEPEST_INDENT * em
        if not (reaches_left and reaches_right and starts_left):
            return None
        if (
            line.x1 > block.right + HANGING * em
            and last.x1 > block.left + 6 * em
            and line.x1 - block.right > 3 * em
            and not _is_short(block)
        ):
            return None
    if any(_parts(rule, block, line) for rule in level):
        return None
    return abs(line.x0 - block.left) / em + gap / em


def _is_short(block: Block) -> bool:
    """The block so far is a line that may end a paragraph early."""
    return len(block.lines) == 1 and block.lines[0].text[-1:] in "。！？”：…）"


def _parts(rule: Rule, block: Block, line: TextLine) -> bool:
    y = (rule.top + rule.bottom) / 2
    if not block.lines[-1].bottom - 0.2 * line.size <= y <= line.top + 0.2 * line.size:
        return False
    overlap = min(rule.x1, max(block.right, line.x1)) - max(rule.x0, min(block.left, line.x0))
    return overlap > 0.4 * (max(block.right, line.x1) - min(block.left, line.x0))


def _fold_in_pieces(blocks: list[Block]) -> list[Block]:
    """A short piece in the rows and column of a larger block is the rest of one of its lines."""
    kept: list[Block] = []
    large = [block for block in blocks if len(block.lines) > 2]
    for block in blocks:
        host = None
        if len(block.lines) == 1:
            piece = block.lines[0]
            host = next((other for other in large if _row_of(other, piece) is not None), None)
        if host is None:
            kept.append(block)
        else:
            _extend(host.lines, piece, _row_of(host, piece))
    return kept


def _row_of(block: Block, piece: TextLine) -> int | None:
    em = piece.size
    if not (block.left - 0.3 * em <= piece.x0 and piece.x1 <= block.right + 0.3 * em):
        return None
    if not (block.top - 0.5 * em <= piece.top and piece.bottom <= block.bottom + 0.5 * em):
        return None
    for k, line in enumerate(block.lines):
        if abs(line.top - piece.top) < 0.4 * em and abs(line.size - piece.size) < 0.1 * em:
            apart = piece.x0 - line.x1 if piece.x0 > line.x0 else line.x0 - piece.x1
            if -0.2 * em <= apart <= 6 * em:
                return k
    return None


def _extend(lines: list[TextLine], piece: TextLine, row: int | None) -> None:
    if row is None:
        return
    lines[row] = join_pieces(lines[row], piece)


def join_pieces(one: TextLine, other: TextLine, between: str = "") -> TextLine:
    """Two pieces of one row as one line."""
    first, second = (one, other) if one.x0 <= other.x0 else (other, one)
    main = one if len(one.text) >= len(other.text) else other
    return TextLine(
        x0=min(one.x0, other.x0),
        top=min(one.top, other.top),
        x1=max(one.x1, other.x1),
        bottom=max(one.bottom, other.bottom),
        size=main.size,
        font=main.font,
        color=main.color,
        glyphs=np.concatenate((first.glyphs, second.glyphs)),
        text=first.text + between + second.text,
        vertical=main.vertical,
    )


def settle_columns(blocks: Sequence[Block]) -> None:
    """Gives short blocks the column edges of the longer block above or below them."""
    long = [block for block in blocks if len(block.lines) > 3]
    for block in blocks:
        if len(block.lines) > 3:
            continue
        em = block.size
        best: tuple[float, Block] | None = None
        for other in long:
            if other.container != block.container or abs(other.size - em) > 0.35 * em:
                continue
            if block.left < other.left - 0.5 * em or block.right > other.right + 0.5 * em:
                continue
            apart = max(other.top - block.bottom, block.top - other.bottom, 0.0)
            if apart <= 14 * em and (best is None or apart < best[0]):
                best = (apart, other)
        if best is not None:
            block.left = min(block.left, best[1].left)
            block.right = max(block.right, best[1].right)


def join_row_pieces(blocks: Sequence[Block], profile: Profile) -> list[Block]:
    """Joins single-line blocks that stand in one row of one column: names set apart in a byline, datelines in bold."""
    kept: list[Block] = []
    for block in sorted(blocks, key=lambda one: (one.top, one.lines[0].x0)):
        host = None
        if len(block.lines) == 1:
            host = next((other for other in reversed(kept[-12:]) if _same_row(other, block, profile)), None)
        if host is None:
            kept.append(block)
        else:
            host.lines[0] = join_pieces(host.lines[0], block.lines[0], " ")
            host.left, host.right = min(host.left, block.left), max(host.right, block.right)
    kept.sort(key=lambda one: (one.top, one.left))
    return kept


def _same_row(one: Block, other: Block, profile: Profile) -> bool:
    first, second = one.lines[0], other.lines[0]
    em = second.size
    if len(one.lines) > 1 or abs(first.top - second.top) > 0.15 * em:
        return False
    if first.style != second.style and not _is_bare_dateline(first.text, profile):
        return False
    if not -0.1 * em < second.x0 - first.x1 < 1.8 * em:
        return False
    one_column = abs(one.left - other.left) < 0.5 * em and abs(one.right - other.right) < 0.5 * em
    return one_column or (is_byline(f"{first.text} {second.text}", profile) and not is_byline(second.text, profile))


def _is_bare_dateline(text: str, profile: Profile) -> bool:
    """The piece is a dateline and no more (新华社北京10月6日电): in a face of its own, before the text of its row."""
    plain = re.sub(r"\s", "", text)
    found = find_dateline(plain, None, profile)
    return found is not None and found.end >= len(plain)
