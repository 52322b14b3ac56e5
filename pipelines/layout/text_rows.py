"""The role of each row of a page text: what geometry tells elsewhere, read from words.

Bylines and datelines are anchors; the short rows above an anchor are its titles. Jumps, credits, notes and furniture
are known by their form. Rows come from `text_lines`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from pipelines.layout.bylines import is_byline, read_byline, read_credit
from pipelines.layout.continuation import SENTENCE_ENDS, ends_open, junction_gain, starts_open, unclosed
from pipelines.layout.datelines import find_dateline
from pipelines.layout.genres import is_notice_title, is_sidebar_title
from pipelines.layout.jumps import normal_page_label, parse_jumps
from pipelines.layout.masthead import is_masthead_piece
from pipelines.layout.page_cut import Role
from pipelines.layout.text_lines import Row
from pipelines.layout.text_titles import LONGEST_TITLE, title_roles
from pipelines.layout.vocabulary import read_vocabulary
from pipelines.publications.profile import Profile

_LONGEST_CAPTION = 100
_LONGEST_ORNAMENTED = 16  # □ 王强 王芳: names behind an ornament
_MOST_TITLE_ROWS = 5


def assign_roles(rows: Sequence[Row], profile: Profile) -> None:
    """Sets the role of each row in place."""
    _assign_furniture(rows, profile)
    for row in rows:
        if row.role == "body":
            row.role = _role_by_form(row, profile)
            # a dateline in brackets closes a story
            opens = row.role == "body" and row.text[0] not in "(（【" and find_dateline(row.text, None, profile)
            row.opens = bool(opens)
    for before, row in pairwise(rows):
        row.closes = before.role == "body" and not ends_open(before.text) and _is_closing(row, profile)
    for index in _anchors(rows):
        group = [rows[i] for i in _title_group(rows, index)]
        for row, role in zip(group, title_roles([(row.text, row.level) for row in group]), strict=True):
            row.role = role
    for index, row in enumerate(rows):
        if row.role == "body" and _is_lone_title(rows, index):
            row.role = "subhead"
    _assign_headlines_without_anchor(rows)


def stands_alone(text: str, profile: Profile) -> bool:
    """The line begins a row whatever stands above it: byline, dateline, jump, heading of sidebar or notices."""
    headings = is_sidebar_title(text) or (len(text) < 12 and is_notice_title(text))
    return (
        headings
        or bool(parse_jumps(text))
        or is_byline(text, profile)
        or find_dateline(text, None, profile) is not None
    )


def _assign_furniture(rows: Sequence[Row], profile: Profile) -> None:
    """The masthead at the head of the page, folio lines at head and foot, and furniture anywhere."""
    for row in rows:
        if not is_masthead_piece(row.text, profile, at_head=True):
            break
        row.role = "masthead"
    for row in rows:
        if row.role == "body" and is_masthead_piece(row.text, profile, at_head=False):
            row.role = "folio" if _says_where(row.text, profile) else "other"


def _says_where(text: str, profile: Profile) -> bool:
    """A folio names date, page or editors; what else is furniture (扫一扫…) is just kept out."""
    editors = [c for c in read_byline(text, profile) if c.role == "editor"]
    return bool(editors) or bool(re.search(r"\d{4}年\d{1,2}月\d{1,2}日", text)) or normal_page_label(text) is not None


def _role_by_form(row: Row, profile: Profile) -> Role:
    text = row.text
    if parse_jumps(text):
        return "jump"
    ornamented = len(text) <= _LONGEST_ORNAMENTED and text[0] in read_vocabulary("bylines")["ornaments"]
    if is_byline(text, profile) or (ornamented and read_byline(text, profile)):
        return "byline"
    if is_sidebar_title(text):
        return "subhead"
    if text.startswith(read_vocabulary("genres")["notes"]) or text.lstrip("【[").startswith(
        read_vocabulary("genres")["notes"]
    ):
        return "note"
    if len(text) <= _LONGEST_CAPTION and row.level is None:
        if read_credit(text, profile):
            return "credit" if len(text) <= 20 and not re.search(r"[。！？，,]", text) else "caption"
        if text.startswith(read_vocabulary("genres")["captions"]):
            return "caption"
    if text.startswith("|") and text.endswith("|"):
        return "table"
    return "body"


def _anchors(rows: Sequence[Row]) -> list[int]:
    """Rows that open a story: the first of a run of bylines, or a dateline without a byline before it."""
    anchors = []
    for index, row in enumerate(rows):
        before = rows[index - 1] if index else None
        if (row.role == "byline" or row.opens) and not row.closes and not (before and before.role == "byline"):
            anchors.append(index)
    return anchors


def _is_closing(row: Row, profile: Profile) -> bool:
    if not is_bracketed(row.text):
        return False
    inner = row.text[1:-1]
    said = inner.startswith(read_vocabulary("titles")["closing_brackets"])
    return row.role == "byline" or said or find_dateline(inner, None, profile) is not None


def is_bracketed(text: str) -> bool:
    """The row is one bracket: `（本报北京1月14日电）`, `（作者为…）`; such rows close a story."""
    return re.fullmatch(r"[(（【][^()（）【】]+[)）】]", text) is not None


def _title_group(rows: Sequence[Row], anchor: int) -> list[int]:
    """Indices of the rows above an anchor that make its titles, in order."""
    group: list[int] = []
    marked = any(row.level for row in rows)
    index = anchor - 1
    while index >= 0 and rows[index].role == "note":
        index -= 1
    while index >= 0 and len(group) < _MOST_TITLE_ROWS and _may_be_title(rows, index):
        seen_heading = any(rows[i].level for i in group)
        if marked and seen_heading and rows[index].level is None:
            break  # plain text above a marked heading belongs to the story before
        group.append(index)
        index -= 1
    while marked and group and rows[group[-1]].level is None and any(rows[i].level for i in group):
        group.pop()
    return group[::-1]


def _may_be_title(rows: Sequence[Row], index: int) -> bool:
    row = rows[index]
    text = row.text
    if (
        row.role not in ("body",)
        or row.opens
        or len(text) > LONGEST_TITLE
        or is_sidebar_title(text)
        or is_bracketed(text)
    ):
        return False
    if text[-1] in "。；;，,、" or unclosed(text) or re.search(r"[。;；]", text):
        return False
    # plain text with commas is prose that a column or the extraction broke off
    is_prose = row.level is None and re.search(r"[，,]", text) and len(text) > 25 and not text.endswith("——")
    return not is_prose


def _is_lone_title(rows: Sequence[Row], index: int) -> bool:
    """A marked heading, or (in texts without marks) a short line between ended paragraphs."""
    row = rows[index]
    if row.level is not None:
        return True
    if any(other.level for other in rows) or not _may_be_title(rows, index) or len(row.text) > 30:
        return False
    before = rows[index - 1] if index else None
    after = rows[index + 1] if index + 1 < len(rows) else None
    ended = before is None or before.role != "body" or before.text.rstrip("”’）)")[-1:] in SENTENCE_ENDS
    follows = after is not None and after.role == "body" and len(after.text) > len(row.text)
    return ended and follows and not _runs_on(row.text, after.text if after else "")


def _runs_on(left: str, right: str) -> bool:
    """A short line that the next one completes is prose, not a title."""
    return starts_open(right) or junction_gain(left, right) > 2.0


def _assign_headlines_without_anchor(rows: Sequence[Row]) -> None:
    """Marked headings as high as the headlines of other stories, and headings of notices, open something new."""
    headline_levels = [row.level for row in rows if row.role == "headline" and row.level is not None]
    usual = max(set(headline_levels), key=headline_levels.count) if headline_levels else None
    for row in rows:
        if row.role != "subhead":
            continue
        if is_notice_title(row.text) or (usual is not None and row.level is not None and row.level <= usual):
            row.role = "headline"
