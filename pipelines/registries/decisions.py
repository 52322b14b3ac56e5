"""Applies people's decisions about entities: what they name is found, and what no longer fits is reported."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

import pyarrow as pa

from pipelines.registries.corrections import Correction, Outcome, Reference
from pipelines.registries.evidence import Evidence
from pipelines.registries.ledger import Ledger
from pipelines.registries.officials import Officials, Person
from pipelines.registries.projects import Projects
from pipelines.warehouse.schema import arrow_schema, enum_values, schema

_KEY = {
    "person": ("officials", "official_id"),
    "project": ("projects", "project_id"),
    "organization": ("organizations", "organization_id"),
}
_KIND_OF_PREFIX = {"person": "person", "project": "project", "org": "organization"}


class References:
    """Finds the entities and evidences that corrections name, by id or as `<article_id>#<name>`."""

    def __init__(self, evidence: Evidence, officials: Officials, projects: Projects, ledger: Ledger) -> None:
        self._evidence = evidence
        self._officials = officials
        self._projects = projects
        self._ledger = ledger
        self._bearers: dict[str, list[Person]] = defaultdict(list)
        for person in officials.people.values():
            self._bearers[person.name].append(person)

    @cached_property
    def _units(self) -> dict[tuple[int, str], str]:
        """Projects by article and name as printed; asked for only where people decided something."""
        return {
            (unit.article, form): project.project_id
            for project in self._projects.by_id.values()
            for unit in project.units
            for form in unit.printed
        }

    def evidence(self, text: str) -> Reference | None:
        """The evidence that a text names; of an entity, its first."""
        if "#" not in text:
            anchor = self._anchor(text)
            if anchor is None:
                return None
            text = anchor
        article_id, _, name = text.partition("#")
        rows = self._evidence.rows("SELECT n FROM article WHERE article_id = ?", [article_id])
        return Reference(rows[0][0], name) if rows else None

    def entity(self, text: str) -> tuple[str, str] | None:
        """Kind and id of the entity that a text names today."""
        if text in self._officials.people:
            return "person", text
        if text in self._projects.by_id:
            return "project", text
        if text.startswith("org-"):
            return "organization", text
        reference = self.evidence(text)
        if reference is None:
            return None
        key = (reference.article, reference.name)
        for person in self._bearers.get(reference.name, ()):
            if any(reference.article in post.articles for post in person.posts):
                return "person", person.official_id
        return ("project", self._units[key]) if key in self._units else None

    def _anchor(self, entity_id: str) -> str | None:
        if entity_id in self._officials.people:
            return self._officials.people[entity_id].anchor
        if entity_id in self._projects.by_id:
            return self._projects.by_id[entity_id].units[0].anchor
        entry = self._ledger.entries.get(entity_id)
        return entry.minted_from if entry else None


@dataclass(slots=True)
class Applied:
    """What became of decisions, and the values that rows get in the end, by table, id and column."""

    outcomes: list[Outcome] = field(default_factory=list)
    values: dict[tuple[str, str], dict[str, tuple[Correction, str]]] = field(default_factory=dict)


def never_pairs(
    decisions: Sequence[Correction], references: References
) -> tuple[list[tuple[Reference, Reference]], list[Outcome]]:
    """The evidences that `never_merge` decisions keep apart, and what became of the decisions."""
    pairs, outcomes = [], []
    for decision in decisions:
        left, right = references.evidence(decision.target), references.evidence(decision.new)
        if left is None or right is None:
            gone = decision.target if left is None else decision.new
            outcomes.append(Outcome(decision, "stale", f"{gone} is not in the archive"))
        elif references.entity(decision.target) is None or references.entity(decision.new) is None:
            gone = decision.target if references.entity(decision.target) is None else decision.new
            outcomes.append(Outcome(decision, "stale", f"the article of {gone} no longer names it"))
        else:
            pairs.append((left, right))
            outcomes.append(Outcome(decision, "applied"))
    return pairs, outcomes


def apply_merges(
    decisions: Sequence[Correction], references: References, officials: Officials, projects: Projects
) -> list[Outcome]:
    """Merge entities: the target's evidence goes to the new one, and its row says `superseded_by`."""
    outcomes = []
    for decision in decisions:
        loser, winner = references.entity(decision.target), references.entity(decision.new)
        if loser is None or winner is None:
            gone = decision.target if loser is None else decision.new
            outcomes.append(Outcome(decision, "stale", f"{gone} is not in the archive"))
        elif loser[0] != winner[0] or loser[0] not in {"person", "project"}:
            outcomes.append(Outcome(decision, "stale", f"a {loser[0]} cannot be merged with a {winner[0]}"))
        else:
            registry: Officials | Projects = officials if loser[0] == "person" else projects
            merged = _merge(registry, registry.final(loser[1]), registry.final(winner[1]))
            outcomes.append(Outcome(decision, "applied", None if merged else "they are one without it"))
    return outcomes


