"""Organisations over all editions: kinds, aliases, counts."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

import pyarrow as pa
import yaml

from pipelines.registries.evidence import Evidence
from pipelines.registries.ledger import Entry, mint


@cache
def _forms() -> tuple[list[tuple[str, re.Pattern[str]]], tuple[str, ...]]:
    text = resources.files(__package__).joinpath("organization_kinds.yml").read_text(encoding="utf-8")
    declared: dict[str, Any] = yaml.safe_load(text)
    tails = tuple(sorted(declared["core_tails"], key=len, reverse=True))
    return [(kind, re.compile(pattern)) for kind, pattern in declared["kinds"]], tails


@cache
def kind_of(name: str) -> str:
    """Kind of an organisation by its name; `other` when no form fits."""
    return next((kind for kind, pattern in _forms()[0] if pattern.search(name)), "other")


@cache
def core_of(name: str) -> str:
    """The name without brackets, `中共` and its legal form: what two printed forms of one organisation share."""
    core = re.sub(r"[(（][^)）]*[)）]", "", name).removeprefix("中国共产党").removeprefix("中共")
    if kind_of(name) == "company":
        tail = next((tail for tail in _forms()[1] if core.endswith(tail) and len(core) - len(tail) >= 2), "")
        core = core[: len(core) - len(tail)]
    return core or name


@dataclass(slots=True)
class Organizations:
    """Rows of `organizations`, the id of each name, and the ledger's entries."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    id_of_name: dict[str, str] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)


def build_organizations(evidence: Evidence) -> Organizations:
    """Organisations from mentions and title sightings; printed forms of one core name are one."""
    names = evidence.rows(_NAMES)
    cores = [core_of(name) for _, name in names]
    number = {core: at for at, core in enumerate(dict.fromkeys(cores))}
    coded = {"name": [at for at, _ in names], "core": [number[core] for core in cores]}
    evidence.database.register(
        "organization_core", pa.table(coded, pa.schema([("name", pa.int32()), ("core", pa.int32())]))
    )
    known_cores = list(number)
    result = Organizations()
    for at, first, last, articles, forms, counts, adcodes, anchor in evidence.rows(_BY_CORE):
        core = known_cores[at]
        known = Counter(dict(zip(forms, counts, strict=True)))
        full = {name for name in forms if core_of(name) == core}
        canonical = min(full, key=lambda name: (-known[name], -len(name), name))
        organization_id, key = mint("organization", core)
        result.rows.append(
            {
                "organization_id": organization_id,
                "name": canonical,
                "aliases": sorted(set(forms) - {canonical}),
                "kind": kind_of(canonical),
                "jurisdiction_adcode": adcodes[0] if adcodes else None,
                "first_seen": first,
                "last_seen": last,
                "article_count": articles,
            }
        )
        result.id_of_name.update(dict.fromkeys(full, organization_id))
        result.entries.append(Entry(organization_id, "organization", canonical, key, anchor))
    result.rows.sort(key=lambda row: str(row["organization_id"]))
    return result


_NAMES = "SELECT id, text FROM name SEMI JOIN organization_named o ON o.name = id ORDER BY text"

_BY_CORE = """
WITH named AS (
    SELECT c.core, o.* FROM organization_named o JOIN organization_core c USING (name)
), form AS (
    SELECT core, form, sum(times)::BIGINT AS times FROM (
        SELECT core, name AS form, times FROM named UNION ALL SELECT core, surface, times FROM named
               WHERE surface <> name
    ) GROUP BY core, form
), forms AS (
    SELECT core, list(x.text ORDER BY x.text) AS forms, list(times ORDER BY x.text) AS times
    FROM form JOIN name x ON x.id = form GROUP BY core
), counted AS (
    SELECT core, min(a.date) AS first, max(a.date) AS last, count(DISTINCT a.root)::INT AS articles,
           list(DISTINCT adcode ORDER BY adcode) FILTER (WHERE adcode IS NOT NULL) AS adcodes,
           min(n) AS earliest
    FROM named JOIN article a USING (n) GROUP BY core
), anchor AS (
    SELECT c.core, min(x.text) AS name
    FROM counted c JOIN named m ON m.core = c.core AND m.n = c.earliest JOIN name x ON x.id = m.name GROUP BY c.core
)
SELECT core, first, last, articles, forms, times, adcodes, a.article_id || '#' || anchor.name
FROM counted JOIN forms USING (core) JOIN anchor USING (core) JOIN article a ON a.n = earliest ORDER BY core
"""
