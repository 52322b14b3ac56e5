"""`broadsheet official`: titles of an official over time, and what they took part in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipelines.cli.options import json_option, warehouse_option
from pipelines.cli.registry_reader import print_head, print_histories, print_questions
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
    from pipelines.registries.history import official_history

    print_histories(warehouse, name_or_id, official_history, print_official, as_json=as_json)


def print_official(console: Console, history: OfficialHistory) -> None:
    """Print one official."""
    row = history.official
    counts = f"{row['article_count']} articles, {row['appearance_count']} activities"
    seen = f"{row['first_seen']} to {row['last_seen']}, {counts}"
    facts = [
        ("now", "、".join(row["current_titles"])),
        ("also printed", "、".join(row["aliases"])),
        ("seen", seen),
        ("seen with", "、".join(f"{name} {count}" for name, count in history.seen_with[:_LISTED])),
    ]
    print_head(console, row["name"], row["official_id"], facts)
    titles = Table("title", "organisation", "seen", "end", box=None, header_style="dim")
    for tenure in history.tenures:
        span = f"{tenure['first_seen']} to {tenure['last_seen']} ({tenure['sighting_count']})"
        cells = (tenure["title"], tenure["organization"], span, _end(tenure))
        titles.add_row(*(Text(for_terminal(cell)) for cell in cells))
    console.print(titles)
    activities = Table("day", "activity", "role", "title printed", "place", box=None, header_style="dim")
    activities.add_column("article", no_wrap=True)
    for item in history.appearances[:_LISTED]:
        columns = ("date_start", "activity", "role", "title_printed", "place_adcode", "article_id")
        activities.add_row(*(Text(for_terminal(str(item[column] or ""))) for column in columns))
    if history.appearances:
        console.print(activities)
    if len(history.appearances) > _LISTED:
        console.print(Text(f"  … and {len(history.appearances) - _LISTED} more: --json prints all", style="dim"))
    print_questions(console, history.questions)


def _end(tenure: dict[str, Any]) -> str:
    if tenure["end_before"] is None:
        return str(tenure["state"])
    after = f"after {tenure['end_after']}, " if tenure["end_after"] else ""
    return f"{after}before {tenure['end_before']} ({tenure['end_basis']})"
