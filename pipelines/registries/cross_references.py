"""References that lead out of their edition, and the articles that each of them may mean.

A reference names a day and mostly a page (详见本报1月19日A2版报道, 上接昨日A2版), a headline (《…》后续), or only
that the story goes on (未完待续: in the next edition). Candidates are looked up by publication, day and page, so that
the cost grows with the number of references.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz import fuzz

from pipelines.layout.jumps import Jump, find_jumps, find_see_also, parse_jumps, printed_day, same_page

HEAD_COLUMNS = ("article_id", "edition_id", "genre", "kicker", "headline", "deck", "page_labels")
"""The columns of `articles` that references ask for, besides the text."""

_NO_TARGET = {"notice", "ad"}
_NEXT_ISSUE = 31  # days within which an edition counts as the next one
_REMEMBERED = 366  # days that a headline is referred to without its date
_SHORTEST = 5  # characters of a headline that identifies a story
_ALIKE = 80.0  # percent of a headline that another repeats


@dataclass(slots=True)
class Story:
    """An article as references see it.

    goes_on, comes_from: its open jumps to another day, by the reference as printed
    """

    article_id: str
    publication_id: str
    edition_id: str
    date: dt.date
    headline: str
    titles: str
    page_labels: Sequence[str]
    goes_on: dict[str, Jump] = field(default_factory=dict)
    comes_from: dict[str, Jump] = field(default_factory=dict)

    def is_on(self, page: str) -> bool:
        """The article stands, at least in part, on the page that a reference names."""
        return any(same_page(page, label) for label in self.page_labels)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A reference to an earlier report, with the articles that it may mean, ordered by id."""

    story: Story
    to_ref: str
    candidates: Sequence[Story]


@dataclass(slots=True)
class CrossReferences:
    """What the archive is asked.

    follow_ups: references to earlier reports; jumps: pairs (story, what may be its continuation on another day)
    """

    follow_ups: list[FollowUp]
    jumps: list[tuple[Story, Story]]

    @property
    def article_ids(self) -> set[str]:
        """Articles whose texts are asked for."""
        named = {story.article_id for pair in self.jumps for story in pair}
        for reference in self.follow_ups:
            if reference.candidates:
                named |= {reference.story.article_id, *(story.article_id for story in reference.candidates)}
        return named


def read_references(links: Iterable[tuple[str, str, str]], heads: pa.Table, editions: Archive) -> CrossReferences:
    """The references of `links` (article, link type, reference as printed), without those that stay in their edition.

    heads: `HEAD_COLUMNS` of all articles
    """
    ordered = sorted(set(links))
    shelf = _Shelf(heads, editions)
    shelf.fetch(ids={article for article, _, _ in ordered})
    jumps, follow_ups = [], []
    for article_id, link_type, to_ref in ordered:
        story = shelf.by_id.get(article_id)
        if story is None:
            continue
        if link_type == "follow_up_of":
            follow_ups.append((story, to_ref))
        elif jump := _other_day(to_ref, link_type):
            (story.goes_on if link_type == "continues_on" else story.comes_from)[to_ref] = jump
            jumps.append((story, jump))
    days = {(story.publication_id, day) for story, jump in jumps for day in editions.days_of(story, jump)}
    for story, to_ref in follow_ups:
        days |= {(story.publication_id, also.date) for also in find_see_also(to_ref, story.date) if also.date}
    shelf.fetch(days=days)
    return CrossReferences(_follow_ups(follow_ups, shelf), _pairs(jumps, shelf))


def bare(text: str) -> str:
    """A headline or text without blanks and marks, which change from print to print."""
    return re.sub(r"\W", "", text)


def quoted(text: str) -> list[str]:
    """What stands in 《…》, bare."""
    return [bare(title) for title in re.findall(r"《([^》]{2,60})》", text)]


class Archive:
    """The editions: which day each has, and which days stand beside a day."""

    def __init__(self, editions: Iterable[tuple[str, str, dt.date]]) -> None:
        """`editions`: (edition_id, publication_id, date)."""
        self.of: dict[str, tuple[str, dt.date]] = {}
        self._on: dict[tuple[str, dt.date], list[str]] = defaultdict(list)
        self._days: dict[str, list[dt.date]] = defaultdict(list)
        for edition_id, publication_id, date in sorted(editions):
            self.of[edition_id] = publication_id, date
            self._on[publication_id, date].append(edition_id)
        for publication_id, date in sorted(self._on):
            self._days[publication_id].append(date)

    def on(self, publication_id: str, day: dt.date) -> list[str]:
        """The editions of a day."""
        return self._on.get((publication_id, day), [])

    def days_of(self, story: Story, jump: Jump) -> list[dt.date]:
        """The day that a jump leads to: the printed one, else that of the edition next to the story's; none or one."""
        day = printed_day(jump.day, story.date, is_later=jump.direction == "to")
        if day is not None:
            return [day]
        days = self._days[story.publication_id]
        if jump.direction == "to":
            near = days[bisect_right(days, story.date) :][:1]
        else:
            near = days[: bisect_left(days, story.date)][-1:]
        return [day for day in near if abs(day - story.date).days <= _NEXT_ISSUE]


