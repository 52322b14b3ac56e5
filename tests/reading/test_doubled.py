"""Fake bold and shadows are one glyph; 谢谢 are two."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_pages import identity_font, page, read, show
from pikepdf import Pdf

from pipelines.reading import DropReason
from pipelines.reading.doubled import doubled

WORDS = "谢谢株洲"


@pytest.mark.parametrize(
    "prints",
    [
        [(0, 0), (0.3, 0)],
        [(0, 0), (0.3, 0), (0, 0.3), (0.3, 0.3)],
        [(0, 0), (1, -1)],
    ],
    ids=["bold", "bold four times", "shadow"],
)
@pytest.mark.parametrize("glyphwise", [False, True])
def test_what_is_printed_again_is_read_once(prints, glyphwise):
    pieces = [(char, 10 * i) for i, char in enumerate(WORDS)] if glyphwise else [(WORDS, 0)]
    content = "".join(show(text, 40 + right + dx, 200 + dy) for text, right in pieces for dx, dy in prints)
    reading = read(page(content))
    assert reading.glyphs.char == WORDS
    assert reading.dropped == {DropReason.DOUBLED: len(WORDS) * (len(prints) - 1)}


def test_narrow_letters_side_by_side_are_no_doubles():
    pdf = Pdf.new()
    letters = "il.1-"
    text = "illl....1111--"
    codes = [f"{letters.index(letter) + 1:04x}" for letter in text]
    content = "".join(f"BT /N 10 Tf {40 + 3 * i} 200 Td <{code}> Tj ET\n" for i, code in enumerate(codes))
    assert read(page(content, pdf=pdf, fonts={"N": identity_font(pdf, letters)})).glyphs.char == text


def em_boxes(places):
    x, y = np.array(places, dtype=np.float32).reshape(-1, 2).T
    return np.stack([x, y, x + 10, y + 10], axis=-1)


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), unique=True, max_size=60), st.floats(0, 30))
def test_glyphs_an_em_apart_are_never_doubles(places, shift):
    boxes = em_boxes([(10 * x + shift, 10 * y + shift) for x, y in places])
    count = len(places)
    assert not doubled(np.full(count, 0x8C22, np.uint32), boxes, np.full(count, 10, np.float32)).any()


@given(st.floats(-1.9, 1.9), st.floats(-1.9, 1.9), st.floats(0, 500), st.floats(0, 500))
def test_a_second_print_within_a_fifth_of_an_em_is_a_double_wherever_it_lies(dx, dy, x, y):
    boxes = em_boxes([(x, y), (x + dx, y + dy)])
    flags = doubled(np.full(2, 0x8C22, np.uint32), boxes, np.full(2, 10, np.float32))
    assert flags.tolist() == [True, False]


def test_other_characters_and_other_sizes_are_other_texts():
    boxes = em_boxes([(0, 0), (1, 0)])
    size = np.full(2, 10, np.float32)
    assert not doubled(np.array([0x8C22, 0x682A], np.uint32), boxes, size).any()
    assert not doubled(np.full(2, 0x8C22, np.uint32), boxes, np.array([10, 12], np.float32)).any()
