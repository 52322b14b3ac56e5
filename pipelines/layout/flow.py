"""The flow: every text block gets one predecessor, a headline or a block, in one assignment over the page.

Each possible link has a cost in nats, roughly −log of its odds: where the blocks stand to each other, what is between them,
whether their type agrees, and whether the text runs on. A headline, a text that breaks off and a text that starts inside a
sentence each *cost* when they are left alone, so the cheapest set of links gives each headline its story. `assignment.py` finds
it for the page as a whole; a wrong link that looks good by itself has to pay for what it leaves undone elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from pipelines.layout.assignment import cheapest_pairs
from pipelines.layout.continuation import balance_score, ends_open, junction_gain
from pipelines.layout.headings import Head
from pipelines.layout.story_blocks import StoryBlock
from pipelines.reading.page import Box, Picture, Rule

FORBIDDEN = 50.0
ORPHAN = 4.0  # a block that starts without headline or jump line
FLUSH_START = 2.5  # a story's first line without indent
OPEN_END = 3.0  # a story that ends inside a sentence, with no jump line
BARE_HEAD = 2.5  # a headline without text
WIDEST = 30.0  # em between a block and its successor in the next column


@dataclass(frozen=True, slots=True)
class Link:
    """A chosen link; `source` is a block's index, or −1 − index of a headline; `reasons` are the parts of its cost."""

    source: int
    target: int
    cost: float
    margin: float
    reasons: dict[str, float]


@dataclass(slots=True)
class Scene:
    """What the costs look at."""

    blocks: Sequence[StoryBlock]
    heads: Sequence[Head]
    rules: Sequence[Rule]
    pictures: Sequence[Picture]
    em: float
    indents: bool
    fillings: Sequence[Box] = ()  # pictures with their captions, closed regions, tables
    roofs: list[int | None] = field(default_factory=list)
    above: list[int | None] = field(default_factory=list)
    below: list[int | None] = field(default_factory=list)


def find_links(scene: Scene) -> list[Link]:
    """The links of the cheapest assignment, at most one into and one out of each block and headline."""
    _look_up(scene)
    blocks, heads = scene.blocks, scene.heads
    options: dict[tuple[int, int], dict[str, float]] = {}
    for a, b in _pairs_in_reach(scene):
        reasons = _block_link(scene, a, b)
        if reasons is not None:
            options[a, b] = reasons
    for h in range(len(heads)):
        for b in range(len(blocks)):
            reasons = _head_link(scene, h, b)
            if reasons is not None:
                options[-1 - h, b] = reasons
    return _assign(scene, options)


def _assign(scene: Scene, options: dict[tuple[int, int], dict[str, float]]) -> list[Link]:
    nb, nh = len(scene.blocks), len(scene.heads)
    if not nb:
        return []
    n = nb + nh + nb
    cost = np.full((n, n), FORBIDDEN)
    # rows: blocks, headlines, starts; columns: blocks, ends of blocks, ends of headlines
    for (source, target), reasons in options.items():
        row = source if source >= 0 else nb + (-1 - source)
        cost[row, target] = sum(reasons.values())
    for k in range(nb):
        cost[k, nb + k] = _end_cost(scene, k)
        cost[nb + nh + k, k] = _start_cost(scene, k)
    for h in range(nh):
        cost[nb + h, 2 * nb + h] = _bare_cost(scene, h)
    cost[nb + nh :, nb:] = 0.0
    pairs = cheapest_pairs(cost)
    links = []
    for row in range(nb + nh):
        target = int(pairs[row])
        source = row if row < nb else -1 - (row - nb)
        if target < nb and (source, target) in options:
            others = np.sort(cost[:, target])
            value = float(cost[row, target])
            rival = float(others[1]) if value <= others[0] + 1e-9 else float(others[0])
            links.append(Link(source, target, value, rival - value, options[source, target]))
    return _without_cycles(links)


def _without_cycles(links: list[Link]) -> list[Link]:
    by_source = {link.source: link for link in links}
    kept = dict(by_source)
    for start in list(by_source):
        seen: list[Link] = []
        node = start
        while node in kept and len(seen) <= len(links):
            seen.append(kept[node])
            node = kept[node].target
            if node == start:
                worst = max(seen, key=lambda link: (link.cost, link.source))
                del kept[worst.source]
                break
    return [link for link in links if kept.get(link.source) is link]


