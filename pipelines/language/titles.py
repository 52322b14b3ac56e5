"""Reads the official titles that stand before and behind a person's name.

Grammar: a run of titles joined by 、 or 兼 before a name (市委书记、市人大常委会主任 + name); each title is a
body or area and a head from `titles.yml`. What a title means (organisation, area) is decided in `offices.py`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

import yaml

from pipelines.language.organizations import Organization
from pipelines.language.place_names import PlaceName
from pipelines.language.words import Words

_LONGEST = 48
_SENTENCE = re.compile(r"[。！？；，\n]")
_BREAK = re.compile(r"[、，,；;。：:！!？?\n\r“”\"《》【】 　—…·/]")
_NOUNS = frozenset({"n", "nz", "nt", "ns", "nw", "LOC", "ORG", "vn", "an", "f", "s", "a", "m", "q", "ad", "nr"})


@dataclass(slots=True)
class Title:
    """One title as printed.

    head: the word of the vocabulary that it ends in
    change: former, acting, appointed, removed or None
    several: whether it may stand before several names
    outer: where the words before it begin that say how it is held (原, 时任)
    """

    start: int
    end: int
    text: str
    head: str
    several: bool
    change: str | None = None
    outer: int | None = None


@dataclass(slots=True)
class Surroundings:
    """What stands around a title: the text's words, and the places and organisations by where they end.

    extra: titles of the profile, printed form → organisation
    """

    words: Words
    organizations: dict[int, Organization]
    places: dict[int, PlaceName]
    persons: set[int]
    extra: Mapping[str, str] = field(default_factory=dict)
    body_starts: set[int] = field(init=False)

    def __post_init__(self) -> None:
        self.body_starts = {body.start for body in self.organizations.values()}


@cache
def vocabulary() -> dict[str, Any]:
    """`titles.yml`."""
    text = resources.files(__package__).joinpath("titles.yml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


@cache
def heads() -> dict[str, bool]:
    """Heads, and whether many persons may hold them at once."""
    groups = vocabulary()["heads"]
    return {**dict.fromkeys(groups["one"], False), **dict.fromkeys(groups["several"], True)}


@cache
def head_pattern() -> re.Pattern[str]:
    """Any head, the longest first."""
    return re.compile("|".join(sorted(map(re.escape, heads()), key=len, reverse=True)))


@cache
def _sizes() -> tuple[int, ...]:
    return tuple(sorted({len(head) for head in heads()}, reverse=True))


def head_before(text: str, end: int) -> str | None:
    """The longest head that ends at a place."""
    return next(
        (text[end - size : end] for size in _sizes() if size <= end and text[end - size : end] in heads()), None
    )


def titles_before(around: Surroundings, end: int) -> list[Title]:
    """The run of titles that ends at a place (the start of a name), in printed order."""
    text = around.words.text
    found: list[Title] = []
    while True:
        while end > 0 and text[end - 1] in " 　“":
            end -= 1
        title = _title_ending(around, end)
        if title is None:
            break
        found.append(title)
        outer = title.start if title.outer is None else title.outer
        joint = _joint_before(text, outer)
        if joint is None:
            break
        end = outer - len(joint)
        if joint in ",，" and (head_before(text, end) is None or title.text == title.head == ""):
            break
    found.reverse()
    return _with_bodies(found)


def title_behind(around: Surroundings, start: int) -> Title | None:
    """A title right behind a name (王小明总书记: name and head), when it belongs to no next name."""
    text = around.words.text
    match = head_pattern().match(text, start)
    if match is None:
        return None
    token = around.words.at(match.end() - 1)
    if token is None or token.end != match.end():
        return None
    if not around.words.starts_at(start) and token.tag != "PER":  # the network may read name and title as one
        return None
    if match.end() in around.persons or match.group() in vocabulary()["needs_body"]:
        return None
    return Title(start, match.end(), match.group(), match.group(), heads()[match.group()])


def title_behind_another(text: str, start: int, persons: Collection[int]) -> Title | None:
    """A second title of the country behind the first (某某总书记、国家主席), when no name follows it."""
    match = _SECOND.match(text, start)
    if match is None or match.end() in persons:
        return None
    head = "主席" if match["title"].endswith("主席") else match["title"]
    return Title(match.start("title"), match.end(), match["title"], head, False)


_SECOND = re.compile("、(?P<title>国家主席|中央军委主席|国务院总理)")


def _title_ending(around: Surroundings, end: int) -> Title | None:
    text = around.words.text
    own = next((title for title in sorted(around.extra, key=len, reverse=True) if text.endswith(title, 0, end)), None)
    if own is not None:
        return Title(end - len(own), end, own, own, True)
    head = head_before(text, end)
    if head is None:
        return None
    outer = _left_edge(around, end - len(head), end)
    start, change = held_as(around, outer, end - len(head))
    inside = text[start - 1 : start] in ("原", "前") and _before(around, start - 1)
    if change is not None and inside:
        # 某大学原教授, 法国前总统: the word stands inside the title, which begins with the body
        start = outer = inside.start
    elif change is not None and outer == start:
        outer = start - len(_held_before(text, start))
    return Title(start, end, text[start:end], head, heads()[head], change, outer)


def _before(around: Surroundings, end: int) -> Organization | PlaceName | None:
    """The body or place that ends right before a place."""
    return around.organizations.get(end) or around.places.get(end)


def _held_before(text: str, start: int) -> str:
    """The word before a title that says how it is held."""
    rules = vocabulary()
    words = sorted([*rules["former"], *rules["acting"]], key=len, reverse=True)
    return next((word for word in words if text.endswith(word, 0, start)), "")


def _left_edge(around: Surroundings, start: int, end: int) -> int:
    """Where a title begins: bodies, places and nouns before its head belong to it."""
    words, text = around.words, around.words.text
    while start > 0 and end - start < _LONGEST:
        body = around.organizations.get(start)
        if body is not None and body.method != "anaphor":
            start = body.start
            continue
        place = around.places.get(start)
        if place is not None:
            start = place.start
            continue
        if text[start - 1] in "）)" and start - 1 in around.organizations:
            opened = around.organizations[start - 1].start - 1
            if text[opened] in "（(" and opened in around.organizations:
                start = opened
                continue
        if text[start - 1] == "”":
            opened = text.rfind("“", max(0, start - 24), start)
            if opened <= 0 or _SENTENCE.search(text, opened, start):
                break
            start = opened
            continue
        token = words.at(start - 1)
        if token is None or start in around.persons:
            break
        if token.tag == "c" and words.read(token) in ("和", "与", "及") and _joins_body(around, token.start):
            start = token.start
            continue
        word = text[token.start : start]
        if token.tag in ("v", "vd", "d") and word in vocabulary()["inside"]:
            start = token.start
            continue
        if token.tag == "m" and not word.startswith("第") and word[-1] not in "一二三四五六七八九十":
            break
        if token.tag not in _NOUNS or word in _stops():
            break
        broken = [match.end() for match in _BREAK.finditer(word)]
        # 国务委员兼外交部长 may be one word of the network
        broken += [place for place in (word.find("兼") + 1,) if place and head_before(text, token.start + place - 1)]
        if broken:
            start = token.start + max(broken)
            break
        start = token.start
    return start


def _joins_body(around: Surroundings, end: int) -> bool:
    """Whether nouns lead from a conjunction back to a body, so that it stands inside a name (财政与政策研究院)."""
    words = around.words
    place = end
    while end - place < 16:
        if place in around.organizations or place in around.places:
            return place != end
        token = words.at(place - 1) if place else None
        if token is None or token.tag not in ("n", "vn", "an", "a", "nz", "LOC", "ns"):
            return False
        if place == end and token.tag not in ("n", "vn", "an", "a"):
            return False
        place = token.start
    return False


@cache
def _stops() -> frozenset[str]:
    return frozenset(vocabulary()["stops"])


# 代 is a word of its own only where nothing that could belong to it stands before: 市委副书记、代市长, not 时代市长
_BEFORE_ACTING = ("", "、", "，", ",", "。", "\n")


def held_as(around: Surroundings, start: int, head_start: int) -> tuple[int, str | None]:
    """Cuts words that say how a title is held off its front (原, 代), and adjectives."""
    text, rules = around.words.text, vocabulary()
    change: str | None = None
    while start < head_start or text.startswith(tuple(rules["acting"]), start):
        for group, name in (("former", "former"), ("acting", "acting")):
            word = next((w for w in sorted(rules[group], key=len, reverse=True) if text.startswith(w, start)), None)
            if word is not None and start + len(word) <= head_start and not _is_word_part(around, start, word):
                start, change = start + len(word), name
                break
        else:
            token = around.words.at(start)
            if (
                token is not None
                and token.start == start
                and token.tag in ("a", "ad", "f", "s", "q")
                and token.end <= head_start
                and start not in around.body_starts
            ):
                start = token.end
                continue
            break
    before = text[max(0, start - 2) : start]
    if change is None:
        if before.endswith(tuple(rules["former"])) and not before.endswith(("之前", "以前", "目前", "此前", "日前")):
            change = "former"
        elif before.endswith(("代理", "候任")) or (before[-1:] == "代" and before[:-1] in _BEFORE_ACTING):
            change = "acting"
    return start, change


def _is_word_part(around: Surroundings, start: int, word: str) -> bool:
    if around.words.text.startswith(tuple(vocabulary()["not_held"]), start):
        return True
    token = around.words.at(start)
    return token is not None and len(word) == 1 and token.end > start + 1 and token.tag in ("LOC", "ORG", "nz", "ns")


def _joint_before(text: str, start: int) -> str | None:
    return next((joint for joint in vocabulary()["joints"] if text.endswith(joint, 0, start)), None)


def _with_bodies(found: Sequence[Title]) -> list[Title]:
    """Drops bare heads that name no office by themselves (负责人), unless a body stands in the title before."""
    kept: list[Title] = []
    for title in found:
        if title.text == title.head and title.head in vocabulary()["needs_body"]:
            continue
        if title.head in vocabulary()["descriptive"]:
            continue
        kept.append(title)
    return kept
