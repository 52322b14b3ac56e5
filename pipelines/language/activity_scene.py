"""One text of an article as the readers of activities see it: those who act, in lists, with titles and days.

Names joined by separators form a list; so do those between which stands a title whose bearer was not recognised.
Names of the dead, of contributors and within doctrines are not among those who act.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.language.activity_words import ActivityWords, Verb
from pipelines.language.dates import DateSpan, find_dates
from pipelines.language.marks import folded
from pipelines.language.span_index import SpanIndex
from pipelines.language.tags import Document, Field, Mention, TitleSighting

_DAY_KINDS = frozenset(("date", "relative", "range", "weekday", "lunar"))
_POSSESSED = re.compile(
    r"(?:总书记|主席|同志|总理|总统)?(?:(?!发表|作出|出席|作了|在)[^，。；]){0,14}?(?:讲话精神|重要讲话|重要指示|重要论述|重要批示|指示精神|贺信|贺电|回信|来信|亲笔信|倡议|思想)"
)
_HONORIFICS = ("总书记", "主席", "同志", "的")
_INVITES = re.compile(r"(?:总统|总理|主席|先生|女士)?(?:的)?(?:邀请|委托|委派)")
# 李山同志|遗体送别活动: the dead are spoken of, they do nothing
_DEAD = re.compile(
    r"(?:同志|先生|女士|院士|教授|老人)?(?:的)?"
    r"(?:遗体|因病|因公|逝世|去世|生前|生病|病重|病危|治丧|生平|追悼|告别|送别|葬礼|骨灰)"
)
_UNTOLD = re.compile(r"[、，](?:[^、，。；：“”]{1,24}[、，]?){1,4}")  # titles whose bearer is not recognised
_NOUNS = re.compile(r"[^，。；、：“”\s的]{2,24}")
_AND_OTHERS = re.compile(r"等[^，。；、]{0,14}?(?:领导|成员|同志|委员|常委|负责人)[，、]")  # 甲、乙等市领导，|丙
_SAYS_WHOM = re.compile(r"(?:一行)?(?:举行)?(?:工作)?(?:座谈|会谈|会晤|会面)")
_LONGEST_WORK = 80  # characters of a title in 《》
_MASK = "＿"
_EVENTS = ("会议", "大会", "论坛", "峰会")  # names of bodies that are the event: 省政协第四次会议
_CUT_NAME = re.compile(r"[\u4e00-\u9fff·]{1,3}[、，]")  # the rest of a name of which only the head was recognised


@dataclass(slots=True)
class Group:
    """Names that share a verb, with the span of the list and where the verb stands."""

    persons: list[Mention]
    start: int
    end: int
    verb: Verb | None = None
    at: int = 0


class Scene:
    """A text with the persons who act in it.

    text: with full-width punctuation; plain: the same without titles and organisations, whose words (市人大常委会) tell
    nothing of what is done; titles: sightings by the mention of their bearer
    """

    def __init__(self, doc: Document, name: Field, text: str, tables: ActivityWords) -> None:
        self.doc, self.name, self.tables = doc, name, tables
        self.text = folded(text)
        self.titles: dict[str, list[TitleSighting]] = {}
        for sighting in doc.title_sightings:
            self.titles.setdefault(sighting.mention_id, []).append(sighting)
        self.here = SpanIndex(mention for mention in doc.mentions if mention.field == name)
        self.plain = self._masked()
        found = find_dates(self.text, doc.article.published_on, doc.article.dateline_date)
        self.dates: SpanIndex[DateSpan] = SpanIndex(span for span in found if span.kind in _DAY_KINDS)
        self.periods: SpanIndex[DateSpan] = SpanIndex(span for span in found if span.precision)
        named = [mention for mention in self.here.spans if mention.type == "person"]
        following = [*named[1:], None][: len(named)]
        persons = [
            mention for mention, behind in zip(named, following, strict=True) if not self._in_title(mention, behind)
        ]
        self.dead = {full_name(mention) for mention in persons if _DEAD.match(self.text, mention.end)}
        self.persons = [mention for mention in persons if self._acts(mention)]

    def _masked(self) -> str:
        spans = [
            (mention.start, mention.end)
            for mention in self.here.spans
            if mention.type == "organization" and not mention.surface.endswith(_EVENTS)
        ]
        spans += [(title.start, title.end) for title in self.doc.title_sightings if title.field == self.name]
        characters = list(self.text)
        for start, end in spans:
            characters[start:end] = _MASK * (end - start)
        return "".join(characters)

    def _in_title(self, mention: Mention, behind: Mention | None) -> bool:
        """埃贝|技术公司总监李新: a foreign name that begins the title of the next person."""
        if behind is None or mention.mention_id in self.titles or behind.mention_id not in self.titles:
            return False
        between = self.text[mention.end : behind.start]
        return _NOUNS.fullmatch(between) is not None and self.tables.verb.search(between) is None

    def _acts(self, mention: Mention) -> bool:
        """Not a contributor, not dead, and not a name inside a doctrine."""
        if full_name(mention) in self.doc.article.contributors or full_name(mention) in self.dead:
            return False
        if "《" in self.text[self.text.rfind("》", 0, mention.start) + 1 : mention.start][-_LONGEST_WORK:]:
            return False  # in the title of a report
        if self.tables.doctrine_before.search(self.text, max(0, mention.start - 10), mention.start):
            return False
        if self.tables.doctrine_after.match(self.text, mention.end) or _INVITES.match(self.text, mention.end):
            return False
        possessed = _POSSESSED.match(self.text, mention.end)
        return possessed is None or (
            mention.mention_id in self.titles and not possessed.group().startswith(_HONORIFICS)
        )

    # lists of names ------------------------------------------------------------------------------------------

    def groups(self, persons: Sequence[Mention]) -> list[Group]:
        """Persons of a sentence as lists that share a verb."""
        groups: list[Group] = []
        for person in persons:
            if groups and self._continues(groups[-1], person):
                groups[-1].persons.append(person)
                groups[-1].end = person.end
            else:
                groups.append(Group([person], self.title_start(person), person.end))
        return groups

    def _continues(self, group: Group, person: Mention) -> bool:
        between = self.text[group.end : self.title_start(person)]
        if between[:1] in ("与", "同") or (between in ("和", "与") and _SAYS_WHOM.match(self.text, person.end)):
            return False
        if self.tables.separator.fullmatch(between) is not None and between != "":
            return True
        if _AND_OTHERS.fullmatch(between):
            return True
        if self._is_clause(between):
            return False
        if _CUT_NAME.fullmatch(between):
            return group.persons[-1].mention_id in self.titles
        if not _UNTOLD.fullmatch(between):
            return False
        if self.tables.speech.match(self.text[person.end : person.end + 16]):
            return False
        # 、远航股份|总经理B; ，市人大常委会副主任王某、|B; ，著名学者|B
        is_official = any(member.mention_id in self.titles for member in group.persons)
        return person.mention_id in self.titles or between.endswith("、") or is_official

    def _is_clause(self, between: str) -> bool:
        """Whether a verb stands in what lies between two names, or one of them speaks."""
        return (
            self.tables.verb.search(between) is not None
            or re.search(r"[，、]他|表示|指出|强调|说", between) is not None
        )

    def title_start(self, person: Mention) -> int:
        """Where the titles begin that stand before a name, the name itself without any."""
        best = person.start
        titles = (title for title in self.titles.get(person.mention_id, ()) if title.end <= person.start)
        for start in sorted((title.start for title in titles), reverse=True):
            if not re.search(r"[。；！？\n]", self.text[start:best]) and not self.names_between(start, best):
                best = start
        return best

    def names_between(self, start: int, end: int) -> bool:
        """Whether a person is named in a span."""
        return any(mention.type == "person" for mention in self.here.within(start, end))

    def has_title(self, person: Mention) -> bool:
        """Whether a title stands before the name or right behind it (王征区长)."""
        titles = self.titles.get(person.mention_id, ())
        return any(title.start < person.start or title.start == person.end for title in titles)


def full_name(mention: Mention) -> str:
    """The person's full name."""
    return mention.normalized or mention.surface
