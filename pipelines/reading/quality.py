"""How far a page's text layer can be trusted (first version)."""

from __future__ import annotations

from pipelines.reading.page import PageReading

UNKNOWN_SHARE = 0.05


def assess(page: PageReading) -> PageReading:
    """The page with its text quality and remarks."""
    return page


def common_characters() -> frozenset[str]:
    """The commonest Han characters."""
    return frozenset()
