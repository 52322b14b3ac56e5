"""What a link costs, in nats: from block to block, from headline to block, and what it costs to leave one alone.

Each cost is a dict of named parts; the names appear in the evidence of the article. `None` means out of the question.
"""

from __future__ import annotations

from pipelines.layout.column_titles import stands_under
from pipelines.layout.flow_scene import (
    Scene,
    column_top,
    is_white_between,
    level_rule,
    overlap,
    parted,
    pictured,
    ruled_off,
    text_cost,
    type_cost,
    upright_rule,
)
from pipelines.layout.headings import Head
from pipelines.layout.story_blocks import StoryBlock
from pipelines.reading.page import Box

DEAREST = 11.0  # a link that is thought of at all
BEST_TEXT = 5.2  # what the text may take off that cost
ORPHAN = 4.0  # a block that starts without headline or jump line
FLUSH_START = 2.5  # a story's first line without indent
STORY_START = 3.0  # a dateline or a byline at the head of a block that goes on from another
STORY_END = 3.0  # a byline at the foot of a block that another goes on from
OPEN_END = 3.0  # a story that ends inside a sentence, with no jump line
BARE_HEAD = 2.5  # a headline without text
TITLE_IN_COLUMN = 1.2, -2.0  # a title set into a column as headline; under a common title of briefs
TITLE_BETWEEN = 0.3, 1.5  # text that goes on over such a title
KINSHIP = 0.5  # weight of the evidence that two blocks are of one story
ANNOUNCED = 0.5  # weight of the evidence that a headline is about a block


def block_link(scene: Scene, a: int, b: int, limit: float) -> dict[str, float] | None:
    """Cost of b following a, in parts; None when it is not below the limit, or out of the question."""
    limit = min(limit, DEAREST)
    one, other = scene.blocks[a], scene.blocks[b]
    if one.jump_to or other.jump_from:
        return None
    place = _place_cost(scene, a, b)
    if place is None:
        return None
    cost = {"type": type_cost(one, other), **place}
    if sum(cost.values()) > limit + BEST_TEXT:
        return None
    cost["text"] = text_cost(scene, one, other)
    if cost["text"] > 5.5:
        return None
    if one.is_note or _in_briefs(scene, a):
        return cost if sum(cost.values()) < limit else None
    cost["words"] = -KINSHIP * scene.words.kinship(a, b)
    if not other.has_title:
        if other.opens_story:
            cost["opens a story"] = STORY_START
        if one.is_signed:
            cost["signed"] = STORY_END
    return cost if sum(cost.values()) < limit else None


def _in_briefs(scene: Scene, k: int) -> bool:
    """Under a common title of briefs, which flow through the columns together."""
    roof = scene.roofs[k]
    return roof is not None and scene.heads[roof].heads_briefs and not scene.heads[roof].over_titles


def _place_cost(scene: Scene, a: int, b: int) -> dict[str, float] | None:
    one, other = scene.blocks[a], scene.blocks[b]
    em, rules = scene.em, scene.rules
    if overlap(one.x0, one.x1, other.x0, other.x1) > 0.5 * min(one.width, other.width):
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
    for c in scene.near(other.top, other.top):
        between = scene.blocks[c]
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
    if is_white_between(scene, one, other):
        cost["white between"] = 1.5
    if ruled_off(scene, a, b):
        cost["rule"] = 3.0
    if scene.above[b] is None and scene.roofs[b] is not None and scene.roofs[b] != scene.roofs[a]:
        cost["another roof"] = 1.5
    for c in scene.near(one.bottom, other.top):
        between = scene.blocks[c]
        if c in (a, b) or between.container != one.container:
            continue
        if (
            between.top >= one.bottom - em
            and between.bottom <= other.top + em
            and overlap(between.x0, between.x1, x0, x1) > 0.4 * (x1 - x0)
        ):
            cost["skips"] = cost.get("skips", 0.0) + 2.5
    for h, box in enumerate(scene.cores):
        between_them = box.top >= one.bottom - em and box.bottom <= other.top + em
        across = overlap(box.x0, box.x1, x0, x1) > 0.35 * (x1 - x0)
        head = scene.heads[h]
        if between_them and across and head.container == one.container:
            if head.in_column:
                cost["title between"] = TITLE_BETWEEN[head.is_announced]
            else:
                cost["headline between"] = 0.6 if h in scene.inset else 2.2
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
        cost["rule"] = 0.3 if _in_briefs(scene, a) else 3.0
    if scene.above[b] is not None:
        cost["not a top"] = 0.8
    if scene.below[a] is not None:
        cost["not a foot"] = 0.8
    if abs(column_top(scene, a) - column_top(scene, b)) < 0.8 * em:
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
    for c in scene.near(other.top, other.bottom):
        between = scene.blocks[c]
        if c in (a, b) or between.container != one.container:
            continue
        if (
            between.x0 >= one.x1 - em
            and between.x1 <= other.x0 + em
            and overlap(between.top, between.bottom, other.top, other.bottom) > 0.5 * em
        ):
            cost["skips"] = cost.get("skips", 0.0) + 1.5
    if _far(cost):
        return None
    return cost


