"""The warehouse under kills, races, full disks and corruption in numbers; tests/warehouse has the quick versions."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.warehouse import Draft, Warehouse, WarehouseError, verify
from tests.warehouse.faults import (
    assert_whole,
    corruptions,
    crash_at_call,
    do_all_work,
    kill_again_and_again,
    processes,
    read_plainly_while_the_link_moves,
    read_while_publishing,
    visible_files,
)
from tests.warehouse.small_editions import small_edition, small_registries

pytestmark = pytest.mark.torture


def test_200_kills_leave_nothing_partial_and_end_with_the_same_bytes(tmp_path: Path) -> None:
    kill_again_and_again(tmp_path, kills=200, seed=200)


def test_a_crash_at_50_steps_is_repaired_by_the_next_run(tmp_path: Path) -> None:
    undisturbed = tmp_path / "undisturbed"
    do_all_work(undisturbed)
    expected, root = visible_files(undisturbed), tmp_path / "crashed"
    for call in range(1, 401, 8):
        crashed = crash_at_call(do_all_work, root, call)
        assert_whole(root)
        if not crashed:  # there was less left to do: begin again
            assert visible_files(root) == expected
            root = tmp_path / f"crashed-{call}"
    do_all_work(root)
    assert visible_files(root) == expected
    assert verify(root) == []


def test_10000_reads_while_everything_is_replaced(tmp_path: Path) -> None:
    tally = read_while_publishing(tmp_path / "warehouse", reads=10_000)
    plain = f"{tally.plain_reads} plain ones, {tally.plain_errors} of them errors"
    print(f"{tally.reads} reads by one-liners, {plain}; {tally.states_seen} states")
    assert tally.errors == []
    assert tally.mixed == []
    assert tally.plain_wrong == []
    assert tally.states_seen > 10


def test_10000_plain_reads_while_the_link_moves_500_times_a_second(tmp_path: Path) -> None:
    tally = read_plainly_while_the_link_moves(tmp_path / "warehouse", states=200, reads=10_000)
    print(f"{tally.plain_reads} plain reads, {tally.plain_errors} of them errors")
    assert tally.plain_wrong == []
    assert 0 < tally.plain_errors < tally.plain_reads


def test_1200_of_1200_corruptions_are_found(tmp_path: Path) -> None:
    root = tmp_path / "warehouse"
    warehouse = Warehouse(root)
    days = [dt.date(2020, 12, 30) + dt.timedelta(number) for number in range(3)]
    editions = [small_edition(day, articles=1) for day in days]
    warehouse.publish_many(Draft(*edition) for edition in editions)
    warehouse.publish_registries(small_registries(editions), documents={"ledger.csv": b"id\n"})
    warehouse.compact()
    warehouse.publish_edition(*small_edition(days[-1], variant=1, articles=1))
    missed = []
    for what, damage, repair in corruptions(root, 1200, seed=1200):
        damage()
        if not verify(root):
            missed.append(what)
        repair()
    assert missed == []
    assert verify(root) == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 4 MB, where the user may mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("mounting a small file system needs root; tests/warehouse/test_disk_faults.py injects the errors")
    yield disk
    subprocess.run(["umount", "-l", disk], check=True)


def test_a_disk_that_is_full_at_20_points(small_disk: Path) -> None:
    root, filler = small_disk / "warehouse", small_disk / "filler"
    warehouse = Warehouse(root)
    warehouse.publish_edition(*small_edition(dt.date(2021, 1, 1)))
    before, edition = visible_files(root), small_edition(dt.date(2021, 1, 2))
    for free in range(0, 20 * 4096, 4096):
        filler.write_bytes(bytes(max(0, _free_bytes(small_disk) - free)))
        with pytest.raises(WarehouseError, match="the disk is full: free some space"):
            warehouse.publish_edition(*edition)
        assert visible_files(root) == before
        filler.unlink()
        assert verify(root) == []
    warehouse.publish_edition(*edition)
    assert verify(root) == []


def _free_bytes(disk: Path) -> int:
    status = os.statvfs(disk)
    return status.f_bavail * status.f_frsize


def _ingest(root: Path) -> None:
    warehouse = Warehouse(root)
    for number in range(20):
        edition = small_edition(dt.date(2021, 1, 1) + dt.timedelta(number), articles=1)
        with warehouse.writing([edition.edition_id]) as permit:
            if not edition.stamp.same_inputs(warehouse.editions().get(edition.edition_id)):
                warehouse.publish_edition(*edition, permit=permit)


def test_four_ingests_of_the_same_editions_have_the_result_of_one(tmp_path: Path) -> None:
    one, four = tmp_path / "one", tmp_path / "four"
    _ingest(one)
    writers = [processes().Process(target=_ingest, args=(four,)) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0] * 4
    assert visible_files(four) == visible_files(one)
    with Warehouse(four).snapshot() as snapshot:
        assert all(len(snapshot.history(edition_id)) == 1 for edition_id in snapshot.current)
    assert verify(four) == []
