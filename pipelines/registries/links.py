"""Which entity a name in an article stands for: made in bulk, beside the observed tables."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

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
    owners: dict[str, list[str | None]] = {key: [] for key in ("name", "title", "org", "adcode", "official")}
    bearers: dict[str, list[str | None]] = {key: [] for key in ("name", "official", "first", "last", "leads")}
    for person in officials.people.values():
        if person.superseded_by:
            continue
        for post in person.posts:
            for key, value in zip(
                owners, (post.name, post.title, post.organization, post.adcode, person.official_id), strict=True
            ):
                owners[key].append(value)
        for name in sorted({post.name for post in person.posts}):
            leads = "1" if any(post.post.is_leading for post in person.posts) else "0"
            values = (name, person.official_id, person.first.isoformat(), person.last.isoformat(), leads)
            for key, value in zip(bearers, values, strict=True):
                bearers[key].append(value)
    evidence.offer("owner", owners)
    evidence.offer("bearer_text", bearers)
    evidence.database.execute(_PERSON_LINKS)


def link_projects(evidence: Evidence, projects: Projects) -> None:
    """Make the table `project_link`: article, printed name, project, and how it was found.

    reprint: the article doesn't know the place, another print of its text does; matched: by the article's own words
    """
    columns: dict[str, list[str | None]] = {"article_id": [], "name": [], "project": [], "method": []}
    for project in projects.by_id.values():
        if not project.superseded_by:
            for unit in project.units:
                method = "reprint" if unit.identity else "matched"
                for form in sorted(unit.printed):
                    for key, value in zip(columns, (unit.article_id, form, project.project_id, method), strict=True):
                        columns[key].append(value)
    evidence.offer("project_link", columns)


def entity_links(evidence: Evidence, organization_of: Mapping[str, str]) -> pa.Table:
    """The table `entity_links`; `person_link`, `project_link` and `organization_named` are there."""
    evidence.offer("organization_id", {"name": list(organization_of), "id": list(organization_of.values())})
    return in_schema(evidence, "entity_links", _ENTITY_LINKS)


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
SELECT DISTINCT t.article_id, t.root, t.name, t.title, o.official
FROM title t JOIN owner o
  ON t.name = o.name AND t.title = o.title AND t.org IS NOT DISTINCT FROM o.org
  AND t.adcode IS NOT DISTINCT FROM o.adcode;

CREATE TABLE person_link AS
SELECT article_id, root, name, min(official) AS official, 'title' AS method
FROM title_link GROUP BY article_id, root, name;

-- articles that print two officials of one name: there the title says who takes part
CREATE TABLE namesake_link AS
SELECT article_id, name, title, official FROM title_link SEMI JOIN (
    SELECT article_id, name FROM title_link GROUP BY article_id, name HAVING count(DISTINCT official) > 1
) USING (article_id, name);

INSERT INTO person_link
WITH untitled AS (
    SELECT DISTINCT p.article_id, a.root, a.date, p.person_name AS name
    FROM in_appearances p JOIN article a USING (article_id)
    ANTI JOIN person_link l ON l.article_id = p.article_id AND l.name = p.person_name
), near AS (
    SELECT u.article_id, u.root, u.name, b.official, b.bearers, b.leads,
           greatest(b.first - u.date, u.date - b.last, 0) AS days
    FROM untitled u JOIN bearer b USING (name)
), ranked AS (
    SELECT *, rank() OVER (PARTITION BY article_id, name ORDER BY days, leads DESC) AS place,
           count(*) OVER (PARTITION BY article_id, name, days, leads) AS equals
    FROM near
)
SELECT article_id, root, name, official, CASE WHEN bearers = 1 THEN 'only_bearer' ELSE 'nearest' END
FROM ranked WHERE bearers = 1 OR (place = 1 AND equals = 1 AND days <= 730);

INSERT INTO person_link
SELECT a.article_id, a.root, b.name, b.official, 'name'
FROM person_named m
JOIN bearer b ON b.name = m.name AND b.bearers = 1 AND length(b.name) >= 3
JOIN article a USING (n)
ANTI JOIN person_link l ON l.article_id = a.article_id AND l.name = m.name
WHERE a.date BETWEEN b.first - INTERVAL 1 YEAR AND b.last + INTERVAL 1 YEAR;
"""

_ENTITY_LINKS = """
SELECT article_id, 'person' AS entity_type, name, official AS entity_id, method FROM person_link
UNION ALL
SELECT DISTINCT article_id, 'project', name, project, method FROM project_link
UNION ALL
SELECT DISTINCT a.article_id, 'organization', o.name, i.id, 'name'
FROM organization_named o JOIN organization_id i USING (name) JOIN article a USING (n)
ORDER BY article_id, entity_type, name
"""

_APPEARANCES = """
WITH titled AS (
    SELECT p.article_id, p.activity_no, p.list_rank, min(s.official) AS official
    FROM in_appearances p JOIN namesake_link s
      ON s.article_id = p.article_id AND s.name = p.person_name AND contains(p.title_printed, s.title)
    GROUP BY ALL
)
SELECT p.article_id, p.activity_no, p.list_rank, p.person_name, coalesce(t.official, l.official) AS official_id,
       p.title_printed, p.activity, p.role,
       p.modality, p.date_start, p.date_end, p.date_precision, p.place_adcode, a.n <> a.root AS is_reprint
FROM in_appearances p JOIN article a USING (article_id)
LEFT JOIN person_link l ON l.article_id = p.article_id AND l.name = p.person_name
LEFT JOIN titled t USING (article_id, activity_no, list_rank)
ORDER BY p.article_id, p.activity_no, p.list_rank
"""

_ACTIVITIES = """
SELECT l.official, count(*)::INT FROM (SELECT DISTINCT article_id, activity_no, person_name FROM in_appearances) p
JOIN article a USING (article_id) JOIN person_link l ON l.article_id = p.article_id AND l.name = p.person_name
WHERE a.n = a.root GROUP BY l.official
"""
