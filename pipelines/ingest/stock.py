"""What `raw/`, the ledger of intake and the warehouse say together: where every file stands.

`ingest` changes the stock, `status` only looks at it; both count by the same rules.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from pipelines.ingest.coverage import Withheld
from pipelines.ingest.next_steps import next_step
from pipelines.ingest.report import Files, PendingFile, QuarantinedFile, brief
from pipelines.intake.candidates import Arrival, Read
from pipelines.intake.ledger import Ledger
from pipelines.intake.plan import Plan, plan_editions
from pipelines.intake.publication import Origin, origin_of, profile_by_masthead, profile_by_path
from pipelines.intake.scan import Delivery, RawScan, scan_raw
from pipelines.program import program_version
from pipelines.publications import Profile
from pipelines.warehouse import Stamp

_HOME = ZoneInfo("Asia/Shanghai")
_EARLY = dt.timedelta(days=1)  # tomorrow's paper may come tonight

State = Literal["published", "superseded", "repeated", "quarantined", "pending"]


def state_folder(warehouse: Path | str) -> Path:
    """Where the ledger of intake lies: in the warehouse, out of the way of its readers.

    For a warehouse on object storage it is below `$XDG_STATE_HOME/broadsheet` (`~/.local/state`) on this machine.
    """
    address = str(warehouse).removeprefix("file://")
    if "://" not in address:
        return Path(address) / ".intake"
    home = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local/state")
    return home / "broadsheet" / hashlib.sha256(address.encode()).hexdigest()[:16]


def newest_date(now: dt.datetime) -> dt.date:
    """The latest date that an edition may have at a moment: tomorrow, where the papers are made."""
    return now.astimezone(_HOME).date() + _EARLY


@dataclass(frozen=True, slots=True)
class Filter:
    """Which editions a run is about."""

    since: dt.date | None = None
    until: dt.date | None = None
    publication: str | None = None

    def wants(self, publication_id: str | None, date: dt.date | None) -> bool:
        """Whether an edition, or a file of which only this much is known, may be wanted."""
        if self.publication is not None and publication_id not in (None, self.publication):
            return False
        if date is None:
            return True
        return (self.since is None or self.since <= date) and (self.until is None or date <= self.until)


@dataclass(slots=True)
class Stock:
    """The state of intake.

    stamps: what the warehouse has, by edition
    failed_editions: reason and detail, by edition, of those that can't be made now
    changed: sha256 of files that changed while they were read in this run
    sizes: of the deliveries, by path
    """

    scan: RawScan
    ledger: Ledger
    today: dt.date
    stamps: dict[str, Stamp]
    wanted: Filter = field(default_factory=Filter)
    failed_editions: dict[str, tuple[str, str]] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    sizes: dict[str, int] = field(default_factory=dict)
    _hashes: set[str] = field(default_factory=set)
    _origins: dict[str, Origin] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.sizes = {delivery.path: delivery.size for delivery in self.scan.deliveries}
        self._hashes = {delivery.sha256 for delivery in self.scan.deliveries}

    def has(self, path: str, sha256: str) -> bool:
        """Whether `raw/` has these bytes, or other bytes at this path."""
        return sha256 in self._hashes or path in self.sizes or path in self.scan.files

    def origin(self, path: str) -> Origin:
        """What the path of a delivery says."""
        if path not in self._origins:
            self._origins[path] = origin_of(path)
        return self._origins[path]

    def first_profile(self, delivery: Delivery) -> Profile:
        """The profile to read a file with for the first time."""
        origin = self.origin(delivery.path)
        return profile_by_path(origin) or profile_by_masthead(origin, None)

    def facts_key(self, delivery: Delivery) -> str:
        """Under which the ledger has the facts of a delivery, as this program reads it."""
        return f"{delivery.sha256}:{self.first_profile(delivery).publication_id}:{program_version()}"

    def is_wanted(self, delivery: Delivery) -> bool:
        """Whether a delivery may belong to the editions that the run is about."""
        origin = self.origin(delivery.path)
        profile = profile_by_path(origin)
        return self.wanted.wants(profile.publication_id if profile else None, origin.facts.date)

    def reads(self) -> list[Read]:
        """All deliveries whose facts are known."""
        known = []
        for delivery in self.scan.deliveries:
            facts = self.ledger.facts.get(self.facts_key(delivery))
            if facts is not None and delivery.sha256 not in self.changed:
                known.append(Read(delivery, facts, self.arrival(delivery)))
        return known

    def arrival(self, delivery: Delivery) -> Arrival:
        """When the bytes of a delivery were first seen; now, for those that the ledger does not know."""
        return self.ledger.arrivals.get(delivery.sha256) or Arrival("9999", delivery.mtime_ns, delivery.path)

    def plan(self) -> Plan:
        """The editions that the files with known facts make."""
        return plan_editions(self.reads(), today=self.today)

    # where files stand

    def states(self, plan: Plan) -> dict[str, State]:
        """State of each delivery and refusal, by path."""
        published = {source.sha256 for stamp in self.stamps.values() for source in stamp.sources}
        states: dict[str, State] = {refusal.path: "quarantined" for refusal in self.scan.refusals}
        failed = {
            page.path for source in plan.editions if source.edition_id in self.failed_editions for page in source.pages
        }
        placed = {page.path for source in plan.editions for page in source.pages}
        unplaced = {entry.path for entry in plan.unplaced}
        for delivery in self.scan.deliveries:
            path = delivery.path
            if path in plan.repeated or path in plan.superseded:
                continue
            if path in failed or (path in unplaced and path not in placed):
                states[path] = "quarantined"
            elif path in placed and delivery.sha256 in published:
                states[path] = "published"
            else:
                states[path] = "pending"
        for path, instead in plan.superseded.items():
            states[path] = "superseded" if states.get(instead) == "published" else "pending"
        for path, instead in plan.repeated.items():
            of_first = states.get(instead, "pending")
            states[path] = "repeated" if of_first in ("published", "superseded") else of_first
        return states

    def files(self, states: Mapping[str, State]) -> Files:
        """The count of files on disk; a bundle stands where the least settled of its members stands."""
        members: dict[str, list[State]] = defaultdict(list)
        for delivery in self.scan.deliveries:
            members[delivery.file].append(states[delivery.path])
        for refusal in self.scan.refusals:
            members[refusal.file].append("quarantined")
        order: tuple[State, ...] = ("quarantined", "pending", "published", "superseded", "repeated")
        counts: Counter[State] = Counter()
        for file in self.scan.files:
            counts[min(members[file], key=order.index) if members[file] else "pending"] += 1
        return Files(
            found=len(self.scan.files),
            published=counts["published"] + counts["superseded"] + counts["repeated"],
            superseded=counts["superseded"],
            repeated=counts["repeated"],
            quarantined=counts["quarantined"],
            pending=counts["pending"],
            ignored=len(self.scan.ignored),
        )

    def pending(self, states: Mapping[str, State]) -> list[PendingFile]:
        """Files that were not taken in and are not in quarantine, with the reason."""
        waiting = [PendingFile(path, "still being written") for path in self.scan.unsettled]
        for delivery in self.scan.deliveries:
            if states[delivery.path] != "pending":
                continue
            if delivery.sha256 in self.changed:
                why = "changed while it was read; the next run takes it in"
            elif not self.is_wanted(delivery):
                why = "outside of what this run was asked for"
            else:
                why = "not taken in yet; run `broadsheet ingest`"
            waiting.append(PendingFile(delivery.path, why))
        return sorted(waiting, key=lambda file: file.path)

    def quarantined(self, plan: Plan) -> list[QuarantinedFile]:
        """All files and pages that can't be taken in as they are."""
        found = [
            self._in_quarantine(entry.path, None, entry.reason, entry.detail, entry.sha256, entry.transient)
            for entry in self.scan.refusals
        ]
        for file in plan.unplaced:
            found.append(
                self._in_quarantine(file.path, file.source_page, file.reason, file.detail, file.sha256, file.transient)
            )
        pages = {read.delivery.path: read for read in self.reads()}
        for source in plan.editions:
            for path, page, _ in source.unreadable:
                if page < 0 or path not in pages:
                    continue
                failure = next(
                    (facts.failure for facts in pages[path].facts.pages if facts.source_page == page and facts.failure),
                    ("unreadable", ""),
                )
                sha256 = pages[path].delivery.sha256
                found.append(self._in_quarantine(path, page, *failure, sha256, pages[path].facts.transient))
            if source.edition_id in self.failed_editions:
                reason, detail = self.failed_editions[source.edition_id]
                for path, sha256 in {page.path: page.sha256 for page in source.pages}.items():
                    found.append(
                        self._in_quarantine(path, None, reason, f"{source.edition_id}: {detail}", sha256, False)
                    )
        return sorted(found, key=lambda file: (file.path, -1 if file.source_page is None else file.source_page))

    def _in_quarantine(
        self, path: str, page: int | None, reason: str, detail: str, sha256: str | None, transient: bool
    ) -> QuarantinedFile:
        failure = self.ledger.failures.get(failure_target(path, page))
        return QuarantinedFile(
            path=path,
            reason=reason,
            detail=brief(detail) or "",
            next_step=next_step("quarantine", reason),
            sha256=sha256,
            source_page=page,
            transient=transient,
            attempts=failure.attempts if failure else 1,
            since=dt.datetime.fromisoformat(failure.since) if failure else None,
        )

    def withheld(self, plan: Plan) -> list[Withheld]:
        """Files in quarantine whose publication and day are known, for `coverage`."""
        held = {
            (entry.publication_id, entry.date, entry.path): entry.reason
            for entry in plan.unplaced
            if entry.publication_id and entry.date
        }
        for refusal in self.scan.refusals:
            origin = self.origin(refusal.path)
            profile = profile_by_path(origin)
            if profile is not None and origin.facts.date is not None:
                held[profile.publication_id, origin.facts.date, refusal.path] = refusal.reason
        return [Withheld(*key, reason) for key, reason in sorted(held.items()) if key[1] <= self.today]


