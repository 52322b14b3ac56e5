"""Everything killed twenty times amid a tick of thirty files: in the end each edition is there exactly once."""

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipelines.ingest import ingest, status
from pipelines.warehouse import Warehouse
from pipelines.warehouse.schema import schema
from tests.typeset import deliver, edition

pytestmark = [pytest.mark.torture, pytest.mark.timeout(900)]

EDITIONS, KILLS = 15, 20
ROOT = Path(__file__).parents[2]


def delivery(raw: Path) -> None:
    for number in range(EDITIONS):
        date = dt.date(2021, 1, 10) + dt.timedelta(days=number)
        pages = edition("株洲日报", date, issue=22487 + number)
        deliver({f"{label}.pdf": content for label, content in pages.items()}, raw / "zhuzhou-daily" / str(date))


def tick(raw: Path, warehouse: Path) -> subprocess.Popen[bytes]:
    program = f"from pipelines.ingest import ingest; ingest({str(raw)!r}, {str(warehouse)!r}, workers=2)"
    return subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, process_group=0, stderr=subprocess.DEVNULL)


def members(pid: int) -> list[int]:
    """A process and all that came from it."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except FileNotFoundError:
        return []
    return [pid, *(found for child in children for found in members(int(child)))]


def contents(warehouse: Path) -> dict[str, list[object]]:
    store = Warehouse(warehouse)
    return {table: store.read(table).to_pylist() for table in schema().tables}


def test_twenty_kills_amid_a_tick(tmp_path: Path):
    raw = tmp_path / "raw"
    delivery(raw)
    ingest(raw, tmp_path / "undisturbed", workers=0)
    dice = random.Random(7)
    left: list[int] = []
    for _ in range(KILLS):
        process = tick(raw, tmp_path / "killed")
        time.sleep(dice.uniform(0.5, 6.0))
        everybody = members(process.pid)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        left += everybody[1:]
    deadline = time.monotonic() + 20
    while any(Path(f"/proc/{pid}").exists() for pid in left) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert [pid for pid in left if Path(f"/proc/{pid}").exists()] == []
    report = ingest(raw, tmp_path / "killed", workers=0)
    assert report.failed == 0
    assert (report.files.published, report.files.pending) == (2 * EDITIONS, 0)
    assert contents(tmp_path / "killed") == contents(tmp_path / "undisturbed")
    store = Warehouse(tmp_path / "killed")
    with store.snapshot() as snapshot:
        sources = [snapshot.record(edition_id).stamp for edition_id in snapshot.editions()]
        made = {edition_id: [v.record for v in snapshot.history(edition_id)] for edition_id in snapshot.editions()}
    assert len(sources) == EDITIONS
    assert all(len(records) == len(set(records)) for records in made.values())  # no version twice
    assert status(raw, tmp_path / "killed").pending == []
