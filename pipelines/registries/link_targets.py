"""Where references lead over the whole archive: earlier reports, continuations of another day, reprints.

The observed links (`article_links`) stay as they are; their targets are concluded here. A reference is followed to the
one article it means, or not at all when two articles come into question or none fits.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from pipelines.layout.jump_joins import ACCEPT, ACCEPT_BEST, LEAD, Part, join_confidence, join_evidence
from pipelines.layout.jumps import Jump
from pipelines.registries.cross_references import CrossReferences, FollowUp, Story, bare, quoted
from pipelines.registries.reprints import Reprint
from pipelines.registries.story_likeness import Likeness, one_story

_NOT_THERE = 0.1  # share of references whose report the archive has not, or not as one article
_SURE = 0.8  # probability from which on a reference is followed
_PRINTED_HEADLINE = 5.0  # log-odds: the referring article prints the candidate's headline
_OTHER_HEADLINE = -2.0  # the reference quotes a headline, and the candidate has another
_SHORTEST = 5  # characters of a headline that identifies a story


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """A row of `link_targets`."""

    from_article_id: str
    link_type: str
    to_ref: str
    to_article_id: str
    method: str
    confidence: float


def link_targets(
    references: CrossReferences, text_of: Mapping[str, str], reprints: Iterable[Reprint]
) -> list[LinkTarget]:
    """The targets that are found; `text_of` has the texts of `references.article_ids`."""
    found = [
        LinkTarget(item.article_id, "reprint_of", item.reprint_of, item.reprint_of, "inferred", item.similarity)
        for item in reprints
    ]
    for reference in references.follow_ups:
        found += _report_meant(reference, text_of)
    return found + _continuations(references.jumps, text_of)


# ------------------------------------------------------------------------------------ earlier reports


def _report_meant(reference: FollowUp, text_of: Mapping[str, str]) -> list[LinkTarget]:
    """Bayes over the candidates and *none of them*: one is taken when it has most of the probability."""
    if not reference.candidates:
        return []
    story = reference.story
    printed = bare(story.titles + text_of.get(story.article_id, ""))
    alike = Likeness(_read(story, text_of))
    weights = [
        math.exp(one_story(alike(_read(other, text_of))) + _headline_evidence(reference, printed, other))
        for other in reference.candidates
    ]
    none = _NOT_THERE / (1 - _NOT_THERE) * len(weights)
    best = max(range(len(weights)), key=weights.__getitem__)
    probability = weights[best] / (sum(weights) + none)
    if probability < _SURE:
        return []
    target = reference.candidates[best].article_id
    return [
        LinkTarget(story.article_id, "follow_up_of", reference.to_ref, target, "printed", round(probability, 4)),
    ]


def _headline_evidence(reference: FollowUp, printed: str, other: Story) -> float:
    headline = bare(other.headline)
    if len(headline) >= _SHORTEST and headline in printed:
        return _PRINTED_HEADLINE
    titles = quoted(reference.to_ref + reference.story.titles)
    alike = max((fuzz.ratio(title, headline) / 100 for title in titles), default=0.0)
    if headline and alike > 0.75:
        return _PRINTED_HEADLINE * alike
    return _OTHER_HEADLINE if quoted(reference.to_ref) else 0.0


def _read(story: Story, text_of: Mapping[str, str]) -> str:
    return f"{story.titles}\n{text_of.get(story.article_id, '')}"


# ---------------------------------------------------------------------- continuations of another day


def _continuations(pairs: Sequence[tuple[Story, Story]], text_of: Mapping[str, str]) -> list[LinkTarget]:
    """One-to-one, best pairs first; a pair that does not lead its rivals clearly is left open."""
    scores = [sum(join_evidence(*_parts(first, second, text_of), _one_text).values()) for first, second in pairs]
    rivals: dict[tuple[str, str], list[int]] = defaultdict(list)
    sides = [(("first", first.article_id), ("second", second.article_id)) for first, second in pairs]
    for index, both in enumerate(sides):
        for side in both:
            rivals[side].append(index)
    taken: set[tuple[str, str]] = set()
    found: list[LinkTarget] = []
    for index in sorted(range(len(pairs)), key=lambda at: (-scores[at], at)):
        if scores[index] <= _enough(*pairs[index]) or taken.intersection(sides[index]):
            continue
        others = {
            other for side in sides[index] for other in rivals[side] if other != index and not taken & {*sides[other]}
        }
        if all(scores[index] > scores[other] + LEAD for other in others):
            taken.update(sides[index])
            found += _rows(*pairs[index], join_confidence(scores[index]))
    return found


def _enough(first: Story, second: Story) -> float:
    """What the evidence of a pair must outweigh: more where only one side prints that the story goes on."""
    return ACCEPT_BEST if first.goes_on and second.comes_from else ACCEPT


def _one_text(one: str, other: str) -> float:
    return one_story(Likeness(one)(other))


def _parts(first: Story, second: Story, text_of: Mapping[str, str]) -> tuple[Part, Part]:
    """Both sides as the joining of an edition's pages sees them."""
    goes_to, comes_from = next(iter(first.goes_on.values()), None), next(iter(second.comes_from.values()), None)

    def part(story: Story, number: int, label: str, to: Jump | None, origin: Jump | None) -> Part:
        text = text_of.get(story.article_id, "")
        return Part(number, label, to, origin, story.headline, text, starts_paragraph=False, has_opening=False)

    return (
        part(first, 0, _label(first, comes_from, -1), goes_to, None),
        part(second, 1, _label(second, goes_to, 0), None, comes_from),
    )


def _label(story: Story, named_by: Jump | None, usual: int) -> str:
    """The page of a story that the other side's jump names, if it stands there, else its last or first page."""
    if named_by and named_by.page and story.is_on(named_by.page):
        return named_by.page
    return story.page_labels[usual] if story.page_labels else ""


def _rows(first: Story, second: Story, confidence: float) -> Iterable[LinkTarget]:
    both = bool(first.goes_on and second.comes_from)
    for link_type, story, jumps, other in (
        ("continues_on", first, first.goes_on, second),
        ("continued_from", second, second.comes_from, first),
    ):
        for to_ref, jump in jumps.items():
            method = "printed" if jump.page or both else "inferred"
            yield LinkTarget(story.article_id, link_type, to_ref, other.article_id, method, confidence)
