"""`broadsheet verify`: proves the warehouse against itself and `raw/`."""

from __future__ import annotations

import sys

import click

from pipelines.cli.options import local_raw, raw_option, warehouse_option
from pipelines.warehouse.storable_text import for_terminal


@click.command()
@raw_option
@warehouse_option
@click.option("--without-raw", is_flag=True, help="Do not compare with the files in raw/.")
def verify(raw: str, warehouse: str, without_raw: bool) -> None:
    """Check hashes, keys, references and every fact's evidence.

    Lists what does not hold; the exit code is 1 when rows may be wrong.
    """
    from pipelines.warehouse import verify as verify_warehouse

    findings = verify_warehouse(warehouse, None if without_raw else local_raw(raw))
    for finding in findings:
        click.echo(for_terminal(str(finding)))
    wrong = sum(finding.severity == "error" for finding in findings)
    click.echo(f"{wrong} errors, {len(findings) - wrong} warnings" if findings else "sound", err=True)
    sys.exit(1 if wrong else 0)
