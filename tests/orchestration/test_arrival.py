"""The sensor looks at names, sizes and times, opens nothing, and never asks twice for the same work."""

import os

import dagster as dg
import pytest

from pipelines.orchestration.arrival import fingerprint, new_files


@pytest.fixture
def raw(tmp_path, monkeypatch):
    folder = tmp_path / "raw" / "zhuzhou-daily"
    folder.mkdir(parents=True)
    (folder / "2021-01-10-A1.pdf").write_bytes(b"%PDF-1.4")
    monkeypatch.setenv("BROADSHEET_RAW", str(tmp_path / "raw"))
    return folder


def tick(cursor: str | None) -> dg.SensorResult | dg.SkipReason:
    with dg.DagsterInstance.ephemeral() as instance:
        return new_files(dg.build_sensor_context(instance=instance, cursor=cursor))


def test_a_new_file_starts_one_run(raw):
    result = tick(None)
    (request,) = result.run_requests
    assert request.tags["dagster/asset_partition_range_end"] == "2021-01-10"
    assert isinstance(tick(result.cursor), dg.SkipReason)


def test_a_return_to_an_earlier_state_is_new_work(raw):
    first = tick(None)
    late = raw / "2021-01-11-A1.pdf"
    late.write_bytes(b"%PDF-1.4")
    second = tick(first.cursor)
    late.unlink()
    third = tick(second.cursor)
    keys = [result.run_requests[0].run_key for result in (first, second, third)]
    assert len(set(keys)) == 3
    assert third.cursor == first.cursor


def test_pipes_links_and_names_that_are_not_text_do_no_harm(raw):
    before = fingerprint(raw.parent)
    os.mkfifo(raw / "2021-01-12-A1.pdf")
    (raw / "2021-01-13-A1.pdf").symlink_to("/etc/passwd")
    assert fingerprint(raw.parent) == before
    (raw / os.fsdecode(b"\xd6\xea\xd6\xde\n20210114.pdf")).write_bytes(b"%PDF-1.4")
    assert fingerprint(raw.parent) != before
    assert tick(None).run_requests


def test_no_folder_is_said_plainly(tmp_path, monkeypatch):
    monkeypatch.setenv("BROADSHEET_RAW", str(tmp_path / "nothing"))
    assert "there is no folder" in tick(None).skip_message
