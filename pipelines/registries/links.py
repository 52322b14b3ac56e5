"""Which entity a name in an article stands for: made in bulk, beside the observed tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipelines.registries.evidence import Evidence
from pipelines.registries.officials import Officials
from pipelines.registries.projects import Projects
from pipelines.warehouse.schema import arrow_schema


def link_people(evidence: Evidence, officials: Officials) -> None:
    """Make the table `person_link`: article, name, official, and how it was found.

    title: the name stands there with a title of theirs; only_bearer: the one official of that name takes part in
    an activity; nearest: of several, the one seen closest in time, of equals the one in a leading post (none when
    two are); name: the name alone, of
    three characters or more, within a year of their sightings
    """
    owners: list[tuple[int, str]] = []
    bearers: dict[str, list[str | None]] = {key: [] for key in ("name", "official", "first", "last", "leads")}
    for person in officials.people.values():
        if person.superseded_by:
            continue
        owners += [(post.number, person.official_id) for post in person.posts]
        for name in sorted({post.name for post in person.posts}):
            leads = "1" if any(post.post.is_leading for post in person.posts) else "0"
            values = (name, person.official_id, person.first.isoformat(), person.last.isoformat(), leads)
            for key, value in zip(bearers, values, strict=True):
                bearers[key].append(value)
    numbers = pa.array([number for number, _ in owners], pa.int32())
    owner = pa.table({"post": numbers, "official": pa.array([official for _, official in owners], pa.string())})
    evidence.database.register("owner", owner)
    evidence.offer("bearer_text", bearers)
    evidence.database.execute(_PERSON_LINKS)


def entity_links(evidence: Evidence, projects: Projects, organization_of: Mapping[str, str]) -> pa.Table:
    """The table `entity_links`; `person_link` and `organization_named` are there.

    The method of a project says `reprint` where the article doesn't know the place and another print of its text does,
    else `matched`: by the article's own words. Organisations go by their name.
    """
    links = pa.concat_tables(
        [
            _part("organization", **_organizations_named(evidence, organization_of)),
            _part("person", **_coded(evidence.database.sql(_PEOPLE_LINKED).to_arrow_table())),
            _part("project", **_projects_named(projects)),
        ]
    )
    links = links.unify_dictionaries().combine_chunks()
    ids = evidence.database.sql("SELECT article_id FROM article ORDER BY n").to_arrow_table()["article_id"]
    name, kind = links["name"].chunk(0), links["entity_type"].chunk(0)
    at = links["n"].to_numpy() - 1
    place = _ranks(ids)[at].astype(np.int64)  # then of kind and name in one number, which sorts faster than three
    for column in (kind, name):
        place = place * len(column.dictionary) + _ranks(column.dictionary)[column.indices]
    order = np.argsort(place, kind="stable")
    declared = arrow_schema("entity_links")
    columns = [ids.take(at[order])]
    columns += [links[field.name].take(order).cast(field.type) for field in declared if field.name != "article_id"]
    return pa.Table.from_arrays(columns, schema=declared)


def _part(kind: str, **columns: pa.Array) -> pa.Table:
    """Links of one kind: numbers of articles, and names, entities and methods coded."""
    size = len(columns["n"])
    kinds = pa.DictionaryArray.from_arrays(np.zeros(size, np.int32), [kind])
    order = ("n", "name", "entity_id", "method")
    return pa.table({"entity_type": kinds, **{key: columns[key] for key in order}})


def _coded(table: pa.Table) -> dict[str, pa.Array]:
    columns = {name: table[name].combine_chunks() for name in table.column_names}
    return {name: column if name == "n" else column.dictionary_encode() for name, column in columns.items()}


def _organizations_named(evidence: Evidence, organization_of: Mapping[str, str]) -> dict[str, pa.Array]:
    query = "SELECT DISTINCT n, name FROM organization_named"
    found: dict[str, NDArray[Any]] = cast("Any", evidence.database.execute(query).fetchnumpy())
    texts = evidence.database.sql("SELECT text FROM name ORDER BY id").to_arrow_table()["text"].combine_chunks()
    known = {name: at for at, name in enumerate(organization_of)}
    code = np.array([known.get(text, -1) for text in texts.to_pylist()], np.int32)[found["name"]]
    article, code = found["n"][code >= 0], code[code >= 0]
    return {
        "n": pa.array(article, pa.int32()),
        "name": pa.DictionaryArray.from_arrays(code, pa.array(list(organization_of), pa.string())),
        "entity_id": pa.array(list(organization_of.values()), pa.string()).take(code).dictionary_encode(),
        "method": pa.DictionaryArray.from_arrays(np.zeros(len(code), np.int32), ["name"]),
    }


def _projects_named(projects: Projects) -> dict[str, pa.Array]:
    linked = dict.fromkeys(
        (unit.article, form, project.project_id, "reprint" if unit.identity else "matched")
        for project in projects.by_id.values()
        if not project.superseded_by
        for unit in project.units
        for form in unit.printed
    )
    columns = list(zip(*linked, strict=True)) or [()] * 4
    texts = {
        name: pa.array(column, pa.string()).dictionary_encode()
        for name, column in zip(("name", "entity_id", "method"), columns[1:], strict=True)
    }
    return {"n": pa.array(columns[0], pa.int32()), **texts}


def _ranks(texts: pa.Array | pa.ChunkedArray) -> NDArray[np.int32]:
    """The place of each string in code point order."""
    order = pc.sort_indices(texts).to_numpy()
    ranks = np.empty(len(order), np.int32)
    ranks[order] = np.arange(len(order), dtype=np.int32)
    return ranks


def appearances_resolved(evidence: Evidence) -> pa.Table:
    """The table `appearances_resolved`."""
    return in_schema(evidence, "appearances_resolved", _APPEARANCES)


def people_counts(evidence: Evidence) -> dict[str, tuple[int, int]]:
    """By official: articles that name them and activities they took part in, reprints counted once."""
    articles: dict[str, int] = dict(
        evidence.rows("SELECT official, count(DISTINCT root)::INT FROM person_link GROUP BY official")
    )
    activities: dict[str, int] = dict(evidence.rows(_ACTIVITIES))
    return {official: (count, activities.get(official, 0)) for official, count in articles.items()}


def in_schema(evidence: Evidence, table: str, query: str) -> pa.Table:
    """Rows of a query as a table of the declared schema."""
    declared = arrow_schema(table)
    found = evidence.database.sql(query).to_arrow_table()
    columns = []
    for field in declared:
        column = found[field.name]
        if pa.types.is_dictionary(field.type):
            column = column.cast(pa.string()).dictionary_encode() if not pa.types.is_dictionary(column.type) else column
        columns.append(column.cast(field.type))
    return pa.Table.from_arrays(columns, schema=declared).combine_chunks()


_PERSON_LINKS = """
CREATE TABLE bearer AS
SELECT name, official, first::DATE AS first, last::DATE AS last, leads,
       count(*) OVER (PARTITION BY name) AS bearers FROM bearer_text;

