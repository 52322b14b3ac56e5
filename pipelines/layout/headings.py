"""Headline groups (标题组): headline with its kicker, deck and byline; and labels over briefs and columns.

Big type that is level or upright makes headline units; units and small blocks that adjoin one without a rule between
become its kicker (above or, upright, to the right) or deck (below or to the left).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipelines.layout.blocks import Block, join_pieces
from pipelines.layout.bylines import is_byline
from pipelines.layout.captions import names_photographer
from pipelines.layout.datelines import find_dateline
from pipelines.layout.glyph_lines import TextLine
from pipelines.layout.standing_titles import heads_briefs, in_small_panel, is_label_text
from pipelines.publications.profile import Profile
from pipelines.reading.page import Box, Panel, Rule

LONGEST_DECK = 80  # characters
LONGEST_LABEL = 6  # characters of a label that only a rule tells
BIG = 1.28  # em: type from here on makes headlines


@dataclass(slots=True)
class Head:
    """A headline group. Lists hold lines in reading order."""

    headline: list[TextLine]
    kicker: list[TextLine] = field(default_factory=list)
    deck: list[TextLine] = field(default_factory=list)
    byline: list[TextLine] = field(default_factory=list)
    label: list[TextLine] = field(default_factory=list)
    vertical: bool = False
    container: int = -1
    is_label: bool = False  # a standing title with nothing but a label
    heads_briefs: bool = False
    over_titles: bool = False  # a label of briefs that have titles of their own
    in_column: bool = False  # a title set into a column, or a subhead: the flow decides
    is_announced: bool = False  # such a title with a bullet, or under a label of briefs
    below: TextLine | None = None  # the line that follows such a title

    @property
    def lines(self) -> list[TextLine]:
        """All lines, label first."""
        return [*self.label, *self.kicker, *self.headline, *self.deck, *self.byline]

    @property
    def box(self) -> Box:
        """Box of all lines."""
        return box_of(self.lines)

    @property
    def core(self) -> Box:
        """Box of the headline alone."""
        return box_of(self.headline or self.label)

    @property
    def size(self) -> float:
        """Size of the headline's type."""
        return (self.headline or self.label)[0].size

    @property
    def text(self) -> str:
        """The headline."""
        return "".join(line.text for line in self.headline)


def box_of(lines: Sequence[TextLine]) -> Box:
    """The box around lines."""
    return Box(
        min(one.x0 for one in lines),
        min(one.top for one in lines),
        max(one.x1 for one in lines),
        max(one.bottom for one in lines),
    )


def find_heads(
    big: list[TextLine],
    blocks: list[Block],
    rules: Sequence[Rule],
    panels: Sequence[Panel],
    em: float,
    body_styles: set[tuple[int, float]],
    profile: Profile,
) -> tuple[list[Head], list[Block]]:
    """Headline groups of the page, and the blocks that are left when kickers, decks and bylines are taken."""
    level = [line for line in big if not line.vertical]
    upright = [line for line in big if line.vertical]
    heads = _upright_heads(upright, em)
    rows = _join_rows(level, rules, blocks)
    units = _stack_units(rows, rules)
    labels = [unit for unit in units if is_label_text(plain(unit), profile) or in_small_panel(unit, panels)]
    units = [unit for unit in units if unit not in labels]
    heads += _combine_units(units, rules, panels)
    heads, blocks = _claim_blocks(heads, blocks, rules, em, body_styles, profile)
    heads += _place_labels(labels, heads, em, profile)
    return _ruled_labels(heads, rules, em), blocks


def plain(lines: Sequence[TextLine]) -> str:
    """The text of lines without blanks."""
    return re.sub(r"\s", "", "".join(line.text for line in lines))


def _join_rows(lines: list[TextLine], rules: Sequence[Rule], blocks: Sequence[Block]) -> list[TextLine]:
    """Pieces of one row of a headline, parted by a blank, as one line."""
    rows: list[TextLine] = []
    for line in sorted(lines, key=lambda one: (one.x0, one.top)):
        for k, row in enumerate(rows):
            gap = line.x0 - row.x1
            level = abs((line.top + line.bottom) - (row.top + row.bottom)) / 2 < 0.15 * row.size
            same = row.style[0] == line.style[0] and abs(row.size - line.size) < 0.04 * row.size
            spacing = (row.width - len(row.text) * row.size) / max(len(row.text) - 1, 1)
            limit = max(2.4 * row.size, 2.6 * spacing, 2.0 * (row.size + spacing) if spacing > 0.3 * row.size else 0.0)
            close = same and level and -0.2 * row.size < gap <= limit and not _upright_rule(rules, row, line)
            if close and not _are_two_headlines(row, line, blocks):
                joined = join_pieces(row, line)
                if gap > 0.5 * row.size + spacing:
                    joined.text = row.text + " " + line.text
                rows[k] = joined
                break
        else:
            rows.append(line)
    return sorted(rows, key=lambda one: (one.top, one.x0))


