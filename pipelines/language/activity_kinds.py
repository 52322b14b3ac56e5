"""What kind an activity is, and where it takes place: from its verb's object, its sentence, or what is told before."""

from __future__ import annotations

import re

from pipelines.language.activity_scene import Group, Scene

# 推进会暨开工仪式 is first of all a meeting
_TOGETHER_WITH = re.compile(r"暨[^，。；]{1,24}?(?:仪式|活动|大会|会议|签约)")
# 主持仪式 means the ceremony told before, which may be a signing
_BARE_CEREMONY = re.compile(
    r"(?:主持|出席|参加|列席|见证)(?:了)?(?:仪式|活动|上述活动|本次活动)|(?:^|[，。；])(?:仪式|活动)由"
)
_TOLD = 160  # characters before a sentence in which its event is told
_CLAUSE_END = re.compile(r"[，。；！？\n]|$")
_WHERE = re.compile(
    r"(?:在|到|赴|至|来|抵|于|深入|前往|走进|来到|奔赴|赶赴|调研|考察|走访|视察|检查|访问)了?(?:我[省市州县区])?$"
)
_HOLDS = re.compile(r"[^，。；]{0,8}?(?:举行|召开|举办|开展)")


class Kinds:
    """Reads kind and place of the activities of a text."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.plain, self.objects = scene, scene.plain, scene.tables.objects

    def of(self, group: Group, start: int, end: int) -> str:
        """The kind of what a list of names does in the sentence `start:end`; empty where nothing tells it."""
        if group.verb is not None and group.verb.activity:
            return group.verb.activity
        kind = self._of_object(group.at, end) or self.of_sentence(start, end)
        if not kind or (kind == "ceremony" and _BARE_CEREMONY.search(self.plain, start, end)):
            told = self.of_sentence(max(0, start - _TOLD), start)
            kind = told if told == "signing" or not kind else kind
        if not kind and group.verb is not None and group.verb.role == "host":
            kind = "meeting"
        return kind

    def _of_object(self, at: int, end: int) -> str:
        """The first noun of an event in the clause of the verb: 参加|视察或座谈会 is an inspection."""
        stop = _CLAUSE_END.search(self.plain, at, end)
        found = [
            (match.start(), -match.end(), kind)
            for kind, pattern in self.objects
            if (match := pattern.search(self.plain, at, stop.start() if stop else end)) is not None
        ]
        return min(found)[2] if found else ""

    def of_sentence(self, start: int, end: int) -> str:
        """The kind that the nouns of a sentence tell, the most telling first."""
        sentence = _TOGETHER_WITH.sub("", self.plain[start:end])
        return next((kind for kind, pattern in self.objects if pattern.search(sentence)), "")

    def place(self, start: int, end: int) -> str | None:
        """The place where something is done in a span: 在醴陵市, 赴上海, 醴陵市举行; not the place of a title."""
        for mention in self.scene.here.within(start, end):
            if mention.type not in ("place", "zone") or not mention.entity_id:
                continue
            if self.plain[mention.start : mention.end] != self.scene.text[mention.start : mention.end]:
                continue  # within a title or the name of a body
            if _WHERE.search(self.plain, max(0, mention.start - 6), mention.start) or _HOLDS.match(
                self.plain, mention.end
            ):
                return mention.entity_id
        return None
