"""Money: the amount, its currency, the words that blur it, and thresholds that are nobody's money."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.language.money import find_money

# text, surface, normalized, qualifier
CASES = [
    ("该集团将先在株洲投资50亿元建设4条耐高温玻璃生产线", "50亿元", "5000000000", "exact"),
    ("总投资约250亿元的多个重大项目在株落地", "约250亿元", "25000000000", "about"),
    ("主营业务收入51.07亿元,同比增长85.14%", "51.07亿元", "5107000000", "exact"),
    ("市红十字会筹资百万元开展", "百万元", "1000000", "exact"),
    ("金额40000元", "40000元", "40000", "exact"),
    ("到位资金50多亿元", "50多亿元", "5000000000", "over"),
    ("引进外资1.2亿美元", "1.2亿美元", "USD 120000000", "exact"),
    ("下拨三千万元", "三千万元", "30000000", "exact"),
    ("争取上级资金5000余万元", "5000余万元", "50000000", "over"),
    ("投资10–15亿元", "10–15亿元", "1000000000/1500000000", "exact"),
    ("处以5万元至10万元罚款", "5万元至10万元", "50000/100000", "exact"),
    ("每户补助3000-5000元", "3000-5000元", "3000/5000", "exact"),
    ("投入1亿2000万元", "1亿2000万元", "120000000", "exact"),
    ("每斤3元5角", "3元5角", "3.5", "exact"),
    ("人民币50万元整", "人民币50万元", "500000", "exact"),
    ("标的额5000万元人民币", "5000万元人民币", "50000000", "exact"),
    ("售价¥598", "¥598", "598", "exact"),
    ("总投资250亿，", "250亿", "25000000000", "exact"),
    ("税收近200万元", "近200万元", "2000000", "nearly"),
    ("产值超过1000亿元", "超过1000亿元", "100000000000", "over"),
    ("投资50亿元左右", "50亿元左右", "5000000000", "about"),
    ("注册资本不低于500万元", "不低于500万元", "5000000", "at_least"),
    ("补贴不超过10万元", "不超过10万元", "100000", "at_most"),
    ("集中签约250亿元", "250亿元", "25000000000", "exact"),
    ("年收入十几万元", "十几万元", "100000", "over"),
    ("年产值上百亿元", "上百亿元", "10000000000", "at_least"),
    ("三四十万元的贷款", "三四十万元", "300000/400000", "exact"),
    ("一百零五元", "一百零五元", "105", "exact"),
    ("两万五千元", "两万五千元", "25000", "exact"),
    ("贷款3亿欧元", "3亿欧元", "EUR 300000000", "exact"),
    ("罚款2.5万港元", "2.5万港元", "HKD 25000", "exact"),
    ("社保基金1.5万亿元", "1.5万亿元", "1500000000000", "exact"),
    ("需数百亿元", "数百亿元", None, "exact"),
    ("月收入上万元", "上万元", "10000", "at_least"),
    ("年产值千亿元", "千亿元", "100000000000", "exact"),
    ("亏损1,234.5万元", "1,234.5万元", "12345000", "exact"),
]


@pytest.mark.parametrize(("text", "surface", "normalized", "qualifier"), CASES)
def test_an_amount_is_exact(text: str, surface: str, normalized: str | None, qualifier: str) -> None:
    assert [(text[m.start : m.end], m.normalized, m.qualifier) for m in find_money(text)] == [
        (surface, normalized, qualifier)
    ]


@pytest.mark.parametrize(
    ("text", "surface", "normalized"),
    [
        ("全市亿元以上项目45个", "亿元以上", ">=100000000"),
        ("5000万元以上工业项目", "5000万元以上", ">=50000000"),
        ("千亿元级产业集群", "千亿元", ">=100000000000"),
    ],
)
def test_a_threshold_is_told_apart(text: str, surface: str, normalized: str) -> None:
    spans = find_money(text)
    assert [(text[m.start : m.end], m.normalized, m.is_threshold) for m in spans] == [(surface, normalized, True)]


@pytest.mark.parametrize(
    "text",
    [
        "城乡二元结构",
        "2021元旦文艺晚会",
        "三元桥、一元复始",
        "新增床位500张、惠及50万人",
        "元宵节、公元前221年、第3单元",
        "14亿中国人民",
        "多元化投资",
    ],
)
def test_words_with_yuan_that_are_no_money(text: str) -> None:
    assert find_money(text) == []


def test_several_amounts_of_a_sentence_stay_apart() -> None:
    text = "总投资120亿元，一期投资60亿元、二期投资60亿元，从3亿元增至5亿元"
    assert [m.amount for m in find_money(text)] == [Decimal(n) * 10**8 for n in (120, 60, 60, 3, 5)]


def test_only_yuan_are_yuan() -> None:
    (dollars,) = find_money("1.2亿美元")
    assert dollars.amount_cny is None
    assert (dollars.amount, dollars.currency) == (Decimal(120000000), "USD")


@given(st.decimals(min_value="0.01", max_value="9999", places=2), st.sampled_from(["", "万", "亿"]))
def test_any_amount_in_digits_comes_back(number: Decimal, unit: str) -> None:
    scale = {"": 1, "万": 10**4, "亿": 10**8}[unit]
    (span,) = find_money(f"共计{number}{unit}元。")
    assert span.amount == number * scale


@given(st.text(alphabet="0123456789一二三百千万亿元美约近超多余以上左右至-，。角分¥", max_size=60))
def test_spans_lie_in_order(text: str) -> None:
    position = 0
    for span in find_money(text):
        assert position <= span.start < span.end <= len(text)
        position = span.end
