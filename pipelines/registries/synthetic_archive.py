"""A synthetic archive: a daily that never was, as dense in names and claims as printed pages are.

The rates, and what names are made of, stand in `archive_rates.yml`. Texts are words of the dictionary by their
frequency; seats of a city, its counties and departments are held for three years and then passed on, often to
somebody from another seat; projects are reported on around their own time. A year is made at a time.
"""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

import jieba
import numpy as np
import pyarrow as pa
import yaml
from numpy.typing import NDArray

from pipelines.language import places
from pipelines.warehouse.schema import arrow_schema

PUBLICATION = "bench-daily"
HOME = "430200"
DAYS = 365  # a year
_FIRST_DAY = dt.date(2013, 1, 1)
_TERM = 1095  # days in a seat, on average

Integers = NDArray[np.int64]
Names = NDArray[np.object_]


@cache
def rates() -> Mapping[str, Any]:
    """The rates of `archive_rates.yml`."""
    text = resources.files(__package__).joinpath("archive_rates.yml").read_text(encoding="utf-8")
    declared: Mapping[str, Any] = yaml.safe_load(text)
    return declared


@dataclass(frozen=True, slots=True)
class _Seat:
    titles: tuple[str, ...]
    organizations: tuple[str, ...]
    adcode: str


class Archive:
    """The world that a paper of so many years reports on; `year(n)` gives the tables of its n-th year."""

    def __init__(self, years: int, seed: int = 7) -> None:
        self._rng = np.random.default_rng(seed)
        self._years = years
        self._words = _words()
        self._counties = _counties()
        self._people = self._names_of_people(6000 * years)
        self._organizations = self._pick(3000 * years) + self._pick(3000 * years) + np.array("公司", dtype=object)
        self._phrases = ["".join(self._pick(8)) for _ in range(300)]
        self._seats = _seats(self._counties)
        self._holders, self._officials = self._careers()
        self._projects = self._names_of_projects()

    def year(self, number: int) -> dict[str, pa.Table]:
        """The per-edition tables of a year, the first being 0."""
        days = np.arange(number * DAYS, (number + 1) * DAYS)
        dates = np.array([_FIRST_DAY + dt.timedelta(days=int(at)) for at in days], dtype=object)
        day = np.repeat(np.arange(DAYS), rates()["articles_a_day"])
        editions = np.array([f"{PUBLICATION}-{date}" for date in dates], dtype=object)
        ids = np.array([f"{editions[d]}-A{at % 8 + 1}-{at:08x}" for at, d in enumerate(day.tolist())], dtype=object)
        listed = {"edition_id": editions, "publication_id": [PUBLICATION] * DAYS, "date": dates}
        people, tables = self._titles(ids, days[day], dates[day])
        projects, tables["project_claims"] = self._claims(ids, days[day], dates[day])
        tables["mentions"] = self._mentions(ids, [people, projects])
        tables["article_links"] = _links(self._rng, dates, ids)
        return tables | {"editions": _table("editions", listed), "articles": self._articles(ids, editions[day])}

    def _pick(self, size: int) -> Names:
        """Words of two characters, the frequent ones more often."""
        return self._words[1][self._rng.integers(len(self._words[1]), size=size)]

    def _names_of_people(self, size: int) -> Names:
        family, given = (np.array(list(rates()[key]), dtype=object) for key in ("surnames", "given"))
        first = family[_zipf(self._rng, len(family), size)]
        middle, last = (given[self._rng.integers(len(given), size=size)] for _ in range(2))
        middle[self._rng.random(size) < 0.15] = ""
        names: Names = first + middle + last
        return names

    def _names_of_projects(self) -> Names:
        articles = self._years * DAYS * rates()["articles_a_day"] * rates()["articles_with_projects"]
        size = max(40, int(articles * rates()["projects_an_article"] / rates()["articles_a_project"]))
        owners, works = self._pick(max(40, size // 12)), np.array(rates()["works"], dtype=object)
        middle = self._pick(size)
        middle[self._rng.random(size) < 0.3] = ""
        names: Names = (
            owners[self._rng.integers(len(owners), size=size)] + middle + works[_zipf(self._rng, len(works), size)]
        )
        return names

    def _careers(self) -> tuple[Integers, Names]:
        """Who holds which seat on which day (days × seats), and the people's names."""
        rng, days = self._rng, self._years * DAYS
        holders = np.zeros((days, len(self._seats)), np.int64)
        due = [(-int(rng.integers(_TERM)), seat) for seat in range(len(self._seats))]
        heapq.heapify(due)
        free: list[int] = []
        people = 0
        while due[0][0] < days:
            start, seat = heapq.heappop(due)
            if start > 0:
                free.append(int(holders[start - 1, seat]))
            if len(free) > 12 and rng.random() < 0.5:
                person = free.pop(int(rng.integers(len(free) - 1)))
            else:
                person, people = people, people + 1
            end = start + max(90, int(rng.gamma(4, _TERM / 4)))
            holders[max(0, start) : max(0, end), seat] = person
            heapq.heappush(due, (end, seat))
        return holders, self._names_of_people(people)

    def _articles(self, ids: Names, editions: Names) -> pa.Table:
        rng, count = self._rng, len(ids)
        sizes = np.clip(rng.lognormal(np.log(rates()["characters"]), 0.6, count).astype(int), 30, 6000)
        texts: list[str] = []
        for start in range(0, count, 2048):
            part = sizes[start : start + 2048]
            text = "".join(self._words[0][rng.integers(len(self._words[0]), size=int(part.sum()))].tolist())
            ends = np.cumsum(part)
            texts += [text[end - size : end] for end, size in zip(ends.tolist(), part.tolist(), strict=True)]
        for at in np.flatnonzero(rng.random(count) < rates()["standing_phrases"]).tolist():
            texts[at] = self._phrases[int(rng.integers(len(self._phrases)))] + texts[at]
        for late in np.flatnonzero(rng.random(count) < rates()["reprints"])[1:].tolist():
            texts[late] = texts[max(0, late - int(rng.integers(1, 400)))]
        labels = [[f"A{number % 8 + 1}"] for number in range(count)]
        head = {
            "article_id": ids, "edition_id": editions, "genre": ["news"] * count, "page_labels": labels,
            "headline": ["".join(row) for row in self._pick(9 * count).reshape(count, 9).tolist()],
        }  # fmt: skip
        return _table("articles", {**head, "text": texts})

    def _titles(
        self, ids: Names, day: Integers, date: Names
    ) -> tuple[tuple[Integers, Names, str], dict[str, pa.Table]]:
        """Who is printed with a title where, and what they take part in: mentions, sightings, appearances."""
        rng, rate = self._rng, rates()
        told = np.flatnonzero(rng.random(len(ids)) < rate["articles_with_titles"])
        article = np.repeat(told, rng.geometric(1 / rate["people_with_titles"], len(told)).clip(max=30))
        seat = _zipf(rng, len(self._seats), len(article))
        name = self._misread(self._officials[self._holders[day[article], seat]])
        printed = [self._seats[at] for at in seat.tolist()]
        times = np.array([len(item.titles) for item in printed])
        row = np.repeat(np.arange(len(article)), times)
        seq = np.arange(len(row)) - np.repeat(np.cumsum(times) - times, times) + 1
        mention = np.array([f"{ids[a]}:{n}-{n + 3}:person" for n, a in enumerate(article.tolist())], dtype=object)
        organization = np.array([text for item in printed for text in item.organizations], dtype=object)
        organization[rng.random(len(row)) < rate["organization_unknown"]] = None
        adcode = np.array([item.adcode for item in printed], dtype=object)[row]
        adcode[rng.random(len(row)) < rate["area_unknown"]] = None
        change = np.full(len(article), None, dtype=object)
        for kind, share in rate["changes"].items():
            change[rng.random(len(article)) < share] = kind
        sightings = {
            "mention_id": mention[row], "seq": seq, "article_id": ids[article[row]], "person_name": name[row],
            "title_printed": [text for item in printed for text in item.titles], "organization": organization,
            "jurisdiction_adcode": adcode, "observed_on": date[article[row]], "change": change[row],
        }  # fmt: skip
        acts = np.flatnonzero(
            np.isin(
                article, told[rng.random(len(told)) < rate["articles_with_activities"] / rate["articles_with_titles"]]
            )
        )
        at, size = article[acts], len(acts)
        appearances = {
            "article_id": ids[at], "activity_no": np.ones(size, np.int32), "list_rank": acts - acts.min(initial=0) + 1,
            "person_name": name[acts], "title_printed": [printed[item].titles[0] for item in acts.tolist()],
            "activity": ["inspection"] * size, "role": ["attend"] * size, "modality": ["actual"] * size,
            "date_start": date[at], "date_end": date[at], "date_precision": ["day"] * size,
            "place_adcode": self._counties[rng.integers(len(self._counties), size=size)],
        }  # fmt: skip
        tables = {"title_sightings": sightings, "appearances": appearances}
        return (article, name, "person"), {key: _table(key, columns) for key, columns in tables.items()}

    def _misread(self, names: Names) -> Names:
        given = rates()["given"]
        for at in np.flatnonzero(self._rng.random(len(names)) < rates()["misread_names"]).tolist():
            names[at] = names[at][:-1] + given[int(self._rng.integers(len(given)))]
        return names

    def _claims(self, ids: Names, day: Integers, date: Names) -> tuple[tuple[Integers, Names, str], pa.Table]:
        """The projects that articles name, as mentions, and what is claimed about them."""
        rng, rate, pool = self._rng, rates(), len(self._projects)
        told = np.flatnonzero(rng.random(len(ids)) < rate["articles_with_projects"])
        article = np.repeat(told, rng.geometric(1 / rate["projects_an_article"], len(told)).clip(max=15))
        size = len(article)
        now = day[article] / (self._years * DAYS) + rng.laplace(0, 0.4 / self._years, size)
        project = (now % 1.0 * pool).astype(np.int64)
        tails = np.array(rate["tails"], dtype=object)
        name = self._projects[project] + tails[rng.integers(len(tails), size=size)]
        times = rng.geometric(1 / rate["claims_a_project"], size).clip(max=8)
        row = np.repeat(np.arange(size), times)
        attribute = _weighted(rng, rate["attributes"], len(row))
        stage = _weighted(rng, rate["stages"], len(row))
        owner, start = project[row].tolist(), np.arange(len(row), dtype=np.int32)
        dated = np.isin(attribute, ["construction_start", "completion", "operation_start"])
        due = np.array([item + dt.timedelta(days=200) for item in date[article[row]]], dtype=object)
        kind = attribute.tolist()
        adcode = self._counties[project[row] % len(self._counties)]
        adcode[rng.random(len(row)) >= rate["claims_with_place"]] = None
        columns = {
            "claim_id": [f"{i}:{s}:{k}" for i, s, k in zip(ids[article[row]], start.tolist(), kind, strict=True)],
            "article_id": ids[article[row]], "project_mention": name[row], "attribute": attribute,
            "status": _where(attribute == "status", stage),
            "amount_cny": [
                Decimal(1 + n % 90) * 100_000_000 if k == "total_investment" else None
                for n, k in zip(owner, kind, strict=True)
            ],
            "party": [
                f"{self._organizations[n]}" if k == "party" else None for n, k in zip(owner, kind, strict=True)
            ],
            "party_role": _where(attribute == "party", np.full(len(row), "investor", dtype=object)),
            "value_text": _where(attribute == "location", self._pick(pool)[project[row]]),
            "value": [float(n % 500) if k == "capacity" else None for n, k in zip(owner, kind, strict=True)],
            "unit": _where(attribute == "capacity", np.full(len(row), "t/a", dtype=object)),
            "modality": np.where(dated | (attribute == "total_investment"), "planned", "actual"),
            "date_start": _where(dated, due), "date_end": _where(dated, due), "place_adcode": adcode,
            "field": ["text"] * len(row), "start": start, "end": start + 1,
        }  # fmt: skip
        return (article, name, "project"), _table("project_claims", columns)

    def _mentions(self, ids: Names, given: list[tuple[Integers, Names, str]]) -> pa.Table:
        """All mentions: the given ones, and as many of each type as the rates say."""
        rng, parts = self._rng, list(given)
        pools = {"person": self._people, "organization": self._organizations, "place": self._counties}
        for kind, rate in rates()["mentions"].items():
            article = np.repeat(np.arange(len(ids)), rng.poisson(rate, len(ids)))
            pool = pools.get(kind, self._words[1])
            parts.append((article, pool[_zipf(rng, len(pool), len(article))], kind))
        at, names = (np.concatenate([part[place] for part in parts]) for place in (0, 1))
        kinds = np.repeat([part[2] for part in parts], [len(part[0]) for part in parts])
        start = rng.integers(0, 400, len(at)).astype(np.int32)
        order = np.lexsort((start, at))  # a mention stands with its article's others
        at, names, kinds, start = at[order], names[order], kinds[order], start[order]
        columns = {
            "article_id": pa.DictionaryArray.from_arrays(pa.array(at, pa.int32()), pa.array(ids, pa.string())),
            "field": ["text"] * len(at), "start": start, "end": start + 5, "surface": names, "normalized": names,
            "type": kinds, "entity_id": _where(kinds == "place", names),
        }  # fmt: skip
        return _table("mentions", columns)


def _table(name: str, columns: Mapping[str, Any]) -> pa.Table:
    """Rows of the given columns in the declared schema; the others are null."""
    declared = arrow_schema(name)
    size = len(next(iter(columns.values())))
    arrays = []
    for field in declared:
        values = columns.get(field.name)
        if values is None:
            arrays.append(pa.nulls(size, field.type))
        elif isinstance(values, pa.Array):
            arrays.append(values.cast(field.type))
        elif pa.types.is_dictionary(field.type):
            arrays.append(pa.array(values, pa.string()).dictionary_encode().cast(field.type))
        else:
            arrays.append(pa.array(values, field.type))
    return pa.Table.from_arrays(arrays, names=declared.names)


@cache
def _words() -> tuple[Names, Names]:
    """Words to draw from: all, each as often as the dictionary has it in 200,000; of two characters, the rarer ones."""
    with jieba.get_dict_file() as file:
        lines = [line.decode("utf-8").split(" ") for line in file]
    known = {word: int(count) for word, count, _ in lines}
    unit = sum(known.values()) / 200_000
    often = [(word, round(count / unit)) for word, count in known.items() if count >= unit / 2]
    every = np.array([word for word, times in often for _ in range(times)], dtype=object)
    two = [word for word, times in often if len(word) == 2 and times < 20]
    return every, np.array(two, dtype=object)


def _counties() -> Names:
    here = [place.adcode for place in places.divisions() if place.level == "county" and place.adcode[:4] == HOME[:4]]
    return np.array([*sorted(set(here)), HOME], dtype=object)


def _seats(counties: Names) -> list[_Seat]:
    """The seats, from the most to the least named."""
    rate, city = rates(), places.short_name(places.full_name(HOME) or "")
    seats = [_Seat(tuple(titles), tuple(f"{city}{t[:3]}" for t in titles), HOME) for titles in rate["city_posts"]]
    for code in counties[:-1].tolist():
        name = places.full_name(code) or code
        for posts in rate["county_posts"]:
            titles = tuple(f"{name}{post}" for post in posts)
            seats.append(_Seat(titles, tuple(f"{title[:-2]}" for title in titles), code))
    for department in rate["departments"]:
        for posts in rate["department_posts"]:
            titles = tuple(f"市{department}局{post}" for post in posts)
            seats.append(_Seat(titles, (f"{city}市{department}局",) * len(titles), HOME))
    return seats


def _links(rng: np.random.Generator, dates: Names, ids: Names) -> pa.Table:
    """Every fifth edition refers to an earlier report, every fiftieth has a story that goes on the day after."""
    daily = rates()["articles_a_day"]
    referring = [(at * daily, dates[at - int(rng.integers(1, 28))]) for at in range(30, len(dates), 5)]
    serials = [at * daily for at in range(1, len(dates) - 1, 50)]
    columns = {
        "from_article_id": [ids[at] for at, _ in referring] + [ids[at] for at in serials],
        "link_type": ["follow_up_of"] * len(referring) + ["continues_on"] * len(serials),
        "to_ref": [f"详见本报{day.month}月{day.day}日A2版报道" for _, day in referring] + ["未完待续"] * len(serials),
        "method": ["printed"] * (len(referring) + len(serials)),
    }
    return _table("article_links", columns)


def _zipf(rng: np.random.Generator, pool: int, size: int) -> Integers:
    """Numbers below `pool`, the low ones more often: the n-th as often as 1 / (n + 5) (Zipf and Mandelbrot)."""
    return (5 * (pool / 5 + 1) ** rng.random(size) - 5).astype(np.int64).clip(max=pool - 1)


def _where(mask: NDArray[np.bool_], values: Names) -> Names:
    """The values where the mask holds, else None."""
    found = np.full(len(mask), None, dtype=object)
    found[mask] = values[mask]
    return found


def _weighted(rng: np.random.Generator, weights: Mapping[str, int], size: int) -> Names:
    shares = np.array(list(weights.values()), float)
    return np.array(list(weights), dtype=object)[rng.choice(len(shares), size, p=shares / shares.sum())]
