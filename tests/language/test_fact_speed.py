"""The finders of facts take time linear in the length of a text, whatever it holds."""

from __future__ import annotations

import datetime as dt
import random
import time
from collections.abc import Callable

import pytest
from made_documents import made

from pipelines.language.activities import find_appearances
from pipelines.language.claims import find_project_claims
from pipelines.language.dates import find_dates
from pipelines.language.indicators import find_indicators
from pipelines.language.money import find_money
from pipelines.language.notices import find_notices
from pipelines.language.numerals import find_numbers
from pipelines.language.quantities import find_quantities
from pipelines.language.tags import ArticleText

DAY = dt.date(2021, 1, 10)
PIECES = list("19一十万亿千元年月日至—、，。“”（）%·A-等约的将周旬底前起多余号率亩大桥\n")
PIECES += [
    "项目",
    "工程",
    "中心",
    "投资",
    "同比",
    "增长",
    "市委",
    "出席",
    "会议",
    "座谈",
    "遗失",
    "公司",
    "公告",
    "去年",
    "春节",
]
PIECES += ["以来", "平方米", "建设", "开工", "率队", "产业", "十四五"]
REPEATED = [
    "1",
    "一",
    "十",
    "，",
    "“",
    "1月",
    "公司",
    "项目",
    "中心、",
    "等",
    "遗失",
    "号一",
    "亿元",
    "·一",
    "至1",
    "建设项目",
]
FINDERS: dict[str, Callable[[str], object]] = {
    "numbers": find_numbers,
    "money": find_money,
    "dates": lambda text: find_dates(text, DAY),
    "quantities": find_quantities,
    "appearances": lambda text: find_appearances(made(text, persons=["市委"])),
    "claims": lambda text: find_project_claims(made(text, organizations=["公司"])),
    "indicators": lambda text: find_indicators(made(text, organizations=["公司"])),
    "notices": lambda text: find_notices(ArticleText("a", {"text": text}, DAY, "notice")),
}


def seconds(finder: Callable[[str], object], text: str) -> float:
    best = 10.0
    for turn in range(2):
        begin = time.process_time()
        finder(text + "。" * turn)
        best = min(best, time.process_time() - begin)
    return best


@pytest.mark.parametrize("name", FINDERS)
@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "一",
        "十",
        "，",
        "“",
        "1月",
        "公司",
        "项目",
        "中心、",
        "等",
        "遗失",
        "号一",
        "亿元",
        "·一",
        "至1",
        "建设项目",
        "·",
    ],
)
def test_a_repeated_piece_costs_no_more_than_its_length(name: str, piece: str) -> None:
    finder = FINDERS[name]
    finder(piece)
    short, long = piece * (1500 // len(piece)), piece * (6000 // len(piece))
    assert seconds(finder, long) < 12 * max(seconds(finder, short), 0.01)


@pytest.mark.parametrize("name", FINDERS)
def test_random_texts_neither_fail_nor_stall(name: str) -> None:
    chance = random.Random(20210110)
    finder = FINDERS[name]
    for _ in range(30):
        text = "".join(chance.choices(PIECES, k=150))
        begin = time.process_time()
        finder(text)
        assert time.process_time() - begin < 1
