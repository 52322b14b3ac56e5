"""Which names are one project, what stands over what, and what a project's status is."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipelines.registries.project_names import NameReader, sector_of
from tests.registries.small_archive import CITY, SmallArchive, rows

READER = NameReader()


@pytest.mark.parametrize(
    ("printed", "core", "phase"),
    [
        ("4条耐高温玻璃生产线", "耐高温玻璃", ""),
        ("耐高温玻璃项目", "耐高温玻璃", ""),
        ("“熊猫二代”盖板玻璃等项目", "熊猫二代盖板玻璃", ""),
        ("株洲国际会展中心", "国际会展中心", ""),
        ("中建材(株洲)碲化镉薄膜发电玻璃项目", "中建材碲化镉薄膜发电玻璃", ""),
        ("湘水湾第7期项目", "湘水湾", "7期"),
        ("智轨一期工程", "智轨", "1期"),
        ("新华桥拆除重建工程", "新华桥拆除重建", ""),
    ],
)
def test_a_name_without_place_number_and_generic_words(printed: str, core: str, phase: str) -> None:
    name = READER.read(printed, CITY)
    assert (name.core, name.phase) == (core, phase)


def test_generic_names_names_of_groups_and_counties_are_known_as_such() -> None:
    assert READER.read("黑臭水体治理工程", CITY).is_generic
    assert not READER.read("东江湖大数据中心", CITY).is_generic
    assert READER.read("显示器件产业园", CITY).is_collective
    assert READER.read("“熊猫二代”盖板玻璃等总投资约250亿元的多个重大项目", CITY).lead == "熊猫二代盖板玻璃"
    assert READER.read("渌口区黑臭水体治理工程", CITY).county == "430212"


def test_sectors_follow_from_words_of_the_name() -> None:
    assert sector_of("耐高温玻璃项目") == "manufacturing"
    assert sector_of("某某项目") is None


def projects(archive: SmallArchive) -> dict[str, dict[str, object]]:
    return {row["name"]: row for row in rows(archive.build(), "projects")}


def glass() -> SmallArchive:
    """The glass lines of the first sample page: 5 billion within about 25 billion."""
    archive = SmallArchive()
    day, group = "2021-01-10", "“熊猫二代”盖板玻璃等总投资约250亿元的多个重大项目"
    text = (
        f"签署显示器件产业园投资协议。先投资50亿元建设4条耐高温玻璃生产线，并逐步推动{group}落地。启动耐高温玻璃项目。"
    )
    archive.names(day, text, "显示器件产业园", "4条耐高温玻璃生产线", group)
    archive.status(day, "显示器件产业园", "signed", date_start="2020-12-01", date_end="2020-12-31")
    archive.claim(day, group, "total_investment", yi=250, modality="planned", qualifier="about")
    archive.claim(day, "4条耐高温玻璃生产线", "total_investment", yi=50, modality="planned")
    archive.status(day, "耐高温玻璃项目", "preparatory")
    archive.status(day, "“熊猫二代”盖板玻璃", "intent")
    return archive


def test_the_umbrella_of_the_glass_lines_is_never_summed_with_its_part() -> None:
    found = projects(glass())
    umbrella, lines, panes = (found[name] for name in ("显示器件产业园", "4条耐高温玻璃生产线", "“熊猫二代”盖板玻璃"))
    assert (umbrella["total_investment_cny"], umbrella["status"]) == (Decimal("25000000000.00"), "signed")
    assert (lines["total_investment_cny"], lines["status"]) == (Decimal("5000000000.00"), "preparatory")
    assert (lines["parent_project_id"], panes["parent_project_id"]) == (umbrella["project_id"],) * 2
    assert [(row["is_umbrella"], row["safe_to_sum"]) for row in (umbrella, lines, panes)] == [
        (True, False),
        (False, True),
        (False, False),
    ]


def test_a_headline_that_leaves_the_phase_out_names_no_second_project() -> None:
    archive = SmallArchive()
    archive.status("2021-02-10", "桥头城际快线", "mentioned")
    archive.status("2021-02-10", "桥头城际快线一期工程", "under_construction")
    (project,) = rows(archive.build(), "projects")
    assert (project["name"], project["aliases"], project["status"]) == (
        "桥头城际快线一期工程",
        ["桥头城际快线"],
        "under_construction",
    )


def test_one_article_may_name_the_same_work_in_two_counties() -> None:
    archive = SmallArchive()
    for county, yi in (("荷塘区", 2), ("芦淞区", 3)):
        archive.claim("2021-02-10", f"{county}老旧小区改造工程", "total_investment", yi=yi)
    archive.status("2021-06-10", "荷塘区老旧小区改造工程", "completed")
    told = [(row["name"], row["status"], row["total_investment_cny"]) for row in rows(archive.build(), "projects")]
    assert sorted(told) == [
        ("芦淞区老旧小区改造工程", "mentioned", Decimal("300000000.00")),
        ("荷塘区老旧小区改造工程", "completed", Decimal("200000000.00")),
    ]


def test_phases_are_parts_of_the_whole() -> None:
    archive = SmallArchive()
    archive.claim("2021-01-10", "桥头智造城", "total_investment", yi=35)
    archive.status("2021-01-10", "桥头智造城", "under_construction")
    archive.claim("2021-02-10", "桥头智造城一期", "phase_investment", yi=20)
    archive.status("2021-02-10", "桥头智造城一期", "completed")
    found = projects(archive)
    assert found["桥头智造城一期"]["parent_project_id"] == found["桥头智造城"]["project_id"]
    assert found["桥头智造城一期"]["total_investment_cny"] == Decimal("2000000000.00")
    assert (found["桥头智造城"]["safe_to_sum"], found["桥头智造城一期"]["safe_to_sum"]) == (False, True)


def test_two_projects_of_one_name_in_two_places_stay_apart_and_are_asked_about() -> None:
    archive = SmallArchive()
    archive.claim("2021-01-10", "株洲国际会展中心", "location", value_text="清水塘片区清水塘大道与铜霞路交汇处")
    archive.status("2021-01-10", "株洲国际会展中心", "under_construction")
    archive.claim("2023-03-10", "株洲国际会展中心", "location", value_text="汽博园内")
    archive.status("2023-03-10", "株洲国际会展中心", "groundbreaking")
    built = archive.build()
    assert sorted((row["place_text"], row["status"]) for row in rows(built, "projects")) == [
        ("汽博园内", "groundbreaking"),
        ("清水塘片区清水塘大道与铜霞路交汇处", "under_construction"),
    ]
    assert [row["kind"] for row in rows(built, "review_pairs")] == ["project"]


def test_one_project_under_three_names_comes_together() -> None:
    archive = SmallArchive()
    for day, name in (
        ("2021-01-10", "云岭大数据中心"),
        ("2021-05-10", "云岭绿色大数据中心"),
        ("2021-09-10", "大数据中心"),
    ):
        archive.claim(day, name, "total_investment", yi=60)
        archive.claim(day, name, "party", party="云岭数科公司", party_role="investor")
    assert len(projects(archive)) == 1


def test_a_printed_alias_joins_names_that_share_nothing() -> None:
    archive = SmallArchive()
    archive.names("2021-01-10", "绿色数据谷项目（原名东江湖算力中心）开工。", "绿色数据谷项目", "东江湖算力中心")
    archive.status("2021-02-10", "东江湖算力中心", "under_construction")
    assert len(projects(archive)) == 1


def test_projects_listed_side_by_side_are_several() -> None:
    archive = SmallArchive()
    archive.names("2021-01-10", "新华桥拆除重建工程、新华桥改造工程在施工。", "新华桥拆除重建工程", "新华桥改造工程")
    assert len(projects(archive)) == 2


STATUS_RULE = [
    ([("2021-01-10", "signed", "actual"), ("2021-05-10", "groundbreaking", "planned")], "signed", "2021-01-10"),
    ([("2021-01-10", "groundbreaking", "planned")], "intent", "2021-01-10"),
    ([("2021-01-10", "operating", "urged")], "mentioned", "2021-01-10"),
    ([("2021-01-10", "groundbreaking", "actual"), ("2021-05-10", "suspended", "actual")], "suspended", "2021-05-10"),
    (
        [("2021-01-10", "suspended", "actual"), ("2021-05-10", "under_construction", "actual")],
        "under_construction",
        "2021-05-10",
    ),
    (
        [("2021-01-10", "under_construction", "actual"), ("2021-05-10", "signed", "actual")],
        "under_construction",
        "2021-01-10",
    ),
    ([("2021-01-10", "signed", "actual"), ("2021-05-10", "completed", "negated")], "signed", "2021-01-10"),
    ([("2021-01-10", "completed", "actual"), ("2021-01-10", "operating", "actual")], "operating", "2021-01-10"),
]


@pytest.mark.parametrize(("claims", "status", "as_of"), STATUS_RULE)
def test_the_status_rule(claims: list[tuple[str, str, str]], status: str, as_of: str) -> None:
    archive = SmallArchive()
    for day, stage, modality in claims:
        archive.status(day, "新华桥拆除重建工程", stage, modality=modality)
    (project,) = projects(archive).values()
    assert (project["status"], str(project["status_as_of"])) == (status, as_of)


def test_a_stage_that_an_article_retells_is_dated_by_its_own_day() -> None:
    archive = SmallArchive()
    archive.status("2021-03-10", "新华桥拆除重建工程", "under_construction")
    archive.status("2021-05-10", "新华桥拆除重建工程", "groundbreaking", date_start="2021-01-05", date_end="2021-01-05")
    (project,) = projects(archive).values()
    assert project["status"] == "under_construction"


def test_a_planned_date_that_moves_and_one_that_passes() -> None:
    archive = SmallArchive()
    for day, end in (("2021-01-10", "2021-09-30"), ("2021-08-10", "2021-12-31")):
        archive.claim(day, "新华桥拆除重建工程", "completion", modality="planned", date_end=end)
    archive.article("2022-06-01")
    found = [(row["kind"], str(row["planned_end"]), row["days"]) for row in rows(archive.build(), "project_delays")]
    assert found == [("moved", "2021-09-30", 92), ("passed", "2021-12-31", 152)]


def test_a_finished_project_is_never_silent() -> None:
    archive = SmallArchive()
    archive.status("2018-01-10", "新华桥拆除重建工程", "operating")
    archive.status("2018-01-10", "枫溪大桥工程", "signed")
    archive.article("2022-06-01")
    built = archive.build()
    names = {row["project_id"]: row["name"] for row in rows(built, "projects")}
    silent = [(names[row["project_id"]], str(row["observed_on"])) for row in rows(built, "project_delays")]
    assert silent == [("枫溪大桥工程", "2020-01-10")]
