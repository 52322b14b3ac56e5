"""Blocks with what the flow needs to know of them: first and last words, indents, bylines, subheads and jump lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from pipelines.layout.blocks import Block
from pipelines.layout.bylines import is_byline
from pipelines.layout.captions import names_photographer
from pipelines.layout.continuation import ends_open
from pipelines.layout.datelines import find_dateline
from pipelines.layout.glyph_lines import TextLine
from pipelines.layout.jumps import Jump, parse_jumps
from pipelines.layout.vocabulary import read_vocabulary
from pipelines.publications.profile import Profile
from pipelines.reading.page import Rule

LONGEST_TITLE = 4  # lines of a title set into a column
_BARE_NAME = re.compile(r"^[\u3400-\u9fff·\s]{2,12}$")  # a name that a byline has on its second line
_BYLINE_WORDS = re.compile("记者|通讯员|实习生|评论员|作者|[□■]|文[/／]|图[/／]")


@dataclass(slots=True)
class StoryBlock:
    """A block, with the lines before its text (bylines, subheads, jump lines) told apart by `roles`."""

    block: Block
    roles: list[str]
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    font: int
    pitch: float
    container: int
    head: str = ""
    tail: str = ""
    opens: bool = False  # its text breaks off inside a sentence
    starts_paragraph: bool = False
    rest: float = 0.0
    is_narrow: bool = False
    drop_cap: bool = False
    jump_to: Jump | None = None
    jump_from: Jump | None = None
    has_title: bool = False  # opens with a subhead or the headline of a brief
    opens_story: bool = False  # opens with a dateline or a byline, as a story does
    is_signed: bool = False  # ends with a byline or a photographer's name, as a story or a caption does
    indented: list[bool] = field(default_factory=list)
    white: list[float] = field(default_factory=list)  # em of white at the end of each line, where no shape explains it

    @property
    def width(self) -> float:
        """Width of the column."""
        return self.x1 - self.x0

    @property
    def is_note(self) -> bool:
        """An editor's note (编者按) that introduces a story."""
        return all(role == "note" for role in self.roles)

    @property
    def lines(self) -> list[TextLine]:
        """Its lines."""
        return self.block.lines


def gather_small(
    blocks: list[Block], rules: Sequence[Rule], em: float, body_styles: set[tuple[int, float]], profile: Profile
) -> list[Block]:
    """Puts bylines, subheads and jump lines that stand apart to the block of their column."""
    left = sorted(blocks, key=lambda block: (block.top, block.left))
    for small in sorted(left, key=lambda block: -block.top):
        texts = [line.text for line in small.lines]
        jumps = [jump for text in texts for jump in parse_jumps(text)]
        only_jump = bool(jumps) and len(jumps) >= len(texts)
        byline = all(is_byline(text, profile) for text in texts)
        odd = all(line.style not in body_styles for line in small.lines)
        if len(small.lines) > 3 or not (only_jump or byline or odd):
            continue
        up = only_jump and jumps[0].direction == "to"
        host = _host(small, left, rules, em, below=not up) or (
            _host(small, left, rules, em, below=False) if byline else None
        )
        if host is None:
            continue
        left.remove(small)
        if host.top > small.top:
            if odd and not byline and not only_jump:
                host.subheads |= {id(line) for line in small.lines}
            host.lines[:0] = small.lines
            host.subheads |= small.subheads
        else:
            host.lines.extend(small.lines)
        host.left = min(host.left, *(line.x0 for line in small.lines))
        host.right = max(host.right, *(line.x1 for line in small.lines))
    return left


def _host(small: Block, blocks: Sequence[Block], rules: Sequence[Rule], em: float, *, below: bool) -> Block | None:
    """The block directly below (or above) whose column holds the small one."""
    best: tuple[float, Block] | None = None
    x0, x1 = min(line.x0 for line in small.lines), max(line.x1 for line in small.lines)
    for block in blocks:
        if block is small or block.container != small.container:
            continue
        gap = block.top - small.bottom if below else small.top - block.bottom
        if not -0.6 * em <= gap <= 2.8 * em:
            continue
        if x0 < block.left - 0.6 * em or x1 > block.right + 3 * em or block.size > 1.3 * em:
            if len(block.lines) > 1:
                continue
            if x0 < block.left - 3 * em or x1 > block.right + 8 * em:
                continue
        y0, y1 = (small.bottom, block.top) if below else (block.bottom, small.top)
        if any(
            r.is_horizontal
            and y0 - 0.2 * em < r.top < y1 + 0.2 * em
            and min(r.x1, block.right) - max(r.x0, block.left) > 0.5 * block.width
            for r in rules
        ):
            continue
        if best is None or gap < best[0]:
            best = (gap, block)
    return best[1] if best else None


