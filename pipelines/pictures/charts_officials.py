"""Charts of officials over time: which titles they held, with honest bounds, and who is seen with whom.

Titles are made of the rows, so they stay true on other archives.
"""

from __future__ import annotations

import datetime as dt
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pandas as pd

from pipelines.pictures.charts import BLUE, GREY, INK, LIGHT, ORANGE, Axes, date_axis, known, nothing, number, sheet

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_MOST_TITLES = 40
_MOST_PEOPLE = 12


def tenure_chart(tenures: pd.DataFrame, last_day: dt.date, source: str) -> Figure:
    """Titles over time: what was seen is solid, what is unknown stays open.

    tenures: rows of `tenures` with a column `name` (the person), in the order to draw, rows of a person together;
    last_day: that of the last edition. Of more than 40 titles those seen most often are drawn, and the note says so.
    """
    if tenures.empty:
        return nothing("No title is reported.", source)
    states = tenures["state"].astype(str)
    ended, current, unknown = (int((states == state).sum()) for state in ("ended", "current", "unknown"))
    title = (
        f"Of {number(len(tenures), 'title')}, {ended or 'none'} {'is' if ended == 1 else 'are'} known to have ended "
        f"and {current} still held within a year of {last_day}; of {unknown or 'none'} the end is unknown"
    )
    chosen = tenures
    if len(tenures) > _MOST_TITLES:
        most = tenures["sighting_count"].sort_values(ascending=False, kind="stable").index[:_MOST_TITLES]
        chosen = tenures.loc[tenures.index.isin(most)]
        source += f" Shown are the {len(chosen)} titles seen most often of {len(tenures)}."
    figure, axes = sheet(title, source, 1.9 + 0.27 * len(chosen))
    first, span = chosen["first_seen"].min(), max((last_day - chosen["first_seen"].min()).days, 30)
    stub = dt.timedelta(days=max(span // 40, 1))
    rows: list[Any] = list(reversed(list(chosen.itertuples())))
    for row, tenure in enumerate(rows):
        _tenure(axes, row, tenure, last_day, stub)
    above = [row.official_id for row in rows[1:]] + [None]
    labels = [
        tenure.title if tenure.official_id == other else f"{tenure.name}  {tenure.title}"
        for tenure, other in zip(rows, above, strict=True)
    ]
    for row, (tenure, other) in enumerate(zip(rows, above, strict=True)):
        if tenure.official_id != other:
            axes.axhline(row + 0.5, color=LIGHT, lw=0.6)
    axes.set_yticks(range(len(rows)), labels, fontsize=9)
    axes.set_ylim(-0.7, len(rows) - 0.3)
    axes.set_xlim(first - 2 * stub, last_day + 2 * stub)
    axes.tick_params(axis="y", length=0)
    date_axis(axes)
    _tenure_legend(axes)
    return figure


def _tenure(axes: Axes, row: int, tenure: Any, last_day: dt.date, stub: dt.timedelta) -> None:
    seen_until = tenure.end_after if known(tenure.end_after) else tenure.last_seen
    start = tenure.appointed_on if known(tenure.appointed_on) else tenure.first_seen
    axes.plot(
        [min(start, tenure.first_seen), seen_until], [row, row], color=BLUE, lw=6, solid_capstyle="butt", zorder=2
    )
    axes.plot([tenure.first_seen, tenure.last_seen], [row, row], "o", color=BLUE, ms=5, zorder=3)
    if known(tenure.appointed_on):
        axes.plot([tenure.appointed_on], [row], "|", color=INK, ms=13, mew=2, zorder=4)
    else:
        axes.plot([tenure.first_seen - stub, tenure.first_seen], [row, row], color=BLUE, lw=1.2, ls=":", zorder=1)
    if tenure.state == "ended" and known(tenure.end_before):
        width = max((tenure.end_before - seen_until).days, 1)
        axes.barh(
            row, width, left=seen_until, height=0.42, color="white", edgecolor=ORANGE, hatch="////", lw=1, zorder=1
        )
        return
    axes.plot(
        [seen_until, last_day], [row, row], color=BLUE, lw=1.2, ls="-" if tenure.state == "current" else ":", zorder=1
    )
    end = (">", BLUE) if tenure.state == "current" else ("$?$", GREY)
    axes.plot([last_day + stub / 2], [row], marker=end[0], color=end[1], ms=7, ls="none", clip_on=False, zorder=3)


def _tenure_legend(axes: Axes) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    handles: list[Any] = [
        Line2D([], [], color=BLUE, lw=6, marker="o", ms=5, label="from first to last sighting"),
        Line2D([], [], color=INK, marker="|", ms=12, mew=2, ls="none", label="reported appointment"),
        Patch(facecolor="white", edgecolor=ORANGE, hatch="////", label="ended on a day in here"),
        Line2D([], [], color=BLUE, lw=1.2, marker=">", ms=6, label="seen within a year of the last edition"),
        Line2D([], [], color=BLUE, lw=1.2, ls=":", marker="$?$", mec=GREY, mfc=GREY, ms=6, label="unknown"),
    ]
    axes.legend(handles=handles, loc="lower left", bbox_to_anchor=(0, 1), ncols=3, fontsize=8, frameon=False)


def seen_together(appearances: pd.DataFrame) -> pd.DataFrame:
    """At how many activities two people were seen together; the diagonal counts each one's own activities.

    appearances: rows of `appearances_resolved` that shall count, with a column `label` (the person). The twelve people
    with most activities, most first; below the diagonal only, the other half is missing.
    """
    activities = appearances.groupby(["article_id", "activity_no"])["label"].agg(set)
    own = appearances.drop_duplicates(["article_id", "activity_no", "label"])["label"].value_counts()
    people = sorted(own.index, key=lambda name: (-own[name], name))[:_MOST_PEOPLE]
    counts = pd.DataFrame(index=people, columns=people, dtype=float)
    for at, name in enumerate(people):
        counts.loc[name, people[: at + 1]] = 0
        counts.loc[name, name] = own[name]
    for present in activities:
        for one, other in combinations([name for name in people if name in present], 2):
            counts.loc[other, one] += 1
    return counts


def together_title(counts: pd.DataFrame) -> str:
    """The finding of `seen_together`: which two are seen together most often."""
    pairs = {(one, other): int(counts.loc[other, one]) for one, other in combinations(counts.index, 2)}
    most = max(pairs.values(), default=0)
    if not most:
        return f"No two of {number(len(counts), 'official')} are seen at one activity"
    first = [pair for pair, together in pairs.items() if together == most]
    one, other = first[0]
    others = len(first) - 1
    more = f", as {'is' if others == 1 else 'are'} {number(others, 'other pair')}" if others else ""
    return f"{one} and {other} are seen together most often: at {number(most, 'activity', 'activities')}{more}"


def places_title(counts: pd.DataFrame, unsaid: str) -> str:
    """The finding of a table of appearances, a row a seat and a column a place: who is seen where most often.

    unsaid: the column of those whose place the paper does not say
    """
    if counts.empty:
        return "No appearance of an official is reported."
    total, placed = int(counts.to_numpy().sum()), counts.drop(columns=unsaid, errors="ignore")
    beginning = f"Of {number(total, 'appearance')} {int(placed.to_numpy().sum())} say where"
    if placed.empty:
        return beginning
    most = int(placed.to_numpy().max())
    found = [(seat, place) for seat in placed.index for place in placed.columns if placed.loc[seat, place] == most]
    if len(found) > 1:
        return f"{beginning}; no rank is seen more than {number(most, 'time')} in one place"
    return f"{beginning}; most often, {number(most, 'time')}, {found[0][0]} in {found[0][1]}"
