"""Headlines hardly larger than text, known by what stands beside them: a rule, a label, a table."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.layout.blocks import Block
from pipelines.layout.bylines import is_byline
from pipelines.layout.glyph_lines import TextLine
from pipelines.layout.headings import box_of, heads_briefs, in_small_panel, is_label_text, plain, shares
from pipelines.publications.profile import Profile
from pipelines.reading.page import Box, Panel, Rule


def promote_small_type(
    big: list[TextLine],
    blocks: list[Block],
    rules: Sequence[Rule],
    panels: Sequence[Panel],
    tables: Sequence[Box],
    em: float,
    body_styles: set[tuple[int, float]],
    profile: Profile,
) -> list[Block]:
    """Moves the lines of small headlines, hardly larger than text, to `big`; gives the blocks that are left.

    A rule sets them off from text, or a label or another small headline stands right above, or a table right below.
    """
    above = [
        box_of([line])
        for line in big
        if (is_label_text(plain([line]), profile) and not heads_briefs(plain([line]))) or in_small_panel([line], panels)
    ]
    left = []
    for block in sorted(blocks, key=lambda one: one.top):
        odd = all(line.style not in body_styles for line in block.lines) and len(block.lines) <= 3
        odd = odd and not any(is_byline(line.text, profile) for line in block.lines)
        under = _is_under(block, above, em) and block.size >= 0.98 * em
        ruled = block.size >= 1.06 * em and _has_rule_beside(block, rules, em)
        if odd and (under or ruled or _is_over(block, tables, em)):
            big += block.lines
            above.append(box_of(block.lines))
        else:
            left.append(block)
    return left


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
