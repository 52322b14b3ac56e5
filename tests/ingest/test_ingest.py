"""The ingest from files to tables, with real files on disk: what a morning can bring, and what the tables then say."""

from __future__ import annotations

import datetime as dt
import io
import os
import threading
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from pipelines.ingest import IngestReport, ingest, status
from pipelines.warehouse import Warehouse
from pipelines.warehouse.schema import schema
from tests.typeset import Imprint, Story, deliver, edition, page, stories, whole_edition

NOW = dt.datetime(2021, 3, 1, 1, 0, tzinfo=dt.UTC)
SUNDAY = dt.date(2021, 1, 10)
PAPER = "株洲日报"
DAILY = "zhuzhou-daily"
WATER_NOTICE = Story(
    "停水公告", ("因管网改造，定于本周六零时至六时对建设北路沿线停水，请广大用户提前储水，敬请谅解。",) * 2
)


@dataclass
class Desk:
    """A raw folder and a warehouse."""

    root: Path
    now: dt.datetime = NOW
    reports: list[IngestReport] = field(default_factory=list)

    @property
    def raw(self) -> Path:
        return self.root / "raw"

    @property
    def store(self) -> Warehouse:
        return Warehouse(self.root / "warehouse")

    def put(self, files: dict[str, bytes], folder: str) -> None:
        deliver({name if "." in name else f"{name}.pdf": content for name, content in files.items()}, self.raw / folder)

    def run(self, **options: Any) -> IngestReport:
        report = ingest(self.raw, self.root / "warehouse", workers=0, now=self.now, **options)
        assert report.files.found == report.files.published + report.files.quarantined + report.files.pending
        self.reports.append(report)
        return report

    def rows(self, table: str, **where: Any) -> list[dict[str, Any]]:
        key = schema().tables[table].key
        rows = sorted(self.store.read(table).to_pylist(), key=lambda row: [str(row[name]) for name in key])
        return [row for row in rows if all(row[name] == value for name, value in where.items())]

    def findings(self, edition_id: str) -> dict[str, str | None]:
        """Checks of an edition that did not pass, without mere information."""
        rows = self.rows("checks", edition_id=edition_id, passed=False)
        return {row["check"]: row["sample"] for row in rows if row["severity"] != "info"}

    def everything(self) -> dict[str, list[dict[str, Any]]]:
        """All rows of all tables."""
        return {table: self.rows(table) for table in schema().tables}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    (tmp_path / "raw").mkdir()
    return Desk(tmp_path)


def day(number: int) -> dt.date:
    return SUNDAY + dt.timedelta(days=number)


def delivered(desk: Desk, number: int, **options: Any) -> None:
    date = day(number)
    desk.put(edition(PAPER, date, issue=22487 + number, **options), f"{DAILY}/{date}")


# --- the ordinary morning ------------------------------------------------------------------------


def test_an_edition_in_a_dated_folder_becomes_rows_of_all_tables(desk: Desk):
    delivered(desk, 0)
    report = desk.run()
    (outcome,) = report.editions
    assert (outcome.edition_id, outcome.outcome, outcome.pages, outcome.findings) == (
        "zhuzhou-daily-2021-01-10",
        "published",
        2,
        (),
    )
    (row,) = desk.rows("editions")
    assert row["date"] == SUNDAY
    assert row["issue_number"] == 22487
    assert row["date_source"] == "masthead"
    assert (row["weekday_agrees"], row["lunar_date_agrees"], row["issue_number_agrees"]) == (True, True, None)
    assert (row["pages_declared"], row["pages_received"]) == (2, 2)
    assert [page["page_id"] for page in desk.rows("pages")] == [
        "zhuzhou-daily-2021-01-10-A1",
        "zhuzhou-daily-2021-01-10-A2",
    ]
    assert len(desk.rows("articles")) == outcome.articles == 4
    (covered,) = desk.rows("coverage")
    assert (covered["expected"], covered["received"], covered["article_count"], covered["reason"]) == (
        True,
        True,
        4,
        None,
    )


