"""The dictionary that text decisions rest on: jieba's word list with frequencies, read without starting jieba.

A word list and a unigram model answer two questions here: does a string stand in the dictionary as an ordinary word,
and how much likelier is a junction of two strings than the two apart.
"""

from __future__ import annotations

import math
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

_LONGEST = 6
_NAME_TAGS = ("nr",)


@cache
def _dictionary() -> tuple[dict[str, int], frozenset[str], float]:
    """(frequency of each word, words that are person names, logarithm of the total)."""
    frequencies: dict[str, int] = {}
    names = set()
    package = find_spec("jieba")
    if package is None or not package.submodule_search_locations:
        raise ImportError(
            "the package jieba is not installed; its dictionary is needed (`make run` sets everything up)"
        )
    text = Path(package.submodule_search_locations[0], "dict.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        word, count, tag = line.split(" ")
        if len(word) <= _LONGEST:
            frequencies[word] = int(count)
            if tag.startswith(_NAME_TAGS):
                names.add(word)
    return frequencies, frozenset(names), math.log(sum(frequencies.values()))


def frequency(word: str) -> int:
    """How often the dictionary's corpus has the word; 0 when it is not in the dictionary."""
    return _dictionary()[0].get(word, 0)


def is_plain_word(word: str) -> bool:
    """In the dictionary, and not as a person's name."""
    frequencies, names, _ = _dictionary()
    return frequencies.get(word, 0) > 0 and word not in names


def log_probability(text: str) -> float:
    """Logarithm of the probability of the likeliest segmentation of `text` into dictionary words (unigram model)."""
    return _segment(text)[0]


def segment(text: str) -> list[str]:
    """The words of the likeliest segmentation; characters outside the dictionary stand alone."""
    return _segment(text)[1]


def _segment(text: str) -> tuple[float, list[str]]:
    frequencies, _, log_total = _dictionary()
    best = [0.0] + [-math.inf] * len(text)
    back = [0] * (len(text) + 1)
    for end in range(1, len(text) + 1):
        for start in range(max(0, end - _LONGEST), end):
            count = frequencies.get(text[start:end], 1 if end - start == 1 else 0)
            if count:
                score = best[start] + math.log(count) - log_total
                if score > best[end]:
                    best[end], back[end] = score, start
    words = []
    end = len(text)
    while end:
        words.append(text[back[end] : end])
        end = back[end]
    return best[-1], words[::-1]


@cache
def _pairs() -> tuple[dict[str, int], dict[str, int], dict[str, float]]:
    """How often the dictionary's words have a pair of characters, and end with one; the share that begins with one."""
    frequencies, _, log_total = _dictionary()
    inside: dict[str, int] = {}
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for word, count in frequencies.items():
        first[word[0]] = first.get(word[0], 0) + count
        last[word[-1]] = last.get(word[-1], 0) + count
        for at in range(len(word) - 1):
            pair = word[at : at + 2]
            inside[pair] = inside.get(pair, 0) + count
    total = math.exp(log_total)
    return inside, last, {character: count / total for character, count in first.items()}


@lru_cache(maxsize=200_000)
def pair_log_probability(pair: str) -> float:
    """Logarithm of how often two characters stand side by side in Chinese text: within a word, or one after another.

    The words are taken as independent of each other, so that the dictionary alone gives the number.
    """
    inside, last, first = _pairs()
    log_total = _dictionary()[2]
    return math.log(inside.get(pair, 0) + last.get(pair[0], 1) * first.get(pair[1], math.exp(-log_total))) - log_total


@lru_cache(maxsize=200_000)
def pair_surprise(pair: str) -> float:
    """How much oftener than by chance two characters stand side by side in Chinese text (natural logarithm)."""
    alone, total = _characters()
    return pair_log_probability(pair) - sum(math.log(alone.get(character, 1) / total) for character in pair)


@cache
def _characters() -> tuple[dict[str, int], int]:
    """How often the dictionary's words have each character, and their sum."""
    counts: dict[str, int] = {}
    for word, count in _dictionary()[0].items():
        for character in word:
            counts[character] = counts.get(character, 0) + count
    return counts, sum(counts.values())
