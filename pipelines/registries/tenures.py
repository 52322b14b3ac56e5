"""Tenures: titles held by officials, with bounds that say no more than the paper did.

`end_after` is the last day on which the title is printed as held. `end_before` is the first day after it on which
something says that it is no longer held:
  removed, former  the paper reports the removal, or calls the person 原…
  new_post         the person is printed with a post that is new since then, and without this one; a new seat in the
                   party's committee (常委, 副书记) says nothing of posts elsewhere
  successor        somebody else is printed in the post, and it has room for one
Without any of these the tenure is `current` while the last sighting is at most a year before the last edition and later
articles don't leave the title out again and again; else `unknown`.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.registries.officials import Person, PostSeen
from pipelines.registries.posts import Post, usual_form

_CURRENT_FOR = dt.timedelta(days=365)
_SEATS_IN_COMMITTEE = {"常委", "副书记", "委员"}
_LEFT_OUT = 3  # articles that print other titles and not this one, after which it is unknown


@dataclass(slots=True)
class Tenure:
    """One title of one official: the posts seen that are the same title in several printed forms.

    held: day and article of the sightings that say it is held
    """

    title: str
    organization: str
    posts: list[PostSeen]
    held: list[tuple[dt.date, int]]

    @property
    def post(self) -> Post:
        """What the title says."""
        return self.posts[0].post

    @property
    def adcode(self) -> str | None:
        """Area of office."""
        return next((post.adcode for post in self.posts if post.adcode), None)


Seat = tuple[str, str, str]


def tenures_of(person: Person) -> list[Tenure]:
    """The titles of a person, printed forms of one title together; collective ones (市领导) are no title."""
    groups: list[list[PostSeen]] = []
    for post in sorted(
        person.posts, key=lambda p: (p.organization is None, p.title, p.organization or "", p.adcode or "")
    ):
        if post.post.is_collective:
            continue
        home = next((known for known in groups if all(_same_title(post, other) for other in known)), None)
        if home is None:
            groups.append([post])
        else:
            home.append(post)
    tenures = []
    for posts in groups:
        title = usual_form((post.title, post.sightings) for post in posts)
        named = [(post.organization, post.sightings) for post in posts if post.organization]
        held = sorted(sighting for post in posts for sighting in post.held)
        tenures.append(Tenure(title, usual_form(named) if named else title, posts, held))
    return tenures


def _same_title(one: PostSeen, other: PostSeen) -> bool:
    organizations = one.organization is None or other.organization is None or one.organization == other.organization
    areas = one.adcode is None or other.adcode is None or one.adcode == other.adcode
    titles = (
        one.title.endswith(other.title)
        or other.title.endswith(one.title)
        or one.organization == other.organization is not None
    )
    return one.post.name == other.post.name and organizations and areas and titles


def seats(people: Iterable[tuple[Person, Sequence[Tenure]]]) -> dict[Seat, list[tuple[dt.date, str]]]:
    """Who was first seen when in each post that has room for one: post, organisation and area → (day, official)."""
    found: dict[Seat, list[tuple[dt.date, str]]] = defaultdict(list)
    for person, tenures in people:
        for tenure in tenures:
            if (seat := _seat(tenure)) and tenure.held:
                found[seat].append((tenure.held[0][0], person.official_id))
    return {seat: sorted(holders) for seat, holders in found.items()}


def _seat(tenure: Tenure) -> Seat | None:
    if not tenure.post.sole or tenure.organization == tenure.title:
        return None
    return tenure.post.name.removeprefix("代"), tenure.organization, tenure.adcode or ""


def tenure_rows(
    person: Person,
    tenures: Sequence[Tenure],
    holders: Mapping[Seat, list[tuple[dt.date, str]]],
    look_alikes: frozenset[str],
    last_day: dt.date,
) -> list[dict[str, Any]]:
    """Rows of `tenures` of one person.

    holders: see `seats`; look_alikes: officials whose names may be a misprint of this one, who succeed nobody
    """
    rows = []
    for tenure in tenures:
        held = tenure.held
        told = sorted({day for day, _ in held} | {day for post in tenure.posts for day, _ in post.ended})
        last_held = held[-1][0] if held else None
        basis, end_before = _end(person, tenure, tenures, holders, look_alikes)
        rows.append(
            {
                "official_id": person.official_id,
                "title": tenure.title,
                "organization": tenure.organization,
                "jurisdiction_adcode": tenure.adcode,
                "first_seen": held[0][0] if held else told[0],
                "last_seen": last_held or told[-1],
                "sighting_count": sum(post.sightings for post in tenure.posts),
                "end_after": last_held,
                "end_before": end_before,
                "state": "ended" if end_before else _state(tenure, tenures, last_day),
                "appointed_on": min((day for post in tenure.posts for day in post.appointed), default=None),
                "end_basis": basis,
            }
        )
    return rows


def _end(
    person: Person,
    tenure: Tenure,
    tenures: Sequence[Tenure],
    holders: Mapping[Seat, list[tuple[dt.date, str]]],
    look_alikes: frozenset[str],
) -> tuple[str | None, dt.date | None]:
    """What says that a title is no longer held, and from which day; the earliest evidence after the last sighting."""
    last_held = tenure.held[-1][0] if tenure.held else None
    found = [(day, how) for post in tenure.posts for day, how in post.ended if last_held is None or day >= last_held]
    if last_held is not None:
        if (day := _new_post(tenure, tenures, last_held)) is not None:
            found.append((day, "new_post"))
        if seat := _seat(tenure):
            for day, other in holders.get(seat, ()):
                if day > last_held and other != person.official_id and other not in look_alikes:
                    found.append((day, "successor"))
    order = ("removed", "former", "new_post", "successor")
    if not found:
        return None, None
    day, how = min(found, key=lambda item: (item[0], order.index(item[1])))
    return how, day


def _new_post(tenure: Tenure, tenures: Sequence[Tenure], last_held: dt.date) -> dt.date | None:
    """First day on which a post that is new since then is printed, and this one is not."""
    if tenure.post.is_side_post:
        return None
    days = [
        other.held[0][0]
        for other in tenures
        if other is not tenure
        and not other.post.is_side_post
        and other.held
        and other.held[0][0] > last_held
        and not _goes_along(other, tenure)
    ]
    return min(days, default=None)


def _goes_along(new: Tenure, tenure: Tenure) -> bool:
    """A seat in the party's committee says nothing against a post elsewhere: 市委副书记 may be the 市长 too."""
    return new.post.name in _SEATS_IN_COMMITTEE and new.organization != tenure.organization


def _state(tenure: Tenure, tenures: Sequence[Tenure], last_day: dt.date) -> str:
    if not tenure.held or last_day - tenure.held[-1][0] > _CURRENT_FOR:
        return "unknown"
    if tenure.post.is_side_post:
        return "current"
    last_held = tenure.held[-1][0]
    without = {
        article
        for other in tenures
        if other is not tenure and not other.post.is_side_post
        for day, article in other.held
        if day > last_held
    }
    return "unknown" if len(without) >= _LEFT_OUT else "current"


def current_titles(rows: Sequence[Mapping[str, Any]], tenures: Sequence[Tenure]) -> list[str]:
    """Titles held when last seen: those that are current, else those of the last sighting that have not ended."""
    rank = {(tenure.title, tenure.organization): -(tenure.post.rank or 0) for tenure in tenures}
    last = max((row["last_seen"] for row in rows), default=None)
    open_rows = [
        row for row in rows if row["state"] != "ended" and (row["state"] == "current" or row["last_seen"] == last)
    ]
    ordered = sorted(open_rows, key=lambda row: (rank[row["title"], row["organization"]], row["title"]))
    return list(dict.fromkeys(row["title"] for row in ordered))
