"""Publishes editions: which are due, which are sound, what their neighbours say, which are to be taken back."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from pipelines.ingest.comparing import COMPARED_CHECKS, says_the_same, with_verdict
from pipelines.ingest.neighbours import EditionFacts, compare
from pipelines.ingest.report import EditionOutcome, brief
from pipelines.ingest.stock import Stock
from pipelines.ingest.tasks import MadeEdition
from pipelines.intake.naming import label_key
from pipelines.intake.plan import EditionSource, Plan
from pipelines.program import profile_digest, program_version
from pipelines.publications import Profile
from pipelines.registries.corrections import Corrections
from pipelines.warehouse import BrokenEditionError, Draft, Source, Stamp, Warehouse

Tell = Callable[[str, EditionOutcome | None], None]


@dataclass(slots=True)
class Publisher:
    """The way of made editions into the warehouse.

    tell: is told what is being published, and the outcome of each edition
    editions: rows of `editions` as published, by id; outcomes: of this run, by id
    """

    warehouse: Warehouse
    stock: Stock
    corrections: Corrections
    now: dt.datetime
    tell: Tell
    editions: dict[str, dict[str, Any]] = field(default_factory=dict)
    outcomes: dict[str, EditionOutcome] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.editions = {row["edition_id"]: row for row in self.warehouse.read("editions").to_pylist()}

    def due(self, plan: Plan) -> Iterator[EditionSource]:
        """Editions of the plan that are wanted, not up to date and worth trying."""
        for source in plan.editions:
            if not self.stock.wanted.wants(source.publication_id, source.date):
                continue
            stamp = self.stamp(source, plan.profiles[source.publication_id])
            current = self.stock.stamps.get(source.edition_id)
            if stamp.same_inputs(current) or self.has_shrunk(source, current):
                continue
            failure = self.stock.ledger.failures.get(source.edition_id)
            if failure is not None and not failure.is_due(_digest(stamp), self.now):
                self.stock.failed_editions[source.edition_id] = (failure.reason, failure.detail)
                continue
            yield source

    def has_shrunk(self, source: EditionSource, current: Stamp | None) -> bool:
        """Whether files of a published edition are gone, so that making it anew would lose pages."""
        if current is None or all(self.stock.has(file.path, file.sha256) for file in current.sources):
            return False
        columns = ["page_label", "source_path", "source_sha256"]
        published = self.warehouse.read("pages", columns, [source.edition_id]).to_pylist()
        planned = {label_key(page.label) for page in source.pages}
        return any(
            label_key(page["page_label"]) not in planned
            for page in published
            if not self.stock.has(page["source_path"], page["source_sha256"])
        )

    def publish(self, plan: Plan, ready: list[tuple[EditionSource, MadeEdition]]) -> None:
        """Publish editions in one step; those that are not sound are reported, and the others published."""
        drafts: dict[str, tuple[Draft, MadeEdition]] = {}
        for source, made in ready:
            stamp = self.stamp(source, plan.profiles[source.publication_id])
            if made.error is not None:
                self._edition_failed(source, stamp, made.error)
            else:
                drafts[source.edition_id] = (Draft(source.edition_id, made.tables, stamp), made)
        by_id = {source.edition_id: source for source, _ in ready}
        while drafts:
            self.tell(f"{len(drafts)} editions", None)
            compared = self._compared([draft for draft, _ in drafts.values()])
            try:
                self.warehouse.publish_many(compared)
            except BrokenEditionError as error:
                draft, _ = drafts.pop(error.edition_id)
                self._edition_failed(by_id[error.edition_id], draft.stamp, ("broken_tables", str(error), False))
                continue
            for draft in compared:
                self._edition_published(draft, drafts[draft.edition_id][1])
            return

    def _compared(self, drafts: list[Draft]) -> list[Draft]:
        """The drafts with what their neighbours, published and in this batch, say."""
        rows = self.editions | {draft.edition_id: draft.tables["editions"].to_pylist()[0] for draft in drafts}
        verdicts = compare(EditionFacts.from_row(row) for row in rows.values())
        return [
            Draft(
                draft.edition_id,
                {**draft.tables, **with_verdict(draft.tables, verdicts[draft.edition_id])},
                draft.stamp,
            )
            for draft in drafts
        ]

    def _edition_published(self, draft: Draft, made: MadeEdition) -> None:
        row = draft.tables["editions"].to_pylist()[0]
        self.editions[draft.edition_id] = row
        self.stock.stamps[draft.edition_id] = draft.stamp
        self.stock.failed_editions.pop(draft.edition_id, None)
        self.stock.ledger.learn("failures", draft.edition_id, None)
        articles = draft.tables["articles"].num_rows
        outcome = EditionOutcome(
            draft.edition_id,
            row["publication_id"],
            row["date"],
            "published",
            row["pages_received"],
            row["pages_declared"],
            articles,
            made.seconds,
            findings_of(draft.tables["checks"]),
        )
        self.outcomes[draft.edition_id] = outcome
        self.tell(draft.edition_id, outcome)

    def _edition_failed(self, source: EditionSource, stamp: Stamp, error: tuple[str, str, bool]) -> None:
        reason, detail, transient = error
        if reason == "changed_while_read":
            self.stock.changed.update(page.sha256 for page in source.pages)
        self.stock.ledger.failed(source.edition_id, _digest(stamp), reason, detail, transient=transient, now=self.now)
        self.stock.failed_editions[source.edition_id] = (reason, detail)
        outcome = EditionOutcome(
            source.edition_id,
            source.publication_id,
            source.date,
            "failed",
            len(source.pages),
            findings=(brief(detail) or "",),
        )
        self.outcomes[source.edition_id] = outcome
        self.tell(source.edition_id, outcome)

    def stamp(self, source: EditionSource, profile: Profile) -> Stamp:
        """What the edition's tables are a function of."""
        config = "\n".join(
            [source.input_digest, profile_digest(profile), self.corrections.edition_digest(source.edition_id)]
        )
        files = {page.path: page.sha256 for page in source.pages}
        return Stamp(
            source_digest=source.source_digest,
            program_version=program_version(),
            config_digest=hashlib.sha256(config.encode()).hexdigest(),
            sources=tuple(Source(path, sha256, self.stock.sizes[path]) for path, sha256 in files.items()),
        )

    def withdraw_moved(self, plan: Plan) -> tuple[list[str], list[str]]:
        """Take back editions all of whose files turned out to belong elsewhere (a date in a path was corrected).

        Gives the ids of those, and of editions whose files are gone from `raw/`, which stay.
        """
        moved: list[str] = []
        removed: list[str] = []
        planned = {source.edition_id for source in plan.editions}
        for edition_id, stamp in list(self.stock.stamps.items()):
            row = self.editions.get(edition_id)
            if edition_id in planned or row is None or not self.stock.wanted.wants(row["publication_id"], row["date"]):
                continue
            if all(self.stock.has(file.path, file.sha256) for file in stamp.sources):
                self.warehouse.withdraw_edition(edition_id)
                del self.stock.stamps[edition_id], self.editions[edition_id]
                moved.append(edition_id)
            else:
                removed.append(edition_id)
        return moved, removed

    def amend_neighbours(self) -> None:
        """Rewrite the comparison with neighbours where later editions changed it."""
        verdicts = compare(EditionFacts.from_row(row) for row in self.editions.values())
        with self.warehouse.snapshot() as snapshot:
            published = {row["edition_id"]: row for row in snapshot.read("editions").to_pylist()}
            checks: dict[str, list[dict[str, Any]]] = defaultdict(list)
            for row in snapshot.read("checks").to_pylist():
                if row["check"] in COMPARED_CHECKS:
                    checks[row["edition_id"]].append(row)
            changes: dict[str, Mapping[str, pa.Table]] = {}
            for edition_id, row in published.items():
                if not says_the_same(row, checks[edition_id], verdicts[edition_id]):
                    tables = {name: snapshot.read(name, editions=[edition_id]) for name in ("editions", "checks")}
                    changes[edition_id] = with_verdict(tables, verdicts[edition_id])
        if changes:
            self.warehouse.amend_editions(changes)


def _digest(stamp: Stamp) -> str:
    return f"{stamp.source_digest}:{stamp.program_version}:{stamp.config_digest}"


def findings_of(checks: pa.Table) -> tuple[str, ...]:
    """Checks that did not pass and are no mere information, as one readable text each."""
    return tuple(
        f"{row['check']}: {brief(row['sample'])}"
        for row in checks.to_pylist()
        if not row["passed"] and row["severity"] != "info"
    )
