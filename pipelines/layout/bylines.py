"""Bylines, credits and editors' lines → contributors (name, role).

    株洲日报记者 王小明 / 通讯员/张建国      (记者李秀英 通讯员周志强)      □ 本报记者 孙立 通讯员 吴美玲
    (通讯员陈桂英何大文)                  王强摄                        责任编辑：李秀英 版式设计：王小明

A byline is a row of *role word, names* pairs. Names are taken apart at blanks, 、 and ，; names printed without a
separator are split by surnames (`vocabulary/surnames.yml`), the likeliest split first. Text that does not parse into
names all the way is no byline: `(记者进行了梳理)` stays prose.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipelines.layout.articles import Contributor
from pipelines.layout.datelines import agencies, find_dateline, own_names
from pipelines.layout.lexicon import is_plain_word
from pipelines.layout.vocabulary import read_vocabulary
from pipelines.publications.profile import Profile

_ROLES = ("reporter", "correspondent", "intern", "photographer", "editor", "author")
_HAN = r"\u3400-\u9fff"
_NAME = re.compile(
    rf"[{_HAN}]{{2,4}}|[{_HAN}]{{1,8}}(?:[·•・][{_HAN}]{{1,8}})+|[A-Z][A-Za-z.\-]+(?: [A-Z][A-Za-z.\-]+)*"
)
_BLANK = " \t\u3000\u00a0"
_SEPARATORS = "、，,;；/／|｜:：" + _BLANK
_LONGEST_BYLINE = 240  # characters; a story by a dozen correspondents names them all
_LONGEST_UNSEPARATED = 16  # characters of names printed without a separator


@dataclass(frozen=True, slots=True)
class Byline:
    """Contributors and the span of the text that names them (with brackets)."""

    contributors: tuple[Contributor, ...]
    start: int
    end: int


def read_byline(line: str, profile: Profile) -> list[Contributor]:
    """Contributors of a text that is nothing but a byline, credit or editors' line; empty when it is something else."""
    text = _strip_ornaments(line)
    if not text or len(text) > _LONGEST_BYLINE:
        return []
    pairs = _role_pairs(text, profile)
    if pairs is None:
        return read_credit(line, profile) or _bare_names(line, text)
    contributors = _without_doubles([Contributor(name, role) for role, names in pairs for name in names])
    return _with_credit_ending(text, contributors)


def is_byline(line: str, profile: Profile) -> bool:
    """The line names contributors with their roles and says nothing else."""
    if re.search(r"[)）】].*\w", line) and re.search(r"^[^(（【]*[)）】]|^\W*[(（【]", line):
        return False  # （记者王强）今年以来: text follows
    text = _strip_ornaments(line)
    pairs = _role_pairs(text, profile) if 0 < len(text) <= _LONGEST_BYLINE else None
    return bool(pairs) and (any(names for _, names in pairs or []) or text.endswith("评论员"))


def find_bylines(text: str, profile: Profile) -> list[Byline]:
    """Bylines in brackets inside a body: after the dateline or at the end of the text."""
    found = []
    for match in re.finditer(rf"[(（【]([^()（）【】]{{3,{_LONGEST_BYLINE}}})[)）】]", text):
        inner = match[1]
        dateline = find_dateline(inner, None, profile)  # (新华社北京10月2日电 记者…): both at the end of the story
        pairs = _role_pairs(_strip_ornaments(inner[dateline.end :] if dateline else inner), profile)
        if pairs and any(names for _, names in pairs):
            people = tuple(Contributor(name, role) for role, names in pairs for name in names)
            found.append(Byline(people, match.start(), match.end()))
    return found


def read_credit(caption: str, profile: Profile) -> list[Contributor]:
    """Photographers of a caption or credit line: `…指挥交通。王强摄`, `（周小川摄）`, `新华社记者 赵敏 摄`."""
    words = read_vocabulary("bylines")
    if any(credit in caption for credit in words["institutional_credits"]):
        return []
    tail = re.split(r"[。！？!?”…]", caption.rstrip("。 \u3000)）"))[-1]
    tail = re.split(r"[(（]", tail)[-1]
    endings = "|".join(
        map(re.escape, sorted({*words["credit_and_report_endings"], *words["credit_endings"]}, key=len, reverse=True))
    )
    match = re.fullmatch(rf"(?P<people>.{{2,40}}?)[{_SEPARATORS}]*(?P<ending>{endings})", tail.strip(_BLANK))
    if not match:
        return []
    # the caption may run up to the names without a full stop: 图为居民在参观 王强摄
    people = match["people"]
    starts = [0, *(blank.end() for blank in re.finditer(rf"[{_BLANK}]+", people))]
    for start in starts:
        pairs = _role_pairs(_strip_ornaments(people[start:]), profile)
        names = (
            [name for _, found in pairs for name in found] if pairs else _split_names(_strip_ornaments(people[start:]))
        )
        if names:
            break
    roles = ["photographer"]
    if match["ending"] in words["credit_and_report_endings"]:
        roles.append("reporter")
    return [Contributor(name, role) for role in roles for name in names or []]


