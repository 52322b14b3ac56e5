"""What an ingest and a look at the archive report: plain classes for terminals, JSON and the Dagster UI.

Every text in here that came from a file name or a page has passed `intake.naming.shown`: one line,
no control or direction marks.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

_LONGEST = 300


def brief(text: str | None) -> str | None:
    """A text for a line or two; the table `checks` and the ledger have the whole."""
    return text if text is None or len(text) <= _LONGEST else f"{text[: _LONGEST - 2].rstrip()} …"


Outcome = Literal["published", "unchanged", "failed"]
Stage = Literal["scanning", "waiting", "parsing", "publishing", "registries"]


@dataclass(frozen=True, slots=True)
class Files:
    """Where the files of `raw/` stand; `found = published + quarantined + pending`, at any time.

    published: in the warehouse, or an older version or a copy of what is
    of which superseded: older versions of a page that a later file replaced
    of which repeated: the same bytes under another name
    quarantined: cannot be taken in as they are, with a reason
    pending: not looked at yet (outside the asked range, changed while read, interrupted)
    ignored: no deliveries (hidden files, README, raw/corrections); not part of `found`
    """

    found: int = 0
    published: int = 0
    superseded: int = 0
    repeated: int = 0
    quarantined: int = 0
    pending: int = 0
    ignored: int = 0


@dataclass(frozen=True, slots=True)
class QuarantinedFile:
    """A file, or one page of a file (`source_page` set), that could not be taken in.

    reason: a word to group by (`not_a_pdf`, `empty`, `no_date`, `future_date`, `timeout` …)
    detail: the same for a person; next_step: what to do about it
    transient: tried again without a change of the file, with growing pauses
    """

    path: str
    reason: str
    detail: str
    next_step: str
    sha256: str | None = None
    source_page: int | None = None
    transient: bool = False
    attempts: int = 1
    since: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class PendingFile:
    """A file that was not looked at in this run, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class EditionOutcome:
    """What became of one edition in this run.

    findings: checks that did not pass and are no mere information, readable
    """

    edition_id: str
    publication_id: str
    date: dt.date
    outcome: Outcome
    pages: int = 0
    pages_declared: int | None = None
    articles: int = 0
    seconds: float = 0.0
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a running ingest stands; `outcome` is set when an edition was just finished."""

    stage: Stage
    done: int
    total: int
    message: str = ""
    outcome: EditionOutcome | None = None


OnProgress = Callable[[Progress], None]


@dataclass(slots=True)
class IngestReport:
    """What an ingest did.

    generic: publications that nobody described, id → name as printed
    removed: editions whose files are gone from `raw/` (they stay in the warehouse)
    superseded, repeated: older versions of pages, and copies; path → path of the file that is taken instead
    interrupted: stopped by the user; what was published stays, the next run goes on from there
    """

    editions: list[EditionOutcome] = field(default_factory=list)
    quarantined: list[QuarantinedFile] = field(default_factory=list)
    pending: list[PendingFile] = field(default_factory=list)
    files: Files = field(default_factory=Files)
    generic: dict[str, str] = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)
    superseded: dict[str, str] = field(default_factory=dict)
    repeated: dict[str, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    registries_rebuilt: bool = False
    interrupted: bool = False
    seconds: float = 0.0

    def _count(self, outcome: Outcome) -> int:
        return sum(edition.outcome == outcome for edition in self.editions)

    @property
    def published(self) -> int:
        """Editions written in this run."""
        return self._count("published")

    @property
    def unchanged(self) -> int:
        """Editions that were up to date."""
        return self._count("unchanged")

    @property
    def failed(self) -> int:
        """Editions that could not be made although files for them are there."""
        return self._count("failed")

    @property
    def exit_code(self) -> int:
        """1 when something failed and nothing at all is in order, else 0."""
        nothing = self.published == 0 and self.unchanged == 0
        return int(nothing and (self.failed > 0 or bool(self.quarantined) or self.files.found == 0))

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain values for JSON (dates in ISO form)."""
        plain: dict[str, Any] = _plain(dataclasses.asdict(self))
        return plain | {"published": self.published, "unchanged": self.unchanged, "failed": self.failed}


@dataclass(frozen=True, slots=True)
class LatestEdition:
    """The latest edition of a publication."""

    publication_id: str
    publication_name: str
    edition_id: str
    date: dt.date
    pages: int
    pages_declared: int | None
    articles: int
    edition_count: int


@dataclass(frozen=True, slots=True)
class Missing:
    """A day without its edition (`pages` empty) or an edition without some of its pages."""

    publication_id: str
    date: dt.date
    reason: str
    next_step: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A check that did not pass."""

    edition_id: str
    check: str
    severity: str
    count: int
    sample: str | None
    next_step: str


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """Something that waits for a person's decision (a doubtful cut, two officials that may be one …)."""

    kind: str
    target: str
    text: str
    next_step: str


@dataclass(slots=True)
class Status:
    """The state of the archive, as `broadsheet status` shows it.

    superseded, repeated: as in `IngestReport`
    """

    latest: list[LatestEdition] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    quarantined: list[QuarantinedFile] = field(default_factory=list)
    suspicious: list[Finding] = field(default_factory=list)
    review: list[ReviewItem] = field(default_factory=list)
    pending: list[PendingFile] = field(default_factory=list)
    superseded: dict[str, str] = field(default_factory=dict)
    repeated: dict[str, str] = field(default_factory=dict)
    files: Files = field(default_factory=Files)

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain values for JSON (dates in ISO form)."""
        plain: dict[str, Any] = _plain(dataclasses.asdict(self))
        return plain


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    return value
