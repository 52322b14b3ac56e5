"""Pages set upright from right to left as a whole: turned, cut like others, and turned back.

Turned by a quarter, a line that runs downwards runs to the right, and the line to its left comes below it; columns
(段) that stand one under the other stand side by side. So the order of reading is that of a level page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from pipelines.layout.glyph_lines import TextLine
from pipelines.layout.page_cut import CutArticle, CutLine, PageCut
from pipelines.reading.page import Box, PageReading, Panel, Picture, Rule

MOST = 0.6  # share of the glyphs in upright lines that makes an upright page


def is_upright(lines: Sequence[TextLine]) -> bool:
    """Most of the page's glyphs stand in upright lines."""
    total = sum(len(line.glyphs) for line in lines)
    return total > 0 and sum(len(line.glyphs) for line in lines if line.vertical) > MOST * total


def turned(reading: PageReading) -> PageReading:
    """The page turned by a quarter against the clock."""
    width = reading.width
    glyphs = reading.glyphs
    return replace(
        reading,
        width=reading.height,
        height=width,
        glyphs=replace(
            glyphs,
            x0=glyphs.top,
            x1=glyphs.bottom,
            top=(width - glyphs.x1).astype(np.float32),
            bottom=(width - glyphs.x0).astype(np.float32),
            vertical=np.zeros(len(glyphs), np.bool_),
        ),
        rules=tuple(Rule(*_turn(r.x0, r.top, r.x1, r.bottom, width), r.width, r.color) for r in reading.rules),
        panels=tuple(Panel(*_turn(p.x0, p.top, p.x1, p.bottom, width), p.fill, p.stroke) for p in reading.panels),
        pictures=tuple(Picture(*_turn(p.x0, p.top, p.x1, p.bottom, width), p.kind) for p in reading.pictures),
    )


def turned_back(cut: PageCut, reading: PageReading) -> PageCut:
    """The cut of a turned page, in the coordinates of the page as it is."""
    width = reading.width
    lines = [_line_back(line, width) for line in cut.lines]
    articles = [_article_back(article, width) for article in cut.articles]
    remarks = (*cut.remarks, "set upright from right to left")
    return PageCut(cut.source_page, width, reading.height, lines, articles, remarks)


def _turn(x0: float, top: float, x1: float, bottom: float, width: float) -> tuple[float, float, float, float]:
    return top, width - x1, bottom, width - x0


def _line_back(line: CutLine, width: float) -> CutLine:
    box = line.box
    level = line.writing_mode == "vertical"
    if box is not None:
        box = Box(width - box.bottom, box.x0, width - box.top, box.x1)
    return replace(line, box=box, writing_mode="horizontal" if level else "vertical")


def _article_back(article: CutArticle, width: float) -> CutArticle:
    return replace(article, polygon=tuple((width - y, x) for x, y in article.polygon))
