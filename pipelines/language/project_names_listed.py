"""Projects named in a list or by what is said of them, without a head: 甲、乙等5大项目; 洞沟大桥连接线总投资3亿元."""

from __future__ import annotations

import re

from pipelines.language.project_name_edges import left_edge, segment_start
from pipelines.language.project_name_words import WINDOW, ProjectName, core_name, name_words
from pipelines.language.span_index import SpanIndex
from pipelines.language.words import Words

_LONGEST_LIST = 12  # names of a list before 等…项目
_SHORTEST_REPEATED = 5


def with_lists(words: Words, names: list[ProjectName], blocked: list[tuple[int, int]]) -> list[ProjectName]:
    """Names that end in 等项目 or 等总投资…的多个项目: the list before 等 names projects without a head."""
    text, tables = words.text, name_words()
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
    start = segment_start(words, low, high, "、")
    if start is not None:
        return start
    return left_edge(words, max(low, high - WINDOW), high, is_strong=False)


def _repeated(text: str, names: list[ProjectName]) -> list[ProjectName]:
    """A name known from one place of the text is a project wherever it stands there again."""
    taken = SpanIndex(names)
    again: list[ProjectName] = []
    for surface, name in {name.surface: name for name in names}.items():
        if len(surface) < _SHORTEST_REPEATED:
            continue
        for found in re.finditer(re.escape(surface), text):
            near = taken.within(found.start() - WINDOW, found.end())
            if all(other.end <= found.start() or other.start >= found.end() for other in near):
                again.append(ProjectName(found.start(), found.end(), surface, name.core))
    return sorted(names + again, key=lambda name: name.start)
