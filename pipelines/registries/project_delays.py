"""Slippage and silence: planned dates that moved or passed, projects nobody reports on any more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from pipelines.registries.project_record import silent_since, stages
from pipelines.registries.project_units import Claim
from pipelines.warehouse.schema import enum_values

_REACHED_BY = {"construction_start": "groundbreaking", "completion": "completed", "operation_start": "operating"}


def delays(project_id: str, claims: Sequence[Claim], last_report: dt.date, last_day: dt.date) -> list[dict[str, Any]]:
    """Rows of `project_delays` of one project; claims in order of report.

    moved: a later report plans a later date (compared by the last day of the interval); passed: the last planned
    date is over and no report by the last edition says that the stage was reached; silent: see `silent_since`.
    """
    rows: list[dict[str, Any]] = []
    for attribute, stage in _REACHED_BY.items():
        plans = [
            c
            for c in claims
            if c.attribute == attribute and c.modality == "planned" and c.date_end and not c.is_reprint
        ]
        for before, after in pairwise(plans):
            if (
                before.date_end
                and after.date_end
                and after.date_end > before.date_end
                and after.article != before.article
            ):
                rows.append(
                    {
                        "kind": "moved",
                        "attribute": attribute,
                        "observed_on": after.reported_on,
                        "planned_end": before.date_end,
                        "new_end": after.date_end,
                        "days": (after.date_end - before.date_end).days,
                        "claim_id": before.claim_id,
                        "new_claim_id": after.claim_id,
                        "is_inferred": False,
                    }
                )
        if plans and (passed := _passed(claims, plans[-1], stage, last_day)):
            rows.append({"attribute": attribute, **passed})
    silent = silent_since(claims, last_report, last_day)
    if silent:
        last = max(claims, key=lambda claim: (claim.reported_on, claim.claim_id))
        rows.append(
            {
                "kind": "silent",
                "attribute": "status",
                "observed_on": silent,
                "days": (last_day - last_report).days,
                "claim_id": last.claim_id,
                "is_inferred": True,
            }
        )
    return [{"project_id": project_id, **row} for row in _one_a_key(rows)]


def _passed(claims: Sequence[Claim], plan: Claim, stage: str, last_day: dt.date) -> dict[str, Any] | None:
    if plan.date_end is None or plan.date_end >= last_day:
        return None
    order = enum_values("status")
    done = set(order[order.index(stage) : order.index("operating") + 1]) | {"cancelled"}
    reached = [told for told in stages(claims) if told.standing == 0 and told.status in done]
    if reached:
        return None
    return {
        "kind": "passed",
        "observed_on": plan.date_end + dt.timedelta(days=1),
        "planned_end": plan.date_end,
        "days": (last_day - plan.date_end).days,
        "claim_id": plan.claim_id,
        "is_inferred": True,
    }


def _one_a_key(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One row a kind, attribute and day: the one that moved furthest."""
    kept: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in sorted(rows, key=lambda row: (row["kind"], row["attribute"], row["observed_on"], -row["days"])):
        kept.setdefault((row["kind"], row["attribute"], row["observed_on"]), row)
    return list(kept.values())
