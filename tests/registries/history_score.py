"""Compares registries with what `history/expected` says, and names every difference."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import combinations
from pathlib import Path
from typing import Any

import pyarrow as pa

from tests.registries.history_archive import FOLDER, expected

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def true_person(name: str, title: str, folder: Path) -> str | None:
    """Who a name printed with a title is; None for one whom the history doesn't know."""
    fits = [row for row in expected("people", folder) if row["name"] == name and re.search(row["title"], title)]
    return fits[0]["person"] if fits else None


def true_project(mention: str, day: str, folder: Path) -> str | None:
    """Which project a printed name is in the edition of a day."""
    for row in expected("project_names", folder):
        if re.search(row["pattern"], mention) and (row["from"] or "0") <= day <= (row["until"] or "9"):
            return row["project"]
    return None


def sightings(
    tables: Mapping[str, pa.Table], registries: Mapping[str, pa.Table], folder: Path = FOLDER
) -> dict[tuple[str, str, str], str]:
    """(article, name, true person) → official, for every title sighting of a person of the history."""
    links = {
        (row["article_id"], row["name"]): row["entity_id"]
        for row in registries["entity_links"].to_pylist()
        if row["entity_type"] == "person"
    }
    found = {}
    for row in tables["title_sightings"].to_pylist():
        person = true_person(row["person_name"], row["title_printed"], folder)
        if person and (row["article_id"], row["person_name"]) in links:
            found[row["article_id"], row["person_name"], person] = links[row["article_id"], row["person_name"]]
    return found


def mentions(
    tables: Mapping[str, pa.Table], registries: Mapping[str, pa.Table], folder: Path = FOLDER
) -> dict[tuple[str, str, str], str]:
    """(article, printed name, true project) → project, for every claim about a project of the history."""
    owner = {
        row["claim_id"]: row["project_id"] for row in registries["project_timeline"].to_pylist() if row["claim_id"]
    }
    found = {}
    for row in tables["project_claims"].to_pylist():
        project = true_project(row["project_mention"], _DAY.findall(row["article_id"])[0], folder)
        if project:
            found[row["article_id"], row["project_mention"], project] = owner[row["claim_id"]]
    return found


def pairwise_f1(items: Mapping[tuple[str, str, str], str]) -> float:
    """F1 over pairs of items: together in truth, together in the registry."""
    truth = {pair for pair in combinations(sorted(items), 2) if pair[0][2] == pair[1][2]}
    made = {pair for pair in combinations(sorted(items), 2) if items[pair[0]] == items[pair[1]]}
    return 2 * len(truth & made) / (len(truth) + len(made))


def majority(items: Mapping[tuple[str, str, str], str]) -> dict[str, str]:
    """Entity → the true one that most of its items are."""
    votes: dict[str, list[str]] = {}
    for (_, _, truth), entity in items.items():
        votes.setdefault(entity, []).append(truth)
    return {entity: max(sorted(set(seen)), key=seen.count) for entity, seen in votes.items()}


def _text(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value).removesuffix(".00")


def tenure_differences(
    tables: Mapping[str, pa.Table], registries: Mapping[str, pa.Table], folder: Path = FOLDER
) -> set[str]:
    """Every tenure that is missing, too much, or differs in a bound."""
    who = majority(sightings(tables, registries, folder))
    columns = list(expected("tenures", folder)[0])
    made = {
        (who.get(row["official_id"], f"? {row['title']}"), *(_text(row[column]) for column in columns[1:]))
        for row in registries["tenures"].to_pylist()
    }
    spelled = {
        ("谈晓峰", "副市长", "2020-05-19", "2020-05-19", "2020-05-19", "", "unknown", "")
    }  # 谈晓锋, waiting for review
    return _differences({tuple(row.values()) for row in expected("tenures", folder)}, made - spelled)


def project_differences(
    tables: Mapping[str, pa.Table], registries: Mapping[str, pa.Table], folder: Path = FOLDER
) -> set[str]:
    """Every project that is missing, too much, or differs in a value."""
    which = majority(mentions(tables, registries, folder))
    columns = list(expected("projects", folder)[0])
    made = set()
    for row in registries["projects"].to_pylist():
        row |= {"parent": which.get(row["parent_project_id"], "")}
        made.add((which.get(row["project_id"], "?"), *(_text(row[column]) for column in columns[1:])))
    return _differences({tuple(row.values()) for row in expected("projects", folder)}, made)


def delay_differences(
    tables: Mapping[str, pa.Table], registries: Mapping[str, pa.Table], folder: Path = FOLDER
) -> set[str]:
    """Every delay that is missing or too much."""
    which = majority(mentions(tables, registries, folder))
    made = set()
    for row in registries["project_delays"].to_pylist():
        row |= {"project": which.get(row["project_id"], "?")}
        if row["kind"] == "silent":
            row |= {"planned_end": None}
        made.add(tuple(_text(row[column]) for column in expected("delays", folder)[0]))
    return _differences({tuple(row.values()) for row in expected("delays", folder)}, made)


def review_differences(registries: Mapping[str, pa.Table], folder: Path = FOLDER) -> set[str]:
    """Every open question that is missing or too much."""
    made = {
        (row["kind"], *sorted((row["left_name"], row["right_name"]))) for row in registries["review_pairs"].to_pylist()
    }
    return _differences(
        {(row["kind"], *sorted((row["left"], row["right"]))) for row in expected("review", folder)}, made
    )


def _differences(wanted: set[tuple[str, ...]], made: set[tuple[str, ...]]) -> set[str]:
    missing = {f"missing: {' | '.join(row)}" for row in wanted - made}
    return missing | {f"made: {' | '.join(row)}" for row in made - wanted}
