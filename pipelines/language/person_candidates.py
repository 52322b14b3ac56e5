"""Where persons may be named: what the network reads as one, and what stands behind titles and bodies.

Each candidate has a weight, the evidence for it: 1 is a hint, 2 the network's word, 3 and more beyond doubt. What
of them holds is decided in `persons.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from pipelines.language.lac import Token
from pipelines.language.name_readings import NameReading
from pipelines.language.names import (
    compound_surnames,
    has_doubtful_surname,
    is_chinese_name,
    is_of_a_minority,
    is_transliterated,
    looks_like_surname,
    no_names,
    surnames,
    vocabulary,
    words_like_names,
)
from pipelines.language.title_heads import head_before, head_pattern, heads
from pipelines.language.title_heads import vocabulary as title_words
from pipelines.language.words import Words

DOTS = "·•・"
DOT = re.compile(r"[·•・．]")
NOT_IN_NAMES = re.compile(r"[^\u4e00-\u9fff·•・]")


@dataclass(slots=True)
class Person:
    """A person named in a text: the span, the full name, how sure; the right name where one character is misprinted."""

    start: int
    end: int
    name: str
    weight: float
    method: str
    corrected: str | None = None


def from_network(words: Words) -> list[Person]:
    """What the network reads as persons, with words for persons and titles cut off."""
    found: list[Person] = []
    for token in words.tokens:
        if token.tag not in ("PER", "nr"):
            continue
        for part in _parts(words, token):
            start, end = _trimmed(words.text, *part)
            if end - start < 2:
                continue
            start = _with_first_part(words.text, start, end)
            if end == part[1]:
                end = _rather_ending(words, start, end)
            name = words.text[start:end]
            if _is_country_sign(words.text, start, end) or _is_preposition(words, start):
                continue
            found.append(Person(start, end, name, _weight(words, token, start, end), "network"))
    return found


def _rather_ending(words: Words, start: int, end: int) -> int:
    """Where a name of the network rather ends (周望|时, 何慕之|作), when its end is open to doubt."""
    name = words.text[start:end]
    if (NOT_IN_NAMES.match(words.text, end) and is_chinese_name(name)) or _is_addressed(words.text, end):
        return end
    if len(name) == 3 and is_chinese_name(name) and name[2] not in vocabulary()["clinging"]:
        return end
    best = best_name(words, start)
    return end if best is None else best.end


def _weight(words: Words, token: Token, start: int, end: int) -> float:
    """What speaks for a name that the network reads: its belief, and the words around."""
    text = words.text
    name = text[start:end]
    weight = 0.8 if token.tag == "nr" else 2.0
    if not (is_chinese_name(name) or is_transliterated(name)):
        weight -= 0.7
    before = text[:start].rstrip(" 　") if text[start - 1 : start] in (" ", "　") else text[:start]
    has_head = head_before(before, len(before)) is not None or before.endswith(_roles())
    acts = (
        text.startswith(_acts(), end)
        or _opens(text, start, end)
        or _is_addressed(text, end)
        or is_listed(words, start, end)
    )
    if len(name) == 2 and name[1] in vocabulary()["clinging"]:
        weight -= 0.8
    if not (has_head or acts) and token.tag == "PER":
        # a name that the network can do without, and that nothing supports: 远见|卓识, 中|阿文明
        weight -= max(0.0, _DOUBTFUL - words.names.doubt(start)) / _DOUBTFUL
        weight -= 0.6 * (words.names.loss(start, end) > _STRETCHED)
    if not has_head and _VISITED.match(text, end) and text.endswith(_TO, 0, start):
        weight -= 2.0
    weight += 0.8 * (_TAKES_OFFICE.match(text, end) is not None)
    is_told = _LIFE.match(text, end) is not None
    return weight + 1.0 * has_head + 0.8 * acts + 3.0 * is_told


_TAKES_OFFICE = re.compile("(?:同志)?(?:兼任|任|不再担任)(?![务何意命职期免由性教])")
_TO = ("到", "赴", "在", "深入", "前往", "走进")
_VISITED = re.compile("调研|检查|督导|督查|考察|走访|慰问|视察|看望")  # 到柳岗调研: a place
_LIFE = re.compile("，[男女]，")  # the life of a candidate in short: 某某，女，汉族，…


def _is_addressed(text: str, end: int) -> bool:
    """Whether a title or a word for a person stands behind a name (胡老|先生)."""
    return head_pattern().match(text, end) is not None or text.startswith(_roles(), end)


def is_listed(words: Words, start: int, end: int) -> bool:
    """Whether the network reads another person beside a name, or the name stands by itself on its line."""
    text = words.text
    before, behind = text[start - 1 : start], text[end : end + 1]
    if before in ("", " ", "　", "\n") and behind in ("", " ", "　", "\n", "\r"):
        return True
    return (before in "、—-和与" and words.tag_at(start - 2) == "PER") or (
        behind in "、—-和与" and words.tag_at(end + 1) == "PER"
    )


# How much better than a reading without it a name is, below which it wants support.
_DOUBTFUL = 2.5
# What the network loses by a name where it read a longer thing, a comma taken in (方式|陈旧、).
_STRETCHED = 3.5


def _with_first_part(text: str, start: int, end: int) -> int:
    """Takes in the first characters of a foreign name that the network left to the title (总统博索|纳罗)."""
    if not is_transliterated(text[start:end]) or head_before(text, start):
        return start
    for size in (1, 2):
        if head_before(text, start - size) and is_transliterated(text[start - size : end]):
            return start - size
    return start


def _opens(text: str, start: int, end: int) -> bool:
    """Whether a name opens a sentence or a headline, or stands for a group (甲在乙地调研, 甲一行)."""
    if text.startswith("一行", end):
        return True
    return text[start - 1 : start] in ("", "\n", "。", "　") and text.startswith(tuple("在与同到赴会率向"), end)


def _after_of(text: str, place: int) -> bool:
    """Whether a 之 before a place ended a name (田中信之说): something else than a noun follows."""
    return NOT_IN_NAMES.match(text, place) is not None or text.startswith(tuple(vocabulary()["acting"]), place)


def _parts(words: Words, token: Token) -> Iterator[tuple[int, int]]:
    """The names in a word: cut at punctuation, and at 和 between names of several parts."""
    for part in re.finditer(r"[\u4e00-\u9fff·•・]+", words.read(token)):
        pieces = re.split(r"(?<=[\u4e00-\u9fff]{2})[和与及](?=[\u4e00-\u9fff]{1,8}·)", part.group())
        start = token.start + part.start()
        for piece in pieces:
            yield start, start + len(piece)
            start += len(piece) + 1


def _is_country_sign(text: str, start: int, end: int) -> bool:
    """Whether a span begins with the sign of a country and a word that goes with it: 尼方, 阿中两国."""
    rules = vocabulary()
    name = text[start:end]
    if len(name) == 2 and text.startswith(("两国", "关系", "双方"), end):
        return True
    return name[0] in rules["country_signs"] and (name[1:] in rules["behind_country_signs"] or name[1:2] == "方")


def _is_preposition(words: Words, start: int) -> bool:
    """Whether 于 before what the network reads as a given name belongs to the verb before it (运用于, 穿梭于)."""
    before = words.at(start - 1) if start else None
    return words.text[start] == "于" and before is not None and before.end == start and before.tag == "v"


def _roles() -> tuple[str, ...]:
    return tuple(vocabulary()["roles"])


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Cuts words for persons off a name's ends: 村民王小二, 王小二女士."""
    for word in vocabulary()["roles"]:
        if text.startswith(word, start, end) and end - start - len(word) >= 2:
            start += len(word)
        if text.endswith(word, start, end) and end - start - len(word) >= 2 and not is_chinese_name(text[start:end]):
            end -= len(word)
    if end - start == 4 and text[start : start + 2] not in compound_surnames() and text[start] in surnames():
        end -= text[end - 1] in vocabulary()["clinging"] and is_chinese_name(text[start : end - 1])
    head = head_before(text, end)
    if head is not None and end - start - len(head) >= 2 and is_chinese_name(text[start : end - len(head)]):
        end -= len(head)
    front = head_pattern().match(text, start, end)
    if front is not None and end - front.end() >= 2 and not is_chinese_name(text[start:end]):
        start = front.end()
    inside = [match.end() for match in head_pattern().finditer(text, start + 1, end - 2)] if end - start > 4 else []
    start = max([start, *inside])  # 某国总理安瓦尔·汗, 旗政协主席巴雅
    while start < end and text[start] in DOTS:
        start += 1
    while start < end and text[end - 1] in DOTS:
        end -= 1
    return start, end


