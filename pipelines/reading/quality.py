"""How far a page's text layer says what the page shows, judged from the text alone.

Fonts lie in four ways: they don't say what they print (no ToUnicode), they say it in private code points, they say the
neighbouring character (a shifted map), or they exchange characters among each other. The first two show in the code
points; the third in characters that are too rare; the fourth, where every character is a common one, only in their
succession. What is found goes into `text_quality` (below 0.5: don't use, recognise the image instead) and `remarks`.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from dataclasses import replace
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from pipelines.reading.page import Glyphs, PageReading

UNKNOWN_SHARE = 0.05  # of a page's glyphs that no font explains
PRIVATE_RUN = 3  # different private code points side by side: a word, no ornament
PRIVATE_ALPHABET = 10  # different private code points in one font: a symbol font shows fewer on a page
PRIVATE_SHARE = 0.005  # of a page's glyphs in such runs
COMMON_SHARE = 0.5  # of a font's Han characters among the common ones (sound: 0.96–0.99, shifted: 0.1–0.4)
PAIR_SHARE = 0.13  # of neighbouring Han characters that make a common pair (sound: 0.32–0.41, exchanged: 0.04)
MAINLAND_SHARE = 0.85  # in the 2,500 of simplified text; traditional or Japanese text has 0.6, and other pairs
SENTENCE_SHARE = 0.03  # commas and full stops among the glyphs: below that it is a list, whose pairs say nothing
MIN_HAN, MIN_PAIRS = 60, 80  # of one font, before its statistics mean something
SCAN_SHARE, SCAN_GLYPHS = 0.5, 30  # an image of that share of the page and fewer glyphs than that: a picture of a page
DISTRUST = 0.45  # the quality of a page with one sure sign of a lying font, before it is lowered by the share of them
OUTLINE_FLOOR = 0.55  # a page whose headlines are outlines still has a sound body

_SENTENCE_MARKS = "，。、；："


def assess(page: PageReading) -> PageReading:
    """The page with its text quality and remarks; counted are whole pages and each of their fonts."""
    glyphs = page.glyphs
    remarks = list(page.remarks)
    if len(glyphs) < SCAN_GLYPHS and _image_share(page) >= SCAN_SHARE:
        remarks.append(f"image of a page with {len(glyphs)} glyphs: text must be recognised")
        return replace(page, text_quality=0.0, remarks=tuple(remarks))
    if not len(glyphs) and not page.outlined_glyphs:
        remarks.append("page without text")
        return replace(page, remarks=tuple(remarks))
    quality = min(
        _unknown(glyphs, remarks), _private(glyphs, remarks), _language(glyphs, remarks), _outlined(page, remarks)
    )
    return replace(page, text_quality=round(quality, 3), remarks=tuple(remarks))


def _unknown(glyphs: Glyphs, remarks: list[str]) -> float:
    """Glyphs for which no font says what they print."""
    unknown = np.array([char == "\ufffd" for char in glyphs.char], dtype=bool)
    if not unknown.any():
        return 1.0
    fonts = len(np.unique(glyphs.font[unknown]))
    remarks.append(f"no ToUnicode in {fonts} font{'s'[: fonts > 1]}: {unknown.sum()} glyphs unknown")
    return float(np.clip(1 - 0.5 * unknown.mean() / UNKNOWN_SHARE, 0, 1))


def _private(glyphs: Glyphs, remarks: list[str]) -> float:
    """Words in private code points; single ones are ornaments of symbol fonts."""
    codes = np.frombuffer(glyphs.char.encode("utf-32-le"), dtype="<u4")
    private = ((codes >= 0xE000) & (codes <= 0xF8FF)) | (codes >= 0xF0000)
    if not private.any():
        return 1.0
    edges = np.flatnonzero(np.diff(np.concatenate([[0], private.view(np.int8), [0]])))
    words = np.zeros_like(private)
    for start, end in edges.reshape(-1, 2).tolist():
        words[start:end] = len(set(glyphs.char[start:end])) >= PRIVATE_RUN
    for font in np.unique(glyphs.font[private]).tolist():  # a shuffled stream has no runs, but its font has an alphabet
        members = private & (glyphs.font == font)
        if len(np.unique(codes[members])) >= PRIVATE_ALPHABET:
            words |= members
    count = int(words.sum())
    share = count / len(glyphs)
    if share < PRIVATE_SHARE:
        return 1.0
    remarks.append(f"{count} glyphs in private code points: their words must be recognised")
    return max(0.0, DISTRUST - share)


def _language(glyphs: Glyphs, remarks: list[str]) -> float:
    """The share of glyphs in fonts whose characters or their succession are not Chinese."""
    lying: dict[str, int] = {}  # finding: glyphs
    pairs = _pairs_by_font(glyphs)
    for font in np.unique(glyphs.font).tolist():
        members = np.flatnonzero(glyphs.font == font)
        text = "".join(glyphs.char[i] for i in members.tolist())
        han = [char for char in text if "\u3400" <= char <= "\u9fff"]
        if len(han) < MIN_HAN:
            continue
        mainland = sum(char in common_characters() for char in han) / len(han)
        common = mainland + sum(char in _traditional_characters() for char in han) / len(han)
        known, seen = pairs.get(font, (0, 0))
        is_prose = sum(text.count(mark) for mark in _SENTENCE_MARKS) >= SENTENCE_SHARE * len(text)
        name = glyphs.fonts[font]
        if common < COMMON_SHARE:
            lying[f"{name} gives rare characters ({common:.0%} common)"] = len(members)
        elif mainland > MAINLAND_SHARE and is_prose and seen >= MIN_PAIRS and known / seen < PAIR_SHARE:
            finding = f"{name} gives a succession of characters that is no Chinese ({known / seen:.0%} pairs)"
            lying[finding] = len(members)
    if not lying:
        return 1.0
    remarks += [f"font {finding}: ToUnicode lies" for finding in lying]
    return max(0.0, DISTRUST * (1 - sum(lying.values()) / len(glyphs)))


def _pairs_by_font(glyphs: Glyphs) -> dict[int, tuple[int, int]]:
    """For each font, how many pairs of neighbouring Han characters are common, and how many there are."""
    codes = np.frombuffer(glyphs.char.encode("utf-32-le"), dtype="<u4").astype(np.int64)
    middle = (glyphs.top + glyphs.bottom) / 2
    # lines of half a body height: neighbours in a line come to stand side by side, whatever the order in the stream
    order = np.lexsort((glyphs.x0, np.round(middle / max(float(np.median(glyphs.size)) / 2, 1e-3))))
    left, right = order[:-1], order[1:]
    han = (codes >= 0x3400) & (codes <= 0x9FFF)
    near = np.abs(glyphs.x0[right] - glyphs.x1[left]) < 0.3 * glyphs.size[left]
    neighbours = near & han[left] & han[right] & (glyphs.font[left] == glyphs.font[right])
    left, right = left[neighbours], right[neighbours]
    common = np.isin((codes[left] << 21) | codes[right], _common_pairs(), kind="sort")
    result: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for font in np.unique(glyphs.font[left]).tolist():
        mine = glyphs.font[left] == font
        result[font] = (int(common[mine].sum()), int(mine.sum()))
    return result


def _outlined(page: PageReading, remarks: list[str]) -> float:
    """Characters that are drawn instead of set."""
    if not page.outlined_glyphs:
        return 1.0
    remarks.append(f"about {page.outlined_glyphs} characters are drawn as outlines: their words must be recognised")
    drawn = page.outlined_glyphs / (page.outlined_glyphs + len(page.glyphs))
    # a headline's few characters weigh more than their number: a hundredth of the glyphs takes a quarter of the trust
    return max(OUTLINE_FLOOR, 1 - 0.25 * min(1.0, drawn / 0.01)) if len(page.glyphs) else 0.0


def _image_share(page: PageReading) -> float:
    areas = [(p.x1 - p.x0) * (p.bottom - p.top) for p in page.pictures if p.kind == "image"]
    return sum(areas) / (page.width * page.height)


@functools.cache
def common_characters() -> frozenset[str]:
    """The 2,500 commonest Han characters of simplified text."""
    return frozenset(_listed("common_characters.txt")[:2500])


@functools.cache
def _traditional_characters() -> frozenset[str]:
    """Traditional forms of common characters."""
    return frozenset(_listed("common_characters.txt")[2500:])


@functools.cache
def _common_pairs() -> NDArray[np.int64]:
    """The commonest pairs of Han characters as `first << 21 | second`."""
    text = _listed("common_pairs.txt")
    codes = np.frombuffer(text.encode("utf-32-le"), dtype="<u4").astype(np.int64)
    return np.unique((codes[::2] << 21) | codes[1::2])


def _listed(name: str) -> str:
    lines = resources.files(__package__).joinpath(name).read_text(encoding="utf-8").splitlines()
    return "".join("".join(line.split()) for line in lines if not line.startswith("#"))