def _role_pairs(text: str, profile: Profile) -> list[tuple[str, list[str]]] | None:
    """(role, names) in order; None when something in the text is neither a role word, a medium nor a name."""
    text = _without_media(re.sub(r"[()（）【】\[\]]", " ", text).strip(_SEPARATORS))
    matches = list(_role_pattern(own_names(profile)).finditer(text))
    if not matches or text[: matches[0].start()].strip(_SEPARATORS):
        return None
    pairs: list[tuple[str, list[str]]] = []
    for match, following in zip(matches, [*matches[1:], None], strict=True):
        run = text[match.end() : following.start() if following else len(text)]
        role = _role_of(match["word"])
        if not run.strip(_SEPARATORS):
            pairs.append((role, []))
            continue
        names = _split_names(_without_ending(run))
        if names is None:
            return None
        pairs.append((role, names))
    return _share_names(pairs)


def _without_doubles(contributors: list[Contributor]) -> list[Contributor]:
    """文/图 本报记者 王强: who reports is not listed as author too; nobody is listed twice in one role."""
    reporting = {c.name for c in contributors if c.role in ("reporter", "correspondent", "intern")}
    kept: list[Contributor] = []
    for contributor in contributors:
        if contributor not in kept and not (contributor.role == "author" and contributor.name in reporting):
            kept.append(contributor)
    return kept


def _share_names(pairs: list[tuple[str, list[str]]]) -> list[tuple[str, list[str]]]:
    """`文/图 本报记者 王强`: a role word with no name of its own shares the names that follow."""
    shared: list[tuple[str, list[str]]] = []
    following: list[str] = []
    for role, names in reversed(pairs):
        following = names or following
        shared.append((role, following))
    return shared[::-1]


def _split_names(run: str) -> list[str] | None:
    """The names of a run such as `刘 毅 赵立新`, `陈桂英何大文`, `JANE SMITH and John Doe`; None for anything else."""
    if run.isascii():
        latin = [name.strip(_SEPARATORS) for name in re.split(r"[,;&/|]|\band\b", run)]
        return latin if all(_NAME.fullmatch(name) for name in latin) else None
    tokens = [token for token in re.split(rf"[{re.escape(_SEPARATORS)}]+|和|□|■|●", run) if token]
    joined: list[str] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if len(token) == 1 and index + 1 < len(tokens) and len(tokens[index + 1]) <= 2:
            token += tokens[index + 1]  # 刘 毅: two-character names are spaced out to three
            index += 1
        joined.append(token)
        index += 1
    names: list[str] = []
    for token in joined:
        if token in read_vocabulary("bylines")["not_names"]:
            return None
        if _is_one_name(token):
            names.append(token)
            continue
        split = [token] if _is_transliterated(token) else _split_by_surnames(token)
        if (
            split is None
            and len(joined) > 1
            and "，" not in run
            and re.fullmatch(rf"[{_HAN}]{{4,5}}", token)
            and not is_plain_word(token)
        ):
            split = [token]  # 阿尔达克, among other names
        if split is None:
            return None
        names.extend(split)
    return names or None


def _is_one_name(token: str) -> bool:
    if not _NAME.fullmatch(token):
        return False
    if not re.fullmatch(rf"[{_HAN}]+", token):
        return True
    return len(token) <= 3 and (_has_surname(token) or not is_plain_word(token))


def _is_transliterated(token: str) -> bool:
    spelling = read_vocabulary("surnames")["transliterated"]
    return 4 <= len(token) <= 8 and all(character in spelling for character in token)


def _has_surname(name: str) -> bool:
    surnames = read_vocabulary("surnames")
    return name[0] in surnames["common"] or name[0] in surnames["others"] or name[:2] in surnames["compound"]