def dotted(words: Words) -> list[Person]:
    """Names of several parts: 彼得·伊万诺夫, 阿卜杜·艾山江."""
    found: list[Person] = []
    text = words.text
    for match in _SEVERAL_PARTS.finditer(text):
        if not any(token.tag in ("PER", "nr") for token in words.within(*match.span())):
            continue
        start, end = _bounds_of_parts(words, match)
        parts = DOT.split(text[start:end])
        if sum(is_transliterated(part) or len(part) == 1 for part in parts) * 2 >= len(parts):
            found.append(Person(start, end, text[start:end], 3.0, "grammar"))
    return found


_SEVERAL_PARTS = re.compile(
    r"[\u4e00-\u9fffA-Z](?:(?![和与及的])[\u4e00-\u9fff.]){0,8}(?:[·•・．](?:(?![和与及的])[\u4e00-\u9fff]){1,9})+"
)


def _bounds_of_parts(words: Words, match: re.Match[str]) -> tuple[int, int]:
    """Where a name with dots begins and ends: as the network likes it best, of the places where words begin."""
    text = words.text
    dots = [place for place in range(*match.span()) if text[place] in DOTS + "．"]
    front = dots[0]
    while front > match.start() and is_transliterated(text[front - 1] * 2) and not head_before(text, front):
        front -= 1
    first_place = front if head_before(text, front) else match.start()
    starts = {front} | {place for place in range(first_place, dots[0]) if words.starts_at(place)}
    best = (float("inf"), *match.span())
    for start in starts - {dots[0]}:
        first = text[start : dots[0]]
        strange = 0.0 if is_transliterated(first) or first.isascii() else 3.0
        strange += 2.0 * (start > front)  # a part of a foreign name
        for reading in words.names.at(start):
            last = reading.end - dots[-1] - 1
            is_word = words.ends_at(reading.end)
            if reading.end <= match.end() and (last > 1 or (last == 1 and is_word)):
                against = reading.loss + strange + 1.5 * (not is_word) + 3.0 * _is_cut(text, reading.end)
                best = min(best, (against, start, reading.end))
    return best[1:]


