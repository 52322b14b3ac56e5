"""Officials: which sightings of a name with a title are one person.

The unit is a post: all sightings of one name with one title of one organisation in one area. Posts that are
printed together before a name are one person's; for the others features decide (`matching.yml`).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from pipelines.registries.corrections import Reference
from pipelines.registries.evidence import Evidence
from pipelines.registries.ledger import Entry, mint
from pipelines.registries.matching import Pair, group, rules
from pipelines.registries.posts import Post, prefecture_of, read_post

_LONG_GAP = dt.timedelta(days=5 * 365)
_CHANGE_WINDOW = dt.timedelta(days=60)
_LEADS_A_PREFECTURE = 5


@dataclass(frozen=True, slots=True, eq=False)
class PostSeen:
    """All sightings of one name with one title of one organisation in one area.

    number: of the post in the table `post`
    held_on, held_in: day and article of the sightings that say it is held, ascending
    appointed: days of reported appointments; ended: (day, removed or former)
    articles: numbers of all articles, ascending; sightings: how many, reprints left out
    anchor: `<article_id>#<name>` of the first sighting, the evidence that ids are made of
    stories: articles with reprints that tell of it, by the first print; told_once: others tell of it too
    identity: organisation and area as the first sighting alone has them, what ids are made of
    """

    number: int
    name: str
    title: str
    organization: str | None
    adcode: str | None
    held_on: NDArray[np.datetime64]
    held_in: NDArray[np.int32]
    appointed: tuple[dt.date, ...]
    ended: tuple[tuple[dt.date, str], ...]
    articles: NDArray[np.int32]
    sightings: int
    anchor: str
    post: Post
    stories: frozenset[int]
    told_once: bool
    identity: tuple[str | None, str | None]

    @property
    def first(self) -> dt.date:
        """First day it is spoken of."""
        first: dt.date = min([*self.held_on[:1].tolist(), *(day for day, _ in self.ended)])
        return first

    @property
    def last(self) -> dt.date:
        """Last day on which it is held, else spoken of."""
        last: dt.date = max(self.held_on[-1:].tolist() or [day for day, _ in self.ended])
        return last

    @property
    def held(self) -> list[tuple[dt.date, int]]:
        """Day and article of the sightings that say it is held, ascending."""
        return list(zip(self.held_on.tolist(), self.held_in.tolist(), strict=True))


@dataclass(slots=True)
class Person:
    """One official: the posts that are theirs; `superseded_by` when people merged them into another."""

    official_id: str
    name: str
    posts: list[PostSeen]
    superseded_by: str | None = None

    @property
    def first(self) -> dt.date:
        """First sighting."""
        return min(post.first for post in self.posts)

    @property
    def last(self) -> dt.date:
        """Last sighting."""
        return max(post.last for post in self.posts)

    @property
    def anchor(self) -> str:
        """The first evidence."""
        return _earliest(self.posts).anchor


@dataclass(frozen=True, slots=True)
class Question:
    """Two entities that may be one, and what speaks for and against it (a row of `review_pairs` to be)."""

    kind: str
    left_id: str
    right_id: str
    left_ref: str
    right_ref: str
    pair: Pair
    evidence: str


@dataclass(slots=True)
class Officials:
    """All officials by id, open questions, and the ledger's entries."""

    people: dict[str, Person] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)

    def final(self, official_id: str) -> str:
        """The official whom people merged this one into, else itself."""
        return self.people[official_id].superseded_by or official_id


