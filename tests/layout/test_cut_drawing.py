"""The picture of a cut: every line in its article's colour, outlines, arrows; also from rows of the warehouse."""

from __future__ import annotations

from press import Sheet

from pipelines.layout.cut import cut_page
from pipelines.layout.drawing import DrawnLine, DrawnPage, draw_page, drawn_page
from pipelines.publications.profile import load_profile
from pipelines.reading.page import Box


def test_a_cut_is_drawn_at_the_scale_asked_for() -> None:
    sheet = Sheet(400, 300)
    with sheet.article("a"):
        sheet.centred(20, 380, 20, "守牢安全生产底线", 24, font="Hei", role="headline")
        sheet.flow([(20, 60, 170, 9), (210, 60, 170, 9)], ["临近春节，各企业要严格落实安全生产主体责任。" * 6], 10)
    page = drawn_page(cut_page(sheet.reading(), load_profile("zhuzhou-daily")))
    image = draw_page(page, scale=2.0)
    assert image.size == (800, 600)
    assert page.captions[0].startswith("0 article")
    inside = image.getpixel((2 * 100, 2 * 65))
    assert inside != (255, 255, 255)
    assert image.getpixel((2 * 395, 2 * 295)) == (255, 255, 255)


def test_neighbouring_articles_have_different_colours_and_furniture_is_grey() -> None:
    lines = [
        DrawnLine(Box(10, 10 + 20 * k, 90, 20 + 20 * k), "body", name, 0) for k, name in enumerate(["x", "y", None])
    ]
    image = draw_page(DrawnPage(100, 80, lines), scale=1.0)
    colours = [image.getpixel((50, 15 + 20 * k)) for k in range(3)]
    assert len(set(colours)) == 3
    red, green, blue = colours[2]
    assert red == green == blue
