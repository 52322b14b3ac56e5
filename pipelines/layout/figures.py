"""Pictures with their captions, and tables drawn with rules."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipelines.layout.blocks import Block
from pipelines.layout.bylines import is_byline
from pipelines.layout.captions import names_photographer
from pipelines.layout.datelines import find_dateline
from pipelines.layout.glyph_lines import TextLine
from pipelines.layout.headings import Head, box_of
from pipelines.layout.vocabulary import read_vocabulary
from pipelines.publications.profile import Profile
from pipelines.reading.page import Box, Picture, Rule

TALLEST = 60.0  # em: the height of a picture whose foot may bear a caption
FEWEST_RULES = 4  # of a table
BESIDE, MOST_BESIDE = 1.8, 16  # em from a picture to a caption beside it, lines of one
FEWEST = 8  # characters of such a caption
LONGEST_CAPTION = 5  # lines, where only the credit below tells that it is one


@dataclass(slots=True)
class Figure:
    """A picture and the lines of its caption."""

    box: Box
    caption: list[TextLine] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    """A grid of rules and the lines in it."""

    box: Box
    lines: list[TextLine]


def find_figures(
    pictures: Sequence[Picture],
    blocks: list[Block],
    em: float,
    body_styles: set[tuple[int, float]],
    main_font: int,
    profile: Profile,
) -> tuple[list[Figure], list[Block]]:
    """Pictures with the blocks right below them that are set as captions, and the blocks that are left."""
    figures = [
        Figure(Box(p.x0, p.top, p.x1, p.bottom)) for p in pictures if p.x1 - p.x0 > 3 * em and p.bottom - p.top > 3 * em
    ]
    left = list(blocks)
    for figure in figures:
        below = figure.box
        while not _is_credited(figure.caption):
            block = next(
                (b for b in left if _is_caption(below, figure.box, b, em, body_styles, main_font, profile)), None
            )
            found = [block] if block is not None else _caption_and_credit(below, figure.box, left, em)
            if not found:
                break
            for block in found:
                figure.caption += block.lines
                left.remove(block)
            below = box_of(figure.caption)
    for figure in figures:
        beside = None if figure.caption else _caption_beside(figure.box, left, em, body_styles)
        beside = beside or (None if figure.caption else _caption_above(figure.box, left, em, body_styles))
        if beside is not None:
            figure.caption += beside.lines
            left.remove(beside)
    return figures, left


def _is_credited(caption: Sequence[TextLine]) -> bool:
    """The caption has come to its photographer: what follows is something else."""
    return bool(caption) and names_photographer(["".join(line.text for line in caption[-2:])])


def _caption_beside(
    picture: Box, blocks: Sequence[Block], em: float, body_styles: set[tuple[int, float]]
) -> Block | None:
    """A narrow block of other type than text at the left or right of a picture, level with its foot or its head."""
    for block in blocks:
        box = box_of(block.lines)
        near = min(abs(box.x0 - picture.x1), abs(picture.x0 - box.x1)) < BESIDE * em
        narrow = len(block.lines) <= MOST_BESIDE and box.x1 - box.x0 < 0.6 * (picture.x1 - picture.x0)
        level = min(abs(box.bottom - picture.bottom), abs(box.top - picture.top)) < 1.2 * em
        inside = picture.top - em < box.top and box.bottom < picture.bottom + em
        text = "".join(line.text for line in block.lines)
        small = block.commonest_style() not in body_styles and block.size < 1.05 * em
        small = (small or block.size < 0.93 * em) and len(text) >= FEWEST
        if near and narrow and level and inside and small:
            return block
    return None


def _caption_above(
    picture: Box, blocks: Sequence[Block], em: float, body_styles: set[tuple[int, float]]
) -> Block | None:
    """A block of other type than text right above a picture that reads like a caption: ▼, 图为, 摄."""
    for block in blocks:
        box = box_of(block.lines)
        near = -0.5 * em <= picture.top - box.bottom <= 1.7 * em
        within = box.x0 >= picture.x0 - 1.2 * em and box.x1 <= picture.x1 + 1.2 * em
        small = len(block.lines) <= LONGEST_CAPTION and block.size < 1.05 * em
        text = re.sub(r"\s", "", "".join(line.text for line in block.lines))
        marked = re.search("|".join(read_vocabulary("captions")["patterns"]), text)
        if near and within and small and marked and block.commonest_style() not in body_styles:
            return block
    return None


def _caption_and_credit(above: Box, picture: Box, blocks: Sequence[Block], em: float) -> list[Block]:
    """A short block right below the picture in whatever type, when the line below it names the photographer."""
    for block in blocks:
        if len(block.lines) > LONGEST_CAPTION or not _is_below(above, picture, box_of(block.lines), em):
            continue
        text = box_of(block.lines)
        for credit in blocks:
            if credit is block or not names_photographer([line.text for line in credit.lines]):
                continue
            if _is_below(text, picture, box_of(credit.lines), em):
                return [block, credit]
    return []


def _is_below(above: Box, picture: Box, box: Box, em: float) -> bool:
    """Right below the picture or the caption so far, or on a strip of the picture."""
    small = picture.bottom - picture.top < TALLEST * em  # not the image of a page
    on_picture = small and box.top >= picture.top and -0.5 * em <= picture.bottom - box.bottom < 3 * em
    return (
        (on_picture or -0.5 * em <= box.top - above.bottom <= 1.7 * em)
        and box.x0 >= picture.x0 - 1.2 * em
        and box.x1 <= picture.x1 + 1.2 * em
    )


def _is_caption(
    above: Box,
    picture: Box,
    block: Block,
    em: float,
    body_styles: set[tuple[int, float]],
    main_font: int,
    profile: Profile,
) -> bool:
    if not _is_below(above, picture, box_of(block.lines), em):
        return False
    if len(block.lines) > 12:
        return False
    text = re.sub(r"\s", "", "".join(line.text for line in block.lines))
    if not re.search(r"[摄图绘影]", text) and all(is_byline(line.text, profile) for line in block.lines):
        return False
    if find_dateline(text, None, profile) is not None and block.font() == main_font:
        return False
    set_apart = block.commonest_style() not in body_styles
    marked = bool(re.search("|".join(read_vocabulary("captions")["patterns"]), text))
    return set_apart or (marked and (block.font() != main_font or len(block.lines) <= 6))


def photo_headlines(figures: Sequence[Figure], em: float) -> list[Head]:
    """Headlines that stand between a picture and its caption: a short first line in larger type than the rest."""
    heads = []
    for figure in figures:
        lines = figure.caption
        if len(lines) < 2:
            continue
        rest = [line for line in lines if line.style == lines[-1].style]
        title = [line for line in lines[: len(lines) - len(rest)] if line.size >= 1.06 * rest[0].size]
        if title and title == lines[: len(title)] and len(title) + len(rest) == len(lines) and len(title) <= 2:
            figure.caption = rest
            heads.append(Head(title))
    return heads


def find_tables(lines: Sequence[TextLine], rules: Sequence[Rule], em: float) -> list[Table]:
    """Grids of four level rules or more, with three upright ones that cross them or rows of three cells between."""
    level = [rule for rule in rules if rule.is_horizontal and rule.x1 - rule.x0 > 3 * em]
    upright = [rule for rule in rules if not rule.is_horizontal and rule.bottom - rule.top > 0.8 * em]
    tables = []
    for box in _stacks_of_rules(level, em):
        rows = sorted({round(r.top / em, 1) for r in level if _within(r, box, em)})
        within = [r for r in upright if _within(r, box, em)]
        if len(rows) < FEWEST_RULES:
            continue
        grid = box
        if len({round(r.x0 / em, 1) for r in within}) >= 3:
            grid = Box(box.x0, min(r.top for r in within), box.x1, max(r.bottom for r in within))
        inside = [
            line
            for line in lines
            if grid.x0 - em < line.x0
            and line.x1 < grid.x1 + em
            and grid.top - 0.3 * em < line.top
            and line.bottom < grid.bottom + 0.5 * em
        ]
        if inside and (grid is not box or _are_cells(inside, [y * em for y in rows])):
            inside.sort(key=lambda line: (round(line.top / (0.6 * em)), line.x0))
            tables.append(Table(grid, inside))
    return tables


def _stacks_of_rules(level: Sequence[Rule], em: float) -> list[Box]:
    """Level rules of one width below each other, as the boxes around them."""
    groups: list[Box] = []
    for rule in sorted(level, key=lambda r: r.top):
        for k, box in enumerate(groups):
            if abs(box.x0 - rule.x0) < 0.5 * em and abs(box.x1 - rule.x1) < 0.5 * em and rule.top - box.bottom < 4 * em:
                groups[k] = Box(box.x0, box.top, box.x1, rule.top)
                break
        else:
            groups.append(Box(rule.x0, rule.top, rule.x1, rule.bottom))
    return groups


def _are_cells(lines: Sequence[TextLine], edges: Sequence[float]) -> bool:
    """Most rows between the rules are one line high and have three pieces or more."""
    rows = 0
    for top, bottom in itertools.pairwise(edges):
        row = [line for line in lines if top < (line.top + line.bottom) / 2 < bottom]
        one_high = all(line.bottom - line.top > 0.5 * (bottom - top) / 2 and not line.vertical for line in row)
        rows += one_high and len(row) >= 3 and max(line.top for line in row) < min(line.bottom for line in row)
    return rows >= 0.7 * (len(edges) - 1)


def _within(rule: Rule, box: Box, em: float) -> bool:
    return rule.x0 > box.x0 - em and rule.x1 < box.x1 + em and rule.top > box.top - em and rule.bottom < box.bottom + em
