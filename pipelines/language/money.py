"""Amounts of money with exact values: `约250亿元`, `50多亿元`, `1.2亿美元`, `3元5角`, `5万元至10万元`.

A span holds the number, its currency and the qualifiers that touch it (约, 近, 超, 左右, 以上). An amount that only
draws a line (`亿元以上项目`) is a threshold, told apart so that nobody sums it. The vocabulary is `money.yml`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from pipelines.language.numerals import (
    NumberSpan,
    QualifierName,
    find_numbers,
    parse_number,
    qualifier_after,
    qualifier_before,
    read_vocabulary,
)

_RANGE_SIGN = re.compile(r"(?:--|—{1,2}|[-–－~～]|至|到)")
_BARE = re.compile(r"(?<![0-9一二两三四五六七八九十百千万亿半数几多余])([十百千]?[万亿])元(?=以上|级|及以上)")
_BARE_BLURRED = re.compile(r"(?:超过|接近|突破|[超近逾上过])([万亿])元(?!户)")  # 上万元, 超亿元
_BARE_NEXT = re.compile(r"[，。；、！？）)”\n：,;]|$|的|建设|元|打造|用于")


@dataclass(frozen=True, slots=True)
class MoneySpan:
    """An amount of money in a text.

    amount: in `currency`; the low end of a range; None where only an order of magnitude is said (数十亿元)
    high: the high end of a range
    is_threshold: the amount classes things (亿元以上项目) and is nobody's money
    """

    start: int
    end: int
    amount: Decimal | None
    currency: str
    qualifier: QualifierName = "exact"
    is_threshold: bool = False
    high: Decimal | None = None

    @property
    def amount_cny(self) -> Decimal | None:
        """The amount in yuan; None for other currencies."""
        return self.amount if self.currency == "CNY" else None

    @property
    def normalized(self) -> str | None:
        """As in `mentions.normalized`: `25000000000`, `USD 120000000`, a range `a/b`, a threshold `>=a`."""
        if self.amount is None:
            return None
        value = plain(self.amount) if self.high is None else f"{plain(self.amount)}/{plain(self.high)}"
        if self.is_threshold and self.high is None:
            value = f"{'<=' if self.qualifier == 'at_most' else '>='}{value}"
        return value if self.currency == "CNY" else f"{self.currency} {value}"


def plain(value: Decimal) -> str:
    """A decimal without exponent and without trailing zeros behind the point."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True, slots=True)
class _Tables:
    currencies: dict[str, str]
    signs: dict[str, str]
    subunits: dict[str, Decimal]
    currency: re.Pattern[str]
    sign: re.Pattern[str]
    not_money: re.Pattern[str]
    cue: re.Pattern[str]
    threshold: re.Pattern[str]
    subunit: re.Pattern[str]


def _any_of(words: object) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))  # type: ignore[call-overload]


@cache
def _tables() -> _Tables:
    words = read_vocabulary("money.yml")
    return _Tables(
        currencies=words["currencies"],
        signs=words["signs"],
        subunits={unit: Decimal(value) for unit, value in words["subunits"].items()},
        currency=re.compile(_any_of(words["currencies"])),
        sign=re.compile(f"(?:{_any_of(words['signs'])})$"),
        not_money=re.compile(_any_of(words["not_money"])),
        cue=re.compile(f"(?:{_any_of(words['cues'])})(?:约|近|超|逾|过|破|超过|达|为|高达|突破|将达)?$"),
        threshold=re.compile(f"的?[^，。；、]{{0,4}}?(?:{_any_of(words['threshold'])})"),
        subunit=re.compile(
            r"([0-9]{1,2}|[一二两三四五六七八九])([角毛分])(?:([0-9]{1,2}|[一二两三四五六七八九])分)?钱?"
        ),
    )


def find_money(text: str) -> list[MoneySpan]:
    """All amounts of money in a text, in order; spans do not overlap."""
    spans = [span for number in find_numbers(text) if (span := _read(text, number)) is not None]
    spans += [_bare_threshold(text, found) for found in _BARE.finditer(text)]
    spans += [_bare_blurred(text, found) for found in _BARE_BLURRED.finditer(text)]
    spans.sort(key=lambda span: span.start)
    joined: list[MoneySpan] = []
    for span in spans:
        if joined and span.start < joined[-1].end:
            continue
        if joined and _is_range(text, joined[-1], span):
            low = joined.pop()
            joined.append(MoneySpan(low.start, span.end, low.amount, span.currency, low.qualifier, False, span.amount))
        else:
            joined.append(span)
    return joined


