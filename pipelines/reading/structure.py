"""Is this file what it claims to be, and whole? Asked of QPDF (through pikepdf) before anything is read from it.

PDFium repairs what it can and says nothing: one flipped byte costs part of a page's text without a word. So every
deflated stream is inflated to its end and its checksum compared, and QPDF's own complaints are weighed.
"""

from __future__ import annotations

import io
import re
import warnings
import zlib
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any, Literal

import numpy as np
import pikepdf

from pipelines.reading.layers import has_hidden_layers, without_hidden_layers

Verdict = Literal["ok", "suspicious", "damaged"]

MAGIC = b"%PDF-"
_QPDF_ERRORS = (pikepdf.PdfError, ValueError, TypeError, LookupError, AttributeError, RuntimeError, OverflowError)
CHUNK = 1 << 20
INFLATE_BUDGET = 400 * CHUNK  # of one file; what is not verified then makes it suspicious
HOLE = 4096  # bytes all alike that a damaged disk or a broken transfer leaves
MAX_LETTERS = 64 * CHUNK  # of one stream
MAX_OBJECTS = 200_000
MAX_MESSAGES = 5

# What QPDF says when bytes of the content are missing or wrong, as against a table of contents (xref) or a length that
# it can put right, or syntax that is merely unusual: there a second engine decides.
_DAMAGE = re.compile(
    r"error decoding stream|will be re-processed without filtering|unable to recover|not found in file"
    r"|output may still be valid|JPEG data is corrupt|too many errors|EOF (?:while|after)|unexpected EOF"
    r"|invalid character",
    re.IGNORECASE,
)
_REBUILT = re.compile(r"file is damaged|unable to find trailer|reconstruct", re.IGNORECASE)
_LETTERS = ("/ASCII85Decode", "/A85", "/ASCIIHexDecode", "/AHx")
_SYNC_FLUSH = b"\x00\x00\xff\xff"
_END_MARK, _END_WINDOW = b"%%EOF", 1024


@dataclass(slots=True)
class Structure:
    """What the check found.

    verdict: ok; suspicious (unusual: a second engine should agree); damaged (not to be published)
    problems: readable, the weightiest first
    page_count: as QPDF counts; user_units: /UserUnit of each page; layers_off: some optional content is switched off
    data: the document to read, changed if layers are off
    """

    verdict: Verdict
    data: bytes
    problems: list[str] = field(default_factory=list)
    page_count: int = 0
    user_units: list[float] = field(default_factory=list)
    layers_off: bool = False


def check_structure(data: bytes) -> Structure:
    """Check a PDF held in memory; raises nothing that a broken file can cause, except MemoryError."""
    if not data:
        return Structure("damaged", data, ["empty file"])
    if not data.startswith(MAGIC):
        return Structure("damaged", data, [f"not a PDF: starts with {data[:8]!r} instead of {MAGIC.decode()}"])
    try:
        with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as pdf:
            return _check(pdf, data)
    except pikepdf.PasswordError:
        return Structure("damaged", data, ["encrypted: a password is needed to open it"])
    except _QPDF_ERRORS as error:
        return Structure("damaged", data, [f"QPDF cannot open it: {_brief(error)}"])


def _check(pdf: pikepdf.Pdf, data: bytes) -> Structure:
    pages = list(pdf.pages)
    if not pages:
        return Structure("damaged", data, ["opens, but has no pages"])
    broken = _broken_streams(pdf)
    messages = [_brief(message) for message in pdf.get_warnings()]
    if messages or broken or pdf.is_encrypted or not all(_is_deflated(page) for page in pages):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # of image formats that this machine cannot decode
            messages += [_brief(message) for message in pdf.check_pdf_syntax()]
    damage = broken + [message for message in messages if _DAMAGE.search(message)]
    if any(_REBUILT.search(message) for message in messages) and _END_MARK not in data[-_END_WINDOW:]:
        damage.insert(0, "the end of the file is missing")
    unusual = [message for message in messages if not _DAMAGE.search(message)]
    structure = Structure(
        verdict="damaged" if damage else "suspicious" if unusual else "ok",
        data=data,
        problems=list(dict.fromkeys(damage + unusual))[:MAX_MESSAGES],
        page_count=len(pages),
        user_units=[_user_unit(page) for page in pages],
        layers_off=has_hidden_layers(pdf),
    )
    if structure.layers_off and structure.verdict != "damaged":
        structure.data = without_hidden_layers(pdf)
    return structure


def _broken_streams(pdf: pikepdf.Pdf) -> list[str]:
    """Deflated streams that end early or fail their checksum; JPEG images with a hole."""
    problems: list[str] = []
    if pdf.is_encrypted:  # raw bytes are then no deflated data; the caller falls back on QPDF's own check
        return problems
    budget = INFLATE_BUDGET
    for number, item in enumerate(pdf.objects):
        if number >= MAX_OBJECTS or budget <= 0:
            problems.append("more objects or data than can be verified")
            break
        if not isinstance(item, pikepdf.Stream):
            continue
        problem = None
        match _binary_filter(item):
            case "/FlateDecode":
                raw, problem = _binary(item)
                if raw is not None:
                    size, problem = inflate(raw, budget)
                    budget -= size
            case "/DCTDecode" if jpeg_looks_damaged(item.read_raw_bytes()):
                problem = _decoding_problem(item)
        if problem:
            label = str(item.get("/Subtype", item.get("/Type", "stream"))).lstrip("/")
            problems.append(f"object {item.objgen[0]} ({label}): {problem}")
    return problems


