"""Does this text run on into that one? Evidence from the words, used where geometry is absent or undecided.

Four signals, each cheap and readable: the left text ends without a sentence end; the junction makes a dictionary word
(`处理方|案` → 方案); quotation marks and brackets opened on the left are closed on the right; both share rare word pairs.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable

from pipelines.layout.lexicon import log_probability

SENTENCE_ENDS = "。！？!?…；;"
_CLOSERS = "”’\"'）)】》」』〕]"
_OPENING = dict(zip("“‘（【《「『〔([", "”’）】》」』〕)]", strict=True))
_FOLDED = {"(": "（", ")": "）", "[": "【", "]": "】"}
_NEVER_FIRST = "，。、；：！？”’）】》」』〕,.;:!?)]"
_WINDOW = 6


def ends_open(text: str) -> bool:
    """The text breaks off inside a sentence. A bracket behind a sentence end (…报道。（完）) is part of that end."""
    if re.fullmatch(r"[(（【][^()（）【】]+[)）】]", text.strip()):
        return False
    stripped = re.sub(r"[(（【][^()（）【】]{1,60}[)）】]$", "", text.rstrip()) or text.rstrip()
    if stripped != text.rstrip() and stripped[-1] not in SENTENCE_ENDS + _CLOSERS:
        return True
    bare = stripped.rstrip(_CLOSERS)
    return bool(bare) and bare[-1] not in SENTENCE_ENDS + "：:—"


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
    if not tail or not head:
        return 0.0
    return max(0.0, log_probability(tail + head) - log_probability(tail) - log_probability(head))


def unclosed(text: str) -> Counter[str]:
    """Closing marks that the text still owes, and (negative) those that it has without an opening."""
    balance: Counter[str] = Counter()
    for character in text:
        character = _FOLDED.get(character, character)
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

    def __call__(self, one: str, other: str) -> float:
        """0 (nothing shared) to 1."""
        left, right = self._vector(one), self._vector(other)
        norm = math.sqrt(sum(w * w for w in left.values())) * math.sqrt(sum(w * w for w in right.values()))
        return sum(weight * right.get(bigram, 0.0) for bigram, weight in left.items()) / norm if norm else 0.0

    def _vector(self, text: str) -> dict[str, float]:
        counts = Counter(_bigrams(text))
        return {bigram: (1 + math.log(n)) * self._weight.get(bigram, self._unseen) for bigram, n in counts.items()}


def _bigrams(text: str) -> list[str]:
    return [
        pair for run in re.findall(r"[\u4e00-\u9fff]+", text) for pair in map("".join, zip(run, run[1:], strict=False))
    ]
