"""The registries, derived from all editions: from the per-edition tables to officials, projects and the rest.

A pure function of the tables and the corrections: the same rows in any order of arrival. The ledger remembers what ids
earlier runs gave out; it makes no row.
"""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

import pyarrow as pa

from pipelines.language import places
from pipelines.registries.corrections import Corrections, Outcome
from pipelines.registries.decisions import References, apply_merges, never_pairs, set_values
from pipelines.registries.districts import district_rows, month_rows
from pipelines.registries.evidence import Evidence
from pipelines.registries.input_tables import Source
from pipelines.registries.ledger import Entry, Ledger
from pipelines.registries.links import appearances_resolved, entity_links, link_people, people_counts
from pipelines.registries.officials import Officials, build_officials
from pipelines.registries.organizations import Organizations, build_organizations
from pipelines.registries.project_names import NameReader
from pipelines.registries.project_parts import attach_parts
from pipelines.registries.project_rows import ProjectRows, project_rows, timeline_table
from pipelines.registries.project_units import Unit, read_units
from pipelines.registries.projects import Projects, build_projects
from pipelines.registries.review import decided, review_rows, spelling_questions
from pipelines.registries.tenures import current_titles, seats, tenure_rows, tenures_of
from pipelines.warehouse.schema import to_table

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Registries:
    """All registry tables but `coverage`, in the declared schemas, ordered by their keys, and the new ledger."""

    tables: Mapping[str, pa.Table]
    ledger: Ledger


@dataclass(slots=True)
class _Entities:
    officials: Officials
    projects: Projects
    organizations: Organizations
    references: References

    @property
    def final(self) -> dict[str, str]:
        """Ids that people merged away → the id that took them in."""
        merged = {p.official_id: p.superseded_by for p in self.officials.people.values() if p.superseded_by}
        return merged | {p.project_id: p.superseded_by for p in self.projects.by_id.values() if p.superseded_by}


def build_registries(
    tables: Mapping[str, Source],
    ledger: Ledger | None = None,
    corrections: Corrections | None = None,
    *,
    as_of: dt.date | None = None,
    homes: Mapping[str, str] | None = None,
) -> Registries:
    """Derive the registries from the per-edition tables (the columns of `INPUT_COLUMNS` are enough).

    tables: by name, as Arrow tables, or as Arrow datasets where they are too large to hold: texts and mentions are then
    read batch by batch
    ledger: of the last run, for the ids it gave out; corrections: people's decisions, see `corrections.load`
    as_of: the day on which a tenure is current or a project silent; the last edition's by default
    homes: adcode of the home city by publication, where no profile says it
    """
    with _without_collection():
        return _built(tables, ledger or Ledger(), corrections or Corrections(), as_of, homes)


