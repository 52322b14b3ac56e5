"""Umbrellas and parts: which project stands over which, so that no amount is counted twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from decimal import Decimal

from pipelines.registries.matching import Pair, rules
from pipelines.registries.officials import Question
from pipelines.registries.project_names import project_words
from pipelines.registries.projects import Project, Projects
from pipelines.registries.side_by_side import Between, SideBySide

_LIST_OF_PROJECTS = 40  # an article that names more is a list, and says nothing of parts


def attach_parts(projects: Projects, beside: SideBySide, decided: Mapping[tuple[str, str], bool] | None = None) -> None:
    """Give each part its umbrella (`Project.parent`, `Project.parts`); doubtful ones become questions.

    decided: by (umbrella, part), what people decided
    """
    decided = decided or {}
    alive = [project for project in projects.by_id.values() if project.superseded_by is None]
    number = {project.project_id: at for at, project in enumerate(alive)}
    owner = {(unit.article, form): project for project in alive for unit in project.units for form in unit.printed}
    cues = _containing_cues(beside.in_order, owner)
    rule = rules("umbrella")
    best: dict[str, tuple[float, str, Pair]] = {}
    given = {part for (_, part), is_part in decided.items() if is_part}
    for (whole_id, part_id), is_part in sorted(decided.items()):
        if is_part and not _is_under(projects, whole_id, part_id):
            projects.by_id[part_id].parent = whole_id
            projects.by_id[whole_id].parts.append(part_id)
    traits = {project.project_id: _traits(project) for project in alive}
    for ends in _candidates(traits, cues, beside.many):
        whole_id, part_id = ends
        if part_id in given or ends in decided:
            continue
        features = rule.score(_features(traits[whole_id], traits[part_id], ends in cues, beside.many))
        pair = Pair(number[whole_id], number[part_id], features)
        if pair.score >= rule.review_at:
            found = (-pair.score, whole_id, pair)
            best[part_id] = min(best.get(part_id, found), found, key=lambda item: item[:2])
    for part_id, (score, whole_id, pair) in sorted(best.items(), key=lambda item: (item[1][0], item[0])):
        part, whole = projects.by_id[part_id], projects.by_id[whole_id]
        if _is_under(projects, whole_id, part_id):
            continue
        if -score >= rule.attach_at:
            part.parent = whole_id
            whole.parts.append(part_id)
        else:
            left, right = whole.units[0].anchor, part.units[0].anchor
            evidence = f"{part.name} under {whole.name}?"
            projects.questions.append(Question("umbrella", whole_id, part_id, left, right, pair, evidence))
    for project in alive:
        project.parts.sort()


def _is_under(projects: Projects, whole_id: str, part_id: str) -> bool:
    """Whether the umbrella lies below the part already."""
    at: str | None = whole_id
    while at:
        if at == part_id:
            return True
        at = projects.by_id[at].parent
    return False


def _containing_cues(between: Iterable[Between], owner: Mapping[tuple[int, str], Project]) -> set[tuple[str, str]]:
    """(umbrella, part) where an article says so: A包括B, B是A的首个项目."""
    words = project_words()
    cues = set()
    for item in between:
        left, right = owner.get((item.article, item.left)), owner.get((item.article, item.right))
        if left is None or right is None or left is right:
            continue
        if words.contains_between.search(item.between):
            cues.add((left.project_id, right.project_id))
        elif words.part_between.search(item.between) and words.part_after.search(item.after):
            cues.add((right.project_id, left.project_id))
    return cues


def _candidates(traits: Mapping[str, _Traits], cues: set[tuple[str, str]], many: Set[int]) -> list[tuple[str, str]]:
    """Ordered pairs (umbrella, part) worth weighing.

    A text says that one is part of the other, or the part's name begins with the umbrella's, or one article names both
    and says something of a whole: a group's name, one investor, or a project of many parts and two amounts.
    """
    named: dict[int, list[str]] = defaultdict(list)
    starts: dict[tuple[str, str], list[str]] = defaultdict(list)
    for project_id, known in traits.items():
        for article in known.articles:
            named[article].append(project_id)
        for key in known.cores:
            starts[key].append(project_id)
    pairs = set(cues)
    for article, ids in named.items():
        if not 1 < len(ids) <= _LIST_OF_PROJECTS:
            continue
        for whole in ids:
            one = traits[whole]
            pairs.update(
                (whole, part)
                for part in ids
                if part != whole
                and (
                    one.is_collective
                    or one.investors & traits[part].investors
                    or (article in many and one.totals and traits[part].totals)
                )
            )
    for project_id, known in traits.items():
        for core, city in known.cores:
            for end in range(3, len(core) + 1):
                pairs.update((whole, project_id) for whole in starts.get((core[:end], city), ()) if whole != project_id)
    return sorted(pairs)


@dataclass(frozen=True, slots=True)
class _Traits:
    """What the units of a project have together; cores with their city, those of generic names left out."""

    cores: frozenset[tuple[str, str]]
    phases: frozenset[str]
    leads: frozenset[str]
    articles: frozenset[int]
    investors: frozenset[str]
    totals: frozenset[Decimal]
    cities: frozenset[str]
    is_collective: bool


def _traits(project: Project) -> _Traits:
    units = project.units
    return _Traits(
        cores=frozenset((unit.name.core, unit.city) for unit in units if not unit.name.is_generic),
        phases=frozenset(unit.name.phase for unit in units),
        leads=frozenset(unit.name.lead for unit in units if unit.name.lead),
        articles=frozenset(unit.article for unit in units),
        investors=frozenset(name for unit in units for name in unit.told.investors),
        totals=frozenset(amount for unit in units for amount in unit.told.totals),
        cities=frozenset(unit.city for unit in units if unit.city),
        is_collective=any(unit.name.is_collective for unit in units),
    )


def _features(whole: _Traits, part: _Traits, cue: bool, many: Set[int]) -> dict[str, float]:
    found: dict[str, float] = {"base": 1.0}
    if whole.cores & part.cores and "" in whole.phases and "" not in part.phases:
        found["phase_of"] = 1.0
    elif any(b.startswith(a) and a != b and city == other for a, city in whole.cores for b, other in part.cores):
        found["name_starts_with"] = 1.0
    if whole.is_collective:
        found["collective_name"] = 1.0
    if part.is_collective:
        found["part_is_collective"] = 1.0
    if cue or whole.leads & {core for core, _ in part.cores}:
        found["containing_cue"] = 1.0
    if common := whole.articles & part.articles:
        found["same_article"] = 1.0
        if not many.isdisjoint(common):
            found["many_projects_cue"] = 1.0
    if whole.investors & part.investors:
        found["same_investor"] = 1.0
    if whole.totals and part.totals:
        found["amount_contained" if max(part.totals) < max(whole.totals) else "amount_exceeds"] = 1.0
    if whole.cities and part.cities and not whole.cities & part.cities:
        found["other_city"] = 1.0
    return found
