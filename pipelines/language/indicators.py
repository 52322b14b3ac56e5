"""Statistics that an article quotes: subject, indicator, value, unit, change on the year, period.

A value with its unit is an indicator when the name of one stands before it (`完成…主营业务收入51.07亿元`) or when it
counts a whole (`全市已有1152个村`). Names, measures and cues are `indicators.yml`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from pipelines.language.dates import DateSpan, find_dates
from pipelines.language.numerals import NumberSpan, find_numbers, qualifier_before, read_vocabulary
from pipelines.language.span_index import SpanIndex
from pipelines.language.tags import Document, Field, Indicator, Mention

_UNIT = re.compile(
    r"%|％|‰|个百分点|(?:元|美元|欧元|港元|吨|公斤|斤|千瓦时|千瓦|亩|公顷|平方公里|平方米|立方米|公里|千米|米|标箱|标准箱|人次|辆次|架次|微克/立方米|毫米|天|小时|倍)"
)
_YEARS = re.compile(r"(?:过去)?[一二三四五六七八九十]年(?:来)?(?:累计)?(?:完成|实现)?(?=.{2})")
_CLAUSE_END = "，,。；;！？：:\n"
_SUBJECTS = frozenset(("place", "zone", "organization", "project"))
_FIELDS: tuple[Field, ...] = ("text", "deck", "headline", "kicker", "caption")


class _Tables:
    def __init__(self) -> None:
        words: dict[str, Any] = read_vocabulary("indicators.yml")
        links, heads, leading = _any_of(words["links"]), _any_of(words["heads"]), _any_of(words["leading"])
        self.name = re.compile(
            rf"(?P<name>[^，,。；;、！？：:\n0-9]{{0,24}}?(?:{heads}))(?:额)?(?:已|就|均|将|也|仍|便)?(?:{links})*(?:了)?(?:人民币)?$"
        )
        self.leading = re.compile(rf"(?:该.{{1,4}}?)?(?:目前|已|共|累计)*(?:{leading})+(?:了)?(?=.{{2}})")
        self.measure = re.compile(_any_of(words["measures"]))
        self.scope = re.compile(_any_of(words["scope"]))
        change = words["change"]
        up, down = _any_of(change["up"]), _any_of(change["down"])
        self.change = re.compile(
            rf"(?:[，,（(](?:按[^，,]{{2,10}}计算[，,]?)?)?(?P<base>{_any_of(change['bases'])})?(?:实际|名义|又|均|还|已|仅|平均)?"
            rf"(?:(?P<up>{up})|(?P<down>{down}))(?:了|约|近|超过|超|达|到|为)?"
            rf"(?P<value>[0-9]+(?:\.[0-9]+)?)(?P<unit>%|％|个百分点|倍)"
        )
        self.whole = re.compile(f"(?:{_any_of(words['wholes'])})")
        self.not_indicator = re.compile(words["not_indicators"])
        self.planned = re.compile(_any_of(words["planned"]))


def _any_of(words: Any) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


@cache
def _tables() -> _Tables:
    return _Tables()


@dataclass(slots=True)
class _Value:
    number: NumberSpan
    start: int
    end: int
    value: float
    unit: str


def find_indicators(doc: Document) -> list[Indicator]:
    """The indicators of an article in order of field and start, numbered from 1."""
    rows: list[Indicator] = []
    if doc.article.genre in ("notice", "ad"):
        return rows
    for name in _FIELDS:
        text = doc.article.texts.get(name)
        if text:
            rows += _Reader(doc, name, text).read()
    for seq, row in enumerate(rows, 1):
        row.seq = seq
    return rows


class _Reader:
    def __init__(self, doc: Document, name: Field, text: str) -> None:
        self.doc, self.field, self.text = doc, name, text
        self.tables = _tables()
        self.dates = SpanIndex(find_dates(text, doc.article.published_on, doc.article.dateline_date))
        self.subjects = SpanIndex(m for m in doc.mentions if m.field == name and m.type in _SUBJECTS)

    def read(self) -> list[Indicator]:
        rows: list[Indicator] = []
        position = 0
        for number in find_numbers(self.text):
            if number.start < position or number.value is None or self._is_date(number):
                continue
            row = self._measured(number) or self._counted(number)
            if row is not None:
                rows.append(row)
                position = row.end
        return rows

    def _is_date(self, number: NumberSpan) -> bool:
        span = self.dates.last_before(number.start + 1)
        return span is not None and number.start < span.end

    def _measured(self, number: NumberSpan) -> Indicator | None:
        """A value with a unit behind the name of an indicator."""
        unit = _UNIT.match(self.text, number.end)
        if unit is None or number.value is None:
            return None
        low = self._clause_start(number.start, 40)
        qualifier = qualifier_before(self.text, number.start)
        high = qualifier[1] if qualifier else number.start
        found = self.tables.name.search(self.text, low, high)
        if found is None:
            return None
        name_start, name = self._trim(found.start("name"), found.group("name"))
        if len(name) < 2 or self.tables.not_indicator.fullmatch(name):
            return None
        value, printed = self._value(number, unit.group())
        return self._row(name, value, printed, name_start, unit.end())

    def _counted(self, number: NumberSpan) -> Indicator | None:
        """A count of a whole: 全市已有1152个村(社区), 创建服务企业微信群34个."""
        measure = self.tables.measure.match(self.text, number.end)
        if measure is None or number.value is None or (number.is_chinese and number.end - number.start == 1):
            return None
        low = self._clause_start(number.start, 30)
        if self.tables.scope.search(self.text, low, number.start) is None:
            return None
        stop = measure.end()
        while stop < min(len(self.text), measure.end() + 14) and self.text[stop] not in _CLAUSE_END + "、的":
            stop += 1
        name = self.text[measure.end() : stop]
        if len(name) < 2:
            _, name = self._trim(low, self.text[low : number.start])
            stop = measure.end()
        name = name.strip("（）()“” ")
        if len(name) < 2:
            return None
        value, printed = self._value(number, measure.group())
        return self._row(name, value, printed, low, stop)

    def _value(self, number: NumberSpan, unit: str) -> tuple[float, str]:
        """Value and unit as printed: 51.07亿元 is 51.07 in 亿元."""
        assert number.value is not None
        digits = re.match(r"[0-9][0-9,]*(?:\.[0-9]+)?", self.text[number.start : number.end])
        if digits is None or number.high is not None:
            return float(number.value), unit
        scale = self.text[number.start + digits.end() : number.end].strip("余多几")
        if re.fullmatch(r"[百千万亿]*", scale) is None:
            return float(number.value), unit
        return float(digits.group().replace(",", "")), scale + unit

    def _row(self, name: str, value: float, unit: str, start: int, end: int) -> Indicator:
        change = self.tables.change.match(self.text, end)
        pct = None
        if change is not None:
            pct = float(change.group("value")) * (100 if change.group("unit") == "倍" else 1)
            pct = -pct if change.group("down") else pct
            if change.group("unit") == "个百分点":
                pct = None
            end = change.end()
        low = self._sentence_start(start)
        period = self._period(low, start)
        clause = self.text[self._clause_start(start, 20) : end]
        return Indicator(
            article_id=self.doc.article.article_id,
            seq=0,
            subject=self._subject(low, start),
            indicator=name,
            value=value,
            unit=unit,
            year_on_year_pct=pct,
            date_start=period.date_start if period else None,
            date_end=period.date_end if period else None,
            modality="planned" if self.tables.planned.search(clause) else "actual",
            field=self.field,
            start=start,
            end=end,
        )

    def _trim(self, start: int, name: str) -> tuple[int, str]:
        """Takes verbs, dates and the subject off the head of a name."""
        end = start + len(name)
        for mention in self.subjects.within(start, end):
            if mention.end < end:
                start = max(start, mention.end)
        for span in self.dates.within(start - 16, end):
            if start < span.end < end:
                start = span.end
        for pattern in (self.tables.whole, self.tables.leading):
            found = pattern.match(self.text, start, end)
            if found is not None and end - found.end() >= 2:
                start = found.end()
        if years := _YEARS.match(self.text, start, end):
            start = years.end()
        while start < end and self.text[start] in "的“” 　已将预计":
            start += 1
        return start, self.text[start:end]

    def _subject(self, low: int, start: int) -> str | None:
        best: Mention | None = None
        for mention in self.subjects.within(low, start + 2):
            if best is None or mention.end > best.end:
                best = mention
        if best is not None:
            return best.normalized or best.surface
        whole = self.tables.whole.search(self.text, low, start)
        return whole.group() if whole else None

    def _period(self, low: int, start: int) -> DateSpan | None:
        spans = self.dates.within(low, start + 1)
        return next((s for s in reversed(spans) if s.precision and s.kind not in ("time", "holiday")), None)

    def _clause_start(self, position: int, reach: int) -> int:
        low = position
        while low > max(0, position - reach) and self.text[low - 1] not in _CLAUSE_END:
            low -= 1
        return low

    def _sentence_start(self, position: int) -> int:
        low = position
        while low > max(0, position - 160) and self.text[low - 1] not in "。！？\n":
            low -= 1
        return low
