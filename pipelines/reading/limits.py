"""How much one file may cost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for reading one PDF. Times in seconds, sizes in bytes.

    wall_seconds: for the whole file, by the clock; page_seconds: for one page, or for the check of the structure
    cpu_seconds: of processor time for the whole file
    memory_bytes: address space of the worker that reads it; file_bytes: size of the file
    pages: of one file; glyphs: of one page
    """

    wall_seconds: float = 60.0
    page_seconds: float = 15.0
    cpu_seconds: float = 60.0
    memory_bytes: int = 1_400_000_000
    file_bytes: int = 500_000_000
    pages: int = 400
    glyphs: int = 200_000
