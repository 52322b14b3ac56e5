"""The flow: every text block gets one predecessor, a headline or a block, in one assignment over the page.

Each possible link has a cost in nats, roughly −log of its odds: where the blocks stand to each other, what is between
them, whether their type agrees, and whether the text runs on. A headline, a text that breaks off and a text that starts
inside a sentence each *cost* when they are left alone, so the cheapest set of links gives each headline its story.
`assignment.py` finds it for the page as a whole; a wrong link that looks good by itself has to pay for what it leaves
undone elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from pipelines.layout.assignment import cheapest_pairs
from pipelines.layout.flow_scene import REACH, Scene, look_up
from pipelines.layout.link_costs import bare_cost, block_link, end_cost, head_link, start_cost

FORBIDDEN = 50.0
MOST_RIVALS = 40  # blocks looked at as successors of one: the nearest
WIDEST = 30.0  # em between a block and its successor in the next column


@dataclass(frozen=True, slots=True)
class Link:
    """A chosen link.

    source: number of a block, or −1 − number of a headline
    margin: what the page as a whole would cost more, at least, if what this link joins were in different stories
    reasons: the parts of its cost by name
    """

    source: int
    target: int
    cost: float
    margin: float
    reasons: dict[str, float]


def find_links(scene: Scene) -> list[Link]:
    """The links of the cheapest assignment, at most one into and one out of each block and headline.

    A link that costs more than leaving both its ends alone is never part of it and left out beforehand.
    """
    look_up(scene)
    options: dict[tuple[int, int], dict[str, float]] = {}
    alone = [start_cost(scene, b) for b in range(len(scene.blocks))]
    ends = [end_cost(scene, a) for a in range(len(scene.blocks))]
    for a, b in _pairs_in_reach(scene):
        reasons = block_link(scene, a, b, alone[b] + ends[a])
        if reasons is not None:
            options[a, b] = reasons
    for h, box in enumerate(scene.boxes):
        bare = bare_cost(scene, h)
        for b in scene.near(box.top - REACH * scene.em, box.bottom + REACH * scene.em):
            reasons = head_link(scene, h, b)
            if reasons is not None and sum(reasons.values()) < alone[b] + bare:
                options[-1 - h, b] = reasons
    return _assign(scene, options)


def _assign(scene: Scene, options: dict[tuple[int, int], dict[str, float]]) -> list[Link]:
    """The cheapest links, solved apart for each set of blocks and headlines that options connect."""
    links: list[Link] = []
    for sources, targets in _connected(scene, options):
        links += _assign_part(scene, options, sources, targets)
    return _without_cycles(links)


def _connected(scene: Scene, options: Iterable[tuple[int, int]]) -> list[tuple[list[int], list[int]]]:
    """Sources and targets of each connected part; a block counts once as a source and once as a target."""
    parent: dict[tuple[str, int], tuple[str, int]] = {}

    def root(node: tuple[str, int]) -> tuple[str, int]:
        while (above := parent.setdefault(node, node)) != node:
            parent[node] = parent[above]
            node = above
        return node

    for source, target in options:
        parent[root(("source", source))] = root(("target", target))
    parts: dict[tuple[str, int], tuple[list[int], list[int]]] = {}
    for k in range(len(scene.blocks)):
        parts.setdefault(root(("target", k)), ([], []))[1].append(k)
    for source in [*range(len(scene.blocks)), *(-1 - h for h in range(len(scene.heads)))]:
        place = root(("source", source))
        if place in parts:
            parts[place][0].append(source)
    return list(parts.values())


def _assign_part(
    scene: Scene, options: dict[tuple[int, int], dict[str, float]], sources: list[int], targets: list[int]
) -> list[Link]:
    ns, nt = len(sources), len(targets)
    if not ns:
        return []
    # rows: sources, and a start for each target; columns: targets, and an end for each source
    cost = np.full((ns + nt, ns + nt), FORBIDDEN)
    cost[ns:, nt:] = 0.0
    for column, target in enumerate(targets):
        cost[ns + column, column] = start_cost(scene, target)
    for row, source in enumerate(sources):
        cost[row, nt + row] = end_cost(scene, source) if source >= 0 else bare_cost(scene, -1 - source)
        for column, target in enumerate(targets):
            reasons = options.get((source, target))
            if reasons is not None:
                cost[row, column] = sum(reasons.values())
    pairs, reduced = cheapest_pairs(cost)
    chosen = {
        source: targets[column]
        for row, source in enumerate(sources)
        if (column := int(pairs[row])) < nt and (source, targets[column]) in options
    }
    chain = _chains(chosen)
    from_chain = np.array([chain.get(source, -1) for source in sources] + [-1] * nt)
    to_chain = np.array([chain.get(target, -1) for target in targets] + [-1] * ns)
    links = []
    for row, source in enumerate(sources):
        if source in chosen:
            column = int(pairs[row])
            own = chain[source]
            rivals = reduced[from_chain != own, column].min() + reduced[row, to_chain != own].min()
            reasons = options[source, targets[column]]
            links.append(Link(source, targets[column], float(cost[row, column]), float(rivals), reasons))
    return links


def _chains(chosen: Mapping[int, int]) -> dict[int, int]:
    """The number of the chain that each source and target is in."""
    chain: dict[int, int] = {}
    led = set(chosen.values())
    starts = [source for source in chosen if source not in led]
    for number, start in enumerate([*starts, *chosen]):  # what is left after the starts goes in circles
        node: int | None = start
        while node is not None and node not in chain:
            chain[node] = number
            node = chosen.get(node)
    return chain


def _without_cycles(links: list[Link]) -> list[Link]:
    by_source = {link.source: link for link in links}
    kept = dict(by_source)
    for start in list(by_source):
        seen: list[Link] = []
        node = start
        while node in kept and len(seen) <= len(links):
            seen.append(kept[node])
            node = kept[node].target
            if node == start:
                worst = max(seen, key=lambda link: (link.cost, link.source))
                del kept[worst.source]
                break
    return [link for link in links if kept.get(link.source) is link]


def _pairs_in_reach(scene: Scene) -> list[tuple[int, int]]:
    """Pairs of blocks in one container that may follow each other, by position alone."""
    blocks = scene.blocks
    if not blocks:
        return []
    em = scene.em
    x0 = np.array([b.x0 for b in blocks])
    x1 = np.array([b.x1 for b in blocks])
    top = np.array([b.top for b in blocks])
    bottom = np.array([b.bottom for b in blocks])
    container = np.array([b.container for b in blocks])
    width = x1 - x0
    shared = np.minimum(x1[:, None], x1[None, :]) - np.maximum(x0[:, None], x0[None, :])
    narrow = np.minimum(width[:, None], width[None, :])
    same_column = shared > 0.5 * narrow
    gap = top[None, :] - bottom[:, None]
    beneath = (gap >= -0.6 * em) & (gap <= REACH * em)
    within = (gap <= REACH * em) & (REACH * em >= gap.T)
    right = within & (x0[None, :] >= x1[:, None] - 0.6 * em) & (x0[None, :] - x1[:, None] <= WIDEST * em)
    back = (x1[None, :] <= x0[:, None] + 0.6 * em) & beneath
    ok = (same_column & beneath) | right | back
    ok &= container[:, None] == container[None, :]
    np.fill_diagonal(ok, val=False)
    aside = np.maximum(x0[None, :] - x1[:, None], x0[:, None] - x1[None, :])
    distance = np.maximum(aside, 0.0) + 0.3 * np.maximum(np.maximum(gap, gap.T), 0.0)
    distance = np.where(ok, distance, np.inf)
    pairs = []
    for a in range(len(blocks)):
        nearest = np.flatnonzero(ok[a])
        if len(nearest) > MOST_RIVALS:
            nearest = np.sort(np.argsort(distance[a], kind="stable")[:MOST_RIVALS])
        pairs += [(a, int(b)) for b in nearest]
    return pairs
