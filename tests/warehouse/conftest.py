from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from pipelines.warehouse import Draft, Warehouse
from tests.warehouse.small_editions import SmallEdition, small_edition, small_registries


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path / "warehouse")


@pytest.fixture
def three_days() -> list[SmallEdition]:
    """Editions of the last two days of 2020 and the first of 2021."""
    return [small_edition(dt.date(2020, 12, 30) + dt.timedelta(days)) for days in range(3)]


@pytest.fixture
def filled(warehouse: Warehouse, three_days: list[SmallEdition]) -> Warehouse:
    """A warehouse with three editions, the registries over them and a ledger; 2020 is compacted."""
    warehouse.publish_many(Draft(*edition) for edition in three_days)
    warehouse.publish_registries(small_registries(three_days), inputs="three", documents={"ledger.csv": b"id\n"})
    warehouse.compact()
    return warehouse
