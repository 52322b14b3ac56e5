"""The cut of one page: glyphs to lines, lines to blocks, blocks and headlines to articles in reading order.

    reading ─ glyph_lines ─ furniture, regions ─ tables ─ headings, figures, blocks ─ flow ─ stories ─ PageCut

Every glyph ends up in exactly one line. All lengths are relative to the page's own body size (`em`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from pipelines.layout.blocks import Block, join_row_pieces, settle_columns, stack_lines
from pipelines.layout.column_titles import give_back_subheads, part_at_titles
from pipelines.layout.drop_caps import attach_drop_caps
from pipelines.layout.figures import Table, find_figures, find_tables, photo_headlines
from pipelines.layout.flow import find_links
from pipelines.layout.flow_scene import Scene
from pipelines.layout.furniture import find_furniture
from pipelines.layout.glyph_lines import TextLine, body_size, find_lines
from pipelines.layout.headings import BIG, Head, box_of, find_heads
from pipelines.layout.inset_heads import give_inset_heads
from pipelines.layout.page_cut import PageCut
from pipelines.layout.page_grid import on_grid
from pipelines.layout.page_writer import Leftovers, PageWriter
from pipelines.layout.regions import Container, container_of, find_containers
from pipelines.layout.small_headings import promote_small_type
from pipelines.layout.stories import Story, build_stories
from pipelines.layout.story_blocks import StoryBlock, describe, gather_small
from pipelines.layout.upright_pages import is_upright, turned, turned_back
from pipelines.publications.profile import Profile
from pipelines.reading.page import Box, PageReading, Rule

MOST_BLOCKS = 700  # pieces of text that are ordered on one page: a dense broadsheet has 150
LOWEST_COLUMN = 5  # lines; titles have fewer
BODY = 0.25  # share of the text from which a face sets text in any case
MOST_HEADLINES = 500  # lines of large type that are looked at as headlines


def cut_page(reading: PageReading, profile: Profile) -> PageCut:
    """Cuts one page. A page without glyphs gives a cut without lines; a bad text layer is remarked on."""
    remarks = []
    if reading.text_quality < 0.5:
        remarks.append(f"text layer not to be trusted (quality {reading.text_quality:.2f}); cut by geometry only")
    if not len(reading.glyphs):
        return PageCut(reading.source_page, reading.width, reading.height, [], [], (*remarks, "no text on the page"))
    em = body_size(reading.glyphs)
    reading = on_grid(reading, em)
    lines = find_lines(reading.glyphs, reading.rules, em)
    if is_upright(lines):
        page = turned(reading)
        lines = find_lines(page.glyphs, page.rules, em)
        return turned_back(_cut_lines(lines, page, profile, em, tuple(remarks)), reading)
    return _cut_lines(lines, reading, profile, em, tuple(remarks))


def _cut_lines(
    lines: list[TextLine], reading: PageReading, profile: Profile, em: float, remarks: tuple[str, ...]
) -> PageCut:
    furniture = find_furniture(lines, reading, profile, em)
    rest = _without(lines, [item.line for item in furniture])
    tables = find_tables(rest, reading.rules, em)
    rest = _without(rest, [line for table in tables for line in table.lines])
    containers = find_containers(rest, reading, em)
    closed = [container for container in containers if container.kind != "article"]
    rest = _without(rest, [line for container in closed for line in container.lines])
    open_containers = [container for container in containers if container.kind == "article"]
    return _cut_stories(rest, reading, profile, em, remarks, Leftovers(furniture, closed, tables), open_containers)


def _cut_stories(
    rest: list[TextLine],
    reading: PageReading,
    profile: Profile,
    em: float,
    remarks: tuple[str, ...],
    leftovers: Leftovers,
    containers: list[Container],
) -> PageCut:
    big = [line for line in rest if line.vertical or line.size >= BIG * em]
    big = sorted(big, key=lambda line: -line.width * line.height)[:MOST_HEADLINES]
    small = _without(rest, big)
    big, small = attach_drop_caps(big, small)
    styles = _body_styles(small, reading.rules, em)
    fonts = {font for font, _ in styles}
    blocks = join_row_pieces(stack_lines(small, reading.rules, fonts), profile)
    if len(blocks) > MOST_BLOCKS:
        blocks.sort(key=lambda block: -sum(len(line.text) for line in block.lines))
        leftovers.scattered = [line for block in blocks[MOST_BLOCKS:] for line in block.lines]
        blocks = blocks[:MOST_BLOCKS]
        remarks = (*remarks, f"{len(leftovers.scattered)} scattered lines left out of the articles")
    figures, blocks = find_figures(reading.pictures, blocks, em, styles, _main_font(small), profile)
    titles = photo_headlines(figures, em)
    tables = [table.box for table in leftovers.tables]
    pictures = [box for figure in figures for box in (figure.box, *map(_line_box, figure.caption))]
    blocks = promote_small_type(big, blocks, reading.rules, reading.panels, tables, pictures, em, styles, profile)
    heads, blocks = find_heads(big, blocks, reading.rules, reading.panels, em, styles, profile)
    heads += titles
    containers = [
        c for c in containers if any(len(b.lines) > 2 and container_of(box_of(b.lines), [c], em) == 0 for b in blocks)
    ]
    for block in blocks:
        block.container = container_of(box_of(block.lines), containers, em)
    for head in heads:
        head.container = container_of(head.box, containers, em)
    settle_columns(blocks)
    blocks = join_row_pieces(blocks, profile)
    blocks = gather_small(blocks, reading.rules, em, styles, profile)
    heads, blocks = _subheads_from_heads(heads, blocks, em)
    settle_columns(blocks)
    described = partial(describe, profile=profile, body_styles=styles)
    stories, heads = part_at_titles([described(block) for block in blocks], heads, reading.rules, em, described)
    indents = _page_indents(stories)
    leftovers.table_heads = _table_heads(heads, leftovers.tables, em)
    flowing = [head for head in heads if not head.is_label or head.heads_briefs]
    flowing = [head for head in flowing if not any(head is other for other in leftovers.table_heads.values())]
    leftovers.labels = [head for head in heads if head.is_label and not head.heads_briefs]
    scene = Scene(stories, flowing, reading.rules, reading.pictures, em, indents)
    scene.fillings = [
        *(box_of(figure.caption) for figure in figures if figure.caption),
        *(Box(p.x0, p.top, p.x1, p.bottom) for p in reading.pictures),
        *(container.box for container in leftovers.closed),
        *tables,
    ]
    scene.drawn = _is_drawn(reading)
    links = give_inset_heads(scene, find_links(scene))
    give_back_subheads(stories, flowing, {-1 - link.source for link in links if link.source < 0}, em, described)
    page_stories = build_stories(scene, links, figures)
    page_stories += [Story(leftovers.table_heads.get(k), table=table) for k, table in enumerate(leftovers.tables)]
    writer = PageWriter(reading, em, indents=indents)
    for figure in figures:
        if not any(figure is other for story in page_stories for other in story.figures):
            writer.loose_captions(figure.caption)
    return writer.write(page_stories, leftovers, remarks)


def _line_box(line: TextLine) -> Box:
    return box_of([line])


def _is_drawn(reading: PageReading) -> bool:
    """The reading knows what is drawn on the page besides text; a scan is one picture of the whole page."""
    area = 0.7 * reading.width * reading.height
    pictures = [p for p in reading.pictures if (p.x1 - p.x0) * (p.bottom - p.top) < area]
    scanned = reading.text_source == "ocr" or len(pictures) < len(reading.pictures)
    return bool(reading.rules or reading.panels or pictures) or not scanned


def _without(lines: Sequence[TextLine], gone: Sequence[TextLine]) -> list[TextLine]:
    taken = {id(line) for line in gone}
    return [line for line in lines if id(line) not in taken]


def _body_styles(lines: Sequence[TextLine], rules: Sequence[Rule], em: float) -> set[tuple[int, float]]:
    """Faces that set whole columns: much text, in lines of column width, in stacks higher than a title."""
    counts: dict[tuple[int, float], int] = {}
    rows: dict[tuple[int, float], int] = {}
    for line in lines:
        counts[line.style] = counts.get(line.style, 0) + len(line.text)
        rows[line.style] = rows.get(line.style, 0) + (line.width > 5 * em)
    total = sum(counts.values())
    much = {style for style, count in counts.items() if count >= max(0.035 * total, 60) and rows[style] >= 8}
    doubtful = {style for style in much if counts[style] < BODY * total}
    stacked: dict[tuple[int, float], int] = dict.fromkeys(doubtful, 0)
    for block in stack_lines([line for line in lines if line.style in doubtful], rules, set()):
        if len(block.lines) >= LOWEST_COLUMN:
            for line in block.lines:
                stacked[line.style] += len(line.text)
    return {style for style in much if style not in doubtful or stacked[style] >= max(0.035 * total, 60)}


def _main_font(lines: Sequence[TextLine]) -> int:
    counts: dict[int, int] = {}
    for line in lines:
        counts[line.font] = counts.get(line.font, 0) + len(line.text)
    return max(counts, key=lambda font: (counts[font], -font)) if counts else -1


def _page_indents(stories: Sequence[StoryBlock]) -> bool:
    """The page sets paragraphs with an indent."""
    rows = sum(len(story.indented) for story in stories if len(story.indented) > 3)
    indented = sum(sum(story.indented) for story in stories if len(story.indented) > 3)
    return rows == 0 or indented > 0.04 * rows


def _subheads_from_heads(heads: list[Head], blocks: list[Block], em: float) -> tuple[list[Head], list[Block]]:
    """A small headline inside a column, with the same text type above and below, is a subhead of the block below."""
    kept = []
    for head in heads:
        host = _subhead_host(head, blocks, em)
        if host is None:
            kept.append(head)
            continue
        host.subheads |= {id(line) for line in head.lines}
        host.lines[:0] = head.lines
    return kept, blocks


def _subhead_host(head: Head, blocks: Sequence[Block], em: float) -> Block | None:
    if head.vertical or head.is_label or head.kicker or head.deck or head.byline or head.size > 1.5 * em:
        return None
    box = head.box
    below = [
        b
        for b in blocks
        if b.container == head.container
        and 0 <= b.top - box.bottom < 2.5 * em
        and b.left - em < box.x0
        and box.x1 < b.right + em
    ]
    above = [
        b
        for b in blocks
        if b.container == head.container
        and 0 <= box.top - b.bottom < 2.5 * em
        and b.left - em < box.x0
        and box.x1 < b.right + em
    ]
    for under in below:
        for over in above:
            same = (
                abs(over.left - under.left) < em
                and abs(over.size - under.size) < 0.03 * em
                and over.font() == under.font()
            )
            if same and head.size <= 1.3 * under.size:
                return under
    return None


def _table_heads(heads: Sequence[Head], tables: Sequence[Table], em: float) -> dict[int, Head]:
    """The headline right above each table, by the table's number."""
    found = {}
    for number, table in enumerate(tables):
        near = [
            head
            for head in heads
            if not head.vertical
            and not head.is_label
            and -em < table.box.top - head.box.bottom < 3 * em
            and min(head.box.x1, table.box.x1) - max(head.box.x0, table.box.x0) > 0.6 * (head.box.x1 - head.box.x0)
        ]
        if near:
            found[number] = min(near, key=lambda head: table.box.top - head.box.bottom)
    return found
