"""The vocabulary of official news as patterns: verbs, objects, cues and joints of `activities.yml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from pipelines.language.numerals import read_vocabulary


@dataclass(frozen=True, slots=True)
class Verb:
    """What a verb gives to those who do it: the kind of activity (empty where the object tells it) and the role."""

    activity: str
    role: str
    is_weak: bool = False


class ActivityWords:
    """`activities.yml` as patterns."""

    def __init__(self) -> None:
        words: dict[str, Any] = read_vocabulary("activities.yml")
        self.verbs = {
            word: Verb(row["activity"], row["role"], row.get("weak", False))
            for row in words["verbs"]
            for written in row["words"]
            for word in ({written, "作了" + written[1:]} if written.startswith("作") else {written})
        }
        self.verb = re.compile(f"{words['declares']}|{_any_of(self.verbs)}|{words['speeches']}")
        self.objects: list[tuple[str, re.Pattern[str]]] = [
            (row["activity"], re.compile(_any_of(row["words"]))) for row in words["objects"]
        ]
        self.speech = re.compile(rf"^[^，。：:,]{{0,3}}?(?:{_any_of(words['speech'])})")
        self.official_speech = re.compile(rf"[^，。：:,]{{0,8}}?(?:{_any_of(words['official_speech'])})")
        self.reports = re.compile(rf"(?:{_any_of(words['official_speech'])})[，,：:]")
        self.office = re.compile(_any_of(words["offices"]))
        self.official = re.compile(f"(?:{_any_of(words['offices'])})(?:[\u4e00-\u9fff]{{2,3}})?$")
        self.at_event = re.compile(_any_of(words["at_event"]))
        self.held = re.compile(_any_of(words["held"]))
        self.interview = re.compile(_any_of(words["interview"]))
        self.meets = re.compile(rf"^[^。；]{{0,20}}?(?:{_any_of(words['meets'])})[^，。；]{{0,40}}$")
        self.with_word = re.compile(rf"^(?:(?:一行)?和|[^，。；]{{0,18}}?(?:{_any_of(words['with'])}))")
        self.talks = re.compile(rf"^(?:一行|等|代表团)?[^，。；]{{0,12}}?(?:{_any_of(words['talks'])})")
        self.doctrine_before = re.compile(rf"(?:{_any_of(words['doctrine_before'])})(?:党中央和|好|中央和)?$")
        self.doctrine_after = re.compile(_any_of(words["doctrine_after"]))
        self.joins = re.compile(
            rf"(?:等)?(?:也|分别|一并)?(?:{_any_of(words['joins'])})(?:了)?(?:[。，；]|相关|有关|$)"
        )
        self.talk_alone = re.compile(r"[^，。；]{0,14}?(?<!陪)[与同和][^，。；]{2,40}?(?:会谈|座谈|举行会谈|通电话)")
        self.separator = re.compile(f"(?:{_any_of(words['separators'])})*")
        self.weight: dict[str, int] = words["weight"]

    def verb_of(self, printed: str) -> Verb:
        """The verb as printed; others match the patterns of openings (宣布大桥通车) or of speeches (作宣讲报告)."""
        return self.verbs.get(printed) or (_OPENING if printed.startswith("宣布") else _SPEECH)


_SPEECH, _OPENING = Verb("", "speak"), Verb("ceremony", "attend")


def _any_of(words: Any) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


@cache
def activity_words() -> ActivityWords:
    """The vocabulary, read once per process."""
    return ActivityWords()
