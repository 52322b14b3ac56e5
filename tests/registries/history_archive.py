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


SECOND = Path(__file__).parent / "second_history"
SECOND_HOMES = {"fujiang-chenbao": "510700"}


def days(folder: Path = FOLDER) -> list[dt.date]:
    """Days of the editions, ascending."""
    return [dt.date.fromisoformat(path.name[:10]) for path in sorted(folder.glob("*-A1.txt"))]


@cache
def edition(day: dt.date, folder: Path = FOLDER) -> Mapping[str, pa.Table]:
    """All per-edition tables of one edition."""
    path = folder / f"{day}-A1.txt"
    profile = read_profile(folder / "profile.yml")
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    page = SourcePage("A1", path.name, path, None, "text", sha256, 0)
    source = EditionSource(profile.publication_id, day, "", "masthead", (page,))
    return parse_edition(source, profile).tables


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
def archive(folder: Path = FOLDER) -> dict[str, pa.Table]:
    """All editions."""
    return joined(edition(day, folder) for day in days(folder))


def expected(name: str, folder: Path = FOLDER) -> list[dict[str, str]]:
    """Rows of `<folder>/expected/<name>.csv`."""
    with (folder / "expected" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
