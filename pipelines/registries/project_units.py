"""What each article says of each project, put together: the units that matching compares."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pipelines.registries.evidence import Evidence
from pipelines.registries.organizations import core_of
from pipelines.registries.posts import prefecture_of
from pipelines.registries.project_names import NameReader, ProjectName

_MEASURED = {"capacity", "site_area", "floor_area"}


@dataclass(frozen=True, slots=True)
class Claim:
    """A row of `project_claims`, with the number, date and id of its article."""

    claim_id: str
    article: int
    article_id: str
    reported_on: dt.date
    is_reprint: bool
    project_mention: str
    attribute: str
    status: str | None
    value_text: str | None
    value: float | None
    unit: str | None
    amount_cny: Decimal | None
    qualifier: str | None
    modality: str
    party: str | None
    party_role: str | None
    date_start: dt.date | None
    date_end: dt.date | None
    date_precision: str | None
    place_adcode: str | None
    start: int


@dataclass(slots=True)
class Told:
    """What claims say of one project.

    districts: counties; sites: locations as printed; investors: core names; totals: total investments
    capacities: of capacities and areas, attribute, value and unit; claims: how many they are
    """

    claims: int
    districts: set[str] = field(default_factory=set)
    sites: set[str] = field(default_factory=set)
    investors: set[str] = field(default_factory=set)
    totals: set[Decimal] = field(default_factory=set)
    capacities: set[tuple[str, float, str]] = field(default_factory=set)

    @classmethod
    def of(cls, claims: Sequence[Claim]) -> Told:
        """Put claims together."""
        told = cls(len(claims))
        for claim in claims:
            if claim.place_adcode and not claim.place_adcode.endswith("00"):
                told.districts.add(claim.place_adcode)
            if claim.attribute == "location" and claim.value_text:
                told.sites.add(claim.value_text)
            elif claim.attribute == "total_investment" and claim.amount_cny:
                told.totals.add(claim.amount_cny)
            elif claim.attribute in _MEASURED and claim.value is not None:
                told.capacities.add((claim.attribute, claim.value, claim.unit or ""))
            if claim.party and claim.party_role in {"investor", None}:
                told.investors.add(core_of(claim.party))
        return told


@dataclass(slots=True)
class Unit:
    """One project in one article.

    article, article_id, date, root: the article, as in `Evidence`
    city: adcode of the prefecture; name: the printed names' common parts; printed: names as printed, and how often
    mentions: the normalised names that it was read from
    identity: city and name as the article alone has them, what ids are made of; None when they are `city` and `name`
    """

    article: int
    article_id: str
    date: dt.date
    root: int
    city: str
    name: ProjectName
    printed: dict[str, int] = field(default_factory=dict)
    claims: list[Claim] = field(default_factory=list)
    mentions: set[str] = field(default_factory=set)
    identity: tuple[str, ProjectName] | None = None
    _told: Told | None = None

    def take_in(self, other: Unit) -> None:
        """Make the other's names and claims this one's."""
        self.mentions = self.mentions | other.mentions
        self.claims = sorted(self.claims + other.claims, key=lambda claim: (claim.start, claim.claim_id))
        for form, times in other.printed.items():
            self.printed[form] = self.printed.get(form, 0) + times

    @property
    def districts(self) -> set[str]:
        """Counties that its claims place it in, else the one that its name begins with."""
        return self.told.districts or ({self.name.county} if self.name.county else set())

    @property
    def told(self) -> Told:
        """What its claims say of it."""
        if self._told is None or self._told.claims != len(self.claims):
            self._told = Told.of(self.claims)
        return self._told

    @property
    def anchor(self) -> str:
        """`<article_id>#<name>`, the evidence that ids are made of."""
        return f"{self.article_id}#{min(self.printed, key=lambda name: (-len(name), name))}"


def read_units(evidence: Evidence, reader: NameReader) -> list[Unit]:
    """All units, in the order of article and name."""
    claims: dict[tuple[int, str], list[Claim]] = defaultdict(list)
    homes: dict[int, tuple[str, dt.date, int, str]] = {}
    printed: dict[tuple[int, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    once: dict[str, str] = {}  # each text is kept once: most claims say one of few things
    for row in evidence.rows(_CLAIMS):
        values: list[Any] = [once.setdefault(value, value) if type(value) is str else value for value in row[3:]]
        claim = Claim(*values)
        homes[claim.article] = (claim.article_id, claim.reported_on, row[0], row[1] or "")
        claims[claim.article, claim.project_mention].append(claim)
        printed[claim.article, claim.project_mention][claim.project_mention] += row[2]
    for article, article_id, date, root, home, normalized, surface, times in evidence.rows(_MENTIONS):
        homes[article] = (article_id, date, root, home or "")
        printed[article, normalized][surface] += times
    units: dict[tuple[int, str, str, str], list[Unit]] = {}
    for article, mention in sorted(printed):
        said = claims.get((article, mention), [])
        article_id, date, root, home = homes[article]
        city = _city(said, home)
        name = reader.read(mention, city)
        forms = {mention: 0, **printed[article, mention]}
        unit = Unit(article, article_id, date, root, city, name, forms, said, {mention})
        units.setdefault((article, name.core, name.phase, city), []).append(unit)
    return _without_short_names([unit for named in units.values() for unit in _by_county(named)])


def _by_county(named: list[Unit]) -> list[Unit]:
    """Names of one core in one article: one project, unless they begin with different counties."""
    counties = {unit.name.county for unit in named} - {None}
    whole: dict[str | None, Unit] = {}
    for unit in sorted(named, key=lambda unit: unit.name.county is None):
        county = unit.name.county or (min(filter(None, counties)) if len(counties) == 1 else None)
        if county in whole:
            whole[county].take_in(unit)
        else:
            whole[county] = unit
    return list(whole.values())


def _without_short_names(units: list[Unit]) -> list[Unit]:
    """The units, a name without its phase put to the one phase that its article names.

    As headlines do it (X推迟通车 over a text on X一期). A name of which the article itself tells something stays.
    """
    phases: dict[tuple[int, str, str], list[Unit]] = defaultdict(list)
    for unit in units:
        if unit.name.phase:
            phases[unit.article, unit.name.core, unit.city].append(unit)
    kept = []
    for unit in units:
        of_phase = phases.get((unit.article, unit.name.core, unit.city), ())
        if unit.name.phase or len(of_phase) != 1 or any(claim.status != "mentioned" for claim in unit.claims):
            kept.append(unit)
            continue
        of_phase[0].take_in(unit)
    return kept


def _city(claims: Iterable[Claim], home: str) -> str:
    """The prefecture that claims name, else the paper's."""
    named = sorted({prefecture_of(claim.place_adcode) for claim in claims if claim.place_adcode})
    return named[0] if named else prefecture_of(home)


_CLAIMS = """
SELECT a.root, a.home, 1, c.claim_id, a.n, a.article_id, a.date, a.n <> a.root,
       c.project_mention, c.attribute::VARCHAR, c.status::VARCHAR,
       c.value_text, c.value, c.unit, c.amount_cny, c.qualifier::VARCHAR, c.modality::VARCHAR,
       c.party, c.party_role::VARCHAR, c.date_start,
       c.date_end, c.date_precision::VARCHAR, c.place_adcode, c.start
FROM in_project_claims c JOIN article a USING (article_id)
ORDER BY a.n, c.start, c.attribute::VARCHAR, c.claim_id
"""

_MENTIONS = """
SELECT a.n, a.article_id, a.date, a.root, a.home, x.text, y.text, times
FROM (SELECT n, name, surface, count(*) AS times FROM project_named GROUP BY ALL) p
JOIN article a USING (n) JOIN name x ON x.id = p.name JOIN name y ON y.id = p.surface
ORDER BY a.n, x.text, y.text
"""


def count_articles(units: Iterable[Unit]) -> int:
    """Articles of units, reprints counted once."""
    return len({unit.root for unit in units})


Row = dict[str, Any]