def behind_titles(words: Words) -> list[Person]:
    """Names that follow a title or a word for persons, where the network's best reading has none (局长管思齐)."""
    found: list[Person] = []
    text = words.text
    for match in _before_names().finditer(text):
        start = match.end()
        while start < len(text) and text[start] in " 　":
            start += 1
        token = words.at(start)
        if token is None or (token.start == start and token.tag in ("PER", "c")) or not _may_open_name(text, start):
            continue
        name = best_name(words, start)
        if name is None or name.loss > _limit(words, match, start, name.end):
            continue
        is_listed = text.startswith("、", name.end) and match.group() in heads()
        if text[start : name.end] in words_like_names() and not is_listed:
            continue
        if name.end - start == 2 and text[start] == text[start + 1]:
            continue
        found.append(Person(start, name.end, text[start : name.end], max(1.6, 2.6 - name.loss / 5), "title"))
    return found


def _limit(words: Words, match: re.Match[str], start: int, end: int) -> float:
    """What the network may lose by a name that it did not read, behind a title or a word for persons.

    A title that itself stands behind a name leads to no other name (某某主席|派特使).
    """
    text = words.text
    if match.group() in vocabulary()["named"]:
        return 7.0 if text.startswith(("同志", "为", "的", "任", "担任", "、"), end) else -1.0
    before = words.at(match.start() - 1)
    is_behind = before is not None and before.tag == "PER" and before.end <= match.start() + 1
    if is_behind and not NOT_IN_NAMES.match(text, match.start() - 1):
        return 0.5
    if match.group() not in heads() or match.group() in title_words()["needs_body"]:
        return 2.2
    if heads()[match.group()] and text.startswith("、", end):
        following = best_name(words, end + 1)
        if following is not None and following.loss < 6.5:
            return 13.0  # one title over a list of names, of which an ordinary word may be the first (市领导江山、)
    token = words.at(start)
    if token is not None and token.start < match.start() and token.tag in ("ORG", "LOC", "PER"):
        return 12.0 if is_bounded(text, end) else 6.0  # the network took title and name into the name of a body
    return 8.0 if text.startswith(_acts(), end) else 6.0


def _may_open_name(text: str, start: int) -> bool:
    is_surname = text[start] in surnames() or text[start : start + 2] in compound_surnames()
    is_surname = is_surname or looks_like_surname(text[start])
    return is_surname or _foreign_run().match(text, start) is not None


def best_name(words: Words, start: int) -> NameReading | None:
    """The likeliest name that begins at a character, by the network's votes, its shape and what follows it."""
    text = words.text
    best: NameReading | None = None
    for reading in words.names.at(start):
        if NOT_IN_NAMES.match(text, reading.end - 1):
            break
        if reading.end - start < 2:
            continue
        shape = _shape(text[start : reading.end])
        if reading.loss == 0.0 and text[reading.end - 1] not in _short_words():
            shape = min(shape, 1.5)
        against = reading.loss + shape + _rest(words, start, reading.end)
        if best is None or against < best.loss:
            best = NameReading(reading.end, against)
    return best


