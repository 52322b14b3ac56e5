"""`broadsheet export`: a table as CSV, XLSX, HTML, Markdown or JSON lines."""

from __future__ import annotations

from pathlib import Path

import click

from pipelines.cli.options import warehouse_option
from pipelines.warehouse.storable_text import for_terminal


@click.command()
@click.argument("table")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@warehouse_option
@click.option("--columns", metavar="A,B,…", help="Only these columns.")
@click.option("--edition", "editions", multiple=True, metavar="ID", help="Only this edition; may be given again.")
@click.option("--unmasked", is_flag=True, help="Keep the names of private persons in notices.")
def export(
    table: str, file: Path, warehouse: str, columns: str | None, editions: tuple[str, ...], unmasked: bool
) -> None:
    """Write the current rows of TABLE to FILE; its ending names the format (.csv .xlsx .html .md .jsonl).

    Text from the paper cannot act as a formula, script or escape there, and private persons in notices are masked.
    """
    from pipelines.warehouse.export import export_table

    try:
        rows = export_table(
            warehouse,
            table,
            file,
            columns=columns.split(",") if columns else None,
            editions=editions or None,
            unmasked=unmasked,
        )
    except KeyError as error:
        raise click.ClickException(for_terminal(str(error.args[0]))) from error
    click.echo(f"wrote {rows:,} rows to {file}")
