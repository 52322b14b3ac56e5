"""What a publication changes: all tables of an edition together, once per content, the same bytes in any order."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.warehouse import BrokenEditionError, BrokenTablesError, Draft, Stamp, Warehouse, WarehouseError, verify
from pipelines.warehouse.schema import edition_tables, to_table
from tests.warehouse.faults import visible_files
from tests.warehouse.small_editions import SmallEdition, small_edition, small_registries


def test_an_edition_reads_back_in_all_tables(warehouse: Warehouse) -> None:
    edition = small_edition(dt.date(2021, 1, 10))
    publication = warehouse.publish_edition(*edition)
    assert publication.changed == (edition.edition_id,)
    assert warehouse.editions() == {edition.edition_id: edition.stamp}
    for name, table in edition.tables.items():
        assert sorted(warehouse.read(name).to_pylist(), key=str) == sorted(table.to_pylist(), key=str)


def test_delivering_the_same_ten_times_changes_nothing(filled: Warehouse, three_days: list[SmallEdition]) -> None:
    snapshot, files = filled.store.current(), visible_files(filled.store.root)
    for _ in range(10):
        assert filled.publish_many(Draft(*edition) for edition in three_days[1:]).changed == ()
    filled.publish_registries(small_registries(three_days), inputs="three", documents={"ledger.csv": b"id\n"})
    filled.compact()
    assert filled.store.current() == snapshot
    assert visible_files(filled.store.root) == files


def test_a_correction_replaces_rows_in_all_tables_and_the_old_version_stays_on_record(warehouse: Warehouse) -> None:
    first, corrected = (small_edition(dt.date(2021, 1, 10), variant=variant) for variant in (0, 1))
    warehouse.publish_edition(*first)
    warehouse.publish_edition(*corrected)
    assert warehouse.read("checks", ["count"]).to_pylist() == [{"count": 1}]
    assert all(text.endswith("（1）") for text in warehouse.read("articles").column("text").to_pylist())
    warehouse.sweep(dt.timedelta(0))
    with warehouse.snapshot() as snapshot:
        old, new = snapshot.history(first.edition_id)
        assert (old.snapshot, new.snapshot) == (1, 2)
        assert snapshot.read_version(first.edition_id, old, "checks").column("count").to_pylist() == [0]
        assert snapshot.record(first.edition_id).stamp == corrected.stamp


def test_what_a_newer_program_makes_of_the_same_bytes_replaces_without_keeping(warehouse: Warehouse) -> None:
    edition = small_edition(dt.date(2021, 1, 10))
    newer = Stamp(edition.stamp.source_digest, "2.0", "config", edition.stamp.sources)
    assert not newer.same_inputs(edition.stamp)
    assert newer.same_inputs(Stamp(edition.stamp.source_digest, "2.0", "config"))
    warehouse.publish_edition(*edition)
    tables = {**edition.tables, "notices": edition.tables["notices"].slice(0, 1)}
    warehouse.publish_edition(edition.edition_id, tables, newer)
    warehouse.sweep(dt.timedelta(0))
    assert verify(warehouse.store.root) == []
    assert sum(1 for _ in (warehouse.store.store / "files" / "notices").glob("zhuzhou*")) == 1


def test_withdrawing_takes_all_rows_and_leaves_the_history(filled: Warehouse, three_days: list[SmallEdition]) -> None:
    gone = three_days[0].edition_id
    assert filled.withdraw_edition(gone).changed == (gone,)
    assert gone not in filled.editions()
    for table in edition_tables():
        assert filled.read(table, editions=[gone]).num_rows == 0
    with filled.snapshot() as snapshot:
        published, withdrawn = snapshot.history(gone)
    assert published.record is not None
    assert withdrawn.record is None
    assert filled.withdraw_edition(gone).changed == ()


def test_amending_replaces_single_tables(filled: Warehouse, three_days: list[SmallEdition]) -> None:
    edition = three_days[2]
    (row,) = edition.tables["checks"].to_pylist()
    rows = [row, {**row, "check": "issue_number_gap", "passed": True}]
    before = filled.read("articles")
    filled.amend_editions({edition.edition_id: {"checks": to_table("checks", rows)}, "unknown-2021-01-01": {}})
    assert filled.read("checks", editions=[edition.edition_id]).num_rows == 2
    assert filled.read("articles").equals(before)
    assert filled.editions()[edition.edition_id] == edition.stamp
    assert verify(filled.store.root) == []


def test_registries_and_their_ledger_change_together(filled: Warehouse, three_days: list[SmallEdition]) -> None:
    with filled.snapshot() as before:
        filled.publish_registries(small_registries(three_days[:1]), inputs="one", documents={"ledger.csv": b"id\n1\n"})
        assert (before.registries_inputs, before.document("ledger.csv")) == ("three", b"id\n")
    with filled.snapshot() as after:
        assert (after.registries_inputs, after.document("ledger.csv")) == ("one", b"id\n1\n")
        assert after.document("aliases.csv") is None
        assert after.read("coverage").num_rows == 1


@pytest.mark.parametrize("order", [(2, 1, 0), (1, 2, 0)])
def test_the_bytes_of_the_tables_do_not_depend_on_the_order_of_publication(
    filled: Warehouse, three_days: list[SmallEdition], tmp_path: Path, order: tuple[int, ...]
) -> None:
    other = Warehouse(tmp_path / "other")
    for number in order:
        other.publish_edition(*small_edition(dt.date(2020, 12, 30) + dt.timedelta(number), variant=9))
        other.publish_edition(*three_days[number])
        other.compact()
    other.publish_registries(small_registries(three_days), inputs="three", documents={"ledger.csv": b"id\n"})
    other.compact()
    assert visible_files(other.store.root) == visible_files(filled.store.root)


def test_the_bytes_do_not_depend_on_the_order_of_rows_or_columns(warehouse: Warehouse, tmp_path: Path) -> None:
    edition = small_edition(dt.date(2021, 1, 10))
    warehouse.publish_edition(*edition)
    other = Warehouse(tmp_path / "other")
    shuffled = {
        name: table.take(pa.array(range(table.num_rows)[::-1])).select(table.column_names[::-1])
        for name, table in edition.tables.items()
    }
    other.publish_edition(edition.edition_id, shuffled, edition.stamp)
    assert visible_files(other.store.root) == visible_files(warehouse.store.root)


def test_tables_that_contradict_each_other_are_refused_and_nothing_changes(filled: Warehouse) -> None:
    before = visible_files(filled.store.root)
    edition = small_edition(dt.date(2021, 1, 10))
    tables = {**edition.tables, "articles": edition.tables["articles"].slice(0, 1)}
    with pytest.raises(BrokenEditionError, match="is not in articles") as caught:
        filled.publish_edition(edition.edition_id, tables, edition.stamp)
    assert [check.check for check in caught.value.failed] == [
        "warehouse.references",
        "warehouse.offsets",
        "warehouse.surface",
    ]
    with pytest.raises(BrokenTablesError, match="is not in officials"):
        filled.publish_registries({**small_registries([edition]), "officials": to_table("officials", [])})
    assert visible_files(filled.store.root) == before
    assert list((filled.store.store / "staging").iterdir()) == []


@pytest.mark.parametrize("edition_id", ["", "../escape", "a/b", ".hidden", "-dash", "x" * 200, "new\nline"])
def test_an_id_that_cannot_name_a_file_is_refused(warehouse: Warehouse, edition_id: str) -> None:
    edition = small_edition(dt.date(2021, 1, 10))
    with pytest.raises(WarehouseError, match="cannot be an edition id"):
        warehouse.publish_edition(edition_id, edition.tables, edition.stamp)


def test_tables_of_another_edition_are_refused(warehouse: Warehouse) -> None:
    edition = small_edition(dt.date(2021, 1, 10))
    with pytest.raises(WarehouseError, match="is that of zhuzhou-daily-2021-01-10"):
        warehouse.publish_edition("zhuzhou-daily-2021-01-11", edition.tables, edition.stamp)


def test_damage_shows_as_an_edition_to_make_again_and_heals_when_it_is(
    filled: Warehouse, three_days: list[SmallEdition]
) -> None:
    """What is cut, overwritten or deleted is not taken for done; a record, a single file, one in a closed year."""
    files, records = filled.store.store / "files", filled.store.store / "records"
    for edition in three_days:
        for victim in (
            next((files / "articles").glob(f"{edition.edition_id}-*")),
            next(records.glob(f"{edition.edition_id}-*")),
        ):
            moment = dt.datetime.now().timestamp() + 60
            with victim.open("r+b") as file:
                file.write(b"XXXX")
            os.utime(victim, (moment, moment))
            reopened = Warehouse(filled.store.root)
            assert edition.edition_id not in reopened.editions()
            assert len(reopened.editions()) == 2
            reopened.publish_edition(*edition)
            reopened.sweep(dt.timedelta(0))
            assert len(reopened.editions()) == 3
            assert verify(filled.store.root) == []


def test_damaged_years_and_registries_heal(filled: Warehouse, three_days: list[SmallEdition]) -> None:
    files = filled.store.store / "files"
    next((files / "mentions").glob("2020-*")).unlink()
    next((files / "officials").glob("officials-*")).write_bytes(b"nothing")
    reopened = Warehouse(filled.store.root)
    with reopened.snapshot() as snapshot:
        assert snapshot.registries_inputs == ""
    reopened.publish_registries(small_registries(three_days), inputs="three", documents={"ledger.csv": b"id\n"})
    reopened.compact()
    reopened.sweep(dt.timedelta(0))
    assert verify(filled.store.root) == []


_anything = st.text(st.characters(codec=None), max_size=12)


@settings(max_examples=25, deadline=None)
@given(headline=_anything, captions=st.lists(_anything, max_size=3))
def test_any_unicode_survives_and_what_cannot_is_replaced_one_for_one(
    tmp_path_factory: pytest.TempPathFactory, headline: str, captions: list[str]
) -> None:
    from pipelines.warehouse.table_files import conform

    (row,) = small_edition(dt.date(2021, 1, 10), articles=1).tables["articles"].to_pylist()
    table, cleaned = conform("articles", to_table("articles", [{**row, "headline": headline, "captions": captions}]))
    (stored,) = table.to_pylist()
    pairs = [(headline, stored["headline"]), *zip(captions, stored["captions"], strict=True)]
    assert all(len(before) == len(after) for before, after in pairs)
    replaced = [(a, b) for before, after in pairs for a, b in zip(before, after, strict=True) if a != b]
    assert all(after == "\ufffd" for _, after in replaced)
    assert len(replaced) == sum(cleaned.values())
    assert all(
        a < " " or "\x7f" <= a <= "\x9f" or "\ud800" <= a <= "\udfff" or a in "\ufffe\uffff" for a, _ in replaced
    )


def test_characters_that_were_replaced_are_counted(warehouse: Warehouse) -> None:
    edition = small_edition(dt.date(2021, 1, 10), articles=1)
    (row,) = edition.tables["articles"].to_pylist()
    dirty = {**row, "kicker": "聚焦\x00\x1b\ud83d两会", "deck": "谢谢😀𠮷\n第二行\t"}
    tables = {**edition.tables, "articles": to_table("articles", [dirty])}
    publication = warehouse.publish_edition(edition.edition_id, tables, edition.stamp)
    assert publication.cleaned == {edition.edition_id: {"articles.kicker": 3}}
    (stored,) = warehouse.read("articles", ["kicker", "deck"]).to_pylist()
    assert stored == {"kicker": "聚焦\ufffd\ufffd\ufffd两会", "deck": "谢谢😀𠮷\n第二行\t"}