def _far(cost: dict[str, float]) -> bool:
    return cost.get("skips", 0.0) > 6


def start_cost(scene: Scene, k: int) -> float:
    """Cost of block k starting a story without a headline."""
    block = scene.blocks[k]
    if block.jump_from:
        return 0.4
    inside = 2.0 if scene.indents and not block.starts_paragraph else 0.0
    return ORPHAN + inside + (2.0 if scene.above[k] is not None else 0.0)


def end_cost(scene: Scene, k: int) -> float:
    """Cost of a story ending with block k."""
    block = scene.blocks[k]
    if block.jump_to:
        return 0.0
    if block.opens:
        return OPEN_END
    return -0.3 if block.rest > 1.0 else 0.3


def bare_cost(scene: Scene, h: int) -> float:
    """A headline may stand alone over or under a picture (图片新闻); a title in a column may be a subhead."""
    head = scene.heads[h]
    if head.in_column:
        return 1.0 if head.is_announced else 0.0
    if head.over_titles:
        return 0.0
    box = head.box
    for picture in scene.pictures:
        across = overlap(picture.x0, picture.x1, box.x0, box.x1) > 0.6 * (box.x1 - box.x0)
        if across and min(abs(picture.top - box.bottom), abs(box.top - picture.bottom)) < 2.5 * scene.em:
            return 0.6
    return BARE_HEAD


def head_link(scene: Scene, h: int, b: int) -> dict[str, float] | None:
    """Cost of block b being the first of headline h."""
    head, block = scene.heads[h], scene.blocks[b]
    if head.container != block.container or head.over_titles:
        return None
    if head.in_column:
        if not stands_under(head, block, scene.em):
            return None
        place = {"title in the column": TITLE_IN_COLUMN[head.is_announced]}
        if head.below is None and block.top < head.box.top:
            place["next column"] = 1.0
        return place
    cost = _upright_place(scene, head, b) if head.vertical else _level_place(scene, h, b)
    if cost is None:
        return None
    if block.jump_from:
        cost["goes on here"] = -0.8
    if scene.indents and not block.starts_paragraph and not block.jump_from and not block.drop_cap:
        cost["flush start"] = FLUSH_START
    cost["words"] = -ANNOUNCED * float(scene.words.announced[h, b])
    return cost if sum(cost.values()) < 8 else None


