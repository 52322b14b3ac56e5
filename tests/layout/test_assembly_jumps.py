"""Stories that jump from page to page are joined, each part once; what finds no partner is reported."""

from __future__ import annotations

import datetime as dt
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.layout.articles import CutPage
from pipelines.layout.assembly import assemble_edition
from pipelines.layout.jump_joins import best_assignment
from pipelines.layout.page_cut import CutArticle, CutLine, PageCut
from pipelines.publications.profile import load_profile

ZHUZHOU = load_profile("zhuzhou-daily")
DAY = dt.date(2021, 1, 10)

# one story of the seed page in three pieces, and the beginnings of two others
VILLAGES = [
    "株洲日报讯 1月9日，毛腾飞深入醴陵市调研村(社区)“两委”换届等工作。他强调，要选配优配强村(社区)“两委”班子。",
    "毛腾飞充分肯定前阶段村(社区)“两委”换届工作取得的成效。他指出，换届事关党的执政基础，要严格工作要求，坚决落实时间要",
    "求、程序要求、质量要求，扎实做好换届各项工作，不断提升村(社区)“两委”班子凝聚力和战斗力。要坚持问题导向，选配优配强“两委”班子，严格选人用人标准，积极稳妥推进“一肩挑”；有序铺开任",
    "职培训，切实提高新任村(社区)干部的理论水平和业务能力；关怀激励离任干部。要强化组织领导，确保如期圆满完成村(社区)“两委”换届工作。",
]
GLASS = [
    "株洲日报讯 1月8日晚，毛腾飞与东旭集团董事长李兆廷座谈。东旭集团在显示材料领域具有深厚技术积累和产业基础，与株洲",
    "产业发展方向高度契合，双方合作前景广阔。要倒排工期，全力确保耐高温玻璃项目如期开工建设、竣工投产，努力打造新型功能玻璃产业高地。",
]
EXHIBITION = (
    "株洲日报讯 1月9日，省贸促会会长贺坚来株，就轨道交通和装备制造产业博览会筹备情况开展调研。会展中心预计9月底前完工。"
)


def story(*lines, **fields):
    return CutArticle(**fields), lines


def page(label, *stories):
    lines, cuts = [], []
    for index, (cut, rows) in enumerate(stories):
        cuts.append(cut)
        for order, (role, text) in enumerate(rows):
            begins = role == "body" and text.startswith(("株洲日报讯", "毛腾飞"))
            lines.append(CutLine(text, role=role, article=index, reading_order=order, starts_paragraph=begins))
    return CutPage(f"zz-{label}", label, PageCut(0, 1000.0, 1500.0, lines, cuts))


def assemble(*pages):
    return assemble_edition(pages, ZHUZHOU, DAY)


def beginning(*jump):
    return story(("headline", "选配强“两委”班子 提升凝聚力战斗力"), *(("body", text) for text in VILLAGES[:2]), *jump)


OTHER = story(("headline", "加快场馆建设"), ("byline", "株洲日报记者 邓伟勇"), ("body", EXHIBITION))


def test_a_story_over_two_pages_is_one_article():
    result = assemble(
        page("A1", beginning(("jump", "（下转A3版）")), OTHER),
        page("A3", OTHER, story(("jump", "（上接A1版）"), ("headline", "选配强“两委”班子"), ("body", VILLAGES[2]))),
    )
    article = result.articles[0]
    assert article.page_labels == ["A1", "A3"]
    assert article.headline == "选配强“两委”班子 提升凝聚力战斗力"
    assert article.text.split("\n") == [VILLAGES[0], VILLAGES[1] + VILLAGES[2]]
    assert article.is_complete
    assert [(link.link_type, link.to_article_id, link.to_ref, link.method) for link in result.links] == [
        ("continues_on", article.article_id, "下转A3版", "printed"),
        ("continued_from", article.article_id, "上接A1版", "printed"),
    ]
    assert result.remarks == []
    assert len(result.articles) == 3


