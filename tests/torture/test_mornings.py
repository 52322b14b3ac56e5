"""Thirty scripted mornings of a paper: after each, summary, `coverage` and `checks` are exactly as scripted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.ingest.test_ingest import WATER_NOTICE, Desk
from tests.typeset import Imprint, edition, page, stories

pytestmark = [pytest.mark.torture, pytest.mark.timeout(900)]

FIRST = dt.date(2021, 3, 1)  # a Monday
PAPER, DAILY = "株洲日报", "zhuzhou-daily"


def day(number: int) -> dt.date:
    return FIRST + dt.timedelta(days=number)


def name(number: int) -> str:
    return f"{DAILY}-{day(number)}"


def issue(number: int) -> int:
    """Six issues a week: nothing is printed on Sundays."""
    return 20_000 + number - (number + 1) // 7


def pages(number: int) -> dict[str, bytes]:
    return edition(PAPER, day(number), issue=issue(number))


def folder(number: int) -> str:
    return f"{DAILY}/{day(number)}"


@dataclass
class Morning:
    """What comes, and what the summary then says: editions published, files in quarantine with their reasons."""

    number: int
    deliver: Callable[[Desk], None]
    published: list[str]
    quarantined: list[str] = field(default_factory=list)


def whole(number: int) -> Callable[[Desk], None]:
    return lambda desk: desk.put(pages(number), folder(number))


def only(number: int, *labels: str) -> Callable[[Desk], None]:
    return lambda desk: desk.put({label: pages(number)[label] for label in labels}, folder(number))


def both(*deliveries: Callable[[Desk], None]) -> Callable[[Desk], None]:
    def deliver(desk: Desk) -> None:
        for delivery in deliveries:
            delivery(desk)

    return deliver


def nothing(desk: Desk) -> None:
    """No file comes."""


def twice(number: int) -> Callable[[Desk], None]:
    return both(whole(number), lambda desk: desk.put(pages(number), f"{folder(number)} again"))


def truncated(number: int) -> Callable[[Desk], None]:
    return lambda desk: desk.put({"A1": pages(number)["A1"], "A2": pages(number)["A2"][:2500]}, folder(number))


def corrected(number: int) -> Callable[[Desk], None]:
    seed = day(number).toordinal() % 1000 * 10 + 1
    copy = page("A2", Imprint(PAPER, day(number), issue(number), 2), [*stories(seed, 2), WATER_NOTICE], front=False)
    return lambda desk: desk.put({"A2-更正": copy}, folder(number))


def misfiled(number: int) -> Callable[[Desk], None]:
    """The folder has the date of the day before."""
    return lambda desk: desk.put(pages(number), f"{DAILY}/{day(number - 1)} neu")


def misnumbered(number: int) -> Callable[[Desk], None]:
    return lambda desk: desk.put(edition(PAPER, day(number), issue=issue(number) + 9000), folder(number))


def extra(number: int) -> Callable[[Desk], None]:
    copy = page("A1", Imprint(PAPER, day(number), issue(number) + 5000, 1), [WATER_NOTICE], front=True)
    return lambda desk: desk.put({"A1": copy}, f"{folder(number)} extra")


def wrong_weekday(number: int) -> Callable[[Desk], None]:
    copies = edition(PAPER, day(number), issue=issue(number), weekday="星期日")
    return lambda desk: desk.put(copies, folder(number))


def html(number: int) -> Callable[[Desk], None]:
    return lambda desk: desk.put({"A1": b"<html>404</html>", "A2": b""}, folder(number))


def dated_2031(desk: Desk) -> None:
    desk.put({"2031-01-01_A1": page("A1", Imprint(PAPER, dt.date(2031, 1, 1), 1, 1), stories(1), front=True)}, DAILY)


FUTURE = f"{DAILY}/2031-01-01_A1.pdf: future_date"
SCRIPT = [
    *[Morning(number, whole(number), [name(number)]) for number in range(6)],
    Morning(6, nothing, []),  # Sunday
    Morning(7, only(7, "A1"), [name(7)]),  # A2 is late
    Morning(8, both(only(7, "A2"), whole(8)), [name(7), name(8)]),
    Morning(9, twice(9), [name(9)]),
    Morning(10, nothing, []),  # missing
    Morning(11, whole(11), [name(11)]),
    Morning(12, truncated(12), [name(12)], [f"{folder(12)}/A2.pdf: damaged"]),
    Morning(13, only(12, "A2"), [name(12)]),  # Sunday; the rest of yesterday's page has come
    Morning(14, whole(14), [name(14)]),
    Morning(15, both(corrected(14), whole(15)), [name(14), name(15)]),
    Morning(16, misfiled(16), [name(16)]),
    Morning(17, misnumbered(17), [name(17)]),
    Morning(18, both(whole(18), extra(18)), [name(18), f"{name(18)}-b"]),
    Morning(19, both(wrong_weekday(19), dated_2031), [name(19)], [FUTURE]),
    Morning(20, nothing, [], [FUTURE]),  # Sunday
    Morning(21, html(21), [], [FUTURE, f"{folder(21)}/A1.pdf: not_a_pdf", f"{folder(21)}/A2.pdf: empty"]),
    Morning(22, both(whole(21), whole(22)), [name(21), name(22)], [FUTURE]),  # healed
    Morning(23, nothing, [], [FUTURE]),  # late
    Morning(24, both(whole(23), whole(24)), [name(23), name(24)], [FUTURE]),
    *[Morning(number, whole(number), [name(number)], [FUTURE]) for number in (25, 26)],
    Morning(27, nothing, [], [FUTURE]),  # Sunday
    Morning(28, whole(28), [name(28)], [FUTURE]),
    Morning(29, html(29), [], [FUTURE, f"{folder(29)}/A1.pdf: not_a_pdf", f"{folder(29)}/A2.pdf: empty"]),
]

SUNDAY = "none expected (issue numbers run on: nothing was printed)"
REASONS = {
    6: SUNDAY,
    10: "no edition came (issue numbers show that 1 of 1 days are missing)",
    13: SUNDAY,
    18: "2 editions",
    20: SUNDAY,
    27: SUNDAY,
    29: f"not taken in: {folder(29)}/A1.pdf (not_a_pdf); not taken in: {folder(29)}/A2.pdf (empty)",
}
NOT_RECEIVED = {6, 10, 13, 20, 27, 29}
NOT_EXPECTED = {6, 13, 20, 27}
FINDINGS = {
    (name(11), "missing_days_before"): f"no edition of {day(10)}",
    (name(16), "path_date_disagrees"): "; ".join(
        f"{DAILY}/{day(15)} neu/{label}.pdf: the page prints {day(16)}" for label in ("A1", "A2")
    ),
    (
        name(17),
        "issue_number",
    ): f"issue {issue(17) + 9000} of {day(17)} after {issue(16)} of {day(16)} does not fit its neighbours",
    (name(18), "editions_of_the_day"): f"2 editions of {day(18)}",
    (f"{name(18)}-b", "editions_of_the_day"): f"2 editions of {day(18)}",
    (f"{name(18)}-b", "issue_number"): (
        f"issue {issue(18) + 5000} of {day(18)} after {issue(18)} of {day(18)} does not fit its neighbours"
    ),
    (f"{name(18)}-b", "second_edition_of_the_day"): f"edition 2 of {day(18)}",
    (name(19), "weekday"): f"星期日 is printed, {day(19)} is no such day",
}


def test_thirty_mornings(tmp_path: Path):
    (tmp_path / "raw").mkdir()
    desk = Desk(tmp_path)
    for morning in SCRIPT:
        desk.now = dt.datetime.combine(day(morning.number), dt.time(1), tzinfo=dt.UTC)  # nine o'clock in Zhuzhou
        morning.deliver(desk)
        report = desk.run()
        published = [outcome.edition_id for outcome in report.editions if outcome.outcome == "published"]
        assert published == morning.published, morning.number
        assert sorted(f"{file.path}: {file.reason}" for file in report.quarantined) == sorted(morning.quarantined), (
            morning.number
        )
        assert report.files.pending == 0, morning.number
    coverage = {(row["date"] - FIRST).days: row for row in desk.rows("coverage")}
    assert sorted(coverage) == list(range(30))
    assert {number: row["reason"] for number, row in coverage.items() if row["reason"]} == REASONS
    assert {number for number, row in coverage.items() if not row["received"]} == NOT_RECEIVED
    assert {number for number, row in coverage.items() if not row["expected"]} == NOT_EXPECTED
    failed = [row for row in desk.rows("checks", passed=False) if row["severity"] != "info"]
    assert {(row["edition_id"], row["check"]): row["sample"] for row in failed} == FINDINGS
    assert [row["sample"] for row in desk.rows("checks", check="page_superseded", passed=False)] == [
        f"A2: {folder(14)}/A2-更正.pdf replaces {folder(14)}/A2.pdf"
    ]
