"""Pages that come as text."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.reading import read_text_file
from pipelines.reading.text_file import clean_text, decode_text

SEEDS = Path(__file__).parents[2] / "raw/zhuzhou-daily-text"


def written(folder, data):
    path = folder / "A1.txt"
    path.write_bytes(data)
    return path


def test_a_seed_page_comes_through_whole():
    path = SEEDS / "2021-01-10-A1.txt"
    page = read_text_file(path)
    original = path.read_text(encoding="utf-8-sig")
    assert page.text.count("\n") == original.count("\n")
    assert page.text.splitlines()[:2] == clean_text(original)[0].splitlines()[:2]
    assert page.remarks == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
def test_encodings_are_recognised(tmp_path, encoding):
    page = read_text_file(written(tmp_path, "株洲日报　２０２１年\r\n谢谢②℃".encode(encoding, "replace")))
    assert page.text.splitlines()[0] == "株洲日报　2021年"
    assert page.remarks == (("encoded in GB 18030",) if encoding.startswith("gb") else ())


def test_bytes_that_fit_no_encoding_are_replaced_and_remarked(tmp_path):
    page = read_text_file(written(tmp_path, "株洲".encode() + b"\xff\xff\xff" + "日报".encode()))
    assert page.text == "株洲\ufffd\ufffd\ufffd日报"
    assert "byte 6" in page.remarks[0]


def test_controls_are_dropped_and_counted(tmp_path):
    page = read_text_file(written(tmp_path, "一\x00二\u202e三\x1b[31m\u200b".encode()))
    assert page.text == "一二三[31m"
    assert page.remarks == ("4 control characters dropped",)


def test_an_empty_page_says_so(tmp_path):
    assert read_text_file(written(tmp_path, b"  \n")).remarks == ("empty page",)


def test_only_regular_files_are_opened(tmp_path):
    real = written(tmp_path, b"text")
    link, pipe = tmp_path / "link.txt", tmp_path / "pipe.txt"
    link.symlink_to(real)
    os.mkfifo(pipe)
    for path in (link, pipe, tmp_path, tmp_path / "missing.txt"):
        with pytest.raises(OSError, match=r".+"):
            read_text_file(path)


@given(st.text())
def test_every_decoded_text_can_be_stored(text):
    cleaned, dropped = clean_text(text)
    assert "\x00" not in cleaned
    cleaned.encode("utf-8")
    assert clean_text(cleaned) == (cleaned, 0)
    assert dropped >= 0


@given(st.binary(max_size=200))
def test_every_file_decodes(data):
    text, remarks = decode_text(data)
    assert isinstance(text, str)
    assert len(remarks) <= 1
