"""What intake remembers, also when the power goes while it writes."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import time
from pathlib import Path

from pipelines.intake.bundles import Bundle, Member
from pipelines.intake.candidates import Arrival
from pipelines.intake.facts import FileFacts, PageFacts
from pipelines.intake.ledger import Failure, Ledger, exclusive
from pipelines.intake.scan import Known, Stamp

NOW = dt.datetime(2021, 1, 10, 6, 30, tzinfo=dt.UTC)
FIRST = PageFacts(0, dt.date(2021, 1, 10), True, 6, "A1", "株洲日报", 22487, 4, (1, 2, 3))
FACTS = FileFacts("a" * 64, 2, (FIRST, PageFacts(1, failure=("too_slow", "15 s"))))
MEMBER = Member("株.pdf", "\udcd6", 5, "c" * 64, ("empty", "nothing"))
KNOWN = Known("b" * 64, Stamp(10, 1, 2, 3, 4.5), Bundle((MEMBER,)))


def filled(folder: Path) -> Ledger:
    ledger = Ledger.load(folder)
    ledger.learn("facts", "a", FACTS)
    ledger.learn("known", "p/a.zip", KNOWN)
    ledger.learn("arrivals", "a" * 64, Arrival("2021", 7, "p/a.pdf"))
    ledger.failed("p/b.pdf", "x", "too_slow", "15 s", transient=True, now=NOW)
    return ledger


def things(ledger: Ledger) -> tuple[object, ...]:
    return ledger.facts, ledger.known, ledger.arrivals, ledger.failures


def test_everything_comes_back(tmp_path: Path):
    ledger = filled(tmp_path)
    assert things(Ledger.load(tmp_path)) == things(ledger)
    ledger.compact(lambda kind, key: True)
    assert things(Ledger.load(tmp_path)) == things(ledger)


def test_compacting_forgets_what_is_not_kept(tmp_path: Path):
    filled(tmp_path).compact(lambda kind, key: kind != "facts")
    ledger = Ledger.load(tmp_path)
    assert (ledger.facts, list(ledger.known)) == ({}, ["p/a.zip"])


def test_what_was_learned_before_a_crash_is_kept_wherever_the_file_ends(tmp_path: Path):
    ledger = filled(tmp_path)
    file = tmp_path / "ledger.jsonl"
    content = file.read_bytes()
    whole = content.rstrip(b"\n").rfind(b"\n")
    for end in range(whole, len(content), 7):
        file.write_bytes(content[:end])
        torn = Ledger.load(tmp_path)
        assert (torn.facts, torn.known, torn.arrivals) == (ledger.facts, ledger.known, ledger.arrivals)
        torn.learn("arrivals", "d" * 64, Arrival("2022", 1, "p/d.pdf"))  # a line after the torn one is whole
        assert Ledger.load(tmp_path).arrivals["d" * 64].first_seen == "2022"


def test_a_damaged_line_is_left_out_and_the_next_run_writes_a_sound_file(tmp_path: Path):
    """A flipped bit could make another day or another page of what a file says."""
    filled(tmp_path).compact(lambda kind, key: True)
    file = tmp_path / "ledger.jsonl"
    content = file.read_bytes()
    file.write_bytes(content.replace(b"2021-01-10", b"2021-01-18"))
    ledger = Ledger.load(tmp_path)
    assert (ledger.facts, list(ledger.known)) == ({}, ["p/a.zip"])
    ledger.compact(lambda kind, key: True)
    assert file.read_bytes() != content
    ledger.learn("facts", "a", FACTS)
    ledger.compact(lambda kind, key: True)
    assert Ledger.load(tmp_path).facts == {"a": FACTS}


def test_the_same_failure_again_counts_and_waits_longer():
    def due(attempts: int, minutes: int, transient: bool = True, inputs: str = "x") -> bool:
        failure = Failure("t", "x", "too_slow", "", transient, attempts, NOW.isoformat(), NOW.isoformat())
        return failure.is_due(inputs, NOW + dt.timedelta(minutes=minutes))

    assert [due(1, 4), due(1, 5), due(2, 9), due(2, 10), due(30, 24 * 60)] == [False, True, False, True, True]
    assert not due(1, 10_000, transient=False)
    assert due(1, 0, transient=False, inputs="y")  # the bytes or the program changed


def test_attempts_start_anew_with_new_bytes(tmp_path: Path):
    ledger = filled(tmp_path)
    again = ledger.failed("p/b.pdf", "x", "too_slow", "15 s", transient=True, now=NOW + dt.timedelta(days=1))
    assert (again.attempts, again.since) == (2, NOW.isoformat(timespec="seconds"))
    assert ledger.failed("p/b.pdf", "y", "too_slow", "15 s", transient=True, now=NOW).attempts == 1


def _hold(folder: Path, seconds: float) -> None:
    with exclusive(folder, lambda: None):
        (folder / "held").touch()
        time.sleep(seconds)


def test_one_ingest_at_a_time_and_a_killed_one_holds_nothing(tmp_path: Path):
    process = multiprocessing.get_context("spawn").Process(target=_hold, args=(tmp_path, 60))
    process.start()
    while not (tmp_path / "held").exists():
        time.sleep(0.01)
    waited: list[bool] = []

    def end_the_other() -> None:
        waited.append(True)
        process.kill()

    with exclusive(tmp_path, end_the_other):
        process.join()
    assert waited == [True]
