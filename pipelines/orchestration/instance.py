"""The Dagster instance: where its history lies, made once, swept of what a power cut left."""

from __future__ import annotations

import fcntl
import os
import shutil
from importlib import resources
from pathlib import Path

import dagster as dg


def dagster_home() -> Path:
    """`$DAGSTER_HOME`, else `.dagster_home` in the current folder; made with our settings when it is new.

    Two processes that start on an empty home would corrupt it, so making it is serialised by a lock.
    """
    home = Path(os.environ.get("DAGSTER_HOME") or Path.cwd() / ".dagster_home").resolve()
    home.mkdir(parents=True, exist_ok=True)
    with (home / ".init-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        settings = home / "dagster.yaml"
        if not settings.exists():
            with resources.as_file(resources.files(__package__).joinpath("dagster.yaml")) as shipped:
                shutil.copyfile(shipped, settings)
            with dg.DagsterInstance.from_config(str(home)) as instance:
                instance.get_run_records(limit=1)  # creates the SQLite files while the lock is held
    return home


def open_instance() -> dg.DagsterInstance:
    """The instance at `dagster_home()`; use it as a context manager."""
    return dg.DagsterInstance.from_config(str(dagster_home()))
