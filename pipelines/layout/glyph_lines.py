"""Glyphs to printed lines, from geometry alone: the order of the content stream plays no part.

Three steps, all in numpy and linear in the number of glyphs but for sorting:

1. Each glyph finds its next neighbour to the right and below (`neighbours`): similar size, aligned,
   not far. Sorting by (band, position) and looking at a fixed number of followers replaces a search.
2. A glyph whose neighbour below is nearer than those beside it stands in a vertical line (竖题);
   chains of such glyphs become vertical lines, the rest tight horizontal runs (`_runs`).
3. Runs on one baseline with a wider gap between them are one line, unless the gap is a gutter: the
   rows above and below show it (`joins_over_gaps`). In a line, other rows print over the gap; a gutter
   stays white while both of its sides carry text, or has a rule in it.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipelines.layout.faces import merge_by_name, merge_mixed
from pipelines.layout.glyph_cloud import Cloud, Floats, Ints, chains, neighbours
from pipelines.layout.overprints import overprinted
from pipelines.layout.row_gaps import TIGHT_GAP, joins_over_gaps, narrow_gutters, style_rasters
from pipelines.layout.upright_lines import vertical_chains
from pipelines.reading.page import Glyphs, Rule

DATELINE_ENDS = "讯电"
SECOND_TEXT = 0.4  # share of the commonest size's glyphs that makes another size a size of text as well


@dataclass(slots=True, eq=False)
class TextLine:
    """A printed line in the making: a box, its glyphs in reading order and its main typeface. Equal only to itself."""

    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    font: int
    color: int
    glyphs: Ints
    text: str
    vertical: bool = False

    @property
    def width(self) -> float:
        """Extent from left to right, points."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Extent from top to bottom, points."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """Horizontal middle."""
        return (self.x0 + self.x1) / 2

    @property
    def style(self) -> tuple[int, float]:
        """Font and size, rounded: what sets body text apart from other type."""
        return self.font, round(self.size, 1)


def body_size(glyphs: Glyphs) -> float:
    """The font size of the page's text, in points: the commonest, or a larger one that sets nearly as much.

    Notices in small type may have more characters than the stories beside them. 10 for a page without glyphs.
    """
    if not len(glyphs):
        return 10.0
    sizes, counts = np.unique(np.round(glyphs.size.astype(float), 1), return_counts=True)
    commonest = sizes[np.argmax(counts)]
    rivals = sizes[(counts > SECOND_TEXT * counts.max()) & (sizes < 1.8 * commonest)]
    return float(max(rivals.max(initial=commonest), 0.5))


def find_lines(glyphs: Glyphs, rules: Sequence[Rule], em: float) -> list[TextLine]:
    """The printed lines of a page, from top to bottom; every glyph is in exactly one."""
    if not len(glyphs):
        return []
    glyphs = merge_by_name(glyphs)
    lines = _strung(Cloud.of(glyphs), glyphs, rules, em)
    places = overprinted(lines)
    return _strung(Cloud.of(glyphs, places), glyphs, rules, em) if places else lines


def _strung(cloud: Cloud, glyphs: Glyphs, rules: Sequence[Rule], em: float) -> list[TextLine]:
    right, right_gap = neighbours(cloud, across=False)
    cloud.font = merge_mixed(cloud.font, cloud.size, right, right_gap)
    glyphs = replace(glyphs, font=cloud.font.astype(np.int32))
    below, _ = neighbours(cloud, across=True)
    upright = vertical_chains(cloud, glyphs, right, below, rules)
    rasters = style_rasters(glyphs, em, cloud.crowded)
    right = np.where(narrow_gutters(cloud, glyphs.char, right, right_gap, upright, rasters, rules), -1, right)
    label = _runs(cloud, right, right_gap, upright)
    label = joins_over_gaps(cloud, right, right_gap, label, upright, rasters, rules)
    return _as_lines(cloud, glyphs, label, upright)


