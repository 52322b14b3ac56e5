"""The genre of an article, by rules over what is printed; the words are in `vocabulary/genres.yml`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.layout.articles import Contributor
from pipelines.layout.datelines import Dateline
from pipelines.layout.vocabulary import read_vocabulary
from pipelines.publications.profile import Profile

# Characters of body text: what is shorter is a photo's text, or a brief. Both are lengths of text, not of the page.
_PHOTO_TEXT = 60
_BRIEF_TEXT = 180


def genre_of(
    kind: str,
    headline: str | None,
    column_title: str | None,
    text: str,
    captions: Sequence[str],
    bylines: Sequence[str],
    contributors: Sequence[Contributor],
    dateline: Dateline | None,
    is_continuation: bool,
    is_follow_up: bool,
    goes_on: bool,
) -> str:
    """One of the model's genres; the first rule that holds decides, in the order of the code.

    notice, ad: the region is one · continuation: its beginning is not in this edition · photo: captions with hardly any
    text · commentary: says so in its standing title or byline · wire: an agency's dateline · brief: short, or under a
    briefs title · feature: signed, without dateline, and no follow-up · news: the rest with text · other: nothing of it
    """
    if kind in ("notice", "ad"):
        return kind
    if is_continuation:
        return "continuation"
    length = len(re.sub(r"\s", "", text))
    if captions and length < _PHOTO_TEXT:
        return "photo"
    if not length:
        return "other"
    # of a story that goes on elsewhere the length is not known
    length = _BRIEF_TEXT if goes_on else length
    return _genre_of_text(length, headline, column_title, bylines, contributors, dateline, is_follow_up)


def _genre_of_text(
    length: int,
    headline: str | None,
    column_title: str | None,
    bylines: Sequence[str],
    contributors: Sequence[Contributor],
    dateline: Dateline | None,
    is_follow_up: bool,
) -> str:
    words = read_vocabulary("genres")
    if any(word in (column_title or "") for word in words["commentary"]) or any("评论员" in line for line in bylines):
        return "commentary"
    if dateline and dateline.is_wire:
        return "wire"
    signed = any(c.role in ("reporter", "correspondent", "author", "intern") for c in contributors)
    if any(word in (column_title or "") for word in words["briefs"]) or (length < _BRIEF_TEXT and not signed):
        return "brief"
    if signed and dateline is None and not is_follow_up:
        return "feature"
    return "news" if headline or dateline or signed else "other"


def is_sidebar_title(text: str) -> bool:
    """A standing title of a text beside the main story: `新闻链接`, `■相关链接`."""
    return re.sub(r"[^\u4e00-\u9fff]", "", text) in read_vocabulary("genres")["sidebars"]


def is_standing_title(text: str, profile: Profile) -> bool:
    """The standing title of a column: one of the profile's, or one that dailies share (综合短讯, 今日谈)."""
    bare = re.sub(r"[^\u4e00-\u9fff·]", "", text)
    words = read_vocabulary("genres")
    return bare in (*profile.column_titles, *words["briefs"], *words["commentary"])


def is_notice_title(text: str) -> bool:
    """A heading over notices: it ends with a notice word, or is one with a few words around it (下列证件 声明作废)."""
    bare = re.sub(r"[^\u4e00-\u9fff]", "", text)
    return (
        len(bare) <= 24 and text.rstrip()[-1:] not in "。，；" and bare.endswith(read_vocabulary("genres")["notices"])
    )
