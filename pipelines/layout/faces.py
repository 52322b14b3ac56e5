"""One number for each typeface: many programs write a Chinese typeface as several fonts of at most 256 glyphs each.

A line of text then changes its font at every other character, and says nothing about where stories begin. Such parts
of one typeface have one name, or, when names are missing or made up (F1, F2 …), they mix: a glyph's neighbours on its
line are in the other part as often as its share of the text allows. A typeface used for emphasis, for datelines or
for headlines comes in runs of its own instead.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pipelines.layout.glyph_cloud import Floats, Ints
from pipelines.reading.page import Glyphs

# Share of a font's neighbours in the font itself, below which it is part of another; a run of n glyphs gives 1 − 1/n.
MIXED = 0.6
FEW = 8  # pairs of neighbours that say nothing yet


def merge_by_name(glyphs: Glyphs) -> Glyphs:
    """The glyphs with one font number for each font name; fonts without a name keep theirs."""
    first: dict[str, int] = {}
    number = np.arange(max(len(glyphs.fonts), 1), dtype=np.int32)
    for k, name in enumerate(glyphs.fonts):
        number[k] = first.setdefault(name, k) if name else k
    if not len(glyphs) or (number == np.arange(len(number))).all() or int(glyphs.font.max()) >= len(number):
        return glyphs
    return replace(glyphs, font=np.where(glyphs.font >= 0, number[glyphs.font], glyphs.font).astype(np.int32))


def merge_mixed(font: Ints, size: Floats, right: Ints, gap: Floats) -> Ints:
    """Font numbers with fonts that mix along the lines made one, the rarest first.

    `right` is the next glyph on the line of each, -1 for none, and `gap` the room between them in em.
    """
    source = np.flatnonzero((right >= 0) & (gap < 0.5) & (font >= 0))
    target = right[source]
    alike = (np.abs(size[source] - size[target]) < 0.02 * size[source]) & (font[target] >= 0)
    names, index = np.unique(font, return_inverse=True)
    n = len(names)
    pairs = np.bincount(index[source[alike]] * n + index[target[alike]], minlength=n * n).reshape(n, n)
    pairs = pairs + pairs.T
    merged = np.arange(n)
    alive = set(range(n))
    while True:
        mixed = [
            (int(pairs[k].sum()), k) for k in alive if pairs[k].sum() >= FEW and pairs[k, k] < MIXED * pairs[k].sum()
        ]
        if not mixed:
            return np.asarray(names[merged][index], dtype=np.int64)
        _, k = min(mixed)
        others = pairs[k].copy()
        others[k] = -1
        host = int(others.argmax())
        pairs[host] += pairs[k]
        pairs[:, host] += pairs[:, k]
        pairs[k], pairs[:, k] = 0, 0
        merged[merged == k] = host
        alive.discard(k)
