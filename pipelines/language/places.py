"""The gazetteer: administrative divisions of China with the codes that were valid on a day.

Data in `gazetteer/`: provinces, prefectures and counties since 2000 (`divisions.tsv`), coordinates of their seats
(`seats.tsv`), townships by county (`townships.tsv.gz`), one-character names, places abroad. Nothing here reads running
text: `place_names.py` does.
"""

from __future__ import annotations

import datetime as dt
import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

COUNTRY = "100000"
"""Code of the country as a jurisdiction (国务院, 公安部). GB/T 2260 has none; this is the customary one."""

COUNTRY_NAME = "中华人民共和国"
_PEOPLES = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|"
    "布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|京|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺|各"
)
_ETHNIC = re.compile(rf"(?:{_PEOPLES})族")
_AUTONOMOUS = re.compile(
    rf"(?<=..)(?:(?:(?:{_PEOPLES})族)+|蒙古|哈萨克|柯尔克孜|塔吉克|锡伯|维吾尔|满族|回族)?自治(区|州|县|旗)$"
)
_TAIL = re.compile(r"(?<=..)(?:特别行政区|地区|林区|特区|新区|省|市|盟|县|区|旗)$")


@dataclass(frozen=True, slots=True)
class Division:
    """One administrative division under one name.

    adcode: GB/T 2260, six digits
    level: country, province, prefecture or county
    parent_adcode: the division above; None for the country
    valid_from, valid_to: the code and name hold from the first day and until before the second; None: open
    latitude, longitude: of the seat, degrees; None where unknown
    """

    adcode: str
    name: str
    level: str
    parent_adcode: str | None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    latitude: float | None = None
    longitude: float | None = None

    def is_valid(self, on: dt.date | None) -> bool:
        """Whether the code holds on a day; without a day, whether it still holds."""
        if on is None:
            return self.valid_to is None
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on < self.valid_to)


def division(adcode: str, on: dt.date | None = None) -> Division | None:
    """The division with a code: as named on that day, else its latest name; None for an unknown code."""
    rows = _by_code().get(adcode)
    if not rows:
        return None
    return next((row for row in rows if row.is_valid(on)), rows[-1])


def history(adcode: str) -> tuple[Division, ...]:
    """The division under all its names since 2000, oldest first."""
    return _by_code().get(adcode, ())


def divisions(on: dt.date | None = None) -> Iterator[Division]:
    """All divisions that are valid on a day (without a day: today's), in the order of their codes."""
    return (row for rows in _by_code().values() for row in rows if row.is_valid(on))


def named(name: str) -> tuple[Division, ...]:
    """Every division that has or had this full or short name (渌口区, 渌口, 湘西州, 内蒙古)."""
    return _by_name().get(name, ())


def all_names() -> dict[str, tuple[Division, ...]]:
    """Full and short names of all divisions, with their bearers."""
    return _by_name()


def short_name(name: str) -> str:
    """A division's name as people say it: 株洲市 → 株洲, 恩施土家族苗族自治州 → 恩施; 攸县 stays 攸县."""
    if _AUTONOMOUS.search(name):
        return _AUTONOMOUS.sub("", name)
    return _TAIL.sub("", name)


def full_name(adcode: str, on: dt.date | None = None) -> str | None:
    """The name with those of the divisions above: 湖南省株洲市渌口区; None for an unknown code."""
    place = division(adcode, on)
    if place is None:
        return None
    above = [division(code, on) for code in ancestors(adcode)]
    names = [row.name for row in reversed(above) if row is not None and row.adcode != COUNTRY]
    return "".join([*names, place.name])


def ancestors(adcode: str) -> tuple[str, ...]:
    """Codes of the divisions above, nearest first, without the country."""
    found: list[str] = []
    place = division(adcode)
    while place is not None and place.parent_adcode not in (None, COUNTRY):
        found.append(str(place.parent_adcode))
        place = division(found[-1])
    return tuple(found)


def province_of(adcode: str) -> str:
    """The code of the province a code lies in."""
    return adcode if adcode == COUNTRY else adcode[:2] + "0000"


def prefecture_of(adcode: str) -> str | None:
    """The code of the prefecture a code lies in or is; a municipality counts as its own; None for provinces."""
    if adcode[:2] in ("11", "12", "31", "50"):
        return adcode[:2] + "0000"
    code = adcode[:4] + "00"
    return code if code[2:] != "0000" and code in _by_code() else None


