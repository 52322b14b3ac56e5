"""The registries as assets: derived from all editions, rebuilt when an edition changed."""

# Dagster reads the annotations when it decorates, so they are not postponed here.
from collections.abc import Iterator

import dagster as dg

from pipelines.orchestration.assets import EDITION_GROUPS
from pipelines.orchestration.desk import IngestDesk
from pipelines.orchestration.metadata import table_metadata, total_rows
from pipelines.warehouse.schema import registry_tables as registry_table_names
from pipelines.warehouse.schema import schema


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
    can_subset=False,
)
def registry_tables(
    context: dg.AssetExecutionContext, desk: dg.ResourceParam[IngestDesk]
) -> Iterator[dg.MaterializeResult[None]]:
    """Officials, tenures, districts, organisations, projects, their timelines, and coverage."""
    desk.rebuild_registries()
    for name in registry_table_names():
        yield dg.MaterializeResult(asset_key=name, metadata={"rows": total_rows(desk.warehouse, name)})


@dg.asset_check(
    asset="coverage",
    name="verified",
    description="The warehouse agrees with itself and with raw/: hashes, keys, references, evidence in its article.",
)
def verified(desk: dg.ResourceParam[IngestDesk]) -> dg.AssetCheckResult:
    """Runs `broadsheet verify` over everything, so it belongs into a quiet hour."""
    from pipelines.intake import raw_folder
    from pipelines.warehouse import verify

    findings = [str(finding) for finding in verify(desk.warehouse, raw_folder(desk.raw))]
    listed = "\n".join(findings[:50]) or "none"
    return dg.AssetCheckResult(
        passed=not findings, metadata={"count": len(findings), "findings": dg.MetadataValue.text(listed)}
    )
