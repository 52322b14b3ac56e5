"""Explainable matching: features add up to a score, groups form from the best pairs down.

The same in any order of input: pairs are taken by score, then by the nodes' own order, which the
caller makes from content (dates, names), never from arrival.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Rules:
    """Weights and thresholds of one kind of match, from `matching.yml`."""

    weights: Mapping[str, float]
    merge_at: float = 1.0
    review_at: float = 1.0
    veto_below: float = 0.0
    attach_at: float = 1.0

    def score(self, features: Mapping[str, float]) -> dict[str, float]:
        """Weight times strength of each feature; raises `KeyError` for a feature without a weight."""
        weights = self.weights
        return {
            name: weights[name] if strength == 1.0 else round(weights[name] * strength, 3)
            for name, strength in features.items()
        }


@cache
def rules(kind: str) -> Rules:
    """The rules of a kind of match."""
    text = resources.files(__package__).joinpath("matching.yml").read_text(encoding="utf-8")
    declared: dict[str, Any] = yaml.safe_load(text)[kind]
    return Rules(**declared)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two nodes (indices, left < right) and what speaks for and against their being one.

    score: probability-like, 0–1: the logistic of the sum of the features' weights
    """

    left: int
    right: int
    features: Mapping[str, float] = field(default_factory=dict)

    score: float = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "score", logistic(sum(self.features.values())))

    def as_json(self) -> str:
        """The features, strongest first."""
        ordered = sorted(self.features.items(), key=lambda item: (-abs(item[1]), item[0]))
        return json.dumps(dict(ordered), ensure_ascii=False)


def logistic(total: float) -> float:
    """1 / (1 + e^-total), rounded so that it is the same on every machine."""
    return round(1.0 / (1.0 + math.exp(-total)), 4)


@dataclass(slots=True)
class Groups:
    """What grouping gives.

    labels: number of the group of each node; groups are numbered by their first node
    doubtful: pairs of different groups that a person should see, one a pair of groups, best first
    """

    labels: list[int]
    doubtful: list[Pair]


def group(
    count: int,
    pairs: Sequence[Pair],
    rule: Rules,
    *,
    together: Iterable[tuple[int, int]] = (),
    apart: Iterable[tuple[int, int]] = (),
    asked: Iterable[tuple[int, int]] = (),
) -> Groups:
    """Group `count` nodes: `together` always, then pairs from the best down, never against `apart`.

    A group doesn't take in another when a pair across them is below `veto_below`. Pairs of `asked` are never joined
    either, whatever their score, but stay questions.
    """
    members: dict[int, list[int]] = {node: [node] for node in range(count)}
    label = list(range(count))

    def join(left: int, right: int) -> None:
        keep, drop = sorted((label[left], label[right]))
        if keep != drop:
            for node in members[drop]:
                label[node] = keep
            members[keep] = sorted(members[keep] + members.pop(drop))

    barred = {frozenset(pair) for pair in apart}
    barred |= {frozenset((pair.left, pair.right)) for pair in pairs if pair.score < rule.veto_below}
    never_joined = barred | {frozenset(pair) for pair in asked}
    for left, right in sorted(together):
        join(left, right)
    best_first = sorted(pairs, key=lambda pair: (-pair.score, pair.left, pair.right))
    for pair in best_first:
        if pair.score < rule.merge_at:
            break
        one, other = members[label[pair.left]], members[label[pair.right]]
        if label[pair.left] != label[pair.right] and not _barred(one, other, never_joined):
            join(pair.left, pair.right)
    doubtful: dict[tuple[int, int], Pair] = {}
    decided = {frozenset(pair) for pair in apart}
    for pair in best_first:
        ends = sorted((label[pair.left], label[pair.right]))
        if ends[0] == ends[1] or pair.score < rule.review_at:
            continue
        if _barred(members[ends[0]], members[ends[1]], decided):
            continue
        if pair.score < rule.merge_at and _barred(members[ends[0]], members[ends[1]], barred):
            continue
        doubtful.setdefault((ends[0], ends[1]), pair)
    return Groups(label, list(doubtful.values()))


def _barred(one: Sequence[int], other: Sequence[int], barred: set[frozenset[int]]) -> bool:
    if not barred:
        return False
    return any(frozenset((left, right)) in barred for left in one for right in other)
