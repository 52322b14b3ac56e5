"""The figures in docs/warehouse.md: `.venv/bin/python -m tests.warehouse.measure [folder]` (about two minutes).

The same small editions (15 tables) go into our warehouse and, where it is installed, into one Delta table per table.
"""

from __future__ import annotations

import datetime as dt
import importlib.util
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow.dataset as ds

from pipelines.warehouse import Draft, Warehouse, table_path, verify
from pipelines.warehouse.schema import edition_tables
from pipelines.warehouse.table_files import conform
from tests.warehouse.small_editions import small_edition

YEAR = [dt.date(2020, 1, 1) + dt.timedelta(number) for number in range(366)]


def seconds(work: Callable[[], object], times: int = 1) -> float:
    """The best of some runs."""
    best = float("inf")
    for _ in range(times):
        started = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - started)
    return best


def main(folder: Path) -> None:
    warehouse = Warehouse(folder / "ours")
    editions = {day: small_edition(day) for day in [*YEAR, dt.date(2021, 1, 1), dt.date(2021, 1, 2)]}
    first = seconds(lambda: warehouse.publish_edition(*editions[YEAR[0]]))
    print(f"publish one edition, empty warehouse: {1000 * first:.0f} ms")
    rest = seconds(lambda: warehouse.publish_many(Draft(*editions[day]) for day in YEAR[1:]))
    print(f"publish a year at once: {1000 * rest / 365:.0f} ms an edition")
    one = seconds(lambda: warehouse.publish_edition(*editions[dt.date(2021, 1, 1)]))
    print(f"publish one edition beside a year of loose ones: {1000 * one:.0f} ms")
    _readers(warehouse, "loose")
    print(f"compact the year: {seconds(warehouse.compact):.1f} s")
    one = seconds(lambda: warehouse.publish_edition(*editions[dt.date(2021, 1, 2)]))
    print(f"publish one edition beside a compacted year: {1000 * one:.0f} ms")
    _readers(warehouse, "compacted")
    print(f"verify: {seconds(lambda: verify(warehouse.store.root)):.1f} s")
    if importlib.util.find_spec("deltalake"):
        _delta(folder / "delta", [editions[day] for day in YEAR[:30]])


def _readers(warehouse: Warehouse, state: str) -> None:
    folder = table_path(warehouse.store.root, "mentions")
    files = list(folder.glob("*.parquet"))
    megabytes = sum(path.stat().st_size for path in files) / 1e6
    print(f"mentions, {state}: {len(files)} files, {megabytes:.2f} MB")
    query = f"SELECT count(surface) FROM read_parquet('{folder}/*.parquet')"
    for name, read in {
        "pandas": lambda: pd.read_parquet(folder),
        "pyarrow": lambda: ds.dataset(folder).to_table(),
        "duckdb": lambda: duckdb.connect().sql(query).fetchall(),
        "polars": lambda: pl.scan_parquet(folder).collect(),
        "Warehouse.read": lambda: warehouse.read("mentions"),
    }.items():
        print(f"  {name}: {1000 * seconds(read, 3):.0f} ms")


def _delta(folder: Path, editions: list) -> None:  # type: ignore[type-arg]
    import deltalake

    def publish(edition) -> None:  # type: ignore[no-untyped-def]
        for name in edition_tables():
            table, _ = conform(name, edition.tables[name])
            plain = table.cast(_without_dictionaries(table.schema))
            deltalake.write_deltalake(folder / name, plain, mode="append")

    spent = [seconds(lambda edition=edition: publish(edition)) for edition in editions]  # type: ignore[misc]
    print(f"Delta, 15 commits an edition: first {1000 * spent[0]:.0f} ms, 30th {1000 * spent[-1]:.0f} ms")


def _without_dictionaries(schema):  # type: ignore[no-untyped-def]
    import pyarrow as pa

    return pa.schema([pa.field(f.name, pa.string() if pa.types.is_dictionary(f.type) else f.type) for f in schema])


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as scratch:
            main(Path(scratch))
            shutil.rmtree(scratch, ignore_errors=True)
