"""Projects: which names in which articles are one project.

The unit is a project in an article. Units of one core name, phase and city make a node, unless the sites they print
contradict each other; nodes are compared pair by pair (`matching.yml`, `project`), umbrellas in `project_parts.py`.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations

from rapidfuzz import fuzz
from rapidfuzz.distance import Hamming

from pipelines.registries.corrections import Reference
from pipelines.registries.ledger import Entry, mint
from pipelines.registries.matching import Pair, group, rules
from pipelines.registries.officials import Question
from pipelines.registries.project_names import project_words
from pipelines.registries.project_units import Claim, Unit
from pipelines.registries.reprinted_projects import settle_places
from pipelines.registries.side_by_side import Between

_COMMON_BIGRAM = 100  # a bigram of more nodes of one city proposes no pairs
_COMMON_INVESTOR = 60
_ENOUGH = 0.3  # share of the shorter core's bigrams; common ones are not counted
_SAME_SITE = 60  # rapidfuzz partial ratio of printed locations
_LONG_GAP = dt.timedelta(days=5 * 365)


class Node:
    """Units that are one project for certain: one core name, phase and city, and no two sites."""

    __slots__ = (
        "bigrams", "capacities", "city", "core", "districts", "first", "investors", "is_generic", "last", "phase",
        "sites", "totals", "units",
    )  # fmt: skip

    def __init__(self, units: list[Unit]) -> None:
        self.units = units
        name = units[0].name
        self.core, self.phase, self.is_generic = name.core, name.phase, name.is_generic
        self.city = units[0].city
        self.first, self.last = units[0].date, units[-1].date
        self.bigrams = {self.core[at : at + 2] for at in range(len(self.core) - 1)}
        self.districts: set[str] = set().union(*(unit.districts for unit in units))
        self.sites: set[str] = set().union(*(unit.told.sites for unit in units))
        self.investors: set[str] = set().union(*(unit.told.investors for unit in units))
        self.totals: set[Decimal] = set().union(*(unit.told.totals for unit in units))
        self.capacities: set[tuple[str, float, str]] = set().union(*(unit.told.capacities for unit in units))


@dataclass(slots=True)
class Project:
    """One project: its units in the order of report, and its place among others."""

    project_id: str
    units: list[Unit]
    superseded_by: str | None = None
    parent: str | None = None
    parts: list[str] = field(default_factory=list)

    @property
    def claims(self) -> list[Claim]:
        """All claims in the order of report."""
        return sorted(
            (claim for unit in self.units for claim in unit.claims),
            key=lambda c: (c.article, c.start, c.attribute, c.claim_id),
        )

    @property
    def name(self) -> str:
        """The name in use: of the cores that several articles print the one printed last, else of all, the usual form.

        A group's description counts only for want of a name.
        """
        named = [unit for unit in self.units if not unit.name.lead] or self.units
        articles: dict[str, set[int]] = defaultdict(set)
        for unit in named:
            articles[unit.name.core].add(unit.article)
        settled = [(max(seen), len(seen), core) for core, seen in articles.items() if len(seen) > 1]
        forms = self._forms(unit for unit in named if not settled or unit.name.core == max(settled)[2]) or self.forms
        return min(forms, key=lambda form: (form.endswith("等项目"), -forms[form], -len(form), form))

    @property
    def forms(self) -> dict[str, int]:
        """Printed names and how often."""
        return self._forms(self.units)

    def _forms(self, units: Iterable[Unit]) -> dict[str, int]:
        forms: dict[str, int] = defaultdict(int)
        for unit in units:
            for form, times in unit.printed.items():
                forms[project_words().alias_at_front.sub("", form)] += times
        return {form: times for form, times in forms.items() if times}


@dataclass(slots=True)
class Projects:
    """All projects by id, open questions, and the ledger's entries."""

    by_id: dict[str, Project] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)

    def final(self, project_id: str) -> str:
        """The project that people merged this one into, else itself."""
        return self.by_id[project_id].superseded_by or project_id


