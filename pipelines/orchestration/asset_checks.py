"""What the assets check: the findings of the ingest, by kind, as Dagster checks.

They are emitted by the asset itself; a check that took a partitioned asset as input would load all days.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import dagster as dg

if TYPE_CHECKING:
    from pipelines.ingest.report import IngestReport

EDITION_CHECKS = {
    "every_file_accounted_for": "Every file in raw/ is published; none is quarantined or pending.",
    "editions_sound": "No edition failed and none has a finding (missing pages, odd mastheads, doubtful text).",
}


def edition_check_specs(asset: str) -> list[dg.AssetCheckSpec]:
    """The checks that `edition_check_results` reports."""
    return [dg.AssetCheckSpec(name, asset=asset, description=text) for name, text in EDITION_CHECKS.items()]


def edition_check_results(report: IngestReport, asset: str) -> Iterator[dg.AssetCheckResult]:
    """One result a check; what was found is listed as plain text."""
    set_aside = [f"{item.path}: {item.reason}: {item.detail}" for item in report.quarantined]
    set_aside += [f"{item.path}: {item.reason}" for item in report.pending]
    odd = [f"{item.edition_id}: {finding}" for item in report.editions for finding in item.findings]
    odd += [f"{item.edition_id}: failed" for item in report.editions if item.outcome == "failed"]
    for name, found in (("every_file_accounted_for", set_aside), ("editions_sound", odd)):
        yield dg.AssetCheckResult(
            asset_key=asset,
            check_name=name,
            passed=not found,
            severity=dg.AssetCheckSeverity.WARN,
            metadata={"count": len(found), "findings": dg.MetadataValue.text("\n".join(found[:50]) or "none")},
        )
