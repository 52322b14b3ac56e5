"""Projects named without a head: in lists (甲、乙等5大项目), by cost (投资3亿元的丙), by what is said (丁竣工)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipelines.language.project_name_edges import left_edge, segment_start
from pipelines.language.project_name_words import PUNCTUATION, WINDOW, ProjectName, core_name, name_words
from pipelines.language.span_index import SpanIndex
from pipelines.language.words import PROPER, Words

_LONGEST_LIST = 14  # names of a list before 等…项目
_SHORTEST_REPEATED = 5
_BUILT_ITEM = re.compile(r"、(?:新建|续建|改建|扩建|改扩建|迁建)$")  # 、新建|五大连池民用机场
_INVESTED = re.compile(r"投资[^，。；、0-9]{0,3}[0-9][0-9.]*(?:余|多)?[万亿]元?的(?=[\u4e00-\u9fff“])")
_INVESTED_END = re.compile(
    r"[，。；、：！？\n]|等|[0-9]+(?:余|多)?个|[0-9]大|(?:正式|顺利|成功|启动|集中|开工|动工|签约|落户|落地|建成|竣工|投产)"
)
_LONGEST_INVESTED = 26
# a number of projects, and the list of them that ends in 等 or at a mark
_COUNTED_LIST = re.compile(
    r"(?:[0-9]+个[^，。；、]{0,8}?项目|(?:开工|签约|竣工|投产|落户|落地|奠基)的?(?:重大|重点|产业)*项目)(?:中)?，?"
    r"(?:包含|包括|分别是|分别为|主要有|有|为)：?"
    r"(?=(?P<list>[^，。；：0-9][^，。；：]{5,160}?)(?:等?[，。；]|等(?=具|总)))"
)
_CONTEST = re.compile(r"的?(?:比赛|竞赛|决赛|预赛|金牌|冠军|奖牌)")
_SUM = re.compile(r"[0-9]+个?$|类$|^.{0,3}$")
_SUBJECT_MARKS = re.compile(r"[，。；：、！？\n　]|其中|目前|近日|日前|昨日|今日|据悉")
_LONGEST_SUBJECT = 24
_SHORTEST_SUBJECT = 4


def without_heads(
    words: Words, names: list[ProjectName], blocked: list[tuple[int, int]], bodies: Sequence[tuple[int, int]]
) -> list[ProjectName]:
    """The names found by their heads with those of lists, of costs and of what is said; where they overlap, these win.

    blocked: spans that are no part of a name; bodies: organisations, which are no projects
    """
    listed = list(_listed(words, sorted(blocked, key=lambda span: span[1])))
    found = _without_overlap(listed, [*_invested(words), *_counted(words)])
    kept = [name for name in names if not any(f.start < name.end and name.start < f.end for f in found)]
    known = sorted(kept + found, key=lambda name: name.start)
    known = _without_overlap(known, list(_in_front(words, known)))
    return _repeated(words.text, _without_overlap(known, list(_subjects(words, blocked, bodies))))


def _without_overlap(first: list[ProjectName], more: list[ProjectName]) -> list[ProjectName]:
    return sorted(
        first + [name for name in more if not any(f.start < name.end and name.start < f.end for f in first)],
        key=lambda name: name.start,
    )


def _listed(words: Words, blocked: list[tuple[int, int]]) -> Iterator[ProjectName]:
    """Names that end in 等项目 or 等总投资…的多个项目: the list before 等 names projects without a head."""
    text, tables = words.text, name_words()
    for many in tables.many.finditer(text):
        if tables.not_project.search(many.group().removesuffix("项目")) or _CONTEST.match(text, many.end()):
            continue  # 跳高、跳远等5个竞赛项目
        low = max([0, *(end for _, end in blocked if end <= many.start())])
        high = many.start()
        end = many.end() if many.group() == "等项目" else high
        marks = "、；：" if text.startswith(("等", "暨"), high) else "、；：和"
        if "和" in marks and not any(text.rfind(mark, max(low, high - WINDOW), high) >= 0 for mark in "、和"):
            continue  # 建设2个项目 is no list
        for _ in range(_LONGEST_LIST):
            start = _item_start(words, low, high, marks)
            name = _named(text, start, end)
            if name is None:
                break
            yield name
            if built := _BUILT_ITEM.search(text, max(0, start - 6), start):
                start = built.start() + 1
            if start == 0 or text[start - 1] not in "、" + marks[3:]:
                break
            high = end = start - 1


def _counted(words: Words) -> Iterator[ProjectName]:
    """集中开工的117个项目，包含|甲、乙、丙|等，: what a number of projects is said to contain."""
    text = words.text
    for found in _COUNTED_LIST.finditer(text):
        place, items = found.end(), re.split("、", text[found.end() : found.end() + len(found.group("list"))])
        names = []
        for item in items:
            whole = segment_start(words, max(0, place - 1), place + len(item), "、含括是为：有")
            name = _named(text, place, place + len(item)) if whole == place and not _SUM.search(item) else None
            if name is None:
                break
            names.append(name)
            place += len(item) + 1
        if len(names) == len(items) > 1:
            yield from names


def _in_front(words: Words, names: list[ProjectName]) -> Iterator[ProjectName]:
    """洞山水库、|椒河水库加快建设: what stands in a list before a project and ends as projects do is one too."""
    text, tables = words.text, name_words()
    starts = {name.start for name in names}
    ends = {name.end for name in names}
    for place in starts:
        high = place - 1
        while high > 0 and text[high] == "、" and high not in ends:
            start = segment_start(words, max(0, high - WINDOW), high, "、，；：。\n　")
            name = _named(text, start, high) if start is not None else None
            if name is None or tables.any_head.search(name.surface) is None:
                break
            yield name
            high = name.start - 1


def _named(text: str, start: int, end: int) -> ProjectName | None:
    tables = name_words()
    surface = text[start:end]
    core = core_name(surface)
    if len(core) < 3 or tables.generic.fullmatch(core) or tables.not_project.search(core):
        return None
    return ProjectName(start, end, surface, core)


def _item_start(words: Words, low: int, high: int, marks: str) -> int:
    """Where the item of a list begins: behind the 、 before it, unless a word stands between that no name contains."""
    start = segment_start(words, low, high, marks)
    if start is not None:
        return start
    return left_edge(words, max(low, high - WINDOW), high, is_strong=False)


def _invested(words: Words) -> Iterator[ProjectName]:
    """投资1亿元的|进口隔离羊场|、: what an amount is invested in."""
    text = words.text
    for found in _INVESTED.finditer(text):
        stop = _INVESTED_END.search(text, found.end(), found.end() + _LONGEST_INVESTED)
        if stop is None or segment_start(words, found.end() - 1, stop.start(), "的") != found.end():
            continue
        name = _named(text, found.end(), stop.start())
        if name is not None and _is_proper(words, name.start, name.end):
            yield name


def _subjects(words: Words, blocked: list[tuple[int, int]], bodies: Sequence[tuple[int, int]]) -> Iterator[ProjectName]:
    """凤凰山隧道连接线|正式通车: the subject of what is said of works alone, with a proper name in it."""
    text, tables = words.text, name_words()
    taken = SpanIndex(ProjectName(start, end, "", "") for start, end in [*blocked, *bodies])
    for said in tables.said_of_works.finditer(text):
        low = max(0, said.start() - _LONGEST_SUBJECT - 4)
        marks = list(_SUBJECT_MARKS.finditer(text, low, said.start()))
        start = marks[-1].end() if marks else low
        if not _SHORTEST_SUBJECT <= said.start() - start <= _LONGEST_SUBJECT or PUNCTUATION.search(
            text, start, said.start()
        ):
            continue
        if any(span.end > start for span in taken.within(start - _LONGEST_SUBJECT, said.start())):
            continue
        name = _named(text, start, said.start())
        if name is None or tables.no_works.search(name.surface) or not _is_noun_phrase(words, start, said.start()):
            continue
        yield name


def _is_noun_phrase(words: Words, start: int, end: int) -> bool:
    """Nouns with a proper name among them, and verbs only of the kind that names hold."""
    tables = name_words()
    for token in words.within(start, end):
        word = words.text[max(start, token.start) : token.end]
        if token.start < start or tables.ends_name(word, token.tag, False):
            return False
    return _is_proper(words, start, end) and not all(token.tag in PROPER for token in words.within(start, end))


def _is_proper(words: Words, start: int, end: int) -> bool:
    return any(token.tag in PROPER or token.tag in ("nz", "nw") for token in words.within(start, end))


def _repeated(text: str, names: list[ProjectName]) -> list[ProjectName]:
    """A name known from one place of the text is a project wherever it stands there again."""
    taken, tables = SpanIndex(names), name_words()
    again: list[ProjectName] = []
    for surface, name in {name.surface: name for name in names}.items():
        if len(surface) < _SHORTEST_REPEATED:
            continue
        for found in re.finditer(re.escape(surface), text):
            if not surface.endswith(tuple(tables.strong)) and tables.not_behind.match(text, found.end()):
                continue  # 产业园|管委会
            near = taken.within(found.start() - WINDOW, found.end())
            if all(other.end <= found.start() or other.start >= found.end() for other in near):
                again.append(ProjectName(found.start(), found.end(), surface, name.core))
    return sorted(names + again, key=lambda name: name.start)
