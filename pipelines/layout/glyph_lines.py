"""Glyphs to printed lines, from geometry alone: the order of the content stream plays no part.

Three steps, all in numpy and linear in the number of glyphs but for sorting:

1. Each glyph finds its next neighbour to the right and below (`_neighbours`): similar size, aligned,
   not far. Sorting by (band, position) and looking at a fixed number of followers replaces a search.
2. A glyph whose neighbour below is nearer than those beside it stands in a vertical line (竖题);
   chains of such glyphs become vertical lines, the rest tight horizontal runs (`_runs`).
3. Runs on one baseline with a wider gap between them are one line, unless the gap is a gutter: the
   rows above and below show it (`_joins_over_gaps`). In a line, other rows print over the gap; a gutter
   stays white while both of its sides carry text, or has a rule in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.layout.page_raster import Raster
from pipelines.reading.page import Glyphs, Rule

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# All in em of the glyphs concerned.
TIGHT_GAP = 0.68  # between glyphs of one run: justification rarely stretches further
JOIN_GAP = 3.2  # widest gap inside a line: letterspacing, two full-width blanks after a dateline
SIZE_STEP = 1.3  # neighbours differ in size by no more than this factor
OFFSET = 0.34  # how far the middles of neighbours lie apart across the line


@dataclass(slots=True)
class TextLine:
    """A printed line in the making: a box, its glyphs in reading order and its main typeface."""

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
    """The commonest font size of the page, in points; 10 for a page without glyphs."""
    if not len(glyphs):
        return 10.0
    sizes, counts = np.unique(np.round(glyphs.size.astype(float), 1), return_counts=True)
    return float(max(sizes[np.argmax(counts)], 0.5))


def find_lines(glyphs: Glyphs, rules: Sequence[Rule], em: float) -> list[TextLine]:
    """The printed lines of a page, from top to bottom; every glyph is in exactly one."""
    if not len(glyphs):
        return []
    cloud = _Cloud.of(glyphs)
    right, right_gap = _neighbours(cloud, across=False)
    below, below_gap = _neighbours(cloud, across=True)
    upright = _vertical_chains(cloud, glyphs, right, below)
    label = _runs(cloud, right, right_gap, upright)
    rasters = _style_rasters(glyphs, em)
    label = _joins_over_gaps(cloud, right, right_gap, label, upright, rasters, rules)
    return _as_lines(cloud, glyphs, label, upright, below_gap)


@dataclass(slots=True)
class _Cloud:
    """Glyph boxes as float64, sizes, and centres."""

    x0: Floats
    x1: Floats
    y0: Floats
    y1: Floats
    xc: Floats
    yc: Floats
    size: Floats
    font: Ints

    @classmethod
    def of(cls, glyphs: Glyphs) -> _Cloud:
        x0, x1 = glyphs.x0.astype(float), glyphs.x1.astype(float)
        y0, y1 = glyphs.top.astype(float), glyphs.bottom.astype(float)
        size = np.maximum(np.where(glyphs.size > 0, glyphs.size, y1 - y0).astype(float), 0.1)
        return cls(x0, x1, y0, y1, (x0 + x1) / 2, (y0 + y1) / 2, size, glyphs.font.astype(np.int64))


def _neighbours(cloud: _Cloud, *, across: bool) -> tuple[Ints, Floats]:
    """For each glyph the next one along the line (-1: none) and the gap to it, in em.

    Along means to the right, or downwards with `across`. One pass per factor of two in size, so that
    bands fit the type; within a pass the candidates are the next few of three adjacent bands.
    """
    lo, hi, mid = (cloud.y0, cloud.y1, cloud.xc) if across else (cloud.x0, cloud.x1, cloud.yc)
    n = len(lo)
    best = np.full(n, np.inf)
    nxt = np.full(n, -1, np.int64)
    smallest = float(cloud.size.min())
    octave = np.floor(np.log2(cloud.size / smallest) + 1e-6).astype(np.int64)
    span = float(hi.max() - lo.min()) + 4 * float(cloud.size.max()) + 1
    for o in np.unique(octave):
        base = smallest * 2.0**o
        pool = np.flatnonzero((cloud.size >= base / SIZE_STEP) & (cloud.size <= 2 * base * SIZE_STEP))
        asking = np.flatnonzero(octave == o)
        height = 0.75 * base
        low = float(lo.min())
        band = np.floor(mid / height).astype(np.int64)
        key = band[pool] * span + (lo[pool] - low)
        order = np.argsort(key, kind="stable")
        pool, key = pool[order], key[order]
        offset = OFFSET if not across else 0.3
        for d in (-1, 0, 1):
            query = (band[asking] + d) * span + (lo[asking] - low) + 0.25 * (hi[asking] - lo[asking])
            at = np.searchsorted(key, query, side="right")
            for k in range(3):
                where = at + k
                ok = where < len(pool)
                j = pool[np.minimum(where, len(pool) - 1)]
                smaller = np.minimum(cloud.size[asking], cloud.size[j])
                larger = np.maximum(cloud.size[asking], cloud.size[j])
                aside = np.abs(mid[j] - mid[asking])
                gap = lo[j] - hi[asking]
                ok &= (band[j] == band[asking] + d) & (aside <= offset * smaller) & (larger <= SIZE_STEP * smaller)
                ok &= (gap <= JOIN_GAP * larger) & (gap >= -0.75 * smaller) & (j != asking)
                cost = np.maximum(gap, -0.1 * gap) + 0.5 * aside + (larger / smaller - 1) * larger
                cost = np.where(cloud.font[j] == cloud.font[asking], cost, cost + 0.05 * larger)
                better = ok & (cost < best[asking])
                best[asking[better]] = cost[better]
                nxt[asking[better]] = j[better]
    gaps = np.full(n, np.inf)
    has = np.flatnonzero(nxt >= 0)
    gaps[has] = (lo[nxt[has]] - hi[has]) / np.maximum(cloud.size[has], cloud.size[nxt[has]])
    # one predecessor each: the nearest
    order = has[np.lexsort((gaps[has], nxt[has]))]
    targets = nxt[order]
    first = np.ones(len(order), bool)
    first[1:] = targets[1:] != targets[:-1]
    dropped = order[~first]
    nxt[dropped] = -1
    gaps[dropped] = np.inf
    return nxt, gaps


def _pitch_beside(centre: Floats, size: Floats, nxt: Ints) -> Floats:
    """Distance in em to the nearer of next and previous neighbour."""
    pitch = np.full(len(nxt), np.inf)
    has = np.flatnonzero(nxt >= 0)
    step = (centre[nxt[has]] - centre[has]) / np.maximum(size[has], size[nxt[has]])
    pitch[has] = step
    np.minimum.at(pitch, nxt[has], step)
    return pitch


def _vertical_chains(cloud: _Cloud, glyphs: Glyphs, right: Ints, below: Ints) -> Ints:
    """Number of the vertical line of each glyph, -1 for those in horizontal lines."""
    beside = _pitch_beside(cloud.xc, cloud.size, right)
    under = _pitch_beside(cloud.yc, cloud.size, below)
    wide = np.fromiter((c > "\u2e7f" or c in "·—…“”‘’" for c in glyphs.char), bool, len(glyphs))
    stands = ((under * 1.06 < beside) & wide) | glyphs.vertical
    links = np.flatnonzero((below >= 0) & stands)
    links = links[stands[below[links]]]
    same = np.abs(cloud.size[links] - cloud.size[below[links]]) <= 0.04 * cloud.size[links]
    chain = _chains(len(glyphs), links[same], below[links[same]])
    counts = np.bincount(chain, minlength=len(glyphs))
    chain = np.where(stands & ((counts[chain] >= 3) | glyphs.vertical), chain, -1)
    return _gather_strays(cloud, chain)


def _gather_strays(cloud: _Cloud, chain: Ints) -> Ints:
    """Adds the glyphs inside a vertical line's box (commas sit off its axis, digits are narrow)."""
    chain = chain.copy()
    for _ in range(4):  # a number of several digits is gathered from both ends
        before = chain.copy()
        for number in np.unique(chain[chain >= 0]):
            _gather(cloud, chain, int(number))
        if (before == chain).all():
            break
    return _merge_vertical(cloud, chain)


