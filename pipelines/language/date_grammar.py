"""The grammar of Chinese dates, compiled: one pattern for each piece that a date can have.

The words are `dates.yml`; `date_points.py` puts the pieces together.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from pipelines.language.numerals import parse_number, read_vocabulary

CN = "〇零○一二三四五六七八九十"
_SIGN = r"(?:--|—{1,2}|[-–－~～]|至|到)"
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?:3[01]|[12][0-9]|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|[一二三四五六七八九])"
_MONTH_WORD = r"月(?:份|(?![饼球亮经薪票租嫂牙均产台光色卡刊龄度供风革]))"
_DAY_WORD = (
    r"日(?!内|均|常|益|夜|游|龄|元|程|产|用|照(?!常)|军|语|记|历|志|子|光|复"
    r"|本(?![报市省县区刊台网院校])|报(?![道告名到送警案请价批考]))"
)
_CLOCK = (
    r"(?:(?:2[0-4]|1[0-9]|0?[0-9]|[零一二两三四五六七八九]|十[一二]?)"
    r"(?:时(?![间候代期段速装差节常刻局机空尚任])(?:[0-5]?[0-9]分|许|整|半)*|点(?:[0-5]?[0-9]分|半|整|钟|许)*)|(?:2[0-4]|1[0-9]|0?[0-9])[:：][0-5][0-9](?!分|[0-9]))"
)
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_LUNAR_DAY = (
    r"(?:初[一二三四五六七八九十]|三十|二十[一二三四五六七八九]?|廿[一二三四五六七八九]?|十[一二三四五六七八九]?)"
)
STOP = "。！？；\n"


def _any_of(words: Any) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


class Grammar:
    """The compiled vocabulary."""

    def __init__(self) -> None:
        words = read_vocabulary("dates.yml")
        self.words = words
        self.absolute_year = re.compile(
            rf"((?:1[4-9]|20)[0-9][0-9]|[一二][{CN[:-1]}]{{3}})年(?:度(?!假))?(?!来|多|余|间|级)"
        )
        self.year_range = re.compile(
            rf"((?:1[89]|20)[0-9][0-9])(?:年?{_SIGN}|、)((?:1[89]|20)[0-9][0-9])年(?:度(?!假))?(?!年?[底末初]|{_MONTH}月|[上下]半年|春|夏|秋)"
        )
        self.relative_year = re.compile(f"(?<!以)(?:{_any_of([*words['years'], *words['context_years']])})(?![纪龄轻])")
        self.year_part = re.compile(_any_of(words["year_parts"]))
        self.first_months = re.compile(r"[前头]([一二两三四五六七八九十]|十一|1[01]|[2-9])个?月(?!份?[0-9])")
        self.year_edge = re.compile(_any_of(words["year_edges"]))
        self.short_edge = re.compile(
            r"初(?![中步级期始心夏冬春秋一二三])|底(?![层部线])|末|内(?![蒙部地容江外])|全年|[春夏秋][季天](?!奥)|中(?=[，。、；）以前起])|[春夏秋](?=[，。、；的）])"
        )
        self.season = re.compile(_any_of(words["seasons"]))
        self.numeric = re.compile(r"((?:19|20)[0-9]{2})([-./])(0?[1-9]|1[0-2])\2(3[01]|[12][0-9]|0?[1-9])(?![0-9])")
        self.month_range = re.compile(rf"({_MONTH})(?:(?:月份?)?({_SIGN})|(、))({_MONTH}){_MONTH_WORD}(?!{_DAY}日)")
        self.month = re.compile(rf"({_MONTH}){_MONTH_WORD}")
        self.relative_month = re.compile(_any_of([*words["months"], *words["context_months"]]) + "|元月")
        self.month_edge = re.compile(_any_of(words["month_edges"]))
        self.ten_day = re.compile(
            r"上中旬|中下旬|上旬|中旬|下旬|初(?![一二三四五六七八九十中步级期始])|底(?![层部])|末"
        )
        self.day_range = re.compile(rf"({_DAY})(?:[日号]?({_SIGN})|(、))({_DAY})(?:{_DAY_WORD}|号(?![线楼院]))")
        self.day = re.compile(rf"({_DAY})(?:{_DAY_WORD}|号(?![线楼院文令]))")
        self.bare_day = re.compile(rf"(3[01]|[12][0-9]|0?[1-9]){_DAY_WORD}(?!后)")
        self.bare_day_range = re.compile(
            rf"(3[01]|[12][0-9]|0?[1-9])(?:日?{_SIGN}|、)(3[01]|[12][0-9]|0?[1-9]){_DAY_WORD}(?!后)"
        )
        self.relative_day = re.compile(_any_of([*words["days"], *words["context_days"]]))
        self.day_part = re.compile(_any_of(words["day_parts"]))
        self.other_words = frozenset(words["not_day_parts"])
        self.clock = re.compile(_CLOCK)
        self.clock_range = re.compile(rf"{_SIGN}(?:次日|当日)?(?:{_any_of(words['day_parts'])})?{_CLOCK}")
        self.weekday = re.compile(r"(?:(上|本|这|下)个?)?(?:周|星期|礼拜)([一二三四五六日天])")
        self.week = re.compile(r"(上|本|下)个?周(末)?(?![一二三四五六日天报刊年边期围岁转])")
        self.weekday_note = re.compile(r"[（(](?:周|星期)[一二三四五六日天][）)]|(?:周|星期)[一二三四五六日天]")
        self.vague = re.compile(_any_of(words["vague"]))
        self.plan = re.compile(
            r"(“?)(十[一二三四五六]|[六七八九十])五(?![金年日月个分万百千亿元岁米人大届次号名位项条里家中、])(?!”?普法)(”?)(?:(期间|时期|以来)|(末))?"
        )
        self.decade = re.compile(
            rf"(?:(上|本|[12][0-9])世纪)?([1-9]0|[{CN[3:-1]}]{{1,2}}十)年代(初|末|中期|后期|初期)?"
        )
        self.holiday = re.compile(
            "|".join(
                re.escape(name) + (f"(?={entry['needs']})" if "needs" in entry else "")
                for name, entry in sorted(words["holidays"].items(), key=lambda item: -len(item[0]))
            )
        )
        self.lunar = re.compile(
            rf"(?:农历|阴历)?([{_STEMS}][{_BRANCHES}])年(?:(正|冬|腊|十[一二]|[一二三四五六七八九十])月)?({_LUNAR_DAY})?"
            rf"|(?:(?:农历|阴历)(正|冬|腊|十[一二]|[一二三四五六七八九十])月|(正|冬|腊)月(?={_LUNAR_DAY}))({_LUNAR_DAY})?"
        )
        self._surroundings(words)
        self._anchors(words)

    def _surroundings(self, words: Any) -> None:
        """What stands around a date, and what says whether it lies ahead."""
        self.same_period = re.compile(r"(去年|上年|前年)同期")
        self.sign = re.compile(rf"(?:起|开始)?{_SIGN}")
        self.since = re.compile(_any_of(words["since"]))
        self.opening = re.compile(
            rf"(?!{_any_of(words['not_from'])})(?:{_any_of(words['from'])})"
            rf"|(?!{_any_of(words['not_after'])})后"
        )
        self.closing = re.compile(rf"(?!{_any_of(words['not_before'])})(?:{_any_of(words['before'])})")
        self.stop_word = re.compile("为?止")
        self.recurring = re.compile(r"(?:每[天日晚周月年到]|每逢|历年)(?:[^，。；]{0,4})$")
        self.prefix = re.compile(r"(?:自从|自|从)$")
        self.until = re.compile(r"截[至止]到?$")
        self.open_end = re.compile(r"起?[至到](?![期来达位底场访])[^，。；、\n0-9]{1,8}?(?:结束|为止|止)")
        self.future = re.compile(_any_of(words["future"]))
        self.done = re.compile(_any_of(words["done"]))
        self.past = re.compile(_any_of(words["past"]))
        self.dateline = re.compile(r"([0-9]{1,2})月([0-9]{1,2})日(?:电|讯|专电)")

    def _anchors(self, words: Any) -> None:
        """Where a date can begin."""
        starts = [
            *words["years"],
            *words["context_years"],
            *words["year_parts"],
            *words["year_edges"],
            *words["seasons"],
        ]
        starts += [*words["months"], *words["context_months"], "元月", *words["month_edges"], *words["days"]]
        starts += [*words["context_days"], *words["day_parts"], *words["vague"], *words["holidays"]]
        self.anchor = re.compile(
            rf"[0-9]+|[{CN}廿]{{1,4}}(?=[月日年五季]|世纪|时|点)|“(?=(?:十[一二三四五六]|[六七八九十])五)|上世纪|本世纪"
            rf"|(?:[上本这下]个?)?(?:周|星期|礼拜)[一二三四五六日天]|[上本下]个?周|农历|阴历"
            rf"|[{_STEMS}][{_BRANCHES}]年|[正冬腊]月|第[一二三四1234]季度|[前头][一二两三四五六七八九十0-9]{{1,2}}个?月"
            rf"|(?=[{''.join(sorted({w[0] for w in starts}))}])(?:{_any_of(starts)})"
        )


@cache
def grammar() -> Grammar:
    """The grammar, compiled once per process."""
    return Grammar()


def number(text: str) -> int:
    """The value of a day, month or year in Arabic or Chinese digits; 0 when there is none."""
    if text.isascii():
        return int(text)
    if text.startswith("廿"):
        return 20 + (number(text[1:]) if len(text) > 1 else 0)
    if text.startswith("初"):
        return number(text[1:])
    value = parse_number(text)
    return int(value) if value is not None else 0
