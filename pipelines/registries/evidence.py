"""The per-edition tables as evidence: articles numbered by date, with what the registries count and compare.

Bulk work is SQL (DuckDB, in memory); what comes out is small: one row a name, a post, a month. Every
query is ordered by content, so nothing depends on the order in which rows arrived.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import TYPE_CHECKING, Any, TypeAlias

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.publications import load_profile
from pipelines.registries.cross_references import HEAD_COLUMNS, Archive, CrossReferences, read_references
from pipelines.registries.link_targets import LinkTarget, link_targets
from pipelines.registries.reprints import Fingerprints, Reprint, find_reprints
from pipelines.warehouse.schema import arrow_schema

if TYPE_CHECKING:
    import pyarrow.dataset as ds

Source: TypeAlias = "pa.Table | ds.Dataset"
"""A table at hand, or one that is read when it is asked for."""

INPUT_COLUMNS: dict[str, tuple[str, ...]] = {
    "editions": ("edition_id", "publication_id", "date"),
    "articles": ("article_id", "edition_id", "genre", "kicker", "headline", "deck", "page_labels", "text"),
    "article_links": ("from_article_id", "link_type", "to_article_id", "to_ref"),
    "mentions": ("article_id", "field", "start", "end", "surface", "type", "entity_id", "normalized"),
    "title_sightings": (
        "mention_id", "article_id", "person_name", "title_printed", "organization",
        "jurisdiction_adcode", "observed_on", "change",
    ),
    "appearances": (
        "article_id", "activity_no", "list_rank", "person_name", "title_printed", "activity", "role", "modality",
        "date_start", "date_end", "date_precision", "place_adcode",
    ),
    "project_claims": (
        "claim_id", "article_id", "project_mention", "attribute", "status", "value_text", "value", "unit", "amount_cny",
        "qualifier", "modality", "party", "party_role", "date_start", "date_end", "date_precision",
        "place_adcode", "field",
        "start", "end",
    ),
}  # fmt: skip
"""The columns that the registries read."""

Rows = list[tuple[Any, ...]]


_NO_STORIES = {"notice", "ad", "continuation"}
_BATCH = 16_384  # rows


class Evidence:
    """A database of the evidence, the reprints, and where references lead.

    `article` has every article with its number by date, its home city and its `root`: the article that it reprints,
    else
    itself. Counting roots counts a reprinted story once.
    """

    def __init__(self, tables: Mapping[str, Source], homes: Mapping[str, str] | None = None) -> None:
        """`tables` as for `build_registries`. Texts and mentions, the bulk, are read batch by batch and not kept."""
        self.database = duckdb.connect(config={"threads": 2, "preserve_insertion_order": False})
        self.database.execute("SET enable_progress_bar = false")
        for name in INPUT_COLUMNS:
            if name not in {"articles", "mentions"}:
                batches = list(read_batches(tables, name))
                self.database.register(f"in_{name}", pa.Table.from_batches(batches, _schema(name)))
        publications = self._rows("SELECT DISTINCT publication_id FROM in_editions ORDER BY 1")
        home = {name: (homes or {}).get(name) or load_profile(name).home_adcode for (name,) in publications}
        self.offer("home", {"publication_id": list(home), "home": list(home.values())})
        articles, fingerprints = _scan_articles(tables)
        self.database.register("in_articles", articles)
        self.database.execute(_NUMBERED)
        mentions = pa.RecordBatchReader.from_batches(_schema("mentions"), read_batches(tables, "mentions"))
        self.database.register("in_mentions", mentions)
        self.database.execute(_NAMES)
        editions = Archive(self._rows("SELECT edition_id, publication_id, date FROM in_editions"))
        references = read_references(self._rows(_OPEN_LINKS), articles, editions)
        self.reprints, self.link_targets = self._compare_texts(tables, articles, fingerprints, references)
        self.offer(
            "reprint",
            {"article_id": [r.article_id for r in self.reprints], "root_id": [r.reprint_of for r in self.reprints]},
        )
        self.database.execute(_ARTICLES)
        self.database.execute(_TITLES)

    def _compare_texts(
        self, tables: Mapping[str, Source], articles: pa.Table, fingerprints: Fingerprints, references: CrossReferences
    ) -> tuple[list[Reprint], list[LinkTarget]]:
        """The reprints, and where references lead; all texts that are asked for are read in one pass.

        Leaves in `in_texts` those still asked for: of articles that name several projects.
        """
        number: dict[str, int] = dict(self._rows("SELECT article_id, n FROM numbered"))
        ids: list[str] = articles["article_id"].to_pylist()
        told = [genre not in _NO_STORIES for genre in articles["genre"].to_pylist()]
        order = np.array(
            [number.get(key, -1) if is_story else -1 for key, is_story in zip(ids, told, strict=True)], np.int64
        )
        proposed = fingerprints.proposed(order)
        several = {
            key
            for (key,) in self._rows(
                "SELECT article_id FROM project_named JOIN numbered USING (n) GROUP BY ALL HAVING count(*) > 1"
            )
        }
        wanted = several | references.article_ids | {ids[at] for pair in proposed for at in pair}
        texts = _texts_of(tables, wanted)
        kept = sorted(several & texts.keys())
        self.offer("in_texts", {"article_id": kept, "text": [texts[key] for key in kept]})
        reprints = find_reprints(ids, proposed, lambda at: texts[ids[at]])
        return reprints, link_targets(references, texts, reprints)

    def _rows(self, query: str, parameters: list[Any] | None = None) -> Rows:
        return self.database.execute(query, parameters or []).fetchall()

    def rows(self, query: str, parameters: list[Any] | None = None) -> Rows:
        """Rows of a query over the evidence's tables."""
        return self._rows(query, parameters)

    def offer(self, name: str, columns: Mapping[str, Sequence[str | None]]) -> None:
        """Make strings known to later queries as a table."""
        arrays = {key: pa.array(values, pa.string()) for key, values in columns.items()}
        self.database.register(name, pa.table(arrays))

    def last_day(self) -> dt.date | None:
        """Date of the latest edition."""
        day: dt.date | None = self._rows("SELECT max(date) FROM in_editions")[0][0]
        return day


