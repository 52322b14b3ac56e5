"""Reading a PDF in this process: the fast engine, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipelines.reading import pdfium
from pipelines.reading.limits import Limits
from pipelines.reading.page import PageReading, ReadingFailure


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
    pages = list(pdfium.read_pages(path, limits))
    return PdfReading(len(pages), pages)
