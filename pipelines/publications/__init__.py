"""Publication profiles: a newspaper is data, not code.

`profiles/<publication_id>.yml` describes one paper; `profile.py` reads and validates it. A paper that
nobody described is taken in with a generic profile (`generic`), without a home city.
"""

from pipelines.publications.profile import Profile, generic_profile, load_profile, load_profiles

__all__ = ["Profile", "generic_profile", "load_profile", "load_profiles"]
