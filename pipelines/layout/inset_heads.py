"""A headline left without text in the middle of a story left without headline (腰题): the two belong together.

The flow weighs each first block by itself, and where an inset headline's story begins cannot be told from one block: at
the top of a column that runs past it, or above it. Once the flow has strung the columns, the story as a whole can be
seen around the headline.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.layout.flow import Link
from pipelines.layout.flow_scene import Scene, level_rule, overlap, upright_rule
from pipelines.layout.story_blocks import StoryBlock
from pipelines.reading.page import Box

NEAR = 4.0  # em between a headline and the text around it
BESIDE = 8.0  # em between a headline, set in the middle of white, and its columns at one side
LEAST_WORDS = 0.0, 2.0  # log-likelihood ratio that the headline is about the story: around it, at one side only
MARGIN = 1.0  # of a link that only what is left over speaks for


def give_inset_heads(scene: Scene, links: Sequence[Link]) -> list[Link]:
    """The links, and one more for each bare headline that stands in exactly one headless story and announces it.

    A headline stands in a story whose text adjoins it at two sides, with no rule between; or, if the words leave no
    doubt, at its left or right.
    """
    busy = {link.source for link in links}
    chains = _headless(scene, links)
    claims: dict[int, list[int]] = {}
    for h, head in enumerate(scene.heads):
        if -1 - h in busy or head.in_column or head.over_titles or head.heads_briefs:
            continue
        sides = {start: around for start, chain in chains.items() if (around := _sides(scene, chain, h))}
        if len(sides) != 1:
            continue
        start, around = sides.popitem()
        words = max(float(scene.words.announced[h, k]) for k in chains[start])
        if (len(around) > 1 and words > LEAST_WORDS[0]) or (around & {"left", "right"} and words > LEAST_WORDS[1]):
            claims.setdefault(start, []).append(h)
    given = [
        Link(-1 - heads[0], start, 0.0, MARGIN, {"set in, left over": 0.0})
        for start, heads in claims.items()
        if len(heads) == 1
    ]
    return [*links, *given]


def _headless(scene: Scene, links: Sequence[Link]) -> dict[int, list[int]]:
    """Blocks of each story that starts without headline or jump line, by its first."""
    follows = {link.source: link.target for link in links}
    led = set(follows.values())
    chains = {}
    for start, block in enumerate(scene.blocks):
        if start in led or block.jump_from:
            continue
        chain = [start]
        while chain[-1] in follows:
            chain.append(follows[chain[-1]])
        chains[start] = chain
    return chains


def _sides(scene: Scene, chain: Sequence[int], h: int) -> set[str]:
    """The sides at which a story adjoins a headline."""
    box, container = scene.boxes[h], scene.heads[h].container
    blocks = [scene.blocks[k] for k in chain if scene.blocks[k].container == container]
    return {side for block in blocks if (side := _side(scene, block, box)) is not None}


def _side(scene: Scene, block: StoryBlock, box: Box) -> str | None:
    """Where a block adjoins a headline, with nothing but white between."""
    em = scene.em
    if overlap(block.x0, block.x1, box.x0, box.x1) > 0.3 * min(block.width, box.x1 - box.x0):
        over = block.bottom <= box.top + em
        y0, y1 = (block.bottom, box.top) if over else (box.bottom, block.top)
        x0, x1 = max(block.x0, box.x0), min(block.x1, box.x1)
        if -em < y1 - y0 < NEAR * em and not level_rule(scene.rules, y0, y1, x0, x1, em):
            return "above" if over else "below"
        return None
    if overlap(block.top, block.bottom, box.top, box.bottom) > 0.5 * (box.bottom - box.top):
        left = block.x1 <= box.x0 + em
        x0, x1 = (block.x1, box.x0) if left else (box.x1, block.x0)
        if -em < x1 - x0 < BESIDE * em and not upright_rule(scene.rules, x0, x1, box.top, box.bottom, em):
            return "left" if left else "right"
    return None
