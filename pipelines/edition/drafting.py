"""One delivered file as its pages were read and cut, before anybody asks which edition they belong to.

A page that can't be read or cut is a failure object among the others; nothing here raises for bad input.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import NamedTemporaryFile

from pipelines.cpu_limit import PAGE_SECONDS, TooSlowError, cpu_limit
from pipelines.intake.bundles import copy_member
from pipelines.intake.facts import FileFacts, PageFacts, infer_date, page_signature
from pipelines.intake.naming import clean_label
from pipelines.intake.scan import open_regular
from pipelines.layout.cut import cut_page
from pipelines.layout.masthead import Masthead, lunar_date_agrees, read_masthead, weekday_agrees
from pipelines.layout.page_cut import CutLine, PageCut
from pipelines.layout.text_cut import cut_text_page
from pipelines.publications import Profile
from pipelines.reading import Limits, PageReading, ReadingFailure, read_pdf_isolated, read_text_file
from pipelines.reading.page import TextSource

SOUND_TEXT = 0.5  # below this text quality a page waits for OCR (see `pages.text_quality`)
_CHUNK = 1 << 20
_SAMPLE = 5
_A_MONDAY = dt.date(2021, 1, 4)


class SourceChangedError(Exception):
    """The bytes at a path are not those that the plan was made for."""


@dataclass(frozen=True, slots=True)
class PageDraft:
    """A page that was read and cut.

    glyph_count: glyphs of the page, white space aside; dropped: glyphs left out by reason
    unaccounted: what is wrong with "every glyph in exactly one line", None when nothing
    failure: set when the page could not be read or cut; then there is no cut
    """

    source_page: int
    text_source: TextSource = "text_layer"
    text_quality: float | None = None
    glyph_count: int = 0
    dropped: dict[str, int] = field(default_factory=dict)
    cut: PageCut | None = None
    masthead: Masthead | None = None
    remarks: tuple[str, ...] = ()
    unaccounted: str | None = None
    failure: tuple[str, str] | None = None

    @property
    def is_sound(self) -> bool:
        """Whether the text can be trusted."""
        return self.text_quality is None or self.text_quality >= SOUND_TEXT


@dataclass(frozen=True, slots=True)
class FileDraft:
    """All pages of one file; `failure` when the file as a whole could not be read."""

    sha256: str
    page_count: int = 0
    pages: tuple[PageDraft, ...] = ()
    remarks: tuple[str, ...] = ()
    failure: tuple[str, str] | None = None
    transient: bool = False


@dataclass(frozen=True, slots=True)
class FileOnDisk:
    """Where the bytes of a delivery are: a file, or a member of a bundle."""

    location: Path
    member: str | None
    kind: str
    sha256: str


def draft_file(file: FileOnDisk, profile: Profile, *, limits: Limits = Limits()) -> FileDraft:  # noqa: B008 (frozen)
    """Read and cut all pages of a file. Raises `SourceChangedError` when its bytes are not those of `file.sha256`."""
    with _path_of(file) as path:
        if file.kind == "text":
            _check_bytes(file, _sha256(path))
            draft = _draft_text(path, file.sha256, profile)
            _check_bytes(file, _sha256(path))
            return draft
        reading = read_pdf_isolated(path, limits=limits)
    if reading.sha256:
        _check_bytes(file, reading.sha256)
    if reading.failure is not None:
        failure = _failure(reading.failure)
        return FileDraft(file.sha256, failure=failure, transient=reading.failure.transient, remarks=reading.remarks)
    pages = tuple(_draft_page(page, profile) for page in reading.pages)
    transient = any(isinstance(page, ReadingFailure) and page.transient for page in reading.pages)
    return FileDraft(file.sha256, reading.page_count, pages, reading.remarks, transient=transient)


@contextmanager
def _path_of(file: FileOnDisk) -> Iterator[Path]:
    """A path with the bytes of `file`: its own, or that of a copy of a bundle's member."""
    if file.member is None:
        yield file.location
        return
    suffix = ".pdf" if file.kind == "pdf" else ".txt"
    with NamedTemporaryFile(prefix="broadsheet-", suffix=suffix) as spool:
        try:
            _check_bytes(file, copy_member(file.location, file.member, spool))
        except OSError as error:
            raise SourceChangedError(f"{file.location}: {error.strerror}") from error
        spool.flush()
        yield Path(spool.name)


def _check_bytes(file: FileOnDisk, sha256: str) -> None:
    if sha256 != file.sha256:
        raise SourceChangedError(f"{file.location}: the file changed while it was taken in")