def build_officials(evidence: Evidence, never: Sequence[tuple[Reference, Reference]] = ()) -> Officials:
    """All officials of the archive; the evidences of a pair of `never` are two people's."""
    settle_places(evidence, never)
    posts = read_posts(evidence)
    by_name: dict[str, list[int]] = defaultdict(list)
    for node, post in enumerate(posts):
        by_name[post.name].append(node)
    together = _printed_together(evidence, posts)
    result = Officials()
    for name in sorted(by_name):
        nodes = by_name[name]
        members = [posts[node] for node in nodes]
        inside = {node: place for place, node in enumerate(nodes)}
        glued = [(inside[a], inside[b]) for a, b in together.get(name, ())]
        apart = [pair for left, right in never for pair in _named_apart(members, left, right)]
        named_in = [frozenset(post.articles.tolist()) for post in members] if len(members) > 1 else []
        pairs = [
            _compare(members, left, right, together=not named_in[left].isdisjoint(named_in[right]))
            for left, right in combinations(range(len(members)), 2)
        ]
        asked = [(pair.left, pair.right) for pair in pairs if "reprint_elsewhere" in pair.features]
        together_here = _without(glued, apart)
        groups = group(len(members), pairs, rules("official"), together=together_here, apart=apart, asked=asked)
        clusters: dict[int, list[PostSeen]] = defaultdict(list)
        for place, label in enumerate(groups.labels):
            clusters[label].append(members[place])
        ids = _mint(clusters, result)
        for pair in groups.doubtful:
            left, right = members[pair.left], members[pair.right]
            result.questions.append(
                Question(
                    "official",
                    ids[groups.labels[pair.left]],
                    ids[groups.labels[pair.right]],
                    left.anchor,
                    right.anchor,
                    pair,
                    f"{_said(left)} / {_said(right)}",
                )
            )
    return result


def read_posts(evidence: Evidence) -> list[PostSeen]:
    """All posts of public office seen in the archive, in the order of their content."""
    seen: dict[str, NDArray[Any]] = cast("Any", evidence.database.execute(_SIGHTINGS).fetchnumpy())
    ends = np.searchsorted(seen["post"], np.arange(len(evidence.rows("FROM post"))), side="right").tolist()
    posts = []
    for number, name, title, org, adcode, seen_org, seen_adcode in evidence.rows("FROM post ORDER BY number"):
        post = read_post(title, org, adcode)
        if not post.is_office:
            continue
        start = ends[number - 1] if number else 0
        day, article, root, change, held, retold = (
            seen[key][start : ends[number]] for key in ("day", "n", "root", "change", "held", "retold")
        )
        articles = np.unique(article)
        posts.append(
            PostSeen(
                number=number,
                name=name,
                title=title,
                organization=org,
                adcode=adcode,
                held_on=day[held].astype("datetime64[D]"),
                held_in=article[held],
                appointed=tuple(np.unique(day[change == "appointed"]).astype("datetime64[D]").tolist()),
                ended=tuple(sorted(zip(day[~held].astype("datetime64[D]").tolist(), change[~held], strict=True))),
                articles=articles,
                sightings=max(1, int((article == root).sum())),
                anchor=f"{evidence.article_id(int(articles[0]))}#{name}",
                post=post,
                stories=frozenset(root[retold].tolist()),
                told_once=not retold.all(),
                identity=(seen_org, seen_adcode),
            )
        )
    return posts


_SIGHTINGS = """
SELECT post, day, n, root, coalesce(change, '') AS change, held,
       root IN (SELECT root FROM article WHERE n <> root) AS retold
FROM sighting ORDER BY post, day, n, root, change
"""

_TOGETHER = """
SELECT DISTINCT list(DISTINCT post ORDER BY post) AS posts, name FROM sighting JOIN post ON number = post
GROUP BY mention, name HAVING count(DISTINCT post) > 1 ORDER BY ALL
"""


def settle_places(evidence: Evidence, never: Sequence[tuple[Reference, Reference]] = ()) -> None:
    """Make the tables `post` and `sighting`, in the area that another print of the text knows where one's own does not.

    A paper without a home city cannot say whose 市委 it is. The earliest print that knows the area of a name and title
    gives area and organisation to the others, but not to sightings that a decision of `never` holds apart.
    """
    named = sorted({(str(a.article), str(b.article), a.name) for a, b in never if a.name == b.name})
    evidence.offer("never", {key: [row[at] for row in named] for at, key in enumerate(("one", "other", "name"))})
    evidence.database.execute(_SETTLED)


