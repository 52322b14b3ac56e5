"""What a printed title says: the post in it, its rank, whether it has one holder, whether it is public office."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

import yaml

from pipelines.registries.organizations import kind_of

PostClass = Literal["leading", "deputy", "head", "vice", "other"]
_STEPS: dict[PostClass, int] = {"leading": 0, "deputy": -1, "head": -2, "vice": -3, "other": -4}


@dataclass(frozen=True, slots=True)
class Post:
    """A printed title, understood.

    name: the post without its organisation (副书记); post_class, sole: see `posts.yml`
    rank: comparable over areas: two a level (country 10, province 8, prefecture 6, county 4, township 2), less
          for deputies and departments; None where the area is unknown
    """

    name: str
    post_class: PostClass
    sole: bool
    rank: int | None
    is_side_post: bool
    is_collective: bool
    is_office: bool

    @property
    def is_leading(self) -> bool:
        """A leading post of a division, or a deputy of one."""
        return self.post_class in {"leading", "deputy"} or self.is_collective


@cache
def _vocabulary() -> tuple[dict[str, tuple[PostClass, bool]], dict[str, re.Pattern[str]]]:
    text = resources.files(__package__).joinpath("posts.yml").read_text(encoding="utf-8")
    declared: dict[str, Any] = yaml.safe_load(text)
    posts = {name: (kind, item["sole"]) for kind, item in declared.pop("posts").items() for name in item["names"]}
    return posts, {name: re.compile("|".join(patterns)) for name, patterns in declared.items()}


@cache
def read_post(title: str, organization: str | None, adcode: str | None) -> Post:
    """Understand a title as printed, with its organisation and area of office as far as known."""
    posts, patterns = _vocabulary()
    name = next((title[at:] for at in range(len(title)) if title[at:] in posts), title)
    post_class, sole = posts.get(name, ("other", False))
    if title.endswith(f"代{name}") and name in posts:
        name = f"代{name}"  # acting
    collective = bool(patterns["collective"].search(title))
    body = organization or title[: len(title) - len(name)]
    leading_body = patterns["leading_bodies"].search(body) and not patterns["departments"].search(body)
    if leading_body and post_class == "head":
        post_class = "leading"
    elif leading_body and post_class == "vice":
        post_class = "deputy"
    if collective:
        post_class = "deputy"
    business = bool(organization and kind_of(organization) in {"company", "media"})
    level = _level(adcode)
    return Post(
        name=name,
        post_class=post_class,
        sole=sole,
        rank=None if level is None else 2 * level + _STEPS[post_class],
        is_side_post=bool(patterns["side_posts"].search(title)),
        is_collective=collective,
        is_office=collective or not (business or patterns["no_office"].search(title)),
    )


def _level(adcode: str | None) -> int | None:
    """Level of a division by the form of its code: country 5, province 4, prefecture 3, county 2, below 1."""
    if not adcode or len(adcode) < 6:
        return None
    if adcode in {"100000", "000000"}:
        return 5
    if len(adcode) > 6 or adcode[4:6] == "":
        return 1
    if adcode[2:] == "0000":
        return 4
    return 3 if adcode[4:] == "00" else 2


def prefecture_of(adcode: str | None) -> str:
    """Code of the prefecture that a code lies in; of the province or country for theirs; empty when unknown."""
    return f"{adcode[:4]}00" if adcode else ""


def usual_form(printed: Iterable[tuple[str, int]]) -> str:
    """The form printed most, of equals the shortest, then the first in code point order."""
    return min(printed, key=lambda item: (-item[1], len(item[0]), item[0]))[0]
