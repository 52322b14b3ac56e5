"""Which stage a clause claims of a project, how it is said, and when.

A cue (开工, 封顶, 投产) makes a stage; the words before it tell whether it is done, planned, urged, reported or denied.
A stage that is only planned or urged is a milestone ahead. What is said of a part of the works (一号厂房封顶, 主体完工)
is building under way.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipelines.language.claim_words import ClaimWords
from pipelines.language.dates import DateSpan
from pipelines.language.project_name_words import ProjectName
from pipelines.language.span_index import SpanIndex
from pipelines.language.tags import Mention
from pipelines.language.words import PROPER, Words

_ASKS = re.compile(r"要(?![求素点约])|确保|力争|务必|希望|建议")
# 今年将抓好以下工作：一是建成…；二是开工…: a list of tasks is a plan, whatever its verbs say
_AGENDA = re.compile(r"(?:将|要|计划|力争|目标|任务|重点抓好|安排)[^。：:]{0,24}[：:]")
_STILL_AHEAD = re.compile(r"(?:将|要|确保|力争|预计|计划|拟)[^，。]{0,10}$")
_GOAL = re.compile(r"(?:的)?(?:目标|任务|计划|要求|时间表|倒计时|期限|准备|条件)")  # 投产的目标
_LONGEST_PERIOD = 400
# 2021年|第一批重大项目: a year that names things dates nothing
_NAMES_THINGS = re.compile(r"[度第]|[上下]半年|重[大点]|全[市省县区]|[一二三四]季度")
_QUALIFIES = re.compile(r"(?:中|了)?的(?=[\u4e00-\u9fff“])")
_LISTED = re.compile(r"[^，。；]{0,16}?[、和与及]")  # …合作协议、|B项目
_HELD_AT = re.compile(r"[^，。；]{0,6}?(?:举行|召开|举办|设)")  # 在项目现场|举行
_NOUNS = PROPER | {"n", "nz", "nw", "vn"}
_CHARACTER = re.compile(r"[\u4e00-\u9fff]")
# 建成|仓储中心: a part of the works, unless the project's own name follows
_OBJECT = re.compile(r"(?![投通运后并于开使的即以交启达营验])[\u4e00-\u9fff0-9]")
_TRANSITIVE = ("建成", "建设完成", "改造完成", "完成", "落成")
_ONE_WITHIN = re.compile(r"的?(?:首个|首批|首家|第一个|又一|另一)")  # 产业园|首个项目——某生产线开工
_AND_MORE = re.compile(r"[”’]?(?:等|暨)[^，。；]{0,14}?项目")  # 甲项目|等10个重点项目|举行开工仪式
_OPENING = re.compile(r"(?:集中开工|开工仪式|开工活动|开工动员|奠基仪式)")


@dataclass(slots=True)
class Sentence:
    """A sentence with the projects named in it, who speaks, and what has been said of them."""

    start: int
    end: int
    names: list[ProjectName]
    speaker: str | None
    said: set[tuple[str, str, str | None, str]] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Stage:
    """A claim about the stage of a project: a status, or the milestone `attribute` without one."""

    project: ProjectName
    attribute: str
    status: str | None
    modality: str
    start: int
    end: int
    date: DateSpan | None


def period_start(text: str, position: int) -> int:
    """Behind the last full stop or line feed; semicolons do not end a list of tasks."""
    low = max(0, position - _LONGEST_PERIOD)
    return max(text.rfind(mark, low, position) + 1 for mark in "。！？\n") or low


class Stages:
    """Reads the stages of the clauses of one text."""

    def __init__(
        self,
        text: str,
        tables: ClaimWords,
        dates: SpanIndex[DateSpan],
        bodies: SpanIndex[Mention],
        published_on: dt.date,
    ) -> None:
        self.text, self.tables, self.dates, self.bodies, self.published_on = text, tables, dates, bodies, published_on
        self.words = Words(text)

    def read(self, start: int, end: int, projects: list[ProjectName], sentence: Sentence) -> Iterator[Stage]:
        """The stages that the clause `start:end` claims of projects, each once in a sentence."""
        for found in self.tables.cue.finditer(self.text, start, end):
            stage = self._stage(found, start, projects, sentence)
            if stage is None:
                continue
            modality = self._modality(start, end, found.start(), found.end(), sentence)
            date = self._date(start, end, sentence)
            if modality == "actual" and date is not None and self._lies_ahead(date):
                modality = "planned"
            attribute, status = self._attribute(stage, modality)
            if attribute is None:
                continue
            for project in self._subjects(projects, found.start(), found.end(), start):
                key = (project.core, attribute, status, modality)
                if key in sentence.said:
                    continue
                sentence.said.add(key)
                yield Stage(project, attribute, status, modality, found.start(), found.end(), date)
                milestone = self.tables.milestone[stage]
                if attribute == "status" and modality == "actual" and milestone and date is not None:
                    yield Stage(project, milestone, None, modality, found.start(), found.end(), date)

    def _stage(self, found: re.Match[str], start: int, projects: list[ProjectName], sentence: Sentence) -> str | None:
        """The stage of a cue, None where its characters mean something else there."""
        if any(name.start <= found.start() and found.end() <= name.end for name in projects):
            return None
        body = self.bodies.last_before(found.start())
        if body is not None and found.end() <= body.end:
            return None  # 翔云|通航|公司
        if event := found.group("event"):  # 项目|举行开工仪式
            is_own = any(
                name.end == found.start() or _AND_MORE.fullmatch(self.text, name.end, found.start())
                for name in sentence.names
                if name.end <= found.start()
            )
            return self.tables.stage.get(event) if is_own else None
        if found.group("no"):
            return None
        if found.group("start") or found.group("going"):
            return "groundbreaking" if found.group("start") else "under_construction"
        cue = found.group("cue")
        if self._straddles(found.start(), found.end()):
            return None
        stage: str = self.tables.stage[cue]
        if cue.endswith("现场") and _HELD_AT.match(self.text, found.end()):
            return "groundbreaking" if _OPENING.search(self.text, sentence.start, found.start()) else None
        is_named = any(start <= name.start < found.start() for name in projects)
        if stage in ("completed", "operating") and self.tables.part.search(self.text, start, found.start()):
            return stage if is_named and not self._is_part_named(projects, found.start()) else "under_construction"
        if stage == "completed" and cue in _TRANSITIVE and _OBJECT.match(self.text, found.end()):
            is_object = any(found.end() <= name.start <= found.end() + 12 for name in projects)
            return stage if is_object else "under_construction"
        return stage

    def _is_part_named(self, projects: list[ProjectName], at: int) -> bool:
        """X项目|一号厂房已完工: a part stands between the name and the cue."""
        last = max((name.end for name in projects if name.end <= at), default=at)
        return self.tables.part.search(self.text, last, at) is not None

    def _straddles(self, start: int, end: int) -> bool:
        """交|通水|利: the two characters of a cue belong to two words."""
        first, last = self.words.at(start), self.words.at(end - 1)
        if end - start != 2 or first is None or last is None or first == last:
            return False
        ends_before = first.start < start and first.tag in _NOUNS
        return ends_before or (last.tag in _NOUNS and _CHARACTER.match(self.text, end, last.end) is not None)

    def _subjects(self, projects: list[ProjectName], at: int, until: int, start: int) -> list[ProjectName]:
        """The names that a cue speaks of: all before it in the clause, else the next one with those listed behind."""
        before = [
            project
            for project in projects
            if (project.end <= at or project.start < start) and not _ONE_WITHIN.match(self.text, project.end)
        ]
        if _QUALIFIES.match(self.text, until):  # 开工建设|的新车站: what lies behind the 的 alone
            return self._listed([project for project in projects if until <= project.start], until + 3)
        return before or self._listed(projects, len(self.text))

    def _listed(self, projects: list[ProjectName], latest: int) -> list[ProjectName]:
        """The first of some names if it begins no later than a place, with those that stand in a list with it."""
        listed = [project for project in projects[:1] if project.start <= latest]
        for project in projects[1:]:
            if not listed or _LISTED.fullmatch(self.text, listed[-1].end, project.start) is None:
                break
            listed.append(project)
        return listed

    def _attribute(self, stage: str, modality: str) -> tuple[str | None, str | None]:
        if modality in ("actual", "reported", "negated"):
            return "status", stage
        milestone = self.tables.milestone[stage]
        if milestone is not None:
            return milestone, None
        if stage == "intent":
            return "status", "intent"
        if stage in ("suspended", "cancelled", "signed"):
            return "status", "intent" if stage == "signed" else stage
        return None, None

    def _modality(self, start: int, end: int, at: int, until: int, sentence: Sentence) -> str:
        before, tables = self.text[start:at], self.tables
        if tables.negated.search(before):
            return "negated"
        if _GOAL.match(self.text, until):
            return "planned"
        is_done = tables.done.search(before) is not None or self.text[until : until + 1] == "了"
        if is_done and not _STILL_AHEAD.search(before):
            return self._actual(sentence)
        ahead = [
            (found.end(), name)
            for name in ("urged", "planned")
            for found in tables.modality[name].finditer(self.text, start, at)
            if not self._in_name(found.start(), sentence)  # 快 in 城际快线 urges nothing
            and not self._is_attribute(found.end(), at, sentence)
        ]
        if not ahead and sentence.speaker is not None:
            ahead = [(found.end(), "urged") for found in _ASKS.finditer(self.text[sentence.start : at])]
        if not ahead and _AGENDA.search(self.text, period_start(self.text, start), start):
            return "planned"
        return max(ahead)[1] if ahead else self._actual(sentence)

    def _is_attribute(self, place: int, at: int, sentence: Sentence) -> bool:
        """原计划今年开工|的X项目|暂缓: what stands before the 的 of a name says nothing about the verb behind it."""
        return any(
            place < name.start and name.end <= at and self.text[name.start - 1] == "的" for name in sentence.names
        )

    def _in_name(self, place: int, sentence: Sentence) -> bool:
        return any(name.start <= place < name.end for name in sentence.names)

    def _actual(self, sentence: Sentence) -> str:
        is_hearsay = self.tables.modality["reported"].search(self.text, sentence.start, sentence.end)
        return "reported" if is_hearsay else "actual"

    def _date(self, start: int, end: int, sentence: Sentence) -> DateSpan | None:
        inside = self._dates(start, end)
        if not inside:  # 去年12月，双方签署…: a date that is a clause of its own before this one
            inside = [span for span in self._dates(sentence.start, start) if span.end >= start - 2]
        return inside[0] if inside else None

    def _dates(self, start: int, end: int) -> list[DateSpan]:
        return [
            span
            for span in self.dates.within(start, end)
            if span.precision
            and span.kind not in ("plan", "time")
            and not (span.precision == "year" and _NAMES_THINGS.match(self.text, span.end))
        ]

    def _lies_ahead(self, date: DateSpan) -> bool:
        """2022年底前并网发电 is a plan, whatever the verb says."""
        today = self.published_on
        if date.date_end is None or date.date_end <= today:
            return False
        is_within = self.text.startswith("年内", date.start) or date.kind == "deadline"
        return is_within or (date.date_start is not None and date.date_start > today)
