"""The two sample pages, a year apart: their projects, and an official who changed posts between them."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import pytest

from pipelines.edition.parse import parse_edition
from pipelines.intake.plan import EditionSource, SourcePage
from pipelines.publications import load_profile
from pipelines.registries import Registries, build_registries
from tests.registries.history_archive import joined
from tests.registries.small_archive import rows

RAW = Path(__file__).parents[2] / "raw" / "zhuzhou-daily-text"
PAGES = [(dt.date(2021, 1, 10), "A1", "2021-01-10-A1.txt"), (dt.date(2022, 1, 20), "A2", "2022-01-20-A2.md")]


@pytest.fixture(scope="module")
def registries() -> Registries:
    editions = []
    for day, label, name in PAGES:
        sha256 = hashlib.sha256((RAW / name).read_bytes()).hexdigest()
        page = SourcePage(label, name, RAW / name, None, "text", sha256, 0)
        source = EditionSource("zhuzhou-daily-text", day, "", "path", (page,))
        editions.append(parse_edition(source, load_profile("zhuzhou-daily-text")).tables)
    return build_registries(joined(editions))


def test_yang_yingjie_is_one_official_who_changed_posts_between_the_pages(registries: Registries) -> None:
    (official,) = [row for row in rows(registries, "officials") if row["name"] == "杨英杰"]
    found = {
        row["title"]: (
            str(row["first_seen"]),
            str(row["end_after"]),
            row["end_before"] and str(row["end_before"]),
            row["state"],
        )
        for row in rows(registries, "tenures")
        if row["official_id"] == official["official_id"]
    }
    assert found == {
        "副市长": ("2021-01-09", "2021-01-09", "2022-01-19", "ended"),
        "市委常委": ("2022-01-19", "2022-01-19", None, "current"),
        "市秘书长": ("2022-01-19", "2022-01-19", None, "current"),
    }


def test_the_misread_vice_mayor_is_an_official_of_his_own_until_somebody_decides(registries: Registries) -> None:
    assert [row["current_titles"] for row in rows(registries, "officials") if row["name"] == "罗绍钧"] == [["副市长"]]


# name, status, 亿元, part of, umbrella, may be summed
PROJECTS = {
    ("显示器件产业园", "signed", 250, None, True, False),
    ("耐高温玻璃项目", "preparatory", 50, "显示器件产业园", False, True),
    ("“熊猫二代”盖板玻璃", "intent", None, "显示器件产业园", False, False),
    ("株洲国际会展中心", "under_construction", None, None, False, True),
    ("新华桥拆除重建工程", "under_construction", None, None, False, True),
    ("智轨一期工程", "under_construction", None, None, False, True),
    ("黑臭水体治理工程", "under_construction", None, None, False, True),
    ("中建材(株洲)碲化碲薄膜发电玻璃项目", "under_construction", None, None, False, True),
    ("湘水湾第7期项目", "under_construction", None, None, False, True),
    ("株洲红色档案馆", "mentioned", None, None, False, False),
}


def test_the_projects_of_the_pages(registries: Registries) -> None:
    found = rows(registries, "projects")
    names = {row["project_id"]: row["name"] for row in found}
    made = {
        (
            row["name"],
            row["status"],
            row["total_investment_cny"] and int(row["total_investment_cny"] / 100_000_000),
            names.get(row["parent_project_id"]),
            row["is_umbrella"],
            row["safe_to_sum"],
        )
        for row in found
    }
    assert made >= PROJECTS
    assert (
        sum(row["total_investment_cny"] for row in found if row["safe_to_sum"] and row["total_investment_cny"])
        == 5_000_000_000
    )


def test_the_planned_start_of_the_glass_lines_passed_without_a_report(registries: Registries) -> None:
    names = {row["project_id"]: row["name"] for row in rows(registries, "projects")}
    delays = {
        (names[row["project_id"]], row["kind"], str(row["planned_end"])) for row in rows(registries, "project_delays")
    }
    assert delays == {
        ("耐高温玻璃项目", "passed", "2021-03-20"),
        ("株洲国际会展中心", "passed", "2021-09-30"),
    }
