"""Dates in running Chinese text, as intervals of days: a closed grammar read from left to right.

`find_dates` reads what is printed (`8日晚`, `去年12月`, `3月中旬`, `1月11日起至2月15日`) and resolves it against the day of
the edition or of the dateline and against the dates printed before: a month without a year lies behind unless
the clause looks ahead (将, 计划, 预计), a bare day takes its month from what precedes. The words are `dates.yml`, the
calendar is `date_values.py`. Durations (48小时内, 14天), ordinals and recurring days (每周一) are no dates.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from pipelines.language import date_values as values
from pipelines.language.date_values import Direction, Interval, Precision
from pipelines.language.numerals import parse_number, read_vocabulary

_CN = "〇零○一二三四五六七八九十"
_SIGN = r"(?:--|—{1,2}|[-–－~～]|至|到)"
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?:3[01]|[12][0-9]|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|[一二三四五六七八九])"
_MONTH_WORD = r"月(?:份|(?![饼球亮经薪票租嫂牙均产台光色卡刊龄度供风]))"
_DAY_WORD = r"日(?!内|均|常|益|夜|游|龄|元|程|产|用|照(?!常)|军|语|记|历|志|子|光|复|本(?![报市省县区刊台网院校])|报(?![道告名到送警案请价批考]))"
_CLOCK = (
    r"(?:(?:2[0-4]|1[0-9]|0?[0-9]|[零一二三四五六七八九]|十[一二]?)"
    r"(?:时(?![间候代期段速装差节常刻局机空尚任])(?:[0-5]?[0-9]分|许|整|半)*|点(?:[0-5]?[0-9]分|半|整|钟|许)*)|(?:2[0-4]|1[0-9]|0?[0-9])[:：][0-5][0-9](?!分|[0-9]))"
)
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_LUNAR_DAY = r"(?:初[一二三四五六七八九十]|三十|二十[一二三四五六七八九]?|廿[一二三四五六七八九]?|十[一二三四五六七八九]?)"
_STOP = "。！？；\n"


@dataclass(frozen=True, slots=True)
class DateSpan:
    """A date in a text.

    date_start, date_end: first and last day, both included; None is an open end; both None for a vague date
    precision: None when there is no interval
    kind: date, relative, range, since, deadline, holiday, lunar, plan, weekday, decade, vague, time
    """

    start: int
    end: int
    date_start: dt.date | None
    date_end: dt.date | None
    precision: Precision | None
    kind: str

    @property
    def normalized(self) -> str | None:
        """ISO 8601 interval with both ends included, `..` for an open end; None for a vague date."""
        if self.date_start is None and self.date_end is None:
            return None
        return "/".join(date.isoformat() if date else ".." for date in (self.date_start, self.date_end))


def _any_of(words: Any) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


class _Grammar:
    """The compiled vocabulary."""

    def __init__(self) -> None:
        words = read_vocabulary("dates.yml")
        self.words = words
        self.absolute_year = re.compile(rf"((?:1[4-9]|20)[0-9][0-9]|[一二][{_CN[:-1]}]{{3}})年(?:度(?!假))?(?!来|多|余|间|级)")
        self.year_range = re.compile(rf"((?:1[89]|20)[0-9][0-9])年?{_SIGN}((?:1[89]|20)[0-9][0-9])年(?:度(?!假))?(?!年?[底末初]|{_MONTH}月|[上下]半年|春|夏|秋)")
        self.relative_year = re.compile(f"(?:{_any_of([*words['years'], *words['context_years']])})(?![纪龄轻])")
        self.year_part = re.compile(_any_of(words["year_parts"]))
        self.first_months = re.compile(r"前([一二三四五六七八九十]|十一|1[01]|[2-9])个?月(?!份?[0-9])")
        self.year_edge = re.compile(_any_of(words["year_edges"]))
        self.short_edge = re.compile(
            r"初(?![中步级期始心夏冬春秋一二三])|底(?![层部线])|末|内(?![蒙部地容江外])|全年|[春夏秋][季天](?!奥)|中(?=[，。、；）以前起])|[春夏秋](?=[，。、；的）])"
        )
        self.season = re.compile(_any_of(words["seasons"]))
        self.numeric = re.compile(r"((?:19|20)[0-9]{2})([-./])(0?[1-9]|1[0-2])\2(3[01]|[12][0-9]|0?[1-9])(?![0-9])")
        self.month_range = re.compile(rf"({_MONTH})(?:月份?)?({_SIGN}|、)({_MONTH}){_MONTH_WORD}(?!{_DAY}日)")
        self.month = re.compile(rf"({_MONTH}){_MONTH_WORD}")
        self.relative_month = re.compile(_any_of([*words["months"], *words["context_months"]]) + "|元月")
        self.month_edge = re.compile(_any_of(words["month_edges"]))
        self.ten_day = re.compile(r"上旬|中旬|下旬|初(?![一二三四五六七八九十中步级期始])|底(?![层部])|末")
        self.day_range = re.compile(rf"({_DAY})[日号]?({_SIGN}|、)({_DAY})(?:{_DAY_WORD}|号(?![线楼院]))")
        self.day = re.compile(rf"({_DAY})(?:{_DAY_WORD}|号(?![线楼院文令]))")
        self.bare_day = re.compile(rf"(3[01]|[12][0-9]|0?[1-9]){_DAY_WORD}(?!后)")
        self.bare_day_range = re.compile(rf"(3[01]|[12][0-9]|0?[1-9])(?:日?{_SIGN}|、)(3[01]|[12][0-9]|0?[1-9]){_DAY_WORD}(?!后)")
        self.relative_day = re.compile(_any_of([*words["days"], *words["context_days"]]))
        self.day_part = re.compile(_any_of(words["day_parts"]))
        self.clock = re.compile(_CLOCK)
        self.clock_range = re.compile(rf"{_SIGN}(?:次日|当日)?(?:{_any_of(words['day_parts'])})?{_CLOCK}")
        self.weekday = re.compile(r"(?:(上|本|这|下)个?)?(?:周|星期|礼拜)([一二三四五六日天])")
        self.week = re.compile(r"(上|本|下)个?周(末)?(?![一二三四五六日天报刊年边期围岁转])")
        self.weekday_note = re.compile(r"[（(](?:周|星期)[一二三四五六日天][）)]|(?:周|星期)[一二三四五六日天]")
        self.vague = re.compile(_any_of(words["vague"]))
        self.plan = re.compile(r"(“?)(十[一二三四五六]|[六七八九十])五(?![金年日月个分万百千亿元岁米人大届次号名位项条里家中、])(”?)(?:(期间|时期)|(末))?")
        self.decade = re.compile(rf"(?:(上|本|[12][0-9])世纪)?([1-9]0|[{_CN[3:-1]}]十)年代(初|末|中期|后期|初期)?")
        self.holiday = re.compile(
            "|".join(
                re.escape(name) + (f"(?={entry['needs']})" if "needs" in entry else "")
                for name, entry in sorted(words["holidays"].items(), key=lambda item: -len(item[0]))
            )
        )
        self.lunar = re.compile(
            rf"(?:农历|阴历)?([{_STEMS}][{_BRANCHES}])年(?:(正|冬|腊|十[一二]|[一二三四五六七八九十])月)?({_LUNAR_DAY})?"
            rf"|(?:(?:农历|阴历)(正|冬|腊|十[一二]|[一二三四五六七八九十])月|(正|冬|腊)月)({_LUNAR_DAY})?"
        )
        self.same_period = re.compile(r"(去年|上年|前年)同期")
        self.sign = re.compile(rf"(?:起|开始)?{_SIGN}")
        self.since = re.compile(_any_of(words["since"]))
        self.opening = re.compile(rf"(?!{_any_of(words['not_from'])})(?:{_any_of(words['from'])})|后(?!来|勤|续|备|天|方|期|面|者)")
        self.closing = re.compile(rf"(?!{_any_of(words['not_before'])})(?:{_any_of(words['before'])})")
        self.prefix = re.compile(r"(?:自从|自|从)$")
        self.until = re.compile(r"截[至止]到?$")
        self.open_end = re.compile(r"起?[至到][^，。；、\n0-9]{1,8}?(?:结束|为止|止)")
        self.future = re.compile(_any_of(words["future"]))
        self.past = re.compile(_any_of(words["past"]))
        self.dateline = re.compile(r"([0-9]{1,2})月([0-9]{1,2})日(?:电|讯|专电)")
        starts = [*words["years"], *words["context_years"], *words["year_parts"], *words["year_edges"], *words["seasons"]]
        starts += [*words["months"], *words["context_months"], "元月", *words["month_edges"], *words["days"]]
        starts += [*words["context_days"], *words["day_parts"], *words["vague"], *words["holidays"]]
        self.anchor = re.compile(
            rf"[0-9]+|[{_CN}廿]+(?=[月日年五季]|世纪|时|点)|“(?=(?:十[一二三四五六]|[六七八九十])五)|上世纪|本世纪|(?:[上本这下]个?)?(?:周|星期|礼拜)[一二三四五六日天]|[上本下]个?周"
            rf"|农历|阴历|[{_STEMS}][{_BRANCHES}]年|[正冬腊]月|第[一二三四1234]季度|前[一二三四五六七八九十0-9]+个?月|(?=[{''.join(sorted({w[0] for w in starts}))}])(?:{_any_of(starts)})"
        )


@cache
def _grammar() -> _Grammar:
    return _Grammar()


@dataclass(slots=True)
class _Point:
    """What was read of one date: `interval` when its words fix it, else the parts."""

    start: int
    end: int
    kind: str = "date"
    interval: Interval | None = None
    year: int | None = None
    last_year: int | None = None
    months: tuple[int, int] | None = None
    month: int | None = None
    tens: tuple[int, int] | None = None
    day: int | None = None
    last_day: int | None = None
    has_clock: bool = False


def find_dates(text: str, published_on: dt.date, dateline_date: dt.date | None = None) -> list[DateSpan]:
    """All dates of a text in order, spans without overlap.

    published_on: day of the edition; dateline_date: day of the dispatch, against which its 今天 and 9日 resolve
    (read from `…1月9日电` at the head of the text when not given).
    """
    reader = _Reader(text, published_on, dateline_date)
    spans: list[DateSpan] = []
    position = 0
    for anchor in _grammar().anchor.finditer(text):
        if anchor.start() < position:
            continue
        span = reader.read(anchor.start())
        if span is not None:
            spans.append(span)
            position = span.end
    return spans


def _number(text: str) -> int:
    if text.isascii():
        return int(text)
    if text.startswith("廿"):
        return 20 + (_number(text[1:]) if len(text) > 1 else 0)
    if text.startswith("初"):
        return _number(text[1:])
    value = parse_number(text)
    return int(value) if value is not None else 0


class _Reader:
    """Reads one text; keeps the last year, month, day and interval as context for what follows."""

    def __init__(self, text: str, published_on: dt.date, dateline_date: dt.date | None) -> None:
        self.text = text
        self.grammar = _grammar()
        self.published_on = published_on
        self.reference = dateline_date or self._dateline() or published_on
        self.day: dt.date | None = None
        self.day_at = 0
        self.year: int | None = None
        self.year_at = 0
        self.year_month: int | None = None
        self.last: Interval | None = None
        self.last_at = 0

    def _dateline(self) -> dt.date | None:
        found = self.grammar.dateline.search(self.text, 0, 300)
        if found is None:
            return None
        month, number = int(found.group(1)), int(found.group(2))
        if not (1 <= month <= 12 and 1 <= number <= 31):
            return None
        year = values.nearest_year(month, number, self.published_on, "past")
        interval = values.day(year, month, number)
        return interval.start if interval else None

    # reading -----------------------------------------------------------------------------------------------

    def read(self, start: int) -> DateSpan | None:
        vague = self.grammar.vague.match(self.text, start)
        if vague is not None:
            following = self.text[vague.end() : vague.end() + 1]
            if vague.group() == "日前" and start and self.text[start - 1] in "0123456789今一二三四五六七八九十":
                return None
            return None if following == "底" else DateSpan(start, vague.end(), None, None, None, "vague")
        point = self._point(start)
        if point is None:
            return None
        end = point.end
        sign = self.grammar.sign.match(self.text, end)
        if sign is not None:
            second = self._point(sign.end(), point)
            if second is not None:
                return self._range(point, second)
        return self._single(point)

    def _single(self, point: _Point) -> DateSpan | None:
        text, grammar = self.text, self.grammar
        start, end, kind = point.start, point.end, point.kind
        opening = closing = False
        since = grammar.since.match(text, end)
        until = grammar.until.search(text, max(0, start - 3), start)
        if kind == "time":
            return self._clock_only(point)
        if found := grammar.open_end.match(text, end):  # 即日起至寒假结束
            end, opening, kind = found.end(), True, "range"
        elif since is not None and point.kind != "holiday":
            end, opening, kind = since.end(), True, "since"
        elif point.kind != "holiday" and not point.has_clock and (found := grammar.opening.match(text, end)):
            end, opening, kind = found.end(), True, "since"
        elif point.kind not in ("holiday", "decade") and (found := grammar.closing.match(text, end)):
            end, closing, kind = found.end(), True, "deadline"
        if opening and (prefix := grammar.prefix.search(text, max(0, start - 2), start)):
            start = prefix.start()
        elif until is not None and not opening:
            start, closing, kind = until.start(), True, "deadline"
        direction = self._direction(start, end, closing and until is None, opening)
        interval = self._resolve(point, direction)
        if interval is None:
            return None
        self._remember(point, interval)
        if opening:
            interval = Interval(interval.start, None, interval.precision)
        elif closing:
            interval = Interval(None, interval.end, interval.precision)
        return DateSpan(start, end, interval.start, interval.end, interval.precision, kind)

    def _clock_only(self, point: _Point) -> DateSpan:
        """A clock time without a day belongs to the day named before it in the paragraph, if any."""
        day = self.day if self.day is not None and self._same_paragraph(self.day_at, point.start) else None
        return DateSpan(point.start, point.end, day, day, "day" if day else None, "time")

    def _range(self, first: _Point, second: _Point) -> DateSpan | None:
        if "time" in (first.kind, second.kind):
            return self._single(first)
        if first.kind == "weekday" and first.interval is None:
            return None
        direction = self._direction(first.start, second.end, False, False)
        low = self._resolve(first, direction, ahead_of=second)
        if low is None or low.start is None:
            return None
        self._remember(first, low)
        high = self._resolve_after(second, low, direction)
        if high is None or high.end is None or high.end < low.start:
            return self._single(first)
        self._remember(second, high)
        start, end = first.start, second.end
        prefix = self.grammar.prefix.search(self.text, max(0, start - 2), start)
        if prefix is not None:
            start = prefix.start()
        interval = Interval(low.start, high.end, high.precision)
        self.last, self.last_at = interval, start
        return DateSpan(start, end, low.start, high.end, high.precision, "range")

    def _point(self, start: int, base: _Point | None = None) -> _Point | None:
        for rule in (
            self._same_period, self._plan, self._decade, self._numeric, self._lunar, self._year, self._season,
            self._month, self._day, self._word_day, self._holiday, self._weekday, self._clock,
        ):  # fmt: skip
            point = rule(start, base)
            if point is not None:
                return point
        return None

    def _same_period(self, start: int, base: _Point | None) -> _Point | None:
        found = self.grammar.same_period.match(self.text, start)
        if found is None:
            return None
        shift = 2 if found.group(1) == "前年" else 1
        interval = None
        if self.last is not None and self.last.start and self.last.end and self._same_paragraph(self.last_at, start):
            low, high = self.last.start, self.last.end
            interval = Interval(_shift(low, shift), _shift(high, shift, is_end=True), self.last.precision)
        return _Point(start, found.end(), "relative", interval or values.years(*[self.reference.year - shift] * 2))

    def _plan(self, start: int, base: _Point | None) -> _Point | None:
        found = self.grammar.plan.match(self.text, start)
        if found is None:
            return None
        first = self.grammar.words["plans"][found.group(2)]
        before = self._before(start)
        if not found.group(1) and before in _CN + "周第":
            return None
        is_quoted = found.group(1) or before == "“"
        if len(found.group(2)) == 1 and not (is_quoted or found.group(4)):
            return None
        if bool(found.group(1)) != bool(found.group(3)) and not (before == "“" or found.group(3)):
            return None
        end, begin = found.end(2) + 1, found.start(2)
        if found.group(4):
            end = found.end()
            begin = start
        elif found.group(5):
            return _Point(begin if not found.group(1) else start, found.end(), "plan", values.years(first + 4, first + 4))
        return _Point(begin, end, "plan", values.years(first, first + 4))

    def _decade(self, start: int, base: _Point | None) -> _Point | None:
        found = self.grammar.decade.match(self.text, start)
        if found is None:
            return None
        century = {None: 20, "上": 20, "本": 21}.get(found.group(1)) or int(found.group(1))
        first = (century - 1) * 100 + _number(found.group(2))
        low, high = {"初": (0, 3), "初期": (0, 3), "中期": (4, 6), "末": (7, 9), "后期": (7, 9)}.get(found.group(3), (0, 9))
        return _Point(start, found.end(), "decade", values.years(first + low, first + high))

    def _numeric(self, start: int, base: _Point | None) -> _Point | None:
        found = self.grammar.numeric.match(self.text, start)
        if found is None:
            return None
        interval = values.day(int(found.group(1)), int(found.group(3)), int(found.group(4)))
        return self._with_clock(_Point(start, found.end(), interval=interval)) if interval else None

    def _lunar(self, start: int, base: _Point | None) -> _Point | None:
        found = self.grammar.lunar.match(self.text, start)
        if found is None:
            return None
        name, month_name, day_name = found.group(1), found.group(2) or found.group(4) or found.group(5), found.group(3)
        day_name = day_name or found.group(6)
        month = {"正": 1, "冬": 11, "腊": 12}.get(month_name) or (_number(month_name) if month_name else None)
        near = self.published_on
        if name:
            year = values.cycle_year(name, near.year)
            interval = _lunar_interval(year, month, _number(day_name) if day_name and month else None) if year else None
        else:
            options = [_lunar_interval(near.year + k, month, _number(day_name) if day_name else None) for k in (-1, 0, 1)]
            best = values.nearest([option.start for option in options if option], near, "none")
            interval = next((option for option in options if option and option.start == best), None)
        return _Point(start, found.end(), "lunar", interval) if interval else None

    def _year(self, start: int, base: _Point | None) -> _Point | None:
        text, grammar = self.text, self.grammar
        if found := grammar.year_range.match(text, start):
            first, last = int(found.group(1)), int(found.group(2))
            if first < last and not self._is_digit(start - 1):
                return _Point(start, found.end(), "range", year=first, last_year=last)
        if found := grammar.absolute_year.match(text, start):
            if self._is_digit(start - 1) or text.startswith("前", found.end()) and found.group(1).endswith("000"):
                return None
            year, kind = self._spelled_year(found.group(1)), "date"
        elif found := grammar.relative_year.match(text, start):
            kind = "relative"
            word = found.group()
            if word == "后年" and self._before(start) not in "，。；、至到于在“（ \n":
                return None  # 达产后|年产值
            if word in grammar.words["years"]:
                year = self.reference.year + grammar.words["years"][word]
            elif self.year is not None and self._same_paragraph(self.year_at, start):
                year = self.year + grammar.words["context_years"][word]
            else:
                return None
        else:
            return self._year_part(start, None, base)
        point = _Point(start, found.end(), kind, year=year)
        rest = self._year_part(found.end(), point, base) or self._month(found.end(), point)
        rest = rest or self._holiday(found.end(), point)
        if rest is not None:
            rest.start, rest.year = start, year
            rest.kind = kind if rest.kind == "date" else rest.kind
            return rest
        if edge := grammar.short_edge.match(text, point.end):
            point.months = tuple(grammar.words["short_edges"][edge.group()])
            point.end = edge.end()
        return point

    def _spelled_year(self, text: str) -> int:
        return int("".join(str(_number(character)) for character in text)) if not text.isascii() else int(text)

    def _year_part(self, start: int, year: _Point | None, base: _Point | None) -> _Point | None:
        grammar = self.grammar
        found = grammar.year_part.match(self.text, start)
        if found is not None and not self._is_digit(start - 1, chinese=True):
            return _Point(start, found.end(), months=tuple(grammar.words["year_parts"][found.group()]))
        if found := grammar.first_months.match(self.text, start):
            return _Point(start, found.end(), "range", months=(1, _number(found.group(1))))
        if found := grammar.year_edge.match(self.text, start):
            if found.group() == "年内" and self._before(start) in _CN + "0123456789余多几数半两":
                return None
            if found.group() == "年中" and self.text[found.end() : found.end() + 1] not in "，。、；）以前起":
                return None
            months = tuple(grammar.words["year_edges"][found.group()])
            if year is None:
                if self._is_digit(start - 1, chinese=True) or self._before(start) in "每当":
                    return None
                return _Point(start, found.end(), "relative", year=self._edge_year(start), months=months)
            return _Point(start, found.end(), months=months)
        return None

    def _edge_year(self, start: int) -> int:
        if self.year is not None and self._same_sentence(self.year_at, start):
            return self.year
        return self.reference.year

    def _season(self, start: int, base: _Point | None) -> _Point | None:
        found = self.grammar.season.match(self.text, start)
        if found is None:
            return None
        shift, first, last = self.grammar.words["seasons"][found.group()]
        return _Point(start, found.end(), "relative", values.months(self.reference.year + shift, first, last))

    def _month(self, start: int, base: _Point | None) -> _Point | None:
        text, grammar = self.text, self.grammar
        is_bare = base is None or base.end != start
        if is_bare and self._is_digit(start - 1, chinese=True):
            return None
        if (found := grammar.month_range.match(text, start)) and not (is_bare and self._before(start) in "第每"):
            first, last = _number(found.group(1)), _number(found.group(3))
            if first < last and (found.group(2) != "、" or last == first + 1):
                return _Point(start, found.end(), "range", months=(first, last))
        if found := grammar.month.match(text, start):
            if is_bare and (self._before(start) in "第每个" or self.text[max(0, start - 2) : start] in ("每年", "历年")):
                return None  # every March is no date
            point = _Point(start, found.end(), month=_number(found.group(1)))
        elif found := grammar.relative_month.match(text, start):
            point = self._relative_month(start, found)
        elif found := grammar.month_edge.match(text, start):
            if self._before(start) in "每个":
                return None
            today = self.reference
            tens = grammar.words["month_edges"][found.group()]
            return _Point(start, found.end(), "relative", values.part_of_month(today.year, today.month, *tens))
        else:
            return None
        return self._rest_of_month(point)

    def _relative_month(self, start: int, found: re.Match[str]) -> _Point:
        words = self.grammar.words
        word = found.group()
        if word == "元月":
            return _Point(start, found.end(), month=1)
        year, month = self.reference.year, self.reference.month
        shift = words["months"].get(word, 0)
        if word in words["context_months"] and self.last is not None and self.last.start is not None:
            year, month = self.last.start.year, self.last.start.month
            shift = words["context_months"][word]
        month += shift
        return _Point(start, found.end(), "relative", year=year + (month - 1) // 12, month=(month - 1) % 12 + 1)

    def _rest_of_month(self, point: _Point) -> _Point | None:
        text, grammar = self.text, self.grammar
        if found := grammar.ten_day.match(text, point.end):
            point.tens, point.end = tuple(grammar.words["ten_days"][found.group()]), found.end()
            return point
        if found := grammar.day_range.match(text, point.end):
            first, last = _number(found.group(1)), _number(found.group(3))
            if first < last and (found.group(2) != "、" or last == first + 1):
                point.day, point.last_day, point.end = first, last, found.end()
                point.kind = "range"
                return point
        if found := grammar.day.match(text, point.end):
            point.day, point.end = _number(found.group(1)), found.end()
            return self._with_clock(point) if 1 <= point.day <= 31 else None
        return point

    def _day(self, start: int, base: _Point | None) -> _Point | None:
        text, grammar = self.text, self.grammar
        before = self._before(start)
        if self._is_digit(start - 1, chinese=True) or before in "第每满近历头前后过共需为期月.·" and base is None:
            return None
        if found := grammar.bare_day_range.match(text, start):
            first, last = int(found.group(1)), int(found.group(2))
            if first < last:
                return _Point(start, found.end(), "range", day=first, last_day=last)
        found = grammar.bare_day.match(text, start)
        if found is None:
            return None
        return self._with_clock(_Point(start, found.end(), day=int(found.group(1))))

    def _word_day(self, start: int, base: _Point | None) -> _Point | None:
        words = self.grammar.words
        found = self.grammar.relative_day.match(self.text, start)
        if found is None:
            return None
        word = found.group()
        if word == "明天" and self._before(start) in "的好丽":
            return None
        if word == "昨" and self._before(start) in "如今":
            return None
        if word in words["days"]:
            date = self.reference + dt.timedelta(days=words["days"][word])
            if word == "即日" and self.day is not None and self._same_sentence(self.day_at, start):
                date = self.day  # 昨发布通知，即日起: the day of the notice
        elif self.day is not None and not (word == "第二天" and self._before(start) not in "，。”\n"):
            date = self.day + dt.timedelta(days=words["context_days"][word])
        else:
            return None
        return self._with_clock(_Point(start, found.end(), "relative", Interval(date, date, "day")))

    def _holiday(self, start: int, base: _Point | None) -> _Point | None:
        found = self.grammar.holiday.match(self.text, start)
        if found is None:
            return None
        entry = self.grammar.words["holidays"][found.group()]
        near = self.published_on
        options: list[dt.date | None] = []
        for year in (near.year - 1, near.year, near.year + 1):
            if "day" in entry:
                options.append(dt.date(year, *entry["day"]))
            elif "lunar" in entry:
                options.append(values.lunar_day(year, *entry["lunar"]))
            else:
                options.append(values.solar_term(year, entry["term"]))
        if base is not None and base.end == start and base.year is not None:
            options = [date for date in options if date and date.year == base.year] or options
        date = values.nearest(options, near, self._direction(start, found.end(), False, False))
        return _Point(start, found.end(), "holiday", Interval(date, date, "day")) if date else None

    def _weekday(self, start: int, base: _Point | None) -> _Point | None:
        text = self.text
        if found := self.grammar.week.match(text, start):
            week = {"上": -1, "本": 0, "下": 1}[found.group(1)]
            first = values.weekday(5 if found.group(2) else 0, week, self.reference, "none")
            last = values.weekday(6, week, self.reference, "none")
            return _Point(start, found.end(), "relative", Interval(first, last, "day"))
        found = self.grammar.weekday.match(text, start)
        if found is None:
            return None
        index = "一二三四五六日天".index(found.group(2))
        index = 6 if index == 7 else index
        named = {"上": -1, "本": 0, "这": 0, "下": 1}.get(found.group(1))
        before, after = self._before(start), text[found.end() : found.end() + 1]
        if named is None:
            is_name = after and after not in "，。、；）)上下中晚早凌起前晨,;是的举将 至到—-\n"
            if is_name or before in "每逢一两三四五六七八九十0123456789":
                return None
            if after and after in "至到—-":
                return _Point(start, found.end(), "weekday")
        date = values.weekday(index, named, self.reference, self._direction(start, found.end(), False, False))
        return self._with_clock(_Point(start, found.end(), "weekday", Interval(date, date, "day")))

    def _clock(self, start: int, base: _Point | None) -> _Point | None:
        if self._is_digit(start - 1, chinese=True):
            return None
        part = self.grammar.day_part.match(self.text, start)
        clock = self.grammar.clock.match(self.text, part.end() if part else start)
        if clock is None:
            return None
        if part is None and ("点" in clock.group() or not clock.group()[0].isdigit()):
            return None
        if part is None and self._before(start) in "第用历耗.":
            return None
        if part is None and (":" in clock.group() or "：" in clock.group()):
            follows = self.grammar.clock_range.match(self.text, clock.end())
            if follows is None:
                return None
        end = clock.end()
        if found := self.grammar.clock_range.match(self.text, end):
            end = found.end()
        return _Point(start, end, "time", has_clock=True)

    def _with_clock(self, point: _Point) -> _Point:
        """A weekday in brackets, a part of the day and a clock time belong to the day that they follow."""
        text, grammar = self.text, self.grammar
        end = point.end
        if (found := grammar.weekday_note.match(text, end)) and point.kind != "weekday":
            end = found.end()
        gap = 1 if text[end : end + 1] == " " else 0
        part = grammar.day_part.match(text, end + gap) or grammar.day_part.match(text, end)
        if part is not None and not self._is_other_word(part):
            end = part.end()
            point.has_clock = True
        if clock := grammar.clock.match(text, end + (text[end : end + 1] == " ")):
            end = clock.end()
            point.has_clock = True
            if found := grammar.clock_range.match(text, end):
                end = found.end()
        point.end = end
        return point

    def _is_other_word(self, part: re.Match[str]) -> bool:
        following = self.text[part.end() : part.end() + 1]
        return (part.group(), following) in {
            ("早", "已"), ("早", "在"), ("早", "就"), ("早", "日"), ("晚", "会"), ("晚", "于"), ("晚", "报"), ("早", "于"), ("夜", "市"),
            ("晚", "宴"), ("晚", "稻"), ("早", "稻"), ("早", "报"),
        }  # fmt: skip

    # meaning -----------------------------------------------------------------------------------------------

    def _resolve(self, point: _Point, direction: Direction, ahead_of: _Point | None = None) -> Interval | None:
        if point.interval is not None:
            return point.interval
        if point.year is not None:
            return self._in_year(point, point.year)
        if point.month is not None:
            number = point.day or (point.tens[0] if point.tens else 1)
            if point.day is None and point.tens is None and direction == "future":
                number = values.month_days(self.reference.year, point.month)
            year = self._inherited_year(point, direction)
            if year is None:
                year = values.nearest_year(point.month, number, self.reference, direction)
            return self._in_year(point, year)
        if point.months is not None:
            return self._in_year(point, self._part_year(point, direction))
        if point.day is not None:
            return self._bare_day(point, direction)
        return None

    def _in_year(self, point: _Point, year: int) -> Interval | None:
        if point.last_year is not None:
            return values.years(year, point.last_year)
        if point.month is not None and point.day is not None:
            low = values.day(year, point.month, point.day)
            high = values.day(year, point.month, point.last_day) if point.last_day else low
            return Interval(low.start, high.end, "day") if low and high else None
        if point.month is not None and point.tens is not None:
            return values.part_of_month(year, point.month, *point.tens)
        if point.month is not None:
            return values.months(year, point.month, point.month)
        if point.months is not None:
            return values.months(year, *point.months)
        return values.years(year, year)

    def _part_year(self, point: _Point, direction: Direction) -> int:
        """Half-years, quarters and month ranges: statistics look back, plans ahead."""
        assert point.months is not None
        if self.year is not None and self._inherits(point, point.months[0]):
            return self.year
        year, month = self.reference.year, self.reference.month
        first, last = point.months
        if direction == "future":
            return year if month <= last else year + 1
        if point.kind == "range" and last > 12:
            return year - 1
        is_over = last < month or (last == month and point.kind != "range")
        is_sum = point.kind == "range" or (first == 1 and last == 9)  # 1至11月, 前三季度: counted when over
        if not is_over and (first >= month or (is_sum and last > month)):
            return year - 1
        return year

    def _inherited_year(self, point: _Point, direction: Direction) -> int | None:
        """The year printed before, when the sentence or an unbroken account goes on from it."""
        assert point.month is not None
        if self.year is None or not self._inherits(point, point.month):
            return None
        if self.year == self.reference.year:
            return self.year if direction != "past" or point.month <= self.reference.month else None
        return self.year

    def _inherits(self, point: _Point, month: int) -> bool:
        if self._same_sentence(self.year_at, point.start):
            return self.year_month is None or self.year_month <= month
        if self.year_month is None or not self._same_paragraph(self.year_at, point.start):
            return False
        opens = self._opens_sentence(self.year_at) and self._opens_sentence(point.start)
        return opens and self.year_month <= month

    def _bare_day(self, point: _Point, direction: Direction) -> Interval | None:
        assert point.day is not None
        date: dt.date | None = None
        if self.day is not None and self._same_paragraph(self.day_at, point.start) and direction != "future":
            date = _same_month(self.day, point.day)
            if date is not None and date > self.published_on and self.day <= self.published_on:
                date = None
        if date is None:
            base = self.day if direction == "future" and self.day and self.day > self.reference else self.reference
            date = values.nearest_day(point.day, base, direction)
        if date is None:
            return None
        last = _same_month(date, point.last_day) if point.last_day else date
        return Interval(date, last or date, "day")

    def _resolve_after(self, second: _Point, low: Interval, direction: Direction) -> Interval | None:
        """The end of a range: what its words leave out comes from the beginning."""
        assert low.start is not None
        if second.interval is not None or second.year is not None:
            return self._resolve(second, direction)
        year = low.start.year
        if second.month is not None or second.months is not None:
            interval = self._in_year(second, year)
            if interval is not None and interval.end is not None and interval.end < low.start:
                interval = self._in_year(second, year + 1)
            return interval
        if second.day is not None:
            date = _same_month(low.start, second.day)
            if date is None or date < low.start:
                date = values.nearest_day(second.day, low.start, "future")
            return Interval(date, date, "day") if date else None
        return None

    def _remember(self, point: _Point, interval: Interval) -> None:
        self.last, self.last_at = interval, point.start
        if interval.start is None or point.kind in ("plan", "decade", "holiday"):
            return
        if interval.precision == "day":
            self.day, self.day_at = interval.end if point.kind != "range" else interval.start, point.start
        if point.year is not None and self._before(point.start) not in ("比", "较", "照", "按", "与"):
            self.year, self.year_at, self.year_month = point.last_year or point.year, point.start, point.month
        elif self.year is not None and interval.start.year == self.year and point.month is not None:
            if self._inherits(point, point.month):
                self.year_at, self.year_month = point.start, point.month

    def _direction(self, start: int, end: int, is_deadline: bool, is_opening: bool) -> Direction:
        text = self.text
        low = start
        while low > max(0, start - 24) and text[low - 1] not in "。！？；\n，,":
            low -= 1
        high = end
        while high < min(len(text), end + 16) and text[high] not in "。！？；\n，,":
            high += 1
        cue = self.grammar.future
        if cue.search(text, low, start) or cue.search(text, end, min(high, end + 5)):
            return "future"
        if self.grammar.past.search(text, low, high):
            return "past"
        return "future" if is_deadline else "none"

    # places in the text ------------------------------------------------------------------------------------

    def _is_digit(self, position: int, chinese: bool = False) -> bool:
        if position < 0:
            return False
        character = self.text[position]
        if character in "0123456789.":
            return True
        return chinese and character in _CN

    def _before(self, position: int) -> str:
        """The character before a place; a line feed at the beginning of the text."""
        return self.text[position - 1] if position > 0 else "\n"

    def _same_paragraph(self, earlier: int, later: int) -> bool:
        return self.text.find("\n", earlier, later) < 0

    def _same_sentence(self, earlier: int, later: int) -> bool:
        return later - earlier < 200 and not any(character in _STOP for character in self.text[earlier:later])

    def _opens_sentence(self, position: int) -> bool:
        while position > 0 and self.text[position - 1] in "自从于在至到 “　":
            position -= 1
        return position == 0 or self.text[position - 1] in _STOP


def _shift(date: dt.date, back: int, is_end: bool = False) -> dt.date:
    year = date.year - back
    last = values.month_days(year, date.month)
    is_last = is_end and date.day == values.month_days(date.year, date.month)
    return dt.date(year, date.month, last if is_last else min(date.day, last))


def _same_month(date: dt.date, number: int | None) -> dt.date | None:
    if number is None or number > values.month_days(date.year, date.month) or number < 1:
        return None
    return date.replace(day=number)


def _lunar_interval(year: int, month: int | None, number: int | None) -> Interval | None:
    if month is None:
        first, after = values.lunar_day(year, 1, 1), values.lunar_day(year + 1, 1, 1)
        return Interval(first, after - dt.timedelta(days=1), "year") if first and after else None
    if number is not None:
        date = values.lunar_day(year, month, number)
        return Interval(date, date, "day") if date else None
    first = values.lunar_day(year, month, 1)
    after = values.lunar_day(year + month // 12, month % 12 + 1, 1)
    return Interval(first, after - dt.timedelta(days=1), "month") if first and after else None
