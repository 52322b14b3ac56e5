"""Rows don't depend on the order of arrival; ids are given out once, stay resolvable and never change their meaning."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.registries import Corrections, Ledger, Registries, build_registries
from pipelines.registries.corrections import Correction
from tests.registries.history_archive import HOMES, days, edition, joined

DAYS = days()
ORDERS = st.permutations(DAYS)
SLOW = settings(max_examples=6, deadline=None)


def built(order: list[dt.date], ledger: Ledger | None = None, corrections: Corrections | None = None) -> Registries:
    return build_registries(joined(edition(day) for day in order), ledger, corrections, homes=HOMES)


def parquet(registries: Registries) -> dict[str, bytes]:
    content = {}
    for name, table in registries.tables.items():
        file = io.BytesIO()
        pq.write_table(table, file)
        content[name] = file.getvalue()
    return content


def decisions() -> Corrections:
    """A merge, a pair held apart, a rename and a value, by evidence and not by id."""
    refs = {
        row["evidence"][:3]: (row["left_ref"], row["right_ref"])
        for row in built(DAYS).tables["review_pairs"].to_pylist()
    }
    spelling, other_city = refs["谈晓峰"], refs["市委常"]

    def row(number: int, target: str, kind: str, new: str, field: str = "", old: str = "") -> Correction:
        return Correction(target, kind, field, old, new, "checked by telephone", "desk", "2023-01-05", "x.csv", number)

    return Corrections(
        (
            row(2, spelling[1], "merge", spelling[0]),
            row(3, other_city[1], "never_merge", other_city[0]),
            row(4, spelling[0], "set", "2020-03-01", "first_seen", "2020-03-23"),
        )
    )


@pytest.fixture(scope="module")
def in_order() -> dict[str, bytes]:
    return parquet(built(DAYS))


@given(order=ORDERS)
@SLOW
def test_the_bytes_are_the_same_in_any_order_of_arrival(in_order: dict[str, bytes], order: list[dt.date]) -> None:
    assert parquet(built(order)) == in_order


@given(order=ORDERS, cut=st.integers(1, 29))
@SLOW
def test_a_run_between_arrivals_leaves_no_trace_in_the_rows(
    in_order: dict[str, bytes], order: list[dt.date], cut: int
) -> None:
    first = built(order[:cut])
    assert parquet(built(order, first.ledger)) == in_order


@given(order=ORDERS)
@settings(max_examples=3, deadline=None)
def test_decisions_give_the_same_bytes_in_any_order(order: list[dt.date]) -> None:
    told = decisions()
    assert parquet(built(order, None, told)) == parquet(built(DAYS, None, told))


def owners(registries: Registries) -> Mapping[str, str]:
    """`<article_id>#<name>` → entity, for names that a title or a project says of whom they are."""
    rows = registries.tables["entity_links"].to_pylist()
    rows = [row for row in rows if row["entity_type"] != "person" or row["method"] == "title"]
    return {f"{row['article_id']}#{row['name']}": row["entity_id"] for row in rows}


@given(order=ORDERS, cuts=st.lists(st.integers(1, 29), min_size=2, max_size=3, unique=True))
@SLOW
def test_an_id_once_given_out_leads_to_its_evidence_ever_after(order: list[dt.date], cuts: list[int]) -> None:
    ledger = Ledger()
    given_out: dict[str, str] = {}
    for cut in [*sorted(cuts), 30]:
        registries = built(order[:cut], ledger)
        ledger = registries.ledger
        owner = owners(registries)
        for entity_id, entry in ledger.entries.items():
            assert given_out.setdefault(entity_id, entry.minted_from) == entry.minted_from
            if entry.kind != "organization":
                assert ledger.resolve(entity_id) == owner[entry.minted_from]
    assert set(given_out) == set(ledger.entries)


def test_ids_stay_while_editions_arrive_by_date() -> None:
    ledger = Ledger()
    before: dict[str, str] = {}
    for cut in range(3, 31, 9):
        registries = built(DAYS[:cut], ledger)
        ledger = registries.ledger
        now = owners(registries)
        moved = {key: (old, now[key]) for key, old in before.items() if now[key] != old}
        assert moved == {}
        before = dict(now)


def test_a_rebuild_from_nothing_gives_the_same_ids_and_the_same_ledger() -> None:
    step_by_step = built(DAYS, built(DAYS[:12]).ledger)
    assert step_by_step.ledger.to_bytes() == built(DAYS).ledger.to_bytes()


def test_a_redelivery_that_is_taken_back_leaves_no_trace(in_order: dict[str, bytes]) -> None:
    wrong = dict(edition(DAYS[20]))
    names = pa.array([f"{name}某" for name in wrong["title_sightings"]["person_name"].to_pylist()])
    column = wrong["title_sightings"].schema.get_field_index("person_name")
    wrong["title_sightings"] = wrong["title_sightings"].set_column(
        column, wrong["title_sightings"].schema.field(column), names
    )
    editions = [wrong if day == DAYS[20] else edition(day) for day in DAYS]
    registries = build_registries(joined(editions), homes=HOMES)
    assert parquet(registries)["officials"] != in_order["officials"]
    mended = built(DAYS, registries.ledger)
    assert parquet(mended) == in_order
    gone = {entry.name for entry in mended.ledger.entries.values() if entry.withdrawn}
    assert gone == {name for name in names.to_pylist() if name in gone}
    assert gone


def test_a_merge_leaves_the_merged_row_with_where_it_went() -> None:
    registries = built(DAYS, None, decisions())
    merged = [row for row in registries.tables["officials"].to_pylist() if row["superseded_by"]]
    (row,) = merged
    assert row["name"] == "谈晓锋"
    (kept,) = [r for r in registries.tables["officials"].to_pylist() if r["official_id"] == row["superseded_by"]]
    assert (kept["name"], kept["aliases"], str(kept["first_seen"])) == ("谈晓峰", ["谈晓锋"], "2020-03-01")
    assert registries.ledger.resolve(row["official_id"]) == kept["official_id"]
    assert row["official_id"] not in set(owners(registries).values())
    states = [(item["kind"], item["state"]) for item in registries.tables["corrections_status"].to_pylist()]
    assert states == [("merge", "applied"), ("never_merge", "applied"), ("set", "applied")]
    open_pairs = {(item["kind"], item["left_name"]) for item in registries.tables["review_pairs"].to_pylist()}
    assert open_pairs == {("official", "王伟"), ("contradiction", "安仁抽水蓄能电站")}


def test_an_empty_archive_has_empty_registries() -> None:
    registries = build_registries({})
    assert {table.num_rows for table in registries.tables.values()} == {0}
    assert registries.ledger.to_bytes() == b""


def test_tables_read_from_files_a_batch_at_a_time_give_the_same_bytes(
    in_order: dict[str, bytes], tmp_path: Path
) -> None:
    for name, table in joined(edition(day) for day in DAYS).items():
        for number, part in enumerate((table.slice(0, 7), table.slice(7))):
            (tmp_path / name).mkdir(exist_ok=True)
            pq.write_table(part, tmp_path / name / f"{number}.parquet", row_group_size=5)
    stored = {folder.name: ds.dataset(folder) for folder in tmp_path.iterdir()}
    assert parquet(build_registries(stored, homes=HOMES)) == in_order
