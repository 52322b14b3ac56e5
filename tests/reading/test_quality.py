"""Text layers that lie are found, sound ones are let pass, however short, foreign or full of advertisements."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from made_pages import SENTENCE, block, identity_font, image, page, read, show
from pikepdf import Pdf

from pipelines.reading import read_pdf

REPOSITORY = Path(__file__).parents[2]
SEED = (REPOSITORY / "raw/zhuzhou-daily-text/2021-01-10-A1.txt").read_text(encoding="utf-8")
BODY = "".join(SEED.split())[:900]
TALL = [0, 0, 400, 1600]


def page_in_font(text, pretends):
    """`text` set in a font whose ToUnicode map says `pretends[character]` for each character."""
    pdf = Pdf.new()
    alphabet = sorted(set(text))
    font = identity_font(pdf, [pretends.get(char, char) for char in alphabet])
    lines = [text[i : i + 30] for i in range(0, len(text), 30)]
    content = "".join(
        f"BT /L 10 Tf 40 {1550 - 14 * number} Td <{''.join(f'{alphabet.index(c) + 1:04x}' for c in line)}> Tj ET\n"
        for number, line in enumerate(lines)
    )
    return read(page(content, pdf=pdf, fonts={"L": font}, MediaBox=TALL))


def han(text):
    return sorted({char for char in text if "\u4e00" <= char <= "\u9fff"})


def test_an_honest_font_is_trusted():
    reading = page_in_font(BODY, {})
    assert reading.glyphs.char == BODY
    assert (reading.text_quality, reading.remarks) == (1.0, ())


def test_a_shifted_map_gives_rare_characters():
    reading = page_in_font(BODY, {char: chr(ord(char) + 1) for char in han(BODY)})
    assert reading.text_quality < 0.3
    assert "rare characters" in reading.remarks[0]


def test_characters_exchanged_among_each_other_give_no_chinese():
    """Every character is as common as before; only their succession gives it away."""
    characters = han(BODY)
    exchanged = characters.copy()
    random.Random(7).shuffle(exchanged)
    reading = page_in_font(BODY, dict(zip(characters, exchanged, strict=True)))
    assert reading.text_quality < 0.3
    assert "no Chinese" in reading.remarks[0]


def test_words_in_private_code_points():
    characters = han(BODY)
    reading = page_in_font(BODY, {char: chr(0xE000 + i) for i, char in enumerate(characters[::8])})
    assert reading.text_quality < 0.5
    assert "private code points" in reading.remarks[0]


def test_ornaments_in_private_code_points_are_no_words():
    reading = page_in_font(BODY + "■■■" + "★", {"■": "\uf06e", "★": "\uf0b6"})
    assert reading.text_quality == 1.0


def test_a_font_without_a_map():
    pdf = Pdf.new()
    silent = "".join(f"BT /L 10 Tf 40 {1500 - 14 * n} Td <{'0123' * 30}> Tj ET\n" for n in range(20))
    reading = read(page(silent, pdf=pdf, fonts={"L": identity_font(pdf, None)}, MediaBox=TALL))
    assert reading.text_quality == 0
    assert set(reading.glyphs.char) == {"\ufffd"}


def test_the_image_of_a_page_needs_recognition():
    pdf = Pdf.new()
    scan = read(page("q 400 0 0 300 0 0 cm /I Do Q ", pdf=pdf, xobjects={"I": image(pdf)}))
    assert scan.text_quality == 0
    assert scan.remarks == ("image of a page with 0 glyphs: text must be recognised",)


def outlines(count, x=40, y=250):
    """Shapes like a row of characters."""
    one = "{0} {1} m {2} {3} {4} {3} {5} {1} c {4} {6} l {2} {6} l h {2} {7} m {4} {7} l {4} {1} l h f "
    return "".join(
        one.format(x + 20 * i, y, x + 4 + 20 * i, y + 18, x + 12 + 20 * i, x + 17 + 20 * i, y - 2, y + 4)
        for i in range(count)
    )


def test_outlined_headlines_lower_the_trust_but_leave_the_body():
    reading = read(page(outlines(8) + block(SENTENCE * 4, 40, 220, per_line=30)))
    assert reading.outlined_glyphs == 8
    assert 0.5 <= reading.text_quality < 0.9
    assert reading.remarks == ("about 8 characters are drawn as outlines: their words must be recognised",)


def test_outlines_with_invisible_text_behind_are_spelled():
    hidden = "".join(show(char, 40 + 20 * i, 250, size=20, before="3 Tr") for i, char in enumerate("株洲项目集中签约"))
    reading = read(page(outlines(8) + hidden + block(SENTENCE * 4, 40, 220, per_line=30)))
    assert reading.glyphs.char.startswith("株洲项目集中签约")
    assert (reading.outlined_glyphs, reading.text_quality) == (0, 1.0)


@pytest.mark.parametrize(
    "text",
    [
        "今日4版",
        "BROADSHEET: THE DAILY PAPER OF A CITY, ISSUE 22487, FOUR PAGES TODAY. " * 6,
        "公告：遗失身份证一张，号码430200，声明作废。",
        "王建国 李秀兰 张伟 刘洋 陈静 杨勇 赵敏 黄磊 周涛 吴倩 徐鹏 孙丽 " * 8,
        "0731-28829188 13800000000 2021.01.10 9:00-17:30 ￥3,999.00 " * 8,
    ],
    ids=["short", "Latin", "notice", "names", "figures"],
)
def test_sound_pages_of_other_kinds_are_not_flagged(text):
    reading = page_in_font(text, {})
    assert (reading.text_quality, reading.remarks) == (1.0, ())


def test_a_full_page_advertisement_with_words_on_its_photo_is_sound():
    pdf = Pdf.new()
    words = block(SENTENCE * 2, before="1 g")
    reading = read(page("q 400 0 0 300 0 0 cm /I Do Q " + words, pdf=pdf, xobjects={"I": image(pdf)}))
    assert reading.text_quality == 1.0


def test_a_blank_page_says_so():
    assert read(page("")).remarks == ("page without text",)


@pytest.mark.parametrize("path", sorted((REPOSITORY / "raw").glob("*/**/*.pdf")), ids=lambda path: path.name)
def test_the_sample_editions_are_sound(path):
    for reading in read_pdf(path).pages:
        assert reading.text_quality > 0.8


def test_traditional_characters_are_no_lie():
    text = "中國國務院總理週三於北京會見來訪的外國領導人，雙方就經濟合作與貿易問題進行會談。" * 8
    assert page_in_font(text, {}).text_quality == 1.0


def test_japanese_is_no_lie():
    text = "東京都は十日、新型の感染症の拡大を受けて、飲食店の営業時間を短縮するよう要請した。" * 8
    assert page_in_font(text, {}).text_quality == 1.0
