"""Glyphs to lines: what is one line, what is two columns, what stands upright."""

from __future__ import annotations

import pytest
from press import Sheet

from pipelines.layout.glyph_lines import TextLine, body_size, find_lines

LEFT = "市领导王洪斌、羊贵平、何朝晖、顾峰，高新区党工委"
RIGHT = "在醴陵，一行人考察了中建材碲化镉薄膜发电玻璃项目"


def lines_of(sheet: Sheet, seed: int | None = 3) -> list[TextLine]:
    reading = sheet.reading(seed=seed)
    return find_lines(reading.glyphs, reading.rules, body_size(reading.glyphs))


def texts(sheet: Sheet) -> list[str]:
    return [line.text for line in lines_of(sheet)]


@pytest.mark.parametrize("gutter", [0.9, 1.2, 2.0])
def test_two_columns_side_by_side_are_two_lines_a_row(gutter: float) -> None:
    sheet = Sheet(600, 200)
    for row in range(4):
        sheet.line(20, 20 + 13 * row, LEFT, 10)
        sheet.line(20 + 10 * (len(LEFT) + gutter), 20 + 13 * row, RIGHT, 10)
    assert texts(sheet) == [LEFT, RIGHT] * 4


def test_a_comma_hanging_into_a_narrow_gutter_does_not_join_the_columns() -> None:
    """The rows beside it are short, so that only where other lines start shows that a column starts there too."""
    sheet = Sheet(300, 300)
    left = [LEFT[:15], LEFT[:6], LEFT[:15] + "，", LEFT[:6]] * 2
    for row, text in enumerate(left):
        sheet.line(20, 20 + 12 * row, text, 8)
    for row in range(8):
        sheet.line(20 + 8 * 16.4, 20 + 12 * row, RIGHT[:14], 8)
    assert sorted(texts(sheet)) == sorted([*left, *[RIGHT[:14]] * 8])


def test_a_blank_that_other_rows_print_over_is_inside_the_line() -> None:
    sheet = Sheet(400, 200)
    sheet.line(40, 20, "新华社北京1月9日电", 10, font="Hei")
    sheet.line(152, 20, "中共中央总书记", 10)
    sheet.line(20, 33, LEFT, 10)
    sheet.line(20, 46, LEFT, 10)
    assert texts(sheet) == ["新华社北京1月9日电 中共中央总书记", LEFT, LEFT]


def test_the_end_of_a_paragraph_beside_the_next_column_stays_apart() -> None:
    sheet = Sheet(600, 200)
    for row, left in enumerate([LEFT, "出席座谈会。", LEFT]):
        sheet.line(20, 20 + 13 * row, left, 10)
        sheet.line(275, 20 + 13 * row, RIGHT, 10)
    assert "出席座谈会。" in texts(sheet)


def test_a_rule_in_the_gap_parts_lines_of_large_type() -> None:
    def headlines(*, ruled: bool) -> list[str]:
        sheet = Sheet(500, 200)
        sheet.line(20, 20, "园区项目引进", 24, font="Hei")
        sheet.line(190, 20, "算好三笔账", 24, font="Hei")
        for row in range(3):
            sheet.line(20, 60 + 13 * row, LEFT, 10)
        if ruled:
            sheet.plumb(177, 10, 50)
        return [line.text for line in lines_of(sheet) if line.size > 20]

    assert headlines(ruled=False) == ["园区项目引进 算好三笔账"]
    assert headlines(ruled=True) == ["园区项目引进", "算好三笔账"]


def test_letterspaced_type_is_one_line_without_blanks() -> None:
    sheet = Sheet(500, 200)
    sheet.line(20, 20, "大数据看春节消费升级", 24, font="Hei", spacing=20)
    for row in range(3):
        sheet.line(20, 60 + 13 * row, LEFT, 10)
    assert texts(sheet)[0] == "大数据看春节消费升级"


def test_names_in_a_byline_keep_their_blanks() -> None:
    sheet = Sheet(500, 200)
    sheet.line(60, 20, "株洲日报记者 刘毅 通讯员 张凌坤", 10, font="Kai")
    for row in range(3):
        sheet.line(20, 40 + 13 * row, LEFT, 10)
    assert texts(sheet)[0] == "株洲日报记者 刘毅 通讯员 张凌坤"


def test_the_gap_behind_a_dateline_is_a_blank_though_it_is_a_third_of_an_em() -> None:
    sheet = Sheet(400, 100)
    right = sheet.line(20, 20, "株洲日报讯", 10, font="Hei")
    sheet.line(right + 3.3, 20, "1月9日，市委书记来到醴陵市", 10)
    assert texts(sheet) == ["株洲日报讯 1月9日，市委书记来到醴陵市"]


def test_upright_lines_are_read_downwards_with_digits_and_blanks() -> None:
    sheet = Sheet(500, 400)
    sheet.upright(400, 20, "近3000户困难群众 将获福包", 20)
    sheet.upright(426, 20, "市红十字会慰问", 12)
    for row in range(9):
        sheet.line(20, 20 + 13 * row, LEFT, 10)
    upright = {line.text for line in lines_of(sheet) if line.vertical}
    assert upright == {"近3000户困难群众 将获福包", "市红十字会慰问"}


def test_two_upright_lines_set_wider_down_than_across_are_read_downwards() -> None:
    """No level headline has six rows of two characters."""
    sheet = Sheet(400, 400)
    for row, (one, other) in enumerate(zip("展现光辉历程", "抒写伟大梦想", strict=True)):
        sheet.line(50, 20 + 50 * row, one, 24)
        sheet.line(20, 20 + 50 * row, other, 24)
    for row in range(20):
        sheet.line(120, 20 + 13 * row, LEFT, 10)
    assert [line.text for line in lines_of(sheet) if line.vertical] == ["抒写伟大梦想", "展现光辉历程"]


def test_a_column_of_text_is_not_upright_though_its_glyphs_stand_in_rows_and_columns() -> None:
    sheet = Sheet(500, 400)
    for row in range(12):
        sheet.line(20, 20 + 11 * row, LEFT, 10)  # tight leading
    assert not any(line.vertical for line in lines_of(sheet))


def test_every_glyph_is_in_one_line_whatever_the_order_of_the_stream() -> None:
    sheet = Sheet(600, 300)
    for row in range(10):
        sheet.line(20, 20 + 13 * row, LEFT, 10)
        sheet.line(275, 20 + 13 * row, RIGHT, 10)
    sheet.upright(560, 20, "守牢安全生产底线", 20)
    for seed in (None, 1, 2):
        glyphs = sorted(int(glyph) for line in lines_of(sheet, seed) for glyph in line.glyphs)
        assert glyphs == list(range(len(sheet.glyphs)))
        assert sorted(line.text for line in lines_of(sheet, seed)) == sorted([LEFT, RIGHT] * 10 + ["守牢安全生产底线"])