def failure_target(path: str, page: int | None) -> str:
    """The name of a file or page in the ledger's failures."""
    return path if page is None else f"{path}#{page + 1}"


def take_stock(
    raw: Path, ledger: Ledger, stamps: Mapping[str, Stamp], now: dt.datetime, wanted: Filter | None = None
) -> Stock:
    """Look at everything in `raw`; raises `FileNotFoundError` when it is not a folder."""
    scan = scan_raw(raw, ledger.known)
    return Stock(scan, ledger, newest_date(now), dict(stamps), wanted or Filter())


def remember_scan(stock: Stock, now: dt.datetime) -> None:
    """Write hashes and first arrivals into the ledger."""
    for path, known in stock.scan.files.items():
        if known is not None:
            stock.ledger.learn("known", path, known)
    first_seen = now.astimezone(dt.UTC).isoformat(timespec="microseconds")
    for delivery in _by_time(stock.scan.deliveries):
        if delivery.sha256 not in stock.ledger.arrivals:
            stock.ledger.learn("arrivals", delivery.sha256, Arrival(first_seen, delivery.mtime_ns, delivery.path))
    stock.ledger.sync()


def _by_time(deliveries: Iterable[Delivery]) -> list[Delivery]:
    return sorted(deliveries, key=lambda delivery: (delivery.mtime_ns, delivery.path))
