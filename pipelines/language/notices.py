"""Notices as rows: who gives notice, of what, with document number and amount.

A block of notices is cut into items at bullets, numbers and lines; each is read by its kind. Kinds and words are
`notices.yml`.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from pipelines.language.money import find_money
from pipelines.language.numerals import read_vocabulary
from pipelines.language.tags import ArticleText, Field, Notice

_BULLET = re.compile(
    r"(?:^|\n)[ 　]*(?:[·•●▲■◆★☆○◇△※*]|[(（]?[0-9]{1,2}[)）、.．](?![0-9]))[ 　]*"
    r"|[●▲■◆★☆◇△※](?=[\u4e00-\u9fff])"
)
_LINE = re.compile(r"\n+")
_ROOM = re.compile(r"[0-9A-Za-z\-]{1,10}(?:房|室|栋|单元|幢|楼|户)")  # an address is no document number
_NUMBER = re.compile(
    r"(?:项目编号|编号|号码|证号|代码|票号|案号|注册号|证书号|号)(?:为)?[:：]?[ ]?"
    r"([A-Za-z0-9（）()\[\]〔〕\-—\u4e00-\u9fff]{0,16}?[0-9][A-Za-z0-9\-—]*号?)"
    r"|(?<![0-9A-Za-z.])([A-Za-z]{0,4}[0-9][0-9A-Za-z\-]{4,24}[A-Za-z]?)"
    r"(?![0-9]*(?:\.[0-9]+)?[万亿]?元)"
)
_LABELLED = re.compile(
    r"(?:编号|号码|证号|代码|票号|注册号|证书号)(?:为|是)?[:：]?[ ]?([A-Za-z]{0,4}[0-9][0-9A-Za-z\-]{3,24})"
)
# ends of those who give notice
_BODY = (
    "(?:公司|局|院|中心|委员会|法院|政府|银行|学校|集团|所|厂|社|协会|店|商行|经营部|服务部|厅|站|幼儿园|小学|中学|大学|学院|"
    "商会|工会|学会|基金会|酒店|超市|药房|诊所|指挥部|管委会|办事处)"
)
_NOT_MARK = "[^，,。；;\\n：:（(]"
_ISSUERS = (
    re.compile(
        "(?:招标人|采购人|委托人|建设单位|招标单位|采购单位|出让人|拍卖人|申请人)(?:名称)?(?:为)?[:：]?[ ]?"
        f"({_NOT_MARK}{{3,30}})"
    ),
    re.compile(f"^({_NOT_MARK}{{3,40}}?)受{_NOT_MARK}{{2,30}}委托", re.M),
    re.compile(f"^受{_NOT_MARK}{{2,40}}?委托[，,]({_NOT_MARK}{{3,40}}?{_BODY})(?=定于|拟|将|现|于|决定|对|就)", re.M),
    re.compile(f"^({_NOT_MARK}{{2,40}}?{_BODY})", re.M),
    re.compile(f"({_NOT_MARK}{{3,40}}?{_BODY})[ 　\\n]*[0-9〇二]{{4}}年[^\\n]{{0,12}}$"),
    re.compile(f"({_NOT_MARK}{{3,40}}?{_BODY})(?:决定|拟|定于|现|因)"),
    re.compile(f"[。！\\n]({_NOT_MARK}{{3,40}}?{_BODY})[ 　\\n]*$"),  # who signs it
)
_MATTER = re.compile(
    r"(?:对|就|将|关于|决定|拟)(?P<thing>[^，,。；;\n]{3,60}?)(?:进行|公开|的|项目)?"
    r"(?:招标|拍卖|采购|公开|公告|注销|减少|变更|清算)"
)
_SOLD = re.compile(r"公开拍卖(?!公告|会)(?P<thing>[^，,。；;\n]{3,40})")
_DECEASED = re.compile(r"(?:[任长记员席授师官士])?([\u4e00-\u9fff]{2,3})(?:同志|先生|女士|老人)")
_CASE = re.compile(r"[（(〔\[][0-9]{4}[）)〕\]][\u4e00-\u9fff0-9A-Za-z]{1,10}第?[0-9]+号")
_LOST = re.compile(r"^(?P<party>.{2,40}?)(?:不慎|因保管不善)?(?:将)?(?:遗失|丢失)了?(?P<item>[^。；;]*)")
_HEADED = re.compile(r"^遗失(?:声明|启事)?[：:\s](?=.*(?:遗失|丢失))")  # 遗失：张三遗失身份证
# 甲购买的某小区房产购房收据（编号…）不慎遗失，特此声明: what is lost stands before the verb
_LOST_BEHIND = re.compile(
    r"^(?P<party>[\u4e00-\u9fff]{2,3}(?=购买|的|所有|身份|名下|就读|将)|[^，。；;（(]{3,30}?" + _BODY + r")"
    r"(?:购买的?|所有的?|名下的?|将|的)*(?P<item>[^，,。；;（(]{2,40})(?:[（(][^（()）]{0,60}[)）])?(?:不慎|因保管不善)?(?:遗失|丢失)(?=[，,。；;]|$)"
)
_COUNT = re.compile(r"(?:[0-9]+|[一二两三四五六七八九十壹贰叁]+)[枚份本张册个套块副把]$")
_PERSON = re.compile(r"^[\u4e00-\u9fff]{2,4}(?:·[\u4e00-\u9fff]{1,6})?$")
# 荷塘区肖某某: the place where somebody lives, and the name
_PERSON_OF_A_PLACE = re.compile(r"(?:[\u4e00-\u9fff]{2,3}[省市县区镇乡])+?([\u4e00-\u9fff]{2,4})")
_OF_A_CHILD = re.compile(r"(.+?)之[女子](.+)")
_TAIL_PERSON = re.compile(
    r"(?:[0-9A-Za-z]房|[0-9A-Za-z]号|[0-9]室|[0-9]户|业主|车主|购房人|学生|村民|居民|同学)([\u4e00-\u9fff]{2,3})$"
)
_REPORTED = re.compile(r"记者|通讯员|[电讯][ 　（(]|本报")
_HEADING = re.compile(r"^[^，。；]{0,24}(?:公告|启事|声明|讣告|讣闻|公示|通告|作废)[）)]?$")
_FORMULA = re.compile(r"特此(?:公告|声明|通告|启事|讣告)|声明作废|遗失[^。，]{2,40}(?:作废|一[枚份本张])")
_FIELDS: tuple[Field, ...] = ("headline", "text")


class _Tables:
    def __init__(self) -> None:
        words: dict[str, Any] = read_vocabulary("notices.yml")
        self.types = [(name, re.compile(_any_of(cues))) for name, cues in words["types"].items()]
        self.heading = re.compile(
            rf"(?:{_any_of(words['headings'])}|[\s，、：:！!·]|(?:{_any_of(words['honorifics'])}))+"
        )
        self.matters = re.compile(f"(?P<thing>{_any_of(words['matters'])})")
        self.organization = re.compile(
            rf"(?:{_any_of(words['organizations'])})$|(?:公司|中心|学校|医院|银行|集团|事务所)"
        )
        self.honorific = re.compile(rf"(?:{_any_of(words['honorifics'])})$")


def _any_of(words: Any) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


@cache
def _tables() -> _Tables:
    return _Tables()


def find_notices(article: ArticleText) -> list[Notice]:
    """The notices of a block or of a single notice, in order."""
    text = article.texts.get("text", "")
    if not _is_notice(article, text):
        return []
    context = "".join(article.texts.get(name) or "" for name in _FIELDS[:1])
    notices: list[Notice] = []
    for start, end in _items(text):
        notice = _read(article, text, start, end, context)
        if notice is not None:
            notice.seq = len(notices) + 1
            notices.append(notice)
    return notices


def _is_notice(article: ArticleText, text: str) -> bool:
    """By its genre; a text of unknown genre by its heading or its formula, unless reporters sign it."""
    if article.genre in ("notice", "ad"):
        return True
    if article.genre not in ("news", "other", "brief") or _REPORTED.search(text, 0, 200):
        return False
    heading = article.texts.get("headline") or text.split("\n", 1)[0]
    return _HEADING.search(heading) is not None or (_FORMULA.search(text) is not None and article.contributors == ())


def _items(text: str) -> list[tuple[int, int]]:
    """Spans of the items: bullets cut where there are any; else lines, a heading with the lines below it."""
    marks = list(_BULLET.finditer(text))
    if marks:
        starts = [mark.end() for mark in marks]
        ends = [mark.start() for mark in marks[1:]] + [len(text)]
        head = [(0, marks[0].start())] if marks[0].start() > 0 else []
        return [_trim(text, *span) for span in head + list(zip(starts, ends, strict=True))]
    lines: list[tuple[int, int]] = []
    position = 0
    for found in [*_LINE.finditer(text), None]:
        end = found.start() if found else len(text)
        if text[position:end].strip():
            lines.append(_trim(text, position, end))
        position = found.end() if found else end
    is_list = sum(_LOST.match(text[start:end]) is not None for start, end in lines)
    if is_list >= max(1, len(lines) - 2):
        return lines
    return _paragraphs(text, lines)


def _paragraphs(text: str, lines: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Longer notices: each heading line opens one."""
    items: list[tuple[int, int]] = []
    for start, end in lines:
        is_heading = (
            end - start <= 24
            and re.search(r"(?:公告|公示|通告|启事|声明|讣告|讣闻|通知)$", text[start:end]) is not None
        )
        if is_heading or not items or _LOST.match(text[start:end]) or _LOST_BEHIND.match(text[start:end]):
            items.append((start, end))
        else:
            items[-1] = (items[-1][0], end)
    return items


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " 　\n":
        start += 1
    while end > start and text[end - 1] in " 　\n":
        end -= 1
    return start, end


