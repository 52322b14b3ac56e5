"""Locks between processes: one writer at a time per edition, one publication at a time per warehouse.

Editions share one file of 65,536 slots of eight bytes. A writer locks the byte range of its edition's slot
(POSIX record locks: they go with their process and are not inherited by its children) and increments the number
in it (four bytes, and four of checksum). That number is the fencing token: who comes to publish with an older one
has been overtaken, for instance a worker whose parent was killed and whose work was started again, and is refused.
Two editions that share a slot merely wait for each other.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import struct
import threading
import time
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from pipelines.warehouse.errors import EditionBusyError, FencedOffError, explained

SLOTS = 65_536
_SLOT = struct.Struct("<II")
_POLL_SECONDS = 0.01


@dataclass(frozen=True, slots=True)
class Permit:
    """The right to publish some editions. tokens: fencing token by slot."""

    edition_ids: frozenset[str]
    tokens: tuple[tuple[int, int], ...]


def slot_of(edition_id: str) -> int:
    """Slot of an edition, the same in every process."""
    return int.from_bytes(hashlib.blake2s(edition_id.encode(), digest_size=2).digest(), "big") % SLOTS


class _LockFile:
    """One open lock file of this process.

    Closing any descriptor of a file gives up all record locks that the process holds on it, so each file is opened
    once and stays open. Threads of the process exclude each other by ordinary locks.
    """

    _opened: ClassVar[dict[tuple[int, str], _LockFile]] = {}
    _guard: ClassVar[threading.Lock] = threading.Lock()

    def __init__(self, path: Path) -> None:
        with explained(path, "opening the lock file"):
            path.parent.mkdir(parents=True, exist_ok=True)
            self.descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        self._threads: dict[int, threading.Lock] = {}

    @classmethod
    def at(cls, path: Path) -> _LockFile:
        """The lock file at a path, opened when it is not yet, or when it was deleted and made anew."""
        key = (os.getpid(), str(path))
        with cls._guard:
            known = cls._opened.get(key)
            if known is None or not known._is_at(path):
                known = cls._opened[key] = cls(path)
            return known

    def _is_at(self, path: Path) -> bool:
        try:
            return os.path.samestat(os.fstat(self.descriptor), path.stat())
        except OSError:
            return False

    def extend(self, size: int) -> None:
        """Give the file its full size, without content."""
        if os.fstat(self.descriptor).st_size < size:
            os.ftruncate(self.descriptor, size)

    def _thread_lock(self, start: int) -> threading.Lock:
        with self._guard:
            return self._threads.setdefault(start, threading.Lock())

    @contextmanager
    def locked(self, start: int, timeout: float | None) -> Iterator[None]:
        """Hold eight bytes from `start`; raises `TimeoutError` after `timeout` seconds."""
        deadline = None if timeout is None else time.monotonic() + timeout
        thread_lock = self._thread_lock(start)
        if not thread_lock.acquire(timeout=-1 if timeout is None else timeout):
            raise TimeoutError
        try:
            while not self._try_lock(start):
                if deadline is not None and time.monotonic() >= deadline:
                    raise TimeoutError
                time.sleep(_POLL_SECONDS)
            try:
                yield
            finally:
                fcntl.lockf(self.descriptor, fcntl.LOCK_UN, _SLOT.size, start)
        finally:
            thread_lock.release()

    def _try_lock(self, start: int) -> bool:
        try:
            fcntl.lockf(self.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, _SLOT.size, start)
        except (BlockingIOError, PermissionError):
            return False
        return True

    def number(self, start: int) -> int:
        """The number in a slot; 0 where none was ever written.

        A damaged slot counts as the seconds since 1970, which is more than any writer was ever given.
        """
        content = os.pread(self.descriptor, _SLOT.size, start)
        if not content.strip(b"\0"):
            return 0
        return _sound_number(content) or int(time.time())

    def increment(self, start: int) -> int:
        """Add one to the number in a slot and give it."""
        number = self.number(start) + 1
        os.pwrite(self.descriptor, _SLOT.pack(number, _checksum(number)), start)
        os.fsync(self.descriptor)
        return number


def _checksum(number: int) -> int:
    return zlib.crc32(number.to_bytes(4, "little"))


def _sound_number(content: bytes) -> int | None:
    if len(content) != _SLOT.size:
        return None
    number, checksum = _SLOT.unpack(content)
    return int(number) if checksum == _checksum(number) else None


def damaged_locks(folder: Path) -> Iterator[tuple[str, str]]:
    """Which lock file is not as writers left it, and what is wrong with it. Damage heals with the next writer."""
    editions, publication = folder / "editions", folder / "publication"
    if publication.is_file() and publication.stat().st_size:
        yield str(publication), "should be empty; remove it"
    if not editions.is_file():
        return
    content = editions.read_bytes()
    slots = [content[start : start + _SLOT.size] for start in range(0, len(content), _SLOT.size)]
    if len(content) != SLOTS * _SLOT.size or any(slot.strip(b"\0") and _sound_number(slot) is None for slot in slots):
        yield str(editions), "is damaged; when no ingest is running, remove it"


@contextmanager
def edition_locks(folder: Path, edition_ids: Iterable[str], timeout: float | None) -> Iterator[Permit]:
    """Be the one writer of some editions.

    timeout: seconds to wait for each, None waits for ever; raises `EditionBusyError` when it is over.
    """
    path = folder / "editions"
    ids = frozenset(edition_ids)
    by_slot = {slot_of(edition_id): edition_id for edition_id in sorted(ids)}
    lock_file = _LockFile.at(path)
    lock_file.extend(SLOTS * _SLOT.size)
    tokens = []
    with ExitStack() as held:
        # Everybody takes slots in ascending order, so that two writers of the same editions cannot block each other.
        for slot in sorted(by_slot):
            try:
                held.enter_context(lock_file.locked(slot * _SLOT.size, timeout))
            except TimeoutError:
                raise EditionBusyError(
                    f"{path}: another process has been writing edition {by_slot[slot]} for {timeout:g} s; "
                    "wait until it has finished, or end it, and run again"
                ) from None
            with explained(path, f"taking the fencing token of edition {by_slot[slot]}"):
                tokens.append((slot, lock_file.increment(slot * _SLOT.size)))
        yield Permit(ids, tuple(tokens))


def check_permit(folder: Path, permit: Permit) -> None:
    """Raise `FencedOffError` when a later writer took over one of the editions."""
    lock_file = _LockFile.at(folder / "editions")
    for slot, token in permit.tokens:
        if (latest := lock_file.number(slot * _SLOT.size)) != token:
            raise FencedOffError(
                f"{folder / 'editions'}: a later writer (token {latest}) took over from this one (token {token}), "
                f"which may not publish {', '.join(sorted(permit.edition_ids))}; nothing needs to be done"
            )


@contextmanager
def publication_lock(folder: Path) -> Iterator[None]:
    """Be the one who moves the pointer; a publication takes milliseconds, so this waits without limit."""
    with _LockFile.at(folder / "publication").locked(0, None):
        yield
