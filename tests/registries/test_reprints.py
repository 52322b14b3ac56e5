"""Texts printed twice count once."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.registries.small_archive import CITY, SmallArchive, rows

STORY = (
    "新冠肺炎疫情流行加速，国内防控形势严峻复杂。市教育局昨发布通知，"
    "即日起至寒假结束，全市师生员工不得出境或跨省探亲、旅游、聚会。"
    "此外，通知还要求，家住中高风险地区地区的师生，寒假期间不得回家，学校要妥善安排好师生的生活。"
    "如特殊情况必须出省，需第一时间向单位报告。"
)
OTHER = "交通压力前所未有。新华桥拆除重建工程、智轨一期工程、黑臭水体治理工程等在施工，钻石路口极易造成交通拥堵。"


def links(archive: SmallArchive) -> list[tuple[str, str, str]]:
    return [
        (row["article_id"][14:24], row["reprint_of"][14:24], row["method"])
        for row in rows(archive.build(), "reprint_links")
    ]


def test_the_second_print_leads_to_the_first_and_so_does_the_third() -> None:
    archive = SmallArchive()
    for day in ("2021-01-10", "2021-01-12", "2021-01-11"):
        archive.article(day, text=STORY)
    archive.article("2021-01-13", text=OTHER * 2)
    assert links(archive) == [("2021-01-11", "2021-01-10", "same_text"), ("2021-01-12", "2021-01-10", "same_text")]


def test_a_corrected_print_is_known_as_such() -> None:
    archive = SmallArchive()
    archive.article("2021-01-10", text=STORY)
    archive.article("2021-01-11", text=STORY.replace("中高风险地区地区", "中高风险地区"))
    assert links(archive) == [("2021-01-11", "2021-01-10", "corrected_text")]


def test_notices_and_short_texts_are_no_reprints() -> None:
    archive = SmallArchive()
    for day in ("2021-01-10", "2021-01-11"):
        archive.article(day, "a", STORY, genre="notice")
        archive.article(day, "b", "今日城区天气：多云，气温1℃至6℃。")
    assert links(archive) == []


def test_a_reprint_counts_once() -> None:
    archive = SmallArchive()
    for day in ("2021-01-10", "2021-01-11"):
        archive.article(day, text=STORY)
        archive.seen(day, "杨英杰", ("副市长", "株洲市人民政府", CITY))
        archive.status(day, "新华桥拆除重建工程", "under_construction")
    built = archive.build()
    assert [row["article_count"] for row in rows(built, "officials")] == [1]
    assert [row["article_count"] for row in rows(built, "projects")] == [1]
    assert [row["sighting_count"] for row in rows(built, "tenures")] == [1]


@given(seed=st.integers(0, 1000), share=st.floats(0.0, 0.02))
@settings(max_examples=25, deadline=None)
def test_a_print_with_a_few_changed_characters_is_found_and_an_unrelated_text_is_not(seed: int, share: float) -> None:
    draw = random.Random(seed)
    story = "".join(chr(draw.randrange(0x4E00, 0x5E00)) for _ in range(600))
    changed = "".join(chr(draw.randrange(0x4E00, 0x5E00)) if draw.random() < share else char for char in story)
    unrelated = "".join(chr(draw.randrange(0x4E00, 0x5E00)) for _ in range(600))
    archive = SmallArchive()
    archive.article("2021-01-10", text=story)
    archive.article("2021-01-11", text=changed)
    archive.article("2021-01-12", text=unrelated)
    assert [pair[:2] for pair in links(archive)] == [("2021-01-11", "2021-01-10")]
