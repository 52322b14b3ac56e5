"""What is on a page and in no article: masthead (报头), folio line (版头), imprint at the foot.

The words of mastheads and folios (`vocabulary/furniture.yml`) are seeds; what closes their zone shows how far it goes:
a rule or a bar across the page, a frame, or else the white space around the row.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from pipelines.layout.glyph_lines import TextLine
from pipelines.layout.page_cut import Role
from pipelines.layout.vocabulary import read_vocabulary
from pipelines.publications.profile import Profile
from pipelines.reading.page import Box, PageReading

HEAD_ZONE = 0.17  # share of the page's height in which mastheads and folios are looked for
FOOT_ZONE = 0.955
MASTHEAD_HEIGHT = 0.055  # a zone higher than this share of the page is a masthead, a lower one a folio

NAMEPLATE = 3.0  # em: type from here on may be the paper's name
BESIDE = 4.0  # em between the pieces of a masthead, at most
_BARE_DATE = re.compile(r"\d{4}年\d{1,2}月(\d{1,2}日)?")
STORY = 4  # lines of text on one edge that make a story beside the masthead
INDENT = 2.3  # em, at most
COLUMN = 6  # lines below the first, from which on a stack of lines is a column of text


@dataclass(frozen=True, slots=True)
class Furniture:
    """Lines in no article, each with its role."""

    line: TextLine
    role: Role


def find_furniture(lines: Sequence[TextLine], reading: PageReading, profile: Profile, em: float) -> list[Furniture]:
    """Masthead or folio, and imprint."""
    height = reading.height
    seeds = [line for line in lines if _is_seed(line.text, profile) and not _stands_in_a_column(line, lines)]
    head = _without_bare_dates([line for line in seeds if line.bottom < HEAD_ZONE * height], em)
    found = _head_zone(lines, head, reading, em) if head else []
    taken = {id(item.line) for item in found}
    foot = [line for line in seeds if line.top > FOOT_ZONE * height and id(line) not in taken]
    found += [Furniture(line, "folio") for line in _in_rows(lines, foot, em) if id(line) not in taken]
    return found


def _without_bare_dates(seeds: list[TextLine], em: float) -> list[TextLine]:
    """Dates without a weekday count only beside other seeds: a subhead may be a date too."""
    sure = [line for line in seeds if not _BARE_DATE.fullmatch(re.sub(r"\s", "", line.text))]
    return [
        line
        for line in seeds
        if not sure or any(max(line.top - other.bottom, other.top - line.bottom) < BESIDE * em for other in sure)
    ]


def _stands_in_a_column(line: TextLine, lines: Sequence[TextLine]) -> bool:
    """Lines of one type stand above and below on one left edge, more than any masthead has."""
    alike = [
        other
        for other in lines
        if abs(other.x0 - line.x0) < 2.2 * line.size and abs(other.size - line.size) < 0.04 * line.size
    ]
    tops = sorted(other.top for other in alike)
    at = tops.index(line.top)
    first = last = at
    while first > 0 and tops[first] - tops[first - 1] < 2 * line.size:
        first -= 1
    while last + 1 < len(tops) and tops[last + 1] - tops[last] < 2 * line.size:
        last += 1
    return last - first >= COLUMN


def _is_seed(text: str, profile: Profile) -> bool:
    bare = re.sub(r"\s", "", text)
    return bare in profile.names or bool(_seed_pattern().search(bare))


@cache
def _seed_pattern() -> re.Pattern[str]:
    return re.compile("|".join(read_vocabulary("furniture")["patterns"]))


def _head_zone(lines: Sequence[TextLine], seeds: list[TextLine], reading: PageReading, em: float) -> list[Furniture]:
    story = {id(line) for line in _stories_beside(lines, seeds, reading, em)}
    lines = [line for line in lines if id(line) not in story]
    divider = _divider(lines, seeds, reading, em)
    if divider is not None:
        members = [line for line in lines if (line.top + line.bottom) / 2 < divider]
        if sum(len(line.text) for line in members) <= 400 and not _has_columns(members, em):
            return _with_role(members, reading.height)
    framed: list[TextLine] = []
    for panel in reading.panels:
        box = Box(panel.x0, panel.top, panel.x1, panel.bottom)
        inside = [line for line in lines if _inside(line, box, em)]
        if any(line in seeds for line in inside) and panel.bottom < 1.3 * HEAD_ZONE * reading.height:
            framed += [line for line in inside if line not in framed]
    rest = [line for line in seeds if line not in framed]
    around = _grown(lines, rest, em) if rest else []
    members = framed + [line for line in around if line not in framed]
    return _with_role(members, reading.height)


def _stories_beside(
    lines: Sequence[TextLine], seeds: Sequence[TextLine], reading: PageReading, em: float
) -> list[TextLine]:
    """Lines of a story beside the masthead (报眼): what shares a frame with text, or text and what stands over it."""
    top = [line for line in lines if line.bottom < 2 * HEAD_ZONE * reading.height and line not in seeds]
    text = [line for line in top if 0.85 * em < line.size < 1.2 * em and line.width > 5 * em]
    found: list[TextLine] = []
    for panel in reading.panels:
        box = Box(panel.x0, panel.top, panel.x1, panel.bottom)
        inside = [line for line in text if _inside(line, box, em)]
        if _is_prose(inside) and not any(_inside(line, box, em) for line in seeds):
            found += [line for line in top if _inside(line, box, em)]
    left, right = min(line.x0 for line in seeds), max(line.x1 for line in seeds)
    lowest = max(line.bottom for line in seeds)
    for line in [line for line in text if line.bottom < lowest]:
        column = [
            one
            for one in text
            if -0.3 * em < one.x0 - line.x0 < INDENT * em and abs(one.top - line.top) < 2 * STORY * em
        ]
        if not _is_prose(column) or (left <= line.x1 and line.x0 <= right):
            continue
        found += column
        for one in top:  # the headline over the column, and the rest of its last columns
            level = column[0].top - 0.5 * em < one.top and one.bottom < column[-1].bottom + 0.5 * em
            if (_stands_over(one, line, em) or level) and (one.x0 > right or one.x1 < left):
                found.append(one)
    return found


def _is_prose(lines: Sequence[TextLine]) -> bool:
    """Some lines with the marks of sentences in most of them."""
    return len(lines) >= STORY and 2 * sum(bool(re.search("[，。]", line.text)) for line in lines) >= len(lines)


def _stands_over(line: TextLine, text: TextLine, em: float) -> bool:
    apart = text.top - line.bottom
    return 0 <= apart < 8 * em and min(line.x1, text.x1) > max(line.x0, text.x0)


def _divider(lines: Sequence[TextLine], seeds: list[TextLine], reading: PageReading, em: float) -> float | None:
    """The rule or bar across the page that closes the zone: the first below all seeds, or the bar that holds them."""
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    lowest = max(line.bottom for line in seeds)
    below: list[float] = []
    for rule in reading.rules:
        if rule.is_horizontal and rule.x1 - rule.x0 > 0.8 * (right - left):
            below.append(max(rule.top, rule.bottom))
    for panel in reading.panels:
        if panel.x1 - panel.x0 > 0.8 * (right - left) and panel.bottom - panel.top < 6 * em:
            below.append(panel.bottom)
    fitting = [y for y in below if lowest - 0.5 * em <= y <= lowest + 6 * em]
    if not fitting:
        return None
    first = min(fitting)
    return max(y for y in fitting if y <= first + em)


def _has_columns(members: Sequence[TextLine], em: float) -> bool:
    """Body text stands in the zone: many lines of body size and column width on one left edge."""
    edges: dict[int, int] = {}
    for line in members:
        if 0.85 * em < line.size < 1.25 * em and line.width > 7 * em:
            edges[round(line.x0 / em)] = edges.get(round(line.x0 / em), 0) + 1
    return any(count >= 5 for count in edges.values())


def _inside(line: TextLine, box: Box, em: float) -> bool:
    slack = 0.3 * em
    return (
        line.x0 >= box.x0 - slack
        and line.x1 <= box.x1 + slack
        and line.top >= box.top - slack
        and line.bottom <= box.bottom + slack
    )


def _in_rows(lines: Sequence[TextLine], seeds: Sequence[TextLine], em: float) -> list[TextLine]:
    """Lines that lie in the rows of the seeds."""
    rows = []
    for line in lines:
        middle = (line.top + line.bottom) / 2
        if any(seed.top - 0.2 * em <= middle <= seed.bottom + 0.2 * em for seed in seeds):
            rows.append(line)
    return rows


def _grown(lines: Sequence[TextLine], seeds: list[TextLine], em: float) -> list[TextLine]:
    """The seeds, their rows, and what touches those rows or is set above them: a head without rule or frame."""
    members = list(seeds)
    for line in _in_rows(lines, seeds, em):
        if line not in members:
            members.append(line)
    top, bottom = min(line.top for line in members), max(line.bottom for line in members)
    members += [
        line for line in lines if line not in members and top - 2 * em < line.top and line.bottom < bottom + 0.5 * em
    ]
    while True:
        top = min(line.top for line in members)
        left, right = min(line.x0 for line in members), max(line.x1 for line in members)
        near = [
            line
            for line in lines
            if line not in members
            and line.top < top
            and line.bottom < bottom + 0.5 * em
            and top - (4 * em if line.size > NAMEPLATE * em else 2 * em) < line.bottom
            and min(right, line.x1) > max(left, line.x0)
        ]
        if not near or sum(len(line.text) for line in near) > 60:
            break
        members += near
    return [line for line in members if not 0.9 * em < line.size < 1.1 * em or line.bottom < bottom + 0.5 * em]


def _with_role(members: Sequence[TextLine], height: float) -> list[Furniture]:
    if not members:
        return []
    tall = max(line.bottom for line in members) - min(line.top for line in members) > MASTHEAD_HEIGHT * height
    return [Furniture(line, "masthead" if tall else "folio") for line in members]
