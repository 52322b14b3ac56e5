"""A bound on the time that one step may take, so that a page made to hurt costs one page and not its company.

CPU time, not wall time: on a busy machine a sound page takes longer by the clock, never by the processor. Whoever waits
by the clock (the deadline of a task, see `ingest.workers`) is the second line.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

#: A page of 10,000 glyphs is cut in 0.1 s; an article of 10,000 characters is tagged in 0.2 s.
PAGE_SECONDS = 30.0
ARTICLE_SECONDS = 20.0
_AGAIN_SECONDS = 1.0


class TooSlowError(Exception):
    """A step took more CPU time than it may."""


@contextmanager
def cpu_limit(seconds: float) -> Iterator[None]:
    """Raise `TooSlowError` in the block when it has used so many CPU seconds.

    Works in the main thread, where parsing processes do their work, and between two steps of the interpreter; in other
    threads there is no limit.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        raise TooSlowError(f"more than {seconds:g} s of CPU time")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds, _AGAIN_SECONDS)  # again, should somebody have caught the first
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0.0)
        signal.signal(signal.SIGPROF, before)