def _split_by_surnames(run: str) -> list[str] | None:
    """The likeliest way to read a run of Han characters as names of two to four characters."""
    if not re.fullmatch(rf"[{_HAN}]{{4,{_LONGEST_UNSEPARATED}}}", run):
        return None
    best: list[tuple[float, list[str]] | None] = [(0.0, [])] + [None] * len(run)
    for end in range(2, len(run) + 1):
        for length in (2, 3, 4):
            before = best[end - length] if end >= length else None
            if before is None:
                continue
            score = before[0] + _name_score(run[end - length : end])
            known = best[end]
            if known is None or score > known[0]:
                best[end] = (score, [*before[1], run[end - length : end]])
    found = best[len(run)]
    return found[1] if found and found[0] > -3.0 * len(found[1]) else None


def _name_score(name: str) -> float:
    """Log-likelihood-like score of a string as one name: surname, then usual length."""
    surnames = read_vocabulary("surnames")
    if name[:2] in surnames["compound"] and len(name) >= 3:
        return 0.5
    if len(name) == 4:
        return -6.0
    surname = 0.0 if name[0] in surnames["common"] else -1.0 if name[0] in surnames["others"] else -5.0
    return surname + (-0.2 if len(name) == 3 else -1.2)


def _without_ending(run: str) -> str:
    words = read_vocabulary("bylines")
    for ending in (*words["credit_and_report_endings"], *words["photo_endings"], *words["spoken_endings"]):
        stripped = run.rstrip(_SEPARATORS)
        if stripped.endswith(ending) and len(stripped) - len(ending) >= 2:
            return stripped[: -len(ending)]
    return run


def _without_media(text: str) -> str:
    """`本报记者 王强 文/图`: what the names stand for is said behind them, as an ending."""
    endings = sorted(read_vocabulary("bylines")["credit_and_report_endings"], key=len, reverse=True)
    for ending in endings:
        head = text.removesuffix(ending)
        if head != text and head[-1:] in _SEPARATORS and len(head.strip(_SEPARATORS)) > 4:
            return head.strip(_SEPARATORS)
    return text


def _with_credit_ending(text: str, contributors: list[Contributor]) -> list[Contributor]:
    """`株洲日报记者 王强 摄`: the role word says who, the ending says what was done."""
    words = read_vocabulary("bylines")
    stripped = text.rstrip(_SEPARATORS + "。)）")
    if stripped.endswith(words["credit_and_report_endings"]):
        return contributors + [Contributor(c.name, "photographer") for c in contributors if c.role != "photographer"]
    if stripped.endswith(words["photo_endings"]):
        return [Contributor(c.name, "photographer") for c in contributors]
    return contributors


def _bare_names(line: str, text: str) -> list[Contributor]:
    """`□ 王强`: names behind an ornament, without a role, wrote the piece."""
    if line.strip(_BLANK)[:1] not in read_vocabulary("bylines")["ornaments"]:
        return []
    return [Contributor(name, "author") for name in _split_names(text) or []]


def _strip_ornaments(line: str) -> str:
    return line.strip(_BLANK + "".join(read_vocabulary("bylines")["ornaments"]) + "()（）[]【】")


@cache
def _roles_by_word() -> dict[str, str]:
    words = read_vocabulary("bylines")
    return {word: role for role in _ROLES for word in words[role]}


def _role_of(word: str) -> str:
    return _roles_by_word()[word]


@cache
def _role_pattern(own: tuple[str, ...]) -> re.Pattern[str]:
    """Medium (株洲日报·掌上株洲, 新华社, any …日报), then a role word."""
    media = "|".join(map(re.escape, sorted({*own, *agencies()}, key=lambda name: (-len(name), name))))
    endings = "|".join(map(re.escape, read_vocabulary("datelines")["medium_endings"]))
    medium = rf"(?:综合)?(?:(?:{media}|[{_HAN}]{{2,8}}?(?:{endings}))[{re.escape(_BLANK)}·•・/、]*)*"
    ornaments = re.escape("".join(read_vocabulary("bylines")["ornaments"]))
    # 文 and 图 also end names (何大文): as roles they stand between separators
    alone = rf"(?<![{_HAN}])%s(?=[{re.escape(_SEPARATORS)}])"
    ranked = sorted(_roles_by_word(), key=lambda word: (-len(word), word))
    words = "|".join(re.escape(word) if len(word) > 1 else alone % word for word in ranked)
    return re.compile(
        rf"[{ornaments}]?{medium}(?P<word>{words})(?!站|会|证|节|协|为|系|单位)[{re.escape(_SEPARATORS)}]*"
    )
