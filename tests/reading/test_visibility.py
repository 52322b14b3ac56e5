"""What the eye doesn't see is no text, unless it is the only text of something that the eye does see."""

from __future__ import annotations

import pytest
from made_pages import SENTENCE, block, image, page, read, show, simsun
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from pipelines.reading import DropReason

SECRET = "看不见的字"
SHOWN = "可见"


def both(content, **how):
    """Read a page with the secret under `content`, and something to see elsewhere."""
    return read(page(content + show(SHOWN, 40, 60), **how))


def assert_hidden(reading, secret=SECRET):
    assert reading.glyphs.char == SHOWN
    assert reading.dropped == {DropReason.HIDDEN: len(secret)}


def assert_seen(reading, secret=SECRET):
    assert reading.glyphs.char == secret + SHOWN
    assert reading.dropped == {}


def test_white_on_paper_is_hidden_and_white_on_a_panel_is_not():
    assert_hidden(both(show(SECRET, 40, 200, before="1 g")))
    assert_seen(both("q 0 0 0.4 rg 30 190 100 30 re f Q " + show(SECRET, 40, 200, before="1 g")))


def test_white_on_a_bar_drawn_with_a_thick_pen_is_seen():
    assert_seen(both("q 0 0 0.4 RG 30 w 30 205 m 140 205 l S Q " + show(SECRET, 40, 200, before="1 g")))


def test_white_in_a_frame_on_paper_is_hidden():
    assert_hidden(both("q 0 0 0.4 RG 1 w 30 190 100 30 re S Q " + show(SECRET, 40, 200, before="1 g")))


def test_a_panel_counts_only_if_it_lies_below_and_behind():
    panel = "q 0 0 0.4 rg 30 190 100 30 re f Q "
    elsewhere = "q 0 0 0.4 rg 200 190 100 30 re f Q "
    white_on_top = "q 1 g 32 192 96 26 re f Q "
    assert_hidden(both(elsewhere + show(SECRET, 40, 200, before="1 g")))
    assert_hidden(both(panel + white_on_top + show(SECRET, 40, 200, before="1 g")))


def test_black_on_black_is_hidden():
    assert_hidden(both("q 0 g 30 190 100 30 re f Q " + show(SECRET, 40, 200)))


def test_white_letters_with_a_black_edge_are_seen():
    assert_seen(both(show(SECRET, 40, 200, before="1 g 0 G 2 Tr")))
    assert_seen(both(show(SECRET, 40, 200, before="1 g 0 G 1 Tr")))


def test_white_on_an_image_or_a_rounded_or_curved_shape_is_seen():
    pdf = Pdf.new()
    photo = "q 200 0 0 60 30 180 cm /I Do Q "
    assert_seen(both(photo + show(SECRET, 40, 200, before="1 g"), pdf=pdf, xobjects={"I": image(pdf)}))
    blob = "q 0 0 0.4 rg 30 180 m 30 260 230 260 230 180 c h f Q "
    assert_seen(both(blob + show(SECRET, 40, 200, before="1 g")))


def test_text_under_an_opaque_shape_is_hidden():
    assert_hidden(both(show(SECRET, 40, 200) + "q 0.9 g 30 190 100 30 re f Q "))
    assert_hidden(both(show(SECRET, 40, 200) + "q 0.9 g 20 180 m 60 300 100 300 120 180 c h f Q "))
    pdf = Pdf.new()
    photo = "q 200 0 0 60 30 180 cm /I Do Q "
    assert_hidden(both(show(SECRET, 40, 200) + photo, pdf=pdf, xobjects={"I": image(pdf)}))


def test_text_under_a_transparent_shape_is_seen():
    pdf = Pdf.new()
    document = page(show(SECRET, 40, 200) + "q /G gs 0.9 g 30 190 100 30 re f Q " + show(SHOWN, 40, 60), pdf=pdf)
    document.pages[0].Resources.ExtGState = Dictionary(G=Dictionary(BM=Name.Multiply))
    assert_seen(read(document))


def test_text_under_a_see_through_image_of_the_whole_page_is_ordinary_text():
    pdf = Pdf.new()
    alpha = pdf.make_indirect(image(pdf, 60))
    content = block(SENTENCE) + "q 400 0 0 300 0 0 cm /I Do Q "
    reading = read(page(content, pdf=pdf, xobjects={"I": image(pdf, 200, SMask=alpha)}))
    assert reading.glyphs.char == SENTENCE
    assert reading.text_source == "text_layer"


def test_a_clip_path_cuts_text_away():
    assert_hidden(both(show(SECRET, 40, 200, before="30 90 300 20 re W n")))
    reading = both(show(SECRET, 40, 200, before="30 190 31 30 re W n"))
    assert reading.glyphs.char == SECRET[:2] + SHOWN


def test_microscopic_and_fully_transparent_text_is_hidden():
    assert_hidden(both(show(SECRET, 40, 200, size=0.3)))
    document = page(show(SECRET, 40, 200, before="/G gs") + show(SHOWN, 40, 60))
    document.pages[0].Resources.ExtGState = Dictionary(G=Dictionary(ca=0))
    assert_hidden(read(document))


