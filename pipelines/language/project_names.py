"""Finds the names of projects in a text and their core without the generic tail.

Names are read backwards from their heads; heads, boundaries and generic words are `project_names.yml`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from pipelines.language.numerals import read_vocabulary

_WINDOW = 30  # characters to the left of a head in which a name begins
_PUNCTUATION = re.compile(r"[，。；：！？、\n,;:!?—…《》<>　\s]")
_OPEN, _CLOSE = "“‘（(《「", "”’）)》」"
_COUNT = re.compile(r"^(?:第)?(?:[0-9]+|[一二两三四五六七八九十]+)(?:条|个|座|栋|万吨|吨|套|期|大|项|所|家|批|台|处)")
_PHASE = re.compile(r"[（(]?(?:第?[一二三四五六七八九十0-9]+期)[）)]?$")


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
        self.boundary = re.compile(f"(?P<inside>{_any_of(words['inside'])})|{_any_of(words['boundaries'])}")
        generic = sorted(words["generic"], key=len, reverse=True)
        self.generic = re.compile("(?:" + "|".join(map(re.escape, generic)) + r"|[0-9一二两三四五六七八九十多余几数亿万元家项批“”])*")
        self.many = re.compile(
            r"等(?P<amount>总?投资[^，。；]{1,12}?的)?(?P<count>(?:[0-9一二三四五六七八九十]+|多|一批|若干)个?)?(?:重大|重点|产业|大|好|优质)*项目"
        )
        self.tail = re.compile(f"(?:{_any_of(words['tails'])})$")


def _any_of(words: Any) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


@cache
def _tables() -> _Tables:
    return _Tables()


def core_name(surface: str) -> str:
    """The name without leading count and generic tail: `4条耐高温玻璃生产线` → `耐高温玻璃`."""
    tail = _tables().tail
    core = _COUNT.sub("", surface)
    while True:
        shorter = tail.sub("", core)
        if shorter == core or len(shorter) < 2:
            return core
        core = shorter


def find_project_names(text: str, blocked: list[tuple[int, int]]) -> list[ProjectName]:
    """Project names in order, without overlap.

    blocked: spans that cannot be part of a name (persons, posts, dates, amounts); a name begins behind them
    """
    tables = _tables()
    names: list[ProjectName] = []
    ends = sorted(blocked, key=lambda span: span[1])
    position = 0
    floor = 0
    for head in tables.head.finditer(text):
        is_strong = head.group() in tables.strong
        behind = tables.not_behind_strong if is_strong else tables.not_behind
        if behind.match(text, head.end()) or (not is_strong and tables.head.match(text, head.end())):
            continue
        while position < len(ends) and ends[position][1] <= head.start():
            floor = max(floor, ends[position][1])
            position += 1
        low = max(floor, names[-1].end if names else 0, head.start() - _WINDOW)
        start = _left_edge(text, low, head.start())
        name = _name(text, start, head, is_strong)
        if name is not None and not _is_list_tail(text, name, names):
            names.append(name)
    return _with_lists(text, names, ends)


def _with_lists(text: str, names: list[ProjectName], blocked: list[tuple[int, int]]) -> list[ProjectName]:
    """Names that end in 等项目 or 等总投资…的多个项目: the list before 等 names projects without a head."""
    found: list[ProjectName] = []
    for many in _tables().many.finditer(text):
        low = max([many.start() - _WINDOW, 0, *(end for start, end in blocked if end <= many.start())])
        start = _left_edge(text, low, many.start())
        end = many.end() if many.group() == "等项目" else many.start()
        surface = text[start:end]
        core = core_name(surface)
        if len(core) >= 3 and not _tables().generic.fullmatch(core):
            found.append(ProjectName(start, end, surface, core))
    kept = [name for name in names if not any(f.start < name.end and name.start < f.end for f in found)]
    return sorted(kept + found, key=lambda name: name.start)


def _left_edge(text: str, low: int, high: int) -> int:
    """Where the name begins: behind the last boundary of the window; brackets and quotes stay whole."""
    edge = low
    for found in _PUNCTUATION.finditer(text, low, high):
        edge = found.end()
    for found in _tables().boundary.finditer(text, edge, high):
        if found.group("inside") is None:
            edge = found.end()
    depth = 0
    for place in range(high - 1, edge - 1, -1):
        if text[place] in _CLOSE:
            depth += 1
        elif text[place] in _OPEN:
            depth -= 1
            if depth < 0:
                return place + 1
    while edge < high and text[edge] in _CLOSE + "和同":
        edge += 1
    return edge


def _name(text: str, start: int, head: re.Match[str], is_strong: bool) -> ProjectName | None:
    tables = _tables()
    end = head.end()
    modifier = text[start : head.start()]
    phase = re.compile(r"[（(]?(?:第?[一二三四五六七八九十]期)[）)]?(?:项目|工程)?").match(text, end)
    if phase is not None:
        end = phase.end()
    if len(modifier) < 2 or tables.generic.fullmatch(modifier):
        return None
    if modifier.endswith(("等", "多个", "大")) and is_strong:
        modifier = modifier.rstrip("等")
    if not is_strong and not _is_built(text, start, end):
        return None
    surface = text[start:end]
    core = core_name(surface)
    if len(core) < 2 or tables.generic.fullmatch(core):
        return None
    return ProjectName(start, end, surface, core)


def _is_built(text: str, start: int, end: int) -> bool:
    """A word that builds stands near: before the name in the clause, or right behind it."""
    low = start
    while low > max(0, start - 16) and text[low - 1] not in "，。；！？\n":
        low -= 1
    high = end
    while high < min(len(text), end + 14) and text[high] not in "。；！？\n":
        high += 1
    return _tables().building.search(text, low, start) is not None or _tables().building.search(text, end, high) is not None


def _is_list_tail(text: str, name: ProjectName, names: list[ProjectName]) -> bool:
    return bool(names) and name.start < names[-1].end