def _gather(cloud: _Cloud, chain: Ints, number: int) -> None:
    own = chain == number
    size = float(np.median(cloud.size[own]))
    x0, x1 = cloud.x0[own].min(), cloud.x1[own].max()
    y0, y1 = cloud.y0[own].min(), cloud.y1[own].max()
    inside = (cloud.xc > x0 - 0.1 * size) & (cloud.xc < x1 + 0.1 * size) & (chain < 0)
    inside &= (cloud.yc > y0 - 1.2 * size) & (cloud.yc < y1 + 1.2 * size)
    inside &= np.abs(cloud.size - size) <= 0.04 * size
    chain[inside] = number


def _merge_vertical(cloud: _Cloud, chain: Ints) -> Ints:
    """Joins vertical lines that stand one above the other on one axis with a blank between (迎新春　过大年)."""
    numbers = [int(k) for k in np.unique(chain[chain >= 0])]
    boxes = {}
    for number in numbers:
        own = chain == number
        boxes[number] = (
            float(np.median(cloud.xc[own])),
            float(cloud.y0[own].min()),
            float(cloud.y1[own].max()),
            float(np.median(cloud.size[own])),
        )
    numbers.sort(key=lambda k: boxes[k][1])
    for a in numbers:
        for b in numbers:
            (xa, ta, ba, sa), (xb, tb, _bb, sb) = boxes[a], boxes[b]
            if a == b or not (ta < tb) or abs(xa - xb) > 0.2 * sa or abs(sa - sb) > 0.04 * sa:
                continue
            if -0.5 * sa <= tb - ba <= 2.4 * sa:
                chain[chain == b] = a
                boxes[b] = boxes[a] = (xa, ta, max(ba, boxes[b][2]), sa)
    return chain


