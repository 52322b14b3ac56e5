"""Where one text is printed across another: a story over a notice box, an advertisement over the end of a column.

On a sound page no line of text lies in another. Where lines do, both texts are to be kept whole. `overprinted` finds
such places from lines that were put together without knowing of them, so that their glyphs can be strung again by size
and baseline; `find_guest` tells the story from the lines of the box that it is printed over.

The story is a stack of lines of text in one size, and what adjoins it in its columns: headline, byline, picture,
caption. The box has lines of another size below the story, and outside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipelines.reading.page import Box, Rule

if TYPE_CHECKING:
    from pipelines.layout.glyph_lines import TextLine

SUNK = 0.3  # of the lower line's height by which lines lie in each other; tight headlines reach a tenth
SHARED = 1.5  # em of the smaller type along which they do
AROUND = 3.0  # em around such lines in which the texts may meet without touching
FEWEST = 3  # lines of text that make a story
BESIDE = 3.0  # em between the pieces of a story, at most


def collide(one: TextLine, other: TextLine) -> bool:
    """One line is printed over the other."""
    sunk = min(one.bottom, other.bottom) - max(one.top, other.top)
    shared = min(one.x1, other.x1) - max(one.x0, other.x0)
    size = min(one.size, other.size)
    return sunk > SUNK * min(one.height, other.height) and shared > SHARED * size and min(sunk, shared) > SUNK * size


def overprinted(lines: Sequence[TextLine]) -> list[Box]:
    """The places around lines that are printed over each other; none on a sound page.

    Lines are compared with those that begin before they end, so that the work grows with the lines. None also where
    there are more meetings than lines: in a heap of glyphs no text can be told from another.
    """
    places: list[Box] = []
    ordered = sorted(lines, key=lambda line: line.top)
    for k, line in enumerate(ordered):
        for other in ordered[k + 1 :]:
            if other.top >= line.bottom:
                break
            if collide(line, other):
                if len(places) >= len(ordered):
                    return []
                room = AROUND * max(line.size, other.size)
                places.append(
                    Box(
                        min(line.x0, other.x0) - room,
                        line.top - room,
                        max(line.x1, other.x1) + room,
                        max(line.bottom, other.bottom) + room,
                    )
                )
    return places


def buried(lines: Sequence[TextLine], size: float, *, covered: bool) -> list[TextLine]:
    """Of the lines in a panel, those in the type (size) of the text around it that the panel's words are printed over.

    covered: the panel is a picture, which covers the text by itself
    """
    own = [line for line in lines if _alike(line.size, size)]
    return [line for line in own if covered or any(collide(line, other) for other in lines)]


def find_guest(
    frame: Box, lines: Sequence[TextLine], pictures: Sequence[Box], rules: Sequence[Rule], em: float, own: float | None
) -> list[TextLine]:
    """The story that is printed across the lines of a frame; empty where nothing is printed across anything.

    own: size of the frame's own text, None where it has none (an advertisement). The story is then what is set as the
    page's text is, and what adjoins it in its columns.
    """
    foreign = [line for line in lines if own is None or not _alike(line.size, own)]
    guest: list[TextLine] = []
    for text in _clusters(_text_of_story(foreign, em), em):
        if len(text) < FEWEST:
            continue
        story = _with_what_adjoins(frame, text, foreign, pictures, rules, em)
        rest = [line for line in lines if not any(line is one for one in story)]
        if any(collide(line, other) for line in story for other in rest) or (own is not None and _covers(text, rest)):
            guest += story
    return guest


def _clusters(lines: Sequence[TextLine], em: float) -> list[list[TextLine]]:
    """Lines that stand near each other, column by column: one story, or several side by side."""
    clusters: list[list[TextLine]] = []
    for line in lines:
        box = _hull([line])
        near = [one for one in clusters if any(_touches(_hull([other]), box, BESIDE * em) for other in one)]
        clusters = [one for one in clusters if not any(one is other for other in near)]
        clusters.append([*(member for one in near for member in one), line])
    return clusters


def _alike(size: float, other: float) -> bool:
    return abs(size - other) < 0.04 * other


def _text_of_story(lines: Sequence[TextLine], em: float) -> list[TextLine]:
    """The lines in the size nearest to the page's text that sets some lines of column width."""
    counts: dict[float, int] = {}
    for line in lines:
        if 0.85 * em < line.size < 1.2 * em and line.width > 5 * em and not line.vertical:
            counts[line.size] = counts.get(line.size, 0) + 1
    usual = [size for size, count in counts.items() if count >= FEWEST]
    if not usual:
        return []
    size = min(usual, key=lambda one: abs(one - em))
    return [line for line in lines if _alike(line.size, size)]


