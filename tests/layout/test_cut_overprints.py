"""A story printed across a box that is no story: both texts stay whole, and each keeps its own."""

from __future__ import annotations

import pytest
from press import Sheet, cut_whole, read_off

from pipelines.layout.glyph_lines import TextLine, find_lines
from pipelines.layout.overprints import overprinted
from pipelines.layout.page_cut import PageCut
from pipelines.publications.profile import load_profile

PROFILE = load_profile("zhuzhou-daily")
TRIP = [
    "株洲日报讯 1月6日，芦淞区与萍乡市安源区签订合作协议，拉开了两地政务服务“跨省通办”合作序幕。",
    "首批“跨省通办”高频政务服务事项清单，涉及人社、医保、卫健、企业开办等领域，如异地就医备案等业务。",
]
GUARD = [
    "连日来，寒风凛冽，气温持续降低，市民户外活动有所减少，有一群人却坚守在市区主次干道上、十字路口、高架桥上，他们就是株洲交警。",
    "1月8日晚上7时，新华西路与钻石路交叉口处，荷塘交警大队一中队教导员张云志结束了当天的路面执勤工作，准备赶回家吃晚饭。",
    "新华桥拆除重建工程、智轨一期工程、黑臭水体治理工程等在施工，钻石路口极易造成交通拥堵，每天早晚高峰时段，交通压力更加严峻，张云志和同事处于连轴转状态。",
]
PARK = [
    "1月18日，市委常委、副市长王庭恺一行调研县产业园区，同时检查安全生产工作。",
    "在醴陵，一行人考察了中建材碲化镉薄膜发电玻璃项目建设现场，醴陵华鑫高能电气有限公司、湖南玉祥瓷业有限公司智能制造车间。",
    "王庭恺表示，下活园区建设这盘棋，要在思路理念上搞清楚总体部署稳与进、产业发展长与远、招商引资大与小的关系，用好科技手段，守牢安全底线。",
]
LOST = [
    "·天元区甲某遗失身份证，证号4302000000000001，声明作废",
    "·株洲乙丙商贸有限公司遗失公章一枚，编号4302000000002",
    "·荷塘区丁某遗失湘B00003道路运输证，证号430200000003",
]


def cut(sheet: Sheet) -> PageCut:
    return cut_whole(sheet, PROFILE, seed=3)


def story(sheet: Sheet, x: float, y: float, width: float) -> None:
    with sheet.article("across"):
        sheet.centred(x, x + width, y, "政务跨省通办", 15, font="Hei", role="headline")
        assert not sheet.flow([(x, y + 24, width, 14)], TRIP, 10)


def page_with_a_story_of_its_own() -> Sheet:
    sheet = Sheet(700, 560)
    with sheet.article("apart"):
        sheet.centred(20, 680, 14, "路口坚守 保交通畅通", 22, font="Hei", role="headline")
        assert not sheet.flow([(20, 46, 380, 7), (420, 46, 260, 30)], GUARD * 4, 10)
    sheet.level(20, 400, 150)
    return sheet


@pytest.mark.parametrize("x", [25, 152, 271])
@pytest.mark.parametrize("y", [215, 243])
def test_a_story_across_a_box_of_notices(x: float, y: float) -> None:
    sheet = page_with_a_story_of_its_own()
    sheet.panel(20, 160, 400, 540)
    with sheet.article("notices"):
        sheet.centred(20, 400, 168, "遗失声明", 16, font="Hei", role="notice")
        for column in (25, 151, 277):
            sheet.flow([(column, 192, 119, 30)], LOST * 3, 8.5, indent=0)
    sheet.level(x, x + 120, y - 4)
    story(sheet, x, y, 120)
    page = cut(sheet)
    assert read_off(page, "headline", "body") == [
        "路口坚守保交通畅通" + "".join(GUARD * 4),
        "政务跨省通办" + "".join(TRIP).replace(" ", ""),
    ]
    (notices,) = read_off(page, "notice")
    assert notices == "遗失声明" + "".join(LOST * 3) * 3