def _chains(n: int, source: Ints, target: Ints) -> Ints:
    """Label of each of `n` items after joining the links: the smallest index of its chain."""
    label = np.arange(n)
    previous = np.arange(n)
    previous[target] = source
    for _ in range(max(1, n).bit_length() + 1):  # pointer doubling
        previous = previous[previous]
    label = previous
    return label


def _runs(cloud: _Cloud, right: Ints, gap: Floats, upright: Ints) -> Ints:
    """Label of the tight run of each glyph."""
    ok = (right >= 0) & (gap <= TIGHT_GAP) & (upright < 0)
    ok[ok] &= upright[right[ok]] < 0
    other_size = np.abs(cloud.size - cloud.size[right]) > 0.03 * cloud.size
    ok &= ~(other_size & (gap > 0.3))
    source = np.flatnonzero(ok)
    return _chains(len(right), source, right[source])


def _joins_over_gaps(
    cloud: _Cloud, right: Ints, gap: Floats, label: Ints, upright: Ints, rasters: _Rasters, rules: Sequence[Rule]
) -> Ints:
    """Labels after joining runs across gaps that are no gutters."""
    ok = (right >= 0) & (upright < 0) & (label[right] != label)
    ok[ok] &= upright[right[ok]] < 0
    a = np.flatnonzero(ok)
    if not len(a):
        return label
    b = right[a]
    em = np.maximum(cloud.size[a], cloud.size[b])
    x0, x1 = cloud.x1[a], cloud.x0[b]
    top, bottom = np.minimum(cloud.y0[a], cloud.y0[b]), np.maximum(cloud.y1[a], cloud.y1[b])
    print_votes = np.zeros(len(a))
    everything = rasters.rasters[-1]
    white_votes, _ = _votes(everything, x0, top, x1, bottom, em)
    raster_of = _raster_choice(rasters, cloud, a, b)
    for k, raster in enumerate(rasters.rasters):
        mine = np.flatnonzero(raster_of == k)
        if len(mine):
            _, print_votes[mine] = _votes(raster, x0[mine], top[mine], x1[mine], bottom[mine], em[mine])
    parted = _has_rule_between(x0, top, x1, bottom, rules)
    wide_type = em > 1.25 * rasters.em
    spaced = _evenly_spaced(cloud, a, b, right, gap)
    same_font = cloud.font[a] == cloud.font[b]
    same_size = np.abs(cloud.size[a] - cloud.size[b]) < 0.03 * em
    same_face = same_font & same_size
    level = np.abs(cloud.yc[a] - cloud.yc[b]) < 0.12 * em
    text_faces = _text_faces(rasters, cloud, a) & _text_faces(rasters, cloud, b)
    alone = (print_votes == 0) & (white_votes == 0) & level & same_size & (gap[a] <= 1.7)
    alone &= same_font & (~text_faces | _lone_row(everything, x0, top, x1, bottom, em))
    alone |= same_face & level & (white_votes < 1) & (gap[a] <= 0.8)
    tolerant = same_font | (print_votes >= 0.5)
    alone |= ~text_faces & same_size & level & tolerant & (white_votes <= 1) & (gap[a] <= 1.3)
    off_edge = _off_the_edges(cloud, label, upright, b, everything.em)
    main = max(rasters.counts.items(), key=lambda item: item[1])[0]
    in_main = np.array([face == main for face in _face_keys(cloud.font[a], cloud.size[a])], bool)
    alone |= off_edge & ~in_main & same_face & level & ~wide_type & (white_votes <= 1) & (gap[a] <= 1.7)
    headline = wide_type & same_face & level & ((gap[a] <= 1.3) | spaced)
    body = ~wide_type & (print_votes > 0) & (white_votes < print_votes) & (gap[a] <= 2.7) & same_size
    body &= same_font | ~text_faces | (gap[a] <= 0.6)
    join = ~parted & (headline | body | alone | (spaced & same_face & level & (white_votes == 0)))
    return _merge_labels(label, a[join], b[join])


