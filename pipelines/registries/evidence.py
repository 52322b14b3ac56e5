"""The per-edition tables as evidence: articles numbered by date, with what the registries count and compare.

Bulk work is SQL (DuckDB, in memory) over numbers of articles and names; what comes out is small: one row a name, a
post, a month. Every query is ordered by content, so nothing depends on the order in which rows arrived.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence, Set
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.publications import load_profile
from pipelines.registries.cross_references import HEAD_COLUMNS, Archive, CrossReferences, read_references
from pipelines.registries.input_tables import (
    INPUT_COLUMNS,
    Source,
    coded_batches,
    coded_table,
    input_schema,
    read_batches,
)
from pipelines.registries.link_targets import LinkTarget, link_targets
from pipelines.registries.mentioned import BATCH, Mentioned
from pipelines.registries.reprints import Fingerprints, Reprint, find_reprints
from pipelines.registries.side_by_side import SideBySide, Span

Rows = list[tuple[Any, ...]]

_NO_STORIES = ["notice", "ad", "continuation"]


class Evidence:
    """A database of the evidence, the reprints, and where references lead.

    `article` has every article with its number by date, its home city and its `root`: the article that it reprints,
    else itself. Counting roots counts a reprinted story once.

    beside: names of projects that stand side by side
    """

    def __init__(self, tables: Mapping[str, Source], homes: Mapping[str, str] | None = None) -> None:
        """`tables` as for `build_registries`. Texts and mentions, the bulk, are read batch by batch and not kept."""
        with ThreadPoolExecutor(1) as beside_it:  # numpy and Arrow let other threads work
            hashed = beside_it.submit(_fingerprints, tables)
            self._read(tables, homes, hashed)

    def _read(
        self, tables: Mapping[str, Source], homes: Mapping[str, str] | None, hashed: Future[Fingerprints]
    ) -> None:
        self.database = duckdb.connect(config={"threads": 2, "preserve_insertion_order": False})
        self.database.execute("SET enable_progress_bar = false")
        for name in INPUT_COLUMNS:
            if name not in {"articles", "mentions"}:
                self.database.register(f"in_{name}", coded_table(tables, name))
        publications = self._rows("SELECT DISTINCT publication_id FROM in_editions ORDER BY 1")
        home = {name: (homes or {}).get(name) or load_profile(name).home_adcode for (name,) in publications}
        self.offer("home", {"publication_id": list(home), "home": list(home.values())})
        heads = pa.Table.from_batches(
            read_batches(tables, "articles", HEAD_COLUMNS), input_schema("articles", HEAD_COLUMNS)
        )
        self.database.register("in_articles", heads)
        self.database.execute(_NUMBERED)
        number: dict[str, int] = dict(self._rows("SELECT article_id, n FROM numbered"))
        self._gather_mentions(tables, number)
        self.beside = SideBySide(self._several_projects())
        editions = Archive(self._rows("SELECT edition_id, publication_id, date FROM in_editions"))
        references = read_references(self._rows(_OPEN_LINKS), heads, editions)
        self.reprints, self.link_targets = _compare_texts(
            tables, heads, number, references, self.beside, hashed.result()
        )
        self.database.unregister("in_articles")
        self.beside.named = {}  # what the texts were read for; nobody asks again
        del heads, number, references
        pa.default_memory_pool().release_unused()
        self.offer(
            "reprint",
            {"article_id": [r.article_id for r in self.reprints], "root_id": [r.reprint_of for r in self.reprints]},
        )
        self.database.execute(_ARTICLES)
        self.database.execute(_TITLES)
        self._ids = self.database.sql("SELECT article_id FROM article ORDER BY n").to_arrow_table()["article_id"]
        self.database.unregister("in_title_sightings")
        pa.default_memory_pool().release_unused()

    def _gather_mentions(self, tables: Mapping[str, Source], number: Mapping[str, int]) -> None:
        """Make the tables of `Mentioned.tables`, and `organization_named`."""
        with_titles = "SELECT person_name FROM in_title_sightings UNION SELECT person_name FROM in_appearances"
        mentioned = Mentioned(number, {name for (name,) in self._rows(with_titles)})
        mentioned.gather(coded_batches(tables, "mentions", rows=BATCH))
        of_posts = "SELECT DISTINCT organization FROM in_title_sightings WHERE organization IS NOT NULL"
        mentioned.add_names(name for (name,) in self._rows(of_posts))
        for name, table in mentioned.tables().items():
            self.database.register(name, table)
        self.database.execute(_ORGANIZATIONS)
        self.database.unregister("organization_printed")

    def _several_projects(self) -> dict[str, tuple[int, list[Span]]]:
        """Where bodies name projects, by article, of those that name several."""
        found: dict[str, tuple[int, list[Span]]] = {}
        for article_id, n, field, start, end, name in self._rows(_SEVERAL_PROJECTS):
            spans = found.setdefault(article_id, (n, []))[1]
            if field == "text":
                spans.append((start, end, name))
        return found

    def _rows(self, query: str, parameters: list[Any] | None = None) -> Rows:
        return self.database.execute(query, parameters or []).fetchall()

    def rows(self, query: str, parameters: list[Any] | None = None) -> Rows:
        """Rows of a query over the evidence's tables."""
        return self._rows(query, parameters)

    def article_id(self, number: int) -> str:
        """Id of an article by its number."""
        return str(self._ids[number - 1])

    def offer(self, name: str, columns: Mapping[str, Sequence[str | None]]) -> None:
        """Make strings known to later queries as a table."""
        arrays = {key: pa.array(values, pa.string()) for key, values in columns.items()}
        self.database.register(name, pa.table(arrays))

    def forget(self, *made: str, given: Sequence[str] = ()) -> None:
        """Free tables that nobody asks for any more: made by queries, and given to the database."""
        for name in made:
            self.database.execute(f"DROP TABLE {name}")
        for name in given:
            self.database.unregister(name)
        pa.default_memory_pool().release_unused()

    def last_day(self) -> dt.date | None:
        """Date of the latest edition."""
        day: dt.date | None = self._rows("SELECT max(date) FROM in_editions")[0][0]
        return day


