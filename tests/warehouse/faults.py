"""Real faults for the warehouse: writers that are killed, readers that race with writers, bytes that change.

Writers are processes of a fork server that has the imports done, so that a kill costs milliseconds. The work that
they do is always the same, and every row says to which version of its edition it belongs (`small_edition`'s variant),
so that a mixture shows.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import multiprocessing
import os
import random
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow.dataset as ds

from pipelines.warehouse import Draft, Snapshot, Warehouse, open_table, snapshot_path, table_path, verify
from pipelines.warehouse.schema import edition_tables, schema
from tests.warehouse.small_editions import SmallEdition, small_edition, small_registries

DAYS = [dt.date(2020, 12, 30), dt.date(2020, 12, 31), dt.date(2021, 1, 1)]
VARIANTS = 2


def processes() -> multiprocessing.context.ForkServerContext:
    """A fork server with the imports of this module done."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


def do_all_work(root: Path) -> None:
    """Publish every edition, then its corrections, then registries and the compacted year; what is done is skipped."""
    warehouse = Warehouse(root)
    done = warehouse.editions()
    for variant in range(VARIANTS):
        for date in DAYS:
            edition = small_edition(date, variant=variant, articles=1)
            known = done.get(edition.edition_id)
            if known is not None and known.sources[0].size - 1000 >= variant:
                continue
            with warehouse.writing([edition.edition_id]) as permit:
                warehouse.publish_edition(*edition, permit=permit)
        warehouse.compact()
    warehouse.publish_registries(small_registries(last_editions()), inputs="all")
    warehouse.compact()


def last_editions() -> list[SmallEdition]:
    """What the warehouse holds after `do_all_work`."""
    return [small_edition(date, variant=VARIANTS - 1, articles=1) for date in DAYS]


def visible_files(root: Path) -> dict[str, str]:
    """sha256 of every file that readers of the tables see."""
    return {
        f"{table}/{path.name}": hashlib.sha256(path.read_bytes()).hexdigest()
        for table in schema().tables
        for path in sorted((root / table).glob("*.parquet"))
    }


def kill_while(work: Callable[[Path], None], root: Path, after_seconds: float) -> bool:
    """Run `work` in a process and kill it; False when it was done before."""
    process = processes().Process(target=work, args=(root,))
    process.start()
    process.join(after_seconds)
    killed = process.is_alive()
    if killed and process.pid is not None:
        os.kill(process.pid, signal.SIGKILL)
    process.join()
    assert killed or process.exitcode == 0
    return killed


def kill_again_and_again(folder: Path, kills: int, seed: int) -> None:
    """Kill `do_all_work` that many times at random moments; what it left must be whole each time.

    Whenever the work comes to its end, the tables must have the bytes of an undisturbed run, and it starts afresh.
    """
    undisturbed = folder / "undisturbed"
    started = time.monotonic()
    do_all_work(undisturbed)
    longest = 0.5 * (time.monotonic() - started)
    expected, rng, root = visible_files(undisturbed), random.Random(seed), folder / "disturbed"
    while kills:
        if kill_while(do_all_work, root, rng.uniform(0, longest)):
            kills -= 1
            assert_whole(root)
        else:
            assert visible_files(root) == expected
            shutil.rmtree(root)
    do_all_work(root)
    assert visible_files(root) == expected
    assert verify(root) == []


def crash_at_call(work: Callable[[Path], None], root: Path, call: int) -> bool:
    """Run `work` in a process that ends, without any clean-up, before its n-th call that changes the disk."""
    process = processes().Process(target=_crash_at_call, args=(work, root, call))
    process.start()
    process.join()
    return process.exitcode == 9


def _crash_at_call(work: Callable[[Path], None], root: Path, call: int) -> None:
    left = call
    for name in ("fsync", "link", "rename", "replace", "symlink", "mkdir", "unlink"):
        original = getattr(os, name)

        def counted(*args: object, _original: Callable[..., object] = original, **kwargs: object) -> object:
            nonlocal left
            left -= 1
            if left == 0:
                os._exit(9)
            return _original(*args, **kwargs)

        setattr(os, name, counted)
    work(root)


