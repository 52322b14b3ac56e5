"""What the texts of one page say about each other: words they share, and words that bridge a junction.

Three log-likelihood ratios (one story against two of the same day), each fitted by logistic regression on a month's
articles of a daily that were cut up like columns; docs/cut.md says how and how well. They need no model besides jieba's
word list: a story repeats its own names and terms, and the page shows which of its words are rare.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipelines.layout.continuation import balance_score, junction_gain
from pipelines.layout.lexicon import pair_surprise

_SURE = 4.0  # nats; beyond this the fits have seen too little
_MEASURED = 20.0, 450.0  # characters of text that the fits have seen


class PageWords:
    """Evidence from the words of a page's blocks and titles.

    blocks: texts of the blocks, lines joined
    titles: texts of the headline groups
    announced: [title, block] log-likelihood ratio that a block begins the story of a title
    """

    def __init__(self, blocks: Sequence[str], titles: Sequence[str]) -> None:
        self._characters = Counter("".join(blocks))
        self._pairs = Counter(pair for text in blocks for pair in map("".join, pairwise(text)))
        self._triples = Counter(text[k : k + 3] for text in blocks for k in range(len(text) - 2))
        self._size = sum(map(len, blocks)) or 1
        number: dict[str, int] = {}
        rows = [_words(text, number) for text in blocks]
        heads = [_words(text, number) for text in titles]
        where: list[list[int]] = [[] for _ in number]
        for k, row in enumerate(rows):
            for word in row:
                where[word].append(k)
        spread = np.array([len(places) for places in where])
        rare = np.log((len(blocks) + 1) / np.maximum(spread, 1))
        self._lengths = [len(text) for text in blocks]
        self._vectors = _unit_vectors(rows, rare, spread)
        self.announced = _announced(heads, where, rare, np.array(self._lengths, np.float64))

    def kinship(self, one: int, other: int) -> float:
        """Log-likelihood ratio that two blocks are of one story.

        From the cosine of their words, rare ones weighing more, and from how much text there is to share them.
        """
        cosine = max(0.0, float(self._vectors[one] @ self._vectors[other]))
        a, b = max(self._lengths[one], 1), max(self._lengths[other], 1)
        amount = math.log(max(_MEASURED[0], min(2 * a * b / (a + b), _MEASURED[1])) / 100)
        score = math.log(cosine + 0.01) * (2.83 + 1.03 * amount) + 2.0 * amount + 9.44
        return max(-_SURE, min(_SURE, score))

    def runs_on(self, left: str, right: str) -> float:
        """Log-likelihood ratio that `right` is where the sentence goes on that breaks off at the end of `left`."""
        if not left or not right:
            return 0.0
        score = (
            0.34 * min(junction_gain(left, right), 7.0)
            + balance_score(left, right)
            + 0.74 * self._bond(left, right)
            + 0.67 * max(-4.0, min(8.0, pair_surprise(left[-1] + right[0])))
            - 0.93
        )
        return max(-_SURE, min(_SURE, score))

    def _bond(self, left: str, right: str) -> float:
        """How much oftener than by chance the page has the characters of the junction side by side elsewhere."""
        a, b = left[-1], right[0]
        together = self._pairs[a + b]
        if not together:
            return 0.0
        once, counts = self._characters, self._pairs
        best = together / (once[a] + 1) / (once[b] + 1)
        if len(left) > 1 and (more := self._triples[left[-2:] + b]):
            best = max(best, more / (counts[left[-2:]] + 1) / (once[b] + 1))
        if len(right) > 1 and (more := self._triples[a + right[:2]]):
            best = max(best, more / (once[a] + 1) / (counts[right[:2]] + 1))
        return max(0.0, math.log(best * self._size))


def _words(text: str, number: dict[str, int]) -> Counter[int]:
    """How often a text has each pair of Chinese characters and each Latin word, by number."""
    words: list[str] = []
    for run in _word_pattern().findall(text):
        words += [run] if run.isascii() else map("".join, pairwise(run))
    return Counter([number.setdefault(word, len(number)) for word in words])


@cache
def _word_pattern() -> re.Pattern[str]:
    return re.compile("[\u4e00-\u9fff]{2,}|[A-Za-z]{3,}")


def _unit_vectors(
    rows: Sequence[Counter[int]], rare: NDArray[np.float64], spread: NDArray[np.int64]
) -> NDArray[np.float32]:
    """For each block the weights of its words, of length 1; only words that another block has too are kept."""
    shared = np.cumsum(spread > 1) - 1
    vectors = np.zeros((len(rows), int((spread > 1).sum())), np.float32)
    for k, row in enumerate(rows):
        words = np.fromiter(row.keys(), np.int64, len(row))
        weights = np.log1p(np.fromiter(row.values(), np.float64, len(row))) * rare[words]
        norm = math.sqrt(float(weights @ weights)) or 1.0
        common = spread[words] > 1
        vectors[k, shared[words[common]]] = weights[common] / norm
    return vectors


def _announced(
    titles: Sequence[Counter[int]],
    where: Sequence[Sequence[int]],
    rare: NDArray[np.float64],
    lengths: NDArray[np.float64],
) -> NDArray[np.float64]:
    """From the share of a title's words, by weight, that a block has; 0 for a title without words."""
    found = np.zeros((len(titles), len(lengths)))
    for h, title in enumerate(titles):
        for word in title:
            found[h, where[word]] += rare[word]
        found[h] /= sum(float(rare[word]) for word in title) or np.inf
    amount = np.log(np.clip(lengths, *_MEASURED) / 100)
    score = np.clip(3.5 * np.log(found + 0.1) - 1.06 * amount + 6.18, -_SURE, _SURE)
    score[[h for h, title in enumerate(titles) if not title]] = 0.0
    return score