_SETTLED = """
CREATE OR REPLACE TABLE title AS
WITH known AS (
    SELECT root, name, title, first(adcode ORDER BY n, adcode, org NULLS LAST) AS adcode,
           first(org ORDER BY n, adcode, org NULLS LAST) AS org
    FROM title_seen SEMI JOIN (SELECT root FROM article WHERE n <> root) USING (root)
    WHERE adcode IS NOT NULL GROUP BY root, name, title
), held_apart AS (
    SELECT unnest([a.n, b.n]) AS n, name
    FROM never JOIN article a ON a.n = one::INT JOIN article b ON b.n = other::INT WHERE a.root = b.root
), unknown AS (
    SELECT DISTINCT root, name, title, n FROM title_seen ANTI JOIN held_apart USING (n, name) WHERE adcode IS NULL
), given AS (
    SELECT u.n, name, title, k.adcode, k.org FROM unknown u JOIN known k USING (root, name, title)
)
SELECT s.* REPLACE (coalesce(s.adcode, g.adcode) AS adcode,
                    CASE WHEN s.adcode IS NULL THEN coalesce(g.org, s.org) ELSE s.org END AS org),
       s.org AS seen_org, s.adcode AS seen_adcode
FROM title_seen s LEFT JOIN given g USING (n, name, title);

CREATE OR REPLACE TABLE post AS
SELECT (row_number() OVER (ORDER BY name, title, org NULLS FIRST, adcode NULLS FIRST) - 1)::INT AS number, *
FROM (
    SELECT name, title, org, adcode, first(seen_org ORDER BY n, seen_adcode NULLS FIRST, seen_org NULLS FIRST),
           first(seen_adcode ORDER BY n, seen_adcode NULLS FIRST, seen_org NULLS FIRST)
    FROM title GROUP BY ALL
);

CREATE OR REPLACE TABLE sighting AS
SELECT p.number AS post, t.n, t.root, t.day, t.change, t.held, t.mention
FROM title t JOIN post p
  ON t.name = p.name AND t.title = p.title AND t.org IS NOT DISTINCT FROM p.org
  AND t.adcode IS NOT DISTINCT FROM p.adcode;

DROP TABLE title
"""


def _printed_together(evidence: Evidence, posts: Sequence[PostSeen]) -> Mapping[str, list[tuple[int, int]]]:
    """By name, pairs of posts that stand before the name in one place."""
    node = {post.number: at for at, post in enumerate(posts)}
    pairs: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for numbers, name in evidence.rows(_TOGETHER):
        nodes = [node[number] for number in numbers if number in node]
        pairs[name] += [(nodes[0], other) for other in nodes[1:]]
    return pairs


def _named_apart(posts: Sequence[PostSeen], left: Reference, right: Reference) -> list[tuple[int, int]]:
    ends = [
        [at for at, post in enumerate(posts) if post.name == end.name and end.article in post.articles]
        for end in (left, right)
    ]
    return [(one, other) for one in ends[0] for other in ends[1] if one != other]