def _compare_texts(
    tables: Mapping[str, Source],
    heads: pa.Table,
    number: Mapping[str, int],
    references: CrossReferences,
    beside: SideBySide,
    fingerprints: Fingerprints,
) -> tuple[list[Reprint], list[LinkTarget]]:
    """The reprints, and where references lead; all texts go by, and `beside` takes from them what it needs."""
    ids = heads["article_id"]
    told = pc.fill_null(pc.invert(pc.is_in(heads["genre"], pa.array(_NO_STORIES))), True).to_pylist()
    order = np.array([number.get(key, -1) if ok else -1 for key, ok in zip(ids.to_pylist(), told, strict=True)])
    proposed = fingerprints.proposed(order)
    at = sorted({place for pair in proposed for place in pair})
    name = dict(zip(at, ids.take(pa.array(at, pa.int64())).to_pylist(), strict=True))
    wanted = references.article_ids | set(name.values())
    texts: dict[str, str] = {}
    for batch in read_batches(tables, "articles", _TEXTS):
        beside.add(batch["article_id"], batch["text"])
        texts |= _texts_in(batch, wanted)
    reprints = find_reprints(name, proposed, lambda place: texts[name[place]])
    return reprints, link_targets(references, texts, reprints)


def _fingerprints(tables: Mapping[str, Source]) -> Fingerprints:
    fingerprints = Fingerprints()
    for batch in read_batches(tables, "articles", ["text"]):
        fingerprints.add(batch["text"])
    return fingerprints


