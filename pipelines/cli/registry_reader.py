"""What the commands about registries share: one snapshot, and the ledger that belongs to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pipelines.registries.ledger import Ledger
    from pipelines.warehouse import Snapshot

LEDGER = "ledger.jsonl"


@contextmanager
def registry_reader(warehouse: str) -> Iterator[tuple[Snapshot, Ledger]]:
    """The current snapshot and its ledger of ids; a message for the user where nothing was ingested yet."""
    from pipelines.registries.ledger import Ledger
    from pipelines.warehouse import Warehouse

    with Warehouse(warehouse).snapshot() as snapshot:
        if snapshot.name is None:
            raise click.ClickException(f"{warehouse} holds no editions yet; run `broadsheet ingest` first")
        content = snapshot.document(LEDGER)
        yield snapshot, Ledger.from_bytes(content) if content else Ledger()
