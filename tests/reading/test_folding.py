"""What is folded, and above all what is not."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.reading.folding import BLANK, DROP, codes_to_text, fold_codes, text_to_codes


def fold(text):
    return codes_to_text(fold_codes(text_to_codes(text)))


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("⼀⾦⽔", "一金水"),  # Kangxi radicals, by NFKC
        ("⻋⻓⺠⻄", "车长民西"),  # the radicals' supplement, which NFKC leaves alone
        ("⼾⾭", "户青"),  # NFKC would give 戶 and 靑, which no mainland paper prints
        ("\uf9dc\ufa0a", "隆見"),  # compatibility ideographs
        ("Ａ１ｚ", "A1z"),  # full-width letters and digits
        ("︵︶︿﹀︻︼", "（）〈〉【】"),  # forms for vertical lines
    ],
)
def test_look_alikes_become_the_ordinary_character(printed, folded):
    assert fold(printed) == folded


@pytest.mark.parametrize("kept", ["②", "℃", "…", "，。（）％：", "㎡", "½", "Ⅳ", "“”", "㐀𠮷", "ｶ", "ﬁ", "·"])
def test_nfkc_is_not_for_whole_texts(kept):
    assert fold(kept) == kept


def test_controls_and_blanks():
    codes = fold_codes(text_to_codes("a\x00\u200b\ud800\ufeff\u202e b\u3000\n"))
    assert codes.tolist() == [ord("a"), DROP, DROP, DROP, DROP, DROP, BLANK, ord("b"), BLANK, BLANK]


@given(st.text(st.characters()))
def test_folding_keeps_the_length_and_is_done_after_one_pass(text):
    once = fold_codes(text_to_codes(text))
    assert len(once) == len(text)
    assert (fold_codes(once) == once).all()


@given(st.text(st.characters(categories=["Lo"], min_codepoint=0x4E00, max_codepoint=0x9FFF)))
def test_ordinary_han_is_never_touched(text):
    assert fold(text) == text


def test_no_fold_leads_to_a_code_point_that_is_folded_itself_or_unassigned():
    for code in range(0x2E80, 0x10000):
        folded = int(fold_codes(text_to_codes(chr(code)))[0])
        if folded not in (DROP, BLANK, code):
            assert unicodedata.category(chr(folded))[0] in "LNPS"