def test_what_is_up_to_date_is_left_alone(desk: Desk):
    delivered(desk, 0)
    desk.run()
    before = desk.store.store.current()
    report = desk.run()
    assert (report.published, report.unchanged, report.registries_rebuilt) == (0, 1, False)
    assert desk.store.store.current() == before


def test_ten_redeliveries_change_no_row(desk: Desk):
    for number in range(3):
        delivered(desk, number)
    desk.run()
    before = desk.everything()
    for again in range(10):
        for number in range(3):
            delivered(desk, number)  # the same bytes with new times
            date = day(number)
            desk.put(edition(PAPER, date, issue=22487 + number), f"{DAILY}/{date} ({again})")  # and beside it
        desk.run()
    assert desk.everything() == before
    assert desk.reports[-1].files.repeated == len(desk.reports[-1].repeated) == 60
    assert all(report.published == 0 for report in desk.reports[1:])


def test_order_of_arrival_makes_no_difference(tmp_path: Path):
    archives = []
    for name, order in [("forwards", [0, 1, 3]), ("backwards", [3, 1, 0])]:
        desk = Desk(tmp_path / name)
        for number in order:
            delivered(desk, number)
            desk.run()
        archives.append(desk.everything())
    assert archives[0] == archives[1]


# --- pages ---------------------------------------------------------------------------------------


def test_late_pages_make_the_edition_whole(desk: Desk):
    pages = edition(PAPER, SUNDAY, labels=["A1", "A2", "A3"])
    desk.put({"A1": pages["A1"], "A3": pages["A3"]}, f"{DAILY}/2021-01-10")
    desk.run()
    assert desk.findings("zhuzhou-daily-2021-01-10") == {"pages_missing": "3 pages declared, 2 received: A2"}
    assert desk.rows("coverage")[0]["reason"] == "1 of 3 pages missing"
    desk.put({"A2": pages["A2"]}, f"{DAILY}/2021-01-10")
    desk.run()
    assert desk.findings("zhuzhou-daily-2021-01-10") == {}
    assert desk.rows("coverage")[0]["reason"] is None
    assert [row["page_label"] for row in desk.rows("pages")] == ["A1", "A2", "A3"]


def test_a_corrected_page_supersedes_the_old_one(desk: Desk):
    delivered(desk, 0)
    desk.run()
    old = desk.rows("articles")
    imprint = Imprint(PAPER, SUNDAY, 22487, 2)
    items = stories(int(SUNDAY.toordinal() % 1000 * 10 + 1))
    corrected = page("A2", imprint, [items[0], stories(999, 1)[0]], front=False)
    desk.put({"A2-更正": corrected}, f"{DAILY}/2021-01-10")
    report = desk.run()
    assert (report.published, report.files.superseded, report.files.published) == (1, 1, 3)
    assert report.superseded == {"zhuzhou-daily/2021-01-10/A2.pdf": "zhuzhou-daily/2021-01-10/A2-更正.pdf"}
    (source,) = {row["source_path"] for row in desk.rows("pages", page_label="A2")}
    assert source == "zhuzhou-daily/2021-01-10/A2-更正.pdf"
    assert desk.rows("articles") != old
    (note,) = desk.rows("checks", check="page_superseded")
    assert note["sample"] == ("A2: zhuzhou-daily/2021-01-10/A2-更正.pdf replaces zhuzhou-daily/2021-01-10/A2.pdf")
    with desk.store.snapshot() as snapshot:
        assert len(snapshot.history("zhuzhou-daily-2021-01-10")) == 2  # the old version stays on record


def test_a_page_overwritten_in_place_is_read_again(desk: Desk):
    delivered(desk, 0)
    desk.run()
    desk.put({"A2": page("A2", Imprint(PAPER, SUNDAY, 22487, 2), stories(500), front=False)}, f"{DAILY}/2021-01-10")
    assert desk.run().published == 1
    assert any("第5000号" in row["text"] for row in desk.rows("articles"))


