"""Datelines: agency, place and date, or the paper's own desk."""

from __future__ import annotations

import datetime as dt

import pytest

from pipelines.layout.datelines import find_dateline
from pipelines.publications.profile import generic_profile, load_profile

PUBLISHED = dt.date(2021, 1, 10)
ZHUZHOU = load_profile("zhuzhou-daily")


def dateline(text):
    return find_dateline(text, PUBLISHED, ZHUZHOU)


@pytest.mark.parametrize(
    ("text", "phrase", "agency", "place", "date"),
    [
        ("新华社北京1月9日电 中共中央总书记", "新华社北京1月9日电", "新华社", "北京", dt.date(2021, 1, 9)),
        ("据新华社巴黎１月７日电", "据新华社巴黎１月７日电", "新华社", "巴黎", dt.date(2021, 1, 7)),
        ("据新华社电 ", "据新华社电", "新华社", None, None),
        ("新华社北京12月31日电", "新华社北京12月31日电", "新华社", "北京", dt.date(2020, 12, 31)),
        ("新华社“雪龙”号1月9日电", "新华社“雪龙”号1月9日电", "新华社", "“雪龙”号", dt.date(2021, 1, 9)),
        ("新华社北京9日电", "新华社北京9日电", "新华社", "北京", dt.date(2021, 1, 9)),
        ("人民网北京1月5日电", "人民网北京1月5日电", "人民网", "北京", dt.date(2021, 1, 5)),
        ("中新网1月9日电", "中新网1月9日电", "中新网", None, dt.date(2021, 1, 9)),
        ("红网时刻株洲1月9日讯", "红网时刻株洲1月9日讯", "红网时刻", "株洲", dt.date(2021, 1, 9)),
    ],
)
def test_a_dateline_of_an_agency(text, phrase, agency, place, date):
    found = dateline(text)
    assert text[found.start : found.end] == phrase
    assert (found.agency, found.place, found.date, found.is_own_desk) == (agency, place, date, False)


@pytest.mark.parametrize(
    ("text", "phrase", "place", "date"),
    [
        ("株洲日报讯 1月6日，芦淞区与", "株洲日报讯", None, None),
        ("株洲日报讯目前，河北省", "株洲日报讯", None, None),
        ("株洲日报2月5日讯(记者高晓燕 通讯员刘音宝)2月4日,", "株洲日报2月5日讯", None, dt.date(2020, 2, 5)),
        ("株洲日报·掌上株洲讯(记者/陈正明) 1月18日", "株洲日报·掌上株洲讯", None, None),
        ("本报讯 ", "本报讯", None, None),
        ("本报马来西亚吉隆坡10月11日电", "本报马来西亚吉隆坡10月11日电", "马来西亚吉隆坡", dt.date(2020, 10, 11)),
    ],
)
def test_a_dateline_of_the_papers_own_desk(text, phrase, place, date):
    found = dateline(text)
    assert text[found.start : found.end] == phrase
    assert (found.agency, found.place, found.date, found.is_own_desk) == (None, place, date, True)


def test_whose_desk_it_is_comes_from_the_profile():
    found = find_dateline("清水塘日报讯 昨日，", PUBLISHED, ZHUZHOU)
    assert (found.agency, found.is_own_desk, found.is_wire) == ("清水塘日报", False, False)


def test_a_paper_that_nobody_described_is_its_own_desk():
    found = find_dateline("清水塘日报讯 昨日，", PUBLISHED, generic_profile("box-7"))
    assert (found.agency, found.is_own_desk, found.is_wire) == (None, True, False)
    wire = find_dateline("新华社北京1月9日电 昨日，", PUBLISHED, generic_profile("box-7"))
    assert (wire.agency, wire.is_own_desk, wire.is_wire) == ("新华社", False, True)


@pytest.mark.parametrize(
    "text",
    ["株洲日报记者 罗欣", "新华社记者9日从会议上获悉", "央视主持人谈电影", "通讯技术发展迅速", "连日来，寒风凛冽"],
)
def test_no_dateline(text):
    assert dateline(text) is None


def test_only_at_the_beginning():
    assert dateline("会议指出，新华社北京1月9日电") is None
