"""Standing titles (栏目, 简讯): the words, ornaments and tints by which a label is told from a headline."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.layout.glyph_lines import TextLine
from pipelines.layout.vocabulary import read_vocabulary
from pipelines.publications.profile import Profile
from pipelines.reading.page import Panel

ORNAMENTS = "—-·•|｜丨■◆●▲★◇□▶►◎☆△【】《》[]"  # what stands beside the words of a standing title


def is_label_text(text: str, profile: Profile) -> bool:
    """A standing title: of the profile, or from the vocabulary."""
    words = read_vocabulary("labels")
    text = text.strip(ORNAMENTS)
    return text in profile.column_titles or text in words["columns"] or heads_briefs(text)


def heads_briefs(text: str) -> bool:
    """The title announces briefs (简讯, 一句话新闻)."""
    words = read_vocabulary("labels")
    text = text.strip(ORNAMENTS)
    return len(text) <= 8 and any(text.endswith(word) for word in words["briefs"])


def in_small_panel(unit: list[TextLine], panels: Sequence[Panel]) -> bool:
    """White on a tint hardly larger than the words."""
    if len(unit) > 1 or len(unit[0].text) > 12:
        return False
    line = unit[0]
    for panel in panels:
        if panel.fill is None or not (
            panel.x0 <= line.middle <= panel.x1 and panel.top <= (line.top + line.bottom) / 2 <= panel.bottom
        ):
            continue
        if panel.bottom - panel.top <= 2.4 * line.size and panel.x1 - panel.x0 <= line.width + 4 * line.size:
            return True
    return False
