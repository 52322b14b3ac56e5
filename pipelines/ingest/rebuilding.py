"""Builds the registries and `coverage` anew from what all editions printed, when anything of it changed."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import astuple
from typing import Any

from pipelines.ingest.coverage import Withheld, coverage_rows
from pipelines.ingest.neighbours import EditionFacts
from pipelines.registries.corrections import TEXT_KINDS, Corrections
from pipelines.warehouse import Snapshot, Warehouse
from pipelines.warehouse.schema import to_table

_LEDGER = "ledger.jsonl"
_MANY = 300  # editions; from here on texts and mentions are read batch by batch, which costs an import of a second


def rebuild_registries(
    warehouse: Warehouse, corrections: Corrections, withheld: Sequence[Withheld], *, version: str
) -> bool:
    """Rebuild and publish the registries; False when they were made of the same things already.

    version: of the code and data that make registries
    """
    from pipelines.registries import (  # heavy, and not needed when nothing changed
        INPUT_COLUMNS,
        Ledger,
        build_registries,
    )

    with warehouse.snapshot() as snapshot:
        inputs = _inputs(snapshot, corrections, withheld, version)
        if inputs == snapshot.registries_inputs:
            return False
        ledger = snapshot.document(_LEDGER)
        known = Ledger.from_bytes(ledger) if ledger is not None else None
        if len(snapshot.manifest.current) < _MANY:
            tables: dict[str, Any] = {name: snapshot.read(name, columns) for name, columns in INPUT_COLUMNS.items()}
        else:
            tables = {name: snapshot.dataset(name) for name in INPUT_COLUMNS}
        built = build_registries(tables, known, corrections)
        coverage = to_table("coverage", coverage_rows(edition_facts(snapshot), withheld))
        text_states = _text_correction_rows(snapshot, corrections)
    states = [*built.tables["corrections_status"].to_pylist(), *text_states]
    states.sort(key=lambda row: (row["source"], row["row"]))
    registries = {**built.tables, "coverage": coverage, "corrections_status": to_table("corrections_status", states)}
    warehouse.publish_registries(registries, inputs=inputs, documents={_LEDGER: built.ledger.to_bytes()})
    return True


def edition_facts(snapshot: Snapshot) -> list[EditionFacts]:
    """What `coverage` and the comparison of neighbours need of each edition."""
    articles = Counter(snapshot.read("articles", ["edition_id"]).column(0).to_pylist())
    rows = snapshot.read("editions").to_pylist()
    return [EditionFacts.from_row(row, articles[row["edition_id"]]) for row in rows]


def _text_correction_rows(snapshot: Snapshot, corrections: Corrections) -> list[dict[str, Any]]:
    """What became of the decisions about text and cut, as the editions' checks tell."""
    checks = snapshot.read("checks").to_pylist()
    unapplied = {row["edition_id"]: row["sample"] or "" for row in checks if row["check"] == "corrections_unapplied"}
    rows = []
    for decision in corrections.of_kind(*TEXT_KINDS):
        aimed_at = [edition for edition in unapplied if Corrections((decision,)).for_edition(edition)]
        told = next((unapplied[edition] for edition in aimed_at), "")
        _, found, rest = told.partition(f"{decision.source}:{decision.row}: ")
        state, detail = "applied", None
        if not aimed_at:
            state, detail = "pending", "its edition is not in the warehouse"
        elif found:
            state, detail = "stale", rest.partition("; ")[0]
        rows.append(
            {
                "source": decision.source,
                "row": decision.row,
                "kind": decision.kind,
                "target": decision.target,
                "state": state,
                "detail": detail,
            }
        )
    return rows


def _inputs(snapshot: Snapshot, corrections: Corrections, withheld: Sequence[Withheld], version: str) -> str:
    held = [astuple(file) for file in withheld]
    values = [snapshot.manifest.current, corrections.digest(), held, version]
    return hashlib.sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()
