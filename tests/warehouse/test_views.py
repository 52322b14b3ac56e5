"""A listing of a table that became old, because the link moved before its files were opened, is right or an error."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from pipelines.warehouse import Warehouse, table_path, verify
from tests.warehouse.small_editions import small_edition

LISTING_READERS: dict[str, Callable[[Path], Any]] = {
    "pandas": pd.read_parquet,
    "pandas, a column": lambda folder: pd.read_parquet(folder, columns=["article_id"]),
    "parquet": pq.read_table,
    "dataset": lambda folder: ds.dataset(folder).to_table(),
    "dataset, counted": lambda folder: ds.dataset(folder).count_rows(),
    "dataset, filtered": lambda folder: ds.dataset(folder).to_table(filter=ds.field("article_id").is_valid()),
}


def names(warehouse: Warehouse, table: str) -> set[str]:
    return {path.name for path in table_path(warehouse.store.root, table).iterdir()}


def test_when_a_table_changes_no_name_of_the_old_listing_is_left_but_that_of_the_guard(filled: Warehouse) -> None:
    """Otherwise Arrow, which leaves out names that are gone, would show the unchanged editions alone."""
    before = names(filled, "articles")
    filled.publish_edition(*small_edition(dt.date(2021, 1, 1), variant=1))
    corrected = names(filled, "articles")
    assert before & corrected == {"~"}
    filled.publish_edition(*small_edition(dt.date(2021, 1, 2)))
    assert corrected & names(filled, "articles") == {"~"}


def test_a_table_that_does_not_change_keeps_its_folder(filled: Warehouse) -> None:
    before = {table: table_path(filled.store.root, table) for table in ("articles", "contributors")}
    filled.publish_edition(*small_edition(dt.date(2021, 1, 1), variant=1))
    assert table_path(filled.store.root, "contributors") == before["contributors"]
    assert table_path(filled.store.root, "articles") != before["articles"]


@pytest.mark.parametrize("reader", LISTING_READERS)
def test_who_finds_nothing_but_the_guard_is_told_to_read_again(filled: Warehouse, tmp_path: Path, reader: str) -> None:
    """What Arrow is left with when the link moves after it has listed a table and before it asks for the first file."""
    left = tmp_path / "articles"
    left.mkdir()
    (left / "~").symlink_to(table_path(filled.store.root, "articles") / "~")
    with pytest.raises(ValueError, match="this table changed while its folder was listed: read it again"):
        LISTING_READERS[reader](left)


def test_a_lost_guard_is_found_and_comes_back_with_the_next_publication(filled: Warehouse) -> None:
    (guard,) = (filled.store.store / "guards" / "articles").iterdir()
    guard.unlink()
    assert any("does not lead to a guard" in finding.what for finding in verify(filled.store.root))
    filled.publish_edition(*small_edition(dt.date(2021, 1, 2)))
    assert verify(filled.store.root) == []


def test_a_view_that_lost_a_name_is_made_anew_by_the_next_publication(filled: Warehouse) -> None:
    folder = table_path(filled.store.root, "contributors")
    next(folder.glob("*.parquet")).unlink()
    assert verify(filled.store.root) != []
    filled.publish_edition(*small_edition(dt.date(2021, 1, 1), variant=1))
    assert table_path(filled.store.root, "contributors") != folder
    assert pd.read_parquet(filled.store.root / "contributors").shape[0] == filled.read("contributors").num_rows
