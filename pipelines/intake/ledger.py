"""What intake remembers between runs: hashes, facts of files, first arrivals, failures.

A folder with two files: `ledger.jsonl`, one JSON value a line behind its CRC-32, and `ingest.lock`. A run appends
what it learns, so that what was learned before a power cut is kept, and writes the whole file anew at its end, under
another name and then renamed; it then begins with the number of its lines. A line that is torn or damaged is left out
and learned again (`broadsheet verify` finds it before). What is *published* is not in here: the warehouse is asked for
that, so that the two can't disagree. Losing the ledger costs a run's work and the order of arrival, nothing else.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import json
import os
import zlib
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
_LINES = "lines"  # kind of the first line of a file that was written as a whole: the number of lines behind it
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
    _is_sound: bool = True

    @classmethod
    def load(cls, folder: Path) -> Ledger:
        """The ledger in a folder, empty where there is none; lines that can't be read are skipped."""
        ledger = cls(folder)
        try:
            lines = (folder / _FILE).read_bytes().split(b"\n")
        except FileNotFoundError:
            ledger._is_sound = False
            return ledger
        missing = 0
        for line in filter(None, lines):
            checksum, _, text = line.partition(b" ")
            try:
                if checksum != _checksum(text):
                    raise ValueError("damaged")
                kind, key, value = json.loads(text)
                if kind == _LINES:
                    missing = value
                else:
                    _READERS[kind](ledger, key, value)
                    missing -= 1
            except (ValueError, KeyError, TypeError):
                ledger._is_sound = False
        ledger._is_sound = ledger._is_sound and missing <= 0
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
        if self._file is None and self._is_sound:
            return
        if self._file is not None:
            self._file.close()
            self._file = None
        lines = []
        for kind in _READERS:
            things: dict[str, Any] = getattr(self, kind)
            lines += [_line(kind, key, things[key]) for key in sorted(things) if keep(kind, key)]
        draft = self.folder / f"{_FILE}.{os.getpid()}.tmp"
        with draft.open("wb") as file:
            file.write(_line(_LINES, "", len(lines)))
            file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.folder / _FILE)
        self._is_sound = True

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
    if isinstance(value, FileFacts):
        value = value.to_dict()
    elif isinstance(value, Known | Arrival | Failure):
        value = asdict(value)
    text = json.dumps([kind, key, value], ensure_ascii=True, separators=(",", ":")).encode()
    return _checksum(text) + b" " + text + b"\n"


def _checksum(text: bytes) -> bytes:
    return b"%08x" % zlib.crc32(text)


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
