"""The state of the archive in the morning: what came, what is missing, what is odd, what waits for a person."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from pipelines.ingest.neighbours import EditionFacts, Rhythm
from pipelines.ingest.next_steps import next_step
from pipelines.ingest.rebuilding import edition_facts
from pipelines.ingest.report import Finding, LatestEdition, Missing, ReviewItem, Status, brief
from pipelines.ingest.stock import newest_date, state_folder, take_stock
from pipelines.intake.ledger import Ledger
from pipelines.intake.remote import raw_folder
from pipelines.warehouse import Snapshot, Warehouse

_DAY = dt.timedelta(days=1)
_ALIVE = dt.timedelta(days=14)  # a paper whose latest edition is older is an archive: nothing is awaited
_MOST_FINDINGS = 200
_MOST_REVIEWS = 200
_DOUBTFUL_CUT = 0.5


def status(raw: Path | str, warehouse: Path | str, *, now: dt.datetime | None = None) -> Status:
    """What a person wants to know in the morning; reads, and writes nothing.

    Raises `FileNotFoundError` when `raw` is not a folder.
    """
    now = now or dt.datetime.now(dt.UTC)
    store = Warehouse(warehouse)
    ledger = Ledger.load(state_folder(warehouse))
    stock = take_stock(raw_folder(raw), ledger, store.editions(), now)
    plan = stock.plan()
    stock.failed_editions = {
        source.edition_id: (failure.reason, failure.detail)
        for source in plan.editions
        if (failure := ledger.failures.get(source.edition_id))
    }
    states = stock.states(plan)
    with store.snapshot() as snapshot:
        facts = edition_facts(snapshot)
        return Status(
            latest=_latest(snapshot, facts),
            missing=_missing(snapshot, facts, newest_date(now) - _DAY),
            quarantined=stock.quarantined(plan),
            suspicious=_suspicious(snapshot),
            review=_review(snapshot),
            pending=stock.pending(states),
            superseded=plan.superseded,
            repeated=plan.repeated,
            files=stock.files(states),
        )


def _by_publication(facts: Iterable[EditionFacts]) -> dict[str, list[EditionFacts]]:
    groups: dict[str, list[EditionFacts]] = defaultdict(list)
    for edition in sorted(facts, key=lambda edition: (edition.date, edition.edition_id)):
        groups[edition.publication_id].append(edition)
    return dict(sorted(groups.items()))


def _latest(snapshot: Snapshot, facts: list[EditionFacts]) -> list[LatestEdition]:
    rows = {row["edition_id"]: row for row in snapshot.read("editions", ["edition_id", "publication_name"]).to_pylist()}
    latest = []
    for publication_id, editions in _by_publication(facts).items():
        last = editions[-1]
        latest.append(
            LatestEdition(
                publication_id,
                rows[last.edition_id]["publication_name"] or publication_id,
                last.edition_id,
                last.date,
                last.pages_received,
                last.pages_declared,
                last.article_count,
                len(editions),
            )
        )
    return latest


def _missing(snapshot: Snapshot, facts: list[EditionFacts], today: dt.date) -> list[Missing]:
    """Days that `coverage` misses, days since the last edition of papers that still come, and missing pages."""
    missing = [
        Missing(
            row["publication_id"], row["date"], row["reason"] or "no edition came", next_step("days", "missing_day")
        )
        for row in snapshot.read("coverage").to_pylist()
        if row["expected"] and not row["received"]
    ]
    for publication_id, editions in _by_publication(facts).items():
        rhythm, last = Rhythm(editions), editions[-1].date
        if today - last > _ALIVE:
            continue
        for number in range(1, (today - last).days + 1):
            day = last + _DAY * number
            if rhythm.expected(day).expected:
                missing.append(Missing(publication_id, day, "no edition yet", next_step("days", "missing_day")))
    for edition in facts:
        declared, received = edition.pages_declared, edition.pages_received
        if declared is not None and received < declared:
            reason = f"{declared - received} of {declared} pages missing"
            missing.append(Missing(edition.publication_id, edition.date, reason, next_step("days", "missing_pages")))
    return sorted(set(missing), key=lambda entry: (entry.publication_id, entry.date, entry.reason))


def _suspicious(snapshot: Snapshot) -> list[Finding]:
    rank = {"error": 0, "warn": 1}
    rows = [row for row in snapshot.read("checks").to_pylist() if not row["passed"] and row["severity"] in rank]
    rows.sort(key=lambda row: (rank[row["severity"]], row["edition_id"], row["check"]))
    return [
        Finding(
            row["edition_id"],
            row["check"],
            row["severity"],
            row["count"],
            brief(row["sample"]),
            next_step("checks", row["check"]),
        )
        for row in rows[:_MOST_FINDINGS]
    ]


def _review(snapshot: Snapshot) -> list[ReviewItem]:
    """What waits for a decision: corrections without effect, entities that may be one, doubtful cuts."""
    items = []
    for row in snapshot.read("corrections_status").to_pylist():
        if row["state"] in ("stale", "invalid"):
            where = f"{row['source']}:{row['row']}"
            text = f"{row['kind']} of {row['target']}: {row['detail'] or row['state']}"
            items.append(ReviewItem("correction", where, text, "Mend or remove this row of raw/corrections."))
    pairs = snapshot.read("review_pairs").to_pylist()
    for row in sorted(pairs, key=lambda row: (-row["effect"], row["left_ref"], row["right_ref"])):
        text = f"{row['left_name']} / {row['right_name']} ({row['score']:.2f}): {row['evidence']}"
        step = "Decide with `broadsheet review` (merge or never_merge in raw/corrections)."
        items.append(ReviewItem(row["kind"], f"{row['left_id']} {row['right_id']}", text, step))
    columns = ["article_id", "headline", "confidence"]
    cuts = [row for row in snapshot.read("articles", columns).to_pylist() if (row["confidence"] or 1.0) < _DOUBTFUL_CUT]
    for row in sorted(cuts, key=lambda row: (row["confidence"], row["article_id"])):
        text = f"{row['headline'] or 'without headline'} (confidence {row['confidence']:.2f})"
        step = f"Look at it with `broadsheet show {row['article_id']}`; merge or split it in raw/corrections."
        items.append(ReviewItem("cut", row["article_id"], text, step))
    return items[:_MOST_REVIEWS]
