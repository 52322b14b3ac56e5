"""What the network would read where a name may begin, and the names that its best reading lacks or cuts."""

from __future__ import annotations

import pytest
from made_texts import NATIONAL, of_type, tagged, titles_of

from pipelines.language.lac import read_words
from pipelines.language.name_readings import NameReadings
from pipelines.language.person_candidates import best_name
from pipelines.language.words import Words


def test_the_best_reading_costs_nothing_and_others_what_they_lose():
    text = "市委书记杨永主持会议。"
    readings = NameReadings(read_words(text))
    start = text.index("杨")
    losses = {text[start : name.end]: name.loss for name in readings.at(start)}
    assert losses["杨永"] == 0.0
    assert 0.0 < losses["杨永主"] < losses["杨永主持会议"]
    assert readings.doubt(start) > 3.0


def test_where_no_word_can_be_a_name_the_network_loses_much():
    text = "局长会议要求，抓好落实。"
    readings = NameReadings(read_words(text))
    start = text.index("会议")
    assert readings.loss(start, start + 2) > 8.0
    assert readings.doubt(start) == 0.0


def test_outside_the_text_nothing_may_begin():
    readings = NameReadings(read_words("市长阳卫国"))
    assert readings.at(5) == []
    assert NameReadings(read_words("")).at(0) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("工程师周望时带领大家反复试验。", "周望时"),
        ("党组成员何慕之作关于预算的报告。", "何慕之"),
        ("中戈壁省省长巴图额尔敦表示，项目已完工。", "巴图额尔敦"),
        ("区长何平安检查消防安全。", "何平安"),
        ("党委书记方向东致辞。", "方向东"),
    ],
)
def test_the_likeliest_end_of_a_name(text, name):
    start = text.index(name)
    reading = best_name(Words(text), start)
    assert reading is not None
    assert text[start : reading.end] == name


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("市应急管理局局长管思齐部署防汛工作。", ("管思齐", "市应急管理局局长")),
        ("县委书记字云飞到乡镇调研。", ("字云飞", "县委书记")),
        ("旗政协主席巴雅那主持会议并讲话。", ("巴雅那", "旗政协主席")),
        ("州委常委、常务副州长洛桑扎西出席。", ("洛桑扎西", "常务副州长")),
    ],
)
def test_a_title_calls_for_a_name(text, pair):
    assert pair in titles_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "全市领导干部大会召开。",
        "各级领导干部要把责任扛在肩上。",
        "某集团为乡村医生进行培训。",
        "扩大中阿共建“一带一路”的成果。",
        "源自他们的远见卓识。",
        "反对以强凌弱。",
        "相关单位负责人到柳岗调研道路施工。",
    ],
)
def test_words_that_only_look_like_names(text):
    assert of_type(text, "person", NATIONAL) == []


def test_the_first_of_a_list_may_be_an_ordinary_word():
    assert titles_of("市领导江山、张裕民、李耀祖出席。") == [
        ("江山", "市领导"),
        ("张裕民", "市领导"),
        ("李耀祖", "市领导"),
    ]


def test_no_body_begins_within_a_name_behind_a_title():
    text = "区委副书记、区长周京东参加活动。"
    assert titles_of(text) == [("周京东", "区委副书记"), ("周京东", "区长")]
    assert "京东" not in of_type(text, "organization")


def test_a_name_with_dots_begins_behind_the_words_before_it():
    text = "在乐团中演奏的安娜·莫雷尔对记者说，这是第一次。"
    assert "安娜·莫雷尔" in [row.surface for row in tagged(text, NATIONAL).mentions if row.type == "person"]
