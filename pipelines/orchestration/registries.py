"""The registries as assets: derived from all editions, rebuilt when an edition changed."""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg

from pipelines.orchestration.assets import EDITION_GROUPS
from pipelines.orchestration.desk import IngestDesk
from pipelines.orchestration.metadata import table_metadata, total_rows
from pipelines.warehouse.schema import registry_tables as registry_table_names
from pipelines.warehouse.schema import schema

VERIFIED = dg.AssetCheckSpec(
    "verified",
    asset=registry_table_names()[0],
    description="The warehouse agrees with itself: hashes, keys, references, every fact's evidence in its article.",
)


@dg.multi_asset(
    specs=[
        dg.AssetSpec(
            name,
            deps=list(EDITION_GROUPS),
            description=schema().tables[name].description,
            group_name="registries",
            kinds={"parquet"},
            metadata=table_metadata((name,)),
        )
        for name in registry_table_names()
    ],
    check_specs=[VERIFIED],
    can_subset=False,
)
def registry_tables(
    context: dg.AssetExecutionContext, desk: dg.ResourceParam[IngestDesk]
) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
    """Officials, tenures, districts, organisations, projects, their timelines, and coverage."""
    desk.rebuild_registries()
    for name in registry_table_names():
        yield dg.MaterializeResult(asset_key=name, metadata={"rows": total_rows(desk.warehouse, name)})
    findings = desk.verify_latest()
    yield dg.AssetCheckResult(
        asset_key=VERIFIED.asset_key,
        check_name=VERIFIED.name,
        passed=not findings,
        metadata={"findings": dg.MetadataValue.text("\n".join(findings[:50]) or "none")},
    )
