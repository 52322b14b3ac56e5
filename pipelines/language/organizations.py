"""Finds organisations: names with a known tail, names known beforehand, bare bodies (市委), aliases in the article.

The vocabulary is `organizations.yml`; the tagging network proposes spans, the vocabulary decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipelines.language import places
from pipelines.language.organization_edges import (
    behind_places,
    with_brackets,
    with_name_before,
    with_place_before,
)
from pipelines.language.organization_names import (
    Organization,
    behind_form,
    by_form,
    ministries,
    within_ministry,
)
from pipelines.language.organization_words import (
    department_pattern,
    event_pattern,
    is_generic,
    known_kinds,
    known_pattern,
    leading_pattern,
    no_name_pattern,
    office_pattern,
    part_pattern,
    strong_pattern,
    strong_tail_of,
    strong_tails,
    tail_of,
    tails,
    unit_pattern,
    verbs_inside,
    vocabulary,
)
from pipelines.language.place_names import PlaceName
from pipelines.language.title_heads import head_pattern
from pipelines.language.words import Words

_TRIM = "“”\"'‘’《》〈〉·、，,。；;：:！!？?（）()[]【】 　\n\r-—…"


_JOINTS = re.compile(
    r"[0-9０-９]+[名个位所家]|—|[、，,；;：:。！？!?\n\r“”\"《》]|(?<=[\u4e00-\u9fff])(?:以及|和|与|及|兼)(?=[\u4e00-\u9fff]{3})"
)


_NOUNS = frozenset({"n", "nz", "nt", "ns", "nr", "nw", "LOC", "ORG", "vn", "an", "s", "f", "a", "m", "v"})


def find_organizations(
    words: Words,
    names: Sequence[PlaceName],
    extra: Iterable[str] = (),
    home_adcode: str | None = None,
    persons: Sequence[tuple[int, int]] = (),
) -> list[Organization]:
    """The organisations of a text, in order and without overlap.

    names: the places found in it (a place before a body belongs to its name)
    extra: names of media of the profile
    persons: spans of names behind titles, into which no organisation reaches
    """
    place_ends = {name.end: name for name in names if name.kind in ("division", "zone", "world", "town", "village")}
    found = _known(words, tuple(extra))
    found += _from_network(words, place_ends)
    found += _from_tails(words, place_ends, home_adcode)
    formed = by_form(words, place_ends)
    found = formed + [behind_form(item, formed) for item in found]
    found = [item for item in found if not _reaches_into(item, persons)]
    found = [_with_department(words, _of_country(words, item, place_ends)) for item in found]
    ruling = ministries(words, place_ends)
    found = [*ruling, *(within_ministry(item, ruling) for item in found)]
    return _joined(words.text, without_overlap(found))


def _reaches_into(item: Organization, persons: Sequence[tuple[int, int]]) -> bool:
    """Whether an organisation begins, ends or holds a person's name (周|京东, 某某同志某县人民法院)."""
    return any(item.start < end and start < item.end for start, end in persons)


def _of_country(words: Words, item: Organization, place_ends: dict[int, PlaceName]) -> Organization:
    """Takes the country before a ministry or party into its name (中国商务部, 塞尔维亚前进党)."""
    country = place_ends.get(item.start)
    if country is None or country.kind != "world" or item.kind not in ("government", "party"):
        return item
    surface = words.text[country.start : item.end]
    canonical = item.canonical if surface.startswith("中国") else surface
    return replace(item, start=country.start, surface=surface, canonical=canonical)


def _with_department(words: Words, item: Organization) -> Organization:
    """Takes the department behind a body into its name, when its head stands behind (某厅推进处|处长)."""
    if item.kind not in ("government", "party", "discipline", "judiciary") or item.is_bare or item.method == "known":
        return item
    department = department_pattern().match(words.text, item.end)
    if department is None or not _is_nominal(words, item.end, department.end()):
        return item
    surface = words.text[item.start : department.end()]
    return replace(item, end=department.end(), surface=surface, canonical=surface)


def _joined(text: str, found: list[Organization]) -> list[Organization]:
    """An institute behind its university as one name, a country inside it or not (某大学中国与东南亚研究中心)."""
    joined: list[Organization] = []
    for item in found:
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.surface.endswith(("大学", "学院", "研究院", "科学院"))
            and item.tail in _INSTITUTES
            and _BETWEEN.fullmatch(text, last.end, item.start)
        ):
            surface = text[last.start : item.end]
            joined[-1] = replace(item, start=last.start, surface=surface, canonical=surface)
        else:
            joined.append(item)
    return joined


