"""What articles name, as numbers: millions of mentions are kept as numbers of articles and of names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Numbers = NDArray[np.int32]
Rows = NDArray[np.int64]
Columns = Mapping[str, Any]

_NULL, _NONE = -1, -3  # a null, a string that is not counted
BATCH = 262_144
"""Mentions taken in at a time."""


class Numbering:
    """Strings numbered in the order in which they are first asked for; the numbers mean nothing else."""

    def __init__(self) -> None:
        self._number: dict[str, int] = {}

    def of(self, texts: pa.DictionaryArray, rows: Rows) -> Numbers:
        """The numbers of some rows of a column; `_NULL` where it is null."""
        return _looked_up(texts, rows, lambda text: self._number.setdefault(text, len(self._number)))

    def add(self, texts: Iterable[str]) -> None:
        """Number further strings."""
        for text in texts:
            self._number.setdefault(text, len(self._number))

    @property
    def texts(self) -> pa.Array:
        """The strings by their number."""
        return pa.array(list(self._number), pa.string())


class Mentioned:
    """Gathers mentions; `tables` gives what is named where."""

    def __init__(self, article_number: Mapping[str, int], people: Set[str]) -> None:
        """`article_number`: by article id; people: the names that count, those of people with a title."""
        self._article_number = article_number
        self._people = {name: at for at, name in enumerate(sorted(people))}
        self._names = Numbering()
        self._rows: dict[str, list[tuple[Numbers, ...]]] = {
            kind: [] for kind in ("person", "organization", "place", "project")
        }
        self._places: set[tuple[int, int]] = set()

    def gather(self, batches: Iterable[Columns]) -> None:
        """Take in the mentions of a table, their strings dictionary-encoded."""
        for batch in batches:
            size = len(batch["type"])
            article = _looked_up(batch["article_id"], np.arange(size), lambda key: self._article_number.get(key, _NONE))
            kind_at = {kind: at for at, kind in enumerate(batch["type"].dictionary.to_pylist())}
            kind_of = batch["type"].indices.fill_null(_NULL).to_numpy()
            for kind, found in self._rows.items():
                rows = np.flatnonzero((kind_of == kind_at.get(kind, _NONE)) & (article >= 0))
                if len(rows):
                    found.append(getattr(self, f"_{kind}")(article[rows], batch, rows))

    def add_names(self, names: Iterable[str]) -> None:
        """Number further names."""
        self._names.add(names)

    def tables(self) -> dict[str, pa.Table]:
        """Tables of numbers by name, and `name` with the string of each.

        person_named (n, person: number in the order of the names), organization_printed (n, name, surface),
        place_named (n, place: as name), project_named (n, name, surface, field: as names, start, end)
        """
        columns = {
            "person_named": ("n", "person"), "organization_printed": ("n", "name", "surface"),
            "place_named": ("n", "place"), "project_named": ("n", "name", "surface", "field", "start", "end"),
        }  # fmt: skip
        made = {}
        for (name, keys), rows in zip(columns.items(), self._rows.values(), strict=True):
            joined = [np.concatenate([row[at] for row in rows] or [np.zeros(0, np.int32)]) for at in range(len(keys))]
            made[name] = pa.table(dict(zip(keys, joined, strict=True)))
        texts = self._names.texts
        made["name"] = pa.table({"id": np.arange(len(texts), dtype=np.int32), "text": texts})
        made["person"] = pa.table(
            {"id": np.arange(len(self._people), dtype=np.int32), "name": pa.array(list(self._people), pa.string())}
        )
        printed: dict[int, str] = {}
        for place, at in sorted(self._places):
            printed[place] = min(texts[at].as_py(), printed.get(place, texts[at].as_py()))
        made["place_name"] = pa.table({"place": list(printed), "printed": list(printed.values())})
        return made

    def _person(self, article: Numbers, batch: Columns, rows: Rows) -> tuple[Numbers, ...]:
        def number(name: str) -> int:
            return self._people.get(name, _NONE)

        person = _looked_up(batch["normalized"], rows, number)
        person = np.where(person == _NULL, _looked_up(batch["surface"], rows, number), person)
        return _distinct(article[person >= 0], person[person >= 0])

    def _organization(self, article: Numbers, batch: Columns, rows: Rows) -> tuple[Numbers, ...]:
        return article, self._named(batch, rows), self._names.of(batch["surface"], rows)

    def _place(self, article: Numbers, batch: Columns, rows: Rows) -> tuple[Numbers, ...]:
        place, name = self._names.of(batch["entity_id"], rows), self._named(batch, rows)
        article, place, name = (column[place >= 0] for column in (article, place, name))
        self._places.update(zip(*(column.tolist() for column in _distinct(place, name)), strict=True))
        return _distinct(article, place)

    def _project(self, article: Numbers, batch: Columns, rows: Rows) -> tuple[Numbers, ...]:
        texts = self._named(batch, rows), self._names.of(batch["surface"], rows), self._names.of(batch["field"], rows)
        return article, *texts, *(batch[key].to_numpy()[rows] for key in ("start", "end"))

    def _named(self, batch: Columns, rows: Rows) -> Numbers:
        name = self._names.of(batch["normalized"], rows)
        if (bare := name == _NULL).any():
            name[bare] = self._names.of(batch["surface"], rows[bare])
        return name


def _looked_up(texts: pa.DictionaryArray, rows: Rows, number: Callable[[str], int]) -> Numbers:
    """The numbers of some rows of a column: each string is looked up once; `_NULL` where it is null."""
    codes = texts.indices.fill_null(-1).to_numpy()[rows]
    used = np.flatnonzero(np.bincount(codes + 1)[1:])
    found = np.full(len(texts.dictionary) + 1, _NULL, np.int32)  # the last is where -1 leads
    found[used] = [number(word) for word in texts.dictionary.take(pa.array(used)).to_pylist()]
    numbers: Numbers = found[codes]
    return numbers


def _distinct(one: Numbers, other: Numbers) -> tuple[Numbers, Numbers]:
    """Distinct pairs of numbers that are not negative."""
    keys = np.sort(one.astype(np.int64) << 32 | other)
    keys = keys[np.flatnonzero(np.append(True, keys[1:] != keys[:-1]))] if len(keys) else keys
    return (keys >> 32).astype(np.int32), (keys & 0xFFFFFFFF).astype(np.int32)
