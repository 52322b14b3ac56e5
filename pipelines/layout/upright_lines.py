"""Upright lines (竖题): chains of glyphs that are nearer to the one below than to those beside them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipelines.layout.glyph_cloud import Bools, Cloud, Floats, Ints, chains
from pipelines.reading.page import Glyphs, Rule

LARGE = 1.25  # times the page's usual size
ROWS = 4  # of two or three large characters, which no headline has


def _pitch_beside(centre: Floats, size: Floats, nxt: Ints) -> Floats:
    """Distance in em to the nearer of next and previous neighbour."""
    pitch = np.full(len(nxt), np.inf)
    has = np.flatnonzero(nxt >= 0)
    step = (centre[nxt[has]] - centre[has]) / np.maximum(size[has], size[nxt[has]])
    pitch[has] = step
    np.minimum.at(pitch, nxt[has], step)
    return pitch


def vertical_chains(cloud: Cloud, glyphs: Glyphs, right: Ints, below: Ints, rules: Sequence[Rule]) -> Ints:
    """Number of the vertical line of each glyph, -1 for those in horizontal lines. No line runs over a level rule."""
    beside = _pitch_beside(cloud.xc, cloud.size, right)
    under = _pitch_beside(cloud.yc, cloud.size, below)
    wide = np.fromiter((c > "\u2e7f" or c in "·—…“”‘’" for c in glyphs.char), bool, len(glyphs))
    digit = np.fromiter((c.isascii() and c.isalnum() for c in glyphs.char), bool, len(glyphs))
    stands = ((under * 1.06 < beside) & (wide | (digit & (under < 1.3)))) | glyphs.vertical
    stands |= wide & _stacked_in_pairs(cloud, right, below)
    links = np.flatnonzero((below >= 0) & stands)
    links = links[stands[below[links]]]
    links = links[~_crosses_a_rule(cloud, links, below[links], rules)]
    same = np.abs(cloud.size[links] - cloud.size[below[links]]) <= 0.04 * cloud.size[links]
    chain = chains(len(glyphs), links[same], below[links[same]])
    counts = np.bincount(chain, minlength=len(glyphs))
    chain = np.where(stands & ((counts[chain] >= 3) | glyphs.vertical), chain, -1)
    return _gather_strays(cloud, chain)


def _stacked_in_pairs(cloud: Cloud, right: Ints, below: Ints) -> Bools:
    """True for large type in many rows of two or three: upright lines side by side, set wider down than across."""
    n = len(right)
    large = cloud.size > LARGE * np.median(cloud.size)
    count = []
    for nxt in (right, below):
        source = np.flatnonzero((nxt >= 0) & large)
        source = source[
            large[nxt[source]] & (np.abs(cloud.size[source] - cloud.size[nxt[source]]) < 0.04 * cloud.size[source])
        ]
        label = chains(n, source, nxt[source])
        count.append((label, np.bincount(label, minlength=n)[label]))
    (row, across), (_, down) = count
    fits = large & (across >= 2) & (across <= 3) & (down >= ROWS)
    whole = np.bincount(row, weights=~fits, minlength=n) == 0
    return np.asarray(fits & whole[row], bool)


def _crosses_a_rule(cloud: Cloud, upper: Ints, lower: Ints, rules: Sequence[Rule]) -> Bools:
    """True where a level rule lies between two glyphs: they stand in two rows of a table."""
    crossed = np.zeros(len(upper), bool)
    top, bottom = cloud.yc[upper], cloud.yc[lower]
    x = cloud.xc[upper]
    for rule in rules:
        if rule.is_horizontal:
            crossed |= (top < rule.top) & (rule.top < bottom) & (rule.x0 < x) & (x < rule.x1)
    return crossed


def _gather_strays(cloud: Cloud, chain: Ints) -> Ints:
    """Adds the glyphs inside a vertical line's box (commas sit off its axis, digits are narrow)."""
    chain = chain.copy()
    for _ in range(4):  # a number of several digits is gathered from both ends
        before = chain.copy()
        for number in np.unique(chain[chain >= 0]):
            _gather(cloud, chain, int(number))
        if (before == chain).all():
            break
    return _merge_vertical(cloud, chain)


def _gather(cloud: Cloud, chain: Ints, number: int) -> None:
    own = chain == number
    size = float(np.median(cloud.size[own]))
    x0, x1 = cloud.x0[own].min(), cloud.x1[own].max()
    y0, y1 = cloud.y0[own].min(), cloud.y1[own].max()
    inside = (cloud.xc > x0 - 0.1 * size) & (cloud.xc < x1 + 0.1 * size) & (chain < 0)
    inside &= (cloud.yc > y0 - 1.2 * size) & (cloud.yc < y1 + 1.2 * size)
    inside &= np.abs(cloud.size - size) <= 0.04 * size
    chain[inside] = number


def _merge_vertical(cloud: Cloud, chain: Ints) -> Ints:
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
