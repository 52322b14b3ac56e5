"""The flow: every text block gets one predecessor, a headline or a block, in one assignment over the page.

Each possible link has a cost in nats, roughly −log of its odds: where the blocks stand to each other, what is between
them, whether their type agrees, and whether the text runs on. A headline, a text that breaks off and a text that starts
inside a sentence each *cost* when they are left alone, so the cheapest set of links gives each headline its story.
`assignment.py` finds it for the page as a whole; a wrong link that looks good by itself has to pay for what it leaves
undone elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipelines.layout.assignment import cheapest_pairs
from pipelines.layout.flow_scene import Scene, look_up
from pipelines.layout.link_costs import bare_cost, block_link, end_cost, head_link, start_cost

FORBIDDEN = 50.0
WIDEST = 30.0  # em between a block and its successor in the next column


@dataclass(frozen=True, slots=True)
class Link:
    """A chosen link; `source` is a block's index, or −1 − index of a headline; `reasons` are the parts of its cost."""

    source: int
    target: int
    cost: float
    margin: float
    reasons: dict[str, float]


def find_links(scene: Scene) -> list[Link]:
    """The links of the cheapest assignment, at most one into and one out of each block and headline."""
    look_up(scene)
    blocks, heads = scene.blocks, scene.heads
    options: dict[tuple[int, int], dict[str, float]] = {}
    for a, b in _pairs_in_reach(scene):
        reasons = block_link(scene, a, b)
        if reasons is not None:
            options[a, b] = reasons
    for h in range(len(heads)):
        for b in range(len(blocks)):
            reasons = head_link(scene, h, b)
            if reasons is not None:
                options[-1 - h, b] = reasons
    return _assign(scene, options)


def _assign(scene: Scene, options: dict[tuple[int, int], dict[str, float]]) -> list[Link]:
    nb, nh = len(scene.blocks), len(scene.heads)
    if not nb:
        return []
    n = nb + nh + nb
    cost = np.full((n, n), FORBIDDEN)
    # rows: blocks, headlines, starts; columns: blocks, ends of blocks, ends of headlines
    for (source, target), reasons in options.items():
        row = source if source >= 0 else nb + (-1 - source)
        cost[row, target] = sum(reasons.values())
    for k in range(nb):
        cost[k, nb + k] = end_cost(scene, k)
        cost[nb + nh + k, k] = start_cost(scene, k)
    for h in range(nh):
        cost[nb + h, 2 * nb + h] = bare_cost(scene, h)
    cost[nb + nh :, nb:] = 0.0
    pairs = cheapest_pairs(cost)
    links = []
    for row in range(nb + nh):
        target = int(pairs[row])
        source = row if row < nb else -1 - (row - nb)
        if target < nb and (source, target) in options:
            others = np.sort(cost[:, target])
            value = float(cost[row, target])
            rival = float(others[1]) if value <= others[0] + 1e-9 else float(others[0])
            links.append(Link(source, target, value, rival - value, options[source, target]))
    return _without_cycles(links)


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
    beneath = top[None, :] >= bottom[:, None] - 0.6 * em
    right = (x0[None, :] >= x1[:, None] - 0.6 * em) & (x0[None, :] - x1[:, None] <= WIDEST * em)
    back = (x1[None, :] <= x0[:, None] + 0.6 * em) & beneath
    ok = (same_column & beneath) | right | back
    ok &= container[:, None] == container[None, :]
    np.fill_diagonal(ok, val=False)
    return [(int(a), int(b)) for a, b in zip(*np.nonzero(ok), strict=True)]
