"""Reads the official titles that stand before and behind a person's name.

Grammar: a run of titles joined by 、 or 兼 before a name (市委书记、市人大常委会主任 + name); each title is a
body or area and a head from `titles.yml`. What a title means (organisation, area) is decided in `offices.py`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from pipelines.language.names import vocabulary as person_words
from pipelines.language.organization_names import Organization
from pipelines.language.organization_words import vocabulary as body_words
from pipelines.language.place_names import PlaceName
from pipelines.language.title_heads import head_before, head_pattern, heads, vocabulary
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

    persons: the persons, end → start
    extra: titles of the profile, printed form → organisation
    """

    words: Words
    organizations: dict[int, Organization]
    places: dict[int, PlaceName]
    persons: Mapping[int, int]
    extra: Mapping[str, str] = field(default_factory=dict)
    body_starts: set[int] = field(init=False)

    def __post_init__(self) -> None:
        self.body_starts = {body.start for body in self.organizations.values()}


def titles_before(around: Surroundings, end: int) -> list[Title]:
    """The run of titles that ends at a place (the start of a name), in printed order."""
    text = around.words.text
    found: list[Title] = []
    while True:
        while end > 0 and text[end - 1] in " 　“":
            end -= 1
        title = _title_ending(around, end)
        if title is None and not found:
            role = _role_pattern().search(text, max(0, end - 16), end)
            title = _title_ending(around, role.start()) if role else None
        if title is None or title.start in around.persons:
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


@cache
def _role_pattern() -> re.Pattern[str]:
    """A word for a person between title and name (某局副局长、著名文化学者某某)."""
    roles = "|".join(sorted(map(re.escape, person_words()["roles"]), key=len, reverse=True))
    return re.compile(rf"、(?:著名|知名|资深|青年)?[\u4e00-\u9fff]{{0,4}}(?:{roles})$")


def title_behind(around: Surroundings, start: int, starts: Collection[int]) -> Title | None:
    """A title right behind a name (王小明总书记: name and head), when it belongs to no next name.

    starts: where persons begin
    """
    text = around.words.text
    match = head_pattern().match(text, start)
    if match is None:
        return None
    token = around.words.at(match.end() - 1)
    if token is None or token.end != match.end():
        return None
    if not around.words.starts_at(start) and token.tag != "PER":  # the network may read name and title as one
        return None
    if match.end() in starts or match.group() in vocabulary()["needs_body"]:
        return None
    return Title(start, match.end(), match.group(), match.group(), heads()[match.group()])


def title_behind_another(text: str, start: int, persons: Collection[int]) -> Title | None:
    """A second title of the country behind the first (某某总书记、国家主席), when no name follows it."""
    match = _SECOND.match(text, start)
    if match is None or match.end() in persons:
        return None
    head = "主席" if match["title"].endswith("主席") else match["title"]
    return Title(match.start("title"), match.end(), match["title"], head, False)


def title_behind_list(words: Words, end: int) -> Title | None:
    """The title behind a list of names that ends at a place (甲、乙等市领导, 甲、乙、丙三位院士)."""
    text = words.text
    match = _BEHIND_LIST.match(text, end)
    if match is None:
        return None
    start = match.end()
    for head in head_pattern().finditer(text, start, start + 14):
        body = text[start : head.start()]
        nouns = all(token.tag in _NOUNS - {"vn", "m"} for token in words.within(start, head.start()))
        if re.search(r"[^\u4e00-\u9fff]|的", body) or not nouns:
            return None
        if heads()[head.group()] and (body or head.group() not in vocabulary()["needs_body"]):
            return Title(start, head.end(), text[start : head.end()], head.group(), True)
    return None


_BEHIND_LIST = re.compile("等(?:[0-9一二三四五六七八九十两]+[位名])?(?:在家(?:的)?)?")
_SECOND = re.compile("、(?P<title>国家主席|中央军委主席|国务院总理)")


def _title_ending(around: Surroundings, end: int) -> Title | None:
    text = around.words.text
    own = next((title for title in sorted(around.extra, key=len, reverse=True) if text.endswith(title, 0, end)), None)
    if own is not None:
        return Title(end - len(own), end, own, own, True)
    stop = end - len("候选人") if text.endswith("候选人", 0, end) else end
    head = head_before(text, stop)
    if head is None:
        return None
    edge = _left_edge(around, stop - len(head), end)
    if text[edge - 1 : edge] == "家" and around.words.tag_at(edge - 1) == "m":
        return None  # 一家装饰公司负责人: of a company without a name
    start, change = held_as(around, edge, stop - len(head))
    held, change = _held_before(around, start) if change is None else ("", change)
    if change is None and _acting_behind_body(around, stop - len(head)):
        change = "acting"
    outer = start - len(held)
    if held and held in vocabulary()["printed"]:
        inside = _before(around, outer) if held in ("原", "前") else None
        start = outer = inside.start if inside else outer  # 某大学原教授: the title begins with the body
    return Title(start, end, text[start:end], head, heads()[head], change, outer)


