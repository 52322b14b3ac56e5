"""What the registries cost as the archive grows: a synthetic archive of a daily, and a table of seconds against years.

    python -m pipelines.registries.archive_bench --years 1 2 5 10

The archive is described in `synthetic_archive.py`. Each size is measured in a process of its own.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow.parquet as pq

from pipelines.registries import build_registries
from pipelines.registries.synthetic_archive import HOME, PUBLICATION, Archive


def write(folder: Path, years: int) -> None:
    """Write a synthetic archive as Parquet, a file a table and year, as a compacted warehouse has them."""
    archive = Archive(years)
    for year in range(years):
        for name, table in archive.year(year).items():
            (folder / name).mkdir(parents=True, exist_ok=True)
            pq.write_table(table, folder / name / f"{year:02}.parquet", compression="zstd")


def measure(folder: Path) -> str:
    """One line: editions, articles, seconds and CPU seconds of the rebuild, highest memory, rows made."""
    import pyarrow.dataset as ds

    tables = {path.name: ds.dataset(path) for path in sorted(folder.iterdir())}
    started, before = time.perf_counter(), time.process_time()
    made = build_registries(tables, homes={PUBLICATION: HOME}).tables
    seconds, cpu = time.perf_counter() - started, time.process_time() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    editions, articles = (tables[name].count_rows() for name in ("editions", "articles"))
    sizes = " ".join(f"{made[name].num_rows:>9}" for name in ("officials", "projects", "project_timeline"))
    return f"{editions:>9} {articles:>9} {seconds:>8.1f} {cpu:>8.1f} {peak:>8.0f} {sizes}"


def main(arguments: list[str] | None = None) -> None:
    """Print the table; writing and measuring are processes of their own, so that the memory is the rebuild's."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--years", type=int, nargs="+", default=[1, 2, 5, 10])
    parser.add_argument("--write", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.write:
        write(options.write, options.years[0])
    elif options.measure:
        print(measure(options.measure))
    else:
        print("years  editions  articles  seconds    cpu s  peak MB officials  projects  timeline", flush=True)
        for years in options.years:
            with tempfile.TemporaryDirectory() as folder:
                _run("--write", folder, "--years", str(years))
                print(f"{years:>5} {_run('--measure', folder)}", flush=True)


def _run(*arguments: str) -> str:
    command = [sys.executable, "-m", "pipelines.registries.archive_bench", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.rstrip()


if __name__ == "__main__":
    main()
