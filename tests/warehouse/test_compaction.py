"""Closed years become one file per table; superseded snapshots go after their grace."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

from pipelines.warehouse import Draft, Warehouse, verify
from pipelines.warehouse.schema import edition_tables, schema
from tests.warehouse.faults import visible_files
from tests.warehouse.small_editions import SmallEdition, small_edition


def names(warehouse: Warehouse, table: str) -> list[str]:
    """Names of the files of a table, without the view's tag before and the digest behind."""
    files = (warehouse.store.root / table).glob("*.parquet")
    return sorted(path.name.partition("-")[2].rpartition("-")[0] for path in files)


def test_a_closed_year_is_one_file_per_table(filled: Warehouse) -> None:
    for table in edition_tables():
        assert names(filled, table) == ["2020", "zhuzhou-daily-2021-01-01"]


def test_no_row_changes_and_single_editions_can_still_be_read(
    warehouse: Warehouse, three_days: list[SmallEdition]
) -> None:
    warehouse.publish_many(Draft(*edition) for edition in three_days)
    before = {table: warehouse.read(table) for table in edition_tables()}
    warehouse.compact()
    for table, rows in before.items():
        assert warehouse.read(table).sort_by(schema().tables[table].key[0]).num_rows == rows.num_rows
        assert set(map(str, warehouse.read(table).to_pylist())) == set(map(str, rows.to_pylist()))
        one = warehouse.read(table, editions=[three_days[0].edition_id])
        assert one.num_rows == three_days[0].tables[table].num_rows


def test_a_correction_opens_the_year_and_the_next_compaction_closes_it(filled: Warehouse) -> None:
    filled.publish_edition(*small_edition(dt.date(2020, 12, 30), variant=1))
    singles = [f"zhuzhou-daily-{day}" for day in ("2020-12-30", "2020-12-31", "2021-01-01")]
    assert names(filled, "articles") == singles
    assert sorted(filled.read("checks", ["count"]).column(0).to_pylist()) == [0, 0, 1]
    filled.compact()
    assert names(filled, "articles") == ["2020", "zhuzhou-daily-2021-01-01"]
    assert sorted(filled.read("checks", ["count"]).column(0).to_pylist()) == [0, 0, 1]
    assert verify(filled.store.root) == []


def test_a_late_edition_stands_beside_its_year_until_the_next_compaction(filled: Warehouse) -> None:
    filled.publish_edition(*small_edition(dt.date(2020, 6, 1)))
    assert names(filled, "articles") == ["2020", "zhuzhou-daily-2020-06-01", "zhuzhou-daily-2021-01-01"]
    assert filled.read("checks").num_rows == 4
    filled.compact()
    assert names(filled, "articles") == ["2020", "zhuzhou-daily-2021-01-01"]
    assert filled.read("checks").num_rows == 4


def test_closed_is_before_the_latest_edition_unless_said_otherwise(filled: Warehouse) -> None:
    filled.compact(before=2022)
    assert names(filled, "articles") == ["2020", "2021"]


def test_an_edition_that_changes_during_compaction_leaves_the_year_open(
    warehouse: Warehouse, three_days: list[SmallEdition]
) -> None:
    from pipelines.warehouse.compaction import open_years, with_years, write_year

    warehouse.publish_many(Draft(*edition) for edition in three_days)
    with warehouse.snapshot() as snapshot, warehouse.store.staging() as staging:
        ((name, records),) = open_years(snapshot, None).items()
        year, files = write_year(snapshot, staging, name, records)
        assert len(files) == len(edition_tables())
        assert with_years(snapshot.manifest, {name: year}).years == {name: year}
        warehouse.publish_edition(*small_edition(dt.date(2020, 12, 30), variant=1))
    with warehouse.snapshot() as snapshot:
        assert with_years(snapshot.manifest, {name: year}).years == {}


def test_superseded_snapshots_stay_for_their_grace_and_then_go(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path / "warehouse", grace=dt.timedelta(minutes=10))
    snapshots = warehouse.store.store / "snapshots"
    for variant in range(4):
        warehouse.publish_edition(*small_edition(dt.date(2021, 1, 10), variant=variant))
    assert len(list(snapshots.iterdir())) == 4
    for age, path in zip((60, 45, 30, 1), sorted(snapshots.iterdir()), strict=True):
        _make_older(path, dt.timedelta(minutes=age))
    views = Path(os.path.realpath(warehouse.store.root / "articles")).parent
    warehouse.publish_edition(*small_edition(dt.date(2021, 1, 10), variant=4))
    assert [path.name[:8] for path in sorted(snapshots.iterdir())] == ["00000003", "00000004", "00000005"]
    assert sorted(path.name[:8] for path in views.iterdir()) == ["00000003", "00000004", "00000005"]
    assert verify(warehouse.store.root) == []


def _make_older(path: Path, age: dt.timedelta) -> None:
    moment = (dt.datetime.now() - age).timestamp()
    os.utime(path, (moment, moment))


def test_names_and_numbers_are_never_used_again(filled: Warehouse) -> None:
    numbers = []
    for variant in range(3):
        filled.publish_edition(*small_edition(dt.date(2021, 1, 1), variant=variant))
        filled.sweep(dt.timedelta(0))
        numbers.append((filled.store.current() or "")[:8])
    assert numbers == sorted(set(numbers))


def test_going_back_to_an_earlier_version_gives_the_earlier_bytes(filled: Warehouse) -> None:
    before = visible_files(filled.store.root)
    filled.publish_edition(*small_edition(dt.date(2021, 1, 1), variant=1))
    filled.publish_edition(*small_edition(dt.date(2021, 1, 1), variant=0))
    assert visible_files(filled.store.root) == before
