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

from pipelines.layout.captions import names_photographer
from pipelines.layout.glyph_lines import TextLine
from pipelines.layout.overprints import buried, find_guest
from pipelines.layout.vocabulary import read_vocabulary
from pipelines.reading.page import Box, PageReading, Picture, Rule

BULLETS = "·•●■◆▲"
ContainerKind = Literal["article", "notice", "ad", "index"]
ROOMY = (
    4.2  # a panel with this many times the area of its glyphs is an advertisement or a filler, unless it holds columns
)


NEWS_OPENS = 8  # lines in which a report has its dateline or byline


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
    for k, container in enumerate(containers):
        for foot in _column_feet(container, lines, em):
            container.lines.remove(foot)
            home = next((other for other in containers[k + 1 :] if holds(other.box, foot, em)), None)
            if home is not None:
                home.lines.append(foot)
                home.lines.sort(key=lambda line: (line.top, line.x0))
    total = sum(len(line.text) for line in lines)
    pictures = reading.pictures
    for container in containers:
        if sum(len(line.text) for line in container.lines) > 0.85 * total:
            container.lines = []  # a frame around the page
    for container in containers:
        _take_title_bar(container, containers, em)
        if _is_caption_strip(container, pictures, em):
            container.lines = []
    kept = [container for container in containers if container.lines]
    for container in kept:
        container.kind = _kind(container, em, pictures)
    for container in kept:
        _give_back(container, kept, reading, em)
    return [container for container in kept if container.lines]


def _column_feet(container: Container, lines: Sequence[TextLine], em: float) -> list[TextLine]:
    """The last lines of columns that a frame reaches up over: they go on at the pitch of the column above."""
    box = container.box
    feet: list[TextLine] = []
    for line in sorted(container.lines, key=lambda one: one.top):
        if line.vertical or not 0.85 * em < line.size < 1.2 * em:
            continue
        column = [
            one
            for one in lines
            if (one.top < box.top or any(one is foot for foot in feet))
            and line.top - 4 * em < one.top < line.top
            and one.style == line.style
            and min(one.x1, line.x1) > max(one.x0, line.x0)
            and -2.3 * em < one.x0 - line.x0 < 2.3 * em
        ]
        tops = sorted(one.top for one in column)[-2:]
        if len(tops) == 2 and abs((line.top - tops[1]) - (tops[1] - tops[0])) < 0.06 * em and tops[1] > tops[0]:
            feet.append(line)
    return feet if len(feet) < len(container.lines) else []


def _take_title_bar(container: Container, containers: Sequence[Container], em: float) -> None:
    """A bar across the head of a frame with the title of notices on it: the frame's first line."""
    box = container.box
    for bar in containers:
        across = bar.box.x1 - bar.box.x0 > 0.6 * (box.x1 - box.x0) and bar.box.bottom - bar.box.top < 5 * em
        at_head = -em < bar.box.top - box.top < 2 * em and _within(bar.box, box)
        if bar is container or len(bar.lines) != 1 or not (across and at_head):
            continue
        if container.lines and notice_title_pattern().search(_bare(bar.lines[0].text)):
            container.lines, bar.lines = [*bar.lines, *container.lines], []


def _is_caption_strip(container: Container, pictures: Sequence[Picture], em: float) -> bool:
    """A few words in small type on a strip of a picture, with a photographer's name or at the picture's foot."""
    lines, box = container.lines, container.box
    if not lines or len(lines) > 4 or max(line.size for line in lines) > 1.15 * em:
        return False
    for picture in pictures:
        frame = Box(picture.x0 - 0.5 * em, picture.top - 0.5 * em, picture.x1 + 0.5 * em, picture.bottom + 0.5 * em)
        low = box.bottom - box.top < 0.3 * (frame.bottom - frame.top) and frame.bottom - box.bottom < 1.5 * em
        if _within(box, frame) and (low or names_photographer(["".join(line.text for line in lines)])):
            return True
    return False


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def _give_back(container: Container, containers: Sequence[Container], reading: PageReading, em: float) -> None:
    """Leaves to the page the story that is printed across a frame, and to the frame its own lines under other panels.

    What is left must be a notice or an advertisement: a story in a frame keeps whatever is in it.
    """
    size = _size_of_items(container.lines)
    inner = [other for other in containers if other is not container and _within(other.box, container.box)]
    pictures = [Box(p.x0, p.top, p.x1, p.bottom) for p in reading.pictures]
    below: list[TextLine] = []
    if size is not None:
        for other in inner:
            below += buried(other.lines, size, covered=any(other.box == picture for picture in pictures))
    lines = [*container.lines, *below]
    guest = find_guest(container.box, lines, pictures, reading.rules, em, size)
    guest = [line for line in guest if not notice_title_pattern().search(_bare(line.text))]
    own = _without(lines, guest)
    if not own or not (guest or below):
        return
    kind = _kind(Container(container.box, own), em, reading.pictures)
    if kind in ("notice", "ad"):
        container.lines, container.kind = own, kind
        for other in inner:
            if any(line in below for line in other.lines):
                other.lines = _without(other.lines, below)
                other.kind = _kind(other, em, reading.pictures) if other.lines else other.kind


def _size_of_items(lines: Sequence[TextLine]) -> float | None:
    """Size of the type of a box of notices, by their turns of phrase; None where there are none."""
    counts: dict[float, int] = {}
    for line in lines:
        if notice_item_pattern().search(line.text):
            counts[line.size] = counts.get(line.size, 0) + 1
    size = max(counts, key=lambda one: counts[one], default=0.0)
    return size if counts.get(size, 0) >= 3 else None


def _without(lines: Sequence[TextLine], gone: Sequence[TextLine]) -> list[TextLine]:
    taken = {id(line) for line in gone}
    return [line for line in lines if id(line) not in taken]


def _within(box: Box, outer: Box) -> bool:
    return box.x0 >= outer.x0 and box.x1 <= outer.x1 and box.top >= outer.top and box.bottom <= outer.bottom


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
    title = _bare(container.lines[0].text)
    text = "".join(line.text for line in container.lines)
    if index_pattern().match(title):
        return "index"
    if is_notice(title, [line.text for line in container.lines]):
        return "notice"
    words = advert_pattern().search(_bare(text)) and max(one.size for one in container.lines) > 1.5 * em
    if is_advert(container.box, container.lines, em, pictures) or (len(text) < 120 and words):
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
    """By its title, or since most of its items, with marks or without, read like lost-document notices.

    A report of a declaration (联合声明) opens as news does: with a dateline or a byline.
    """
    if notice_title_pattern().search(title) and len(title) <= 16:
        opening = _bare("".join(texts[:NEWS_OPENS]))
        return not any(re.search(pattern, opening) for pattern in read_vocabulary("regions")["news"])
    items = [text for text in texts if text[:1] in BULLETS]
    hits = sum(1 for text in texts if notice_item_pattern().search(text))
    return (len(items) >= 3 and hits > 0.3 * len(items) + 1) or (hits >= 5 and hits > 0.3 * len(texts))


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
