"""The coverage calendar: each day of a publication as a square, a year a row of weeks."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa
    from matplotlib.figure import Figure

# Blue and orange stay apart for colour-blind readers; white is "not expected".
_STATES = ("not expected", "complete", "incomplete or odd", "missing")
_COLORS = ("#f2f2f2", "#4477aa", "#ddaa33", "#cc3311")


def coverage_state(received: bool, expected: bool, pages_received: int, pages_declared: int | None) -> int:
    """Index into the legend's states for one day."""
    if not received:
        return 3 if expected else 0
    incomplete = pages_declared is not None and pages_received < pages_declared
    return 2 if incomplete else 1


def coverage_calendar(coverage: pa.Table) -> Figure:
    """A figure with one calendar a publication and year, from the rows of the table `coverage`."""
    import matplotlib.pyplot as plt
    from matplotlib.colors import BoundaryNorm, ListedColormap
    from matplotlib.patches import Patch

    from pipelines.pictures.fonts import use_in_charts

    use_in_charts()
    by_year: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for row in coverage.to_pylist():
        by_year.setdefault((row["publication_id"], row["date"].year), []).append(row)
    panels = sorted(by_year.items(), key=lambda item: item[0])
    figure, axes = plt.subplots(max(len(panels), 1), 1, figsize=(11, 1.7 * max(len(panels), 1) + 0.8), squeeze=False)
    norm = BoundaryNorm(range(len(_STATES) + 1), len(_STATES))
    for axis, ((publication, year), rows) in zip(axes[:, 0], panels, strict=False):
        grid = np.full((7, 54), np.nan)
        first_weekday = dt.date(year, 1, 1).weekday()
        for row in rows:
            position = first_weekday + row["date"].timetuple().tm_yday - 1
            state = coverage_state(row["received"], row["expected"], row["pages_received"], row["pages_declared"])
            grid[position % 7, position // 7] = state + 0.5
        axis.pcolormesh(grid, cmap=ListedColormap(_COLORS), norm=norm, edgecolors="white", linewidth=1)
        axis.invert_yaxis()
        axis.set_aspect("equal")
        axis.set_yticks([0.5, 2.5, 4.5, 6.5], ["一", "三", "五", "日"], fontsize=7)
        months = [(first_weekday + dt.date(year, month, 1).timetuple().tm_yday - 1) / 7 for month in range(1, 13)]
        axis.set_xticks(months, [f"{month}月" for month in range(1, 13)], fontsize=7)
        axis.set_title(
            f"{publication} {year}: {sum(row['received'] for row in rows)} editions received", loc="left", fontsize=9
        )
        axis.tick_params(length=0)
        axis.spines[:].set_visible(False)
    figure.legend(
        handles=[
            Patch(facecolor=color, edgecolor="#999999", label=state)
            for color, state in zip(_COLORS, _STATES, strict=True)
        ],
        loc="lower center",
        ncols=4,
        fontsize=8,
        frameon=False,
    )
    figure.tight_layout(rect=(0, 0.06, 1, 1))
    return figure


def write_calendar(warehouse: str, path: str) -> None:
    """Write the calendar of a warehouse as PNG."""
    import matplotlib as mpl

    from pipelines.warehouse import Warehouse

    mpl.use("Agg")
    coverage_calendar(Warehouse(warehouse).read("coverage")).savefig(path, dpi=150)
