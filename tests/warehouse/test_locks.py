"""One writer at a time per edition; who was overtaken cannot publish."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
import threading
import time
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest

from pipelines.warehouse import EditionBusyError, FencedOffError, Warehouse, WarehouseError, verify
from pipelines.warehouse.locks import SLOTS, slot_of
from tests.warehouse.faults import processes, start
from tests.warehouse.small_editions import small_edition

DAY = dt.date(2021, 1, 10)
EDITION = f"zhuzhou-daily-{DAY}"


def test_a_second_writer_of_an_edition_waits_and_then_gives_up_with_a_reason(warehouse: Warehouse) -> None:
    busy = pytest.raises(EditionBusyError, match=f"{EDITION} for 0.05 s")
    with warehouse.writing([EDITION]), busy, warehouse.writing([EDITION], timeout=0.05):
        pass
    with warehouse.writing([EDITION], timeout=0.05):
        pass


def test_writers_of_different_editions_do_not_wait(warehouse: Warehouse) -> None:
    with warehouse.writing([EDITION]), warehouse.writing(["zhuzhou-daily-2021-01-11"], timeout=0.05):
        pass


def test_two_threads_exclude_each_other(warehouse: Warehouse) -> None:
    inside, most = 0, 0

    def write() -> None:
        nonlocal inside, most
        for _ in range(20):
            with warehouse.writing([EDITION]):
                inside += 1
                most = max(most, inside)
                time.sleep(0.001)
                inside -= 1

    threads = [threading.Thread(target=write) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1


def _hold(root: Path, held: Event) -> None:
    with Warehouse(root).writing([EDITION]):
        held.set()
        time.sleep(60)


def test_the_lock_of_a_killed_process_is_free(warehouse: Warehouse) -> None:
    held = processes().Event()
    holder = processes().Process(target=_hold, args=(warehouse.store.root, held))
    holder.start()
    assert held.wait(30)
    with pytest.raises(EditionBusyError), warehouse.writing([EDITION], timeout=0.05):
        pass
    holder.kill()
    holder.join()
    with warehouse.writing([EDITION], timeout=5):
        pass


def test_an_overtaken_writer_is_refused(warehouse: Warehouse) -> None:
    """As after the death of a parent: its lock is free, the work is started again, and the orphan comes late."""
    with warehouse.writing([EDITION]) as orphan:
        pass
    with warehouse.writing([EDITION]) as retry:
        warehouse.publish_edition(*small_edition(DAY, variant=1), permit=retry)
        with pytest.raises(FencedOffError, match="a later writer"):
            warehouse.publish_edition(*small_edition(DAY, variant=0), permit=orphan)
    with pytest.raises(FencedOffError):
        warehouse.publish_edition(*small_edition(DAY, variant=0), permit=orphan)
    assert warehouse.read("checks", ["count"]).to_pylist() == [{"count": 1}]


def test_a_permit_is_only_for_its_editions(warehouse: Warehouse) -> None:
    refused = pytest.raises(WarehouseError, match=f"the permit is not for {EDITION}")
    with warehouse.writing(["zhuzhou-daily-2021-01-11"]) as permit, refused:
        warehouse.publish_edition(*small_edition(DAY), permit=permit)


def test_a_forked_child_does_not_keep_its_parents_lock(warehouse: Warehouse) -> None:
    """Record locks are not inherited: a child that outlives its parent holds up nobody."""
    with warehouse.writing([EDITION]):
        child = multiprocessing.get_context("fork").Process(target=time.sleep, args=(5,))
        child.start()
    started = time.monotonic()
    overtaking = processes().Process(target=_publish, args=(warehouse.store.root, 1))
    overtaking.start()
    overtaking.join(5)
    assert overtaking.exitcode == 0
    assert child.is_alive() or time.monotonic() - started > 4
    child.kill()
    child.join()


def _publish(root: Path, variant: int) -> None:
    warehouse = Warehouse(root)
    for date in (DAY, DAY + dt.timedelta(1), DAY + dt.timedelta(2)):
        edition = small_edition(date, variant=variant)
        with warehouse.writing([edition.edition_id]) as permit:
            if not edition.stamp.same_inputs(warehouse.editions().get(edition.edition_id)):
                warehouse.publish_edition(*edition, permit=permit)
    os.sync()


def test_three_ingests_of_the_same_editions_at_once_have_the_result_of_one(warehouse: Warehouse) -> None:
    root = warehouse.store.root
    writers = [processes().Process(target=_publish, args=(root, 1)) for _ in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0, 0]
    with warehouse.snapshot() as snapshot:
        assert [len(snapshot.history(edition_id)) for edition_id in snapshot.current] == [1, 1, 1]
    assert verify(root) == []


def test_slots_are_the_same_in_every_process() -> None:
    assert slot_of(EDITION) == 44_269
    assert all(0 <= slot_of(str(number)) < SLOTS for number in range(100))


def test_a_damaged_lock_file_is_found_and_heals(warehouse: Warehouse) -> None:
    warehouse.publish_edition(*small_edition(DAY))
    with warehouse.writing([EDITION]) as outdated:
        pass
    path = warehouse.store.locks / "editions"
    with path.open("r+b") as file:
        file.seek(slot_of(EDITION) * 8)
        file.write(b"\xff\xff")
    assert any(finding.where == str(path) for finding in verify(warehouse.store.root))
    with warehouse.writing([EDITION]), pytest.raises(FencedOffError):
        warehouse.publish_edition(*small_edition(DAY, variant=1), permit=outdated)
    assert verify(warehouse.store.root) == []


def test_a_killed_writer_leaves_its_staging_folder_to_the_sweeper(warehouse: Warehouse) -> None:
    warehouse.publish_edition(*small_edition(DAY))
    writer = start(_stage_for_ever, warehouse.store.root)
    staging = warehouse.store.store / "staging"
    while not any(staging.iterdir()):
        time.sleep(0.01)
    (folder,) = staging.iterdir()
    os.utime(folder, (0, 0))
    warehouse.sweep()
    assert folder.exists()
    writer.kill()
    writer.join()
    warehouse.sweep()
    assert not folder.exists()


def _stage_for_ever(root: Path) -> None:
    with Warehouse(root).store.staging():
        time.sleep(60)
