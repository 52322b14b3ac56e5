"""What is known of a delivered file after its pages were read: enough to tell which edition each belongs to."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import asdict, dataclass
from typing import Any

_SHINGLE = 6
_SIGNATURE = 48


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What one page says of itself.

    date: printed in its masthead or folio; confirmed: the printed weekday or lunar date is that of `date`,
        None where neither is printed; weekday: as printed, 0 = Monday
    label: printed page label, cleaned as ids need it
    signature: see `page_signature`; empty where the page has (almost) no text
    failure: reason and detail when the page could not be read; then the rest is unknown
    """

    source_page: int
    date: dt.date | None = None
    confirmed: bool | None = None
    weekday: int | None = None
    label: str | None = None
    publication_name: str | None = None
    issue_number: int | None = None
    pages_declared: int | None = None
    signature: tuple[int, ...] = ()
    failure: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What one file holds.

    inferred_date: from dates in its text, for files that print none and whose path names none
    failure: reason and detail when the file could not be read at all; `transient` as in `ReadingFailure`
    """

    sha256: str
    page_count: int = 0
    pages: tuple[PageFacts, ...] = ()
    inferred_date: dt.date | None = None
    failure: tuple[str, str] | None = None
    transient: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        values = asdict(self)
        values["inferred_date"] = self.inferred_date and self.inferred_date.isoformat()
        for page in values["pages"]:
            page["date"] = page["date"] and page["date"].isoformat()
        return values

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> FileFacts:
        """The facts that `to_dict` wrote down."""
        pages = tuple(
            PageFacts(
                **page
                | {
                    "date": _date(page["date"]),
                    "signature": tuple(page["signature"]),
                    "failure": page["failure"] and tuple(page["failure"]),
                }
            )
            for page in values["pages"]
        )
        failure = values["failure"] and tuple(values["failure"])
        return cls(**values | {"pages": pages, "inferred_date": _date(values["inferred_date"]), "failure": failure})


def _date(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def page_signature(text: str) -> tuple[int, ...]:
    """A sketch of a page's text: the smallest hashes of its six-character runs (bottom-k minhash, Broder 1997).

    It is the same whatever the order of the lines of at least six characters; see `similarity`.
    """
    runs: set[str] = set()
    for line in re.split(r"[\s，。；：、！？]+", text):
        runs.update(line[start : start + _SHINGLE] for start in range(len(line) - _SHINGLE + 1))
    hashes = sorted(int.from_bytes(hashlib.blake2b(run.encode(), digest_size=6).digest()) for run in runs)
    return tuple(hashes[:_SIGNATURE])


def similarity(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """Estimated share of common runs of two pages, 0–1; 0 where one has no text."""
    if not one or not other:
        return 0.0
    smallest = sorted(set(one) | set(other))[:_SIGNATURE]
    return len(set(smallest) & set(one) & set(other)) / len(smallest)


_FULL_DATE = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})年([0-9]{1,2})月([0-9]{1,2})日")
_NEWS_DATE = re.compile(
    r"(?:讯|电|本报)[^。\n]{0,24}?(?<![0-9年])([0-9]{1,2})月([0-9]{1,2})日|(?<![0-9年])([0-9]{1,2})月([0-9]{1,2})日(?:电|讯)"
)
_NEWS_SPAN = dt.timedelta(days=45)


def infer_date(text: str) -> dt.date | None:
    """The likely day of an edition from its datelines (`讯 1月18日`) and references (`详见本报1月19日A2版`).

    Datelines lack the year: it is taken from a complete date in the text within 45 days of them. News appear
    the day after their latest dateline. None where no complete date supports a dateline.
    """
    complete = sorted(filter(None, (_as_date(*match.groups()) for match in _FULL_DATE.finditer(text))))
    candidates = set()
    for match in _NEWS_DATE.finditer(text):
        month, day = [group for group in match.groups() if group]
        for anchor in complete:
            for year in (anchor.year - 1, anchor.year, anchor.year + 1):
                date = _as_date(str(year), month, day)
                if date and abs(date - anchor) <= _NEWS_SPAN:
                    candidates.add(date)
    return max(candidates) + dt.timedelta(days=1) if candidates else None


def _as_date(year: str, month: str, day: str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
