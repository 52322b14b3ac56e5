"""Bylines and credits in the forms that papers print."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.layout.bylines import find_bylines, is_byline, read_byline, read_credit
from pipelines.layout.vocabulary import read_vocabulary
from pipelines.publications.profile import load_profile

ZHUZHOU = load_profile("zhuzhou-daily")


def people(line):
    return [(c.name, c.role) for c in read_byline(line, ZHUZHOU)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("株洲日报记者 刘毅", [("刘毅", "reporter")]),
        ("株洲日报记者 刘 毅", [("刘毅", "reporter")]),
        ("通讯员/张凌坤", [("张凌坤", "correspondent")]),
        ("通讯员/管丽 陈楚杰", [("管丽", "correspondent"), ("陈楚杰", "correspondent")]),
        ("株洲日报·掌上株洲记者/伍靖雯", [("伍靖雯", "reporter")]),
        ("本报记者 王强 文/图", [("王强", "reporter"), ("王强", "photographer")]),
        ("By JANE SMITH and John Doe", [("JANE SMITH", "reporter"), ("John Doe", "reporter")]),
        ("□ 株洲日报记者 胡乐 通讯员 黄艳娟", [("胡乐", "reporter"), ("黄艳娟", "correspondent")]),
        ("■株洲日报记者罗欣", [("罗欣", "reporter")]),
        ("(记者高晓燕 通讯员刘音宝)", [("高晓燕", "reporter"), ("刘音宝", "correspondent")]),
        ("(通讯员尹建英刘洪文)", [("尹建英", "correspondent"), ("刘洪文", "correspondent")]),
        (
            "全媒体记者/刘毅 通讯员/汪陵安 陈晓叶",
            [("刘毅", "reporter"), ("汪陵安", "correspondent"), ("陈晓叶", "correspondent")],
        ),
        (
            "(记者/刘琼 实习生/黄天策 通讯员/刘兰)",
            [("刘琼", "reporter"), ("黄天策", "intern"), ("刘兰", "correspondent")],
        ),
        (
            "责任编辑：高晓燕 版式设计：刘毅 校对：陈正明",
            [("高晓燕", "editor"), ("刘毅", "editor"), ("陈正明", "editor")],
        ),
        ("□责编刘琼□美编高晓燕□校对刘毅", [("刘琼", "editor"), ("高晓燕", "editor"), ("刘毅", "editor")]),
        ("记者 买买提江·肉孜", [("买买提江·肉孜", "reporter")]),
        ("本报记者 欧阳修远司马光", [("欧阳修远", "reporter"), ("司马光", "reporter")]),
        ("本报记者周玮、景明、阿克江别", [("周玮", "reporter"), ("景明", "reporter"), ("阿克江别", "reporter")]),
        ("（记者阿依古丽）", [("阿依古丽", "reporter")]),
        ("（本报记者王丹丹采访整理）", [("王丹丹", "reporter")]),
        ("文/图 株洲日报记者 刘平", [("刘平", "photographer"), ("刘平", "reporter")]),
        ("陈正明摄影报道", [("陈正明", "photographer"), ("陈正明", "reporter")]),
        ("新华社记者 赵敏 摄", [("赵敏", "photographer")]),
        ("□ 刘平", [("刘平", "author")]),
    ],
)
def test_a_byline(line, expected):
    assert people(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        "记者进行了梳理",
        "记者在现场看到",
        "记者从会议上获悉",
        "（作者为上海市区长）",
        "记者证",
        "阳卫国出席",
        "新华社发",
        "通讯员培训班开班",
    ],
)
def test_prose_is_no_byline(line):
    assert people(line) == []
    assert not is_byline(line, ZHUZHOU)


@pytest.mark.parametrize("line", ["（记者刘毅）香港特", "通讯员 张凌坤） 雷锋家", "记者采访中发现，除了企业改"])
def test_a_byline_that_text_follows_on_its_line_is_text(line):
    assert not is_byline(line, ZHUZHOU)


def test_a_commentators_line_names_nobody_but_is_a_byline():
    assert is_byline("本报评论员", ZHUZHOU)
    assert people("本报评论员") == []


def test_bylines_inside_a_body():
    text = "株洲日报2月5日讯(记者高晓燕 通讯员刘音宝)2月4日,(详见本报)(记者进行了梳理)……(通讯员尹建英刘洪文)"
    first, last = find_bylines(text, ZHUZHOU)
    assert text[first.start : first.end] == "(记者高晓燕 通讯员刘音宝)"
    assert text[last.start : last.end] == "(通讯员尹建英刘洪文)"
    assert [c.name for c in last.contributors] == ["尹建英", "刘洪文"]


def test_a_closing_byline_behind_the_agencys_dateline():
    (byline,) = find_bylines("（新华社北京10月2日电　记者王小明、李大）", ZHUZHOU)
    assert [c.name for c in byline.contributors] == ["王小明", "李大"]


@pytest.mark.parametrize(
    ("caption", "names"),
    [
        ("8日晚，张云志在钻石路口指挥交通。刘平摄", ["刘平"]),
        ("图为现场。（株洲日报记者 易楚瞳 摄）", ["易楚瞳"]),
        ("（周小川摄）", ["周小川"]),
        ("图为居民在参观 刘平摄", ["刘平"]),
        ("图为居民在参观 株洲日报记者 刘平 摄", ["刘平"]),
        ("通讯员王洋摄", ["王洋"]),
        ("图为刘平在拍摄", []),
        ("居民在参观。资料图片", []),
        ("居民在参观。新华社发", []),
    ],
)
def test_a_credit(caption, names):
    assert [(c.name, c.role) for c in read_credit(caption, ZHUZHOU)] == [(name, "photographer") for name in names]


SURNAMES = st.sampled_from([*read_vocabulary("surnames")["common"][:60]])
# given names of characters that begin no surname and no word of the byline grammar
GIVEN = st.text(alphabet="晓婷倩楠霞翔浩婧琪萱", min_size=2, max_size=2)


@settings(deadline=None)
@given(
    st.lists(st.builds(str.__add__, SURNAMES, GIVEN), min_size=1, max_size=4, unique=True),
    st.sampled_from(["", " ", "、", "　"]),
)
def test_names_are_found_whatever_stands_between_them(names, between):
    assert people(f"(通讯员{between.join(names)})") == [(name, "correspondent") for name in names]
