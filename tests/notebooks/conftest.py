"""Warehouses for the notebooks: the hand-made history, and one edition that reports no official and no project."""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pytest

from pipelines.edition import parse_edition
from pipelines.intake.plan import EditionSource, SourcePage
from pipelines.publications.profile import generic_profile
from pipelines.registries import build_registries
from pipelines.warehouse import Draft, Warehouse
from pipelines.warehouse.records import Stamp
from tests.registries.history_archive import HOMES, archive, days, edition


@pytest.fixture(scope="session")
def history_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse of the history in `tests/registries/history`; processes of one test run share it. Read it only."""
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if shared.name.startswith("popen-") else shared
    root = shared / "history-warehouse"
    with (shared / "history-warehouse.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        warehouse = Warehouse(root)
        if not warehouse.editions():
            registries = build_registries(archive(), homes=HOMES)
            warehouse.publish_many(_draft(edition(day)) for day in days())
            warehouse.publish_registries(registries.tables, documents={"ledger.jsonl": registries.ledger.to_bytes()})
    return root


@pytest.fixture(scope="session")
def quiet_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse of one page with one story about a wood in autumn."""
    folder = tmp_path_factory.mktemp("quiet")
    path = folder / "quiet-2019-01-15-A1.txt"
    path.write_text("秋日的山林\n\n山里的叶子红了，风吹过来，满坡都是秋天的声音。\n", encoding="utf-8")
    page = SourcePage("A1", path.name, path, None, "text", hashlib.sha256(path.read_bytes()).hexdigest(), 0)
    source = EditionSource("quiet", dt.date(2019, 1, 15), "", "path", (page,))
    tables = parse_edition(source, generic_profile("quiet")).tables
    warehouse = Warehouse(folder / "warehouse")
    warehouse.publish_many([_draft(tables)])
    warehouse.publish_registries(build_registries(tables).tables)
    return folder / "warehouse"


def _draft(tables: Mapping[str, pa.Table]) -> Draft:
    (row,) = tables["editions"].select(["edition_id", "source_digest"]).to_pylist()
    return Draft(row["edition_id"], tables, Stamp(row["source_digest"], "test", "test"))
