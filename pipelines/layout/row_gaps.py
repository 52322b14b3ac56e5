"""Gaps in a row: which are blanks inside a line, and which are gutters between two columns.

The rows above and below show it. In a line, other rows print over the gap; a gutter stays white while both of its sides
carry text, or has a rule in it. What follows a gutter starts where other lines start; a gap in a byline does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipelines.layout.glyph_cloud import Bools, Cloud, Floats, Ints
from pipelines.layout.page_raster import Raster
from pipelines.reading.page import Glyphs, Rule

SAME_SIZE = 0.03  # sizes that differ less are one
# In em of the glyphs concerned.
TIGHT_GAP = 0.68  # between glyphs of one run: justification rarely stretches further
LEAST_GUTTER = 0.12  # what hanging punctuation leaves of a gutter
HANGING = "，。、；：！？”’）》」』—…·,.;:!?)"  # marks that are set beyond a column's edge
TALL = 6.0  # so far up and down a gutter is white
AROUND, MANY = 14.0, 4  # so far up and down so many lines that start at one place show a column's edge


def narrow_gutters(
    cloud: Cloud, chars: str, right: Ints, gap: Floats, upright: Ints, rasters: Rasters, rules: Sequence[Rule]
) -> Bools:
    """True for glyphs that the next one on the row does not follow, though it is near: a gutter lies between.

    So it is where a mark hangs over the edge of a narrow column. A rule stands in the gap; or else the next glyph
    starts where other lines of its size start, and nothing is printed in the gap some rows up and down.
    """
    parted = np.zeros(len(right), bool)
    a = np.flatnonzero((right >= 0) & (upright < 0) & (gap > LEAST_GUTTER) & (gap <= TIGHT_GAP))
    if not len(a):
        return parted
    b = right[a]
    em = np.maximum(cloud.size[a], cloud.size[b])
    place = cloud.x1[a], np.minimum(cloud.y0[a], cloud.y0[b]), cloud.x0[b], np.maximum(cloud.y1[a], cloud.y1[b])
    ruled = _has_rule_between(*place, rules, slack=0.0) & ~cloud.crowded[a]
    edge = _starts_with_others(cloud, right, gap, upright, b)
    x0, top, x1, bottom = place
    everything = rasters.rasters[-1]
    above = everything.share(x0, top - TALL * em, x1, top - 0.4 * em)
    below = everything.share(x0, bottom + 0.4 * em, x1, bottom + TALL * em)
    white = (np.minimum(above, below) < 0.04) & (np.maximum(above, below) < 0.25)
    hangs = np.array([chars[k] in HANGING for k in a.tolist()], bool)
    parted[a] = ruled | (hangs & edge & white)
    return parted


def _starts_with_others(cloud: Cloud, right: Ints, gap: Floats, upright: Ints, b: Ints) -> Bools:
    """True for those of the glyphs `b` that start where other runs of one size start, in the rows around."""
    is_start = upright < 0
    follows = right[(right >= 0) & (gap <= TIGHT_GAP)]
    is_start[follows] = False
    starts = np.flatnonzero(is_start)
    starts = starts[np.argsort(cloud.x0[starts], kind="stable")]
    x = cloud.x0[starts]
    found = np.zeros(len(b), bool)
    for k, glyph in enumerate(b.tolist()):
        size = float(cloud.size[glyph])
        lo, hi = np.searchsorted(x, [cloud.x0[glyph] - 0.12 * size, cloud.x0[glyph] + 0.12 * size])
        near = starts[lo:hi]
        alike = np.abs(cloud.size[near] - size) < SAME_SIZE * size
        found[k] = int((alike & (np.abs(cloud.yc[near] - cloud.yc[glyph]) < AROUND * size)).sum()) >= MANY
    return found


def joins_over_gaps(
    cloud: Cloud, right: Ints, gap: Floats, label: Ints, upright: Ints, rasters: Rasters, rules: Sequence[Rule]
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
    everything = rasters.rasters[-1]
    white_votes, _ = _votes(everything, x0, top, x1, bottom, em)
    lone = _lone_row(everything, x0, top, x1, bottom, em)
    print_votes = np.zeros(len(a))
    for size, raster in rasters.crowded.items():  # what is printed across counts as white
        mine = np.flatnonzero(cloud.crowded[a] & (np.abs(em - size) < SAME_SIZE * size))
        if len(mine):
            place = x0[mine], top[mine], x1[mine], bottom[mine], em[mine]
            white_votes[mine], print_votes[mine] = _votes(raster, *place)
            lone[mine] = _lone_row(raster, *place)
    for side in (a, b):
        raster_of = _raster_choice(rasters, cloud, side)
        for k, raster in enumerate(rasters.rasters):
            mine = np.flatnonzero(raster_of == k)
            if k == len(rasters.rasters) - 1:
                mine = mine[~cloud.crowded[side[mine]]]
            if len(mine):
                _, votes = _votes(raster, x0[mine], top[mine], x1[mine], bottom[mine], em[mine])
                print_votes[mine] = np.maximum(print_votes[mine], votes)
    parted = _has_rule_between(x0, top, x1, bottom, rules) & ~cloud.crowded[a]
    wide_type = em > 1.25 * rasters.em
    spaced = _evenly_spaced(cloud, a, b, right, gap)
    same_font = cloud.font[a] == cloud.font[b]
    same_size = np.abs(cloud.size[a] - cloud.size[b]) < SAME_SIZE * em
    same_face = same_font & same_size
    level = np.abs(cloud.yc[a] - cloud.yc[b]) < 0.12 * em
    text_faces = _text_faces(rasters, cloud, a) & _text_faces(rasters, cloud, b)
    alone = (print_votes == 0) & (white_votes == 0) & level & same_size & (gap[a] <= 1.7)
    alone &= same_font & (~text_faces | lone)
    alone |= same_face & level & (white_votes < 1) & (gap[a] <= 0.8)
    tolerant = same_font | (print_votes >= 0.5)
    alone |= ~text_faces & same_size & level & tolerant & (white_votes <= 1) & (gap[a] <= 1.3)
    off_edge = _off_the_edges(cloud, label, upright, b, everything.em)
    main = max(rasters.counts.items(), key=lambda item: item[1])[0]
    in_main = np.array([face == main for face in _face_keys(cloud.font[a], cloud.size[a])], bool)
    alone |= off_edge & ~in_main & same_face & level & ~wide_type & (white_votes <= 1) & (gap[a] <= 1.7)
    # where columns part and one starts, two headlines stand side by side; `headings` joins what stands over one story
    parted |= wide_type & (white_votes >= 0.5) & ~off_edge & ~spaced
    headline = wide_type & same_face & level & ((gap[a] <= 1.3) | spaced)
    body = ~wide_type & (print_votes > 0) & (white_votes < print_votes) & (gap[a] <= 2.7) & same_size
    body &= same_font | ~text_faces | (gap[a] <= 0.6)
    join = ~parted & (headline | body | alone | (spaced & same_face & level & (white_votes == 0)))
    return _merge_labels(label, a[join], b[join])


@dataclass(frozen=True, slots=True)
class Rasters:
    """A raster for each face that sets much text, the last one for all faces together.

    crowded: one for each size of type found where texts are printed over each other
    """

    rasters: list[Raster]
    faces: list[tuple[int, float]]
    counts: dict[tuple[int, float], int]
    em: float
    crowded: dict[float, Raster]


def _face_keys(font: Ints, size: Floats) -> list[tuple[int, float]]:
    return list(zip(font.tolist(), np.round(size, 1).tolist(), strict=True))


def style_rasters(glyphs: Glyphs, em: float, crowded: Bools) -> Rasters:
    """Rasters of the five commonest faces, and of all text."""
    size = np.round(glyphs.size.astype(float), 1)
    pairs, inverse, counts = np.unique(
        np.stack((glyphs.font.astype(float), size)), axis=1, return_inverse=True, return_counts=True
    )
    by_face = {(int(f), float(s)): int(c) for f, s, c in zip(pairs[0], pairs[1], counts, strict=True)}
    common = [k for k in np.argsort(-counts)[:5] if counts[k] >= 120]
    faces = [(int(pairs[0, k]), float(pairs[1, k])) for k in common]
    flat = inverse.reshape(-1)
    by_size = {
        float(s): Raster.of_glyphs(glyphs, em, np.abs(size - s) < SAME_SIZE * s) for s in np.unique(size[crowded])
    }
    rasters = [Raster.of_glyphs(glyphs, em, flat == k) for k in common]
    return Rasters([*rasters, Raster.of_glyphs(glyphs, em, None)], faces, by_face, em, by_size)


def _raster_choice(rasters: Rasters, cloud: Cloud, which: Ints) -> Ints:
    """Number of the raster of each glyph's face, the last one for rare faces."""
    last = len(rasters.rasters) - 1
    number = {face: k for k, face in enumerate(rasters.faces)}
    return np.array([number.get(face, last) for face in _face_keys(cloud.font[which], cloud.size[which])], np.int64)