def test_a_story_across_an_advertisement() -> None:
    sheet = page_with_a_story_of_its_own()
    sheet.panel(20, 160, 400, 540, fill="#efe8dd")
    sheet.centred(20, 400, 180, "银行大额存单", 50, font="Hei", role="ad")
    sheet.centred(20, 400, 315, "安全稳健 起存20万元 各网点均可办理", 15, font="Hei", role="ad")
    sheet.centred(20, 400, 380, "热线：0731-00000000 地址：天元区", 12, role="ad")
    story(sheet, 230, 308, 165)
    page = cut(sheet)
    assert read_off(page, "headline", "body") == [
        "路口坚守保交通畅通" + "".join(GUARD * 4),
        "政务跨省通办" + "".join(TRIP).replace(" ", ""),
    ]
    assert read_off(page, "ad") == ["银行大额存单安全稳健起存20万元各网点均可办理热线：0731-00000000地址：天元区"]


def test_a_filler_over_notices_leaves_them_their_lines() -> None:
    sheet = page_with_a_story_of_its_own()
    sheet.panel(20, 160, 400, 540)
    sheet.centred(20, 400, 168, "遗失声明", 16, font="Hei", role="notice")
    for column in (25, 151, 277):
        sheet.flow([(column, 192, 119, 30)], LOST * 3, 8.5, indent=0)
    sheet.panel(150, 290, 272, 356, fill="#efe8dd")
    sheet.centred(150, 272, 318, "文明出行 礼让", 15, font="Hei", role="ad")
    page = cut(sheet)
    assert read_off(page, "notice") == ["遗失声明" + "".join(LOST * 3) * 3]
    assert read_off(page, "ad") == ["文明出行礼让"]


def test_a_story_in_a_frame_keeps_its_large_headline() -> None:
    """Nothing is printed across anything here, however roomy the frame would be without its text."""
    sheet = page_with_a_story_of_its_own()
    sheet.panel(20, 160, 400, 420)
    with sheet.article("framed"):
        sheet.centred(20, 400, 176, "政务服务通办", 40, font="Hei", role="headline")
        assert not sheet.flow([(30, 240, 170, 6), (220, 240, 170, 6)], TRIP, 10)
    assert read_off(cut(sheet), "headline", "body")[1] == "政务服务通办" + "".join(TRIP).replace(" ", "")


def test_briefs_in_a_frame_keep_their_marked_headlines() -> None:
    """Marks before lines make no notices of them."""
    sheet = page_with_a_story_of_its_own()
    sheet.panel(20, 160, 400, 420)
    for k, text in enumerate(GUARD):
        with sheet.article(f"brief {k}"):
            sheet.line(30, 170 + 80 * k, f"■第{k + 1}条路口保畅", 13, font="Hei", role="headline")
            assert not sheet.flow([(30, 190 + 80 * k, 360, 3)], [text], 10)
    assert read_off(cut(sheet), "headline", "body")[1:] == [
        f"■第{k + 1}条路口保畅{text}" for k, text in enumerate(GUARD)
    ]


def test_a_frame_that_reaches_over_the_feet_of_columns_takes_nothing_from_them() -> None:
    """Lines that go on at the pitch of the column above them belong to it."""
    sheet = page_with_a_story_of_its_own()
    with sheet.article("above"):
        sheet.centred(20, 400, 158, "园区项目引进", 20, font="Hei", role="headline")
        assert not sheet.flow([(20, 190, 180, 6), (220, 190, 180, 6)], PARK, 10)
    sheet.panel(20, 240, 400, 540)
    sheet.centred(20, 400, 340, "遗失声明", 16, font="Hei", role="notice")
    for column in (25, 151, 277):
        sheet.flow([(column, 364, 119, 20)], LOST, 8.5, indent=0)
    page = cut(sheet)
    assert read_off(page, "notice") == ["遗失声明" + "".join(LOST) * 3]
    assert "园区项目引进" + "".join(PARK) in read_off(page, "headline", "body")


def test_a_report_of_a_declaration_is_no_notice() -> None:
    sheet = page_with_a_story_of_its_own()
    with sheet.article("report"):
        sheet.centred(20, 400, 170, "两市发表联合声明", 24, font="Hei", role="headline")
        assert not sheet.flow([(20, 210, 180, 12), (220, 210, 180, 12)], TRIP, 10)
    assert "两市发表联合声明" in read_off(cut(sheet), "headline")


def test_a_heap_of_lines_is_no_text_over_another():
    def line(top: float) -> TextLine:
        sheet = Sheet(200, 200)
        sheet.line(10, top, "株洲日报讯", 10)
        return find_lines(sheet.reading().glyphs, [], 10.0)[0]

    assert len(overprinted([line(10), line(14)])) == 1
    assert overprinted([line(10 + k / 10) for k in range(40)]) == []
