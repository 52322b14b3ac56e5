"""Facts of the two seed pages against the gold read from them by hand (`../shared/gold`).

The gold's earlier wording is mapped here: roles joined by + (`attend+speak`) allow either, `inspect` leads,
`host_meeting` hosts; `notice` types are in Chinese; open ends of dates are `..` in both; vague dates have no
interval. Rows whose text both seeds miss (a masthead torn over lines) are scored as misses.
"""

from __future__ import annotations

import calendar
import csv
import datetime as dt
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipelines.language.claims import core_name
from pipelines.language.dates import find_dates
from pipelines.language.money import find_money
from pipelines.language.tagging import tag_article
from pipelines.language.tags import ArticleTags, ArticleText
from pipelines.publications import load_profile

SHARED = Path(__file__).parents[3] / "shared"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not (SHARED / "gold").is_dir(), reason="the measuring data (../shared/gold) is not here"),
]

SEEDS = {"s1": ("2021-01-10-A1.txt", dt.date(2021, 1, 10)), "s2": ("2022-01-20-A2.md", dt.date(2022, 1, 20))}
ROLES = {
    "host_meeting": {"host"},
    "counterpart": {"counterpart"},
    "attend": {"attend"},
    "accompany": {"accompany"},
    "speak": {"speak"},
    "inspect": {"lead"},
    "inspect+host": {"lead", "host"},
    "inspect_lead": {"lead"},
    "attend+speak": {"attend", "speak"},
}
ACTIVITIES = {"meeting_座谈": "talk", "meeting_会议": "meeting", "inspection": "inspection", "launch": "ceremony"}
BODY = re.compile(r"株洲日报(?:·掌上株洲)?讯|新华社北京")


@dataclass(frozen=True)
class Block:
    """An article of a seed: its text from the dateline on, at `offset` of the seed."""

    seed: str
    article_id: str
    offset: int
    text: str
    tags: ArticleTags


