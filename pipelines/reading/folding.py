"""One code point for one printed character: radicals, compatibility ideographs, full-width ASCII, vertical forms.

A whole text is never put through NFKC: that would turn ② into 2, ℃ into °C and … into three dots. Folded is only what
shares its outline with an ordinary character (`folding.tsv` lists the pairs that Unicode's own normalisation lacks).
"""

from __future__ import annotations

import functools
import unicodedata
from importlib import resources

import numpy as np
from numpy.typing import NDArray

DROP = 0  # a control character, a lone surrogate, a zero-width mark: not printed, counted
BLANK = 0x20  # every kind of white space
UNKNOWN = "\ufffd"

_FULL_WIDTH = ((0xFF10, 0xFF19), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A))  # digits, capitals, small letters
_NFKC = ((0x2F00, 0x2FDF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F))  # Kangxi radicals, compatibility ideographs
_VARIATION_SELECTORS = ((0xFE00, 0xFE0F), (0xE0100, 0xE01EF))
_TABLE_SIZE = 0x110000


@functools.cache
def folding_table() -> NDArray[np.uint32]:
    """A code point for every code point: itself, what it is folded to, `BLANK` or `DROP`; shape (0x110000,)."""
    table = np.arange(_TABLE_SIZE, dtype=np.uint32)
    for low, high in _FULL_WIDTH:
        table[low : high + 1] -= 0xFEE0
    for low, high in _NFKC:
        for code in range(low, high + 1):
            folded = unicodedata.normalize("NFKC", chr(code))
            if len(folded) == 1:
                table[code] = ord(folded)
    for code, target in _listed_pairs():
        table[code] = target
    for code in range(0x3100):
        if chr(code).isspace():
            table[code] = BLANK
        elif unicodedata.category(chr(code)) in ("Cc", "Cf"):
            table[code] = DROP
    for low, high in (*_VARIATION_SELECTORS, (0xD800, 0xDFFF), (0xFEFF, 0xFEFF), (0xFFF0, 0xFFFB), (0xE0000, 0xE007F)):
        table[low : high + 1] = DROP
    table[0xFDD0:0xFDF0] = DROP
    table[0xFFFE::0x10000] = DROP
    table[0xFFFF::0x10000] = DROP
    return table


def fold_codes(codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Fold an array of code points; values beyond Unicode become `DROP`."""
    table = folding_table()
    return np.where(codes < _TABLE_SIZE, table[np.minimum(codes, _TABLE_SIZE - 1)], DROP).astype(np.uint32)


def codes_to_text(codes: NDArray[np.uint32]) -> str:
    """A string of the same length as `codes`; these must hold no surrogates (see `fold_codes`)."""
    return codes.astype("<u4").tobytes().decode("utf-32-le")


def text_to_codes(text: str) -> NDArray[np.uint32]:
    """The code points of `text`; lone surrogates are kept for `fold_codes` to drop."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint32)


def _listed_pairs() -> list[tuple[int, int]]:
    listing = resources.files(__package__).joinpath("folding.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in listing.splitlines() if line and not line.startswith("#"))
    return [(int(code, 16), ord(folded)) for code, _, folded, _ in rows]
