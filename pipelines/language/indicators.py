"""Statistics that an article quotes: subject, indicator, value, unit, change on the year, period.

A value with its unit is an indicator when the name of one stands before it (`完成…主营业务收入51.07亿元`), when it is a
share (`占立案总数的54.96%`) or a bare change (`固定资产投资增长12.3%`, without a value), when it counts a whole
(`全市已有1152个村`), and when a clause that tells of a whole or a period ends in it (`办理诉前程序案件187565件`).
Names, measures and cues are `indicators.yml`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pipelines.language.dates import DateSpan, find_dates
from pipelines.language.indicator_words import indicator_words
from pipelines.language.marks import folded
from pipelines.language.numerals import NumberSpan, find_numbers, qualifier_before
from pipelines.language.span_index import SpanIndex
from pipelines.language.tags import Document, Field, Indicator, Mention
from pipelines.language.words import Words

_UNIT = re.compile(
    r"%|％|‰|(?:美元|欧元|港元|元|吨|公斤|斤|千瓦时|千瓦|亩|公顷|平方公里|平方米|立方米|公里|千米|米|标箱|标准箱|人次|辆次|架次"
    r"|微克/立方米|毫米|天|小时|倍)"
)
_POINTS = re.compile(r"个?百分点")
_CLAUSE_STOPS = re.compile(r"[，,。；;、）)！？\n]|和|$|(?=同比|比上年|比去年|较上年|较去年)")
_SHARE = re.compile(
    r"占(?![用据领地有])(?:到|了|全部)?[^，,。；;、！？：:\n0-9占]{1,16}?(?:的比重|比重|的比例|比例|的)?(?:为|达到|达|约|近|超过|超|逾|已|提高到|提高至|升至|降至)*$"
)
_ONLY_CHANGE = re.compile(r"(?:分别)?(?:约|近|超过|超|达|了|到|为)?$")
_IN_QUANTITY = re.compile(r"[百千万亿多余几]*")
_SOURCE = re.compile(r"[^，。；]{0,12}?(?:获悉|了解到|公布|发布|显示|介绍|数据|召开|通报|透露|统计|最新)")
_RESPECTIVELY = re.compile(r"分别(?:达到|达|为|是|完成|实现|增长)?(?:约|近)?$")
_CAUSED = re.compile(r"[使让令可将]|带动|每")
_BRACKET = re.compile(r"[（(][^（()）\n]{1,8}[)）]")  # 村(社区), 省（区、市）
_CASES = frozenset(("件", "起", "例", "人", "名"))  # what is counted by these may be named by a verb: 提起诉讼6353件
_NO_COUNTS = frozenset(("%", "％", "‰", "元", "倍", "小时", "天"))  # a bare name does not make these a statistic
_JOINT = re.compile(r"[、和与及]")
_CHANGES = re.compile(r"[，,](?:同比|比上年|分别|实际|名义)*(?:(?P<up>增长|提高|上升)|(?P<down>下降|减少|降低))(?:了)?")
# projects counted together, and a sentence about one of them
_MANY = re.compile(
    r"(?:项目|工程)(?:总数)?(?:共|达|有|累计)*[0-9]+(?:余|多)?[个项]|[0-9]+(?:余|多)?[个项][^，,。；;、0-9]{0,14}?(?:项目|工程)"
)
_ONE = re.compile(r"[　 ]*(?:据悉，|据了解，|目前，)?[该此本]?(?:项目|工程)(?![0-9累已完总共])")
_OF_ONE = re.compile(r"位于|占地|建筑面积|全长|装机|由[^，。；]{2,24}公司")
# what was signed or begun at one event is no statistic
_AN_EVENT = re.compile(r"集中(?:签约|开工|竣工)|此次|本次|这次|当天|当日|现场|仪式")
_COUNTED = re.compile(r"[^，,。；;、！？0-9（(]{0,14}?(?:项目|工程)")
_SO_FAR = re.compile(r"^(?:项目|目前|截至目前|已|累计|共|全年|实际)+(?=完成)")
_COUNTED_BEHIND = re.compile(r"(?:共计|总计|合计|分别|共有|共|达到|达|有|约)+$")
_COMPARED = re.compile(r"(?:占|居|比|于|过|在|快|高|低|好|位居)$")  # 居|全省第5位, 高于|全省: a measure, no subject
_LONGEST_NAME = 24
_LONGEST_STEP = 60  # characters between two figures of one list
_PARTICLES = re.compile(r"PM(?:2\.5|10)$")  # names of statistics that end in digits
_YEARS = re.compile(r"(?:过去)?[一二三四五六七八九十]年(?:来)?(?:累计)?(?:完成|实现)?(?=.{2})")
_CLAUSE_END = "，,。；;！？：:\n"
_SUBJECTS = frozenset(("place", "zone", "organization", "project"))
_FIELDS: tuple[Field, ...] = ("text", "deck", "headline", "kicker", "caption")


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
        self.doc, self.field, self.text = doc, name, folded(text)
        text = self.text
        self.tables = indicator_words()
        self.dates = SpanIndex(find_dates(text, doc.article.published_on, doc.article.dateline_date))
        self.words = Words(text)
        self.subjects = SpanIndex(m for m in doc.mentions if m.field == name and m.type in _SUBJECTS)

    def read(self) -> list[Indicator]:
        rows: list[Indicator] = []
        position = 0
        for number in find_numbers(self.text):
            if number.start < position or number.value is None or self._is_date(number):
                continue
            if _POINTS.match(self.text, number.end) or self.text[number.start - 1 : number.start] == "第":
                continue
            is_list = bool(rows) and self._goes_on(rows[-1].end, number.start)
            row = (
                self._bulk(number)
                or self._measured(number)
                or self._share(number)
                or self._changed(number, is_list)
                or self._counted(number)
                or self._listed(number, is_list)
            )
            if row is not None and not self._says_nothing(row):
                told = self._respective(row, number)
                self._carry_subject(rows, told)
                rows += told
                position = told[-1].end if told else row.end
        return rows

    def _says_nothing(self, row: Indicator) -> bool:
        """收入10多万元 of nobody and no time is an anecdote."""
        return len(row.indicator) <= 2 and row.subject is None and row.date_end is None and row.year_on_year_pct is None

    def _carry_subject(self, rows: list[Indicator], told: list[Indicator]) -> None:
        """The whole that a paragraph speaks of (全市) goes on in its next sentences."""
        for row in told:
            if row.subject is None and rows and rows[-1].subject and self._goes_on(rows[-1].end, row.start):
                row.subject = rows[-1].subject if self.tables.whole.fullmatch(rows[-1].subject) else None

    def _goes_on(self, end: int, start: int) -> bool:
        """Whether a figure stands in the paragraph of the one before it, and near."""
        return start - end < _LONGEST_STEP and "\n" not in self.text[end:start]

    def _is_date(self, number: NumberSpan) -> bool:
        span = self.dates.last_before(number.start + 1)
        return span is not None and number.start < span.end

    def _unit(self, number: NumberSpan) -> re.Match[str] | None:
        return _UNIT.match(self.text, number.end) or self.tables.measure.match(self.text, number.end)

    def _name_end(self, number: NumberSpan) -> int:
        qualifier = qualifier_before(self.text, number.start)
        return qualifier[1] if qualifier else number.start

    def _measured(self, number: NumberSpan) -> Indicator | None:
        """A value with a unit behind the name of an indicator."""
        unit = self._unit(number)
        if unit is None or number.value is None:
            return None
        if number.is_chinese and number.end - number.start == 1:
            return None  # 一个
        found = self.tables.name.search(self.text, self._clause_start(number.start, 40), self._name_end(number))
        if found is None:
            return None
        name_start, name = self._trim(found.start("name"), found.group("name"))
        if len(name) < 2 or self.tables.not_indicator.fullmatch(name):
            return None
        value, printed = self._value(number, unit.group())
        return self._row(name, value, printed, name_start, unit.end())

    def _bulk(self, number: NumberSpan) -> Indicator | None:
        """What a place says of its projects together: 重点项目186个，总投资1256亿元，已完成投资215亿元."""
        unit = self._unit(number)
        low = self._sentence_start(number.start)
        if unit is None or number.value is None or not self._tells_of_many(low, unit.end()):
            return None
        clause = self._clause_start(number.start, 40)
        value, printed = self._value(number, unit.group())
        if unit.group().endswith("元"):
            found = self.tables.bulk_amount.fullmatch(self.text, clause, self._name_end(number))
            name, start = (found.group("name"), found.start("name")) if found else ("", clause)
            name = _SO_FAR.sub("", name)
        elif unit.group() in ("个", "项"):
            start, name = self._trim(clause, self.text[clause : self._name_end(number)])
            name = _COUNTED_BEHIND.sub("", name)
            if not name.endswith(("项目", "工程")):
                behind = _COUNTED.match(self.text, unit.end())
                name, start = (behind.group(), number.start) if behind else ("", clause)
                unit_end = unit.end() + len(name)
                return self._row(name, value, printed, start, unit_end) if name else None
        else:
            return None
        return self._row(name, value, printed, start, unit.end()) if name else None

    def _tells_of_many(self, low: int, end: int) -> bool:
        """Whether projects are counted in the sentence or in the one before it, and none is spoken of by itself."""
        before = self._sentence_start(max(0, low - 1))
        start = before if "\n" not in self.text[before:low] else low
        if _ONE.match(self.text, low) or _OF_ONE.search(self.text, low, end) or _AN_EVENT.search(self.text, start, end):
            return False
        return _MANY.search(self.text, start, end + 16) is not None

    def _share(self, number: NumberSpan) -> Indicator | None:
        """占立案总数的54.96%."""
        unit = re.compile(r"[%％]").match(self.text, number.end)
        if unit is None or number.value is None:
            return None
        found = _SHARE.search(self.text, self._clause_start(number.start, 30), self._name_end(number))
        if found is None:
            return None
        name = re.sub(r"(?:的|为|达到|达|约|近|超过|超|逾|已|提高到|提高至|升至|降至)+$", "", found.group())
        value, printed = self._value(number, unit.group())
        return self._row(name, value, printed, found.start(), unit.end())

    def _changed(self, number: NumberSpan, is_list: bool) -> Indicator | None:
        """固定资产投资增长12.3%: a change on the year whose level is not printed."""
        unit = re.compile(r"[%％]").match(self.text, number.end)
        if unit is None or number.value is None or number.high is not None:
            return None
        tail = _ONLY_CHANGE.search(self.text, max(0, number.start - 4), self._name_end(number))
        high = tail.start() if tail else number.start
        clause = self._clause_start(number.start, 40)
        found = self.tables.bare_change.search(self.text, clause, high)
        if found is None and is_list:  # 固定资产投资增长5.8%。其中，第一产业增长9.1%
            found = self.tables.listed_change.fullmatch(self.text, clause, high)
        if found is None:
            return None
        start, name = self._trim(found.start("name"), found.group("name"))
        if len(name) < 2 or self.tables.not_indicator.fullmatch(name):
            return None
        if found.group("base") is None and (name.endswith("率") or _CAUSED.search(name)):
            return None  # 使包装效率提高50%
        row = self._row(name, None, None, start, unit.end())
        row.year_on_year_pct = float(number.value) * (-1 if found.group("down") else 1)
        return row

    def _counted(self, number: NumberSpan) -> Indicator | None:
        """A count of a whole: 全市已有1152个村(社区)."""
        measure = self.tables.measure.match(self.text, number.end)
        if measure is None or number.value is None or (number.is_chinese and number.end - number.start == 1):
            return None
        low = self._clause_start(number.start, 30)
        if self.tables.scope.search(self.text, low, number.start) is None:
            return None
        noun = measure.end() - (1 if self.text.startswith("人口", measure.end() - 1) else 0)
        stop = max(self._noun_end(noun), noun + 2) if noun < measure.end() else self._noun_end(noun)
        name = self.text[noun:stop].strip("“” ")
        if not name or self.tables.not_counts.match(name):
            return None
        value, printed = self._value(number, measure.group())
        return self._row(name, value, printed, low, stop, number.start)

    def _noun_end(self, start: int) -> int:
        """Behind the nouns that follow a measure: 75万户|企业|享受…."""
        stop = start
        while stop < min(len(self.text), start + 14):
            token = self.words.at(stop)
            if token is None or token.tag in ("v", "vd", "d", "p", "u", "w", "c", "r", "xc", "m"):
                break
            if self.text[stop] in _CLAUSE_END + "、的“”（）()":
                break
            stop = token.end
        bracket = _BRACKET.match(self.text, stop)
        return bracket.end() if bracket and stop > start else stop

    def _listed(self, number: NumberSpan, is_list: bool) -> Indicator | None:
        """A clause about a whole or a period ends in a count: 办理诉前程序案件187565件、提起诉讼6353件."""
        unit = self._unit(number)
        if unit is None or number.value is None or number.is_chinese or unit.group() in _NO_COUNTS:
            return None
        if _CLAUSE_STOPS.match(self.text, unit.end()) is None:
            return None
        low = self._sentence_start(number.start)
        if not (is_list or self._tells_of_whole(low, number.start)):
            return None
        if self.tables.of_project.search(self.text, low, min(len(self.text), unit.end() + 40)):
            return None
        start = self._list_start(number.start)
        start, name = self._trim(start, self.text[start : self._name_end(number)])
        name = self._without_links(start, name)
        if not 2 <= len(name) <= _LONGEST_NAME or self.tables.not_counts.search(name):
            return None
        value, printed = self._value(number, unit.group())
        row = self._row(name, value, printed, start, unit.end())
        is_case = unit.group() in _CASES or row.year_on_year_pct is not None
        return row if is_case or self._has_noun(start, start + len(name)) else None

    def _has_noun(self, start: int, end: int) -> bool:
        return any(token.tag not in ("v", "vd", "d", "ad", "p", "TIME", "m") for token in self.words.within(start, end))

    def _tells_of_whole(self, low: int, start: int) -> bool:
        if self.tables.total.search(self.text, low, start) or self.tables.whole.search(self.text, low, start):
            return True
        if self.tables.scope.search(self.text, self._clause_start(start, 30), start):
            return True
        period = self._period(low, start)
        return period is not None and period.precision in ("month", "quarter", "half_year", "year")

    def _list_start(self, position: int) -> int:
        """Where the name of a count in a list begins: behind the comma, or behind the item before it."""
        low = self._clause_start(position, 40)
        segment = self.text[low:position]
        for found in re.finditer(r"[0-9][^、和及]*(?:、|和|及)", segment):
            low = position - len(segment) + found.end()
        if digits := re.search(r"[0-9][^0-9]*$", self.text[low:position]):
            low += digits.start() + 1
        while position - low > _LONGEST_NAME and (comma := self.text.find("、", low, position)) >= 0:
            low = comma + 1
        return low

    def _without_links(self, start: int, name: str) -> str:
        """The name without 达到, 约, 了 at its end; empty where no noun ends it."""
        end = start + len(name)
        while end > start:
            token = self.words.at(end - 1)
            if token is None or token.start < start:
                return ""
            if token.tag in ("n", "nz", "nw", "vn", "an", "ORG", "LOC", "v", "s") and not self.tables.link.fullmatch(
                self.words.read(token)
            ):
                return self.text[start:end]
            if not self.tables.link.fullmatch(self.words.read(token)):
                return ""
            end = token.start
        return ""

    def _respective(self, row: Indicator, number: NumberSpan) -> list[Indicator]:
        """城镇和农村居民收入分别达到38956元和19872元，增长8.3%和10.6%: each part with its value and change.

        Empty where the names and the values are not as many: nobody can tell then whose a value is.
        """
        before = self.text[max(0, number.start - 8) : number.start]
        if _RESPECTIVELY.search(before) is None or row.value is None or row.unit is None:
            return [row]
        low = self._clause_start(number.start, 60)
        name_end = row.start + len(row.indicator)
        low, printed = self._trim(low, self.text[low:name_end])
        names = _JOINT.split(_RESPECTIVELY.sub("", printed))
        scale = re.sub(r"^[0-9.]+", "", row.unit)
        values, end = self._values_from(number.start, re.escape(scale))
        changes, change_end = self._changes_from(end)
        if len(names) != len(values) or len(names) < 2 or "" in names:
            return []
        last = names[-1]
        tail = last[last.find("的") :] if "的" in last else last[len(names[-2]) :]
        rows = []
        for place, name in enumerate(names):
            whole = name if self.tables.head_end.search(name) else name + tail
            pct = changes[place] if len(changes) == len(names) else None
            rows.append(replace(row, indicator=whole, value=values[place], year_on_year_pct=pct, start=low))
            rows[-1].end = change_end if len(changes) == len(names) else end
        return rows

    def _values_from(self, start: int, unit: str) -> tuple[list[float], int]:
        """The numbers of one unit joined by 、 and 和, and where they end."""
        values, end = [], start
        step = re.compile(rf"(?:[、和与]|以及)?([0-9]+(?:\.[0-9]+)?){unit}")
        while found := step.match(self.text, end):
            values.append(float(found.group(1)))
            end = found.end()
        return values, end

    def _changes_from(self, start: int) -> tuple[list[float], int]:
        opening = _CHANGES.match(self.text, start)
        if opening is None:
            return [], start
        values, end = self._values_from(opening.end(), "[%％]")
        return [-value if opening.group("down") else value for value in values], end

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

    def _row(
        self, name: str, value: float | None, unit: str | None, start: int, end: int, upto: int | None = None
    ) -> Indicator:
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
            subject=self._subject(low, start if upto is None else upto),
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
            if mention.end < end and self.words.starts_at(mention.end):
                start = max(start, mention.end)
        for span in self.dates.within(start - 16, end):
            if start < span.end < end:
                start = span.end
        if particles := _PARTICLES.search(self.text, max(0, start - 5), start):
            return particles.start(), self.text[particles.start() : end]
        if start > 0 and self.text[start - 1].isdigit():  # …17亩|果园产量: the rest of a quantity is no name
            scale = _IN_QUANTITY.match(self.text, start, end)
            start = scale.end() if scale else start
            unit = _UNIT.match(self.text, start, end) or self.tables.measure.match(self.text, start, end)
            start = unit.end() if unit else start
        for pattern in (self.tables.head_words, self.tables.whole, self.tables.head_words, self.tables.leading):
            found = pattern.match(self.text, start, end)
            if found is not None and end - found.end() >= 2:
                start = found.end()
        if years := _YEARS.match(self.text, start, end):
            start = years.end()
        while start < end and self.text[start] in "的“””、 　":
            start += 1
        return start, self.text[start:end]

    def _subject(self, low: int, start: int) -> str | None:
        best: Mention | None = None
        for mention in self.subjects.within(low, start + 2):
            if mention.type == "organization" and _SOURCE.match(self.text, mention.end, start):
                continue  # who published the figure, not whose it is
            if best is None or mention.end > best.end:
                best = mention
        wholes = [
            found
            for found in self.tables.whole.finditer(self.text, low, start)
            if not _COMPARED.search(self.text, max(low, found.start() - 6), found.start())
        ]
        whole = wholes[-1] if wholes else None
        if whole is not None and (best is None or whole.start() > best.end):
            return whole.group()
        return (best.normalized or best.surface) if best is not None else None

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
