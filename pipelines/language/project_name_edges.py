"""Where the name of a project begins: word by word to the left of its head."""

from __future__ import annotations

import re

from pipelines.language.project_name_words import PUNCTUATION, WINDOW, name_words
from pipelines.language.words import PROPER, Words

_OPEN, _CLOSE = "“‘（(《「", "”’）)》」"
_LONGEST_SEGMENT = 26  # characters of a stretch that is a name as a whole
_NOT_IN_SEGMENTS = frozenset(("p", "u", "r", "d", "c", "w", "TIME", "xc"))  # tags of words that none contains
_LINKING = frozenset(("是", "有", "为", "系", "属", "属于", "作为", "成为"))
_NAMES_OF_DEEDS = frozenset(("建设", "推进", "开发", "新建", "完善", "创建"))  # 乡村旅游|建设
_BRACKETS = frozenset("“”‘’（）()《》「」")
_COMPANY_END = re.compile(r"(?:公司|集团)$")
_COMPANY_INSIDE = re.compile(r"(?:有限公司|有限责任公司|集团公司)(?=.{3})")


def left_edge(words: Words, low: int, high: int, is_strong: bool) -> int:
    """Where the name begins: walks word by word to the left until one that cannot belong to a name.

    What stands in quotes or brackets is one word: 北京“鲲鹏创新中心”项目.
    """
    tables, text = name_words(), words.text
    if short := _abbreviation(text, low, high):
        return short
    place = high
    while place > low:
        character = text[place - 1]
        if character == "和" and text[place - 2 : place - 1] in tuple(_CLOSE):
            break
        if character in _CLOSE:
            opening = _opening(text, low, place - 1)
            if opening is None or PUNCTUATION.search(text, opening + 1, place - 1):
                break  # what somebody says is no part of a name
            place = opening
            continue
        token = words.at(place - 1)
        if token is None or character in _OPEN or PUNCTUATION.match(character):
            break
        start = max(token.start, low, place - WINDOW)
        word = text[start:place]
        if any(sign in word for sign in _OPEN + _CLOSE):
            place -= 1
            continue
        if marks := list(PUNCTUATION.finditer(word)):  # the tagger glues 、 to words now and then
            place = start + marks[-1].end()
            break
        if _links(words, place, start, word) or _opens_name(words, place, start, word):
            place = start
            continue
        is_joined = is_strong and place == high and (word in tables.joined or word in tables.strong)
        is_opened = token.tag == "PER" and text[place] in "（(至"  # 乌当(羊昌)至长顺高速公路
        if not is_joined and not is_opened and tables.ends_name(word, token.tag, place == high):
            break
        if _COMPANY_END.search(word) and high - place >= 3:
            break
        place = start
    return _trimmed(words, place, high)


def segment_start(words: Words, low: int, high: int, marks: str) -> int | None:
    """Where the stretch before a head begins if all of it may be a name, else None: 、|揽城绿道(一期)|工程.

    Verbs of names that no list knows (揽城) are believed there, but no word that surely ends a name, and no verb at its
    head. marks: what may stand before such a stretch; with the end of a line among them, it may open the text
    """
    text, tables = words.text, name_words()
    if text[high - 1] in _CLOSE:  # …工程(二期)
        high = _opening(text, low, high - 1) or high
    start = max(text.rfind(mark, max(low, high - _LONGEST_SEGMENT), high) + 1 for mark in marks)
    if start == high or (start == 0 and "\n" not in marks) or PUNCTUATION.search(text, start, high):
        return None
    tokens = [token for token in words.within(start, high) if words.read(token) not in _BRACKETS]
    while tokens and (words.read(tokens[-1]) in tables.strong or words.read(tokens[-1]) in _NAMES_OF_DEEDS):
        tokens.pop()
    # the tagger glues the items of a list to one word now and then
    if not tokens or (tokens[0].start < start and not PUNCTUATION.match(text[start - 1])):
        return None
    for token in tokens:
        word = text[max(start, token.start) : token.end]
        if word in tables.boundaries or word in _LINKING or (token.tag == "m" and tables.ends_name(word, "m", False)):
            return None
        if token.tag in _NOT_IN_SEGMENTS and word not in ("至", "和", "及", "经", "-", "—"):
            return None
    return start


def _abbreviation(text: str, low: int, high: int) -> int | None:
    """渝长厦高铁: one character for each city, at the head of a clause or behind 的."""
    head = next((name for name in name_words().abbreviated if text.startswith(name, high)), None)
    start = high - 3
    if head is None or start < low or re.fullmatch(r"[\u4e00-\u9fff]{3}", text[start:high]) is None:
        return None
    if start > 0 and not PUNCTUATION.match(text[start - 1]) and text[start - 1] not in "的在与和到经由对据":
        return None
    return None if text[start] in "该这那本各我为是在对把将由从" or "的" in text[start:high] else start


def _links(words: Words, place: int, start: int, word: str) -> bool:
    """Words that join parts of one name: 衡阳|至|永州高速公路, 搬迁|与|升级转型项目, 快速|化|改造工程."""
    left, right = words.at(start - 1), words.at(place)
    if left is None or right is None:
        return False
    if word in ("至", "到", "经"):  # 贵阳|经|金沙|至|古蔺(黔川界)高速公路
        return (left.tag in PROPER or words.text[start - 1] in _CLOSE) and right.tag in PROPER
    if word in ("与", "及"):
        return {left.tag, right.tag} <= {"vn"} or all(
            words.read(token) in name_words().name_verbs for token in (left, right)
        )
    return word == "化" or (words.text.startswith("化", place) and right.end - right.start == 1)


def _opens_name(words: Words, place: int, start: int, word: str) -> bool:
    """…的|中|秦兴龙产业园: a direction at the head of a proper name."""
    behind = words.at(place)
    is_proper = behind is not None and (behind.tag in PROPER or behind.tag in ("nz", "nw", "n"))
    at_edge = start == 0 or words.text[start - 1] in "的，。、；：\n　"
    if word in ("东", "西", "南", "北"):
        return behind is not None and behind.tag in PROPER  # 南|太湖
    return word == "中" and is_proper and at_edge


def _opening(text: str, low: int, closing: int) -> int | None:
    depth = 0
    for place in range(closing, low - 1, -1):
        if text[place] in _CLOSE:
            depth += 1
        elif text[place] in _OPEN:
            depth -= 1
            if depth == 0:
                return place
    return None


def _trimmed(words: Words, start: int, end: int) -> int:
    """Takes verbs and joints off the head of a name, but 年产5万吨… and 改扩建… keep theirs."""
    text, name_verbs = words.text, name_words().name_verbs
    if company := list(_COMPANY_INSIDE.finditer(text, start, end)):
        start = company[-1].end()
    if start > 0 and text[start - 1] in "我本该各" and text[start] in "国省市县区州校":
        start += 1  # the tagger splits 我国 and 我市
    while start < end:
        token = words.at(start)
        if text[start] in "和及暨同、·-":
            start += 1
        elif token is None or token.start < start or token.tag != "v" or words.read(token) in name_verbs:
            break
        else:
            start = token.end
    return min(start, end)