def _covers(text: Sequence[TextLine], lines: Sequence[TextLine]) -> bool:
    """Lines in other type stand between those of the text."""
    hull = _hull(text)
    return any(
        hull.x0 < line.middle < hull.x1 and hull.top < (line.top + line.bottom) / 2 < hull.bottom for line in lines
    )


def _with_what_adjoins(
    frame: Box,
    text: list[TextLine],
    lines: Sequence[TextLine],
    pictures: Sequence[Box],
    rules: Sequence[Rule],
    em: float,
) -> list[TextLine]:
    """The text with its headline, byline, captions: what stands in its columns, or by a picture beside them."""
    guest = list(text)
    hull = _hull(guest)
    waiting = [line for line in lines if not any(line is one for one in guest)]
    beside = list(pictures)
    while True:
        picture = next((box for box in beside if _touches(hull, box, BESIDE * em)), None)
        if picture is not None:
            beside.remove(picture)
            hull = _around(hull, picture)
            continue
        near = [line for line in waiting if _adjoins(hull, line, frame, rules, em)]
        near = [line for line in near if not any(collide(line, other) for other in guest)]
        if not near:
            return guest
        line = min(near, key=lambda one: max(hull.top - one.bottom, one.top - hull.bottom))
        waiting.remove(line)
        guest.append(line)
        hull = _around(hull, _hull([line]))


def _adjoins(hull: Box, line: TextLine, frame: Box, rules: Sequence[Rule], em: float) -> bool:
    """The line stands right above, below or among the columns of the story, small type with no rule between."""
    apart = max(hull.top - line.bottom, line.top - hull.bottom)
    inside = line.x0 > hull.x0 - 0.5 * em and line.x1 < hull.x1 + 0.5 * em
    if not inside or apart > max(BESIDE * em, 1.2 * line.size):
        return False
    is_big = line.size > 1.2 * em
    on_frame = abs((line.x0 + line.x1) - (frame.x0 + frame.x1)) < 0.6 * em
    if on_frame and abs((hull.x0 + hull.x1) - (frame.x0 + frame.x1)) > em and is_big:
        return False  # centred on the frame, as the words of an advertisement and the title of a box of notices are
    low, high = (line.bottom, hull.top) if line.bottom < hull.top else (hull.bottom, line.top)
    return is_big or not any(
        rule.is_horizontal
        and low - 0.2 * em < rule.top < high + 0.2 * em
        and min(rule.x1, hull.x1) - max(rule.x0, hull.x0) > 0.6 * (hull.x1 - hull.x0)
        for rule in rules
    )


def _touches(hull: Box, box: Box, room: float) -> bool:
    return (
        box.x0 < hull.x1 + room
        and box.x1 > hull.x0 - room
        and box.top < hull.bottom + room
        and box.bottom > hull.top - room
    )


def _hull(lines: Sequence[TextLine]) -> Box:
    return Box(
        min(line.x0 for line in lines),
        min(line.top for line in lines),
        max(line.x1 for line in lines),
        max(line.bottom for line in lines),
    )


def _around(one: Box, other: Box) -> Box:
    return Box(min(one.x0, other.x0), min(one.top, other.top), max(one.x1, other.x1), max(one.bottom, other.bottom))
