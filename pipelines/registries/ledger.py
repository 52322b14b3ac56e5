"""The ledger of ids: every id that was ever given out, from what, and where it leads today.

An id is a digest of the earliest evidence's content, so a rebuild from nothing gives the same ids. The
tables hold today's entities and what people merged; the ledger also remembers ids that earlier runs
published and that later evidence (a backfilled edition, a correction) led elsewhere: an id that was
published stays resolvable, and is never given to something else.

File: JSON lines, sorted by id.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace

_PREFIX = {"person": "person", "project": "project", "organization": "org"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One id.

    key: the content that the id is a digest of
    minted_from: evidence, `<article_id>#<name>`, that the id was minted for
    superseded_by: the id that has this evidence now
    withdrawn: the evidence is no longer in the archive (an edition was corrected), and nothing has it
    """

    id: str
    kind: str
    name: str
    key: str
    minted_from: str
    superseded_by: str | None = None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Ledger:
    """All entries by id."""

    entries: Mapping[str, Entry] = field(default_factory=dict)

    @classmethod
    def from_bytes(cls, content: bytes) -> Ledger:
        """Read JSON lines; raises `ValueError` that names the line when one is not sound."""
        entries = {}
        for number, line in enumerate(content.decode("utf-8").splitlines(), start=1):
            if line.strip():
                try:
                    entry = Entry(**json.loads(line))
                except (TypeError, ValueError) as error:
                    raise ValueError(f"ledger of ids, line {number}: {error}; restore it from a snapshot") from error
                entries[entry.id] = entry
        return cls(entries)

    def to_bytes(self) -> bytes:
        """JSON lines, sorted by id."""
        lines = (json.dumps(asdict(self.entries[key]), ensure_ascii=False) for key in sorted(self.entries))
        return "".join(line + "\n" for line in lines).encode("utf-8")

    def resolve(self, entity_id: str) -> str | None:
        """The id that an id leads to today; None for an unknown or withdrawn one."""
        seen = set()
        while (entry := self.entries.get(entity_id)) and entry.superseded_by and entity_id not in seen:
            seen.add(entity_id)
            entity_id = entry.superseded_by
        entry = self.entries.get(entity_id)
        return entity_id if entry and not entry.withdrawn else None

    def updated(self, live: Iterable[Entry], owner_of: Callable[[str], str | None]) -> Ledger:
        """The ledger after a run that gave out `live`.

        live: today's entries, with `superseded_by` where people merged
        owner_of: the id that has an evidence today
        """
        entries = dict(self.entries)
        today = {entry.id: entry for entry in live}
        for entity_id, entry in today.items():
            known = entries.get(entity_id, entry)
            entries[entity_id] = replace(known, name=entry.name, superseded_by=entry.superseded_by, withdrawn=False)
        for entity_id, entry in entries.items():
            if entity_id not in today:
                owner = owner_of(entry.minted_from) or self._heir(entry, today)
                entries[entity_id] = replace(entry, superseded_by=owner, withdrawn=owner is None)
        return Ledger(entries)

    def _heir(self, entry: Entry, today: Mapping[str, Entry]) -> str | None:
        """Where an id whose own evidence is gone led before, if that is still there."""
        return entry.superseded_by if entry.superseded_by in today else None


def mint(kind: str, *parts: str | None) -> tuple[str, str]:
    """Id and key of an entity from the content of its earliest evidence."""
    key = "|".join(part or "" for part in parts)
    digest = hashlib.sha256(f"{kind}|{key}".encode()).hexdigest()[:12]
    return f"{_PREFIX[kind]}-{digest}", key
