"""The resource of the assets: where `raw/` and the warehouse lie, and who wants to hear of progress.

A plain object, handed to Dagster as it is: there is no IO manager and nothing is pickled.
"""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.ingest.report import IngestReport, OnProgress

RAW_VARIABLE = "BROADSHEET_RAW"
WAREHOUSE_VARIABLE = "BROADSHEET_WAREHOUSE"
# Set on a run that takes in all that is new, also editions whose file names show another day or none.
EVERYTHING_TAG = "broadsheet/everything"


def default_raw() -> str:
    """`$BROADSHEET_RAW`, else `raw` in the current folder."""
    return os.environ.get(RAW_VARIABLE, "raw")


def default_warehouse() -> str:
    """`$BROADSHEET_WAREHOUSE`, else `warehouse` in the current folder."""
    return os.environ.get(WAREHOUSE_VARIABLE, "warehouse")


@dataclass(slots=True)
class IngestDesk:
    """What a run needs to know.

    report: what the run did, set by the asset
    """

    raw: str = field(default_factory=default_raw)
    warehouse: str = field(default_factory=default_warehouse)
    publication: str | None = None
    workers: int | None = None
    on_progress: OnProgress | None = None
    report: IngestReport | None = None

    def ingest(self, first: dt.date, last: dt.date, *, everything: bool) -> IngestReport:
        """Take in the editions of these days, or of all days; see `pipelines.ingest.run.ingest`."""
        from pipelines.ingest import ingest

        self.report = ingest(
            self.raw,
            self.warehouse,
            since=None if everything else first,
            until=None if everything else last,
            publication=self.publication,
            on_progress=self.on_progress,
            workers=self.workers,
            registries=False,
        )
        return self.report

    def rebuild_registries(self) -> bool:
        """Derive the registries anew where what they are made of changed; see `pipelines.ingest.run.rebuild`."""
        from pipelines.ingest import rebuild

        rebuilt = rebuild(self.raw, self.warehouse)
        if self.report is not None:
            self.report.registries_rebuilt = rebuilt
        return rebuilt
