"""Reading a PDF in this process: structure first, then page by page, the fast engine before the slow one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pypdfium2

from pipelines.reading import pdfium, plumber
from pipelines.reading.limits import Limits
from pipelines.reading.page import PageReading, ReadingFailure
from pipelines.reading.quality import UNKNOWN_SHARE, assess
from pipelines.reading.regular_file import read_regular
from pipelines.reading.stand_in_font import stand_in_font
from pipelines.reading.structure import Structure, Verdict, check_structure

COUNT_SLACK = 0.02  # of a page's characters: engines that differ by more do not read the same page
MAX_COMPARED_PAGES = 8


@dataclass(frozen=True, slots=True)
class PdfReading:
    """A PDF as read.

    page_count: pages that the file has (0 when it could not be opened)
    pages: one entry for each page read, in order; when the file as a whole is not to be trusted, a single
        ReadingFailure whose `source_page` is None
    remarks: findings about the file as a whole; verdict: of the structure check
    sha256: of the bytes that were read ("" when there were none)
    cpu_seconds, peak_bytes: what the workers took (0 when read in this process)
    """

    page_count: int
    pages: list[PageReading | ReadingFailure]
    remarks: tuple[str, ...] = ()
    verdict: Verdict = "ok"
    sha256: str = ""
    cpu_seconds: float = 0.0
    peak_bytes: int = 0

    @property
    def failure(self) -> ReadingFailure | None:
        """Why the file as a whole was refused."""
        return next(
            (page for page in self.pages if isinstance(page, ReadingFailure) and page.source_page is None), None
        )


def read_pdf(path: Path, *, limits: Limits = Limits()) -> PdfReading:  # noqa: B008 (frozen)
    """Read a PDF in this process. Sizes are bounded, time and memory are not: see `read_pdf_isolated` for that.

    A file that cannot be read gives a reading with a failure, never an exception. PDFium is not thread-safe: call this
    from one thread only.
    """
    try:
        data = read_regular(path, limits.file_bytes)
    except (OSError, ValueError) as error:
        return refused("cannot be read", str(error))
    structure = examine(data, limits)
    digest = hashlib.sha256(data).hexdigest()
    if structure.verdict != "ok":
        return refused_structure(structure, digest)
    pages = list(read_pages(structure, limits))
    return PdfReading(structure.page_count, pages, tuple(structure.problems), sha256=digest)


def refused(reason: str, detail: str, *, transient: bool = False) -> PdfReading:
    """A reading without pages."""
    return PdfReading(0, [ReadingFailure(None, reason, detail, transient)], verdict="damaged")


def refused_structure(structure: Structure, sha256: str) -> PdfReading:
    """A reading of a file whose structure is not sound."""
    reason = "damaged" if structure.verdict == "damaged" else "suspicious"
    failure = ReadingFailure(None, reason, "; ".join(structure.problems))
    return PdfReading(structure.page_count, [failure], tuple(structure.problems), structure.verdict, sha256)


def examine(data: bytes, limits: Limits, *, second_opinion: bool = True) -> Structure:
    """The structure check, and a second engine's opinion where QPDF found something unusual.

    second_opinion: False leaves it out, for a file that had it before
    Comes out as ok (the engines agree; what was unusual stays among the problems), suspicious or damaged.
    """
    structure = check_structure(data)
    if structure.verdict == "damaged":
        return structure
    disagreement = _page_counts_differ(structure)
    if structure.verdict == "suspicious":
        structure.verdict = "ok"
        if disagreement is None and second_opinion:
            disagreement = _characters_differ(structure, limits)
    if disagreement is not None:
        structure.verdict = "suspicious"
        structure.problems.insert(0, disagreement)
    return structure


def read_pages(structure: Structure, limits: Limits, first: int = 0) -> Iterator[PageReading | ReadingFailure]:
    """The pages of an examined file from `first` on, one by one.

    A page that PDFium cannot decode is read by the reference engine if that decodes more of it.
    """
    count = min(structure.page_count, limits.pages)
    with ExitStack() as stack:
        stack.enter_context(stand_in_font())
        document = stack.enter_context(pypdfium2.PdfDocument(structure.data))
        for number in range(first, count):
            unit = structure.user_units[number]
            page = pdfium.read_page(document, number, limits, user_unit=unit, layers_off=structure.layers_off)
            if _wants_reference(page):
                page = _second_reading(structure, page, number, limits)
            yield assess(page) if isinstance(page, PageReading) else page
        if structure.page_count > count:
            rest = f"{structure.page_count} pages; the limit is {limits.pages}"
            yield ReadingFailure(count, "too many pages", rest)


def _wants_reference(page: PageReading | ReadingFailure) -> bool:
    if isinstance(page, ReadingFailure):
        return page.reason == "page cannot be read"
    return page.glyphs.char.count("\ufffd") > UNKNOWN_SHARE * len(page.glyphs)


def _second_reading(
    structure: Structure, page: PageReading | ReadingFailure, number: int, limits: Limits
) -> PageReading | ReadingFailure:
    try:
        with plumber.open_document(structure.data) as document:
            other = plumber.read_page(document, number, limits, user_unit=structure.user_units[number])
    except Exception:  # pdfminer raises anything on odd files; PDFium's reading stands
        return page
    if isinstance(other, ReadingFailure) or _known(other) <= _known(page):
        return page
    return other


def _known(page: PageReading | ReadingFailure) -> int:
    return len(page.glyphs) - page.glyphs.char.count("\ufffd") if isinstance(page, PageReading) else -1


def _page_counts_differ(structure: Structure) -> str | None:
    try:
        with pypdfium2.PdfDocument(structure.data) as document:
            count = len(document)
    except pypdfium2.PdfiumError as error:
        return f"QPDF opens it, PDFium doesn't: {error}"
    if count != structure.page_count:
        return f"QPDF counts {structure.page_count} pages, PDFium {count}"
    return None


def _characters_differ(structure: Structure, limits: Limits) -> str | None:
    """Where two engines find different amounts of text; None where they agree."""
    pages = min(structure.page_count, limits.pages, MAX_COMPARED_PAGES)
    try:
        with (
            stand_in_font(),
            pypdfium2.PdfDocument(structure.data) as fast,
            plumber.open_document(structure.data) as reference,
        ):
            if len(reference.pages) != structure.page_count:
                return f"QPDF counts {structure.page_count} pages, pdfplumber {len(reference.pages)}"
            for number in range(pages):
                mine, other = pdfium.read_page(fast, number, limits), plumber.read_page(reference, number, limits)
                counts = [
                    len(page.glyphs) + sum(page.dropped.values()) if isinstance(page, PageReading) else 0
                    for page in (mine, other)
                ]
                if abs(counts[0] - counts[1]) > COUNT_SLACK * max(counts):
                    return f"page {number + 1}: PDFium finds {counts[0]} characters, pdfplumber {counts[1]}"
    except Exception as error:
        return f"pdfplumber cannot read it: {type(error).__name__}: {error}"
    return None