def _look_up(scene: Scene) -> None:
    """For each block its roof (the headline above its column), and the blocks directly above and below."""
    n = len(scene.blocks)
    scene.above, scene.below, scene.roofs = [None] * n, [None] * n, [None] * n
    order = sorted(range(n), key=lambda k: scene.blocks[k].top)
    spans = [_span(scene, head) for head in scene.heads]
    inset = {h for h, head in enumerate(scene.heads) if not head.vertical and _is_inset(scene, head)}
    for b in order:
        block = scene.blocks[b]
        best: tuple[float, int, int] | None = None
        for h, head in enumerate(scene.heads):
            if head.vertical or head.container != block.container or h in inset:
                continue
            box = spans[h]
            gap = block.top - box.bottom
            if gap > -0.6 * scene.em and _overlap(box.x0, box.x1, block.x0, block.x1) > 0.4 * min(
                block.width, box.x1 - box.x0
            ):
                if best is None or gap < best[0]:
                    best = (gap, 1, h)
        for a in order:
            other = scene.blocks[a]
            if a == b or other.container != block.container:
                continue
            gap = block.top - other.bottom
            if (
                gap > -0.6 * scene.em
                and other.top < block.top
                and _overlap(other.x0, other.x1, block.x0, block.x1) > 0.5 * min(block.width, other.width)
            ):
                if best is None or gap < best[0]:
                    best = (gap, 0, a)
        if best is None:
            continue
        if best[1] == 1:
            scene.roofs[b] = best[2]
        else:
            other = scene.blocks[best[2]]
            if _alike(other, block, scene.em) and not _ruled_off(scene, best[2], b):
                scene.above[b] = best[2]
                if scene.below[best[2]] is None:
                    scene.below[best[2]] = b
                scene.roofs[b] = scene.roofs[best[2]]


def _span(scene: Scene, head: Head) -> Box:
    """The box of a headline, as wide as the rule right below it."""
    box = head.box
    for rule in scene.rules:
        near = -0.2 * scene.em < rule.top - box.bottom < 1.2 * scene.em
        if rule.is_horizontal and near and rule.x0 < box.x0 + scene.em and rule.x1 > box.x1 - scene.em:
            box = Box(min(box.x0, rule.x0), box.top, max(box.x1, rule.x1), box.bottom)
    return box


def _alike(one: StoryBlock, other: StoryBlock, em: float) -> bool:
    """Two blocks one above the other look like one column: type, and at least one edge."""
    edge = min(abs(one.x0 - other.x0), abs(one.x1 - other.x1)) < 1.5 * em
    return edge and _type_cost(one, other) < 2 and abs(one.width - other.width) < 0.3 * max(one.width, other.width)


def _ruled_off(scene: Scene, a: int, b: int) -> bool:
    """A level rule between a and b below it, and not just one between two briefs."""
    one, other = scene.blocks[a], scene.blocks[b]
    if not level_rule(scene.rules, one.bottom, other.top, max(one.x0, other.x0), min(one.x1, other.x1), scene.em):
        return False
    roof = scene.roofs[a]
    return not (roof is not None and scene.heads[roof].heads_briefs and other.has_title)


def _overlap(a0: float, a1: float, b0: float, b1: float) -> float:
    return min(a1, b1) - max(a0, b0)


def level_rule(rules: Sequence[Rule], y0: float, y1: float, x0: float, x1: float, em: float) -> bool:
    """A level rule between two heights, over more than half of the width."""
    return any(
        rule.is_horizontal
        and y0 - 0.3 * em <= (rule.top + rule.bottom) / 2 <= y1 + 0.3 * em
        and _overlap(rule.x0, rule.x1, x0, x1) > 0.5 * (x1 - x0)
        for rule in rules
    )


def upright_rule(rules: Sequence[Rule], x0: float, x1: float, y0: float, y1: float, em: float) -> bool:
    """An upright rule between two places, over more than half of the height."""
    return any(
        not rule.is_horizontal
        and x0 - 0.3 * em <= (rule.x0 + rule.x1) / 2 <= x1 + 0.3 * em
        and _overlap(rule.top, rule.bottom, y0, y1) > 0.5 * (y1 - y0)
        for rule in rules
    )


