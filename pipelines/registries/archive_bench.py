"""What the registries cost as the archive grows: a synthetic archive of a daily, and a table of seconds against years.

    python -m pipelines.registries.archive_bench --years 1 2 5 10

The archive has the density of the two sample pages and the hand-made history: 82 articles a day of 850 characters, per
article 5 names of people, 4 of organisations, 4 of places; every second article names an official with a title, every
seventh a project with three claims; 2 % are reprints. People hold a post for three years on average, projects are
reported
on six times. Each size is measured in a process of its own.
"""

from __future__ import annotations

import argparse
import datetime as dt
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from pipelines.registries import build_registries
from pipelines.warehouse.schema import arrow_schema

PUBLICATION = "bench-daily"
HOME = "430200"
ARTICLES_A_DAY = 82
CHARACTERS = 850
_FIRST_DAY = dt.date(2013, 1, 1)
_HAN = np.arange(0x4E00, 0x4E00 + 2500, dtype=np.uint32)
_COUNTIES = np.array(
    ["430202", "430203", "430204", "430211", "430212", "430223", "430224", "430225", "430281", "430200"]
)
_TITLES = [
    ("副市长", "株洲市人民政府", "430200"),
    ("市委常委", "中共株洲市委", "430200"),
    ("市教育局局长", "株洲市教育局", "430200"),
    ("市发改委主任", "株洲市发改委", "430200"),
    ("醴陵市委书记", "中共醴陵市委", "430281"),
    ("攸县县长", "攸县人民政府", "430223"),
    ("荷塘区副区长", "荷塘区人民政府", "430202"),
    ("茶陵县副县长", "茶陵县人民政府", "430224"),
]
_WORKS = [
    "产业园",
    "科技产业园",
    "新能源产业园",
    "物流园",
    "冷链物流园",
    "工业园标准厂房",
    "污水处理厂",
    "污水处理厂提质改造",
    "黑臭水体治理",
    "老旧小区改造",
    "棚户区改造",
    "大道",
    "大道延伸",
    "大桥",
    "一期",
    "二期",
    "安置小区",
    "中学",
    "小学扩建",
    "人民医院东院区",
    "体育公园",
    "会展中心",
    "商业综合体",
    "特色小镇",
    "文化旅游",
    "光伏发电",
    "风电场",
    "抽水蓄能电站",
    "储能电站",
    "玻璃生产线",
    "轨道交通装备生产基地",
    "新材料生产基地",
    "电池材料",
    "智能制造",
    "半导体",
    "生物医药",
    "食品加工",
    "农田水利",
    "水库除险加固",
    "河道整治",
    "停车场",
    "数据中心",
]
_STAGES = ["signed", "preparatory", "groundbreaking", "under_construction", "completed", "operating"]

Integers = NDArray[np.int64]


def archive(years: int, seed: int = 7) -> dict[str, pa.Table]:
    """The per-edition tables of so many years."""
    rng = np.random.default_rng(seed)
    days = years * 365
    count = days * ARTICLES_A_DAY
    day = np.repeat(np.arange(days), ARTICLES_A_DAY)
    dates = [_FIRST_DAY + dt.timedelta(days=int(at)) for at in range(days)]
    edition_ids = np.array([f"{PUBLICATION}-{date}" for date in dates], dtype=object)
    article_ids = np.array([f"{edition_ids[d]}-A{i % 8 + 1}-{i:08x}" for i, d in enumerate(day)], dtype=object)
    tables = {
        "editions": _table(
            "editions", {"edition_id": edition_ids, "publication_id": [PUBLICATION] * days, "date": dates}
        ),
        "articles": _articles(rng, article_ids, edition_ids[day]),
        "mentions": _mentions(rng, years, count, article_ids),
    }
    tables |= _officials(rng, years, day, dates, article_ids)
    tables |= {"project_claims": _claims(rng, years, day, article_ids)}
    tables |= {"article_links": _links(rng, dates, article_ids)}
    return tables


def _table(name: str, columns: Mapping[str, object]) -> pa.Table:
    """Rows of the given columns in the declared schema; the others are null."""
    declared = arrow_schema(name)
    size = len(next(iter(columns.values())))  # type: ignore[arg-type]
    arrays = []
    for field in declared:
        values = columns.get(field.name)
        if values is None:
            arrays.append(pa.nulls(size, field.type))
        elif pa.types.is_dictionary(field.type):
            arrays.append(pa.array(values, pa.string()).dictionary_encode().cast(field.type))
        else:
            arrays.append(pa.array(values, field.type))
    return pa.Table.from_arrays(arrays, names=declared.names)