def _level_place(scene: Scene, h: int, b: int) -> dict[str, float] | None:
    block, em, box = scene.blocks[b], scene.em, scene.boxes[h]
    gap = (block.top - box.bottom - pictured(scene, box, block)) / em
    apart = max(block.x0 - box.x1, box.x0 - block.x1) / em
    if gap >= -0.8:
        if (apart > 40 and scene.roofs[b] != h) or gap > 60:
            return None
        cost = {"under an inset": 1.5} if h in scene.inset else {"under": 0.0}
        if scene.roofs[b] == h and scene.above[b] is None:
            cost["gap"] = 0.03 * max(0.0, gap - 2)
        elif scene.above[b] is not None:
            cost["not a top"] = 3.0 + 0.03 * max(0.0, gap - 2)
        else:
            cost["gap"] = 0.15 * max(0.0, gap - 2)
        if apart > -1 and scene.roofs[b] != h:
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
        if level_rule(scene.rules, box.bottom + 2 * em, block.top, block.x0, block.x1, em):
            cost["rule"] = 3.0  # not the one that adorns the headline
        return cost
    if scene.above[b] is not None:
        return None
    places = [_set_in(scene, h, b)]
    if overlap(block.top - 2 * em, block.bottom, box.top, box.bottom) > 0:
        if block.x1 <= box.x0 + em:
            places.append({"left of it": 1.5 + 0.04 * max(0.0, apart), **parted(scene, block, box)})
        elif block.x0 >= box.x1 - em:
            places.append({"right of it": 3.0 + 0.05 * max(0.0, apart), **parted(scene, block, box)})
    return min((place for place in places if place), key=lambda place: sum(place.values()), default=None)


def _set_in(scene: Scene, h: int, b: int) -> dict[str, float] | None:
    """A headline in the middle of its columns (腰题): the text starts above it, or in a column that runs past it."""
    box, block, em = scene.boxes[h], scene.blocks[b], scene.em
    around = scene.around.get(h, 0)
    if not around or scene.roofs[b] not in {None, h} or not _touches(block, box, em):
        return None
    before = sum(
        1
        for c in scene.near(box.top - 3 * em, box.bottom)
        if c != b
        and (other := scene.blocks[c]).container == block.container
        and scene.above[c] is None
        and scene.roofs[c] in {None, h}
        and other.x1 <= block.x0 + em
        and other.top < box.top - 2 * em
        and _touches(other, box, em)
    )
    return {"set in": 1.0 if around == 2 else 2.0, "columns before": 1.0 * before}


def _touches(block: StoryBlock, box: Box, em: float) -> bool:
    """The block ends right above the box, or runs past it at one side."""
    if overlap(block.x0, block.x1, box.x0, box.x1) > 0.3 * min(block.width, box.x1 - box.x0):
        return -em < box.top - block.bottom < 4 * em
    apart = max(block.x0 - box.x1, box.x0 - block.x1)
    return apart < 4 * em and block.bottom > box.bottom - em


def _upright_place(scene: Scene, head: Head, number: int) -> dict[str, float] | None:
    box, block, em = head.box, scene.blocks[number], scene.em
    shared = overlap(block.top, block.bottom, box.top - em, box.bottom + em)
    enough = shared > 0.35 * min(block.bottom - block.top, box.bottom - box.top)
    if block.top >= box.bottom - em and overlap(block.x0, block.x1, box.x0, box.x1) > 0.4 * min(
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
        low += 0.4 if abs(column_top(scene, number) - box.top) > 1.5 * em else -0.3
        cost = {"left of it": 1.0 + low + 0.005 * distance, **parted(scene, block, box)}
        if any(_leads_to(scene, scene.blocks[k], block) for k in scene.near(block.top, block.bottom)):
            cost["not leftmost"] = 1.0
        return cost if distance < 90 else None
    if block.x0 >= box.x1 - em:
        distance = (block.x0 - box.x1) / em
        low += 0.4 if abs(column_top(scene, number) - box.top) > 1.5 * em else -0.3
        return {"right of it": 0.6 + low + 0.06 * distance, **parted(scene, block, box)} if distance < 30 else None
    return None


def _leads_to(scene: Scene, other: StoryBlock, block: StoryBlock) -> bool:
    """`other` is the column just left of `block`, alike in type, with no rule between."""
    apart = block.x0 - other.x1
    if not -0.6 * scene.em <= apart < 3.5 * scene.em or other.container != block.container:
        return False
    shared = overlap(other.top, other.bottom, block.top, block.bottom)
    if shared < 0.5 * min(other.bottom - other.top, block.bottom - block.top) or type_cost(other, block) > 1:
        return False
    return not upright_rule(
        scene.rules, other.x1, block.x0, max(other.top, block.top), min(other.bottom, block.bottom), scene.em
    )
