"""Reading a sentence with the language layer, as the tests of entities do it."""

from __future__ import annotations

import datetime as dt

from pipelines.language import tag_article
from pipelines.language.tags import ArticleTags, ArticleText
from pipelines.publications import Profile, generic_profile, load_profile

ZHUZHOU = load_profile("zhuzhou-daily")
NATIONAL = generic_profile("a-national-daily")
PINGXIANG = Profile(
    publication_id="pingxiang-daily", names=("萍乡日报",), home_adcode="360300", own_desks=("萍乡发布",)
)
DAY = dt.date(2021, 1, 10)


def tagged(text: str, profile: Profile = ZHUZHOU, on: dt.date = DAY) -> ArticleTags:
    """The tags of a text as the body of an article."""
    return tag_article(ArticleText("a1", {"text": text}, on), profile)


def of_type(text: str, kind: str, profile: Profile = ZHUZHOU, on: dt.date = DAY) -> list[str]:
    """The surfaces of one type of mention, in order."""
    return [row.surface for row in tagged(text, profile, on).mentions if row.type == kind]


def places_of(text: str, profile: Profile = ZHUZHOU, on: dt.date = DAY) -> list[tuple[str, str | None]]:
    """Places with their codes, in order."""
    return [(row.surface, row.entity_id) for row in tagged(text, profile, on).mentions if row.type == "place"]


def titles_of(text: str, profile: Profile = ZHUZHOU, on: dt.date = DAY) -> list[tuple[str, str]]:
    """Persons with each of their titles, in order."""
    return [(row.person_name, row.title_printed) for row in tagged(text, profile, on).title_sightings]
