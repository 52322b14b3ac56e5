"""The assignment against trying everything, and what its reduced costs promise."""

from __future__ import annotations

import itertools

import hypothesis.strategies as st
import numpy as np
from hypothesis import given, settings
from hypothesis.extra.numpy import arrays

from pipelines.layout.assignment import cheapest_pairs

MATRICES = st.integers(1, 6).flatmap(lambda n: arrays(float, (n, n), elements=st.integers(-9, 9).map(float)))


def total(cost: np.ndarray, columns: tuple[int, ...]) -> float:
    return float(sum(cost[row, column] for row, column in enumerate(columns)))


@given(MATRICES)
@settings(max_examples=60, deadline=None)
def test_no_other_pairing_is_cheaper(cost: np.ndarray) -> None:
    pairs, _ = cheapest_pairs(cost)
    assert sorted(pairs) == list(range(len(cost)))
    best = min(total(cost, columns) for columns in itertools.permutations(range(len(cost))))
    assert total(cost, tuple(pairs)) == best


@given(MATRICES)
@settings(max_examples=60, deadline=None)
def test_a_reduced_cost_is_what_a_pair_adds_at_least(cost: np.ndarray) -> None:
    pairs, reduced = cheapest_pairs(cost)
    best = total(cost, tuple(pairs))
    assert (reduced > -1e-9).all()
    for columns in itertools.permutations(range(len(cost))):
        for row, column in enumerate(columns):
            assert total(cost, columns) >= best + reduced[row, column] - 1e-9
