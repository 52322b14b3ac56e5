"""Takes what lies in `raw/` into the warehouse: the one operation behind command, sensor, schedule and backfill.

An edition's tables are a pure function of its files' bytes, the program's version and the
configuration; what is equal is skipped. A run may be stopped at any moment and started again, and two
runs at once have the result of one.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from pipelines.report import (
    EditionOutcome,
    Files,
    Finding,
    IngestReport,
    LatestEdition,
    Missing,
    OnProgress,
    PendingFile,
    Progress,
    QuarantinedFile,
    ReviewItem,
    Status,
)

__all__ = [
    "EditionOutcome",
    "Files",
    "Finding",
    "IngestReport",
    "LatestEdition",
    "Missing",
    "OnProgress",
    "PendingFile",
    "Progress",
    "QuarantinedFile",
    "ReviewItem",
    "Status",
    "ingest",
    "status",
]


def ingest(
    raw: Path | str,
    warehouse: Path | str,
    *,
    since: dt.date | None = None,
    until: dt.date | None = None,
    publication: str | None = None,
    on_progress: OnProgress | None = None,
    workers: int | None = None,
    now: dt.datetime | None = None,
) -> IngestReport:
    """Take new and changed files of `raw` into `warehouse`, then rebuild registries and `coverage`.

    since, until: only editions from and to these days (both included)
    publication: only this `publication_id`
    workers: processes that parse; 0 parses in this process; None chooses by cores and amount of work
    now: the moment to judge "in the future" by; the clock by default

    Raises `FileNotFoundError` when `raw` is not a folder. Bad files and editions are part of the report,
    never an exception.
    """
    raise NotImplementedError


def status(raw: Path | str, warehouse: Path | str, *, now: dt.datetime | None = None) -> Status:
    """What a person wants to know in the morning; reads, and writes nothing."""
    raise NotImplementedError