def read_csv(name: str) -> list[dict[str, str]]:
    with (SHARED / "gold" / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@cache
def seed_text(seed: str) -> str:
    return (SHARED / "seeds" / SEEDS[seed][0]).read_text(encoding="utf-8")


@cache
def blocks() -> tuple[Block, ...]:
    return tuple(_blocks())


def _blocks() -> Iterator[Block]:
    profile = load_profile("zhuzhou-daily")
    for seed, (_, published_on) in SEEDS.items():
        text = seed_text(seed)
        articles = sorted(
            (int(row["char_start"]), row["article_id"], row["genre"], row["byline"])
            for row in read_csv("articles.csv")
            if row["seed"] == seed
        )
        for index, (start, article_id, genre, byline) in enumerate(articles):
            end = articles[index + 1][0] if index + 1 < len(articles) else len(text)
            found = BODY.search(text, start, min(end, start + 250))
            begin = found.start() if found else start
            contributors = tuple(re.findall(r"[\u4e00-\u9fff]{2,3}(?=\||、|,| |$)", byline))
            kind = "notice" if "notice" in genre else "news"
            article = ArticleText(article_id, {"text": text[begin:end]}, published_on, kind, None, contributors)
            yield Block(seed, article_id, begin, text[begin:end], tag_article(article, profile))


def annotations(kind: str) -> list[tuple[str, dict[str, Any]]]:
    gold = json.loads((SHARED / "gold" / "entities.json").read_text(encoding="utf-8"))
    return [(seed, row) for seed, page in gold["docs"].items() for row in page["annotations"] if row["type"] == kind]


def interval(value: str, kind: str) -> str | None:
    """The gold's date as an interval with both ends."""
    if kind == "vague" or value.startswith("T"):
        return None
    if "/" in value:
        low, high = value.split("/")
    elif value.startswith(".."):
        low, high = "..", value[2:]
    else:
        low = high = value
    return f"{_edge(low, first=True)}/{_edge(high, first=False)}"


def _edge(value: str, first: bool) -> str:
    if value == "..":
        return ".."
    parts = [int(part) for part in value.split("T", maxsplit=1)[0].split("-")]
    month = parts[1] if len(parts) > 1 else (1 if first else 12)
    day = parts[2] if len(parts) > 2 else (1 if first else calendar.monthrange(parts[0], month)[1])
    return dt.date(parts[0], month, day).isoformat()


def f1(hits: int, found: int, wanted: int) -> float:
    return 2 * hits / (found + wanted)


def test_money_is_exact() -> None:
    wanted = {(seed, row["start"], row["end"], row["yuan"]) for seed, row in annotations("MONEY")}
    found = {(seed, m.start, m.end, m.amount) for seed in SEEDS for m in find_money(seed_text(seed))}
    assert found == wanted


def test_dates_have_their_intervals() -> None:
    wanted = {
        (seed, row["start"], row["end"], interval(row["value"], row["kind"]))
        for seed, row in annotations("DATE")
        if row["kind"] != "masthead"
    }
    found = {
        (seed, span.start, span.end, span.normalized)
        for seed, (_, published_on) in SEEDS.items()
        for span in find_dates(seed_text(seed), published_on)
    }
    assert f1(len(found & wanted), len(found), len(wanted)) >= 0.97


def test_appearances() -> None:
    kinds = {
        row["event_id"]: (row["article_id"], row["event_type"], row["date_start"]) for row in read_csv("events.csv")
    }
    fixed = {row["corrected"]: row["printed"] for row in read_csv("text_fixes.csv")}
    gold = [(kinds[row["event_id"]], row) for row in read_csv("appearances.csv")]
    reported = {kind[0] for kind, _ in gold}
    rows = {
        (block.article_id, row.person_name): row
        for block in blocks()
        if block.article_id in reported
        for row in block.tags.appearances
    }
    hits = 0
    for (article_id, event, day), row in gold:
        name = row["person_name"]
        got = rows.get((article_id, name)) or rows.get((article_id, fixed.get(name, name)))
        kind = ACTIVITIES.get(event) or ACTIVITIES[event.split("_", maxsplit=1)[0]]
        if got is None or got.role not in ROLES[row["role"]] or got.activity != kind:
            continue
        hits += got.title_printed == row["title_printed"] and str(got.date_start) == day
    assert f1(hits, len(rows), len(gold)) >= 0.95


def test_every_project_is_found_at_its_stage() -> None:
    order = ["mentioned", "intent", "signed", "preparatory", "groundbreaking", "under_construction", "completed"]
    stages: dict[tuple[str, int], str] = {}
    spans: dict[str, list[tuple[int, int, str]]] = {"s1": [], "s2": []}
    for block in blocks():
        reached: dict[str, str] = {}
        for claim in block.tags.project_claims:
            if claim.attribute == "status" and claim.modality != "negated":
                core = core_name(claim.project_mention)
                best = reached.get(core, "mentioned")
                reached[core] = max(best, claim.status or "mentioned", key=order.index)
        for mention in block.tags.mentions:
            if mention.type == "project":
                core = mention.normalized or mention.surface
                start = block.offset + mention.start
                spans[block.seed].append((start, block.offset + mention.end, core))
                stages[block.seed, start] = reached.get(core, "mentioned")
    found = right = 0
    projects = read_csv("projects.csv")
    for row in projects:
        start, end = int(row["char_start"]), int(row["char_end"])
        here = [span for span in spans[row["seed"]] if span[0] < end and start < span[1]]
        found += bool(here)
        right += any(stages[row["seed"], span[0]] == row["latest_status"] for span in here)
    assert found == len(projects)
    assert right / len(projects) >= 0.95


def test_indicators_and_notices() -> None:
    values = {(block.seed, row.value) for block in blocks() for row in block.tags.indicators}
    wanted = {(row["seed"], float(row["value"])) for row in read_csv("indicators.csv")}
    assert len(values & wanted) / len(wanted) >= 0.8
    rows = {
        (row.party, row.document_number or "", f"{row.amount_cny or ''}".removesuffix(".00"))
        for block in blocks()
        for row in block.tags.notices
    }
    assert rows == {(row["party"], row["doc_no"], row["amount_cny"]) for row in read_csv("notices.csv")}
