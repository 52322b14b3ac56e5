"""Mastheads, folios and framed boxes in the forms that papers print, and the stories beside them."""

from __future__ import annotations

import pytest
from press import Sheet, read_off

from pipelines.layout.cut import cut_page
from pipelines.layout.page_cut import PageCut
from pipelines.publications.profile import generic_profile

PAPER = generic_profile("江城日报")
GUARD = [
    "连日来，寒风凛冽，气温持续降低，市民户外活动有所减少，有一群人却坚守在市区主次干道上、十字路口、高架桥上，他们就是株洲交警。",
    "1月8日晚上7时，新华西路与钻石路交叉口处，荷塘交警大队一中队教导员张云志结束了当天的路面执勤工作，准备赶回家吃晚饭。",
    "新华桥拆除重建工程、智轨一期工程、黑臭水体治理工程等在施工，钻石路口极易造成交通拥堵，每天早晚高峰时段，交通压力更加严峻，张云志和同事处于连轴转状态。",
]
PARK = [
    "1月18日，市委常委、副市长王庭恺一行调研县产业园区，同时检查安全生产工作。",
    "在醴陵，一行人考察了中建材碲化镉薄膜发电玻璃项目建设现场，醴陵华鑫高能电气有限公司、湖南玉祥瓷业有限公司智能制造车间。",
]
LOST = [
    "天元区甲某遗失身份证，证号4302000000000001，声明作废",
    "株洲乙丙商贸有限公司遗失公章一枚，编号4302000000002",
    "荷塘区丁某遗失湘B00003道路运输证，证号430200000003",
]


def cut(sheet: Sheet) -> PageCut:
    return cut_page(sheet.reading(seed=5), PAPER)


def roles(page: PageCut) -> dict[str, str]:
    return {line.text.replace(" ", ""): line.role for line in page.lines if line.role != "body"}


def front_page() -> Sheet:
    """A masthead at the left, the day's first story below."""
    sheet = Sheet(700, 1000)
    sheet.line(20, 20, "江城日报", 60, font="Hei", role="masthead")
    sheet.line(20, 92, "2021年1月10日 星期日 第12345期", 9, role="masthead")
    sheet.level(20, 680, 112)
    with sheet.article("below"):
        sheet.centred(20, 680, 130, "路口坚守 保交通畅通", 26, font="Hei", role="headline")
        assert not sheet.flow([(20 + 225 * k, 170, 210, 30) for k in range(3)], GUARD * 3, 10)
    return sheet


@pytest.mark.parametrize("framed", [True, False])
def test_a_story_beside_the_masthead_is_a_story(framed: bool) -> None:
    sheet = front_page()
    if framed:
        sheet.panel(330, 10, 680, 108)
    with sheet.article("ear"):
        sheet.centred(335, 675, 14, "园区引进项目", 16, font="Hei", role="headline")
        assert not sheet.flow([(338, 38, 160, 5), (512, 38, 160, 5)], PARK, 10)
    page = cut(sheet)
    assert read_off(page, "headline", "body") == [
        "园区引进项目" + "".join(PARK),
        "路口坚守保交通畅通" + "".join(GUARD * 3),
    ]
    assert roles(page)["江城日报"] == "masthead"


@pytest.mark.parametrize(
    "row",
    [
        "江城日报 2021年1月10日 星期日",
        "本版编辑 甲某某 视觉 乙某某 校读 丙某某",
        "责任编辑：甲某某 版式：乙某 校对：丙某",
    ],
)
def test_a_folio_in_a_bar_takes_what_stands_beside_it(row: str) -> None:
    sheet = Sheet(700, 1000)
    sheet.panel(20, 16, 680, 44, fill="#005588")
    sheet.line(28, 21, "A04 公告·广告", 17, font="Hei", role="folio")
    sheet.line(400, 27, row, 8, role="folio")
    with sheet.article("below"):
        sheet.centred(20, 680, 60, "路口坚守 保交通畅通", 26, font="Hei", role="headline")
        assert not sheet.flow([(20 + 225 * k, 100, 210, 30) for k in range(3)], GUARD * 3, 10)
    found = roles(cut(sheet))
    assert found["A04公告·广告"] == found[row.replace(" ", "")] == "folio"


def test_notices_whose_title_is_reversed_on_a_bar_and_whose_items_have_no_marks() -> None:
    sheet = front_page()
    sheet.panel(20, 600, 680, 900)
    sheet.panel(20, 600, 680, 624, fill="#c70d14")
    sheet.centred(20, 680, 604, "分类信息", 15, font="Hei", role="notice")
    for column in range(3):
        sheet.flow([(26 + 220 * column, 632, 206, 22)], LOST * 3, 8.5, indent=0)
    page = cut(sheet)
    assert read_off(page, "notice") == ["分类信息" + "".join(LOST * 3) * 3]