def describe(block: Block, profile: Profile, body_styles: set[tuple[int, float]]) -> StoryBlock:
    """Roles of the block's lines, its first and last words, and how it begins and ends."""
    font = block.font()
    roles = _line_roles(block, font, profile, body_styles)
    body = [k for k, role in enumerate(roles) if role == "body"] or list(range(len(block.lines)))
    first, last = body[0], body[-1]
    text = Block([block.lines[k] for k in body], block.left, block.right)
    middle = text.lines[len(body) // 2]
    jumps = [jump for k, line in enumerate(block.lines) if roles[k] == "jump" for jump in parse_jumps(line.text)]
    story = StoryBlock(
        block=block,
        roles=roles,
        x0=block.left,
        x1=block.right,
        top=block.top,
        bottom=block.bottom,
        size=middle.size,
        font=text.font() if any(style[0] == text.font() for style in body_styles) else -1,
        pitch=text.pitch(),
        container=block.container,
        head=block.lines[first].text[:12],
        tail="".join(block.lines[k].text for k in body[-2:])[-24:],
        rest=block.rest(last),
        is_narrow=block.width < 7 * middle.size,
    )
    story.opens = ends_open(story.tail)
    story.indented = [block.is_indented(k) for k in range(len(block.lines))]
    story.white = [block.white_at_end(k) for k in range(len(block.lines))]
    story.starts_paragraph = story.indented[first] or "subhead" in roles[:first]
    story.has_title = "subhead" in roles[:first]
    dated = _opens_with_dateline(block, first, profile) and (story.indented[first] or not any(story.indented))
    story.opens_story = dated or "byline" in roles[:first]
    story.is_signed = "byline" in roles[last + 1 :] and not story.opens
    story.is_signed |= names_photographer([line.text for line in block.lines[-1:]])
    story.jump_to = next((jump for jump in jumps if jump.direction == "to"), None)
    story.jump_from = next((jump for jump in jumps if jump.direction == "from"), None)
    return story


def _line_roles(block: Block, font: int, profile: Profile, body_styles: set[tuple[int, float]]) -> list[str]:
    roles: list[str] = []
    note_font: int | None = None
    for index, line in enumerate(block.lines):
        if _note_pattern().match(re.sub(r"\s", "", line.text)):
            note_font = line.font
        if (
            note_font is not None
            and line.font == note_font
            and (note_font != font or not block.is_indented(index) or roles[-1:] != ["note"])
        ):
            roles.append("note")
            continue
        note_font = None
        roles.append(_line_role(block, index, font, roles, profile, body_styles))
    return roles


@cache
def _note_pattern() -> re.Pattern[str]:
    return re.compile("|".join(read_vocabulary("captions")["notes"]))


def _line_role(
    block: Block, index: int, font: int, before: list[str], profile: Profile, body_styles: set[tuple[int, float]]
) -> str:
    line = block.lines[index]
    if parse_jumps(line.text):
        return "jump"
    marked = id(line) in block.subheads
    edge = index < 3 or index >= len(block.lines) - 2
    if edge and _BYLINE_WORDS.search(line.text) and is_byline(line.text, profile):
        return "byline"
    if not marked and line.font == font and (line.style in body_styles or line.size <= 1.04 * block.size):
        return "body"
    if _opens_with_dateline(block, index, profile) and not _is_title(block, index, body_styles):
        return "body"
    if is_byline(line.text, profile):
        return "byline"
    if before[-1:] == ["byline"] and _BARE_NAME.match(line.text) and line.font == block.lines[index - 1].font != font:
        return "byline"
    if marked:
        return "subhead"
    if before[-1:] == ["subhead"] and line.style == block.lines[index - 1].style and line.style not in body_styles:
        return "subhead"
    runs_on = (
        index > 0
        and before[-1] == "body"
        and block.rest(index - 1) < 1.0
        and block.lines[index - 1].text[-1:] not in "。！？”…）"
    )
    short = line.width < block.width - 1.6 * line.size
    return "subhead" if not runs_on and (short or _is_title(block, index, body_styles)) else "body"


def _is_title(block: Block, index: int, body_styles: set[tuple[int, float]]) -> bool:
    """A few lines in a face of their own, without a full stop, over an indented line of text."""
    style = block.lines[index].style
    end = index + 1
    while end < len(block.lines) and block.lines[end].style == style and not block.is_indented(end):
        end += 1
    if style in body_styles or end - index > LONGEST_TITLE or end == len(block.lines) or not block.is_indented(end):
        return False
    return all("。" not in line.text for line in block.lines[index:end])


def _opens_with_dateline(block: Block, index: int, profile: Profile) -> bool:
    """The line opens with a dateline, which may break off at its end (本报柬埔寨西哈努克港10月11|日电)."""
    text = "".join(line.text for line in block.lines[index : index + 2])
    return find_dateline(re.sub(r"\s", "", text), None, profile) is not None
