"""What intake remembers between runs: hashes, facts of files, first arrivals, failures.

A folder with two files: `ledger.jsonl`, one JSON value a line, and `ingest.lock`. A run appends what it
learns, so that what was learned before a power cut is kept (a torn last line is dropped), and writes the
whole file anew at its end, under another name and then renamed. What is *published* is not in here: the
warehouse is asked for that, so that the two can't disagree. Losing the ledger costs a run's work and the
order of arrival, nothing else.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from pipelines.intake.bundles import Bundle, Member
from pipelines.intake.candidates import Arrival
from pipelines.intake.facts import FileFacts
from pipelines.intake.scan import Known, Stamp

_FILE = "ledger.jsonl"
_LOCK = "ingest.lock"
_FIRST_PAUSE = dt.timedelta(minutes=5)
_LONGEST_PAUSE = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Failure:
    """That a file or an edition (`target`) could not be made, with the program and inputs that it was tried with."""

    target: str
    inputs: str
    reason: str
    detail: str
    transient: bool
    attempts: int
    since: str
    last: str

    def is_due(self, inputs: str, now: dt.datetime) -> bool:
        """Whether trying again makes sense: something changed, or it may pass and the pause (doubling) is over."""
        if inputs != self.inputs:
            return True
        pause = min(_FIRST_PAUSE * 2 ** min(self.attempts - 1, 10), _LONGEST_PAUSE)
        return self.transient and now >= dt.datetime.fromisoformat(self.last) + pause


@dataclass(slots=True)
class Ledger:
    """The memory of intake for one warehouse.

    known: files by path; facts: by `<sha256>:<program version>:<publication>`; arrivals: by sha256
    failures: by target
    """

    folder: Path
    known: dict[str, Known] = field(default_factory=dict)
    facts: dict[str, FileFacts] = field(default_factory=dict)
    arrivals: dict[str, Arrival] = field(default_factory=dict)
    failures: dict[str, Failure] = field(default_factory=dict)
    _file: IO[bytes] | None = None

    @classmethod
    def load(cls, folder: Path) -> Ledger:
        """The ledger in a folder, empty where there is none; lines that can't be read are skipped."""
        ledger = cls(folder)
        try:
            lines = (folder / _FILE).read_bytes().splitlines()
        except FileNotFoundError:
            return ledger
        for line in lines:
            try:
                kind, key, value = json.loads(line)
                _READERS[kind](ledger, key, value)
            except (ValueError, KeyError, TypeError):
                continue
        return ledger

    def learn(self, kind: str, key: str, value: Any) -> None:
        """Remember one thing (`known`, `facts`, `arrivals` or `failures`; None forgets) and append it to the file."""
        things = getattr(self, kind)
        if things.get(key) == value:
            return
        if value is None:
            things.pop(key, None)
        else:
            things[key] = value
        if self._file is None:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._file = (self.folder / _FILE).open("ab", buffering=0)
            if self._file.tell():
                self._file.write(b"\n")  # ends a line that a crash may have torn
        self._file.write(_line(kind, key, value))

    def sync(self) -> None:
        """Make sure that what was learned is on the disk."""
        if self._file is not None:
            os.fsync(self._file.fileno())

    def compact(self, keep: Callable[[str, str], bool]) -> None:
        """Write the whole ledger anew, with the things for which `keep(kind, key)` holds."""
        if self._file is None:
            return
        self._file.close()
        self._file = None
        draft = self.folder / f"{_FILE}.{os.getpid()}.tmp"
        with draft.open("wb") as file:
            for kind in _READERS:
                things: dict[str, Any] = getattr(self, kind)
                for key in sorted(things):
                    if keep(kind, key):
                        file.write(_line(kind, key, things[key]))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.folder / _FILE)

    def failed(
        self, target: str, inputs: str, reason: str, detail: str, *, transient: bool, now: dt.datetime
    ) -> Failure:
        """Record a failure; the same failure again raises `attempts`."""
        before = self.failures.get(target)
        same = before is not None and before.inputs == inputs
        failure = Failure(
            target,
            inputs,
            reason,
            detail,
            transient,
            before.attempts + 1 if before is not None and same else 1,
            before.since if before is not None and same else now.isoformat(timespec="seconds"),
            now.isoformat(timespec="seconds"),
        )
        self.learn("failures", target, failure)
        return failure


def _line(kind: str, key: str, value: Any) -> bytes:
    plain = value.to_dict() if isinstance(value, FileFacts) else None if value is None else asdict(value)
    return json.dumps([kind, key, plain], ensure_ascii=True, separators=(",", ":")).encode() + b"\n"


def _read_known(values: Mapping[str, Any]) -> Known:
    bundle = values["bundle"]
    if bundle is not None:
        members = tuple(
            Member(**member | {"refused": member["refused"] and tuple(member["refused"])})
            for member in bundle["members"]
        )
        bundle = Bundle(members, bundle["refused"] and tuple(bundle["refused"]))
    return Known(values["sha256"], Stamp(**values["stamp"]), bundle)


def _reader(kind: str, read: Callable[[Any], Any]) -> Callable[[Ledger, str, Any], None]:
    def store(ledger: Ledger, key: str, value: Any) -> None:
        things = getattr(ledger, kind)
        if value is None:
            things.pop(key, None)
        else:
            things[key] = read(value)

    return store


_READERS: dict[str, Callable[[Ledger, str, Any], None]] = {
    "known": _reader("known", _read_known),
    "facts": _reader("facts", FileFacts.from_dict),
    "arrivals": _reader("arrivals", lambda values: Arrival(**values)),
    "failures": _reader("failures", lambda values: Failure(**values)),
}


@contextmanager
def exclusive(folder: Path, on_wait: Callable[[], None]) -> Iterator[None]:
    """Be the only ingest of a warehouse; calls `on_wait` once when another runs, and waits for its end.

    The lock goes with the process, however it ends.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _LOCK).open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            on_wait()
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
