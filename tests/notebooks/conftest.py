"""The hand-made history as a warehouse: 30 editions with what becomes of 18 projects and 20 people."""

from __future__ import annotations

import fcntl
from pathlib import Path

import pytest

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


def _draft(tables) -> Draft:
    (row,) = tables["editions"].select(["edition_id", "source_digest"]).to_pylist()
    return Draft(row["edition_id"], tables, Stamp(row["source_digest"], "test", "test"))
