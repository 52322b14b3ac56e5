"""An edition's cuts become articles: columns, spans, ids, genres, contributors."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.layout.article_ids import article_id
from pipelines.layout.article_text import squeeze
from pipelines.layout.articles import CutPage
from pipelines.layout.assembly import assemble_edition
from pipelines.layout.page_cut import CutArticle, CutLine, PageCut
from pipelines.publications.profile import load_profile
from pipelines.reading.page import Box

ZHUZHOU = load_profile("zhuzhou-daily")
DAY = dt.date(2021, 1, 10)


def page(label, *articles, outside=()):
    """A page of articles: lists of (role, text) or (role, text, starts_paragraph), a CutArticle first where needed."""
    lines, cuts = [CutLine(text=text, role=role) for role, text in outside], []
    for index, article in enumerate(articles):
        cut = article[0] if isinstance(article[0], CutArticle) else CutArticle()
        cuts.append(cut)
        for order, (role, text, *starts) in enumerate(line for line in article if not isinstance(line, CutArticle)):
            begins = starts[0] if starts else role in ("body", "dateline")
            lines.append(CutLine(text=text, role=role, article=index, reading_order=order, starts_paragraph=begins))
    return CutPage(f"zhuzhou-daily-2021-01-10-{label}", label, PageCut(0, 1000.0, 1500.0, lines, cuts))


def assemble(*pages):
    return assemble_edition(pages, ZHUZHOU, DAY)


def only(*lines):
    (article,) = assemble(page("A1", list(lines))).articles
    return article


STORY = [
    ("kicker", "毛腾飞在醴陵调研村(社区)“两委”换届等工作时强调"),
    ("headline", "选配强“两委”班子 提升凝聚力战斗力"),
    ("byline", "株洲日报记者 罗欣"),
    ("body", "株洲日报讯 1月9日，市委书记、"),
    ("body", "市人大常委会主任毛腾飞深入醴陵", False),
    ("body", "市领导王洪斌、羊贵平参加。"),
]


# ---------------------------------------------------------------------------------------- columns


def test_a_story_in_its_columns():
    article = only(*STORY)
    assert article.kicker == "毛腾飞在醴陵调研村(社区)“两委”换届等工作时强调"
    assert article.headline == "选配强“两委”班子 提升凝聚力战斗力"
    assert article.deck is None
    assert article.text == "株洲日报讯 1月9日，市委书记、市人大常委会主任毛腾飞深入醴陵\n市领导王洪斌、羊贵平参加。"
    assert article.genre == "news"
    assert [(c.name, c.role) for c in article.contributors] == [("罗欣", "reporter")]
    assert article.article_id == article_id("zhuzhou-daily-2021-01-10-A1", "选配强“两委”班子提升凝聚力战斗力")


def test_a_headline_on_two_lines_has_no_blank_where_the_line_breaks():
    assert (
        only(("headline", "芦淞安源两地政务"), ("headline", "服务“跨省通办”"), ("body", "下一步。")).headline
        == "芦淞安源两地政务服务“跨省通办”"
    )


def test_latin_words_keep_their_blank_and_lose_the_hyphen_of_a_line_break():
    article = only(
        ("body", "the electric loco"),
        ("body", "motive indus-", False),
        ("body", "try of Zhuzhou 2021", False),
        ("body", "年", False),
    )
    assert article.text == "the electric loco motive industry of Zhuzhou 2021年"


def test_a_number_torn_by_the_line_break_stays_whole():
    assert only(("body", "占地面积4"), ("body", "75亩。", False)).text == "占地面积475亩。"


def test_subheads_notes_and_tables_are_paragraphs_of_their_own():
    article = only(
        ("note", "编者按：本报今起开设专栏。"), ("body", "连日来，寒风凛冽。"),
        ("subhead", "坚守路口"), ("body", "他们就是株洲交警。"), ("table", "大白菜 3.56"), ("table", "萝卜 26.04"),
    )  # fmt: skip
    assert article.text.split("\n") == [
        "编者按：本报今起开设专栏。", "连日来，寒风凛冽。", "坚守路口", "他们就是株洲交警。",
        "大白菜 3.56", "萝卜 26.04",
    ]  # fmt: skip


def test_a_caption_has_its_credit():
    article = only(
        ("headline", "路口坚守"),
        ("caption", "8日晚，张云志在钻石"),
        ("caption", "路口指挥交通。"),
        ("credit", "刘平摄"),
        ("body", "连日来，寒风凛冽。"),
    )
    assert article.captions == ["8日晚，张云志在钻石路口指挥交通。刘平摄"]
    assert [(c.name, c.role) for c in article.contributors] == [("刘平", "photographer")]


def test_a_byline_inside_the_first_paragraph_stays_in_the_text():
    article = only(
        ("dateline", "株洲日报·掌上株洲讯（记者/"),
        ("byline", "高晓燕） 1月18日，市委常委"),
        ("body", "一行调研园区。", False),
    )
    assert article.text == "株洲日报·掌上株洲讯（记者/高晓燕） 1月18日，市委常委一行调研园区。"
    assert [(c.name, c.role) for c in article.contributors] == [("高晓燕", "reporter")]


def test_the_dateline_is_read_behind_an_editors_note():
    article = only(("note", "编者按：今起开设专栏。"), ("body", "新华社北京1月9日电 中共中央"))
    assert (article.agency, article.dateline_place, article.dateline_date) == ("新华社", "北京", dt.date(2021, 1, 9))


def test_an_agencys_dateline_that_closes_the_story():
    article = only(("body", "会议在京举行。"), ("body", "（新华社北京1月9日电　记者王小明、李大海）"))
    assert (article.agency, article.genre) == ("新华社", "wire")
    assert [c.name for c in article.contributors] == ["王小明", "李大海"]


# --------------------------------------------------------------------------------------- the genre


def cut(kind="article", **fields):
    return CutArticle(kind=kind, **fields)


@pytest.mark.parametrize(
    ("lines", "genre"),
    [
        ([cut("notice"), ("notice", "·株洲赛博模具有限公司遗失私章一枚")], "notice"),
        ([("caption", "8日晚，张云志指挥交通。"), ("credit", "刘平摄")], "photo"),
        ([("headline", "守住底线"), ("byline", "本报评论员"), ("body", "疫情防控，" * 50)], "commentary"),
        ([cut(column_title="今日谈"), ("headline", "守住底线"), ("body", "疫情防控，" * 50)], "commentary"),
        ([("body", "新华社北京1月9日电 " + "会议指出，" * 50)], "wire"),
        ([cut(column_title="综合短讯"), ("headline", "我市降温"), ("body", "株洲日报讯 昨日降温。")], "brief"),
        ([("headline", "我市降温"), ("body", "株洲日报讯 昨日降温。")], "brief"),
        ([("headline", "路口坚守"), ("byline", "株洲日报记者 刘平"), ("body", "连日来，" * 60)], "feature"),
        ([("headline", "跨省通办"), ("byline", "本报记者 刘毅"), ("body", "株洲日报讯 " + "连日来，" * 60)], "news"),
        ([("headline", "跨省通办"), ("body", "下一步，" * 60)], "news"),
        ([("headline", "今日导读")], "other"),
    ],
)  # fmt: skip
def test_the_genre(lines, genre):
    (article,) = assemble(page("A1", lines)).articles
    assert article.genre == genre


def test_an_ad_is_no_article():
    result = assemble(page("A1", [cut("ad"), ("ad", "新年特惠")]))
    assert result.articles == []
    assert [place.article_id for place in result.places] == [None]


# --------------------------------------------------------------------------------------------- ids


def test_ids_do_not_depend_on_the_order_of_articles():
    first, second = [("headline", "简讯"), ("body", "昨日降温。")], [("headline", "简讯"), ("body", "今日升温。")]
    ids = [a.article_id for a in assemble(page("A1", first, second)).articles]
    turned = [a.article_id for a in assemble(page("A1", second, first)).articles]
    assert len(set(ids)) == 2
    assert ids == turned[::-1]


def test_two_copies_of_one_story_on_a_page_have_two_ids():
    story = [("headline", "简讯"), ("body", "昨日降温。")]
    assert len({a.article_id for a in assemble(page("A1", story, story, story)).articles}) == 3


def test_a_headless_article_is_named_by_its_opening():
    article = only(("body", "拓更多进出口货源，引导外贸产业集聚，进一步打造内陆地区。"))
    assert article.article_id == article_id(
        "zhuzhou-daily-2021-01-10-A1", "拓更多进出口货源，引导外贸产业集聚，进一步打造内"
    )


def test_the_id_does_not_hang_on_blanks():
    assert article_id("p", "路口坚守 保交通畅通") == article_id("p", "路口坚守保交通畅通")


# ------------------------------------------------------------------------------- links and sidebars


def test_a_sidebar_is_linked_to_its_story():
    result = assemble(
        page(
            "A1",
            STORY,
            [
                cut(parent=0, column_title="新闻链接"),
                ("other", "新闻链接"),
                ("headline", "这些要求"),
                ("body", "居家健康监测。"),
            ],
        )
    )
    story, sidebar = result.articles
    (link,) = result.links
    assert (link.from_article_id, link.link_type, link.to_article_id) == (
        sidebar.article_id,
        "sidebar_of",
        story.article_id,
    )
    assert (link.to_ref, link.method) == ("新闻链接", "printed")
    assert sidebar.column_title == "新闻链接"


def test_a_follow_up_names_the_report_it_follows():
    article = [("headline", "应尽早出台规范"), ("body", "却遭到物业公司拒绝(详见本报1月9日A2版报道)。")]
    (link,) = assemble(page("A1", article)).links
    assert (link.link_type, link.to_article_id, link.to_ref, link.method) == (
        "follow_up_of",
        None,
        "详见本报1月9日A2版报道",
        "printed",
    )


def test_a_reference_within_the_edition_is_no_follow_up():
    assert assemble(page("A1", [("headline", "招待会举行"), ("body", "（讲话全文见第三版）")])).links == []


# --------------------------------------------------------------------------------------- invariants

ROLES = st.sampled_from(
    [
        "headline",
        "kicker",
        "deck",
        "byline",
        "dateline",
        "body",
        "body",
        "body",
        "subhead",
        "caption",
        "credit",
        "note",
        "jump",
        "table",
        "notice",
        "other",
    ]
)
TEXTS = st.text(alphabet="株洲，。“”（） 记者讯电ab-z19\n　", max_size=12)
LINES = st.builds(
    lambda text, role, block, starts, paragraph: (text, role, block, starts, paragraph),
    TEXTS, ROLES, st.integers(0, 3), st.booleans(), st.one_of(st.none(), st.integers(0, 3)),
)  # fmt: skip


@st.composite
def editions(draw):
    pages = []
    for label in ("A1", "A2"):
        count = draw(st.integers(0, 3))
        lines = []
        for text, role, block, starts, paragraph in draw(st.lists(LINES, max_size=14)):
            owner = draw(st.one_of(st.none(), st.integers(0, count - 1))) if count else None
            order = sum(line.article == owner for line in lines)
            box = Box(0.0, 10.0 * len(lines), 90.0, 10.0 * len(lines) + 9.0)
            lines.append(CutLine(text, (), box, None, 9.0, "horizontal", block, role, owner, order, paragraph, starts))
        kinds = [draw(st.sampled_from(["article", "article", "notice", "ad"])) for _ in range(count)]
        jumps = [draw(st.sampled_from([None, None, "下转A2版①", "上接A1版①"])) for _ in range(count)]
        articles = [
            CutArticle(
                kind=kind,
                jump_to=jump if jump and "下" in jump else None,
                jump_from=jump if jump and "上" in jump else None,
            )
            for kind, jump in zip(kinds, jumps, strict=True)
        ]
        pages.append(CutPage(f"p-2021-01-10-{label}", label, PageCut(0, 100.0, 200.0, lines, articles)))
    return pages


@settings(deadline=None)
@given(editions())
def test_every_line_has_one_place_and_the_column_says_what_the_line_says(pages):
    result = assemble_edition(pages, ZHUZHOU, DAY)
    articles = {article.article_id: article for article in result.articles}
    assert len(articles) == len(result.articles)
    assert [(place.page_id, place.line_no) for place in result.places] == [
        (page.page_id, number) for page in pages for number in range(len(page.cut.lines))
    ]
    lines = {(page.page_id, number): line for page in pages for number, line in enumerate(page.cut.lines)}
    covered: dict[tuple[str, str], int] = {}
    for place in result.places:
        line = lines[place.page_id, place.line_no]
        if place.field is None:
            continue
        article = articles[place.article_id]
        column = "\n".join(article.captions) if place.field == "caption" else getattr(article, place.field)
        printed, kept = squeeze(line.text), column[place.field_start : place.field_end]
        assert kept == printed or kept + "-" == printed  # the hyphen of a broken word is the one thing left out
        covered[place.article_id, place.field] = covered.get((place.article_id, place.field), 0) + len(kept)
    for (name, field), length in covered.items():
        column = "\n".join(articles[name].captions) if field == "caption" else getattr(articles[name], field)
        assert length + _joints(result, name, field, column) == len(column)


def _joints(result, name, field, column):
    """Characters of the column that no line brought: blanks and line feeds between lines, nothing else."""
    taken = set()
    for place in result.places:
        if place.article_id == name and place.field == field:
            taken |= set(range(place.field_start, place.field_end))
    rest = [character for index, character in enumerate(column) if index not in taken]
    assert set(rest) <= {" ", "\n"}
    return len(rest)


@settings(deadline=None)
@given(editions(), st.randoms(use_true_random=False))
def test_the_result_does_not_depend_on_the_order_of_articles_in_a_cut(pages, shuffler: random.Random):
    before = assemble_edition(pages, ZHUZHOU, DAY)
    for page_ in pages:
        order = list(range(len(page_.cut.articles)))
        shuffler.shuffle(order)
        page_.cut.articles[:] = [page_.cut.articles[old] for old in order]
        for line in page_.cut.lines:
            if line.article is not None:
                line.article = order.index(line.article)
    after = assemble_edition(pages, ZHUZHOU, DAY)
    assert {(a.article_id, a.text, a.headline, a.genre) for a in before.articles} == {
        (a.article_id, a.text, a.headline, a.genre) for a in after.articles
    }
    assert before.places == after.places
