"""The gazetteer: codes by day, names, what lies in what."""

from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise

import pytest

from pipelines.language import places


def names_on(name, on):
    return [(row.adcode, row.name) for row in places.named(name) if row.is_valid(on)]


def test_a_county_became_a_district_under_another_code():
    assert names_on("株洲县", dt.date(2018, 6, 18)) == [("430221", "株洲县")]
    assert names_on("株洲县", dt.date(2018, 6, 19)) == []
    assert names_on("渌口区", dt.date(2018, 6, 19)) == [("430212", "渌口区")]


def test_a_city_changed_its_name_under_the_same_code():
    assert places.division("420600", dt.date(2010, 12, 8)).name == "襄樊市"
    assert places.division("420600", dt.date(2021, 1, 1)).name == "襄阳市"


def test_an_unknown_code_is_none():
    assert places.division("999999") is None
    assert places.full_name("999999") is None


def test_full_name_and_ancestors():
    assert places.full_name("430212") == "湖南省株洲市渌口区"
    assert places.ancestors("430212") == ("430200", "430000")
    assert places.ancestors("110105") == ("110000",)
    # counties directly below a province have no prefecture
    assert places.ancestors("429004") == ("420000",)
    assert places.prefecture_of("429004") is None
    assert places.prefecture_of("310115") == "310000"


def test_the_country_is_above_all():
    assert places.division(places.COUNTRY).level == "country"
    assert places.is_within("430212", places.COUNTRY)
    assert places.is_within("430212", "430200")
    assert not places.is_within("430200", "430212")


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("株洲市", "株洲"),
        ("湖南省", "湖南"),
        ("攸县", "攸县"),
        ("内蒙古自治区", "内蒙古"),
        ("广西壮族自治区", "广西"),
        ("恩施土家族苗族自治州", "恩施"),
        ("新晃侗族自治县", "新晃"),
        ("香港特别行政区", "香港"),
        ("大兴安岭地区", "大兴安岭"),
        ("浦东新区", "浦东"),
    ],
)
def test_short_names(name, short):
    assert places.short_name(name) == short
    assert any(row.name == name for row in places.named(short))


def test_towns_are_known_by_county():
    assert "430281" in places.counties_of_town("来龙门街道")


def test_every_row_of_the_table_is_sound():
    for row in places.divisions():
        assert re.fullmatch(r"[0-9]{6}", row.adcode)
        assert row.parent_adcode is None or places.division(row.parent_adcode) is not None
    for code in {row.adcode for rows in places.all_names().values() for row in rows}:
        spans = sorted(
            {
                (row.valid_from or dt.date.min, row.valid_to or dt.date.max)
                for rows in [places.history(code)]
                for row in rows
            }
        )
        for (_, end), (start, _) in pairwise(spans):
            assert end <= start, f"{code}: two names on one day"


def test_there_are_as_many_provinces_and_prefectures_as_the_state_has():
    levels = [row.level for row in places.divisions()]
    assert levels.count("province") == 34
    assert 330 <= levels.count("prefecture") <= 335
    assert levels.count("county") > 2800


def test_seats_lie_in_china():
    zhuzhou = places.division("430200")
    assert (round(zhuzhou.latitude), round(zhuzhou.longitude)) == (28, 113)
    for row in places.divisions():
        assert row.latitude is None or (3 < row.latitude < 54 and 73 < row.longitude < 136)
