"""The vocabulary of titles: the words they end in (`titles.yml`)."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import Any

import yaml


@cache
def vocabulary() -> dict[str, Any]:
    """`titles.yml`."""
    text = resources.files(__package__).joinpath("titles.yml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


@cache
def heads() -> dict[str, bool]:
    """Heads, and whether many persons may hold them at once."""
    groups = vocabulary()["heads"]
    return {**dict.fromkeys(groups["one"], False), **dict.fromkeys(groups["several"], True)}


@cache
def head_pattern() -> re.Pattern[str]:
    """Any head, the longest first."""
    return re.compile("|".join(sorted(map(re.escape, heads()), key=len, reverse=True)))


@cache
def _sizes() -> tuple[int, ...]:
    return tuple(sorted({len(head) for head in heads()}, reverse=True))


def head_before(text: str, end: int) -> str | None:
    """The longest head that ends at a place."""
    return next(
        (text[end - size : end] for size in _sizes() if size <= end and text[end - size : end] in heads()), None
    )