def _is_range(text: str, low: MoneySpan, high: MoneySpan) -> bool:
    return (
        low.currency == high.currency
        and low.amount is not None
        and high.amount is not None
        and low.high is None
        and high.high is None
        and low.amount < high.amount
        and _RANGE_SIGN.fullmatch(text, low.end, high.start) is not None
        and "增" not in text[max(0, low.start - 3) : low.start]
        and "从" not in text[max(0, low.start - 2) : low.start]
        and "由" not in text[max(0, low.start - 2) : low.start]
    )


def _read(text: str, number: NumberSpan) -> MoneySpan | None:
    tables = _tables()
    start, end = number.start, number.end
    amount, currency = number.value, "CNY"
    unit = tables.currency.match(text, end)
    sign = tables.sign.search(text, max(0, start - 3), start)
    if unit is not None and not _is_other_word(text, number, unit):
        currency, end = tables.currencies[unit.group()], unit.end()
        amount, end = _subunits(text, end, amount)
        end = _skip(text, end, "人民币", "钱")
    elif sign is not None and sign.group() != "人民币":
        currency = tables.signs[sign.group()]
    elif not _is_cued(text, number):
        return None
    if sign is not None and (sign.group() != "人民币" or unit is not None):
        start = sign.start()
    return _qualified(text, number, MoneySpan(start, end, amount, currency, "exact", False, number.high))


def _is_other_word(text: str, number: NumberSpan, unit: re.Match[str]) -> bool:
    if unit.group() not in ("元", "圆"):
        return False
    follows = _tables().not_money.match(text, unit.end())
    if follows is None:
        return False
    if follows.group() in ("旦", "宵", "素", "件"):
        return True
    return number.is_chinese and number.end - number.start == 1


def _subunits(text: str, end: int, amount: Decimal | None) -> tuple[Decimal | None, int]:
    tables = _tables()
    found = tables.subunit.match(text, end)
    if found is None or amount is None:
        return amount, end
    for digit, unit in ((found.group(1), found.group(2)), (found.group(3), "分")):
        if digit:
            value = Decimal(digit) if digit.isdigit() and digit.isascii() else find_numbers(digit)[0].value
            amount += (value or 0) * tables.subunits[unit]
    return amount, found.end()


def _skip(text: str, end: int, *words: str) -> int:
    for word in words:
        if text.startswith(word, end):
            return end + len(word)
    return end


def _is_cued(text: str, number: NumberSpan) -> bool:
    """总投资250亿: money without its 元."""
    if text[number.end - 1] not in "万亿" or _BARE_NEXT.match(text, number.end) is None:
        return False
    return _tables().cue.search(text, max(0, number.start - 8), number.start) is not None


def _qualified(text: str, number: NumberSpan, span: MoneySpan) -> MoneySpan:
    start, end = span.start, span.end
    qualifier: QualifierName = "over" if number.is_over else "exact"
    before = qualifier_before(text, start)
    if before is not None:
        qualifier, start = before
    after = qualifier_after(text, end)
    is_threshold = False
    if after is not None and text[end : after[1]] not in ("起", "许"):
        qualifier, end = after
        is_threshold = qualifier in ("at_least", "at_most") and _classes(text, end)
    elif span.amount is not None and number.is_chinese and number.end - number.start <= 2:
        is_threshold = text.startswith("级", end)
    return MoneySpan(start, end, span.amount, span.currency, qualifier, is_threshold, span.high)


def _classes(text: str, end: int) -> bool:
    return _tables().threshold.match(text, end) is not None


def _bare_blurred(text: str, found: re.Match[str]) -> MoneySpan:
    """上万元, 超亿元: a unit alone behind a qualifier is one of it."""
    before = qualifier_before(text, found.start(1))
    qualifier, start = before or ("over", found.start(1))
    amount = parse_number(f"一{found.group(1)}")
    after = qualifier_after(text, found.end())
    is_threshold = _classes(text, after[1] if after else found.end())
    return MoneySpan(start, after[1] if after else found.end(), amount, "CNY", qualifier, is_threshold)


def _bare_threshold(text: str, found: re.Match[str]) -> MoneySpan:
    """亿元以上: a unit alone is one of it when it draws a line."""
    value = parse_number(f"一{found.group(1)}")
    after = qualifier_after(text, found.end())
    end = after[1] if after else found.end()
    return MoneySpan(found.start(), end, value, "CNY", "at_least", True)
