"""Organisations: names by their tails, aliases in the article, and what is no name."""

from __future__ import annotations

import pytest
from made_texts import NATIONAL, of_type, tagged


def organizations(text, profile=NATIONAL):
    return of_type(text, "organization", profile)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "在醴陵,一行人考察了醴陵华鑫高能电气有限公司、醴陵旗滨玻璃有限公司生产车间",
            ["醴陵华鑫高能电气有限公司", "醴陵旗滨玻璃有限公司"],
        ),
        ("由市住建局市政建设科牵头统筹。", ["市住建局市政建设科"]),
        ("株洲市林业科学所遗失一般缴款书一份", ["株洲市林业科学所"]),
        ("市疾控中心发布重要提醒", ["市疾控中心"]),
        ("国网湖南电动汽车服务有限公司株洲事业部,主要负责建设运营服务", ["国网湖南电动汽车服务有限公司株洲事业部"]),
        ("天元区物业服务指导中心有关负责人说", ["天元区物业服务指导中心"]),
        ("世界卫生组织与中国科学院合作", ["世界卫生组织", "中国科学院"]),
        ("北京市经济和信息化局发布通知", ["北京市经济和信息化局"]),
        ("中国商务部部长助理说", ["中国商务部"]),
        ("尼泊尔文化、旅游和民航部部长表示", ["尼泊尔文化、旅游和民航部"]),
        ("湖南省经信厅信息化推进处处长王小明说", ["湖南省经信厅信息化推进处"]),
    ],
)
def test_names(text, expected):
    assert organizations(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "各级党委和有关部门要高度重视。",
        "小区党组织、社区党委发挥作用。",
        "物业公司不同意安装。",
        "武汉军运会开幕",
        "这家企业是上市公司。",
    ],
)
def test_no_names(text):
    assert organizations(text) == []


def test_short_names_and_this_company_mean_the_full_name():
    text = "东旭集团董事长介绍了情况。东旭将抢抓机遇。该集团将投资建厂。"
    rows = [row for row in tagged(text).mentions if row.type == "organization"]
    assert [(row.surface, row.normalized) for row in rows] == [
        ("东旭集团", "东旭集团"),
        ("东旭", "东旭集团"),
        ("该集团", "东旭集团"),
    ]


def test_bare_bodies_are_those_of_the_home_city():
    rows = [
        row
        for row in tagged("希望株洲市委、市政府给予大力支持，市教育局要落实。").mentions
        if row.type == "organization"
    ]
    assert [(row.surface, row.normalized) for row in rows] == [
        ("株洲市委", "中共株洲市委"),
        ("市政府", "株洲市人民政府"),
        ("市教育局", "株洲市教育局"),
    ]
