"""Districts: what the archive says of each administrative division, in all and month by month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from pipelines.language import places
from pipelines.registries.evidence import Evidence

Row = dict[str, Any]


def district_rows(evidence: Evidence, project_places: Iterable[str]) -> list[Row]:
    """Rows of `districts`: every division that is named or has a project, and all that contain them."""
    projects = Counter(project_places)
    named: dict[str, tuple[Any, ...]] = {row[0]: row[1:] for row in evidence.rows(_NAMED)}
    codes = set(named) | set(projects)
    codes |= {above for code in codes for above in places.ancestors(code)}
    rows = []
    for code in sorted(codes):
        first, last, articles, printed = named.get(code, (None, None, 0, None))
        division = places.division(code, last)
        name = division.name if division else printed
        if name is None:
            continue
        rows.append(
            {
                "adcode": code,
                "name": name,
                "level": division.level if division else places.level_of(code),
                "parent_adcode": division.parent_adcode if division else None,
                "valid_from": division.valid_from if division else None,
                "valid_to": division.valid_to if division else None,
                "article_count": articles,
                "project_count": projects.get(code, 0),
                "first_seen": first,
                "last_seen": last,
                "latitude": division.latitude if division else None,
                "longitude": division.longitude if division else None,
            }
        )
    return rows


def month_rows(evidence: Evidence, known: Iterable[str]) -> list[Row]:
    """Rows of `district_months`; `known` are the codes that `districts` has."""
    columns = ("adcode", "month", "article_count", "appearance_count", "project_claim_count")
    wanted = set(known)
    return [dict(zip(columns, row, strict=True)) for row in evidence.rows(_MONTHS) if row[0] in wanted]


# a zone has its parent's code and is not the parent: it doesn't count as naming it
_NAMED = """
SELECT x.text, first, last, articles, o.printed
FROM (
    SELECT place, min(a.date) AS first, max(a.date) AS last, count(DISTINCT a.root)::INT AS articles
    FROM place_named JOIN article a USING (n) GROUP BY place
) p JOIN name x ON x.id = p.place JOIN place_name o USING (place)
ORDER BY x.text
"""

_MONTHS = """
WITH told AS (
    SELECT x.text AS adcode, a.date, a.root AS article, 0 AS appearance, 0 AS claim
    FROM place_named p JOIN article a USING (n) JOIN name x ON x.id = p.place
    UNION ALL
    SELECT p.place_adcode, a.date, NULL, 1, 0
    FROM in_appearances p JOIN article a USING (article_id) WHERE p.place_adcode IS NOT NULL AND a.n = a.root
    UNION ALL
    SELECT c.place_adcode, a.date, NULL, 0, 1
    FROM in_project_claims c JOIN article a USING (article_id) WHERE c.place_adcode IS NOT NULL AND a.n = a.root
)
SELECT adcode, strftime(date, '%Y-%m') AS month, count(DISTINCT article)::INT, sum(appearance)::INT, sum(claim)::INT
FROM told GROUP BY adcode, month ORDER BY adcode, month
"""
