"""Masthead (报头) and folio (版头): what a page prints about its edition, and checks on that.

Papers set these pieces anywhere and break them over lines (`2021年1月` / `10` / `星期日`), so the reader looks for each
piece in all lines of the masthead and folio, and lets the pieces vouch for each other: a day number that stands alone
is the one with which the printed weekday or the lunar date agrees. The checks are pure functions; a piece that is not
printed gives None.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipelines.layout.article_text import squeeze
from pipelines.layout.bylines import is_byline
from pipelines.layout.jumps import normal_page_label
from pipelines.layout.page_cut import CutLine, PageCut
from pipelines.layout.vocabulary import read_vocabulary
from pipelines.publications.profile import Profile

_HAN = r"\u4e00-\u9fff"
_FULL_WIDTH = {ord(wide): str(value) for value, wide in enumerate("０１２３４５６７８９")} | {ord("　"): " "}
_WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
_WEEKDAY = re.compile(r"(?:星期|周|礼拜)([一二三四五六日天])(?![刊报])")
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_LUNAR_MONTHS = {"正": 1, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10,
                 "十一": 11, "冬": 11, "十二": 12, "腊": 12}  # fmt: skip
_LUNAR_DAY = (
    r"初[一二三四五六七八九十]|十[一二三四五六七八九]|二十[一二三四五六七八九]?|廿[一二三四五六七八九]?|三十|卅"
)
_LUNAR = re.compile(
    rf"(?:农历|夏历|阴历)?\s*(?P<lunar>(?:(?P<stem>[{_STEMS}])(?P<branch>[{_BRANCHES}])\s*(?P<animal>[{_HAN}])?年\s*)?"
    rf"(?P<leap>闰)?(?P<month>十一|十二|[正一二三四五六七八九十冬腊])月\s*(?P<size>[大小])?\s*(?P<day>{_LUNAR_DAY}))"
)
_DATE = re.compile(
    r"(?P<year>(?:19|20)\d{2})\s*[年.\-/]\s*(?P<month>\d{1,2})\s*[月.\-/]\s*(?P<day>\d{1,2})\s*日?(?!\d)"
)
_DATE_WITH_DAY = re.compile(r"(?P<year>(?:19|20)\d{2})\s*年\s*(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*日")
_YEAR_MONTH = re.compile(r"(?P<year>(?:19|20)\d{2})\s*年\s*(?P<month>\d{1,2})\s*月(?!\s*\d)")
_ISSUE = re.compile(
    r"(?P<total>总)?\s*第?\s*(?P<number>\d[\d ]{0,7}\d|\d)\s*(?:期|号)|(?:NO|No|no)[.:．]?\s*(?P<no>\d{2,7})"
)
_PAGES = re.compile(r"(?:今日|本期|本报今日|共|今天)\s*(?:出版|共)?\s*(?P<count>\d{1,3})\s*(?:个)?版")
_LABEL = re.compile(
    r"(?:第\s*)?[A-Z]?\d{1,2}\s*版|第[一二三四五六七八九十]{1,3}版|(?<![A-Za-z\d])[A-Z]\d{1,2}(?![\d\-])"
)
_EDITORS = re.compile(r"责任编辑|责编|本版编辑|编辑|美编|版式|校对|统筹")
_MOST_PAGES = 300
_LONGEST_SILENCE = 15  # days; a newspaper appears at least once in so many days, holidays included


@dataclass(frozen=True, slots=True)
class Masthead:
    """What the masthead and folio of one page print; None for what is not found.

    date: the edition's day · weekday_printed: 星期日 · lunar_date_printed: 庚子年十一月廿七
    pages_declared: the number in 今日4版 · page_label: normalised, `A1` or `2` · section_name: 要闻
    """

    publication_name: str | None = None
    date: dt.date | None = None
    issue_number: int | None = None
    weekday_printed: str | None = None
    lunar_date_printed: str | None = None
    pages_declared: int | None = None
    page_label: str | None = None
    section_name: str | None = None


def read_masthead(cut: PageCut, profile: Profile) -> Masthead:
    """Reads the lines with role masthead or folio. A day that is not printed beside its month must be vouched for."""
    lines = [line for line in cut.lines if line.role in ("masthead", "folio") and squeeze(line.text)]
    texts = [squeeze(line.text).translate(_FULL_WIDTH) for line in lines]
    weekday = next((match for text in texts if (match := _WEEKDAY.search(text))), None)
    lunar = next((match for text in texts if (match := _LUNAR.search(text)) and _is_lunar(match, text)), None)
    return Masthead(
        publication_name=_publication_name(lines, profile),
        date=_date(texts, weekday[0] if weekday else None, lunar["lunar"] if lunar else None),
        issue_number=_issue_number(texts),
        weekday_printed=weekday[0] if weekday else None,
        lunar_date_printed=re.sub(r"\s", "", lunar["lunar"]) if lunar else None,
        pages_declared=next((int(m["count"]) for text in texts if (m := _PAGES.search(text))), None),
        page_label=_page_label(texts),
        section_name=_section_name(texts, profile),
    )


def weekday_agrees(date: dt.date, weekday_printed: str | None) -> bool | None:
    """The printed weekday (星期日, 周日, 星期天) is the date's; None when none is printed or readable."""
    match = _WEEKDAY.search(weekday_printed or "")
    return date.weekday() == _WEEKDAYS[match[1]] if match else None


