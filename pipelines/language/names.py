"""What a person's name looks like: Chinese names by surname, transliterated names by their characters."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import yaml


@cache
def vocabulary() -> dict[str, Any]:
    """`persons.yml`."""
    text = resources.files(__package__).joinpath("persons.yml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


@cache
def surnames() -> frozenset[str]:
    """Surnames of one character."""
    return frozenset(vocabulary()["surnames"])


@cache
def compound_surnames() -> frozenset[str]:
    """Surnames of two characters."""
    return frozenset(vocabulary()["compound_surnames"])


@cache
def words_like_names() -> frozenset[str]:
    """Ordinary words with the shape of a name."""
    text = resources.files(__package__).joinpath("words_like_names.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


@cache
def _doubtful() -> frozenset[str]:
    return frozenset(vocabulary()["doubtful_surnames"])


@cache
def _transliteration() -> frozenset[str]:
    return frozenset(vocabulary()["transliteration"]) | frozenset("·•・")


@cache
def no_names() -> frozenset[str]:
    """Words that look like names."""
    return frozenset(vocabulary()["no_names"])


def has_doubtful_surname(name: str) -> bool:
    """Whether the surname is a common word, so that more must speak for the name."""
    if name[:2] in compound_surnames():
        return False
    return name[0] in _doubtful() or (len(name) == 2 and name[0] in vocabulary()["doubtful_short"])


def is_chinese_name(name: str) -> bool:
    """Whether a string has the shape of a Chinese name: surname and one or two characters (two and two at most)."""
    if name in no_names() or not all("\u4e00" <= sign <= "\u9fff" for sign in name):
        return False
    if name[:2] in compound_surnames():
        return 3 <= len(name) <= 4
    return 2 <= len(name) <= 3 and name[0] in surnames() and not name.endswith(("某", "某某"))


def is_transliterated(name: str) -> bool:
    """Whether a string consists of the characters of transliterated names (安德烈, 马丁内斯)."""
    return len(name) > 1 and all(sign in _transliteration() for sign in name)


def is_of_a_minority(name: str) -> bool:
    """Whether a string is built of the characters of Mongolian, Tibetan and Uyghur names (次仁扎西); three and more."""
    return len(name) > 2 and all(sign in _transliteration() or sign in _minorities() for sign in name)


@cache
def _minorities() -> frozenset[str]:
    return frozenset(vocabulary()["minorities"])


def looks_like_surname(sign: str) -> bool:
    """Whether a character that is no surname looks like one."""
    return sign not in surnames() and any(other in surnames() for other in look_alikes().get(sign, frozenset()))


def is_misprint(printed: str, right: str) -> bool:
    """Whether two names differ by one look-alike character."""
    pairs = [(one, other) for one, other in zip(printed, right, strict=False) if one != other]
    return len(printed) == len(right) and len(pairs) == 1 and pairs[0][1] in look_alikes().get(pairs[0][0], frozenset())


@cache
def look_alikes() -> dict[str, frozenset[str]]:
    """Character → the characters that it may be printed for."""
    text = resources.files(__package__).joinpath("gazetteer", "look_alike_names.tsv").read_text(encoding="utf-8")
    found: dict[str, frozenset[str]] = {}
    for line in text.splitlines():
        for sign in "" if line.startswith("#") else line:
            found[sign] = found.get(sign, frozenset()) | frozenset(line) - {sign}
    return found
