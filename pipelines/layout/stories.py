"""Links to stories: an article's headline group, its blocks in reading order, its pictures and tables.

Briefs under a common title (简讯) flow as one story and are taken apart here, at the headline of each.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipelines.layout.captions import credit_pattern
from pipelines.layout.figures import Figure, Table
from pipelines.layout.flow import Link
from pipelines.layout.flow_scene import Scene, level_rule, upright_rule
from pipelines.layout.glyph_lines import TextLine
from pipelines.layout.headings import Head, box_of
from pipelines.layout.regions import advert_pattern, is_notice
from pipelines.layout.story_blocks import StoryBlock
from pipelines.reading.page import Box

NEAR = 2.5  # em between a picture and a headline that belongs to it
LONGEST_PHOTO_NEWS = 14  # lines
LONGEST_LABEL = 8  # characters


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a story: its role, whether it is indented, the white at its end (em), and the number of its block."""

    line: TextLine
    role: str
    indented: bool
    white: float
    block: int


@dataclass(slots=True)
class Story:
    """An article's part on the page."""

    head: Head | None
    blocks: list[StoryBlock] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    table: Table | None = None
    rows: list[Row] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)

    def boxes(self) -> list[Box]:
        """Boxes of headline, lines or blocks, and table."""
        boxes = [Box(b.x0, b.top, b.x1, b.bottom) for b in self.blocks]
        if self.head is not None and self.head.lines:
            boxes.append(self.head.box)
        if self.table is not None:
            boxes.append(self.table.box)
        return boxes

    @property
    def is_advert(self) -> bool:
        """A line or two without a story, in the words of an advertisement: a filler without a frame."""
        lines = [row.line for row in self.rows] + (self.head.lines if self.head is not None else [])
        if self.figures or self.table is not None or not 1 <= len(lines) <= 3 or (self.head and self.rows):
            return False
        return bool(advert_pattern().search(re.sub(r"\s", "", "".join(line.text for line in lines))))

    @property
    def is_notice(self) -> bool:
        """A notice without a frame, by its title or its items."""
        title = re.sub(r"\s", "", self.head.text) if self.head is not None else ""
        return bool(self.rows or title) and is_notice(title, [row.line.text for row in self.rows])


def build_stories(scene: Scene, links: Sequence[Link], figures: Sequence[Figure]) -> list[Story]:
    """The stories of a page, briefs taken apart; a figure goes to the story that it adjoins most closely."""
    stories = _chains(scene, links)
    for story in stories:
        story.rows = _rows(story)
    _place_figures(stories, figures, scene)
    for story in stories:
        if _is_photo_news(story, scene):
            story.rows = [
                Row(row.line, "caption" if row.role == "body" else row.role, False, 0.0, row.block)
                for row in story.rows
            ]
    return stories


def _chains(scene: Scene, links: Sequence[Link]) -> list[Story]:
    follows = {link.source: link for link in links}
    led = {link.target for link in links}
    stories = []
    for h, head in enumerate(scene.heads):
        first = follows.get(-1 - h)
        if head.in_column and first is None:
            continue  # a subhead
        stories.append(Story(head, links=[first] if first else []))
        _follow(stories[-1], first.target if first else None, follows, scene)
    for k in range(len(scene.blocks)):
        if k not in led:
            stories.append(Story(None))
            _follow(stories[-1], k, follows, scene)
    return stories


def _follow(story: Story, start: int | None, follows: dict[int, Link], scene: Scene) -> None:
    number = start
    while number is not None:
        story.blocks.append(scene.blocks[number])
        onward = follows.get(number)
        if onward is not None:
            story.links.append(onward)
        number = onward.target if onward else None


def _rows(story: Story) -> list[Row]:
    return [
        Row(line, block.roles[k], block.indented[k], block.white[k], number)
        for number, block in enumerate(story.blocks)
        for k, line in enumerate(block.lines)
    ]


def _place_figures(stories: list[Story], figures: Sequence[Figure], scene: Scene) -> None:
    for figure in figures:
        whole = box_of(figure.caption) if figure.caption else figure.box
        whole = Box(
            min(whole.x0, figure.box.x0),
            figure.box.top,
            max(whole.x1, figure.box.x1),
            max(whole.bottom, figure.box.bottom),
        )
        scored = [(_closeness(story, whole, scene), -k) for k, story in enumerate(stories)]
        if not scored:
            return
        score, k = max(scored)
        if score > 0 and (figure.caption or not stories[-k].blocks):
            stories[-k].figures.append(figure)


def _closeness(story: Story, box: Box, scene: Scene) -> float:
    """How closely a story adjoins or surrounds a picture: shares of its edges that they have in common."""
    parts = story.boxes()
    if not parts:
        return 0.0
    score, em, rules = 0.0, scene.em, scene.rules
    width, height = max(box.x1 - box.x0, 1e-6), max(box.bottom - box.top, 1e-6)
    for part in parts:
        across = min(part.x1, box.x1) - max(part.x0, box.x0)
        along = min(part.bottom, box.bottom) - max(part.top, box.top)
        gap_y = max(part.top - box.bottom, box.top - part.bottom)
        gap_x = max(part.x0 - box.x1, box.x0 - part.x1)
        if across > 0.3 * min(part.x1 - part.x0, width) and gap_y < 5.0 * em:
            y0, y1 = min(part.bottom, box.bottom), max(part.top, box.top)
            if gap_y > 0 and level_rule(rules, y0, y1, max(part.x0, box.x0), min(part.x1, box.x1), em):
                continue
            score += 2.0 * across / width * (1.0 - max(0.0, gap_y) / (7.0 * em))
        if along > 0.3 * min(part.bottom - part.top, height) and gap_x < 3.0 * em:
            x0, x1 = min(part.x1, box.x1), max(part.x0, box.x0)
            if upright_rule(rules, x0, x1, max(part.top, box.top), min(part.bottom, box.bottom), em):
                continue
            score += along / height
    if not story.blocks and story.table is None and story.head is not None and adjoins(story.head.box, box, em):
        score += 4.0
    x0, top = min(p.x0 for p in parts), min(p.top for p in parts)
    x1, bottom = max(p.x1 for p in parts), max(p.bottom for p in parts)
    inside_x = max(0.0, min(x1, box.x1) - max(x0, box.x0)) / width
    inside_y = max(0.0, min(bottom, box.bottom) - max(top, box.top)) / height
    return score + 1.5 * inside_x * inside_y


def adjoins(one: Box, other: Box, em: float) -> bool:
    """One stands right above the other, or within it."""
    gap = max(one.top - other.bottom, other.top - one.bottom)
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    if other.top < one.top and one.bottom < other.bottom:  # between a picture and its caption
        return across > 0.9 * (one.x1 - one.x0)
    return -em < gap < NEAR * em and across > 0.5 * min(one.x1 - one.x0, other.x1 - other.x0)


def _is_photo_news(story: Story, scene: Scene) -> bool:
    """A picture, a headline over or under it, and one short text that ends with the photographer: a caption."""
    if story.head is None or len(story.blocks) != 1 or len(story.rows) > LONGEST_PHOTO_NEWS:
        return False
    block = story.blocks[0]
    ending = re.sub(r"\s", "", "".join(line.text for line in block.lines[-2:]))
    if not credit_pattern().search(ending):
        return False
    parts = [story.head.box, Box(block.x0, block.top, block.x1, block.bottom)]
    pictures = [Box(p.x0, p.top, p.x1, p.bottom) for p in scene.pictures]
    return any(adjoins(part, box, scene.em) and box.top < part.bottom for part in parts for box in pictures)
