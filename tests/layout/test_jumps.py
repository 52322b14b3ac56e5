"""Jump lines and references to earlier reports, in the forms that papers print."""

from __future__ import annotations

import datetime as dt

import pytest

from pipelines.layout.jumps import (
    find_jumps,
    find_see_also,
    latest_date,
    normal_page_label,
    parse_jumps,
    printed_day,
    same_page,
)


@pytest.mark.parametrize(
    ("line", "direction", "page", "marker", "text"),
    [
        ("下转A2版①", "to", "A2", "①", "下转A2版①"),
        ("(紧转A3版)", "to", "A3", None, "紧转A3版"),
        ("（下转第二版）", "to", "2", None, "下转第二版"),
        ("下转02版①▶▶", "to", "2", "①", "下转02版①"),
        ("下转02版▶▶①", "to", "2", "①", "下转02版①"),
        ("[下转02版]", "to", "2", None, "下转02版"),
        ("▶▶下转第2版①", "to", "2", "①", "下转第2版①"),
        ("转4版", "to", "4", None, "转4版"),
        ("（下转第十二版）", "to", "12", None, "下转第十二版"),
        ("（下转Ａ３版）", "to", "A3", None, "下转Ａ３版"),
        ("◀◀上接A1版②", "from", "A1", "②", "上接A1版②"),
        ("◀◀ 上接 A1版 ②", "from", "A1", "②", "上接A1版②"),
        ("上接一版", "from", "1", None, "上接一版"),
        ("(上接A1版《选配强班子》)", "from", "A1", None, "上接A1版《选配强班子》"),
        ("续二版", "from", "2", None, "续二版"),
    ],
)
def test_a_jump_line(line, direction, page, marker, text):
    (jump,) = parse_jumps(line)
    assert (jump.direction, jump.page, jump.marker, jump.text) == (direction, page, marker, text)


def test_a_line_with_both_directions_of_a_story_in_three_parts():
    comes, goes = parse_jumps("◀◀上接01版① 下转04版①▶▶")
    assert (comes.direction, comes.page) == ("from", "1")
    assert (goes.direction, goes.page) == ("to", "4")


@pytest.mark.parametrize(
    ("line", "direction", "page", "day"),
    [
        ("（上接昨日A2版）", "from", "A2", "昨日"),
        ("（上接昨日本报A2版）", "from", "A2", "昨日"),
        ("（上接1月9日A1版②）", "from", "A1", "1月9日"),
        ("◀◀上接2021年12月31日A1版", "from", "A1", "2021年12月31日"),
        ("（下转明日A3版）", "to", "A3", "明日"),
        ("（未完待续）", "to", "", ""),
        ("（接上期）", "from", "", "上期"),
    ],
)
def test_a_jump_to_another_day(line, direction, page, day):
    (jump,) = parse_jumps(line)
    assert (jump.direction, jump.page, jump.day, jump.is_other_day) == (direction, page, day, True)


def test_the_day_that_a_jump_means():
    tenth = dt.date(2021, 1, 10)
    assert printed_day("昨日", tenth) == dt.date(2021, 1, 9)
    assert printed_day("12月31日", tenth) == dt.date(2020, 12, 31)
    assert printed_day("1月11日", tenth, is_later=True) == dt.date(2021, 1, 11)
    assert printed_day("1月1日", dt.date(2021, 12, 31), is_later=True) == dt.date(2022, 1, 1)
    assert printed_day("2020年1月11日", tenth, is_later=True) == dt.date(2020, 1, 11)
    assert printed_day("上期", tenth) is None
    assert printed_day("2月30日", tenth) is None


@pytest.mark.parametrize(
    "line", ["▷▷▷A3版", "今日4版", "A2版", "他转到第2版本后", "上接千年文脉", "续写新篇章", "1月9日见报"]
)
def test_no_jump_line(line):
    assert parse_jumps(line) == []


def test_jumps_inside_running_text():
    (jump,) = find_jumps("不断提升通办质量，积极（下转第3版）")
    assert jump.text == "下转第3版"
    assert "不断提升通办质量，积极（下转第3版）"[jump.start : jump.end] == "（下转第3版）"


@pytest.mark.parametrize(
    "text", ["活动持续至10月底", "这个故事未完待续。", "承接228个项目", "他转4版主编", "上接天线，下接地气"]
)
def test_prose_that_only_looks_like_a_jump(text):
    assert find_jumps(text) == []


def test_a_reference_to_an_earlier_report_is_no_jump():
    text = "却遭到物业公司拒绝(详见本报1月19日A2版报道)。随"
    (also,) = find_see_also(text, dt.date(2022, 1, 20))
    assert also.text == "详见本报1月19日A2版报道"
    assert (also.date, also.page) == (dt.date(2022, 1, 19), "A2")
    assert text[also.start : also.end] == also.text
    assert find_jumps(text) == []


def test_a_reference_to_yesterday_has_its_date():
    (also,) = find_see_also("（详见昨日本报A2版《加快场馆建设》一文）", dt.date(2022, 1, 20))
    assert (also.date, also.page) == (dt.date(2022, 1, 19), "A2")
    assert also.text == "详见昨日本报A2版《加快场馆建设》一文"


def test_a_reference_within_the_edition_has_no_date():
    (also,) = find_see_also("（讲话全文见第三版）", dt.date(2022, 1, 20))
    assert (also.date, also.page) == (None, "3")


def test_the_year_of_a_day_is_the_latest_that_is_not_in_the_future():
    assert latest_date(12, 31, dt.date(2022, 1, 20)) == dt.date(2021, 12, 31)
    assert latest_date(1, 20, dt.date(2022, 1, 20)) == dt.date(2022, 1, 20)
    assert latest_date(2, 29, dt.date(2022, 1, 20)) == dt.date(2020, 2, 29)
    assert latest_date(2, 30, dt.date(2022, 1, 20)) is None


def test_page_labels_compare_by_section_and_number():
    assert [normal_page_label(text) for text in ("第二版", "A02版", "03", "A2", "封面", "A2区")] == [
        "2",
        "A2",
        "3",
        "A2",
        None,
        None,
    ]
    assert same_page("第二版", "02")
    assert same_page("2", "A2")
    assert not same_page("A2", "B2")
    assert not same_page("A2", "A3")
