"""Glyphs with PDFium: what stands where, as displayed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from made_pages import HEIGHT, SENTENCE, WIDTH, block, identity_font, image, page, read, show, simsun
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from pipelines.reading import DropReason, ReadingFailure, read_pdf

WORDS = "株洲项目开工"


def boxes(reading):
    glyphs = reading.glyphs
    columns = (glyphs.x0, glyphs.top, glyphs.x1, glyphs.bottom)
    return [tuple(round(float(column[i]), 1) for column in columns) for i in range(len(glyphs))]


def test_a_glyph_has_its_em_box_font_size_and_colour():
    reading = read(page(show("株洲", 40, 200, before="0.8 0 0.2 rg")))
    assert reading.glyphs.char == "株洲"
    assert (reading.width, reading.height) == (WIDTH, HEIGHT)
    (x0, top, x1, bottom), second = boxes(reading)
    assert (x0, x1) == (40, 50)
    assert second[0] == 50
    assert (top, bottom) == pytest.approx((300 - 200 - 8.8, 300 - 200 + 1.2), abs=0.2)
    assert reading.glyphs.size.tolist() == [10, 10]
    assert [reading.glyphs.fonts[i] for i in reading.glyphs.font] == ["SimSun", "SimSun"]
    assert [reading.glyphs.colors[i] for i in reading.glyphs.color] == ["#cc0033", "#cc0033"]
    assert not reading.glyphs.vertical.any()


def test_one_operator_per_glyph_reads_like_one_per_line():
    glyphwise = "".join(show(char, 40 + 10 * i, 200) for i, char in enumerate(SENTENCE))
    assert boxes(read(page(glyphwise))) == boxes(read(page(show(SENTENCE, 40, 200))))
    assert read(page(glyphwise)).glyphs.char == SENTENCE


@pytest.mark.parametrize(
    ("rotation", "size", "first", "second"),
    [
        (0, (380, 260), (30, 71.1, 40, 81.2), (40, 71.1)),
        (90, (260, 380), (178.8, 30, 188.9, 40), (178.8, 40)),
        (180, (380, 260), (340, 178.8, 350, 188.9), (330, 178.8)),
        (270, (260, 380), (71.1, 340, 81.2, 350), (71.1, 330)),
    ],
)
def test_coordinates_are_those_of_the_turned_crop_box(rotation, size, first, second):
    content = show("株洲", 40, 200) + "1 w 20 100 m 120 100 l S"
    reading = read(page(content, Rotate=rotation, CropBox=Array([10, 20, 390, 280])))
    assert (reading.width, reading.height) == size
    assert boxes(reading)[0] == first
    assert boxes(reading)[1][:2] == second
    (rule,) = reading.rules
    assert rule.is_horizontal == (rotation in (0, 180))
    assert max(rule.x1 - rule.x0, rule.bottom - rule.top) == pytest.approx(100)


def test_a_user_unit_stretches_everything():
    reading = read(page(show("株", 40, 200) + "1 w 20 100 m 120 100 l S", UserUnit=2))
    assert (reading.width, reading.height) == (2 * WIDTH, 2 * HEIGHT)
    assert boxes(reading)[0][0] == 80
    assert reading.glyphs.size.tolist() == [20]
    assert reading.rules[0][:5] == pytest.approx((40, 399, 240, 401, 2))


def test_what_lies_beyond_the_crop_box_is_counted_not_read():
    reading = read(page(show("出血标记株洲", 0, 200), CropBox=Array([40, 0, 400, 300])))
    assert reading.glyphs.char == "株洲"
    assert reading.dropped == {DropReason.OUTSIDE: 4}


def test_blanks_are_left_out_and_show_in_the_boxes():
    reading = read(page(show("选配强　两委 班子", 40, 200)))
    assert reading.glyphs.char == "选配强两委班子"
    gap = reading.glyphs.x0[3] - reading.glyphs.x1[2]
    assert gap == pytest.approx(10, abs=0.1)


def test_vertical_writing_is_told_from_horizontal():
    pdf = Pdf.new()
    content = show("竖排", 60, 200, font="V") + show("横排", 100, 200)
    reading = read(page(content, pdf=pdf, fonts={"V": simsun(pdf, "UniGB-UCS2-V")}))
    assert dict(zip(reading.glyphs.char, reading.glyphs.vertical.tolist(), strict=False))["竖"] is True
    assert reading.glyphs.vertical.tolist() == [True, True, False, False]
    assert boxes(reading)[0][0] == 55  # centred below the text position
    assert boxes(reading)[1][1] - boxes(reading)[0][1] == pytest.approx(10)


@pytest.mark.parametrize(
    ("encoding", "codec"),
    [
        ("UniGB-UCS2-H", "utf-16-be"),
        ("UniGB-UTF16-H", "utf-16-be"),
        ("UniGB-UTF8-H", "utf-8"),  # PDFium lacks this map: the reference engine reads the page
        ("GBK-EUC-H", "gbk"),
        ("GB-EUC-H", "gb2312"),
        ("GBKp-EUC-H", "gbk"),
        ("GBK2K-H", "gb18030"),
    ],
)
def test_fonts_that_are_not_embedded(encoding, codec):
    pdf = Pdf.new()
    text = "株洲：投资250亿元（开工）"
    reading = read(page(show(text, 40, 200, font="G", encoding=codec), pdf=pdf, fonts={"G": simsun(pdf, encoding)}))
    assert reading.glyphs.char == text
    assert reading.engine == ("pdfplumber" if encoding == "UniGB-UTF8-H" else "pdfium")


def test_to_unicode_with_radicals_surrogates_and_controls():
    pdf = Pdf.new()
    font = identity_font(pdf, "⻋\U00020bb7②\x00\u200bＡ")
    codes = "".join(f"{code:04x}" for code in range(1, 7))
    reading = read(page(f"BT /I 10 Tf 40 200 Td <{codes}> Tj ET", pdf=pdf, fonts={"I": font}))
    assert reading.glyphs.char == "车\U00020bb7②A"
    assert reading.dropped == {DropReason.CONTROL: 2}
    assert len(reading.glyphs.x0) == 4


def test_a_font_that_says_nothing_gives_unknown_characters_not_guesses():
    pdf = Pdf.new()
    codes = "".join(f"{code:04x}" for code in range(30, 60))
    reading = read(page(f"BT /I 10 Tf 40 200 Td <{codes}> Tj ET", pdf=pdf, fonts={"I": identity_font(pdf, None)}))
    assert reading.glyphs.char == "\ufffd" * 30
    assert reading.text_quality == 0
    assert "no ToUnicode in 1 font" in reading.remarks[0]


def test_text_inside_a_form_is_placed_by_all_matrices():
    pdf = Pdf.new()
    form = Stream(
        pdf,
        (show("表单", 10, 10) + "0.9 g 0 0 40 20 re f").encode(),
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, 200, 100]),
        Matrix=Array([2, 0, 0, 2, 0, 0]),
        Resources=Dictionary(Font=Dictionary(F0=simsun(pdf))),
    )
    content = f"{show('页面', 40, 250)} q 1 0 0 1 30 50 cm /X Do Q"
    reading = read(page(content.replace("0.9 g", ""), pdf=pdf, xobjects={"X": form}))
    assert reading.glyphs.char[:2] == "页面"
    (panel,) = reading.panels
    assert panel[:4] == pytest.approx((30, 210, 110, 250))


def test_too_many_glyphs_fail_the_page_and_say_the_limit():
    failure = read(page(block(SENTENCE)), glyphs=5)
    assert isinstance(failure, ReadingFailure)
    assert failure.reason == "too many glyphs"
    assert "5" in failure.detail


def test_a_page_without_area_is_a_failure():
    failure = read(page(show(WORDS, 40, 200), MediaBox=Array([0, 0, 1e-9, 1e-9])))
    assert isinstance(failure, ReadingFailure) or failure.width > 1  # PDFium puts Letter in the place of nonsense


@pytest.mark.parametrize("matrix", ["1 0 0.3 1 50 100", "0 1 -1 0 200 100", "1 0 0 1 50 100"])
def test_the_size_is_measured_across_the_line(matrix):
    """Slanted, turned or condensed: 10 points are 10 points."""
    codes = "株洲".encode("utf-16-be").hex()
    reading = read(page(f"BT 80 Tz /F0 10 Tf {matrix} Tm <{codes}> Tj ET"))
    assert reading.glyphs.size.tolist() == pytest.approx([10, 10])


def test_rules_panels_and_pictures():
    pdf = Pdf.new()
    content = (
        "0.5 w 20 100 m 300 100 l S 20 50 300 0.4 re f "  # a stroked line and a thin bar
        "0.9 0.9 1 rg 20 60 100 30 re f 0 G 200 60 100 30 re S "  # a tint and a frame
        "q 80 0 0 60 300 200 cm /I Do Q "
        "150 60 3 3 re f "  # a mark
        "0 g 20 250 m 25 270 35 270 40 250 c 35 240 l h f 42 250 m 47 270 57 270 62 250 c 57 240 l h f "  # two shapes
    )
    reading = read(page(content + block(SENTENCE, 40, 200), pdf=pdf, xobjects={"I": image(pdf)}))
    assert [(round(r.x0), round(r.top, 1), round(r.x1), round(r.width, 1)) for r in reading.rules] == [
        (20, 199.8, 300, 0.5),
        (20, 249.6, 320, 0.4),
    ]
    assert [(p.fill, p.stroke, round(p.x0)) for p in reading.panels] == [
        ("#e6e6ff", None, 20),
        (None, "#000000", 200),
    ]
    assert [(p.kind, round(p.x0), round(p.x1)) for p in reading.pictures] == [("image", 300, 380), ("outline", 20, 62)]


def test_lines_however_they_are_drawn():
    content = (
        "20 250 m 300 250 l 300 250.5 l 20 250.5 l f "  # filled without being closed
        "0.6 w 20 240 280 0 re S "  # a rectangle without height
        "12 w 20 220 m 300 220 l S "  # a bar, for its pen is thicker than half a line
        "1 G 1 w 20 200 m 300 200 l S "  # white on paper: nobody sees it
        "0.8 g 20 150 280 30 re f 1 w 20 165 m 300 165 l S 0 g "  # white on a tint
    )
    reading = read(page(content + block(SENTENCE, 40, 100)))
    assert [(round(r.top, 1), round(r.width, 1), r.color) for r in reading.rules] == [
        (49.5, 0.5, "#000000"),
        (60.0, 0.6, "#000000"),
        (134.5, 1.0, "#ffffff"),
    ]
    assert [(round(p.top), round(p.bottom), p.fill) for p in reading.panels] == [
        (74, 86, "#000000"),
        (120, 150, "#cccccc"),
    ]


def test_an_image_reaches_as_far_as_its_clip_path_lets_it():
    pdf = Pdf.new()
    content = "q 100 100 50 40 re W n 300 0 0 300 0 0 cm /I Do Q "
    reading = read(page(content + block(SENTENCE, 40, 250), pdf=pdf, xobjects={"I": image(pdf)}))
    (picture,) = reading.pictures
    assert picture[:4] == pytest.approx((100, 160, 150, 200))


def test_white_paper_is_no_panel_but_a_white_box_on_a_tint_is():
    content = "1 g 0 0 400 300 re f 0.8 g 50 50 200 100 re f 1 g 60 60 50 50 re f 0 g "
    panels = read(page(content + block(SENTENCE, 40, 280))).panels
    assert [panel.fill for panel in panels] == ["#cccccc", "#ffffff"]


def test_the_glyphs_of_a_line_have_one_height_commas_too():
    """PDFium's own boxes follow the ink: 。 and ， would reach into the next line."""
    sample = Path(__file__).parents[2] / "raw/zhuzhou-daily/株洲日报2021年01月10日/A2.pdf"
    glyphs = read_pdf(sample).pages[0].glyphs
    left, right = np.arange(len(glyphs) - 1), np.arange(1, len(glyphs))
    near = np.abs(glyphs.x0[right] - glyphs.x1[left]) < 0.2 * glyphs.size[left]
    line = near & (glyphs.font[left] == glyphs.font[right]) & (np.abs(glyphs.top[right] - glyphs.top[left]) < 3)
    uneven = np.abs(glyphs.bottom[right] - glyphs.bottom[left])[line] > 0.02 * glyphs.size[left][line]
    assert line.sum() > 2000
    assert "，" in glyphs.char
    assert not uneven.any()


@pytest.mark.parametrize(("ascent", "descent"), [(2000, -1000), (300, -50)])
def test_a_font_that_lies_about_its_height_gets_an_em(ascent, descent):
    pdf = Pdf.new()
    font = simsun(pdf)
    descriptor = font.DescendantFonts[0].FontDescriptor
    descriptor.Ascent, descriptor.Descent = ascent, descent
    reading = read(page(show("株洲", 40, 200, font="L"), pdf=pdf, fonts={"L": font}))
    (_, top, _, bottom), _ = boxes(reading)
    assert bottom - top == pytest.approx(10, abs=0.2)
    assert top < 100 < bottom
