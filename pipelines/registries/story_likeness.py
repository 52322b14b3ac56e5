"""Do two printed texts tell one story? Likeness by shared pairs of characters, rare pairs weighing more.

The weights come from the dictionary (`layout.lexicon`), not from the archive: a likeness never changes when
editions arrive, and two texts are enough to measure it. Only the pairs of the one text and the shared ones are
weighed, so that many candidates cost little.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import pairwise
from operator import add

from pipelines.layout.lexicon import pair_log_probability

_HAN = re.compile(r"[\u4e00-\u9fff]+")
_READ = 800  # characters of a text that are compared: the news stands at its head
_USUAL = -5.0  # logarithm of a pair's frequency from which on it says nothing
# (likeness, log-likelihood ratio), linear between. Measured on 1,361 stories of a national daily (October 2019): halves
# of one story against halves of different stories of one day; docs/registries.md has the figures.
_ONE_STORY = (
    (0.0, -5.0), (0.01, -4.5), (0.025, -2.0), (0.035, -0.8), (0.045, 0.6), (0.055, 1.5), (0.065, 2.2), (0.09, 3.0),
    (0.11, 3.8), (0.2, 4.0),
)  # fmt: skip


class Likeness:
    """Likeness of other texts to one, from 0 (nothing shared).

    The cosine of both texts' pairs, where the pairs of the other text are taken to be as rare on average.
    """

    def __init__(self, text: str) -> None:
        self._weights = {pair: max(0.0, _USUAL - pair_log_probability(pair)) ** 2 for pair in _pairs(text)}
        self._total = math.fsum(self._weights.values())  # exact, so that the order does not matter

    def __call__(self, other: str) -> float:
        """Likeness of a text."""
        pairs = _pairs(other)
        if not self._total or not pairs:
            return 0.0
        shared = math.fsum(self._weights[pair] for pair in pairs & self._weights.keys())
        return shared / self._total * math.sqrt(len(self._weights) / len(pairs))


def one_story(alike: float) -> float:
    """Log-likelihood ratio of a likeness: texts on one story, against texts on two."""
    return _interpolate(alike, _ONE_STORY)


def _pairs(text: str) -> set[str]:
    """Pairs of Han characters that stand side by side."""
    pairs: set[str] = set()
    for run in _HAN.findall(text[:_READ]):
        pairs.update(map(add, run, run[1:]))
    return pairs


def _interpolate(value: float, knots: Sequence[tuple[float, float]]) -> float:
    for (x0, y0), (x1, y1) in pairwise(knots):
        if value <= x1:
            return y0 + (y1 - y0) * (value - x0) / (x1 - x0)
    return knots[-1][1]
