"""Fixtures for all tests: the sample editions of the repository, taken in once per test run."""

import fcntl
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def sample_warehouse(tmp_path_factory) -> Path:
    """A warehouse of the editions in `raw/`; processes of one test run share it. Read it only."""
    from pipelines.ingest import ingest

    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if shared.name.startswith("popen-") else shared
    warehouse = shared / "sample-warehouse"
    with (shared / "sample-warehouse.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        report = ingest(ROOT / "raw", warehouse)
    assert report.failed == 0
    return warehouse
