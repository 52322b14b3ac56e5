"""Keeps the run storage small and honest: old runs go, and runs whose process died are closed."""

from __future__ import annotations

import datetime as dt
import os

import dagster as dg
from dagster import DagsterRunStatus, RunsFilter

KEEP_DAYS = 30
PID_TAG = "broadsheet/pid"
_UNFINISHED = [DagsterRunStatus.STARTED, DagsterRunStatus.STARTING, DagsterRunStatus.CANCELING]


def sweep(instance: dg.DagsterInstance, keep_days: int = KEEP_DAYS) -> tuple[int, int]:
    """Close what a power cut left "started" and delete finished runs older than `keep_days`.

    Returns how many runs were closed and deleted. Runs that this program started carry their process id; a run
    whose process is gone, or belongs to another boot of the machine, can't finish any more.
    """
    closed = 0
    for record in instance.get_run_records(RunsFilter(statuses=_UNFINISHED)):
        run = record.dagster_run
        if PID_TAG in run.tags and run.tags[PID_TAG] != process_tag() and not _is_alive(run.tags[PID_TAG]):
            instance.report_run_failed(run, "the process of this run is gone (power cut or kill)")
            closed += 1
    before = dt.datetime.now(dt.UTC) - dt.timedelta(days=keep_days)
    finished = [DagsterRunStatus.SUCCESS, DagsterRunStatus.FAILURE, DagsterRunStatus.CANCELED]
    old = instance.get_run_records(RunsFilter(statuses=finished, created_before=before), limit=1000)
    for record in old:
        instance.delete_run(record.dagster_run.run_id)
    return closed, len(old)


def process_tag() -> str:
    """`<pid>@<boot>` of this process."""
    return f"{os.getpid()}@{_boot()}"


def _boot() -> str:
    try:
        with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as file:  # noqa: PTH123
            return file.read().strip()
    except OSError:
        return "unknown"


def _is_alive(tag: str) -> bool:
    pid, _, boot = tag.partition("@")
    if boot != _boot() or not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
