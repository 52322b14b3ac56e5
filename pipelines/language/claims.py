"""What an article claims about projects: status, amounts, sizes, milestones, places and parties.

A project is named (`project_names.py`); the clauses of its sentence, and those that go on about it, are searched for
cues (`claims.yml`). Each cue with its modality becomes one claim: done, planned, urged, reported or denied are told
apart, and a stage that is only planned or urged is a milestone ahead, never a status.
"""

from __future__ import annotations

import re

from pipelines.language.claim_stages import Sentence, Stages, period_start
from pipelines.language.claim_words import claim_words
from pipelines.language.common_stages import CommonStage, common_stage, is_listed, list_start
from pipelines.language.dates import DateSpan, find_dates
from pipelines.language.marks import folded
from pipelines.language.money import MoneySpan, find_money
from pipelines.language.project_name_words import ProjectName, core_name
from pipelines.language.project_names import find_project_names
from pipelines.language.project_worth import only_works
from pipelines.language.quantities import QuantitySpan, find_quantities
from pipelines.language.span_index import SpanIndex
from pipelines.language.tags import Document, Field, Mention, ProjectClaim
from pipelines.language.words import Words

_SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?")
_CLAUSE = re.compile(r"[^，,。！？；：\n]+")
# 二号厂房进入…: a part of the works goes on about the project
_PART_OPENS = re.compile(
    r"[^。；]{0,12}?(?:[0-9一二三四五六七八九十]+[号#](?:楼|厂房|车间|机组)|[一二三]期|主体|厂房|职工宿舍|食堂)"
)
_TAKES_UP = re.compile(
    r"[　 ]*(?:目前|据悉|据了解|据介绍)?，?"
    r"(?:[该此本](?:[\u4e00-\u9fff]{1,3}项目|[桥路园厂站]|[\u4e00-\u9fff]{2})|项目|工程|总投资)"
    r"(?!负责人|部|经理|建设单位)"
)
_PHASE_OPENS = re.compile(r"，(?:其中)?(?:[一二三四]|首)期[^，。；元]*，$")
_GROUP_OF_MANY = re.compile(r"等[^，。；]{0,14}?(?:[0-9一二三四五六七八九十]+|多|一批|若干)个?[^，。；]{0,6}?项目")
# never had by persons
_WORKS = ("铁路", "高铁", "高速", "大桥", "特大桥", "城铁", "水库", "水电站", "隧道", "机场", "航电枢纽")
_PARTS = re.compile(r"包括|包含|涵盖|其中|分为|含有|由")
_AGAIN = re.compile(r"[　 \n]*(?:据悉|据了解|据介绍)?，?该(.{2})")
_AIMS = ("基地", "中心", "枢纽", "家园", "集聚区")
_TO_BECOME = re.compile(r"(?:打造|建设成?|建成|构建|成为|创建|建设好)[^，。；！？\n]{0,20}$")
_LONGEST_GAP = 400  # characters between a name and the sentence that takes it up again
_FIELDS: tuple[Field, ...] = ("text", "headline", "kicker", "deck", "caption")
_COMPANY = re.compile(r"(?:公司|集团|股份|银行|控股|实业|科技|局|院)$")


def find_project_claims(doc: Document) -> tuple[list[Mention], list[ProjectClaim]]:
    """The mentions of projects in an article and the claims about them, both in order of field and start."""
    mentions: list[Mention] = []
    claims: list[ProjectClaim] = []
    words: dict[Field, Words] = {}
    for name in _FIELDS:
        text = doc.article.texts.get(name)
        if text:
            reader = _Reader(doc, name, text)
            reader.read()
            mentions += [reader.mention(project) for project in reader.names]
            claims += reader.claims
            if reader.names:
                words[name] = Words(reader.text)
    mentions = only_works(words, mentions, claims)
    mentions = [mention for mention in mentions if not _is_aim(doc, mention, claims)]
    claims += _mentioned(doc, mentions, claims)
    _number(claims)
    return mentions, claims


def _is_aim(doc: Document, mention: Mention, claims: list[ProjectClaim]) -> bool:
    """What a place is to become (建设全国…基地, 打造…中心) is no project while nothing else is said of it."""
    if not mention.surface.endswith(_AIMS) or any(claim.project_mention == mention.surface for claim in claims):
        return False
    return _TO_BECOME.search(doc.article.texts[mention.field][: mention.start][-24:]) is not None


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
        is_urged = claim_words().modality["urged"].search(text, low, mention.start) is not None
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


