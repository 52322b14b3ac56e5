"""A writer that dies at any moment leaves the old state or the new one, and the next run finishes the work.

`make torture` does the same with 200 kills and at every single call that changes the disk.
"""

from __future__ import annotations

from pathlib import Path

from pipelines.warehouse import verify
from tests.warehouse.faults import assert_whole, crash_at_call, do_all_work, kill_again_and_again, visible_files


def test_20_kills_lose_nothing_and_end_with_the_same_bytes(tmp_path: Path) -> None:
    kill_again_and_again(tmp_path, kills=20, seed=20)


def test_a_crash_at_any_step_of_a_publication_is_repaired_by_the_next_run(tmp_path: Path) -> None:
    undisturbed = tmp_path / "undisturbed"
    do_all_work(undisturbed)
    for call in range(5, 900, 150):
        root = tmp_path / f"crashed-at-{call}"
        assert crash_at_call(do_all_work, root, call)
        assert_whole(root)
        do_all_work(root)
        assert visible_files(root) == visible_files(undisturbed)
        assert verify(root) == []
