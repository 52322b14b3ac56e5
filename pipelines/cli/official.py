"""`broadsheet official`: titles of an official over time, and what they took part in."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipelines.cli.options import json_option, warehouse_option
from pipelines.cli.registry_reader import registry_reader
from pipelines.warehouse.storable_text import for_terminal

if TYPE_CHECKING:
    from pipelines.registries.history import OfficialHistory

_LISTED = 12


@click.command()
@click.argument("name_or_id", metavar="NAME|ID")
@warehouse_option
@json_option
def official(name_or_id: str, warehouse: str, as_json: bool) -> None:
    """Print the history of an official: titles with honest bounds, activities, who was seen with them."""
    from pipelines.registries.history import UnknownNameError, official_history

    try:
        with registry_reader(warehouse) as (snapshot, ledger):
            histories = official_history(snapshot, name_or_id, ledger)
    except UnknownNameError as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        plain = [asdict(history) for history in histories]
        click.echo(json.dumps(plain, ensure_ascii=False, indent=2, default=str))
        return
    console = Console(highlight=False)
    for history in histories:
        print_official(console, history)


def print_official(console: Console, history: OfficialHistory) -> None:
    """Print one official."""
    row = history.official
    console.print()
    console.print(Text.assemble((for_terminal(row["name"]), "bold"), f"  {row['official_id']}"))
    counts = f"{row['article_count']} articles, {row['appearance_count']} activities"
    seen = f"{row['first_seen']} to {row['last_seen']}, {counts}"
    facts = [
        ("now", "、".join(row["current_titles"])),
        ("also printed", "、".join(row["aliases"])),
        ("seen", seen),
        ("seen with", "、".join(f"{name} {count}" for name, count in history.seen_with[:_LISTED])),
    ]
    for name, value in facts:
        if value:
            console.print(Text(f"  {name:<12} {for_terminal(value)}"))
    titles = Table("title", "organisation", "seen", "end", box=None, header_style="dim")
    for tenure in history.tenures:
        span = f"{tenure['first_seen']} to {tenure['last_seen']} ({tenure['sighting_count']})"
        cells = (tenure["title"], tenure["organization"], span, _end(tenure))
        titles.add_row(*(Text(for_terminal(cell)) for cell in cells))
    console.print(titles)
    activities = Table("day", "activity", "role", "title printed", "place", "article", box=None, header_style="dim")
    for item in history.appearances[:_LISTED]:
        columns = ("date_start", "activity", "role", "title_printed", "place_adcode", "article_id")
        activities.add_row(*(Text(for_terminal(str(item[column] or ""))) for column in columns))
    if history.appearances:
        console.print(activities)
    if len(history.appearances) > _LISTED:
        console.print(Text(f"  … and {len(history.appearances) - _LISTED} more: --json prints all", style="dim"))
    if history.questions:
        console.print(Text(f"  ? {len(history.questions)} open questions: broadsheet review", style="yellow"))


def _end(tenure: dict[str, Any]) -> str:
    if tenure["end_before"] is None:
        return str(tenure["state"])
    after = f"after {tenure['end_after']}, " if tenure["end_after"] else ""
    return f"{after}before {tenure['end_before']} ({tenure['end_basis']})"
