"""The bodies that titles name and nothing else showed: 某某区委|书记, 省武警总队|司令员, 某某资本|创始人.

A title in front of a person is the best evidence of a body there is: what stands before the head is one, when it ends
as bodies do, or when the head is one of companies only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipelines.language.organization_names import Organization
from pipelines.language.organization_words import is_generic, strong_tail_of, tails, vocabulary
from pipelines.language.place_names import PlaceName
from pipelines.language.title_heads import vocabulary as title_words
from pipelines.language.titles import Title
from pipelines.language.words import Words


def bodies_of_titles(
    words: Words, titles: Iterable[Sequence[Title]], places: Sequence[PlaceName], known: Sequence[Organization]
) -> list[Organization]:
    """The organisations within titles that are not known yet, each once."""
    taken = {place for item in known for place in range(item.start, item.end)}
    ends = {place.end: place for place in places if place.kind != "abbreviation"}
    added: list[Organization] = []
    for run in titles:
        for title in run:
            body = _body(title, ends)
            if (
                body is not None
                and not _goes_on_before(words, body.start)
                and not taken.intersection(range(body.start, body.end))
            ):
                taken.update(range(body.start, body.end))
                added.append(body)
    return added


def _goes_on_before(words: Words, start: int) -> bool:
    """Whether a noun stands right before a body, so that the title holds only the end of its name."""
    token = words.at(start - 1) if start else None
    is_word = token is not None and token.end == start and re.match(r"\w", words.text[start - 1]) is not None
    return is_word and token is not None and token.tag in ("n", "nz", "nr", "nt", "nw", "PER", "vn", "m")


def _body(title: Title, ends: dict[int, PlaceName]) -> Organization | None:
    """The body before the head of a title."""
    head = title.head
    for bare in ("党委书记", "党组书记", "党工委书记", "党支部书记", "总支书记"):
        head = "书记" if head == bare else head
    text = title.text.removesuffix("候选人").removesuffix(head)
    for word in (*title_words()["printed"], "第一", "常务"):
        text = text.removesuffix(word)
    if title.change in ("former", "acting"):
        for word in title_words()["printed"]:
            text = text.removeprefix(word)
    start = title.start + title.text.find(text)
    if "原" in text[2:]:
        return None  # 某县原县委: the place and the body apart
    if len(text) < 3 or start + len(text) in ends or is_generic(text) or text in vocabulary()["generic_whole"]:
        return None
    tail = strong_tail_of(text)
    levels = vocabulary()["bare_levels"]
    if (
        tail is not None
        and text[: -len(tail)] not in levels
        and text[0] not in levels
        and not is_generic(text[: -len(tail)])
    ):
        return Organization(start, start + len(text), text, tails()[tail], tail, text, method="title")
    if tail is None and head in title_words()["company_heads"] and len(text) <= 10 and text[-1] not in "会杯赛节届":
        return Organization(start, start + len(text), text, "company", "", text, method="title")
    if tail is None and len(text) > 3 and text.endswith(_FORUMS) and head in title_words()["forum_heads"]:
        return Organization(start, start + len(text), text, "mass_organization", "", text, method="title")
    return None


_FORUMS = ("会", "联盟", "论坛", "基金")