def assert_whole(root: Path) -> None:
    """Every table can be read and every edition has the rows of exactly one of its versions, in all tables."""
    warehouse = Warehouse(root)
    with warehouse.snapshot() as snapshot:
        for edition_id, stamp in snapshot.editions().items():
            variant = stamp.sources[0].size - 1000
            expected = small_edition(dt.date.fromisoformat(edition_id[-10:]), variant=variant, articles=1)
            assert_same_rows(snapshot, expected)
        if snapshot.name is None:
            return
        for table in schema().tables:
            shown = snapshot.path(table)
            assert sum(1 for _ in shown.glob("*.parquet")) >= 1
            assert snapshot.read(table).num_rows == count_rows(shown)


def assert_same_rows(snapshot: Snapshot, expected: SmallEdition) -> None:
    for table in edition_tables():
        found = snapshot.read(table, editions=[expected.edition_id])
        assert found.num_rows == expected.tables[table].num_rows, (expected.edition_id, table)
    texts = snapshot.read("articles", ["text"], [expected.edition_id])
    assert texts.equals(expected.tables["articles"].select(["text"]).cast(texts.schema))
    counts = snapshot.read("checks", ["count"], [expected.edition_id])
    assert counts.equals(expected.tables["checks"].select(["count"]).cast(counts.schema))


def count_rows(folder: Path) -> int:
    import pyarrow.parquet as pq

    return sum(pq.ParquetFile(path).metadata.num_rows for path in folder.glob("*.parquet"))


# racing with a writer


def publish_for_ever(root: Path) -> None:
    """Replace all editions at once by their next variants, and compact the closed year, as fast as possible."""
    warehouse = Warehouse(root, grace=dt.timedelta(seconds=5))
    variant = 0
    while True:
        variant += 1
        warehouse.publish_many(Draft(*small_edition(date, variant=variant, articles=1)) for date in DAYS)
        if variant % 2:
            warehouse.compact()


def start(work: Callable[[Path], None], root: Path) -> BaseProcess:
    process = processes().Process(target=work, args=(root,), daemon=True)
    process.start()
    return process


@dataclass
class Tally:
    """What became of reads. errors, mixed: of the documented one-liners; plain_*: through the table's moving link."""

    reads: int = 0
    plain_reads: int = 0
    errors: list[str] = field(default_factory=list)
    mixed: list[str] = field(default_factory=list)
    states: set[int] = field(default_factory=set)
    plain_errors: int = 0
    plain_wrong: list[str] = field(default_factory=list)

    @property
    def states_seen(self) -> int:
        return len(self.states)


def read_while_publishing(root: Path, reads: int) -> Tally:
    """Read by every one-liner and in every plain way while a process replaces all rows time and again."""
    writer = start(publish_for_ever, root)
    tally = Tally()
    try:
        while not (root / "checks").exists() or Warehouse(root).read("checks").num_rows == 0:
            assert writer.is_alive()
            time.sleep(0.01)
        while tally.reads < reads:
            for name, one_liner in ONE_LINERS.items():
                tally.reads += 1
                try:
                    counts = one_liner(root)
                except Exception as error:  # whatever a library raises is counted
                    tally.errors.append(f"{name}: {error}")
                    continue
                tally.states |= set(counts)
                if not is_one_state(counts):
                    tally.mixed.append(f"{name}: {counts}")
            _read_plainly(root, tally)
        assert writer.is_alive()
    finally:
        writer.kill()
        writer.join()
    return tally


