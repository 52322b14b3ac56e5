"""`broadsheet ingest`: takes new and changed editions from `raw/` into the warehouse."""

from __future__ import annotations

import datetime as dt
import json
import sys

import click

from pipelines.cli.options import IsoDate, json_option, raw_option, warehouse_option


@click.command()
@raw_option
@warehouse_option
@click.option("--since", type=IsoDate(), help="First day to take in.")
@click.option("--until", type=IsoDate(), help="Last day to take in.")
@click.option("--publication", metavar="ID", help="Only this publication.")
@click.option(
    "--workers", type=click.IntRange(0), help="Processes that read pages; 0 works in one. Default: as many as cores."
)
@json_option
def ingest(
    raw: str,
    warehouse: str,
    since: dt.date | None,
    until: dt.date | None,
    publication: str | None,
    workers: int | None,
    as_json: bool,
) -> None:
    """Take new and changed editions from raw/ into the warehouse.

    Runs the Dagster assets in this process. What did not change is not done again; what cannot be
    read is set aside, listed, and tried again when it changes. Ends with a summary. Exit code 1 only
    when nothing could be taken in.
    """
    from pipelines.cli.summary import ProgressLines, print_summary
    from pipelines.orchestration.desk import IngestDesk
    from pipelines.orchestration.runs import NoRawFolderError, run_ingest

    progress = ProgressLines(quiet=as_json)
    desk = IngestDesk(
        raw=raw,
        warehouse=warehouse,
        publication=publication,
        workers=workers,
        on_progress=progress,
    )
    try:
        report = run_ingest(desk, since, until)
    except NoRawFolderError as error:
        raise click.ClickException(str(error)) from error
    progress.close()
    if as_json:
        click.echo(json.dumps(report.to_dict(), ensure_ascii=False, indent=2))
    else:
        print_summary(report, warehouse)
    sys.exit(130 if report.interrupted else report.exit_code)