def _before(around: Surroundings, end: int) -> Organization | PlaceName | None:
    """The body or place that ends right before a place."""
    return around.organizations.get(end) or around.places.get(end)


def _held_before(around: Surroundings, start: int) -> tuple[str, str | None]:
    """The word before a title that says how it is held, and what it says."""
    text, rules = around.words.text, vocabulary()
    for change in ("former", "acting"):
        for word in sorted(rules[change], key=len, reverse=True):
            if not text.endswith(word, 0, start) or text.endswith(_OTHER_BEFORE, 0, start):
                continue
            if word != "代" or text[start - 2 : start - 1] in _BEFORE_ACTING:
                return word, change
    return "", None


_OTHER_BEFORE = ("之前", "以前", "目前", "此前", "日前", "年前", "提前", "跟前", "生前")


def _left_edge(around: Surroundings, start: int, end: int) -> int:
    """Where a title begins: bodies, places and nouns before its head belong to it."""
    words, text = around.words, around.words.text
    start = _before_head(around, start)
    while start > 0 and end - start < _LONGEST:
        manner = next((word for word in vocabulary()["manners"] if text.endswith(word, 0, start)), "")
        if manner:
            start -= len(manner)
            continue
        body = around.organizations.get(start)
        if body is not None and body.method != "anaphor":
            start = body.start
            continue
        place = around.places.get(start) or _place_around(around, start)
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
        if token is None or start in around.persons or text.endswith(_parts_played(), 0, start):
            break
        if token.tag == "c" and words.read(token) in ("和", "与", "及") and _joins_body(around, token.start):
            start = token.start
            continue
        word = text[token.start : start]
        if token.tag in ("v", "vd", "d") and word in vocabulary()["inside"]:
            start = token.start
            continue
        if token.tag == "m" and not word.startswith("第") and word[-1] not in "一二三四五六七八九十届":
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


def _before_head(around: Surroundings, start: int) -> int:
    """Where the part of a title begins that one word holds with its head: 政府代|旗长, and what the network joined."""
    text = around.words.text
    start -= _acting_behind_body(around, start)
    joined = around.words.at(start - 1) if start else None
    if joined is None or joined.end <= start or joined.tag not in ("PER", "ORG", "LOC"):
        return start
    breaks = [match.end() for match in _BREAK.finditer(text, joined.start, start)]
    return max([joined.start, *breaks, *(place for place in around.persons if joined.start < place <= start)])


def _acting_behind_body(around: Surroundings, start: int) -> int:
    """The length of 代 or 代理 between a body and its head (政府代旗长)."""
    text = around.words.text
    size = next((len(word) for word in ("代理", "代") if text.endswith(word, 0, start)), 0)
    before = start - size
    return size if size and (text.endswith("政府", 0, before) or before in around.organizations) else 0


def _place_around(around: Surroundings, start: int) -> PlaceName | None:
    """The district whose last character the title shares with its body (前进区|区委书记 printed 前进区委书记)."""
    place = around.places.get(start + 1)
    is_shared = place is not None and place.end - place.start > 2 and around.words.text[start] in "区县市州旗盟"
    return place if is_shared else None


def _joins_body(around: Surroundings, end: int) -> bool:
    """Whether nouns lead from a conjunction back to a body, so that it stands inside a name (财政与政策研究院)."""
    words = around.words
    place = end
    while end - place < 16:
        if place in around.persons:
            return False
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
def _parts_played() -> tuple[str, ...]:
    return tuple(body_words()["parts_played"])


@cache
def _stops() -> frozenset[str]:
    return frozenset(vocabulary()["stops"])


# 代 is a word of its own only where nothing that could belong to it stands before: 市委副书记、代市长, not 时代市长
_BEFORE_ACTING = ("", "、", "，", ",", "。", "\n", "兼")


def held_as(around: Surroundings, start: int, head_start: int) -> tuple[int, str | None]:
    """Where a title begins, without words and adjectives before it, and how it is held (原市长, 代市长, 时任市长).

    Words that are printed as a part of the title (原, 代) stay in it; 时任 does not.
    """
    text, rules = around.words.text, vocabulary()
    change: str | None = None
    first: int | None = None
    while start < head_start or text.startswith(tuple(rules["acting"]), start):
        for name in ("former", "acting"):
            word = next((w for w in sorted(rules[name], key=len, reverse=True) if text.startswith(w, start)), None)
            if word is not None and start + len(word) <= head_start and not _is_word_part(around, start, word):
                first = (start if first is None else first) if word in rules["printed"] else None
                start, change = start + len(word), name
                break
        else:
            token = around.words.at(start)
            if (
                token is not None
                and token.start == start
                and token.tag in ("a", "ad", "f", "s", "q")
                and token.end <= head_start
                and around.words.read(token) not in rules["manners"]
                and start not in around.body_starts
            ):
                start = token.end
                continue
            break
    return (start if first is None else first), change


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
