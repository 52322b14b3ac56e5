"""What reading costs: CPU a page of our engines beside pdfplumber's bare characters, on the same pages in one run.

`python -m pipelines.reading.bench [FOLDER …]` prints the table of docs/reading.md.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.reading import plumber
from pipelines.reading.isolation import read_pdf_isolated
from pipelines.reading.page import PageReading
from pipelines.reading.reader import read_pdf


@dataclass(frozen=True, slots=True)
class ReadingFigures:
    """CPU in milliseconds a page; memory in bytes.

    read_ms: structure check, PDFium, judging and quality, in one process
    isolated_ms: the same in a worker, with fork and transport; wall_ms: by the clock, as the caller waits
    characters_ms: `pdfplumber.Page.chars`; extract_text_ms: `pdfplumber.Page.extract_text`
    peak_bytes: largest worker
    """

    pages: int
    glyphs: int
    read_ms: float
    isolated_ms: float
    wall_ms: float
    characters_ms: float
    extract_text_ms: float
    peak_bytes: int


def measure(paths: Sequence[Path]) -> ReadingFigures:
    """Read every file four ways, one after the other on one core; the first file is read once before to warm up."""
    read_pdf(paths[0])
    read_pdf_isolated(paths[0])
    pages = glyphs = peak = 0
    here = isolated = wall = characters = extraction = 0.0
    for path in paths:
        started = time.process_time()
        reading = read_pdf(path)
        here += time.process_time() - started
        pages += len(reading.pages)
        glyphs += sum(len(page.glyphs) for page in reading.pages if isinstance(page, PageReading))
        started, cpu = time.monotonic(), time.process_time()
        in_worker = read_pdf_isolated(path)
        wall += time.monotonic() - started
        isolated += in_worker.cpu_seconds + time.process_time() - cpu
        peak = max(peak, in_worker.peak_bytes)
        for method in ("chars", "extract_text"):
            seconds = _pdfplumber_seconds(path.read_bytes(), method)
            characters += seconds if method == "chars" else 0
            extraction += seconds if method == "extract_text" else 0
    scale = 1000 / max(1, pages)
    return ReadingFigures(
        pages=pages,
        glyphs=glyphs,
        read_ms=here * scale,
        isolated_ms=isolated * scale,
        wall_ms=wall * scale,
        characters_ms=characters * scale,
        extract_text_ms=extraction * scale,
        peak_bytes=peak,
    )


def _pdfplumber_seconds(data: bytes, method: str) -> float:
    started = time.process_time()
    with plumber.open_document(data) as document:
        for page in document.pages:
            _ = page.chars if method == "chars" else page.extract_text()
            page.close()
    return time.process_time() - started


def main(folders: Sequence[str]) -> None:
    """Print the figures for all PDFs below some folders (default: the sample editions)."""
    roots = [Path(folder) for folder in folders] or [Path(__file__).parents[2] / "raw"]
    figures = measure(sorted(path for root in roots for path in root.rglob("*.pdf")))
    print(f"{figures.pages} pages, {figures.glyphs / max(1, figures.pages):.0f} glyphs a page; CPU ms a page")
    for label, value in (
        ("read_pdf", figures.read_ms),
        ("read_pdf_isolated", figures.isolated_ms),
        ("  by the clock", figures.wall_ms),
        ("pdfplumber chars", figures.characters_ms),
        ("pdfplumber extract_text", figures.extract_text_ms),
    ):
        print(f"  {label:24s}{value:8.1f}{value / figures.characters_ms:8.2f} × chars")
    print(f"  largest worker {figures.peak_bytes / 1e6:.0f} MB")


if __name__ == "__main__":
    main(sys.argv[1:])
