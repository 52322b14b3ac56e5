"""Finds persons: the network's proposals, checked and completed by titles, lists, bylines and the rest of the article.

A name that the article establishes once (behind a title, in a list, in a byline, or twice in the network's eyes)
is found wherever it stands, and bounds its neighbours: a longer reading that only adds 才 or 说 is cut back.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence

from pipelines.language import places
from pipelines.language.credits import Credit
from pipelines.language.names import (
    has_doubtful_surname,
    is_chinese_name,
    is_transliterated,
    no_names,
    surnames,
    vocabulary,
    words_like_names,
)
from pipelines.language.organization_words import has_strong_tail
from pipelines.language.person_candidates import (
    DOT,
    DOTS,
    Person,
    behind_bodies,
    behind_titles,
    best_name,
    dotted,
    from_network,
    is_bounded,
    is_listed,
)
from pipelines.language.title_heads import head_before, head_pattern, heads
from pipelines.language.words import Words

_LIST_END = "、，。；,;等和及（( \n\r与"


def find_persons(
    words: Words,
    blocked: Sequence[tuple[int, int]],
    credits: Sequence[Credit],
    companies: Collection[str] = (),
    known: Collection[str] = (),
) -> list[Person]:
    """The persons of a text, in order and without overlap.

    blocked: spans that hold no person (names of organisations)
    credits: contributors found beforehand
    companies: their names and short names, which begin no person's name
    known: names that other texts of the article established
    """
    found = [Person(credit.start, credit.end, credit.name, 4.0, "byline") for credit in credits]
    found += from_network(words)
    found += dotted(words)
    found += behind_titles(words)
    found += behind_bodies(words, blocked)
    established = _established(words, found)
    longer = _longer_names(established)
    found = [_grown(words.text, person, established, longer) for person in found]
    found = [_cut_back(words, person, established) for person in found]
    behind = _behind(words.text, found)
    found = [_completed(words, person, behind) for person in found]
    found += _in_lists(words, found)
    established = _established(words, found)
    established.update({name: max(3.0, established.get(name, 0.0)) for name in known})
    strongest = _strongest(found)
    found += _again(words, established)
    quoted = _only_quoted(words.text, found) | _rather_places(words, found)
    fronts = tuple(name for name in companies if len(name) > 1)
    kept = [
        person
        for person in found
        if _holds(words, person, established, strongest)
        and person.name not in quoted
        and not (fronts and person.name.startswith(fronts))
    ]
    return _full_names(_joined(words.text, _without_overlap(kept, blocked)))


def _only_quoted(text: str, found: Sequence[Person]) -> set[str]:
    """Names that stand in quotes by themselves everywhere (“读书月”): names of things."""
    free: dict[str, bool] = {}
    for person in found:
        quoted = text[person.start - 1 : person.start] in ("“", "《") and text[person.end : person.end + 1] in (
            "”",
            "》",
        )
        quoted = quoted and person.method == "network" and head_before(text, person.start - 1) is None
        free[person.name] = free.get(person.name, False) or not quoted
    return {name for name, is_free in free.items() if not is_free}


def _rather_places(words: Words, found: Sequence[Person]) -> set[str]:
    """Names that the network reads as places at least as often as persons (高家泊)."""
    names = {person.name for person in found if person.method == "network"}
    sure = {person.name for person in found if person.method != "network" or person.weight >= 2.5}
    counts: Counter[tuple[str, bool]] = Counter()
    for token in words.tokens:
        name = words.read(token)
        if name in names and token.tag in ("PER", "nr", "LOC", "ns"):
            counts[name, token.tag in ("LOC", "ns")] += 1
    return {name for name in names - sure if counts[name, True] >= max(1, counts[name, False])}


def _in_lists(words: Words, found: Sequence[Person]) -> list[Person]:
    """Neighbours of known names in a list: 甲、乙、丙, up to the first element that is no name."""
    text = words.text
    by_start = {person.start: person for person in found if person.weight >= 1.0}
    by_end = {person.end for person in by_start.values()}
    added: list[Person] = []
    passed: set[int] = set()
    for start in sorted(by_start):
        if start not in passed:
            passed.add(start)
            added += _forward(words, by_start[start].end, by_start, passed)
        place = start
        while text[place - 1 : place] == "、" and place - 1 not in by_end:
            first = _list_element_before(text, place - 1)
            if first is None:
                break
            joins = re.compile("[、和与]").match(text, by_start[start].end)
            weight = 1.6 if joins and joins.end() in by_start else 1.4
            added.append(Person(first, place - 1, text[first : place - 1], weight, "list"))
            by_end.add(place - 1)
            place = first
    return added


def _forward(words: Words, place: int, by_start: dict[int, Person], passed: set[int]) -> list[Person]:
    """The elements of a list behind a name; `passed` gathers the known names on the way."""
    text = words.text
    added: list[Person] = []
    length = 1
    while text[place : place + 1] == "、":
        begin = place + 1
        known = by_start.get(begin)
        whole = _whole_element(text, begin, known)
        if length > 2 and (known is None or whole is not None):
            whole = whole or _any_element(words, begin)
        length += 1
        if known is not None and known.weight >= 1.5 and whole in (None, known.end):
            passed.add(begin)
            place = known.end
            continue
        end = whole or _list_element(words, begin) or _between(text, begin, by_start) or _read(words, begin)
        if end is None:
            break
        weight = 3.2 if words.names.loss(begin, end) < _LISTED else 2.2 if whole else 1.6
        added.append(Person(begin, end, text[begin:end], weight, "list"))
        place = end
    return added


def _read(words: Words, start: int) -> int | None:
    """The end of an element that the network nearly reads as a name (张大为|一行)."""
    name = best_name(words, start)
    return name.end if name is not None and name.loss < _NEAR else None


# What the network may lose by a name in a list of names.
_LISTED = 6.5


def _whole_element(text: str, start: int, known: Person | None) -> int | None:
    """The end of an element that the network cut short (高明 of 高明远): up to the next 、."""
    match = re.compile(r"[\u4e00-\u9fff]{2,4}(?=、)").match(text, start)
    if match is None or known is None or match.end() <= known.end or head_before(text, match.end()):
        return None
    return match.end()


def _any_element(words: Words, start: int) -> int | None:
    """The end of an element of a list of persons, whatever the network reads there (其其格玛)."""
    match = _ELEMENT.match(words.text, start)
    if match is None or head_before(words.text, match.end()) or has_strong_tail(match.group()):
        return None
    if places.named(match.group()) or "等" in match.group() or match.group() in words_like_names():
        return None
    token = words.at(start)
    return None if token is not None and token.tag == "ORG" and token.end >= match.end() else match.end()


_ELEMENT = re.compile(r"(?:[\u4e00-\u9fff]{2,5}|[\u4e00-\u9fff]{1,8}(?:·[\u4e00-\u9fff]{1,8})+)(?=、)")


def _between(text: str, start: int, by_start: dict[int, Person]) -> int | None:
    """The end of an element of any two or three characters with a known person right behind it."""
    match = re.compile(r"[\u4e00-\u9fff]{2,4}(?=[、和与])").match(text, start)
    if match is None or match.end() + 1 not in by_start or head_before(text, match.end()):
        return None
    return match.end()


def _list_element(words: Words, start: int) -> int | None:
    text = words.text
    for size in (3, 2):
        end = start + size
        if is_chinese_name(text[start:end]) and text.startswith(tuple(vocabulary()["acting"]), end):
            return end
    for size in (2, 3, 4):
        end = start + size
        is_last = text[end : end + 1] in _LIST_END or _COUNTED.match(text, end)
        if end <= len(text) and is_last and is_chinese_name(text[start:end]):
            return end
    return None


_COUNTED = re.compile("[两二三四五六七八九十]+[位名人]")  # 甲、乙、丙三位院士


def _list_element_before(text: str, end: int) -> int | None:
    for size in (2, 3, 4):
        start = end - size
        if (
            start >= 1
            and is_chinese_name(text[start:end])
            and (text[start - 1] in "、，。；（(：: " or head_before(text, start))
        ):
            return start
    return None


def _established(words: Words, found: Sequence[Person]) -> dict[str, float]:
    """Names with the sum of what speaks for them at different places."""
    weights: dict[str, dict[int, float]] = defaultdict(dict)
    for person in found:
        at = weights[person.name]
        at[person.start] = max(at.get(person.start, 0.0), person.weight)
    sums = {name: sum(at.values()) for name, at in weights.items()}
    for name in [name for name in sums if re.search(f"[{DOTS}]", name) and sums[name] >= 2.0]:
        last = re.split(f"[{DOTS}]", name)[-1]
        if len(last) > 1:
            sums[last] = max(sums.get(last, 0.0), 2.5)
    return sums


def _longer_names(established: dict[str, float]) -> dict[str, list[str]]:
    """The well-known names that hold a shorter string, by that string."""
    longer: dict[str, list[str]] = defaultdict(list)
    for name, support in established.items():
        if support >= 2.5 and len(name) <= _LONGEST_GROWN:
            for size in range(2, len(name)):
                for start in range(len(name) - size + 1):
                    longer[name[start : start + size]].append(name)
    return longer


_LONGEST_GROWN = 12


def _grown(text: str, person: Person, established: dict[str, float], longer: dict[str, list[str]]) -> Person:
    """班 | 达里 → 班达里, where the longer name stands there and the article knows it better."""
    weight = established.get(person.name, 0.0)
    if person.method == "byline":
        return person
    for name in longer.get(person.name, ()):
        start = person.start - name.find(person.name)
        if established[name] >= weight and start >= 0 and text.startswith(name, start):
            return Person(start, start + len(name), name, person.weight, "article")
    return person


def _cut_back(words: Words, person: Person, established: dict[str, float]) -> Person:
    """王海才 → 王海, 达李小明 → 李小明, where the shorter name is known better in the article."""
    name, weight = person.name, established.get(person.name, 0.0)
    if person.method == "byline":
        return person
    if name[-1] in "和与" and is_chinese_name(name[:-1]) and established.get(name[:-1], 0.0) >= 1.5:
        return Person(person.start, person.end - 1, name[:-1], 2.0, "article")
    for size in range(len(name) - 1, 1, -1):
        tail, front = name[-size:], name[:size]
        if established.get(tail, 0.0) > max(weight, 2.5) and is_chinese_name(tail) and not is_transliterated(name):
            return Person(person.end - size, person.end, tail, 2.0, "article")
        if (
            established.get(front, 0.0) > max(weight, 2.5)
            and (name[size] in vocabulary()["clinging"] or _is_near(words, person, size))
            and (is_chinese_name(front) or is_transliterated(front))
        ):
            return Person(person.start, person.start + size, front, 2.0, "article")
    return person


def _is_near(words: Words, person: Person, size: int) -> bool:
    """Whether the network nearly read the shorter name, and the text has it with something else behind."""
    front, sign = person.name[:size], person.name[size]
    others = re.search(f"{re.escape(front)}(?!{re.escape(sign)})", words.text)
    return others is not None and words.names.loss(person.start, person.start + size) < _NEAR


# What the network loses at most by the name that it nearly read.
_NEAR = 3.0


def _strongest(found: Sequence[Person]) -> dict[str, float]:
    """Names with what speaks most for them at one place."""
    best: dict[str, float] = {}
    for person in found:
        best[person.name] = max(best.get(person.name, 0.0), 2.5 if person.method == "title" else person.weight)
    return best


def _completed(words: Words, person: Person, behind: dict[str, list[str]]) -> Person:
    """A name of two characters with the third that the network cut off (张海 + 遂, 李清 + 和宣读).

    behind: what stands behind each name of two characters, wherever the text has it
    """
    text, end, name = words.text, person.end, person.name
    sign, token, following = text[end : end + 1], words.at(end), words.at(end + 1)
    if person.method not in ("network", "article") or len(name) != 2 or not is_chinese_name(name + sign):
        return person
    signs = behind.get(name, [])
    if token is None or not sign or token.start != end or _bears_title(text, end):
        return person
    whole = Person(person.start, end + 1, name + sign, person.weight, person.method)
    if len(signs) > 1 and sign not in vocabulary()["clinging"]:
        return whole if set(signs) == {sign} else person
    goes_on = following is not None and following.start == end + 1 and following.tag in ("v", "vd", "d", "TIME")
    if sign in "和与":
        return whole if goes_on else person  # 和 before a verb or a day joins no names
    best = best_name(words, person.start)
    return whole if best is not None and best.end == end + 1 else person


def _bears_title(text: str, end: int) -> bool:
    """Whether a title or a word for a person stands behind a name (总|理)."""
    return head_pattern().match(text, end) is not None or text.startswith(tuple(vocabulary()["roles"]), end)


def _behind(text: str, found: Sequence[Person]) -> dict[str, list[str]]:
    """The character behind each place where a name of two characters stands."""
    signs: dict[str, list[str]] = {person.name: [] for person in found if len(person.name) == 2}
    if signs:
        for place in range(len(text) - 1):
            at = signs.get(text[place : place + 2])
            if at is not None:
                at.append(text[place + 2 : place + 3])
    return signs


def _again(words: Words, established: dict[str, float]) -> list[Person]:
    """Further places of established names."""
    names = [
        name
        for name, weight in established.items()
        if weight >= (2.0 if is_chinese_name(name) or is_transliterated(name) else 4.0) and len(name) > 1
    ]
    if not names:
        return []
    pattern = re.compile("|".join(sorted(map(re.escape, names), key=len, reverse=True)))
    found: list[Person] = []
    for match in pattern.finditer(words.text):
        start, end = match.span()
        if end - start == 2:
            first, last = words.at(start), words.at(end - 1)
            if first is None or last is None or not (first.start == start or first.tag in ("PER", "nr")):
                continue
            if last.end != end and last.tag not in ("PER", "nr") and not is_bounded(words.text, end):
                continue
            if last.end != end and last.tag in ("PER", "nr") and words.text[end] not in vocabulary()["clinging"]:
                continue
        found.append(Person(start, end, match.group(), 1.9, "article"))
    return found


def _holds(words: Words, person: Person, established: dict[str, float], strongest: dict[str, float]) -> bool:
    name = person.name
    if name[1:] in heads() and person.method != "byline":
        return False  # 原|会长
    if name in vocabulary()["roles"]:
        return False
    if name[0] in surnames() and (name[1:] in vocabulary()["forms_of_address"] or name[1:] in vocabulary()["roles"]):
        return False
    if person.method == "list" and name.endswith(("表示", "指出", "强调", "认为")):
        return False
    if len(name) == 2 and name[1] in "老总某" and name[0] in surnames() and person.method != "byline":
        return False
    if (
        (name in no_names() and strongest.get(name, 0.0) < 2.5)
        or "某" in name
        or (name[0] in "小老阿" and len(name) == 2 and name[1] in surnames())
    ):
        return False
    if person.method in ("byline",):
        return True
    support = established.get(name, person.weight)
    if has_strong_tail(name) and person.method != "byline":
        return False
    best = strongest.get(name, person.weight)
    if name in words_like_names() and best < 2.5 and person.method != "list":
        return False
    if len(name) == 2 and name[0] == name[1] and best < 2.5:
        return False
    if support < 5 and _GEOGRAPHIC.search(name):
        return False
    if _GEOGRAPHIC_TAIL.match(words.text, person.end) and (support < 5 or _names_a_place(words.text, name)):
        return False
    if DOT.match(words.text, person.end) or (person.start and words.text[person.start - 1] in DOTS):
        return False
    if (
        len(name) > 3
        and best < 2.8
        and any(name.startswith(place) for place in (name[:2], name[:3]) if place in places.world_places())
    ):
        return False
    in_list = person.weight >= 2.8 and is_listed(words, person.start, person.end)
    if places.named(name) and support < 3.5 and person.method != "title" and not in_list:
        return False
    if name.endswith(("户", "村", "省", "县", "镇", "乡", "区", "族", "社")) and (support < 4 or len(name) > 3):
        return False
    if name in places.world_places() and support < 6:
        return False
    if is_chinese_name(name) and has_doubtful_surname(name) and person.method != "list":
        return best >= 2.5 or support >= 6
    if person.method == "network" and not is_chinese_name(name) and not is_transliterated(name):
        if _FUNCTION.search(name):
            return False
        acts = len(name) <= 5 and words.text.startswith(tuple(vocabulary()["acting"]), person.end)
        is_told = best >= 2.2 and len(name) <= 5 and is_bounded(words.text, person.end)  # behind 外甥 or a title
        return (support >= 2.0 and len(name) <= 3) or support >= 4 or acts or is_told
    return support >= 1.5


def _names_a_place(text: str, name: str) -> bool:
    """Whether a word for a place stands behind every second mention of a name (柳台子村)."""
    ends = [match.end() for match in re.finditer(re.escape(name), text)]
    return 2 * sum(_GEOGRAPHIC_TAIL.match(text, end) is not None for end in ends) >= len(ends)


_FUNCTION = re.compile("[的了在和与向从对是不有等将被把到这那我你他她们]")


_GEOGRAPHIC_TAIL = re.compile(
    "(?:口岸|互市|码头|港口|湿地|草原|沙漠|盆地|高原|半岛|群岛|海峡|隧道|古寺|寺庙|神庙|古庙|庙|古城|城堡|教堂|国家公园|大街|水库|村|镇|乡|街|路|大桥|寺|山|湖|河|沟|大道|社区|遗址|藏布|剧场|剧院|大剧院|铁路|高铁|高速|机场|工业园|县(?![长委])|区(?![长委])|市场)"
)


_GEOGRAPHIC = re.compile(r"^.[庄沟屯店寨镇坪坝岭峪堡川村]$|^..[泊峡滩沟]$|^...+(?:新城|城区|园区|街道)$")


def _without_overlap(found: Sequence[Person], blocked: Sequence[tuple[int, int]]) -> list[Person]:
    """The best supported of overlapping names, in order; none inside a blocked span."""
    taken: set[int] = set()
    for start, end in blocked:
        taken.update(range(start, end))
    kept: list[Person] = []
    for person in sorted(found, key=lambda item: (-item.weight, item.start - item.end, item.start)):
        span = range(person.start, person.end)
        if not taken.intersection(span):
            taken.update(span)
            kept.append(person)
    return sorted(kept, key=lambda item: item.start)


def _joined(text: str, found: list[Person]) -> list[Person]:
    """Double names as one (迪亚斯—卡内尔)."""
    joined: list[Person] = []
    for person in found:
        last = joined[-1] if joined else None
        if (
            last is not None
            and text[last.end : person.start] in ("—", "-", "–")
            and is_transliterated(person.name)
            and is_transliterated(last.name)
        ):
            joined[-1] = Person(last.start, person.end, text[last.start : person.end], last.weight, last.method)
        else:
            joined.append(person)
    return joined


def _full_names(found: list[Person]) -> list[Person]:
    """The full name for the last part of a transliterated one: 伊万诺夫 → 彼得·伊万诺夫."""
    full: dict[str, str] = {}
    for person in found:
        parts = re.split(r"[·•・．]", person.name)
        if len(parts) > 1:
            full.setdefault(parts[-1], person.name)
    for person in found:
        person.name = full.get(person.name, re.sub(r"\s", "", person.name))
    return found