def _pairs_in_reach(scene: Scene) -> list[tuple[int, int]]:
    """Pairs of blocks in one container that may follow each other, by position alone."""
    blocks = scene.blocks
    if not blocks:
        return []
    em = scene.em
    x0 = np.array([b.x0 for b in blocks])
    x1 = np.array([b.x1 for b in blocks])
    top = np.array([b.top for b in blocks])
    bottom = np.array([b.bottom for b in blocks])
    container = np.array([b.container for b in blocks])
    width = x1 - x0
    shared = np.minimum(x1[:, None], x1[None, :]) - np.maximum(x0[:, None], x0[None, :])
    narrow = np.minimum(width[:, None], width[None, :])
    same_column = shared > 0.5 * narrow
    beneath = top[None, :] >= bottom[:, None] - 0.6 * em
    right = (x0[None, :] >= x1[:, None] - 0.6 * em) & (x0[None, :] - x1[:, None] <= WIDEST * em)
    back = (x1[None, :] <= x0[:, None] + 0.6 * em) & beneath
    ok = (same_column & beneath) | right | back
    ok &= container[:, None] == container[None, :]
    np.fill_diagonal(ok, val=False)
    return [(int(a), int(b)) for a, b in zip(*np.nonzero(ok), strict=True)]


def _block_link(scene: Scene, a: int, b: int) -> dict[str, float] | None:
    """Cost of b following a, in parts; None when it is out of the question."""
    one, other = scene.blocks[a], scene.blocks[b]
    if one.jump_to or other.jump_from:
        return None
    text = _text_cost(scene, one, other)
    if text > 5.5:
        return None
    place = _place_cost(scene, a, b)
    if place is None:
        return None
    kind = _type_cost(one, other)
    return {"text": text, "type": kind, **place} if kind + text + sum(place.values()) < 11 else None


def _place_cost(scene: Scene, a: int, b: int) -> dict[str, float] | None:
    one, other = scene.blocks[a], scene.blocks[b]
    em, rules = scene.em, scene.rules
    if _overlap(one.x0, one.x1, other.x0, other.x1) > 0.5 * min(one.width, other.width):
        return _below_cost(scene, a, b)
    if other.x0 >= one.x1 - 0.6 * em:
        return _right_cost(scene, a, b)
    gap = (other.top - one.bottom) / em
    cost = {"wrap": 2.0 + 0.05 * max(0.0, gap)}
    if level_rule(rules, one.bottom, other.top, other.x0, one.x1, em) or level_rule(
        rules, one.bottom, other.top, other.x0, other.x1, em
    ):
        cost["rule"] = 3.0
    if scene.above[b] is not None:
        cost["not a top"] = 1.0
    if scene.below[a] is not None:
        cost["not a foot"] = 1.0
    for c, between in enumerate(scene.blocks):
        spans = between.top < other.top - em and between.bottom > other.top + em
        if (
            c not in (a, b)
            and spans
            and between.x0 >= other.x0
            and between.x1 <= one.x1
            and between.container == one.container
        ):
            cost["columns run past"] = 2.0
    return cost


def _below_cost(scene: Scene, a: int, b: int) -> dict[str, float] | None:
    one, other = scene.blocks[a], scene.blocks[b]
    em = scene.em
    cost = {"below": 0.3 + 0.06 * max(0.0, (other.top - one.bottom) / em)}
    x0, x1 = max(one.x0, other.x0), min(one.x1, other.x1)
    if other.top - one.bottom - _filled(scene, one, other) > 2.8 * em:
        cost["white between"] = 1.5
    if _ruled_off(scene, a, b):
        cost["rule"] = 3.0
    for c, between in enumerate(scene.blocks):
        if c in (a, b) or between.container != one.container:
            continue
        if (
            between.top >= one.bottom - em
            and between.bottom <= other.top + em
            and _overlap(between.x0, between.x1, x0, x1) > 0.4 * (x1 - x0)
        ):
            cost["skips"] = cost.get("skips", 0.0) + 2.5
    for head in scene.heads:
        box = head.core
        if head.container == one.container and box.top >= one.bottom - em and box.bottom <= other.top + em:
            if _overlap(box.x0, box.x1, x0, x1) > 0.35 * (x1 - x0):
                cost["headline between"] = 0.6 if _is_inset(scene, head) else 2.2
    if _far(cost):
        return None
    return cost


