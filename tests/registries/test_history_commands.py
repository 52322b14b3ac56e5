"""What became of a project or an official: the functions behind the commands, and the commands."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from pipelines.cli.official import official
from pipelines.cli.project import project
from pipelines.cli.review import review
from pipelines.registries import Registries
from pipelines.registries.history import UnknownNameError, official_history, project_history
from pipelines.warehouse import Warehouse
from tests.registries.small_archive import CITY, SmallArchive

TEXT = "株洲国际会展中心正在紧张建设中，总投资18亿元，预计9月底前完工。"


@pytest.fixture(scope="module")
def archive() -> SmallArchive:
    archive = SmallArchive()
    archive.names("2021-01-10", TEXT, "株洲国际会展中心")
    archive.status("2021-01-10", "株洲国际会展中心", "under_construction")
    archive.claim("2021-01-10", "株洲国际会展中心", "total_investment", yi=18)
    archive.claim("2021-01-10", "株洲国际会展中心", "completion", modality="planned", date_end="2021-09-30")
    archive.seen("2021-01-10", "杨英杰", ("副市长", "株洲市人民政府", CITY))
    archive.attends("2021-01-10", "杨英杰", "副市长")
    archive.seen("2022-01-20", "罗绍钧", ("副市长", "株洲市人民政府", CITY))
    archive.seen("2022-08-17", "罗绍昀", ("副市长", "株洲市人民政府", CITY))
    return archive


class Tables:
    """Reads rows of hand-made tables, as a snapshot reads those of a warehouse."""

    def __init__(self, archive: SmallArchive, registries: Registries) -> None:
        self._tables = {**archive.tables(), **registries.tables}

    def read(self, table: str, columns: object = None, editions: object = None) -> object:
        found = self._tables[table]
        return found.select(columns) if columns else found


def test_each_report_of_a_project_leads_to_the_words_of_the_page(archive: SmallArchive) -> None:
    (history,) = project_history(Tables(archive, archive.build()), "会展中心")
    assert history.project["name"] == "株洲国际会展中心"
    assert [(report.row["attribute"], report.page, report.quote is not None) for report in history.reports] == [
        ("status", "A1", True),
        ("total_investment", "A1", True),
        ("completion", "A1", True),
    ]
    assert all(report.quote and report.quote.strip("…") in TEXT for report in history.reports)
    assert [(row["kind"], str(row["planned_end"])) for row in history.delays] == [("passed", "2021-09-30")]


def test_an_official_is_found_by_name_and_by_id_and_a_stranger_is_not(archive: SmallArchive) -> None:
    reader = Tables(archive, archive.build())
    (by_name,) = official_history(reader, "杨英杰")
    (by_id,) = official_history(reader, by_name.official["official_id"])
    assert by_id.official == by_name.official
    assert [(row["title"], row["state"]) for row in by_name.tenures] == [("副市长", "unknown")]
    assert [row["activity"] for row in by_name.appearances] == ["meeting"]
    with pytest.raises(UnknownNameError, match="张三"):
        official_history(reader, "张三")


@pytest.fixture(scope="module")
def warehouse(archive: SmallArchive, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("warehouse")
    registries = archive.build()
    Warehouse(root).publish_registries(registries.tables, documents={"ledger.jsonl": registries.ledger.to_bytes()})
    return root


def test_the_commands_print_and_write_decisions(warehouse: Path, tmp_path: Path) -> None:
    run = CliRunner()
    where = ["--warehouse", str(warehouse)]
    assert "under_construction (actual, 2021-01-10)" in run.invoke(project, ["株洲国际会展中心", *where]).output
    assert "副市长" in run.invoke(official, ["罗绍昀", *where]).output
    assert "official_spelling: 罗绍钧 and 罗绍昀" in run.invoke(review, where, env={"COLUMNS": "200"}).output
    decide = ["--raw", str(tmp_path), *where, "--decide", "1", "same", "--author", "desk"]
    assert run.invoke(review, decide).exit_code == 0
    lines = (tmp_path / "corrections" / "decisions.csv").read_text(encoding="utf-8").splitlines()
    assert lines[1].split(",")[1] == "merge"
    beyond = run.invoke(review, ["--raw", str(tmp_path), *where, "--decide", "9", "same"])
    assert (beyond.exit_code, "there is no question 9" in beyond.output) == (1, True)
    nobody = run.invoke(official, ["张三", *where])
    assert (nobody.exit_code, "name or id of nothing" in nobody.output) == (1, True)
