"""One small page a phenomenon: the page as set, and beside it the articles it must be cut into."""

from __future__ import annotations

import dataclasses

import pytest
from press import Frame, Sheet, cut_whole, read_off

from pipelines.layout.cut import cut_page
from pipelines.layout.page_cut import PageCut
from pipelines.publications.profile import load_profile

PROFILE = load_profile("zhuzhou-daily")
TRIP = [
    "1月6日，芦淞区与萍乡市安源区签订合作协议，拉开了两地政务服务“跨省通办”合作序幕。",
    "首批“跨省通办”高频政务服务事项清单，涉及人社、医保、卫健、企业开办等领域，如异地就医备案、内资企业及分支机构变更登记等业务。",
    "芦淞与萍乡接壤，互流人员多。与安源率先建立合作机制，在较短的时间内完成了梳理与对接工作，既有利于解决两地企业和群众办事“多头跑、跑远路、跑多趟”的问题，也为后续拓展合作提供了模式。",
    "下一步，芦淞、安源两地将以此为统领，立足实际，不断拓展通办领域，增加通办事项，丰富通办手段，提升通办质量，探索建立良好的两地政务服务合作机制。",
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


def cut(sheet: Sheet) -> PageCut:
    return cut_whole(sheet, PROFILE, seed=11)


def texts(page: PageCut, *roles: str) -> list[str]:
    return read_off(page, *(roles or ("headline", "subhead", "body")))


def columns(x: float, y: float, width: float, gutter: float, count: int, lines: int) -> list[Frame]:
    return [(x + k * (width + gutter), y, width, lines) for k in range(count)]


def test_columns_are_read_one_after_the_other() -> None:
    sheet = Sheet(440, 300)
    with sheet.article("a"):
        sheet.centred(20, 420, 20, "芦淞安源两地政务服务“跨省通办”", 22, font="Hei", role="headline")
        assert not sheet.flow(columns(20, 60, 120, 20, 3, 12), TRIP, 10)
    assert texts(cut(sheet)) == ["芦淞安源两地政务服务“跨省通办”" + "".join(TRIP)]


@pytest.mark.parametrize("separator", ["rule", "white"])
def test_two_stories_side_by_side(separator: str) -> None:
    sheet = Sheet(560, 300)
    with sheet.article("a"):
        sheet.centred(20, 260, 20, "政务服务“跨省通办”", 20, font="Hei", role="headline")
        assert not sheet.flow(columns(20, 55, 112, 16, 2, 17), TRIP, 10)
    with sheet.article("b"):
        sheet.centred(290, 530, 20, "园区项目引进", 20, font="Hei", role="headline")
        assert not sheet.flow(columns(290, 55, 112, 16, 2, 12), PARK, 10)
    if separator == "rule":
        sheet.plumb(275, 20, 280)
    assert texts(cut(sheet)) == ["政务服务“跨省通办”" + "".join(TRIP), "园区项目引进" + "".join(PARK)]


def test_kicker_headline_deck_and_byline_are_told_apart() -> None:
    sheet = Sheet(440, 300)
    with sheet.article("a"):
        sheet.centred(20, 420, 20, "省贸促会会长贺坚来株调研", 12, font="Hei", role="kicker")
        sheet.centred(20, 420, 38, "加快场馆建设 高质量做好", 24, font="Hei", role="headline")
        sheet.centred(20, 420, 66, "会展筹备工作", 24, font="Hei", role="headline")
        sheet.centred(20, 420, 96, "——阳卫国出席", 11, font="Kai", role="deck")
        sheet.centred(20, 420, 112, "株洲日报记者 邓伟勇", 10, font="Kai", role="byline")
        sheet.flow(columns(20, 135, 120, 20, 3, 12), TRIP, 10)
    page = cut(sheet)
    assert texts(page, "kicker") == ["省贸促会会长贺坚来株调研"]
    assert texts(page, "headline") == ["加快场馆建设高质量做好会展筹备工作"]
    assert texts(page, "deck") == ["——阳卫国出席"]
    assert [line.text for line in page.lines if line.role == "byline"] == ["株洲日报记者 邓伟勇"]


def test_a_headline_over_part_of_the_columns_owns_the_column_beside_it() -> None:
    sheet = Sheet(440, 330)
    with sheet.article("a"):
        sheet.line(20, 20, "两地“跨省通办”", 26, font="Hei", role="headline")
        frames = [*columns(20, 60, 120, 20, 2, 11), (300.0, 20.0, 120.0, 14)]
        assert not sheet.flow(frames, TRIP, 10)
    assert texts(cut(sheet)) == ["两地“跨省通办”" + "".join(TRIP)]


def test_text_flows_around_a_headline_set_into_the_columns() -> None:
    sheet = Sheet(560, 330)
    with sheet.article("a"):
        frames: list[Frame] = [(20, 20, 110, 16)]
        for x in (150.0, 280.0):
            frames += [(x, 20, 110, 5), (x, 140, 110, 7)]
        frames.append((410, 20, 110, 16))
        assert not sheet.flow(frames, TRIP + GUARD[:1], 10)
        sheet.centred(150, 390, 100, "两地“跨省通办”", 26, font="Hei", role="headline")
    assert texts(cut(sheet)) == ["两地“跨省通办”" + "".join(TRIP + GUARD[:1])]


@pytest.mark.parametrize("side", ["left", "right"])
def test_an_upright_headline_owns_the_columns_beside_it(side: str) -> None:
    sheet = Sheet(440, 260)
    with sheet.article("a"):
        x = 20 if side == "left" else 400
        sheet.upright(x, 20, "路口坚守保交通畅通", 22)
        left = 60 if side == "left" else 20
        assert not sheet.flow(columns(left, 20, 100, 20, 3, 13), GUARD, 10)
    assert texts(cut(sheet)) == ["路口坚守保交通畅通" + "".join(GUARD)]


def test_two_upright_lines_are_read_from_right_to_left_and_the_small_one_is_a_kicker() -> None:
    sheet = Sheet(440, 260)
    with sheet.article("a"):
        sheet.upright(404, 20, "市疾控中心发布提醒", 12, role="kicker")
        sheet.upright(376, 20, "旅居史人员", 22)
        sheet.upright(348, 40, "要主动报告", 22)
        sheet.flow(columns(20, 20, 95, 16, 3, 14), GUARD, 10)
    page = cut(sheet)
    assert texts(page, "headline") == ["旅居史人员要主动报告"]
    assert texts(page, "kicker") == ["市疾控中心发布提醒"]


def test_a_picture_interrupts_a_column_and_its_caption_stays_out_of_the_text() -> None:
    sheet = Sheet(440, 330)
    with sheet.article("a"):
        sheet.centred(20, 420, 20, "路口坚守 保交通畅通", 22, font="Hei", role="headline")
        sheet.picture(160, 100, 280, 160)
        sheet.line(160, 164, "▲张云志指挥交通。刘平摄", 9, font="Hei", role="caption")
        frames: list[Frame] = [(20, 60, 120, 12), (160, 60, 120, 3), (160, 180, 120, 3), (300, 60, 120, 12)]
        assert not sheet.flow(frames, GUARD, 10)
    page = cut(sheet)
    assert texts(page) == ["路口坚守保交通畅通" + "".join(GUARD)]
    assert texts(page, "caption") == ["▲张云志指挥交通。刘平摄"]


def test_a_frame_keeps_its_story_from_the_columns_around_it() -> None:
    sheet = Sheet(560, 330)
    with sheet.article("a"):
        sheet.centred(20, 250, 20, "政务服务“跨省通办”", 20, font="Hei", role="headline")
        assert not sheet.flow(columns(20, 55, 105, 16, 2, 18), TRIP, 10)
    with sheet.article("b"):
        sheet.panel(280, 20, 540, 300, fill="#eef2fa")
        sheet.centred(290, 530, 30, "园区项目引进", 20, font="Hei", role="headline")
        assert not sheet.flow(columns(290, 65, 110, 16, 2, 13), PARK, 10)
    assert texts(cut(sheet)) == ["政务服务“跨省通办”" + "".join(TRIP), "园区项目引进" + "".join(PARK)]


def test_subheads_belong_to_the_story_and_stand_in_paragraphs_of_their_own() -> None:
    story = [*GUARD[:2], "寒夜里的坚守", GUARD[2]]
    sheet = Sheet(440, 330)
    with sheet.article("a"):
        sheet.centred(20, 420, 20, "路口坚守 保交通畅通", 22, font="Hei", role="headline")
        assert not sheet.flow(columns(20, 60, 180, 20, 2, 10), story, 10, subheads=[2])
    page = cut(sheet)
    assert texts(page) == ["路口坚守保交通畅通" + "".join(story)]
    subhead = next(line for line in page.lines if line.role == "subhead")
    after = next(line for line in page.lines if line.reading_order == subhead.reading_order + 1)
    assert (subhead.paragraph, after.paragraph) == (2, 3)


@pytest.mark.parametrize("indent", [2.0, 0.0])
def test_paragraphs_start_where_the_paper_shows_it(indent: float) -> None:
    """By the indent; in a paper without indents, after a line that ends early."""
    sheet = Sheet(440, 330)
    with sheet.article("a"):
        sheet.centred(20, 420, 20, "政务服务“跨省通办”", 22, font="Hei", role="headline")
        sheet.flow(columns(20, 60, 170, 20, 2, 12), TRIP, 10, indent=indent)
    lines = [line for line in cut(sheet).lines if line.role == "body"]
    starts = [line.text[:4] for k, line in enumerate(lines) if k == 0 or line.paragraph != lines[k - 1].paragraph]
    assert starts == [paragraph[:4] for paragraph in TRIP]


def starts_of_paragraphs(page: PageCut) -> list[str]:
    """The first words of each paragraph of the page's one story."""
    lines = [line for line in page.lines if line.role == "body"]
    return [line.text[:4] for k, line in enumerate(lines) if k == 0 or line.paragraph != lines[k - 1].paragraph]


def test_white_between_paragraphs_shows_them_where_lines_are_full() -> None:
    sheet = Sheet(440, 330)
    with sheet.article("a"):
        sheet.centred(20, 420, 20, "政务服务“跨省通办”", 22, font="Hei", role="headline")
        y = 60.0
        for text in (
            "1月6日，芦淞区与萍乡市安源区签约。",
            "首批事项清单涉及人社、医保等领域。",
            "两地互流人员多，群众办事不再跑远。",
        ):
            for row in range(3):
                sheet.line(20, y, text if row == 2 else text[:-1] + "，", 10)
                y += 13
            y += 8
    assert starts_of_paragraphs(cut(sheet)) == ["1月6日", "首批事项", "两地互流"]


def test_lines_set_in_beside_a_picture_start_no_paragraph() -> None:
    """They break off inside a sentence, and fill their column."""
    sheet = Sheet(440, 420)
    with sheet.article("a"):
        sheet.centred(20, 420, 20, "政务服务“跨省通办”", 22, font="Hei", role="headline")
        text = "".join(TRIP[1:]).replace("。", "，")
        for row in range(16):
            inset = 20 if 5 <= row < 9 else 0
            width = 18 - inset // 10
            sheet.line(20 + inset, 60 + 13 * row, text[:width], 10)
            text = text[width:]
    assert len(starts_of_paragraphs(cut(sheet))) == 1


def test_entries_of_a_list_are_paragraphs() -> None:
    sheet = Sheet(440, 330)
    entries = [f"书名：{name}的故事与人" for name in ("株洲", "醴陵", "攸县", "茶陵", "炎陵", "渌口")]
    with sheet.article("a"):
        sheet.centred(20, 420, 20, "政务服务“跨省通办”", 22, font="Hei", role="headline")
        for row, entry in enumerate(entries):
            sheet.line(20, 60 + 13 * row, entry, 10)
    assert starts_of_paragraphs(cut(sheet)) == [entry[:4] for entry in entries]


def test_jump_lines_are_read_and_start_a_story_without_a_headline() -> None:
    sheet = Sheet(560, 300)
    with sheet.article("a"):
        sheet.line(20, 20, "◀◀上接A1版②", 10, font="Hei", role="jump")
        sheet.flow([(20, 33, 240, 9)], [GUARD[0][14:], *GUARD[1:]], 10, indent=2)
        sheet.line(190, 170, "▶▶下转A3版①", 10, font="Hei", role="jump")
    with sheet.article("b"):
        sheet.centred(290, 530, 20, "园区项目引进", 20, font="Hei", role="headline")
        sheet.flow(columns(290, 55, 112, 16, 2, 12), PARK, 10)
    page = cut(sheet)
    first = next(article for article in page.articles if article.jump_from)
    assert (first.jump_from, first.jump_to) == ("上接A1版②", "下转A3版①")
    assert [line.role for line in page.lines if line.text.startswith(("◀", "▶"))] == ["jump", "jump"]


@pytest.mark.parametrize("title", ["综合短讯", "株洲一周"])
def test_briefs_under_a_common_title_are_articles_of_their_own(title: str) -> None:
    """By the words of the title, or since the text opens with one of several bulleted titles."""
    sheet = Sheet(440, 330)
    sheet.centred(20, 420, 20, title, 18, font="Hei", role="other", spacing=10)
    sheet.level(20, 420, 44)
    y = 52.0
    for name, headline, text in (
        ("a", "◆园区项目引进", PARK[0]),
        ("b", "◆跨省通办签约", TRIP[0]),
        ("c", "◆路口坚守", GUARD[0]),
    ):
        with sheet.article(name):
            sheet.line(20, y, headline, 10, font="Hei", role="headline")
            sheet.flow([(20, y + 13, 400, 4)], [text, text], 10)
        y += 13 * 5 + 13
    assert texts(cut(sheet)) == [
        "◆园区项目引进" + PARK[0] * 2,
        "◆跨省通办签约" + TRIP[0] * 2,
        "◆路口坚守" + GUARD[0] * 2,
    ]


def test_a_drop_cap_is_the_first_character_of_its_text() -> None:
    sheet = Sheet(440, 300)
    with sheet.article("a"):
        sheet.centred(20, 420, 20, "路口坚守 保交通畅通", 22, font="Hei", role="headline")
        sheet.line(20, 60, GUARD[0][0], 24, font="Hei")
        rest = sheet.flow([(48, 60, 152, 2)], [GUARD[0][1:]], 10, indent=0)
        sheet.flow([(20, 86, 180, 9), (220, 60, 200, 11)], [rest[0]], 10, indent=0)
        sheet.flow([(220, 60, 180, 11)], GUARD[1:], 10)
    page = cut(sheet)
    assert texts(page, "headline") == ["路口坚守保交通畅通"]
    assert texts(page, "body")[0].startswith(GUARD[0])


def test_an_editors_note_is_marked() -> None:
    note = "【编者按】即日起，本报推出专栏，欢迎广大读者提供新闻线索，共同关注群众关心的热点难点问题。"
    sheet = Sheet(440, 300)
    with sheet.article("a"):
        sheet.centred(20, 420, 20, "路口坚守 保交通畅通", 22, font="Hei", role="headline")
        sheet.flow([(20, 60, 190, 3)], [note], 10, font="Kai")
        sheet.flow([(20, 99, 190, 8), (230, 60, 190, 11)], GUARD, 10)
    page = cut(sheet)
    assert texts(page, "note") == [note]
    assert texts(page, "body") == ["".join(GUARD)]


def test_a_table_goes_with_the_headline_above_it() -> None:
    sheet = Sheet(440, 400)
    with sheet.article("t"):
        sheet.line(20, 20, "农贸市场菜价监测", 18, font="Hei", role="headline")
        for row, cells in enumerate(["品名 均价", "萝卜 2604", "辣椒 2314", "土豆 1809"]):
            for column, cell in enumerate(cells.split()):
                sheet.line(26 + 90 * column, 52 + 16 * row, cell, 9, role="table")
        for k in range(5):
            sheet.level(20, 200, 49 + 16 * k)
        for k in range(3):
            sheet.plumb(20 + 90 * k, 49, 113)
    with sheet.article("a"):
        sheet.line(220, 20, "园区项目引进", 20, font="Hei", role="headline")
        sheet.flow([(220, 50, 200, 20)], PARK, 10)
    page = cut(sheet)
    table = next(line for line in page.lines if line.text == "萝卜")
    headline = next(line for line in page.lines if line.text == "农贸市场菜价监测")
    assert (table.role, headline.role, table.article) == ("table", "headline", headline.article)


def test_notices_advertisements_and_pointers_are_kept_out_of_the_articles() -> None:
    sheet = Sheet(560, 420)
    with sheet.article("a"):
        sheet.centred(20, 540, 20, "园区项目引进算好三笔账", 22, font="Hei", role="headline")
        sheet.flow(columns(20, 60, 120, 20, 3, 11), PARK, 10)
    sheet.panel(440, 60, 540, 200)
    sheet.centred(440, 540, 66, "今日导读", 14, font="Hei")
    sheet.line(446, 90, "路口坚守", 9)
    sheet.line(446, 104, "▷▷▷A4版", 9)
    sheet.panel(20, 240, 270, 400)
    sheet.centred(20, 270, 246, "遗失声明", 16, font="Hei")
    for k in range(8):
        sheet.line(26, 272 + 13 * k, f"·某某遗失身份证，证号43020{k}，声明作废", 8.5)
    sheet.panel(290, 240, 540, 400, fill="#dfeee0")
    sheet.centred(290, 540, 270, "年货大集", 40, font="Hei")
    sheet.line(330, 340, "热线：0731-28344919", 10)
    page = cut(sheet)
    kinds = {line.text[:4]: page.articles[line.article].kind for line in page.lines if line.article is not None}
    assert kinds["今日导读"] == "furniture"
    assert kinds["遗失声明"] == "notice"
    assert kinds["年货大集"] == "ad"
    assert texts(page) == ["园区项目引进算好三笔账" + "".join(PARK)]


def test_masthead_folio_and_imprint_are_furniture() -> None:
    sheet = Sheet(560, 800)
    sheet.line(20, 20, "株洲日报", 70)
    sheet.line(380, 24, "2021年1月10日 星期日", 10, font="Hei")
    sheet.line(380, 44, "国内统一连续出版物号 CN 43-0005", 8)
    sheet.level(20, 540, 104)
    with sheet.article("a"):
        sheet.centred(20, 540, 120, "园区项目引进算好三笔账", 22, font="Hei", role="headline")
        sheet.flow(columns(20, 160, 160, 20, 3, 11), PARK, 10)
    sheet.line(120, 780, "社址：株洲市天元区长江南路32号 邮编：412000", 8)
    page = cut(sheet)
    loose = {line.text: line.role for line in page.lines if line.article is None}
    assert loose["株洲日报"] == "masthead"
    assert loose["2021年1月10日 星期日"] == "masthead"
    assert [role for text, role in loose.items() if text.startswith("社址")] == ["folio"]
    assert texts(page) == ["园区项目引进算好三笔账" + "".join(PARK)]


def test_photo_news_is_an_article_of_headline_and_caption() -> None:
    sheet = Sheet(560, 400)
    with sheet.article("a"):
        sheet.centred(20, 260, 20, "疫情防控 从我做起", 20, font="Hei", role="headline")
        sheet.picture(20, 50, 260, 200)
        caption = "市新冠肺炎疫情防控指挥部发布指南，提醒返株人员做好防疫。刘琼摄影报道"
        sheet.flow([(20, 206, 240, 2)], [caption], 9, font="Kai")
    with sheet.article("b"):
        sheet.centred(290, 530, 20, "园区项目引进", 20, font="Hei", role="headline")
        sheet.flow(columns(290, 55, 112, 16, 2, 12), PARK, 10)
    page = cut(sheet)
    assert texts(page, "caption") == [caption]
    assert texts(page, "headline", "body") == ["疫情防控从我做起", "园区项目引进" + "".join(PARK)]


def test_a_headline_without_text_and_a_text_without_headline_are_doubted() -> None:
    sheet = Sheet(440, 400)
    with sheet.article("a"):
        sheet.flow(columns(20, 20, 190, 20, 2, 8), PARK, 10)
    sheet.level(20, 420, 200)
    sheet.line(20, 330, "守牢安全生产底线", 24, font="Hei")
    page = cut(sheet)
    assert [article.confidence <= 0.4 for article in page.articles] == [True, True]
    assert all(article.evidence for article in page.articles)


def test_a_page_in_latin_script_is_cut_by_the_same_geometry() -> None:
    words = "The city council met on Friday to discuss the new railway bridge over the river and its cost"
    sheet = Sheet(440, 300)
    with sheet.article("a"):
        sheet.line(20, 20, "Council to meet on bridge", 24, role="headline")
        sheet.flow(columns(20, 60, 190, 20, 2, 8), [words] * 8, 10)
    page = cut(sheet)
    assert [line.text for line in page.lines if line.role == "headline"] == ["Council to meet on bridge"]
    assert {line.article for line in page.lines} == {0}


def test_the_nameplate_above_a_date_line_in_english_is_no_headline() -> None:
    sheet = Sheet(600, 800)
    sheet.centred(20, 580, 20, "The Valley Herald", 44, font="Hei", role="masthead")
    sheet.centred(20, 580, 72, "Monday, May 6, 2024", 9, role="masthead")
    with sheet.article("a"):
        sheet.line(20, 96, "Council approves budget", 26, font="Hei", role="headline")
        sheet.line(20, 128, "By JANE SMITH", 9, font="Kai", role="byline")
        for k in range(3):
            for row in range(9):
                sheet.line(20 + 190 * k, 145 + 12 * row, "the council on monday voted for it"[: 30 + row % 4], 10)
    page = cut(sheet)
    assert {line.text: line.role for line in page.lines if line.role != "body"} == {
        "The Valley Herald": "masthead",
        "Monday, May 6, 2024": "masthead",
        "Council approves budget": "headline",
        "By JANE SMITH": "byline",
    }


def test_an_empty_page_and_a_page_with_a_bad_text_layer_do_not_fail() -> None:
    assert cut_page(Sheet(400, 600).reading(), PROFILE).lines == []
    sheet = Sheet(440, 300)
    sheet.flow(columns(20, 60, 190, 20, 2, 8), ["\ue001\ue002\ufffd" * 40], 10)
    page = cut_page(dataclasses.replace(sheet.reading(), text_quality=0.1), PROFILE)
    assert page.remarks == ("text layer not to be trusted (quality 0.10); cut by geometry only",)
    assert sorted(glyph for line in page.lines for glyph in line.glyphs) == list(range(len(sheet.glyphs)))


def test_a_page_set_upright_is_read_from_right_to_left() -> None:
    """Two stories, one above the other, each in upright lines that follow each other to the left."""
    sheet = Sheet(400, 420)
    for name, top, headline, story in (("a", 20, "守牢安全底线", GUARD), ("b", 220, "园区项目引进", PARK)):
        with sheet.article(name):
            sheet.upright(360, top, headline, 20)
            text = "".join("　　" + paragraph for paragraph in story)
            x, y = 338.0, float(top)
            for char in text:
                if char != "　":
                    sheet.upright(x, y, char, 10, role="body", font="Song")
                y += 10.3
                if y > top + 160:
                    x, y = x - 14, float(top)
        sheet.level(20, 380, top + 180)
    page = cut(sheet)
    assert "set upright from right to left" in page.remarks
    assert {line.writing_mode for line in page.lines} == {"vertical"}
    assert texts(page) == ["守牢安全底线" + "".join(GUARD), "园区项目引进" + "".join(PARK)]


def test_a_frame_may_be_drawn_as_four_rules() -> None:
    sheet = Sheet(560, 330)
    with sheet.article("a"):
        sheet.centred(20, 250, 20, "政务服务“跨省通办”", 20, font="Hei", role="headline")
        sheet.flow(columns(20, 55, 105, 16, 2, 18), TRIP, 10)
    sheet.level(280, 540, 20)
    sheet.level(280, 540, 200)
    sheet.plumb(280, 20, 200)
    sheet.plumb(540, 20, 200)
    sheet.centred(280, 540, 28, "遗失声明", 16, font="Hei")
    for k in range(8):
        sheet.line(290, 60 + 13 * k, f"·某某遗失身份证，证号43020{k}，声明作废", 8.5)
    page = cut(sheet)
    assert [article.kind for article in page.articles] == ["notice", "article"]
    assert texts(page) == ["政务服务“跨省通办”" + "".join(TRIP)]


def test_a_notice_without_a_frame_is_known_by_its_title() -> None:
    sheet = Sheet(560, 330)
    with sheet.article("a"):
        sheet.centred(20, 250, 20, "政务服务“跨省通办”", 20, font="Hei", role="headline")
        sheet.flow(columns(20, 55, 105, 16, 2, 18), TRIP, 10)
    sheet.plumb(270, 20, 300)
    sheet.centred(290, 540, 20, "停电公告", 20, font="Hei")
    sheet.flow([(290, 55, 250, 6)], ["因电网检修施工需要，定于1月14日7:30至18:30停电，请广大市民相互转告。"], 10)
    page = cut(sheet)
    assert sorted(article.kind for article in page.articles) == ["article", "notice"]
    assert texts(page) == ["政务服务“跨省通办”" + "".join(TRIP)]


def test_a_dateline_opens_a_story_under_the_text_of_another() -> None:
    """The lower headline stands upright beside its story; without indents only 本报讯 shows where that starts."""
    sheet = Sheet(340, 560)
    with sheet.article("a"):
        sheet.line(20, 20, "路口坚守", 22, font="Hei", role="headline")
        assert not sheet.flow(columns(20, 56, 260, 0, 1, 9), GUARD, 10, indent=0)
    with sheet.article("b"):
        sheet.upright(296, 184, "园区引进算好账", 20)
        dated = ["本报讯（记者高晓燕）" + PARK[0], *PARK[1:]]
        assert not sheet.flow(columns(20, 184, 260, 0, 1, 9), dated, 10, indent=0)
    expected = ["路口坚守" + "".join(GUARD), "园区引进算好账" + "".join(dated)]
    assert sorted(texts(cut(sheet))) == sorted(expected)


def test_two_headlines_a_gutter_apart_are_not_one() -> None:
    """Type that fills its column: the gap between the headlines is no wider than a blank in one of them."""
    sheet = Sheet(360, 420)
    for x, first, second, story in ((20, "政务服务跨省", "通办开局", TRIP), (180, "路口坚守保", "交通畅通", GUARD)):
        with sheet.article(first):
            sheet.line(x, 20, first, 23, font="Hei", role="headline")
            sheet.line(x, 48, second, 23, font="Hei", role="headline")
            assert not sheet.flow([(x, 84, 140, 24)], story, 10)
    expected = ["政务服务跨省通办开局" + "".join(TRIP), "路口坚守保交通畅通" + "".join(GUARD)]
    assert sorted(texts(cut(sheet))) == sorted(expected)


def test_a_letterspaced_headline_of_two_phrases_is_one_though_each_stands_over_its_columns() -> None:
    sheet = Sheet(560, 330)
    with sheet.article("a"):
        sheet.centred(20, 266, 20, "政务服务", 26, font="Hei", role="headline", spacing=34)
        sheet.centred(294, 540, 20, "跨省通办", 26, font="Hei", role="headline", spacing=34)
        sheet.flow(columns(20, 60, 109, 28, 4, 16), TRIP, 10)
    assert texts(cut(sheet), "headline") == ["政务服务跨省通办"]


def test_small_type_of_several_lines_over_a_column_is_a_headline() -> None:
    """Type a fifth larger than the text, of the same font, at the head of a column beside a larger headline."""
    sheet = Sheet(460, 330)
    with sheet.article("a"):
        sheet.line(20, 20, "政务服务“跨省通办”", 28, font="Song", role="headline")
        assert not sheet.flow(columns(20, 64, 140, 20, 2, 11), TRIP, 10, indent=0)
    with sheet.article("b"):
        for k, text in enumerate(("毛腾飞与东旭集团董", "事长李兆廷座谈")):
            sheet.line(340, 20 + 15 * k, text, 12, font="Song", role="headline")
        assert not sheet.flow([(340, 54, 110, 20)], PARK, 10, indent=0)
    expected = ["政务服务“跨省通办”" + "".join(TRIP), "毛腾飞与东旭集团董事长李兆廷座谈" + "".join(PARK)]
    assert sorted(texts(cut(sheet))) == sorted(expected)


def test_a_date_in_the_last_line_of_a_column_is_no_imprint() -> None:
    sheet = Sheet(320, 210)
    story = [*GUARD[:2], "当天正好是警察节。", "2021年1月10日"]
    with sheet.article("a"):
        sheet.line(20, 20, "路口坚守", 20, font="Hei", role="headline")
        assert not sheet.flow(columns(20, 56, 130, 20, 2, 12), story, 10, indent=0)
    page = cut(sheet)
    assert [line.role for line in page.lines if line.role in {"folio", "masthead"}] == []
    assert texts(page) == ["路口坚守" + "".join(story)]


def test_a_headline_centred_over_a_wide_row_of_columns_starts_at_the_first() -> None:
    sheet = Sheet(900, 240)
    with sheet.article("a"):
        sheet.centred(20, 880, 20, "路口坚守", 20, font="Hei", role="headline")
        assert not sheet.flow(columns(20, 56, 95, 16, 8, 8), [*TRIP, *GUARD], 10)
    assert texts(cut(sheet)) == ["路口坚守" + "".join([*TRIP, *GUARD])]


def test_a_caption_in_the_type_of_the_text_ends_with_its_credit() -> None:
    """The caption is as wide as the picture, its credit stands at the right, and the text goes on right below."""
    sheet = Sheet(320, 330)
    with sheet.article("a"):
        sheet.line(20, 20, "路口坚守保交通畅通", 20, font="Hei", role="headline")
        sheet.picture(20, 52, 290, 130)
        sheet.line(20, 136, "民警在钻石路口指挥来往车辆和行人有序通过", 10, font="Kai", role="caption")
        sheet.line(210, 149, "本报记者王强摄", 10, font="Kai", role="caption")
        assert not sheet.flow(columns(20, 166, 130, 10, 2, 12), GUARD, 10)
    page = cut(sheet)
    assert texts(page) == ["路口坚守保交通畅通" + "".join(GUARD)]
    assert texts(page, "caption", "credit") == ["民警在钻石路口指挥来往车辆和行人有序通过本报记者王强摄"]


def test_a_story_beside_many_notices_in_small_type_is_cut_by_its_own_size() -> None:
    """Most of the characters are notices, in type three quarters the size of the story's."""
    sheet = Sheet(460, 330)
    with sheet.article("a"):
        sheet.line(20, 20, "园区引进算好账", 20, font="Hei", role="headline")
        assert not sheet.flow(columns(20, 56, 100, 15, 2, 15), PARK, 10)
    sheet.panel(250, 20, 450, 320)
    sheet.line(300, 26, "遗失声明", 12, font="Hei")
    lost = ["·某某遗失道路运输证，证号430218528781660705，声明作废"] * 10
    sheet.flow(columns(254, 48, 92, 8, 2, 30), lost, 7, indent=0)
    page = cut(sheet)
    assert texts(page) == ["园区引进算好账" + "".join(PARK)]


def test_a_date_at_the_head_of_a_column_opens_no_masthead() -> None:
    """The columns start in the upper sixth of the page, one of them with a line that is a date."""
    sheet = Sheet(320, 460)
    story = [GUARD[0], "2021年1月8日", *GUARD[1:]]
    sheet.line(20, 12, "A2", 10, font="Hei")
    sheet.line(220, 12, "2021年1月10日 星期日", 8, font="Hei")
    with sheet.article("a"):
        sheet.line(20, 30, "路口坚守", 18, font="Hei", role="headline")
        assert not sheet.flow(columns(20, 54, 130, 20, 2, 12), story, 10, indent=0)
    assert texts(cut(sheet)) == ["路口坚守" + "".join(story)]
