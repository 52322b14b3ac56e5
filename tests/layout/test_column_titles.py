"""Titles set into columns are headlines of briefs, or subheads; a headline may stand in the middle of its columns."""

from __future__ import annotations

import pytest
from press import Sheet
from test_cut_stories import GUARD, PARK, TRIP, columns, cut, texts

BRIEFS = (
    ("园区项目引进", "本报讯（记者高晓燕）" + PARK[0]),
    ("跨省通办签约", "本报讯（记者刘毅）" + TRIP[0]),
    ("路口坚守", "本报讯（记者刘平）" + GUARD[0]),
)


def briefs(label: str, mark: str, size: float) -> Sheet:
    """Three briefs in one column under a label, the titles in bold type."""
    sheet = Sheet(300, 420)
    sheet.line(20, 20, label, 14, font="Hei", role="other")
    y = 44.0
    for headline, text in BRIEFS:
        with sheet.article(headline):
            sheet.line(20, y, mark + headline, size, font="Hei", role="headline")
            assert not sheet.flow([(20, y + 1.3 * size, 260, 8)], [text], 10)
        y += 1.3 * size + 13 * 6
    return sheet


@pytest.mark.parametrize("label", ["■ 简讯", "—— 要闻速递 ——", "株洲一周"])
@pytest.mark.parametrize(("mark", "size"), [("", 10.0), ("■", 10.0), ("", 11.5)])
def test_titles_under_one_label_head_stories(label: str, mark: str, size: float) -> None:
    """The label is in the vocabulary, whatever ornaments it has; or the texts under the titles open with datelines."""
    assert texts(cut(briefs(label, mark, size))) == [mark + headline + text for headline, text in BRIEFS]


def test_a_bulleted_line_inside_a_story_is_a_subhead() -> None:
    """No label, no dateline, and the text above and below it is about the same things."""
    first, second = GUARD[0] + GUARD[1], GUARD[2]
    sheet = Sheet(300, 420)
    with sheet.article("a"):
        sheet.line(20, 20, "路口坚守保交通畅通", 24, font="Hei", role="headline")
        assert not sheet.flow([(20, 60, 260, 10)], [first], 10)
        sheet.line(20, 60 + 13 * 8, "◆交警连轴转", 10, font="Hei", role="subhead")
        assert not sheet.flow([(20, 60 + 13 * 9, 260, 10)], [second], 10)
    page = cut(sheet)
    assert texts(page, "headline", "body", "subhead") == ["路口坚守保交通畅通" + first + "◆交警连轴转" + second]
    assert [line.role for line in page.lines if line.text.startswith("◆")] == ["subhead"]


def test_a_headline_in_the_middle_of_its_columns_has_the_text_around_it() -> None:
    """腰题: the story begins in the first column, above the headline, and its paragraphs end right above it."""
    story = [GUARD[0], GUARD[1], GUARD[2], *GUARD]
    sheet = Sheet(480, 360)
    with sheet.article("a"):
        frames = [
            (20, 20, 130, 24),
            (170, 20, 130, 9),
            (170, 200, 130, 10),
            (320, 20, 130, 9),
            (320, 200, 130, 14),
        ]
        sheet.line(180, 155, "路口坚守保交通畅通", 24, font="Hei", role="headline")
        assert not sheet.flow(frames, story, 10)
    assert texts(cut(sheet)) == ["路口坚守保交通畅通" + "".join(story)]


def test_words_find_the_headline_where_place_does_not() -> None:
    """A headline at the right of its columns, beside one over its own: white only, no rule, no indent, one type."""
    sheet = Sheet(640, 300)
    with sheet.article("a"):
        sheet.line(20, 20, "芦淞安源两地政务服务跨省通办", 20, font="Hei", role="headline")
        assert not sheet.flow(columns(20, 54, 140, 14, 2, 14), TRIP, 10, indent=0)
    with sheet.article("b"):
        sheet.line(482, 20, "园区项目引进", 20, font="Hei", role="headline")
        frames = [(328, 20, 140, 15), (482, 54, 140, 15)]
        assert not sheet.flow(frames, PARK, 10, indent=0)
    expected = ["芦淞安源两地政务服务跨省通办" + "".join(TRIP), "园区项目引进" + "".join(PARK)]
    assert sorted(texts(cut(sheet))) == sorted(expected)


def test_a_label_over_a_rule_belongs_to_the_headline_below_and_owns_no_text() -> None:
    """The story's last column runs past the headline, level with the label; no vocabulary knows the label."""
    sheet = Sheet(480, 330)
    sheet.line(20, 20, "生态家园", 16, font="Kai", role="other")
    sheet.level(20, 310, 40)
    with sheet.article("a"):
        sheet.line(30, 54, "路口坚守保交通畅通", 24, font="Hei", role="headline")
        frames = [(20, 90, 140, 12), (170, 90, 140, 12), (320, 20, 140, 20)]
        assert not sheet.flow(frames, [*GUARD, GUARD[0]], 10)
    page = cut(sheet)
    assert texts(page) == ["路口坚守保交通畅通" + "".join([*GUARD, GUARD[0]])]
    assert [article.column_title for article in page.articles] == ["生态家园"]


def test_a_picture_story_takes_no_text_across_a_rule() -> None:
    """Picture, headline, caption with its credit, a rule; the column below is the last of the story at its left."""
    sheet = Sheet(480, 420)
    with sheet.article("a"):
        sheet.picture(320, 20, 460, 110)
        sheet.centred(320, 460, 114, "绚丽灯光", 16, font="Hei", role="headline")
        sheet.line(320, 134, "夜景灯光扮靓节日。王强摄", 9, font="Kai", role="caption")
    sheet.level(20, 460, 150)
    with sheet.article("b"):
        sheet.line(30, 160, "路口坚守保交通畅通", 24, font="Hei", role="headline")
        frames = [(20, 196, 140, 12), (170, 196, 140, 12), (320, 160, 140, 14)]
        assert not sheet.flow(frames, [*GUARD, GUARD[0]], 10)
    assert texts(cut(sheet))[1:] == ["路口坚守保交通畅通" + "".join([*GUARD, GUARD[0]])]