def test_two_different_files_for_one_page_are_reported(desk: Desk):
    delivered(desk, 0)
    notice = Story(
        "停水公告", ("因管网改造，定于本周六零时至六时对建设北路沿线停水，请广大用户提前储水，不便之处敬请谅解。",) * 2
    )
    other = page("A2", Imprint(PAPER, SUNDAY, 22487, 2), [notice], front=False)
    os.utime(desk.raw / DAILY / "2021-01-10" / "A2.pdf", (1, 1))
    desk.put({"A2 (1)": other}, f"{DAILY}/2021-01-10")
    desk.run()
    sample = desk.findings("zhuzhou-daily-2021-01-10")["two_files_for_one_page"]
    assert sample is not None
    assert sample.startswith("A2: zhuzhou-daily/2021-01-10/A2 (1).pdf replaces zhuzhou-daily/2021-01-10/A2.pdf")


def test_two_editions_of_a_day_stay_apart(desk: Desk):
    delivered(desk, 0)
    extra = page("A1", Imprint(PAPER, SUNDAY, 22488, 1), [WATER_NOTICE], front=True)
    desk.put({"A1": extra}, f"{DAILY}/2021-01-10 号外")
    desk.run()
    assert [row["edition_id"] for row in desk.rows("editions")] == [
        "zhuzhou-daily-2021-01-10",
        "zhuzhou-daily-2021-01-10-b",
    ]
    assert desk.rows("coverage")[0]["reason"] == "2 editions"
    assert desk.findings("zhuzhou-daily-2021-01-10")["editions_of_the_day"] == "2 editions of 2021-01-10"


# --- days ----------------------------------------------------------------------------------------


def test_a_missing_day_shows_in_the_issue_numbers_and_in_coverage(desk: Desk):
    for number in (0, 1, 3):
        delivered(desk, number)
    desk.run()
    (gap,) = desk.rows("coverage", date=day(2))
    assert (gap["expected"], gap["received"]) == (True, False)
    assert gap["reason"] == "no edition came (issue numbers show that 1 of 1 days are missing)"
    assert desk.findings("zhuzhou-daily-2021-01-13") == {"missing_days_before": "no edition of 2021-01-12"}
    assert [
        (entry.date, entry.publication_id) for entry in status(desk.raw, desk.root / "warehouse", now=NOW).missing
    ] == [(day(2), DAILY)]


def test_issue_numbers_that_run_on_say_that_nothing_was_printed(desk: Desk):
    delivered(desk, 0)
    desk.put(edition(PAPER, day(2), issue=22488), f"{DAILY}/{day(2)}")
    desk.run()
    (gap,) = desk.rows("coverage", date=day(1))
    assert (gap["expected"], gap["reason"]) == (False, "none expected (issue numbers run on: nothing was printed)")


def test_only_the_misprinted_issue_number_is_found_fault_with(desk: Desk):
    for number in (0, 1, 2, 3):
        date = day(number)
        desk.put(edition(PAPER, date, issue=22487 + number if number != 2 else 22849), f"{DAILY}/{date}")
    desk.run()
    agrees = {row["date"]: row["issue_number_agrees"] for row in desk.rows("editions")}
    assert agrees == {day(0): True, day(1): True, day(2): False, day(3): True}


def test_the_masthead_wins_over_the_path(desk: Desk):
    desk.put(edition(PAPER, SUNDAY), f"{DAILY}/2021-01-11")
    desk.run()
    (row,) = desk.rows("editions")
    assert (row["date"], row["date_source"]) == (SUNDAY, "masthead")
    assert "path_date_disagrees" in desk.findings(row["edition_id"])


def test_a_misprinted_date_yields_to_weekday_and_path(desk: Desk):
    """2011 in the masthead, but the weekday and the path are those of 2021."""
    wrong = dt.date(2011, 1, 10)
    pages = {"A1": page("A1", Imprint(PAPER, wrong, 22487, 1, "星期日", has_lunar_date=False), stories(3), front=True)}
    desk.put(pages, f"{DAILY}/2021-01-10")
    desk.run()
    (row,) = desk.rows("editions")
    assert (row["date"], row["date_source"]) == (SUNDAY, "path")
    assert "printed_date_disagrees" in desk.findings(row["edition_id"])


