"""What a path says: the date, the page and the paper that a file name was given (`naming.yml`)."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, field_validator

_HAN_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")}
_DATE_MARK = "\u0001"  # stands where a date was cut out of a name, so that its neighbours stay apart
_EDGES = " \t-_.,~·—()（）[]【】"


class _Patterns(BaseModel):
    """The pattern lists of `naming.yml`, compiled."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    dates: tuple[re.Pattern[str], ...]
    split_dates: tuple[re.Pattern[str], ...]
    date_folders: tuple[re.Pattern[str], ...]
    copies: tuple[re.Pattern[str], ...]
    whole: tuple[re.Pattern[str], ...]
    pages: tuple[re.Pattern[str], ...]

    @field_validator("*", mode="before")
    @classmethod
    def _compile(cls, value: Any) -> Any:
        return tuple(re.compile(pattern) for pattern in value)


@cache
def _patterns() -> _Patterns:
    text = resources.files(__package__).joinpath("naming.yml").read_text(encoding="utf-8")
    return _Patterns.model_validate(yaml.safe_load(text))


@dataclass(frozen=True, slots=True)
class PathFacts:
    """What a path says of its file.

    date: None where none is named or the one named does not exist (2021-02-30; then `remark` says so)
    label: page label such as `A1` or `01`; None where the path names no page
    is_whole: the name says that the file holds a whole edition
    prefix: what stands before the date or page in the file's name, or beside the date in its folder:
        often the paper's name or code (`zhuzhou`, `株洲日报`); empty where nothing does
    """

    date: dt.date | None = None
    label: str | None = None
    is_whole: bool = False
    prefix: str = ""
    remark: str | None = None


def path_facts(path: str) -> PathFacts:
    """The facts in a path with `/` between folders, relative to the publication's folder (or to `raw/`)."""
    *folders, name = path.split("/")
    stem = name[: name.rfind(".")] if "." in name[1:] else name
    stem = without_copy_marks(stem)
    date, stem_left, remark = _find_date([*folders, stem])
    is_whole = any(pattern.search(stem_left) for pattern in _patterns().whole)
    label = None if is_whole else _find_label(stem_left) or _folder_label(folders)
    beside_dates = [_prefix(_cut_date(folder)) for folder in reversed(folders) if is_date_folder(folder)]
    prefix = next((prefix for prefix in [_prefix(stem_left), *beside_dates] if prefix), "")
    return PathFacts(date, label, is_whole, prefix, remark)


def without_copy_marks(stem: str) -> str:
    """The stem without marks of copies and versions: `A1 (2)` → `A1`."""
    for pattern in _patterns().copies:
        shorter = pattern.sub("", stem)
        if shorter:
            stem = shorter
    return stem


def is_date_folder(name: str) -> bool:
    """Whether a folder's name tells a date or a part of one, and so is not the folder of a paper."""
    patterns = _patterns()
    return any(pattern.search(name) for pattern in (*patterns.dates, *patterns.date_folders))


def _find_date(parts: list[str]) -> tuple[dt.date | None, str, str | None]:
    """The date, what is left of the last part without it, and a remark on a date that does not exist."""
    remark = None
    for position in range(len(parts) - 1, -1, -1):
        for match in _date_matches(parts[position]):
            date = _as_date(match)
            if date is None:
                remark = remark or f"{match[0]} is no date"
                continue
            is_stem = position == len(parts) - 1
            return date, _cut(parts[position], match) if is_stem else _cut_date(parts[-1]), remark
    folders = "/".join(parts[:-1])
    whole = "/".join(parts)
    for text in (folders, whole):
        for pattern in _patterns().split_dates:
            for match in reversed(list(pattern.finditer(text))):
                if date := _as_date(match):
                    return date, "" if text is whole and match.end() == len(whole) else parts[-1], remark
                remark = remark or f"{match[0].strip('/')} is no date"
    return None, _cut_date(parts[-1]), remark


def _date_matches(text: str) -> list[re.Match[str]]:
    return [match for pattern in _patterns().dates for match in pattern.finditer(text)]


def _as_date(match: re.Match[str]) -> dt.date | None:
    try:
        return dt.date(int(match["y"]), int(match["m"]), int(match["d"]))
    except ValueError:
        return None


def _cut(text: str, match: re.Match[str]) -> str:
    return text[: match.start()] + _DATE_MARK + text[match.end() :]


def _cut_date(text: str) -> str:
    return _cut(text, matches[0]) if (matches := _date_matches(text)) else text


def _find_label(text: str) -> str | None:
    head, mark, tail = text.partition(_DATE_MARK)
    places = [tail, head] if mark else [text]
    for pattern in _patterns().pages:
        for place in places:
            if match := pattern.search(place):
                groups = match.groupdict()
                page = groups.get("page") or str(_han_number(groups["han"]))
                return clean_label((groups.get("section") or "") + page)
    return None


def _folder_label(folders: list[str]) -> str | None:
    """The page that the innermost folder names (`20210110/01/scan.pdf`), below the one with the date."""
    dated = [bool(_date_matches(folder)) for folder in folders]
    if len(folders) < 2 or dated[-1] or not any(dated):
        return None
    return clean_label(folders[-1]) if re.fullmatch(r"第?[A-Za-z]?[0-9]{1,3}版?", folders[-1]) else None


def clean_label(label: str) -> str:
    """A page label as ids use it: `第1版` → `1`, `a03` → `A03`, `001` → `1`; other marks fall away."""
    folded = unicodedata.normalize("NFKC", label).upper()
    if match := re.fullmatch(r"第([一二三四五六七八九十]{1,3})版", folded):
        return str(_han_number(match[1]))
    kept = "".join(character for character in folded if character.isalnum() and character not in "第版面")
    if re.fullmatch(r"[0-9]{3,}", kept):
        return str(int(kept))
    return kept


def label_key(label: str) -> tuple[str, int, str]:
    """Sorts labels as a reader does (`A2` before `A10`); equal for `A1` and `A01`."""
    if match := re.fullmatch(r"([^0-9]*)([0-9]+)([^0-9]*)", label):
        return match[1], int(match[2]), match[3]
    return label, 0, ""


def _han_number(text: str) -> int:
    tens, ten, units = text.rpartition("十")
    if not ten:
        return int("".join(str(_HAN_DIGITS[digit]) for digit in text))
    return (_HAN_DIGITS.get(tens, 1) if tens else 1) * 10 + (_HAN_DIGITS[units] if units else 0)


def _prefix(text: str) -> str:
    head, mark, _ = text.partition(_DATE_MARK)
    if not mark:
        match = re.match(r"[^\W\d_]{2,}(?=[-_ ]?[A-Z]?[0-9]{0,3}$)", text)
        head = match[0] if match else ""
        if head.lower() in {"node", "page", "pg"} or head.endswith(("版", "叠", "版面")):
            return ""
    return re.sub(r"[-_ ][A-Z]?[0-9]{1,3}[Bb]?$", "", head).strip(_EDGES)


def shown(text: str) -> str:
    r"""A name or a text from outside as one line that can't act on a terminal and can be stored.

    Controls, line breaks, direction marks, lone surrogates (bytes that are no UTF-8) and the backslash
    become escapes (`\n`, `\xff`, `\u202e`), so that different names stay different.
    """
    return "".join(_escaped(character) for character in text)


def _escaped(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    if character == "\\" or unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}:
        return {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(character) or (
            f"\\x{code:02x}" if code < 0x80 else f"\\u{code:04x}"
        )
    return character