def _are_two_headlines(left: TextLine, right: TextLine, blocks: Sequence[Block]) -> bool:
    """Each piece stands over columns of its own: centred on them, or flush left with them."""
    em = left.size
    if _are_spaced_alike(left, right):
        return False
    below = [
        block
        for block in blocks
        if len(block.lines) > 2
        and 0 <= block.top - left.bottom < 6 * em
        and block.right > left.x0 - 8 * em
        and block.left < right.x1 + 8 * em
    ]
    gap = (left.x1 + right.x0) / 2
    if any(block.left < left.x1 - em and block.right > right.x0 + em for block in below):
        return False
    ours = sorted((block for block in below if block.right < gap + 0.5 * em), key=lambda block: -block.right)
    theirs = sorted((block for block in below if block.left > gap - 0.5 * em), key=lambda block: block.left)
    return _stands_over(left, ours, em) and _stands_over(right, theirs, em) and bool(ours and theirs)


def _are_spaced_alike(left: TextLine, right: TextLine) -> bool:
    """Two letterspaced phrases of one headline: equal steps, and the gap between them is less than two."""
    steps = [piece.width / len(piece.text.replace(" ", "")) for piece in (left, right) if len(piece.text) > 1]
    spaced = len(steps) == 2 and min(steps) > 1.25 * left.size and abs(steps[0] - steps[1]) < 0.08 * left.size
    return spaced and right.x0 - left.x1 < 2 * min(steps)


def _stands_over(piece: TextLine, columns: Sequence[Block], em: float) -> bool:
    """The piece is centred on the first few of the columns, or starts where one of them starts."""
    if not columns:
        return False
    for count in range(1, len(columns) + 1):
        x0, x1 = min(b.left for b in columns[:count]), max(b.right for b in columns[:count])
        inside = x0 - 0.5 * em <= piece.x0 and piece.x1 <= x1 + 0.5 * em
        if inside and (abs((x0 + x1) / 2 - piece.middle) < 0.3 * em or abs(x0 - piece.x0) < 0.2 * em):
            return True
    return False


def _upright_rule(rules: Sequence[Rule], left: TextLine, right: TextLine) -> bool:
    return any(
        not rule.is_horizontal
        and left.x1 - 1 <= (rule.x0 + rule.x1) / 2 <= right.x0 + 1
        and min(rule.bottom, left.bottom) - max(rule.top, left.top) > 0.3 * left.height
        for rule in rules
    )


def level_rule_between(rules: Sequence[Rule], upper: Box, lower: Box) -> bool:
    """A level rule parts two boxes that stand one above the other."""
    for rule in rules:
        if not rule.is_horizontal:
            continue
        y = (rule.top + rule.bottom) / 2
        slack = 0.15 * min(upper.bottom - upper.top, lower.bottom - lower.top)
        if upper.bottom - slack <= y <= lower.top + slack:
            shared = min(rule.x1, upper.x1, lower.x1) - max(rule.x0, upper.x0, lower.x0)
            if shared > 0.3 * min(upper.x1 - upper.x0, lower.x1 - lower.x0):
                return True
    return False


def shares(one: Box, other: Box) -> float:
    """Horizontal overlap as a share of the narrower box."""
    overlap = min(one.x1, other.x1) - max(one.x0, other.x0)
    return overlap / max(min(one.x1 - one.x0, other.x1 - other.x0), 1e-6)


def _stack_units(rows: list[TextLine], rules: Sequence[Rule]) -> list[list[TextLine]]:
    """Rows of one type that stand close together, as units."""
    units: list[list[TextLine]] = []
    for row in rows:
        home = None
        for unit in units:
            last = unit[-1]
            same = last.font == row.font and abs(last.size - row.size) < 0.04 * row.size
            gap = row.top - last.bottom
            one, other = box_of([last]), box_of([row])
            if (
                same
                and -0.3 * row.size < gap <= 0.85 * row.size
                and shares(one, other) > 0.4
                and not level_rule_between(rules, one, other)
            ):
                home = unit
                break
        if home is None:
            units.append([row])
        else:
            home.append(row)
    return units


