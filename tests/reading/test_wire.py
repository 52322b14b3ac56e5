"""Pages as bytes: what goes in comes out, and nothing else is let in."""

from __future__ import annotations

import json
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_pages import SENTENCE, block, image, page, read
from pikepdf import Pdf

from pipelines.reading import ReadingFailure
from pipelines.reading.wire import WireError, decode_page, encode_page

PLENTY = 10_000


def specimen():
    pdf = Pdf.new()
    content = "q 80 0 0 60 300 200 cm /I Do Q 0.9 g 20 60 100 30 re f 1 w 20 100 m 300 100 l S 0 g "
    return read(page(content + block(SENTENCE), pdf=pdf, xobjects={"I": image(pdf)}))


def test_a_page_comes_back_as_it_was():
    original = specimen()
    copy = decode_page(encode_page(original), PLENTY)
    for name in ("x0", "top", "x1", "bottom", "size", "font", "color", "vertical"):
        column, other = getattr(original.glyphs, name), getattr(copy.glyphs, name)
        assert column.dtype == other.dtype
        assert np.array_equal(column, other)
    for name in ("source_page", "width", "height", "rules", "panels", "pictures", "text_source", "text_quality"):
        assert getattr(original, name) == getattr(copy, name)
    assert (copy.glyphs.char, copy.glyphs.fonts) == (original.glyphs.char, original.glyphs.fonts)
    assert (copy.dropped, copy.remarks, copy.engine) == (original.dropped, original.remarks, original.engine)


@given(st.none() | st.integers(0, 500), st.text(), st.text(), st.booleans())
def test_a_failure_comes_back_as_it_was(number, reason, detail, transient):
    failure = ReadingFailure(number, *(t.encode("utf-8", "replace").decode() for t in (reason, detail)), transient)
    assert decode_page(encode_page(failure), PLENTY) == failure


def changed_header(**changes):
    data = encode_page(specimen())
    (length,) = struct.unpack_from("<I", data)
    header = json.loads(data[4 : 4 + length]) | changes
    text = json.dumps(header).encode()
    return struct.pack("<I", len(text)) + text + data[4 + length :]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xff\xff\xff",
        encode_page(specimen())[:-1],
        encode_page(specimen()) + b"\0",
        changed_header(char="x"),
        changed_header(fonts=[]),
        changed_header(colors=[]),
        changed_header(dropped={"rm -rf": 1}),
        changed_header(size=["wide"]),
        changed_header(rules=[[1, 2]]),
    ],
)
def test_nonsense_is_refused(data):
    with pytest.raises(WireError):
        decode_page(data, PLENTY)


def test_more_glyphs_than_the_limit_are_refused():
    with pytest.raises(WireError, match="limit 5"):
        decode_page(encode_page(specimen()), 5)


@given(st.binary(max_size=200))
def test_random_bytes_are_refused(data):
    with pytest.raises(WireError):
        decode_page(data, PLENTY)
