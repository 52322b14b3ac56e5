"""Page texts become articles: the two seed pages in full, and a small text for each phenomenon."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.layout.articles import CutPage
from pipelines.layout.assembly import assemble_edition
from pipelines.layout.masthead import read_masthead
from pipelines.layout.text_cut import cut_text_page
from pipelines.publications.profile import load_profile
from pipelines.reading.page import TextPage

PAGES = Path(__file__).parents[2] / "raw" / "zhuzhou-daily-text"
ZHUZHOU = load_profile("zhuzhou-daily-text")


def cut(text):
    return cut_text_page(TextPage(0, text), ZHUZHOU)


def assembled(text, label="A1", date=dt.date(2021, 1, 10)):
    return assemble_edition([CutPage(f"zhuzhou-{date}-{label}", label, cut(text))], ZHUZHOU, date)


@pytest.fixture(scope="module")
def front_page():
    return assembled((PAGES / "2021-01-10-A1.txt").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def inner_page():
    return assembled((PAGES / "2022-01-20-A2.md").read_text(encoding="utf-8"), "A2", dt.date(2022, 1, 20))


def people(article):
    return [(c.name, c.role) for c in article.contributors]


# -------------------------------------------------------------------- a front page, from a text layer

FRONT_PAGE = [
    # kicker, headline, deck, genre, paragraphs, contributors
    (None, "芦淞安源两地政务服务“跨省通办”", "涉及人社、医保、卫健、企业开办等领域", "news", 2,
     [("刘毅", "reporter"), ("张凌坤", "correspondent")]),
    ("习近平对政法工作作出重要指示强调", "更加注重系统观念法治思维强基导向 切实推动政法工作高质量发展",
     "在第一个“中国人民警察节”到来之际向全国人民警察致以诚挚的慰问", "wire", 4, []),
    ("毛腾飞在醴陵调研村(社区)“两委”换届等工作时强调", "选配强“两委”班子 提升凝聚力战斗力", None, "news", 5,
     [("罗欣", "reporter")]),
    ("市教育局发布通知，即日起至寒假结束——", "全市师生员工不得出境或跨省", None, "news", 5,
     [("孙晓静", "reporter"), ("陈章蓉", "correspondent")]),
    ("市疾控中心发布重要提醒", "有石家庄市和邢台市旅居史的 入株人员要主动报告", None, "news", 3,
     [("刘琼", "reporter"), ("任重", "correspondent")]),
    (None, "毛腾飞与东旭集团董事长李兆廷座谈", "阳卫国出席", "news", 7, [("陈正明", "reporter")]),
    ("省贸促会会长贺坚来株调研", "加快场馆建设 高质量做好会展筹备工作", None, "news", 5, [("邓伟勇", "reporter")]),
    (None, "路口坚守 保交通畅通", None, "feature", 9,
     [("刘平", "reporter"), ("管丽", "correspondent"), ("陈楚杰", "correspondent"), ("刘平", "photographer")]),
]  # fmt: skip


def test_the_articles_of_the_front_page(front_page):
    found = [(a.kicker, a.headline, a.deck, a.genre, len(a.text.split("\n")), people(a)) for a in front_page.articles]
    assert found == FRONT_PAGE
    assert all(article.is_complete for article in front_page.articles)


@pytest.mark.parametrize(
    ("article", "junction"),
    [
        (0, "企业开办等领域，如异地就医备案、内资企业"),
        (1, "中央全面依法治国工作会议精神，更加注重系统观念"),
        (1, "为保障人民幸福、国家安全、社会稳定作出"),
        (2, "坚决落实时间要求、程序要求、质量要求"),
        (2, "会上，市村(社区)“两委”换届办、市民政局"),
        (3, "“各单位、学校集体团拜和大型慰问、联欢、聚餐等活动一律取消。”"),
        (4, "“在有关部门的排查过程中，市民不得故意回避、逃避"),
        (5, "具有深厚技术积累和产业基础，与株洲产业发展方向高度契合"),
        (6, "展品布局、场馆运营等情况，对株洲将轨道交通装备"),
    ],
)
def test_paragraphs_that_columns_tore_are_one_again(front_page, article, junction):
    assert junction in front_page.articles[article].text


def test_the_wire_story_has_its_dateline(front_page):
    wire = front_page.articles[1]
    assert (wire.agency, wire.dateline_place, wire.dateline_date) == ("新华社", "北京", dt.date(2021, 1, 9))
    assert wire.text.startswith("新华社北京1月9日电 中共中央总书记")


def test_the_caption_goes_to_the_story_whose_words_it_shares(front_page):
    assert front_page.articles[7].captions == ["8日晚，张云志在钻石路口指挥交通。刘平摄"]
    assert not front_page.articles[6].captions


def test_masthead_and_furniture_stay_outside():
    page = cut((PAGES / "2021-01-10-A1.txt").read_text(encoding="utf-8"))
    masthead = read_masthead(page, ZHUZHOU)
    assert (masthead.date, masthead.issue_number, masthead.page_label) == (dt.date(2021, 1, 10), 22487, "A1")
    assert [line.text for line in page.lines if line.article is None] == [
        "株洲日报", "ZHUZHOU DAILY", "中共株洲市委主管、主办", "国内统一连续出版物号 CN 43-0005", "A1",
        "今日城区天气：多云", "气温 1℃~6℃", "2021年1月", "10", "星期日", "庚子年十一月廿七", "第 22487 期", "今日4版",
        "扫一扫关注株洲日报社新媒体",
    ]  # fmt: skip
    assert page.remarks == ()


# ------------------------------------------------------------ an inner page, from an OCR in Markdown

INNER_PAGE = [
    # headline, genre, paragraphs, complete, first words, last words
    ("微信群监督与服务范围扩大至企业", "news", 2, True, "株洲日报·掌上株洲讯(记者/陈正明)", "的“品牌”。"),
    ("全力开创全市档案工作新局面", "news", 4, True, "株洲日报·掌上株洲讯(记者/胡文洁", "资政育人利民作用。"),
    ("园区项目引进算好三笔账", "news", 4, True, "株洲日报·掌上株洲讯(记者/高晓燕)", "守牢安全底线。"),
    ("近3000户困难群众将获新春“福包”", "news", 3, True, "株洲日报·掌上株洲讯(记者/易楚瞳", "为建设幸福株洲而奋斗。"),
    ("强化隐患排查整治 提升安全监管水平", "news", 6, True, "株洲日报·掌上株洲讯(记者/马文章)", "严把安全关、质量关。"),
    ("确保交通运输与疫情防控两不误", "news", 3, False, "株洲日报·掌上株洲讯(记者/廖明)", "疫情防控等工"),
    ("疫情防控 从我做起", "news", 3, True, "株洲日报·掌上株洲讯(记者/刘琼", "需承担相应法律责任。"),
    ("这些要求,请您遵守", "news", 32, True, "境外(含港澳台)和省外来(返)株人员", "按规定开展核酸检测。"),
    ("应减少或避免接触境外邮件和快递", "news", 5, True, "株洲日报·掌上株洲讯(记者/刘琼", "应提供健康码行程码。"),
    ("“应尽早出台市级规范性文件”", "news", 16, True, "晋合·湘水湾小区业主", "什么程序申请安装等内容。"),
    (None, "continuation", 3, False, "拓更多进出口货源", "助力我市外贸产业升级。"),
    (None, "continuation", 4, False, "邓元连说,立足区位", "株洲高新区产业发"),
    (None, "continuation", 4, False, "推进“湘赣红”区域公用品牌共建合作", "农产品博览会,产销"),
    ("下列证件 声明作废", "notice", 3, True, "·株洲赛博模具有限公司", "金额148579元"),
]  # fmt: skip


def test_the_articles_of_the_inner_page(inner_page):
    for article, (headline, genre, paragraphs, complete, first, last) in zip(
        inner_page.articles, INNER_PAGE, strict=True
    ):
        assert (article.headline, article.genre, article.is_complete) == (headline, genre, complete)
        assert article.text.startswith(first)
        assert article.text.endswith(last)
        assert len(article.text.split("\n")) == paragraphs, headline


def test_the_interleaved_story_is_put_together(inner_page):
    story = inner_page.articles[9]
    assert story.kicker == "《业主想建桩 物管不盖章》后续"
    assert people(story) == [("伍靖雯", "reporter")]
    for junction in (
        "(详见本报1月19日A2版报道)。随着新能源汽车的发展",
        "制定应急处理方案。如果有类似投诉",
        "一名业内人士告诉记者，地下车库安装充电桩".replace("，", ","),
        "另一名工作人员进一步解释称,目前虽然",
    ):
        assert junction in story.text
    assert [line for line in story.text.split("\n") if len(line) < 20] == [
        "充电桩“落地难”,难在哪?",
        "物业公司:安装充电桩须追加消防设施",
        "部门:盼望出台地方性细则",
    ]


@pytest.mark.parametrize(
    ("article", "junction"),
    [
        (0, "园区外企业群三类微信群。"),
        (1, "杨英杰充分肯定市档案馆工作成绩。"),
        (2, "真抓实干表扬奖励,炎陵高新区1月"),
        (3, "攸县酒仙湖村五保户"),
        (4, "要求建设方负责人落实安全生产主体责任"),
        (6, "市外入境口岸通道、隔离场所"),
    ],
)
def test_sentences_that_columns_tore_on_the_inner_page(inner_page, article, junction):
    assert junction in inner_page.articles[article].text


def test_doubled_paragraphs_are_kept_once_and_reported():
    page = cut((PAGES / "2022-01-20-A2.md").read_text(encoding="utf-8"))
    left_out = [line for line in page.lines if line.role == "other" and line.text != "新闻链接"]
    assert [(line.text[:8], line.article) for line in left_out] == [
        ("在体育中心加气站", None), ("道、隔离场所、定", None), ("对隐瞒行程和疫情", None),
    ]  # fmt: skip
    assert [remark[:43] for remark in page.remarks if "printed twice" in remark] == [
        "line 147: printed twice, kept at line 57: 在",
        "line 161: printed twice, kept at line 75: 道",
        "line 163: printed twice, kept at line 77: 对",
    ]


def test_links_of_the_inner_page(inner_page):
    headline = {article.article_id: article.headline or article.text[:7] for article in inner_page.articles}
    links = [
        (headline[link.from_article_id], link.link_type, headline.get(link.to_article_id), link.to_ref, link.method)
        for link in inner_page.links
    ]
    assert links == [
        ("这些要求,请您遵守", "sidebar_of", "疫情防控 从我做起", "新闻链接", "printed"),
        ("“应尽早出台市级规范性文件”", "follow_up_of", None, "详见本报1月19日A2版报道", "printed"),
        ("拓更多进出口货", "continued_from", None, "上接A1版①", "inferred"),
        ("邓元连说,立足", "continued_from", None, "上接A1版②", "printed"),
        ("推进“湘赣红”", "continued_from", None, "上接A1版③", "printed"),
    ]


# ----------------------------------------------------------------------------------- small texts

BODY = "株洲日报讯 1月6日，芦淞区与萍乡市安源区签订合作协议。"


def test_kicker_and_headline_on_one_line_come_apart():
    (article,) = assembled(f"市教育局发布通知，即日起至寒假结束—— 全市师生员工不得出境或跨省\n\n{BODY}").articles
    assert (article.kicker, article.headline) == ("市教育局发布通知，即日起至寒假结束——", "全市师生员工不得出境或跨省")


def test_a_byline_in_brackets_at_the_end_closes_the_story():
    result = assembled(f"## 芦淞安源“跨省通办”\n\n{BODY}\n\n(通讯员尹建英刘洪文)\n\n## 第二个标题\n\n{BODY}")
    first, second = result.articles
    assert first.text == BODY
    assert people(first) == [("尹建英", "correspondent"), ("刘洪文", "correspondent")]
    assert second.headline == "第二个标题"


def test_a_jump_line_ends_a_story_that_goes_on_elsewhere():
    (article,) = assembled(f"## 芦淞安源“跨省通办”\n\n{BODY}双方还将在多个领\n\n（下转A3版）").articles
    assert not article.is_complete
    assert article.text.endswith("双方还将在多个领")


def test_printed_lines_of_one_paragraph_join():
    (article,) = assembled(
        "芦淞安源“跨省通办”\n株洲日报记者 刘毅\n株洲日报讯 1月6日，芦淞\n区与萍乡市安源区签\n订合作协议。"
    ).articles
    assert article.text == BODY


def printed_lines(paragraph, width):
    """A paragraph as a column prints it: first line indented, no line begins with a closing mark."""
    lines, rest = [], "\u3000\u3000" + paragraph
    while rest:
        end = 0
        while end < len(rest) and sum(1.0 if character > "\u2000" else 0.5 for character in rest[: end + 1]) <= width:
            end += 1
        while end < len(rest) and rest[end] in "，。、；：！？”）)":
            end += 1
        lines.append(rest[:end])
        rest = rest[end:]
    return lines


@pytest.mark.parametrize("width", [14, 18, 24])
def test_a_text_that_keeps_the_printed_lines_gives_the_same_articles(front_page, width):
    lines = []
    for article in front_page.articles:
        lines += [title for title in (article.kicker, article.headline, article.deck) if title]
        lines += ["株洲日报记者 " + contributor.name for contributor in article.contributors[:1]]
        for paragraph in article.text.split("\n"):
            lines += printed_lines(paragraph, width)
    found = assembled("\n".join(lines)).articles
    assert [(a.headline, a.text) for a in found] == [(a.headline, a.text) for a in front_page.articles]


def test_an_editors_note_is_a_paragraph_of_the_text():
    (article,) = assembled(f"## 芦淞安源“跨省通办”\n\n编者按：本报今起开设专栏。\n\n{BODY}").articles
    assert article.text == f"编者按：本报今起开设专栏。\n{BODY}"


def test_a_standing_title_is_no_headline():
    (article,) = assembled(f"综合短讯\n我市启动春运\n{BODY}").articles
    assert (article.column_title, article.headline, article.genre) == ("综合短讯", "我市启动春运", "brief")


def test_a_sidebar_without_a_heading_mark():
    result = assembled(
        f"## 芦淞安源“跨省通办”\n\n{BODY}\n\n【新闻链接】\n\n什么是“跨省通办”？跨省通办是指申请人在外省市提出申请。"
    )
    story, sidebar = result.articles
    assert (sidebar.column_title, sidebar.headline) == ("新闻链接", None)
    assert [(link.link_type, link.to_article_id) for link in result.links] == [("sidebar_of", story.article_id)]


def test_names_behind_an_ornament_are_a_byline():
    (article,) = assembled("## 路口坚守\n\n□ 刘平\n\n连日来，寒风凛冽，气温持续降低。").articles
    assert article.text == "连日来，寒风凛冽，气温持续降低。"
    assert people(article) == [("刘平", "author")]


def test_a_masthead_in_markdown():
    page = cut("# 株洲日报\n\n2021年1月11日 星期一 第22488期\n\n## A2 要闻\n\n### 路口坚守\n\n" + BODY)
    masthead = read_masthead(page, ZHUZHOU)
    assert (masthead.date, masthead.page_label, masthead.section_name) == (dt.date(2021, 1, 11), "A2", "要闻")
    assert [line.role for line in page.lines] == ["masthead", "masthead", "masthead", "headline", "body"]


def test_a_page_in_latin_script():
    (article,) = assembled("Hello world\n\nThis is an English page.\n\nIt has two paragraphs.").articles
    assert (article.headline, article.text) == ("Hello world", "This is an English page.\nIt has two paragraphs.")


def test_an_empty_page_has_no_article():
    page = cut("\n\n  \n")
    assert (page.lines, page.articles) == ([], [])


@settings(deadline=None)
@given(st.lists(st.sampled_from([
    "## 芦淞安源“跨省通办”", BODY, "", "◀◀上接A1版②", "（下转第二版）", "株洲日报记者 刘毅",
    "新闻链接", "### 这些要求,请您遵守",
    "下列证件 声明作废", "·株洲赛博模具有限公司遗失法人私章一枚", "如异地就医备案等业",
    "务。芦淞与萍乡接壤。", "刘平摄", "星期日",
    "English text, too.", "(通讯员尹建英刘洪文)", "编者按：本报今起开设专栏。",
]), max_size=14))  # fmt: skip
def test_whatever_comes_no_line_is_lost_and_none_has_two_places(rows):
    page = cut("\n\n".join(rows))
    assert [line.text for line in page.lines] == [row.lstrip("# ") for row in rows if row]
    orders = [(line.article, line.reading_order) for line in page.lines if line.article is not None]
    assert len(orders) == len(set(orders))
    assert all(line.article is None or line.article < len(page.articles) for line in page.lines)
