"""Indicators: whose figure, of what, how much, and its change on the year."""

from __future__ import annotations

import datetime as dt

import pytest
from made_documents import made

from pipelines.language.indicators import find_indicators

PARK = (
    "2021年，我市各县市创建“五好”园区成绩显著，炎陵高新区1月至11月完成高新技术产业主营业务收入51.07亿元,同比增长85.14%，"
    "茶陵经开区预计实现技工贸收入176亿元,同比增长32%。"
)


def test_income_of_two_parks() -> None:
    document = made(PARK, organizations=["炎陵高新区", "茶陵经开区"], published_on=dt.date(2022, 1, 20))
    first, second = find_indicators(document)
    assert (first.subject, first.indicator, first.value, first.unit) == (
        "炎陵高新区",
        "高新技术产业主营业务收入",
        51.07,
        "亿元",
    )
    assert (first.year_on_year_pct, first.modality) == (85.14, "actual")
    assert (first.date_start, first.date_end) == (dt.date(2021, 1, 1), dt.date(2021, 11, 30))
    assert (second.subject, second.indicator, second.value, second.year_on_year_pct, second.modality) == (
        "茶陵经开区",
        "技工贸收入",
        176,
        32,
        "planned",
    )
    assert PARK[first.start : first.end] == "高新技术产业主营业务收入51.07亿元,同比增长85.14%"


@pytest.mark.parametrize(
    ("text", "indicator", "value", "unit", "change"),
    [
        ("醴陵市现有陶瓷产品年产量712亿元", "陶瓷产品年产量", 712, "亿元", None),
        ("全市实现地区生产总值3105.8亿元，同比增长4.1%", "地区生产总值", 3105.8, "亿元", 4.1),
        ("全市完成进出口总额12.6亿美元，同比下降3.5%", "进出口总额", 12.6, "亿美元", -3.5),
        ("城镇登记失业率为2.8%", "城镇登记失业率", 2.8, "%", None),
        ("社会消费品零售总额达1200.5亿元，比上年增长9%", "社会消费品零售总额", 1200.5, "亿元", 9),
        ("旅客发送量完成350万人次", "旅客发送量", 350, "万人次", None),
    ],
)
def test_figures_of_a_bulletin(text: str, indicator: str, value: float, unit: str, change: float | None) -> None:
    (row,) = find_indicators(made(text, places={"全市": "430200", "醴陵市": "430281"}))
    assert (row.indicator, row.value, row.unit, row.year_on_year_pct) == (indicator, value, unit, change)


def test_a_count_of_a_whole() -> None:
    document = made("截至目前，全市已有1152个村(社区)完成党组织选举", places={"全市": "430200"})
    (row,) = find_indicators(document)
    assert (row.subject, row.value, row.unit) == ("全市", 1152, "个")


def test_facts_of_a_project_are_no_indicators() -> None:
    assert find_indicators(made("项目总投资约250亿元，占地475亩，总建筑面积14万平方米")) == []


def test_notices_have_no_indicators() -> None:
    assert find_indicators(made("遗失缴款书一份,金额40000元", genre="notice")) == []


def figures(text: str) -> list[tuple[str, float | None, str | None, float | None]]:
    rows = find_indicators(made(text, published_on=dt.date(2021, 3, 12)))
    return [(row.indicator, row.value, row.unit, row.year_on_year_pct) for row in rows]


def test_a_list_of_counts_of_a_whole() -> None:
    text = (
        "去年全市共受理来信12740件、办理诉前案件1875件、提起诉讼63件。"
        "其中，一季度立案924件，同比上升68.98%，占立案总数的54.9%。"
    )
    assert figures(text) == [
        ("来信", 12740, "件", None),
        ("诉前案件", 1875, "件", None),
        ("提起诉讼", 63, "件", None),
        ("立案", 924, "件", 68.98),
        ("占立案总数", 54.9, "%", None),
    ]


def test_a_change_without_a_level_has_no_value() -> None:
    assert figures("规模以上工业增加值增长9.6%，固定资产投资同比下降2.3%") == [
        ("规模以上工业增加值", None, None, 9.6),
        ("固定资产投资", None, None, -2.3),
    ]


def test_respectively() -> None:
    text = "城镇和农村居民人均可支配收入分别达到38956元和19872元，增长8.3%和10.6%"
    assert figures(text) == [
        ("城镇居民人均可支配收入", 38956, "元", 8.3),
        ("农村居民人均可支配收入", 19872, "元", 10.6),
    ]
    assert figures("城镇、农村居民收入分别达到38956元、19872元和100元") == []


@pytest.mark.parametrize(
    "text",
    [
        "全年每公顷粮食产量提高约1500公斤",  # an increment is no level
        "增速高于全国平均水平2.5个百分点",
        "全市第14次会议听取了报告",
        "如今，收入10多万元",  # nobody's and no time's
        "居民居家并自我健康监测14天",
    ],
)
def test_what_is_no_statistic(text: str) -> None:
    assert figures(text) == []


def test_what_a_place_says_of_its_projects_together() -> None:
    text = (
        "今年，我市计划实施重点项目186个，总投资1256亿元，年度计划投资320亿元。"
        "截至8月底，已完成投资215亿元，同比增长12.3%。"
    )
    assert [(r.subject, r.indicator, r.value, r.unit, r.year_on_year_pct) for r in find_indicators(made(text))] == [
        ("我市", "重点项目", 186, "个", None),
        ("我市", "总投资", 1256, "亿元", None),
        ("我市", "年度计划投资", 320, "亿元", None),
        ("我市", "完成投资", 215, "亿元", 12.3),
    ]
    assert find_indicators(made("本次集中签约项目18个，总投资126亿元。")) == []


def test_a_list_of_changes_explains_bare_sectors() -> None:
    text = "全市固定资产投资增长5.8%。其中，第一产业增长9.1%，第二产业下降1.3%。"
    assert [(r.indicator, r.year_on_year_pct) for r in find_indicators(made(text))] == [
        ("固定资产投资", 5.8),
        ("第一产业", 9.1),
        ("第二产业", -1.3),
    ]


def test_a_note_in_brackets_parts_no_name_from_its_value() -> None:
    (row,) = find_indicators(made("今年上半年,全市生产总值(GDP)440.26亿元,增长8.4%,增幅居全省第3位。"))
    assert (row.subject, row.indicator, row.value, row.year_on_year_pct) == ("全市", "生产总值", 440.26, 8.4)
