"""`broadsheet compact`: joins the files of closed years."""

from __future__ import annotations

import click

from pipelines.cli.options import warehouse_option


@click.command()
@warehouse_option
def compact(warehouse: str) -> None:
    """Join the files of closed years into one a table and year; readers notice nothing but speed."""
    from pipelines.warehouse import Warehouse

    Warehouse(warehouse).compact()
    click.echo("closed years are compact")
