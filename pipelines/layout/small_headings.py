"""Headlines hardly larger than text, known by what stands beside them: a rule, a label, a table, white above."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.layout.blocks import Block
from pipelines.layout.bylines import is_byline
from pipelines.layout.glyph_lines import TextLine
from pipelines.layout.headings import box_of, plain, shares
from pipelines.layout.standing_titles import heads_briefs, in_small_panel, is_label_text
from pipelines.publications.profile import Profile
from pipelines.reading.page import Box, Panel, Rule

HEADS = 1.15, 1.2  # em: from here on type of several lines, of one, may be a headline by white above it alone
LONGEST = 4  # lines
WHITE = 2.2  # em above such a headline, at least
NEXT_COLUMN = 12.0  # em to a column of the same story, where a line of its own is short


def promote_small_type(
    big: list[TextLine],
    blocks: list[Block],
    rules: Sequence[Rule],
    panels: Sequence[Panel],
    tables: Sequence[Box],
    pictures: Sequence[Box],
    em: float,
    body_styles: set[tuple[int, float]],
    profile: Profile,
) -> list[Block]:
    """Moves the lines of small headlines, hardly larger than text, to `big`; gives the blocks that are left.

    A rule sets them off from text, or a label or another small headline stands right above, or a table right below; or
    they head a column, in type that no subhead inside a column has.
    """
    above = [
        box_of([line])
        for line in big
        if (is_label_text(plain([line]), profile) and not heads_briefs(plain([line]))) or in_small_panel([line], panels)
    ]
    left = []
    tall = [*(box_of([line]) for line in big), *pictures]
    in_columns = {line.style for block in blocks if _nearest_above(block, blocks, em) for line in block.lines}
    for block in sorted(blocks, key=lambda one: one.top):
        odd = all(line.style not in body_styles for line in block.lines) and len(block.lines) <= LONGEST
        odd = odd and not any(is_byline(line.text, profile) for line in block.lines)
        under = _is_under(block, above, em) and block.size >= 0.98 * em
        ruled = block.size >= 1.06 * em and _has_rule_beside(block, rules, em)
        heads = block.size >= HEADS[len(block.lines) == 1] * em and not any(
            line.style in in_columns for line in block.lines
        )
        heads = heads and _heads_a_column(block, blocks, tall, em, body_styles)
        label = len(block.lines) == 1 and heads_briefs(plain(block.lines))
        if odd and (label or under or ruled or heads or _is_over(block, tables, em)):
            big += block.lines
            above.append(box_of(block.lines))
        else:
            left.append(block)
    return left


def _nearest_above(block: Block, blocks: Sequence[Block], em: float) -> bool:
    """Text stands above the block in its column, without white between."""
    return any(
        other is not block
        and block.top - other.top > 0
        and block.top - other.bottom < WHITE * em
        and min(other.right, block.right) - max(other.left, block.left) > 0.3 * min(other.width, block.width)
        for other in blocks
    )


def _heads_a_column(
    block: Block, blocks: Sequence[Block], tall: Sequence[Box], em: float, body_styles: set[tuple[int, float]]
) -> bool:
    """White above the block, a text of some lines right below it, and no column beside it that starts level with it.

    A subhead at the top of a column has such columns beside it; one under a picture is not taken either.
    """
    box = box_of(block.lines)
    if _nearest_above(block, blocks, em) or any(
        -em < box.top - other.bottom < WHITE * em and shares(other, box) > 0.3 for other in tall
    ):
        return False
    texts = [other for other in blocks if len(other.lines) > 2 and other.commonest_style() in body_styles]
    if any(
        abs(other.top - box.top) < em and max(other.left - box.x1, box.x0 - other.right) < NEXT_COLUMN * em
        for other in texts
    ):
        return False
    return any(
        -0.3 * em < other.top - box.bottom < WHITE * em and other.left - em < box.x0 and box.x1 < other.right + em
        for other in texts
    )


def _has_rule_beside(block: Block, rules: Sequence[Rule], em: float) -> bool:
    box = box_of(block.lines)
    for rule in rules:
        if not rule.is_horizontal:
            continue
        near = 0 <= rule.top - box.bottom < 1.3 * em or 0 <= box.top - rule.bottom < 1.3 * em
        if (
            near
            and min(rule.x1, box.x1) - max(rule.x0, box.x0) > 0.8 * (box.x1 - box.x0)
            and rule.x1 - rule.x0 < 30 * em
        ):
            return True
    return False


def _is_under(block: Block, above: Sequence[Box], em: float) -> bool:
    box = box_of(block.lines)
    return any(-0.5 * em < box.top - other.bottom < 2.2 * em and shares(other, box) > 0.3 for other in above)


def _is_over(block: Block, below: Sequence[Box], em: float) -> bool:
    box = box_of(block.lines)
    return any(-0.5 * em < other.top - box.bottom < 2.0 * em and shares(other, box) > 0.8 for other in below)
