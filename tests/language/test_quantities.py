"""Quantities: SI values of areas, lengths, weights, power and yearly output."""

from __future__ import annotations

import pytest

from pipelines.language.quantities import find_quantities

CASES = [
    ("占地475亩", "475亩", "316666.67 m2", "exact"),
    ("总建筑面积14万平方米", "14万平方米", "140000 m2", "exact"),
    ("建设4条耐高温玻璃生产线", "4条", "4 lines", "exact"),
    ("年产10万吨锂电池材料", "10万吨", "100000 t/year", "exact"),
    ("产能3万吨/年", "3万吨/年", "30000 t/year", "exact"),
    ("日处理污水5万吨", "5万吨", "50000 t/day", "exact"),
    ("装机容量100兆瓦", "100兆瓦", "100000000 W", "exact"),
    ("并网50MW", "50MW", "50000000 W", "exact"),
    ("线路全长约12.5公里", "约12.5公里", "12500 m", "about"),
    ("三百亩荒地", "三百亩", "200000 m2", "exact"),
    ("流转土地5000余亩", "5000余亩", "3333333.33 m2", "over"),
    ("规划面积3.2平方公里", "3.2平方公里", "3200000 m2", "exact"),
    ("新增2000个停车位", "2000个", "2000 places", "exact"),
    ("库容1.2亿立方米", "1.2亿立方米", "120000000 m3", "exact"),
    ("年发电量1.5亿千瓦时", "1.5亿千瓦时", "150000000 kWh/year", "exact"),
    ("亩产600至700公斤", "600至700公斤", "0.6/0.7 t", "exact"),
    ("吞吐量30万标箱", "30万标箱", "300000 TEU", "exact"),
]


@pytest.mark.parametrize(("text", "surface", "normalized", "qualifier"), CASES)
def test_a_quantity_has_its_si_value(text: str, surface: str, normalized: str, qualifier: str) -> None:
    assert [(text[q.start : q.end], q.normalized, q.qualifier) for q in find_quantities(text)] == [
        (surface, normalized, qualifier)
    ]


@pytest.mark.parametrize("text", ["一米线外等候", "八里庄社区", "3条建议", "5个项目", "一斤八两的俗语不算，半斤"])
def test_words_and_bare_counts_are_no_quantities(text: str) -> None:
    assert find_quantities(text) == []
