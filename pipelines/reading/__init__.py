"""Reading: from a file to glyphs, rules, panels and pictures. See `page` for the classes that it fills."""

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
]
