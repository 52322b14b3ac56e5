"""Gives every page of an edition its label: as printed, else in the style of its neighbours by its number."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from pipelines.intake.candidates import Candidate, Note
from pipelines.intake.naming import clean_label, label_key


class _Style(NamedTuple):
    """How an edition labels its pages: `A` + number, with at least `width` digits."""

    letters: str
    width: int


def label_pages(pages: Sequence[Candidate]) -> tuple[list[Candidate], list[Note]]:
    """The pages with their labels.

    A printed label wins. Where two pages of one file, or two files whose paths tell different pages, print the
    same label, only the one whose position or path agrees keeps it: the other is a misprint (or misread).
    """
    notes: list[Note] = []
    doubtful = _misprints(pages)
    style = _style([page for page in pages if id(page) not in doubtful])
    labelled = []
    for page in pages:
        if page.facts.label is not None and id(page) not in doubtful:
            labelled.append(replace(page, label=page.facts.label))
            continue
        label = _label_by_position(page, style)
        if page.facts.label is not None:
            notes.append(
                Note("page_label_disagrees", "warn", f"{page.delivery.path}: prints {page.facts.label}, is {label}")
            )
        labelled.append(replace(page, label=label))
    return labelled, notes


def _misprints(pages: Sequence[Candidate]) -> set[int]:
    """Pages (by identity) that print a label which another page, at its proper place, prints too."""
    by_label: dict[tuple[str, int, str], list[Candidate]] = defaultdict(list)
    for page in pages:
        if page.facts.label is not None:
            by_label[label_key(page.facts.label)].append(page)
    doubtful: set[int] = set()
    for key, rivals in by_label.items():
        positions = {_position(page) for page in rivals} - {None}
        if len(rivals) < 2 or len(positions) < 2:
            continue  # versions of one page
        proper = [page for page in rivals if _position(page) == key[1]] or rivals[:1]
        doubtful |= {id(page) for page in rivals if _position(page) not in {_position(page) for page in proper}}
    return doubtful


def _position(page: Candidate) -> int | None:
    """The number of the page by its place: in its file, else by its path."""
    if page.whole_file:
        return page.facts.source_page + 1
    label = page.origin.facts.label
    return label_key(label)[1] or None if label is not None else None


def _style(pages: Sequence[Candidate]) -> _Style | None:
    """The style of the printed labels whose numbers are those of the pages' places."""
    styles: Counter[_Style] = Counter()
    for page in pages:
        match = re.fullmatch(r"([A-Z]?)([0-9]+)", page.facts.label or "")
        if match and int(match[2]) == _position(page):
            styles[_Style(match[1], len(match[2]) if match[2].startswith("0") else 1)] += 1
    return min(styles, key=lambda style: (-styles[style], style)) if styles else None


def _label_by_position(page: Candidate, style: _Style | None) -> str:
    by_path = page.origin.facts.label if not page.whole_file else None
    letters = label_key(by_path)[0] if by_path else ""
    number = _position(page)
    if number is None:
        return by_path or clean_label(str(page.facts.source_page + 1))
    if style is not None and letters in ("", style.letters):
        return f"{style.letters}{number:0{style.width}d}"
    return by_path or str(number)