def lunar_date_agrees(date: dt.date, lunar_date_printed: str | None) -> bool | None:
    """The printed lunar date is the date's (冬月 and 腊月 are months 11 and 12); None when none is printed."""
    from lunar_python import Solar

    match = _LUNAR.search((lunar_date_printed or "").translate(_FULL_WIDTH))
    if not match:
        return None
    lunar = Solar.fromYmd(date.year, date.month, date.day).getLunar()
    month = _LUNAR_MONTHS[match["month"]] * (-1 if match["leap"] else 1)
    agrees = lunar.getMonth() == month and lunar.getDay() == _lunar_day(match["day"])
    if match["stem"]:
        # the ganzhi year that newspapers print changes at the lunar new year, not at 立春
        agrees = agrees and lunar.getYearInGanZhi() == match["stem"] + match["branch"]
    return bool(agrees)


def issue_number_agrees(date: dt.date, number: int | None, neighbours: Iterable[tuple[dt.date, int]]) -> bool | None:
    """The issue number fits those of other editions of the paper: it grows with the date, by at most one a day.

    neighbours: (date, issue number) of other editions, in any order; the nearest before and after are compared. Days
    without an edition (holidays, suspension) only slow the count down. None when there is nothing to compare.
    """
    if number is None:
        return None
    known = sorted({pair for pair in neighbours if pair[0] != date})
    before = [pair for pair in known if pair[0] < date][-1:]
    after = [pair for pair in known if pair[0] > date][:1]
    if not before and not after:
        return None
    return all(_fits(*pair, date, number) for pair in before) and all(_fits(date, number, *pair) for pair in after)


