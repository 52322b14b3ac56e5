"""`broadsheet status`: what a person wants to know in the morning."""

from __future__ import annotations

import json
from collections.abc import Sequence

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipelines.cli.options import json_option, raw_option, warehouse_option
from pipelines.ingest.report import Status
from pipelines.warehouse.storable_text import for_terminal

_LISTED = 20


@click.command()
@raw_option
@warehouse_option
@click.option("--quarantine", is_flag=True, help="Only what was set aside, all of it.")
@click.option(
    "--calendar", type=click.Path(dir_okay=False), metavar="PNG", help="Write the coverage calendar as a picture."
)
@json_option
def status(raw: str, warehouse: str, quarantine: bool, calendar: str | None, as_json: bool) -> None:
    """Show the latest editions, what is missing, set aside, suspicious or waits for review."""
    from pipelines.ingest import status as read_status

    found = read_status(raw, warehouse)
    if calendar:
        from pipelines.pictures.calendar import write_calendar

        write_calendar(warehouse, calendar)
        click.echo(f"wrote {calendar}", err=True)
    if as_json:
        plain = found.to_dict()
        click.echo(json.dumps(plain["quarantined"] if quarantine else plain, ensure_ascii=False, indent=2))
        return
    console = Console(highlight=False)
    if quarantine:
        _print_quarantine(console, found, limit=None)
    else:
        _print_status(console, found)


def _print_status(console: Console, found: Status) -> None:
    files = found.files
    shares = f"{files.published} published + {files.quarantined} set aside + {files.pending} pending"
    console.print(f"Files in raw/: {files.found} = {shares}")
    latest = [
        (
            item.publication_name,
            item.edition_id,
            _pages(item.pages, item.pages_declared),
            f"{item.articles}",
            f"{item.edition_count}",
        )
        for item in found.latest
    ]
    _section(console, "Latest editions", ("publication", "edition", "pages", "articles", "editions"), latest, None)
    missing = [(f"{item.date}", item.publication_id, item.reason, item.next_step) for item in found.missing]
    _section(console, "Missing", ("day", "publication", "reason", "next step"), missing)
    _print_quarantine(console, found)
    suspicious = [
        (item.edition_id, item.check, f"{item.count}", item.sample or "", item.next_step) for item in found.suspicious
    ]
    _section(console, "Suspicious", ("edition", "check", "found", "for example", "next step"), suspicious)
    review = [(item.kind, item.target, item.text, item.next_step) for item in found.review]
    _section(console, "Waits for a decision", ("kind", "of", "what", "next step"), review)
    _section(console, "Pending", ("file", "reason"), [(item.path, item.reason) for item in found.pending])


def _print_quarantine(console: Console, found: Status, limit: int | None = _LISTED) -> None:
    rows = []
    for item in found.quarantined:
        page = "" if item.source_page is None else f" page {item.source_page + 1}"
        rows.append((item.path + page, item.reason, item.detail, item.next_step))
    _section(console, "Set aside", ("file", "reason", "detail", "next step"), rows, limit)


def _section(
    console: Console, title: str, columns: Sequence[str], rows: Sequence[Sequence[str]], limit: int | None = _LISTED
) -> None:
    console.print(f"\n[bold]{title}[/]" + ("" if rows else ": nothing"))
    if not rows:
        return
    table = Table(*columns, box=None, pad_edge=False, header_style="dim")
    for row in rows[:limit]:
        table.add_row(*(Text(for_terminal(cell)) for cell in row))
    console.print(table)
    if limit is not None and len(rows) > limit:
        console.print(f"… and {len(rows) - limit} more (--json lists all)")


def _pages(received: int, declared: int | None) -> str:
    return f"{received}" if declared in (None, received) else f"{received} of {declared}"
