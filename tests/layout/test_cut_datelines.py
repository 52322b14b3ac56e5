"""A dateline in a face of its own stands in the row that it opens, though the face sets whole columns elsewhere."""

from __future__ import annotations

import pytest
from press import Sheet
from test_cut_stories import GUARD, PARK, columns, cut, texts


@pytest.mark.parametrize("dateline", ["新华社北京1月9日电", "株洲日报讯"])
def test_a_dateline_in_the_face_of_another_story_opens_its_own(dateline: str) -> None:
    """Two faces that both set columns, seven tenths of an em apart, are two lines; the dateline joins them again."""
    sheet = Sheet(480, 420)
    with sheet.article("a"):
        sheet.line(20, 20, "园区项目引进", 24, font="Hei", role="headline")
        edge = sheet.line(40, 60, dateline, 10, font="Hei")
        frames = [(edge + 7, 60.0, 233 - edge, 1), (20.0, 73.0, 220.0, 5), *columns(254, 60, 206, 14, 1, 8)]
        assert not sheet.flow(frames, ["".join(PARK)], 10, indent=0)
    sheet.level(20, 460, 190)
    with sheet.article("b"):
        sheet.line(20, 204, "路口坚守保交通畅通", 24, font="Hei", role="headline")
        assert not sheet.flow(columns(20, 240, 213, 14, 2, 10), GUARD, 10, font="Hei")
    expected = ["园区项目引进" + dateline + "".join(PARK), "路口坚守保交通畅通" + "".join(GUARD)]
    assert texts(cut(sheet)) == expected
