"""The code location that `dg dev` opens: what is in it, and that every column is described."""

import dagster as dg

from pipelines.definitions import build_definitions, defs
from pipelines.orchestration.assets import EDITION_GROUPS
from pipelines.orchestration.desk import IngestDesk
from pipelines.orchestration.partitions import clip_to_partitions, edition_days
from pipelines.warehouse.schema import edition_tables, registry_tables, schema


def test_every_table_of_the_schema_is_in_one_asset():
    grouped = [table for tables in EDITION_GROUPS.values() for table in tables]
    assert sorted(grouped) == sorted(edition_tables())
    names = {key.to_user_string() for key in defs.resolve_all_asset_keys()}
    assert names == set(EDITION_GROUPS) | set(registry_tables())


def test_assets_show_the_columns_with_their_descriptions():
    spec = next(spec for spec in defs.resolve_all_asset_specs() if spec.key == dg.AssetKey("articles"))
    shown = spec.metadata["columns/articles"].value.columns
    assert [column.name for column in shown] == list(schema().tables["articles"].columns)
    assert all(column.description for column in shown)


def test_a_day_is_one_partition_and_ranges_run_as_one():
    spec = next(spec for spec in defs.resolve_all_asset_specs() if spec.key == dg.AssetKey("pages"))
    assert spec.partitions_def == edition_days
    assert edition_days.timezone == "Asia/Shanghai"
    asset = defs.resolve_assets_def("pages")
    assert asset.backfill_policy == dg.BackfillPolicy.single_run()


def test_days_outside_the_partitions_are_moved_to_the_nearest():
    import datetime as dt

    first, last = clip_to_partitions(dt.date(1950, 1, 1), dt.date(2021, 1, 10))
    assert (first, last) == (edition_days.get_first_partition_key(), "2021-01-10")


def test_sensor_and_schedules_wait_to_be_switched_on():
    repository = build_definitions(IngestDesk()).get_repository_def()
    assert {sensor.name for sensor in repository.sensor_defs} == {"new_files"}
    assert {schedule.name for schedule in repository.schedule_defs} == {"every_morning", "verify_warehouse_schedule"}
    assert {sensor.default_status for sensor in repository.sensor_defs} == {dg.DefaultSensorStatus.STOPPED}


def test_no_telemetry():
    from importlib import resources

    import yaml

    shipped = resources.files("pipelines.orchestration").joinpath("dagster.yaml").read_text(encoding="utf-8")
    assert yaml.safe_load(shipped)["telemetry"] == {"enabled": False}
