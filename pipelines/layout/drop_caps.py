"""Drop caps (首字下沉): a large first character that the first lines of a text stand beside."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.layout.blocks import join_pieces
from pipelines.layout.glyph_lines import TextLine

SMALLEST = 1.5  # times the size of the text
DEEPEST = 5  # lines beside it


def attach_drop_caps(big: Sequence[TextLine], small: Sequence[TextLine]) -> tuple[list[TextLine], list[TextLine]]:
    """Puts each drop cap at the head of the first line beside it; the lines beside start at the column's edge.

    A drop cap is a single large character with at least two lines of text close to its right, and text below both.
    """
    heads, lines = [], list(small)
    for cap in big:
        beside = _lines_beside(cap, lines) if len(cap.text) == 1 and not cap.vertical else []
        if not beside:
            heads.append(cap)
            continue
        for line in beside[1:]:
            line.x0 = cap.x0
        first = join_pieces(cap, beside[0])
        first.top, first.bottom = beside[0].top, beside[0].bottom
        lines[next(k for k, line in enumerate(lines) if line is beside[0])] = first
    return heads, lines


def _lines_beside(cap: TextLine, lines: Sequence[TextLine]) -> list[TextLine]:
    beside = [
        line
        for line in lines
        if -0.3 * line.size < line.x0 - cap.x1 < 1.2 * line.size
        and (line.top + line.bottom) / 2 > cap.top
        and (line.top + line.bottom) / 2 < cap.bottom
        and cap.size >= SMALLEST * line.size
        and line.width > 3 * line.size
    ]
    beside.sort(key=lambda line: line.top)
    if not 2 <= len(beside) <= DEEPEST:
        return []
    last = beside[-1]
    below = any(
        abs(line.x0 - cap.x0) < 0.6 * line.size and 0 < line.top - last.top < 3.5 * last.size and line.font == last.font
        for line in lines
    )
    return beside if below else []
