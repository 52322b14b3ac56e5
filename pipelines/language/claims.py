"""What an article claims about projects: status, amounts, sizes, milestones, places and parties.

A project is named (`project_names.py`); the clauses of its sentence, and those that go on about it, are searched for
cues (`claims.yml`). Each cue with its modality becomes one claim: done, planned, urged, reported or denied are told
apart, and a stage that is only planned or urged is a milestone ahead, never a status.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from pipelines.language.common_stages import CommonStage, common_stage, is_listed
from pipelines.language.dates import DateSpan, find_dates
from pipelines.language.money import MoneySpan, find_money
from pipelines.language.numerals import read_vocabulary
from pipelines.language.project_names import ProjectName, core_name, find_project_names
from pipelines.language.quantities import QuantitySpan, find_quantities
from pipelines.language.span_index import SpanIndex
from pipelines.language.tags import Document, Field, Mention, ProjectClaim

_SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?")
_CLAUSE = re.compile(r"[^，,。！？；：\n]+")
_GROUP_OF_MANY = re.compile(r"等[^，。；]{0,14}?(?:[0-9一二三四五六七八九十]+|多|一批|若干)个?[^，。；]{0,6}?项目")
_ASKS = re.compile(r"要(?![求素点约])|确保|力争|务必|希望|建议")
# never had by persons
_WORKS = ("铁路", "高铁", "高速", "大桥", "特大桥", "城铁", "水库", "水电站", "隧道", "机场", "航电枢纽")
# 今年将抓好以下工作：一是建成…；二是开工…: a list of tasks is a plan, whatever its verbs say
_AGENDA = re.compile(r"(?:将|要|计划|力争|目标|任务|重点抓好|安排)[^。：:]{0,24}[：:]")
_PARTS = re.compile(r"包括|包含|涵盖|其中|分为|含有|由")
_AGAIN = re.compile(r"[　 \n]*(?:据悉|据了解|据介绍)?，?该(.{2})")
_STILL_AHEAD = re.compile(r"(?:将|要|确保|力争|预计|计划|拟)[^，。]{0,10}$")
_LONGEST_PERIOD = 400
_FIELDS: tuple[Field, ...] = ("text", "headline", "kicker", "deck", "caption")
_COMPANY = re.compile(r"(?:公司|集团|股份|银行|控股|实业|科技|局|院)$")


def _period_start(text: str, position: int) -> int:
    """Behind the last full stop or line feed; semicolons do not end a list of tasks."""
    low = max(0, position - _LONGEST_PERIOD)
    return max(text.rfind(mark, low, position) + 1 for mark in "。！？\n") or low


class _Tables:
    def __init__(self) -> None:
        words: dict[str, Any] = read_vocabulary("claims.yml")
        self.stage = {cue: name for name, entry in words["status"].items() for cue in entry["cues"]}
        self.milestone = {name: entry.get("milestone") for name, entry in words["status"].items()}
        self.order = list(words["status"])
        cues = _any_of(self.stage)
        self.cue = re.compile(
            f"(?P<no>{_any_of(words['not_status'])})|(?P<start>启动[^，。；]{{2,24}}?建设)|(?P<cue>{cues})(?!(?:运营|投产|通车|使用|竣工|投用)?(?:以来|率|仪式前|后|前|之后|之前))"
            "(?!(?<=完成)(?:总|工程|投资|[0-9约近]))"
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
        self.speech = re.compile(rf"^[^，。：；]{{0,8}}?(?:{_any_of(words['speech'])})")
        self.others = re.compile(
            f"(?:{_any_of(words['others'])})[^，。；]{{0,4}}项目|(?:项目|工程)(?:共|达)?[0-9]+(?:余|多)?[个项]"
        )
        self.anaphora = re.compile(_any_of(words["anaphora"]))


def _any_of(words: Any) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


@cache
def _tables() -> _Tables:
    return _Tables()


def find_project_claims(doc: Document) -> tuple[list[Mention], list[ProjectClaim]]:
    """The mentions of projects in an article and the claims about them, both in order of field and start."""
    mentions: list[Mention] = []
    claims: list[ProjectClaim] = []
    for name in _FIELDS:
        text = doc.article.texts.get(name)
        if text:
            reader = _Reader(doc, name, text)
            reader.read()
            mentions += [reader.mention(project) for project in reader.names]
            claims += reader.claims
    claims += _mentioned(doc, mentions, claims)
    _number(claims)
    return mentions, claims


def _mentioned(doc: Document, mentions: list[Mention], claims: list[ProjectClaim]) -> list[ProjectClaim]:
    """A project of which no stage is claimed is mentioned, and that is its status."""
    staged = {core_name(claim.project_mention) for claim in claims if claim.attribute == "status"}
    added = []
    for mention in mentions:
        core = mention.normalized or mention.surface
        if core in staged or any(longer.endswith(core) for longer in staged):
            continue
        staged.add(core)
        text = doc.article.texts[mention.field]
        low = max(text.rfind(mark, 0, mention.start) for mark in "，。；！？\n") + 1
        is_urged = _tables().modality["urged"].search(text, low, mention.start) is not None
        claim = ProjectClaim(
            "", doc.article.article_id, mention.surface, "status", "urged" if is_urged else "actual", mention.field,
            mention.start, mention.end, status="mentioned", confidence=0.6,
        )  # fmt: skip
        added.append(claim)
    return added


def _number(claims: list[ProjectClaim]) -> None:
    """Ids in order; claims of one attribute that begin at one place get a counter."""
    claims.sort(key=lambda claim: (_FIELDS.index(claim.field), claim.start, claim.attribute))
    seen: dict[str, int] = {}
    for claim in claims:
        place = str(claim.start) if claim.field == "text" else f"{claim.field}:{claim.start}"
        identity = f"{claim.article_id}:{place}:{claim.attribute}"
        seen[identity] = seen.get(identity, 0) + 1
        claim.claim_id = identity if seen[identity] == 1 else f"{identity}-{seen[identity]}"


@dataclass(slots=True)
class _Sentence:
    start: int
    end: int
    names: list[ProjectName]
    speaker: str | None
    said: set[tuple[str, str, str | None, str]] = field(default_factory=set)


class _Reader:
    """Reads one field of an article."""

    def __init__(self, doc: Document, name: Field, text: str) -> None:
        self.doc, self.field, self.text = doc, name, text
        self.tables = _tables()
        article = doc.article
        self.dates = SpanIndex(find_dates(text, article.published_on, article.dateline_date))
        self.money = SpanIndex(find_money(text))
        self.quantities = SpanIndex(find_quantities(text))
        self.here = SpanIndex(mention for mention in doc.mentions if mention.field == name)
        blocked = [(m.start, m.end) for m in self.here.spans if self._blocks(m)]
        blocked += [(date.start, date.end) for date in self.dates.spans]
        blocked += [(amount.start, amount.end) for amount in self.money.spans]
        self.names = find_project_names(text, blocked)
        self.claims: list[ProjectClaim] = []
        self.carried: list[ProjectName] = []

    def _blocks(self, mention: Mention) -> bool:
        """Persons and posts are no part of a name; but what stands before 铁路 is no person."""
        if mention.type not in ("person", "post"):
            return False
        return not self.text.startswith(_WORKS, mention.end)

    def mention(self, project: ProjectName) -> Mention:
        place = f"{project.start}-{project.end}"
        identity = place if self.field == "text" else f"{self.field}:{place}"
        article_id = self.doc.article.article_id
        return Mention(
            f"{article_id}:{identity}:project", article_id, self.field, project.start, project.end, project.surface,
            "project", None, project.core, "project_names", 0.8,
        )  # fmt: skip

    def read(self) -> None:
        if not self.names:
            return
        position, paragraph, speaker = 0, 0, None
        common: CommonStage | None = None
        for found in _SENTENCE.finditer(self.text):
            if self.text.find("\n", paragraph, found.start()) >= 0:
                paragraph, speaker, common = found.start(), None, None
            names = []
            while position < len(self.names) and self.names[position].start < found.end():
                names.append(self.names[position])
                position += 1
            speaker = self._speaker(found.start(), found.end()) or speaker
            if not names and not self.carried:
                self.carried = self._spoken_of_again(found.start(), position)
            if names or self.carried:
                first = len(self.claims)
                self._sentence(_Sentence(found.start(), found.end(), names, speaker))
                if common is not None and is_listed(self.text, _period_start(self.text, found.start())):
                    self._share(common, names, self.claims[first:])
            common = common_stage(self.text, found.start(), found.end()) or common

    def _spoken_of_again(self, start: int, position: int) -> list[ProjectName]:
        """The last name that a sentence takes up with 该 (该基地总投资…), sentences about others between."""
        found = _AGAIN.match(self.text, start)
        if found is None or position == 0:
            return []
        for name in reversed(self.names[max(0, position - 5) : position]):
            is_near = start - name.end < _LONGEST_PERIOD
            if is_near and (found.group(1) in ("项目", "工程") or name.surface.endswith(found.group(1))):
                return [name]
        return []

    def _share(self, common: CommonStage, names: list[ProjectName], claims: list[ProjectClaim]) -> None:
        """Gives the stage of the event to the projects listed that have none further on."""
        stage = self.tables.stage[common.cue]
        order = self.tables.order
        told = {
            core_name(claim.project_mention)
            for claim in claims
            if claim.status is not None and order.index(claim.status) >= order.index(stage)
        }
        for name in names:
            if name.core in told:
                continue
            told.add(name.core)
            claim = self._claim(
                name,
                "status",
                "actual",
                name.start,
                name.end,
                _Sentence(name.start, name.end, names, None),
                status=stage,
            )
            claim.value_text, claim.confidence = common.printed, 0.7

    def _speaker(self, start: int, end: int) -> str | None:
        for mention in self.here.within(start, end):
            if mention.type == "person" and self.tables.speech.match(self.text[mention.end : mention.end + 16]):
                return mention.normalized or mention.surface
        return None

    def _sentence(self, sentence: _Sentence) -> None:
        again = self.tables.anaphora.search(self.text, sentence.start, sentence.end) or self._dated_on(sentence.start)
        if not sentence.names and not again:
            self.carried = []
            return
        if not sentence.names and self.tables.others.search(self.text, sentence.start, sentence.end):
            return
        current = self.carried if not sentence.names else []
        for found in _CLAUSE.finditer(self.text, sentence.start, sentence.end):
            named = [name for name in sentence.names if name.start < found.end() and name.end > found.start()]
            if named:
                current = named
            projects = current or self._first_name(found.end(), sentence)
            if not named and self.tables.others.search(self.text, found.start(), found.end()):
                continue  # 后续重大项目: other projects than the one named
            if projects:
                self._clause(found.start(), found.end(), projects, bool(named), sentence)
        if current:
            self.carried = current

    def _dated_on(self, start: int) -> bool:
        """2018年签约；|2019年10月动工: behind a semicolon a date goes on about the same project."""
        return self.text[start - 1 : start] == "；" and bool(self.dates.within(start, start + 1))

    def _first_name(self, clause_end: int, sentence: _Sentence) -> list[ProjectName]:
        """The first name of the sentence, for the clauses before it; parts do not share what is said of the whole."""
        first = sentence.names[:1]
        return [] if first and _PARTS.search(self.text, clause_end, first[0].start) else first

    # clauses -----------------------------------------------------------------------------------------------

    def _clause(self, start: int, end: int, projects: list[ProjectName], is_named: bool, sentence: _Sentence) -> None:
        group = projects if is_named else projects[-1:] if len(projects) > 1 and not sentence.names else projects
        self._stages(start, end, group, sentence)
        self._amounts(start, end, group[-1], sentence)
        self._sizes(start, end, group[-1], sentence)
        self._location(start, end, group[-1], sentence)
        self._parties(start, end, group[-1], sentence)

    def _stages(self, start: int, end: int, projects: list[ProjectName], sentence: _Sentence) -> None:
        for found in self.tables.cue.finditer(self.text, start, end):
            if found.group("no"):
                continue
            stage = "groundbreaking" if found.group("start") else self.tables.stage[found.group("cue")]
            if any(name.start <= found.start() and found.end() <= name.end for name in projects):
                continue
            modality = self._modality(start, end, found.start(), found.end(), sentence)
            attribute, status = self._attribute(stage, modality)
            date = self._date(start, end, sentence)
            if modality == "actual" and date is not None and self._lies_ahead(date):
                modality = "planned"
                attribute, status = self._attribute(stage, modality)
            if attribute is None:
                continue
            for project in self._subjects(projects, found.start(), start):
                key = (project.core, attribute, status, modality)
                if key in sentence.said:
                    continue
                sentence.said.add(key)
                self._claim(
                    project, attribute, modality, found.start(), found.end(), sentence, status=status, date=date
                )
                milestone = self.tables.milestone[stage]
                if attribute == "status" and modality == "actual" and milestone and date is not None:
                    self._claim(project, milestone, modality, found.start(), found.end(), sentence, date=date)

    def _subjects(self, projects: list[ProjectName], at: int, start: int) -> list[ProjectName]:
        """The names that a cue speaks of: all before it in the clause, else the next one."""
        before = [project for project in projects if project.end <= at or project.start < start]
        return before or projects[:1]

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

    def _modality(self, start: int, end: int, at: int, until: int, sentence: _Sentence) -> str:
        before, tables = self.text[start:at], self.tables
        if tables.negated.search(before):
            return "negated"
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
        if not ahead and _AGENDA.search(self.text, _period_start(self.text, start), start):
            return "planned"
        return max(ahead)[1] if ahead else self._actual(sentence)

    def _is_attribute(self, place: int, at: int, sentence: _Sentence) -> bool:
        """原计划今年开工|的X项目|暂缓: what stands before the 的 of a name says nothing about the verb behind it."""
        return any(
            place < name.start and name.end <= at and self.text[name.start - 1] == "的" for name in sentence.names
        )

    def _in_name(self, place: int, sentence: _Sentence) -> bool:
        return any(name.start <= place < name.end for name in sentence.names)

    def _actual(self, sentence: _Sentence) -> str:
        is_hearsay = self.tables.modality["reported"].search(self.text, sentence.start, sentence.end)
        return "reported" if is_hearsay else "actual"

    def _date(self, start: int, end: int, sentence: _Sentence) -> DateSpan | None:
        inside = [s for s in self.dates.within(start, end) if s.precision and s.kind not in ("plan", "time")]
        if not inside:  # 去年12月，双方签署…: a date that is a clause of its own before this one
            before = self.dates.within(sentence.start, start)
            inside = [span for span in before if span.precision and span.end >= start - 2]
        return inside[0] if inside else None

    def _lies_ahead(self, date: DateSpan) -> bool:
        """2022年底前并网发电 is a plan, whatever the verb says."""
        today = self.doc.article.published_on
        if date.date_end is None or date.date_end <= today:
            return False
        is_within = self.text.startswith("年内", date.start) or date.kind == "deadline"
        return is_within or (date.date_start is not None and date.date_start > today)

    def _amounts(self, start: int, end: int, project: ProjectName, sentence: _Sentence) -> None:
        for span in self.money.within(start, end):
            if span.is_threshold or span.amount is None:
                continue
            cue = self.tables.amount_cue.search(self.text, max(start, span.start - 14), span.start)
            if cue is None:
                continue
            attribute = self.tables.amount[cue.group(1)]
            if attribute == "total_investment" and self._is_phase(start, cue.start(), project):
                attribute = "phase_investment"
            is_group = _GROUP_OF_MANY.search(self.text, max(start, cue.start() - 2), min(len(self.text), span.end + 16))
            if is_group is None:  # 甲、乙等5个重大项目集中开工，总投资210亿元
                is_group = _GROUP_OF_MANY.match(self.text, project.end, max(project.end, cue.start()))
            target = project
            if is_group is not None and cue.start() >= project.end:
                target = ProjectName(project.start, is_group.end(), self.text[project.start : is_group.end()], "")
            modality = "actual" if attribute == "completed_investment" or self._is_done(start, end) else "planned"
            self._money_claim(target, attribute, modality, cue.start(), span, sentence)

    def _is_phase(self, start: int, at: int, project: ProjectName) -> bool:
        """Whether the amount is that of a phase; 厂房三期项目 has its own total."""
        if project.surface.endswith(("项目", "工程")) and start <= project.start and project.end <= at:
            start = project.end
        return re.search(r"(?:[一二三四]|首)期[^，。]{0,6}$", self.text[start:at]) is not None

    def _is_done(self, start: int, end: int) -> bool:
        return re.search(r"已?(?:竣工|建成|投产|通车|投用|启用|完工)(?!后)|已投", self.text[start:end]) is not None

    def _money_claim(
        self, project: ProjectName, attribute: str, modality: str, start: int, span: MoneySpan, sentence: _Sentence
    ) -> None:
        claim = self._claim(project, attribute, modality, start, span.end, sentence)
        claim.value_text = self.text[span.start : span.end]
        claim.value, claim.unit = float(span.amount or 0), span.currency
        claim.amount_cny, claim.qualifier = span.amount_cny, span.qualifier
        if span.currency != "CNY":
            claim.amount, claim.currency = span.amount, span.currency

    def _sizes(self, start: int, end: int, project: ProjectName, sentence: _Sentence) -> None:
        for span in self.quantities.within(start, end):
            if span.value is None:
                continue
            cue = self.tables.area_cue.search(self.text, max(start, span.start - 12), span.start)
            if cue is not None and span.unit == "m2":
                attribute, begin = self.tables.area[cue.group(1)], cue.start()
                modality = (
                    "planned" if attribute == "floor_area" and not self._is_done(sentence.start, end) else "actual"
                )
            elif span.unit in self.tables.capacity_units and self._is_capacity(start, span):
                attribute, begin, modality = "capacity", span.start, "planned"
                if self._is_done(sentence.start, end) or re.search(r"已|目前", self.text[start : span.start]):
                    modality = "actual"
            else:
                continue
            claim = self._claim(project, attribute, modality, begin, span.end, sentence)
            claim.value_text, claim.qualifier = self.text[span.start : span.end], span.qualifier
            claim.value, claim.unit = float(span.value), span.unit

    def _is_capacity(self, start: int, span: QuantitySpan) -> bool:
        return self.tables.capacity_before.search(self.text, max(start, span.start - 14), span.start) is not None

    def _location(self, start: int, end: int, project: ProjectName, sentence: _Sentence) -> None:
        found = self.tables.location.search(self.text, start, end)
        if found is None:
            return
        stop = self.text.find("的", found.end() + 3, end)
        stop = stop if stop > 0 else end
        claim = self._claim(project, "location", "actual", found.start(), stop, sentence)
        claim.value_text = self.text[found.end() : stop]
        for mention in self.here.within(found.end(), stop):
            if mention.type in ("place", "zone") and mention.entity_id:
                claim.place_adcode = mention.entity_id

    def _parties(self, start: int, end: int, project: ProjectName, sentence: _Sentence) -> None:
        for mention in self.here.within(start, end):
            if mention.type != "organization":
                continue
            if mention.start >= project.start and mention.end <= project.end:
                continue
            role = self._role(mention, start, end)
            if role is None:
                continue
            claim = self._claim(project, "party", "actual", mention.start, mention.end, sentence)
            claim.party, claim.party_role = mention.normalized or mention.surface, role
            claim.value_text = mention.surface

    def _role(self, mention: Mention, start: int, end: int) -> str | None:
        if _COMPANY.search(mention.surface) is None:
            return None
        after, before = self.text[mention.end : end], self.text[start : mention.start]
        for role, verbs, nouns in self.tables.parties:
            if verbs.match(after) or nouns.search(before):
                return role
        if re.search(r"[与同和]$", before) and re.match(r"(?:正式)?(?:签约|签署|签订)", after):
            return "investor"
        return None

    def _claim(
        self,
        project: ProjectName,
        attribute: str,
        modality: str,
        start: int,
        end: int,
        sentence: _Sentence,
        status: str | None = None,
        date: DateSpan | None = None,
    ) -> ProjectClaim:
        low, high = start, end
        if sentence.start <= project.start and project.end <= sentence.end:
            low, high = min(low, project.start), max(high, project.end)
            if high - low > 60:
                low, high = start, end
        if date is not None and sentence.start <= date.start and date.end <= sentence.end:
            low, high = min(low, date.start), max(high, date.end)
        claim = ProjectClaim(
            "", self.doc.article.article_id, project.surface, attribute, modality, self.field, low, high,
            status=status, speaker=sentence.speaker, confidence=0.8,
        )  # fmt: skip
        if status is not None:
            claim.value_text = self.text[start:end]
        if date is not None:
            claim.date_start, claim.date_end, claim.date_precision = date.date_start, date.date_end, date.precision
        self.claims.append(claim)
        return claim
