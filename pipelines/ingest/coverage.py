"""The table `coverage`: every day of every publication, expected or not, received or not, and why."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.ingest.neighbours import EditionFacts, Rhythm

_DAY = dt.timedelta(days=1)
_SAMPLES = 3


@dataclass(frozen=True, slots=True)
class Withheld:
    """A dated file that could not be taken in."""

    publication_id: str
    date: dt.date
    path: str
    reason: str


def coverage_rows(
    editions: Iterable[EditionFacts],
    withheld: Iterable[Withheld] = (),
    notes: Mapping[tuple[str, dt.date], Iterable[str]] | None = None,
) -> list[dict[str, Any]]:
    """Rows of `coverage`, for each publication from its first day to its last.

    withheld: files in quarantine; a day that has nothing else gets a row that says so
    notes: findings to add to a day's reason, by publication and day
    """
    by_publication: dict[str, dict[dt.date, list[EditionFacts]]] = defaultdict(lambda: defaultdict(list))
    for edition in editions:
        by_publication[edition.publication_id][edition.date].append(edition)
    held: dict[str, dict[dt.date, list[Withheld]]] = defaultdict(lambda: defaultdict(list))
    for file in withheld:
        held[file.publication_id][file.date].append(file)
    rows = []
    for publication_id in sorted(by_publication.keys() | held.keys()):
        received, kept_back = by_publication[publication_id], held[publication_id]
        rhythm = Rhythm(sorted((edition for day in received.values() for edition in day), key=lambda e: e.date))
        span = [min(received), max(received)] if received else []
        days = {span[0] + _DAY * number for number in range((span[1] - span[0]).days + 1)} if span else set()
        for day in sorted(days | kept_back.keys()):
            row = _row(publication_id, day, received.get(day, []), kept_back.get(day, []), rhythm)
            extra = (notes or {}).get((publication_id, day), ())
            rows.append(row | {"reason": "; ".join(filter(None, [row["reason"], *extra])) or None})
    return rows


def _row(
    publication_id: str, day: dt.date, editions: list[EditionFacts], withheld: list[Withheld], rhythm: Rhythm
) -> dict[str, Any]:
    expectation = rhythm.expected(day)
    reasons = []
    declared = [edition.pages_declared for edition in editions if edition.pages_declared is not None]
    if editions:
        reasons += [text for edition in editions if (text := _page_reason(edition))]
        if len(editions) > 1:
            reasons.append(f"{len(editions)} editions")
    elif not withheld:
        reasons.append(("no edition came" if expectation.expected else "none expected") + _because(expectation.reason))
    reasons += [f"not taken in: {file.path} ({file.reason})" for file in withheld[:_SAMPLES]]
    if len(withheld) > _SAMPLES:
        reasons.append(f"and {len(withheld) - _SAMPLES} more files not taken in")
    return {
        "publication_id": publication_id,
        "date": day,
        "expected": expectation.expected or bool(editions) or bool(withheld),
        "received": bool(editions),
        "pages_declared": sum(declared) if declared else None,
        "pages_received": sum(edition.pages_received for edition in editions),
        "article_count": sum(edition.article_count for edition in editions),
        "reason": "; ".join(reasons) or None,
    }


def _because(reason: str | None) -> str:
    return f" ({reason})" if reason else ""


def _page_reason(edition: EditionFacts) -> str | None:
    declared, received = edition.pages_declared, edition.pages_received
    if declared is None or declared == received:
        return None
    if received < declared:
        return f"{declared - received} of {declared} pages missing"
    return f"{received} pages, {declared} declared"
