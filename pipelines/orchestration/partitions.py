"""One partition a calendar day, all publications inside.

A day is that of Asia/Shanghai, whose midnight separates editions. Fixed daily keys (not dynamic ones) keep
days without an edition visible. `BROADSHEET_FIRST_DAY` moves the beginning for older archives.
"""

from __future__ import annotations

import datetime as dt
import os

import dagster as dg

FIRST_DAY = os.environ.get("BROADSHEET_FIRST_DAY", "2010-01-01")

edition_days = dg.DailyPartitionsDefinition(start_date=FIRST_DAY, timezone="Asia/Shanghai", end_offset=1)


def clip_to_partitions(first: dt.date, last: dt.date) -> tuple[str, str]:
    """The partition keys nearest to a range of days, for a run over all days between."""
    lowest, highest = edition_days.get_first_partition_key(), edition_days.get_last_partition_key()
    if lowest is None or highest is None:
        raise ValueError(f"no partitions: BROADSHEET_FIRST_DAY={FIRST_DAY} lies in the future")
    start = min(max(first.isoformat(), lowest), highest)
    return start, max(start, min(last.isoformat(), highest))