def test_the_paragraph_that_runs_over_the_page_has_one_number():
    result = assemble(
        page("A1", beginning(("jump", "（下转A3版）"))),
        page("A3", story(("jump", "（上接A1版）"), ("body", VILLAGES[2]))),
    )
    assert [place.paragraph_no for place in result.places if place.field == "text"] == [0, 1, 1]


def test_three_parts_make_a_chain():
    result = assemble(
        page("1", beginning(("jump", "下转第2版"))),
        page("2", story(("jump", "上接第1版 下转第4版"), ("body", VILLAGES[2]))),
        page("4", story(("jump", "上接第2版"), ("body", VILLAGES[3]))),
    )
    (article,) = result.articles
    assert article.page_labels == ["1", "2", "4"]
    assert "任职培训，切实提高" in article.text
    assert {(link.link_type, link.to_ref) for link in result.links} == {
        ("continues_on", "下转第2版"),
        ("continued_from", "上接第1版"),
        ("continues_on", "下转第4版"),
        ("continued_from", "上接第2版"),
    }


def test_markers_tell_two_jumps_to_one_page_apart():
    glass = story(("headline", "毛腾飞与李兆廷座谈"), ("body", GLASS[0]), ("jump", "下转A2版②"))
    result = assemble(
        page("A1", beginning(("jump", "下转A2版①")), glass),
        page(
            "A2",
            story(("jump", "◀◀上接A1版②"), ("body", GLASS[1])),
            story(("jump", "◀◀上接A1版①"), ("body", VILLAGES[2])),
        ),
    )
    assert [(article.headline[:3], article.text[-4:]) for article in result.articles] == [
        ("选配强", "序铺开任"),
        ("毛腾飞", "业高地。"),
    ]


def test_without_markers_the_text_decides():
    glass = story(("headline", "毛腾飞与李兆廷座谈"), ("body", GLASS[0]), ("jump", "（下转A2版）"))
    result = assemble(
        page("A1", beginning(("jump", "（下转A2版）")), glass),
        page(
            "A2",
            story(("jump", "（上接A1版）"), ("body", GLASS[1])),
            story(("jump", "（上接A1版）"), ("body", VILLAGES[2])),
        ),
    )
    assert [(article.headline[:3], article.text[-4:]) for article in result.articles] == [
        ("选配强", "序铺开任"),
        ("毛腾飞", "业高地。"),
    ]


def test_one_lost_jump_line_does_not_lose_the_join():
    continuation = story(("headline", "选配强“两委”班子"), ("body", VILLAGES[2]))
    for first, second in (
        (beginning(("jump", "（下转A3版）")), continuation),
        (beginning(), story(("jump", "（上接A1版）"), ("body", VILLAGES[2]))),
    ):
        result = assemble(page("A1", first, OTHER), page("A3", OTHER, second))
        assert result.articles[0].page_labels == ["A1", "A3"]


def test_a_jump_to_a_page_that_is_not_there_dangles():
    result = assemble(page("A1", beginning(("jump", "（下转A3版）")), OTHER), page("A2", OTHER))
    article = result.articles[0]
    assert not article.is_complete
    (link,) = result.links
    assert (link.link_type, link.to_article_id, link.to_ref) == ("continues_on", None, "下转A3版")
    assert result.remarks == [f"page A1: 下转A3版: no continuation found ({article.article_id})"]


def test_a_continuation_whose_beginning_is_not_there():
    result = assemble(page("A1", OTHER), page("A3", story(("jump", "◀◀上接A1版②"), ("body", VILLAGES[2]))))
    article = result.articles[1]
    assert (article.genre, article.is_complete, article.headline) == ("continuation", False, None)
    (link,) = result.links
    assert (link.link_type, link.to_article_id, link.to_ref) == ("continued_from", None, "上接A1版②")


def test_a_story_with_a_byline_of_its_own_is_no_continuation():
    result = assemble(page("A1", beginning(("jump", "（下转A3版）"))), page("A3", OTHER))
    assert [article.page_labels for article in result.articles] == [["A1"], ["A3"]]


