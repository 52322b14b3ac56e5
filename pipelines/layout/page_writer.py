"""Stories, furniture and regions to the lines and articles of a `PageCut`, with confidence and evidence."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipelines.layout.captions import names_photographer
from pipelines.layout.figures import Table
from pipelines.layout.furniture import Furniture
from pipelines.layout.glyph_lines import TextLine
from pipelines.layout.headings import Head
from pipelines.layout.jumps import parse_jumps
from pipelines.layout.outline import outline
from pipelines.layout.page_cut import CutArticle, CutLine, PageCut, RegionKind, Role
from pipelines.layout.paragraphs import NUMBERED, shapes_of, starts_paragraph
from pipelines.layout.regions import Container
from pipelines.layout.stories import Row, Story
from pipelines.reading.page import Box, PageReading

DOUBTFUL = 0.4  # confidence of a text without a headline, or a headline without text
_CLOSED: dict[str, tuple[RegionKind, Role]] = {
    "notice": ("notice", "notice"),
    "ad": ("ad", "ad"),
    "index": ("furniture", "other"),
}


@dataclass(slots=True)
class Leftovers:
    """What was set aside before the flow: furniture, regions that hold no article, tables, standing titles."""

    furniture: list[Furniture]
    closed: list[Container]
    tables: list[Table]
    labels: list[Head] = field(default_factory=list)
    table_heads: dict[int, Head] = field(default_factory=dict)
    scattered: list[TextLine] = field(default_factory=list)


class PageWriter:
    """Collects a page's lines and articles in order."""

    def __init__(self, reading: PageReading, em: float, *, indents: bool) -> None:
        self._reading = reading
        self._em = em
        self._indents = indents
        self._lines: list[CutLine] = []
        self._articles: list[CutArticle] = []
        self._block = -1
        self._order = 0

    def write(self, stories: Sequence[Story], leftovers: Leftovers, remarks: tuple[str, ...]) -> PageCut:
        """The page: furniture first, then closed regions, then articles from the top left on."""
        for item in leftovers.furniture:
            self._loose(item.line, item.role)
        for container in leftovers.closed:
            self._closed(container)
        for line in [*(line for label in leftovers.labels for line in label.label), *leftovers.scattered]:
            self._loose(line, "other")
        for story in sorted(stories, key=_position):
            if story.head is not None and story.head.is_label and not story.rows:
                for line in story.head.label:
                    self._loose(line, "other")
            else:
                self._story(story)
        page = self._reading
        return PageCut(page.source_page, page.width, page.height, self._lines, self._articles, remarks)

    def loose_captions(self, lines: Sequence[TextLine]) -> None:
        """Captions of pictures that no story claims."""
        for line in lines:
            self._loose(line, "caption")

    def _loose(self, line: TextLine, role: Role) -> None:
        self._block += 1
        self._line(line, role, None)

    def _closed(self, container: Container) -> None:
        kind, role = _CLOSED[container.kind]
        box = container.box
        corners = ((box.x0, box.top), (box.x1, box.top), (box.x1, box.bottom), (box.x0, box.bottom))
        self._articles.append(CutArticle(kind=kind, polygon=corners, evidence={"framed": container.kind}))
        self._block += 1
        self._order = 0
        paragraph = -1
        for line, starts in columnwise(container.lines):
            paragraph += starts or paragraph < 0
            self._line(line, role, len(self._articles) - 1, paragraph, starts=starts)

    def _story(self, story: Story) -> None:
        kind: RegionKind = "notice" if story.is_notice else "ad" if story.is_advert else "article"
        confidence, evidence = _confidence(story)
        boxes = [*story.boxes(), *(figure.box for figure in story.figures)]
        article = CutArticle(kind=kind, polygon=outline(boxes, self._em), confidence=confidence, evidence=evidence)
        for block in story.blocks:
            article.jump_to = article.jump_to or (block.jump_to.text if block.jump_to else None)
            article.jump_from = article.jump_from or (block.jump_from.text if block.jump_from else None)
        head = story.head
        for line in head.deck if head is not None else ():
            for jump in parse_jumps(line.text):  # a jump line between headline and text
                if jump.direction == "from":
                    article.jump_from = article.jump_from or jump.text
                else:
                    article.jump_to = article.jump_to or jump.text
        if head is not None and head.label:
            article.column_title = " ".join(line.text for line in head.label)
        self._articles.append(article)
        self._order = 0
        flat: Role | None = None if kind == "article" else "notice" if kind == "notice" else "ad"
        self._titles(story, flat, confidence)
        self._text(story, flat, confidence)
        if story.table is not None:
            self._plain(story.table.lines, flat or "table", confidence)
        for figure in story.figures:
            self._plain(figure.caption, flat or "caption", confidence)
        if story.head is not None and _is_caption(story.head.deck):
            self._plain(story.head.deck, flat or "caption", confidence)

    def _titles(self, story: Story, flat: Role | None, confidence: float) -> None:
        head = story.head
        for line in head.label if head is not None else ():
            self._loose(line, "other")
        self._order = 0
        if head is not None and not head.is_label:
            self._plain(head.kicker, flat or "kicker", confidence)
            self._plain(head.headline, flat or "headline", confidence)
            jumps = [line for line in head.deck if parse_jumps(line.text)]
            self._plain(jumps, flat or "jump", confidence)
            if not _is_caption(head.deck):
                self._plain([line for line in head.deck if line not in jumps], flat or "deck", confidence)
            self._plain(head.byline, flat or "byline", confidence)

    def _plain(self, lines: Sequence[TextLine], role: Role, confidence: float) -> None:
        if lines:
            self._block += 1
        for line in lines:
            self._line(line, role, len(self._articles) - 1, confidence=confidence)

    def _text(self, story: Story, flat: Role | None, confidence: float) -> None:
        paragraph = -1
        before: Row | None = None
        shapes = shapes_of(story.rows)
        for row in story.rows:
            starts = starts_paragraph(before, row, shapes, indents=self._indents)
            if before is None or before.block != row.block or before.role != row.role:
                self._block += 1
            numbered = row.role in NUMBERED
            if numbered and (starts or paragraph < 0):
                paragraph += 1
            role: Role = flat or row.role  # type: ignore[assignment]
            self._line(
                row.line,
                role,
                len(self._articles) - 1,
                paragraph if numbered else None,
                starts=starts and numbered,
                confidence=confidence,
            )
            before = row

    def _line(
        self,
        line: TextLine,
        role: Role,
        article: int | None,
        paragraph: int | None = None,
        *,
        starts: bool = False,
        confidence: float = 1.0,
    ) -> None:
        fonts = self._reading.glyphs.fonts
        self._lines.append(
            CutLine(
                text=line.text,
                glyphs=tuple(line.glyphs.tolist()),
                box=self._box(line),
                font=fonts[line.font] if 0 <= line.font < len(fonts) else None,
                size=line.size,
                writing_mode="vertical" if line.vertical else "horizontal",
                block=self._block,
                role=role,
                article=article,
                reading_order=self._order if article is not None else 0,
                paragraph=paragraph,
                starts_paragraph=starts,
                confidence=confidence,
            )
        )
        self._order += 1

    def _box(self, line: TextLine) -> Box:
        """Box of the glyphs; the layout sees lines with and beside a drop cap otherwise."""
        first, glyphs = int(line.glyphs[0]), self._reading.glyphs
        beside_cap = float(glyphs.x0[first]) > line.x0 + 0.5 * line.size
        if line.vertical or not (beside_cap or float(glyphs.size[first]) > 1.4 * line.size):
            return Box(line.x0, line.top, line.x1, line.bottom)
        own = line.glyphs
        return Box(
            float(glyphs.x0[own].min()),
            float(glyphs.top[own].min()),
            float(glyphs.x1[own].max()),
            float(glyphs.bottom[own].max()),
        )


