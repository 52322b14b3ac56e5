"""Runs of the assets on small editions: what they record, day by day, and that nothing is done twice."""

import datetime as dt

import dagster as dg
import pytest

from pipelines.orchestration.desk import IngestDesk
from pipelines.orchestration.runs import NoRawFolderError, run_ingest
from pipelines.warehouse import Warehouse
from tests.typeset import edition


@pytest.fixture
def desk(tmp_path):
    for day in (dt.date(2021, 1, 10), dt.date(2021, 1, 12)):
        folder = tmp_path / "raw" / "zhuzhou-daily" / day.isoformat()
        folder.mkdir(parents=True)
        for label, content in edition("株洲日报", day, issue=22477 + day.day, labels=["A1", "A2"]).items():
            (folder / f"{label}.pdf").write_bytes(content)
    return IngestDesk(raw=str(tmp_path / "raw"), warehouse=str(tmp_path / "warehouse"), workers=0)


def materialized(instance: dg.DagsterInstance, asset: str) -> set[str]:
    return instance.get_materialized_partitions(dg.AssetKey(asset))


def test_a_run_records_the_days_that_it_touched(desk):
    with dg.DagsterInstance.ephemeral() as instance:
        report = run_ingest(desk, instance=instance)
        assert report.published == 2
        assert report.registries_rebuilt
        assert materialized(instance, "articles") == {"2021-01-10", "2021-01-12"}
        latest = instance.get_latest_materialization_event(dg.AssetKey("pages")).asset_materialization
        assert latest.metadata["rows/editions"].value == 1
        assert latest.metadata["rows/pages"].value == 2
        assert instance.get_latest_materialization_event(dg.AssetKey("officials"))
    assert set(Warehouse(desk.warehouse).editions()) == {"zhuzhou-daily-2021-01-10", "zhuzhou-daily-2021-01-12"}


def test_a_second_run_does_nothing_again(desk):
    with dg.DagsterInstance.ephemeral() as instance:
        run_ingest(desk, instance=instance)
        again = run_ingest(desk, instance=instance)
    assert (again.published, again.unchanged, again.failed) == (0, 2, 0)
    assert not again.registries_rebuilt


def test_a_range_takes_in_its_own_days_only(desk):
    with dg.DagsterInstance.ephemeral() as instance:
        run_ingest(desk, dt.date(2021, 1, 9), dt.date(2021, 1, 11), instance=instance)
        assert materialized(instance, "facts") == {"2021-01-09", "2021-01-10", "2021-01-11"}
    assert set(Warehouse(desk.warehouse).editions()) == {"zhuzhou-daily-2021-01-10"}


def test_bad_files_are_findings_of_a_check_and_stop_nothing(desk, tmp_path):
    (tmp_path / "raw" / "zhuzhou-daily" / "2021-01-12" / "A3.pdf").write_bytes(b"<html>404 Not Found</html>")
    with dg.DagsterInstance.ephemeral() as instance:
        assert run_ingest(desk, instance=instance).published == 2
        (event,) = instance.event_log_storage.get_asset_check_execution_history(
            dg.AssetCheckKey(dg.AssetKey("pages"), "every_file_accounted_for"), limit=5
        )
        evaluation = event.event.dagster_event.asset_check_evaluation_data
        assert not evaluation.passed
        assert "A3.pdf" in evaluation.metadata["findings"].value


def test_without_a_raw_folder_the_message_says_what_to_do(tmp_path):
    with pytest.raises(NoRawFolderError, match="put editions into raw/<publication>/"):
        run_ingest(IngestDesk(raw=str(tmp_path / "nothing"), warehouse=str(tmp_path / "warehouse")))