def _shape(name: str) -> float:
    """What the shape of a name says against it: five names of Chinese officials in six have three characters."""
    if is_transliterated(name) or is_of_a_minority(name):
        return 0.0 if len(name) > 2 else 1.0
    if name in no_names():
        return 3.0
    if len(name) == 3 and looks_like_surname(name[0]):
        return 1.0
    if DOT.search(name) or not is_chinese_name(name):
        return 3.0 if len(name) == 4 else 4.0
    size = len(name) - (name[:2] in compound_surnames())
    if size != 3:
        return 1.7 if size == 2 else 2.5
    rules = vocabulary()
    if name[-1] in rules["never_last"]:
        return 4.0
    return (
        2.0
        if name[-1] in "和与等"
        else 0.0
        if name[-1] in rules["name_ends"]
        else 0.6 + 0.8 * (name[-1] not in rules["rare_name_ends"])
    )


def _rest(words: Words, start: int, end: int) -> float:
    """What the text behind says against a name: a character left over (李会|会、), another name (别列|佐夫斯基)."""
    text = words.text
    if NOT_IN_NAMES.match(text, end) or end == len(text):
        return 0.0
    token = words.at(end)
    if token is not None and token.start == end and token.tag in ("PER", "nr") and text[end] not in DOTS:
        return 0.0 if is_chinese_name(words.read(token)) else 2.5
    if text[end] not in "等说" and _left_over().match(text, end + 1):
        return 5.0
    if text[end] not in _short_words() and text.startswith(tuple(vocabulary()["acting"]), end + 1):
        return 2.0
    if (is_transliterated(text[start:end]) or is_of_a_minority(text[start:end])) and _is_cut(text, end):
        return 3.0
    if token is None or not start < token.start < end:
        return 0.0
    return 2.0 if token.tag == "PER" else 0.6 * (token.end > end)


def _is_cut(text: str, end: int) -> bool:
    """Whether characters of foreign names go on behind a name up to where one may end (买买|提江、)."""
    run = _foreign_run().match(text, end)
    return run is not None and (NOT_IN_NAMES.match(text, run.end()) is not None or text.startswith(_acts(), run.end()))


@cache
def _left_over() -> re.Pattern[str]:
    """What follows right behind a name in a list, and behind a single character only when the name was cut."""
    return re.compile("、|等|一行|同志|作[的了关工报]")


@cache
def _short_words() -> frozenset[str]:
    """Words of one character that stand between a name and its verb."""
    rules = vocabulary()
    return frozenset(word for word in (*rules["after_name"], *rules["clinging"]) if len(word) == 1)


@cache
def _acts() -> tuple[str, ...]:
    return tuple(vocabulary()["acting"])


@cache
def _foreign_run() -> re.Pattern[str]:
    signs = "".join(sorted({*vocabulary()["transliteration"], *vocabulary()["minorities"]}))
    return re.compile(f"[{signs}]{{2,6}}")


@cache
def _before_names() -> re.Pattern[str]:
    """Heads of titles and words for persons, the longest first."""
    words = {*heads(), *vocabulary()["roles"], *vocabulary()["named"]}
    return re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True)))


def behind_bodies(words: Words, blocked: Sequence[tuple[int, int]]) -> list[Person]:
    """Names right behind an organisation: 北京大学周立之、, where the network saw none."""
    found: list[Person] = []
    for _, start in blocked:
        end = name_end(words, start)
        token = words.at(start)
        if end is None or token is None or token.start != start or end - start < 3:
            continue
        if token.end - token.start == 1 and not has_doubtful_surname(words.text[start:end]):
            found.append(Person(start, end, words.text[start:end], 1.6, "list"))
    return found


def name_end(words: Words, start: int) -> int | None:
    """Where a Chinese name that starts here ends, by what follows it; None when none starts."""
    text = words.text
    sizes = (3, 4) if text[start : start + 2] in compound_surnames() else (3, 2)
    for size in sizes:
        name = text[start : start + size]
        if len(name) == size and is_chinese_name(name) and is_bounded(text, start + size):
            return start + size
    return None


def is_bounded(text: str, end: int) -> bool:
    """Whether a name may end here, by what follows it."""
    rest = text[end : end + 3]
    return not rest or NOT_IN_NAMES.match(rest) is not None or rest.startswith(tuple(vocabulary()["after_name"]))
