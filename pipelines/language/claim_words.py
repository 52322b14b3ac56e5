"""The vocabulary of claims about projects as patterns: stages, modality, amounts, areas, parties of `claims.yml`."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from pipelines.language.numerals import read_vocabulary


class ClaimWords:
    """`claims.yml` as patterns."""

    def __init__(self) -> None:
        words: dict[str, Any] = read_vocabulary("claims.yml")
        self.stage = {cue: name for name, entry in words["status"].items() for cue in entry["cues"]}
        self.milestone = {name: entry.get("milestone") for name, entry in words["status"].items()}
        self.order = list(words["status"])
        cues = _any_of(self.stage)
        self.cue = re.compile(
            f"(?:还|也|正式|隆重)*(?:举行|迎来|举办)?了?(?:集中)?(?:{_any_of(words['events'])})?(?P<event>{_any_of(words['events'])})(?:建设)?(?:暨[^，。；]{{2,10}}?)?(?:仪式|活动|典礼)"
            f"|(?P<no>{_any_of(words['not_status'])})|(?P<going>加快(?:建设|推进)(?=[，。；]|$)|完成[^，。；]{{0,12}}?(?:工程量|进度|总量|总项目|总工程)的)|(?P<start>启动[^，。；]{{2,24}}?建设)|(?P<cue>{cues})(?!(?:运营|投产|通车|使用|竣工|投用)?(?:以来|率|仪式前|后|前|之后|之前))"
            "(?!(?<=正在进行)(?:[^，。；]{0,4}设计|前期|可研|招标|征地|勘察|论证|报批|审批|规划|方案))"
            "(?!(?<=完成)(?:[总年全当季首土征拆桩约近超]|工程|投资|主体|基础|立项|可研|备案|招标|设备|一期|[0-9]))"
        )
        self.modality = {name: re.compile(_any_of(cues)) for name, cues in words["modality"].items()}
        self.negated = re.compile(f"(?:{_any_of(words['modality']['negated'])})(?:正式|能|全部|完全|开始)?$")
        self.done = re.compile(f"(?:{_any_of(words['modality']['actual'])})[^，。]{{0,8}}$")
        self.amount = {cue: attribute for attribute, cues in reversed(words["amounts"].items()) for cue in cues}
        tail = r"(?:额)?(?:预计|计划|共计|合计|共|分别)?(?:为|达到|达|约|近|超过|超|逾)?(?:人民币)?$"
        self.amount_cue = re.compile(f"({_any_of(self.amount)}){tail}")
        self.area = {cue: attribute for attribute, cues in words["areas"].items() for cue in cues}
        self.area_cue = re.compile(f"({_any_of(self.area)})(?:预计)?(?:为|达到|达|约|近|超过|超|逾|共|共计)?$")
        self.capacity_before = re.compile(f"(?:{_any_of(words['capacity_before'])})")
        self.capacity_units = frozenset(words["capacity_units"])
        self.location = re.compile(f"(?:{_any_of(words['location'])})")
        self.parties: list[tuple[str, re.Pattern[str], re.Pattern[str]]] = [
            (
                role,
                re.compile(f"^[^，。；]{{0,2}}?(?:{_any_of(entry['verbs'])})"),
                re.compile(f"(?:{_any_of(entry['nouns'])})(?:是|为|:|：)?$"),
            )
            for role, entry in words["parties"].items()
        ]
        self.part = re.compile(rf"(?:{words['parts']})[^，。；]{{0,12}}$")
        self.speech = re.compile(rf"^[^，。：；]{{0,8}}?(?:{_any_of(words['speech'])})")
        self.others = re.compile(
            f"(?:{_any_of(words['others'])})[^，。；]{{0,4}}项目|(?:项目|工程)(?:共|达|累计|总计|有)?[0-9]+(?:余|多)?[个项]"
            r"|(?:项目|工程)累计[0-9]"
            r"|标志着[^。；]{0,30}(?:全[国省市县区州]|我[省市县区州])"
        )
        self.anaphora = re.compile(_any_of(words["anaphora"]))


def _any_of(words: Any) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


@cache
def claim_words() -> ClaimWords:
    """The vocabulary, read once per process."""
    return ClaimWords()