def _read(article: ArticleText, text: str, start: int, end: int, context: str) -> Notice | None:
    tables = _tables()
    item = text[start:end]
    if len(item) < 4 or tables.heading.fullmatch(item):
        return None
    kind = next((name for name, cue in tables.types if cue.search(item)), None)
    kind = kind or next((name for name, cue in tables.types if cue.search(context)), "other")
    party, thing = _lost(item) if kind == "lost_document" else _announced(item, kind)
    amounts = [span.amount_cny for span in find_money(item) if span.amount_cny is not None and not span.is_threshold]
    return Notice(
        article_id=article.article_id,
        seq=0,
        notice_type=kind,
        party=party,
        item=thing,
        document_number=_number(_behind_party(item)) or _number(item),
        amount_cny=amounts[0] if amounts else None,
        is_private_person=party is not None and _is_private(party, kind),
        field="text",
        start=start,
        end=end,
    )


def _behind_party(item: str) -> str:
    """What is lost and its number: numbers before the verb identify the person (430203…)."""
    return re.split(r"遗失|丢失", item, maxsplit=1)[-1]


def _number(item: str) -> str | None:
    case = _CASE.search(item)
    if case is not None:
        return case.group()
    labelled = _LABELLED.search(item)
    if labelled is not None:
        return labelled.group(1)
    for found in _NUMBER.finditer(_ROOM.sub(lambda room: " " * len(room.group()), item)):
        value = found.group(1) or found.group(2)
        digits = sum(character.isdigit() for character in value)
        if digits >= 4 and not re.fullmatch(r"1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8}", value):
            return value.removesuffix("号")
    return None