def _fits(date: dt.date, number: int, later_date: dt.date, later_number: int) -> bool:
    days, issues = (later_date - date).days, later_number - number
    return max(1, days // _LONGEST_SILENCE) <= issues <= days


def _lunar_day(text: str) -> int:
    digits = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
    if text in ("初十", "二十", "三十", "卅", "廿"):
        return {"初十": 10, "二十": 20, "廿": 20, "三十": 30, "卅": 30}[text]
    tens = 0 if text[0] == "初" else 10 if text[0] == "十" else 20
    return tens + digits[text[-1]]


def _is_lunar(match: re.Match[str], text: str) -> bool:
    """Not a solar date in Han numerals: 十一月二十 needs a year of the cycle, 农历, 廿, 初 or 闰 to be lunar."""
    return bool(
        match["stem"] or match["leap"] or match["day"][0] in "初廿卅" or match["month"] in "正冬腊" or "农历" in text
    )


def _date(texts: Sequence[str], weekday: str | None, lunar: str | None) -> dt.date | None:
    for text in texts:
        if (match := _DATE.search(text)) and (date := _day(match["year"], match["month"], match["day"])):
            return date
    if (match := _DATE_WITH_DAY.search(" ".join(texts))) and (
        date := _day(match["year"], match["month"], match["day"])
    ):
        return date
    return _date_from_pieces(texts, weekday, lunar)


def _date_from_pieces(texts: Sequence[str], weekday: str | None, lunar: str | None) -> dt.date | None:
    """`2021年1月` and a lone `10`: the number that weekday and lunar date agree with, else the only one."""
    at = next((index for index, text in enumerate(texts) if _YEAR_MONTH.search(text)), None)
    if at is None:
        return None
    month = _YEAR_MONTH.search(texts[at])
    assert month is not None
    candidates = []
    for index, text in enumerate(texts):
        lone = re.fullmatch(r"(\d{1,2})\s*日?", text) or re.match(r"(\d{1,2})日?\s*(?:星期|周)", text)
        if lone and (date := _day(month["year"], month["month"], lone[1])):
            votes = [weekday_agrees(date, weekday), lunar_date_agrees(date, lunar)]
            if False not in votes:
                candidates.append((votes.count(True), -abs(index - at), date))
    if not candidates:
        return None
    best = max(candidates)
    return best[2] if best[0] > 0 or len({date for _, _, date in candidates}) == 1 else None


def _day(year: str, month: str, day: str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def _issue_number(texts: Sequence[str]) -> int | None:
    """The running number; 总第…期 wins over 第…期 of the year."""
    found = []
    for text in texts:
        for match in _ISSUE.finditer(text):
            if not match["no"] and "第" not in match[0] and not match["total"]:
                continue
            number = int(re.sub(r"\D", "", match["no"] or match["number"]))
            found.append((bool(match["total"]), number))
    return max(found)[1] if found else None


def _publication_name(lines: Sequence[CutLine], profile: Profile) -> str | None:
    """A name of the profile where it is printed, else the largest line that looks like the name of a paper."""
    words = read_vocabulary("mastheads")
    furniture = (*words["furniture"], *words["masthead_only"])
    bare = [(re.sub(r"\s", "", line.text), line.size or 0.0) for line in lines]
    # 株洲日报社主管、主办 and the printing house name a publisher, not the paper
    telling = [(text, size) for text, size in bare if not any(word in text for word in furniture)]
    whole = "".join(text for text, _ in telling)
    for name in profile.names:
        if not profile.is_generic and (any(name in text for text, _ in telling) or name in whole):
            return name
    named = [
        (size, text)
        for text, size in telling
        if re.fullmatch(rf"[{_HAN}]{{2,10}}", text) and text.endswith(tuple(words["name_endings"]))
    ]
    return max(named, key=lambda item: item[0])[1] if named else None


def _page_label(texts: Sequence[str]) -> str | None:
    """A line that is a label and nothing else wins over one inside a folio line; a bare number comes last."""
    whole = [label for text in texts if not text.isdigit() and (label := normal_page_label(text))]
    inside = [label for text in texts for found in _labels_in(text) if (label := normal_page_label(found))]
    bare = [label for text in texts if re.fullmatch(r"0?\d{1,2}", text) and (label := normal_page_label(text))]
    padded = [label for text in texts if re.fullmatch(r"0\d", text) and (label := normal_page_label(text))]
    split_date = any(_YEAR_MONTH.search(text) for text in texts) and not any(_DATE.search(text) for text in texts)
    for found in (whole, inside, padded, [] if split_date else bare):
        if found:
            return found[0]
    return None


def _labels_in(text: str) -> list[str]:
    rest = _PAGES.sub(" ", _DATE.sub(" ", text))
    rest = re.sub(r"CN\s*\d+-\d+|(?<=[A-Za-z])[A-Z]\d", " ", rest)
    return [match[0] for match in _LABEL.finditer(rest)]


def _section_name(texts: Sequence[str], profile: Profile) -> str | None:
    """A known section name, else a short Han phrase of the folio that nothing else explains."""
    words = read_vocabulary("mastheads")
    pieces = [piece for text in texts for piece in _unexplained(text, profile)]
    known = [piece for piece in pieces if piece in words["sections"]]
    if known:
        return known[0]
    plain = [
        piece for piece in pieces if 2 <= len(piece) <= 6 and not any(word in piece for word in words["furniture"])
    ]
    # without a page label beside it, a phrase may be anything (a motto, an ear)
    return plain[0] if plain and _page_label(texts) and len(plain) == 1 else None


def _unexplained(text: str, profile: Profile) -> list[str]:
    """Han phrases of a line once dates, labels, numbers, names and editors are taken out."""
    words = read_vocabulary("mastheads")
    text = _EDITORS.split(text)[0]
    if any(word in text for word in (*words["furniture"], *words["masthead_only"])) or is_byline(text, profile):
        return []
    for pattern in (_DATE, _YEAR_MONTH, _WEEKDAY, _LUNAR, _ISSUE, _PAGES, _LABEL):
        text = pattern.sub(" ", text)
    for name in profile.names:
        text = text.replace(name, " ")
    pieces = re.findall(rf"[{_HAN}·]+", text)
    return [
        piece
        for piece in pieces
        if not piece.endswith(tuple(words["name_endings"])) and piece not in ("日", "农历", "今日", "总第")
    ]


def is_masthead_piece(text: str, profile: Profile, *, at_head: bool) -> bool:
    """A row of a page text is masthead or folio. At the head of a page, names, numbers and weather count too."""
    words = read_vocabulary("mastheads")
    bare = squeeze(text).translate(_FULL_WIDTH)
    if len(bare) > 80 or bare[-1:] in "。！？":
        return False
    if any(word in bare for word in words["furniture"]):
        return True
    rest = bare
    for pattern in (_DATE, _YEAR_MONTH, _WEEKDAY, _LUNAR, _ISSUE, _PAGES, _LABEL):
        rest = pattern.sub("", rest)
    explained = len(rest.strip()) < len(bare) / 2 and len(rest) <= 8
    if not at_head:
        return (
            explained
            and bool(_DATE.search(bare) or _WEEKDAY.search(bare) or normal_page_label(bare))
            and not bare.isdigit()
        )
    if explained or re.fullmatch(r"\d{1,2}日?|[A-Z][A-Z .]{3,}", bare) or bare in (*profile.names, *words["sections"]):
        return True
    return len(bare) <= 30 and any(word in bare for word in words["masthead_only"])
