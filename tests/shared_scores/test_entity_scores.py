"""Persons, titles, places and organisations against the gold of the two seed pages; rows of a month of articles."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from pipelines.language import tag_article
from pipelines.language.tags import ArticleTags, ArticleText
from pipelines.publications import generic_profile, load_profile

SHARED = Path(__file__).parents[3] / "shared"
ZHUZHOU = load_profile("zhuzhou-daily")
CODED = ("admin", "abbr", "deictic")

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.exists(), reason="measuring data (../shared) is not part of the repository"),
]


@pytest.fixture(scope="module")
def pages() -> list[tuple[list[dict], ArticleTags]]:
    """The annotations of each seed page and its tags."""
    gold = json.loads((SHARED / "gold" / "entities.json").read_text(encoding="utf-8"))["docs"]
    found = []
    for page in gold.values():
        text = (SHARED / "seeds" / page["file"]).read_text(encoding="utf-8")
        day = dt.date.fromisoformat(page["edition_date"])
        found.append((page["annotations"], tag_article(ArticleText("page", {"text": text}, day), ZHUZHOU)))
    return found


def f1(pairs: Iterable[tuple[set, set]]) -> float:
    """Over all pages; each pair is what was expected and what was found."""
    pairs = list(pairs)
    hits = sum(len(expected & found) for expected, found in pairs)
    return 2 * hits / sum(len(expected) + len(found) for expected, found in pairs)


def spans(annotations: list[dict], kind: str, core: bool) -> set[tuple[int, int]]:
    rows = (row for row in annotations if row["type"] == kind)
    return {(row["start"], row["end"]) for row in rows if (row["score"] == "core" and not row["nested"]) == core}


def test_persons(pages):
    def pair(annotations, tags):
        found = {(row.start, row.end) for row in tags.mentions if row.type == "person"}
        return spans(annotations, "PERSON", True), found - spans(annotations, "PERSON", False)

    assert f1(pair(*page) for page in pages) >= 0.99


def test_persons_with_their_titles(pages):
    def pair(annotations, tags):
        people = [row for row in annotations if row["type"] == "PERSON"]
        expected = {(row["start"], row["end"], title) for row in people for title in row.get("posts") or []}
        at = {row.mention_id: (row.start, row.end) for row in tags.mentions}
        return expected, {(*at[row.mention_id], row.title_printed) for row in tags.title_sightings}

    assert f1(pair(*page) for page in pages) >= 0.97


def test_places_with_their_codes(pages):
    def pair(annotations, tags):
        rows = [row for row in annotations if row["type"] == "PLACE"]
        scored = [row for row in rows if row["score"] == "core" and not row["nested"] and row["subtype"] in CODED]
        expected = {(row["start"], row["end"], row["adcode"]) for row in scored}
        others = {(row["start"], row["end"]) for row in rows if row not in scored}
        found = {(row.start, row.end, row.entity_id) for row in tags.mentions if row.type == "place"}
        return expected, {row for row in found if row[:2] not in others}

    assert f1(pair(*page) for page in pages) >= 0.97


def test_organizations(pages):
    def pair(annotations, tags):
        rows = [row for row in annotations if row["type"] == "ORG"]
        expected = {(row["start"], row["end"]) for row in rows if row["score"] == "core"}
        optional = {(row["start"], row["end"]) for row in rows if row["score"] != "core"}
        found = {(row.start, row.end) for row in tags.mentions if row.type == "organization"}
        return expected, found - optional

    assert f1(pair(*page) for page in pages) >= 0.90


@pytest.mark.parametrize("day", range(1, 32))
def test_every_row_of_a_month_reads_as_its_surface(day):
    """All articles of a day, as the files have them, line ends included."""
    profile = generic_profile("a-national-daily")
    published_on = dt.date(2019, 10, day)
    for path in sorted((SHARED / "corpus" / "articles-2019-10").glob(f"{published_on:%Y%m%d}-*.txt")):
        with path.open(encoding="utf-8", newline="") as file:
            text = file.read()
        tags = tag_article(ArticleText(path.stem, {"text": text}, published_on), profile)
        for row in tags.mentions:
            assert text[row.start : row.end] == row.surface, f"{path.name}: {row.mention_id}"
        for sighting in tags.title_sightings:
            assert text[sighting.start : sighting.end] == sighting.title_printed, f"{path.name}: {sighting.mention_id}"
        assert len({row.mention_id for row in tags.mentions}) == len(tags.mentions), path.name
