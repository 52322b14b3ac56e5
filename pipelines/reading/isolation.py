"""Reading a file that nobody vouches for: in a worker with limits, page by page, so that a bomb costs one page.

The worker comes from a clean process of its own (`worker.serve`), started at the first use and ended with this one.
It may be called from any thread of a program that has many.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pipelines.reading import worker
from pipelines.reading.limits import Limits
from pipelines.reading.page import PageReading, ReadingFailure
from pipelines.reading.reader import PdfReading, refused
from pipelines.reading.regular_file import open_regular
from pipelines.reading.wire import WireError, decode_page

MAX_DEATHS = 10  # workers that one file may cost; what is then left of it is given up
MAX_FRAME = 512_000_000
_GRACE = 2.0  # seconds in which a dead worker's status must arrive


def read_pdf_isolated(path: Path, *, limits: Limits = Limits()) -> PdfReading:  # noqa: B008 (frozen)
    """Read a PDF in workers of its own. Every file gives a reading, none takes longer than `limits.wall_seconds`.

    A page on which a worker dies or overruns becomes a ReadingFailure, and the next worker goes on behind it.
    """
    try:
        handle = open_regular(path)
    except OSError as error:
        return refused("cannot be opened", error.strerror or str(error))
    try:
        reading = _Reading(handle, limits)
        return replace(reading.run(), cpu_seconds=round(reading.cpu_seconds, 4), peak_bytes=reading.peak_bytes)
    finally:
        os.close(handle)


@dataclass(slots=True)
class _Reading:
    """One file on its way through the workers."""

    handle: int
    limits: Limits
    structure: dict[str, Any] | None = None
    pages: list[PageReading | ReadingFailure] = field(default_factory=list)
    refusal: PdfReading | None = None
    cpu_seconds: float = 0.0
    peak_bytes: int = 0

    def run(self) -> PdfReading:
        deadline = time.monotonic() + self.limits.wall_seconds
        deaths = 0
        while True:
            left = replace(self.limits, cpu_seconds=self.limits.cpu_seconds - self.cpu_seconds)
            job = _Job(self.handle, left, len(self.pages))
            try:
                death = self.receive(job, deadline)
            finally:
                job.close()
            self.cpu_seconds += job.cpu_seconds
            self.peak_bytes = max(self.peak_bytes, job.peak_bytes)
            if death is None or self.refusal is not None:
                break
            deaths += 1
            if self.structure is None:
                return refused("structure check failed", death.detail, transient=death.transient)
            self.pages.append(death)
            out_of_time = time.monotonic() >= deadline or self.cpu_seconds >= self.limits.cpu_seconds - 1
            if len(self.pages) >= self.structure["page_count"]:
                break
            if deaths >= MAX_DEATHS or out_of_time:
                why = "time of the file is used up" if out_of_time else f"{deaths} workers died on this file"
                self.pages += [
                    ReadingFailure(number, "given up", why, death.transient)
                    for number in range(len(self.pages), min(self.structure["page_count"], self.limits.pages))
                ]
                break
        return self.result()

    def receive(self, job: _Job, deadline: float) -> ReadingFailure | None:
        """Take what a worker sends; the failure of the page on which it ended, None when it came to its end."""
        while True:
            until = min(deadline, time.monotonic() + self.limits.page_seconds)
            try:
                kind, payload = job.frame(until)
            except TimeoutError:
                job.kill()
                bound = "file" if until == deadline else "page"
                seconds = self.limits.wall_seconds if bound == "file" else self.limits.page_seconds
                return self.failure("too slow", f"more than {seconds:g} s for one {bound}", transient=job.was_starved())
            except EOFError:
                return self.failure("reader died", *job.cause_of_death())
            if kind == worker.DONE:
                return None
            if kind == worker.FAILED:
                return self.failure("reader failed", ": ".join(map(str, _json_list(payload))))
            try:
                self.accept(kind, payload)
            except WireError as error:
                job.kill()
                return self.failure("reader sent nonsense", str(error))

    def accept(self, kind: bytes, payload: bytes) -> None:
        if kind == worker.PAGE:
            self.pages.append(decode_page(payload, self.limits.glyphs))
        elif kind == worker.STRUCTURE:
            structure = _json_object(payload)
            if self.structure is not None and structure["sha256"] != self.structure["sha256"]:
                self.refusal = refused("changed while it was read", "read it again", transient=True)
            self.structure = structure
        elif kind == worker.REFUSED:
            reason, detail = _json_list(payload)
            self.refusal = refused(str(reason), str(detail))
        else:
            raise WireError(f"unknown frame {kind!r}")

    def failure(self, reason: str, detail: str, transient: bool = False) -> ReadingFailure:
        return ReadingFailure(len(self.pages), reason, detail, transient)

    def result(self) -> PdfReading:
        if self.refusal is not None:
            return self.refusal
        assert self.structure is not None
        verdict, problems = self.structure["verdict"], tuple(map(str, self.structure["problems"]))
        count, digest = int(self.structure["page_count"]), str(self.structure["sha256"])
        if verdict != "ok":
            failure = ReadingFailure(None, verdict, "; ".join(problems))
            return PdfReading(count, [failure], problems, verdict, digest)
        return PdfReading(count, self.pages, problems, "ok", digest)


class _Job:
    """One worker at work, seen from outside."""

    def __init__(self, handle: int, limits: Limits, first: int) -> None:
        self.cpu_seconds, self.peak_bytes = 0.0, 0
        self._started = time.monotonic()
        self._limits = limits
        self._data, self._status = _CLEAN_PARENT.start_worker(handle, worker.request_bytes(limits, first))
        self.pid = worker.PID.unpack(_exactly(self._status, worker.PID.size, time.monotonic() + 30))[0]

    def frame(self, until: float) -> tuple[bytes, bytes]:
        """The next frame; EOFError when the worker has ended, TimeoutError when it lets wait."""
        kind, length = worker.FRAME.unpack(_exactly(self._data, worker.FRAME.size, until))
        if length > MAX_FRAME:
            raise EOFError
        return kind, _exactly(self._data, length, until)

    def kill(self) -> None:
        """End the worker; its parent does it, so that no other process can be hit."""
        with contextlib.suppress(OSError):
            self._status.send(b"K")
        self._read_status()

    def cause_of_death(self) -> tuple[str, bool]:
        """Why a worker ended early, and whether another try may help."""
        code = self._read_status()
        if code is None:
            return "its parent process is gone", True
        if os.WIFSIGNALED(code):
            number = os.WTERMSIG(code)
            if number == signal.SIGXCPU or (number == signal.SIGKILL and self.cpu_seconds >= self._limits.cpu_seconds):
                return f"more than {self._limits.cpu_seconds:g} s of CPU time", False
            if number == signal.SIGKILL:
                return "killed from outside (out of memory?)", True
            name = signal.Signals(number).name
            return f"{name} in native code (often the memory limit of {self._limits.memory_bytes:,} bytes)", False
        return f"ended with status {os.waitstatus_to_exitcode(code)} (often the memory limit)", False

    def was_starved(self) -> bool:
        """Whether a worker that overran had less than half of a processor: then the machine was slow, not the file."""
        return self.cpu_seconds < (time.monotonic() - self._started) / 2

    def close(self) -> None:
        """Give back the sockets; a worker that still lives is ended by that."""
        if not self.cpu_seconds:
            self._read_status()
        self._data.close()
        self._status.close()

    def _read_status(self) -> int | None:
        try:
            packed = _exactly(self._status, worker.STATUS.size, time.monotonic() + _GRACE)
        except (EOFError, TimeoutError):
            return None
        code, self.peak_bytes, self.cpu_seconds = worker.STATUS.unpack(packed)
        return int(code)


class _CleanParent:
    """The process that workers are forked from; one for each process of ours, started when first needed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._owner = 0

    def start_worker(self, handle: int, request: bytes) -> tuple[socket.socket, socket.socket]:
        """Sockets for the data and for the status of a new worker that reads `handle`."""
        data, data_there = socket.socketpair()
        status, status_there = socket.socketpair()
        try:
            with self._lock:
                for attempt in (1, 2):
                    try:
                        handles = [handle, data_there.fileno(), status_there.fileno()]
                        socket.send_fds(self._started(), [request], handles)
                        status.settimeout(30)
                        if status.recv(1, socket.MSG_PEEK):  # the answer also keeps two requests from running together
                            break
                    except OSError:
                        if attempt == 2:
                            raise
                    self.stop()
                else:
                    raise RuntimeError("the reading process does not start: see what it wrote to the standard error")
        finally:
            data_there.close()
            status_there.close()
        return data, status

    def _started(self) -> socket.socket:
        alive = self._process is not None and self._process.poll() is None
        if self._control is not None and alive and self._owner == os.getpid():
            return self._control
        here, there = socket.socketpair()
        package_root = str(Path(__file__).resolve().parents[2])
        program = (
            f"import sys; sys.path.insert(0, {package_root!r}); "
            f"from pipelines.reading.worker import serve; serve({there.fileno()})"
        )
        single = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "NUMEXPR", "VECLIB_MAXIMUM")}
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", program],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=[there.fileno()],
            env={**os.environ, **single},
        )
        there.close()
        self._control, self._owner = here, os.getpid()
        return here

    def forget(self) -> None:
        """In a forked child: the process belongs to our parent, whose death it must be able to notice."""
        self._lock = threading.Lock()
        if self._control is not None:
            self._control.close()
        self._control = self._process = None

    def stop(self) -> None:
        """End the parent process, if it is ours."""
        if self._control is not None and self._owner == os.getpid():
            self._control.close()
            if self._process is not None:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._process.wait(5)
                self._process.kill()
                self._process.wait()
        self._control = self._process = None


_CLEAN_PARENT = _CleanParent()
atexit.register(_CLEAN_PARENT.stop)
os.register_at_fork(after_in_child=_CLEAN_PARENT.forget)


def _exactly(source: socket.socket, size: int, until: float) -> bytes:
    """Receive `size` bytes; TimeoutError at `until`, EOFError at the end of the stream."""
    pieces: list[bytes] = []
    while size:
        left = until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        source.settimeout(left)
        try:
            piece = source.recv(min(size, 1 << 20))
        except ConnectionError as error:
            raise EOFError from error
        if not piece:
            raise EOFError
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def _json_list(payload: bytes) -> list[Any]:
    try:
        value = json.loads(payload)
    except ValueError as error:
        raise WireError(f"not a list: {error}") from error
    if not isinstance(value, list) or len(value) != 2:
        raise WireError("not a pair")
    return value


def _json_object(payload: bytes) -> dict[str, Any]:
    try:
        value = json.loads(payload)
        if not isinstance(value, dict) or not {"verdict", "problems", "page_count", "sha256"} <= value.keys():
            raise WireError("not a structure")
    except (ValueError, struct.error) as error:
        raise WireError(f"not a structure: {error}") from error
    return value
