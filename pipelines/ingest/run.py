"""Takes what lies in `raw/` into the warehouse: the one operation behind command, sensor, schedule and backfill.

An edition's tables are a pure function of its files' bytes, the program's version and the
configuration; what is equal is skipped. A run may be stopped at any moment and started again, and two
runs at once have the result of one.
"""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipelines.ingest.publishing import Publisher
from pipelines.ingest.rebuilding import rebuild_registries
from pipelines.ingest.report import (
    EditionOutcome,
    IngestReport,
    OnProgress,
    Progress,
    Stage,
)
from pipelines.ingest.stock import Filter, Stock, failure_target, remember_scan, state_folder, take_stock
from pipelines.ingest.tasks import MadeEdition, MakeEdition, TakeFiles, TakenFile, Task, TaskResult
from pipelines.ingest.workers import Outcome, TaskFailure, default_workers, run_tasks
from pipelines.intake.facts import FileFacts
from pipelines.intake.ledger import Ledger, exclusive
from pipelines.intake.plan import EditionSource, Plan
from pipelines.intake.remote import raw_folder
from pipelines.intake.scan import Delivery
from pipelines.program import program_version, registries_version
from pipelines.registries import corrections as corrections_files
from pipelines.warehouse import BrokenTablesError, Warehouse, WarehouseError
from pipelines.warehouse.errors import explained

_PAUSE = 10.0  # seconds between publications, at least: what comes in between is published in one step
_WAITING = Progress("waiting", 0, 0, "another ingest is running")
_UNDATED_TOGETHER = 12  # files without a date in their path that are read as one task


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
    registries: bool = True,
) -> IngestReport:
    """Take new and changed files of `raw` into `warehouse`, then rebuild registries and `coverage`.

    raw: a folder, or a URL of fsspec whose objects are copied first (see `intake.remote`)
    since, until: only editions from and to these days (both included)
    publication: only this `publication_id`
    workers: processes that parse; 0 parses in this process; None chooses by cores and amount of work
    now: the moment to judge "in the future" by; the clock by default
    registries: False leaves the registries as they are, for callers that call `rebuild` themselves

    Raises `FileNotFoundError` when `raw` is not a folder, `WarehouseError` when the warehouse can't be written.
    Bad files and editions are part of the report, never an exception; so is the user's Ctrl-C.
    """
    raw, state = raw_folder(raw), state_folder(warehouse)
    if not raw.is_dir():
        raise FileNotFoundError(f"{raw}: no such folder; give the folder that holds <publication>/…")
    started = time.monotonic()
    tell = on_progress or (lambda progress: None)
    with explained(state, "taking in editions"), exclusive(state, lambda: tell(_WAITING)):
        tell(Progress("scanning", 0, 0))
        run = _Run(
            raw,
            Warehouse(warehouse),
            Ledger.load(state),
            Filter(since, until, publication),
            now or dt.datetime.now(dt.UTC),
            tell,
            workers,
            registries,
        )
        report = run.go()
    report.seconds = time.monotonic() - started
    return report


def rebuild(raw: Path | str, warehouse: Path | str, *, now: dt.datetime | None = None) -> bool:
    """Rebuild registries and `coverage` when anything that they are made of changed; False when nothing did."""
    store, state = Warehouse(warehouse), state_folder(warehouse)
    with explained(state, "rebuilding the registries"), exclusive(state, lambda: None):
        raw = raw_folder(raw)
        stock = take_stock(raw, Ledger.load(state), store.editions(), now or dt.datetime.now(dt.UTC))
        withheld = stock.withheld(stock.plan())
        return rebuild_registries(store, corrections_files.load(raw), withheld, version=registries_version())