def _words(rng: np.random.Generator, count: int, length: int) -> NDArray[np.object_]:
    codes = rng.choice(_HAN, (count, length)).astype("<u4")
    return np.array([row.tobytes().decode("utf-32-le") for row in codes], dtype=object)


def _articles(rng: np.random.Generator, article_ids: NDArray[np.object_], editions: NDArray[np.object_]) -> pa.Table:
    count = len(article_ids)
    sizes = np.clip(rng.lognormal(np.log(CHARACTERS) - 0.18, 0.6, count).astype(int), 30, 6000)
    texts: list[str] = []
    for start in range(0, count, 4096):
        part = sizes[start : start + 4096]
        text = rng.choice(_HAN, int(part.sum())).astype("<u4").tobytes().decode("utf-32-le")
        ends = np.cumsum(part)
        texts += [text[end - size : end] for end, size in zip(ends.tolist(), part.tolist(), strict=True)]
    for late in np.flatnonzero(rng.random(count) < 0.02)[1:].tolist():
        texts[late] = texts[max(0, late - int(rng.integers(1, 400)))]
    labels = [[f"A{number % 8 + 1}"] for number in range(count)]
    head = {"article_id": article_ids, "edition_id": editions, "genre": ["news"] * count, "page_labels": labels}
    return _table("articles", {**head, "text": texts})


def _links(rng: np.random.Generator, dates: list[dt.date], article_ids: NDArray[np.object_]) -> pa.Table:
    """Every fifth edition refers to an earlier report, every fiftieth has a story that goes on the day after."""
    referring = [(at * ARTICLES_A_DAY, dates[at - int(rng.integers(1, 28))]) for at in range(30, len(dates), 5)]
    serials = [at * ARTICLES_A_DAY for at in range(1, len(dates) - 1, 50)]
    rows = {
        "from_article_id": [article_ids[at] for at, _ in referring] + [article_ids[at] for at in serials],
        "link_type": ["follow_up_of"] * len(referring) + ["continues_on"] * len(serials),
        "to_ref": [f"详见本报{day.month}月{day.day}日A2版报道" for _, day in referring] + ["未完待续"] * len(serials),
        "method": ["printed"] * (len(referring) + len(serials)),
    }
    return _table("article_links", rows)


def _zipf(rng: np.random.Generator, pool: int, size: int) -> Integers:
    return (rng.pareto(1.0, size) * pool / 200).astype(np.int64) % pool


def _mentions(rng: np.random.Generator, years: int, count: int, article_ids: NDArray[np.object_]) -> pa.Table:
    people, organizations = _words(rng, 6000 * years, 3), _words(rng, 3000 * years, 6)
    parts: list[tuple[Integers, NDArray[np.object_], str, NDArray[np.object_] | None]] = []
    for kind, per, pool in (("person", 5, people), ("organization", 4, organizations), ("place", 4, _COUNTIES)):
        at = np.repeat(np.arange(count), per)
        pick = _zipf(rng, len(pool), len(at))
        names = np.asarray(pool, dtype=object)[pick]
        parts.append((at, names, kind, names if kind == "place" else None))
    at = np.concatenate([part[0] for part in parts])
    names = np.concatenate([part[1] for part in parts])
    codes = np.concatenate([np.full(len(p[0]), None, dtype=object) if p[3] is None else p[3] for p in parts])
    kinds = np.repeat([part[2] for part in parts], [len(part[0]) for part in parts])
    ids = pa.DictionaryArray.from_arrays(pa.array(at, pa.int32()), pa.array(article_ids, pa.string())).cast(pa.string())
    columns = {
        "article_id": ids, "field": ["text"] * len(at), "start": np.zeros(len(at), np.int32),
        "end": np.zeros(len(at), np.int32),
        "surface": names, "normalized": names, "type": kinds, "entity_id": codes,
    }  # fmt: skip
    return _table("mentions", columns)


