"""What is checked of an edition by itself, and said in `checks`: one row per question, passed or not.

Checks that need other editions (issue numbers, missing days) are in `pipelines.ingest.neighbours`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa

from pipelines.edition.drafting import PageDraft
from pipelines.intake.candidates import Severity
from pipelines.intake.naming import label_key
from pipelines.intake.plan import EditionSource, SourcePage
from pipelines.publications import Profile
from pipelines.warehouse.edition_checks import check_edition_tables

_SAMPLES = 5
_LISTED = {"corrections_unapplied"}  # all findings are named: `corrections_status` is made from them
_SEVERITIES: tuple[Severity, ...] = ("info", "warn", "error")


class Findings:
    """Collects the answers to checks of one edition; several findings of one check become one row."""

    def __init__(self, edition_id: str) -> None:
        self.edition_id = edition_id
        self._found: dict[str, list[str]] = {}
        self._count: dict[str, int] = {}
        self._severity: dict[str, Severity] = {}

    def add(self, check: str, severity: Severity, samples: Iterable[str], count: int | None = None) -> None:
        """Answer a check with what was found; nothing found means passed. The gravest severity stays."""
        samples = list(samples)
        self._found.setdefault(check, []).extend(samples)
        self._count[check] = self._count.get(check, 0) + (len(samples) if count is None else count)
        known = self._severity.get(check, severity)
        self._severity[check] = max(known, severity, key=_SEVERITIES.index)

    def rows(self) -> list[dict[str, Any]]:
        """Rows of `checks`, in order of name."""
        return [
            {
                "edition_id": self.edition_id,
                "check": check,
                "severity": self._severity[check],
                "passed": not self._found[check],
                "count": self._count[check] if self._found[check] else 0,
                "sample": "; ".join(self._found[check][: None if check in _LISTED else _SAMPLES]) or None,
            }
            for check in sorted(self._found)
        ]


def check_pages(
    findings: Findings,
    source: EditionSource,
    profile: Profile,
    pages: Sequence[tuple[SourcePage, PageDraft]],
    edition: Mapping[str, Any],
) -> None:
    """Answer what the pages, the masthead and the plan have to say."""
    for note in source.notes:
        findings.add(note.check, note.severity, [note.sample])
    findings.add(
        "pages_unreadable",
        "error",
        [path if page < 0 else f"{path} page {page + 1}: {reason}" for path, page, reason in source.unreadable],
    )
    _check_masthead(findings, edition)
    findings.add("pages_missing", "warn", *missing_pages(edition, [page.label for page, _ in pages]))
    unknown = [f"{edition['publication_name']}: no profile; places have no home city"] if profile.is_generic else []
    findings.add("publication_described", "info", unknown)
    for page, draft in pages:
        where = page.label
        unsound = [f"{where}: text quality {draft.text_quality:.2f}, waits for OCR"] if not draft.is_sound else []
        findings.add("text_layer_unsound", "warn", unsound)
        dropped = sum(draft.dropped.values())
        reasons = ", ".join(f"{count} {reason}" for reason, count in sorted(draft.dropped.items()))
        findings.add("glyphs_dropped", "info", [f"{where}: {reasons}"] if dropped else [], dropped)
        findings.add("glyphs_in_lines", "error", [f"{where}: {draft.unaccounted}"] if draft.unaccounted else [])
        findings.add("page_remarks", "info", [f"{where}: {remark}" for remark in draft.remarks])


def _check_masthead(findings: Findings, edition: Mapping[str, Any]) -> None:
    date = edition["date"]
    weekday = [f"{edition['weekday_printed']} is printed, {date} is no such day"]
    findings.add("weekday", "warn", weekday if edition["weekday_agrees"] is False else [])
    lunar = [f"{edition['lunar_date_printed']} is printed, which is not {date}"]
    findings.add("lunar_date", "warn", lunar if edition["lunar_date_agrees"] is False else [])


def missing_pages(edition: Mapping[str, Any], labels: Sequence[str]) -> tuple[list[str], int]:
    """What to say about pages that the masthead declares and that did not come, and their number."""
    declared, received = edition["pages_declared"], len(labels)
    if declared is not None and declared > received:
        gaps = _gaps(labels, declared)
        named = f": {', '.join(gaps)}" if len(gaps) == declared - received else ""
        return [f"{declared} pages declared, {received} received{named}"], declared - received
    if declared is not None and declared < received:
        return [f"{declared} pages declared, {received} received"], received - declared
    gaps = _gaps(labels, max((label_key(label)[1] for label in labels), default=0)) if declared is None else []
    return ([f"no page {', '.join(gaps)}"], len(gaps)) if gaps else ([], 0)


def _gaps(labels: Sequence[str], last: int) -> list[str]:
    """Labels that are missing in a run from 1 to `last`; empty where pages run in several sections."""
    keys = [label_key(label) for label in labels]
    sections = {(letters, tail) for letters, _, tail in keys}
    if len(sections) != 1:
        return []
    numbers = {number for _, number, _ in keys}
    padded = next((len(label) for label in labels if label.startswith("0")), 1)
    letters = keys[0][0]
    return [f"{letters}{number:0{padded}d}" for number in range(1, last + 1) if number not in numbers]


def check_tables(findings: Findings, tables: Mapping[str, pa.Table]) -> None:
    """Ask what the warehouse will ask before it takes the tables."""
    for check in check_edition_tables(tables):
        findings.add(
            check.check, check.severity, [check.sample or check.check] if not check.passed else [], check.count
        )
