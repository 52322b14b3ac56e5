"""What the warehouse remembers: sources, stamps, files and versions of editions, and the manifest of a snapshot.

All of it is JSON in a canonical form (sorted keys, no white space), so that equal contents have equal digests.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Self

FORMAT = 1


def canonical_json(value: object) -> bytes:
    """One byte string per value: sorted keys, no white space, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


def digest_of(content: bytes) -> str:
    """sha256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True, slots=True)
class Source:
    """A file in `raw/` that an edition was read from. path: below `raw/`; size: bytes."""

    path: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Stamp:
    """What an edition's tables are a function of, and how the reading ended.

    Two stamps with the same inputs stand for the same tables, so there is nothing to do again.
    """

    source_digest: str
    program_version: str
    config_digest: str
    sources: tuple[Source, ...] = ()
    outcome: str = "published"

    def same_inputs(self, other: Stamp | None) -> bool:
        """True when the other was made of the same bytes by the same program with the same configuration."""
        return other is not None and (self.source_digest, self.program_version, self.config_digest) == (
            other.source_digest,
            other.program_version,
            other.config_digest,
        )

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """The stamp that `asdict` made."""
        return cls(**{**value, "sources": tuple(Source(**source) for source in value["sources"])})


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """One immutable file of a table. name: file name, unique to its bytes; size: bytes."""

    name: str
    sha256: str
    size: int
    rows: int


@dataclass(frozen=True, slots=True)
class EditionRecord:
    """One version of an edition: where it came from and which file holds its rows of each table.

    A table without rows has no file. cleaned: characters replaced before writing, by `table.column`.
    """

    edition_id: str
    publication_id: str
    date: str
    stamp: Stamp
    parts: dict[str, Part]
    cleaned: dict[str, int] = field(default_factory=dict)

    @property
    def year(self) -> str:
        """Year of the edition, four digits."""
        return self.date[:4]

    def to_bytes(self) -> bytes:
        """Canonical JSON."""
        return canonical_json(asdict(self))

    @property
    def digest(self) -> str:
        """sha256 of the record."""
        return digest_of(self.to_bytes())

    @classmethod
    def from_bytes(cls, content: bytes) -> Self:
        """The record that `to_bytes` made."""
        value = json.loads(content)
        return cls(
            **{
                **value,
                "stamp": Stamp.from_json(value["stamp"]),
                "parts": {table: Part(**part) for table, part in value["parts"].items()},
            }
        )


@dataclass(frozen=True, slots=True)
class Version:
    """An entry in the history of an edition: its record, and when it was published.

    record: digest of the record, None where the edition was withdrawn; at: ISO time in UTC
    """

    record: str | None
    snapshot: int
    at: str


@dataclass(frozen=True, slots=True)
class Year:
    """The compacted files of a closed year. members: record digest of each edition inside."""

    members: dict[str, str]
    parts: dict[str, Part]


@dataclass(frozen=True, slots=True)
class Registries:
    """The derived tables.

    inputs: digest of what they were derived from; documents: files beside them, such as a ledger
    """

    inputs: str = ""
    parts: dict[str, Part] = field(default_factory=dict)
    documents: dict[str, Part] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Manifest:
    """All that one snapshot consists of.

    history: versions of each edition, oldest first; the last one is current unless its record is None.
    views: for each table the number of the folder that lists its current files.
    """

    number: int = 0
    history: dict[str, tuple[Version, ...]] = field(default_factory=dict)
    years: dict[str, Year] = field(default_factory=dict)
    registries: Registries = field(default_factory=Registries)
    views: dict[str, int] = field(default_factory=dict)

    @property
    def current(self) -> dict[str, str]:
        """Record digest of each edition that is in the warehouse, in order of edition id."""
        last = ((edition_id, versions[-1].record) for edition_id, versions in sorted(self.history.items()))
        return {edition_id: record for edition_id, record in last if record is not None}

    def with_version(self, edition_id: str, version: Version) -> Manifest:
        """The manifest with one more version of an edition."""
        versions = (*self.history.get(edition_id, ()), version)
        return replace(self, history={**self.history, edition_id: versions})

    def to_bytes(self) -> bytes:
        """Canonical JSON."""
        return canonical_json({"format": FORMAT, **asdict(self)})

    @classmethod
    def from_bytes(cls, content: bytes) -> Self:
        """The manifest that `to_bytes` made; raises `ValueError` for a format of a later program."""
        value = json.loads(content)
        if (found := value.pop("format", None)) != FORMAT:
            raise ValueError(f"the manifest has format {found}, this program knows format {FORMAT}: update broadsheet")
        registries = value["registries"]
        return cls(
            number=value["number"],
            history={key: tuple(Version(**version) for version in rows) for key, rows in value["history"].items()},
            years={key: Year(year["members"], _parts(year["parts"])) for key, year in value["years"].items()},
            registries=Registries(registries["inputs"], _parts(registries["parts"]), _parts(registries["documents"])),
            views=value["views"],
        )


def _parts(value: Mapping[str, Mapping[str, Any]]) -> dict[str, Part]:
    return {name: Part(**part) for name, part in value.items()}
