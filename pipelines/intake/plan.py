"""Decides which pages make which edition, from paths and from what the pages print.

A pure function: the same deliveries give the same plan in whatever order they came, except that of two
versions of a page the one that arrived later is taken.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.intake.candidates import Candidate, DateSource, Note, Read
from pipelines.intake.dating import date_pages, refused_date
from pipelines.intake.facts import similarity
from pipelines.intake.labels import label_pages
from pipelines.intake.naming import label_key
from pipelines.intake.publication import Origin, origin_of, profile_by_masthead, profile_by_path
from pipelines.publications import Profile

_SAME_PAGE = 0.3  # versions of a page share more of their text, two pages of a day less
_SAME_EDITION = 0.5  # so much do front pages with different issue numbers share only when one number was misprinted


@dataclass(frozen=True, slots=True)
class SourcePage:
    """One page of an edition and where it is."""

    label: str
    path: str
    location: Path
    member: str | None
    kind: str
    sha256: str
    source_page: int


@dataclass(frozen=True, slots=True)
class EditionSource:
    """What an edition is made from: all that `parse_edition` needs besides profile and corrections.

    pages: in the order of their labels; unreadable: path, page (from 0; -1 the whole file) and reason
    issue_number, pages_declared: as most mastheads print them
    """

    publication_id: str
    date: dt.date
    suffix: str
    date_source: DateSource
    pages: tuple[SourcePage, ...]
    notes: tuple[Note, ...] = ()
    unreadable: tuple[tuple[str, int, str], ...] = ()
    publication_name: str | None = None

    @property
    def edition_id(self) -> str:
        """`<publication_id>-<date>`, with `-b` and so on for further editions of the day."""
        return f"{self.publication_id}-{self.date.isoformat()}{self.suffix}"

    @property
    def source_digest(self) -> str:
        """sha256 over the hashes of the source files, in page order."""
        shas = dict.fromkeys(page.sha256 for page in self.pages)
        return hashlib.sha256("\n".join(shas).encode()).hexdigest()

    @property
    def input_digest(self) -> str:
        """sha256 over everything that the tables of the edition depend on, apart from program and corrections."""
        plain = [
            self.edition_id,
            self.date_source,
            self.publication_name,
            [[page.label, page.path, page.kind, page.sha256, page.source_page] for page in self.pages],
            [[note.check, note.severity, note.sample] for note in self.notes],
            self.unreadable,
        ]
        return hashlib.sha256(json.dumps(plain, ensure_ascii=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A file (`source_page` None) or a page that belongs to no edition, and why."""

    path: str
    sha256: str
    reason: str
    detail: str
    source_page: int | None = None
    transient: bool = False
    publication_id: str | None = None
    date: dt.date | None = None


@dataclass(slots=True)
class Plan:
    """All editions, and what became of every delivery that is in none.

    superseded, repeated: path → path of the file that is taken instead
    """

    editions: list[EditionSource] = field(default_factory=list)
    profiles: dict[str, Profile] = field(default_factory=dict)
    unplaced: list[Unplaced] = field(default_factory=list)
    superseded: dict[str, str] = field(default_factory=dict)
    repeated: dict[str, str] = field(default_factory=dict)


def plan_editions(files: Iterable[Read], *, today: dt.date) -> Plan:
    """The editions that `files` make; dates after `today` are refused."""
    plan = Plan()
    by_publication: dict[str, list[tuple[Read, Origin]]] = defaultdict(list)
    for publication_id, read, origin in _with_publications(list(files), plan):
        by_publication[publication_id].append((read, origin))
    for publication_id in sorted(by_publication):
        _plan_publication(plan, publication_id, by_publication[publication_id], today)
    return plan


def _with_publications(files: list[Read], plan: Plan) -> list[tuple[str, Read, Origin]]:
    origins = [origin_of(read.delivery.path) for read in files]
    names: dict[tuple[str, str, dt.date | None], Counter[str]] = defaultdict(Counter)
    for read, origin in zip(files, origins, strict=True):
        names[_together(origin)].update(page.publication_name for page in read.facts.pages if page.publication_name)
    placed = []
    for read, origin in zip(files, origins, strict=True):
        own = Counter(page.publication_name for page in read.facts.pages if page.publication_name)
        name = _commonest(own) or _commonest(names[_together(origin)])
        profile = profile_by_path(origin) or profile_by_masthead(origin, name)
        plan.profiles.setdefault(profile.publication_id, profile)
        placed.append((profile.publication_id, read, origin))
    return placed


def _together(origin: Origin) -> tuple[str, str, dt.date | None]:
    return origin.place, origin.facts.prefix, origin.facts.date


