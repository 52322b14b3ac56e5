"""Runs parsing tasks in processes of their own, so that a crash or an endless loop costs one task.

Processes are started fresh (not forked from a parent with threads) and live as long as there is work. One that
dies or passes its deadline is replaced; its task comes back as a `TaskFailure`.
"""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipelines.ingest.tasks import MakeEdition, Task, TaskResult, result_from_frames, task_to_json

_BASE_SECONDS = 180.0
_SECONDS_PER_FILE = 60.0
_READ = 1 << 20
_HEARTBEAT = 2.0
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


@dataclass(frozen=True, slots=True)
class TaskFailure:
    """A task that has no result: its process died (`crashed`) or took too long (`timeout`)."""

    reason: str
    detail: str


Outcome = TaskResult | TaskFailure


class WorkerStartError(RuntimeError):
    """A parsing process ended before it was ready: the program is broken, not a file."""


def default_workers(task_count: int) -> int:
    """Processes for so many tasks: one for each core that this process may use, no more than there are tasks."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, task_count))


def run_tasks(tasks: Iterable[Task], workers: int) -> Iterator[tuple[Task, Outcome] | None]:
    """The outcomes in the order in which they are finished; `workers` 0 runs them in this process.

    Gives None now and then while nothing is finished, so that the caller can do what waits meanwhile.
    """
    if workers <= 0:
        from pipelines.ingest.parsing import run_task  # heavy, and not needed where other processes work

        for task in tasks:
            yield task, run_task(task)
        return
    pool = _Pool(workers)
    try:
        yield from pool.run(deque(tasks))
    finally:
        pool.close()


def seconds_for(task: Task) -> float:
    """How long a task may take; reading has its own, tighter limits for each page."""
    files = len(task.source.pages) if isinstance(task, MakeEdition) else len(task.files)
    return _BASE_SECONDS + _SECONDS_PER_FILE * files


@dataclass(slots=True, eq=False)
class _Worker:
    process: subprocess.Popen[bytes]
    task: Task | None = None
    deadline: float = 0.0
    received: bytearray = field(default_factory=bytearray)
    header: dict[str, Any] | None = None
    is_ready: bool = False

    @classmethod
    def start(cls) -> _Worker:
        root = str(Path(__file__).resolve().parents[2])  # this program, even where another one is installed
        program = f"import sys; sys.path.insert(0, {root!r}); from pipelines.ingest.parse_worker import main; main()"
        command = [sys.executable, "-P", "-c", program, str(os.getpid())]  # -P: no module of the current folder
        # a group of its own: the user's Ctrl-C is for the parent, which ends the workers in good order
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | _ONE_THREAD,
            process_group=0,
        )
        return cls(process)

    def give(self, task: Task) -> None:
        assert self.process.stdin is not None
        self.task, self.deadline = task, time.monotonic() + seconds_for(task)
        self.process.stdin.write(json.dumps(task_to_json(task)).encode() + b"\n")
        self.process.stdin.flush()

    def take(self, chunk: bytes) -> TaskResult | None:
        """The result, when with this chunk all of its frame has come."""
        self.received += chunk
        if self.header is None:
            head, newline, rest = self.received.partition(b"\n")
            if not newline:
                return None
            self.header, self.received = json.loads(head), rest
        assert self.header is not None
        if len(self.received) < sum(self.header["streams"]):
            return None
        streams, start = [], 0
        for length in self.header["streams"]:
            streams.append(bytes(self.received[start : start + length]))
            start += length
        rest, header = self.received[start:], self.header
        self.received, self.header = rest, None
        if not self.is_ready:
            self.is_ready = True
            return self.take(b"") if rest else None
        self.task = None
        return result_from_frames(header, streams)

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()


class _Pool:
    def __init__(self, size: int) -> None:
        self._size = size
        self._workers: list[_Worker] = []
        self._selector = selectors.DefaultSelector()

    def run(self, waiting: deque[Task]) -> Iterator[tuple[Task, Outcome] | None]:
        while True:
            self._hand_out(waiting)
            busy = [worker for worker in self._workers if worker.task is not None]
            if not busy:
                return
            pause = max(0.0, min(worker.deadline for worker in busy) - time.monotonic())
            arrived = self._selector.select(min(pause, _HEARTBEAT))
            if not arrived:
                yield None
            for key, _ in arrived:
                if (finished := self._receive(key.data)) is not None:
                    yield finished
            for worker in [worker for worker in busy if worker.task is not None and time.monotonic() > worker.deadline]:
                task = worker.task
                assert task is not None
                self._drop(worker)
                yield task, TaskFailure("timeout", f"{task.subject}: not done after {seconds_for(task):.0f} s")

    def _hand_out(self, waiting: deque[Task]) -> None:
        while waiting:
            idle = next((worker for worker in self._workers if worker.task is None), None)
            if idle is None and len(self._workers) >= self._size:
                return
            if idle is None:
                idle = _Worker.start()
                self._workers.append(idle)
                assert idle.process.stdout is not None
                self._selector.register(idle.process.stdout, selectors.EVENT_READ, idle)
            task = waiting.popleft()
            try:
                idle.give(task)
            except BrokenPipeError:  # it died while idle: the task is not to blame
                waiting.appendleft(task)
                self._drop(idle)

    def _receive(self, worker: _Worker) -> tuple[Task, Outcome] | None:
        assert worker.process.stdout is not None
        chunk = os.read(worker.process.stdout.fileno(), _READ)
        task = worker.task
        if not chunk:
            self._drop(worker)
            code = worker.process.returncode
            if not worker.is_ready and code != -signal.SIGKILL:
                raise WorkerStartError(
                    f"a parsing process could not start (exit code {code}); its error output says why"
                )
            how = f"signal {-code}" if code < 0 else f"exit code {code}"
            return (task, TaskFailure("crashed", f"{task.subject}: the process ended with {how}")) if task else None
        result = worker.take(chunk)
        return (task, result) if task is not None and result is not None else None

    def _drop(self, worker: _Worker) -> None:
        assert worker.process.stdout is not None
        self._selector.unregister(worker.process.stdout)
        self._workers.remove(worker)
        worker.kill()

    def close(self) -> None:
        """End all processes. They hold nothing that could be lost, so by force, which is quick."""
        for worker in list(self._workers):
            self._drop(worker)
        self._selector.close()
