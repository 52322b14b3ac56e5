"""Links to stories, stories to the lines and articles of a `PageCut`."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipelines.layout.figures import Figure, Table, credit_pattern
from pipelines.layout.flow import Link, Scene
from pipelines.layout.furniture import Furniture
from pipelines.layout.glyph_lines import TextLine
from pipelines.layout.headings import Head, box_of
from pipelines.layout.outline import outline
from pipelines.layout.page_cut import CutArticle, CutLine, PageCut, RegionKind, Role
from pipelines.layout.regions import Container, is_notice
from pipelines.layout.story_blocks import StoryBlock
from pipelines.publications.profile import Profile
from pipelines.reading.page import Box, PageReading


@dataclass(slots=True)
class Leftovers:
    """What was set aside before the flow."""

    furniture: list[Furniture]
    closed: list[Container]
    tables: list[Table]
    labels: list[Head] = field(default_factory=list)
    table_heads: dict[int, Head] = field(default_factory=dict)


@dataclass(slots=True)
class Story:
    """An article's part on the page: headline group, blocks in reading order, figures."""

    head: Head | None
    blocks: list[StoryBlock] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    table: Table | None = None
    kind: RegionKind = "article"
    headline: list[TextLine] = field(default_factory=list)
    rows: list[tuple[TextLine, str, bool, int]] = field(default_factory=list)  # line, role, starts paragraph, block
    links: list[Link] = field(default_factory=list)

    def boxes(self) -> list[Box]:
        """Boxes of its parts."""
        boxes = [Box(b.x0, b.top, b.x1, b.bottom) for b in self.blocks]
        if self.head is not None:
            boxes.append(self.head.box)
        if self.table is not None:
            boxes.append(self.table.box)
        return boxes


def build_page(
    reading: PageReading,
    profile: Profile,
    em: float,
    scene: Scene,
    links: Sequence[Link],
    figures: list[Figure],
    leftovers: Leftovers,
    remarks: tuple[str, ...],
) -> PageCut:
    """The page's stories as a `PageCut`."""
    stories = _chains(scene, links)
    stories += [Story(leftovers.table_heads.get(k), table=table) for k, table in enumerate(leftovers.tables)]
    _place_figures(stories, figures, em)
    writer = _Writer(reading)
    for item in leftovers.furniture:
        writer.loose(item.line, item.role)
    for container in leftovers.closed:
        _write_closed(writer, container)
    for label in leftovers.labels:
        for line in label.label:
            writer.loose(line, "other")
    for figure in figures:
        if not any(figure in story.figures for story in stories):
            for line in figure.caption:
                writer.loose(line, "caption")
    for story in sorted(stories, key=_position):
        _write_story(writer, story, scene, em)
    return PageCut(reading.source_page, reading.width, reading.height, writer.lines, writer.articles, remarks)


def _position(story: Story) -> tuple[float, float]:
    boxes = [*story.boxes(), *(f.box for f in story.figures)]
    return (min(b.top for b in boxes), min(b.x0 for b in boxes)) if boxes else (0.0, 0.0)


def _chains(scene: Scene, links: Sequence[Link]) -> list[Story]:
    follows = {link.source: link for link in links}
    led = {link.target for link in links}
    starts: list[tuple[Head | None, int | None, Link | None]] = []
    for h, head in enumerate(scene.heads):
        link = follows.get(-1 - h)
        starts.append((head, link.target if link else None, link))
    starts += [(None, k, None) for k in range(len(scene.blocks)) if k not in led]
    stories = []
    for head, block, link in starts:
        story = Story(head, links=[link] if link else [])
        while block is not None:
            story.blocks.append(scene.blocks[block])
            onward = follows.get(block)
            if onward is not None:
                story.links.append(onward)
            block = onward.target if onward else None
        stories.append(story)
    return stories


