"""The hand-made history through the whole pipeline: 30 text pages to the per-edition tables."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import pyarrow as pa

from pipelines.edition.parse import parse_edition
from pipelines.intake.plan import EditionSource, SourcePage
from pipelines.publications.profile import read_profile
from pipelines.warehouse.schema import arrow_schema, edition_tables

FOLDER = Path(__file__).parent / "history"
PUBLICATION = "chenzhou-xinbao"
HOMES = {PUBLICATION: "431000"}


def days() -> list[dt.date]:
    """Days of the editions, ascending."""
    return [dt.date.fromisoformat(path.name[:10]) for path in sorted(FOLDER.glob("*-A1.txt"))]


@cache
def edition(day: dt.date) -> Mapping[str, pa.Table]:
    """All per-edition tables of one edition."""
    path = FOLDER / f"{day}-A1.txt"
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    page = SourcePage("A1", path.name, path, None, "text", sha256, 0)
    source = EditionSource(PUBLICATION, day, "", "masthead", (page,))
    return parse_edition(source, read_profile(FOLDER / "profile.yml")).tables


def joined(editions: Iterable[Mapping[str, pa.Table]]) -> dict[str, pa.Table]:
    """Editions put together in the given order of arrival, as a warehouse would."""
    kept = list(editions)
    return {
        name: pa.concat_tables([tables[name] for tables in kept]).unify_dictionaries()
        if kept
        else arrow_schema(name).empty_table()
        for name in edition_tables()
    }


@cache
def archive() -> dict[str, pa.Table]:
    """All editions."""
    return joined(edition(day) for day in days())


def expected(name: str) -> list[dict[str, str]]:
    """Rows of `history/expected/<name>.csv`."""
    with (FOLDER / "expected" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
