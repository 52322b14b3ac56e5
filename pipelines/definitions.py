"""The Dagster code location: `dg dev`, `dagster dev -m pipelines.definitions` and `broadsheet dev` open it."""

from __future__ import annotations

import dagster as dg

from pipelines.orchestration.arrival import every_morning, every_week, new_files, take_in_editions, verify_warehouse
from pipelines.orchestration.assets import edition_tables
from pipelines.orchestration.desk import IngestDesk
from pipelines.orchestration.registries import registry_tables, verified


def build_definitions(desk: IngestDesk) -> dg.Definitions:
    """The same graph over another `raw/` and warehouse, for tests and other deployments."""
    return dg.Definitions(
        assets=[edition_tables, registry_tables],
        asset_checks=[verified],
        jobs=[take_in_editions, verify_warehouse],
        sensors=[new_files],
        schedules=[every_morning, every_week],
        resources={"desk": desk},
        executor=dg.in_process_executor,
    )


defs = build_definitions(IngestDesk())