def test_rows_of_large_type_in_a_frame_are_an_advertisement() -> None:
    sheet = front_page()
    sheet.panel(20, 600, 350, 800)
    rows = ["百年老店 开业", "全场五折起 满200元送100元", "地址：步行街中心广场"]
    for k, row in enumerate(rows):
        sheet.centred(20, 350, 620 + 58 * k, row, 30 if not k else 22, font="Hei", role="ad")
    assert read_off(cut(sheet), "ad") == ["".join(rows).replace(" ", "")]


PHOTO = "市新冠肺炎疫情防控指挥部发布指南，提醒返株人员做好防疫。"


def photo_page() -> Sheet:
    sheet = Sheet(700, 700)
    with sheet.article("a"):
        sheet.centred(20, 680, 20, "路口坚守 保交通畅通", 26, font="Hei", role="headline")
        assert not sheet.flow([(20, 60, 210, 30), (245, 60, 210, 9), (470, 60, 210, 9)], GUARD * 2, 10)
    sheet.picture(245, 200, 580, 420)
    return sheet


@pytest.mark.parametrize("side", ["foot", "right", "above"])
def test_a_caption_on_the_pictures_foot_beside_it_or_above_it(side: str) -> None:
    sheet = photo_page()
    with sheet.article("a"):
        if side == "foot":
            sheet.panel(245, 404, 580, 420, fill="#333333")
            sheet.line(250, 408, PHOTO + " 甲某某摄", 8.5, font="Kai", role="caption")
        elif side == "above":
            sheet.line(245, 186, PHOTO + " 甲某某摄", 8.5, font="Kai", role="caption")
        else:
            sheet.flow([(588, 374, 92, 4)], [PHOTO + "甲某某摄"], 8.5, indent=0, font="Kai")
    page = cut(sheet)
    assert read_off(page, "caption") == [PHOTO + "甲某某摄"]
    assert read_off(page, "headline", "body") == ["路口坚守保交通畅通" + "".join(GUARD * 2)]


def test_what_stands_under_a_photographs_headline_is_its_caption() -> None:
    sheet = Sheet(700, 700)
    with sheet.article("photo"):
        sheet.picture(20, 20, 400, 240)
        sheet.centred(20, 400, 252, "疫情防控 从我做起", 20, font="Hei", role="headline")
        sheet.flow([(20, 280, 380, 2)], [PHOTO + "甲某某摄"], 9, indent=0, font="Kai")
    sheet.level(20, 680, 320)
    with sheet.article("a"):
        sheet.centred(20, 680, 340, "路口坚守 保交通畅通", 26, font="Hei", role="headline")
        assert not sheet.flow([(20 + 225 * k, 380, 210, 20) for k in range(3)], GUARD * 3, 10)
    page = cut(sheet)
    assert read_off(page, "caption") == [PHOTO + "甲某某摄"]
    assert read_off(page, "headline") == ["疫情防控从我做起", "路口坚守保交通畅通"]


@pytest.mark.parametrize("jump", ["◀◀上接A01版①", "[上接01版]", "（上接第1版）"])
def test_a_jump_line_under_the_headline_is_no_deck(jump: str) -> None:
    sheet = Sheet(700, 500)
    with sheet.article("a"):
        sheet.centred(20, 680, 20, "路口坚守 保交通畅通", 26, font="Hei", role="headline")
        sheet.centred(20, 680, 52, jump, 9, font="Kai", role="jump")
        assert not sheet.flow([(20 + 225 * k, 74, 210, 20) for k in range(3)], GUARD * 3, 10)
    page = cut(sheet)
    assert read_off(page, "jump") == [jump]
    assert [article.jump_from for article in page.articles] == [jump.strip("◀[]（）")]


def test_a_table_ruled_by_rows_alone() -> None:
    """Cells of one character below each other are no upright line: rules lie between them."""
    sheet = photo_page()
    cells = ["品名", "规格", "均价", "级"], ["大白菜", "500克", "5.58", "优"], ["萝卜", "500克", "26.04", "良"]
    rows = [*cells, *cells[1:], *cells[1:]]
    with sheet.article("table"):
        sheet.centred(20, 340, 480, "今日农贸市场菜价", 15, font="Hei", role="headline")
        for k, row in enumerate(rows):
            sheet.level(20, 340, 502 + 16 * k)
            for column, cell in enumerate(row):
                sheet.centred(20 + 80 * column, 100 + 80 * column, 505 + 16 * k, cell, 9, role="table")
        sheet.level(20, 340, 502 + 16 * len(rows))
    page = cut(sheet)
    assert read_off(page, "headline", "table")[-1] == "今日农贸市场菜价" + "".join(cell for row in rows for cell in row)