CREATE TABLE title_link AS
SELECT DISTINCT s.n, s.root, p.name, p.title, o.official
FROM sighting s JOIN owner o USING (post) JOIN post p ON p.number = s.post;

CREATE TABLE person_link AS
SELECT n, root, name, min(official) AS official, 'title' AS method FROM title_link GROUP BY n, root, name;

-- articles that print two officials of one name: there the title says who takes part
CREATE TABLE namesake_link AS
SELECT n, name, title, official FROM title_link SEMI JOIN (
    SELECT n, name FROM title_link GROUP BY n, name HAVING count(DISTINCT official) > 1
) USING (n, name);

DROP TABLE title_link;

INSERT INTO person_link
WITH untitled AS (
    SELECT DISTINCT a.n, a.root, a.date, p.person_name AS name
    FROM in_appearances p JOIN article a USING (article_id)
    ANTI JOIN person_link l ON l.n = a.n AND l.name = p.person_name
), near AS (
    SELECT u.n, u.root, u.name, b.official, b.bearers, b.leads,
           greatest(b.first - u.date, u.date - b.last, 0) AS days
    FROM untitled u JOIN bearer b USING (name)
), ranked AS (
    SELECT *, rank() OVER (PARTITION BY n, name ORDER BY days, leads DESC) AS place,
           count(*) OVER (PARTITION BY n, name, days, leads) AS equals
    FROM near
)
SELECT n, root, name, official, CASE WHEN bearers = 1 THEN 'only_bearer' ELSE 'nearest' END
FROM ranked WHERE bearers = 1 OR (place = 1 AND equals = 1 AND days <= 730);

INSERT INTO person_link
SELECT a.n, a.root, b.name, b.official, 'name'
FROM person_named m
JOIN person x ON x.id = m.person
JOIN bearer b ON b.name = x.name AND b.bearers = 1 AND length(b.name) >= 3
JOIN article a USING (n)
ANTI JOIN person_link l ON l.n = a.n AND l.name = x.name
WHERE a.date BETWEEN b.first - INTERVAL 1 YEAR AND b.last + INTERVAL 1 YEAR;
"""

_PEOPLE_LINKED = "SELECT n, name, official AS entity_id, method FROM person_link"

_APPEARANCES = """
WITH titled AS (
    SELECT p.article_id, p.activity_no, p.list_rank, min(s.official) AS official
    FROM in_appearances p JOIN article a USING (article_id) JOIN namesake_link s
      ON s.n = a.n AND s.name = p.person_name AND contains(p.title_printed, s.title)
    GROUP BY ALL
)
SELECT p.article_id, p.activity_no, p.list_rank, p.person_name, coalesce(t.official, l.official) AS official_id,
       p.title_printed, p.activity, p.role,
       p.modality, p.date_start, p.date_end, p.date_precision, p.place_adcode, a.n <> a.root AS is_reprint
FROM in_appearances p JOIN article a USING (article_id)
LEFT JOIN person_link l ON l.n = a.n AND l.name = p.person_name
LEFT JOIN titled t USING (article_id, activity_no, list_rank)
ORDER BY p.article_id, p.activity_no, p.list_rank
"""

_ACTIVITIES = """
SELECT l.official, count(*)::INT FROM (SELECT DISTINCT article_id, activity_no, person_name FROM in_appearances) p
JOIN article a USING (article_id) JOIN person_link l ON l.n = a.n AND l.name = p.person_name
WHERE a.n = a.root GROUP BY l.official
"""
