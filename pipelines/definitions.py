"""The Dagster code location: `dg dev`, `dagster dev -m pipelines.definitions` and `broadsheet dev` open it."""

from __future__ import annotations

import dagster as dg

from pipelines.orchestration.arrival import every_morning, new_files, take_in_editions
from pipelines.orchestration.assets import edition_tables
from pipelines.orchestration.desk import IngestDesk
from pipelines.orchestration.registries import registry_tables


def build_definitions(desk: IngestDesk) -> dg.Definitions:
    """The same graph over another `raw/` and warehouse, for tests and other deployments."""
    return dg.Definitions(
        assets=[edition_tables, registry_tables],
        jobs=[take_in_editions],
        sensors=[new_files],
        schedules=[every_morning],
        resources={"desk": desk},
        executor=dg.in_process_executor,
    )


defs = build_definitions(IngestDesk())
