"""What editions say about each other: issue numbers, rhythm, and the table of days."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pipelines.ingest.coverage import Withheld, coverage_rows
from pipelines.ingest.neighbours import EditionFacts, Expectation, Rhythm, compare, issue_numbers_agree

MONDAY = dt.date(2021, 3, 1)


def day(number: int) -> dt.date:
    return MONDAY + dt.timedelta(days=number)


def printed(number: int, issue: int | None = None, **facts: Any) -> EditionFacts:
    return EditionFacts(f"p-{day(number)}", "p", day(number), issue, **facts)


def verdicts(*editions: EditionFacts) -> list[bool | None]:
    return list(issue_numbers_agree(editions).values())


def test_numbers_that_follow_each_other_agree():
    assert verdicts(printed(0, 100), printed(1, 101), printed(3, 102), printed(4, 104)) == [True, True, True, False]


def test_only_the_misprint_is_found_fault_with():
    assert verdicts(printed(0, 100), printed(1, 110), printed(2, 102)) == [True, False, True]
    assert verdicts(printed(0, 99), printed(1, 101), printed(2, 102), printed(3, 103)) == [False, True, True, True]


def test_there_may_be_nothing_to_compare():
    assert verdicts(printed(0, 100)) == [None]
    assert verdicts(printed(0, 100), printed(1)) == [None, None]
    assert verdicts(printed(0, 100), printed(1, 500)) == [False, False]  # which of the two is wrong?


@given(st.lists(st.integers(1, 3), min_size=1, max_size=30), st.integers(1, 29))
def test_one_wrong_number_in_a_sound_run_is_found(gaps: list[int], place: int):
    editions, number = [printed(0, 1000)], 0
    for step, gap in enumerate(gaps, start=1):
        number += gap
        editions.append(printed(number, 1000 + step))
    assert all(verdicts(*editions))
    if len(editions) > 4 and place < len(editions) - 1:
        editions[place] = printed((editions[place].date - MONDAY).days, 5000)
        assert [position for position, agrees in enumerate(verdicts(*editions)) if not agrees] == [place]


def weekdays_only(weeks: int) -> list[EditionFacts]:
    return [printed(number) for number in range(weeks * 7) if number % 7 < 5]


def test_the_rhythm_is_learned_from_the_weekdays():
    rhythm = Rhythm(weekdays_only(6))
    assert [rhythm.expected(day(14 + number)).expected for number in range(7)] == [True] * 5 + [False] * 2


def test_a_gap_is_judged_by_the_days_around_it():
    editions = [edition for edition in weekdays_only(6) if edition.date != day(16)]
    assert Rhythm(editions).expected(day(16)) == Expectation(True)
    assert compare(editions)[f"p-{day(17)}"].findings["missing_days_before"] == [f"no edition of {day(16)}"]


def test_two_editions_a_year_apart_make_no_rhythm():
    rhythm = Rhythm([printed(0), printed(370)])
    assert not any(rhythm.expected(day(number)).expected for number in range(1, 370))


def test_issue_numbers_decide_before_the_rhythm():
    daily = [printed(number, 100 + number) for number in range(20) if number != 10]
    assert Rhythm(daily).expected(day(10)).reason == "issue numbers show that 1 of 1 days are missing"
    holiday = [printed(number, 100 + number - (number > 10)) for number in range(20) if number != 10]
    assert Rhythm(holiday).expected(day(10)) == Expectation(False, "issue numbers run on: nothing was printed")


def test_the_rhythm_goes_on_after_the_last_edition():
    rhythm = Rhythm(weekdays_only(6))
    assert [rhythm.expected(day(42 + number)).expected for number in range(7)] == [True] * 5 + [False] * 2


@given(st.sets(st.integers(0, 60), min_size=1), st.randoms())
def test_the_order_of_the_editions_makes_no_difference(days: set[int], random: Any):
    editions = [printed(number, 100 + number // 2) for number in sorted(days)]
    shuffled = random.sample(editions, len(editions))
    assert compare(editions) == compare(shuffled)
    assert coverage_rows(editions) == coverage_rows(shuffled)


def test_coverage_has_a_row_for_each_day_with_the_reason():
    editions = [
        printed(0, 100, pages_declared=4, pages_received=4, article_count=30),
        printed(1, 101, pages_declared=4, pages_received=3, article_count=20),
        printed(3, 103, pages_received=2),
        EditionFacts(f"p-{day(3)}-b", "p", day(3), 103, None, 1),
    ]
    held = [Withheld("p", day(2), "p/x.pdf", "damaged"), Withheld("q", day(5), "q/y.pdf", "empty")]
    rows = coverage_rows(editions, held)
    assert [(row["publication_id"], row["date"], row["expected"], row["received"], row["reason"]) for row in rows] == [
        ("p", day(0), True, True, None),
        ("p", day(1), True, True, "1 of 4 pages missing"),
        ("p", day(2), True, False, "not taken in: p/x.pdf (damaged)"),
        ("p", day(3), True, True, "2 editions"),
        ("q", day(5), True, False, "not taken in: q/y.pdf (empty)"),
    ]
    assert [(row["pages_declared"], row["pages_received"], row["article_count"]) for row in rows[:2]] == [
        (4, 4, 30),
        (4, 3, 20),
    ]
