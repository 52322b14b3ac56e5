"""Parsing in processes of their own: results come back whole, deaths cost one task, nothing is left behind."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import pipelines.ingest.workers
from pipelines.ingest.tasks import TakeFiles, TakenFile, TaskResult, task_from_json, task_to_json
from pipelines.ingest.workers import TaskFailure, WorkerStartError, run_tasks
from pipelines.intake.candidates import Arrival
from pipelines.intake.scan import scan_raw
from pipelines.publications import load_profile
from tests.typeset import deliver, edition

TODAY = dt.date(2021, 2, 1)


def tasks_for(raw: Path, days: int) -> list[TakeFiles]:
    for number in range(days):
        date = dt.date(2021, 1, 10) + dt.timedelta(days=number)
        deliver({"A1.pdf": edition("株洲日报", date, labels=["A1"])["A1"]}, raw / str(date))
    profile = load_profile("zhuzhou-daily")
    return [
        TakeFiles((TakenFile(delivery, Arrival("2021", 1, delivery.path), profile),), TODAY)
        for delivery in scan_raw(raw).deliveries
    ]


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_a_task_survives_the_pipe(tmp_path: Path):
    (task,) = tasks_for(tmp_path, 1)
    assert task_from_json(task_to_json(task)) == task


def test_processes_give_what_this_process_gives(tmp_path: Path):
    tasks = tasks_for(tmp_path, 3)
    here = {task.subject: outcome for task, outcome in filter(None, run_tasks(tasks, 0))}
    there = {task.subject: outcome for task, outcome in filter(None, run_tasks(tasks, 2))}
    assert len(here) == len(there) == 3
    for task in tasks:
        one, other = here[task.subject], there[task.subject]
        assert isinstance(one, TaskResult)
        assert isinstance(other, TaskResult)
        assert one.facts == other.facts
        (mine,), (theirs,) = one.editions, other.editions
        assert (mine.edition_id, mine.input_digest, mine.error) == (theirs.edition_id, theirs.input_digest, None)
        assert mine.tables == theirs.tables


def test_a_killed_process_costs_one_task(tmp_path: Path):
    tasks = tasks_for(tmp_path, 3)
    outcomes = []
    before = set(children_of(os.getpid()))
    killed = False
    for finished in run_tasks(tasks, 1):
        if finished is not None:
            outcomes.append(finished[1])
        if not killed:
            (worker,) = set(children_of(os.getpid())) - before
            os.kill(worker, signal.SIGKILL)  # amid the second task, or while idle before it
            killed = True
    lost = [outcome for outcome in outcomes if isinstance(outcome, TaskFailure)]
    assert len(outcomes) == 3
    assert len(lost) <= 1
    assert all(failure.reason == "crashed" and "signal 9" in failure.detail for failure in lost)


def test_a_program_that_can_not_start_is_no_file_s_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(WorkerStartError, match="could not start"):
        list(run_tasks(tasks_for(tmp_path, 1), 1))


def test_a_task_without_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pipelines.ingest.workers, "_BASE_SECONDS", 0.0)
    monkeypatch.setattr(pipelines.ingest.workers, "_SECONDS_PER_FILE", 0.2)  # less than a process needs to start
    (task,) = tasks_for(tmp_path, 1)
    ((_, outcome),) = filter(None, run_tasks([task], 1))
    assert isinstance(outcome, TaskFailure)
    assert outcome.reason == "timeout"


def test_workers_die_with_a_killed_parent(tmp_path: Path):
    tasks_for(tmp_path / "raw" / "zhuzhou-daily", 4)
    program = (
        f"from pipelines.ingest import ingest; ingest({str(tmp_path / 'raw')!r}, {str(tmp_path / 'w')!r}, workers=2)"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], cwd=Path(__file__).parents[2])
    workers: list[int] = []
    deadline = time.monotonic() + 30
    while len(workers) < 2 and time.monotonic() < deadline:
        workers = children_of(parent.pid)
        time.sleep(0.02)
    assert len(workers) == 2
    parent.kill()
    parent.wait()
    while any(Path(f"/proc/{worker}").exists() for worker in workers) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(Path(f"/proc/{worker}").exists() for worker in workers)
