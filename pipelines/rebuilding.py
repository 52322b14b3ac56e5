"""Builds the registries and `coverage` anew from what all editions printed, when anything of it changed."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple

import pyarrow as pa

from pipelines.coverage import Withheld, coverage_rows
from pipelines.neighbours import EditionFacts
from pipelines.registries.corrections import Corrections
from pipelines.warehouse import Snapshot, Warehouse
from pipelines.warehouse.schema import edition_tables, to_table


class SnapshotTables(Mapping[str, pa.Table]):
    """The per-edition tables of a snapshot, each read when it is asked for."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def __getitem__(self, name: str) -> pa.Table:
        if name not in edition_tables():
            raise KeyError(name)
        return self._snapshot.read(name)

    def __iter__(self) -> Iterator[str]:
        return iter(edition_tables())

    def __len__(self) -> int:
        return len(edition_tables())


def rebuild_registries(
    warehouse: Warehouse, corrections: Corrections, withheld: Sequence[Withheld], *, version: str
) -> bool:
    """Rebuild and publish the registries; False when they were made of the same things already.

    version: of the code and data that make registries
    """
    from pipelines.registries import build_registries  # heavy, and not needed when nothing changed

    with warehouse.snapshot() as snapshot:
        inputs = _inputs(snapshot, corrections, withheld, version)
        if inputs == snapshot.registries_inputs:
            return False
        tables = SnapshotTables(snapshot)
        built = build_registries(tables, snapshot.document("ledger.json"), corrections)
        registries = dict(built.tables) | {
            "coverage": to_table("coverage", coverage_rows(edition_facts(snapshot), withheld))
        }
    warehouse.publish_registries(registries, inputs=inputs, documents={"ledger.json": built.ledger})
    return True


def edition_facts(snapshot: Snapshot) -> list[EditionFacts]:
    """What `coverage` and the comparison of neighbours need of each edition."""
    articles = Counter(snapshot.read("articles", ["edition_id"]).column(0).to_pylist())
    rows = snapshot.read("editions").to_pylist()
    return [EditionFacts.from_row(row, articles[row["edition_id"]]) for row in rows]


def _inputs(snapshot: Snapshot, corrections: Corrections, withheld: Sequence[Withheld], version: str) -> str:
    held = [astuple(file) for file in withheld]
    values = [snapshot.manifest.current, corrections.digest(), held, version]
    return hashlib.sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()
