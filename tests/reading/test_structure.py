"""Damage is found before anything is read, and a sound file is not suspected."""

from __future__ import annotations

import base64
import random
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_pages import SENTENCE, block, image, page, saved
from pikepdf import Array, Dictionary, Encryption, Name, Pdf, Stream, StreamDecodeLevel
from PIL import Image

from pipelines.reading import Limits, read_pdf
from pipelines.reading.reader import examine
from pipelines.reading.structure import check_structure, inflate, jpeg_looks_damaged

SAMPLE = Path(__file__).parents[2] / "raw/zhuzhou-daily/株洲日报2021年01月10日/A2.pdf"
LIMITS = Limits()


def content_stream(data):
    """Where the page's own content lies in a file that `saved` wrote: the longest stream."""
    best = (0, 0)
    start = 0
    while (start := data.find(b"stream\n", start + 1)) >= 0:
        end = data.find(b"\nendstream", start)
        if data[start - 3 : start] != b"end" and end - start > best[1] - best[0]:
            best = (start + 7, end)
    return best


def sound():
    lines = "".join(block(SENTENCE[i:] + SENTENCE[:i], 40, 290 - 20 * i) for i in range(12))
    return saved(page(lines))


def test_a_sound_file_is_sound():
    structure = examine(SAMPLE.read_bytes(), LIMITS)
    assert (structure.verdict, structure.problems, structure.page_count) == ("ok", [], 1)


def damaged_copies():
    """Twelve copies of a sample page: four cut short, four with a hole of 4 KB, four with one wrong byte."""
    data = SAMPLE.read_bytes()
    chance = random.Random(12)
    for share in (0.25, 0.5, 0.75, 0.99):
        yield pytest.param(data[: int(share * len(data))], id=f"cut at {share:.0%}")
    for _ in range(4):
        at = chance.randrange(2000, len(data) - 5000)
        yield pytest.param(data[:at] + bytes(4096) + data[at + 4096 :], id=f"hole at {at}")
    for at in _inside_deflated_streams(data, chance, 4):
        yield pytest.param(data[:at] + bytes([data[at] ^ 0x10]) + data[at + 1 :], id=f"byte {at}")


def _inside_deflated_streams(data, chance, count):
    places = []
    while len(places) < count:
        at = chance.randrange(100, len(data) - 100)
        header = data[data.rfind(b" obj", 0, at) : at]
        if b"/FlateDecode" in header and b"stream\n" in header and b"endstream" not in header:
            places.append(at)
    return places


@pytest.mark.parametrize("data", list(damaged_copies()))
def test_damaged_copies_are_all_flagged(data):
    structure = examine(data, LIMITS)
    assert structure.verdict == "damaged"
    assert structure.problems


def test_one_wrong_byte_in_the_text_is_found_by_its_checksum():
    data = bytearray(sound())
    start, end = content_stream(data)
    data[(start + end) // 2] ^= 1
    structure = check_structure(bytes(data))
    assert structure.verdict == "damaged"
    assert "compressed data" in structure.problems[0]


def spelled_in_letters() -> bytes:
    """A page whose content is deflated and then written in letters, as ReportLab does."""
    pdf = page(block(SENTENCE))
    content = base64.a85encode(zlib.compress(pdf.pages[0].Contents.read_bytes() * 20)) + b"~>"
    pdf.pages[0].Contents = Stream(pdf, content, Filter=Array([Name.ASCII85Decode, Name.FlateDecode]))
    target = BytesIO()
    pdf.save(target, compress_streams=False, stream_decode_level=StreamDecodeLevel.none)
    return target.getvalue()


def test_one_wrong_letter_is_found_by_the_checksum_behind_it():
    data = bytearray(spelled_in_letters())
    assert check_structure(bytes(data)).verdict == "ok"
    end = data.index(b"~>")
    for at in range(end - 40, end - 10):
        changed = bytearray(data)
        changed[at] = ord("8") if changed[at] != ord("8") else ord("9")
        assert examine(bytes(changed), LIMITS).verdict == "damaged"


def test_a_stream_that_ends_early_is_found():
    pdf = page(block(SENTENCE))
    whole = zlib.compress(pdf.pages[0].Contents.read_bytes() * 20)
    pdf.pages[0].Contents = Stream(pdf, whole[: len(whole) // 2], Filter=Name.FlateDecode)
    structure = check_structure(saved(pdf))
    assert structure.verdict == "damaged"
    assert any("ends early" in problem or "decod" in problem for problem in structure.problems)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"<html><body>404</body></html>", "not a PDF"),
        (b"\n" + sound(), "not a PDF"),
        (b"PK\x03\x04" + sound(), "not a PDF"),
        (b"%PDF-1.7\n%%EOF\n", "cannot open"),
        (saved(page(block(SENTENCE)), encryption=Encryption(user="geheim", owner="geheim")), "encrypted"),
        (saved(Pdf.new()), "no pages"),
    ],
    ids=["empty", "HTML", "blank before", "zip", "header only", "encrypted", "no pages"],
)
def test_what_is_no_readable_pdf_says_why(data, says):
    structure = check_structure(data)
    assert structure.verdict == "damaged"
    assert says in structure.problems[0]


