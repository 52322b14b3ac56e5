"""The record of a project: its timeline, its status by a stated rule, its amount.

The rule. A stage that is reported as fact stands before one that is planned, a planned one before an urged one; of
equal
standing the later stage in time wins, where time is the day the paper gives for it, else the day of report; of
one day, the further stage. A plan is no stage: what is only planned counts as `intent`, what is only urged as
`mentioned`. A stage before groundbreaking does not take back a groundbreaking: articles retell how a project began.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from pipelines.registries.project_units import Claim
from pipelines.warehouse.schema import enum_values

_STANDING = {"actual": 0, "reported": 0, "planned": 1, "urged": 2}
_IMPLIED = {"construction_start": "groundbreaking", "completion": "completed", "operation_start": "operating"}
_EXACTNESS = {"exact": 0, None: 0, "about": 1, "nearly": 2, "over": 2, "at_least": 2, "at_most": 2}
SILENT_AFTER_MONTHS = 24
_FINAL = {"completed", "operating", "cancelled"}


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage that a claim reports.

    day: when, as far as told; standing: 0 actual, 1 planned, 2 urged
    """

    status: str
    day: dt.date
    claim: Claim
    standing: int


def stages(claims: Iterable[Claim]) -> list[Stage]:
    """Stages in the claims: of status claims, and of dates that are facts (`construction_start` → groundbreaking)."""
    found = []
    for claim in claims:
        standing = _STANDING.get(claim.modality)
        status = (
            claim.status if claim.attribute == "status" else _IMPLIED.get(claim.attribute) if standing == 0 else None
        )
        if standing is None or status is None:
            continue
        day = min(claim.date_end or claim.reported_on, claim.reported_on)
        found.append(Stage(status, day, claim, standing))
    return found


def status_of(claims: Sequence[Claim]) -> tuple[str, Claim | None]:
    """The status and the claim that it rests on; `mentioned` and None without a claim about the stage."""
    found = stages(claims)
    if not found:
        return "mentioned", None
    best = min(stage.standing for stage in found)
    told = [stage for stage in found if stage.standing == best]
    if best == 1:
        return "intent", max(told, key=_lateness).claim
    if best == 2:
        return "mentioned", max(told, key=_lateness).claim
    told = [stage for stage in told if stage.status != "mentioned"] or told
    current: Stage | None = None
    for stage in sorted(told, key=_lateness):
        if current is None or not (_is_before_ground(stage.status) and not _is_before_ground(current.status)):
            current = stage
    assert current is not None
    return current.status, current.claim


def _lateness(stage: Stage) -> tuple[Any, ...]:
    return stage.day, _steps()[stage.status], stage.claim.article, stage.claim.start, stage.claim.claim_id


def _is_before_ground(status: str) -> bool:
    return _steps()[status] < _steps()["groundbreaking"]


@cache
def _steps() -> dict[str, int]:
    """Place of each stage in the order of stages."""
    return {status: at for at, status in enumerate(enum_values("status"))}


def investment_of(claims: Sequence[Claim], *, is_phase: bool = False) -> Claim | None:
    """The claim with the latest total investment; of one report, the most exact.

    is_phase: the project is a phase itself (X一期), so what is invested in the phase is its total where no other is
    told
    """
    amounts = [claim for claim in claims if claim.amount_cny is not None and claim.modality != "negated"]
    told = [claim for claim in amounts if claim.attribute == "total_investment"]
    if not told and is_phase:
        told = [claim for claim in amounts if claim.attribute == "phase_investment"]
    return max(
        told,
        key=lambda c: (c.reported_on, -_EXACTNESS.get(c.qualifier, 2), c.amount_cny or Decimal(0), c.claim_id),
        default=None,
    )


class TimelineRow(NamedTuple):
    """A row of `project_timeline`: a tuple, as they are the most rows that are made one by one."""

    project_id: str
    seq: int
    attribute: str
    status: str | None
    amount_cny: Decimal | None
    date_start: dt.date | None
    date_end: dt.date | None
    date_precision: str | None
    modality: str
    reported_on: dt.date
    article_id: str | None
    claim_id: str | None
    changed_from: str | None
    is_inferred: bool


def timeline(project_id: str, claims: Sequence[Claim], last_report: dt.date, last_day: dt.date) -> list[TimelineRow]:
    """Rows of `project_timeline`: all claims in order of report, then what silence says, in the order of its day."""
    rows: list[TimelineRow] = []
    previous: dict[str, str] = {}
    for seq, claim in enumerate(claims, start=1):
        value = None if claim.status == "mentioned" else _value(claim)
        before = previous.get(claim.attribute)
        rows.append(
            TimelineRow(
                project_id,
                seq,
                claim.attribute,
                claim.status,
                claim.amount_cny,
                claim.date_start,
                claim.date_end,
                claim.date_precision,
                claim.modality,
                claim.reported_on,
                claim.article_id,
                claim.claim_id,
                changed_from=before if before is not None and value is not None and before != value else None,
                is_inferred=False,
            )
        )
        if value is not None and claim.modality != "negated" and not claim.is_reprint:
            previous[claim.attribute] = value
    silent = silent_since(claims, last_report, last_day)
    if silent:
        status, _ = status_of(claims)
        rows.append(
            TimelineRow(
                project_id,
                len(rows) + 1,
                attribute="status",
                status=None,
                amount_cny=None,
                date_start=last_report,
                date_end=silent,
                date_precision="day",
                modality="reported",
                reported_on=silent,
                article_id=None,
                claim_id=None,
                changed_from=status,
                is_inferred=True,
            )
        )
    return rows


def silent_since(claims: Sequence[Claim], last_report: dt.date, last_day: dt.date) -> dt.date | None:
    """The day on which a project that is not finished had no report for 24 months; None before that.

    last_report: of any article that names it; last_day: of the last edition, never today's
    """
    due = months_later(last_report, SILENT_AFTER_MONTHS)
    return due if claims and due <= last_day and status_of(claims)[0] not in _FINAL else None


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day so many months on, the month's last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = dt.date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return dt.date(year, month + 1, min(day.day, (following - dt.timedelta(days=1)).day))


def _value(claim: Claim) -> str | None:
    """A claim's value as text, comparable between claims of one attribute."""
    if claim.attribute == "status":
        return claim.status if claim.modality in {"actual", "reported"} else f"{claim.modality} {claim.status}"
    if claim.amount_cny is not None:
        return f"{claim.amount_cny.normalize():f}"
    if claim.date_end is not None:
        return f"{claim.date_start or claim.date_end}/{claim.date_end}"
    if claim.attribute == "party":
        return claim.party or claim.value_text
    return claim.value_text
