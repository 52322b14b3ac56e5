"""The commands on the sample editions: what a person sees, and what a program gets."""

import json
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from PIL import Image

from pipelines.cli import main

ROOT = Path(__file__).parents[2]
RAW = str(ROOT / "raw")


def run(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(main, list(arguments))
    assert result.exit_code == code, result.output
    return result.output


@pytest.fixture
def warehouse(sample_warehouse: Path) -> str:
    return str(sample_warehouse)


def test_status_says_what_is_there_and_what_is_missing(warehouse):
    shown = run("status", "--raw", RAW, "--warehouse", warehouse)
    assert "株洲日报" in shown
    assert "0 set aside" in shown


def test_status_as_json_accounts_for_every_file(warehouse):
    files = json.loads(run("status", "--json", "--raw", RAW, "--warehouse", warehouse))["files"]
    assert files["found"] == files["published"] + files["quarantined"] + files["pending"] > 0


def test_status_draws_the_calendar(warehouse, tmp_path):
    target = tmp_path / "calendar.png"
    run("status", "--raw", RAW, "--warehouse", warehouse, "--calendar", str(target))
    assert Image.open(target).width > 500


def test_show_draws_the_evidence_of_a_claim(warehouse, tmp_path):
    claims = pd.read_parquet(Path(warehouse) / "project_claims")
    claim = claims[claims["article_id"].str.startswith("zhuzhou-daily-2021-01-10-A") & claims["amount_cny"].notna()]
    target = tmp_path / "claim.png"
    identity = claim["claim_id"].iloc[0]
    shown = run("show", identity, "--raw", RAW, "--warehouse", warehouse, "-o", str(target))
    assert claim["value_text"].iloc[0] in shown
    picture = Image.open(target).convert("RGB")
    marks = sum(count for count, color in picture.getcolors(1 << 24) if color == (208, 0, 0))
    assert marks > 100


def test_show_of_page_text_says_that_there_is_no_picture(warehouse):
    assert "delivered as text" in run("show", "zhuzhou-daily-text-2022-01-20", "--raw", RAW, "--warehouse", warehouse)


def test_show_of_nothing_says_where_ids_stand(warehouse):
    assert "article_id" in run("show", "no-such-thing", "--raw", RAW, "--warehouse", warehouse, code=1)


def test_export_masks_private_persons_unless_asked(warehouse, tmp_path):
    notices = pd.read_parquet(Path(warehouse) / "notices")
    private = notices[notices["is_private_person"] & notices["party"].notna()]["party"].iloc[0]
    masked, open_ = tmp_path / "masked.csv", tmp_path / "open.csv"
    run("export", "notices", str(masked), "--warehouse", warehouse)
    run("export", "notices", str(open_), "--warehouse", warehouse, "--unmasked")
    assert private not in masked.read_text(encoding="utf-8-sig")
    assert private in open_.read_text(encoding="utf-8-sig")


def test_export_of_an_unknown_table_names_it(warehouse, tmp_path):
    assert "stories" in run("export", "stories", str(tmp_path / "x.csv"), "--warehouse", warehouse, code=1)


def test_verify_finds_the_sample_sound(warehouse):
    run("verify", "--raw", RAW, "--warehouse", warehouse)


def test_project_prints_a_history_with_the_words_of_the_paper(warehouse):
    projects = pd.read_parquet(Path(warehouse) / "projects")
    assert projects["name"].iloc[0] in run("project", projects["project_id"].iloc[0], "--warehouse", warehouse)


def test_official_prints_titles_with_their_bounds(warehouse):
    officials = pd.read_parquet(Path(warehouse) / "officials").sort_values("appearance_count")
    shown = run("official", officials["official_id"].iloc[-1], "--warehouse", warehouse)
    assert officials["name"].iloc[-1] in shown


def test_review_lists_what_wants_a_decision(warehouse):
    assert run("review", "--raw", RAW, "--warehouse", warehouse)


def test_ingest_without_editions_says_what_to_do(tmp_path):
    (tmp_path / "raw").mkdir()
    assert "no folder" in run("ingest", "--raw", str(tmp_path / "nothing"), "--warehouse", str(tmp_path / "w"), code=1)


@pytest.mark.parametrize("command", [["status"], ["official", "毛腾飞"], ["project", "玻璃"], ["review"]])
def test_a_damaged_warehouse_is_said_in_a_line(tmp_path, command):
    snapshot = tmp_path / ".store/snapshots/00000001-0123456789abcdef"
    snapshot.mkdir(parents=True)
    (snapshot / "manifest.json").write_text("not JSON")
    (tmp_path / ".store/current").symlink_to("snapshots/00000001-0123456789abcdef")
    shown = run(
        *command, "--warehouse", str(tmp_path), *(["--raw", RAW] if command[0] in {"status", "review"} else []), code=1
    )
    assert shown.startswith("Error: ")
    assert "manifest.json" in shown
    assert "Traceback" not in shown
