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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("洪山区委书记王明、省武警总队司令员李强到会。", ["洪山区委", "省武警总队"]),
        ("高山资本创始人、首席执行官张明说。", ["高山资本"]),
        ("来到灵石县夏门镇绿源果业专业合作社。", ["绿源果业专业合作社"]),
        ("红日(深圳)国际航空有限公司董事长周明一行来访。", ["红日(深圳)国际航空有限公司"]),
        ("园区建设单位宁德海星公司总经理王晓介绍情况。", ["宁德海星公司"]),
        ("由中建八局二公司承建。", ["中建八局二公司"]),
        ("政协茶陵县第十届委员会召开会议。", ["政协茶陵县第十届委员会"]),
        ("株洲新闻网1月3日讯(记者 王明)", ["株洲新闻网"]),
        ("虹光通信在关键器件上占据优势，三安光电已成为龙头。", ["虹光通信", "三安光电"]),
        ("国务院职能转变协调办印发通知。", ["国务院职能转变协调办"]),
    ],
)
def test_names_told_by_titles_by_form_and_by_trade(text, expected):
    assert organizations(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "各国企业在华投资兴业。",
        "京沪两市政府对标先进。",
        "县委县政府高度重视。",
        "成为中国创新科技的前沿阵地。",
        "一家装饰公司负责人说。",
    ],
)
def test_words_of_trades_and_joined_levels_are_no_names(text):
    assert organizations(text) == []