def _commonest(counter: Counter[str]) -> str | None:
    return min(counter, key=lambda name: (-counter[name], name)) if counter else None


def _plan_publication(plan: Plan, publication_id: str, files: list[tuple[Read, Origin]], today: dt.date) -> None:
    candidates: list[Candidate] = []
    failed: list[tuple[Read, Origin]] = []
    for read, origin in _without_repeats(plan, files):
        if read.facts.failure is not None or not any(page.failure is None for page in read.facts.pages):
            failed.append((read, origin))
            continue
        whole = len(read.facts.pages) > 1
        candidates += [Candidate(read.delivery, origin, page, read.arrival, whole) for page in read.facts.pages]
    inferred = {read.delivery.path: read.facts.inferred_date for read, _ in files}
    dated = date_pages(candidates, inferred)
    days: dict[dt.date, list[Candidate]] = defaultdict(list)
    for page in dated:
        if refused := refused_date(page, today):
            plan.unplaced.append(_unplaced(page, publication_id, *refused))
        elif page.date is not None:
            days[page.date].append(page)
    for read, origin in failed:
        plan.unplaced.append(_unreadable_file(read, origin, publication_id))
    broken = _broken_by_day(failed)
    for date in sorted(days):
        plan.editions += _plan_day(plan, publication_id, date, days[date], broken.get(date, []))


def _without_repeats(plan: Plan, files: list[tuple[Read, Origin]]) -> list[tuple[Read, Origin]]:
    """One of the files with equal bytes: the first that arrived.

    Where the pages print no date the path's belongs to the identity: an advertisement may run on two days unchanged.
    """
    kept: dict[tuple[str, dt.date | None], tuple[Read, Origin]] = {}
    for read, origin in sorted(files, key=lambda file: file[0].arrival.key()):
        is_dated = any(page.date is not None for page in read.facts.pages)
        key = (read.delivery.sha256, None if is_dated else origin.facts.date)
        first = kept.setdefault(key, (read, origin))[0]
        if first is not read:
            plan.repeated[read.delivery.path] = first.delivery.path
    return list(kept.values())


def _unreadable_file(read: Read, origin: Origin, publication_id: str) -> Unplaced:
    failure = read.facts.failure or next((page.failure for page in read.facts.pages if page.failure), None)
    reason, detail = failure or ("no_pages", "the file has no pages")
    return Unplaced(
        path=read.delivery.path,
        sha256=read.delivery.sha256,
        reason=reason,
        detail=detail,
        transient=read.facts.transient,
        publication_id=publication_id,
        date=origin.facts.date,
    )


def _broken_by_day(failed: list[tuple[Read, Origin]]) -> dict[dt.date, list[tuple[str, int, str]]]:
    days: dict[dt.date, list[tuple[str, int, str]]] = defaultdict(list)
    for read, origin in failed:
        if origin.facts.date is not None:
            days[origin.facts.date].append((read.delivery.path, -1, (read.facts.failure or ("no_pages", ""))[0]))
    return days


def _unplaced(page: Candidate, publication_id: str, reason: str, detail: str) -> Unplaced:
    return Unplaced(
        path=page.delivery.path,
        sha256=page.delivery.sha256,
        reason=reason,
        detail=detail,
        source_page=page.facts.source_page if page.whole_file else None,
        publication_id=publication_id,
        date=page.date,
    )


# --- one day -------------------------------------------------------------------------------------


def _plan_day(
    plan: Plan, publication_id: str, date: dt.date, pages: list[Candidate], broken: list[tuple[str, int, str]]
) -> list[EditionSource]:
    readable = [page for page in pages if page.facts.failure is None]
    unreadable = [
        (page.delivery.path, page.facts.source_page, page.facts.failure[0]) for page in pages if page.facts.failure
    ]
    editions = []
    for number, members in enumerate(_split_day(readable)):
        labelled, notes = label_pages(members)
        chosen, replaced = _choose_versions(labelled)
        for old, new in replaced:
            if all(page.delivery.path != old.delivery.path for page in chosen):
                plan.superseded[old.delivery.path] = new.delivery.path
        own = [page for page in chosen if page.date_source == "masthead"]
        source: DateSource = "masthead" if own else chosen[0].date_source
        notes += _replacement_notes(replaced) + _date_notes(chosen, date, source)
        if number:
            notes.append(Note("second_edition_of_the_day", "warn", f"edition {number + 1} of {date}"))
        missing = tuple(sorted([*unreadable, *broken])) if number == 0 else ()
        name = _commonest(Counter(page.facts.publication_name for page in chosen if page.facts.publication_name))
        editions.append(
            EditionSource(
                publication_id,
                date,
                f"-{chr(ord('a') + number)}" if number else "",
                source,
                tuple(_source_page(page) for page in sorted(chosen, key=lambda page: label_key(page.label))),
                tuple(sorted(set(notes), key=lambda note: (note.check, note.sample))),
                missing,
                name,
            )
        )
    return editions


