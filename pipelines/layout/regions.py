"""Framed and tinted regions: which panels part the page, and which of them hold no article.

A panel that holds lines of text is a container: no story runs across its edge. By what is in it, a container is an
article like others, a notice box (公告, 遗失声明), an advertisement, or a box of pointers into the paper (今日导读).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from pipelines.layout.glyph_lines import TextLine
from pipelines.layout.vocabulary import read_vocabulary
from pipelines.reading.page import Box, PageReading, Picture, Rule

ContainerKind = Literal["article", "notice", "ad", "index"]
ROOMY = (
    4.2  # a panel with this many times the area of its glyphs is an advertisement or a filler, unless it holds columns
)


@dataclass(slots=True)
class Container:
    """A panel with what it holds; `kind` says what that is."""

    box: Box
    lines: list[TextLine] = field(default_factory=list)
    kind: ContainerKind = "article"
    parent: int = -1


def find_containers(lines: Sequence[TextLine], reading: PageReading, em: float) -> list[Container]:
    """Panels with text inside, smallest first; each line is in the smallest that holds it."""
    boxes = _distinct_panels(reading, em)
    containers = [Container(box) for box in boxes]
    for line in lines:
        for container in containers:
            if holds(container.box, line, em):
                container.lines.append(line)
                break
    total = sum(len(line.text) for line in lines)
    pictures = reading.pictures
    for container in containers:
        if sum(len(line.text) for line in container.lines) > 0.85 * total:
            container.lines = []  # a frame around the page
    kept = [container for container in containers if container.lines]
    for container in kept:
        container.kind = _kind(container, em, pictures)
    return kept


def _distinct_panels(reading: PageReading, em: float) -> list[Box]:
    """Panels of some size, smallest first, without the inner ones of double frames."""
    boxes: list[Box] = []
    panels = sorted(reading.panels, key=lambda p: -(p.x1 - p.x0) * (p.bottom - p.top))
    for panel in panels:
        if panel.bottom - panel.top < 1.8 * em or panel.x1 - panel.x0 < 4 * em:
            continue
        box = Box(panel.x0, panel.top, panel.x1, panel.bottom)
        if not any(_nearly(box, other, em) for other in boxes):
            boxes.append(box)
    for picture in reading.pictures:
        if picture.bottom - picture.top >= 3 * em and picture.x1 - picture.x0 >= 4 * em:
            boxes.append(Box(picture.x0, picture.top, picture.x1, picture.bottom))
    for box in _ruled_frames(reading.rules, em):
        if not any(_nearly(box, other, em) for other in boxes):
            boxes.append(box)
    boxes.sort(key=lambda box: (box.x1 - box.x0) * (box.bottom - box.top))
    return boxes


def _ruled_frames(rules: Sequence[Rule], em: float) -> list[Box]:
    """Frames drawn as four rules that meet at their ends."""
    near = 0.4 * em
    level = [rule for rule in rules if rule.is_horizontal and rule.x1 - rule.x0 > 4 * em]
    upright = [rule for rule in rules if not rule.is_horizontal and rule.bottom - rule.top > 1.8 * em]
    frames = []
    for left in upright:
        tops = [r for r in level if abs(r.x0 - left.x0) < near and abs(r.top - left.top) < near]
        bottoms = [r for r in level if abs(r.x0 - left.x0) < near and abs(r.bottom - left.bottom) < near]
        for top in tops:
            right = [
                r
                for r in upright
                if abs(r.x0 - top.x1) < near and abs(r.top - left.top) < near and abs(r.bottom - left.bottom) < near
            ]
            if right and any(abs(bottom.x1 - top.x1) < near for bottom in bottoms):
                frames.append(Box(left.x0, left.top, top.x1, left.bottom))
    return frames


def _nearly(inner: Box, outer: Box, em: float) -> bool:
    return all(abs(a - b) < em for a, b in zip(inner, outer, strict=True))


def holds(box: Box, line: TextLine, em: float) -> bool:
    """The line lies in the box."""
    slack = 0.35 * em
    return (
        line.x0 >= box.x0 - slack
        and line.x1 <= box.x1 + slack
        and line.top >= box.top - slack
        and line.bottom <= box.bottom + slack
    )


def _kind(container: Container, em: float, pictures: Sequence[Picture]) -> ContainerKind:
    title = re.sub(r"\s", "", container.lines[0].text)
    text = "".join(line.text for line in container.lines)
    if index_pattern().match(title):
        return "index"
    if is_notice(title, [line.text for line in container.lines]):
        return "notice"
    if is_advert(container.box, container.lines, em, pictures) or (
        len(text) < 120
        and advert_pattern().search(re.sub(r"\s", "", text))
        and max(one.size for one in container.lines) > 1.5 * em
    ):
        return "ad"
    return "article"


def is_advert(box: Box, lines: Sequence[TextLine], em: float, pictures: Sequence[Picture]) -> bool:
    """Much room for few words, and no column of text among them."""
    glyphs = sum(max(line.width, 1e-6) * line.size if not line.vertical else line.height * line.size for line in lines)
    area = (box.x1 - box.x0) * (box.bottom - box.top)
    for picture in pictures:
        width = min(picture.x1, box.x1) - max(picture.x0, box.x0)
        height = min(picture.bottom, box.bottom) - max(picture.top, box.top)
        covers = (picture.x1 - picture.x0) * (picture.bottom - picture.top) > 0.97 * area
        if width > 0 and height > 0 and not covers:
            area -= width * height
    columns = sum(1 for line in lines if line.size < 1.25 * em and line.width > 6 * em)
    return area > ROOMY * glyphs and columns <= 4


def is_notice(title: str, texts: Sequence[str]) -> bool:
    """By its title, or since most of its items read like lost-document notices."""
    if notice_title_pattern().search(title) and len(title) <= 16:
        return True
    items = [text for text in texts if text[:1] in "·•●■◆"]
    hits = sum(1 for text in texts if notice_item_pattern().search(text))
    return len(items) >= 3 and hits > 0.3 * len(items) + 1


@cache
def index_pattern() -> re.Pattern[str]:
    """Titles of boxes that point into the paper."""
    return re.compile("^(?:" + "|".join(read_vocabulary("regions")["index_titles"]) + ")$")


@cache
def notice_title_pattern() -> re.Pattern[str]:
    """Titles of notices."""
    return re.compile("|".join(read_vocabulary("regions")["notice_titles"]))


@cache
def notice_item_pattern() -> re.Pattern[str]:
    """Turns of phrase of lost-document notices."""
    return re.compile("|".join(read_vocabulary("regions")["notice_items"]))


@cache
def advert_pattern() -> re.Pattern[str]:
    """Turns of phrase of commercial advertisements."""
    return re.compile("|".join(read_vocabulary("regions")["adverts"]))


def container_of(box: Box, containers: Sequence[Container], em: float) -> int:
    """Index of the smallest container that holds the box, -1 for none."""
    slack = 0.5 * em
    for k, container in enumerate(containers):
        outer = container.box
        if (
            box.x0 >= outer.x0 - slack
            and box.x1 <= outer.x1 + slack
            and box.top >= outer.top - slack
            and box.bottom <= outer.bottom + slack
        ):
            return k
    return -1
