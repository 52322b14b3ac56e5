"""Numbers: exact values of Arabic, Chinese and mixed ones, ranges, and what only blurs."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.language.numerals import find_numbers, parse_number, qualifier_after, qualifier_before

VALUES = [
    ("三千万", "30000000"),
    ("1.2亿", "120000000"),
    ("两", "2"),
    ("百万", "1000000"),
    ("十五", "15"),
    ("一百零五", "105"),
    ("二千零二十一", "2021"),
    ("两万五", "25000"),
    ("三千五百", "3500"),
    ("一点五亿", "150000000"),
    ("1亿2000万", "120000000"),
    ("1,234.5万", "12345000"),
    ("148,579", "148579"),
    ("十二万八千", "128000"),
    ("一万零三百", "10300"),
    ("1.5万亿", "1500000000000"),
    ("3千", "3000"),
    ("廿", None),
]


@pytest.mark.parametrize(("text", "value"), VALUES)
def test_one_number_has_one_exact_value(text: str, value: str | None) -> None:
    assert parse_number(text) == (None if value is None else Decimal(value))


def test_over_is_kept_apart_from_the_value() -> None:
    numbers = find_numbers("5000余万户，50多亿，十几万人，二十多个")
    assert [(n.value, n.is_over) for n in numbers] == [
        (Decimal(50000000), True),
        (Decimal(5000000000), True),
        (Decimal(100000), True),
        (Decimal(20), True),
    ]


def test_ranges_are_one_number_with_two_ends() -> None:
    numbers = find_numbers("10–15亿，3至5家，三四十人，五六百万，1000—2000吨")
    assert [(n.value, n.high) for n in numbers] == [
        (Decimal(1000000000), Decimal(1500000000)),
        (Decimal(3), Decimal(5)),
        (Decimal(30), Decimal(40)),
        (Decimal(5000000), Decimal(6000000)),
        (Decimal(1000), Decimal(2000)),
    ]


def test_an_order_of_magnitude_has_no_value() -> None:
    assert [n.value for n in find_numbers("数十亿元，几百人，数千万")] == [None, None, None]


def test_words_that_only_look_like_numbers_have_none() -> None:
    assert find_numbers("亿万民众，许多人") == ()


def test_a_comma_joins_thousands_and_nothing_else() -> None:
    assert [n.value for n in find_numbers("2019,3亿")] == [Decimal(2019), Decimal(300000000)]


@pytest.mark.parametrize(
    ("text", "place", "expected"),
    [
        ("总投资约250亿元", 4, "about"),
        ("集中签约250亿元", 4, None),
        ("最近3年", 2, None),
        ("投入近200万元", 3, "nearly"),
        ("产值超过50亿元", 4, "over"),
        ("不低于30%", 3, "at_least"),
        ("不超过10人", 3, "at_most"),
    ],
)
def test_a_qualifier_is_a_word_of_its_own(text: str, place: int, expected: str | None) -> None:
    found = qualifier_before(text, place)
    assert (found[0] if found else None) == expected


def test_qualifiers_behind() -> None:
    assert qualifier_after("50亿元左右", 4) == ("about", 6)
    assert qualifier_after("亿元以上项目", 2) == ("at_least", 4)


@given(
    st.integers(min_value=1, max_value=9),
    st.sampled_from(["十", "百", "千", "万", "百万", "千万", "亿", "十亿", "百亿"]),
)
def test_arabic_and_chinese_digits_agree(digit: int, unit: str) -> None:
    chinese = "一二三四五六七八九"[digit - 1]
    assert parse_number(f"{digit}{unit}") == parse_number(f"{chinese}{unit}")


@given(st.text(alphabet="0123456789,.一二三十百千万亿点半几数多余–至两零", max_size=60))
def test_spans_lie_in_order_and_values_are_not_negative(text: str) -> None:
    position = 0
    for number in find_numbers(text):
        assert position <= number.start < number.end <= len(text)
        position = number.end
        assert number.value is None or number.value >= 0
        if number.high is not None:
            assert number.value is not None
            assert number.value < number.high