@dataclass(frozen=True, slots=True)
class _Rasters:
    """A raster for each face that sets much text, the last one for all faces together."""

    rasters: list[Raster]
    faces: list[tuple[int, float]]
    counts: dict[tuple[int, float], int]
    em: float


def _face_keys(font: Ints, size: Floats) -> list[tuple[int, float]]:
    return list(zip(font.tolist(), np.round(size, 1).tolist(), strict=True))


def _style_rasters(glyphs: Glyphs, em: float) -> _Rasters:
    size = np.round(glyphs.size.astype(float), 1)
    pairs, inverse, counts = np.unique(
        np.stack((glyphs.font.astype(float), size)), axis=1, return_inverse=True, return_counts=True
    )
    by_face = {(int(f), float(s)): int(c) for f, s, c in zip(pairs[0], pairs[1], counts, strict=True)}
    common = [k for k in np.argsort(-counts)[:5] if counts[k] >= 120]
    faces = [(int(pairs[0, k]), float(pairs[1, k])) for k in common]
    flat = inverse.reshape(-1)
    rasters = [Raster.of_glyphs(glyphs, em, flat == k) for k in common]
    return _Rasters([*rasters, Raster.of_glyphs(glyphs, em, None)], faces, by_face, em)


def _raster_choice(rasters: _Rasters, cloud: _Cloud, a: Ints, b: Ints) -> Ints:
    """Number of the raster that shows the text around each gap: the commoner face of its two sides."""
    last = len(rasters.rasters) - 1
    number = {face: k for k, face in enumerate(rasters.faces)}
    ours, theirs = _face_keys(cloud.font[a], cloud.size[a]), _face_keys(cloud.font[b], cloud.size[b])
    choice = [
        number.get(one if rasters.counts.get(one, 0) >= rasters.counts.get(other, 0) else other, last)
        for one, other in zip(ours, theirs, strict=True)
    ]
    return np.array(choice, np.int64)


def _lone_row(raster: Raster, x0: Floats, top: Floats, x1: Floats, bottom: Floats, em: Floats) -> NDArray[np.bool_]:
    """True where no text stands in the two rows above or the two below the gap's sides."""
    free = np.ones(len(x0), bool)
    for y0, y1 in ((top - 2.6 * em, top - 0.4 * em), (bottom + 0.4 * em, bottom + 2.6 * em)):
        free &= raster.share(x0 - 3 * em, y0, x1 + 3 * em, y1) < 0.1
    return free


def _off_the_edges(cloud: _Cloud, label: Ints, upright: Ints, b: Ints, em: float) -> NDArray[np.bool_]:
    """True where what follows the gap starts at no column's edge: few runs of the page start at that place."""
    level = np.flatnonzero((upright < 0) & (cloud.size <= 1.3 * em))
    first: dict[int, float] = {}
    for run, x in zip(label[level].tolist(), cloud.x0[level].tolist(), strict=True):
        if x < first.get(run, np.inf):
            first[run] = x
    starts = np.sort(np.fromiter(first.values(), float, len(first)))
    near = 0.25 * em
    count = np.searchsorted(starts, cloud.x0[b] + near) - np.searchsorted(starts, cloud.x0[b] - near)
    return count <= 2


def _text_faces(rasters: _Rasters, cloud: _Cloud, which: Ints) -> NDArray[np.bool_]:
    """True for glyphs whose face sets a good part of the page's text."""
    least = 0.04 * sum(rasters.counts.values())
    faces = _face_keys(cloud.font[which], cloud.size[which])
    return np.array([rasters.counts.get(face, 0) >= least for face in faces], bool)


