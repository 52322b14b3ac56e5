"""Rows of the project registries: projects, their timelines, their delays."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pyarrow as pa

from pipelines.registries.matching import Pair
from pipelines.registries.officials import Question
from pipelines.registries.posts import usual_form
from pipelines.registries.project_delays import delays
from pipelines.registries.project_names import sector_of
from pipelines.registries.project_record import TimelineRow, investment_of, status_of, timeline
from pipelines.registries.project_units import Claim, count_articles
from pipelines.registries.projects import Project, Projects
from pipelines.warehouse.schema import arrow_schema

Row = dict[str, Any]
_NO_COMMITMENT = {"mentioned", "intent", "suspended", "cancelled"}
_CONTRADICTION_DAYS = 92


@dataclass(slots=True)
class ProjectRows:
    """Rows by table, and claims that contradict each other."""

    projects: list[Row] = field(default_factory=list)
    timeline: list[TimelineRow] = field(default_factory=list)
    delays: list[Row] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)


def project_rows(projects: Projects, last_day: dt.date) -> ProjectRows:
    """All rows; merged projects have theirs with `superseded_by`, and no timeline of their own."""
    result = ProjectRows()
    said = {key: project.claims for key, project in projects.by_id.items()}
    amounts = {key: _investment(project, said[key]) for key, project in projects.by_id.items()}
    for key, project in projects.by_id.items():
        claims = said[key]
        row = _row(project, claims)
        if project.superseded_by:
            row |= {
                "superseded_by": project.superseded_by,
                "safe_to_sum": False,
                "article_count": 0,
                "parent_project_id": None,
            }
        else:
            parts_have_amounts = any(amounts[part] is not None for part in project.parts)
            row["safe_to_sum"] = not (project.parts and parts_have_amounts) and row["status"] not in _NO_COMMITMENT
            last_report = _last_report(projects, project)
            result.timeline += timeline(project.project_id, claims, last_report, last_day)
            result.delays += delays(project.project_id, claims, last_report, last_day)
            result.questions += _contradictions(project, claims)
        result.projects.append(row)
    return result


def timeline_table(rows: list[TimelineRow]) -> pa.Table:
    """The table `project_timeline` of these rows, ordered by its key, which they begin with."""
    columns = list(zip(*sorted(rows), strict=True)) or [()] * len(TimelineRow._fields)
    values = dict(zip(TimelineRow._fields, columns, strict=True))
    declared = arrow_schema("project_timeline")
    return pa.Table.from_arrays([pa.array(values[item.name], item.type) for item in declared], schema=declared)


def _investment(project: Project, claims: Sequence[Claim]) -> Claim | None:
    return investment_of(claims, is_phase=all(unit.name.phase for unit in project.units))


def _last_report(projects: Projects, project: Project) -> dt.date:
    """Of the last article that names the project or a part of it."""
    below = [_last_report(projects, projects.by_id[part]) for part in project.parts]
    return max([*below, *(unit.date for unit in project.units)])


def _row(project: Project, claims: Sequence[Claim]) -> Row:
    status, status_claim = status_of(claims)
    amount = _investment(project, claims)
    units = project.units
    name = project.name
    investors = Counter[str]()
    for claim in claims:
        if claim.attribute == "party" and claim.party and claim.party_role == "investor":
            investors[claim.party] += 1
    site = [(claim.value_text, 1) for claim in claims if claim.attribute == "location" and claim.value_text]
    return {
        "project_id": project.project_id,
        "name": name,
        "aliases": sorted(set(project.forms) - {name}),
        "parent_project_id": project.parent,
        "is_umbrella": bool(project.parts),
        "sector": sector_of(name),
        "place_adcode": _place(project, claims),
        "place_text": usual_form(site) if site else None,
        "status": status,
        "status_as_of": status_claim.reported_on if status_claim else None,
        "total_investment_cny": amount.amount_cny if amount else None,
        "investors": list(investors),
        "first_seen": min(unit.date for unit in units),
        "last_seen": max(unit.date for unit in units),
        "article_count": count_articles(units),
        "status_modality": status_claim.modality if status_claim else None,
        "status_claim_id": status_claim.claim_id if status_claim else None,
        "investment_claim_id": amount.claim_id if amount else None,
    }


def _place(project: Project, claims: Sequence[Claim]) -> str | None:
    """The division that most claims name, the lower one of equals; else the city of the paper."""
    named = Counter(claim.place_adcode for claim in claims if claim.place_adcode)
    if not any(code and not code.endswith("00") for code in named):
        named.update(unit.name.county for unit in project.units if unit.name.county)
    counties = {code: times for code, times in named.items() if code and not code.endswith("00")}
    pool = counties or named
    if pool:
        return min(pool, key=lambda code: (-pool[code], str(code)))
    return next((unit.city for unit in project.units if unit.city), None)


def _contradictions(project: Project, claims: Sequence[Claim]) -> list[Question]:
    """Total investments that differ between reports of one quarter, both given exactly: somebody should ask."""
    told = [
        claim
        for claim in claims
        if claim.attribute == "total_investment"
        and claim.amount_cny is not None
        and claim.qualifier in {None, "exact"}
        and not claim.is_reprint
    ]
    found = []
    for before, after in pairwise(told):
        near = (after.reported_on - before.reported_on).days <= _CONTRADICTION_DAYS
        if near and before.amount_cny != after.amount_cny and before.article != after.article:
            said = [f"{claim.reported_on}: {claim.value_text or claim.amount_cny}" for claim in (before, after)]
            evidence = " / ".join(said)
            pair = Pair(0, 1, {"total_investment": 0.0})
            found.append(
                Question(
                    "contradiction",
                    project.project_id,
                    project.project_id,
                    before.claim_id,
                    after.claim_id,
                    pair,
                    evidence,
                )
            )
    return found
