"""All tags of an article: rows that say what stands in the text, on any text, in linear time."""

from __future__ import annotations

import datetime as dt
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_texts import NATIONAL, PINGXIANG, ZHUZHOU

from pipelines.language import tag_article
from pipelines.language.tags import ArticleTags, ArticleText
from pipelines.warehouse.schema import schema

PAGES = sorted((Path(__file__).parents[2] / "raw" / "zhuzhou-daily-text").glob("2*"))
SEED_TEXT = "\n".join(path.read_text(encoding="utf-8") for path in PAGES)
DAY = dt.date(2021, 1, 10)


def check_rows(article: ArticleText, tags: ArticleTags) -> None:
    """Every row lies in its text and reads as it says; keys are unique; spans of one type do not overlap."""
    for row in tags.mentions:
        assert article.texts[row.field][row.start : row.end] == row.surface
        assert row.surface.strip() == row.surface != ""
        span = f"{row.start}-{row.end}:{row.type}"
        assert row.mention_id == article.article_id + ":" + (span if row.field == "text" else f"{row.field}:{span}")
    assert len({row.mention_id for row in tags.mentions}) == len(tags.mentions)
    for row in tags.title_sightings:
        assert article.texts[row.field][row.start : row.end] == row.title_printed
    assert len({(row.mention_id, row.seq) for row in tags.title_sightings}) == len(tags.title_sightings)
    known = {row.mention_id for row in tags.mentions}
    assert {row.mention_id for row in tags.title_sightings} <= known
    for kind in ("person", "organization", "place", "zone", "project"):
        rows = sorted((row.field, row.start, row.end) for row in tags.mentions if row.type == kind)
        for (field, _, end), (next_field, start, _) in pairwise(rows):
            assert field != next_field or end <= start
    for rows in (tags.appearances, tags.project_claims, tags.indicators, tags.notices, tags.text_corrections):
        for row in rows:
            assert 0 <= row.start < row.end <= len(article.texts[row.field])


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_every_row_of_the_two_pages_reads_as_its_surface(page):
    article = ArticleText("a1", {"text": page.read_text(encoding="utf-8")}, DAY)
    tags = tag_article(article, ZHUZHOU)
    check_rows(article, tags)
    assert len(tags.mentions) > 200


def test_all_fields_of_an_article_are_tagged():
    article = ArticleText(
        "a1",
        {
            "kicker": "毛腾飞在醴陵调研村(社区)“两委”换届等工作时强调",
            "headline": "选配强“两委”班子 提升凝聚力战斗力",
            "text": "1月9日，市委书记、市人大常委会主任毛腾飞深入醴陵市调研。",
            "caption": "8日晚，张云志在钻石路口指挥交通。刘平摄",
        },
        DAY,
        contributors=("罗欣",),
    )
    tags = tag_article(article, ZHUZHOU)
    check_rows(article, tags)
    assert [(row.field, row.surface) for row in tags.mentions if row.type == "person"] == [
        ("kicker", "毛腾飞"),
        ("text", "毛腾飞"),
        ("caption", "张云志"),
        ("caption", "刘平"),
    ]


def test_columns_and_enumerations_are_those_of_the_warehouse():
    article = ArticleText("a1", {"text": SEED_TEXT}, DAY)
    tags = tag_article(article, ZHUZHOU)
    enums = schema().enums
    assert {row.type for row in tags.mentions} <= set(enums["mention_type"])
    assert {row.change for row in tags.title_sightings} - {None} <= set(enums["tenure_change"])


def test_an_empty_article_has_no_tags():
    assert tag_article(ArticleText("a1", {"text": ""}, DAY), ZHUZHOU) == ArticleTags()


pieces = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "市委书记、市长",
                "副主任",
                "株洲",
                "湘赣",
                "·",
                "（",
                "）",
                "全市",
                "有限公司",
                "记者",
                "通讯员/",
                "“",
                "”",
                "《",
                "》",
                "等委员",
                "为",
                "免去",
                "的",
                "一行",
                "集团",
                "绿口区",
                "\r\n",
                "\u3000",
                "10日",
            ]
        ),
        st.integers(0, max(0, len(SEED_TEXT) - 30)).flatmap(
            lambda start: st.integers(1, 30).map(lambda size: SEED_TEXT[start : start + size])
        ),
        st.text(max_size=12),
    ),
    max_size=14,
).map("".join)


@given(pieces, st.sampled_from([ZHUZHOU, NATIONAL, PINGXIANG]))
@settings(max_examples=120, deadline=None)
def test_any_text_gives_rows_that_read_as_their_surface(text, profile):
    article = ArticleText("a1", {"text": text}, DAY)
    check_rows(article, tag_article(article, profile))


@pytest.mark.parametrize(
    "unit",
    ["市委书记、", "王小明、", "株洲市", "湘", "“", "公司", "全市", "记者王小明", "\n", "绿口区", "阿里·", "东旭集团"],
)
def test_time_grows_with_the_length_and_no_faster(unit):
    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        start = time.process_time()
        tag_article(ArticleText("a1", {"text": text}, DAY), ZHUZHOU)
        return time.process_time() - start

    seconds(200)
    small, large = min(seconds(2_000), seconds(2_001)), seconds(12_000)
    # six times the length; twice the proportion is allowed for the noise of a busy machine
    assert large < 12 * small + 1.0
