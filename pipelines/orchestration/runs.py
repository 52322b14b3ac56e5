"""Runs the assets in this process: what the command `ingest` and the tests call."""

from __future__ import annotations

import datetime as dt
import logging

import dagster as dg

from pipelines.ingest.report import IngestReport
from pipelines.orchestration.desk import EVERYTHING_TAG, IngestDesk


class NoRawFolderError(FileNotFoundError):
    """There is no folder of editions where one was expected."""


def run_ingest(
    desk: IngestDesk,
    since: dt.date | None = None,
    until: dt.date | None = None,
    instance: dg.DagsterInstance | None = None,
) -> IngestReport:
    """Materialise the tables of the editions and, when they changed, the registries; returns what was done.

    With `since` or `until` the run covers those days. Without, it takes in all that is new: it stands under the
    latest day that file names in `raw/` show, and records every other day that it touched. Raises `NoRawFolderError`
    when there is no `raw/`.
    """
    from pipelines.intake import delivered_days, raw_folder
    from pipelines.orchestration.instance import open_instance

    try:
        folder = raw_folder(desk.raw)
    except (OSError, ValueError) as error:  # a URL where nothing is, or that cannot be listed now
        raise NoRawFolderError(str(error)) from error
    if not folder.is_dir():
        raise NoRawFolderError(
            f"no folder {desk.raw!r}: put editions into raw/<publication>/ or name a folder with --raw"
        )
    days = delivered_days(folder)
    if instance is not None:
        return _materialize(desk, days, since, until, instance)
    with open_instance() as own:
        return _materialize(desk, days, since, until, own)


def _materialize(
    desk: IngestDesk,
    delivered: list[dt.date],
    since: dt.date | None,
    until: dt.date | None,
    instance: dg.DagsterInstance,
) -> IngestReport:
    from pipelines.orchestration.assets import edition_tables
    from pipelines.orchestration.housekeeping import PID_TAG, process_tag, sweep
    from pipelines.orchestration.partitions import clip_to_partitions
    from pipelines.orchestration.registries import registry_tables

    logging.getLogger("dagster").setLevel(logging.ERROR)
    sweep(instance)
    days = delivered or [dt.date.today()]
    everything = since is None and until is None
    first, last = clip_to_partitions(days[-1] if everything else since or days[0], until or days[-1])
    tags = {
        "dagster/asset_partition_range_start": first,
        "dagster/asset_partition_range_end": last,
        "broadsheet/kind": "command",
        PID_TAG: process_tag(),
    }
    if everything:
        tags[EVERYTHING_TAG] = "true"
    result = dg.materialize(
        [edition_tables, registry_tables],
        instance=instance,
        resources={"desk": desk},
        run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
        tags=tags,
        raise_on_error=True,
    )
    if not result.success or desk.report is None:
        raise RuntimeError(f"the Dagster run {result.run_id} failed; see `broadsheet dev`")
    return desk.report