def _merge(registry: Officials | Projects, loser: str, winner: str) -> bool:
    if loser == winner:
        return False
    if isinstance(registry, Officials):
        registry.people[winner].posts += registry.people[loser].posts
        for person in registry.people.values():
            if loser in {person.official_id, person.superseded_by}:
                person.superseded_by = winner
        return True
    kept = registry.by_id[winner]
    kept.units = sorted(kept.units + registry.by_id[loser].units, key=lambda unit: (unit.article, unit.anchor))
    for project in registry.by_id.values():
        if loser in {project.project_id, project.superseded_by}:
            project.superseded_by = winner
    return True


def set_values(
    decisions: Sequence[Correction],
    references: References,
    final: Mapping[str, str],
    rows: Mapping[str, Mapping[str, dict[str, Any]]],
) -> list[Outcome]:
    """Write renames and set values into rows (by table and id) where their old value still stands there."""
    outcomes = []
    for decision in decisions:
        found = references.entity(decision.target)
        table, _ = _KEY[found[0]] if found else ("", "")
        row = rows[table].get(final.get(found[1], found[1])) if found else None
        if row is None:
            outcomes.append(Outcome(decision, "stale", f"{decision.target} is not in the archive"))
            continue
        column = "name" if decision.kind == "rename" else decision.field
        outcomes.append(_set(decision, table, column, row))
    return outcomes


def _set(decision: Correction, table: str, column: str, row: dict[str, Any]) -> Outcome:
    declared = schema().tables[table]
    if column not in declared.columns or column in declared.key:
        return Outcome(decision, "invalid", f"table {table} has no column {column} that may be set")
    now = as_text(row[column])
    if decision.old and decision.old != now:
        if decision.new == now:
            return Outcome(decision, "applied", "it is so without it")
        return Outcome(decision, "stale", f"{column} is {now!r} and no longer {decision.old!r}")
    try:
        value = parse_value(table, column, decision.new)
    except (ValueError, InvalidOperation) as error:
        return Outcome(decision, "invalid", f"{decision.new!r} is no value of {column}: {error}")
    if column == "name" and row["name"] != value and "aliases" in row:
        row["aliases"] = sorted({*row["aliases"], row["name"]} - {value})
    row[column] = value
    return Outcome(decision, "applied")


def as_text(value: Any) -> str:
    """A value as corrections write it: lists joined by `|`, nothing for null."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "|".join(map(str, value))
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def parse_value(table: str, column: str, text: str) -> Any:
    """A value as corrections write it, in the type of its column; raises `ValueError` or `InvalidOperation`."""
    declared = schema().tables[table].columns[column]
    if not text:
        if declared.required:
            raise ValueError("it may not be empty")
        return None
    kind = arrow_schema(table).field(column).type
    if declared.values and text not in enum_values(declared.values):
        raise ValueError(f"terms are {', '.join(enum_values(declared.values))}")
    if pa.types.is_list(kind):
        return [item for item in text.split("|") if item]
    if pa.types.is_boolean(kind):
        if text not in {"true", "false"}:
            raise ValueError("write true or false")
        return text == "true"
    if pa.types.is_date(kind):
        return dt.date.fromisoformat(text)
    if pa.types.is_decimal(kind):
        return Decimal(text)
    return int(text) if pa.types.is_integer(kind) else text
