"""Pages from the warehouse with what the program saw drawn on them: articles, roles, order, evidence.

Everything that is drawn comes from the published rows (`lines`, `articles`, `article_parts`); the page itself from
the file in `raw/` that they were read from.
"""

from __future__ import annotations

import base64
import io
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageDraw

from pipelines.pictures.fonts import picture_font

if TYPE_CHECKING:
    from pipelines.warehouse import Snapshot

_SCALE = 1.3  # pixels a point: about 94 dpi, body text stays readable
_THUMBNAIL_WIDTH = 420
# Eight hues that stay apart, also for colour-blind readers (Paul Tol's bright scheme and two of its muted one).
_HUES = ("#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#cc6677", "#117733")
_HEADS = {"kicker", "headline", "deck"}
_MARK = "#ffe100"


@dataclass(frozen=True, slots=True)
class PageRows:
    """The rows of one page that are drawn. lines: of `lines`, in order; confidence: of each article."""

    page: dict[str, Any]
    lines: list[dict[str, Any]]
    confidence: dict[str, float] = field(default_factory=dict)


def page_rows(snapshot: Snapshot, page_id: str) -> PageRows:
    """The rows of a page; raises `KeyError` when the warehouse has no such page."""
    pages = {row["page_id"]: row for row in snapshot.read("pages").to_pylist()}
    page = pages[page_id]
    lines = snapshot.read("lines", editions=[page["edition_id"]]).to_pylist()
    articles = snapshot.read("articles", ["article_id", "confidence"], editions=[page["edition_id"]]).to_pylist()
    own = sorted((line for line in lines if line["page_id"] == page_id), key=lambda line: int(line["line_no"]))
    return PageRows(page, own, {row["article_id"]: row["confidence"] for row in articles})


def draw_page(
    rows: PageRows, raw: Path, *, only_article: str | None = None, marked: Iterable[int] = (), scale: float = _SCALE
) -> Image.Image:
    """The page with its cut.

    Lines are tinted by article (heads stronger), an arrow leads from block to block in reading order, and the number
    at a headline is the confidence. only_article: tint this one alone; marked: numbers of lines to mark as evidence.
    Raises `FileNotFoundError` when the source file is gone and `ValueError` for page text, which has no picture.
    """
    if rows.page["width"] is None:
        raise ValueError(f"{rows.page['page_id']} was delivered as text and has no picture")
    picture = _render(raw / rows.page["source_path"], int(rows.page["source_page"]), scale)
    overlay = Image.new("RGBA", picture.size, (255, 255, 255, 0))
    draw = ImageDraw.Draw(overlay)
    articles = list(dict.fromkeys(line["article_id"] for line in rows.lines if line["article_id"]))
    for number, article in enumerate(articles):
        if only_article in (None, article):
            lines = [line for line in rows.lines if line["article_id"] == article]
            _draw_article(draw, lines, _HUES[number % len(_HUES)], scale, rows.confidence.get(article))
    if only_article is None:
        for line in rows.lines:
            if line["article_id"] is None:
                draw.rectangle(_scaled(line, scale), outline="#88888888")
    wanted = set(marked)
    for line in rows.lines:
        if line["line_no"] in wanted:
            draw.rectangle(_scaled(line, scale, pad=2), fill=_MARK + "70", outline="#d00000ff", width=2)
    return Image.alpha_composite(picture, overlay).convert("RGB")


def _render(path: Path, page: int, scale: float) -> Image.Image:
    import pypdfium2 as pdfium

    document = pdfium.PdfDocument(path)
    try:
        return document[page].render(scale=scale, may_draw_forms=False).to_pil().convert("RGBA")
    finally:
        document.close()


def _draw_article(
    draw: ImageDraw.ImageDraw, lines: Sequence[dict[str, Any]], hue: str, scale: float, confidence: float | None
) -> None:
    blocks: list[list[dict[str, Any]]] = []
    for line in sorted(lines, key=lambda line: int(line["reading_order"])):
        draw.rectangle(_scaled(line, scale), fill=hue + ("70" if line["role"] in _HEADS else "38"))
        if blocks and blocks[-1][0]["block_no"] == line["block_no"]:
            blocks[-1].append(line)
        else:
            blocks.append([line])
    boxes = [_around(block, scale) for block in blocks]
    for box in boxes:
        draw.rectangle(box, outline=hue + "ff", width=2)
    for one, other in itertools.pairwise(boxes):
        _arrow(draw, ((one[0] + one[2]) / 2, one[3]), ((other[0] + other[2]) / 2, other[1]), hue)
    if boxes and confidence is not None:
        label, font = f"{confidence:.2f}", picture_font(round(11 * scale))
        left, top = boxes[0][0], boxes[0][1]
        extent = draw.textbbox((left, top), label, font=font, anchor="lb")
        draw.rectangle(extent, fill=hue + "ff")
        draw.text((left, top), label, font=font, fill="white", anchor="lb")


def _arrow(draw: ImageDraw.ImageDraw, start: tuple[float, float], end: tuple[float, float], hue: str) -> None:
    draw.line([start, end], fill=hue + "c0", width=2)
    x, y = end
    draw.polygon([(x - 5, y - 8), (x + 5, y - 8), (x, y)], fill=hue + "ff")


def _scaled(line: dict[str, Any], scale: float, pad: float = 0) -> tuple[float, float, float, float]:
    x0, top, x1, bottom = (float(line[side]) * scale for side in ("x0", "top", "x1", "bottom"))
    return x0 - pad, top - pad, max(x1, x0) + pad, max(bottom, top) + pad


def _around(lines: Sequence[dict[str, Any]], scale: float) -> tuple[float, float, float, float]:
    boxes = [_scaled(line, scale, pad=1) for line in lines]
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)


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