def _without(pairs: Sequence[tuple[int, int]], apart: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    barred = {frozenset(pair) for pair in apart}
    return [pair for pair in pairs if frozenset(pair) not in barred]


def _compare(posts: Sequence[PostSeen], left: int, right: int, *, together: bool) -> Pair:
    one, other = posts[left], posts[right]
    strength: dict[str, float] = {_name_feature(one.name): 1.0}
    same_seat = _same_seat(one, other)
    if same_seat or (one.organization and one.organization == other.organization):
        strength["same_organization"] = 1.0
    strength[_area_feature(one.adcode, other.adcode)] = 1.0
    if (
        one.post.rank is not None
        and other.post.rank is not None
        and not (one.post.is_side_post or other.post.is_side_post)
    ):
        steps = abs(one.post.rank - other.post.rank)
        strength["rank_near" if steps <= 2 else "rank_apart" if steps == 3 else "rank_far"] = 1.0
    if together:
        is_far = strength.keys() & {"rank_apart", "rank_far"} and "same_area" not in strength
        strength["same_article_apart" if is_far else "same_article"] = 1.0
    else:
        feature = _reprint_feature(one, other, strength.keys()) or (None if same_seat else _time_feature(one, other))
        strength |= {feature: 1.0} if feature else {}
    early, late = sorted((one, other), key=lambda post: (post.last, post.first))
    if late.first - early.last > _LONG_GAP:
        strength["long_gap"] = 1.0
    if late.first >= early.last and _change_between(early, late):
        strength["change_reported"] = 1.0
    return Pair(left, right, rules("official").score(strength))


def _reprint_feature(one: PostSeen, other: PostSeen, known: Set[str]) -> str | None:
    """What one text printed twice, with the name in both, says of two posts.

    Sightings of a post without an area may be of several people: it is joined only where every text that tells of it
    tells of the other.
    """
    shared = one.stories & other.stories
    if not shared:
        return None
    if known & {"neighbouring_areas", "same_province", "other_province"}:
        return "reprint_elsewhere"
    vague = [post for post in (one, other) if not post.adcode]
    whole = any(not post.told_once and post.stories == shared for post in vague)
    return "reprint" if whole or not vague else None


def _name_feature(name: str) -> str:
    return {2: "name_of_two_characters", 3: "name_of_three_characters"}.get(len(name), "name_of_more_characters")


def _same_seat(one: PostSeen, other: PostSeen) -> bool:
    """The same post of the same organisation, as far as both say which."""
    organizations = one.organization is None or other.organization is None or one.organization == other.organization
    areas = one.adcode is None or other.adcode is None or one.adcode == other.adcode
    titles = one.title.endswith(other.title) or other.title.endswith(one.title)
    return one.post.name == other.post.name and organizations and areas and titles


def _area_feature(one: str | None, other: str | None) -> str:
    if not one or not other:
        return "area_unknown"
    if one == other:
        return "same_area"
    if one[:4] == other[:4]:
        return "area_within_area" if "00" in (one[4:6], other[4:6]) else "neighbouring_areas"
    if one[:2] == other[:2]:
        upper, lower = sorted((one, other))
        return "area_within_area" if upper[2:] == "0000" and lower[4:] == "00" else "same_province"
    return "other_province"


def _time_feature(one: PostSeen, other: PostSeen) -> str | None:
    if one.last <= other.first or other.last <= one.first:
        return "one_after_the_other"
    if one.post.is_side_post or other.post.is_side_post:
        return None
    near = one.post.rank is not None and other.post.rank is not None and abs(one.post.rank - other.post.rank) <= 2
    leading = one.post.is_leading and other.post.is_leading and one.adcode == other.adcode and near
    return "both_at_once_leading" if leading else "both_at_once"


def _change_between(early: PostSeen, late: PostSeen) -> bool:
    """An appointment to the later or the end of the earlier post is reported about when the one follows the other."""
    begins = [late.first, *late.appointed]
    left = any(abs(day - begin) <= _CHANGE_WINDOW for day, _ in early.ended for begin in begins)
    return left or any(early.last <= day <= late.first + _CHANGE_WINDOW for day in late.appointed)


def _earliest(posts: Sequence[PostSeen]) -> PostSeen:
    return min(
        posts,
        key=lambda post: (
            int(post.articles[0]),
            -(read_post(post.title, *post.identity).rank or 0),
            post.title,
            *(value or "" for value in post.identity),
            post.organization or "",
            post.adcode or "",
        ),
    )


def _mint(clusters: Mapping[int, list[PostSeen]], result: Officials) -> dict[int, str]:
    """Ids of the people of one name, by group.

    A leader of a prefecture or more is known by name and prefecture; others by name, area and organisation of the first
    sighting: what tells namesakes apart is in the id, so an id never passes from one person to another.
    """
    seeds = {label: _earliest(posts) for label, posts in clusters.items()}
    ids = {}
    for label, posts in clusters.items():
        parts = _identity(seeds[label])
        official_id, key = mint("person", *parts)
        if official_id in result.people:
            official_id, key = mint("person", *parts, seeds[label].anchor)
        ids[label] = official_id
        person = Person(official_id, seeds[label].name, posts)
        result.people[official_id] = person
        result.entries.append(Entry(official_id, "person", person.name, key, person.anchor))
    return ids


def _identity(post: PostSeen) -> tuple[str | None, ...]:
    organization, adcode = post.identity
    if (read_post(post.title, organization, adcode).rank or 0) >= _LEADS_A_PREFECTURE:
        return post.name, prefecture_of(adcode)
    return post.name, adcode, organization or post.title


def _said(post: PostSeen) -> str:
    return f"{post.title}{post.name} {post.first:%Y-%m-%d}–{post.last:%Y-%m-%d}"