def test_a_file_that_only_forbids_printing_is_read():
    data = saved(page(block(SENTENCE)), encryption=Encryption(user="", owner="geheim"))
    assert examine(data, LIMITS).verdict == "ok"


def test_a_broken_table_of_contents_is_repaired_and_two_engines_asked():
    data = sound()
    at = data.rfind(b"startxref")
    structure = examine(data[:at] + b"startxref\n99\n%%EOF\n", LIMITS)
    assert structure.verdict == "ok"
    assert structure.problems  # what was repaired stays on record


def test_engines_that_count_other_pages_make_a_file_suspicious(monkeypatch):
    from pipelines.reading import reader

    monkeypatch.setattr(reader, "_page_counts_differ", lambda structure: "QPDF counts 1 pages, PDFium 2")
    structure = examine(sound(), LIMITS)
    assert (structure.verdict, structure.problems[0]) == ("suspicious", "QPDF counts 1 pages, PDFium 2")


def photograph(**how):
    """A JPEG of noise; the bytes of a real one."""
    target = BytesIO()
    Image.effect_noise((300, 300), 80).save(target, "JPEG", **how)
    return target.getvalue()


@pytest.mark.parametrize("filler", [b"\0" * 4096, b"\xff" * 4096, b" " * 4096, random.Random(3).randbytes(4096)])
def test_a_hole_in_an_image_is_found(filler):
    picture = photograph()
    broken = picture[:4000] + filler + picture[8096:]
    assert not jpeg_looks_damaged(picture)
    assert jpeg_looks_damaged(broken)
    assert jpeg_looks_damaged(picture[:-5000])
    pdf = Pdf.new()
    entries = {"Width": 300, "Height": 300, "ColorSpace": Name.DeviceGray, "BitsPerComponent": 8}
    stream = Stream(pdf, broken, Type=Name.XObject, Subtype=Name.Image, Filter=Name.DCTDecode, **entries)
    document = page("q 100 0 0 100 0 0 cm /I Do Q " + block(SENTENCE), pdf=pdf, xobjects={"I": stream})
    structure = check_structure(saved(document))
    assert structure.verdict == "damaged"
    assert "image data" in structure.problems[0]


def test_flat_and_progressive_images_are_sound():
    flat = BytesIO()
    Image.new("L", (3000, 3000), 255).save(flat, "JPEG", optimize=True)
    for picture in (flat.getvalue(), photograph(progressive=True), photograph(optimize=True)):
        pdf = Pdf.new()
        entries = {"Width": 300, "Height": 300, "ColorSpace": Name.DeviceGray, "BitsPerComponent": 8}
        stream = Stream(pdf, picture, Type=Name.XObject, Subtype=Name.Image, Filter=Name.DCTDecode, **entries)
        document = page("q 100 0 0 100 0 0 cm /I Do Q ", pdf=pdf, xobjects={"I": stream})
        assert check_structure(saved(document)).verdict == "ok"


@given(st.binary(max_size=3000))
def test_inflating_accepts_what_was_deflated_and_nothing_shorter(content):
    packed = zlib.compress(content)
    assert inflate(packed, 1 << 20) == (len(content), None)
    assert inflate(packed[:-4], 1 << 20)[1] is None  # some producers leave the checksum out
    wrong = packed[:-1] + bytes([packed[-1] ^ 1])
    assert inflate(wrong, 1 << 20)[1] is not None


def test_inflating_stops_at_its_budget():
    size, problem = inflate(zlib.compress(bytes(50_000_000)), 2_000_000)
    assert size <= 4_000_000
    assert problem is None


def test_a_refused_file_gives_a_reading_with_a_reason(tmp_path):
    path = tmp_path / "A1.pdf"
    path.write_bytes(sound()[:700])
    reading = read_pdf(path)
    assert reading.verdict == "damaged"
    assert reading.failure is not None
    assert reading.failure.source_page is None
    assert reading.failure.detail
    assert len(reading.sha256) == 64


def test_user_units_that_are_nonsense_are_one():
    pdf = page(block(SENTENCE), UserUnit=Name.Nonsense)
    page(block(SENTENCE), pdf=pdf, UserUnit=2)
    page("", pdf=pdf, UserUnit=-3, xobjects={"I": image(pdf)})
    assert check_structure(saved(pdf)).user_units == [1.0, 2.0, 1.0]


def test_layers_with_missing_members_do_no_harm():
    pdf = page(block(SENTENCE))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([None, 3]), D=Dictionary(OFF=Array([None]), AS=Array([7])))
    assert check_structure(saved(pdf)).verdict == "ok"
