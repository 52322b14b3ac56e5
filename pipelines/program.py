"""The version of the program that makes tables: a digest of its code and data, so that a change is noticed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from importlib import metadata
from pathlib import Path

from pipelines.publications import Profile

#: What an edition's tables depend on; shells around it (cli, orchestration) and docs may change freely.
_PARTS = (
    "intake",
    "reading",
    "layout",
    "language",
    "edition",
    "ingest/parsing.py",
    "publications/profile.py",
    "warehouse/tables.yml",
)
_REGISTRY_PARTS = (
    "registries",
    "ingest/coverage.py",
    "ingest/neighbours.py",
    "ingest/rebuilding.py",
    "warehouse/tables.yml",
)
_LIBRARIES = ("pypdfium2", "pdfminer.six", "jieba", "lunar_python")


@cache
def program_version() -> str:
    """Version of what makes an edition's tables: `<release>+<12 hex>`, equal wherever code, data and engines are."""
    return _version(_PARTS)


@cache
def registries_version() -> str:
    """Version of what makes the registries out of the editions' tables."""
    return _version(_REGISTRY_PARTS)


def _version(parts: Iterable[str]) -> str:
    root = Path(__file__).parent
    digest = hashlib.sha256()
    for part in parts:
        path = root / part
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        if not path.exists():  # a part that moved would no longer be noticed when it changes
            raise FileNotFoundError(f"{path}: a part of the program is missing; install broadsheet again")
        for file in files:
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(file.relative_to(root).as_posix().encode() + b"\0")
                digest.update(hashlib.sha256(file.read_bytes()).digest())
    for library in _LIBRARIES:
        digest.update(f"{library} {metadata.version(library)}\n".encode())
    return f"{metadata.version('broadsheet')}+{digest.hexdigest()[:12]}"


def profile_digest(profile: Profile) -> str:
    """sha256 of all that a profile says."""
    return hashlib.sha256(profile.model_dump_json().encode()).hexdigest()