def _combine_units(units: list[list[TextLine]], rules: Sequence[Rule], panels: Sequence[Panel]) -> list[Head]:
    """The biggest units are headlines; smaller ones that adjoin them their kickers and decks."""
    free = sorted(units, key=lambda unit: (-unit[0].size, unit[0].top))
    taken: set[int] = set()
    heads = []
    for unit in free:
        if id(unit) in taken:
            continue
        taken.add(id(unit))
        head = Head(list(unit))
        changed = True
        while changed:
            changed = False
            for other in free:
                if id(other) in taken or other[0].size > 0.93 * unit[0].size:
                    continue
                side = _adjoins(head.box, box_of(other), other[0].size, rules)
                if side and not _edge_between(unit[0], other[0], panels):
                    taken.add(id(other))
                    (head.kicker if side < 0 else head.deck).extend(other)
                    changed = True
        for lines in (head.kicker, head.deck):
            lines.sort(key=lambda one: (one.top, one.x0))
        heads.append(head)
    return heads


def _edge_between(one: TextLine, other: TextLine, panels: Sequence[Panel]) -> bool:
    """One of the lines is in a frame or tint, the other outside."""
    for panel in panels:
        inside = [
            panel.x0 <= line.middle <= panel.x1 and panel.top <= (line.top + line.bottom) / 2 <= panel.bottom
            for line in (one, other)
        ]
        if inside[0] != inside[1]:
            return True
    return False


def _adjoins(head: Box, other: Box, size: float, rules: Sequence[Rule]) -> int:
    """-1: just above the headline, 1: just below it, 0: neither."""
    above = head.top - other.bottom
    below = other.top - head.bottom
    gap = max(above, below)
    if gap > 1.3 * size or gap < -0.5 * size or shares(head, other) < 0.7:
        return 0
    upper, lower = (other, head) if above > below else (head, other)
    if level_rule_between(rules, upper, lower):
        return 0
    return -1 if above > below else 1


def _upright_heads(lines: list[TextLine], em: float) -> list[Head]:
    """Upright lines side by side, read from right to left; the biggest are the headline."""
    clusters: list[list[TextLine]] = []
    for line in sorted(lines, key=lambda one: -one.size):
        for cluster in clusters:
            if any(_beside(line, other) for other in cluster):
                cluster.append(line)
                break
        else:
            clusters.append([line])
    heads = []
    for cluster in clusters:
        biggest = max(line.size for line in cluster)
        if biggest < BIG * em and sum(len(line.text) for line in cluster) < 4:
            continue
        main = [line for line in cluster if line.size > 0.93 * biggest]
        right, left = max(line.x1 for line in main), min(line.x0 for line in main)
        heads.append(
            Head(
                headline=_right_to_left(main),
                kicker=_right_to_left([one for one in cluster if one.middle > right]),
                deck=_right_to_left([one for one in cluster if one.middle < left]),
                vertical=True,
            )
        )
    return heads


def _right_to_left(lines: list[TextLine]) -> list[TextLine]:
    return sorted(lines, key=lambda one: (-one.middle, one.top))


def _beside(line: TextLine, other: TextLine) -> bool:
    gap = max(line.x0 - other.x1, other.x0 - line.x1)
    overlap = min(line.bottom, other.bottom) - max(line.top, other.top)
    same = line.font == other.font and abs(line.size - other.size) < 0.04 * line.size
    return gap < (1.5 if same else 1.0) * max(line.size, 0.6 * other.size) and overlap > 0.4 * min(
        line.height, other.height
    )


def _claim_blocks(
    heads: list[Head],
    blocks: list[Block],
    rules: Sequence[Rule],
    em: float,
    body_styles: set[tuple[int, float]],
    profile: Profile,
) -> tuple[list[Head], list[Block]]:
    """Small blocks next to a headline that are no body text: kicker, deck, byline."""
    left = list(blocks)
    for head in sorted(heads, key=lambda one: -one.size):
        if head.vertical:
            continue
        changed = True
        while changed:
            changed = False
            for block in left:
                side = _claim(head, block, left, rules, body_styles, profile)
                if side is None:
                    continue
                for line in block.lines:
                    own = side if side != "deck" or not is_byline(line.text, profile) else "byline"
                    getattr(head, own).extend([line])
                left.remove(block)
                changed = True
                break
        for lines in (head.kicker, head.deck, head.byline):
            lines.sort(key=lambda one: (round(one.top / (0.5 * one.size)), one.x0))
    return heads, left