def test_a_future_edition_waits_for_its_day(desk: Desk):
    later = dt.date(2021, 3, 9)
    desk.put(edition(PAPER, later), f"{DAILY}/{later}")
    report = desk.run()
    assert {file.reason for file in report.quarantined} == {"future_date"}
    assert (report.published, report.files.quarantined, report.exit_code) == (0, 2, 1)
    desk.now = NOW + dt.timedelta(days=8)
    assert desk.run().published == 1


def test_midnight_in_china_is_what_counts(desk: Desk):
    """Tomorrow's paper may come tonight, the one after it may not; 16:30 in UTC is past midnight there."""
    desk.put(edition(PAPER, dt.date(2021, 3, 2)), f"{DAILY}/2021-03-02")
    desk.put(edition(PAPER, dt.date(2021, 3, 3), issue=22488), f"{DAILY}/2021-03-03")
    desk.now = dt.datetime(2021, 3, 1, 15, 30, tzinfo=dt.UTC)  # 23:30 on the 1st in Shanghai
    assert [outcome.date for outcome in desk.run().editions] == [dt.date(2021, 3, 2)]
    desk.now = dt.datetime(2021, 3, 1, 16, 30, tzinfo=dt.UTC)  # 00:30 on the 2nd
    assert desk.run().published == 1


# --- publications --------------------------------------------------------------------------------


def test_a_folder_nobody_described_is_taken_in_with_its_printed_name(desk: Desk):
    desk.put(edition("渌江晚报", SUNDAY), "lujiang/2021-01-10")
    report = desk.run()
    assert report.generic == {"lujiang": "渌江晚报"}
    assert desk.rows("editions")[0]["edition_id"] == "lujiang-2021-01-10"


def test_files_straight_in_raw_are_told_apart_by_name_and_masthead(desk: Desk):
    desk.put({"zhuzhou_20210110_full": whole_edition(PAPER, SUNDAY)}, ".")
    desk.put(
        {f"lujiang-20210110-{label}": content for label, content in edition("渌江晚报", SUNDAY, seed=50).items()}, "."
    )
    desk.put(edition(PAPER, day(1), issue=22488), "2021-01/11")
    report = desk.run()
    assert sorted(outcome.edition_id for outcome in report.editions) == [
        "lujiang-2021-01-10",
        "zhuzhou-daily-2021-01-10",
        "zhuzhou-daily-2021-01-11",
    ]


def test_text_pages_go_the_same_way(desk: Desk):
    masthead = ["株洲日报", "A1", "2021年1月10日", "星期日", "第 22487 期", "今日4版"]
    text = "\n\n".join([*masthead, "守牢安全生产底线", "株洲日报讯 1月9日，市委书记毛腾飞在醴陵调研。"])
    desk.put({"2021-01-10-A1.txt": text.encode()}, "zhuzhou-daily-text")
    desk.run()
    (row,) = desk.rows("pages")
    assert (row["page_id"], row["text_source"], row["width"]) == (
        "zhuzhou-daily-text-2021-01-10-A1",
        "plain_text",
        None,
    )


# --- what can't be taken in ----------------------------------------------------------------------


