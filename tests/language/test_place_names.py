"""Places in running text: which is meant, and what is none."""

from __future__ import annotations

import datetime as dt

import pytest
from made_texts import NATIONAL, PINGXIANG, ZHUZHOU, of_type, places_of, tagged


def test_districts_of_two_cities_by_full_and_short_name():
    text = "1月6日，芦淞区与萍乡市安源区签订合作协议。芦淞与萍乡接壤。与安源率先建立合作机制。"
    assert places_of(text) == [
        ("芦淞区", "430203"),
        ("萍乡市", "360300"),
        ("安源区", "360302"),
        ("芦淞", "430203"),
        ("萍乡", "360300"),
        ("安源", "360302"),
    ]


def test_a_place_within_the_name_of_a_body_a_bridge_or_a_paper_is_none():
    assert places_of("芦淞区行政审批服务局相关负责人说。") == []
    assert places_of("株洲大桥、芦淞大桥都是管辖范围。") == []
    assert places_of("株洲日报讯 记者了解到") == []


def test_codes_hold_on_the_day_of_the_edition():
    text = "株洲县和渌口区的干部参加培训。"
    assert places_of(text, on=dt.date(2021, 1, 10))[1] == ("渌口区", "430212")
    assert places_of("株洲县召开会议。", on=dt.date(2017, 1, 10)) == [("株洲县", "430221")]


def test_words_for_the_place_spoken_of():
    assert places_of("我市与东旭集团签署协议，全省有影响。") == [("我市", "430200"), ("全省", "430000")]
    assert places_of("全市已有1152个村完成选举。", PINGXIANG) == [("全市", "360300")]
    # without a home city, the nearest city named before
    assert places_of("江西省萍乡市召开会议，全市干部参加。", NATIONAL)[-1] == ("全市", "360300")
    assert places_of("该区域内的我市场地", NATIONAL) == []


def test_one_character_names():
    assert ("株", "430200") in places_of("省贸促会会长贺坚来株，就筹备情况开展调研。")
    assert ("株", "430200") in places_of("随着来(返)株人员增多，疫情防控风险增大。")
    assert places_of("湘赣两省农产品品牌") == [("湘", "430000"), ("赣", "360000")]
    assert places_of("近日，多地报告感染奥密克戎变异株的病例。") == []


def test_places_abroad_have_no_code():
    assert places_of("产品畅销美国、日本及欧洲、中东等地。") == [
        ("美国", None),
        ("日本", None),
        ("欧洲", None),
        ("中东", None),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("记者来到北京市朝阳区，走访社区。", [("北京市", "110000"), ("朝阳区", "110105")]),
        ("辽宁朝阳市发布通知。", [("辽宁", "210000"), ("朝阳市", "211300")]),
        ("上海市长宁区举行活动。", [("上海市", "310000"), ("长宁区", "310105")]),
        ("湖南长沙的企业", [("湖南", "430000"), ("长沙", "430100")]),
    ],
)
def test_the_same_name_in_several_places(text, expected):
    assert places_of(text, NATIONAL) == expected


def test_an_ordinary_word_is_no_place():
    assert places_of("双方友好合作，共同建设平安和谐的社区。", NATIONAL) == []


def test_zones_have_the_code_of_what_they_lie_in():
    rows = [
        row for row in tagged("醴陵经开区获表扬，攸县高新区优势明显，高新区负责人介绍。").mentions if row.type == "zone"
    ]
    assert [(row.surface, row.entity_id) for row in rows] == [
        ("醴陵经开区", "430281"),
        ("攸县高新区", "430223"),
        ("高新区", "430200"),
    ]


def test_townships_and_villages_by_name():
    rows = [row for row in tagged("醴陵市来龙门街道马放塘社区构建机制。").mentions if row.type == "place"]
    assert [(row.surface, row.entity_id) for row in rows] == [
        ("醴陵市", "430281"),
        ("来龙门街道", "430281"),
        ("马放塘社区", "430281"),
    ]


def test_misread_names_are_corrected_and_kept_as_printed():
    tags = tagged("去年9月以来,我市以绿口区为试点,绿口经开区已逐步形成产业集群。", on=dt.date(2022, 1, 20))
    place = next(row for row in tags.mentions if row.type == "place" and row.start == 10)
    assert (place.surface, place.normalized, place.entity_id, place.method) == (
        "绿口区",
        "渌口区",
        "430212",
        "look_alike",
    )
    assert [(row.printed, row.corrected) for row in tags.text_corrections] == [
        ("绿口区", "渌口区"),
        ("绿口经开区", "渌口经开区"),
    ]


def test_a_place_that_exists_is_never_corrected():
    assert tagged("荷塘区、芦淞区、石峰区、天元区参加。").text_corrections == []
    assert tagged("攸县与枚县", ZHUZHOU).text_corrections == []


def test_another_city_needs_a_profile_and_no_code():
    text = "萍乡日报讯 1月6日，市委书记李大明深入安源区调研。全市推进，来萍客商增多。"
    assert places_of(text, PINGXIANG)[0] == ("安源区", "360302")
    assert of_type(text, "organization", PINGXIANG)[0] == "萍乡日报"
    row = tagged(text, PINGXIANG).title_sightings[0]
    assert (row.organization, row.jurisdiction_adcode) == ("中共萍乡市委", "360300")


def test_counties_of_the_cities_a_text_tells_of_by_their_short_names():
    text = "一行人到株洲市考察，该项目正式落户攸县。随后到醴陵、炎陵等县市。"
    assert [row for row in places_of(text, NATIONAL) if row[0] in ("醴陵", "炎陵")] == [
        ("醴陵", "430281"),
        ("炎陵", "430225"),
    ]
    assert places_of("该水电站项目正式落户茶陵。") == [("茶陵", "430224")]


def test_a_province_before_a_zone_without_a_name_is_the_place_spoken_of():
    assert places_of("8月19日，山西省开发区现场会召开。", NATIONAL) == [("山西省", "140000")]


def test_a_banner_is_spoken_of_as_a_county_is():
    assert places_of("乌审旗召开会议，听取全旗重点项目情况。", NATIONAL) == [("乌审旗", "150626"), ("全旗", "150626")]
    assert places_of("广场上升起国旗。", NATIONAL) == []


def test_a_county_paper_tells_its_home_by_its_speech():
    text = "11月5日，我县举行签约仪式。县领导表示，希望各位为茶陵经济发展作贡献，欢迎来茶陵投资。"
    assert places_of(text, NATIONAL) == [("我县", "430224"), ("茶陵", "430224"), ("茶陵", "430224")]


def test_what_is_ours_is_of_its_level_and_no_guest():
    text = "江西省萍乡市考察团赴我州考察。"
    assert places_of(text, NATIONAL) == [("江西省", "360000"), ("萍乡市", "360300")]
