"""Anyone who reads Parquet reads a table in one line, also while editions are published as fast as possible.

`make torture` does the same with 10,000 reads.
"""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from pipelines.warehouse import Warehouse, WarehouseError, open_table, snapshot_path, table_path
from pipelines.warehouse.schema import arrow_schema, schema
from tests.warehouse.faults import read_while_publishing
from tests.warehouse.small_editions import SmallEdition, small_edition


def test_each_table_reads_in_one_line_with_every_library(filled: Warehouse) -> None:
    for table in schema().tables:
        plain = str(filled.store.root / table)
        rows = filled.read(table).num_rows
        assert len(pd.read_parquet(plain)) == rows
        assert pq.read_table(plain).num_rows == rows
        assert ds.dataset(plain).count_rows() == rows
        assert pl.scan_parquet(plain).collect().height == rows
        assert duckdb.sql(f"SELECT count(*) FROM read_parquet('{plain}/**/*.parquet')").fetchall() == [(rows,)]


def test_the_columns_are_those_of_the_schema_and_nothing_else(filled: Warehouse) -> None:
    for table in schema().tables:
        found = pd.read_parquet(filled.store.root / table)
        assert list(found.columns) == arrow_schema(table).names


def test_files_carry_descriptions_units_and_page_checksums(filled: Warehouse) -> None:
    (path,) = (filled.store.root / "pages").glob("*-2020-*")
    stored = pq.read_schema(path)
    assert stored.metadata[b"key"] == b"page_id"
    assert stored.field("width").metadata[b"unit"] == b"pt"
    assert pq.ParquetFile(path).metadata.row_group(0).column(0).compression == "ZSTD"
    content = bytearray(path.read_bytes())
    column = pq.ParquetFile(path).metadata.row_group(0).column(0)
    content[column.dictionary_page_offset + column.total_compressed_size - 1] ^= 1
    path.write_bytes(content)
    with pytest.raises(OSError, match=r"(?i)crc|checksum|corrupt"):
        pq.read_table(path, page_checksum_verification=True)


def test_reading_by_columns_and_editions(filled: Warehouse, three_days: list[SmallEdition]) -> None:
    last = three_days[-1].edition_id
    headlines = filled.read("articles", columns=["headline"], editions=[last])
    assert headlines.column_names == ["headline"]
    assert headlines.num_rows == three_days[-1].tables["articles"].num_rows
    assert filled.read("articles", editions=["zhuzhou-daily-1999-01-01"]).num_rows == 0
    with pytest.raises(WarehouseError, match="registry over all editions"):
        filled.read("officials", editions=[last])
    with pytest.raises(WarehouseError, match="there is no table 'headlines'"):
        filled.read("headlines")


def test_nothing_published_yet_means_tables_without_rows(warehouse: Warehouse) -> None:
    assert warehouse.editions() == {}
    assert warehouse.read("articles").schema.equals(arrow_schema("articles"))
    with pytest.raises(WarehouseError, match="broadsheet ingest"):
        snapshot_path(warehouse.store.root)
    with pytest.raises(WarehouseError, match="broadsheet ingest"):
        table_path(warehouse.store.root, "articles")


def test_a_snapshot_stays_as_it_was_whatever_is_published(filled: Warehouse) -> None:
    with filled.snapshot() as snapshot:
        before = {table: snapshot.read(table) for table in ("articles", "checks")}
        filled.publish_edition(*small_edition(dt.date(2021, 1, 1), variant=1))
        filled.withdraw_edition("zhuzhou-daily-2020-12-30")
        filled.sweep(dt.timedelta(0))
        for table, rows in before.items():
            assert snapshot.read(table).equals(rows)
            assert len(pd.read_parquet(snapshot.path(table))) == rows.num_rows
    assert filled.read("articles").num_rows == before["articles"].num_rows - 2


def test_one_liners_of_the_package(filled: Warehouse) -> None:
    root = filled.store.root
    rows = filled.read("mentions").num_rows
    assert open_table(root, "mentions").count_rows() == rows
    assert len(pd.read_parquet(table_path(root, "mentions"))) == rows
    assert table_path(root, "mentions") == Path(os.path.realpath(root / "mentions"))
    base = snapshot_path(root)
    assert len(pd.read_parquet(base / "mentions")) == rows
    assert sorted(path.name for path in base.iterdir() if path.is_dir()) == sorted(schema().tables)
    assert isinstance(open_table(root, "mentions").to_table(columns=["surface"]), pa.Table)


def test_300_reads_while_everything_is_replaced_never_err_and_never_mix(tmp_path: Path) -> None:
    tally = read_while_publishing(tmp_path / "warehouse", reads=300)
    assert tally.reads >= 300
    assert tally.mixed == []
    assert tally.errors == []
    assert tally.states_seen > 1
    assert tally.plain_wrong == []
