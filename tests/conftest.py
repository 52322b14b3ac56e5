"""Fixtures for all tests: the sample editions of the repository, taken in once per test run."""

import fcntl
import os
from pathlib import Path

import hypothesis
import pytest

ROOT = Path(__file__).parents[1]

# A test run says the same twice; HYPOTHESIS_PROFILE=explore looks for examples that nobody has seen.
hypothesis.settings.register_profile("repeatable", derandomize=True, print_blob=True)
hypothesis.settings.register_profile("explore", max_examples=300, print_blob=True)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))


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