def level_of(adcode: str) -> str:
    """Country, province, prefecture or county, from the code alone."""
    if adcode == COUNTRY:
        return "country"
    if adcode.endswith("0000"):
        return "province"
    return "prefecture" if adcode.endswith("00") else "county"


def is_within(inner: str, outer: str) -> bool:
    """Whether a code is another one or lies below it."""
    if outer == COUNTRY:
        return True
    stem = {"province": 2, "prefecture": 4, "county": 6}[level_of(outer)]
    return inner[:stem] == outer[:stem]


def is_province(name: str) -> bool:
    """Whether a full or short name is a province's."""
    return any(row.level == "province" for row in named(name))


def counties_of_town(name: str) -> tuple[str, ...]:
    """Codes of the counties that have a township or street of this name (来龙门街道)."""
    return _towns().get(name, ())


@cache
def world_places() -> dict[str, str]:
    """Places abroad, each with its group: country, region or city."""
    found: dict[str, str] = {}
    for line in _lines("world.txt"):
        group, _, names = line.partition(": ")
        found.update(dict.fromkeys(names.split(), group))
    return found


@cache
def abbreviations() -> dict[str, tuple[str, str]]:
    """One-character names: (code, `alone` or `pair`)."""
    rows = (line.split("\t") for line in _lines("abbreviations.tsv"))
    return {row[0]: (row[1], row[2]) for row in rows}


@cache
def common_words() -> frozenset[str]:
    """Short names that are ordinary words as well (东方, 平安): they count only where more speaks for the place."""
    return frozenset(word for line in _lines("common_words.txt") for word in line.split())


@cache
def _by_code() -> dict[str, tuple[Division, ...]]:
    rows: dict[str, list[Division]] = {COUNTRY: [Division(COUNTRY, COUNTRY_NAME, "country", None)]}
    entries = [line.split("\t") for line in _lines("divisions.tsv")][1:]
    codes = {entry[0] for entry in entries}
    seats = {row[0]: (float(row[1]), float(row[2])) for row in (line.split("\t") for line in _lines("seats.tsv"))}
    for code, name, since, until, *_ in entries:
        place = Division(
            code,
            name,
            level_of(code),
            _parent(code, codes),
            dt.date.fromisoformat(since) if since else None,
            dt.date.fromisoformat(until) if until else None,
            *seats.get(code, (None, None)),
        )
        rows.setdefault(code, []).append(place)
    return {code: tuple(sorted(found, key=lambda row: row.valid_from or dt.date.min)) for code, found in rows.items()}


def _parent(code: str, codes: set[str]) -> str:
    """The prefecture, or the province where counties stand directly below it."""
    if level_of(code) == "province":
        return COUNTRY
    prefecture = code[:4] + "00"
    return prefecture if level_of(code) == "county" and prefecture in codes else code[:2] + "0000"


@cache
def _by_name() -> dict[str, tuple[Division, ...]]:
    found: dict[str, list[Division]] = {}
    for rows in _by_code().values():
        for row in rows:
            for name in dict.fromkeys(_names(row)):
                found.setdefault(name, []).append(row)
    return {name: tuple(rows) for name, rows in found.items()}


def _names(row: Division) -> Iterator[str]:
    """All forms under which a division is named."""
    if row.level == "country":
        return
    yield row.name
    short = short_name(row.name)
    yield short
    tail = _AUTONOMOUS.search(row.name)
    if tail and tail[1] != "区":
        yield short + tail[1]
    if len(short) == 1:
        return
    if row.name.endswith("自治区"):
        yield short + "自治区"


@cache
def _towns() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    data = resources.files(__package__).joinpath("gazetteer", "townships.tsv.gz").read_bytes()
    for line in gzip.decompress(data).decode("utf-8").splitlines():
        if line.startswith("#"):
            continue
        code, _, names = line.partition("\t")
        for name in names.split("、"):
            found.setdefault(name, []).append(code)
    return {name: tuple(codes) for name, codes in found.items()}


def _lines(name: str) -> list[str]:
    text = resources.files(__package__).joinpath("gazetteer", name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