@contextmanager
def _without_collection() -> Iterator[None]:
    """Millions of rows and no cycles: looking for garbage among them would cost a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _built(
    tables: Mapping[str, Source],
    ledger: Ledger,
    corrections: Corrections,
    as_of: dt.date | None,
    homes: Mapping[str, str] | None,
) -> Registries:
    evidence = Evidence(tables, homes)
    last_day = as_of or evidence.last_day() or dt.date.min
    entities, outcomes = _entities(evidence, read_units(evidence, NameReader()), ledger, corrections)
    link_people(evidence, entities.officials)
    rows = _official_rows(evidence, entities.officials, last_day)
    projects = project_rows(entities.projects, last_day)
    rows |= {"projects": projects.projects, "project_delays": projects.delays}
    made = {"project_timeline": timeline_table(projects.timeline)}
    projects.timeline.clear()  # the largest of all
    rows["organizations"] = entities.organizations.rows
    outcomes += _set_values(rows, entities, corrections)
    rows["districts"], rows["district_months"] = _district_rows(evidence, projects)
    evidence.forget(given=["in_project_claims", "project_named", "place_named"])
    rows["reprint_links"] = [asdict(item) for item in evidence.reprints]
    rows["link_targets"] = [asdict(item) for item in evidence.link_targets]
    rows["review_pairs"] = _review_rows(rows, entities, projects, outcomes)
    rows["corrections_status"] = _status_rows(outcomes + list(corrections.invalid))
    made |= {name: _table(name, rows.pop(name)) for name in sorted(rows)}
    del rows, projects
    made["entity_links"] = entity_links(evidence, entities.projects, entities.organizations.id_of_name)
    evidence.forget("organization_named")
    made["appearances_resolved"] = appearances_resolved(evidence)
    return Registries(made, _ledger(ledger, entities))


def _entities(
    evidence: Evidence, units: Sequence[Unit], ledger: Ledger, corrections: Corrections
) -> tuple[_Entities, list[Outcome]]:
    """People, projects and organisations with everything that was decided about who is whom."""
    between = evidence.beside.in_order
    officials, projects = build_officials(evidence), build_projects(units, between)
    references = References(evidence, officials, projects, ledger)
    never, outcomes = never_pairs(corrections.of_kind("never_merge"), references)
    if never:
        officials, projects = build_officials(evidence, never), build_projects(units, between, never)
        references = References(evidence, officials, projects, ledger)
    officials.questions += spelling_questions(officials)
    barred = _pairs_of(corrections, "never_merge", references)
    officials.questions = decided(officials.questions, barred)
    projects.questions = decided(projects.questions, barred)
    outcomes += apply_merges(corrections.of_kind("merge"), references, officials, projects)
    parts, told = _decided_parts(corrections, references, projects)
    outcomes += told
    attach_parts(projects, evidence.beside, parts)
    evidence.forget("title_seen")
    return _Entities(officials, projects, build_organizations(evidence), references), outcomes


def _pairs_of(corrections: Corrections, kind: str, references: References) -> list[frozenset[str]]:
    found = [(references.entity(row.target), references.entity(row.new)) for row in corrections.of_kind(kind)]
    return [frozenset((left[1], right[1])) for left, right in found if left and right]


def _decided_parts(
    corrections: Corrections, references: References, projects: Projects
) -> tuple[dict[tuple[str, str], bool], list[Outcome]]:
    """What people decided about umbrellas: by (umbrella, part) whether it is one."""
    parts, outcomes = {}, []
    for row in corrections.of_kind("part_of", "never_part"):
        part, whole = references.entity(row.target), references.entity(row.new)
        if part is None or whole is None or part[0] != "project" or whole[0] != "project":
            outcomes.append(
                Outcome(row, "stale", f"{row.target if part is None else row.new} is no project of the archive")
            )
            continue
        parts[projects.final(whole[1]), projects.final(part[1])] = row.kind == "part_of"
        outcomes.append(Outcome(row, "applied"))
    return parts, outcomes


def _official_rows(evidence: Evidence, officials: Officials, last_day: dt.date) -> dict[str, list[Row]]:
    counts = people_counts(evidence)
    alive = [(person, tenures_of(person)) for person in officials.people.values() if not person.superseded_by]
    holders = seats(alive)
    alike: dict[str, set[str]] = {}
    for question in officials.questions:
        if question.kind == "official_spelling":
            alike.setdefault(question.left_id, set()).add(question.right_id)
            alike.setdefault(question.right_id, set()).add(question.left_id)
    rows: dict[str, list[Row]] = {"officials": [], "tenures": []}
    for person, tenures in alive:
        held = tenure_rows(person, tenures, holders, frozenset(alike.get(person.official_id, ())), last_day)
        rows["tenures"] += held
        articles, activities = counts.get(person.official_id, (0, 0))
        rows["officials"].append(
            {
                "official_id": person.official_id,
                "name": person.name,
                "aliases": sorted({post.name for post in person.posts} - {person.name}),
                "current_titles": current_titles(held, tenures),
                "first_seen": person.first,
                "last_seen": person.last,
                "article_count": articles,
                "appearance_count": activities,
            }
        )
    for person in officials.people.values():
        if person.superseded_by:
            rows["officials"].append(
                {
                    "official_id": person.official_id,
                    "name": person.name,
                    "aliases": [],
                    "current_titles": [],
                    "first_seen": person.first,
                    "last_seen": person.last,
                    "article_count": 0,
                    "appearance_count": 0,
                    "superseded_by": person.superseded_by,
                }
            )
    return rows


def _set_values(rows: Mapping[str, list[Row]], entities: _Entities, corrections: Corrections) -> list[Outcome]:
    keys = {"officials": "official_id", "projects": "project_id", "organizations": "organization_id"}
    by_id = {table: {row[key]: row for row in rows[table]} for table, key in keys.items()}
    return set_values(corrections.of_kind("rename", "set"), entities.references, entities.final, by_id)


def _district_rows(evidence: Evidence, projects: ProjectRows) -> tuple[list[Row], list[Row]]:
    located = [row["place_adcode"] for row in projects.projects if row["place_adcode"] and not row.get("superseded_by")]
    districts = district_rows(evidence, [code for place in located for code in (place, *places.ancestors(place))])
    return districts, month_rows(evidence, [row["adcode"] for row in districts])


def _review_rows(
    rows: Mapping[str, list[Row]], entities: _Entities, projects: ProjectRows, outcomes: Sequence[Outcome]
) -> list[Row]:
    questions = entities.officials.questions + entities.projects.questions + projects.questions
    weight = {row["official_id"]: (row["article_count"], 0.0) for row in rows["officials"]}
    weight |= {
        row["project_id"]: (row["article_count"], float(row["total_investment_cny"] or 0)) for row in rows["projects"]
    }
    names = {row["official_id"]: row["name"] for row in rows["officials"]} | {
        row["project_id"]: row["name"] for row in rows["projects"]
    }
    parents = {row["project_id"]: row["parent_project_id"] for row in rows["projects"] if row["parent_project_id"]}
    return review_rows(questions, entities.final, names, weight, parents)


def _status_rows(outcomes: Sequence[Outcome]) -> list[Row]:
    return [
        {
            "source": item.correction.source,
            "row": item.correction.row,
            "kind": item.correction.kind,
            "target": item.correction.target,
            "state": item.state,
            "detail": item.detail,
        }
        for item in outcomes
    ]


def _table(name: str, rows: list[Row]) -> pa.Table:
    from pipelines.warehouse.schema import schema

    key = schema().tables[name].key
    return to_table(
        name,
        sorted(
            rows, key=lambda row: tuple(str(row[column]) if column != "seq" else f"{row[column]:06}" for column in key)
        ),
    )


def _ledger(ledger: Ledger, entities: _Entities) -> Ledger:
    """The ledger after this run: today's entries, and where ids of earlier runs lead."""
    final = entities.final
    live = entities.officials.entries + entities.projects.entries + entities.organizations.entries
    live = [Entry(e.id, e.kind, e.name, e.key, e.minted_from, superseded_by=final.get(e.id)) for e in live]

    def owner(anchor: str) -> str | None:
        found = entities.references.entity(anchor)
        if found is None:
            return entities.organizations.id_of_name.get(anchor.partition("#")[2])
        return final.get(found[1], found[1])

    return ledger.updated(live, owner)
