"""Takes what lies in `raw/` into the warehouse: what has to be done, done once, whatever fails.

`run` is the one operation behind command, sensor, schedule and backfill; `status` looks without touching.
"""

from pipelines.ingest.report import IngestReport, Status
from pipelines.ingest.run import ingest, rebuild
from pipelines.ingest.status import status

__all__ = ["IngestReport", "Status", "ingest", "rebuild", "status"]