def test_a_half_copied_file_heals_when_the_rest_has_come(desk: Desk):
    pages = edition(PAPER, SUNDAY)
    desk.put({"A1": pages["A1"], "A2": pages["A2"][: len(pages["A2"]) // 2]}, f"{DAILY}/2021-01-10")
    report = desk.run()
    assert [(file.path, file.reason) for file in report.quarantined] == [("zhuzhou-daily/2021-01-10/A2.pdf", "damaged")]
    assert report.published == 1
    assert "not taken in: zhuzhou-daily/2021-01-10/A2.pdf (damaged)" in desk.rows("coverage")[0]["reason"]
    assert "pages_unreadable" in desk.findings("zhuzhou-daily-2021-01-10")
    desk.put({"A2": pages["A2"]}, f"{DAILY}/2021-01-10")
    report = desk.run()
    assert (report.quarantined, report.published) == ([], 1)
    assert desk.findings("zhuzhou-daily-2021-01-10") == {}


def test_a_file_in_quarantine_is_not_read_again_until_it_changes(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    import pipelines.ingest.parsing

    delivered(desk, 0)
    desk.put({"A9": edition(PAPER, SUNDAY)["A1"][:900]}, f"{DAILY}/2021-01-10")
    first = desk.run()
    read: list[str] = []
    draft_file = pipelines.ingest.parsing.draft_file
    monkeypatch.setattr(
        pipelines.ingest.parsing,
        "draft_file",
        lambda file, profile: read.append(file.location.name) or draft_file(file, profile),
    )
    second = desk.run()
    assert read == []
    assert [(file.path, file.since) for file in second.quarantined] == [
        (file.path, file.since) for file in first.quarantined
    ]


def test_without_any_date_a_file_waits_and_says_why(desk: Desk):
    desk.put({"scan": page(None, Imprint(None, None, None), stories(1), front=False)}, "somewhere")
    report = desk.run()
    (file,) = report.quarantined
    assert (file.reason, file.detail) == ("no_date", "neither the page nor the path tells a date")
    assert report.exit_code == 1


def test_good_editions_are_published_beside_poison(desk: Desk):
    """20 good editions beside 12 poisons, in two runs at most (in fact in one)."""
    for number in range(20):
        delivered(desk, number, labels=["A1"])
    poison(desk)
    report = desk.run()
    assert report.published == 20
    assert {outcome.outcome for outcome in report.editions} == {"published"}
    assert Counter(file.reason for file in report.quarantined) == {
        "damaged": 5,
        "not_a_regular_file": 2,
        "empty": 1,
        "not_a_pdf": 1,
        "no_date": 1,
        "future_date": 1,
    }
    assert len(desk.rows("editions")) == 20
    assert desk.run().published == 0


def poison(desk: Desk) -> None:
    """One of each kind of bad delivery."""
    folder = desk.raw / DAILY
    good = edition(PAPER, dt.date(2021, 2, 20), labels=["A1"])["A1"]
    future = page("A1", Imprint(PAPER, dt.date(2031, 1, 10), 30000, 1), stories(71), front=True)
    desk.put({"2031-01-10_A1": future}, DAILY)
    desk.put({"2021-02-30_A1": page("A1", Imprint(None, None, None), stories(72), front=False)}, DAILY)
    (folder / os.fsdecode(b"2021-02-01_\xff\xfe.pdf")).write_bytes(b"%PDF-1.4 nonsense")
    os.mkfifo(folder / "2021-02-02_A1.pdf")
    (folder / "2021-02-03_A1.pdf").symlink_to("/etc/passwd")
    (folder / "2021-02-04_A1.pdf").mkdir()
    (folder / "2021-02-05_A1.pdf").write_bytes(b"")
    (folder / "2021-02-06_A1.pdf").write_bytes(b"<html><body>404 Not Found</body></html>")
    (folder / "2021-02-07_A1.pdf").write_bytes(b"%PDF-1.4\n" + b"9" * 200_000)
    with pikepdf.open(io.BytesIO(good)) as locked:
        locked.save(folder / "2021-02-08_A1.pdf", encryption=pikepdf.Encryption(owner="o", user="u"))
    (folder / "2021-02-09\n_A1.pdf").write_bytes(good[:2000])
    (folder / ("2021-02-11_" + "长" * 70 + "_" + "x" * 20 + ".pdf")).write_bytes(good[:1500])


# --- decisions -----------------------------------------------------------------------------------


def test_a_decision_about_the_text_is_applied_and_taken_back(desk: Desk):
    delivered(desk, 0)
    delivered(desk, 1)
    desk.run()
    header = "target,kind,field,old,new,reason,author,date"
    rows = [
        "zhuzhou-daily-2021-01-10,text_fix,,毛腾飞,毛腾龙,seen on the page,desk,2021-02-01",
        "zhuzhou-daily-2021-01-10,text_fix,,炎陵县,茶陵县,seen on the page,desk,2021-02-01",
        "zhuzhou-daily-2021-05-01,text_fix,,毛腾飞,毛腾龙,seen on the page,desk,2021-02-01",
    ]
    (desk.raw / "corrections").mkdir()
    file = desk.raw / "corrections" / "text.csv"
    file.write_text("\n".join([header, *rows]), encoding="utf-8")
    report = desk.run()
    assert {outcome.edition_id: outcome.outcome for outcome in report.editions} == {
        "zhuzhou-daily-2021-01-10": "published",
        "zhuzhou-daily-2021-01-11": "unchanged",
    }
    assert {row["corrected"] for row in desk.rows("text_corrections", printed="毛腾飞")} == {"毛腾龙"}
    states = {row["row"]: (row["state"], row["detail"]) for row in desk.rows("corrections_status")}
    assert states == {
        2: ("applied", None),
        3: ("stale", "炎陵县 is not printed in zhuzhou-daily-2021-01-10"),
        4: ("pending", "its edition is not in the warehouse"),
    }
    file.unlink()
    desk.run()
    assert desk.rows("text_corrections", printed="毛腾飞") == []
    assert desk.rows("corrections_status") == []


# --- interruptions -------------------------------------------------------------------------------


def test_a_run_stopped_by_the_user_goes_on_later(desk: Desk):
    for number in range(3):
        delivered(desk, number, labels=["A1"])

    def stop(progress: Any) -> None:
        if progress.stage == "parsing":
            raise KeyboardInterrupt

    assert desk.run(on_progress=stop).interrupted
    report = desk.run()
    assert len(desk.rows("editions")) == 3
    assert report.files.pending == 0


def test_a_fault_of_the_program_costs_one_edition(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    import pipelines.ingest.parsing

    delivered(desk, 0)
    delivered(desk, 1)
    parse_edition = pipelines.ingest.parsing.parse_edition

    def broken(source: Any, profile: Any, **options: Any) -> Any:
        if source.date == SUNDAY:
            raise ZeroDivisionError("a fault")
        return parse_edition(source, profile, **options)

    monkeypatch.setattr(pipelines.ingest.parsing, "parse_edition", broken)
    report = desk.run()
    assert {outcome.edition_id: outcome.outcome for outcome in report.editions} == {
        "zhuzhou-daily-2021-01-10": "failed",
        "zhuzhou-daily-2021-01-11": "published",
    }
    assert {(file.reason, file.detail) for file in report.quarantined} == {
        ("program_fault", "zhuzhou-daily-2021-01-10: ZeroDivisionError: a fault")
    }
    assert report.files.quarantined == 2


def test_a_file_that_kills_its_process_costs_only_itself(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    """The files that were read with it are tried again one by one; the killer waits, and is tried again later."""
    import pipelines.ingest.run
    from pipelines.ingest.parsing import run_task
    from pipelines.ingest.tasks import TakeFiles
    from pipelines.ingest.workers import TaskFailure

    def run_tasks(tasks: Any, workers: int) -> Any:
        for task in tasks:
            paths = [file.delivery.path for file in task.files] if isinstance(task, TakeFiles) else []
            deadly = any(path.endswith("A2.pdf") for path in paths)
            yield task, TaskFailure("crashed", "signal 11") if deadly else run_task(task)

    monkeypatch.setattr(pipelines.ingest.run, "run_tasks", run_tasks)
    delivered(desk, 0, labels=["A1", "A2", "A3"])
    report = desk.run()
    assert [(file.path, file.reason, file.attempts) for file in report.quarantined] == [
        ("zhuzhou-daily/2021-01-10/A2.pdf", "crashed", 1)
    ]
    assert [row["page_label"] for row in desk.rows("pages")] == ["A1", "A3"]
    assert desk.run().quarantined[0].attempts == 1  # five minutes have not passed
    desk.now += dt.timedelta(minutes=6)
    assert desk.run().quarantined[0].attempts == 2
    monkeypatch.undo()
    desk.now += dt.timedelta(minutes=11)
    assert desk.run().quarantined == []
    assert [row["page_label"] for row in desk.rows("pages")] == ["A1", "A2", "A3"]


def test_two_ingests_at_once_have_the_result_of_one(desk: Desk):
    for number in range(3):
        delivered(desk, number, labels=["A1"])
    threads = [threading.Thread(target=desk.run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted((report.published, report.unchanged) for report in desk.reports) == [(0, 3), (3, 0)]
    with desk.store.snapshot() as snapshot:
        assert {len(snapshot.history(edition_id)) for edition_id in snapshot.editions()} == {1}


def test_files_that_vanish_leave_the_edition_in_the_warehouse(desk: Desk):
    delivered(desk, 0)
    delivered(desk, 1)
    desk.run()
    (desk.raw / DAILY / "2021-01-10" / "A2.pdf").unlink()
    for file in (desk.raw / DAILY / "2021-01-11").iterdir():
        file.unlink()
    report = desk.run()
    assert report.removed == ["zhuzhou-daily-2021-01-11"]
    assert {outcome.edition_id: (outcome.outcome, outcome.pages) for outcome in report.editions} == {
        "zhuzhou-daily-2021-01-10": ("unchanged", 2)
    }
    assert len(desk.rows("pages")) == 4


def test_a_page_that_vanished_is_not_lost_when_another_comes(desk: Desk):
    pages = edition(PAPER, SUNDAY, labels=["A1", "A2", "A3"])
    desk.put({"A1": pages["A1"], "A2": pages["A2"]}, f"{DAILY}/2021-01-10")
    desk.run()
    (desk.raw / DAILY / "2021-01-10" / "A2.pdf").unlink()
    desk.put({"A3": pages["A3"]}, f"{DAILY}/2021-01-10")
    (outcome,) = desk.run().editions
    assert outcome.findings == ("files are gone from raw/; the published pages are kept",)
    assert [row["page_label"] for row in desk.rows("pages")] == ["A1", "A2"]
    desk.put({"A2": pages["A2"]}, f"{DAILY}/2021-01-10")
    desk.run()
    assert [row["page_label"] for row in desk.rows("pages")] == ["A1", "A2", "A3"]


def test_status_before_the_first_run_names_what_waits(desk: Desk):
    delivered(desk, 0)
    found = status(desk.raw, desk.root / "warehouse", now=NOW)
    assert (found.latest, found.missing, found.files.pending) == ([], [], 2)
    assert {file.reason for file in found.pending} == {"not taken in yet; run `broadsheet ingest`"}
    assert not (desk.root / "warehouse").exists()


def test_status_awaits_the_edition_of_this_morning(desk: Desk):
    for number in range(4):
        delivered(desk, number, labels=["A1"])
    desk.run()
    morning = dt.datetime(2021, 1, 14, 1, 0, tzinfo=dt.UTC)
    (missing,) = status(desk.raw, desk.root / "warehouse", now=morning).missing
    assert (missing.date, missing.reason) == (day(4), "no edition yet")
    much_later = dt.datetime(2021, 6, 1, 1, 0, tzinfo=dt.UTC)  # an archive by then: nothing is awaited
    assert status(desk.raw, desk.root / "warehouse", now=much_later).missing == []


def test_an_edition_moves_when_the_date_in_its_path_is_corrected(desk: Desk):
    undated = page("A1", Imprint(PAPER, None, None, None), stories(5), front=False)
    desk.put({"2021-01-12_A1": undated}, DAILY)
    desk.run()
    (desk.raw / DAILY / "2021-01-12_A1.pdf").rename(desk.raw / DAILY / "2021-01-13_A1.pdf")
    report = desk.run()
    assert [row["edition_id"] for row in desk.rows("editions")] == ["zhuzhou-daily-2021-01-13"]
    assert report.remarks == ["zhuzhou-daily-2021-01-12: taken back, its files belong to another edition now"]


def test_a_range_leaves_the_rest_pending(desk: Desk):
    for number in range(3):
        delivered(desk, number, labels=["A1"])
    report = desk.run(since=day(1), until=day(1))
    assert [outcome.date for outcome in report.editions] == [day(1)]
    assert (report.files.published, report.files.pending) == (1, 2)
    assert {file.reason for file in report.pending} == {"outside of what this run was asked for"}


def test_no_raw_folder_is_an_error_that_leaves_the_tables_alone(desk: Desk):
    delivered(desk, 0)
    desk.run()
    before = desk.everything()
    (desk.raw).rename(desk.root / "gone")
    with pytest.raises(FileNotFoundError, match="no such folder"):
        desk.run()
    assert desk.everything() == before
