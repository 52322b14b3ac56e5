"""Asks the tagging network what it would read if a person's name began at a place.

The network gives its one best reading; where a title says that a name must follow, or where a name may end one
character sooner or later, its second thoughts are worth more than a rule about characters. `loss` is by how much, in
the network's logarithmic scores, a reading with the name is worse than the best reading of all: 0 is the best
reading itself, 1 to 3 a near alternative, more than 8 something that the network does not believe. The sums are
those of the Viterbi algorithm (forward and backward maxima), over the characters around the name.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from pipelines.language.lac import Reading, tag_grammar

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Scores = NDArray[np.float64]

LONGEST_NAME = 16
_BEFORE, _BEHIND = 10, 6


class NameReading(NamedTuple):
    """A name that may stand at a place: where it ends, and what the network loses by reading it."""

    end: int
    loss: float


class NameReadings:
    """The names that may begin at the places of one text."""

    def __init__(self, reading: Reading) -> None:
        self._votes = reading.votes
        self._pieces = reading.pieces
        self._starts = [start for start, _ in reading.pieces]
        self._known: dict[int, tuple[list[NameReading], float]] = {}

    def at(self, start: int) -> list[NameReading]:
        """The names that may begin at a character, by their ends; empty where no text is."""
        return self._asked(start)[0]

    def loss(self, start: int, end: int) -> float:
        """What the network loses by reading a name from `start` to `end`."""
        return next((name.loss for name in self.at(start) if name.end == end), float("inf"))

    def doubt(self, start: int) -> float:
        """What the network loses by reading no name that begins at a character: near 0, it hardly believes in one."""
        return self._asked(start)[1]

    def _asked(self, start: int) -> tuple[list[NameReading], float]:
        if start not in self._known:
            number = bisect_right(self._starts, start) - 1
            inside = number >= 0 and start < self._pieces[number][1]
            self._known[start] = self._ask(start, *self._pieces[number]) if inside else ([], 0.0)
        return self._known[start]

    def _ask(self, start: int, first: int, last: int) -> tuple[list[NameReading], float]:
        import numpy as np

        rules = _grammar()
        left, right = max(first, start - _BEFORE), min(last, start + LONGEST_NAME + _BEHIND)
        votes = self._votes[left:right].astype(np.float64)
        size = len(votes)
        ahead = np.empty_like(votes)
        ahead[0] = votes[0] + (rules.begin if left == first else 0.0)
        for t in range(1, size):
            ahead[t] = (ahead[t - 1][:, None] + rules.step).max(axis=0) + votes[t]
        behind = np.zeros_like(votes)
        behind[-1] = rules.end if right == last else 0.0
        for t in range(size - 2, -1, -1):
            behind[t] = (rules.step + (votes[t + 1] + behind[t + 1])[None, :]).max(axis=1)
        here = start - left
        through = ahead[here] + behind[here]
        best = float(through.max())
        names: list[NameReading] = []
        sum_, tag = float(ahead[here, rules.opens]), rules.opens
        for t in range(here + 1, min(size, here + LONGEST_NAME) + 1):
            if t == size:
                closed = sum_ + float(rules.end[tag] if right == last else 0.0)
            else:
                closed = sum_ + float((rules.step[tag] + votes[t] + behind[t])[rules.others].max())
            names.append(NameReading(left + t, best - closed))
            if t < size:
                sum_ += float(rules.step[tag, rules.goes_on] + votes[t, rules.goes_on])
                tag = rules.goes_on
        through[rules.opens] = -np.inf
        return names, best - float(through.max())


class _Grammar(NamedTuple):
    begin: Scores
    end: Scores
    step: Scores
    opens: int
    goes_on: int
    others: NDArray[np.int64]


@cache
def _grammar() -> _Grammar:
    import numpy as np

    tags, begin, end, step = tag_grammar()
    others = np.array([number for number, tag in enumerate(tags) if not tag.endswith("-I")])
    return _Grammar(
        begin.astype(float), end.astype(float), step.astype(float), tags.index("PER-B"), tags.index("PER-I"), others
    )
