"""A warehouse at a URL: the same rows and the same one pointer, without folders of current files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import fsspec
import pyarrow.parquet as pq
import pytest

from pipelines.warehouse import Draft, Warehouse, WarehouseError, open_table, table_files, verify
from tests.warehouse.s3_stand_in import s3_here
from tests.warehouse.small_editions import SmallEdition, small_edition, small_registries


@pytest.fixture(params=["memory", "s3"])
def url(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A place for a warehouse: fsspec's memory, and S3's protocol spoken by a server on this machine."""
    if request.param == "memory":
        yield "memory://archive/warehouse"
        fsspec.filesystem("memory").rm("/archive", recursive=True)
        return
    with s3_here(monkeypatch):
        yield "s3://archive/warehouse"


def test_what_is_published_reads_back(url: str, three_days: list[SmallEdition]) -> None:
    warehouse = Warehouse(url)
    assert warehouse.editions() == {}
    warehouse.publish_many(Draft(*edition) for edition in three_days)
    warehouse.publish_registries(small_registries(three_days), inputs="three", documents={"ledger.csv": b"id\n"})
    warehouse.compact()
    other = Warehouse(url)
    assert list(other.editions()) == [edition.edition_id for edition in three_days]
    assert other.read("articles").num_rows == 6
    assert other.read("articles", editions=[three_days[0].edition_id]).num_rows == 2
    with other.snapshot() as snapshot:
        assert snapshot.document("ledger.csv") == b"id\n"
        assert len(snapshot.files("articles")) == 2
    assert open_table(url, "mentions").count_rows() == other.read("mentions").num_rows
    assert open_table(url, "districts").count_rows() == 0
    assert verify(url) == []


def test_a_snapshot_stays_and_the_pointer_moves(url: str) -> None:
    warehouse = Warehouse(url)
    warehouse.publish_edition(*small_edition(dt.date(2021, 1, 10)))
    with warehouse.snapshot() as before:
        assert warehouse.publish_edition(*small_edition(dt.date(2021, 1, 10), variant=1)).changed
        assert warehouse.publish_edition(*small_edition(dt.date(2021, 1, 10), variant=1)).changed == ()
        assert before.read("checks").column("count").to_pylist() == [0]
    assert warehouse.read("checks").column("count").to_pylist() == [1]
    assert warehouse.sweep() == 0


def test_superseded_objects_go_after_their_grace(url: str) -> None:
    warehouse = Warehouse(url)
    for variant in range(3):
        warehouse.publish_edition(*small_edition(dt.date(2021, 1, 10), variant=variant))
    warehouse.publish_registries({}, documents={"ledger.csv": b"id\n"})
    assert len(warehouse.store.listed("snapshots")) == 4
    assert warehouse.sweep() == 0
    assert warehouse.sweep(dt.timedelta(0)) == 3
    assert len(warehouse.store.listed("snapshots")) == 1
    # files of superseded versions stay where their sources were other bytes, as on a local disk
    assert len(warehouse.store.listed("files/checks")) == 3
    assert verify(url) == []
    with warehouse.snapshot() as snapshot:
        assert snapshot.document("ledger.csv") == b"id\n"
        (first, _, _) = snapshot.history("zhuzhou-daily-2021-01-10")
        assert snapshot.read_version("zhuzhou-daily-2021-01-10", first, "checks").num_rows == 1


def test_an_upload_that_nobody_refers_to_goes(url: str) -> None:
    warehouse = Warehouse(url)
    warehouse.publish_edition(*small_edition(dt.date(2021, 1, 10)))
    with fsspec.open(f"{url}/store/files/checks/left-over-0123456789abcdef.parquet", "wb") as file:
        file.write(b"cut off")
    warehouse.sweep()
    assert len(warehouse.store.listed("files/checks")) == 1


def test_any_reader_takes_the_list_of_files(url: str) -> None:
    Warehouse(url).publish_edition(*small_edition(dt.date(2021, 1, 10)))
    (file,) = table_files(url, "articles")
    with fsspec.open(file) as opened:
        assert pq.read_table(opened).num_rows == 2
    with Warehouse(url).snapshot() as snapshot, pytest.raises(WarehouseError, match="have no folder"):
        snapshot.path("articles")


def test_damage_is_found_and_mended_by_publishing_again(url: str) -> None:
    warehouse = Warehouse(url)
    edition = small_edition(dt.date(2021, 1, 10))
    warehouse.publish_edition(*edition)
    (file,) = table_files(url, "articles")
    files, path = fsspec.core.url_to_fs(file)
    content = files.cat_file(path)
    files.pipe_file(path, content[:-1] + b"X")
    (finding,) = verify(url)
    assert finding.where == file
    assert "is damaged" in finding.what
    warehouse.publish_edition(*edition)
    assert verify(url) == []
    files.rm_file(path)
    assert "cannot be read" in verify(url)[0].what


def test_an_address_that_nobody_serves_is_named() -> None:
    with pytest.raises(WarehouseError, match="nowhere://"):
        Warehouse("nowhere://archive")