def _right_cost(scene: Scene, a: int, b: int) -> dict[str, float] | None:
    one, other = scene.blocks[a], scene.blocks[b]
    em = scene.em
    dx = (other.x0 - one.x1) / em
    cost = {"next column": 0.5 + 0.05 * max(0.0, dx - 1.5)}
    below, above = (other.top - one.bottom) / em, (one.top - other.bottom) / em
    if below > 0:
        cost["lower"] = 1.0 + 0.06 * below
    elif above > 0:
        cost["higher"] = 0.5 + 0.03 * above
    y0, y1 = max(one.top, other.top), min(one.bottom, other.bottom)
    if y1 > y0:
        if upright_rule(scene.rules, one.x1, other.x0, y0, y1, em):
            cost["rule"] = 0.7
    elif below > 0 and level_rule(scene.rules, one.bottom, other.top, other.x0, other.x1, em):
        cost["rule"] = 3.0
    elif above > 0 and level_rule(scene.rules, other.bottom, one.top, one.x0, one.x1, em):
        roof = scene.roofs[a]
        in_briefs = roof is not None and scene.heads[roof].heads_briefs
        cost["rule"] = 0.3 if in_briefs else 3.0
    if scene.above[b] is not None:
        cost["not a top"] = 0.8
    if scene.below[a] is not None:
        cost["not a foot"] = 0.8
    if abs(_column_top(scene, a) - _column_top(scene, b)) < 0.8 * em:
        cost["level tops"] = -0.6
    ours, theirs = scene.roofs[a], scene.roofs[b]
    if ours is not None and ours == theirs:
        cost["one roof"] = -1.2
    elif ours is not None and theirs is not None:
        cost["two roofs"] = 2.5
    elif theirs is not None:
        cost["enters a roof"] = 1.0
    elif ours is not None:
        cost["leaves a roof"] = 0.3
    for c, between in enumerate(scene.blocks):
        if c in (a, b) or between.container != one.container:
            continue
        if (
            between.x0 >= one.x1 - em
            and between.x1 <= other.x0 + em
            and _overlap(between.top, between.bottom, other.top, other.bottom) > 0.5 * em
        ):
            cost["skips"] = cost.get("skips", 0.0) + 1.5
    if _far(cost):
        return None
    return cost


def _filled(scene: Scene, one: StoryBlock, other: StoryBlock) -> float:
    """How much of the height between two blocks of a column pictures, captions and headlines take."""
    x0, x1 = max(one.x0, other.x0), min(one.x1, other.x1)
    spans = []
    wide = [(box, 0.3 * (x1 - x0)) for box in scene.fillings]
    wide += [(head.box, -3 * scene.em) for head in scene.heads]
    for box, least in wide:
        if _overlap(box.x0, box.x1, x0, x1) > least:
            spans.append((max(box.top, one.bottom), min(box.bottom, other.top)))
    total, reached = 0.0, one.bottom
    for top, bottom in sorted(spans):
        if bottom > max(top, reached):
            total += bottom - max(top, reached)
            reached = bottom
    return total


def _column_top(scene: Scene, k: int) -> float:
    """Top of the uppermost block of the column that block k stands in."""
    while (upper := scene.above[k]) is not None:
        k = upper
    block = scene.blocks[k]
    tops = [
        picture.top
        for picture in scene.pictures
        if 0 <= block.top - picture.bottom < 4 * scene.em
        and _overlap(picture.x0, picture.x1, block.x0, block.x1) > 0.8 * block.width
    ]
    return min([block.top, *tops])


def _is_inset(scene: Scene, head: Head) -> bool:
    """Text flows around the headline: a column runs past it at its side, and one above it goes on below it."""
    box, em = head.core, scene.em
    inside = [block for block in scene.blocks if block.container == head.container]
    beside = any(
        block.top < box.top - em
        and block.bottom > box.bottom + em
        and -em < max(block.x0 - box.x1, box.x0 - block.x1) < 16 * em
        and not _parted(scene, block, box)
        for block in inside
    )
    if not beside:
        return False
    box = head.box
    over = [
        b for b in inside if -em < box.top - b.bottom < 5 * em and _overlap(b.x0, b.x1, box.x0, box.x1) > 0.3 * b.width
    ]
    under = [
        b for b in inside if -em < b.top - box.bottom < 5 * em and _overlap(b.x0, b.x1, box.x0, box.x1) > 0.3 * b.width
    ]
    for one in over:
        for other in under:
            alike = abs(one.x0 - other.x0) < em and abs(one.x1 - other.x1) < 1.5 * em and _type_cost(one, other) < 1
            if alike and not level_rule(scene.rules, one.bottom, box.top, one.x0, one.x1, em):
                if not other.starts_paragraph and _text_cost(scene, one, other) < 0.5:
                    return True
    return False