def _place_figures(stories: list[Story], figures: Sequence[Figure], em: float) -> None:
    """Each figure goes to the story that surrounds it, or adjoins it most closely."""
    for figure in figures:
        box = box_of(figure.caption) if figure.caption else figure.box
        whole = Box(
            min(box.x0, figure.box.x0), figure.box.top, max(box.x1, figure.box.x1), max(box.bottom, figure.box.bottom)
        )
        scores = [(_closeness(story, whole, em), -k, story) for k, story in enumerate(stories) if story.boxes()]
        if not scores:
            continue
        score, _, story = max(scores, key=lambda item: item[:2])
        if score > 0 and (figure.caption or not story.blocks):
            story.figures.append(figure)


def _closeness(story: Story, box: Box, em: float) -> float:
    score = 0.0
    columns = story.boxes()
    for part in columns:
        across = min(part.x1, box.x1) - max(part.x0, box.x0)
        along = min(part.bottom, box.bottom) - max(part.top, box.top)
        gap_y = max(part.top - box.bottom, box.top - part.bottom)
        gap_x = max(part.x0 - box.x1, box.x0 - part.x1)
        if across > 0.3 * min(part.x1 - part.x0, box.x1 - box.x0) and gap_y < 3.0 * em:
            score += 2.0 * across / (box.x1 - box.x0) * (1.0 - max(0.0, gap_y) / (6.0 * em))
        if along > 0.3 * min(part.bottom - part.top, box.bottom - box.top) and gap_x < 3.0 * em:
            score += 1.0 * along / (box.bottom - box.top)
    if not story.blocks and story.table is None and story.head is not None and _adjoins(story.head.box, box, em):
        score += 4.0
    x0, y0 = min(p.x0 for p in columns), min(p.top for p in columns)
    x1, y1 = max(p.x1 for p in columns), max(p.bottom for p in columns)
    inside_x = max(0.0, min(x1, box.x1) - max(x0, box.x0)) / (box.x1 - box.x0)
    inside_y = max(0.0, min(y1, box.bottom) - max(y0, box.top)) / (box.bottom - box.top)
    return score + 1.5 * inside_x * inside_y


def _adjoins(one: Box, other: Box, em: float) -> bool:
    """One stands right above the other."""
    gap = max(one.top - other.bottom, other.top - one.bottom)
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    return -em < gap < 2.5 * em and across > 0.5 * min(one.x1 - one.x0, other.x1 - other.x0)


class _Writer:
    """Collects lines and articles."""

    def __init__(self, reading: PageReading) -> None:
        self.lines: list[CutLine] = []
        self.articles: list[CutArticle] = []
        self._glyphs = reading.glyphs
        self._block = -1

    def article(self, article: CutArticle) -> int:
        self.articles.append(article)
        return len(self.articles) - 1

    def new_block(self) -> None:
        self._block += 1

    def loose(self, line: TextLine, role: Role) -> None:
        self.new_block()
        self.line(line, role, None, 0, None, False, 1.0)

    def _box(self, line: TextLine) -> Box:
        """Box of the glyphs: the line's own, but for lines beside a drop cap, whose edge is the column's."""
        x0 = line.x0
        if not line.vertical and len(line.glyphs) and float(self._glyphs.x0[line.glyphs[0]]) > x0 + 0.5 * line.size:
            x0 = float(self._glyphs.x0[line.glyphs].min())
        return Box(x0, line.top, line.x1, line.bottom)

    def line(
        self,
        line: TextLine,
        role: Role,
        article: int | None,
        order: int,
        paragraph: int | None,
        starts: bool,
        confidence: float,
    ) -> None:
        fonts = self._glyphs.fonts
        self.lines.append(
            CutLine(
                text=line.text,
                glyphs=tuple(line.glyphs.tolist()),
                box=self._box(line),
                font=fonts[line.font] if 0 <= line.font < len(fonts) else None,
                size=line.size,
                writing_mode="vertical" if line.vertical else "horizontal",
                block=max(self._block, 0),
                role=role,
                article=article,
                reading_order=order,
                paragraph=paragraph,
                starts_paragraph=starts,
                confidence=confidence,
            )
        )


