"""People's decisions: read, checked, applied, reported when they no longer fit."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from pipelines.registries import Corrections, load_corrections
from pipelines.registries.corrections import COLUMNS, Correction, append
from pipelines.registries.review import review_list, write_decision
from tests.registries.small_archive import CITY, SmallArchive, rows

VICE_MAYOR = ("副市长", "株洲市人民政府", CITY)


def misread() -> SmallArchive:
    archive = SmallArchive()
    archive.seen("2022-01-20", "罗绍钧", VICE_MAYOR)
    archive.seen("2022-08-17", "罗绍昀", VICE_MAYOR)
    return archive


def told(*lines: tuple[str, str, str, str, str]) -> Corrections:
    decisions = [
        Correction(target, kind, field, old, new, "register of officials", "desk", "2022-09-01", "x.csv", number)
        for number, (target, kind, field, old, new) in enumerate(lines, start=2)
    ]
    return Corrections(tuple(decisions))


def ref(day: str, name: str) -> str:
    return f"zhuzhou-daily-{day}-A1-aaaaaaaa#{name}"


def status(archive: SmallArchive, corrections: Corrections) -> list[tuple[str, str | None]]:
    return [(row["state"], row["detail"]) for row in rows(archive.build(corrections), "corrections_status")]


def test_a_decision_from_the_review_list_is_written_and_applied(tmp_path: Path) -> None:
    archive = misread()
    (question,) = review_list(archive.build().tables["review_pairs"])
    path = write_decision(tmp_path, question, "same", author="desk", reason="list of 17 August", on=dt.date(2022, 9, 1))
    assert path.read_text(encoding="utf-8").splitlines() == [
        ",".join(COLUMNS),
        f"{ref('2022-08-17', '罗绍昀')},merge,,,{ref('2022-01-20', '罗绍钧')},list of 17 August,desk,2022-09-01",
    ]
    built = archive.build(load_corrections(tmp_path))
    merged = {row["name"]: row["superseded_by"] is not None for row in rows(built, "officials")}
    assert merged == {"罗绍钧": False, "罗绍昀": True}
    assert rows(built, "review_pairs") == []


def test_a_pair_held_apart_is_not_asked_again(tmp_path: Path) -> None:
    archive = misread()
    (question,) = review_list(archive.build().tables["review_pairs"])
    write_decision(tmp_path, question, "different", author="desk")
    built = archive.build(load_corrections(tmp_path))
    assert (len(rows(built, "officials")), rows(built, "review_pairs")) == (2, [])


def test_a_value_wins_over_the_program_as_long_as_the_old_one_stands_there() -> None:
    archive = SmallArchive()
    archive.status("2021-01-10", "新华桥拆除重建工程", "under_construction")
    target = ref("2021-01-10", "新华桥拆除重建工程")
    fits = told((target, "set", "status", "under_construction", "completed"), (target, "rename", "", "", "新华桥重建"))
    (row,) = rows(archive.build(fits), "projects")
    assert (row["status"], row["name"], row["aliases"]) == ("completed", "新华桥重建", ["新华桥拆除重建工程"])
    assert status(archive, told((target, "set", "status", "signed", "completed"))) == [
        ("stale", "status is 'under_construction' and no longer 'signed'")
    ]


def test_decisions_about_what_is_gone_are_reported_stale() -> None:
    archive = misread()
    gone, there = ref("2022-01-21", "罗绍钧"), ref("2022-01-20", "罗绍钧")
    assert (
        status(archive, told((gone, "merge", "", "", there), (gone, "never_merge", "", "", there)))
        == [("stale", f"{gone} is not in the archive")] * 2
    )
    assert status(archive, told((there, "set", "status", "", "signed"))) == [
        ("invalid", "table officials has no column status that may be set")
    ]


def test_projects_of_one_name_that_people_hold_apart_are_two() -> None:
    archive = SmallArchive()
    archive.status("2015-01-10", "体育馆改造工程", "completed")
    archive.status("2021-01-10", "体育馆改造工程", "signed")
    assert len(rows(archive.build(), "projects")) == 1
    apart = told((ref("2015-01-10", "体育馆改造工程"), "never_merge", "", "", ref("2021-01-10", "体育馆改造工程")))
    assert sorted(row["status"] for row in rows(archive.build(apart), "projects")) == ["completed", "signed"]


def test_an_umbrella_that_people_know() -> None:
    archive = SmallArchive()
    archive.status("2021-01-10", "枫溪生态城", "signed")
    archive.status("2021-05-10", "职教园二期", "signed")
    told_part = told((ref("2021-05-10", "职教园二期"), "part_of", "", "", ref("2021-01-10", "枫溪生态城")))
    found = {row["name"]: row for row in rows(archive.build(told_part), "projects")}
    assert found["职教园二期"]["parent_project_id"] == found["枫溪生态城"]["project_id"]


def test_text_fixes_and_recuts_are_for_the_reading_of_their_edition(tmp_path: Path) -> None:
    fix = Correction(
        "zhuzhou-daily-2022-01-20-A2", "text_fix", "", "绿口区", "渌口区", "gazetteer", "desk", "2022-09-01"
    )
    other = Correction("zhuzhou-daily-2022-01-20-b-A1", "text_fix", "", "甲", "乙", "x", "desk", "2022-09-01")
    append(tmp_path, [fix, other])
    corrections = load_corrections(tmp_path)
    assert [row.new for row in corrections.for_edition("zhuzhou-daily-2022-01-20")] == ["渌口区"]
    assert [row.new for row in corrections.for_edition("zhuzhou-daily-2022-01-20-b")] == ["乙"]
    assert corrections.edition_digest("zhuzhou-daily-2022-01-21") == ""
    assert corrections.edition_digest("zhuzhou-daily-2022-01-20") != ""


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("x,burn,,,y,why,desk,2022-09-01", "kind 'burn' is not one of"),
        ("x,merge,,,,why,desk,2022-09-01", "column new is empty; a merge needs it"),
        ("x,merge,,,y,,desk,2022-09-01", "column reason is empty"),
        ("x,merge,,,y,why,desk,yesterday", "date 'yesterday' is not a day of the form 2021-01-10"),
        ("x,text_fix,,a,a,why,desk,2022-09-01", "old and new are the same"),
    ],
)
def test_a_row_that_is_not_sound_is_reported_with_its_line(tmp_path: Path, line: str, fault: str) -> None:
    folder = tmp_path / "corrections"
    folder.mkdir()
    (folder / "desk.csv").write_text(f"{','.join(COLUMNS)}\n{line}\n", encoding="utf-8")
    corrections = load_corrections(tmp_path)
    (outcome,) = corrections.invalid
    assert (corrections.decisions, outcome.correction.source, outcome.correction.row) == ((), "desk.csv", 2)
    assert outcome.detail is not None
    assert fault in outcome.detail
    (row,) = rows(misread().build(corrections), "corrections_status")
    assert row["state"] == "invalid"


def test_a_file_without_the_columns_or_not_in_utf8_is_reported(tmp_path: Path) -> None:
    folder = tmp_path / "corrections"
    folder.mkdir()
    (folder / "a.csv").write_text("target,kind\nx,merge\n", encoding="utf-8")
    (folder / "b.csv").write_bytes("绿口区".encode("gbk"))
    details = [outcome.detail or "" for outcome in load_corrections(tmp_path).invalid]
    assert details[0].startswith("columns old, new, reason, author, date are missing")
    assert details[1].startswith("cannot be read as UTF-8")