def _far(cost: dict[str, float]) -> bool:
    return cost.get("skips", 0.0) > 6


def _type_cost(one: StoryBlock, other: StoryBlock) -> float:
    """Stories keep their type: size, font, leading, and mostly the measure."""
    cost = 0.0
    size = max(one.size, other.size)
    if abs(one.size - other.size) > 0.03 * size:
        cost += 4.0
    if one.font != other.font and min(one.font, other.font) >= 0:
        cost += 2.5
    if one.pitch and other.pitch and abs(one.pitch - other.pitch) > 0.05 * max(one.pitch, other.pitch):
        cost += 1.2
    if abs(one.width - other.width) > 0.15 * max(one.width, other.width):
        cost += 0.4
    return cost


def _text_cost(scene: Scene, one: StoryBlock, other: StoryBlock) -> float:
    """Does the text of `one` run on into `other`?"""
    opens = ends_open(one.tail)
    if not scene.indents:
        if one.rest > 1.2:
            return 2.5 if opens else 0.0
        return -0.35 * min(junction_gain(one.tail, other.head), 6.0) - 0.5 * balance_score(one.tail, other.head)
    set_in = 1.2 <= (other.x0 - one.x0) / other.size <= 2.9 and abs(other.x1 - one.x1) < other.size
    if other.starts_paragraph or (set_in and one.rest > 1.3 and not opens):
        if opens:
            return 3.5
        return -0.5 if one.rest > 1.0 else 0.2
    if one.rest > 1.3:
        return 4.0 if not one.is_narrow else 1.5
    cost = -0.8 if opens else 1.0
    gain = junction_gain(one.tail, other.head)
    cost -= min(2.2, 0.3 * gain)
    return cost - 0.6 * balance_score(one.tail, other.head)


def _start_cost(scene: Scene, k: int) -> float:
    block = scene.blocks[k]
    if block.jump_from:
        return 0.4
    return ORPHAN + (2.0 if scene.indents and not block.starts_paragraph else 0.0)


def _end_cost(scene: Scene, k: int) -> float:
    block = scene.blocks[k]
    if block.jump_to:
        return 0.0
    if ends_open(block.tail):
        return OPEN_END
    return -0.3 if block.rest > 1.0 else 0.3


def _bare_cost(scene: Scene, h: int) -> float:
    """A headline may stand alone over or under a picture (图片新闻)."""
    head = scene.heads[h]
    box = head.box
    for picture in scene.pictures:
        if _overlap(picture.x0, picture.x1, box.x0, box.x1) > 0.6 * (box.x1 - box.x0):
            if min(abs(picture.top - box.bottom), abs(box.top - picture.bottom)) < 2.5 * scene.em:
                return 0.6
    return BARE_HEAD


def _head_link(scene: Scene, h: int, b: int) -> dict[str, float] | None:
    """Cost of block b being the first of headline h."""
    head, block = scene.heads[h], scene.blocks[b]
    if head.container != block.container:
        return None
    cost = _upright_place(scene, head, block) if head.vertical else _level_place(scene, h, b)
    if cost is None:
        return None
    if block.jump_from:
        cost["goes on here"] = -0.8
    if scene.indents and not block.starts_paragraph and not block.jump_from and not block.drop_cap:
        cost["flush start"] = FLUSH_START
    return cost if sum(cost.values()) < 8 else None


