"""Reading: from a file to glyphs, rules, panels and pictures. See `page` for the classes that it fills."""

from pipelines.reading.isolation import read_pdf_isolated
from pipelines.reading.limits import Limits
from pipelines.reading.page import (
    Box,
    DropReason,
    Glyphs,
    PageReading,
    Panel,
    Picture,
    ReadingFailure,
    Rule,
    TextPage,
)
from pipelines.reading.reader import PdfReading, read_pdf
from pipelines.reading.text_file import read_text_file

__all__ = [
    "Box",
    "DropReason",
    "Glyphs",
    "Limits",
    "PageReading",
    "Panel",
    "PdfReading",
    "Picture",
    "ReadingFailure",
    "Rule",
    "TextPage",
    "read_pdf",
    "read_pdf_isolated",
    "read_text_file",
]
