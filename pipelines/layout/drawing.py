"""Draws a cut page: lines in their article's colour, roles, reading order, links with their scores.

The input is plain records, to be filled from a `PageCut` or from rows of `lines` and `articles`. Needs Pillow.
"""

from __future__ import annotations

import colorsys
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipelines.layout.page_cut import PageCut
from pipelines.reading.page import Box

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

LOOSE = "#8a8a8a"
ROLE_MARKS = {
    "headline": "H",
    "kicker": "K",
    "deck": "D",
    "byline": "By",
    "subhead": "S",
    "caption": "C",
    "credit": "Cr",
    "note": "N",
    "jump": "J",
    "table": "T",
    "masthead": "M",
    "folio": "F",
    "notice": "No",
    "ad": "Ad",
    "other": "?",
}


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A line to draw; `article` is any hashable name, None for furniture; `order` counts within the article."""

    box: Box
    role: str
    article: str | int | None
    order: int
    block: int = 0
    starts_paragraph: bool = False


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """What to draw: size in points, lines, and by article its outline and what is written beside it."""

    width: float
    height: float
    lines: Sequence[DrawnLine]
    outlines: Mapping[str | int, Sequence[tuple[float, float]]] = field(default_factory=dict)
    captions: Mapping[str | int, str] = field(default_factory=dict)


def drawn_page(cut: PageCut) -> DrawnPage:
    """A cut page as something to draw."""
    lines = [
        DrawnLine(line.box, line.role, line.article, line.reading_order, line.block, line.starts_paragraph)
        for line in cut.lines
        if line.box is not None
    ]
    numbered = dict(enumerate(cut.articles))
    return DrawnPage(
        width=cut.width or 0.0,
        height=cut.height or 0.0,
        lines=lines,
        outlines={number: article.polygon for number, article in numbered.items()},
        captions={number: f"{number} {article.kind} {article.confidence:.2f}" for number, article in numbered.items()},
    )


def draw_page(page: DrawnPage, *, background: Image | None = None, scale: float = 1.5) -> Image:
    """An image of the page, `scale` pixels a point; `background` is a rendering of the page of any size."""
    from PIL import Image, ImageDraw

    size = (max(1, round(page.width * scale)), max(1, round(page.height * scale)))
    image = Image.new("RGB", size, "white") if background is None else background.convert("RGB").resize(size)
    veil = Image.new("RGB", size, "white")
    image = Image.blend(image, veil, 0.35) if background is not None else image
    draw = ImageDraw.Draw(image, "RGBA")
    colors = _colors(page)
    marked: set[int] = set()
    for line in page.lines:
        color = colors.get(line.article, LOOSE) if line.article is not None else LOOSE
        _draw_line(draw, line, color, scale, with_mark=line.block not in marked)
        marked.add(line.block)
    for article, polygon in page.outlines.items():
        if len(polygon) > 2:
            corners = [(x * scale, y * scale) for x, y in polygon]
            draw.line([*corners, corners[0]], fill=colors.get(article, LOOSE), width=2)
    for article in colors:
        _draw_order(draw, page, article, colors[article], scale)
    return image


def _colors(page: DrawnPage) -> dict[str | int, str]:
    """A colour for each article, far apart for neighbours in number (golden ratio of the hue circle)."""
    names: list[str | int] = []
    for line in page.lines:
        if line.article is not None and line.article not in names:
            names.append(line.article)
    colors = {}
    for k, name in enumerate(names):
        red, green, blue = colorsys.hls_to_rgb((k * 0.61803) % 1.0, 0.38, 0.75)
        colors[name] = f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"
    return colors


def _draw_line(draw: ImageDraw, line: DrawnLine, color: str, scale: float, *, with_mark: bool) -> None:
    box = [value * scale for value in line.box]
    draw.rectangle(box, fill=f"{color}22", outline=f"{color}88")
    mark = ROLE_MARKS.get(line.role)
    if mark and with_mark:
        place = (max(0.0, box[0] - 7.0 * len(mark)), box[1])
        draw.text(place, mark, fill=color)
    if line.starts_paragraph:
        draw.rectangle([box[0] - 2 * scale, box[1], box[0] - scale, box[3]], fill=color)


def _draw_order(draw: ImageDraw, page: DrawnPage, article: str | int, color: str, scale: float) -> None:
    """Arrows from the end of each block of an article to the start of the next, and the caption at its first line."""
    lines = sorted((line for line in page.lines if line.article == article), key=lambda line: line.order)
    if not lines:
        return
    for one, other in itertools.pairwise(lines):
        if one.block != other.block or other.box.top < one.box.top:
            start = (one.box.x1 * scale, one.box.bottom * scale)
            end = (other.box.x0 * scale, other.box.top * scale)
            draw.line([start, end], fill=f"{color}cc", width=2)
            draw.ellipse([end[0] - 3, end[1] - 3, end[0] + 3, end[1] + 3], fill=color)
    first = lines[0].box
    caption = page.captions.get(article, str(article))
    place = (first.x0 * scale, max(0.0, first.top * scale - 11))
    draw.rectangle([place[0], place[1], place[0] + 6.2 * len(caption), place[1] + 11], fill="#ffffffcc")
    draw.text(place, caption, fill=color)
