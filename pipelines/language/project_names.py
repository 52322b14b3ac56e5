"""Finds the names of projects in a text and their core without the generic tail.

Names are read backwards from their heads; heads, boundaries and generic words are `project_names.yml`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from pipelines.language.numerals import read_vocabulary
from pipelines.language.span_index import SpanIndex
from pipelines.language.words import PROPER, Words

_SHORTEST_KIND = 4  # characters before a weak head that tell more than a kind of thing
_LONGEST_LIST = 12  # names of a list before 等…项目
# 位于…的X…。该项目…: a thing introduced by where it lies and taken up as a project
_SUBJECT = re.compile(r"(?:位于|地处|坐落[于在])[^，。；！？\n]{1,16}的$|(?:^|[，。\n　])作为$")
_OF_PROJECT = re.compile(r"该(?:项目|工程)")
_NEXT_SENTENCE = 60  # characters behind a name in which it is spoken of again (该枢纽)
_LONGEST_ITEM = 26  # characters of one item of a list
_NOT_IN_ITEMS = frozenset(("p", "u", "r", "d", "c", "w", "TIME", "xc"))  # tags of words that no item of a list contains
_WINDOW = 40  # characters to the left of a head in which a name begins
_PUNCTUATION = re.compile(r"[，。；：！？、\n,;:!?—…《》<>　\s]")
_OPEN, _CLOSE = "“‘（(《「", "”’）)》」"
_COMPANY_END = re.compile(r"(?:公司|集团)$")
_COMPANY_INSIDE = re.compile(r"(?:有限公司|有限责任公司|集团公司)(?=.{3})")
_MANY = re.compile(r"(?:[0-9]+|[两三四五六七八九十]+|多|数)(?:余|多)?[个项]$")
_PLURAL = re.compile(r"(?:多|数|若干|一批|几)[条个座项]")  # 多条生产线
_SEVERAL = re.compile(r"(?:[2-9]|[0-9]{2,}|[两三四五六七八九十]+|多|数)(?:余|多)?(?:所|家|个|处|座|栋)")
_QUOTED_PROJECT = re.compile(r"[”’》](?:建设)?(?:项目|工程)")  # “…中心”项目 is named by the outer head
_MANY_BEHIND = re.compile(r"(?:共|达)?[0-9]+(?:余|多)?[个处项座]")
_PHASE_OF_PROJECT = re.compile(r"(?:建设)?(?:项目|工程)(?=[（(]?第?[一二三四五六七八九十]期[）)]?$)")
_PHASE_BEHIND = re.compile(
    r"(?:[东西南北]?延(?:伸|长)?[线段]|[东西南北]段|连接线|延伸段)?(?:[（(]?第?[一二三四五六七八九十]期[）)]?)?(?:项目|工程)?"
)
_AMOUNT = re.compile(r"元$|[个项家种批多余大]$|%$")
_PARTS = re.compile(
    r"(?:包括|包含|涵盖|主要有|建设内容|主要建设|内设|设有|配套建设)[^。；！？\n]*$"
)  # parts of a project are no projects
# … and so is what follows these, where the project has been named: 首期拟建设制造基地
_PARTS_OF_NAMED = re.compile(
    r"(?:主要(?:建设|新建)|[一二三四首]期[^，。；]{0,6}(?:建设|新建)|建设完成|已建成|建有|设有|设置|规划建设|配套)[^。；！？\n]*$"
)
# 该项目属X项目之一: a class, not another project
_CLASS = re.compile(r"(?:项目|工程|[桥路园])(?:属于?|是|为|系|被列为|列为)[^，。；！？\n]*$")
_ANAPHOR = re.compile(r"[该此本这]$")  # 该产业园项目
# 涉及A、B项目等行业: kinds of business, not projects
_SECTORS_BEFORE = re.compile(r"(?:涉及|涵盖|覆盖|包括|包含)[^。；！？\n]*$")
_SECTORS = re.compile(r"[^。；，]{0,40}?等[^，。；]{0,10}(?:行业|领域|产业|方面|业态|板块|类别)")
_SITE = re.compile(r"(?:现场|内|主会场|会场)?(?:隆重)?(?:举行|召开|举办|集中签约|集中开工|集中竣工|启动|揭幕|开幕)")
_PAIRED = re.compile(r"[和与及](?!.*[和与及])")
# a name behind these tells where something lies
_PLACED = re.compile(
    r"(?:位于|坐落|地处|毗邻|紧邻|毗连|选址|东起|西起|南起|北起|起于|起自|起点|止于|距离)[^，。；！？\n]*$"
)
_COUNT = re.compile(
    r"^(?:第)?(?:[0-9.]+|[一二两三四五六七八九十]+)(?:余|多)?[万亿]?"
    r"(?:条|个|座|栋|吨|套|期|大|项|所|家|批|台|处|平方米|平方公里|公里|亩)"
)


@dataclass(frozen=True, slots=True)
class ProjectName:
    """A project named in a text; `core` is the name without count and generic tail."""

    start: int
    end: int
    surface: str
    core: str


class _Tables:
    def __init__(self) -> None:
        words: dict[str, Any] = read_vocabulary("project_names.yml")
        strong, weak = words["strong"], words["weak"]
        self.strong = frozenset(strong)
        self.head = re.compile(_any_of([*strong, *weak]))
        self.building = re.compile(_any_of(words["building"]))
        self.not_behind = re.compile(_any_of(words["not_behind"]))
        self.not_behind_strong = re.compile(_any_of(words["not_behind_strong"]))
        self.boundaries = frozenset(words["boundaries"])
        self.joined = frozenset(words["joined"])
        self.name_verbs = frozenset(words["name_verbs"])
        self.stop_tags = frozenset(words["stop_tags"])
        generic = sorted(words["generic"], key=len, reverse=True)
        self.generic = re.compile(
            "(?:" + "|".join(map(re.escape, generic)) + r"|[0-9一二两三四五六七八九十多余几数亿万元家项批“”])*"
        )
        self.not_project = re.compile(f"(?:{_any_of(words['not_project'])})$")
        self.not_names = re.compile(f"(?:{_any_of(words['not_names'])})$")
        self.built_before = re.compile(
            f"(?:{_any_of(words['building'])})(?:了|起|的|成|好|一个|一座|一批|全市|全省|全国|首个|首座|首条|[^，。；、]{{0,4}}|[^，。；、]{{2,12}}的)?$"
        )
        self.built_behind = re.compile(
            f"[^，。；、！？\n]{{0,14}}?(?:{_any_of(words['building'])})(?!的)|[，,](?:项目|占地|总占地|总投资|总建筑面积|位于|建筑面积)"
        )
        self.strong_head = re.compile(_any_of(strong))
        self.abbreviated = frozenset(words["abbreviated"])
        self.construction = re.compile(_any_of(words["construction"]))
        self.extension = re.compile(f"(?:{_any_of(words['extensions'])}){{1,3}}(?:项目|工程)")
        self.head_goes_on = re.compile(f"(?:{_any_of(words['name_verbs'])}){{1,2}}(?:{_any_of(weak)})")
        self.many = re.compile(
            r"等(?P<amount>总?投资[^，。；]{1,12}?的)?(?P<count>(?:[0-9一二三四五六七八九十]+|多|一批|若干)个?)?(?:重大|重点|产业|大|好|优质)*项目"
        )
        self.tail = re.compile(f"(?:{_any_of(words['tails'])})$")

    def ends_name(self, word: str, tag: str, is_next: bool) -> bool:
        """Whether a word to the left of a name does not belong to it; `is_next`: it touches the head."""
        if word in self.boundaries:
            return True
        if word in self.name_verbs:
            return False
        if tag == "m":
            return _AMOUNT.search(word) is not None
        if tag == "c":
            return word not in ("和", "及") or is_next
        if tag == "PER":
            return not is_next
        return tag in self.stop_tags


def _any_of(words: Any) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


@cache
def _tables() -> _Tables:
    return _Tables()


def core_name(surface: str) -> str:
    """The name without leading count and generic tail: `4条光伏玻璃生产线` → `光伏玻璃`."""
    tail = _tables().tail
    core = _PHASE_OF_PROJECT.sub("", _COUNT.sub("", surface))
    while True:
        shorter = tail.sub("", core)
        if shorter == core or len(shorter) < 2:
            return core
        core = shorter


def find_project_names(
    text: str,
    blocked: list[tuple[int, int]],
    bodies: Sequence[tuple[int, int]] = (),
    places: Collection[tuple[int, int]] = (),
) -> list[ProjectName]:
    """Project names in order, without overlap.

    blocked: spans that cannot be part of a name (persons, posts, dates, amounts); a name begins behind them
    bodies: organisations; a head within one (某工程集团) names no project
    places: areas of administration; 某市重点项目 names no project
    """
    tables = _tables()
    if tables.head.search(text) is None:
        return []
    words = Words(text)
    names: list[ProjectName] = []
    ends = sorted(blocked, key=lambda span: span[1])
    within = SpanIndex([_Body(*span) for span in bodies])
    areas = dict(places)
    position = 0
    floor = 0
    for head in tables.head.finditer(text):
        is_strong = head.group() in tables.strong
        behind = tables.not_behind_strong if is_strong else tables.not_behind
        again = tables.strong_head if is_strong else tables.head  # 生产线|项目
        if behind.match(text, head.end()) or again.match(text, head.end()) or _is_in_body(within, head):
            continue
        while position < len(ends) and ends[position][1] <= head.start():
            floor = max(floor, ends[position][1])
            position += 1
        low = max(floor, names[-1].end if names else 0, head.start() - _WINDOW)
        if not is_strong and (not _ends_word(words, head.end()) or _QUOTED_PROJECT.match(text, head.end())):
            continue
        start = _left_edge(words, low, head.start(), is_strong)
        has_proper_name = _has_proper_name(words, start, head.start())
        is_kind = head.start() - start < _SHORTEST_KIND and not has_proper_name and head.group() != "号线"
        if not is_strong and (is_kind or tables.head_goes_on.match(text, head.end())):
            continue  # 农产品基地 is a kind of thing, 安定农产品基地 a project; 驱动桥|生产基地 is one name
        goes_on = bool(names) and names[-1].end == start  # 沿江高速|黄河特大桥
        name = _name(text, start, head, is_strong, has_proper_name, goes_on)
        if name is not None and (_is_part(text, name, names) or _is_class(text, name, is_strong, areas)):
            continue
        if name is not None:
            if names and names[-1].end == name.start:  # 第二人民医院|新院区建设项目
                if names[-1].surface.endswith(tuple(tables.strong)):
                    continue
                name = _joined(text, names.pop(), name)
            names.append(name)
    return _with_lists(words, names, ends)


@dataclass(frozen=True, slots=True)
class _Body:
    start: int
    end: int


def _is_in_body(bodies: SpanIndex[_Body], head: re.Match[str]) -> bool:
    """Whether a head stands inside the name of an organisation that goes on behind it: 某汽车工程|研究院."""
    body = bodies.last_before(head.start())
    return body is not None and head.end() < body.end


def _is_class(text: str, name: ProjectName, is_strong: bool, areas: Mapping[int, int]) -> bool:
    """Whether a name tells a class of projects, the project spoken of, a line of business or the site of an event."""
    before = text[max(0, name.start - 60) : name.start]
    if _ANAPHOR.search(before) or _CLASS.search(before):
        return True
    if _SECTORS_BEFORE.search(before) and _SECTORS.match(text, name.end):
        return True
    if not is_strong:
        return before.endswith("在") and _SITE.match(text, name.end) is not None
    start = name.start
    while start in areas and areas[start] < name.end:
        start = areas[start]
    rest = core_name(text[start : name.end])
    paired = _PAIRED.search(rest)  # …情况和政府投资项目
    tail = rest[paired.end() :] if paired else ""
    is_generic = _tables().generic.fullmatch
    return is_generic(rest) is not None or (paired is not None and is_generic(tail) is not None and len(tail) < 6)


def _is_introduced(text: str, start: int, end: int) -> bool:
    """位于河谷的商贸城…。该项目…: what lies there is the subject itself."""
    is_subject = _SUBJECT.search(text, max(0, start - 24), start) is not None
    return is_subject and _OF_PROJECT.search(text, end, end + _NEXT_SENTENCE) is not None


def _is_aside(text: str, start: int, end: int) -> bool:
    before = text[max(0, start - 60) : start]
    is_placed = _PLACED.search(before) is not None and not _is_introduced(text, start, end)
    return _PARTS.search(before) is not None or is_placed


def _around(text: str, start: int, end: int) -> str:
    """The sentence around a name, 40 characters to each side at most."""
    before, behind = text[max(0, start - 40) : start], text[end : end + 40]
    return re.split(r"[。！？；\n]", before)[-1] + " " + re.split(r"[。！？；\n]", behind)[0]


def _is_part(text: str, name: ProjectName, names: list[ProjectName]) -> bool:
    """4条生产线 behind the project of the sentence are its capacity, 主要建设… its contents."""
    if not names or name.surface.endswith(("项目", "工程")) or "\n" in text[names[-1].end : name.start]:
        return False
    if _PARTS_OF_NAMED.search(text, max(names[-1].end, name.start - 60), name.start):
        return True
    is_counted = name.surface.endswith(("生产线", "产线")) and _COUNT.match(name.surface) is not None
    return is_counted and not re.search(r"[。！？；]", text[names[-1].end : name.start])


def _has_proper_name(words: Words, start: int, end: int) -> bool:
    return any(token.tag in PROPER or token.tag == "nz" for token in words.within(start, end))


def _ends_word(words: Words, end: int) -> bool:
    phase = _PHASE_BEHIND.match(words.text, end)
    if end >= len(words.text) or _PUNCTUATION.match(words.text[end]):
        return True
    return words.ends_at(end) or (phase is not None and words.ends_at(phase.end()))


def _joined(text: str, first: ProjectName, second: ProjectName) -> ProjectName:
    surface = text[first.start : second.end]
    return ProjectName(first.start, second.end, surface, core_name(surface))


def _with_lists(words: Words, names: list[ProjectName], blocked: list[tuple[int, int]]) -> list[ProjectName]:
    """Names that end in 等项目 or 等总投资…的多个项目: the list before 等 names projects without a head."""
    text, tables = words.text, _tables()
    found: list[ProjectName] = []
    for many in tables.many.finditer(text):
        low = max([0, *(end for _, end in blocked if end <= many.start())])
        high = many.start()
        end = many.end() if many.group() == "等项目" else high
        for _ in range(_LONGEST_LIST):
            start = _item_start(words, low, high)
            surface = text[start:end]
            core = core_name(surface)
            if len(core) < 3 or tables.generic.fullmatch(core) or tables.not_project.search(core):
                break
            found.append(ProjectName(start, end, surface, core))
            if start == 0 or text[start - 1] != "、":
                break
            high = end = start - 1
    kept = [name for name in names if not any(f.start < name.end and name.start < f.end for f in found)]
    return _repeated(text, sorted(kept + found, key=lambda name: name.start))


def _item_start(words: Words, low: int, high: int) -> int:
    """Where the item of a list begins: behind the 、 before it, unless a word stands between that no name contains."""
    text, tables = words.text, _tables()
    start = text.rfind("、", max(low, high - _LONGEST_ITEM), high) + 1
    if start > 0 and not _PUNCTUATION.search(text, start, high):
        tokens = words.within(start, high)
        is_name = all(token.tag not in _NOT_IN_ITEMS and words.read(token) not in tables.boundaries for token in tokens)
        if is_name:
            return start
    return _left_edge(words, max(low, high - _WINDOW), high, is_strong=False)


def _repeated(text: str, names: list[ProjectName]) -> list[ProjectName]:
    """A name known from one place of the text is a project wherever it stands there again."""
    taken = SpanIndex(names)
    again: list[ProjectName] = []
    for surface, name in {name.surface: name for name in names}.items():
        if len(surface) < _SHORTEST_KIND + 1:
            continue
        for found in re.finditer(re.escape(surface), text):
            near = taken.within(found.start() - _WINDOW, found.end())
            if all(other.end <= found.start() or other.start >= found.end() for other in near):
                again.append(ProjectName(found.start(), found.end(), surface, name.core))
    return sorted(names + again, key=lambda name: name.start)


def _left_edge(words: Words, low: int, high: int, is_strong: bool) -> int:
    """Where the name begins: walks word by word to the left until one that cannot belong to a name.

    What stands in quotes or brackets is one word: 北京“鲲鹏创新中心”项目.
    """
    tables, text = _tables(), words.text
    if short := _abbreviation(text, low, high):
        return short
    place = high
    while place > low:
        character = text[place - 1]
        if character == "和" and text[place - 2 : place - 1] in tuple(_CLOSE):
            break
        if character in _CLOSE:
            opening = _opening(text, low, place - 1)
            if opening is None:
                break
            place = opening
            continue
        token = words.at(place - 1)
        if token is None or character in _OPEN or _PUNCTUATION.match(character):
            break
        start = max(token.start, low, place - _WINDOW)
        word = text[start:place]
        if any(sign in word for sign in _OPEN + _CLOSE):
            place -= 1
            continue
        if marks := list(_PUNCTUATION.finditer(word)):  # the tagger glues 、 to words now and then
            place = start + marks[-1].end()
            break
        if _links(words, place, start, word) or _opens_name(words, place, start, word):
            place = start
            continue
        is_joined = is_strong and place == high and word in tables.joined
        if not is_joined and tables.ends_name(word, token.tag, place == high):
            break
        if _COMPANY_END.search(word) and high - place >= 3:
            break
        place = start
    return _trimmed(words, place, high)


def _abbreviation(text: str, low: int, high: int) -> int | None:
    """渝长厦高铁: one character for each city, at the head of a clause or behind 的."""
    head = next((name for name in _tables().abbreviated if text.startswith(name, high)), None)
    start = high - 3
    if head is None or start < low or re.fullmatch(r"[\u4e00-\u9fff]{3}", text[start:high]) is None:
        return None
    if start > 0 and not _PUNCTUATION.match(text[start - 1]) and text[start - 1] not in "的在与和到经由对据":
        return None
    return None if text[start] in "该这那本各我为是在对把将由从" or "的" in text[start:high] else start


def _links(words: Words, place: int, start: int, word: str) -> bool:
    """Words that join parts of one name: 衡阳|至|永州高速公路, 搬迁|与|升级转型项目, 快速|化|改造工程."""
    left, right = words.at(start - 1), words.at(place)
    if left is None or right is None:
        return False
    if word in ("至", "到"):
        return left.tag in PROPER and right.tag in PROPER
    if word in ("与", "及"):
        return {left.tag, right.tag} <= {"vn"} or all(
            words.read(token) in _tables().name_verbs for token in (left, right)
        )
    return word == "化" or (words.text.startswith("化", place) and right.end - right.start == 1)


def _opens_name(words: Words, place: int, start: int, word: str) -> bool:
    """…的|中|秦兴龙产业园: a direction at the head of a proper name."""
    behind = words.at(place)
    is_proper = behind is not None and (behind.tag in PROPER or behind.tag in ("nz", "nw", "n"))
    at_edge = start == 0 or words.text[start - 1] in "的，。、；：\n　"
    return word == "中" and is_proper and at_edge


def _opening(text: str, low: int, closing: int) -> int | None:
    depth = 0
    for place in range(closing, low - 1, -1):
        if text[place] in _CLOSE:
            depth += 1
        elif text[place] in _OPEN:
            depth -= 1
            if depth == 0:
                return place
    return None


def _trimmed(words: Words, start: int, end: int) -> int:
    """Takes verbs and joints off the head of a name, but 年产5万吨… and 改扩建… keep theirs."""
    text, name_verbs = words.text, _tables().name_verbs
    if company := list(_COMPANY_INSIDE.finditer(text, start, end)):
        start = company[-1].end()
    if start > 0 and text[start - 1] in "我本该各" and text[start] in "国省市县区州校":
        start += 1  # the tagger splits 我国 and 我市
    while start < end:
        token = words.at(start)
        if text[start] in "和及同、·-":
            start += 1
        elif token is None or token.start < start or token.tag != "v" or words.read(token) in name_verbs:
            break
        else:
            start = token.end
    return min(start, end)


def _name(
    text: str, start: int, head: re.Match[str], is_strong: bool, has_proper_name: bool, goes_on: bool
) -> ProjectName | None:
    tables = _tables()
    end = head.end()
    modifier = text[start : head.start()]
    phase = _PHASE_BEHIND.match(text, end)
    if phase is not None and (not is_strong or phase.group().endswith(("期", "期）", "期)"))):
        end = phase.end()
    extension = None if is_strong else tables.extension.match(text, end)
    if extension is not None and not tables.not_behind_strong.match(text, extension.end()):
        end, is_strong, modifier = extension.end(), True, text[start : head.end()]
    plain = _COUNT.sub("", modifier.removesuffix("等"))
    if (not is_strong and _SEVERAL.match(modifier)) or _PLURAL.match(modifier):
        return None  # 新建9所敬老院 is a programme
    if _MANY.search(text, max(0, start - 8), start):
        return None  # 15个老旧小区改造项目 are a programme, not a project
    if (
        len(plain) < (3 if is_strong else 2)
        or tables.generic.fullmatch(plain)
        or (is_strong and tables.not_project.search(plain))
    ):
        return None
    if _MANY_BEHIND.match(text, end):
        return None  # 集中供水工程386处
    is_specific = has_proper_name and (len(plain) >= _SHORTEST_KIND or head.group() in tables.abbreviated)
    is_built = goes_on or _is_built(text, start, end, is_specific)
    if not is_strong and (not is_built or _is_aside(text, start, end)):
        return None
    surface = text[start:end]
    core = core_name(surface)
    if len(core) < 2 or tables.not_names.search(core) or tables.generic.fullmatch(core):
        return None
    return ProjectName(start, end, surface, core)


def _is_built(text: str, start: int, end: int, is_specific: bool) -> bool:
    """A word that builds stands right before the name, before the list that it is in, or behind it in the clause.

    For a name with a proper name in it, a word that surely builds may stand anywhere in the sentence.
    """
    tables = _tables()
    if is_specific and tables.construction.search(_around(text, start, end)):
        return True
    if tables.built_behind.match(text, end):
        return True
    again = text[end : end + _NEXT_SENTENCE]
    if is_specific and (f"该{text[end - 2 : end]}" in again or _is_introduced(text, start, end)):
        return True  # 在…引水枢纽，…。该枢纽正在…
    low = start
    while low > max(0, start - 40) and text[low - 1] not in "，。；！？\n":
        low -= 1
    before = text[low:start]
    in_list = re.search(r"[、和及与]$", before) is not None
    head = re.split(r"[、和及与]", before)[0] if in_list else before
    return tables.built_before.search(head) is not None or (in_list and tables.building.search(head) is not None)
