"""People's decisions: `raw/corrections/*.csv`, read and checked.

One row a decision, with the columns of `COLUMNS`. Decisions about text and cut are for the reading of an
edition (`for_edition`), the others for the registries. Format and examples: docs/registries.md.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

COLUMNS = ("target", "kind", "field", "old", "new", "reason", "author", "date")
TEXT_KINDS = ("text_fix", "merge_articles", "split_article")
ENTITY_KINDS = ("merge", "never_merge", "part_of", "never_part", "rename", "set")
FOLDER = "corrections"
DECISIONS_FILE = "decisions.csv"

_NEEDS = {
    "text_fix": ("old", "new"),
    "merge_articles": ("new",),
    "split_article": ("new",),
    "merge": ("new",),
    "never_merge": ("new",),
    "part_of": ("new",),
    "never_part": ("new",),
    "rename": ("new",),
    "set": ("field",),
}
_OTHER_EDITION = re.compile(r"[b-z](-|$)")


@dataclass(frozen=True, slots=True)
class Correction:
    """One decision.

    target: a page, article or edition for text kinds; `<article_id>#<name>` or an id for entities
    field: the column that `set` changes; old: what stood there; new: what shall stand there, the other entity of
    merge and never_merge, the other article of merge_articles, the first words of the second article of split_article
    source, row: file and line
    """

    target: str
    kind: str
    field: str
    old: str
    new: str
    reason: str
    author: str
    date: str
    source: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a correction: a row of `corrections_status`."""

    correction: Correction
    state: str
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Corrections:
    """All decisions that are sound, and those that are not, with the reason."""

    decisions: tuple[Correction, ...] = ()
    invalid: tuple[Outcome, ...] = ()

    def of_kind(self, *kinds: str) -> list[Correction]:
        """Decisions of some kinds, in the order of files and lines."""
        return [decision for decision in self.decisions if decision.kind in kinds]

    def for_edition(self, edition_id: str) -> list[Correction]:
        """Text fixes and recuts of an edition: its own, its pages' and its articles'."""
        return [
            decision
            for decision in self.of_kind(*TEXT_KINDS)
            if decision.target == edition_id
            or (
                decision.target.startswith(f"{edition_id}-")
                and not _OTHER_EDITION.match(decision.target[len(edition_id) + 1 :])
            )
        ]

    def edition_digest(self, edition_id: str) -> str:
        """Digest of what `for_edition` gives; empty where it gives nothing. Part of what an edition is made of."""
        rows = [
            "\t".join((decision.target, decision.kind, decision.old, decision.new))
            for decision in self.for_edition(edition_id)
        ]
        return hashlib.sha256("\n".join(rows).encode()).hexdigest() if rows else ""

    def digest(self) -> str:
        """Digest of all decisions, for the registries."""
        rows = ["\t".join(str(getattr(row, item.name)) for item in fields(row)) for row in self.decisions]
        return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def load(raw: Path | str) -> Corrections:
    """All corrections below `raw/corrections`; a folder that is not there has none."""
    folder = Path(raw) / FOLDER
    decisions: list[Correction] = []
    invalid: list[Outcome] = []
    for path in sorted(folder.glob("*.csv")):
        try:
            content = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            problem = f"cannot be read as UTF-8: {error}; save it as UTF-8 CSV"
            invalid.append(Outcome(_blank(path.name, 0), "invalid", problem))
            continue
        for correction, fault in _read(content, path.name):
            if fault:
                invalid.append(Outcome(correction, "invalid", fault))
            else:
                decisions.append(correction)
    return Corrections(tuple(decisions), tuple(invalid))


def _read(content: str, source: str) -> Iterable[tuple[Correction, str | None]]:
    reader = csv.DictReader(io.StringIO(content))
    header = [name.strip() for name in reader.fieldnames or ()]
    missing = [name for name in COLUMNS if name not in header and name != "field"]
    if missing:
        yield _blank(source, 1), f"columns {', '.join(missing)} are missing; the header is {','.join(COLUMNS)}"
        return
    for record in reader:
        values = {
            (key or "").strip(): (value or "").strip() for key, value in record.items() if not isinstance(value, list)
        }
        if not any(values.values()) or values.get("target", "").startswith("#"):
            continue
        row = Correction(**{name: values.get(name, "") for name in COLUMNS}, source=source, row=reader.line_num)
        yield row, fault_of(row)


def fault_of(row: Correction) -> str | None:
    """What is wrong with a row by itself; None when it is sound."""
    if row.kind not in _NEEDS:
        return f"kind {row.kind!r} is not one of {', '.join(_NEEDS)}"
    for name in ("target", "reason", "author", *_NEEDS[row.kind]):
        if not getattr(row, name):
            return f"column {name} is empty; a {row.kind} needs it"
    try:
        dt.date.fromisoformat(row.date)
    except ValueError:
        return f"date {row.date!r} is not a day of the form 2021-01-10"
    if row.kind == "text_fix" and row.old == row.new:
        return "old and new are the same"
    return None


def _blank(source: str, row: int) -> Correction:
    return Correction("", "", "", "", "", "", "", "", source, row)


def append(raw: Path | str, rows: Sequence[Correction], file: str = DECISIONS_FILE) -> Path:
    """Append decisions to a file below `raw/corrections` (the whole file is replaced in one step).

    Raises `ValueError` that says what is wrong with a row; nothing is written then.
    """
    for row in rows:
        if fault := fault_of(row):
            raise ValueError(f"{row.kind} of {row.target}: {fault}")
    path = Path(raw) / FOLDER / file
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.read_text(encoding="utf-8") if path.exists() else ",".join(COLUMNS) + "\n"
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([getattr(row, name) for name in COLUMNS] for row in rows)
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    draft.write_text(before + ("" if before.endswith("\n") else "\n") + text.getvalue(), encoding="utf-8")
    draft.replace(path)
    return path


@dataclass(frozen=True, slots=True)
class Reference:
    """Evidence that a correction names: a name in an article."""

    article: int
    name: str