def test_notices_are_no_continuation():
    notices = story(("notice", "·株洲赛博模具有限公司遗失法人私章一枚"), kind="notice")
    result = assemble(page("A1", beginning(("jump", "（下转A3版）"))), page("A3", notices))
    assert [article.genre for article in result.articles] == ["news", "notice"]


def test_the_repeated_headline_brings_pieces_of_one_page_together():
    """The cut of A3 left the jump line's text and the headline's text apart; the front page's headline tells."""
    result = assemble(
        page("A1", beginning(("jump", "（下转A3版）"))),
        page(
            "A3",
            story(("headline", "选配强“两委”班子"), ("body", VILLAGES[3])),
            story(("jump", "（上接A1版）"), ("body", VILLAGES[2])),
        ),
    )
    (article,) = result.articles
    assert article.page_labels == ["A1", "A3"]
    assert article.text.endswith("圆满完成村(社区)“两委”换届工作。")
    assert "任职培训" in article.text


def test_a_jump_printed_at_the_end_of_a_body_line():
    first = story(("headline", "选配强“两委”班子"), ("body", VILLAGES[1] + "（下转A3版）"))
    result = assemble(page("A1", first), page("A3", story(("jump", "（上接A1版）"), ("body", VILLAGES[2]))))
    (article,) = result.articles
    assert article.page_labels == ["A1", "A3"]
    assert "坚决落实时间要求、程序要求" in article.text


def test_a_story_that_goes_on_in_the_next_edition():
    result = assemble(
        page("A1", beginning(("jump", "（未完待续）")), OTHER),
        page("A2", story(("jump", "（上接昨日A2版）"), ("body", VILLAGES[2]))),
    )
    first, _, second = result.articles
    assert not first.is_complete
    assert (second.genre, second.is_complete, second.page_labels) == ("continuation", False, ["A2"])
    assert [(link.link_type, link.to_article_id, link.to_ref) for link in result.links] == [
        ("continues_on", None, "未完待续"),
        ("continued_from", None, "上接昨日A2版"),
    ]


@pytest.mark.parametrize("reference", ["上接昨日A1版②", "上接1月9日A1版②", "接上期"])
def test_a_continuation_from_another_day_is_not_joined_within_the_edition(reference):
    """A1 of this edition has a story that ends open and jumps nowhere; the link waits for the archive."""
    result = assemble(page("A1", beginning()), page("A2", story(("jump", f"（{reference}）"), ("body", VILLAGES[2]))))
    first, second = result.articles
    assert (first.page_labels, second.page_labels, second.is_complete) == (["A1"], ["A2"], False)
    (link,) = result.links
    assert (link.from_article_id, link.link_type, link.to_ref) == (second.article_id, "continued_from", reference)
    assert (link.to_article_id, link.method) == (None, "printed")
    assert result.remarks == [f"page A2: {reference}: no beginning found ({second.article_id})"]


def test_a_jump_line_that_belongs_to_no_article_is_reported():
    stray = CutPage("zz-A1", "A1", PageCut(0, 1.0, 1.0, [CutLine("下转A2版①", role="jump")], []))
    assert assemble(stray).remarks == ["page A1: jump line 下转A2版① belongs to no article"]


WEIGHTS = st.dictionaries(st.tuples(st.integers(0, 3), st.integers(10, 13)), st.floats(0.1, 9.0), max_size=12)


@settings(deadline=None)
@given(WEIGHTS)
def test_the_assignment_is_the_best_there_is(weights):
    pairs = best_assignment(weights)
    assert len({a for a, _ in pairs}) == len(pairs) == len({b for _, b in pairs})
    found = sum(weights[pair] for pair in pairs)
    best = max(
        sum(weights.get(pair, 0.0) for pair in zip(range(4), columns, strict=True))
        for columns in permutations(range(10, 14))
    )
    assert abs(found - best) < 1e-6
