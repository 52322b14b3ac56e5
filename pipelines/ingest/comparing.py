"""Writes what neighbouring editions say into the rows of an edition: `issue_number_agrees` and three checks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

from pipelines.ingest.neighbours import Verdict
from pipelines.warehouse.schema import to_table

COMPARED_CHECKS = ("editions_of_the_day", "issue_number", "missing_days_before")
_SAMPLES = 5


def with_verdict(tables: Mapping[str, pa.Table], verdict: Verdict) -> dict[str, pa.Table]:
    """The tables `editions` and `checks` of one edition as they are in the light of its neighbours."""
    editions = [row | {"issue_number_agrees": verdict.issue_number_agrees} for row in tables["editions"].to_pylist()]
    own = [row for row in tables["checks"].to_pylist() if row["check"] not in COMPARED_CHECKS]
    rows = sorted([*own, *_rows(editions[0]["edition_id"], verdict)], key=lambda row: row["check"])
    return {"editions": to_table("editions", editions), "checks": to_table("checks", rows)}


def _rows(edition_id: str, verdict: Verdict) -> Iterable[dict[str, Any]]:
    for check in COMPARED_CHECKS:
        found = verdict.findings.get(check, [])
        yield {
            "edition_id": edition_id,
            "check": check,
            "severity": "warn",
            "passed": not found,
            "count": len(found),
            "sample": "; ".join(found[:_SAMPLES]) or None,
        }


def says_the_same(edition: Mapping[str, Any], checks: Iterable[Mapping[str, Any]], verdict: Verdict) -> bool:
    """Whether the published rows of an edition already say what its neighbours say now."""
    if edition["issue_number_agrees"] != verdict.issue_number_agrees:
        return False
    published = {row["check"]: row for row in checks}
    return all(published.get(row["check"]) == row for row in _rows(edition["edition_id"], verdict))
