"""Half-width punctuation as full-width, so that a rule about sentences needs one form of each mark only."""

from __future__ import annotations

import re

_FULL = {",": "，", ";": "；", "!": "！", "?": "？"}
_HALF = re.compile(r"(?<![0-9])[,;!?]|[,;!?](?![0-9])")  # 1,152 is a number
_NEEDS = re.compile(r"[,;!?]")


def folded(text: str) -> str:
    """The text with `,;!?` written full-width, except within numbers; offsets stay as they are."""
    if _NEEDS.search(text) is None:
        return text
    return _HALF.sub(lambda mark: _FULL[mark.group()], text)