def jpeg_looks_damaged(raw: bytes) -> bool:
    """Whether decoding a JPEG is worth its price (7 ms a million pixels): it has no end, a hole, or impossible markers.

    A JPEG carries no checksum; but its coded data never repeats a byte for long unless the picture is flat, and after
    0xFF only a nought or a known marker follows. A single wrong byte is seldom found.
    """
    if b"\xff\xd9" not in raw[-64:]:
        return True
    data = np.frombuffer(raw, dtype=np.uint8)
    samples = data[:: HOLE // 16]
    steps = np.concatenate([[-1], np.flatnonzero(np.diff(samples)), [len(samples) - 1]])
    if np.diff(steps).max(initial=0) >= 12:
        return True
    coded = data[max(0, raw.find(b"\xff\xda")) :]  # from the start of the scan on
    after = coded[np.flatnonzero(coded[:-1] == 0xFF) + 1]
    known = (after == 0) | (after >= 0xC0) & (after <= 0xEF) | (after == 0xFE)
    return not bool(known.all())


def _decoding_problem(stream: pikepdf.Stream) -> str | None:
    try:
        stream.read_bytes(pikepdf.StreamDecodeLevel.all)
    except _QPDF_ERRORS as error:
        if "unfilterable" in str(error):  # further filters that QPDF doesn't know
            return None
        return f"image data is broken ({_brief(error).rsplit(':', 1)[-1].strip()})"
    return None


def inflate(raw: bytes, budget: int) -> tuple[int, str | None]:
    """Inflate without keeping the result: its size, and what is wrong with it. Stops when `budget` bytes came out.

    A missing checksum is let pass (some producers leave it out), a wrong one is not.
    """
    engine = zlib.decompressobj()
    size, rest = 0, raw
    if not raw or raw.endswith(_SYNC_FLUSH):  # nothing there, or written piece by piece and complete so far
        return 0, None
    try:
        while not engine.eof and size < budget:
            piece = engine.decompress(rest, CHUNK)
            size += len(piece)
            rest = engine.unconsumed_tail
            if not piece and not rest:
                break
    except zlib.error as error:
        return size, f"compressed data is broken ({_brief(error)})"
    if not engine.eof and size < budget and not _reaches_last_block(raw):
        return size, "compressed data ends early"
    return size, None


def _reaches_last_block(raw: bytes) -> bool:
    """Whether only the checksum behind the last block is missing."""
    engine = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
    rest = raw[2:]
    while not engine.eof:
        piece = engine.decompress(rest, CHUNK)
        rest = engine.unconsumed_tail
        if not piece and not rest:
            break
    return engine.eof


def _filters(stream: Any) -> list[str]:
    filters = stream.get("/Filter")
    if filters is None:
        return []
    return [str(name) for name in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]


def _binary_filter(stream: Any) -> str:
    """The first filter behind those that write bytes as letters."""
    return next((name for name in _filters(stream) if name not in _LETTERS), "")


def _binary(stream: Any) -> tuple[bytes | None, str | None]:
    """The bytes of a stream behind the filters that write them as letters (ReportLab's are), and what is wrong."""
    raw = bytes(stream.read_raw_bytes())
    letters = list(takewhile(_LETTERS.__contains__, _filters(stream)))
    if not letters:
        return raw, None
    if len(raw) > MAX_LETTERS:
        return None, "more data than can be verified"
    try:
        with pikepdf.new() as scratch:
            spelled = pikepdf.Stream(scratch, raw, Filter=pikepdf.Array([pikepdf.Name(name) for name in letters]))
            return bytes(spelled.read_bytes(pikepdf.StreamDecodeLevel.generalized)), None
    except _QPDF_ERRORS as error:
        return None, f"encoded data is broken ({_brief(error).rsplit(':', 1)[-1].strip()})"


def _is_deflated(page: pikepdf.Page) -> bool:
    """Whether all of a page's content carries a checksum."""
    contents = page.obj.get("/Contents")
    streams = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
    return all(isinstance(stream, pikepdf.Stream) and _binary_filter(stream) == "/FlateDecode" for stream in streams)


def _user_unit(page: pikepdf.Page) -> float:
    try:
        unit = float(page.obj.get("/UserUnit", 1))
    except (TypeError, ValueError):
        return 1.0
    return unit if 0 < unit < 1e4 else 1.0


def _brief(message: object) -> str:
    """One printable line, without the name that QPDF gives to data in memory."""
    text = re.sub(r"<_io\.BytesIO object at \w+>", "file", str(message))
    text = re.sub(r"^WARNING: ", "", text)
    return "".join(letter if letter.isprintable() else "�" for letter in text)[:300]
