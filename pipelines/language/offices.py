"""What a title means: the organisation it belongs to and the area of office (市委书记 → 中共株洲市委, 430200)."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from pipelines.language import places
from pipelines.language.organization_words import PUBLIC_KINDS, tail_kind
from pipelines.language.place_names import PlaceName
from pipelines.language.title_heads import vocabulary
from pipelines.language.titles import Title

_AREAS = ("自治区", "省", "市", "县", "区", "州", "旗", "盟")
_NATIONAL = ("中共中央", "党中央", "中央", "国务院", "全国", "国家", "最高人民", "中国共产党", "中国人民", "中华")
# How many places away a text may name the area of an office.
_FARTHEST = 100
_MINISTRY = ("部", "总局", "总署", "委员会", "委", "署", "局", "银行", "院", "社")


@dataclass(frozen=True, slots=True)
class Office:
    """What a title stands for.

    organization: its canonical name, or None
    adcode: of the area of office, or None
    """

    organization: str | None
    adcode: str | None


def office_of(
    title: Title,
    before: Office | None,
    nearby: Sequence[PlaceName],
    home: str | None,
    on: dt.date | None,
    extra: Mapping[str, str] | None = None,
) -> Office:
    """The office that a title names.

    before: of the title before it in the same run; a bare head (局长) belongs to the same body
    nearby: resolved places of the text, in order
    extra: titles of the profile, printed form → organisation
    """
    rules = vocabulary()
    title = _as_held(title)
    printed = title.text
    if extra and printed in extra:
        return Office(extra[printed], home)
    alone = next((word for word in rules["alone"] if printed in (word, f"中国{word}")), None)
    if alone is not None:
        return Office(rules["alone"][alone], places.COUNTRY)
    if title.head.endswith("部长") and len(title.head) == 4 and printed == title.head:
        return Office(title.head[:-1], places.COUNTRY)
    if "驻" in printed and title.head in ("大使", "总领事", "代办", "参赞", "特使"):
        return Office(None, None)
    head = _bare(title.head)
    body = (
        printed.removesuffix("候选人")
        .removesuffix(head)
        .removesuffix("党组")
        .removesuffix("原")
        .removesuffix("前")
        .removesuffix("代理")
        .removesuffix("代")
    )
    for manner in rules["manners"]:
        body = body.removesuffix(manner)
    rest, adcode = _area(body, title, nearby, home)
    if not body:
        level = next(
            (
                rules["area_levels"].get(area)
                for area in _AREAS
                if title.head.lstrip("常务副").startswith(area) or (area + "长") in title.head
            ),
            None,
        )
        government = any(head in title.head for head in rules["government_heads"])
        if government or (title.head.endswith("领导") and level):
            adcode = _by_level(level or "prefecture", title.start, nearby, home)
            row = places.division(adcode, on) if adcode else None
            return Office(f"{row.name}人民政府" if government and row else None, adcode)
        return before or Office(None, None)
    first = _between(nearby, title.start, title.end)[:1]
    if any(name.kind == "world" and name.start == title.start and name.normalized != "中国" for name in first):
        return Office(body or None, None)
    if any(body.startswith(word) for word in _NATIONAL) and (adcode is None or places.level_of(adcode) == "country"):
        return Office(body or None, places.COUNTRY)
    if adcode is None and before is not None and before.adcode and head == "部长" and not body.endswith("部"):
        # 省委常委、宣传部长: the department of the committee named before
        return Office(f"{before.organization}{body}部" if before.organization else None, before.adcode)
    if adcode is None:
        national = (
            body.endswith(_MINISTRY)
            and len(body) <= 10
            and body[-1] in "部署"
            and not body.endswith(("支部", "总部", "事业部"))
        )
        return Office(body, places.COUNTRY if national else None)
    return Office(canonical(rest, body, title.head, adcode, on), adcode)


def _as_held(title: Title) -> Title:
    """The title without the word that says how it is held (代市长 → 市长)."""
    words = sorted(vocabulary()["printed"], key=len, reverse=True)
    held = next((word for word in words if title.text.startswith(word)), "")
    if title.change is None or not held:
        return title
    return replace(title, start=title.start + len(held), text=title.text[len(held) :])


def _bare(head: str) -> str:
    """The head without the body that the vocabulary holds in it: 党工委书记 → 书记."""
    return next(
        (
            bare
            for bare in ("副书记", "书记", "主任", "主席", "委员", "成员")
            if head.endswith(bare) and head[: -len(bare)].endswith(_BODIES)
        ),
        head,
    )


_BODIES = ("党委", "党组", "党工委", "团委", "办公室", "委员会", "总支", "支部", "教研室")


def canonical(rest: str, body: str, head: str, adcode: str, on: dt.date | None) -> str | None:
    """The canonical name of a body: `rest` is the body without its area (委, 人大常委会, 红十字会)."""
    row = places.division(adcode, on)
    if row is None:
        return body or None
    name = row.name
    if rest[:1] and name.endswith(rest[0]) and rest[0] in "省市县区州":
        rest = rest[1:]
    if rest in vocabulary()["bodies"]:
        return str(vocabulary()["bodies"][rest]).format(name)
    if not rest:
        government = any(word in head for word in vocabulary()["government_heads"])
        return f"{name}人民政府" if government or head in ("主席", "副主席") else None
    if rest.endswith("党工委"):
        return f"中共{places.short_name(name)}{rest.removesuffix('党工委')}工委"
    if tail_kind(rest) not in PUBLIC_KINDS:
        return body
    return name + rest if places.level_of(adcode) != "country" else body


def _area(body: str, title: Title, nearby: Sequence[PlaceName], home: str | None) -> tuple[str, str | None]:
    """The area at the front of a body, and what is left behind it."""
    inside = [name for name in _between(nearby, title.start, title.start + len(body)) if name.adcode]
    if inside and inside[0].start == title.start:
        last = inside[0]
        for name in inside[1:]:
            if name.start == last.end and name.kind == "division":
                last = name
        rest = body[last.end - title.start :]
        if last.kind == "zone":
            rest = body[_zone_start(last, inside, title) :]
        return rest, last.adcode
    for area in _AREAS:
        if body == area or (
            body.startswith(area) and not body.startswith(("市场", "区域", "区块", "县域", "州立", "省际"))
        ):
            level = vocabulary()["area_levels"][area]
            return body[len(area) :], _by_level(level, title.start, nearby, home)
    return body, None


def _between(nearby: Sequence[PlaceName], start: int, end: int) -> list[PlaceName]:
    """The places within a span."""
    found: list[PlaceName] = []
    for index in range(bisect_left(nearby, start, key=lambda name: name.start), len(nearby)):
        if nearby[index].start >= end:
            break
        if nearby[index].end <= end:
            found.append(nearby[index])
    return found


def _zone_start(zone: PlaceName, inside: Sequence[PlaceName], title: Title) -> int:
    """Where the zone's own name begins behind the place in it (株洲高新区 → 高新区)."""
    printed = zone.normalized or ""
    for size in range(min(6, len(printed) - 2), 1, -1):
        if places.named(printed[:size]):
            return zone.start - title.start + size
    return zone.start - title.start


def _by_level(level: str, start: int, nearby: Sequence[PlaceName], home: str | None) -> str | None:
    """The area of a level that a text speaks of at a place: the home city's, else the nearest before, else behind."""
    if home is not None and level in ("province", "prefecture"):
        return places.province_of(home) if level == "province" else places.prefecture_of(home)
    at = bisect_left(nearby, start, key=lambda name: name.start)
    before = (nearby[index] for index in range(at - 1, max(-1, at - _FARTHEST), -1))
    behind = (nearby[index] for index in range(at, min(len(nearby), at + _FARTHEST)))
    for name in chain(before, behind):
        if not name.adcode or name.kind == "abbreviation":
            continue
        for code in (name.adcode, *places.ancestors(name.adcode)):
            row = places.division(code)
            if row is None:
                continue
            if row.level == level or (level == "prefecture" and row.name.endswith("市")):
                return code
    return home if level == "county" and home and places.level_of(home) == "county" else None
