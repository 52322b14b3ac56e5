"""`broadsheet review`: what wants a person's decision, and writing it down."""

from __future__ import annotations

import getpass
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipelines.cli.options import json_option, raw_option, warehouse_option
from pipelines.cli.registry_reader import registry_reader, wide_console
from pipelines.warehouse.storable_text import for_terminal

if TYPE_CHECKING:
    from pipelines.registries.review import OpenQuestion


@click.command()
@raw_option
@warehouse_option
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="Questions to list.")
@click.option(
    "--decide",
    "decisions",
    type=(click.IntRange(1), click.Choice(["same", "different"])),
    multiple=True,
    metavar="NUMBER same|different",
    help="Write the decision about a question of the list to raw/corrections/decisions.csv.",
)
@click.option("--reason", default="", help="Why; the evidence shown, when left out.")
@click.option("--author", default=None, help="Who decides; the user of this machine, when left out.")
@json_option
def review(
    raw: str,
    warehouse: str,
    limit: int,
    decisions: tuple[tuple[int, str], ...],
    reason: str,
    author: str | None,
    as_json: bool,
) -> None:
    """List what wants a decision, largest effect first, and write decisions down.

    A decision holds from the next `broadsheet ingest` on, and wins over the program.
    """
    from pipelines.registries.review import review_list, write_decision

    if decisions and "://" in raw:
        raise click.ClickException(f"{raw} is a URL: decisions are written to a folder; give its copy here with --raw")
    with registry_reader(warehouse) as (snapshot, _):
        questions = review_list(snapshot.read("review_pairs"))
        stale = [row for row in snapshot.read("corrections_status").to_pylist() if row["state"] in {"stale", "invalid"}]
    for number, decision in decisions:
        if number > len(questions):
            raise click.ClickException(f"there is no question {number}; the list has {len(questions)}")
        try:
            path = write_decision(
                raw, questions[number - 1], decision, author=author or getpass.getuser(), reason=reason
            )
        except ValueError as error:
            raise click.ClickException(str(error)) from error
        click.echo(f"{decision}: {_both(questions[number - 1])} → {path}")
    if decisions:
        click.echo("run `broadsheet ingest` to apply")
        return
    if as_json:
        plain = {"questions": [asdict(question) for question in questions[:limit]], "corrections": stale}
        click.echo(json.dumps(plain, ensure_ascii=False, indent=2, default=str))
        return
    _print_list(wide_console(), questions, limit)
    for row in stale:
        where = f"{row['source']} line {row['row']}"
        click.echo(f"! {where}: {row['kind']} of {row['target']} is {row['state']}: {row['detail']}")


def _print_list(console: Console, questions: list[OpenQuestion], limit: int) -> None:
    if not questions:
        console.print("Nothing waits for a decision.")
        return
    table = Table("no", "question", "score", "effect", "evidence", "for and against", box=None, header_style="dim")
    for question in questions[:limit]:
        features = " ".join(f"{name} {weight:+g}" for name, weight in question.features.items() if weight)
        cells = (f"{question.kind}: {_both(question)}", f"{question.score:.2f}", f"{question.effect:g}")
        table.add_row(
            str(question.number), *(Text(for_terminal(cell)) for cell in (*cells, question.evidence, features))
        )
    console.print(table)
    if len(questions) > limit:
        console.print(Text(f"… and {len(questions) - limit} more: --limit {len(questions)}", style="dim"))
    console.print("decide with: broadsheet review --decide 1 same")


def _both(question: OpenQuestion) -> str:
    joint = "under" if question.kind == "umbrella" else "and"
    left, right = question.left_name, question.right_name
    return f"{right} {joint} {left}" if question.kind == "umbrella" else f"{left} {joint} {right}"
