"""An ingest that runs out of room at any point leaves the tables as they were, says so, and the next run succeeds."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.ingest import ingest
from pipelines.warehouse import Warehouse
from tests.typeset import deliver, edition

pytestmark = [pytest.mark.torture, pytest.mark.timeout(900)]

ROOT = Path(__file__).parents[2]
PROGRAM = """
import resource, sys
from pipelines.ingest import ingest
from pipelines.warehouse import WarehouseError
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
try:
    ingest(sys.argv[1], sys.argv[2], workers=0)
except WarehouseError as error:
    sys.exit(f"said: {error}")
"""


def put(raw: Path, number: int) -> None:
    date = dt.date(2021, 1, 10) + dt.timedelta(days=number)
    pages = edition("株洲日报", date, issue=22487 + number, labels=["A1"])
    deliver({"A1.pdf": pages["A1"]}, raw / "zhuzhou-daily" / str(date))


@pytest.mark.parametrize("room", [300, 3_000, 5_000, 8_000, 12_000, 16_000, 20_000, 30_000])
def test_no_room(tmp_path: Path, room: int):
    """`room`: size that no file may pass, in bytes; from the first line of the ledger to the largest table."""
    raw, warehouse = tmp_path / "raw", tmp_path / "warehouse"
    put(raw, 0)
    ingest(raw, warehouse, workers=0)
    before = Warehouse(warehouse).read("articles")
    put(raw, 1)
    command = [sys.executable, "-c", PROGRAM, str(raw), str(warehouse), str(room)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    if ended.returncode:
        assert "said: " in ended.stderr
        assert "file size limit" in ended.stderr
    after = Warehouse(warehouse).read("articles")
    assert before.num_rows <= after.num_rows
    assert after.slice(0, before.num_rows).equals(before)
    report = ingest(raw, warehouse, workers=0)
    assert report.files.published == 2
    assert Warehouse(warehouse).read("editions").num_rows == 2
