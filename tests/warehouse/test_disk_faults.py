"""A disk that is full or read-only: a clear error, the old tables intact, and the next run succeeds unaided."""

from __future__ import annotations

import datetime as dt
import errno
import os
import resource
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.warehouse import Warehouse, WarehouseError, verify
from tests.warehouse.faults import processes, visible_files
from tests.warehouse.small_editions import small_edition

DAY = dt.date(2021, 1, 2)
CALLS = ("fsync", "link", "rename", "symlink", "mkdir")


def fail_at_call(monkeypatch: pytest.MonkeyPatch, call: int, code: int) -> Callable[[], bool]:
    """Make the n-th call that changes the disk, and all after it, fail as on a full or read-only disk."""
    left = call
    for name in CALLS:
        original = getattr(os, name)

        def failing(*args: object, _original: Callable[..., object] = original, **kwargs: object) -> object:
            nonlocal left
            left -= 1
            if left <= 0:
                raise OSError(code, os.strerror(code))
            return _original(*args, **kwargs)

        monkeypatch.setattr(os, name, failing)
    return lambda: left <= 0


@pytest.mark.parametrize(("code", "points"), [(errno.ENOSPC, 20), (errno.EROFS, 4), (errno.EIO, 4)])
def test_a_disk_that_fails_at_20_points_leaves_the_tables_as_they_were(
    filled: Warehouse, code: int, points: int
) -> None:
    before, edition = visible_files(filled.store.root), small_edition(DAY)
    for call in range(1, 121, 120 // points):
        with pytest.MonkeyPatch.context() as monkeypatch:
            failed = fail_at_call(monkeypatch, call, code)
            with pytest.raises(WarehouseError) as caught:
                filled.publish_edition(*edition)
            assert failed()
        assert str(filled.store.root) in str(caught.value)
        assert any(way in str(caught.value) for way in ("free some space", "read-only: remount", "check the device"))
        assert visible_files(filled.store.root) == before
    assert verify(filled.store.root) == []
    assert filled.publish_edition(*edition).changed == (edition.edition_id,)
    assert verify(filled.store.root) == []


def _publish_within(root: Path, most_bytes: int) -> None:
    """Publish in a process that may not write files beyond a size; exit 3 on the warehouse's own error."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))
    try:
        Warehouse(root).publish_edition(*small_edition(DAY))
    except WarehouseError as error:
        raise SystemExit(3 if "ulimit -f" in str(error) else 4) from error


def test_a_limit_on_file_sizes_is_named(filled: Warehouse) -> None:
    before = visible_files(filled.store.root)
    for most_bytes in (0, 100, 2_000, 4_500, 8_000):
        writer = processes().Process(target=_publish_within, args=(filled.store.root, most_bytes))
        writer.start()
        writer.join()
        assert writer.exitcode == 3
        assert visible_files(filled.store.root) == before
    assert filled.publish_edition(*small_edition(DAY)).changed
    assert verify(filled.store.root) == []


def test_a_read_only_warehouse_can_be_read_and_says_so_when_written(
    filled: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: str, flags: int, *args: object, **kwargs: object) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))
        return original(path, flags, *args, **kwargs)  # type: ignore[arg-type]

    original = os.open
    root = filled.store.root
    monkeypatch.setattr(os, "open", refuse)
    for call in CALLS:
        monkeypatch.setattr(os, call, lambda *args, **_: refuse(str(args[0]), os.O_RDWR))
    reader = Warehouse(root)
    with reader.snapshot() as snapshot:
        assert snapshot.read("articles").num_rows == 6
    assert verify(root) == []
    with pytest.raises(WarehouseError, match="read-only: remount it, or choose another"):
        reader.publish_edition(*small_edition(DAY))


def test_a_file_where_the_warehouse_should_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "warehouse").write_text("not a folder")
    with pytest.raises(WarehouseError, match="a file stands where a folder is expected"):
        Warehouse(tmp_path / "warehouse").publish_edition(*small_edition(DAY))
