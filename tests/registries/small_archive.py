"""Small archives written by hand: rows of the per-edition tables from the few values that matter to a test."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pyarrow as pa

from pipelines.registries import Corrections, Ledger, Registries, build_registries
from pipelines.warehouse.schema import to_table

PUBLICATION = "zhuzhou-daily"
CITY = "430200"


@dataclass
class SmallArchive:
    """Rows by table. Articles are named by their day and a letter.

    papers: publications by the letter of their articles, where it is not `PUBLICATION`; homes: their home cities
    """

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    papers: dict[str, str] = field(default_factory=dict)
    homes: dict[str, str] = field(default_factory=dict)

    def article(self, day: str, letter: str = "a", text: str = "", genre: str = "news") -> str:
        """Add an article (and its edition); returns its id."""
        publication = self.papers.get(letter, PUBLICATION)
        edition_id = f"{publication}-{day}"
        article_id = f"{edition_id}-A1-{letter * 8}"
        editions = self.rows.setdefault("editions", [])
        if all(row["edition_id"] != edition_id for row in editions):
            editions.append(
                {"edition_id": edition_id, "publication_id": publication, "date": dt.date.fromisoformat(day)}
            )
        articles = self.rows.setdefault("articles", [])
        if all(row["article_id"] != article_id for row in articles):
            head = {"article_id": article_id, "edition_id": edition_id, "genre": genre, "text": text}
            articles.append(head | {"page_labels": ["A1"], "captions": []})
        return article_id

    def seen(
        self,
        day: str,
        name: str,
        *posts: tuple[str, str | None, str | None],
        letter: str = "a",
        change: str | None = None,
    ) -> None:
        """A person printed with posts (title, organisation, area)."""
        article_id = self.article(day, letter)
        sightings = self.rows.setdefault("title_sightings", [])
        mention_id = f"{article_id}:{len(sightings)}:{name}"
        for seq, (title, organization, adcode) in enumerate(posts, start=1):
            sightings.append(
                {
                    "mention_id": mention_id,
                    "seq": seq,
                    "article_id": article_id,
                    "person_name": name,
                    "title_printed": title,
                    "organization": organization,
                    "jurisdiction_adcode": adcode,
                    "observed_on": dt.date.fromisoformat(day),
                    "field": "text",
                    "start": 0,
                    "end": 2,
                    "change": change,
                }
            )

    def attends(self, day: str, name: str, title: str | None, activity_no: int = 1, letter: str = "a") -> None:
        """A person takes part in an activity."""
        row = {
            "article_id": self.article(day, letter), "activity_no": activity_no, "list_rank": 1, "person_name": name,
            "title_printed": title, "activity": "meeting", "role": "attend", "modality": "actual", "field": "text",
            "start": 0, "end": 1,
        }  # fmt: skip
        self.rows.setdefault("appearances", []).append(row)

    def claim(self, day: str, project: str, attribute: str, letter: str = "a", **values: Any) -> str:
        """A claim about a project; dates as ISO text, amounts in 亿元. Returns its id."""
        article_id = self.article(day, letter)
        claims = self.rows.setdefault("project_claims", [])
        start = len(claims)
        for key in ("date_start", "date_end"):
            if key in values:
                values[key] = dt.date.fromisoformat(values[key])
        if "yi" in values:
            values["amount_cny"] = Decimal(values.pop("yi")) * 100_000_000
        row = {
            "claim_id": f"{article_id}:{start}:{attribute}", "article_id": article_id, "project_mention": project,
            "attribute": attribute, "modality": "actual", "field": "text", "start": start, "end": start + 1, **values,
        }  # fmt: skip
        claims.append(row)
        return str(row["claim_id"])

    def status(self, day: str, project: str, status: str, letter: str = "a", **values: Any) -> str:
        """A claim about the stage."""
        return self.claim(day, project, "status", letter, status=status, **values)

    def names(self, day: str, text: str, *projects: str, letter: str = "a") -> None:
        """An article whose body names projects; mentions stand where the names do."""
        article_id = self.article(day, letter, text)
        for project in projects:
            start = text.index(project)
            row = {
                "mention_id": f"{article_id}:{start}", "article_id": article_id, "field": "text",
                "start": start, "end": start + len(project), "surface": project, "type": "project",
                "normalized": project, "method": "hand",
            }  # fmt: skip
            self.rows.setdefault("mentions", []).append(row)

    def tables(self) -> dict[str, pa.Table]:
        """The per-edition tables."""
        return {name: to_table(name, rows) for name, rows in self.rows.items()}

    def build(self, corrections: Corrections | None = None, ledger: Ledger | None = None) -> Registries:
        """The registries."""
        return build_registries(self.tables(), ledger, corrections, homes=self.homes)


def rows(registries: Registries, table: str) -> list[dict[str, Any]]:
    """Rows of a registry."""
    found: list[dict[str, Any]] = registries.tables[table].to_pylist()
    return found
