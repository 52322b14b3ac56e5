"""What the commands about registries share: one snapshot with its ledger, and printing what became of somebody."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, TypeVar

import click
from rich.console import Console
from rich.text import Text

from pipelines.warehouse.storable_text import for_terminal

if TYPE_CHECKING:
    from pipelines.registries.ledger import Ledger
    from pipelines.warehouse import Snapshot

_History = TypeVar("_History")
_WIDE = 160  # columns where the output is no terminal: a file or a pipe has no edge, and ids are to be read whole
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


def print_histories(
    warehouse: str,
    name_or_id: str,
    histories_of: Callable[[Snapshot, str, Ledger], Sequence[_History]],
    show: Callable[[Console, _History], None],
    *,
    as_json: bool,
) -> None:
    """Print the histories of all entities of a name or id, or as JSON; a message where there is none."""
    from pipelines.registries.history import UnknownNameError

    try:
        with registry_reader(warehouse) as (snapshot, ledger):
            histories = histories_of(snapshot, name_or_id, ledger)
    except UnknownNameError as error:
        raise click.ClickException(for_terminal(str(error))) from error
    if as_json:
        plain: list[Any] = [asdict(history) for history in histories]  # type: ignore[call-overload]
        click.echo(json.dumps(plain, ensure_ascii=False, indent=2, default=str))
        return
    console = wide_console()
    for history in histories:
        show(console, history)


def wide_console() -> Console:
    """The terminal, or wide enough for a file or pipe."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=_WIDE)


def print_head(console: Console, name: str, entity_id: str, facts: Iterable[tuple[str, str]]) -> None:
    """The name and id of an entity, and its facts, those without a value left out."""
    console.print()
    console.print(Text.assemble((for_terminal(name), "bold"), f"  {entity_id}"))
    for label, value in facts:
        if value:
            console.print(Text(f"  {label:<12} {for_terminal(value)}"))


def print_questions(console: Console, questions: Sequence[Any]) -> None:
    """How many questions about an entity are open."""
    if questions:
        console.print(Text(f"  ? {len(questions)} open questions: broadsheet review", style="yellow"))
