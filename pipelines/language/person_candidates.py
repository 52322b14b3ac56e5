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
from pipelines.language.names import (
    compound_surnames,
    has_doubtful_surname,
    is_chinese_name,
    is_transliterated,
    surnames,
    vocabulary,
    words_like_names,
)
from pipelines.language.titles import head_before, head_pattern, heads
from pipelines.language.words import Words

DOTS = "·•・"
DOT = re.compile(r"[·•・．]")
NOT_IN_NAMES = re.compile(r"[^\u4e00-\u9fff·•・]")


@dataclass(slots=True)
class Person:
    """A person named in a text: the span, the full name, how sure."""

    start: int
    end: int
    name: str
    weight: float
    method: str


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
            if words.text[end : end + 1] == "之" and _after_of(words.text, end + 1) and end - start < 4:
                end += 1
            name = words.text[start:end]
            weight = 2.0 if token.tag == "PER" else 0.8
            if not (is_chinese_name(name) or is_transliterated(name)):
                weight -= 0.7
            if _is_country_sign(words.text, start, end) or _is_preposition(words, start):
                continue
            if head_before(words.text, start) or words.text[max(0, start - 3) : start].endswith(_roles()):
                weight += 1.0
            if words.text.startswith(tuple(vocabulary()["acting"]), end) or _opens(words.text, start, end):
                weight += 0.8
            if len(name) == 2 and name[1] in vocabulary()["clinging"]:
                weight -= 0.8
            found.append(Person(start, end, name, weight, "network"))
    return found


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
    while start < end and text[start] in DOTS:
        start += 1
    while start < end and text[end - 1] in DOTS:
        end -= 1
    return start, end


def dotted(words: Words) -> list[Person]:
    """Names of several parts: 彼得·伊万诺夫, 阿卜杜·艾山江."""
    found: list[Person] = []
    text = words.text
    for match in re.finditer(
        r"[\u4e00-\u9fffA-Z](?:(?![和与及])[\u4e00-\u9fff.]){0,8}(?:[·•・．](?:(?![和与及])[\u4e00-\u9fff]){1,9})+",
        text,
    ):
        start, end = match.span()
        inside = words.within(start, end)
        if not any(token.tag in ("PER", "nr") for token in inside):
            continue
        while (
            inside
            and inside[0].tag not in ("PER", "nr")
            and inside[0].end < end
            and DOT.search(text[inside[0].end : end])
        ):
            if DOT.search(text[inside[0].start : inside[0].end]) or DOT.match(text[inside[0].end : end]):
                break
            start = inside[0].end
            inside = inside[1:]
        last = text.rfind("·", start, end)
        first = words.at(max(start, last + 1))
        if (first is not None and first.end < end and first.tag in ("PER", "nr")) or (
            first is not None and first.tag not in ("PER", "nr") and first.start > last
        ):
            end = first.end
        parts = re.split(r"[·•・．]", text[start:end])
        if sum(is_transliterated(part) or len(part) == 1 for part in parts) * 2 >= len(parts):
            found.append(Person(start, end, text[start:end], 3.0, "grammar"))
    return found


def behind_titles(words: Words) -> list[Person]:
    """Names that follow a title, where the network cut the words wrongly (市 长高大山)."""
    found: list[Person] = []
    text = words.text
    for match in _before_names().finditer(text):
        start = match.end()
        while start < len(text) and text[start] in " 　":
            start += 1
        token = words.at(start)
        if token is None or (token.start == start and token.tag in ("PER", "c")):
            continue
        straddles = token.start < start
        is_proper = token.tag in ("LOC", "ORG", "nr", "ns", "nz", "nt")
        is_single = token.end - token.start == 1 and _single_words(words, start)
        acts = _acts(text, start) and match.group() in heads()
        if not (straddles or is_proper or is_single or acts):
            continue
        end = name_end(words, start)
        if end is not None:
            weight = 2.6 if straddles else 1.8 if token.tag in ("LOC", "ORG", "ns") else 1.2
            if end - start == 3 and token.end - token.start == 1:
                weight = 2.0 if acts else 1.6
            if text[start:end] not in words_like_names():
                found.append(Person(start, end, text[start:end], weight, "title"))
            continue
        foreign = _foreign_pattern().match(text, start)
        if foreign is not None and is_transliterated(foreign.group()):
            found.append(Person(start, foreign.end(), foreign.group(), 2.7, "title"))
    return found


@cache
def _before_names() -> re.Pattern[str]:
    """Heads of titles and words for persons, the longest first."""
    words = {*heads(), *vocabulary()["roles"]}
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


@cache
def _foreign_pattern() -> re.Pattern[str]:
    """A name of foreign characters up to what may follow a name."""
    after = "|".join(map(re.escape, [*vocabulary()["acting"], *vocabulary()["after_title_names"]]))
    return re.compile(rf"[\u4e00-\u9fff]{{2,6}}?(?=[^\u4e00-\u9fff·]|$|{after})")


def _acts(text: str, start: int) -> bool:
    """Whether three characters with the shape of a name do what persons do (局长 + 车大军 + 表示)."""
    name = text[start : start + 3]
    return (
        is_chinese_name(name)
        and name[2:] not in vocabulary()["never_last"]
        and text.startswith(tuple(vocabulary()["acting"]), start + 3)
    )


def _single_words(words: Words, start: int) -> bool:
    following = words.at(start + 1)
    return (
        following is not None
        and following.end - following.start <= 2
        and following.tag in ("n", "nz", "nr", "a", "an", "vn")
    )


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