def test_invisible_text_over_nothing_is_hidden():
    assert_hidden(both(show(SECRET, 40, 200, before="3 Tr")))


def test_invisible_text_at_the_place_of_visible_text_is_hidden():
    pdf = Pdf.new()
    photo = "q 200 0 0 60 30 180 cm /I Do Q "
    content = photo + show("看得见的字", 40, 200) + show(SECRET, 40.5, 200.5, before="3 Tr")
    reading = both(content, pdf=pdf, xobjects={"I": image(pdf)})
    assert reading.glyphs.char == "看得见的字" + SHOWN


def test_invisible_text_behind_outlines_is_the_headline():
    strokes = "".join(
        f"{40 + 10 * i} 200 m {44 + 10 * i} 214 {48 + 10 * i} 198 {49 + 10 * i} 205 c h f " for i in range(5)
    )
    assert_seen(both(strokes + show(SECRET, 40, 200, before="3 Tr")))


@pytest.mark.parametrize("strips", [1, 5])
@pytest.mark.parametrize("under", [True, False])
def test_the_text_of_a_searchable_scan_is_its_text(under, strips):
    """OCR programs put their text over the scan, invisibly, or under it, in black; scans may come in strips."""
    pdf = Pdf.new()
    height = 300 // strips
    scan = "".join(f"q 400 0 0 {height} 0 {height * strip} cm /I Do Q " for strip in range(strips))
    text = block(SENTENCE, before="" if under else "3 Tr")
    content = text + scan if under else scan + text
    reading = read(page(content, pdf=pdf, xobjects={"I": image(pdf)}))
    assert reading.glyphs.char == SENTENCE
    assert reading.text_source == "ocr"
    assert reading.dropped == {}


def test_invisible_text_over_a_photo_is_kept_unless_it_repeats_the_page():
    pdf = Pdf.new()
    photo = "q 200 0 0 40 30 230 cm /I Do Q "
    body = block(SENTENCE, 40, 180)
    alone = read(page(photo + show(SECRET, 40, 240, before="3 Tr") + body, pdf=pdf, xobjects={"I": image(pdf)}))
    assert alone.glyphs.char == SECRET + SENTENCE
    pdf = Pdf.new()
    again = show(SENTENCE[:10], 40, 240, before="3 Tr")
    repeated = read(page(photo + again + body, pdf=pdf, xobjects={"I": image(pdf)}))
    assert repeated.glyphs.char == SENTENCE
    assert repeated.dropped == {DropReason.HIDDEN: 10}


def layered():
    """A document with a layer that is off, one that is on, and a membership of each policy."""
    pdf = Pdf.new()
    off = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="备份"))
    on = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="正文"))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([off, on]), D=Dictionary(OFF=Array([off])))
    return pdf, off, on


def test_layers_that_are_switched_off_are_hidden():
    pdf, off, on = layered()
    any_on = pdf.make_indirect(Dictionary(Type=Name.OCMD, OCGs=Array([off, on]), P=Name.AnyOn))
    all_on = pdf.make_indirect(Dictionary(Type=Name.OCMD, OCGs=Array([off, on]), P=Name.AllOn))
    marks = {"A": off, "B": on, "C": any_on, "D": all_on}
    content = "".join(
        f"/OC /{mark} BDC {show(text, 40, 250 - 20 * i)} EMC "
        for i, (mark, text) in enumerate({"A": "关闭", "B": "打开", "C": "其一", "D": "全部"}.items())
    )
    reading = both(content, pdf=pdf, properties=marks)
    assert reading.glyphs.char == "打开其一" + SHOWN
    assert reading.dropped == {DropReason.HIDDEN: 4}


def test_forms_and_shapes_of_a_layer_that_is_off_are_hidden():
    pdf, off, _ = layered()

    def form(text, **entries):
        resources = Dictionary(Font=Dictionary(F0=simsun(pdf)))
        content = show(text, 40, 200).encode()
        box = Array([0, 0, 400, 300])
        return Stream(pdf, content, Type=Name.XObject, Subtype=Name.Form, BBox=box, Resources=resources, **entries)

    content = "/X Do /OC /A BDC /Y Do 0.5 g 30 100 100 30 re f EMC "
    reading = both(content, pdf=pdf, properties={"A": off}, xobjects={"X": form("自己", OC=off), "Y": form("外面")})
    assert reading.glyphs.char == SHOWN
    assert reading.panels == ()


def test_a_base_state_of_off_leaves_only_what_is_named_on():
    pdf, off, on = layered()
    pdf.Root.OCProperties.D = Dictionary(BaseState=Name.OFF, ON=Array([on]))
    content = f"/OC /A BDC {show('关闭', 40, 250)} EMC /OC /B BDC {show('打开', 40, 200)} EMC "
    reading = both(content, pdf=pdf, properties={"A": off, "B": on})
    assert reading.glyphs.char == "打开" + SHOWN