@dataclass(slots=True)
class _Run:
    raw: Path
    warehouse: Warehouse
    ledger: Ledger
    wanted: Filter
    now: dt.datetime
    tell: OnProgress
    workers: int | None
    registries: bool
    report: IngestReport = field(default_factory=IngestReport)
    made: dict[tuple[str, str], MadeEdition] = field(default_factory=dict)
    done: int = 0
    total: int = 0
    stock: Stock = field(init=False)
    corrections: corrections_files.Corrections = field(init=False)
    publisher: Publisher = field(init=False)

    def go(self) -> IngestReport:
        self.corrections = corrections_files.load(self.raw)
        stamps = self.warehouse.editions()
        self.stock = take_stock(self.raw, self.ledger, stamps, self.now, self.wanted)
        remember_scan(self.stock, self.now)
        self.publisher = Publisher(
            self.warehouse,
            self.stock,
            self.corrections,
            self.now,
            lambda message, outcome: self._say("publishing", message, outcome),
        )
        try:
            self._take_all()
            plan = self.stock.plan()
            self._publish_ready(plan, final=True)
            self._make_others(plan)
            moved, self.report.removed = self.publisher.withdraw_moved(plan)
            self.report.remarks += [
                f"{edition_id}: taken back, its files belong to another edition now" for edition_id in moved
            ]
            self.publisher.amend_neighbours()
        except KeyboardInterrupt:
            self.report.interrupted = True
        self._finish()
        return self.report

    def _say(self, stage: Stage, message: str = "", outcome: EditionOutcome | None = None) -> None:
        self.tell(Progress(stage, self.done, self.total, message, outcome))

    # --- reading files ---------------------------------------------------------------------------

    def _take_all(self) -> None:
        """Read every file whose facts are not known, and publish editions as they are ready."""
        tasks = self._tasks()
        self.total = len(tasks)
        if not tasks:
            return
        waiting = {id(task): task for task in tasks}
        retries: list[Task] = []
        pause = _Pause()
        for finished in run_tasks(tasks, self._workers_for(tasks)):
            if finished is not None:
                task, outcome = finished
                del waiting[id(task)]
                self.done += 1
                retries += self._learn(task, outcome)
                self._say("parsing", task.subject)
            if self.made and pause.is_over():
                self._publish_ready(self.stock.plan(), final=False, waiting=waiting.values())
                pause.begin()
        if not retries:
            return
        for finished in run_tasks(retries, self._workers_for(retries)):  # files whose company crashed, each by itself
            if finished is not None:
                self._learn(*finished, alone=True)

    def _workers_for(self, tasks: Sequence[Task]) -> int:
        return default_workers(len(tasks)) if self.workers is None else min(self.workers, len(tasks))

    def _tasks(self) -> list[Task]:
        """Files to read, grouped as they were delivered: day by day, then those whose paths tell no date."""
        groups: dict[tuple[Any, ...], list[Delivery]] = defaultdict(list)
        for delivery in self.stock.scan.deliveries:
            if not self.stock.is_wanted(delivery) or not self._must_read(delivery):
                continue
            origin = self.stock.origin(delivery.path)
            first = self.stock.first_profile(delivery).publication_id
            date = origin.facts.date
            place = () if date else (origin.place, origin.facts.prefix)
            groups[(date or dt.date.max).isoformat(), first, *place].append(delivery)
        tasks: list[Task] = []
        for key in sorted(groups):
            members = groups[key]
            size = len(members) if key[0] != dt.date.max.isoformat() else _UNDATED_TOGETHER
            for start in range(0, len(members), size):
                tasks.append(self._take(members[start : start + size]))
        return tasks

    def _must_read(self, delivery: Delivery) -> bool:
        facts = self.ledger.facts.get(self.stock.facts_key(delivery))
        if facts is None:
            return True
        failure = self.ledger.failures.get(delivery.path)
        return facts.transient and (failure is None or failure.is_due(self._inputs(delivery.sha256), self.now))

    def _take(self, deliveries: Sequence[Delivery]) -> TakeFiles:
        files = [
            TakenFile(delivery, self.stock.arrival(delivery), self.stock.first_profile(delivery))
            for delivery in deliveries
        ]
        return TakeFiles(tuple(files), self.stock.today, self._text_decisions())

    def _text_decisions(self) -> tuple[corrections_files.Correction, ...]:
        return tuple(self.corrections.of_kind(*corrections_files.TEXT_KINDS))

    def _learn(self, task: Task, outcome: Outcome, *, alone: bool = False) -> list[Task]:
        """Keep what a task found out; gives the tasks to try instead of one that failed."""
        assert isinstance(task, TakeFiles)
        deliveries = [file.delivery for file in task.files]
        if isinstance(outcome, TaskFailure):
            if len(deliveries) > 1 and not alone:
                return [self._take([delivery]) for delivery in deliveries]
            failure = (outcome.reason, outcome.detail)
            facts = [FileFacts(delivery.sha256, failure=failure, transient=True) for delivery in deliveries]
            outcome = TaskResult(facts)
        by_sha = {delivery.sha256: delivery for delivery in deliveries}
        for file in outcome.facts:
            self.ledger.learn("facts", self.stock.facts_key(by_sha[file.sha256]), file)
            if file.failure is not None and file.transient:
                target, inputs = by_sha[file.sha256].path, self._inputs(file.sha256)
                self.ledger.failed(target, inputs, *file.failure, transient=True, now=self.now)
        self.ledger.sync()
        self.stock.changed.update(outcome.changed)
        for made in outcome.editions:
            self.made[made.edition_id, made.input_digest] = made
        return []

    def _inputs(self, sha256: str | None) -> str:
        return f"{sha256}:{program_version()}"

    # --- publishing ------------------------------------------------------------------------------

    def _publish_ready(self, plan: Plan, *, final: bool, waiting: Iterable[Task] = ()) -> None:
        """Publish the editions that are made and that no file which is still to be read can belong to."""
        blocked = set() if final else {key for task in waiting for key in self._days_of(task)}
        ready = []
        for source in self.publisher.due(plan):
            key = (source.edition_id, source.input_digest)
            if key in self.made and (source.publication_id, source.date) not in blocked:
                ready.append((source, self.made.pop(key)))
        self.publisher.publish(plan, ready)

    def _days_of(self, task: Task) -> Iterator[tuple[str, dt.date]]:
        """Publication and day, by their paths, of the files that a task will read."""
        assert isinstance(task, TakeFiles)
        for file in task.files:
            if date := self.stock.origin(file.delivery.path).facts.date:
                yield file.profile.publication_id, date

    def _make_others(self, plan: Plan) -> None:
        """Make the editions that came out differently than their files suggested, or whose files were read before."""
        tasks: list[Task] = [
            MakeEdition(source, plan.profiles[source.publication_id], self._text_decisions())
            for source in self.publisher.due(plan)
            if (source.edition_id, source.input_digest) not in self.made
        ]
        if not tasks:
            return
        self.total += len(tasks)
        ready: list[tuple[EditionSource, MadeEdition]] = []
        pause = _Pause()
        for finished in run_tasks(tasks, self._workers_for(tasks)):
            if finished is not None:
                ready.append(self._made_by(*finished))
            if ready and pause.is_over():
                self.publisher.publish(plan, ready)
                ready = []
                pause.begin()
        self.publisher.publish(plan, ready)

    def _made_by(self, task: Task, outcome: Outcome) -> tuple[EditionSource, MadeEdition]:
        assert isinstance(task, MakeEdition)
        self.done += 1
        self._say("parsing", task.subject)
        if isinstance(outcome, TaskResult):
            return task.source, outcome.editions[0]
        made = MadeEdition(task.source.edition_id, task.source.input_digest, 0.0)
        made.error = (outcome.reason, outcome.detail, True)
        return task.source, made

    # --- at the end ------------------------------------------------------------------------------

    def _finish(self) -> None:
        plan = self.stock.plan()
        if self.registries and not self.report.interrupted:
            self._rebuild(plan)
        articles = Counter(self.warehouse.read("articles", ["edition_id"]).column(0).to_pylist())
        for source in plan.editions:
            if source.edition_id in self.publisher.outcomes or not self.wanted.wants(
                source.publication_id, source.date
            ):
                continue
            self._report_untouched(source, articles[source.edition_id])
        self.report.editions = sorted(
            self.publisher.outcomes.values(), key=lambda outcome: (outcome.date, outcome.edition_id)
        )
        self.report.generic = {
            row["publication_id"]: row["publication_name"]
            for row in self.publisher.editions.values()
            if row["publication_id"] in plan.profiles and plan.profiles[row["publication_id"]].is_generic
        }
        self._remember_failures(plan)
        states = self.stock.states(plan)
        self.report.quarantined = self.stock.quarantined(plan)
        self.report.pending = self.stock.pending(states)
        self.report.superseded, self.report.repeated = plan.superseded, plan.repeated
        self.report.files = self.stock.files(states)
        self._tidy_ledger()

    def _rebuild(self, plan: Plan) -> None:
        """Registries that can't be made or are not sound are not published: the former ones stay, with a remark."""
        self._say("registries")
        try:
            self.report.registries_rebuilt = rebuild_registries(
                self.warehouse, self.corrections, self.stock.withheld(plan), version=registries_version()
            )
        except BrokenTablesError as error:
            self.report.remarks.append(f"{error}; the former registries stay, please report this")
        except (WarehouseError, OSError, MemoryError):
            raise
        except Exception as error:  # a fault of the program in what is derived; the editions are published
            what = f"registries: {type(error).__name__}: {error}"
            self.report.remarks.append(f"{what}; the former registries stay, please report this")

    def _report_untouched(self, source: EditionSource, articles: int) -> None:
        stamp = self.stock.stamps.get(source.edition_id)
        row = self.publisher.editions.get(source.edition_id)
        findings: tuple[str, ...] = ()
        if stamp is not None and row is not None:
            if self.publisher.has_shrunk(source, stamp):
                findings = ("files are gone from raw/; the published pages are kept",)
            outcome = EditionOutcome(
                source.edition_id,
                source.publication_id,
                source.date,
                "unchanged",
                row["pages_received"],
                row["pages_declared"],
                articles,
                findings=findings,
            )
        elif source.edition_id in self.stock.failed_editions:
            detail = self.stock.failed_editions[source.edition_id][1]
            outcome = EditionOutcome(
                source.edition_id, source.publication_id, source.date, "failed", len(source.pages), findings=(detail,)
            )
        else:
            return  # interrupted before its turn
        self.publisher.outcomes[source.edition_id] = outcome

    def _remember_failures(self, plan: Plan) -> None:
        """Keep since when each file is in quarantine, and forget those that have left it."""
        targets = set(self.stock.failed_editions)
        for file in self.stock.quarantined(plan):
            target, inputs = failure_target(file.path, file.source_page), self._inputs(file.sha256)
            targets.add(target)
            known = self.ledger.failures.get(target)
            if known is None or known.inputs != inputs:
                self.ledger.failed(target, inputs, file.reason, file.detail, transient=file.transient, now=self.now)
        for target in self.ledger.failures.keys() - targets:
            self.ledger.learn("failures", target, None)

    def _tidy_ledger(self) -> None:
        hashes = {delivery.sha256 for delivery in self.stock.scan.deliveries}
        version = program_version()

        def keep(kind: str, key: str) -> bool:
            if kind == "known":
                return key in self.stock.scan.files
            if kind == "facts":
                return key.partition(":")[0] in hashes and key.endswith(version)
            return True

        self.ledger.compact(keep)


class _Pause:
    """The time between two publications: ten seconds, longer where publishing itself takes long."""

    def __init__(self) -> None:
        self._end = time.monotonic() + _PAUSE
        self._over = self._end

    def is_over(self) -> bool:
        self._over = time.monotonic()
        return self._over >= self._end

    def begin(self) -> None:
        """Begin the next pause after a publication that began when the last one was over."""
        now = time.monotonic()
        self._end = now + max(_PAUSE, 10 * (now - self._over))
