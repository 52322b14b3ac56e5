"""Finds those who made an article: bylines and credits in running text (记者张某、通讯员, 某摄, 责编：某).

Works on raw text, so that contributors are known, and never taken for officials, where no page was cut.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipelines.language.names import has_doubtful_surname, is_chinese_name, vocabulary
from pipelines.language.words import Words

_HAN = "\u4e00-\u9fff"
_NAME = rf"[{_HAN}](?:[ \u00a0　]{{1,3}}[{_HAN}](?![{_HAN}])|[{_HAN}·]{{1,11}})"
_SPACED = rf"[{_HAN}][ \u00a0　]{{1,3}}[{_HAN}]"
_SEPARATORS = r"(?:\s*[、，,/／]\s*|[ \u00a0　]+|\s*和\s*)"


@dataclass(frozen=True, slots=True)
class Credit:
    """A contributor: the span of the name, the name without spaces, the role."""

    start: int
    end: int
    name: str
    role: str


def find_credits(words: Words) -> list[Credit]:
    """Contributors in the order of the text."""
    found: dict[int, Credit] = {}
    text = words.text
    for match in _label_pattern().finditer(text):
        role = _roles()[match["label"]]
        if role == "photographer" or (role in ("editor", "author") and not match["mark"].strip()):
            continue
        for start, end in _names_from(words, match.end()):
            found.setdefault(start, Credit(start, end, re.sub(r"\s", "", text[start:end]), role))
    for match in _photo_pattern().finditer(text):
        for part in re.finditer(rf"{_SPACED}$|{_NAME}", match["names"]):
            start, end = match.start("names") + part.start(), match.start("names") + part.end()
            if is_chinese_name(re.sub(r"\s", "", part.group())):
                role = "author" if match["work"] in ("整理", "采访整理", "采写") else "photographer"
                found.setdefault(start, Credit(start, end, re.sub(r"\s", "", part.group()), role))
    for match in re.finditer(r"日电[ \u00a0　]*[（(](?=[^（）()]{2,24}[）)])", text):
        for start, end in _names_from(words, match.end()):
            found.setdefault(start, Credit(start, end, re.sub(r"\s", "", text[start:end]), "reporter"))
    for match in re.finditer(rf"(?m)^[ \u00a0　]*[（(](?={_NAME}(?:、{_NAME}){{0,3}}[）)][ \u00a0　]*\r?$)", text):
        for start, end in _names_from(words, match.end()):
            found.setdefault(start, Credit(start, end, re.sub(r"\s", "", text[start:end]), "author"))
    for match in re.finditer(rf"(?m)^[ \u00a0　]*({_NAME})[ \u00a0　]*\r?$", text):
        name = re.sub(r"\s", "", match[1])
        is_title_line = text.count("\n", 0, match.start(1)) < 3 and name == match[1]
        if (
            is_chinese_name(name)
            and len(name) < 4
            and not is_title_line
            and _is_person_line(words, match.start(1), match.end(1))
        ):
            found.setdefault(match.start(1), Credit(match.start(1), match.end(1), name, "author"))
    return [found[start] for start in sorted(found)]


def _is_person_line(words: Words, start: int, end: int) -> bool:
    tags = {token.tag for token in words.within(start, end)}
    spaced = bool(re.search(r"\s", words.text[start:end]))
    return spaced or tags <= {"PER", "nr"}


def _names_from(words: Words, start: int) -> list[tuple[int, int]]:
    """The names that follow a label, one after another, until something else comes."""
    text = words.text
    found: list[tuple[int, int]] = []
    place = start
    while True:
        skipped = re.compile(_SEPARATORS).match(text, place) if found else None
        begin = skipped.end() if skipped else place
        names = _name_at(words, begin)
        if not names:
            return found
        found += names
        place = names[-1][1]


def _name_at(words: Words, start: int) -> list[tuple[int, int]]:
    """The name at a place; two when they stand without separator (周小平李大明)."""
    text = words.text
    if _label_pattern().match(text, start):
        return []
    first = words.at(start)
    whole = re.compile(rf"[{_HAN}]{{2,4}}(?=[、）)])").match(text, start)
    if whole and is_chinese_name(whole.group()) and not has_doubtful_surname(whole.group()):
        return [whole.span()]
    if first is not None and first.start == start and first.tag in ("v", "p", "d", "c", "u", "r", "m", "vd", "w"):
        return []
    spaced = re.compile(rf"([{_HAN}])[ \u00a0　]{{1,3}}([{_HAN}])(?![{_HAN}])").match(text, start)
    if spaced and is_chinese_name(spaced[1] + spaced[2]):
        return [spaced.span()]
    run = re.compile(rf"[{_HAN}·]+").match(text, start)
    if run is None:
        return []
    end = run.end()
    stop = _stop_pattern().search(text, start + 2, end)
    if stop is not None:
        end = stop.start()
    size = end - start
    if 2 <= size <= 4 and (is_chinese_name(text[start:end]) or _all_person(words, start, end)):
        return [(start, end)]
    if "·" in text[start:end] and size <= 14:
        return [(start, end)]
    parts: list[tuple[int, int]] = []
    place = start
    while place < end:
        token = words.at(place)
        if token is None or token.tag not in ("PER", "nr") or token.start != place or token.end > end:
            break
        parts.append((token.start, token.end))
        place = token.end
    if parts and place < end and size <= 7 and is_chinese_name(text[place:end]):
        parts.append((place, end))
    return [part for part in parts if part[1] - part[0] > 1]


def _all_person(words: Words, start: int, end: int) -> bool:
    inside = words.within(start, end)
    return bool(inside) and all(token.tag in ("PER", "nr") for token in inside)


@cache
def _roles() -> dict[str, str]:
    return {label: role for role, labels in vocabulary()["bylines"].items() for label in labels}


@cache
def _label_pattern() -> re.Pattern[str]:
    labels = "|".join(sorted(map(re.escape, _roles()), key=len, reverse=True))
    return re.compile(rf"(?P<label>{labels})(?P<mark>[ \u00a0　]*[/／：:]?[ \u00a0　]*)")


@cache
def _stop_pattern() -> re.Pattern[str]:
    """What ends a run of names without punctuation: 摄, 文, 报道, the next label."""
    labels = "|".join(sorted(map(re.escape, _roles()), key=len, reverse=True))
    return re.compile(
        rf"{labels}|报道|采写|参与|供图|文/|文图|综合|整理|制图|讯|从|在|了|走进|获悉|日前|近日|来到|发现|采访|随|对|就"
    )


@cache
def _photo_pattern() -> re.Pattern[str]:
    names = rf"(?P<names>(?:{_SPACED}|{_NAME})(?:[、 　]+{_NAME}){{0,3}}?)"
    return re.compile(
        rf"(?:(?<=[。；：:（(）)\n\r　 /])|(?<=记者)|(?m:^))[ \u00a0　]*{names}[ \u00a0　]*"
        r"(?P<work>采访整理|采写|整理|摄影报道|摄影|[/／]?摄|供图|文/图|图)(?=[。）)（(\s/／，,；]|$)"
    )
