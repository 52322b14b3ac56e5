"""Bombs and odd files of PDF projects: each gets one verdict in time, and none takes the reader down."""

from __future__ import annotations

import time
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from pipelines.reading import Limits, PdfReading, read_pdf_isolated

HOSTILE = Path(__file__).parents[3] / "shared/hostile"
LIMITS = Limits(wall_seconds=30, page_seconds=10, cpu_seconds=30)
MAX_BYTES = 1_500_000_000
GRACE = 5.0

pytestmark = [
    pytest.mark.torture,
    pytest.mark.shared,
    pytest.mark.skipif(not HOSTILE.exists(), reason="hostile files (../shared/hostile) are not part of the repository"),
    pytest.mark.timeout(1800),
]


def files_of(*folders):
    return [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".md"]


@pytest.fixture(scope="module")
def readings():
    """Every hostile file read once: its reading and the seconds it took."""
    results: dict[Path, tuple[PdfReading, float]] = {}
    for path in files_of(HOSTILE):
        started = time.monotonic()
        results[path] = (read_pdf_isolated(path, limits=LIMITS), time.monotonic() - started)
    return results


def test_every_file_has_one_verdict(readings):
    assert len(readings) >= 270
    for path, (reading, _) in readings.items():
        if reading.failure is None:
            assert reading.verdict == "ok", path
            assert len(reading.pages) == min(reading.page_count, LIMITS.pages) >= 1, path
            assert [page.source_page for page in reading.pages] == list(range(len(reading.pages))), path
        else:
            assert reading.pages == [reading.failure], path
            assert reading.failure.reason, path


def test_no_file_takes_longer_than_its_limit(readings):
    late = {path.name: seconds for path, (_, seconds) in readings.items() if seconds > LIMITS.wall_seconds + GRACE}
    assert late == {}


def test_no_worker_takes_more_memory_than_allowed(readings):
    assert max(reading.peak_bytes for reading, _ in readings.values()) <= MAX_BYTES


def test_texts_of_hostile_files_can_be_stored(readings):
    for path, (reading, _) in readings.items():
        for page in reading.pages:
            for text in (*page.remarks, page.glyphs.char) if hasattr(page, "glyphs") else (page.reason, page.detail):
                text.encode("utf-8")
                assert "\x00" not in text, path


def is_sound(path):
    """QPDF has nothing to say, and PDFium finds the same pages."""
    try:
        with pikepdf.open(path, suppress_warnings=True) as pdf:
            pages = len(pdf.pages)
            if pdf.check_pdf_syntax() or pdf.get_warnings() or not path.read_bytes().startswith(b"%PDF-"):
                return False
        with pypdfium2.PdfDocument(path) as document:
            return len(document) == pages > 0
    except Exception:
        return False


def test_sound_files_are_not_suspected(readings):
    sound = [path for path in readings if path.parent.name != "bombs" and "bombs" not in path.parts and is_sound(path)]
    flagged = {path.name: readings[path][0].failure for path in sound if readings[path][0].failure is not None}
    assert len(sound) >= 120
    assert len(flagged) <= 0.03 * len(sound), flagged
