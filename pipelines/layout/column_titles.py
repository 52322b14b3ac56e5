"""Titles set into columns: those of briefs (简讯), which differ from subheads by what follows them, not by their look.

A bold or bulleted line inside a column heads a story of its own, or is a subhead of the story it stands in. Where a
bullet, a common title over the columns or a dateline below says that it may head a story, the column is parted at it,
and the flow decides: linked to the text below, it is a headline; left alone, it goes back as a subhead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

from pipelines.layout.blocks import Block
from pipelines.layout.continuation import ends_open
from pipelines.layout.flow_scene import overlap, type_cost, upright_rule
from pipelines.layout.glyph_lines import TextLine
from pipelines.layout.headings import Head
from pipelines.layout.story_blocks import LONGEST_TITLE, StoryBlock
from pipelines.layout.vocabulary import read_vocabulary
from pipelines.reading.page import Rule

LONGEST_LABEL = 8  # characters
LARGEST = 1.35  # em of the headlines of briefs
UNDER = 4.0  # em from a common title to the first brief
BESIDE = 3.5  # em between two columns of briefs

_Look = tuple[tuple[int, float], bool]


def part_at_titles(
    blocks: Sequence[StoryBlock],
    heads: Sequence[Head],
    rules: Sequence[Rule],
    em: float,
    describe: Callable[[Block], StoryBlock],
) -> tuple[list[StoryBlock], list[Head]]:
    """Blocks parted at titles of briefs, and all headlines with those titles; what stands over them becomes a label."""
    blocks, heads = _raise_common_titles(blocks, heads, rules, em, describe)
    zones: dict[int, Head] = {}
    looks: dict[int, set[_Look]] = {}
    for label in heads:
        if label.heads_briefs:
            zone = _zone(label, blocks, heads, rules, em)
            nearest = [_look(head.headline[0]) for head in heads if _heads_briefs_under(head, label, em)]
            nearest += [_look(blocks[k].lines[run[0]]) for k in zone for run in _runs(blocks[k])[:1]]
            for k in zone:
                zones[k], looks[k] = label, set(nearest[:1])
    small = {_look(head.headline[0]) for head in heads if head.headline and head.size <= LARGEST * em}
    parted: list[StoryBlock] = []
    titles: list[Head] = []
    for k, block in enumerate(blocks):
        pieces, found = _part(block, describe, looks.get(k, set()), small)
        if found and k in zones:
            zones[k].over_titles = True
        parted += pieces
        titles += found
    return parted, [*heads, *titles]


def _raise_common_titles(
    blocks: Sequence[StoryBlock],
    heads: Sequence[Head],
    rules: Sequence[Rule],
    em: float,
    describe: Callable[[Block], StoryBlock],
) -> tuple[list[StoryBlock], list[Head]]:
    """Makes labels of the common titles that no vocabulary has: a short headline or line of its own over titles."""
    lone = {k: Head(list(block.lines), container=block.container) for k, block in enumerate(blocks) if _is_lone(block)}
    first: list[Head] = []  # headlines of briefs that were held to be the deck of the common title
    for head in [*heads, *lone.values()]:
        if head.heads_briefs or not _may_head_briefs(head, blocks, em):
            continue
        zone = _zone(head, blocks, heads, rules, em)
        if _holds_briefs(head, [blocks[k] for k in zone], describe):
            if head.deck:
                first.append(Head(head.deck, container=head.container))
            head.label, head.headline, head.deck = [*head.label, *head.headline], [], []
            head.is_label = head.heads_briefs = True
    raised = {k: head for k, head in lone.items() if head.is_label}
    return [block for k, block in enumerate(blocks) if k not in raised], [*heads, *raised.values(), *first]


def _is_lone(block: StoryBlock) -> bool:
    """A short line that stands alone, with a bullet."""
    return len(block.lines) == 1 and _bulleted(block.lines[0]) and len(block.lines[0].text) <= LONGEST_LABEL + 2


def give_back_subheads(
    blocks: list[StoryBlock],
    heads: Sequence[Head],
    linked: set[int],
    em: float,
    describe: Callable[[Block], StoryBlock],
) -> None:
    """Puts the titles in columns that no link leaves from to the block below, as subheads.

    linked: numbers of the headlines that lead to a block
    """
    for h, head in enumerate(heads):
        if not head.in_column or h in linked:
            continue
        for k, block in enumerate(blocks):
            if stands_under(head, block, em):
                whole = Block([*head.headline, *block.lines], block.x0, block.x1, block.container)
                whole.subheads = block.block.subheads | {id(line) for line in head.headline}
                blocks[k] = describe(whole)
                break


def stands_under(head: Head, block: StoryBlock, em: float) -> bool:
    """The block is the one that a title in a column was parted from, or, where it stands alone, the nearest text."""
    if head.below is not None:
        return head.below is block.lines[0]
    box = head.box
    if overlap(box.x0, box.x1, block.x0, block.x1) > 0.5 * (box.x1 - box.x0):
        return -0.3 * em < block.top - box.bottom < 2 * em
    return -0.6 * em < block.x0 - box.x1 < BESIDE * em + block.width and block.top < box.top


def _part(
    block: StoryBlock, describe: Callable[[Block], StoryBlock], looks: set[_Look], small: set[_Look]
) -> tuple[list[StoryBlock], list[Head]]:
    lines = block.lines
    pieces: list[StoryBlock] = []
    titles: list[Head] = []
    start = 0
    for first, last in _runs(block):
        bulleted, announced = _bulleted(lines[first]), _look(lines[first]) in looks
        like_headlines = _look(lines[first]) in small
        dated = _ends_above(block, first) and last < len(lines)
        dated = dated and describe(_piece(block, last, None)).opens_story
        if not (bulleted or announced or like_headlines or dated):
            continue
        if first > start:
            pieces.append(describe(_piece(block, start, first)))
        below = lines[last] if last < len(lines) else None
        head = Head(list(lines[first:last]), container=block.container, in_column=True, below=below)
        head.is_announced = announced
        titles.append(head)
        start = last
    if not titles:
        return [block], []
    if start < len(lines):
        pieces.append(describe(_piece(block, start, None)))
    return pieces, titles


def _ends_above(block: StoryBlock, first: int) -> bool:
    """The text above a line, if any, ends a sentence."""
    return first == 0 or (block.roles[first - 1] in {"body", "byline"} and not ends_open(block.lines[first - 1].text))


def _piece(block: StoryBlock, start: int, end: int | None) -> Block:
    return Block(list(block.lines[start:end]), block.x0, block.x1, block.container, block.block.subheads)


def _runs(block: StoryBlock) -> list[tuple[int, int]]:
    """Lines that may be a title, mostly with text below them: (first, one past the last)."""
    runs: list[tuple[int, int]] = []
    k, n = 0, len(block.lines)
    while k < n:
        end = _end_of_title(block, k)
        if end is not None:
            lone = end == n and _bulleted(block.lines[k])
            if lone or (end < n and block.roles[end] in {"body", "byline"}):
                runs.append((k, end))
        k = end or k + 1
    return runs


def _end_of_title(block: StoryBlock, start: int) -> int | None:
    """One past the last line of a title that starts here.

    Subheads are, and, where bold type does not show, bulleted lines that end early without a full stop over an indent.
    """
    lines, n = block.lines, len(block.lines)
    end = start + 1
    if block.roles[start] == "subhead":
        while end < n and block.roles[end] == "subhead" and not _bulleted(lines[end]):
            end += 1
        return end if end - start <= LONGEST_TITLE else None
    if block.roles[start] != "body" or not _bulleted(lines[start]):
        return None
    while end < n and not block.indented[end] and not _bulleted(lines[end]):
        end += 1
    plain = all("。" not in lines[k].text for k in range(start, end))
    return end if plain and end - start <= LONGEST_TITLE and lines[end - 1].text[-1] not in "！？" else None


def _may_head_briefs(head: Head, blocks: Sequence[StoryBlock], em: float) -> bool:
    """Short and plain, as a common title is that no vocabulary has, and over a title in a column."""
    if head.vertical or head.is_label or head.kicker or head.byline or len(head.text) > LONGEST_LABEL:
        return False
    box = head.box
    return bool(head.deck) or any(
        -em < block.top - box.bottom < UNDER * em
        and overlap(block.x0, block.x1, box.x0, box.x1) > 0
        and _end_of_title(block, 0) is not None
        for block in blocks
    )


def _holds_briefs(head: Head, zone: Sequence[StoryBlock], describe: Callable[[Block], StoryBlock]) -> bool:
    """The text under a title opens with one of several titles of one look, bulleted or with a dateline under them.

    The first of them may have been taken for the deck of the title.
    """
    runs = [(block, run) for block in zone for run in _runs(block)]
    if head.deck:
        look, missing = _look(head.deck[0]), 1
    elif runs and runs[0][0] is zone[0] and runs[0][1][0] == 0:
        look, missing = _look(zone[0].lines[0]), 2
    else:
        return False
    alike = [(block, run) for block, run in runs if _look(block.lines[run[0]]) == look]
    if look[1]:
        return head.deck != [] or len(alike) >= missing
    texts = (describe(_piece(block, last, None)) for block, (_, last) in alike if last < len(block.lines))
    return len(alike) >= missing and any(text.opens_story for text in texts)


def _bulleted(line: TextLine) -> bool:
    return bool(_bullet().match(line.text))


def _look(line: TextLine) -> _Look:
    """What the titles under one common title have in common: type, and whether there is a bullet."""
    return line.style, _bulleted(line)


def _heads_briefs_under(head: Head, label: Head, em: float) -> bool:
    """A headline of a brief right below the common title, in type that made it a headline by itself."""
    box = head.box
    return (
        not head.vertical
        and not head.is_label
        and head.size <= LARGEST * em
        and -0.6 * em < box.top - label.box.bottom < UNDER * em
        and overlap(box.x0, box.x1, label.box.x0, label.box.x1) > 0
    )


def _zone(
    label: Head, blocks: Sequence[StoryBlock], heads: Sequence[Head], rules: Sequence[Rule], em: float
) -> list[int]:
    """The blocks under a common title: right below it, then below and beside those, up to the next headline."""
    box = label.box
    others = [head for head in heads if head is not label and head.size > LARGEST * em]
    free = {
        k
        for k, block in enumerate(blocks)
        if block.container == label.container
        and block.top > box.bottom - em
        and not any(_comes_between(other, label, block, em) for other in others)
    }
    foot = max([box.bottom, *(head.box.bottom for head in heads if _heads_briefs_under(head, label, em))])
    zone = [
        k
        for k in sorted(free)
        if blocks[k].top - foot < UNDER * em and overlap(blocks[k].x0, blocks[k].x1, box.x0, box.x1) > 0
    ]
    for one in zone:  # grows as it goes
        zone += [k for k in sorted(free - set(zone)) if _goes_on(blocks[one], blocks[k], rules, em)]
    return zone


def _comes_between(other: Head, label: Head, block: StoryBlock, em: float) -> bool:
    box = other.box
    return (
        box.top > label.box.top - em
        and box.bottom < block.top + em
        and overlap(box.x0, box.x1, block.x0, block.x1) > 0.3 * block.width
    )


def _goes_on(one: StoryBlock, other: StoryBlock, rules: Sequence[Rule], em: float) -> bool:
    if type_cost(one, other) > 1:
        return False
    if overlap(one.x0, one.x1, other.x0, other.x1) > 0.8 * min(one.width, other.width):
        return -0.6 * em < other.top - one.bottom < 2 * UNDER * em
    apart = max(other.x0 - one.x1, one.x0 - other.x1)
    y0, y1 = max(one.top, other.top), min(one.bottom, other.bottom)
    if not -0.6 * em < apart < BESIDE * em or y1 - y0 < 0.5 * min(one.bottom - one.top, other.bottom - other.top):
        return False
    return not upright_rule(rules, min(one.x1, other.x1), max(one.x0, other.x0), y0, y1, em)


@cache
def _bullet() -> re.Pattern[str]:
    return re.compile("|".join(read_vocabulary("labels")["bullets"]))
