"""What the flow looks at: blocks, headlines, rules and pictures, and what stands over, under and between them.

`text_cost` and `type_cost` say how well two blocks go together by their words and their type; the rest is geometry.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipelines.layout.headings import Head
from pipelines.layout.page_words import PageWords
from pipelines.layout.story_blocks import StoryBlock
from pipelines.reading.page import Box, Picture, Rule

BAND = 12.0  # em
WIDEST_WHITE = 2.8  # em of white inside a column, as around subheads
WHITE_AT_HEADLINES = 4.2  # em above or below a headline set into the columns
JUNCTION = 0.6  # weight of the evidence that one text runs on into the other
REACH = 80.0  # em between two things of one story, at most


@dataclass(slots=True)
class Scene:
    """What the costs look at."""

    blocks: Sequence[StoryBlock]
    heads: Sequence[Head]
    rules: Sequence[Rule]
    pictures: Sequence[Picture]
    em: float
    indents: bool
    drawn: bool = True  # rules, panels or pictures are known; in a scan they are not, and white may be anything
    fillings: Sequence[Box] = ()  # pictures with their captions, closed regions, tables
    roofs: list[int | None] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)  # of the headline groups
    cores: list[Box] = field(default_factory=list)  # of the headlines alone
    inset: set[int] = field(default_factory=set)  # headlines that text flows around
    around: dict[int, int] = field(default_factory=dict)  # how surely so, see `_text_around`
    words: PageWords = field(default_factory=lambda: PageWords((), ()))
    _bands: dict[int, list[int]] = field(default_factory=dict)

    def settle(self) -> None:
        """Fixes the boxes and sorts the blocks into bands of height, once everything is in place."""
        self.boxes = [head.box for head in self.heads]
        self.cores = [head.core for head in self.heads]
        self.words = PageWords(
            ["".join(line.text for line in block.lines) for block in self.blocks],
            ["。".join(line.text for line in head.lines) for head in self.heads],
        )
        for k, block in enumerate(self.blocks):
            for band in range(self._band(block.top), self._band(block.bottom) + 1):
                self._bands.setdefault(band, []).append(k)

    def _band(self, y: float) -> int:
        return int(y // (BAND * self.em))

    def near(self, top: float, bottom: float) -> list[int]:
        """Blocks that reach into the bands between two heights, by number."""
        found: set[int] = set()
        for band in range(self._band(top), self._band(bottom) + 1):
            found.update(self._bands.get(band, ()))
        return sorted(found)

    above: list[int | None] = field(default_factory=list)
    below: list[int | None] = field(default_factory=list)


def look_up(scene: Scene) -> None:
    """For each block its roof (the headline above its column), and the blocks directly above and below."""
    n = len(scene.blocks)
    scene.above, scene.below, scene.roofs = [None] * n, [None] * n, [None] * n
    order = sorted(range(n), key=lambda k: scene.blocks[k].top)
    scene.settle()
    spans = [_span(scene, box) for box in scene.boxes]
    level = [h for h, head in enumerate(scene.heads) if not head.vertical and not head.in_column]
    scene.around = {h: _text_around(scene, h) for h in level}
    scene.inset = {h for h, around in scene.around.items() if around == 2}
    for b in order:
        block = scene.blocks[b]
        roofs = [
            (block.top - box.bottom, h)
            for h, box in enumerate(spans)
            if not scene.heads[h].vertical
            and not scene.heads[h].in_column
            and h not in scene.inset
            and scene.heads[h].container == block.container
            and block.top - box.bottom > -0.6 * scene.em
            and overlap(box.x0, box.x1, block.x0, block.x1) > 0.4 * min(block.width, box.x1 - box.x0)
        ]
        uppers = [
            (block.top - other.bottom, a)
            for a in scene.near(block.top - REACH * scene.em, block.top)
            if (other := scene.blocks[a]) is not block
            and other.container == block.container
            and other.top < block.top
            and block.top - other.bottom > -0.6 * scene.em
            and overlap(other.x0, other.x1, block.x0, block.x1) > 0.5 * min(block.width, other.width)
        ]
        if roofs and (not uppers or min(roofs)[0] <= min(uppers)[0]):
            scene.roofs[b] = min(roofs)[1]
        elif uppers:
            upper = min(uppers)[1]
            near = not is_white_between(scene, scene.blocks[upper], block)
            if near and alike(scene.blocks[upper], block, scene.em) and not ruled_off(scene, upper, b):
                scene.above[b] = upper
                if scene.below[upper] is None:
                    scene.below[upper] = b
                scene.roofs[b] = scene.roofs[upper]
    _widen_roofs(scene, order)


def _widen_roofs(scene: Scene, order: list[int]) -> None:
    """Columns that start level with those under a headline stand under it too, where that centres the headline.

    A column counts when nothing says otherwise: no headline of its own, no text close above it, no rule, other type.
    """
    rows: dict[int, list[int]] = {}
    for b in order:
        roof = scene.roofs[b]
        if roof is not None and scene.above[b] is None:
            rows.setdefault(roof, []).append(b)
    for roof, direct in rows.items():
        top = min(scene.blocks[b].top for b in direct)
        level = [b for b in direct if scene.blocks[b].top - top < 0.4 * scene.em]
        level.sort(key=lambda b: scene.blocks[b].x0)
        left, right = _level_row(scene, roof, level[0], -1), _level_row(scene, roof, level[-1], 1)
        if abs(scene.boxes[roof].x0 - scene.blocks[level[0]].x0) < 0.6 * scene.em:
            left = []  # set flush left, the headline starts where its story does
        best: tuple[int, int] = (0, 0)
        middle = (scene.boxes[roof].x0 + scene.boxes[roof].x1) / 2
        for i in range(len(left) + 1):
            for j in range(len(right) + 1):
                x0 = scene.blocks[left[i - 1] if i else level[0]].x0
                x1 = scene.blocks[right[j - 1] if j else level[-1]].x1
                centred = abs((x0 + x1) / 2 - middle) < 0.35 * scene.blocks[level[0]].width
                if centred and i + j > sum(best):
                    best = (i, j)
        for c in [*left[: best[0]], *right[: best[1]]]:
            upper = scene.above[c]
            if upper is not None and scene.below[upper] == c:
                scene.below[upper] = None
            scene.roofs[c], scene.above[c] = roof, None


def _level_row(scene: Scene, roof: int, start: int, step: int) -> list[int]:
    """Columns one beside the other from `start` on, to the left (−1) or right (1), that may stand under the roof."""
    em = scene.em
    row: list[int] = []
    block = scene.blocks[start]
    top = block.top
    while True:
        following = None
        for c in scene.near(top, top + 2 * em):
            other = scene.blocks[c]
            apart = block.x0 - other.x1 if step < 0 else other.x0 - block.x1
            level = abs(other.top - top) < 0.4 * em or (scene.roofs[c] == roof and scene.above[c] is None)
            if level and -0.6 * em < apart < 3.5 * em and _may_stand_under(scene, roof, block, c):
                following = c
        if following is None or following in row:
            return row
        row.append(following)
        block = scene.blocks[following]


def _may_stand_under(scene: Scene, roof: int, beside: StoryBlock, number: int) -> bool:
    other, em, box = scene.blocks[number], scene.em, scene.boxes[roof]
    upper = scene.above[number]
    if other.container != beside.container or type_cost(beside, other) > 1:
        return False
    if upper is None and scene.roofs[number] not in (None, roof):
        return False
    if upper is not None and other.top - scene.blocks[upper].bottom - _pictures_over(scene, other) < 1.6 * em:
        return False
    x0, x1 = min(beside.x1, other.x1), max(beside.x0, other.x0)
    if upright_rule(scene.rules, x0, x1, box.top, box.bottom, em):
        return False
    return not level_rule(scene.rules, box.bottom, other.top, other.x0, other.x1, em)


def _pictures_over(scene: Scene, block: StoryBlock) -> float:
    """Height of pictures, captions and closed regions that end right above a block."""
    bottom = block.top
    for box in sorted(scene.fillings, key=lambda one: -one.bottom):
        across = overlap(box.x0, box.x1, block.x0, block.x1)
        if across > 0.5 * block.width and -0.5 * scene.em < bottom - box.bottom < 1.6 * scene.em:
            bottom = min(bottom, box.top)
    return block.top - bottom


def _span(scene: Scene, box: Box) -> Box:
    """The box of a headline, as wide as the rule right below it."""
    for rule in scene.rules:
        near = -0.2 * scene.em < rule.top - box.bottom < 1.2 * scene.em
        if rule.is_horizontal and near and rule.x0 < box.x0 + scene.em and rule.x1 > box.x1 - scene.em:
            box = Box(min(box.x0, rule.x0), box.top, max(box.x1, rule.x1), box.bottom)
    return box


def alike(one: StoryBlock, other: StoryBlock, em: float) -> bool:
    """Two blocks one above the other look like one column: type, and at least one edge."""
    edge = min(abs(one.x0 - other.x0), abs(one.x1 - other.x1)) < 1.5 * em
    return edge and type_cost(one, other) < 2 and abs(one.width - other.width) < 0.3 * max(one.width, other.width)


def ruled_off(scene: Scene, a: int, b: int) -> bool:
    """A level rule between a and b below it, and not just one between two briefs."""
    one, other = scene.blocks[a], scene.blocks[b]
    if not level_rule(scene.rules, one.bottom, other.top, max(one.x0, other.x0), min(one.x1, other.x1), scene.em):
        return False
    roof = scene.roofs[a]
    return not (roof is not None and scene.heads[roof].heads_briefs and other.has_title)


def overlap(a0: float, a1: float, b0: float, b1: float) -> float:
    """Length that two intervals share; negative: the distance between them."""
    return min(a1, b1) - max(a0, b0)


def level_rule(rules: Sequence[Rule], y0: float, y1: float, x0: float, x1: float, em: float) -> bool:
    """A level rule between two heights, over more than half of the width."""
    return any(
        rule.is_horizontal
        and y0 - 0.3 * em <= (rule.top + rule.bottom) / 2 <= y1 + 0.3 * em
        and overlap(rule.x0, rule.x1, x0, x1) > 0.5 * (x1 - x0)
        for rule in rules
    )


def upright_rule(rules: Sequence[Rule], x0: float, x1: float, y0: float, y1: float, em: float) -> bool:
    """An upright rule between two places, over more than half of the height."""
    return any(
        not rule.is_horizontal
        and x0 - 0.3 * em <= (rule.x0 + rule.x1) / 2 <= x1 + 0.3 * em
        and overlap(rule.top, rule.bottom, y0, y1) > 0.5 * (y1 - y0)
        for rule in rules
    )


def is_white_between(scene: Scene, one: StoryBlock, other: StoryBlock) -> bool:
    """More white between two blocks of a column than a story has, but for pictures, captions and headlines in it."""
    if not scene.drawn:
        return False
    x0, x1 = max(one.x0, other.x0), min(one.x1, other.x1)
    size = max(one.size, other.size, scene.em)
    heads = [box for box in scene.boxes if overlap(box.x0, box.x1, x0, x1) > -3 * scene.em]
    boxes = [box for box in scene.fillings if overlap(box.x0, box.x1, x0, x1) > 0.3 * (x1 - x0)]
    between = sorted(
        (box.top, box.bottom) for box in [*heads, *boxes] if box.bottom > one.bottom and box.top < other.top
    )
    headed = any(box.bottom > one.bottom and box.top < other.top for box in heads)
    widest, reached = 0.0, one.bottom
    for top, bottom in between:
        widest = max(widest, top - reached)
        reached = max(reached, bottom)
    return max(widest, other.top - reached) > (WHITE_AT_HEADLINES if headed else WIDEST_WHITE) * size


def column_top(scene: Scene, k: int) -> float:
    """Top of the uppermost block of the column that block k stands in."""
    while (upper := scene.above[k]) is not None:
        k = upper
    block = scene.blocks[k]
    tops = [
        picture.top
        for picture in scene.pictures
        if 0 <= block.top - picture.bottom < 4 * scene.em
        and overlap(picture.x0, picture.x1, block.x0, block.x1) > 0.8 * block.width
    ]
    return min([block.top, *tops])


def _text_around(scene: Scene, number: int) -> int:
    """2: text flows around the headline, a column runs past it and one above it goes on below it.

    1: so it seems by place, type and words, though paragraphs end above it. 0: not so.
    """
    head, box, em = scene.heads[number], scene.cores[number], scene.em
    near = scene.near(box.top - 6 * em, scene.boxes[number].bottom + 6 * em)
    inside = [k for k in near if scene.blocks[k].container == head.container]
    beside = any(
        block.top < box.top - em
        and block.bottom > (box.top + box.bottom) / 2
        and -em < max(block.x0 - box.x1, box.x0 - block.x1) < 16 * em
        and not parted(scene, block, box)
        for block in (scene.blocks[k] for k in inside)
    )
    if not beside:
        return 0
    box = scene.boxes[number]
    across = [
        k
        for k in inside
        if overlap(scene.blocks[k].x0, scene.blocks[k].x1, box.x0, box.x1) > 0.3 * scene.blocks[k].width
    ]
    around = 0
    for a in across:
        for b in across:
            one, other = scene.blocks[a], scene.blocks[b]
            if not (-em < box.top - one.bottom < 5 * em and -em < other.top - box.bottom < 5 * em):
                continue
            same = abs(one.x0 - other.x0) < em and abs(one.x1 - other.x1) < 1.5 * em and type_cost(one, other) < 1
            if not same or level_rule(scene.rules, one.bottom, box.top, one.x0, one.x1, em):
                continue
            if not other.starts_paragraph and text_cost(scene, one, other) < 0.5:
                return 2
            if scene.words.kinship(a, b) > 0.5:
                around = 1
    return around


def type_cost(one: StoryBlock, other: StoryBlock) -> float:
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


def text_cost(scene: Scene, one: StoryBlock, other: StoryBlock) -> float:
    """Cost of the text of `one` running on into `other`, by how they end and start and by the words at the junction."""
    opens = one.opens
    if not scene.indents:
        if one.rest > 1.2:
            return 2.5 if opens else 0.0
        return -JUNCTION * scene.words.runs_on(one.tail, other.head)
    set_in = 1.2 <= (other.x0 - one.x0) / other.size <= 2.9 and abs(other.x1 - one.x1) < other.size
    if other.starts_paragraph or (set_in and one.rest > 1.3 and not opens):
        if opens:
            return 3.5
        return -0.5 if one.rest > 1.0 else 0.2
    if one.rest > 1.3:
        return 4.0 if not one.is_narrow else 1.5
    return (-0.8 if opens else 1.0) - JUNCTION * scene.words.runs_on(one.tail, other.head)


def pictured(scene: Scene, box: Box, block: StoryBlock) -> float:
    """Height of the pictures between a headline and a block."""
    heights = [
        min(picture.bottom, block.top) - max(picture.top, box.bottom)
        for picture in scene.pictures
        if overlap(picture.x0, picture.x1, block.x0, block.x1) > 0.5 * block.width
    ]
    return max([0.0, *heights])


def parted(scene: Scene, block: StoryBlock, box: Box) -> dict[str, float]:
    """The cost of an upright rule between a block and a headline beside it."""
    x0, x1 = (block.x1, box.x0) if block.x1 <= box.x0 + scene.em else (box.x1, block.x0)
    if upright_rule(scene.rules, x0, x1, box.top, box.bottom, scene.em):
        return {"rule": 2.0}
    return {}
