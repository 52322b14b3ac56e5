"""Cuts a page that was delivered as text (a text layer's extraction, or an OCR in Markdown) into its articles.

Rows get roles from their words (`text_rows`), titles and printed jumps open stories, and the flow of sentences
(`text_flow`) brings torn paragraphs together, lets interleaved stories come apart and drops what is printed twice. The
result is the same `PageCut` that a page with geometry gives, without boxes. How it decides is told in docs/assembly.md.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipelines.layout.continuation import Overlap
from pipelines.layout.drafts import INFERRED_JUMP, TRUNCATED
from pipelines.layout.genres import is_notice_title, is_sidebar_title, is_standing_title
from pipelines.layout.jumps import Jump, parse_jumps
from pipelines.layout.page_cut import CutArticle, CutLine, PageCut, RegionKind
from pipelines.layout.text_flow import Flow, FlowRow, find_doubles, find_flow
from pipelines.layout.text_lines import Row, read_rows
from pipelines.layout.text_rows import assign_roles, stands_alone
from pipelines.publications.profile import Profile
from pipelines.reading.page import TextPage

_SOUND, _MENDED, _HEADLESS = 0.9, 0.75, 0.6  # confidence: nothing to decide; rows brought together; no title of its own
_HEADINGS = ("kicker", "headline", "deck", "byline", "subhead", "jump")  # a sentence does not run through these
_MARKERS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


@dataclass(slots=True)
class _Story:
    """A story under construction: indices of its rows in the order read."""

    rows: list[int] = field(default_factory=list)
    kind: RegionKind = "article"
    jump_to: Jump | None = None
    jump_from: Jump | None = None
    parent: int | None = None
    column_title: str | None = None
    is_sidebar: bool = False
    is_stray: bool = False  # begins in the middle, without title or opening
    is_closed: bool = False  # a closing bracket (（记者…）, （作者为…）) has been read
    evidence: dict[str, float | str] = field(default_factory=dict)


def cut_text_page(page: TextPage, profile: Profile) -> PageCut:
    """The cut of a text page: a line per line of the file, in its order; `reading_order` tells the order read.

    Rows printed twice stay in `lines` with role `other` and no article, and are named in `remarks`, as are rows that
    were brought together over a distance and stories that break off.
    """
    rows = read_rows(page.text, lambda text: stands_alone(text, profile))
    assign_roles(rows, profile)
    stories = _stories(rows, profile)
    remarks = list(page.remarks)
    _leave_out_doubles(rows, stories, remarks)
    joined = _mend(rows, stories, remarks)
    stories = [story for story in stories if story.rows]
    _attach_captions(rows, stories)
    _infer_lost_marker(stories, remarks)
    return PageCut(
        page.source_page, None, None, _lines(rows, stories, joined), _articles(rows, stories), tuple(remarks)
    )


def _stories(rows: Sequence[Row], profile: Profile) -> list[_Story]:
    """Stories in the order of the file: titles, openings, jumps and headings of notices and sidebars begin one."""
    stories: list[_Story] = []
    current: _Story | None = None
    main: _Story | None = None  # the story that a sidebar belongs to
    for index, row in enumerate(rows):
        before = rows[index - 1] if index else None
        if row.role in ("masthead", "folio", "other", "caption", "credit"):
            continue
        if current is not None and current.is_closed and row.role in ("body", "subhead"):
            current = _Story(is_stray=True)
            stories.append(current)
        behind = rows[index + 1] if index + 1 < len(rows) else None
        story = _opened_by(row, before, behind, current, profile)
        if story is not None:
            if story.is_sidebar and main is not None:
                story.parent = stories.index(main)
            elif not story.is_sidebar:
                main = story
            stories.append(story)
            current = story
        elif current is None:
            if row.role == "subhead":
                row.role = "headline"  # nothing stands above it that it could part
            current = main = _Story(is_stray=row.role != "headline")
            stories.append(current)
        _take(row, index, current, before)
    return stories


def _opened_by(
    row: Row, before: Row | None, behind: Row | None, current: _Story | None, profile: Profile
) -> _Story | None:
    """A new story when this row begins one."""
    titles = ("kicker", "headline", "deck")
    if row.role in titles and current is not None and current.column_title is not None and len(current.rows) == 1:
        return None  # below its standing title
    if row.role in titles and not (before and before.role in titles):
        standing = is_standing_title(row.text, profile) and behind is not None and behind.role in titles
        kind: RegionKind = "notice" if is_notice_title(row.text) else "article"
        return _Story(kind=kind, column_title=row.text if standing else None)
    # between two paragraphs a byline opens the next story; before a title it closes the one above
    opens_story = current is None or (behind is not None and behind.role in ("body", "byline"))
    above_is_title = before is not None and before.role in (*titles, "byline", "note")
    if row.role == "byline" and opens_story and not row.closes and not above_is_title:
        return _Story()
    if row.opens and not above_is_title:
        return _Story()
    if row.role == "subhead" and is_sidebar_title(row.text):
        return _Story(column_title=re.sub(r"[^\w·]", "", row.text), is_sidebar=True)
    if row.role == "jump" and (jump := _jump(row, "from")) is not None:
        return _Story(jump_from=jump)
    return None


def _take(row: Row, index: int, story: _Story, before: Row | None) -> None:
    story.rows.append(index)
    story.is_closed = row.closes
    if row.role == "jump":
        story.jump_to = story.jump_to or _jump(row, "to")
    elif story.column_title is not None and len(story.rows) == 1:
        row.role = "other"  # a standing title is no part of the text
    elif row.role == "subhead" and before is not None and is_sidebar_title(before.text):
        row.role = "headline"
    elif story.kind == "notice" and row.role in ("body", "subhead"):
        row.role = "notice"


def _jump(row: Row, direction: str) -> Jump | None:
    return next((jump for jump in parse_jumps(row.text) if jump.direction == direction), None)


# ------------------------------------------------------------------------------------ doubles, flow


def _flow_rows(rows: Sequence[Row], stories: Sequence[_Story]) -> tuple[list[int], list[FlowRow], dict[int, int]]:
    """Body rows (their indices in the file), as the flow sees them, and which of them is printed right below which."""
    story_of = {index: number for number, story in enumerate(stories) for index in story.rows}
    body = [index for index in sorted(story_of) if rows[index].role == "body"]
    flow_rows = []
    for index in body:
        above = rows[index - 1] if index else None
        follows_title = above is not None and above.role in _HEADINGS and not above.closes
        story = stories[story_of[index]]
        title = "".join(rows[i].text for i in story.rows if rows[i].role in ("kicker", "headline", "deck"))
        may_follow = not rows[index].opens and not follows_title
        flow_rows.append(FlowRow(rows[index].text, story_of[index], may_follow, title))
    below = {
        number: number + 1
        for number, (index, following) in enumerate(pairwise(body))
        if story_of[index] == story_of[following] and _nothing_between(rows, stories[story_of[index]], index, following)
    }
    return body, flow_rows, below


def _nothing_between(rows: Sequence[Row], story: _Story, index: int, following: int) -> bool:
    """Captions, furniture and doubled rows may stand between two rows of a paragraph; subheads and jumps may not."""
    between = range(index + 1, following)
    return all(rows[i].role in ("caption", "credit", "other", "folio") and i not in story.rows for i in between)


def _leave_out_doubles(rows: Sequence[Row], stories: Sequence[_Story], remarks: list[str]) -> None:
    body, flow_rows, below = _flow_rows(rows, stories)
    for left_out, kept in find_doubles(flow_rows, below).items():
        copy, original = body[left_out], body[kept]
        rows[copy].role = "other"
        for story in stories:
            if copy in story.rows:
                story.rows.remove(copy)
        first = f"kept at line {rows[original].file_line}"
        remarks.append(f"line {rows[copy].file_line}: printed twice, {first}: {rows[copy].text[:20]}…")


def _mend(rows: Sequence[Row], stories: list[_Story], remarks: list[str]) -> set[int]:
    """Moves rows to where their sentence began; returns the rows that continue the paragraph of the row before them."""
    body, flow_rows, below = _flow_rows(rows, stories)
    flow = find_flow(flow_rows, below)
    follows = {body[left]: body[right] for left, right in flow.follows.items()}
    next_in_file = {body[left]: body[right] for left, right in below.items()}
    moved = {right for left, right in follows.items() if next_in_file.get(left) != right}
    fragments = _break_up(stories, moved | {body[row] for row in flow.strays})
    for left, right in follows.items():
        if right in moved:
            _insert_after(stories, fragments, left, right)
            junction = f"…{rows[left].text[-6:]}|{rows[right].text[:6]}…"
            remarks.append(f"line {rows[right].file_line}: continues line {rows[left].file_line}: {junction}")
    for start, fragment in fragments.items():
        if start not in moved:
            stories.append(fragment)
            remarks.append(f"line {rows[start].file_line}: begins inside a sentence: {rows[start].text[:12]}…")
    stories.sort(key=lambda story: min(story.rows, default=len(rows)))
    _mark_truncated(rows, stories, flow, body, remarks)
    return set(follows.values())


def _break_up(stories: Sequence[_Story], starts: set[int]) -> dict[int, _Story]:
    """Takes fragments out of the stories: each begins at one of `starts` and ends before the next one or a subhead."""
    fragments: dict[int, _Story] = {}
    for story in stories:
        kept: list[int] = []
        fragment: _Story | None = None
        for index in story.rows:
            if index in starts:
                fragment = fragments[index] = _Story(is_stray=True)
            (kept if fragment is None else fragment.rows).append(index)
        story.rows = kept
    return fragments


def _insert_after(stories: Sequence[_Story], fragments: dict[int, _Story], left: int, right: int) -> None:
    """Puts the fragment that begins at `right` behind the row `left`, wherever that row is by now."""
    piece = fragments[right].rows
    for story in [*stories, *fragments.values()]:
        if left in story.rows and right not in story.rows:
            at = story.rows.index(left) + 1
            story.rows[at:at] = piece
            story.evidence["rows brought together"] = float(story.evidence.get("rows brought together", 0.0)) + len(
                piece
            )
            fragments[right].rows = []
            return


def _mark_truncated(
    rows: Sequence[Row], stories: Sequence[_Story], flow: Flow, body: Sequence[int], remarks: list[str]
) -> None:
    broken = {body[row] for row in flow.broken}
    for story in stories:
        last = next((index for index in reversed(story.rows) if rows[index].role == "body"), None)
        if last in broken and last is not None and story.jump_to is None:
            story.evidence[TRUNCATED] = f"breaks off: …{rows[last].text[-8:]}"
            remarks.append(f"line {rows[last].file_line}: breaks off inside a sentence: …{rows[last].text[-8:]}")


# --------------------------------------------------------------------------- captions, lost markers


def _attach_captions(rows: Sequence[Row], stories: Sequence[_Story]) -> None:
    """A caption goes to the story before or behind it, whichever shares more of its words."""
    texts = ["".join(rows[i].text for i in story.rows) for story in stories]
    overlap = Overlap(texts)
    captions = [index for index, row in enumerate(rows) if row.role in ("caption", "credit")]
    for index in captions:
        starts = [min(story.rows) for story in stories]
        before = max((k for k, start in enumerate(starts) if start < index), key=lambda k: starts[k], default=None)
        behind = min((k for k, start in enumerate(starts) if start > index), key=lambda k: starts[k], default=None)
        near = [k for k in (before, behind) if k is not None]
        if near:
            owner = max(near, key=lambda k: overlap(rows[index].text, texts[k]))
            stories[owner].rows.append(index)


def _infer_lost_marker(stories: Sequence[_Story], remarks: list[str]) -> None:
    """A headless fragment right before `上接A1版②` is the first of the series when no ① is printed on the page."""
    for story, following in pairwise(stories):
        jump = following.jump_from
        printed = jump.marker if jump else None
        if not story.is_stray or story.jump_from or not jump or not printed or printed not in _MARKERS[1:]:
            continue
        marker = _MARKERS[_MARKERS.index(printed) - 1]
        if not any(other.jump_from and other.jump_from.marker == marker for other in stories):
            reference = jump.text.replace(printed, marker)
            story.evidence[INFERRED_JUMP] = reference
            remarks.append(f"a fragment without reference before {jump.text} is taken for {reference}")


# ------------------------------------------------------------------------------------------ results


def _lines(rows: Sequence[Row], stories: Sequence[_Story], joined: set[int]) -> list[CutLine]:
    by_row = [[CutLine(text=text, block=index, role=row.role) for text in row.lines] for index, row in enumerate(rows)]
    for number, story in enumerate(stories):
        paragraph, order = -1, 0
        for index in story.rows:
            in_text = rows[index].role in ("body", "subhead", "notice", "note", "table")
            continues = index in joined and order > 0 and paragraph >= 0
            paragraph += 1 if in_text and not continues else 0
            for line in by_row[index]:
                line.article, line.reading_order, line.confidence = number, order, _confidence(story)
                line.paragraph = paragraph if in_text else None
                order += 1
            by_row[index][0].starts_paragraph = in_text and not continues and not (story.is_stray and paragraph == 0)
    return [line for lines in by_row for line in lines]


def _articles(rows: Sequence[Row], stories: Sequence[_Story]) -> list[CutArticle]:
    return [
        CutArticle(
            kind=story.kind,
            jump_to=story.jump_to.text if story.jump_to else None,
            jump_from=story.jump_from.text if story.jump_from else None,
            column_title=story.column_title,
            parent=story.parent,
            confidence=_confidence(story),
            evidence=story.evidence,
        )
        for story in stories
    ]


def _confidence(story: _Story) -> float:
    if story.is_stray:
        return _HEADLESS
    return _MENDED if "rows brought together" in story.evidence else _SOUND
