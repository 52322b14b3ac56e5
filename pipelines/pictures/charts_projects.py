"""Charts of investment projects over time: how far they came, what slipped, which amounts may be added.

Titles are made of the rows, so they stay true on other archives.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from pipelines.pictures.charts import (
    BLUE,
    GREEN,
    GREY,
    INK,
    LIGHT,
    ORANGE,
    VERMILION,
    Axes,
    date_axis,
    known,
    nothing,
    number,
    sheet,
)
from pipelines.warehouse.schema import enum_values

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_STARTED = ("groundbreaking", "under_construction", "completed", "operating")
_FINISHED = ("completed", "operating")
_STOPPED = ("suspended", "cancelled")
_REACHED_BY = {"construction_start": "groundbreaking", "completion": "completed", "operation_start": "operating"}
_FACT = ("actual", "reported")
_MOST_ROWS = 30
_YI = 100_000_000  # yuan in 亿元


def stages_by_place(projects: pd.DataFrame, districts: pd.DataFrame) -> pd.DataFrame:
    """Counts of projects: a row a place, the stages as columns in their order, those that no project has left out.

    Places with most projects come first; see `place_names`.
    """
    counts = pd.crosstab(place_names(projects, districts), projects["status"].astype(str))
    stages = [stage for stage in enum_values("status") if stage in counts.columns]
    order = counts.sum(axis=1).sort_values(ascending=False, kind="stable").index
    return counts.reindex(index=order, columns=stages)


def stages_title(counts: pd.DataFrame) -> str:
    """The finding of `stages_by_place`: how many projects came how far, and where most of them are."""
    if counts.empty:
        return "No project is reported."
    by_stage = counts.sum()

    def of(stages: tuple[str, ...] | list[str]) -> str:
        return str(int(by_stage.reindex(list(stages)).fillna(0).sum()) or "none")

    by_place = counts.sum(axis=1)
    total, highest = int(by_place.sum()), int(by_place.max())
    first = list(by_place.index[by_place == highest])
    most = f"most, {highest}, are in {first[0]}" if len(first) == 1 else f"no place has more than {highest}"
    if len(by_place) == 1:
        most = f"all are in {first[0]}"
    under_way = [stage for stage in _STARTED if stage not in _FINISHED]
    return (
        f"Of {number(total, 'project')}, {of(_FINISHED)} finished, {of(under_way)} under way, "
        f"{of(_STOPPED)} suspended or cancelled; {most}"
    )


def place_names(projects: pd.DataFrame, districts: pd.DataFrame) -> pd.Series[Any]:
    """The place of each project in words; `郴州市 (county not said)` where the paper names the city only."""
    names, levels = (dict(zip(districts["adcode"], districts[column], strict=True)) for column in ("name", "level"))
    return projects["place_adcode"].map(lambda code: _place(code, names, levels)).astype(object)


def _place(code: Any, names: dict[str, str], levels: dict[str, str]) -> str:
    if not known(code):
        return "place not said"
    name = names.get(code, code)
    return f"{name} (county not said)" if levels.get(code) in {"prefecture", "province"} else name


def milestones(timeline: pd.DataFrame) -> pd.DataFrame:
    """The first day on which each project is `reported`, `started`, `finished` and `stopped`; None where none is told.

    timeline: rows of `project_timeline`. Only what is told as fact counts, no plan and no conclusion; the day is
    the one the paper gives, else that of the report. Indexed by `project_id`; `last_report` is the latest one.
    """
    told = timeline[~timeline["is_inferred"].astype(bool)]
    implied = told["attribute"].astype(str).map(_REACHED_BY)
    stage = told["status"].astype(object).where(told["status"].notna(), implied)
    day = told["date_end"].where(told["date_end"].notna(), told["reported_on"])
    day = day.where(day <= told["reported_on"], told["reported_on"])
    fact = told["modality"].isin(_FACT)
    reports = told.groupby("project_id")["reported_on"]
    result = pd.DataFrame({"reported": reports.min(), "last_report": reports.max()})
    for name, reached in (("started", _STARTED), ("finished", _FINISHED), ("stopped", _STOPPED)):
        first = day[fact & stage.isin(reached)].groupby(told["project_id"]).min()
        result[name] = first.reindex(result.index).astype(object).where(lambda days: days.notna(), None)
    return result[["reported", "started", "finished", "stopped", "last_report"]]


def announced_started_finished(days: pd.DataFrame, last_day: dt.date, source: str) -> Figure:
    """How many projects were reported, started and finished by each day, as steps.

    days: as `milestones` gives them; last_day: that of the last edition
    """
    if days.empty:
        return nothing("No project is reported.", source)
    count = {name: int(days[name].notna().sum()) for name in ("reported", "started", "finished", "stopped")}
    told = {name: f"{found or 'none'} {'was' if found == 1 else 'were'}" for name, found in count.items()}
    title = (
        f"Of {number(count['reported'], 'project')} reported since {days['reported'].min():%Y-%m}, {told['started']} "
        f"started and {count['finished'] or 'none'} finished by {last_day}; {told['stopped']} suspended or cancelled"
    )
    figure, axes = sheet(title, source, 4.2)
    styles = {"reported": (GREY, ":"), "started": (BLUE, "-"), "finished": (GREEN, "--"), "stopped": (VERMILION, "-.")}
    names = {"reported": "first reported", "started": "started 开工", "finished": "finished 竣工、投产"}
    taken: list[float] = []
    room = max(1.0, count["reported"] * 0.06)
    for name, (color, line) in styles.items():
        if not count[name]:
            continue
        reached = sorted(min(day, last_day) for day in days[name] if known(day))
        x = [min(days["reported"].min(), reached[0]), *reached, last_day]
        axes.step(x, [0, *range(1, len(reached) + 1), len(reached)], where="post", color=color, linestyle=line, lw=2)
        height = float(len(reached))
        while any(abs(height - other) < room for other in taken):
            height -= room
        taken.append(height)
        label = f" {names.get(name, 'suspended or cancelled')}: {len(reached)}"
        axes.annotate(label, (last_day, height), color=color, va="center", fontsize=9.5, annotation_clip=False)
    axes.set_ylim(bottom=min([0.0, *taken]))
    axes.yaxis.get_major_locator().set_params(integer=True)
    axes.set_ylabel("projects, cumulative", fontsize=9)
    axes.set_xlabel("day that the paper gives for it, else day of the report", fontsize=9)
    date_axis(axes)
    return figure


def slippage(
    projects: pd.DataFrame, days: pd.DataFrame, delays: pd.DataFrame, last_day: dt.date, source: str
) -> Figure:
    """Each project as a line of life, with the dates that were moved or have passed, and silence.

    projects: rows of `projects`; days: of `milestones`; delays: rows of `project_delays`; last_day: that of the last
    edition. Of more than 30 projects those with the longest delays are drawn; the source note says so.
    """
    slipped = delays[delays["kind"].isin(["moved", "passed"])]
    drawn = projects.set_index("project_id").join(days, how="inner")
    if drawn.empty:
        return nothing("No project is reported.", source)
    longest = delays.groupby("project_id")["days"].max().reindex(drawn.index).fillna(-1)
    chosen = drawn.loc[longest.sort_values(ascending=False, kind="stable").index[:_MOST_ROWS]]
    if len(chosen) < len(drawn):
        source += f" Shown are the {len(chosen)} projects with the longest delays of {len(drawn)}."
    chosen = chosen.sort_values(["reported", "name"], ascending=False, kind="stable")
    figure, axes = sheet(_slippage_title(drawn, slipped, delays), source, 1.9 + 0.3 * len(chosen))
    silent = set(delays.loc[delays["kind"] == "silent", "project_id"])
    for row, (project, life) in enumerate(chosen.iterrows()):
        _life(axes, row, life, last_day, project in silent)
        for delay in slipped[slipped["project_id"] == project].itertuples():
            if delay.kind == "moved":
                way = {"arrowstyle": "-|>", "color": ORANGE, "lw": 1.4, "connectionstyle": "arc3,rad=-0.25"}
                axes.plot([delay.new_end], [row], "none")  # an arrow alone does not widen the axis
                axes.annotate("", (delay.new_end, row), (delay.planned_end, row), arrowprops=way)
            mark = {"moved": ("D", "white", ORANGE), "passed": ("D", VERMILION, VERMILION)}[str(delay.kind)]
            axes.plot([delay.planned_end], [row], mark[0], mfc=mark[1], mec=mark[2], ms=6, mew=1.5, zorder=4)
    axes.axvline(last_day, color=GREY, lw=0.8)
    axes.set_yticks(range(len(chosen)), [str(name) for name in chosen["name"]], fontsize=9)
    axes.set_ylim(-0.7, len(chosen) - 0.3)
    axes.tick_params(axis="y", length=0)
    date_axis(axes)
    _slippage_legend(axes)
    return figure


def _slippage_title(projects: pd.DataFrame, slipped: pd.DataFrame, delays: pd.DataFrame) -> str:
    slipped = slipped[slipped["project_id"].isin(projects.index)]
    moved = slipped[slipped["kind"] == "moved"]
    moves = moved.drop_duplicates(["project_id", "observed_on", "planned_end", "new_end"])
    passed = slipped.loc[slipped["kind"] == "passed", "project_id"].nunique()
    silent = delays.loc[
        (delays["kind"] == "silent") & delays["project_id"].isin(projects.index), "project_id"
    ].nunique()
    ways = [
        f"{number(moves['project_id'].nunique(), 'project')} moved a planned date (by {_middle(moves['days'])})"
        if len(moves)
        else "No project moved a planned date",
        f"{passed or 'none'} let one pass without report",
        f"{silent or 'none'} fell silent for 24 months",
    ]
    return f"{ways[0]}, {ways[1]} and {ways[2]}, of {number(len(projects), 'project')}"


def _middle(days: pd.Series[Any]) -> str:
    low, high = int(days.min()), int(days.max())
    return f"{low} days" if low == high else f"{low} to {high} days"


def _life(axes: Axes, row: int, life: pd.Series[Any], last_day: dt.date, silent: bool) -> None:
    over = [day for day in (life["finished"], life["stopped"]) if known(day)]
    end = max([life["last_report"], *over])
    axes.plot([life["reported"], end], [row, row], color=LIGHT, lw=5, solid_capstyle="butt", zorder=1)
    if known(life["started"]):
        until = life["finished"] if known(life["finished"]) else end
        axes.plot([life["started"], until], [row, row], color=BLUE, lw=5, solid_capstyle="butt", zorder=2)
        axes.plot([life["started"]], [row], "^", color=BLUE, mec="white", ms=9, zorder=4)
    if silent:
        axes.plot([life["last_report"], last_day], [row, row], color=INK, lw=1.2, ls=(0, (1, 2.5)), zorder=1)
    axes.plot([life["reported"]], [row], "o", mfc="white", mec=GREY, ms=10, zorder=3)
    if known(life["finished"]):
        axes.plot([life["finished"]], [row], "s", color=GREEN, ms=8, zorder=3)
    if known(life["stopped"]):
        axes.plot([life["stopped"]], [row], "X", color=INK, ms=9, zorder=3)


def _slippage_legend(axes: Axes) -> None:
    from matplotlib.lines import Line2D

    def mark(label: str, marker: str, face: str, edge: str, line: str = "none") -> Line2D:
        return Line2D([], [], marker=marker, mfc=face, mec=edge, ls=line, color=INK, ms=7, label=label)

    handles = [
        mark("first reported", "o", "white", GREY),
        mark("started 开工", "^", BLUE, BLUE),
        mark("finished 竣工、投产", "s", GREEN, GREEN),
        mark("suspended or cancelled", "X", INK, INK),
        mark("planned date, moved to the arrow's end", "D", "white", ORANGE),
        mark("planned date, passed without report", "D", VERMILION, VERMILION),
        mark("silent", "", INK, INK, ":"),
    ]
    axes.legend(handles=handles, loc="lower left", bbox_to_anchor=(0, 1), ncols=4, fontsize=8, frameon=False)


def why_not_summed(projects: pd.DataFrame) -> pd.Series[Any]:
    """For each project why its amount may not be added; empty where it may (`safe_to_sum`)."""
    status = projects["status"].astype(str)
    reasons = pd.Series("its umbrella or a part is counted", index=projects.index)
    reasons = reasons.mask(status.isin(["mentioned", "intent"]), "only mentioned or intended")
    reasons = reasons.mask(status.isin(_STOPPED), status)
    reasons = reasons.mask(projects["is_umbrella"].astype(bool), "an umbrella, contains its parts")
    return reasons.mask(projects["safe_to_sum"].astype(bool), "")


def amounts(claims: pd.DataFrame, projects: pd.DataFrame, source: str) -> Figure:
    """What adding up gives: every printed amount, each project once, and only what may be added.

    claims: rows of `project_claims`, projects: of `projects`, both with their amounts in yuan
    """
    printed = claims[claims["attribute"].isin(["total_investment", "phase_investment"]) & claims["amount_cny"].notna()]
    once = projects[projects["total_investment_cny"].notna()]
    safe = once[once["safe_to_sum"].astype(bool)]
    naive, each, right = (
        _yi(printed["amount_cny"]),
        _yi(once["total_investment_cny"]),
        _yi(safe["total_investment_cny"]),
    )
    if printed.empty:
        return nothing("No article prints the amount of an investment.", source)
    times = f"{naive / right:.1f} times what" if right else "none of which"
    which = f" ({right:,.1f} 亿元 of {number(len(safe), 'project')})" if right else ""
    title = f"Adding up every printed amount gives {naive:,.1f} 亿元, {times} may be added{which}"
    figure, axes = sheet(title, source, 2.6)
    bars: Sequence[tuple[str, float, str]] = (
        (f"every amount printed\n({number(len(printed), 'claim')})", naive, "//"),
        (f"each project once\n({number(len(once), 'project')})", each, "//"),
        (f"what may be added\n(safe_to_sum, {number(len(safe), 'project')})", right, ""),
    )
    for row, (label, value, hatch) in enumerate(reversed(bars)):
        axes.barh(
            row, value, color="white" if hatch else BLUE, edgecolor=GREY if hatch else BLUE, hatch=hatch, height=0.6
        )
        axes.text(value, row, f" {value:,.1f}{' wrong' if hatch and value > right else ''}", va="center", fontsize=9.5)
        axes.text(-0.01 * naive, row, label, va="center", ha="right", fontsize=9)
    axes.set_yticks([])
    axes.set_xlim(0, naive * 1.12)
    axes.set_xlabel("total investment, 亿元 (100 million yuan)", fontsize=9)
    axes.tick_params(labelsize=9)
    return figure


def _yi(amounts_cny: pd.Series[Any]) -> float:
    return float(sum(amounts_cny)) / _YI
