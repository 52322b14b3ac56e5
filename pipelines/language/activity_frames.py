"""Which verb a list of names does, in which role: the frames of official news.

A frame is: [day] titles NAME, NAME … VERB. What stands between two lists (与, 会见) tells a counterpart.
"""

from __future__ import annotations

import re

from pipelines.language.activity_scene import Group, Scene
from pipelines.language.activity_words import Verb

_INTERVIEW_NOUN = re.compile(r"(?:传媒|媒体|接受|记者|采访)$")
# NAME 21日在信访工作专题研讨班上|强调
_SAYS_AT = re.compile(
    r"[^，。；]{0,10}?在[^，。；]{2,40}(?:会|会议|论坛|仪式|式|班|活动|大会|座谈|典礼|峰会)(?:上|中|时|期间)"
)
_RETINUE = re.compile(r"[^，。；]{0,12}?(?:队|团|组|一行|有关|相关|部门|考察|调研|检查)")
_REACH = {"attend": 30, "speak": 40, "report": 60}  # characters from the names to the verb, across one comma
_LONGEST_REACH = 70
_LAST_ITEM = 40  # characters from the last of them to the verb
_LONGEST_LIST = 300  # characters of other people between the names and the verb
# other people in a list with the names: 市直有关部门负责人，社会各界代表等200余人|参加
_PEOPLE = re.compile(
    r"(?:等|领导|代表|[0-9余多名]人|人员|成员|干部|同志|群众|师生|学生|官兵|民警|负责人|责任人|嘉宾|学者|专家|队员|会员|委员|党员|职工|"
    r"员工|家属|亲属|遗属|好友|同事|客商|企业家|一起|一道|班子|单位|部门|部队|战士|志愿者|市民|居民|村民|游客|街道|企业|商会|协会|集团|公司|[局委办院厅部室])$"
)
_OTHERS = re.compile(r"[，、；]|以及|及(?=[^，]{2})")
_EVENTS = frozenset(
    ("签约", "签署", "签字", "签订", "启动", "揭牌", "揭幕", "奠基", "颁奖", "调研", "考察", "座谈", "慰问", "观摩")
)
_SAYS = ("，", "说", "：", "道", "称", "到")
_DELEGATION = re.compile(r"[^，。；]{0,12}?(?:代表团|考察团)[^，。；]{0,8}?(?:赴|到|来|在|前往)")
_THEN_WITH = re.compile(r"[^。；]*[，](?:并|又|还|随后|先后|分别)?(?:就[^，。；]{0,40})?(?:与|同|和|会见了?|拜会了?)$")
_BESIDE = re.compile(r"(?:等[^，。；]{0,16}?)?(?:的)?陪同(?:下|$)")


class Frames:
    """Finds the verb of each list of names of a sentence and marks whom it meets."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.text, self.tables = scene, scene.text, scene.tables

    def read(self, groups: list[Group], end: int) -> None:
        """Sets `verb` and `at` of the groups of a sentence that ends at `end`."""
        for index, group in enumerate(groups):
            if group.verb is None:
                self._frame(group, groups[index + 1] if index + 1 < len(groups) else None, end)

    def _frame(self, group: Group, following: Group | None, end: int) -> None:
        tables, text = self.tables, self.text
        region_end = following.start if following is not None else end
        words = tables.reports.search(text, group.end, region_end)
        region_end = words.start() if words is not None else region_end  # what he says is no deed of his
        region = text[group.end : region_end]
        if _BESIDE.match(text[group.end : end]):
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

    def _is_counterpart(self, group: Group, following: Group, region: str, end: int) -> bool:
        after = self.text[following.end : end]
        if self.tables.meets.match(region):
            return True
        return self.tables.with_word.match(region) is not None and self.tables.talks.match(after) is not None

    def _is_met_later(self, group: Group, following: Group, end: int) -> bool:
        """A赴苏州考察，并与B会谈."""
        return (
            _THEN_WITH.match(self.text, group.end, following.start) is not None
            and self.tables.talks.match(self.text[following.end : end]) is not None
        )

    # the verb ------------------------------------------------------------------------------------------------

    def _verb(self, start: int, end: int) -> tuple[Verb, int] | None:
        """The verb that decides: the first of the clause behind the names, a stronger one further on."""
        best: tuple[Verb, int] | None = None
        for found in self.tables.verb.finditer(self.text, start, end):
            if self._is_noun(found, start):
                continue
            verb = self.tables.verb_of(found.group())
            is_near = self._is_near(verb, start, found.start())
            if best is None and not is_near:
                continue
            if best is not None and best[0].is_weak and not verb.is_weak and is_near:
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
        commas = self.text.count("，", start, at)
        if at - start <= _REACH.get(verb.role, _LONGEST_REACH) and commas <= (1 if verb.role in _REACH else 2):
            return True
        return self._only_people(start, at)

    def _only_people(self, start: int, at: int) -> bool:
        """Whether nothing but other people of the same list stands between names and verb."""
        if at - start > _LONGEST_LIST:
            return False
        *others, last = _OTHERS.split(self.text[start:at])
        return len(last) <= _LAST_ITEM and all(len(part) < 2 or self._is_people(part) for part in others)

    def _is_people(self, part: str) -> bool:
        return _PEOPLE.search(part) is not None or self.tables.official.search(part) is not None

    def _is_noun(self, found: re.Match[str], start: int) -> bool:
        """Whether the characters of a verb are part of a noun or of another word there."""
        word, after = found.group(), self.text[found.end() : found.end() + 14]
        if after.startswith("会") and not after.startswith(("会见", "会谈", "会议", "会晤", "会商")):
            return True  # 座谈会, 推介会, 发布会
        if word == "率":
            return _RETINUE.match(after) is None
        if word in ("一同", "一道"):
            return self.tables.verb.match(self.text, found.end()) is None
        if (word == "陪同" and after.startswith("下")) or (word == "在座" and after.startswith("谈")):
            return True  # 在有关部门负责人陪同下, 在座谈会上
        if word == "介绍" and after.startswith(_SAYS):
            return True  # what is told to reporters
        before = self.text[max(start, found.start() - 2) : found.start()]
        if word == "访问" and _INTERVIEW_NOUN.search(before):
            return True
        if word in _EVENTS and after.startswith(("仪式", "活动", "现场")):
            return True  # 在签约|仪式上
        if after.startswith(("组", "团", "员", "队", "站", "的东", "报告", "成果")):
            return True
        if after.startswith("的") and self.tables.verb_of(word).activity in ("inspection", "visit", "talk"):
            return True  # 来访|考察|的董事长: what somebody else does
        return before.endswith("听取") or (before.endswith("的") and after.startswith(("精", "要")))
