"""The stage that one event gives to many projects: 集中开工项目23个。其中，A…；B…；C….

A list of projects behind 其中 says what each of them costs and where it lies, and leaves out what the sentence before
it has said of all: they were signed, begun or finished that day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_STAGES = "签约|开工|竣工|投产"
_COMMON = re.compile(
    rf"(?:集中|共|本次|此次|现场|当天|当日|首批|成功)(?P<together>{_STAGES})[^。；，]{{0,12}}?项目"
    rf"|集中(?P<event>{_STAGES})"
    rf"|(?P<counted>{_STAGES})的?(?:重大|重点|产业)*项目(?:共|总计|达)?[0-9]+(?:余|多)?个"
    rf"|[0-9]+(?:余|多)?个(?:重大|重点|产业|优质)*项目(?:在?现场|集中|成功|正式|顺利)*(?P<now>{_STAGES})"
)
_AHEAD = re.compile(r"将|计划|预计|拟|力争|确保")
_LIST_OPENS = re.compile(r"其中|包括|分别是|分别为|主要有")


# 集中签约的6个项目中，工业项目5个，分别是|A、B、C: the list stands in the same sentence
_LISTED_BEHIND = re.compile(r"[^。；]{0,40}?(?:还有|包括|分别[是为]|涵盖|包含|主要有|：)")


@dataclass(frozen=True, slots=True)
class CommonStage:
    """What a sentence tells of many projects: the cue (签约), the words printed (集中签约项目), where they end."""

    cue: str
    printed: str
    end: int


def common_stage(text: str, start: int, end: int) -> CommonStage | None:
    """The stage that the sentence `start:end` tells of many projects, unless it lies ahead."""
    found = _COMMON.search(text, start, end)
    if found is None or _AHEAD.search(text, start, found.start()):
        return None
    cue = found.group("together") or found.group("event") or found.group("counted") or found.group("now")
    return CommonStage(cue, found.group(), found.end())


def list_start(text: str, common: CommonStage) -> int | None:
    """Where the list begins that follows the words of a common stage in their sentence."""
    found = _LISTED_BEHIND.match(text, common.end)
    return found.end() if found else None


def is_listed(text: str, period_start: int) -> bool:
    """Whether a period is a list of projects; semicolons divide the list, a full stop ends it."""
    return _LIST_OPENS.match(text, period_start) is not None
