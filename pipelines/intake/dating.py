"""The day of each page: what it prints, what those print that came with it, what the path says, and inference.

A *consignment* is what was delivered together: files of one paper with one date in their paths, or of one folder
without dates, or the pages of one file. A page is *confirmed* when its printed weekday or lunar date fits its date.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipelines.intake.candidates import Candidate

_EARLIEST = dt.date(1815, 1, 1)  # the first Chinese periodicals


def date_pages(pages: Sequence[Candidate], inferred: Mapping[str, dt.date | None]) -> list[Candidate]:
    """The pages of one publication with their dates and where these are from; None where nothing tells a date.

    inferred: date inferred from the text, by path
    """
    consignments: dict[tuple[str, ...], list[Candidate]] = defaultdict(list)
    for page in pages:
        consignments[_consignment(page)].append(page)
    dated: list[Candidate] = []
    for together in consignments.values():
        dated += [_date_page(page, together, inferred.get(page.delivery.path)) for page in together]
    return dated


def _consignment(page: Candidate) -> tuple[str, ...]:
    if page.origin.facts.date is not None:
        return ("day", page.origin.facts.date.isoformat())
    return ("file", page.delivery.path) if page.whole_file else ("folder", page.origin.place, page.origin.facts.prefix)


def _date_page(page: Candidate, together: list[Candidate], inferred: dt.date | None) -> Candidate:
    own = page.facts.date
    path_date = page.origin.facts.date
    printed = Counter(other.facts.date for other in together if other.facts.date is not None)
    most = min(printed, key=lambda date: (-printed[date], date != path_date, date)) if printed else None
    is_misprint = page.facts.confirmed is False and path_date is not None and page.facts.weekday == path_date.weekday()
    if own != path_date and is_misprint:  # the printed weekday is that of the path's date
        return replace(page, date=path_date, date_source="path")
    if own is not None and (own == most or page.facts.confirmed or path_date is None):
        return replace(page, date=own, date_source="masthead")
    if most is not None and (path_date is not None or len(printed) == 1):
        return replace(page, date=most, date_source="masthead")
    if path_date is not None:
        return replace(page, date=path_date, date_source="path")
    return replace(page, date=inferred, date_source="inferred")


def refused_date(page: Candidate, today: dt.date) -> tuple[str, str] | None:
    """Reason and detail why a page can't be taken with its date; None when it can."""
    if page.date is None:
        why = page.origin.facts.remark or "neither the page nor the path tells a date"
        return "no_date", why
    if page.date > today:
        return "future_date", f"dated {page.date}, which is after today ({today})"
    if page.date < _EARLIEST:
        return "no_date", f"dated {page.date}, before there were newspapers"
    return None
