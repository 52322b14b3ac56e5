"""Cuttings: the words, the lines and the piece of the page that a fact rests on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.pictures.evidence import find, text_of
from pipelines.pictures.page_picture import draw_page, page_rows

if TYPE_CHECKING:
    from PIL.Image import Image

    from pipelines.warehouse import Snapshot

_AROUND = 14  # characters before and after a fact
_SCALE = 1.8  # pixels a point
_MARGIN = 45  # points of the page around the marked lines
_TEXTS = ["headline", "kicker", "deck", "text", "captions"]


def words(snapshot: Snapshot, facts: pd.DataFrame, around: int = _AROUND) -> pd.DataFrame:
    """What the paper printed for each fact, and where: columns `page_id`, `lines` and `words`, one row a fact.

    facts: rows with `article_id`, `field`, `start`, `end`, as in `project_claims`; their index is kept
    around: characters shown on both sides; the fact itself stands in 【】, a line feed is shown as a space
    `lines`: the numbers (`line_no`) of the lines that carry the fact, as `12` or `12–13`; on text pages a line is a
    paragraph. A fact over two pages is led to the first.
    """
    editions = sorted({article.rsplit("-", 2)[0] for article in facts["article_id"]})
    wanted = pc.is_in(pc.field("article_id"), pa.array(sorted(set(facts["article_id"])), pa.string()))
    articles = snapshot.read("articles", ["article_id", *_TEXTS], editions=editions).filter(wanted)
    printed = {row["article_id"]: row for row in articles.to_pylist()}
    columns = ["page_id", "line_no", "article_id", "field", "field_start", "field_end"]
    carrying: dict[tuple[str, str], list[tuple[int, int, str, int]]] = {}
    for row in snapshot.read("lines", columns, editions=editions).filter(wanted).to_pylist():
        if row["field_start"] is not None:
            place = (row["field_start"], row["field_end"], row["page_id"], row["line_no"])
            carrying.setdefault((row["article_id"], row["field"]), []).append(place)
    found = []
    for article, field, start, end in facts[["article_id", "field", "start", "end"]].itertuples(index=False):
        text = text_of(printed[article], field)
        there = sorted(line for line in carrying.get((article, field), []) if line[0] < end and start < line[1])
        page = there[0][2] if there else None
        numbers = [line_no for *_, line_page, line_no in there if line_page == page]
        quote = f"{_before(text, start, around)}【{text[start:end]}】{_after(text, end, around)}".replace("\n", " ")
        found.append((page, "–".join(str(number) for number in sorted({*numbers[:1], *numbers[-1:]})), quote))
    return pd.DataFrame(found, index=facts.index, columns=["page_id", "lines", "words"])


def _before(text: str, start: int, around: int) -> str:
    return f"{'…' if start > around else ''}{text[max(0, start - around) : start]}"


def _after(text: str, end: int, around: int) -> str:
    return f"{text[end : end + around]}{'…' if end + around < len(text) else ''}"


def cutting(snapshot: Snapshot, identity: str, raw: Path) -> Image | None:
    """The piece of the page around a mention or claim, its lines marked; None for page text, which has no picture.

    Raises `LookupError` when nothing has this id and `FileNotFoundError` when the page's file is gone from `raw`.
    """
    evidence = find(snapshot, identity)
    rows = page_rows(snapshot, evidence.pages[0])
    marked = {line_no for page_id, line_no in evidence.lines if page_id == evidence.pages[0]}
    boxes = [line for line in rows.lines if line["line_no"] in marked]
    if rows.page["width"] is None or not boxes:
        return None
    picture = draw_page(rows, raw, only_article=evidence.article_id, marked=marked, scale=_SCALE)
    left, top = (min(box[side] for box in boxes) - _MARGIN for side in ("x0", "top"))
    right, bottom = (max(box[side] for box in boxes) + _MARGIN for side in ("x1", "bottom"))
    width, height = rows.page["width"], rows.page["height"]
    return picture.crop(tuple(s * _SCALE for s in (max(0, left), max(0, top), min(width, right), min(height, bottom))))
