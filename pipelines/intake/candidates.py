"""What `plan` works on: pages on their way into an edition, and findings about them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from pipelines.intake.facts import FileFacts, PageFacts
from pipelines.intake.publication import Origin
from pipelines.intake.scan import Delivery

DateSource = Literal["masthead", "path", "inferred"]
Severity = Literal["info", "warn", "error"]


@dataclass(frozen=True, slots=True)
class Arrival:
    """When bytes were first seen: run by run, then by the file's time, then by its name."""

    first_seen: str
    mtime_ns: int
    path: str

    def key(self) -> tuple[str, int, str]:
        """Sorts arrivals."""
        return self.first_seen, self.mtime_ns, self.path


@dataclass(frozen=True, slots=True)
class Note:
    """A finding about an edition, to become a row of `checks`."""

    check: str
    severity: Severity
    sample: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A page on its way into an edition."""

    delivery: Delivery
    origin: Origin
    facts: PageFacts
    arrival: Arrival
    whole_file: bool
    date: dt.date | None = None
    date_source: DateSource = "path"
    label: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """A delivery with the facts of its file and the time of its arrival."""

    delivery: Delivery
    facts: FileFacts
    arrival: Arrival
