"""The layout layer's vocabularies: word lists in `*.yml` beside this file, read once and checked for shape."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import cast

import yaml

WordLists = dict[str, tuple[str, ...]]


@cache
def read_vocabulary(name: str) -> WordLists:
    """The word lists of `<name>.yml`, by list name, each sorted longest first (so that alternations match greedily).

    Raises `ValueError` that names the file when it is not a mapping of names to lists of words.
    """
    path = resources.files(__package__).joinpath(f"{name}.yml")
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(raw, dict) or not all(isinstance(words, list) for words in raw.values()):
        raise ValueError(f"{path}: expected a mapping of list names to lists of words")
    lists = cast(dict[str, list[object]], raw)
    return {
        key: tuple(sorted((str(word) for word in words), key=lambda w: (-len(w), w))) for key, words in lists.items()
    }