def _level_place(scene: Scene, h: int, b: int) -> dict[str, float] | None:
    head, block, em = scene.heads[h], scene.blocks[b], scene.em
    box = head.box
    gap = (block.top - box.bottom - _pictured(scene, box, block)) / em
    apart = max(block.x0 - box.x1, box.x0 - block.x1) / em
    if gap >= -0.8:
        if apart > 20 or gap > 60:
            return None
        cost = {"under": 0.0}
        if scene.roofs[b] == h and scene.above[b] is None:
            cost["gap"] = 0.03 * max(0.0, gap - 2)
        elif scene.above[b] is not None:
            cost["not a top"] = 3.0 + 0.03 * max(0.0, gap - 2)
        else:
            cost["gap"] = 0.15 * max(0.0, gap - 2)
        if apart > -1:
            cost["aside"] = 0.8 + 0.1 * max(0.0, apart)
        lefter = sum(
            1
            for c, other in enumerate(scene.blocks)
            if c != b
            and scene.roofs[c] == h
            and scene.above[c] is None
            and other.x1 <= block.x0 + em
            and other.top < block.bottom
        )
        cost["columns before"] = 1.3 * lefter
        if scene.roofs[b] is not None and scene.roofs[b] != h:
            cost["another roof"] = 3.0
        if level_rule(scene.rules, box.bottom, block.top, max(block.x0, min(box.x0, block.x1 - em)), block.x1, em):
            cost["rule"] = 0.6
        return cost
    overlap = _overlap(block.top - 2 * em, block.bottom, box.top, box.bottom) > 0
    if not overlap or scene.above[b] is not None:
        return None
    if block.x1 <= box.x0 + em:
        return {"left of it": 1.5 + 0.04 * max(0.0, apart), **_parted(scene, block, box)}
    if block.x0 >= box.x1 - em:
        return {"right of it": 3.0 + 0.05 * max(0.0, apart), **_parted(scene, block, box)}
    return None


def _pictured(scene: Scene, box: Box, block: StoryBlock) -> float:
    """Height of the pictures between a headline and a block."""
    heights = [
        min(picture.bottom, block.top) - max(picture.top, box.bottom)
        for picture in scene.pictures
        if _overlap(picture.x0, picture.x1, block.x0, block.x1) > 0.5 * block.width
    ]
    return max([0.0, *heights])


def _parted(scene: Scene, block: StoryBlock, box: Box) -> dict[str, float]:
    x0, x1 = (block.x1, box.x0) if block.x1 <= box.x0 + scene.em else (box.x1, block.x0)
    if upright_rule(scene.rules, x0, x1, box.top, box.bottom, scene.em):
        return {"rule": 2.0}
    return {}


def _upright_place(scene: Scene, head: Head, block: StoryBlock) -> dict[str, float] | None:
    box, em = head.box, scene.em
    shared = _overlap(block.top, block.bottom, box.top - em, box.bottom + em)
    enough = shared > 0.35 * min(block.bottom - block.top, box.bottom - box.top)
    if block.top >= box.bottom - em and _overlap(block.x0, block.x1, box.x0, box.x1) > 0.4 * min(
        block.width, box.x1 - box.x0
    ):
        gap = (block.top - box.bottom) / em
        return {"under": 0.2 + 0.05 * gap} if gap < 16 else None
    low = 0.0
    if not enough:
        if not box.top - em < block.top < box.bottom + 2 * em:
            return None
        low = 0.6
    if block.x1 <= box.x0 + em:
        distance = (box.x0 - block.x1) / em
        cost = {"left of it": 1.0 + low + 0.005 * distance, **_parted(scene, block, box)}
        if any(_leads_to(scene, other, block) for other in scene.blocks):
            cost["not leftmost"] = 1.0
        return cost if distance < 90 else None
    if block.x0 >= box.x1 - em:
        distance = (block.x0 - box.x1) / em
        return {"right of it": 0.6 + low + 0.06 * distance, **_parted(scene, block, box)} if distance < 30 else None
    return None


def _leads_to(scene: Scene, other: StoryBlock, block: StoryBlock) -> bool:
    """`other` is the column just left of `block`, alike in type, with no rule between."""
    apart = block.x0 - other.x1
    if not -0.6 * scene.em <= apart < 3.5 * scene.em or other.container != block.container:
        return False
    shared = _overlap(other.top, other.bottom, block.top, block.bottom)
    if shared < 0.5 * min(other.bottom - other.top, block.bottom - block.top) or _type_cost(other, block) > 1:
        return False
    return not upright_rule(
        scene.rules, other.x1, block.x0, max(other.top, block.top), min(other.bottom, block.bottom), scene.em
    )
