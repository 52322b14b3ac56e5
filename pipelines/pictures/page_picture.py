"""Pages from the warehouse with what the program saw drawn on them: articles, roles, order, evidence.

Everything that is drawn comes from the published rows (`lines`, `articles`, `article_parts`); the page itself from
the file in `raw/` that they were read from.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageDraw

from pipelines.layout import drawing
from pipelines.reading.page import Box

if TYPE_CHECKING:
    from pipelines.warehouse import Snapshot

_SCALE = 1.3  # pixels a point: about 94 dpi, body text stays readable
_THUMBNAIL_WIDTH = 420
_MARK = "#ffe10070"


@dataclass(frozen=True, slots=True)
class PageRows:
    """The rows of one page that are drawn.

    lines: of `lines`, in order; confidence and outlines: of each article, by its id
    """

    page: dict[str, Any]
    lines: list[dict[str, Any]]
    confidence: dict[str, float] = field(default_factory=dict)
    outlines: dict[str, list[tuple[float, float]]] = field(default_factory=dict)


def page_rows(snapshot: Snapshot, page_id: str) -> PageRows:
    """The rows of a page; raises `KeyError` when the warehouse has no such page."""
    page = {row["page_id"]: row for row in snapshot.read("pages").to_pylist()}[page_id]
    edition = [page["edition_id"]]
    lines = [row for row in snapshot.read("lines", editions=edition).to_pylist() if row["page_id"] == page_id]
    articles = snapshot.read("articles", ["article_id", "confidence"], editions=edition).to_pylist()
    parts = [row for row in snapshot.read("article_parts", editions=edition).to_pylist() if row["page_id"] == page_id]
    return PageRows(
        page,
        sorted(lines, key=lambda line: int(line["line_no"])),
        {row["article_id"]: row["confidence"] for row in articles},
        {row["article_id"]: [(x, y) for x, y in row["polygon"] or []] for row in parts},
    )


def draw_page(
    rows: PageRows, raw: Path, *, only_article: str | None = None, marked: Iterable[int] = (), scale: float = _SCALE
) -> Image.Image:
    """The page with its cut: each article in a colour, roles at the blocks, the reading order, the confidence.

    only_article: draw this one alone; marked: numbers of lines to mark as evidence. Raises `FileNotFoundError` when
    the source file is gone and `ValueError` for page text, which has no picture.
    """
    if rows.page["width"] is None:
        raise ValueError(f"{rows.page['page_id']} was delivered as text and has no picture")
    background = _render(raw / rows.page["source_path"], int(rows.page["source_page"]), scale)
    picture = drawing.draw_page(_drawn(rows, only_article), background=background, scale=scale)
    draw = ImageDraw.Draw(picture, "RGBA")
    wanted = set(marked)
    for line in rows.lines:
        if line["line_no"] in wanted:
            x0, top, x1, bottom = (value * scale for value in _box(line))
            draw.rectangle((x0 - 2, top - 2, x1 + 2, bottom + 2), fill=_MARK, outline="#d00000", width=2)
    return picture


def _drawn(rows: PageRows, only_article: str | None) -> drawing.DrawnPage:
    shown = [line for line in rows.lines if only_article in (None, line["article_id"])]
    return drawing.DrawnPage(
        width=rows.page["width"],
        height=rows.page["height"],
        lines=[
            drawing.DrawnLine(_box(line), line["role"], line["article_id"], line["reading_order"], line["block_no"])
            for line in shown
        ],
        outlines={article: outline for article, outline in rows.outlines.items() if only_article in (None, article)},
        captions={article: f"{confidence:.2f}" for article, confidence in rows.confidence.items()},
    )


def _box(line: dict[str, Any]) -> Box:
    return Box(line["x0"], line["top"], line["x1"], line["bottom"])


def _render(path: Path, page: int, scale: float) -> Image.Image:
    import pypdfium2 as pdfium

    document = pdfium.PdfDocument(path)
    try:
        picture: Image.Image = document[page].render(scale=scale, may_draw_forms=False).to_pil()
        return picture
    finally:
        document.close()


def front_page_thumbnail(warehouse: str, raw: str, edition_id: str) -> str | None:
    """The front page with its cut as a small PNG in base64; None where it has no picture or its file is gone."""
    from pipelines.warehouse import Warehouse

    with Warehouse(warehouse).snapshot() as snapshot:
        pages = [row["page_id"] for row in snapshot.read("pages", editions=[edition_id]).to_pylist()]
        if not pages:
            return None
        try:
            picture = draw_page(page_rows(snapshot, pages[0]), Path(raw))
        except (ValueError, OSError):
            return None
    height = round(picture.height * _THUMBNAIL_WIDTH / picture.width)
    buffer = io.BytesIO()
    picture.resize((_THUMBNAIL_WIDTH, height), Image.Resampling.LANCZOS).save(buffer, "PNG", optimize=True)
    return base64.b64encode(buffer.getvalue()).decode("ascii")
