"""What editions say about each other: issue numbers that follow, days without an edition, the rhythm of a paper.

Pure functions of the editions' rows, so that they come out the same whatever the order of arrival.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

_DAY = dt.timedelta(days=1)
_LOOK_BACK = 40  # numbered editions that an edition is compared with
_WEEKS = 4  # the rhythm of a day is that of its weekday in so many weeks before and after
_LONGEST_PAUSE = 31  # days between two issues of anything that appears at least monthly
_NEAR = 10  # days before and after, where there are fewer than two such weekdays


@dataclass(frozen=True, slots=True)
class EditionFacts:
    """What the comparison needs of one edition."""

    edition_id: str
    publication_id: str
    date: dt.date
    issue_number: int | None = None
    pages_declared: int | None = None
    pages_received: int = 0
    article_count: int = 0

    @classmethod
    def from_row(cls, row: Mapping[str, Any], article_count: int = 0) -> EditionFacts:
        """From a row of `editions`."""
        return cls(
            row["edition_id"],
            row["publication_id"],
            row["date"],
            row["issue_number"],
            row["pages_declared"],
            row["pages_received"],
            article_count,
        )


@dataclass(slots=True)
class Verdict:
    """What the neighbours say of one edition.

    issue_number_agrees: None where there is nothing to compare
    findings: by name of the check, what was found (empty: passed)
    """

    issue_number_agrees: bool | None = None
    findings: dict[str, list[str]] = field(default_factory=dict)


def compare(editions: Iterable[EditionFacts]) -> dict[str, Verdict]:
    """The verdict on each edition, by id."""
    by_publication: dict[str, list[EditionFacts]] = defaultdict(list)
    for edition in editions:
        by_publication[edition.publication_id].append(edition)
    verdicts: dict[str, Verdict] = {}
    for members in by_publication.values():
        ordered = sorted(members, key=lambda edition: (edition.date, edition.edition_id))
        agree = issue_numbers_agree(ordered)
        rhythm = Rhythm(ordered)
        per_day = Counter(edition.date for edition in ordered)
        for position, edition in enumerate(ordered):
            before = ordered[position - 1] if position else None
            numbers = _number_findings(edition, ordered[:position]) if agree[edition.edition_id] is False else []
            several = [f"{per_day[edition.date]} editions of {edition.date}"] if per_day[edition.date] > 1 else []
            verdicts[edition.edition_id] = Verdict(
                agree[edition.edition_id],
                {
                    "issue_number": numbers,
                    "missing_days_before": _missing_days(before, edition, rhythm),
                    "editions_of_the_day": several,
                },
            )
    return verdicts


def _number_findings(edition: EditionFacts, earlier: Sequence[EditionFacts]) -> list[str]:
    before = next((other for other in reversed(earlier) if other.issue_number is not None), None)
    against = f" after {before.issue_number} of {before.date}" if before else ""
    return [f"issue {edition.issue_number} of {edition.date}{against} does not fit its neighbours"]


def _missing_days(before: EditionFacts | None, edition: EditionFacts, rhythm: Rhythm) -> list[str]:
    if before is None:
        return []
    days = [before.date + _DAY * number for number in range(1, (edition.date - before.date).days)]
    return [f"no edition of {day}" for day in days if rhythm.expected(day).expected]


def issue_numbers_agree(ordered: Sequence[EditionFacts]) -> dict[str, bool | None]:
    """Whether each issue number fits: those in the longest run of editions whose numbers follow each other do.

    So of a misprinted number and its two sound neighbours only the misprint is found fault with. A number follows
    another when it is higher by no more than the days between, and by at least one a month; editions of one day
    may share a number. ordered: the editions of one publication by date.
    """
    numbered = [edition for edition in ordered if edition.issue_number is not None]
    length = [1] * len(numbered)
    link: list[int | None] = [None] * len(numbered)
    for position, edition in enumerate(numbered):
        for earlier in range(max(0, position - _LOOK_BACK), position):
            if length[earlier] + 1 > length[position] and _follows(numbered[earlier], edition):
                length[position], link[position] = length[earlier] + 1, earlier
    run: set[str] = set()
    place = max(range(len(numbered)), key=lambda index: length[index]) if numbered else None
    while place is not None:
        run.add(numbered[place].edition_id)
        place = link[place]
    agree: dict[str, bool | None] = {edition.edition_id: None for edition in ordered}
    if len(numbered) > 1:
        agree |= {edition.edition_id: len(run) > 1 and edition.edition_id in run for edition in numbered}
    return agree


def _follows(earlier: EditionFacts, later: EditionFacts) -> bool:
    assert earlier.issue_number is not None
    assert later.issue_number is not None
    days = (later.date - earlier.date).days
    step = later.issue_number - earlier.issue_number
    return 0 <= step <= 1 if days == 0 else max(1, days // _LONGEST_PAUSE) <= step <= days


@dataclass(frozen=True, slots=True)
class Expectation:
    """Whether a day should have an edition, and why that is thought."""

    expected: bool
    reason: str | None = None


class Rhythm:
    """When a publication appears, learned from its editions; the issue numbers on both sides of a gap decide first."""

    def __init__(self, ordered: Sequence[EditionFacts]) -> None:
        self._days = {edition.date for edition in ordered}
        self._first = min(self._days, default=dt.date.min)
        self._last = max(self._days, default=dt.date.min)
        agree = issue_numbers_agree(ordered)
        self._numbered = [edition for edition in ordered if agree[edition.edition_id]]

    def expected(self, day: dt.date) -> Expectation:
        """Whether `day` should have an edition, judged by the other days."""
        if day not in self._days and (by_numbers := self._by_numbers(day)):
            return by_numbers
        return Expectation(self._by_weekday(day))

    def _by_numbers(self, day: dt.date) -> Expectation | None:
        after = bisect_left(self._numbered, day, key=lambda edition: edition.date)
        if after in (0, len(self._numbered)):
            return None
        one, other = self._numbered[after - 1], self._numbered[after]
        between = [one.date + _DAY * number for number in range(1, (other.date - one.date).days)]
        absent = sum(date not in self._days for date in between)
        present = len({date for date in between if date in self._days})
        assert one.issue_number is not None
        assert other.issue_number is not None
        missing = other.issue_number - one.issue_number - 1 - present
        if missing <= 0:
            return Expectation(False, "issue numbers run on: nothing was printed")
        if missing >= absent:
            return Expectation(True, f"issue numbers show that {missing} of {absent} days are missing")
        return None

    def _by_weekday(self, day: dt.date) -> bool:
        week = dt.timedelta(weeks=1)
        weekdays = [day + week * number for number in range(-_WEEKS, _WEEKS + 1) if number]
        weekdays = [date for date in weekdays if self._first <= date <= self._last]
        if len(weekdays) >= 2:
            return 2 * sum(date in self._days for date in weekdays) >= len(weekdays)
        near = [day + _DAY * number for number in range(-_NEAR, _NEAR + 1) if number]
        near = [date for date in near if self._first <= date <= self._last]
        received = sum(date in self._days for date in near)
        return received >= 3 and 5 * received >= 3 * len(near)