_BETWEEN = re.compile(r"[\u4e00-\u9fff]{1,6}(?:与|和|及)")
_INSTITUTES = ("研究中心", "研究所", "研究院", "研究会")


def _known(words: Words, extra: tuple[str, ...]) -> list[Organization]:
    kinds, doubtful = known_kinds()
    found: list[Organization] = []
    pattern = known_pattern(extra)
    for match in pattern.finditer(words.text):
        name = match.group()
        start, end = match.span()
        first, last = words.at(start), words.at(end - 1)
        if first is None or last is None:
            continue
        if name in doubtful and not (first.tag in ("ORG", "nt") and first.start == start):
            continue
        if first.start < start and first.tag not in ("ORG", "nt", "LOC", "ns") and name not in extra:
            continue
        if last.end > end and last.tag not in ("ORG", "nt") and name not in extra and len(name) < 4:
            continue
        if words.text.startswith(("门", "队"), end) and name.endswith("部"):
            continue
        if words.text.startswith(("代表", "委员"), end) and name.endswith(("人大", "政协")):
            continue
        kind = kinds.get(name, "media")
        if kind == "media" and text_follows(words.text, end, "社") and name.endswith("报"):
            end, name = end + 1, name + "社"
        if text_follows(words.text, end, "派") and name.endswith("党"):
            continue
        department = department_pattern().match(words.text, end) if kind != "media" else None
        if department is not None and not _is_nominal(words, end, department.end()):
            department = None
        office = office_pattern().match(words.text, end) if kind in ("party", "government") else None
        longer = department or office
        if longer is not None:
            end = longer.end()
            name = words.text[start:end]
        found.append(Organization(start, end, name, kind, name, name, method="known"))
    return found


def _is_nominal(words: Words, start: int, end: int) -> bool:
    """Whether only nouns and adjectives stand in a span."""
    return all(token.tag in _NOUNS and token.tag != "v" for token in words.within(start, end))


def text_follows(text: str, place: int, sign: str) -> bool:
    """Whether a sign stands at a place."""
    return text.startswith(sign, place)


def _from_network(words: Words, place_ends: dict[int, PlaceName]) -> list[Organization]:
    """Spans that the network reads as organisations, cleaned at their ends and joined with their neighbours."""
    found: list[Organization] = []
    for number, token in enumerate(words.tokens):
        if token.tag not in ("ORG", "nt"):
            continue
        for start, end in _split_companies(words.text, _parts(words.text, token.start, token.end)):
            stop = _extended(words, number, end) if end == token.end else end
            candidate = _judged(words, start, stop, place_ends, by_network=True)
            if candidate is not None and (token.tag == "ORG" or _is_local(candidate, place_ends)):
                found.append(candidate)
    return found


def _is_local(item: Organization, place_ends: dict[int, PlaceName]) -> bool:
    """Whether a name begins with a place or 市, 省, 县: what the network doubts is believed only then."""
    return item.surface[0] in "市省县区" or any(item.start < end < item.end for end in place_ends)


_CONJUNCTIONS = ("和", "与", "及")


def _opens_locally(text: str, start: int) -> bool:
    """Whether a name opens with a place or 国家, so that a conjunction may stand inside it (北京市经济和信息化局)."""
    if text.startswith(("国家", "市", "省", "县", "区", "中国", "全国"), start):
        return True
    fronts = [text[start : start + size] for size in (2, 3, 4, 5)]
    return any(places.named(front) or front in places.world_places() for front in fronts)