def _sha256(location: Path) -> str:
    digest = hashlib.sha256()
    try:
        with os.fdopen(open_regular(location), "rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
    except OSError as error:
        raise SourceChangedError(f"{location}: {error.strerror}") from error
    return digest.hexdigest()


def _draft_text(path: Path, sha256: str, profile: Profile) -> FileDraft:
    try:
        page = read_text_file(path)
    except (OSError, ValueError) as error:
        return FileDraft(sha256, failure=("cannot_be_read", str(error)))
    try:
        with cpu_limit(PAGE_SECONDS):
            cut = cut_text_page(page, profile)
            masthead = read_masthead(cut, profile)
    except Exception as error:
        draft = PageDraft(page.source_page, "plain_text", failure=_cut_failure(error))
    else:
        count = sum(not character.isspace() for line in cut.lines for character in line.text)
        remarks = (*page.remarks, *cut.remarks)
        draft = PageDraft(page.source_page, "plain_text", None, count, {}, cut, masthead, remarks)
    return FileDraft(sha256, 1, (draft,))


def _draft_page(page: PageReading | ReadingFailure, profile: Profile) -> PageDraft:
    if isinstance(page, ReadingFailure):
        return PageDraft(page.source_page or 0, failure=_failure(page))
    try:
        with cpu_limit(PAGE_SECONDS):
            cut = cut_page(page, profile)
            masthead = read_masthead(cut, profile)
    except Exception as error:
        return PageDraft(page.source_page, page.text_source, failure=_cut_failure(error))
    draft = PageDraft(
        source_page=page.source_page,
        text_source=page.text_source,
        text_quality=page.text_quality,
        glyph_count=sum(not character.isspace() for character in page.glyphs.char),
        dropped={reason.value: count for reason, count in page.dropped.items() if count},
        cut=cut,
        masthead=masthead,
        remarks=(*page.remarks, *cut.remarks),
        unaccounted=_unaccounted(page.glyphs.char, cut.lines),
    )
    return draft if draft.is_sound else replace(draft, cut=_without_articles(cut))


def _failure(failure: ReadingFailure) -> tuple[str, str]:
    """Reason, as one word to group by, and detail."""
    return failure.reason.replace(" ", "_"), failure.detail


def _cut_failure(error: Exception) -> tuple[str, str]:
    """A fault of the program, or a page made to hurt; neither must keep the other pages back."""
    if isinstance(error, TooSlowError):
        return "too_slow", f"cutting the page takes {error}"
    return "cut_failed", f"the program could not cut the page ({type(error).__name__}: {error}); please report it"


def _without_articles(cut: PageCut) -> PageCut:
    """The lines alone: nothing of a text layer that lies is published as if it were sound."""
    lines = [
        replace(line, role="other", article=None, paragraph=None, reading_order=number, confidence=0.0)
        for number, line in enumerate(cut.lines)
    ]
    return replace(cut, lines=lines, articles=[])


def _unaccounted(characters: str, lines: list[CutLine]) -> str | None:
    used = Counter(glyph for line in lines for glyph in line.glyphs)
    wanted = {number for number, character in enumerate(characters) if not character.isspace()}
    lost = sorted(wanted - used.keys())
    doubled = sorted(glyph for glyph, count in used.items() if count > 1)
    strange = sorted(glyph for glyph in used if not 0 <= glyph < len(characters))
    parts = []
    if lost:
        parts.append(f"{len(lost)} glyphs in no line ({''.join(characters[glyph] for glyph in lost[:_SAMPLE])})")
    if doubled:
        parts.append(f"{len(doubled)} glyphs in several lines")
    if strange:
        parts.append(f"{len(strange)} glyphs that the page does not have")
    return ", ".join(parts) or None


def file_facts(draft: FileDraft) -> FileFacts:
    """What has to be known of a file to find its edition."""
    pages = tuple(_page_facts(page) for page in draft.pages)
    inferred = None
    if not any(page.date for page in pages):
        text = "".join(line.text for page in draft.pages if page.cut and page.is_sound for line in page.cut.lines)
        inferred = infer_date(text)
    return FileFacts(draft.sha256, draft.page_count, pages, inferred, draft.failure, draft.transient)


def _page_facts(page: PageDraft) -> PageFacts:
    masthead = page.masthead
    if page.failure is not None or page.cut is None or masthead is None:
        return PageFacts(page.source_page, failure=page.failure)
    signature = page_signature("\n".join(line.text for line in page.cut.lines)) if page.is_sound else ()
    confirmed = confirmation(masthead)
    if not page.is_sound and not confirmed:
        return PageFacts(page.source_page)  # what a text layer that lies says of the date is believed only with proof
    return PageFacts(
        page.source_page,
        date=masthead.date,
        confirmed=confirmed,
        weekday=weekday_number(masthead.weekday_printed),
        label=clean_label(masthead.page_label) or None if masthead.page_label else None,
        publication_name=masthead.publication_name,
        issue_number=masthead.issue_number,
        pages_declared=masthead.pages_declared,
        signature=signature,
    )


def confirmation(masthead: Masthead) -> bool | None:
    """Whether printed weekday and lunar date fit the printed date; None where neither is printed."""
    if masthead.date is None:
        return None
    verdicts = [
        weekday_agrees(masthead.date, masthead.weekday_printed),
        lunar_date_agrees(masthead.date, masthead.lunar_date_printed),
    ]
    known = [verdict for verdict in verdicts if verdict is not None]
    return all(known) if known else None


def weekday_number(printed: str | None) -> int | None:
    """0 for 星期一 … 6 for 星期日; None where no weekday is printed."""
    week = [_A_MONDAY + dt.timedelta(days=number) for number in range(7)]
    return next((date.weekday() for date in week if weekday_agrees(date, printed)), None)
