"""Kicker, headline and deck told apart by their words, where type sizes are unknown (text pages).

Each line of a headline group gets a score as headline; what stands above the best one is kicker, what stands below is
deck. The weights come from a logistic regression over 429 two-line groups of a national daily (odd days of a month; of
the groups of the even days 92 % come out right; two out of three are kicker and headline). Vocabulary:
`vocabulary/titles.yml`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.layout.page_cut import Role
from pipelines.layout.vocabulary import read_vocabulary

LONGEST_TITLE = 60  # characters; headlines of Chinese dailies seldom pass 40
_TOP_LEVEL = 4.0  # of the highest Markdown level of the group
_LAST_OF_THREE = -1.5


def title_roles(lines: Sequence[tuple[str, int | None]]) -> list[Role]:
    """The roles of a headline group's lines (text, Markdown level or None), in the order printed."""
    if not lines:
        return []
    levels = [level for _, level in lines if level is not None]
    scores = []
    for position, (text, level) in enumerate(lines):
        score = headline_score(text, position)
        score += _TOP_LEVEL if levels and level == min(levels) else 0.0
        score += _LAST_OF_THREE if position >= 2 else 0.0
        scores.append(score)
    best = scores.index(max(scores))
    return [
        "kicker" if position < best else "headline" if position == best else "deck" for position in range(len(lines))
    ]


def headline_score(text: str, position: int) -> float:
    """Log-odds (up to a constant) that a line is the headline of its group; `position` from 0."""
    words = read_vocabulary("titles")
    is_kicker, is_deck = text.endswith(words["kicker_endings"]), text.endswith(words["deck_endings"])
    opens_deck, has_comma = text.startswith(words["deck_openings"]), re.search(r"[，,]", text) is not None
    score = -0.03 * len(text)
    score += 0.4 if re.search(r"\S[ \u3000]\S", text) else 0.0  # two clauses on one line
    score += (
        2.7 if re.search(r".{4,}[(（][^()（）]{2,16}[)）]$", text) else 0.0
    )  # a series is named behind the headline
    score += 1.0 if re.search(r"[“《]", text) else 0.0
    score += 0.5 if re.search(r"[：:]", text) else 0.0
    score -= 1.2 if "、" in text else 0.0
    score -= 0.5 if re.search(r"\d", text) else 0.0
    score -= 1.1 if len(text) <= 8 else 0.5 if len(text) >= 20 else 0.0
    score -= 1.7 * is_kicker + 1.05 * is_deck + 0.85 * opens_deck + 0.25 * has_comma
    if position == 0:
        return score - 1.6 * is_kicker - 0.3 * text.endswith(words["kicker_verbs"]) - 0.75 * has_comma
    return score + 0.5 - 2.3 * opens_deck - 1.05 * is_deck + 0.5 * has_comma


def split_kicker(text: str) -> list[str]:
    """Kicker and headline on one line (…作出重要指示强调 更加注重…) come apart at the blank; other lines stay whole."""
    if len(text) > 2 * LONGEST_TITLE or re.search(r"[。；]", text):
        return [text]
    for blank in re.finditer(r"[ \u3000]+", text):
        left, right = text[: blank.start()], text[blank.end() :]
        if left.endswith(read_vocabulary("titles")["kicker_endings"]) and len(left) >= 6 and len(right) >= 4:
            return [left, right]
    return [text]