class _Reader:
    """Reads one field of an article."""

    def __init__(self, doc: Document, name: Field, text: str) -> None:
        self.doc, self.field, self.text = doc, name, folded(text)
        self.printed, text = text, self.text
        self.tables = claim_words()
        article = doc.article
        self.dates = SpanIndex(find_dates(text, article.published_on, article.dateline_date))
        self.money = SpanIndex(find_money(text))
        self.quantities = SpanIndex(find_quantities(text))
        self.here = SpanIndex(mention for mention in doc.mentions if mention.field == name)
        blocked = [(m.start, m.end) for m in self.here.spans if self._blocks(m)]
        blocked += [(date.start, date.end) for date in self.dates.spans]
        blocked += [(amount.start, amount.end) for amount in self.money.spans]
        bodies = [(m.start, m.end) for m in self.here.spans if m.type == "organization"]
        places = [(m.start, m.end) for m in self.here.spans if m.type in ("place", "zone")]
        self.names = find_project_names(text, blocked, bodies, places)
        named = SpanIndex(mention for mention in self.here.spans if mention.type == "organization")
        self.stages = Stages(text, self.tables, self.dates, named, article.published_on)
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
            f"{article_id}:{identity}:project", article_id, self.field, project.start, project.end,
            self.printed[project.start : project.end], "project", None, project.core, "project_names", 0.8,
        )  # fmt: skip

    def read(self) -> None:
        if not self.names:
            return
        position, paragraph, speaker = 0, 0, None
        common: CommonStage | None = None
        listed: CommonStage | None = None
        for found in _SENTENCE.finditer(self.text):
            if self.text.find("\n", paragraph, found.start()) >= 0:
                paragraph, speaker, common = found.start(), None, None
            names = []
            while position < len(self.names) and self.names[position].start < found.end():
                names.append(self.names[position])
                position += 1
            listed = listed if self.text[found.start() - 1 : found.start()] == "；" else None
            speaker = self._speaker(found.start(), found.end()) or speaker
            if not names and not self.carried:
                self.carried = self._spoken_of_again(found.start(), position)
            if names or self.carried:
                first = len(self.claims)
                self._sentence(Sentence(found.start(), found.end(), names, speaker))
                here = common_stage(self.text, found.start(), found.end())
                behind = list_start(self.text, here) if here is not None else None
                if here is not None and behind is not None:
                    self._share(here, [name for name in names if name.start >= behind], self.claims[first:])
                    listed = here
                elif listed is not None:  # the list goes on behind a semicolon
                    self._share(listed, names, self.claims[first:])
                elif common is not None and is_listed(self.text, period_start(self.text, found.start())):
                    self._share(common, names, self.claims[first:])
            common = common_stage(self.text, found.start(), found.end()) or common

    def _spoken_of_again(self, start: int, position: int) -> list[ProjectName]:
        """The last name that a sentence takes up with 该 (该基地总投资…), sentences about others between."""
        found = _AGAIN.match(self.text, start)
        if found is None or position == 0:
            return []
        for name in reversed(self.names[max(0, position - 5) : position]):
            is_near = start - name.end < _LONGEST_GAP
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
                Sentence(name.start, name.end, names, None),
                status=stage,
            )
            claim.value_text, claim.confidence = common.printed, 0.7

    def _speaker(self, start: int, end: int) -> str | None:
        for mention in self.here.within(start, end):
            if mention.type == "person" and self.tables.speech.match(self.text[mention.end : mention.end + 16]):
                return mention.normalized or mention.surface
        return None

    def _sentence(self, sentence: Sentence) -> None:
        again = (
            self._is_taken_up(sentence)
            or self._dated_on(sentence.start)
            or _PART_OPENS.match(self.text, sentence.start)
        )
        if not sentence.names and not again:
            self.carried = []
            return
        if not sentence.names and self.tables.others.search(self.text, sentence.start, sentence.end):
            return
        takes_up = self.carried and _TAKES_UP.match(self.text, sentence.start)  # 该项目总投资…，建设某基地
        current = self.carried if takes_up or not sentence.names else []
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

    def _is_taken_up(self, sentence: Sentence) -> bool:
        """A paragraph takes a project up at its head, a later sentence of it anywhere."""
        if self.text[sentence.start - 1 : sentence.start] in ("", "\n"):
            return _TAKES_UP.match(self.text, sentence.start) is not None
        return self.tables.anaphora.search(self.text, sentence.start, sentence.end) is not None

    def _dated_on(self, start: int) -> bool:
        """2018年签约；|2019年10月动工: behind a semicolon a date goes on about the same project."""
        return self.text[start - 1 : start] == "；" and bool(self.dates.within(start, start + 1))

    def _first_name(self, clause_end: int, sentence: Sentence) -> list[ProjectName]:
        """The first name of the sentence, for the clauses before it; parts do not share what is said of the whole."""
        first = sentence.names[:1]
        return [] if first and _PARTS.search(self.text, clause_end, first[0].start) else first

    # clauses -----------------------------------------------------------------------------------------------

    def _clause(self, start: int, end: int, projects: list[ProjectName], is_named: bool, sentence: Sentence) -> None:
        group = projects if is_named else projects[-1:] if len(projects) > 1 and not sentence.names else projects
        self._stages(start, end, group, sentence)
        if is_named or len(group) == 1:  # the total behind a list is nobody's own
            self._amounts(start, end, group[-1], sentence)
        self._sizes(start, end, group[-1], sentence)
        self._location(start, end, group[-1], sentence)
        self._parties(start, end, group[-1], sentence)

    def _stages(self, start: int, end: int, projects: list[ProjectName], sentence: Sentence) -> None:
        for stage in self.stages.read(start, end, projects, sentence):
            self._claim(
                stage.project,
                stage.attribute,
                stage.modality,
                stage.start,
                stage.end,
                sentence,
                status=stage.status,
                date=stage.date,
            )

    def _amounts(self, start: int, end: int, project: ProjectName, sentence: Sentence) -> None:
        for span in self.money.within(start, end):
            if span.is_threshold or span.amount is None:
                continue
            cue = self.tables.amount_cue.search(self.text, max(start, span.start - 14), span.start)
            if cue is None:
                continue
            attribute = self.tables.amount[cue.group(1)]
            if attribute == "total_investment" and self._is_phase(start, cue.start(), project, sentence):
                attribute = "phase_investment"
            is_group = _GROUP_OF_MANY.search(self.text, max(start, cue.start() - 2), min(len(self.text), span.end + 16))
            if is_group is None:  # 甲、乙等5个重大项目集中开工，总投资210亿元
                is_group = _GROUP_OF_MANY.match(self.text, project.end, max(project.end, cue.start()))
            target = next(
                (n for n in sentence.names if n.start == span.end + 1 and self.text[span.end] == "的"), project
            )
            if is_group is not None and cue.start() >= project.end:
                target = ProjectName(project.start, is_group.end(), self.text[project.start : is_group.end()], "")
            modality = "actual" if attribute == "completed_investment" or self._is_done(start, end) else "planned"
            self._money_claim(target, attribute, modality, cue.start(), span, sentence)

    def _is_phase(self, start: int, at: int, project: ProjectName, sentence: Sentence) -> bool:
        """Whether the amount is that of a phase: 首期建设…，投资…; but 厂房三期项目 has its own total."""
        if project.end < start and _PHASE_OPENS.search(self.text, max(sentence.start, project.end), start):
            return True
        if project.surface.endswith(("项目", "工程")) and start <= project.start and project.end <= at:
            start = project.end
        return re.search(r"(?:[一二三四]|首)期[^，。]{0,6}$", self.text[start:at]) is not None

    def _is_done(self, start: int, end: int) -> bool:
        return re.search(r"已?(?:竣工|建成|投产|通车|投用|启用|完工)(?!后)|已投", self.text[start:end]) is not None

    def _money_claim(
        self, project: ProjectName, attribute: str, modality: str, start: int, span: MoneySpan, sentence: Sentence
    ) -> None:
        claim = self._claim(project, attribute, modality, start, span.end, sentence)
        claim.value_text = self.text[span.start : span.end]
        claim.value, claim.unit = float(span.amount or 0), span.currency
        claim.amount_cny, claim.qualifier = span.amount_cny, span.qualifier
        if span.currency != "CNY":
            claim.amount, claim.currency = span.amount, span.currency

    def _sizes(self, start: int, end: int, project: ProjectName, sentence: Sentence) -> None:
        for span in self.quantities.within(start, end):
            if span.value is None:
                continue
            named = next((name for name in sentence.names if name.start <= span.start < name.end), None)
            subject = named or project  # a quantity within a name is that project's
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
            claim = self._claim(subject, attribute, modality, begin, span.end, sentence)
            claim.value_text, claim.qualifier = self.text[span.start : span.end], span.qualifier
            claim.value, claim.unit = float(span.value), span.unit

    def _is_capacity(self, start: int, span: QuantitySpan) -> bool:
        return self.tables.capacity_before.search(self.text, max(start, span.start - 14), span.start) is not None

    def _location(self, start: int, end: int, project: ProjectName, sentence: Sentence) -> None:
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

    def _parties(self, start: int, end: int, project: ProjectName, sentence: Sentence) -> None:
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
        sentence: Sentence,
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
