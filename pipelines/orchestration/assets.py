"""The assets: the tables of the editions by day, and the registries over all of them.

`edition_tables` runs one ingest for all days of a run and then says, table by table and day by day, what is
there. An edition that fails is data (quarantine, `checks`), so one bad day never stops a range.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import dagster as dg

from pipelines.orchestration.asset_checks import edition_check_results, edition_check_specs
from pipelines.orchestration.desk import EVERYTHING_TAG, IngestDesk
from pipelines.orchestration.metadata import day_metadata, table_metadata
from pipelines.orchestration.partitions import edition_days
from pipelines.warehouse.schema import schema

# Natural groups of tables, in the order in which a page becomes them.
EDITION_GROUPS: dict[str, tuple[str, ...]] = {
    "editions": ("editions", "pages", "checks"),
    "lines": ("lines",),
    "articles": ("articles", "article_parts", "article_links", "contributors"),
    "mentions": ("mentions", "title_sightings", "text_corrections"),
    "facts": ("appearances", "project_claims", "indicators", "notices"),
}
_UPSTREAM = {"lines": "editions", "articles": "lines", "mentions": "articles", "facts": "mentions"}


def _spec(
    group: str, tables: tuple[str, ...], deps: list[str], partitions: dg.PartitionsDefinition | None
) -> dg.AssetSpec:
    described = "\n".join(f"- `{table}`: {schema().tables[table].description}" for table in tables)
    return dg.AssetSpec(
        group,
        deps=deps,
        description=described,
        group_name="registries" if partitions is None else "edition_tables",
        partitions_def=partitions,
        kinds={"parquet"},
        metadata=table_metadata(tables),
    )


@dg.multi_asset(
    specs=[
        _spec(group, tables, [_UPSTREAM[group]] if group in _UPSTREAM else [], edition_days)
        for group, tables in EDITION_GROUPS.items()
    ],
    check_specs=edition_check_specs("editions"),
    backfill_policy=dg.BackfillPolicy.single_run(),
    can_subset=False,
)
def edition_tables(
    context: dg.AssetExecutionContext, desk: dg.ResourceParam[IngestDesk]
) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
    """Reads, cuts and tags the editions of the run's days and publishes their tables."""
    days = [dt.date.fromisoformat(key) for key in context.partition_keys]
    report = desk.ingest(days[0], days[-1], everything=EVERYTHING_TAG in context.run.tags)
    by_day = day_metadata(desk.warehouse, report, days, EDITION_GROUPS)
    for group in EDITION_GROUPS:
        for day, metadata in by_day[group].items():
            context.add_asset_metadata(metadata, asset_key=group, partition_key=day.isoformat())
        yield dg.MaterializeResult(asset_key=group)
    yield from edition_check_results(report, "editions")