def _write_closed(writer: _Writer, container: Container) -> None:
    kind: RegionKind = {"notice": "notice", "ad": "ad", "index": "furniture"}[container.kind]  # type: ignore[assignment]
    role: Role = {"notice": "notice", "ad": "ad", "index": "other"}[container.kind]  # type: ignore[assignment]
    box = container.box
    corners = ((box.x0, box.top), (box.x1, box.top), (box.x1, box.bottom), (box.x0, box.bottom))
    number = writer.article(CutArticle(kind=kind, polygon=corners, evidence={"framed": container.kind}))
    writer.new_block()
    for order, line in enumerate(_columnwise(container.lines)):
        writer.line(line, role, number, order, None, False, 1.0)


def _columnwise(lines: Sequence[TextLine]) -> list[TextLine]:
    """Lines of a box with columns: the title, then column by column."""
    if not lines:
        return []
    size = sorted(line.size for line in lines)[len(lines) // 2]
    title = [line for line in lines if line.size > 1.25 * size]
    rest = [line for line in lines if line.size <= 1.25 * size]
    edges: list[float] = []
    for line in sorted(rest, key=lambda one: one.x0):
        if not edges or line.x0 - edges[-1] > 4 * size:
            edges.append(line.x0)

    def column(line: TextLine) -> int:
        return max(k for k, edge in enumerate(edges) if edge <= line.x0 + 0.1)

    return sorted(title, key=lambda one: (one.top, one.x0)) + sorted(
        rest, key=lambda one: (column(one), one.top, one.x0)
    )


def _write_story(writer: _Writer, story: Story, scene: Scene, em: float) -> None:
    head = story.head
    if head is not None and head.is_label:
        for line in head.label:
            writer.loose(line, "other")
        for brief in _split_briefs(story):
            _write_article(writer, brief, scene, em)
        return
    _write_article(writer, story, scene, em)


def _split_briefs(story: Story) -> list[Story]:
    """Each bold line over a text starts a brief of its own."""
    briefs: list[Story] = []
    current = Story(None, links=story.links)
    for number, block in enumerate(story.blocks):
        previous = "body"
        for k, line in enumerate(block.lines):
            role = block.roles[k]
            if role == "subhead":
                if previous != "subhead":
                    if current.rows or current.headline:
                        briefs.append(current)
                    current = Story(None, links=story.links)
                current.headline.append(line)
            else:
                current.rows.append((line, role, block.indented[k], number))
            if block not in current.blocks:
                current.blocks.append(block)
            previous = role
    briefs.append(current)
    return [brief for brief in briefs if brief.rows or brief.headline]


def _is_photo_news(story: Story, scene: Scene, em: float) -> bool:
    """A picture, a headline over or under it, and one short text that ends with the photographer: the text is a caption."""
    if story.head is None or len(story.blocks) != 1 or len(story.blocks[0].lines) > 14:
        return False
    block = story.blocks[0]
    text = re.sub(r"\s", "", "".join(line.text for line in block.lines[-2:]))
    if not credit_pattern().search(text):
        return False
    parts = [story.head.box, Box(block.x0, block.top, block.x1, block.bottom)]
    pictures = [Box(p.x0, p.top, p.x1, p.bottom) for p in scene.pictures]
    return any(_adjoins(part, picture, em) and picture.top < part.bottom for part in parts for picture in pictures)


def _rows(story: Story) -> Iterable[tuple[TextLine, str, bool, int]]:
    if story.rows:
        yield from story.rows
        return
    for number, block in enumerate(story.blocks):
        for k, line in enumerate(block.lines):
            yield line, block.roles[k], block.indented[k], number


def _write_article(writer: _Writer, story: Story, scene: Scene, em: float) -> None:
    kind = _kind(story)
    confidence, evidence = _confidence(story)
    article = CutArticle(
        kind=kind,
        polygon=outline([*story.boxes(), *(f.box for f in story.figures)], em),
        confidence=confidence,
        evidence=evidence,
    )
    for block in story.blocks:
        if block.jump_to and article.jump_to is None:
            article.jump_to = block.jump_to.text
        if block.jump_from and article.jump_from is None:
            article.jump_from = block.jump_from.text
    head = story.head
    if head is not None and head.label:
        article.column_title = "".join(line.text for line in head.label)
    number = writer.article(article)
    flat: Role | None = kind if kind in ("notice", "ad") else None  # type: ignore[assignment]
    order = 0
    titles: list[tuple[Role, list[TextLine]]] = []
    if head is not None and not head.is_label:
        titles = [
            ("other", head.label),
            ("kicker", head.kicker),
            ("headline", head.headline),
            ("deck", head.deck),
            ("byline", head.byline),
        ]
    elif story.headline:
        titles = [("headline", story.headline)]
    for role, lines in titles:
        if lines:
            writer.new_block()
        for line in lines:
            writer.line(line, flat or role, None if role == "other" else number, order, None, False, confidence)
            order += 1
    photo_news = _is_photo_news(story, scene, em)
    paragraph = -1
    before: tuple[str, int, TextLine] | None = None
    for line, role, indented, block in _rows(story):
        if photo_news and role == "body":
            role = "caption"
        starts = _starts(before, line, role, indented, block, story, scene.indents)
        if before is None or before[1] != block or before[0] != role:
            writer.new_block()
        counted = role in ("body", "subhead", "dateline", "table")
        if counted and (starts or paragraph < 0):
            paragraph += 1
        writer.line(line, flat or role, number, order, paragraph if counted else None, starts and counted, confidence)  # type: ignore[arg-type]
        order += 1
        before = (role, block, line)
    if story.table is not None:
        writer.new_block()
        for line in story.table.lines:
            writer.line(line, flat or "table", number, order, None, False, confidence)
            order += 1
    for figure in story.figures:
        if figure.caption:
            writer.new_block()
        for line in figure.caption:
            writer.line(line, flat or "caption", number, order, None, False, confidence)
            order += 1


def _starts(
    before: tuple[str, int, TextLine] | None,
    line: TextLine,
    role: str,
    indented: bool,
    block: int,
    story: Story,
    indents: bool,
) -> bool:
    if before is None or (role == "subhead") != (before[0] == "subhead"):
        return True
    if role == "subhead":
        return before[1] != block
    if before[0] in ("byline", "jump") and indented:
        return True
    if indents:
        return indented
    last = before[2]
    column = story.blocks[min(before[1], len(story.blocks) - 1)]
    return column.x1 - last.x1 > 1.2 * last.size and last.text[-1:] in "。！？”…）"


def _kind(story: Story) -> RegionKind:
    texts = [line.text for line, _, _, _ in _rows(story)]
    title = re.sub(r"\s", "", story.head.text) if story.head is not None else ""
    if is_notice(title, texts) and (title or texts):
        return "notice"
    return "article"


def _confidence(story: Story) -> tuple[float, dict[str, float | str]]:
    """The least sure link decides; a story without headline or jump line starts lower."""
    evidence: dict[str, float | str] = {}
    confidence = 1.0
    for link in story.links:
        sure = 1.0 / (1.0 + math.exp(-min(link.margin, 30.0)))
        confidence = min(confidence, sure)
        where = "headline → block" if link.source < 0 else f"block {link.source} → {link.target}"
        evidence[where if where not in evidence else f"{where} ({link.target})"] = round(link.cost, 2)
    if story.head is None and not story.headline and not any(block.jump_from for block in story.blocks):
        confidence = min(confidence, 0.4)
        evidence["start"] = "no headline and no jump line"
    if story.head is not None and not story.blocks and not story.figures and story.table is None:
        confidence = min(confidence, 0.4)
        evidence["text"] = "a headline without text"
    return round(confidence, 3), evidence
