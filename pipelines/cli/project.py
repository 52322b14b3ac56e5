"""`broadsheet project`: what became of a project."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipelines.cli.options import json_option, warehouse_option
from pipelines.cli.registry_reader import print_head, print_histories, print_questions
from pipelines.warehouse.storable_text import for_terminal

if TYPE_CHECKING:
    from pipelines.registries.history import ProjectHistory, Report

_YI = Decimal(100_000_000)


@click.command()
@click.argument("name_or_id", metavar="NAME|ID")
@warehouse_option
@json_option
def project(name_or_id: str, warehouse: str, as_json: bool) -> None:
    """Print the history of a project: stages, amounts, planned dates, each with the words of the paper."""
    from pipelines.registries.history import project_history

    print_histories(warehouse, name_or_id, project_history, print_project, as_json=as_json)


def print_project(console: Console, history: ProjectHistory) -> None:
    """Print one project."""
    row = history.project
    facts = [
        ("status", f"{row['status']}{_as_of(row)}"),
        ("investment", _yuan(row["total_investment_cny"])),
        ("investors", "、".join(row["investors"])),
        ("place", " ".join(filter(None, (row["place_text"], row["place_adcode"])))),
        ("sector", row["sector"] or ""),
        ("also called", "、".join(row["aliases"])),
        ("part of", history.umbrella["name"] if history.umbrella else ""),
        ("parts", "、".join(part["name"] for part in history.parts)),
        ("reported", f"{row['first_seen']} to {row['last_seen']}, {row['article_count']} articles"),
        ("in sums", "yes" if row["safe_to_sum"] else "no: an umbrella, or no more than a wish, or given up"),
    ]
    print_head(console, row["name"], row["project_id"], facts)
    table = Table("reported", "what", "value", "before", "page", "words", box=None, pad_edge=True, header_style="dim")
    for report in history.reports:
        table.add_row(*(Text(for_terminal(cell)) for cell in _cells(report)))
    console.print(table)
    for delay in history.delays:
        console.print(Text(f"  ! {_delay(delay)}", style="yellow"))
    print_questions(console, history.questions)


def _as_of(row: dict[str, Any]) -> str:
    return f" ({row['status_modality']}, {row['status_as_of']})" if row["status_as_of"] else ""


def _yuan(amount: Decimal | None) -> str:
    return "" if amount is None else f"{(amount / _YI).normalize():f} 亿元"


def _cells(report: Report) -> tuple[str, ...]:
    row = report.row
    dates = f"{row['date_start'] or ''}–{row['date_end']}" if row["date_end"] else ""
    value = row["status"] or _yuan(row["amount_cny"]) or dates
    said = "" if row["modality"] == "actual" else f" {row['modality']}"
    if row["is_inferred"]:
        return str(row["reported_on"]), "silence", "no report for 24 months", "", "", "inferred"
    before = row["changed_from"] or ""
    return str(row["reported_on"]), f"{row['attribute']}{said}", value, before, report.page or "", report.quote or ""


def _delay(row: dict[str, Any]) -> str:
    if row["kind"] == "moved":
        dates = f"from {row['planned_end']} to {row['new_end']}"
        return f"{row['attribute']} moved {dates} ({row['observed_on']}, {row['days']} days)"
    if row["kind"] == "passed":
        return f"{row['attribute']} was planned until {row['planned_end']}; no report says that it came (inferred)"
    return f"silent for {row['days']} days at the last edition (inferred)"