def _texts_in(batch: pa.RecordBatch, wanted: Set[str]) -> dict[str, str]:
    ids = batch["article_id"].to_pylist() if wanted else []
    at = [place for place, key in enumerate(ids) if key in wanted]
    return {ids[place]: batch["text"][place].as_py() or "" for place in at}


_TEXTS = ("article_id", "text")

_OPEN_LINKS = """
SELECT from_article_id, link_type, to_ref FROM in_article_links
WHERE to_article_id IS NULL AND link_type IN ('follow_up_of', 'continues_on', 'continued_from')
"""

_NUMBERED = """
CREATE TABLE numbered AS
SELECT (row_number() OVER (ORDER BY e.date, a.article_id))::INT AS n, a.article_id, e.date, e.publication_id, h.home
FROM in_articles a JOIN in_editions e USING (edition_id) LEFT JOIN home h USING (publication_id)
"""

_ARTICLES = """
CREATE TABLE article AS
SELECT o.*, coalesce(r.n, o.n) AS root
FROM numbered o LEFT JOIN reprint p USING (article_id) LEFT JOIN numbered r ON r.article_id = p.root_id;
DROP TABLE numbered
"""

# Organisations that articles name or give as whose post somebody holds, with the division where that says one
_ORGANIZATIONS = """
CREATE TABLE organization_named AS
SELECT n, name, surface, NULL::VARCHAR AS adcode, count(*) AS times FROM organization_printed GROUP BY ALL
UNION ALL
SELECT a.n, x.id, x.id, s.jurisdiction_adcode, count(*)
FROM in_title_sightings s JOIN numbered a USING (article_id) JOIN name x ON x.text = s.organization GROUP BY ALL
"""

_SEVERAL_PROJECTS = """
SELECT a.article_id, n, f.text, p.start, p."end", x.text
FROM project_named p JOIN numbered a USING (n) JOIN name x ON x.id = p.name JOIN name f ON f.id = p.field
WHERE n IN (SELECT n FROM project_named GROUP BY n HAVING count(*) > 1)
"""

# The day of a sighting is that of the activity in which the article shows the person, else what the sighting says.
# A former title is that which was held: 原市委书记, 市委原书记 (not 太原市委书记).
# `held`: the sighting says that the title is held; a former holder or a removal says the contrary
_TITLES = """
CREATE TABLE attended AS
SELECT p.article_id, p.person_name, min(p.date_start) AS day
FROM in_appearances p JOIN article a USING (article_id)
WHERE p.date_precision = 'day' AND p.modality = 'actual' AND p.date_start BETWEEN a.date - INTERVAL 10 DAY AND a.date
GROUP BY p.article_id, p.person_name;

CREATE TABLE title_seen AS
SELECT s.person_name AS name,
       CASE s.change
            WHEN 'former' THEN regexp_replace(s.title_printed, '^(?:原|前任|前)|([委府局会院厅部处党])原', '\\1')
            WHEN 'acting' THEN replace(s.title_printed, '代理', '代')
            ELSE s.title_printed END AS title,
       s.organization AS org, s.jurisdiction_adcode AS adcode,
       s.change::VARCHAR AS change, hash(s.mention_id) AS mention, a.n, a.root,
       coalesce(t.day, least(s.observed_on, a.date), a.date) AS day,
       coalesce(s.change::VARCHAR, '') NOT IN ('removed', 'former') AS held
FROM in_title_sightings s JOIN article a USING (article_id)
LEFT JOIN attended t ON t.article_id = s.article_id AND t.person_name = s.person_name
UNION ALL
SELECT p.person_name, p.title_printed, NULL, a.home, NULL, hash(p.article_id || '#' || p.person_name), a.n,
       a.root,
       coalesce(least(p.date_start, a.date), a.date), true
FROM in_appearances p JOIN article a USING (article_id)
WHERE p.title_printed LIKE '%领导'
  AND NOT EXISTS (FROM in_title_sightings s WHERE s.article_id = p.article_id AND s.person_name = p.person_name);

DROP TABLE attended
"""
