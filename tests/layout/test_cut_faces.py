"""One typeface written as several fonts, as programs do that embed no more than 256 glyphs in each."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
from press import read_off
from test_cut_styles import grid

from pipelines.layout.cut import cut_page
from pipelines.layout.faces import merge_mixed
from pipelines.publications.profile import load_profile
from pipelines.reading.page import Glyphs, PageReading

PARTS = 4


def in_parts(reading: PageReading, *, named: bool) -> PageReading:
    """The page with each font in four: by the character, as in a subset font; parts keep the name, or have none."""
    glyphs: Glyphs = reading.glyphs
    part = np.array([ord(character) % PARTS for character in glyphs.char], np.int32)
    names = [name if named else f"F{number}" for number, name in enumerate(np.repeat(glyphs.fonts, PARTS).tolist())]
    return replace(reading, glyphs=replace(glyphs, font=glyphs.font * PARTS + part, fonts=tuple(names)))


@pytest.mark.parametrize("named", [True, False], ids=["one name", "made-up names"])
def test_parts_of_a_typeface_are_cut_like_the_whole(named: bool) -> None:
    profile = load_profile("zhuzhou-daily")
    reading = grid(random.Random(1), "rules").reading()
    whole = cut_page(reading, profile)
    parts = cut_page(in_parts(reading, named=named), profile)
    assert read_off(parts, "headline", "body") == read_off(whole, "headline", "body")
    assert [line.role for line in parts.lines] == [line.role for line in whole.lines]


def test_runs_of_emphasis_stay_a_typeface_of_their_own() -> None:
    """Eight bold characters that open a paragraph of sixty: a run of eight has seven of eight neighbours in itself."""
    font = np.tile(np.repeat([1, 0], [8, 52]), 10)
    right = np.append(np.arange(1, len(font)), -1)
    merged = merge_mixed(font, np.full(len(font), 10.0), right, np.zeros(len(font)))
    assert merged.tolist() == font.tolist()


def test_fonts_that_change_at_every_other_character_are_one() -> None:
    font = np.random.default_rng(3).choice([0, 1, 2], 600, p=[0.6, 0.3, 0.1])
    right = np.append(np.arange(1, len(font)), -1)
    merged = merge_mixed(font, np.full(len(font), 10.0), right, np.zeros(len(font)))
    assert len(set(merged.tolist())) == 1