def _votes(raster: Raster, x0: Floats, top: Floats, x1: Floats, bottom: Floats, em: Floats) -> tuple[Floats, Floats]:
    """Votes of the rows above and below for a gutter (white, with text on both sides) and for print over the gap."""
    white, print_ = np.zeros(len(x0)), np.zeros(len(x0))
    step = (x1 - x0) / 3
    for near, far in ((0.45, 1.9), (1.9, 3.4)):
        for up in (True, False):
            y0 = top - far * em if up else bottom + near * em
            y1 = top - near * em if up else bottom + far * em
            inner = np.minimum.reduce(
                [raster.share(x0 + (k + 0.1) * step, y0, x0 + (k + 0.9) * step, y1) for k in range(3)]
            )
            left = raster.share(x0 - 1.4 * em, y0, x0 - 0.2 * em, y1)
            beyond = raster.share(x1 + 0.2 * em, y0, x1 + 2.6 * em, y1)
            weight = 1.0 if near < 1 else 0.5
            print_ += weight * (inner > 0.3)
            white += weight * ((inner < 0.08) & (left > 0.25) & (beyond > 0.15))
    return white, print_


def _evenly_spaced(cloud: _Cloud, a: Ints, b: Ints, right: Ints, gap: Floats) -> NDArray[np.bool_]:
    """True where the gap before or after is about as wide: letterspacing."""
    left_gap = np.full(len(right), np.inf)
    has = right >= 0
    left_gap[right[has]] = gap[has]
    own, before, after = gap[a], left_gap[a], gap[b]
    with np.errstate(invalid="ignore"):
        near = np.minimum(np.abs(before - own), np.abs(after - own))
    return np.nan_to_num(near, nan=np.inf, posinf=np.inf) < 0.15 * own + 0.05


def _has_rule_between(x0: Floats, top: Floats, x1: Floats, bottom: Floats, rules: Sequence[Rule]) -> NDArray[np.bool_]:
    """True where an upright rule stands in the gap for at least half of the line's height."""
    parted = np.zeros(len(x0), bool)
    for rule in rules:
        if rule.is_horizontal:
            continue
        x = (rule.x0 + rule.x1) / 2
        overlap = np.minimum(bottom, rule.bottom) - np.maximum(top, rule.top)
        parted |= (x > x0 - 1) & (x < x1 + 1) & (overlap > 0.5 * (bottom - top))
    return parted


def _merge_labels(label: Ints, a: Ints, b: Ints) -> Ints:
    """Joins the labels of a and b, chains included."""
    parent: dict[int, int] = {}

    def root(k: int) -> int:
        while parent.get(k, k) != k:
            k = parent[k]
        return k

    for i, j in zip(label[a].tolist(), label[b].tolist(), strict=True):
        parent[root(j)] = root(i)
    if not parent:
        return label
    table = np.arange(len(label))
    for k in parent:
        table[k] = root(k)
    return table[label]


def _as_lines(cloud: _Cloud, glyphs: Glyphs, label: Ints, upright: Ints, _below_gap: Floats) -> list[TextLine]:
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


def _chars_with_blanks(cloud: _Cloud, glyphs: Glyphs, order: Ints, key: Ints, upright: Ints) -> list[str]:
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
    ascii_pair = np.array([c.isascii() and c.isalnum() for c in chars])
    latin = ascii_pair[:-1] & ascii_pair[1:]
    same_line = key[first] == key[second]
    starts = np.concatenate(([0], np.flatnonzero(~same_line) + 1, [len(order)]))
    usual = np.zeros(len(gap))
    for start, stop in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True):
        if stop - start > 3:
            usual[start : stop - 1] = max(0.0, float(np.median(gap[start : stop - 1])))
    wide = same_line & np.where(latin & (usual < 0.12), gap > 0.17, gap > 1.5 * usual + 0.42)
    for k in np.flatnonzero(wide).tolist():
        chars[k + 1] = " " + chars[k + 1]
    return chars


def _main_face(cloud: _Cloud, glyphs: Glyphs, members: Ints) -> tuple[int, float, int]:
    """Commonest font of the members, its median size and its colour."""
    fonts = cloud.font[members]
    first = int(fonts[0])
    if (fonts != first).any():
        counts = np.bincount(fonts)
        first = int(counts.argmax())
        members = members[fonts == first]
    return first, float(cloud.size[members[len(members) // 2]]), int(glyphs.color[members[len(members) // 2]])
