"""Whether what the intake remembers beside the tables (`.intake/ledger.jsonl`) is as it was written.

Each line begins with the CRC-32 of what follows; a file that was written as a whole begins with the number of its
lines (`["lines","",<number>]`). Nothing in it is needed to read the tables, and the next ingest learns again what it
lost.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from pathlib import Path

FOLDER = ".intake"
_AGAIN = "run `broadsheet ingest`, which learns again from raw/ what it lost"


def check_notes(root: Path) -> Iterator[tuple[str, str]]:
    """Where and what is wrong with the notes of a warehouse, if an ingest ever made any."""
    lock, ledger = root / FOLDER / "ingest.lock", root / FOLDER / "ledger.jsonl"
    if not lock.parent.is_dir():
        return
    if lock.is_file() and lock.stat().st_size:
        yield str(lock), "should be empty; when no ingest is running, remove it"
    if ledger.is_file() and not lock.is_file():
        yield str(lock), "is missing; run `broadsheet ingest`"
    if not ledger.is_file():
        yield str(ledger), f"is missing; {_AGAIN}"
        return
    content = ledger.read_bytes()
    lines = [line for line in content.split(b"\n") if line]
    if not content.endswith(b"\n") or not all(map(_is_sound, lines)) or len(lines) <= _lines_stated(lines[0]):
        yield str(ledger), f"is damaged; {_AGAIN}"


def _is_sound(line: bytes) -> bool:
    checksum, _, text = line.partition(b" ")
    return checksum == b"%08x" % zlib.crc32(text)


def _lines_stated(first: bytes) -> int:
    """How many lines at least must follow the first one; 0 where it does not say."""
    kind, _, value = json.loads(first.partition(b" ")[2])
    return int(value) if kind == "lines" else 0