def _lost(item: str) -> tuple[str | None, str | None]:
    item = _HEADED.sub("", item)
    found = _LOST_BEHIND.match(item) or _LOST.match(item)
    if found is None:
        return None, None
    printed, lost = found.group("party"), found.group("item")
    child = _OF_A_CHILD.match(printed)
    if child is not None:  # 甲、乙之女出生医学证明遗失: what is lost stands before the verb
        printed, lost = child.group(1), child.group(2)
    party = _party(printed)
    thing = re.split(r"[，,。；;]|声明|现声明|特此", lost)[0]
    thing = re.sub(r"^(?:[A-Za-z]*[0-9][0-9A-Za-z\-]*号?的?)", "", thing)
    thing = _COUNT.sub("", thing).strip("：: 的")
    return party, thing or None


def _party(printed: str) -> str:
    printed = re.sub(r"^(?:兹有|本人|现有|因|由于|我单位|我公司)", "", printed).strip("，,：: ")
    if _tables().organization.search(printed):
        return printed
    found = _TAIL_PERSON.search(printed) or _PERSON_OF_A_PLACE.fullmatch(printed)
    if found is not None:
        return found.group(1)
    return _tables().honorific.sub("", re.split(r"[（(，,]", printed)[0])


def _is_private(party: str, kind: str) -> bool:
    """Whoever loses a document and is no body is a private person, however the name is printed: exports mask it."""
    if _tables().organization.search(party) is not None:
        return False
    return kind == "lost_document" or _PERSON.match(party) is not None


def _announced(item: str, kind: str) -> tuple[str | None, str | None]:
    """Party and subject of the other kinds: the issuer in the first line or the signature, the matter named."""
    if kind == "obituary":
        found = _DECEASED.search(item)
        return (found.group(1) if found else None), None
    party = next((found.group(1) for pattern in _ISSUERS if (found := pattern.search(item))), None)
    sold = _SOLD.search(item) if kind == "auction" else None
    named = _tables().matters.search(item, len(item.split("\n", 1)[0]) if "\n" in item else 0)
    matter = sold or (named if kind == "announcement" else None) or _MATTER.search(item)
    first = item.split("\n", 1)[0]
    thing = matter.group("thing") if matter else (first if len(first) <= 40 and first != party else None)
    return party, thing
