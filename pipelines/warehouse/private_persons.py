"""Masking of private persons in notices: a lost identity card is news for a day, not for a data set that goes round.

Tables in the warehouse keep what is printed. Exports put `＊` over the names (all but the first character) and document
numbers (all but the first three characters) of private persons, in `notices` and wherever else the rows of the same
article repeat them. Masks are as long as what they cover, so offsets stay true.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.warehouse.edition_checks import article_texts
from pipelines.warehouse.schema import schema
from pipelines.warehouse.snapshot import Snapshot

MASK = "＊"
_KEPT_CHARACTERS = {"party": 1, "document_number": 3}
_FIELDS = ("text", "headline", "kicker", "deck")


@dataclass(frozen=True, slots=True)
class Masking:
    """What to cover. words: by article, what is printed and its mask; spans: by article and field, covered offsets."""

    words: Mapping[str, Mapping[str, str]]
    spans: Mapping[tuple[str, str], list[tuple[int, int]]]

    def row(self, table: str, row: Mapping[str, Any]) -> dict[str, Any]:
        """A row of a table with private persons covered."""
        article = row.get("article_id")
        if not isinstance(article, str) or article not in self.words:
            return dict(row)
        if table == "lines":
            return {**row, "text": self._line(row)}
        declared = schema().tables[table].columns
        covered = dict(row)
        for name, value in row.items():
            if declared[name].type in ("string", "list<string>") and not name.endswith("_id"):
                covered[name] = self._covered(article, value)
        return covered

    def _covered(self, article: str, value: Any) -> Any:
        if isinstance(value, list):
            return [self._covered(article, item) for item in value]
        if isinstance(value, str):
            for word, mask in self.words[article].items():
                value = value.replace(word, mask)
        return value

    def _line(self, row: Mapping[str, Any]) -> str:
        """A printed line; what is covered may begin on the line before it."""
        text = str(row["text"])
        begin, end = row["field_start"], row["field_end"]
        if begin is None or end is None or end - begin != len(text):
            return str(self._covered(row["article_id"], text))
        for start, stop in self.spans.get((row["article_id"], row["field"]), []):
            low, high = max(start, begin) - begin, min(stop, end) - begin
            if low < high:
                text = text[:low] + MASK * (high - low) + text[high:]
        return text


def masking(snapshot: Snapshot) -> Masking:
    """What to cover of the private persons in all notices of a snapshot."""
    words: dict[str, dict[str, str]] = {}
    for row in snapshot.read("notices").to_pylist():
        if row["is_private_person"]:
            words.setdefault(row["article_id"], {}).update(_masks(row))
    # Longer ones first, so that a name within a longer one does not spoil it.
    ordered = {article: dict(sorted(masks.items(), key=lambda pair: -len(pair[0]))) for article, masks in words.items()}
    editions = [edition for edition in snapshot.current if any(article.startswith(edition) for article in ordered)]
    texts = article_texts(snapshot.read("articles", editions=editions)) if editions else {}
    spans: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for (article, field), text in texts.items():
        for word, mask in ordered.get(article, {}).items():
            kept = len(mask) - mask.count(MASK)
            found = spans.setdefault((article, field), [])
            found.extend((start + kept, start + len(word)) for start in _occurrences(text, word))
    return Masking(ordered, spans)


def _masks(notice: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for column, kept in _KEPT_CHARACTERS.items():
        if word := notice[column]:
            yield word, word[:kept] + MASK * (len(word) - kept)


def _occurrences(text: str, word: str) -> Iterator[int]:
    start = text.find(word)
    while start >= 0:
        yield start
        start = text.find(word, start + 1)
