"""Does this text run on into that one? Evidence from the words, used where geometry is absent or undecided.

Four signals, each cheap and readable: the left text ends without a sentence end; the junction makes a dictionary
word (`处理方|案` → 方案); quotation marks and brackets opened on the left are closed on the right; both share rare word
pairs. Two of them are calibrated: `junction_evidence` and `likeness_evidence` are log-likelihood ratios (same story
against another story of the same day), measured on halves of newspaper stories; docs/assembly.md says how.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from pipelines.layout.lexicon import frequency, log_probability

SENTENCE_ENDS = "。！？!?…；;"
_CLOSERS = "”’\"'）)】》」』〕]"
_OPENING = dict(zip("“‘（【《「『〔([", "”’）】》」』〕)]", strict=True))
_FOLDED = {"(": "（", ")": "）", "[": "【", "]": "】"}
_NEVER_FIRST = "，。、；：！？”’）】》」』〕,.;:!?)]"
_WINDOW = 6
# (value, log-likelihood ratio) at the knots; linear between them. See docs/assembly.md, "What the evidence weighs".
_JUNCTION_KNOTS = ((0.0, -0.45), (2.0, 0.4), (3.5, 1.3), (5.0, 2.8), (7.0, 3.5), (12.0, 4.5))
_LIKENESS_KNOTS = ((0.0, -3.0), (0.03, -2.0), (0.05, -0.5), (0.07, 1.5), (0.09, 2.5), (0.15, 3.3))


def ends_open(text: str) -> bool:
    """The text breaks off inside a sentence. A bracket behind a sentence end (…报道。（完）) is part of that end."""
    if re.fullmatch(r"[(（【][^()（）【】]+[)）】]", text.strip()):
        return False
    stripped = re.sub(r"[(（【][^()（）【】]{1,60}[)）】]$", "", text.rstrip()) or text.rstrip()
    if stripped != text.rstrip() and stripped[-1] not in SENTENCE_ENDS + _CLOSERS:
        return True
    bare = stripped.rstrip(_CLOSERS)
    return bool(bare) and bare[-1] not in SENTENCE_ENDS + "：:—."


def starts_open(text: str) -> bool:
    """The text surely begins inside a sentence: with a mark that closes, or one character before one (案。如果…)."""
    stripped = text.lstrip()
    if not stripped:
        return False
    if stripped[0] in _NEVER_FIRST:
        return True
    return len(stripped) > 1 and stripped[1] in "。，、；,;" and re.match(r"[\u4e00-\u9fff]", stripped[0]) is not None


def junction_gain(left: str, right: str) -> float:
    """How much likelier the junction is read as one text than as two (natural logarithm; 0: no word bridges it)."""
    tail = re.split(r"[^\u4e00-\u9fff]", left.rstrip())[-1][-_WINDOW:]
    head = re.split(r"[^\u4e00-\u9fff]", right.lstrip())[0][:_WINDOW]
    if not any(frequency(tail[-k:] + head[:m]) for k in range(1, len(tail) + 1) for m in range(1, len(head) + 1)):
        return 0.0
    return max(0.0, log_probability(tail + head) - log_probability(tail) - log_probability(head))


def junction_evidence(left: str, right: str) -> float:
    """Log-likelihood ratio of the junction: one text that runs on, against two texts."""
    return _interpolate(junction_gain(left, right), _JUNCTION_KNOTS)


def likeness_evidence(likeness: float) -> float:
    """Log-likelihood ratio of a likeness (see `Overlap`): one story, against two of the same day."""
    return _interpolate(likeness, _LIKENESS_KNOTS)


def _interpolate(value: float, knots: tuple[tuple[float, float], ...]) -> float:
    for (x0, y0), (x1, y1) in pairwise(knots):
        if value <= x1:
            return y0 + (y1 - y0) * (max(value, x0) - x0) / (x1 - x0)
    return knots[-1][1]


def unclosed(text: str) -> Counter[str]:
    """Closing marks that the text still owes, and (negative) those that it has without an opening."""
    balance: Counter[str] = Counter()
    for printed in text:
        character = _FOLDED.get(printed, printed)
        if character in _OPENING:
            balance[_OPENING[character]] += 1
        elif character in _OPENING.values():
            balance[character] -= 1
    return Counter({mark: count for mark, count in balance.items() if count})


def balance_score(left: str, right: str) -> float:
    """+1 when the right text closes what the left one opened, −1 when just one of them is out of balance, else 0."""
    owed, given = unclosed(left), unclosed(right)
    score = 0.0
    for mark in {*owed, *given}:
        if mark in "“”‘’（）】》":
            opened, closed = owed[mark] > 0, given[mark] < 0
            score += 1.0 if opened and closed else -1.0 if opened != closed else 0.0
    return max(-1.0, min(1.0, score))


class Overlap:
    """Lexical likeness of texts: cosine of their character bigrams, rare ones weighing more (tf–idf over `texts`)."""

    def __init__(self, texts: Iterable[str]) -> None:
        documents = [set(_bigrams(text)) for text in texts]
        counts = Counter(bigram for document in documents for bigram in document)
        self._weight = {bigram: math.log((len(documents) + 1) / count) for bigram, count in counts.items()}
        self._unseen = math.log(len(documents) + 1)
        self._vectors: dict[str, tuple[dict[str, float], float]] = {}

    def __call__(self, one: str, other: str) -> float:
        """0 (nothing shared) to 1."""
        (left, left_norm), (right, right_norm) = self._vector(one), self._vector(other)
        if len(left) > len(right):
            left, right = right, left
        norm = left_norm * right_norm
        return sum(weight * right.get(bigram, 0.0) for bigram, weight in left.items()) / norm if norm else 0.0

    def _vector(self, text: str) -> tuple[dict[str, float], float]:
        """The text's vector and its length; kept, since each text is compared with many."""
        if text not in self._vectors:
            counts = Counter(_bigrams(text))
            vector = {
                bigram: (1 + math.log(n)) * self._weight.get(bigram, self._unseen) for bigram, n in counts.items()
            }
            self._vectors[text] = vector, math.sqrt(sum(weight * weight for weight in vector.values()))
        return self._vectors[text]


def _bigrams(text: str) -> list[str]:
    return [pair for run in re.findall(r"[\u4e00-\u9fff]+", text) for pair in map("".join, pairwise(run))]
