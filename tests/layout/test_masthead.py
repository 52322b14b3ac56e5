"""Mastheads and folios: pieces in any order, and what they say checked against the calendar."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.layout.masthead import Masthead, issue_number_agrees, lunar_date_agrees, read_masthead, weekday_agrees
from pipelines.layout.page_cut import CutLine, PageCut
from pipelines.publications.profile import generic_profile, load_profile

ZHUZHOU = load_profile("zhuzhou-daily")
FRONT_PAGE = (
    "株洲日报", "ZHUZHOU DAILY", "中共株洲市委主管、主办", "国内统一连续出版物号 CN 43-0005", "A1",
    "今日城区天气：多云", "气温 1℃~6℃", "2021年1月", "10", "星期日", "庚子年十一月廿七", "第 22487 期", "今日4版",
)  # fmt: skip


def masthead(*texts, role="masthead", profile=ZHUZHOU):
    lines = [CutLine(text=text, role=role) for text in texts]
    return read_masthead(PageCut(0, None, None, lines, []), profile)


EXPECTED = Masthead("株洲日报", dt.date(2021, 1, 10), 22487, "星期日", "庚子年十一月廿七", 4, "A1", None)


def test_a_front_page():
    assert masthead(*FRONT_PAGE) == EXPECTED


@settings(deadline=None)
@given(st.permutations(FRONT_PAGE))
def test_the_pieces_come_in_any_order(pieces):
    assert masthead(*pieces) == EXPECTED


def test_all_pieces_on_two_lines():
    found = masthead("2021年1月10日 星期日 农历庚子年十一月廿七", "国内统一连续出版物号CN43-0005 总第22487期 今日4版")
    assert (found.date, found.weekday_printed, found.lunar_date_printed) == (
        dt.date(2021, 1, 10),
        "星期日",
        "庚子年十一月廿七",
    )
    assert (found.issue_number, found.pages_declared) == (22487, 4)


@pytest.mark.parametrize(
    ("lines", "label", "section"),
    [
        (("A2 要闻 2021年1月10日 星期日",), "A2", "要闻"),
        (("第4版", "国际", "2021年1月10日 星期日 本版编辑 王强"), "4", "国际"),
        (("A3版", "专题", "2021年1月11日 星期一", "编辑/王小明 美编/李秀英 校对/赵立新", "渌江晚报"), "A3", "专题"),
        (("2", "理论", "2021年1月10日 星期日 本版编辑王强", "株洲日报"), "2", "理论"),
        (("02", "县域", "2021年1月11日 星期一", "责任编辑：马文章 版式设计：罗欣 校对：易楚瞳"), "2", "县域"),
    ],
)
def test_folios(lines, label, section):
    found = masthead(*lines, role="folio")
    assert (found.page_label, found.section_name) == (label, section)
    assert found.date in (dt.date(2021, 1, 10), dt.date(2021, 1, 11))


def test_a_lone_number_is_the_day_only_when_weekday_or_lunar_date_vouch_for_it():
    assert masthead("01", "2021年1月", "10", "星期日").date == dt.date(2021, 1, 10)
    assert masthead("2021年1月", "10", "11").date is None


def test_an_undescribed_paper_is_named_by_its_masthead():
    found = masthead("渌江晚报", "2021年1月11日 星期一", profile=generic_profile("box-7"))
    assert found.publication_name == "渌江晚报"


def test_a_section_is_no_paper():
    found = masthead("02", "本市新闻", "2022年3月11日", "星期五", role="folio", profile=generic_profile("any"))
    assert (found.publication_name, found.page_label, found.section_name) == (None, "2", "本市新闻")
    assert masthead("洣江周末", "2022年7月14日", profile=generic_profile("any")).publication_name == "洣江周末"


def test_nothing_printed_gives_nothing():
    assert masthead() == Masthead()


def test_lines_of_articles_are_not_read():
    assert masthead("2021年1月10日 星期日", role="body") == Masthead()


def test_weekday():
    assert weekday_agrees(dt.date(2021, 1, 10), "星期日") is True
    assert weekday_agrees(dt.date(2021, 1, 10), "星期天") is True
    assert weekday_agrees(dt.date(2021, 1, 10), "周六") is False
    assert weekday_agrees(dt.date(2021, 1, 10), None) is None


@pytest.mark.parametrize(
    ("date", "printed", "agrees"),
    [
        (dt.date(2021, 1, 10), "庚子年十一月廿七", True),
        (dt.date(2021, 1, 10), "庚子年冬月廿七", True),
        (dt.date(2021, 1, 10), "辛丑年十一月廿七", False),
        (dt.date(2021, 1, 10), "十一月廿八", False),
        (dt.date(2021, 2, 11), "庚子年腊月三十", True),
        (dt.date(2021, 2, 12), "辛丑年正月初一", True),
        (dt.date(2020, 5, 24), "庚子年闰四月初二", True),
        (dt.date(2020, 5, 24), "庚子年四月初二", False),
        (dt.date(2021, 1, 10), None, None),
        (dt.date(2021, 1, 10), "没有日期", None),
    ],
)
def test_lunar_date(date, printed, agrees):
    assert lunar_date_agrees(date, printed) is agrees


NEIGHBOURS = [(dt.date(2021, 1, 8), 22485), (dt.date(2021, 1, 9), 22486), (dt.date(2021, 1, 12), 22489)]


@pytest.mark.parametrize(
    ("number", "agrees"), [(22487, True), (22488, False), (22486, False), (22497, False), (None, None)]
)
def test_issue_number_against_its_neighbours(number, agrees):
    assert issue_number_agrees(dt.date(2021, 1, 10), number, NEIGHBOURS) is agrees


def test_days_without_an_edition_slow_the_count_down():
    spring_festival = [(dt.date(2021, 2, 10), 22518)]
    assert issue_number_agrees(dt.date(2021, 2, 18), 22519, spring_festival) is True
    assert issue_number_agrees(dt.date(2021, 2, 18), 22518, spring_festival) is False


def test_a_paper_without_neighbours_cannot_be_checked():
    assert issue_number_agrees(dt.date(2021, 1, 10), 22487, []) is None


@settings(deadline=None)
@given(st.lists(st.booleans(), min_size=3, max_size=60), st.integers(1, 30000), st.data())
def test_any_honest_sequence_agrees(appears, first, data):
    """A paper that skips some days but never a fortnight, counted without a gap, agrees everywhere."""
    days = [day for day, out in enumerate(appears) if out or day % 7 == 0]
    pairs = [(dt.date(2021, 1, 1) + dt.timedelta(days=day), first + n) for n, day in enumerate(days)]
    date, number = data.draw(st.sampled_from(pairs))
    others = [pair for pair in pairs if pair[0] != date]
    assert issue_number_agrees(date, number, others) is (True if others else None)
