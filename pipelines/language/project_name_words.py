"""The vocabulary of project names as patterns, and the core of a name: `project_names.yml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from pipelines.language.numerals import read_vocabulary

PUNCTUATION = re.compile(r"[，。；：！？、\n,;:!?—…《》<>　\s]")
WINDOW = 40  # characters to the left of a head in which a name begins
COUNT = re.compile(
    r"^(?:第)?(?:[0-9.]+|[一二两三四五六七八九十]+)(?:余|多)?[万亿]?"
    r"(?:条|个|座|栋|吨|套|期|大(?!山)|项|所|家|批|台(?!山)|处|平方米|平方公里|公里|亩)"
)
_PHASE_OF_PROJECT = re.compile(r"(?:建设)?(?:项目|工程)(?=[（(]?第?[一二三四五六七八九十]期[）)]?$)")
_AMOUNT = re.compile(r"元$|[个项家种批多余大]$|%$")


@dataclass(frozen=True, slots=True)
class ProjectName:
    """A project named in a text; `core` is the name without count and generic tail."""

    start: int
    end: int
    surface: str
    core: str


class NameWords:
    """`project_names.yml` as patterns."""

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
            "(?!打造|创建|设立|共建)"  # 产业园打造样板: it builds, it is not built
            f"[^，。；、！？\n]{{0,14}}?(?:{_any_of(words['building'])})(?!的|[0-9一二三四五六七八九十百]+周年)|[，,](?:项目|占地|总占地|总投资|总建筑面积|位于|建筑面积)"
        )
        self.any_head = re.compile(f"(?:{_any_of([*strong, *weak])})$")
        self.strong_head = re.compile(_any_of(strong))
        self.abbreviated = frozenset(words["abbreviated"])
        self.construction = re.compile(_any_of(words["construction"]))
        self.extension = re.compile(f"(?:{_any_of(words['extensions'])}){{1,3}}(?:项目|工程)")
        self.head_goes_on = re.compile(f"(?:{_any_of(words['name_verbs'])}){{1,2}}(?:{_any_of(weak)})")
        number = "(?:[0-9一二三四五六七八九十]+|多|一批|若干)"
        ways = "(?:高速公路|高速|铁路|高铁|[一二]级公路|机场|大桥|隧道|水库|水电站|港口)"
        self.many = re.compile(
            rf"(?:等(?:总?投资[^，。；]{{1,12}}?的)?|(?<=”)暨)(?:{number}[个项条大家座类]?)?(?:重大|重点|产业|大|好|优质)*项目"
            rf"|等{number}[个项条大家座类][^，。；、0-9]{{0,8}}?项目|等[^，。；、0-9]{{2,8}}类?项目(?=[0-9])"
            rf"|等(?:高速公路|铁路|公路|交通|水利|工业|农业|文旅)项目|等{number}[条座个家所处]{ways}|等{number}项(?=[，。；])"
            rf"|(?<=[\u4e00-\u9fff])(?:{number}[条个座]{ways}(?:试验段)?|[两三四五六七八九十]大项目)"
        )
        works = _any_of(words["said_of_works"])
        self.said_of_works = re.compile(
            r"(?:已经?|正式|顺利|全面|如期|基本|主体|全线|即将|正在|将|预计|目前|累计|全部|胜利)*"
            rf"(?:{works}|(?:计划|预计|估算|概算|项目)?总投资(?:约|达|为|额)?(?=[0-9])|完成投资(?=[0-9约近超]))"
        )
        self.no_works = re.compile(words["no_works"])
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
            return word not in ("和", "及", "及其", "暨") or is_next
        if tag == "PER":
            return not is_next
        return tag in self.stop_tags


def _any_of(words: Any) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


@cache
def name_words() -> NameWords:
    """The vocabulary, read once per process."""
    return NameWords()


def core_name(surface: str) -> str:
    """The name without leading count and generic tail: `4条光伏玻璃生产线` → `光伏玻璃`."""
    tail = name_words().tail
    core = _PHASE_OF_PROJECT.sub("", COUNT.sub("", surface))
    while True:
        shorter = tail.sub("", core)
        if shorter == core or len(shorter) < 2:
            return core
        core = shorter