def move_pointer_for_ever(root: Path) -> None:
    """Show the snapshots of a warehouse one after the other, five hundred times a second."""
    store = root / ".store"
    snapshots = sorted(path.name for path in (store / "snapshots").iterdir())
    for snapshot in itertools.cycle(snapshots):
        link = store / "staging" / "moving"
        link.symlink_to(f"snapshots/{snapshot}")
        link.replace(store / "current")
        time.sleep(0.002)


def read_plainly_while_the_link_moves(root: Path, states: int, reads: int) -> Tally:
    """Read in every plain way while the link moves over so many states faster than any publication could."""
    warehouse, tally = Warehouse(root), Tally()
    for variant in range(states):
        warehouse.publish_many(Draft(*small_edition(date, variant=variant, articles=1)) for date in DAYS)
    mover = start(move_pointer_for_ever, root)
    try:
        while tally.plain_reads < reads:
            _read_plainly(root, tally)
        assert mover.is_alive()
    finally:
        mover.kill()
        mover.join()
    return tally


def _read_plainly(root: Path, tally: Tally) -> None:
    for name, read in PLAIN.items():
        tally.plain_reads += 1
        try:
            counts = read(root / "checks")
        except Exception:  # a file of the listing has been superseded: an error is allowed, a wrong answer is not
            tally.plain_errors += 1
            continue
        if not is_one_state(counts):
            tally.plain_wrong.append(f"{name}: {counts}")


def is_one_state(counts: list[int]) -> bool:
    """True when these are the rows of `checks` in one snapshot of `publish_for_ever`."""
    return len(counts) == len(DAYS) and len(set(counts)) == 1


def _pandas(folder: Path) -> list[int]:
    return list(pd.read_parquet(folder)["count"])


def _pyarrow(folder: Path) -> list[int]:
    return list(ds.dataset(folder).to_table(columns=["count"]).column(0).to_pylist())


def _duckdb(folder: Path) -> list[int]:
    rows = duckdb.connect().sql(f"SELECT count FROM read_parquet('{folder}/**/*.parquet')").fetchall()
    return [count for (count,) in rows]


def _polars(folder: Path) -> list[int]:
    return list(pl.scan_parquet(folder).select("count").collect().to_series())


def _duckdb_glob(folder: Path) -> list[int]:
    return [count for (count,) in duckdb.connect().sql(f"SELECT count FROM '{folder}/*.parquet'").fetchall()]


def _length(rows: int) -> list[int]:
    """For ways of reading that look at no column, so that a table without columns would not show."""
    return [0] * rows


PLAIN: dict[str, Callable[[Path], list[int]]] = {
    "pandas": _pandas,
    "pandas, length": lambda folder: _length(len(pd.read_parquet(folder))),
    "pandas, file by file": lambda folder: [
        count for path in sorted(folder.glob("*.parquet")) for count in pd.read_parquet(path)["count"]
    ],
    "pyarrow": _pyarrow,
    "pyarrow, length": lambda folder: _length(ds.dataset(folder).count_rows()),
    "duckdb": _duckdb,
    "duckdb, glob": _duckdb_glob,
    "polars": _polars,
    "polars, length": lambda folder: _length(pl.read_parquet(folder).height),
}


def _two_tables(root: Path) -> list[int]:
    """Counts of `checks`, provided that `articles` of the same snapshot is of the same version."""
    with Warehouse(root).snapshot() as snapshot:
        counts = snapshot.read("checks", ["count"]).column(0).to_pylist()
        texts = snapshot.read("articles", ["text"]).column(0).to_pylist()
    return [*counts] if all(text.endswith(f"（{counts[0]}）") for text in texts) and len(texts) == len(DAYS) else []


