"""A headline without text in the middle of a story without headline (腰题)."""

from __future__ import annotations

from press import Sheet
from test_cut_stories import GUARD, PARK, cut, texts


def test_what_is_left_over_goes_together_where_no_single_block_tells_the_beginning() -> None:
    """Two columns above and below the headline, one past it; the headline is about what the story says at its end.

    All paragraphs but one end above the headline: by place and words of the first block alone it begins nowhere.
    """
    sheet = Sheet(480, 380)
    with sheet.article("a"):
        sheet.line(66, 111, "路口坚守保交通畅通", 22, font="Hei", role="headline")
        frames = [(20, 20, 130, 6), (20, 150, 130, 6), (170, 20, 130, 6), (170, 150, 130, 6), (320, 20, 130, 16)]
        assert not sheet.flow(frames, [*PARK, *GUARD], 10)
    page = cut(sheet)
    assert texts(page, "headline") == ["路口坚守保交通畅通"]
    assert len(texts(page)) == 1
