"""How much one file may cost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for reading one PDF. Times in seconds, memory in bytes.

    wall_seconds, cpu_seconds: for one page (and once for opening the file)
    memory_bytes: address space of the worker (RLIMIT_AS)
    pages: pages read of one file; glyphs: of one page
    """

    wall_seconds: float = 30.0
    cpu_seconds: float = 20.0
    memory_bytes: int = 1_500_000_000
    pages: int = 400
    glyphs: int = 200_000
