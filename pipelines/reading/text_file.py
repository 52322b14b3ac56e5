"""Pages that were delivered as text: `.txt` and `.md`, UTF-8 or GB 18030."""

from __future__ import annotations

import codecs
from pathlib import Path

from pipelines.reading.folding import BLANK, DROP, codes_to_text, fold_codes, text_to_codes
from pipelines.reading.page import TextPage
from pipelines.reading.regular_file import read_regular

_ENCODINGS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
MAX_BYTES = 20_000_000


def read_text_file(path: Path) -> TextPage:
    """Read a text page: line ends become LF, look-alike code points are folded, controls are dropped and counted.

    Raises OSError when the file cannot be read or is no regular file, ValueError when it is larger than `MAX_BYTES`.
    """
    text, remarks = decode_text(read_regular(path, MAX_BYTES))
    cleaned, dropped = clean_text(text)
    if dropped:
        remarks.append(f"{dropped} control characters dropped")
    if not cleaned.strip():
        remarks.append("empty page")
    return TextPage(source_page=0, text=cleaned, remarks=tuple(remarks))


def decode_text(data: bytes) -> tuple[str, list[str]]:
    """Text by its byte order mark, else as UTF-8, else as GB 18030; what fits neither is replaced and remarked."""
    for mark, encoding in _ENCODINGS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace"), []
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError as error:
        broken = f"byte {error.start} is not UTF-8"
    try:
        return data.decode("gb18030"), ["encoded in GB 18030"]
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace"), [f"{broken}, nor is the file GB 18030; unreadable bytes became U+FFFD"]


def clean_text(text: str) -> tuple[str, int]:
    """Fold and clean, keeping lines and blanks: the text, and how many characters were dropped.

    Blanks stay as printed (an ideographic space indents a paragraph); tabs become a blank, form feeds a line end.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").replace("\v", "\n")
    text = text.replace("\u2028", "\n").replace("\u2029", "\n").replace("\x85", "\n").replace("\t", " ")
    codes = text_to_codes(text)
    folded = fold_codes(codes)
    blank = folded == BLANK
    folded[blank] = codes[blank]
    keep = folded != DROP
    return codes_to_text(folded[keep]), int((~keep).sum())
