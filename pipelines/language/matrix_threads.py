"""Keeps numpy's matrix products on one thread while the tagging network runs.

Its products are small: on two threads OpenBLAS spends several times the CPU on waiting, and an ingest runs a
process a core anyway. OpenBLAS has no switch in numpy's interface, so its own is called; a numpy with another library
(Accelerate, MKL) is left alone.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

_PREFIXES = (("scipy_", "64_"), ("scipy_", ""), ("", "64_"), ("", ""))


@contextmanager
def one_thread() -> Iterator[None]:
    """Within the block, OpenBLAS computes on one thread."""
    switch = _switch()
    if switch is None:
        yield
        return
    read, write = switch
    before = read()
    write(1)
    try:
        yield
    finally:
        write(before)


@cache
def _switch() -> tuple[Callable[[], int], Callable[[int], None]] | None:
    """The functions that read and set the number of threads of the OpenBLAS in numpy's wheel."""
    import numpy as np

    folder = Path(np.__file__).parent.parent / "numpy.libs"
    for path in sorted(folder.glob("*openblas*")):
        try:
            library = ctypes.CDLL(str(path))
        except OSError:
            continue
        for front, back in _PREFIXES:
            read = getattr(library, f"{front}openblas_get_num_threads{back}", None)
            write = getattr(library, f"{front}openblas_set_num_threads{back}", None)
            if read is not None and write is not None:
                return read, write
    return None
