"""`broadsheet tag`: a text with its tags in colour, or the rows they become.

Shows what the language layer makes of a text, so that whoever extends a vocabulary sees the effect at once.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import sys
from pathlib import Path
from typing import Any

import click

from pipelines.language.tags import ArticleTags, ArticleText, Mention
from pipelines.publications import Profile, generic_profile, load_profile

_STYLES = {
    "person": "bold magenta",
    "organization": "bold blue",
    "place": "green",
    "zone": "bold green",
    "project": "bold cyan",
    "post": "underline",
    "money": "bold yellow",
    "date": "yellow",
    "quantity": "bright_yellow",
}
_LONGEST_NAME = 255


@click.command()
@click.argument("source", metavar="FILE|TEXT")
@click.option("--date", "date", type=click.DateTime(["%Y-%m-%d"]), help="Date of the edition; today when absent.")
@click.option("--publication", "publication", help="Id of the publication, for its home city and vocabulary.")
@click.option("--json", "as_json", is_flag=True, help="Print the rows as one JSON object instead.")
def tag(source: str, date: dt.datetime | None, publication: str | None, as_json: bool) -> None:
    """Tag a text: persons, titles, places, organisations, money, dates, projects.

    FILE|TEXT is a file in UTF-8, `-` for standard input, or the text itself. Offsets index the text as given.
    """
    text = _text(source)
    profile = load_profile(publication) if publication else generic_profile("generic")
    published_on = date.date() if date else dt.date.today()
    tags, contributors = _tagged(text, profile, published_on)
    if as_json:
        click.echo(json.dumps(_rows(tags, contributors), ensure_ascii=False, default=_plain, indent=1))
    else:
        _print(text, tags)


def _text(source: str) -> str:
    """The text of a file with its line ends as they are, of standard input, or the argument itself."""
    if source == "-":
        return sys.stdin.buffer.read().decode("utf-8", errors="replace")
    if len(source) <= _LONGEST_NAME and "\n" not in source:
        path = Path(source)
        if path.is_file():
            return path.read_bytes().decode("utf-8", errors="replace")
        if path.suffix in (".txt", ".md"):
            raise click.ClickException(f"{source}: no such file. Give a file in UTF-8, `-`, or the text itself.")
    return source


def _tagged(text: str, profile: Profile, published_on: dt.date) -> tuple[ArticleTags, list[dict[str, Any]]]:
    from pipelines.language import tag_article
    from pipelines.language.credits import find_credits
    from pipelines.language.words import Words

    article = ArticleText("text", {"text": text}, published_on, genre=_genre(text))
    tags = tag_article(article, profile)
    contributors = [
        {"article_id": "text", "seq": number, "name": credit.name, "role": credit.role}
        for number, credit in enumerate(find_credits(Words(text)), start=1)
    ]
    return tags, contributors


def _genre(text: str) -> str:
    """A text given alone may hold notices among its news; the notices' parser decides."""
    return "notice" if "声明作废" in text or "遗失" in text else "news"


def _rows(tags: ArticleTags, contributors: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    tables = {
        name.name: [dataclasses.asdict(row) for row in getattr(tags, name.name)] for name in dataclasses.fields(tags)
    }
    return {**tables, "contributors": contributors}


def _plain(value: object) -> str:
    """Dates as ISO 8601, amounts as decimal numbers."""
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _print(text: str, tags: ArticleTags) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=True)
    shown = Text(text.replace("\r", " "))
    for row in sorted(tags.mentions, key=lambda row: row.end - row.start, reverse=True):
        shown.stylize(_STYLES.get(row.type, ""), row.start, row.end)
    console.print(shown)
    console.print()
    for row in tags.mentions:
        console.print(Text(f"{row.start:>6}–{row.end:<6} {row.type:<13}", style="dim") + _line(row))


def _line(row: Mention) -> Any:
    from rich.text import Text

    line = Text(row.surface.replace("\n", "⏎"), style=_STYLES.get(row.type, ""))
    meaning = " ".join(part for part in (row.normalized, row.entity_id) if part and part != row.surface)
    return line + Text(f"  {meaning}" if meaning else "", style="dim")
