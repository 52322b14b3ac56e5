"""A second history of an invented paper, of another province and in other words: what the rules were not made on.

16 editions, 13 people, 13 projects. The expectation was written before the pages were first read; what is wrong is
listed in `second_history/expected/known_failures.csv`.
"""

from __future__ import annotations

import pytest

from pipelines.registries import Registries, build_registries
from tests.registries import history_score as score
from tests.registries.history_archive import SECOND, SECOND_HOMES, archive, expected


@pytest.fixture(scope="module")
def registries() -> Registries:
    return build_registries(archive(SECOND), homes=SECOND_HOMES)


def known(table: str) -> set[str]:
    return {row["difference"] for row in expected("known_failures", SECOND) if row["table"] == table}


def test_people_and_projects_keep_their_identity(registries: Registries) -> None:
    assert score.pairwise_f1(score.sightings(archive(SECOND), registries.tables, SECOND)) >= 0.97
    assert score.pairwise_f1(score.mentions(archive(SECOND), registries.tables, SECOND)) >= 0.97


def test_tenures_projects_and_delays_are_right(registries: Registries) -> None:
    assert score.tenure_differences(archive(SECOND), registries.tables, SECOND) == known("tenures")
    assert score.project_differences(archive(SECOND), registries.tables, SECOND) == known("projects")
    assert score.delay_differences(archive(SECOND), registries.tables, SECOND) == known("delays")


def test_what_cannot_be_told_is_asked(registries: Registries) -> None:
    assert score.review_differences(registries.tables, SECOND) == known("review")
