"""Do two printed texts tell one story? Likeness by shared pairs of characters, rare pairs weighing more.

The weights come from the dictionary (`layout.lexicon`), not from the archive: a likeness never changes when
editions arrive, and two texts are enough to measure it.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from pipelines.layout.lexicon import pair_log_probability

_READ = 800  # characters of a text that are compared: the news stands at its head
_USUAL = -5.0  # logarithm of a pair's frequency from which on it says nothing
# (likeness, log-likelihood ratio), linear between. Measured on 1,361 stories of a national daily (October 2019): halves
# of one story against halves of different stories of one day; docs/registries.md has the table.
_ONE_TEXT = ((0.0, -5.0), (0.025, -3.0), (0.055, -0.3), (0.09, 1.8), (0.135, 2.9), (0.175, 3.8), (0.25, 4.1))
# An earlier report on the same matter shares less than the other half of a text does: chosen, half as strict below zero
_ONE_MATTER = ((0.0, -3.0), (0.02, -1.2), (0.04, 0.0), (0.07, 1.5), (0.12, 3.0), (0.2, 4.0))

Vector = tuple[dict[str, float], float]


def vector(text: str) -> Vector:
    """Weights of a text's pairs of Han characters, and their length."""
    pairs = Counter(map("".join, (p for run in re.findall(r"[\u4e00-\u9fff]+", text[:_READ]) for p in pairwise(run))))
    weights = {pair: (1 + math.log(n)) * max(0.0, _USUAL - pair_log_probability(pair)) for pair, n in pairs.items()}
    return weights, math.sqrt(sum(weight * weight for weight in weights.values()))


def likeness(one: Vector, other: Vector) -> float:
    """Cosine of two vectors, 0 (nothing shared) to 1."""
    (left, left_norm), (right, right_norm) = sorted((one, other), key=lambda item: len(item[0]))
    norm = left_norm * right_norm
    return sum(weight * right.get(pair, 0.0) for pair, weight in left.items()) / norm if norm else 0.0


def one_text(one: str, other: str) -> float:
    """Log-likelihood ratio: pieces of one text, against two texts."""
    return _interpolate(likeness(vector(one), vector(other)), _ONE_TEXT)


def one_matter(alike: float) -> float:
    """Log-odds that reports with this likeness are about the same matter."""
    return _interpolate(alike, _ONE_MATTER)


def _interpolate(value: float, knots: Sequence[tuple[float, float]]) -> float:
    for (x0, y0), (x1, y1) in pairwise(knots):
        if value <= x1:
            return y0 + (y1 - y0) * (value - x0) / (x1 - x0)
    return knots[-1][1]
