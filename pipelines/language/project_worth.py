"""Whether a name of which nothing is claimed is a work, or a kind of thing, a programme, a place that stands there.

A claim (stage, money, area, builder, place) makes any name a project. Without one, a name with 项目 or 工程 has to
tell a single work: by a place or a brand in it, a measure, the site it names (…产业园项目), what is done there
(…改造工程), a word that builds right beside it, or a visit to it. A name without such a head has to stand beside a word
that builds, or in a list of projects.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise

from pipelines.language.project_name_words import core_name, name_words
from pipelines.language.tags import Field, Mention, ProjectClaim
from pipelines.language.words import PROPER, Words

_MEASURED = re.compile(r"[0-9]|[一二三四五六七八九十](?:期|号)")
# what is done to one place; programmes that raise or spread something are done everywhere
_DONE = re.compile(r"改造|扩建|新建|迁建|改建|搬迁|复建|还建|硬化|加固|生产线|产线")
_VISITED = re.compile(
    r"(?:察看|查看|考察|调研|检查|走进|来到|深入(?!实施|推进|开展|贯彻)|视察|参观|走访|观摩|督导|督查|督办|巡查|实地|前往)"
    r"[^。！？\n]{0,60}$"
)
_BEGUN = re.compile(r"(?:加快|推进|推动|启动|跟进|争取|吸引|引进|引入|谋划|承接|承建|实施)[^，。；、！？\n]{0,4}$")
# a programme is carried out, nobody builds it
_CARRIED_OUT = re.compile(r"(?:实施|推行|开展|推广|落实|参与|抓好|做好)(?:了|的|好)?[“]?$")
_GOES_ON = re.compile(
    r"(?:的|等)?(?:规划|设计|选址|建设|前期|征地|推进|进展|方案|立项|可研|落地)(?!院|师|局|者|系|单位|公司|兵)"
    r"|[^。；！？\n]{0,20}(?:建成|投产|完工|开通|通车)后|[^！？\n]{0,30}该(?:项目|工程)"
    r"|的?(?:首个|首批|第[一二三四五六七八九十]个|又一)[^，。；、！？\n]{0,6}项目"
)
_SLOGANS = re.compile(r"一带一路|放管服|双一流|互联网\+")
_QUOTES = ("“", "‘", "《")
_BRANDS = PROPER | {"nz", "nw"}


def only_works(words: Mapping[Field, Words], mentions: list[Mention], claims: list[ProjectClaim]) -> list[Mention]:
    """The mentions without those of which nothing is claimed and that are no works at any place where they stand."""
    told = {core_name(claim.project_mention) for claim in claims}
    silent = [row for row in mentions if not any(core.endswith(_core(row)) for core in told)]
    works = {_core(row) for row in mentions if row not in silent or _is_work(words[row.field], row)}
    works |= _listed(words, mentions)
    works |= _beside(words, mentions, works)
    idle = {(row.field, row.start) for row in silent if _core(row) not in works}
    return [row for row in mentions if (row.field, row.start) not in idle]


def _core(mention: Mention) -> str:
    return mention.normalized or mention.surface


def _listed(words: Mapping[Field, Words], mentions: list[Mention]) -> set[str]:
    """甲产业园、|乙、|丙|等项目: what stands without a head in a list of projects."""
    listed: set[str] = set()
    ahead: Mention | None = None
    for row in reversed(mentions):
        text = words[row.field].text
        is_last = row.surface.endswith("等项目") or name_words().many.match(text, row.end) is not None
        is_next = ahead is not None and ahead.field == row.field and text[row.end : ahead.start] == "、"
        if is_last or (is_next and ahead is not None and _core(ahead) in listed):
            listed.add(_core(row))
        ahead = row
    return listed


def _beside(words: Mapping[Field, Words], mentions: list[Mention], works: set[str]) -> set[str]:
    """某模组生产线、|偏光片项目: behind a work of the list stands one if it ends in 项目 or that work has no head."""
    tables = name_words()
    strong = tuple(tables.strong)
    return {
        _core(row)
        for ahead, row in pairwise(mentions)
        if ahead.field == row.field and words[row.field].text[ahead.end : row.start] in ("、", "和", "及")
        if _core(ahead) in works and (row.surface.endswith(strong) or not tables.any_head.search(ahead.surface))
    }


def _is_work(words: Words, mention: Mention) -> bool:
    """Whether a name tells a single work by itself or by the words beside it."""
    tables, text = name_words(), words.text
    if tables.any_head.search(mention.surface) is None:
        return True  # read in a list of projects, by its cost or by what is said of works
    if not mention.surface.endswith(tuple(tables.strong)):
        return _is_beside_works(text, mention)
    core = _SLOGANS.sub("", _core(mention))
    before = text[max(0, mention.start - 80) : mention.start]
    is_slogan = mention.surface.startswith(_QUOTES) or _CARRIED_OUT.search(before) is not None
    tags = PROPER if is_slogan else _BRANDS  # “领头雁”工程 is no brand
    if core == _core(mention) and any(token.tag in tags for token in words.within(mention.start, mention.end)):
        return True
    if _MEASURED.search(core) or _DONE.search(mention.surface) or tables.any_head.search(core.rstrip("”’）)")):
        return True
    if _CARRIED_OUT.search(before):
        return False
    return _VISITED.search(before) is not None or _is_beside_works(text, mention)


def _is_beside_works(text: str, mention: Mention) -> bool:
    """建设|某大桥, 加快|某园的建设: a word that builds touches the name on either side."""
    tables = name_words()
    before = text[max(0, mention.start - 40) : mention.start]
    if _GOES_ON.match(text, mention.end) or _BEGUN.search(before):
        return True
    return tables.built_before.search(before) is not None or tables.construction.match(text, mention.end) is not None