def _split_companies(text: str, parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Two names that the network ran together: the second takes up the first (甲有限公司甲检测中心)."""
    result: list[tuple[int, int]] = []
    for start, end in parts:
        cut = text.find("公司", start, end - 4) + 2
        if cut > 1 and text[cut : cut + 2] in text[start : cut - 2]:
            result += [(start, cut), (cut, end)]
        else:
            result.append((start, end))
    return result


def _parts(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A span cut at its punctuation and conjunctions, without quotes and brackets at the ends."""
    cuts = [start]
    for match in _JOINTS.finditer(text, start, end):
        first = tail_of(text[cuts[-1] : match.start()])
        if first is not None and tails()[first] == "company" and first not in strong_tails():
            first = None  # 某区科技|与信息化局
        if match.group() == "—" and first is None:
            continue  # 中国—东盟中心
        if match.group() in _CONJUNCTIONS and first is None and _opens_locally(text, cuts[-1]):
            continue
        cuts += [match.start(), match.end()]
    cuts.append(end)
    parts: list[tuple[int, int]] = []
    for begin, stop in zip(cuts[::2], cuts[1::2], strict=True):
        span = _trimmed(text, begin, stop)
        if span[1] - span[0] > 1:
            parts.append(span)
    return parts


def _trimmed(text: str, begin: int, stop: int) -> tuple[int, int]:
    """A span without quotes, brackets and leading words."""
    while begin < stop and text[begin] in _TRIM:
        begin += 1
    while begin < stop and text[stop - 1] in _TRIM and text[stop - 1] not in "）)":
        stop -= 1
    if begin < stop and text[stop - 1] in "）)" and "（" not in text[begin:stop] and "(" not in text[begin:stop]:
        stop -= 1
    leading = leading_pattern().match(text[begin:stop])
    if leading and tail_of(text[begin:stop]) != text[begin:stop]:
        begin += leading.end()
    return begin, stop


def _extended(words: Words, number: int, end: int) -> int:
    """Takes in the tail that the network cut off: 华为 公司, 清华大学 经济管理学院."""
    for token in words.tokens[number + 1 : number + 3]:
        if token.start != end or token.tag not in ("n", "ORG", "nt", "nz", "ns", "LOC"):
            break
        word = words.read(token)
        if strong_tail_of(word) is None or word in ("大使馆", "组织", "政协委员"):
            break
        end = token.end
    return end


def _from_tails(words: Words, place_ends: dict[int, PlaceName], home_adcode: str | None) -> list[Organization]:
    """Names that the network missed: a strong tail at the end of a word, with something proper before it."""
    found: list[Organization] = []
    text = words.text
    for match in strong_pattern().finditer(text):
        end = match.end()
        unit = unit_pattern().match(text, end)
        end = unit.end() if unit else end
        last = words.at(end - 1)
        if last is None or last.tag in ("PER", "nr", "TIME"):
            continue
        if last.end != end and (len(match.group()) < 3 or last.tag not in ("ORG", "nt", "LOC", "ns", "n")):
            continue
        start = _left_edge(words, match.start(), place_ends, home_adcode)
        if start is None:
            continue
        start = _split_companies(text, [(start, end)])[-1][0]
        candidate = _judged(words, start, end, place_ends, by_network=False)
        if candidate is not None:
            found.append(candidate)
    return found


def _left_edge(words: Words, tail_start: int, place_ends: dict[int, PlaceName], home_adcode: str | None) -> int | None:
    """Where a name with a tail begins: the farthest place or 市, 省, 县 before it with only nouns between."""
    text = words.text
    edge: int | None = None
    place = tail_start
    while place > 0 and tail_start - place < 24:
        owner = place_ends.get(place)
        if owner is not None and owner.end > owner.start:
            edge = place = owner.start
            continue
        if (
            text[place - 1] in "市省县区州"
            and text[place - 2 : place - 1] not in ("城", "都")
            and (words.starts_at(place - 1) or edge is None)
        ):
            inside = words.at(place - 1)
            if inside is not None and (inside.start == place - 1 or inside.tag in ("ORG", "nt")):
                edge = place = place - 1
                continue
        if text[place - 1] == "·" and place - 1 > 0 and edge == place:
            place -= 1
        token = words.at(place - 1)
        if token is None or token.tag not in _NOUNS or (token.tag == "v" and token.end - token.start > 2):
            break
        if token.tag == "v" or (token.tag in ("m", "a", "f", "s") and edge is None and place != tail_start):
            break
        step = token.start if token.start >= 0 else place - 1
        if re.search(r"[—、，,；;。：:\n\r“”《》（）() 　]", text[step:place]):
            break
        after_dot = text[place : place + 1] == "·"
        is_proper = token.tag in ("ORG", "nz", "nt", "LOC", "ns") and token.end - token.start > 1
        if is_proper or after_dot or _is_home(words.read(token), home_adcode):
            edge = step
        place = step
    if edge == tail_start:
        return None
    return edge


def _is_home(word: str, home_adcode: str | None) -> bool:
    """Whether a word is the short name of a place in the home city (荷塘 before 交警大队)."""
    return home_adcode is not None and any(places.is_within(row.adcode, home_adcode) for row in places.named(word))


def _judged(
    words: Words, start: int, end: int, place_ends: dict[int, PlaceName], by_network: bool
) -> Organization | None:
    """A span as an organisation, when its tail and what stands before it make a name."""
    text = words.text
    part = part_pattern().match(text, start, end)
    start = part.end() if part is not None and end - part.end() > 3 else start
    if text.endswith("政府中心", start, end):
        end -= 2  # 区政府|中心工作
    if text.endswith("常委", start, end) and end - start > 3:
        end -= 2
    if by_network and text[end : end + 1] == "长" and text[end - 2 : end - 1] == text[end - 1 : end]:
        end -= 1  # 电视台|台长
    former = re.search("(?<=[县市区省州旗])原(?=[县市区省州旗])", text[start:end])
    if former:
        start += former.end()  # 某县原县委
    if text.endswith("原党组", start, end):
        end -= 3  # 省政府|原党组|成员
    surface = text[start:end]
    rules = vocabulary()
    if surface in known_kinds()[0]:
        return Organization(start, end, surface, known_kinds()[0][surface], surface, surface, method="known")
    known = _known_inside(words, start, end, place_ends) if by_network else None
    if known is not None:
        return known
    tail = tail_of(surface) if by_network else strong_tail_of(_UNIT_END.sub("", surface))
    if (
        by_network
        and tail is None
        and 1 < len(surface) < 5
        and surface[0] == "中"
        and surface[1] in rules["short_companies"]
    ):
        return Organization(start, end, surface, "company", surface, surface, method="network")
    if tail is None or ("\n" in surface and not by_network):
        return None
    if text.startswith(_REPUBLIC, start - len(_REPUBLIC) + 1) and surface.startswith("国"):
        start -= len(_REPUBLIC) - 1
    start = with_place_before(words, start, surface, tail, place_ends)
    start = with_name_before(words, start, tail)
    if tails()[tail] == "company" or tail in ("居委会", "村委会"):
        start = with_brackets(words, behind_places(words, start, end, place_ends), place_ends)
    surface = text[start:end]
    head = surface[: len(surface) - len(tail)]
    if len(surface) < 3 and tail not in strong_tails():
        return None
    if tail in ("会", "总会", "委员会") and by_network and event_pattern().search(surface):
        return None
    if surface.endswith(_NATIONAL) and surface not in _NATIONAL and place_ends:
        return None
    if head in rules["bare_levels"] and tail[0] in "市县区省镇乡" and 1 < len(tail) < 4:
        return None
    if surface in rules["generic_whole"] or not head or is_generic(head) or no_name_pattern().search(surface):
        return None
    if text.startswith(("代表", "委员"), end) and tail in ("人大", "政协", "人民代表大会"):
        return None
    if text[end : end + 1] == "员" and tail.endswith("委"):
        return None
    kind = tails()[tail]
    if head in rules["bare_levels"] and text[start - 1 : start] in ("两", "三", "四", "各", "几", "多"):
        return None  # 京沪两市政府
    if kind == "company" and tail not in strong_tails() and (_goes_on(words, end) or not _is_proper(head)):
        return None
    return Organization(
        start,
        end,
        surface,
        kind,
        tail,
        surface,
        method="network" if by_network else "grammar",
        is_bare=head in rules["bare_levels"],
    )


def _is_proper(head: str) -> bool:
    """Whether something proper stands before the word for a trade, and not only a place and ordinary words."""
    for size in (5, 4, 3, 2):
        if places.named(head[:size]) or head[:size] in places.world_places():
            head = head[size:]
            break
    return len(head) > 1 and not is_generic(head)


def _goes_on(words: Words, end: int) -> bool:
    """Whether a noun goes on where a company's name would end, so that its tail means the trade (中央电力|系统)."""
    token = words.at(end)
    is_noun = token is not None and token.start == end and token.tag in ("n", "vn")
    return is_noun and head_pattern().match(words.text, end) is None


def _known_inside(words: Words, start: int, end: int, place_ends: dict[int, PlaceName]) -> Organization | None:
    """The known name that is left of a span without places before it and 总部 behind it (纽约联合国总部)."""
    text, kinds = words.text, known_kinds()[0]
    stop = end - 2 if text.endswith("总部", start, end) else end
    known = known_pattern(()).match(text, start, end)
    if known is not None and known.end() < end and verbs_inside().match(text, known.end()):
        name = known.group()
        return Organization(start, known.end(), name, kinds[name], name, name, method="known")
    for begin in (start, *(place for place in sorted(place_ends) if start < place < stop)):
        name = text[begin:stop]
        if name in kinds and (begin, stop) != (start, end):
            return Organization(begin, stop, name, kinds[name], name, name, method="known")
    return None


_UNIT_END = re.compile(r"第?[一二三四五六七八九十0-9]{1,3}(?:中队|大队|支队|分队|分局|支部|车间|小组|工区)$")


_REPUBLIC = "中华人民共和国"
_NATIONAL = ("全国人大", "全国政协", "国务院")


def without_overlap(found: list[Organization]) -> list[Organization]:
    """The longest of overlapping names, in order."""
    kept: list[Organization] = []
    taken: set[int] = set()
    for item in sorted(found, key=lambda one: (one.start - one.end, one.start)):
        if item.start not in taken and item.end - 1 not in taken:
            taken.update(range(item.start, item.end))
            kept.append(item)
    return sorted(kept, key=lambda item: item.start)
