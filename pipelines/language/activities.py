"""Who did what where on which day in which role: the rows of `appearances`.

Official news has a grammar: a day, titles and names in the order of protocol, then a verb.
`activity_scene.py` makes lists of the names, `activity_frames.py` finds the verb and role of each, `activity_kinds.py`
the kind; here they become rows. Verbs and cues are `activities.yml`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipelines.language.activity_frames import Frames
from pipelines.language.activity_kinds import Kinds
from pipelines.language.activity_scene import Group, Scene, full_name
from pipelines.language.activity_words import Verb, activity_words
from pipelines.language.dates import DateSpan
from pipelines.language.tags import Appearance, Document, Field, Mention

_SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?")
_INVITES = re.compile(r"(?:总统|总理|主席|先生|女士)?(?:的)?(?:邀请|委托|委派)")
_BENCH = 4  # so many names in a list that attends need no titles: the leadership, whom every reader knows
_TITLED_BENCH = 3  # so many officials named in an activity under way take part in it, whatever is said of them
# 孟祥伟等市领导: a title behind a list is the title of all
_TITLE_BEHIND = re.compile(r"等[^，。；、]{0,16}?(?:领导|成员|委员|常委)")
_MOST_SPEAKERS = 2  # speakers that nothing places at the event
_LONGEST_REPORT = 1500  # characters; longer texts are features that quote many people
_OLDEST = dt.timedelta(days=60)  # what lies longer back is history, not an activity that the edition reports
_HISTORY = re.compile(
    r"(?:不久前|此前|早前|当年|多年前|年前|上世纪|历史上)[^。；]*$|(?:^|[^不])曾(?:经|多次|先后)?[^，。；]{0,6}$"
)
_SUMS = frozenset(("year", "half_year", "quarter", "month"))  # a period that is over sums up what was done in it
_SUMMED = dt.timedelta(days=5)
_BEFORE_DEATH = re.compile(r"(?:生病|住院|病重|患病|治疗)[^，。；]{0,6}期间|逝世后|去世后")
_DATES_ELSE = re.compile(r"(?:已于|早在|自从?|从|截至)(?:[0-9]{4}年)?$")
_TOOK_PLACE = re.compile(r"举行|召开|举办|开幕")
_DECIDES = re.compile(r"决定|通过|将于|拟于|定于|计划")  # an event that is only decided on
_PLANNED = re.compile(r"将(?:于|在|出席|率|赴|对|参加|访问|来|前往)|拟于|计划于|定于|应邀将")
# 会前, 仪式后, 同日: beside an event lies another one, of the same day
_APART = re.compile(
    r"[　 \n]*(?:[^，。；]{0,6}?(?:会|仪式|活动|会议|会谈|签约|座谈会)(?:前|后|之前|之后)"
    r"|会见结束后|(?:同日|同一天|当天|当日)(?:上午|下午|晚上|晚|中午)?)，"
)
_FIELDS: tuple[Field, ...] = ("text", "deck", "headline", "kicker", "caption")


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
        """Adds what one text tells; headlines and captions only of persons that the body leaves out."""
        self.scene = Scene(self.doc, name, text, self.tables)
        persons = self.scene.persons
        if name != "text":
            known = {person for activity in self.activities for person in activity.rows}
            persons = [mention for mention in persons if full_name(mention) not in known]
        if not persons:
            return
        self.name, self.text = name, self.scene.text
        self.kinds, self.frames = Kinds(self.scene), Frames(self.scene)
        self.unplaced: list[tuple[_Activity, Mention, Group, int]] = []
        for start, end, here in self._sentences(persons):
            self._sentence(start, end, here)
        names = {full_name(person) for _, person, _, _ in self.unplaced}
        if len(names) <= _MOST_SPEAKERS and len(text) <= _LONGEST_REPORT:
            for activity, person, group, end in self.unplaced:
                self._add(activity, person, "speak", group, end)

    def _sentences(self, persons: list[Mention]) -> Iterator[tuple[int, int, list[Mention]]]:
        """Sentences with the persons in them; a semicolon behind a list of names ends no sentence."""
        position, opened = 0, -1
        for sentence in _SENTENCE.finditer(self.text):
            begin = sentence.start() if opened < 0 else opened
            first = position
            while position < len(persons) and persons[position].start < sentence.end():
                position += 1
            opened = -1
            if position == first:
                continue
            last = persons[position - 1]
            is_list = sentence.group().endswith("；") and last.end >= sentence.end() - 8
            if is_list and not self.tables.verb.search(self.text, begin, sentence.end()):
                opened, position = begin, first
                continue
            yield begin, sentence.end(), persons[first:position]

    def _sentence(self, start: int, end: int, persons: list[Mention]) -> None:
        groups = [group for group in self.scene.groups(persons) if not self._is_told(group, start, end)]
        self.frames.read(groups, end)
        for group in groups:
            self._enter(group, start, end)

    def _is_told(self, group: Group, start: int, end: int) -> bool:
        """Whether others speak of what they do (甲表示，感谢乙出席) or act in their name (应甲邀请, 受甲委托)."""
        if self.tables.reports.search(self.text, start, group.start):
            return True
        if self.text[group.start - 1 : group.start] in ("应", "受") and _INVITES.match(self.text, group.end):
            return True
        clause = re.split(r"[，。；]", self.text[group.end : min(end, group.end + 30)])[0]
        return re.search(r"[你您]|我(?![市省县区州国军])", clause) is not None

    def _enter(self, group: Group, start: int, end: int) -> None:
        verb = group.verb
        if verb is None:
            if not self._enter_bench(group, start, end):
                self._enter_speaker(group, start, end)
            return
        joins = self.activities and self.tables.joins.match(self.text, group.end) is not None
        is_bench = (len(group.persons) >= _BENCH and verb.role in ("attend", "lead")) or bool(
            _TITLE_BEHIND.search(self.text, group.start, min(end, group.end + 20))
        )
        if not joins and not is_bench and not any(full_name(person) in self.titled for person in group.persons):
            return
        if not self.activities and not is_bench and not any(self.scene.has_title(person) for person in group.persons):
            return  # a name alone opens no activity: titles stand where officials first appear
        if self._is_history(group, start) or (verb.role == "report" and not self._has_event(start)):
            return
        activity = self._activity(self.kinds.of(group, start, end), verb, group, start, end)
        for person in group.persons:
            self._add(activity, person, verb.role, group, end)

    def _has_event(self, start: int) -> bool:
        """Whether an activity is under way; takes up the event held that is told before, for only there one reports."""
        event = None if self.activities else self._event(start)
        if event is not None:
            self.activities.append(event)
        return bool(self.activities)

    def _enter_bench(self, group: Group, start: int, end: int) -> bool:
        """Several officials in a list take part in the activity under way, whatever verb is used of them."""
        if len(group.persons) < _TITLED_BENCH or not self.activities or self.name != "text":
            return False
        titled = [person for person in group.persons if self.tables.office.search(self._title(person) or "")]
        if len(titled) < _TITLED_BENCH or self.tables.speech.match(self.text[group.end : end]):
            return False
        if self._is_history(group, start):
            return False
        for person in group.persons:
            self._add(self.activities[-1], person, "attend", group, end)
        return True

    def _enter_speaker(self, group: Group, start: int, end: int) -> None:
        """A titled person whose words are reported takes part in the activity under way, or in the event held."""
        after = self.text[group.end : min(end, group.end + 24)]
        if self.tables.official_speech.match(after) is None or self.tables.interview.search(after):
            return
        speakers = [p for p in group.persons if self.tables.office.search(self._title(p) or "")]
        if not speakers or self.name != "text":
            return
        if not self._has_event(start):
            return
        is_there = self.tables.at_event.search(self.text, start, min(end, group.end + 24)) is not None
        for person in speakers:
            if full_name(person) in self.activities[-1].rows:
                continue
            if is_there:
                self._add(self.activities[-1], person, "speak", group, end)
            else:
                self.unplaced.append((self.activities[-1], person, group, end))

    def _is_history(self, group: Group, start: int) -> bool:
        """Whether what the group does lies so far back that the edition does not report on it."""
        at = group.at or group.end
        told = self.text[start:at]
        if _HISTORY.search(told) or _BEFORE_DEATH.search(told):
            return True
        day = self._day(start, at)
        if day is not None:
            return day.date_end is not None and day.date_end < self._oldest
        published = self.doc.article.published_on
        return any(
            span.precision in _SUMS and span.date_end is not None and span.date_end < published - _SUMMED
            for span in self.scene.periods.within(start, at)
            if self.text[span.end : span.end + 1] == "，" or span.end == group.start
        )

    @property
    def _oldest(self) -> dt.date:
        return self.doc.article.published_on - _OLDEST

    def _event(self, before: int) -> _Activity | None:
        """The event held on a printed day of the last days, told before a place of the text."""
        for sentence in _SENTENCE.finditer(self.text, 0, before):
            kind, day = (
                self.kinds.of_sentence(sentence.start(), sentence.end()),
                self._day(sentence.start(), sentence.end()),
            )
            if kind and day is not None and day.date_start is not None and day.start >= sentence.start():
                age = self.doc.article.published_on - day.date_start
                if age <= dt.timedelta(days=10) and self.tables.held.search(self.text, day.end, sentence.end()):
                    return _Activity(1, kind, day, self.kinds.place(sentence.start(), sentence.end()))
        return None

    def _activity(self, kind: str, verb: Verb, group: Group, start: int, end: int) -> _Activity:
        day = self._day(start, group.at or end) or self._day_held(start)
        current = self.activities[-1] if self.activities else None
        is_apart = current is not None and _APART.match(self.text, start) is not None
        if is_apart and kind and current is not None and kind != current.kind:
            day = day or current.day
        elif current is not None and (day is None or current.day is None or _same(day, current.day)):
            if not current.kind:
                current.kind = kind
            if current.day is None:
                current.day = day or self._day_before(start)
            if current.place is None:
                current.place = self.kinds.place(group.end, end)
            return current
        if current is not None and verb.role in ("accompany", "report"):
            return current
        place = self.kinds.place(group.end, end) or self.kinds.place(start, end)
        if place is None and is_apart and current is not None:
            place = current.place
        activity = _Activity(len(self.activities) + 1, kind, day or self._day_before(start), place)
        self.activities.append(activity)
        return activity

    def _day(self, start: int, end: int) -> DateSpan | None:
        """The last day printed in a span."""
        return next(reversed(self._days(start, end)), None)

    def _days(self, start: int, end: int) -> list[DateSpan]:
        """The days printed in a span on which something is told to happen; 已于12月10日开工 dates something else."""
        return [
            span
            for span in self.scene.dates.within(start, end)
            if span.precision == "day"
            and span.date_start
            and not _DATES_ELSE.search(self.text, max(0, span.start - 8), span.start)
        ]

    def _day_before(self, end: int) -> DateSpan | None:
        """The day told before a place: that of the event held, else the latest, for what lies back is history."""
        event = self._event(end)
        if event is not None:
            return event.day
        days = self._days(0, end)
        known = [span for span in days if span.date_start and span.date_start <= self.doc.article.published_on]
        return max(known or days, key=lambda span: span.date_start or dt.date.min, default=None)

    def _day_held(self, start: int) -> DateSpan | None:
        """The day of an event held that the sentence before tells: 17日上午，交流会举行。|市长甲出席."""
        low = max(self.text.rfind(mark, 0, max(0, start - 1)) + 1 for mark in "。！？\n")
        is_told = self.text[start - 1 : start] == "。" and not _DECIDES.search(self.text, low, start)
        day = self._day(low, start) if is_told else None
        return day if day is not None and _TOOK_PLACE.search(self.text, day.end, start) else None

    def _add(self, activity: _Activity, person: Mention, role: str, group: Group, end: int) -> None:
        name = full_name(person)
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
        sightings = sorted(self.scene.titles.get(person.mention_id, ()), key=lambda s: s.start)
        name = full_name(person)
        if not sightings:
            return self.printed.get(name)
        start, end = sightings[0].start, sightings[-1].end
        text = self.doc.article.texts[self.name][start:end]
        if self.scene.names_between(start, end) or re.search(r"[。；！？\n]", text):
            text = "、".join(dict.fromkeys(s.title_printed for s in sightings))
        self.printed.setdefault(name, text)
        return text


def _same(first: DateSpan, second: DateSpan) -> bool:
    return first.date_start == second.date_start