def _runs(cloud: Cloud, right: Ints, gap: Floats, upright: Ints) -> Ints:
    """Label of the tight run of each glyph."""
    ok = (right >= 0) & (gap <= TIGHT_GAP) & (upright < 0)
    ok[ok] &= upright[right[ok]] < 0
    other_size = np.abs(cloud.size - cloud.size[right]) > 0.03 * cloud.size
    other_font = cloud.font != cloud.font[right]
    ok &= ~(other_size & (gap > 0.3)) & ~(other_font & (gap > 0.45))
    source = np.flatnonzero(ok)
    return chains(len(right), source, right[source])


def _as_lines(cloud: Cloud, glyphs: Glyphs, label: Ints, upright: Ints) -> list[TextLine]:
    """Labels to lines, glyphs ordered along each."""
    n = len(label)
    key = np.where(upright >= 0, n + upright, label)
    along = np.where(upright >= 0, cloud.yc, cloud.x0)
    order = np.lexsort((np.arange(n), along, key))
    cuts = np.flatnonzero(np.diff(key[order])) + 1
    starts = np.concatenate(([0], cuts))
    box = [
        np.minimum.reduceat(cloud.x0[order], starts),
        np.minimum.reduceat(cloud.y0[order], starts),
        np.maximum.reduceat(cloud.x1[order], starts),
        np.maximum.reduceat(cloud.y1[order], starts),
    ]
    chars = _chars_with_blanks(cloud, glyphs, order, key, upright)
    lines: list[TextLine] = []
    for k, members in enumerate(np.split(order, cuts)):
        start = int(starts[k])
        face = _main_face(cloud, glyphs, members)
        lines.append(
            TextLine(
                x0=float(box[0][k]),
                top=float(box[1][k]),
                x1=float(box[2][k]),
                bottom=float(box[3][k]),
                size=face[1],
                font=face[0],
                color=face[2],
                glyphs=members,
                text="".join(chars[start : start + len(members)]),
                vertical=bool(upright[members[0]] >= 0),
            )
        )
    lines.sort(key=lambda line: (line.top, line.x0))
    return lines


def _chars_with_blanks(cloud: Cloud, glyphs: Glyphs, order: Ints, key: Ints, upright: Ints) -> list[str]:
    """Characters in line order; one that follows a gap that carries meaning has a blank before it.

    Between Chinese characters that is a gap well above the line's own letterspacing, in Latin a word space.
    """
    chars = [glyphs.char[k] for k in order.tolist()]
    if len(order) < 2:
        return chars
    first, second = order[:-1], order[1:]
    stands = upright[first] >= 0
    gap = np.where(stands, cloud.y0[second] - cloud.y1[first], cloud.x0[second] - cloud.x1[first])
    gap = gap / np.maximum(cloud.size[first], cloud.size[second])
    ascii_ = np.array([c.isascii() for c in chars])
    letter = ascii_ & np.array([c.isalnum() for c in chars])
    latin = ascii_[:-1] & ascii_[1:] & (letter[:-1] | letter[1:])  # May 6, 2024 ("No. 12,345")
    same_line = key[first] == key[second]
    starts = np.concatenate(([0], np.flatnonzero(~same_line) + 1, [len(order)]))
    usual = np.zeros(len(gap))
    values = gap.tolist()
    for start, stop in itertools.pairwise(starts.tolist()):
        if stop - start > 3:
            own = sorted(values[start : stop - 1])
            usual[start : stop - 1] = max(0.0, own[len(own) // 2])
    closes = np.array([c in DATELINE_ENDS for c in chars])[:-1]  # 株洲日报讯 1月9日: often less than a blank
    wide = same_line & np.where(latin & (usual < 0.12), gap > 0.17, gap > 1.5 * usual + np.where(closes, 0.2, 0.42))
    for k in np.flatnonzero(wide).tolist():
        chars[k + 1] = " " + chars[k + 1]
    return chars


def _main_face(cloud: Cloud, glyphs: Glyphs, members: Ints) -> tuple[int, float, int]:
    """Commonest font of the members, its median size and its colour."""
    fonts = cloud.font[members]
    first = int(fonts[0])
    if (fonts != first).any():
        counts = np.bincount(fonts)
        first = int(counts.argmax())
        members = members[fonts == first]
    return first, float(cloud.size[members[len(members) // 2]]), int(glyphs.color[members[len(members) // 2]])
