"""When runs happen: a sensor that looks at `raw/`, and a morning schedule.

The sensor only stats files (it never opens one), so it is quick and a hostile file can't stop it. The content
hash that decides what is done anew is the ingest's; the sensor's key changes with any size, time or name.
"""

# Dagster reads the annotations when it decorates, so they are not postponed here.
import datetime as dt
import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import dagster as dg

from pipelines.orchestration.asset_checks import EDITION_CHECKS
from pipelines.orchestration.desk import EVERYTHING_TAG, default_raw
from pipelines.orchestration.partitions import clip_to_partitions

take_in_editions = dg.define_asset_job(
    "take_in_editions",
    selection=dg.AssetSelection.all() - dg.AssetSelection.all_asset_checks()
    | dg.AssetSelection.checks(*(dg.AssetCheckKey(dg.AssetKey("pages"), name) for name in EDITION_CHECKS)),
    tags={"broadsheet/kind": "daily"},
    description="Reads the new editions of the run's days, publishes their tables, rebuilds the registries.",
)


@dg.sensor(job=take_in_editions, minimum_interval_seconds=60, default_status=dg.DefaultSensorStatus.STOPPED)
def new_files(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
    """Starts one run when files in `raw/` came, went or changed."""
    from pipelines.intake import delivered_days, raw_folder

    try:
        raw = raw_folder(default_raw())
    except (OSError, ValueError) as error:  # a URL that can't be listed now
        return dg.SkipReason(str(error))
    if not raw.is_dir():
        return dg.SkipReason(f"there is no folder {raw}")
    digest = fingerprint(raw)
    if digest == context.cursor:
        return dg.SkipReason("nothing changed in raw/")
    days = delivered_days(raw) or [dt.date.today()]
    first, last = clip_to_partitions(days[-1], days[-1])
    request = dg.RunRequest(
        # a key once used is ignored for ever: when raw/ returns to an earlier state, that is a change too
        run_key=f"{context.cursor or 'start'}-{digest}",
        tags={
            "dagster/asset_partition_range_start": first,
            "dagster/asset_partition_range_end": last,
            EVERYTHING_TAG: "true",
        },
    )
    return dg.SensorResult(run_requests=[request], cursor=digest)


def fingerprint(raw: Path) -> str:
    """Digest over path, size and time of every regular file below `raw`; opens none and follows no link."""
    digest = hashlib.sha256()
    for entry in sorted(_regular_files(os.fsencode(raw)), key=lambda item: item[0]):
        digest.update(repr(entry).encode("ascii"))
    return digest.hexdigest()[:32]


def _regular_files(folder: bytes) -> Iterator[tuple[bytes, int, int]]:
    for directory, subfolders, names in os.walk(folder):
        subfolders.sort()
        for name in names:
            path = os.path.join(directory, name)  # noqa: PTH118 - names that are not UTF-8 stay bytes
            try:
                found = os.lstat(path)
            except OSError:
                continue
            if stat.S_ISREG(found.st_mode):
                yield path, found.st_size, found.st_mtime_ns


@dg.schedule(job=take_in_editions, cron_schedule="30 6 * * *", execution_timezone="Asia/Shanghai")
def every_morning(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """Takes in what came overnight at half past six, and the two days before for pages that came late."""
    today = context.scheduled_execution_time.date()
    first, last = clip_to_partitions(today - dt.timedelta(days=2), today)
    return dg.RunRequest(tags={"dagster/asset_partition_range_start": first, "dagster/asset_partition_range_end": last})


verify_warehouse = dg.define_asset_job(
    "verify_warehouse",
    selection=dg.AssetSelection.checks(dg.AssetCheckKey(dg.AssetKey("coverage"), "verified")),
    description="Proves the warehouse against itself and raw/.",
)
every_week = dg.ScheduleDefinition(job=verify_warehouse, cron_schedule="0 3 * * 0", execution_timezone="Asia/Shanghai")
