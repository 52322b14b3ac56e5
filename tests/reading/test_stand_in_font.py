"""The font of boxes: rebuilt here glyph by glyph, so that nobody has to trust a binary file."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import pytest
from made_pages import block, page, saved, show

from pipelines.reading import Limits, pdfium
from pipelines.reading.stand_in_font import stand_in_font

FONT = Path(pdfium.__file__).with_name("stand_in.ttf")


def build():
    """Three boxes: half an em wide for alphabets, an em for everything from U+2000 on."""
    builder = pytest.importorskip("fontTools.fontBuilder")
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

    def box(width):
        pen = TTGlyphPen(None)
        pen.moveTo((0, -120))
        for corner in ((0, 880), (width, 880), (width, -120)):
            pen.lineTo(corner)
        pen.closePath()
        return pen.glyph()

    widths = {".notdef": 1000, "half": 500, "full": 1000}
    font = builder.FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder(list(widths))
    font.setupCharacterMap({0x20: "half"})
    font.setupGlyf({name: box(width) for name, width in widths.items()})
    font.setupHorizontalMetrics({name: (width, 0) for name, width in widths.items()})
    font.setupHorizontalHeader(ascent=880, descent=-120)
    font.setupNameTable({"familyName": "Broadsheet Stub", "styleName": "Regular", "psName": "BroadsheetStub"})
    font.setupOS2(sTypoAscender=880, sTypoDescender=-120, usWinAscent=880, usWinDescent=120)
    font.setupPost()
    table = CmapSubtable.newSubtable(13)  # many characters to one glyph
    table.platformID, table.platEncID, table.language = 3, 10, 0
    table.cmap = {code: "half" if code < 0x2000 else "full" for code in range(0x20, 0x30000)}
    font.font["cmap"].tables = [table]
    font.font.recalcTimestamp = False
    font.font["head"].created = font.font["head"].modified = 3_600_000_000
    target = io.BytesIO()
    font.save(target)
    return target.getvalue()


def test_the_file_is_what_this_builds():
    assert FONT.read_bytes() == build()


def test_single_glyphs_of_a_font_that_is_not_embedded_are_read_on_a_machine_without_chinese_fonts():
    data = saved(page("".join(show(char, 40 + 20 * i, 200) for i, char in enumerate("株洲日报"))))
    with stand_in_font(), pypdfium2.PdfDocument(data) as document:
        reading = pdfium.read_page(document, 0, Limits())
    assert reading.glyphs.char == "株洲日报"


def test_pages_read_alike_before_and_after_other_fonts_were_asked_for():
    data = saved(page(block("株洲市天元区ABC123")))
    readings = []
    for _ in range(2):
        with stand_in_font(), pypdfium2.PdfDocument(data) as document:
            readings.append(pdfium.read_page(document, 0, Limits()))
        with pypdfium2.PdfDocument(data) as document:  # asks the machine for its fonts
            pdfium.read_page(document, 0, Limits())
    assert readings[0].glyphs.x1.tolist() == readings[1].glyphs.x1.tolist()
    assert readings[0].glyphs.top.tolist() == readings[1].glyphs.top.tolist()


@pytest.mark.parametrize("font", ["Times-Roman", "Helvetica-Bold", "Courier"])
def test_fonts_that_every_program_has_keep_their_widths(font):
    """A file may leave out how wide the characters of these fonts are; half an em each would run columns together."""
    from reportlab.pdfbase.pdfmetrics import stringWidth
    from reportlab.pdfgen.canvas import Canvas

    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(300, 200), invariant=1)
    canvas.setFont(font, 20)
    canvas.drawString(40, 100, "William")
    canvas.save()
    with stand_in_font(), pypdfium2.PdfDocument(target.getvalue()) as document:
        glyphs = pdfium.read_page(document, 0, Limits()).glyphs
    assert glyphs.char == "William"
    assert glyphs.x1[-1] - glyphs.x0[0] == pytest.approx(stringWidth("William", font, 20), abs=0.5)
