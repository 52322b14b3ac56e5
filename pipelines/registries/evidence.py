"""The per-edition tables as evidence: articles numbered by date, with what the registries count and compare.

Bulk work is SQL (DuckDB, in memory); what comes out is small: one row a name, a post, a month. Every
query is ordered by content, so nothing depends on the order in which rows arrived.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import duckdb
import pyarrow as pa

from pipelines.publications import load_profile
from pipelines.warehouse.schema import empty

INPUT_COLUMNS: dict[str, tuple[str, ...]] = {
    "editions": ("edition_id", "publication_id", "date"),
    "articles": ("article_id", "edition_id", "genre", "headline", "text"),
    "mentions": ("article_id", "field", "start", "end", "surface", "type", "entity_id", "normalized"),
    "title_sightings": (
        "mention_id", "article_id", "person_name", "title_printed", "organization", "jurisdiction_adcode", "observed_on", "change",
    ),
    "appearances": (
        "article_id", "activity_no", "list_rank", "person_name", "title_printed", "activity", "role", "modality",
        "date_start", "date_end", "date_precision", "place_adcode",
    ),
    "project_claims": (
        "claim_id", "article_id", "project_mention", "attribute", "status", "value_text", "value", "unit", "amount_cny",
        "qualifier", "modality", "party", "party_role", "date_start", "date_end", "date_precision", "place_adcode", "field",
        "start", "end",
    ),
}  # fmt: skip
"""The columns that the registries read: pass tables with these and spare the memory of the others."""

Rows = list[tuple[Any, ...]]


class Evidence:
    """A database of the evidence. `article`: every article with its number by date, its home city and its `root`.

    The root is the article that it reprints, else itself: counting roots counts a reprinted story once.
    """

    def __init__(
        self,
        tables: Mapping[str, pa.Table],
        reprints: Mapping[str, str],
        homes: Mapping[str, str] | None = None,
    ) -> None:
        self.database = duckdb.connect(config={"threads": 2, "preserve_insertion_order": False})
        for name, columns in INPUT_COLUMNS.items():
            table = tables.get(name)
            self.database.register(f"in_{name}", (empty(name) if table is None else table).select(list(columns)))
        self.database.register(
            "reprint",
            pa.table(
                {
                    "article_id": pa.array(list(reprints), pa.string()),
                    "root_id": pa.array(list(reprints.values()), pa.string()),
                }
            ),
        )
        publications = self._rows("SELECT DISTINCT publication_id FROM in_editions ORDER BY 1")
        home = {name: (homes or {}).get(name) or load_profile(name).home_adcode for (name,) in publications}
        self.database.register(
            "home",
            pa.table(
                {
                    "publication_id": pa.array(list(home), pa.string()),
                    "home": pa.array(list(home.values()), pa.string()),
                }
            ),
        )
        self.database.execute(_ARTICLES)
        self.database.execute(_TITLES)

    def _rows(self, query: str, parameters: list[Any] | None = None) -> Rows:
        return self.database.execute(query, parameters or []).fetchall()

    def rows(self, query: str, parameters: list[Any] | None = None) -> Rows:
        """Rows of a query over the evidence's tables."""
        return self._rows(query, parameters)

    def offer(self, name: str, columns: Mapping[str, list[Any]]) -> None:
        """Make strings known to later queries as a table."""
        arrays = {key: pa.array(values, pa.string()) for key, values in columns.items()}
        self.database.register(name, pa.table(arrays))

    def last_day(self) -> dt.date | None:
        """Date of the latest edition."""
        day: dt.date | None = self._rows("SELECT max(date) FROM in_editions")[0][0]
        return day


_ARTICLES = """
CREATE TABLE article AS
WITH numbered AS (
    SELECT (row_number() OVER (ORDER BY e.date, a.article_id))::INT AS n, a.article_id, e.date, e.publication_id, h.home
    FROM in_articles a JOIN in_editions e USING (edition_id) LEFT JOIN home h USING (publication_id)
)
SELECT o.*, coalesce(r.n, o.n) AS root
FROM numbered o LEFT JOIN reprint p USING (article_id) LEFT JOIN numbered r ON r.article_id = p.root_id
"""

# The day of a sighting is that of the activity in which the article shows the person, else what the sighting says.
# `held`: the sighting says that the title is held; a former holder or a removal says the contrary
_TITLES = """
CREATE TABLE attended AS
SELECT p.article_id, p.person_name, min(p.date_start) AS day
FROM in_appearances p JOIN article a USING (article_id)
WHERE p.date_precision = 'day' AND p.modality = 'actual' AND p.date_start BETWEEN a.date - INTERVAL 10 DAY AND a.date
GROUP BY p.article_id, p.person_name;

CREATE TABLE title AS
SELECT s.person_name AS name,
       CASE WHEN s.change = 'acting' AND NOT starts_with(s.title_printed, '代') THEN '代' || s.title_printed ELSE s.title_printed END AS title, s.organization AS org, s.jurisdiction_adcode AS adcode,
       s.change::VARCHAR AS change, s.mention_id, a.n, a.root, a.article_id,
       coalesce(t.day, least(s.observed_on, a.date), a.date) AS day,
       coalesce(s.change::VARCHAR, '') NOT IN ('removed', 'former') AS held
FROM in_title_sightings s JOIN article a USING (article_id)
LEFT JOIN attended t ON t.article_id = s.article_id AND t.person_name = s.person_name
UNION ALL
SELECT p.person_name, p.title_printed, NULL, a.home, NULL, p.article_id || '#' || p.person_name, a.n, a.root, a.article_id,
       coalesce(least(p.date_start, a.date), a.date), true
FROM in_appearances p JOIN article a USING (article_id)
WHERE p.title_printed LIKE '%领导'
  AND NOT EXISTS (FROM in_title_sightings s WHERE s.article_id = p.article_id AND s.person_name = p.person_name)
"""
