"""`broadsheet show`: a page, an article or a fact drawn on its page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.text import Text

from pipelines.cli.options import local_raw, raw_option, warehouse_option
from pipelines.warehouse.storable_text import for_terminal

if TYPE_CHECKING:
    from pipelines.pictures.evidence import Evidence
    from pipelines.warehouse import Snapshot


@click.command()
@click.argument("identity", metavar="ID")
@raw_option
@warehouse_option
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="PNG", help="Where to write the picture.")
def show(identity: str, raw: str, warehouse: str, output: Path | None) -> None:
    """Draw a page, an article or a fact on its page, as PNG, and say what it is.

    ID is that of an edition (its front page), a page, an article, a mention or a claim, as the tables have it.
    """
    from pipelines.pictures.evidence import find
    from pipelines.pictures.page_picture import draw_page, page_rows
    from pipelines.warehouse import Warehouse

    console = Console(highlight=False, soft_wrap=True)
    folder = local_raw(raw)
    with Warehouse(warehouse).snapshot() as snapshot:
        try:
            evidence = find(snapshot, identity)
        except LookupError as error:
            raise click.ClickException(for_terminal(str(error.args[0]))) from error
        _describe(console, snapshot, evidence)
        pages = evidence.pages[:1] if evidence.kind == "edition" else evidence.pages
        for number, page_id in enumerate(pages):
            marked = [line_no for page, line_no in evidence.lines if page == page_id]
            try:
                picture = draw_page(
                    page_rows(snapshot, page_id), folder, only_article=evidence.article_id, marked=marked
                )
            except ValueError as error:
                console.print(Text(for_terminal(str(error))))
                continue
            except OSError as error:
                raise click.ClickException(f"{error}; is --raw the folder that was ingested?") from error
            target = _target(output, page_id, identity, number)
            picture.save(target)
            console.print(Text(f"wrote {target}"))


def _target(output: Path | None, page_id: str, identity: str, number: int) -> Path:
    if output is None:
        return Path(f"{identity.replace(':', '_')}.png" if number == 0 else f"{page_id}.png")
    return output if number == 0 else output.with_stem(f"{output.stem}-{number + 1}")


def _describe(console: Console, snapshot: Snapshot, evidence: Evidence) -> None:
    from pipelines.pictures.evidence import text_of

    if evidence.kind in ("edition", "page"):
        console.print(f"{evidence.kind} with pages {', '.join(evidence.pages)}")
        return
    edition_id = evidence.pages[0].rpartition("-")[0]
    articles = snapshot.read("articles", editions=[edition_id]).to_pylist()
    article = next(row for row in articles if row["article_id"] == evidence.article_id)
    title = article["headline"] or f"{article['text'][:20]}…"
    console.print(Text(for_terminal(f"{title}  ({article['genre']}, confidence {article['confidence']:.2f})")))
    if evidence.kind == "article":
        return
    fact = evidence.row
    text = text_of(article, fact["field"])
    start, end = fact["start"], fact["end"]
    quote = Text(for_terminal(text[max(0, start - 40) : start]), style="dim")
    quote.append(for_terminal(text[start:end]), style="bold reverse")
    quote.append(for_terminal(text[end : end + 40]), style="dim")
    console.print(quote)
    told = {
        key: value for key, value in fact.items() if value is not None and key not in ("article_id", "start", "end")
    }
    for key, value in told.items():
        console.print(Text(for_terminal(f"  {key}: {value}")))