def build_projects(
    units: Sequence[Unit], between: Iterable[Between], never: Sequence[tuple[Reference, Reference]] = ()
) -> Projects:
    """All projects of the archive; the evidences of a pair of `never` are two projects'."""
    nodes = _nodes(settle_places(units, never), never)
    node_of = {
        (unit.article, form): at for at, node in enumerate(nodes) for unit in node.units for form in unit.printed
    }
    near = _named_near(between, node_of)
    for ends in _short_forms(nodes):
        near.setdefault(frozenset(ends), set()).add("short_form")
    elsewhere = _reprinted_elsewhere(nodes)
    for ends in elsewhere:
        near.setdefault(frozenset(ends), set()).add("reprint_elsewhere")
    pairs = [_compare(nodes, left, right, near) for left, right in _candidates(nodes, near)]
    apart = [
        (node_of[a.article, a.name], node_of[b.article, b.name])
        for a, b in never
        if (a.article, a.name) in node_of and (b.article, b.name) in node_of
    ]
    apart = [(left, right) for left, right in apart if left != right]
    groups = group(len(nodes), pairs, rules("project"), together=_named_groups(nodes), apart=apart, asked=elsewhere)
    members: dict[int, list[Node]] = defaultdict(list)
    for node, label in zip(nodes, groups.labels, strict=True):
        members[label].append(node)
    result = Projects()
    ids = {label: _mint(members[label], result) for label in sorted(members)}
    for pair in groups.doubtful:
        left, right = nodes[pair.left].units[0], nodes[pair.right].units[0]
        result.questions.append(
            Question(
                "project",
                ids[groups.labels[pair.left]],
                ids[groups.labels[pair.right]],
                left.anchor,
                right.anchor,
                pair,
                f"{_said(nodes[pair.left])} / {_said(nodes[pair.right])}",
            )
        )
    return result


def _nodes(units: Sequence[Unit], never: Sequence[tuple[Reference, Reference]]) -> list[Node]:
    by_name: dict[tuple[str, ...], list[Unit]] = defaultdict(list)
    told_of: dict[tuple[int, str, str, str], str] = {}  # counties of generic names, as the first print knows them
    for unit in units:
        if unit.name.is_generic and unit.districts:
            told_of.setdefault((unit.root, unit.name.core, unit.name.phase, unit.city), min(unit.districts))
    for unit in units:
        story = (unit.root, unit.name.core, unit.name.phase, unit.city)
        place = (min(unit.districts, default="") or told_of.get(story, "")) if unit.name.is_generic else ""
        by_name[unit.name.core, unit.name.phase, unit.city, place].append(unit)
    nodes = []
    for key in sorted(by_name):
        for located in _by_site(by_name[key]):
            nodes += [Node(part) for part in _by_decision(located, never)]
    return sorted(
        nodes, key=lambda node: (node.units[0].article, node.core, node.phase, node.city, node.units[0].anchor)
    )


def _by_site(units: list[Unit]) -> list[list[Unit]]:
    """Units by the site they print.

    Those without one go to the site that another print of their text has, else that was in the news last, else first.
    """
    sited: list[tuple[set[str], set[str], list[Unit]]] = []
    bare: list[Unit] = []
    home_of: dict[int, tuple[set[str], set[str], list[Unit]]] = {}  # by story, where its first print went
    for unit in units:
        if not (unit.told.sites or unit.districts):
            bare.append(unit)
            continue
        likely = [home_of[unit.root], *sited] if unit.root in home_of else sited
        match = next(
            (known for known in likely if not _sites_differ(unit.districts, unit.told.sites, known[0], known[1])), None
        )
        if match is None:
            match = (set(), set(), [])
            sited.append(match)
        match[0].update(unit.districts)
        match[1].update(unit.told.sites)
        match[2].append(unit)
        home_of.setdefault(unit.root, match)
    if not sited:
        return [units]
    for unit in bare:
        if unit.root in home_of:
            home_of[unit.root][2].append(unit)
            continue
        before = [known for known in sited if known[2][0].article <= unit.article]
        home = (
            max(before, key=lambda known: max(u.article for u in known[2] if u.article <= unit.article))
            if before
            else sited[0]
        )
        home[2].append(unit)
    return [sorted(known[2], key=lambda unit: (unit.article, unit.anchor)) for known in sited]


def _sites_differ(districts: set[str], sites: set[str], other_districts: set[str], other_sites: set[str]) -> bool:
    if districts and other_districts and not districts & other_districts:
        return True
    if districts & other_districts or not (sites and other_sites):
        return False
    return max(fuzz.partial_ratio(a, b) for a in sites for b in other_sites) < _SAME_SITE


def _by_decision(units: list[Unit], never: Sequence[tuple[Reference, Reference]]) -> list[list[Unit]]:
    """Split units of one name that people hold apart: each goes with the evidence nearer in time."""
    for left, right in never:
        one = next((unit for unit in units if unit.article == left.article and left.name in unit.printed), None)
        other = next((unit for unit in units if unit.article == right.article and right.name in unit.printed), None)
        if one and other and one is not other:
            nearer = [
                u for u in units if abs((u.date - one.date).days) <= abs((u.date - other.date).days) and u is not other
            ]
            rest = [unit for unit in units if unit not in nearer]
            return _by_decision(nearer, never) + _by_decision(rest, never)
    return [units]


