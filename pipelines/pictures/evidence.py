"""Finds where on the page an id stands: an edition, a page, an article, a mention or a claim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc

if TYPE_CHECKING:
    import pyarrow as pa

    from pipelines.warehouse import Snapshot

# Tables whose rows are facts of an article, with the column that names a row.
_FACTS = {"mentions": "mention_id", "project_claims": "claim_id"}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an id stands for.

    kind: edition, page, article or the table of a fact
    pages: ids of the pages to look at; article_id: the article it belongs to
    row: the fact's or article's row; lines: (page_id, line_no) of the lines that carry the fact
    """

    kind: str
    pages: tuple[str, ...]
    article_id: str | None = None
    row: dict[str, Any] = field(default_factory=dict)
    lines: frozenset[tuple[str, int]] = frozenset()


def find(snapshot: Snapshot, identity: str) -> Evidence:
    """What an id stands for; raises `LookupError` with a hint when nothing has it."""
    pages = snapshot.read("pages", ["page_id", "edition_id"]).to_pylist()
    if any(page["edition_id"] == identity for page in pages):
        return Evidence("edition", tuple(page["page_id"] for page in pages if page["edition_id"] == identity))
    if any(page["page_id"] == identity for page in pages):
        return Evidence("page", (identity,))
    article_id, _, rest = identity.partition(":")
    known = _rows(snapshot.read("articles", ["article_id", "edition_id"]), "article_id", article_id)
    if not known:
        raise LookupError(
            f"nothing has the id {identity!r}; ids stand in the columns edition_id, page_id, article_id …"
        )
    edition = [known[0]["edition_id"]]  # tables of other editions need not be read
    (article,) = _rows(snapshot.read("articles", editions=edition), "article_id", article_id)
    parts = _rows(snapshot.read("article_parts", editions=edition), "article_id", article_id)
    on_pages = tuple(dict.fromkeys(part["page_id"] for part in sorted(parts, key=lambda part: int(part["part_no"]))))
    if not rest:
        return Evidence("article", on_pages, article_id, article)
    for table, key in _FACTS.items():
        if facts := _rows(snapshot.read(table, editions=edition), key, identity):
            lines = lines_of(_rows(snapshot.read("lines", editions=edition), "article_id", article_id), facts[0])
            there = tuple(page for page in on_pages if any(page == line_page for line_page, _ in lines))
            return Evidence(table, there or on_pages, article_id, facts[0], lines)
    raise LookupError(f"article {article_id} has no mention or claim {identity!r}")


def lines_of(lines: Sequence[dict[str, Any]], fact: dict[str, Any]) -> frozenset[tuple[str, int]]:
    """Those of an article's lines whose characters overlap the span of a fact."""
    return frozenset(
        (line["page_id"], int(line["line_no"]))
        for line in lines
        if line["field"] == fact["field"]
        and line["field_start"] is not None
        and line["field_start"] < fact["end"]
        and fact["start"] < line["field_end"]
    )


def text_of(article: dict[str, Any], field_name: str) -> str:
    """The text that offsets of a field index into; captions are joined by a line feed."""
    if field_name == "caption":
        captions: Sequence[str] = article["captions"] or []
        return "\n".join(captions)
    return article[field_name] or ""


def _rows(table: pa.Table, column: str, value: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = table.filter(pc.equal(table[column], value)).to_pylist()
    return found