def _lone_row(raster: Raster, x0: Floats, top: Floats, x1: Floats, bottom: Floats, em: Floats) -> Bools:
    """True where no text stands in the two rows above or the two below the gap's sides."""
    free = np.ones(len(x0), bool)
    for y0, y1 in ((top - 2.6 * em, top - 0.4 * em), (bottom + 0.4 * em, bottom + 2.6 * em)):
        free &= raster.share(x0 - 3 * em, y0, x1 + 3 * em, y1) < 0.1
    return free


def _off_the_edges(cloud: Cloud, label: Ints, upright: Ints, b: Ints, em: float) -> Bools:
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


def _text_faces(rasters: Rasters, cloud: Cloud, which: Ints) -> Bools:
    """True for glyphs whose face sets a good part of the page's text."""
    least = max(0.04 * sum(rasters.counts.values()), 60)
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


def _evenly_spaced(cloud: Cloud, a: Ints, b: Ints, right: Ints, gap: Floats) -> Bools:
    """True where the gap before or after is about as wide: letterspacing."""
    left_gap = np.full(len(right), np.inf)
    has = right >= 0
    left_gap[right[has]] = gap[has]
    own, before, after = gap[a], left_gap[a], gap[b]
    with np.errstate(invalid="ignore"):
        near = np.minimum(np.abs(before - own), np.abs(after - own))
    return np.nan_to_num(near, nan=np.inf, posinf=np.inf) < 0.15 * own + 0.05


def _has_rule_between(
    x0: Floats, top: Floats, x1: Floats, bottom: Floats, rules: Sequence[Rule], slack: float = 1.0
) -> Bools:
    """True where an upright rule stands in the gap for at least half of the line's height."""
    parted = np.zeros(len(x0), bool)
    for rule in rules:
        if rule.is_horizontal:
            continue
        x = (rule.x0 + rule.x1) / 2
        overlap = np.minimum(bottom, rule.bottom) - np.maximum(top, rule.top)
        parted |= (x > x0 - slack) & (x < x1 + slack) & (overlap > 0.5 * (bottom - top))
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
