"""The vocabulary of statistics as patterns: names, links, measures, changes of `indicators.yml`."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from pipelines.language.numerals import read_vocabulary


class IndicatorWords:
    """`indicators.yml` as patterns."""

    def __init__(self) -> None:
        words: dict[str, Any] = read_vocabulary("indicators.yml")
        links, heads, leading = _any_of(words["links"]), _any_of(words["heads"]), _any_of(words["leading"])
        self.name = re.compile(
            rf"(?P<name>[^，,。；;、！？：:\n0-9]{{0,24}}?(?:{heads}))(?:额)?(?:[（(][^（()）]{{1,12}}[)）])?(?:已|就|均|将|也|仍|便|可)?(?:{links})*(?:了)?(?:人民币)?$"
        )
        self.leading = re.compile(rf"(?:该.{{1,4}}?)?(?:目前|已|共|累计|可)*(?:{leading})+(?:了)?(?=.{{2}})")
        self.link = re.compile(links + "|共有|已有|现有|可|了|均|已|约|近|超|逾|就|共|分别")
        self.head_end = re.compile(f"(?:{heads})$")
        self.head_words = re.compile(f"(?:{_any_of(words['head_words'])})+")
        self.measure = re.compile(_any_of(words["measures"]))
        self.scope = re.compile(_any_of(words["scope"]))
        change = words["change"]
        up, down = _any_of(change["up"]), _any_of(change["down"])
        self.change = re.compile(
            rf"(?:[，,（(](?:按[^，,]{{2,10}}计算[，,]?)?)?(?P<base>{_any_of(change['bases'])})?(?:实际|名义|又|均|还|已|仅|平均)?"
            rf"(?:(?P<up>{up})|(?P<down>{down}))(?:了|约|近|超过|超|达|到|为)?"
            rf"(?P<value>[0-9]+(?:\.[0-9]+)?)(?P<unit>%|％|个百分点|倍)"
        )
        self.bare_change = re.compile(
            rf"(?P<name>[^，,。；;、！？：:\n0-9]{{0,24}}?(?:{heads}))(?:[（(][^（()）]{{1,12}}[)）])?"
            rf"(?P<base>{_any_of(change['bases'])})?(?:实际|名义|平均)?(?:(?P<up>{up})|(?P<down>{down}))$"
        )
        self.listed_change = re.compile(
            rf"(?P<name>[^，,。；;、！？：:\n0-9]{{2,16}}?(?:{_any_of(words['listed_heads'])}))"
            rf"(?P<base>{_any_of(change['bases'])})?(?:(?P<up>{up})|(?P<down>{down}))$"
        )
        self.bulk_amount = re.compile(
            rf"(?P<name>{words['bulk_amounts']})(?:分别|共|合计|约|达到|达|为|近|超过|超|逾)*$"
        )
        self.of_project = re.compile(words["of_projects"])
        self.not_counts = re.compile(words["not_counts"])
        self.total = re.compile(_any_of(words["totals"]))
        self.whole = re.compile(f"(?:{_any_of(words['wholes'])})")
        self.not_indicator = re.compile(words["not_indicators"])
        self.planned = re.compile(_any_of(words["planned"]))


def _any_of(words: Any) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


@cache
def indicator_words() -> IndicatorWords:
    """The vocabulary, read once per process."""
    return IndicatorWords()