def read_batches(
    tables: Mapping[str, Source], name: str, columns: Sequence[str] | None = None
) -> Iterator[pa.RecordBatch]:
    """Batches of a table's columns that registries need; none of a table that is not there."""
    source = tables.get(name)
    wanted = list(columns or INPUT_COLUMNS[name])
    schema = _schema(name, wanted)
    if source is None:
        return
    if isinstance(source, pa.Table):
        batches = source.select(wanted).to_batches(max_chunksize=_BATCH)
    else:
        batches = source.to_batches(columns=wanted, batch_size=_BATCH, batch_readahead=2, fragment_readahead=1)
    for batch in batches:
        yield batch.cast(schema) if batch.schema != schema else batch
    pa.default_memory_pool().release_unused()


def _schema(name: str, columns: Sequence[str] | None = None) -> pa.Schema:
    """Schema of the columns that registries need, enumerations as plain strings."""
    declared = arrow_schema(name)
    fields = [declared.field(column) for column in columns or INPUT_COLUMNS[name]]
    return pa.schema([pa.field(f.name, pa.string() if pa.types.is_dictionary(f.type) else f.type) for f in fields])


def _scan_articles(tables: Mapping[str, Source]) -> tuple[pa.Table, Fingerprints]:
    """All articles without their texts, and the fingerprints of these."""
    fingerprints = Fingerprints()
    heads = []
    for batch in read_batches(tables, "articles"):
        fingerprints.add(batch["text"].to_pylist())
        heads.append(batch.select(HEAD_COLUMNS))
    return pa.Table.from_batches(heads, _schema("articles", HEAD_COLUMNS)), fingerprints


def _texts_of(tables: Mapping[str, Source], wanted: Set[str]) -> dict[str, str]:
    ids = pa.array(sorted(wanted), pa.string())
    texts: dict[str, str] = {}
    for batch in read_batches(tables, "articles", ["article_id", "text"]) if wanted else ():
        some = batch.filter(pc.is_in(batch["article_id"], ids))
        texts.update(zip(some["article_id"].to_pylist(), some["text"].to_pylist(), strict=True))
    return texts


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

# Mentions by the number of their article: what is named, once an article, and where names of projects stand. The
# batches
# can be read once only.
_NAMES = """
CREATE TABLE mention AS
SELECT a.n, m.type, coalesce(m.normalized, m.surface) AS name, m.surface, m.entity_id, m.field, m."start", m."end"
FROM in_mentions m JOIN numbered a USING (article_id) WHERE m.type IN ('person', 'organization', 'place', 'project');

CREATE TABLE person_named AS SELECT DISTINCT n, name FROM mention WHERE type = 'person';

CREATE TABLE organization_named AS
SELECT n, name, surface, NULL::VARCHAR AS adcode, count(*) AS times FROM mention WHERE type = 'organization'
       GROUP BY ALL
UNION ALL
SELECT a.n, s.organization, s.organization, s.jurisdiction_adcode, count(*)
FROM in_title_sightings s JOIN numbered a USING (article_id) WHERE s.organization IS NOT NULL GROUP BY ALL;

CREATE TABLE place_named AS
SELECT n, entity_id AS adcode, min(name) AS name FROM mention WHERE type = 'place' AND entity_id IS NOT NULL
       GROUP BY ALL;

CREATE TABLE project_named AS SELECT n, field, "start", "end", surface, name FROM mention WHERE type = 'project';

DROP TABLE mention
"""

# The day of a sighting is that of the activity in which the article shows the person, else what the sighting says.
# `held`: the sighting says that the title is held; a former holder or a removal says the contrary
_TITLES = """
CREATE TABLE attended AS
SELECT p.article_id, p.person_name, min(p.date_start) AS day
FROM in_appearances p JOIN article a USING (article_id)
WHERE p.date_precision = 'day' AND p.modality = 'actual' AND p.date_start BETWEEN a.date - INTERVAL 10 DAY AND a.date
GROUP BY p.article_id, p.person_name;

CREATE TABLE title_seen AS
SELECT s.person_name AS name,
       CASE WHEN s.change = 'acting' AND NOT starts_with(s.title_printed, '代') THEN '代' || s.title_printed
            ELSE s.title_printed END AS title,
       s.organization AS org, s.jurisdiction_adcode AS adcode,
       s.change::VARCHAR AS change, s.mention_id, a.n, a.root, a.article_id,
       coalesce(t.day, least(s.observed_on, a.date), a.date) AS day,
       coalesce(s.change::VARCHAR, '') NOT IN ('removed', 'former') AS held
FROM in_title_sightings s JOIN article a USING (article_id)
LEFT JOIN attended t ON t.article_id = s.article_id AND t.person_name = s.person_name
UNION ALL
SELECT p.person_name, p.title_printed, NULL, a.home, NULL, p.article_id || '#' || p.person_name, a.n,
       a.root, a.article_id,
       coalesce(least(p.date_start, a.date), a.date), true
FROM in_appearances p JOIN article a USING (article_id)
WHERE p.title_printed LIKE '%领导'
  AND NOT EXISTS (FROM in_title_sightings s WHERE s.article_id = p.article_id AND s.person_name = p.person_name)
"""