def _claim(
    head: Head,
    block: Block,
    others: Sequence[Block],
    rules: Sequence[Rule],
    body_styles: set[tuple[int, float]],
    profile: Profile,
) -> str | None:
    if len(block.lines) > 4:
        return None
    side = _adjoins(head.box, box_of(block.lines), max(block.size, 0.45 * head.size), rules)
    if not side:
        return None
    texts = [line.text for line in block.lines]
    core = head.core
    centred = abs(core.x0 + core.x1 - block.lines[0].x0 - block.lines[0].x1) / 2 < 0.8 * block.size
    if side > 0 and (_stands_in_columns(head, block, others) or names_photographer(texts[-1:])):
        return None
    if side > 0 and all(is_byline(text, profile) for text in texts):
        return "byline"
    plain = _sets_text(block, body_styles)
    dashed = texts[0][:1] in "—-"
    if side < 0:
        if len(block.lines) > 3 or texts[-1][-1:] in "。！；，":
            return None
        return "kicker" if not plain or centred or not _ends_column(block, others) else None
    if (
        side > 0
        and len(block.lines) > 1
        and find_dateline(re.sub(r"\s", "", "".join(texts)), None, profile) is not None
    ):
        return None
    if plain and not dashed and not (centred and len(block.lines) <= 2 and _alone(block, core)):
        return None
    if head.byline or sum(map(len, texts)) > LONGEST_DECK:
        return None
    return "deck"


def _sets_text(block: Block, body_styles: set[tuple[int, float]]) -> bool:
    """More than half of the block is in a face that sets columns."""
    text = sum(len(line.text) for line in block.lines if line.style in body_styles)
    return 2 * text > sum(len(line.text) for line in block.lines)


def _ends_column(block: Block, others: Sequence[Block]) -> bool:
    """Text of the same type stands close above, so that the block may be its last lines."""
    return any(
        other is not block
        and 0 <= block.top - other.bottom < 3 * block.size
        and abs(other.size - block.size) < 0.04 * block.size
        and min(other.right, block.right) > max(other.left, block.left)
        for other in others
    )


def _stands_in_columns(head: Head, block: Block, others: Sequence[Block]) -> bool:
    """Text stands beside the block, under the headline: the block heads a column, not the story."""
    box = head.box
    for other in others:
        if other is block or len(other.lines) < 3:
            continue
        beside = min(other.bottom, block.bottom) - max(other.top, block.top) > 0.4 * block.size
        apart = max(other.left - block.right, block.left - other.right)
        if beside and -0.5 * block.size < apart < 8 * block.size and other.right > box.x0 and other.left < box.x1:
            return True
    return False


def _alone(block: Block, core: Box) -> bool:
    """Centred on the headline and narrower or wider than a column that starts there would be."""
    return block.lines[0].x0 > core.x0 + 0.5 * block.size or block.lines[0].x0 < core.x0 - 0.5 * block.size


def _ruled_labels(heads: list[Head], rules: Sequence[Rule], em: float) -> list[Head]:
    """A few words over a rule wider than they are, with a headline right below it, are the label of that headline."""
    kept = []
    for head in heads:
        below = None
        plain_head = not (head.vertical or head.is_label or head.kicker or head.deck or head.byline)
        if plain_head and len(head.text) <= LONGEST_LABEL and any(_underlines(rule, head.box, em) for rule in rules):
            near = [
                other
                for other in heads
                if other is not head
                and not other.vertical
                and other.headline
                and 0 < other.box.top - head.box.bottom < 4 * em
                and shares(other.box, head.box) > 0.3
            ]
            below = min(near, key=lambda other: other.box.top, default=None)
        if below is None:
            kept.append(head)
        else:
            below.label = [*below.label, *head.headline]
    return kept


def _underlines(rule: Rule, box: Box, em: float) -> bool:
    near = -0.2 * em < rule.top - box.bottom < 1.2 * em
    wide = rule.x1 - rule.x0 > 1.5 * (box.x1 - box.x0) and rule.x0 < box.x0 + em
    return rule.is_horizontal and near and wide


def _place_labels(labels: list[list[TextLine]], heads: list[Head], em: float, profile: Profile) -> list[Head]:
    """Labels go over the headline below them; those of briefs stand for themselves."""
    made = []
    for unit in labels:
        box = box_of(unit)
        briefs = heads_briefs(plain(unit))
        below = [
            head
            for head in heads
            if not head.vertical
            and 0 <= head.box.top - box.bottom < 4 * em
            and shares(head.box, box) > 0.3
            and head.headline
        ]
        if below and not briefs:
            nearest = min(below, key=lambda head: head.box.top)
            nearest.label.extend(unit)
        else:
            made.append(Head([], label=list(unit), is_label=True, heads_briefs=briefs))
    return made
