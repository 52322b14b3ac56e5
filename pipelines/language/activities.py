"""Who did what where on which day in which role: the rows of `appearances`.

Official news has a grammar: a day, titles and names in the order of protocol, then a verb. Names joined by
separators form a list that shares the verb behind it; the verb gives the role and often the kind of activity; what
stands between two lists (与, 会见) tells a counterpart. Verbs and cues are `activities.yml`.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

from pipelines.language.activity_words import Verb, activity_words
from pipelines.language.dates import DateSpan, find_dates
from pipelines.language.span_index import SpanIndex
from pipelines.language.tags import Appearance, Document, Field, Mention, TitleSighting

_SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?")
_POSSESSED = re.compile(
    r"(?:总书记|主席|同志|总理|总统)?(?:(?!发表|作出|出席|作了|在)[^，。；]){0,14}?(?:讲话精神|重要讲话|重要指示|重要论述|重要批示|指示精神|贺信|贺电|回信|来信|亲笔信|倡议|思想)"
)
_HONORIFICS = ("总书记", "主席", "同志", "的")
_UNTOLD_TITLE = re.compile(r"[、，,][^、，,。；：“”]{1,20}")  # part of a title that the title grammar left out
_INVITES = re.compile(r"(?:总统|总理|主席|先生|女士)?(?:的)?邀请")
_INTERVIEW_NOUN = re.compile(r"(?:传媒|媒体|接受|记者|采访)$")
_BENCH = 4  # so many names in a list that attends need no titles: the leadership, whom every reader knows
_MOST_SPEAKERS = 2  # speakers that nothing places at the event
_LONGEST_REPORT = 1500  # characters; longer texts are features that quote many people
# NAME 21日在信访工作专题研讨班上|强调
_SAYS_AT = re.compile(
    r"[^，。；]{0,10}?在[^，。；]{2,40}(?:会|会议|论坛|仪式|式|班|活动|大会|座谈|典礼|峰会)(?:上|中|时|期间)"
)
_RETINUE = re.compile(r"[^，。；]{0,12}?(?:队|团|组|一行|有关|相关|部门|考察|调研|检查)")
_REACH = {"attend": 30, "speak": 40, "report": 30}  # characters from the names to the verb, across one comma
_LONGEST_REACH = 70
_OLDEST = dt.timedelta(days=92)  # what lies longer back is history, not an activity that the edition reports
_PLANNED = re.compile(r"将(?:于|在|出席|率|赴|对|参加|访问|来|前往)|拟于|计划于|定于|应邀将")
# 推进会暨开工仪式 is first of all a meeting
_TOGETHER_WITH = re.compile(r"暨[^，。；]{1,24}?(?:仪式|活动|大会|会议|签约)")
_DELEGATION = re.compile(r"[^，。；]{0,12}?(?:代表团|考察团)[^，。；]{0,8}?(?:赴|到|来|在|前往)")
_THEN_WITH = re.compile(r"[^。；]*[，,](?:并|又|还|随后|先后|分别)?(?:与|同|和|会见了?|拜会了?)$")
_BARE_CEREMONY = re.compile(r"(?:主持|出席|参加|列席|见证)(?:了)?(?:仪式|活动|上述活动|本次活动)")
# 会前, 仪式后, 同日: beside an event lies another one, of the same day
_APART = re.compile(
    r"[　 \n]*(?:[^，。；]{0,6}?(?:会|仪式|活动|会议|会谈|签约|座谈会)(?:前|后|之前|之后)"
    r"|会见结束后|(?:同日|同一天|当天|当日)(?:上午|下午|晚上|晚|中午)?)[，,]"
)
_DAY_KINDS = frozenset(("date", "relative", "range", "weekday", "lunar"))
_FIELDS: tuple[Field, ...] = ("text", "deck", "headline", "kicker", "caption")


@dataclass(slots=True)
class _Group:
    """Names that share a verb, with the span of the list."""

    persons: list[Mention]
    start: int
    end: int
    verb: Verb | None = None
    at: int = 0


@dataclass(slots=True)
class _Activity:
    number: int
    kind: str
    day: DateSpan | None
    place: str | None
    rows: dict[str, Appearance] = field(default_factory=dict)


def find_appearances(doc: Document) -> list[Appearance]:
    """The appearances of an article in printed order; a person has one row in each activity."""
    if doc.article.genre in ("commentary", "notice", "ad"):
        return []
    finder = _Finder(doc)
    for name in _FIELDS:
        text = doc.article.texts.get(name)
        if text:
            finder.read(name, text)
    return finder.rows()


class _Finder:
    def __init__(self, doc: Document) -> None:
        self.doc = doc
        self.tables = activity_words()
        self.activities: list[_Activity] = []
        self.titles: dict[str, list[TitleSighting]] = {}
        for sighting in doc.title_sightings:
            self.titles.setdefault(sighting.mention_id, []).append(sighting)
        self.titled = {sighting.person_name for sighting in doc.title_sightings}
        self.printed: dict[str, str] = {}

    def rows(self) -> list[Appearance]:
        found: list[Appearance] = []
        number = 0
        for activity in self.activities:
            rows = list(activity.rows.values())
            day = activity.day.date_start if activity.day else None
            if not rows or (day is not None and day < self._oldest):
                continue
            number += 1
            for rank, row in enumerate(rows, 1):
                row.activity_no, row.list_rank = number, rank
                row.activity = activity.kind or "other"
                if row.date_start is None and activity.day is not None:  # told in the headline before the day was
                    row.date_start, row.date_end = activity.day.date_start, activity.day.date_end
                    row.date_precision = "day"
                row.place_adcode = row.place_adcode or activity.place
                found.append(row)
        return found

    def read(self, name: Field, text: str) -> None:
        self.name, self.text = name, text
        self.dates = SpanIndex(
            span
            for span in find_dates(text, self.doc.article.published_on, self.doc.article.dateline_date)
            if span.kind in _DAY_KINDS
        )
        self.here = SpanIndex(mention for mention in self.doc.mentions if mention.field == name)
        persons = [m for m in self.doc.mentions if m.field == name and m.type == "person" and self._acts(m)]
        if not persons:
            return
        known = {person for activity in self.activities for person in activity.rows}
        if name != "text":
            persons = [m for m in persons if _name(m) not in known]
        self.unplaced: list[tuple[_Activity, Mention, _Group, int]] = []
        position = 0
        for sentence in _SENTENCE.finditer(text):
            here: list[Mention] = []
            while position < len(persons) and persons[position].start < sentence.end():
                here.append(persons[position])
                position += 1
            if here:
                self._sentence(sentence.start(), sentence.end(), here)
        names = {_name(person) for _, person, _, _ in self.unplaced}
        if len(names) <= _MOST_SPEAKERS and len(text) <= _LONGEST_REPORT:
            for activity, person, group, end in self.unplaced:
                self._add(activity, person, "speak", group, end)

    def _acts(self, mention: Mention) -> bool:
        """Not a contributor, and not a name inside a doctrine."""
        if _name(mention) in self.doc.article.contributors:
            return False
        text = self.doc.article.texts[mention.field]
        if self.tables.doctrine_before.search(text, max(0, mention.start - 10), mention.start):
            return False
        if self.tables.doctrine_after.match(text, mention.end) or _INVITES.match(text, mention.end):
            return False
        possessed = _POSSESSED.match(text, mention.end)
        return possessed is None or (
            mention.mention_id in self.titles and not possessed.group().startswith(_HONORIFICS)
        )

    # sentences ---------------------------------------------------------------------------------------------

    def _sentence(self, start: int, end: int, persons: list[Mention]) -> None:
        groups = [group for group in self._groups(persons) if not self._is_told(group, start, end)]
        for index, group in enumerate(groups):
            following = groups[index + 1] if index + 1 < len(groups) else None
            if group.verb is None:
                self._frame(group, following, start, end)
        for group in groups:
            self._enter(group, start, end)

    def _is_told(self, group: _Group, start: int, end: int) -> bool:
        """Whether others speak of what they do (甲表示，感谢乙出席), or invite by their name (应甲和乙邀请)."""
        if self.tables.reports.search(self.text, start, group.start):
            return True
        if self.text[group.start - 1 : group.start] in ("应", "受") and _INVITES.match(self.text, group.end):
            return True
        clause = re.split(r"[，。；]", self.text[group.end : min(end, group.end + 30)])[0]
        return re.search(r"[你您]|我(?![市省县区州国军])", clause) is not None

    def _groups(self, persons: list[Mention]) -> list[_Group]:
        groups: list[_Group] = []
        for person in persons:
            if groups and self._continues(groups[-1], person):
                groups[-1].persons.append(person)
                groups[-1].end = person.end
            else:
                groups.append(_Group([person], self._title_start(person), person.end))
        return groups

    def _continues(self, group: _Group, person: Mention) -> bool:
        between = self.text[group.end : self._title_start(person)]
        if between[:1] in ("与", "同") or (between in ("和", "与") and self._talks_follow(person)):
            return False
        if _UNTOLD_TITLE.fullmatch(between) and person.mention_id in self.titles:
            return self.tables.verb.search(between) is None  # 、远航股份|总经理B
        return self.tables.separator.fullmatch(between) is not None and between != ""

    def _talks_follow(self, person: Mention) -> bool:
        after = self.text[person.end : person.end + 14]
        return bool(re.match(r"(?:一行)?(?:举行)?(?:工作)?(?:座谈|会谈|会晤|会面)", after))

    def _title_start(self, person: Mention) -> int:
        starts = [
            s.start
            for s in self.titles.get(person.mention_id, ())
            if s.end <= person.start and person.start - s.end <= 1
        ]
        starts += [s.start for s in self.titles.get(person.mention_id, ()) if s.end <= person.start]
        return self._contiguous_start(person, starts)

    def _contiguous_start(self, person: Mention, starts: list[int]) -> int:
        best = person.start
        for start in sorted(starts, reverse=True):
            if not re.search(r"[。；！？\n]", self.text[start:best]) and not self._names_between(start, best):
                best = start
        return best

    def _names_between(self, start: int, end: int) -> bool:
        return any(mention.type == "person" for mention in self.here.within(start, end))

    def _frame(self, group: _Group, following: _Group | None, start: int, end: int) -> None:
        """Finds the verb of a list of names, and marks whom it meets."""
        tables, text = self.tables, self.text
        region_end = following.start if following is not None else end
        words = tables.reports.search(text, group.end, region_end)
        region_end = words.start() if words is not None else region_end  # what he says is no deed of his
        region = text[group.end : region_end]
        if re.match(r"(?:等)?(?:的)?陪同(?:下|$)", text[group.end : end]):
            group.verb, group.at = Verb("", "accompany"), group.end
            return
        if following is not None and self._is_counterpart(group, following, region, end):
            group.verb, group.at = Verb("talk", "host"), following.end
            following.verb, following.at = Verb("talk", "counterpart"), following.start
            return
        if tables.verb.match(text, group.end) is None and tables.speech.match(text[group.end : end]):
            return  # his words are what is reported, not what he did
        if tables.talk_alone.match(text, group.end, region_end):
            group.verb, group.at = Verb("talk", "host"), group.end
            return
        if following is not None and self._is_met_later(group, following, end):
            following.verb, following.at = Verb("talk", "counterpart"), following.start
        verb = self._verb(group.end, region_end)
        if verb is None and following is not None:
            if re.fullmatch(r"(?:一行)?(?:，)?(?:在|由)", region):
                verb = self._verb(following.end + 3, end)  # A在B陪同下调研
            elif re.match(r"[与和同]", region):
                verb = self._verb(following.end, end)  # A与B代表双方签约
        if verb is None and words is not None and (held := _SAYS_AT.fullmatch(region)):
            verb = (Verb("", "speak"), group.end + held.end())
        if verb is not None:
            group.verb, group.at = verb
            if verb[0].activity == "inspection" and _DELEGATION.match(text, group.end):
                group.verb = Verb("visit", verb[0].role)  # 率代表团赴苏州考察

    def _is_counterpart(self, group: _Group, following: _Group, region: str, end: int) -> bool:
        after = self.text[following.end : end]
        if self.tables.meets.match(region):
            return True
        return self.tables.with_word.match(region) is not None and self.tables.talks.match(after) is not None

    def _is_met_later(self, group: _Group, following: _Group, end: int) -> bool:
        """A赴苏州考察，并与B会谈."""
        return (
            _THEN_WITH.match(self.text, group.end, following.start) is not None
            and self.tables.talks.match(self.text[following.end : end]) is not None
        )

    def _verb(self, start: int, end: int) -> tuple[Verb, int] | None:
        """The verb that decides: the first of the clause behind the names, a stronger one further on."""
        best: tuple[Verb, int] | None = None
        for found in self.tables.verb.finditer(self.text, start, end):
            if self._is_noun(found, start):
                continue
            verb = self.tables.verbs[found.group()]
            if best is None and not self._is_near(verb, start, found.start()):
                continue
            if best is not None and best[0].is_weak and not verb.is_weak and self._is_near(verb, start, found.start()):
                best = None
            if best is None:
                best = (verb, found.start())
                if verb.role in ("accompany", "report"):
                    return best
                continue
            if best[0].role in ("attend", "lead") and verb.role == "speak" and found.start() - best[1] < 24:
                if best[0].role == "attend":
                    return (Verb(best[0].activity or verb.activity, "speak"), best[1])
            elif not best[0].activity and best[0].role == "lead" and verb.activity:
                return (Verb(verb.activity, "lead"), best[1])
        return best

    def _is_near(self, verb: Verb, start: int, at: int) -> bool:
        commas = self.text.count("，", start, at) + self.text.count(",", start, at)
        return at - start <= _REACH.get(verb.role, _LONGEST_REACH) and commas <= (1 if verb.role in _REACH else 2)

    def _is_noun(self, found: re.Match[str], start: int) -> bool:
        """Whether the characters of a verb are part of a noun or of another word there."""
        word, after = found.group(), self.text[found.end() : found.end() + 14]
        if after.startswith("会") and not after.startswith(("会见", "会谈", "会议", "会晤", "会商")):
            return True  # 座谈会, 推介会, 发布会
        if word == "率":
            return _RETINUE.match(after) is None
        if word in ("一同", "一道"):
            return self.tables.verb.match(self.text, found.end()) is None
        before = self.text[max(start, found.start() - 2) : found.start()]
        if word == "访问" and _INTERVIEW_NOUN.search(before):
            return True
        if after.startswith(("组", "团", "员", "队", "站", "的东", "报告", "成果")):
            return True
        if after.startswith("的") and self.tables.verbs[word].activity in ("inspection", "visit", "talk"):
            return True  # 来访|考察|的董事长: what somebody else does
        return before.endswith("听取") or (before.endswith("的") and after.startswith(("精", "要")))

    # rows --------------------------------------------------------------------------------------------------

    def _enter(self, group: _Group, start: int, end: int) -> None:
        verb = group.verb
        if verb is None:
            self._enter_speaker(group, start, end)
            return
        joins = self.activities and self.tables.joins.match(self.text, group.end) is not None
        is_bench = len(group.persons) >= _BENCH and verb.role in ("attend", "lead")
        if not joins and not is_bench and not any(_name(person) in self.titled for person in group.persons):
            return
        if not self.activities and not is_bench and not any(self._has_title_before(person) for person in group.persons):
            return  # a name alone opens no activity: titles stand where officials first appear
        if self._is_history(start, group.at or group.end):
            return
        kind = verb.activity or self._kind(start, end)
        if not kind or (kind == "ceremony" and _BARE_CEREMONY.search(self.text, start, end)):
            # 主持仪式 means the ceremony told before, which may be a signing
            told = self._kind(max(0, start - 80), start)
            kind = told if told == "signing" or not kind else kind
        if not kind and verb.role == "host":
            kind = "meeting"
        activity = self._activity(kind, verb, group, start, end)
        for person in group.persons:
            self._add(activity, person, verb.role, group, end)

    def _enter_speaker(self, group: _Group, start: int, end: int) -> None:
        """A titled person whose words are reported takes part in the activity under way, or in the event held."""
        after = self.text[group.end : min(end, group.end + 24)]
        if self.tables.official_speech.match(after) is None or self.tables.interview.search(after):
            return
        speakers = [p for p in group.persons if self.tables.office.search(self._title(p) or "")]
        if not speakers or self.name != "text":
            return
        if not self.activities:
            event = self._event(start)
            if event is None:
                return
            self.activities.append(event)
        is_there = self.tables.at_event.search(self.text, start, min(end, group.end + 24)) is not None
        for person in speakers:
            if _name(person) in self.activities[-1].rows:
                continue
            if is_there:
                self._add(self.activities[-1], person, "speak", group, end)
            else:
                self.unplaced.append((self.activities[-1], person, group, end))

    def _has_title_before(self, person: Mention) -> bool:
        return any(sighting.start < person.start for sighting in self.titles.get(person.mention_id, ()))

    def _is_history(self, start: int, end: int) -> bool:
        """The last date before the verb in its sentence lies so far back that the edition does not report on it."""
        before = self.dates.within(start, end)
        return bool(before) and before[-1].date_end is not None and before[-1].date_end < self._oldest

    @property
    def _oldest(self) -> dt.date:
        return self.doc.article.published_on - _OLDEST

    def _event(self, before: int) -> _Activity | None:
        """The event held on a printed day of the last days, told before a place of the text."""
        for sentence in _SENTENCE.finditer(self.text, 0, before):
            kind, day = self._kind(sentence.start(), sentence.end()), self._day(sentence.start(), sentence.end())
            if kind and day is not None and day.date_start is not None and day.start >= sentence.start():
                age = self.doc.article.published_on - day.date_start
                if age <= dt.timedelta(days=10) and self.tables.held.search(self.text, day.end, sentence.end()):
                    return _Activity(1, kind, day, self._place(sentence.start(), sentence.end()))
        return None

    def _kind(self, start: int, end: int) -> str:
        sentence = _TOGETHER_WITH.sub("", self.text[start:end])
        for activity, pattern in self.tables.objects:
            if pattern.search(sentence):
                return activity
        return ""

    def _activity(self, kind: str, verb: Verb, group: _Group, start: int, end: int) -> _Activity:
        day = self._day(start, group.at or end, within=start)
        current = self.activities[-1] if self.activities else None
        is_apart = current is not None and _APART.match(self.text, start) is not None
        if is_apart and kind and current is not None and kind != current.kind:
            day = day or current.day
        elif current is not None and (day is None or current.day is None or _same(day, current.day)):
            if not current.kind:
                current.kind = kind
            if current.day is None:
                current.day = day or self._day(start, start)
            if current.place is None:
                current.place = self._place(group.end, end)
            return current
        if current is not None and verb.role in ("accompany", "report"):
            return current
        place = self._place(group.end, end) or self._place(start, end)
        if place is None and is_apart and current is not None:
            place = current.place
        activity = _Activity(len(self.activities) + 1, kind, day or self._day(start, start), place)
        self.activities.append(activity)
        return activity

    def _day(self, start: int, end: int, within: int | None = None) -> DateSpan | None:
        """The last day printed before `end`; `within`: no earlier than there."""
        before = self.dates.within(within or 0, end)
        return next((span for span in reversed(before) if span.precision == "day" and span.date_start), None)

    def _place(self, start: int, end: int) -> str | None:
        places = (mention for mention in self.here.within(start, end) if mention.type in ("place", "zone"))
        return next((place.entity_id for place in places if place.entity_id), None)

    def _add(self, activity: _Activity, person: Mention, role: str, group: _Group, end: int) -> None:
        name = _name(person)
        row = activity.rows.get(name)
        if row is not None:
            row.title_printed = row.title_printed or self._title(person)
            other = group.verb.activity if group.verb is not None else ""  # a talk at the margin of a ceremony
            is_same = not other or other == activity.kind or row.role == "speak" == role
            if self.tables.weight[role] > self.tables.weight[row.role] and row.role in ("speak", "attend") and is_same:
                row.role = role
            return
        day = activity.day
        stop = self.text.find("，", group.at or group.end, end)
        activity.rows[name] = Appearance(
            article_id=self.doc.article.article_id,
            activity_no=activity.number,
            list_rank=len(activity.rows) + 1,
            person_name=name,
            title_printed=self._title(person),
            activity=activity.kind,
            role=role,
            modality="planned" if _PLANNED.search(self.text, group.end, min(end, group.end + 30)) else "actual",
            date_start=day.date_start if day else self._fallback_day(),
            date_end=day.date_end if day else self._fallback_day(),
            date_precision="day" if day or self._fallback_day() else None,
            place_adcode=activity.place,
            field=self.name,
            start=group.start,
            end=stop if stop > 0 else end,
        )

    def _fallback_day(self) -> dt.date | None:
        return self.doc.article.dateline_date

    def _title(self, person: Mention) -> str | None:
        sightings = sorted(self.titles.get(person.mention_id, ()), key=lambda s: s.start)
        name = _name(person)
        if not sightings:
            return self.printed.get(name)
        start, end = sightings[0].start, sightings[-1].end
        text = self.text[start:end]
        if self._names_between(start, end) or re.search(r"[。；！？\n]", text):
            text = "、".join(dict.fromkeys(s.title_printed for s in sightings))
        self.printed.setdefault(name, text)
        return text


def _name(mention: Mention) -> str:
    return mention.normalized or mention.surface


def _same(first: DateSpan, second: DateSpan) -> bool:
    return first.date_start == second.date_start
