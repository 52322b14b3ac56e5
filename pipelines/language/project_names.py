"""Finds the names of projects in a text and their core without the generic tail.

Names are read backwards from their heads; heads, boundaries and generic words are `project_names.yml`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from pipelines.language.project_name_edges import left_edge, segment_start
from pipelines.language.project_name_words import COUNT, PUNCTUATION, WINDOW, ProjectName, core_name, name_words
from pipelines.language.project_names_listed import without_heads
from pipelines.language.span_index import SpanIndex
from pipelines.language.words import PROPER, Words

_SHORTEST_STRONG = 3  # characters before 项目 that name one
_SHORTEST_KIND = 4  # characters before a weak head that tell more than a kind of thing
# 位于…的X…。该项目…: a thing introduced by where it lies and taken up as a project
_SUBJECT = re.compile(r"(?:位于|地处|坐落[于在])[^，。；！？\n]{1,16}的$|(?:^|[，。\n　])作为$")
_OF_PROJECT = re.compile(r"该(?:项目|工程)")
_NEXT_SENTENCE = 60  # characters behind a name in which it is spoken of again (该枢纽)
_MANY = re.compile(r"(?:[0-9]+|[两三四五六七八九十]+|多|数)(?:余|多)?[个项]$")
_MANY_NEAR = re.compile(r"(?:多个|多项|一批|一系列|若干)[^，。；、]{0,8}$")
_PLURAL = re.compile(r"(?:多|数|若干|一批|几)[条个座项]")  # 多条生产线
_SEVERAL = re.compile(r"(?:[2-9]|[0-9]{2,}|[两三四五六七八九十]+|多|数)(?:余|多)?(?:所|家|个|处|座|栋)")
_SEVERAL_ROADS = re.compile(r"(?:[2-9]|[0-9]{2,}|[两三四五六七八九十]+|多|数)(?:余|多)?条")
_CAPACITY = re.compile(r"[0-9.]+(?:余|多)?[万亿]?(?:吨|千瓦|兆瓦|套|台|辆|平方米|立方米)")  # 100万吨|特钢项目
_GOAL = re.compile(r"[百千万十]亿(?:元|级)?(?:产值|产业)?")  # 百亿产值|产业园
# “…中心”项目, 小学(双山校区)扩建项目 are named by the outer head
_HEAD_AHEAD = re.compile(
    r"[”’》](?:建设)?(?:项目|工程)|(?:[（(][^（()），。；]{1,14})?[）)][^，。；、（(]{0,10}?(?:项目|工程)"
)
_MANY_BEHIND = re.compile(r"(?:共|达)?[0-9]+(?:余|多)?[个处项座]")
_PHASE_BEHIND = re.compile(
    r"(?:[东西南北]?延(?:伸|长)?[线段]|[东西南北]段|连接线|延伸段)?(?:[（(]?第?[一二三四五六七八九十]期[）)]?)?(?:项目|工程)?"
)
_PARTS = re.compile(
    r"(?:包括|包含|涵盖|主要有|建设内容|主要建设|内设|设有|配套建设)[^。；！？\n]*$"
)  # parts of a project are no projects
# … and so is what follows these, where the project has been named: 首期拟建设制造基地
_PARTS_OF_NAMED = re.compile(
    r"(?:主要(?:建设|新建)|[一二三四首]期[^，。；]{0,6}(?:建设|新建)|建设完成|已建成|建有|设有|设置|规划建设|配套)[^。；！？\n]*$"
)
_CONTENTS = re.compile(r"(?:主要建设|建设内容|主要包括)[^。；！？\n]*$")
# 消防泵房、污水处理站、调压站及外网工程等: things that belong to the works, named one after the other
_THINGS = re.compile(r"(?:[^，。；、！？\n]{2,10}(?<!项目)(?<!工程)、){3,}$")
# 该项目属X项目之一: a class, not another project
_CLASS = re.compile(r"(?:项目|工程|[桥路园])(?:属于?|是|为|系|被列为|列为)[^，。；！？\n]*$")
_TORN = re.compile(r"第|事项目[前的标]")
_ANAPHOR = re.compile(r"[该此本这]$")  # 该产业园项目
# 涉及A、B项目等行业: kinds of business, not projects
_SECTORS_BEFORE = re.compile(r"(?:涉及|涵盖|覆盖|包括|包含)[^。；！？\n]*$")
_SECTORS = re.compile(r"[^。；，]{0,40}?等[^，。；]{0,10}(?:行业|领域|产业|方面|业态|板块|类别)")
_SITE = re.compile(r"(?:现场|内|主会场|会场)?(?:隆重)?(?:举行|召开|举办|集中签约|集中开工|集中竣工|启动|揭幕|开幕)")
_PAIRED = re.compile(r"[和与及](?!.*[和与及])")
# a name behind these tells where something lies
_PLACED = re.compile(
    r"(?:位于|坐落|地处|毗邻|紧邻|毗连|选址|东起|西起|南起|北起|起于|起自|(?<!高)起点|止于|距离|纳入|接已建成|通往|跨越|横跨)[^，。；！？\n]*$"
)


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
    tables = name_words()
    if tables.head.search(text) is None and tables.said_of_works.search(text) is None:
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
        if _TORN.match(text, max(0, head.start() - 1)) or _is_extended_line(text, head):
            continue  # 第|四期活动; 事项|目前; 生产线|提升项目
        while position < len(ends) and ends[position][1] <= head.start():
            floor = max(floor, ends[position][1])
            position += 1
        low = max(floor, names[-1].end if names else 0, head.start() - WINDOW)
        if not is_strong and (not _ends_word(words, head.end()) or _HEAD_AHEAD.match(text, head.end())):
            continue
        start = _start(words, low, head.start(), is_strong)
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
    return without_heads(words, names, blocked, bodies)


def _start(words: Words, low: int, high: int, is_strong: bool) -> int:
    """Where a name begins; before 项目 and 工程 a stretch between marks may be the name as a whole, verbs and all."""
    start = left_edge(words, low, high, is_strong)
    is_short = len(COUNT.sub("", words.text[start:high])) < _SHORTEST_STRONG  # ；某钢冷轧|硅钢|项目
    marks = "、的；。，：\n" if is_short else "、的"
    whole = segment_start(words, low, high, marks) if is_strong and start > low else None
    first = words.at(whole) if whole is not None else None
    last = words.at(high - 1)
    if whole is None or first is None or last is None or first.tag in ("v", "vd", "f", "s"):
        return start
    if last.tag in ("v", "vd") and words.read(last) not in name_words().name_verbs | name_words().joined:
        return start
    return min(start, whole)


@dataclass(frozen=True, slots=True)
class _Body:
    start: int
    end: int


def _is_in_body(bodies: SpanIndex[_Body], head: re.Match[str]) -> bool:
    """Whether a head stands inside the name of an organisation that goes on behind it: 某汽车工程|研究院."""
    body = bodies.last_before(head.start())
    return body is not None and head.end() < body.end


def _is_extended_line(text: str, head: re.Match[str]) -> bool:
    """Whether a production line is named by the works done to it: 原料药生产线|提升项目."""
    return head.group().endswith("线") and name_words().extension.match(text, head.end()) is not None


def _is_class(text: str, name: ProjectName, is_strong: bool, areas: Mapping[int, int]) -> bool:
    """Whether a name tells a class of projects, the project spoken of, a line of business or the site of an event."""
    before = text[max(0, name.start - 60) : name.start]
    if _ANAPHOR.search(before) or _CLASS.search(before) or before.endswith("纳入"):
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
    is_generic = name_words().generic.fullmatch
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
    if not names or "\n" in text[names[-1].end : name.start]:
        return False
    if _CONTENTS.search(text, max(names[-1].end, name.start - 80), name.start):
        return True
    if name.surface.endswith(("项目", "工程")):
        return _THINGS.search(text, names[-1].end, name.start) is not None and text.startswith("等", name.end)
    if _PARTS_OF_NAMED.search(text, max(names[-1].end, name.start - 60), name.start):
        return True
    is_counted = name.surface.endswith(("生产线", "产线")) and COUNT.match(name.surface) is not None
    return is_counted and not re.search(r"[。！？；]", text[names[-1].end : name.start])


def _has_proper_name(words: Words, start: int, end: int) -> bool:
    return any(token.tag in PROPER or token.tag == "nz" for token in words.within(start, end))


def _ends_word(words: Words, end: int) -> bool:
    phase = _PHASE_BEHIND.match(words.text, end)
    if end >= len(words.text) or PUNCTUATION.match(words.text[end]):
        return True
    if name_words().construction.match(words.text, end):
        return True  # 大桥|合龙, whatever the tagger makes of it
    return words.ends_at(end) or (phase is not None and words.ends_at(phase.end()))


def _joined(text: str, first: ProjectName, second: ProjectName) -> ProjectName:
    surface = text[first.start : second.end]
    return ProjectName(first.start, second.end, surface, core_name(surface))


def _name(
    text: str, start: int, head: re.Match[str], is_strong: bool, has_proper_name: bool, goes_on: bool
) -> ProjectName | None:
    tables = name_words()
    end = head.end()
    modifier = text[start : head.start()]
    phase = _PHASE_BEHIND.match(text, end)
    if phase is not None and (not is_strong or phase.group().endswith(("期", "期）", "期)"))):
        end = phase.end()
    extension = None if is_strong else tables.extension.match(text, end)
    if extension is not None and not tables.not_behind_strong.match(text, extension.end()):
        end, is_strong, modifier = extension.end(), True, text[start : head.end()]
    plain = COUNT.sub("", modifier.removesuffix("等"))
    if (not is_strong and (_SEVERAL.match(modifier) or _GOAL.match(modifier))) or _PLURAL.match(modifier):
        return None  # 新建9所敬老院 is a programme
    if head.group() in ("项目", "工程") and _SEVERAL_ROADS.match(modifier):
        return None  # 新建9所敬老院 is a programme
    if _MANY.search(text, max(0, start - 8), start) or _MANY_NEAR.search(text, max(0, start - 12), start):
        return None  # 15个老旧小区改造项目 are a programme, not a project
    if (
        len(plain) < (_SHORTEST_STRONG if is_strong and not _CAPACITY.match(modifier) else 2)
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
    if text.startswith("新建", start) and end - start > _SHORTEST_KIND + 2:
        start += 2  # 新建|福厦铁路
    surface = text[start:end]
    core = core_name(surface)
    if len(core) < 2 or tables.not_names.search(core) or tables.generic.fullmatch(core):
        return None
    return ProjectName(start, end, surface, core)


def _is_built(text: str, start: int, end: int, is_specific: bool) -> bool:
    """A word that builds stands right before the name, before the list that it is in, or behind it in the clause.

    For a name with a proper name in it, a word that surely builds may stand anywhere in the sentence.
    """
    tables = name_words()
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
    if before.endswith(("公司", "集团")):
        return False  # …科技开发有限公司|种植基地
    in_list = re.search(r"[、和及与]$", before) is not None
    head = re.split(r"[、和及与]", before)[0] if in_list else before
    return tables.built_before.search(head) is not None or (in_list and tables.building.search(head) is not None)
