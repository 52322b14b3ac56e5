"""The assets: the tables of the editions by day, and the registries over all of them.

`edition_tables` runs one ingest for all days of a run and then says, table by table and day by day, what is
there. An edition that fails is data (quarantine, `checks`), so one bad day never stops a range.
"""

# Dagster reads the annotations when it decorates, so they are not postponed here.
import datetime as dt
from collections.abc import Iterator

import dagster as dg

from pipelines.intake import raw_folder
from pipelines.orchestration.asset_checks import edition_check_results, edition_check_specs
from pipelines.orchestration.desk import EVERYTHING_TAG, IngestDesk
from pipelines.orchestration.metadata import day_metadata, table_metadata
from pipelines.orchestration.partitions import edition_days
from pipelines.warehouse.schema import schema

# Natural groups of tables, in the order in which a page becomes them.
EDITION_GROUPS: dict[str, tuple[str, ...]] = {
    "pages": ("editions", "pages", "lines", "checks"),
    "articles": ("articles", "article_parts", "article_links", "contributors"),
    "facts": (
        *("mentions", "title_sightings", "text_corrections"),
        *("appearances", "project_claims", "indicators", "notices"),
    ),
}
_UPSTREAM = {"articles": "pages", "facts": "articles"}


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
    check_specs=edition_check_specs("pages"),
    backfill_policy=dg.BackfillPolicy.single_run(),
    can_subset=False,
)
def edition_tables(
    context: dg.AssetExecutionContext, desk: dg.ResourceParam[IngestDesk]
) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """Reads, cuts and tags the editions of the run's days and publishes their tables."""
    days = [dt.date.fromisoformat(key) for key in context.partition_keys]
    everything = EVERYTHING_TAG in context.run.tags
    report = desk.ingest(days[0], days[-1], everything=everything)
    by_day = day_metadata(desk.warehouse, raw_folder(desk.raw), report, EDITION_GROUPS, with_pictures=len(days) == 1)
    beyond = sorted(by_day.keys() - set(days))
    for group in EDITION_GROUPS:
        for day in beyond:
            if edition_days.has_partition_key(key := day.isoformat()):
                context.log_event(dg.AssetMaterialization(group, partition=key, metadata=by_day[day][group]))
        for day in days:
            if day in by_day:
                context.add_asset_metadata(by_day[day][group], asset_key=group, partition_key=day.isoformat())
        yield dg.MaterializeResult(asset_key=group)
    yield from edition_check_results(report, "pages")