def _is_caption(deck: Sequence[TextLine]) -> bool:
    """What stands under the headline of a photograph and names the photographer says what it shows."""
    return bool(deck) and names_photographer(["".join(line.text for line in deck)])


def _position(story: Story) -> tuple[float, float]:
    boxes = [*story.boxes(), *(figure.box for figure in story.figures)]
    return (min(box.top for box in boxes), min(box.x0 for box in boxes)) if boxes else (0.0, 0.0)


def columnwise(lines: Sequence[TextLine]) -> list[tuple[TextLine, bool]]:
    """Lines of a box of notices, the title first, then column by column; True for those that start an item."""
    if not lines:
        return []
    size = sorted(line.size for line in lines)[len(lines) // 2]
    title = sorted((line for line in lines if line.size > 1.25 * size), key=lambda one: (one.top, one.x0))
    rest = [line for line in lines if line.size <= 1.25 * size]
    edges: list[float] = []
    for x0 in sorted(line.x0 for line in rest):
        if not edges or x0 - edges[-1] > 4 * size:
            edges.append(x0)
    placed = [(max(k for k, edge in enumerate(edges) if edge <= line.x0), line) for line in rest]
    placed.sort(key=lambda item: (item[0], item[1].top, item[1].x0))
    return [(line, k == 0) for k, line in enumerate(title)] + [
        (line, k == 0 or line.text[:1] in "·•●■◆▲" or line.x0 - edges[column] > 1.2 * size)
        for k, (column, line) in enumerate(placed)
    ]


def _confidence(story: Story) -> tuple[float, dict[str, float | str]]:
    """The least sure link decides; a story without headline or jump line starts lower. Costs are the evidence."""
    evidence: dict[str, float | str] = {}
    confidence = 1.0
    for number, link in enumerate(story.links):
        confidence = min(confidence, 1.0 - 0.5 * math.exp(-max(0.0, link.margin)))
        reasons = ", ".join(f"{name} {cost:+.1f}" for name, cost in link.reasons.items() if abs(cost) > 0.05)
        where = "headline to text" if link.source < 0 else "text to text"
        evidence[f"{number + 1}: {where}"] = f"{link.cost:.1f} ({reasons}); next best {link.margin:+.1f}"
    headed = story.head is not None and story.head.headline
    if not headed and not any(block.jump_from for block in story.blocks):
        confidence = min(confidence, DOUBTFUL)
        evidence["start"] = "no headline and no jump line"
    if headed and not story.rows and not story.figures and story.table is None:
        confidence = min(confidence, DOUBTFUL)
        evidence["text"] = "a headline without text"
    return round(confidence, 3), evidence