class _Shelf:
    """Stories, fetched by id, day or headline; each is made once."""

    def __init__(self, heads: pa.Table, editions: Archive) -> None:
        self._heads, self.editions = heads, editions
        self.by_id: dict[str, Story] = {}
        self._in_edition: dict[str, list[Story]] = {}

    def fetch(self, *, ids: Iterable[str] = (), days: Iterable[tuple[str, dt.date]] = ()) -> None:
        """Take articles in: these, and all of the editions of these days."""
        if wanted := sorted(ids):
            self._take(pc.is_in(self._heads["article_id"], pa.array(wanted, pa.string())))
        whole = sorted(edition for day in days for edition in self.editions.on(*day))
        if whole:
            self._take(pc.is_in(self._heads["edition_id"], pa.array(whole, pa.string())))
        for edition in whole:
            self._in_edition[edition] = []
        for key in sorted(self.by_id) if whole else ():
            story = self.by_id[key]
            if story.edition_id in self._in_edition:
                self._in_edition[story.edition_id].append(story)

    def titled(self, titles: set[str]) -> dict[str, list[Story]]:
        """The articles of the archive with one of these (bare) headlines."""
        if not titles:
            return {}
        bared = pc.replace_substring_regex(self._heads["headline"], r"[^\p{L}\p{N}_]", "")
        known = self._take(pc.is_in(bared, pa.array(sorted(titles), pa.string())))
        found: dict[str, list[Story]] = defaultdict(list)
        for story in known:
            found[bare(story.headline)].append(story)
        return found

    def on(self, publication_id: str, day: dt.date) -> list[Story]:
        """The stories of a day, by id."""
        return [
            story for edition in self.editions.on(publication_id, day) for story in self._in_edition.get(edition, ())
        ]

    def _take(self, mask: pa.Array) -> list[Story]:
        taken = []
        for row in self._heads.filter(mask).to_pylist():
            if row["genre"] not in _NO_TARGET and row["edition_id"] in self.editions.of:
                taken.append(self.by_id.setdefault(row["article_id"], self._story(row)))
        return sorted(taken, key=lambda story: story.article_id)

    def _story(self, row: dict[str, Any]) -> Story:
        publication_id, date = self.editions.of[row["edition_id"]]
        titles = " ".join(row[name] for name in ("kicker", "headline", "deck") if row[name])
        return Story(
            row["article_id"], publication_id, row["edition_id"], date, row["headline"] or "", titles,
            row["page_labels"] or [],
        )  # fmt: skip


def _other_day(to_ref: str, link_type: str) -> Jump | None:
    direction = "to" if link_type == "continues_on" else "from"
    found = parse_jumps(to_ref) or find_jumps(to_ref)
    return next((jump for jump in found if jump.is_other_day and jump.direction == direction), None)


def _follow_ups(references: Sequence[tuple[Story, str]], shelf: _Shelf) -> list[FollowUp]:
    undated = {title for _, to_ref in references for title in quoted(to_ref) if len(title) >= _SHORTEST}
    titled = shelf.titled(undated)
    found = []
    for story, to_ref in references:
        candidates: list[Story] = []
        dated = [also for also in find_see_also(to_ref, story.date) if also.date and also.date < story.date]
        for also in dated:
            assert also.date is not None
            on_the_day = shelf.on(story.publication_id, also.date)
            candidates += [other for other in on_the_day if also.page is None or other.is_on(also.page)]
        for title in () if dated else quoted(to_ref):
            candidates += [
                other
                for other in titled.get(title, ())
                if other.publication_id == story.publication_id and 0 < (story.date - other.date).days <= _REMEMBERED
            ]
        found.append(FollowUp(story, to_ref, candidates))
    return found


def _pairs(jumps: Sequence[tuple[Story, Jump]], shelf: _Shelf) -> list[tuple[Story, Story]]:
    pairs: dict[tuple[str, str], tuple[Story, Story]] = {}
    for story, jump in jumps:
        for day in shelf.editions.days_of(story, jump):
            for other in shelf.on(story.publication_id, day):
                first, second = (story, other) if jump.direction == "to" else (other, story)
                if first.date < second.date and _may_lead(story, jump, other) and _days_agree(first, second, shelf):
                    pairs[first.article_id, second.article_id] = first, second
    return [pairs[key] for key in sorted(pairs)]


def _may_lead(story: Story, jump: Jump, other: Story) -> bool:
    """The other article stands on the page named; where none is, it prints a jump, has the page or the headline."""
    if jump.page:
        return other.is_on(jump.page)
    if other.comes_from if jump.direction == "to" else other.goes_on:
        return True
    if any(other.is_on(label) for label in story.page_labels):
        return True
    one, two = bare(story.headline), bare(other.headline)
    return min(len(one), len(two)) >= _SHORTEST and fuzz.partial_ratio(one, two) >= _ALIKE


def _days_agree(first: Story, second: Story, shelf: _Shelf) -> bool:
    """No jump that either side prints leads to another day."""
    leads = all(shelf.editions.days_of(first, jump) == [second.date] for jump in first.goes_on.values())
    return leads and all(shelf.editions.days_of(second, jump) == [first.date] for jump in second.comes_from.values())