def _source_page(page: Candidate) -> SourcePage:
    delivery = page.delivery
    return SourcePage(
        page.label,
        delivery.path,
        delivery.location,
        delivery.member,
        delivery.kind,
        delivery.sha256,
        page.facts.source_page,
    )


def _split_day(pages: list[Candidate]) -> list[list[Candidate]]:
    """The pages of the day's editions: apart where two front pages differ in issue number or paper, and in text."""
    if not pages:
        return []
    lots: dict[tuple[str, str], list[Candidate]] = defaultdict(list)
    for page in pages:
        file = page.delivery.path if page.whole_file else page.origin.place
        lots[file, page.origin.facts.prefix].append(page)
    ordered = sorted(lots.values(), key=lambda lot: (not _has_front(lot), min(page.arrival.key() for page in lot)))
    editions: list[list[Candidate]] = []
    for lot in ordered:
        home = next((members for members in editions if _same_edition(members, lot)), None)
        if home is not None:
            home += lot
        elif _has_front(lot) or not editions:
            editions.append(list(lot))
        else:
            editions[0] += lot
    return sorted(editions, key=_edition_order)


def _has_front(lot: list[Candidate]) -> bool:
    return any(page.facts.issue_number is not None or page.facts.pages_declared is not None for page in lot)


def _same_edition(members: list[Candidate], lot: list[Candidate]) -> bool:
    pairs = zip(_identity(members), _identity(lot), strict=True)
    if all(mine is None or theirs is None or mine == theirs for mine, theirs in pairs):
        return True
    return any(
        similarity(mine.facts.signature, theirs.facts.signature) >= _SAME_EDITION for mine in members for theirs in lot
    )


def _identity(lot: list[Candidate]) -> tuple[int | None, str | None]:
    numbers = Counter(page.facts.issue_number for page in lot if page.facts.issue_number is not None)
    number = min(numbers, key=lambda value: (-numbers[value], value)) if numbers else None
    return number, _commonest(Counter(page.facts.publication_name for page in lot if page.facts.publication_name))


def _edition_order(members: list[Candidate]) -> tuple[float, tuple[str, int, str]]:
    number = _identity(members)[0]
    return (float("inf") if number is None else number), min(page.arrival.key() for page in members)


def _choose_versions(pages: list[Candidate]) -> tuple[list[Candidate], list[tuple[Candidate, Candidate]]]:
    """Of several pages with one label the one that arrived last, and pairs of old and new."""
    by_label: dict[tuple[str, int, str], list[Candidate]] = defaultdict(list)
    for page in pages:
        by_label[label_key(page.label)].append(page)
    chosen, replaced = [], []
    for versions in by_label.values():
        *older, newest = sorted(versions, key=lambda page: (*page.arrival.key(), page.facts.source_page))
        chosen.append(newest)
        replaced += [(old, newest) for old in older]
    return chosen, replaced


def _replacement_notes(replaced: list[tuple[Candidate, Candidate]]) -> list[Note]:
    notes = []
    for old, new in replaced:
        sample = f"{new.label}: {new.delivery.path} replaces {old.delivery.path}"
        if similarity(old.facts.signature, new.facts.signature) >= _SAME_PAGE:
            notes.append(Note("page_superseded", "info", sample))
        else:
            notes.append(Note("two_files_for_one_page", "warn", f"{sample}, and they have little text in common"))
    return notes


def _date_notes(pages: list[Candidate], date: dt.date, source: DateSource) -> list[Note]:
    notes = []
    if source == "inferred":
        notes.append(Note("date_inferred", "warn", f"{date} was inferred from dates in the text"))
    for page in pages:
        facts = page.origin.facts
        if facts.date is not None and facts.date != date:
            notes.append(Note("path_date_disagrees", "warn", f"{page.delivery.path}: the page prints {date}"))
        if facts.remark is not None:
            notes.append(Note("path_date_impossible", "warn", f"{page.delivery.path}: {facts.remark}"))
        if page.facts.date is not None and page.facts.date != date:
            notes.append(Note("printed_date_disagrees", "warn", f"{page.label} prints {page.facts.date}"))
    return notes
