"""The hand-made history: 30 editions of an invented paper, read by the whole pipeline.

`history/expected/known_failures.csv` lists every value that is wrong, with the layer that gets it wrong: a new
difference
fails, and so does a mended one that is still listed.
"""

from __future__ import annotations

import pyarrow as pa
import pytest

from pipelines.registries import Registries, build_registries
from tests.registries import history_score as score
from tests.registries.history_archive import HOMES, archive, days, expected


@pytest.fixture(scope="module")
def registries() -> Registries:
    return build_registries(archive(), homes=HOMES)


def known(table: str) -> set[str]:
    return {row["difference"] for row in expected("known_failures") if row["table"] == table}


def rows(registries: Registries, table: str) -> list[dict[str, object]]:
    return registries.tables[table].to_pylist()


def test_it_is_a_history_of_thirty_editions_eighteen_projects_and_twenty_people() -> None:
    assert len(days()) == 30
    assert len(expected("projects")) == 18
    assert len({row["person"] for row in expected("people")}) == 20


def test_the_same_person_is_one_official_and_namesakes_are_not(registries: Registries) -> None:
    items = score.sightings(archive(), registries.tables)
    assert len(items) >= 50
    assert score.pairwise_f1(items) >= 0.97


def test_the_same_project_is_one_and_projects_of_one_name_in_two_places_are_two(registries: Registries) -> None:
    items = score.mentions(archive(), registries.tables)
    assert len(items) >= 45
    assert score.pairwise_f1(items) >= 0.97


def test_every_tenure_bound_is_right_but_for_the_known_failures(registries: Registries) -> None:
    assert score.tenure_differences(archive(), registries.tables) == known("tenures")


def test_every_status_and_amount_is_right_but_for_the_known_failures(registries: Registries) -> None:
    assert score.project_differences(archive(), registries.tables) == known("projects")


def test_slippage_and_silence(registries: Registries) -> None:
    assert score.delay_differences(archive(), registries.tables) == known("delays")


def test_all_ambiguous_pairs_are_in_review_and_nothing_else(registries: Registries) -> None:
    assert score.review_differences(registries.tables) == known("review")


def test_no_known_failure_is_the_registries_own() -> None:
    assert {row["layer"] for row in expected("known_failures")} <= {"language", "layout"}


def test_contradicting_amounts_stand_side_by_side(registries: Registries) -> None:
    (project,) = [row for row in rows(registries, "projects") if row["name"] == "安仁抽水蓄能电站"]
    amounts = [
        (str(row["amount_cny"]), row["changed_from"])
        for row in rows(registries, "project_timeline")
        if row["project_id"] == project["project_id"] and row["attribute"] == "total_investment"
    ]
    assert amounts == [
        ("7500000000.00", None),
        ("7800000000.00", "7500000000"),
        ("8000000000.00", "7800000000"),
    ]


def test_silence_is_an_inferred_row_of_the_timeline(registries: Registries) -> None:
    (project,) = [row for row in rows(registries, "projects") if row["name"] == "嘉禾精密铸造产业基地项目"]
    timeline = [row for row in rows(registries, "project_timeline") if row["project_id"] == project["project_id"]]
    last = timeline[-1]
    assert (last["is_inferred"], last["status"], last["changed_from"], str(last["reported_on"]), last["claim_id"]) == (
        True,
        None,
        "intent",
        "2021-03-12",
        None,
    )
    assert [row["is_inferred"] for row in timeline[:-1]] == [False] * (len(timeline) - 1)


def test_every_claim_is_in_the_timeline_of_one_project(registries: Registries) -> None:
    claims = sorted(archive()["project_claims"]["claim_id"].to_pylist())
    assert sorted(filter(None, registries.tables["project_timeline"]["claim_id"].to_pylist())) == claims


def test_what_may_be_summed_contains_no_yuan_twice(registries: Registries) -> None:
    by_id = {row["project_id"]: row for row in rows(registries, "projects")}
    summed = [row for row in by_id.values() if row["safe_to_sum"]]
    assert all(not by_id[row["parent_project_id"]]["safe_to_sum"] for row in summed if row["parent_project_id"])


def test_appearances_lead_to_officials_and_observed_tables_stay_as_they_are(registries: Registries) -> None:
    before = archive()["appearances"]
    resolved = registries.tables["appearances_resolved"]
    assert resolved.num_rows == before.num_rows
    assert before["official_id"].null_count == before.num_rows
    officials = {row["official_id"]: row["name"] for row in rows(registries, "officials")}
    linked = [row for row in resolved.to_pylist() if row["official_id"]]
    assert len(linked) >= 0.9 * before.num_rows
    assert all(officials[row["official_id"]] == row["person_name"] for row in linked)


def test_districts_count_articles_and_projects_by_month(registries: Registries) -> None:
    districts = {row["adcode"]: row for row in rows(registries, "districts")}
    assert (districts["431002"]["name"], districts["431002"]["parent_adcode"], districts["431002"]["level"]) == (
        "北湖区",
        "431000",
        "county",
    )
    assert districts["431000"]["project_count"] == 18
    months = pa.compute.sum(registries.tables["district_months"]["project_claim_count"]).as_py()
    located = archive()["project_claims"]["place_adcode"]
    assert months == len(located) - located.null_count
