"""Whose paper a file is: by the folder below `raw/`, else by the file's name, else by the masthead."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.intake.naming import PathFacts, is_date_folder, path_facts
from pipelines.publications import Profile, generic_profile, load_profiles
from pipelines.publications.profile import GENERIC_ID, slug


@dataclass(frozen=True, slots=True)
class Origin:
    """What a delivery's path says of its publication, and of date and page.

    folder: name of the publication's folder; None for what lies straight in `raw/`
    place: folder of the file, to tell deliveries apart
    """

    folder: str | None
    place: str
    facts: PathFacts


def origin_of(path: str) -> Origin:
    """The origin of a path below `raw/`."""
    parts = [part[:-4] if part.lower().endswith(".zip") else part for part in path.split("/")[:-1]]
    name = path.rsplit("/", maxsplit=1)[-1]
    # a bundle straight in raw/ may hold the publications' folders
    if (
        len(parts) > 1
        and path.split("/", maxsplit=1)[0] != parts[0]
        and find_profile(parts[0]) is None
        and not is_date_folder(parts[1])
    ):
        parts = parts if is_date_folder(parts[0]) else parts[1:]
    folder = parts[0] if parts and not is_date_folder(parts[0]) else None
    inner = [*parts[1 if folder is not None else 0 :], name]
    return Origin(folder, "/".join(path.split("/")[:-1]), path_facts("/".join(inner)))


def find_profile(name: str) -> Profile | None:
    """The profile with this id, printed name or path name; None when nobody described such a paper."""
    profiles = load_profiles()
    wanted = name.casefold()
    if wanted in profiles:
        return profiles[wanted]
    for _, profile in sorted(profiles.items()):  # of several with one name the first
        if wanted in {known.casefold() for known in (*profile.names, *profile.path_names)}:
            return profile
    return None


def profile_by_path(origin: Origin) -> Profile | None:
    """The profile that the path alone decides on; None where the masthead has to be asked."""
    if origin.folder is not None:
        return find_profile(origin.folder) or generic_profile(origin.folder)
    return find_profile(origin.facts.prefix) if origin.facts.prefix else None


def profile_by_masthead(origin: Origin, printed_name: str | None) -> Profile:
    """The profile of a file straight in `raw/`: the paper that the masthead names, else one made from what is known."""
    if printed_name and (profile := find_profile(printed_name)):
        return profile
    return generic_profile(origin.facts.prefix or printed_name or "")


def named(profile: Profile, printed_name: str | None) -> Profile:
    """A generic profile with the name that the paper prints; others as they are."""
    if not profile.is_generic or not printed_name or slug(printed_name) == GENERIC_ID:
        return profile
    return profile.model_copy(update={"names": (printed_name,)})