def _named_near(between: Iterable[Between], node_of: Mapping[tuple[int, str], int]) -> dict[frozenset[int], set[str]]:
    """By pair of nodes: `alias_printed` and `listed_together`, as articles print them side by side."""
    words = project_words()
    found: dict[frozenset[int], set[str]] = defaultdict(set)
    for item in between:
        left, right = node_of.get((item.article, item.left)), node_of.get((item.article, item.right))
        if left is None or right is None or left == right:
            continue
        cue = words.alias_at_front.match(item.right)
        printed = item.between + (cue.group() if cue else "")
        if words.alias_between.search(printed) and printed:
            found[frozenset((left, right))].add("alias_printed")
        elif words.list_between.search(item.between) and item.between:
            found[frozenset((left, right))].add("listed_together")
    return found


def _reprinted_elsewhere(nodes: Sequence[Node]) -> list[tuple[int, int]]:
    """Pairs of nodes of one name in prints of one text that contradict each other in the place.

    Where one print names both, the text itself tells them apart: no pair.
    """
    stories = {unit.root for node in nodes for unit in node.units if unit.article != unit.root}
    told: dict[tuple[int, str, str], dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for at, node in enumerate(nodes):
        for unit in (unit for unit in node.units if unit.root in stories):
            for key in {(unit.root, unit.name.core, unit.name.phase), *((unit.root, m, "=") for m in unit.mentions)}:
                told[key][at].add(unit.article)
    pairs = set()
    for articles in told.values():
        for left, right in combinations(sorted(articles), 2):
            if articles[left].isdisjoint(articles[right]):
                pairs.add((left, right))
    return sorted(pairs)


def _short_forms(nodes: Sequence[Node]) -> list[tuple[int, int]]:
    """Pairs of which an article prints the longer name and then less of it, when only one longer name fits.

    Less is its end (盖板玻璃 for 熊猫二代盖板玻璃), or its beginning where only generic words are left out
    (4条X生产线 of X生产基地).
    """
    by_article: dict[int, set[int]] = defaultdict(set)
    for at, node in enumerate(nodes):
        if not node.units[0].name.lead:
            for unit in node.units:
                by_article[unit.article].add(at)
    pairs = set()
    for members in by_article.values():
        for short in members if len(members) > 1 else ():
            core = nodes[short].core
            longer = [
                at for at in members if nodes[at].core != core and _is_short_form(core, nodes[short], nodes[at].core)
            ]
            if len(core) >= 3 and len(longer) == 1 and not nodes[short].is_generic:
                pairs.add((short, longer[0]))
    return sorted(pairs)


def _is_short_form(core: str, node: Node, longer: str) -> bool:
    if longer.endswith(core):
        return True
    rest = longer[len(core) :]
    return (
        longer.startswith(core) and not node.units[0].name.is_collective and not project_words().generic.sub("", rest)
    )


def _named_groups(nodes: Sequence[Node]) -> list[tuple[int, int]]:
    """Groups without a name (X等多个项目) and the one umbrella that their article names: both are the umbrella."""
    collective: dict[int, list[int]] = defaultdict(list)
    for at, node in enumerate(nodes):
        if node.units[0].name.is_collective and not node.units[0].name.lead:
            for unit in node.units:
                collective[unit.article].append(at)
    pairs = []
    for at, node in enumerate(nodes):
        if node.units[0].name.lead:
            named = collective.get(node.units[0].article, [])
            if len(named) == 1 and (not nodes[named[0]].totals or nodes[named[0]].totals & node.totals):
                pairs.append((named[0], at))
    return pairs


def _candidates(nodes: Sequence[Node], near: Iterable[frozenset[int]]) -> list[tuple[int, int]]:
    """Pairs worth comparing: of one city with enough common bigrams or an investor, or printed side by side."""
    blocks: dict[tuple[str, str], list[int]] = defaultdict(list)
    backed: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, node in enumerate(nodes):
        if not node.units[0].name.lead:
            for bigram in node.bigrams:
                blocks[node.city, bigram].append(at)
            for investor in node.investors:
                backed[node.city, investor].append(at)
    shared: Counter[tuple[int, int]] = Counter()
    for members in blocks.values():
        if len(members) <= _COMMON_BIGRAM:
            shared.update(combinations(members, 2))
    pairs = {
        pair
        for pair, times in shared.items()
        if times >= _ENOUGH * min(len(nodes[pair[0]].bigrams), len(nodes[pair[1]].bigrams))
    }
    for members in backed.values():
        if len(members) <= _COMMON_INVESTOR:
            pairs.update(combinations(members, 2))
    return sorted(pairs | {(min(pair), max(pair)) for pair in near})


def _compare(nodes: Sequence[Node], left: int, right: int, near: Mapping[frozenset[int], set[str]]) -> Pair:
    one, other = nodes[left], nodes[right]
    strength: dict[str, float] = dict.fromkeys(("base", *near.get(frozenset((left, right)), ())), 1.0)
    if "reprint_elsewhere" in strength:  # one text: its amounts and investors are no second evidence
        strength["same_core"] = 1.0
        strength |= (
            {"other_city": 1.0} if one.city != other.city and one.city and other.city else _site_features(one, other)
        )
        return Pair(left, right, rules("project").score(strength))
    strength |= _name_features(one, other)
    if one.phase != other.phase:
        strength["other_phase"] = 1.0
    if one.city != other.city and one.city and other.city:
        strength["other_city"] = 1.0
    if one.investors and other.investors:
        strength["same_investor" if one.investors & other.investors else "other_investor"] = 1.0
    if one.totals and other.totals:
        strength[_amount_feature(one.totals, other.totals)] = 1.0
    if one.capacities & other.capacities:
        strength["same_capacity"] = 1.0
    strength |= _site_features(one, other)
    if one.first - other.last > _LONG_GAP or other.first - one.last > _LONG_GAP:
        strength["long_gap"] = 1.0
    return Pair(left, right, rules("project").score(strength))


def _name_features(one: Node, other: Node) -> dict[str, float]:
    generic = {"generic_core": 1.0} if one.is_generic or other.is_generic else {}
    if one.core == other.core:
        return {"same_core": 1.0, **generic}
    short, long = (one.core, other.core) if len(one.core) <= len(other.core) else (other.core, one.core)
    if len(short) >= 3 and short in long:
        owner = long.removesuffix(short)
        if owner != long and any(owner in name for name in one.investors | other.investors):
            return {"same_core": 1.0, **generic}  # the longer name only says whose it is
        return {"core_contained": 1.0, **generic}
    similar = min(1.0, max(0.0, (fuzz.ratio(short, long) - 60) / 35))
    if len(short) == len(long) >= 6 and Hamming.distance(short, long) == 1:
        return {"core_similar": similar, "one_character_apart": 1.0, **generic}
    return {"core_similar": similar, **generic} if similar else {"core_different": 1.0}


def _amount_feature(one: set[Decimal], other: set[Decimal]) -> str:
    if one & other:
        return "same_amount"
    low, high = sorted((one, other), key=min)  # of ranges that overlap some amounts are near each other
    if max(low) >= min(high):
        return "amount_differs"
    return "amount_far" if min(high) / max(low) >= 4 else "amount_differs"


def _site_features(one: Node, other: Node) -> dict[str, float]:
    """Districts contradict more than printed locations, which may describe one place in two ways."""
    if not (one.districts or one.sites) or not (other.districts or other.sites):
        return {}
    texts = max((fuzz.partial_ratio(a, b) for a in one.sites for b in other.sites), default=None)
    if one.districts and other.districts and not one.districts & other.districts:
        return {"other_site": 1.0} if texts is not None and texts < _SAME_SITE else {"other_district": 1.0}
    if texts is not None and texts < _SAME_SITE:
        return {"other_site": 0.4}
    if texts is not None or one.districts & other.districts:
        return {"same_site": 1.0 if texts is not None else 0.5}
    return {}


def _mint(nodes: Sequence[Node], result: Projects) -> str:
    """The id: core name, phase, city and site of the first report. What tells projects of one name apart is in it."""
    units = sorted((unit for node in nodes for unit in node.units), key=lambda unit: (unit.article, unit.anchor))
    seed = units[0]
    city, name = seed.identity or (seed.city, seed.name)
    placed = seed.districts if not seed.identity or seed.told.districts else {name.county or ""}
    site = min(placed, default="") or min(seed.told.sites, default="")
    parts = (name.core, name.phase, city, site)
    project_id, key = mint("project", *parts)
    if project_id in result.by_id:
        project_id, key = mint("project", *parts, seed.anchor)
    result.by_id[project_id] = project = Project(project_id, units)
    result.entries.append(Entry(project_id, "project", project.name, key, seed.anchor))
    return project_id


def _said(node: Node) -> str:
    first = node.units[0]
    place = min(node.sites, default="") or min(node.districts, default="") or first.city
    amount = f" {max(node.totals) / 100_000_000:g}亿元" if node.totals else ""
    return f"{max(first.printed, key=len)} {place}{amount} {first.date:%Y-%m-%d}–{node.units[-1].date:%Y-%m-%d}"
