"""Reads and validates publication profiles (`profiles/*.yml`).

A profile gives names, home city and vocabulary; it holds no rule about the look of a page.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib import resources
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, field_validator

GENERIC_ID = "generic"
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class Profile(BaseModel):
    """What we know of a publication before reading it.

    publication_id: slug, the first part of every id
    names: as printed in mastheads and folios, the usual one first
    path_names: other names by which deliveries call it (`zhuzhou`, `zzrb`)
    home_adcode: GB/T 2260 code of the home city; `我市`, `市委` resolve against it; None: no home city
    timezone: whose midnight separates editions
    own_desks: what reporters and datelines call the paper besides its names (`掌上株洲`)
    column_titles: standing column titles (栏目) known beforehand
    titles: additions to the vocabulary of official titles, printed form → organisation
    is_generic: nobody described this paper
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    publication_id: str
    names: tuple[str, ...] = Field(min_length=1)
    path_names: tuple[str, ...] = ()
    home_adcode: str | None = Field(default=None, pattern=r"^[0-9]{6}$")
    timezone: str = "Asia/Shanghai"
    own_desks: tuple[str, ...] = ()
    column_titles: tuple[str, ...] = ()
    titles: dict[str, str] = Field(default_factory=dict)
    is_generic: bool = False

    @field_validator("publication_id")
    @classmethod
    def _is_slug(cls, value: str) -> str:
        if not _SLUG.fullmatch(value):
            raise ValueError(f"{value!r} is not a slug: lower-case ASCII letters, digits and single hyphens")
        return value

    @property
    def name(self) -> str:
        """The usual name."""
        return self.names[0]


def read_profile(path: Path) -> Profile:
    """The profile in a file; raises `ValueError` that names the file when it is not sound."""
    try:
        return Profile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (ValueError, yaml.YAMLError) as error:
        raise ValueError(f"{path}: not a sound publication profile: {error}") from error


@cache
def load_profiles() -> dict[str, Profile]:
    """All profiles that ship with the program, by `publication_id`."""
    folder = resources.files(__package__).joinpath("profiles")
    with resources.as_file(folder) as path:
        profiles = [read_profile(file) for file in sorted(path.glob("*.yml"))]
    return {profile.publication_id: profile for profile in profiles}


def load_profile(publication_id: str) -> Profile:
    """The profile of a publication, or a generic one under its id when nobody described it."""
    return load_profiles().get(publication_id) or generic_profile(publication_id)


def generic_profile(name: str) -> Profile:
    """A profile for a paper that nobody described; its id is a slug of `name`."""
    return Profile(publication_id=slug(name), names=(name or GENERIC_ID,), is_generic=True)


def slug(name: str) -> str:
    """An ASCII slug: `zhuzhou-daily`; characters without an ASCII form become their code points (`u682a`)."""
    parts: list[str] = []
    for character in unicodedata.normalize("NFKC", name).lower():
        if character.isascii() and character.isalnum():
            parts.append(character)
        elif character.isascii() or not character.isalnum():
            parts.append("-")
        else:
            parts.append(f"-u{ord(character):x}-")
    return re.sub(r"-+", "-", "".join(parts)).strip("-") or GENERIC_ID