ONE_LINERS: dict[str, Callable[[Path], list[int]]] = {
    "pandas": lambda root: _pandas(table_path(root, "checks")),
    "pandas, realpath": lambda root: _pandas(Path(os.path.realpath(root / "checks"))),
    "pandas, snapshot": lambda root: _pandas(snapshot_path(root) / "checks"),
    "duckdb, snapshot": lambda root: _duckdb(snapshot_path(root) / "checks"),
    "pyarrow": lambda root: _pyarrow(table_path(root, "checks")),
    "duckdb": lambda root: _duckdb(table_path(root, "checks")),
    "polars": lambda root: _polars(table_path(root, "checks")),
    "open_table": lambda root: list(open_table(root, "checks").to_table().column("count").to_pylist()),
    "snapshot of two tables": _two_tables,
}


# bytes that change


def corruptions(root: Path, number: int, seed: int) -> Iterator[tuple[str, Callable[[], None], Callable[[], None]]]:
    """Damages to the files of a warehouse: what is done, the damage, and its repair.

    Every file below the root is a candidate, each kind of damage (a flipped bit, a cut, an overwritten stretch, two
    files swapped, a file put in the place of another, a file deleted) comes as often as the others.
    """
    rng = random.Random(seed)
    files = sorted(path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    kinds = [_flip, _cut, _overwrite, _swap, _impersonate, _delete]
    made = 0
    while made < number:
        damage = kinds[made % len(kinds)](rng, files)
        if damage is not None:
            made += 1
            yield damage


Damage = tuple[str, Callable[[], None], Callable[[], None]]


def _flip(rng: random.Random, files: list[Path]) -> Damage | None:
    path = rng.choice(files)
    content = path.read_bytes()
    if not content:
        return None
    at, bit = rng.randrange(len(content)), rng.randrange(8)
    changed = content[:at] + bytes([content[at] ^ 1 << bit]) + content[at + 1 :]
    return f"bit {bit} of byte {at} of {path}", lambda: _rewrite(path, changed), lambda: _rewrite(path, content)


def _cut(rng: random.Random, files: list[Path]) -> Damage | None:
    path = rng.choice(files)
    content = path.read_bytes()
    if not content:
        return None
    length = rng.randrange(len(content))
    return f"{path} cut to {length}", lambda: _rewrite(path, content[:length]), lambda: _rewrite(path, content)


def _overwrite(rng: random.Random, files: list[Path]) -> Damage | None:
    path = rng.choice(files)
    content = path.read_bytes()
    if len(content) < 2:
        return None
    start = rng.randrange(len(content) - 1)
    noise = rng.randbytes(min(512, len(content) - start))
    changed = content[:start] + noise + content[start + len(noise) :]
    if changed == content:
        return None
    return f"noise at {start} of {path}", lambda: _rewrite(path, changed), lambda: _rewrite(path, content)


def _swap(rng: random.Random, files: list[Path]) -> Damage | None:
    one = rng.choice(files)
    siblings = [path for path in files if path.suffix == one.suffix and path.read_bytes() != one.read_bytes()]
    if not siblings:
        return None
    other = rng.choice(siblings)

    def swap() -> None:
        between = one.with_name("between")
        one.rename(between)
        other.rename(one)
        between.rename(other)

    return f"{one} and {other} swapped", swap, swap


def _impersonate(rng: random.Random, files: list[Path]) -> Damage | None:
    """A sound file in the place of another of the same table, as a restore gone wrong leaves it."""
    one = rng.choice(files)
    others = [path for path in files if path.parent == one.parent and path.read_bytes() != one.read_bytes()]
    if not others:
        return None
    content, other = one.read_bytes(), rng.choice(others).read_bytes()
    return f"{one} replaced by a sibling", lambda: _rewrite(one, other), lambda: _rewrite(one, content)


def _delete(rng: random.Random, files: list[Path]) -> Damage | None:
    path = rng.choice([path for path in files if path.parent.name != "locks"])
    content = path.read_bytes()
    return f"{path} deleted", path.unlink, lambda: _restore(path, content)


def _restore(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def _rewrite(path: Path, content: bytes) -> None:
    """Change a file in place, so that all its names (hard links) show the change, as on a failing disk."""
    with path.open("r+b") as file:
        file.truncate(0)
        file.write(content)
