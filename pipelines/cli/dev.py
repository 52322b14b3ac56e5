"""`broadsheet dev`: the Dagster UI on this machine, with sensor and schedule."""

from __future__ import annotations

import os
import subprocess
import sys

import click

from pipelines.cli.options import absolute, raw_option, warehouse_option
from pipelines.orchestration.desk import RAW_VARIABLE, WAREHOUSE_VARIABLE


@click.command()
@raw_option
@warehouse_option
@click.option("--port", default=3000, show_default=True, help="Port of the UI.")
def dev(raw: str, warehouse: str, port: int) -> None:
    """Open the Dagster UI on 127.0.0.1.

    The UI has no login and starts runs for whoever reaches it, so it is bound to this machine alone.
    docs/operations.md says how to put it behind something that asks who is there.
    """
    from pipelines.orchestration.instance import dagster_home

    environment = os.environ | {
        "DAGSTER_HOME": str(dagster_home()),
        RAW_VARIABLE: absolute(raw),
        WAREHOUSE_VARIABLE: absolute(warehouse),
        "DAGSTER_DISABLE_TELEMETRY": "1",
    }
    click.echo(f"Dagster UI: http://127.0.0.1:{port} (Ctrl-C ends it)")
    arguments = ["dev", "-m", "pipelines.definitions", "-h", "127.0.0.1", "-p", str(port)]
    sys.exit(subprocess.call([sys.executable, "-m", "dagster", *arguments], env=environment))
