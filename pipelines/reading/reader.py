"""Reading a PDF in this process: the fast engine, page by page."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pypdfium2

from pipelines.reading import pdfium
from pipelines.reading.layers import has_hidden_layers, without_hidden_layers
from pipelines.reading.limits import Limits
from pipelines.reading.page import PageReading, ReadingFailure
from pipelines.reading.stand_in_font import stand_in_font


@dataclass(frozen=True, slots=True)
class PdfReading:
    """A PDF as read.

    page_count: pages that the file says it has; pages: one entry for each page read, in order
    remarks: findings about the file as a whole
    """

    page_count: int
    pages: list[PageReading | ReadingFailure]
    remarks: tuple[str, ...] = ()


def read_pdf(path: Path, *, limits: Limits = Limits()) -> PdfReading:  # noqa: B008 (frozen)
    """Read all pages of a PDF in this process. For files that nobody vouches for use `read_pdf_isolated`.

    Raises pypdfium2.PdfiumError when the file cannot be opened.
    """
    pages = list(read_pages(path.read_bytes(), limits))
    return PdfReading(len(pages), pages)


def read_pages(data: bytes, limits: Limits, first: int = 0) -> Iterator[PageReading | ReadingFailure]:
    layers_off = False
    units: list[float] = []
    with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as pdf:
        units = [float(page.obj.get("/UserUnit", 1)) for page in pdf.pages]
        layers_off = has_hidden_layers(pdf)
        if layers_off:
            data = without_hidden_layers(pdf)
    with stand_in_font(), pypdfium2.PdfDocument(data) as document:
        for number in range(first, min(len(document), limits.pages)):
            yield pdfium.read_page(document, number, limits, user_unit=units[number], layers_off=layers_off)
