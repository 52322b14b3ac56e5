"""Umbrellas and parts: which project stands over which, so that no amount is counted twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from pipelines.registries.matching import Pair, rules
from pipelines.registries.officials import Question
from pipelines.registries.project_names import project_words
from pipelines.registries.project_units import Between
from pipelines.registries.projects import Project, Projects


def attach_parts(
    projects: Projects,
    between: Iterable[Between],
    texts: Mapping[int, str],
    decided: Mapping[tuple[str, str], bool] | None = None,
) -> None:
    """Give each part its umbrella (`Project.parent`, `Project.parts`); doubtful ones become questions.

    texts: bodies of the articles that name several projects, by number
    decided: by (umbrella, part), what people decided
    """
    decided = decided or {}
    alive = [project for project in projects.by_id.values() if project.superseded_by is None]
    number = {project.project_id: at for at, project in enumerate(alive)}
    owner = {(unit.article, form): project for project in alive for unit in project.units for form in unit.printed}
    cues = _containing_cues(between, owner)
    rule = rules("umbrella")
    best: dict[str, tuple[float, str, Pair]] = {}
    given = {part for (_, part), is_part in decided.items() if is_part}
    for (whole_id, part_id), is_part in sorted(decided.items()):
        if is_part and not _is_under(projects, whole_id, part_id):
            projects.by_id[part_id].parent = whole_id
            projects.by_id[whole_id].parts.append(part_id)
    for whole, part in _candidates(alive, owner, cues):
        if part.project_id in given or (whole.project_id, part.project_id) in decided:
            continue
        features = rule.score(_features(whole, part, (whole.project_id, part.project_id) in cues, texts))
        pair = Pair(number[whole.project_id], number[part.project_id], features)
        if pair.score >= rule.review_at:
            found = (-pair.score, whole.project_id, pair)
            best[part.project_id] = min(best.get(part.project_id, found), found, key=lambda item: item[:2])
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


def _candidates(
    alive: list[Project], owner: Mapping[tuple[int, str], Project], cues: set[tuple[str, str]]
) -> list[tuple[Project, Project]]:
    """Ordered pairs (umbrella, part): named in one article, or the part's name begins with the umbrella's."""
    by_id = {project.project_id: project for project in alive}
    named: dict[int, set[str]] = defaultdict(set)
    for (article, _), project in owner.items():
        named[article].add(project.project_id)
    pairs = set(cues)
    for ids in named.values():
        if len(ids) <= 40:  # an article of more is a list of projects, and says nothing of parts
            pairs |= {(a, b) for a in ids for b in ids if a != b}
    starts: dict[tuple[str, str], set[str]] = defaultdict(set)
    for project in alive:
        for core, city in _cores(project):
            starts[core, city].add(project.project_id)
    for project in alive:
        for core, city in _cores(project):
            for end in range(3, len(core) + 1):
                pairs |= {
                    (whole, project.project_id)
                    for whole in starts.get((core[:end], city), ())
                    if whole != project.project_id
                }
    return [(by_id[whole], by_id[part]) for whole, part in sorted(pairs)]


def _cores(project: Project) -> set[tuple[str, str]]:
    return {(unit.name.core, unit.city) for unit in project.units if not unit.name.is_generic}


def _features(whole: Project, part: Project, cue: bool, texts: Mapping[int, str]) -> dict[str, float]:
    found: dict[str, float] = {"base": 1.0}
    whole_cores, part_cores = _cores(whole), _cores(part)
    whole_phases = {unit.name.phase for unit in whole.units}
    part_phases = {unit.name.phase for unit in part.units}
    if whole_cores & part_cores and "" in whole_phases and "" not in part_phases:
        found["phase_of"] = 1.0
    elif any(b.startswith(a) and a != b and city == other for a, city in whole_cores for b, other in part_cores):
        found["name_starts_with"] = 1.0
    if any(unit.name.is_collective for unit in whole.units):
        found["collective_name"] = 1.0
    if any(unit.name.is_collective for unit in part.units):
        found["part_is_collective"] = 1.0
    leads = {unit.name.lead for unit in whole.units} - {""}
    if cue or leads & {core for core, _ in part_cores}:
        found["containing_cue"] = 1.0
    common = {unit.article for unit in whole.units} & {unit.article for unit in part.units}
    if common:
        found["same_article"] = 1.0
        if any(project_words().many_projects.search(texts.get(article, "")) for article in common):
            found["many_projects_cue"] = 1.0
    investors = [{name for unit in project.units for name in unit.investors} for project in (whole, part)]
    if investors[0] & investors[1]:
        found["same_investor"] = 1.0
    totals: list[set[Decimal]] = [
        {amount for unit in project.units for amount in unit.totals} for project in (whole, part)
    ]
    if totals[0] and totals[1]:
        found["amount_contained" if max(totals[1]) < max(totals[0]) else "amount_exceeds"] = 1.0
    cities = [{unit.city for unit in project.units if unit.city} for project in (whole, part)]
    if cities[0] and cities[1] and not cities[0] & cities[1]:
        found["other_city"] = 1.0
    return found
