"""The reference engine gives the same reading, on pages typeset like a newspaper's and on turned and cropped ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from made_pages import SENTENCE, block, page, read, saved, show, simsun
from pikepdf import Array, Pdf

from pipelines.reading import DropReason, Limits, ReadingFailure, pdfium, plumber
from pipelines.reading.stand_in_font import stand_in_font

SAMPLES = Path(__file__).parents[2] / "raw"
TYPESET = sorted(SAMPLES.glob("*/**/*.pdf"))


def both_engines(data, number=0, limits=Limits()):  # noqa: B008 (frozen)
    with stand_in_font(), pypdfium2.PdfDocument(data) as document:
        fast = pdfium.read_page(document, number, limits)
    with plumber.open_document(data) as document:
        return fast, plumber.read_page(document, number, limits)


def by_place(glyphs):
    """Characters with their boxes in an order that doesn't depend on the engine's."""
    order = np.lexsort((glyphs.x0.round(0), glyphs.top.round(0), [ord(char) for char in glyphs.char]))
    boxes = np.stack([glyphs.x0, glyphs.top, glyphs.x1, glyphs.bottom], axis=-1)[order]
    return "".join(glyphs.char[i] for i in order.tolist()), boxes, glyphs.size[order]


@pytest.mark.parametrize("path", TYPESET[::2], ids=lambda path: path.name)
def test_engines_agree_on_typeset_pages(path):
    fast, reference = both_engines(path.read_bytes())
    assert (fast.width, fast.height) == (reference.width, reference.height)
    (text, boxes, size), (other_text, other_boxes, other_size) = by_place(fast.glyphs), by_place(reference.glyphs)
    assert text == other_text
    apart = np.abs(boxes - other_boxes).max(axis=1) / size
    assert np.median(apart) < 0.01
    assert (apart < 0.1).mean() > 0.99
    assert np.allclose(size, other_size, rtol=0.01)
    assert len(fast.rules) == len(reference.rules)
    rules, other_rules = (
        np.array(sorted(tuple(round(v, 1) for v in rule[:4]) for rule in reading.rules))
        for reading in (fast, reference)
    )
    assert np.allclose(rules, other_rules, atol=0.11)
    assert {(p.fill, p.stroke) for p in fast.panels} == {(p.fill, p.stroke) for p in reference.panels}
    assert sum(p.kind == "image" for p in fast.pictures) == sum(p.kind == "image" for p in reference.pictures)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_engines_agree_on_turned_and_cropped_pages(rotation):
    content = block(SENTENCE, 60, 200) + "1 w 50 100 m 150 100 l S 0.9 g 200 60 60 40 re f "
    fast, reference = both_engines(saved(page(content, Rotate=rotation, CropBox=Array([10, 20, 390, 280]))))
    assert (fast.width, fast.height) == (reference.width, reference.height)
    text, boxes, _ = by_place(fast.glyphs)
    other_text, other_boxes, _ = by_place(reference.glyphs)
    assert text == other_text
    assert np.abs(boxes - other_boxes).max() < 1
    assert fast.rules[0][:4] == pytest.approx(reference.rules[0][:4], abs=0.1)
    assert fast.panels[0][:4] == pytest.approx(reference.panels[0][:4], abs=0.1)


def test_engines_agree_on_doubles_bleed_and_vertical_writing():
    pdf = Pdf.new()
    content = show("谢谢", 40, 200) + show("谢谢", 40.3, 200) + show("外", 395, 200) + show("竖排", 60, 150, font="V")
    fast, reference = both_engines(saved(page(content, pdf=pdf, fonts={"V": simsun(pdf, "UniGB-UCS2-V")})))
    for reading in (fast, reference):
        assert sorted(reading.glyphs.char) == sorted("谢谢外竖排")
        assert reading.dropped == {DropReason.DOUBLED: 2}
        vertical = dict(zip(reading.glyphs.char, reading.glyphs.vertical.tolist(), strict=True))
        assert (vertical["竖"], vertical["谢"]) == (True, False)


def test_a_page_that_pdfminer_cannot_read_is_a_failure():
    with plumber.open_document(saved(page(block(SENTENCE)))) as document:
        failure = plumber.read_page(document, 7, Limits())
    assert isinstance(failure, ReadingFailure)
    assert "IndexError" in failure.detail


def test_the_fallback_is_taken_for_one_page_and_remembered():
    pdf = Pdf.new()
    page(show("第一版", 40, 200), pdf=pdf)
    utf8 = simsun(pdf, "UniGB-UTF8-H")
    page(show("第二版", 40, 200, font="U", encoding="utf-8"), pdf=pdf, fonts={"U": utf8})
    data = saved(pdf)
    assert (read(data, 0).glyphs.char, read(data, 0).engine) == ("第一版", "pdfium")
    assert (read(data, 1).glyphs.char, read(data, 1).engine) == ("第二版", "pdfplumber")
