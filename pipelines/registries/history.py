"""What became of a project or an official: the registries' rows about one of them, with the words of the paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.registries.ledger import Ledger

Row = dict[str, Any]
_QUOTE = 60  # characters of the paper around a claim


class Reader(Protocol):
    """Reads tables: a warehouse or one of its snapshots."""

    def read(self, table: str, columns: Sequence[str] | None = None, editions: Iterable[str] | None = None) -> pa.Table:
        """Rows of a table."""


class UnknownNameError(LookupError):
    """No entity has this name or id."""


@dataclass(slots=True)
class Report:
    """A row of the timeline and where it is printed.

    headline, page, quote: of the article, its page label, and the printed words around the claim; None for inferred
    rows
    """

    row: Row
    headline: str | None = None
    page: str | None = None
    quote: str | None = None


@dataclass(slots=True)
class ProjectHistory:
    """A project: its row, its umbrella, its parts, what was reported when, what moved, and what waits for review."""

    project: Row
    umbrella: Row | None
    parts: list[Row]
    reports: list[Report]
    delays: list[Row]
    questions: list[Row]


@dataclass(slots=True)
class OfficialHistory:
    """An official: the row, titles over time, activities, who was seen with them how often, what waits for review."""

    official: Row
    tenures: list[Row]
    appearances: list[Row]
    seen_with: list[tuple[str, int]] = field(default_factory=list)
    questions: list[Row] = field(default_factory=list)


def project_history(reader: Reader, name_or_id: str, ledger: Ledger | None = None) -> list[ProjectHistory]:
    """Histories of the projects with this id, name or alias, else with this in a name; most reported first.

    ledger: leads ids of earlier runs to today's. Raises `UnknownNameError`.
    """
    projects = reader.read("projects").to_pylist()
    found = _found(projects, "project_id", name_or_id, ledger)
    timeline, delays = reader.read("project_timeline"), reader.read("project_delays")
    review = reader.read("review_pairs")
    by_id = {row["project_id"]: row for row in projects}
    histories = []
    for project in found:
        key = project["project_id"]
        histories.append(
            ProjectHistory(
                project=project,
                umbrella=by_id.get(project["parent_project_id"]),
                parts=[row for row in projects if row["parent_project_id"] == key],
                reports=_reports(reader, _of(timeline, "project_id", key)),
                delays=_of(delays, "project_id", key),
                questions=_questions(review, key),
            )
        )
    return histories


def official_history(reader: Reader, name_or_id: str, ledger: Ledger | None = None) -> list[OfficialHistory]:
    """Histories of the officials with this id, name or alias, most named first. Raises `UnknownNameError`."""
    found = _found(reader.read("officials").to_pylist(), "official_id", name_or_id, ledger)
    tenures, appearances = reader.read("tenures"), reader.read("appearances_resolved")
    review = reader.read("review_pairs")
    histories = []
    for official in found:
        key = official["official_id"]
        seen = [row for row in _of(appearances, "official_id", key) if not row["is_reprint"]]
        histories.append(
            OfficialHistory(
                official=official,
                tenures=sorted(_of(tenures, "official_id", key), key=lambda row: (row["first_seen"], row["title"])),
                appearances=sorted(seen, key=lambda row: (str(row["date_start"]), row["article_id"]), reverse=True),
                seen_with=_seen_with(appearances, seen, key),
                questions=_questions(review, key),
            )
        )
    return histories


def _found(rows: list[Row], key: str, name_or_id: str, ledger: Ledger | None) -> list[Row]:
    wanted = name_or_id.strip()
    by_id = {row[key]: row for row in rows}
    today = (ledger.resolve(wanted) if ledger else None) or wanted
    if today in by_id:
        return [by_id[by_id[today]["superseded_by"] or today]]
    alive = [row for row in rows if not row["superseded_by"]]
    exact = [row for row in alive if wanted == row["name"] or wanted in row["aliases"]]
    near = exact or [row for row in alive if any(wanted in form for form in (row["name"], *row["aliases"]))]
    if not wanted or not near:
        raise UnknownNameError(f"{name_or_id!r} is the name or id of nothing in the archive; try part of the name")
    return sorted(near, key=lambda row: (-row["article_count"], row[key]))


def _of(table: pa.Table, column: str, key: str) -> list[Row]:
    rows: list[Row] = table.filter(pc.equal(table[column], key)).to_pylist()
    return rows


def _questions(review: pa.Table, key: str) -> list[Row]:
    rows = {(r["left_ref"], r["right_ref"]): r for column in ("left_id", "right_id") for r in _of(review, column, key)}
    return [rows[ref] for ref in sorted(rows)]


def _reports(reader: Reader, rows: list[Row]) -> list[Report]:
    articles = {row["article_id"] for row in rows if row["article_id"]}
    editions = sorted({article.rsplit("-", 2)[0] for article in articles})
    printed: dict[str, Row] = {}
    claims: dict[str, Row] = {}
    if editions:
        columns = ["article_id", "page_labels", "headline", "kicker", "deck", "text", "captions"]
        table = reader.read("articles", columns, editions)
        wanted = pa.array(sorted(articles), pa.string())
        printed = {row["article_id"]: row for row in table.filter(pc.is_in(table["article_id"], wanted)).to_pylist()}
        spans = reader.read("project_claims", ["claim_id", "article_id", "field", "start", "end"], editions).to_pylist()
        claims = {row["claim_id"]: row for row in spans}
    reports = []
    for row in rows:
        article, claim = printed.get(row["article_id"]), claims.get(row["claim_id"])
        report = Report(row)
        if article:
            report.headline, report.page = article["headline"], "、".join(article["page_labels"])
            report.quote = _quote(article, claim) if claim else None
        reports.append(report)
    return reports


def _quote(article: Mapping[str, Any], claim: Mapping[str, Any]) -> str:
    """The printed words of a claim and what stands around them in its line of text."""
    text = "\n".join(article["captions"]) if claim["field"] == "caption" else article[claim["field"]] or ""
    start, end = claim["start"], claim["end"]
    spare = max(0, _QUOTE - (end - start)) // 2
    low = max(text.rfind("\n", 0, start) + 1, start - spare)
    high = text.find("\n", end)
    high = min(len(text) if high < 0 else high, end + spare)
    return f"{'…' if low else ''}{text[low:high]}{'…' if high < len(text) else ''}"


def _seen_with(appearances: pa.Table, seen: Sequence[Row], key: str) -> list[tuple[str, int]]:
    """Names of others at the same activities, and at how many."""
    mine = {(row["article_id"], row["activity_no"]) for row in seen}
    articles = pa.array(sorted({article for article, _ in mine}), pa.string())
    near = appearances.filter(pc.is_in(appearances["article_id"], articles)).to_pylist()
    others = Counter(
        row["person_name"]
        for row in near
        if row["official_id"] != key and (row["article_id"], row["activity_no"]) in mine
    )
    return sorted(others.items(), key=lambda item: (-item[1], item[0]))