def _officials(
    rng: np.random.Generator, years: int, day: Integers, dates: list[dt.date], article_ids: NDArray[np.object_]
) -> dict[str, pa.Table]:
    names = _words(rng, 400 * years, 3)
    names[::10] = _words(rng, len(names[::10]), 2)
    starts = rng.integers(-900, years * 365, len(names))
    chosen = np.flatnonzero(rng.random(len(day)) < 0.5)
    holder = np.empty(len(chosen), np.int64)
    order = np.argsort(starts)
    for place, article in enumerate(chosen.tolist()):  # somebody who holds a post on that day
        high = int(np.searchsorted(starts[order], day[article], side="right"))
        low = int(np.searchsorted(starts[order], day[article] - 1095))
        holder[place] = order[rng.integers(min(low, max(high - 1, 0)), max(high, 1))]
    title = [_TITLES[person % len(_TITLES)] for person in holder.tolist()]
    seen = [dates[day[article]] for article in chosen.tolist()]
    ids = article_ids[chosen]
    sightings = {
        "mention_id": [f"{article}:0-3:person" for article in ids], "seq": np.ones(len(ids), np.int32),
        "article_id": ids,
        "person_name": names[holder], "title_printed": [item[0] for item in title],
        "organization": [item[1] for item in title],
        "jurisdiction_adcode": [item[2] for item in title], "observed_on": seen,
    }  # fmt: skip
    appearances = {
        "article_id": ids, "activity_no": np.ones(len(ids), np.int32), "list_rank": np.ones(len(ids), np.int32),
        "person_name": names[holder], "title_printed": [item[0] for item in title],
        "activity": ["inspection"] * len(ids),
        "role": ["lead"] * len(ids), "modality": ["actual"] * len(ids), "date_start": seen, "date_end": seen,
        "date_precision": ["day"] * len(ids), "place_adcode": rng.choice(_COUNTIES, len(ids)).astype(object),
    }  # fmt: skip
    return {"title_sightings": _table("title_sightings", sightings), "appearances": _table("appearances", appearances)}


def _claims(rng: np.random.Generator, years: int, day: Integers, article_ids: NDArray[np.object_]) -> pa.Table:
    chosen = np.flatnonzero(rng.random(len(day)) < 1 / 7)
    pool = max(1, len(chosen) // 6)
    owners, tails = _words(rng, max(40, pool // 12), 2), np.array(_WORKS, dtype=object)
    names = (
        owners[rng.integers(len(owners), size=pool)] + _words(rng, pool, 2) + tails[rng.integers(len(tails), size=pool)]
    )
    investors = [f"{word}集团" for word in _words(rng, pool // 2 + 1, 3)]
    project = np.minimum((rng.random(len(chosen)) * 0.15 + day[chosen] / day[-1] * 0.85) * pool, pool - 1).astype(int)
    rows: dict[str, list[object]] = {
        key: []
        for key in (
            "claim_id", "article_id", "project_mention", "attribute", "status", "amount_cny", "modality",
            "party", "party_role",
            "place_adcode", "field", "start", "end",
        )
    }  # fmt: skip
    for article, number in zip(article_ids[chosen].tolist(), project.tolist(), strict=True):
        stage = _STAGES[int(rng.integers(len(_STAGES)))]
        amount = Decimal((1 + number % 90 + int(rng.random() < 0.05)) * 100_000_000)
        place = str(_COUNTIES[number % len(_COUNTIES)])
        name = f"{names[number]}{('项目', '工程', '建设项目')[int(rng.integers(3))]}"
        told: list[dict[str, object]] = [
            {"attribute": "status", "status": stage, "modality": "actual"},
            {"attribute": "total_investment", "amount_cny": amount, "modality": "planned"},
            {"attribute": "party", "party": investors[number // 2], "party_role": "investor", "modality": "actual"},
        ]
        for start, values in enumerate(told):
            row = {
                "claim_id": f"{article}:{start}:{values['attribute']}", "article_id": article, "project_mention": name,
                "place_adcode": place, "field": "text", "start": start, "end": start + 1, **values,
            }  # fmt: skip
            for key, column in rows.items():
                column.append(row.get(key))
    return _table("project_claims", rows)


def write(folder: Path, years: int) -> None:
    """Write a synthetic archive as Parquet, a file a table and year, as a compacted warehouse has them."""
    for name, table in archive(years).items():
        (folder / name).mkdir(parents=True)
        step = -(-table.num_rows // years)
        for year in range(years):
            pq.write_table(table.slice(year * step, step), folder / name / f"{year:02}.parquet", compression="zstd")


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
