"""What all charts share: a title that states a finding, a source note, colours, the sheet that says there is nothing.

Colours are those of Okabe and Ito (Color Universal Design, 2008), which colour-blind readers tell apart; what
matters is also told by shape, hatching or a label, so that the charts can be read without colour.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# matplotlib's stubs know no dates on an axis
Axes = Any

BLUE, SKY, GREEN, ORANGE, VERMILION = "#0072b2", "#56b4e9", "#009e73", "#e69f00", "#d55e00"
GREY, LIGHT, INK = "#7f7f7f", "#d9d9d9", "#222222"
_WIDTH = 10.0  # inches
_TITLE_CHARACTERS = 100  # Latin ones that fit on a line of the title
_HEAD_CHARACTERS = 110  # Latin ones that fit side by side over the columns of a matrix
_DARK = 0.55  # share of the darkest count from which a number stands in white
_PALE = 4.0  # counts below this never get the darkest shade
_MOST_COLUMNS, _MOST_ROWS = 14, 24


def sheet(title: str, source: str, height: float) -> tuple[Figure, Axes]:
    """An empty chart; height in inches. The figure is shown by the notebook as a value, not by itself."""
    import matplotlib.pyplot as plt

    from pipelines.pictures.fonts import use_in_charts

    use_in_charts()
    figure, axes = plt.subplots(figsize=(_WIDTH, height), layout="constrained")
    plt.close(figure)
    figure.suptitle(_wrapped(title), x=0.01, ha="left", fontsize=12.5, color=INK)
    figure.supxlabel(_wrapped(f"Source: {source}", 150), x=0.01, ha="left", fontsize=7.5, color=GREY)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    return figure, axes


def _wrapped(text: str, characters: int = _TITLE_CHARACTERS) -> str:
    lines = [""]
    for word in text.split():
        if lines[-1] and _room(f"{lines[-1]} {word}") > characters:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)


def _room(text: str) -> float:
    """How many Latin characters wide a text is; a Chinese one takes the room of nearly two."""
    return sum(1.8 if ord(sign) > 0x2E7F else 1.0 for sign in text)


def date_axis(axes: Axes) -> None:
    """Dates along the bottom, as short as they are unambiguous."""
    from matplotlib import dates

    locator: Any = dates.AutoDateLocator(maxticks=12)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(dates.ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
    axes.tick_params(labelsize=9)
    axes.grid(axis="x", color=LIGHT, lw=0.6)
    axes.set_axisbelow(True)


def nothing(what: str, source: str) -> Figure:
    """The chart of no rows: says so, and where it looked."""
    figure, axes = sheet(what, source, 1.1)
    axes.set_axis_off()
    return figure


def counts_matrix(
    counts: pd.DataFrame, title: str, source: str, *, counted: str, diagonal_apart: bool = False
) -> Figure:
    """Counts as a table whose cells are the darker the more; every number is printed.

    counts: rows and columns as named by its index and columns, values are counts; a missing value leaves its cell empty
    counted: what a cell counts; diagonal_apart: the diagonal counts something else and is not shaded
    Of more rows or columns than fit, those with the highest sums are kept, in their order; the source note says so.
    """
    if counts.empty:
        return nothing(title, source)
    kept = _largest(_largest(counts, _MOST_ROWS).T, _MOST_COLUMNS).T
    if left_out := counts.size - kept.size:
        source += f" Shown are the {kept.shape[0]} × {kept.shape[1]} largest; {left_out:,} cells are left out."
    values = kept.to_numpy(dtype=float)
    shaded = np.where(np.eye(*values.shape, dtype=bool), 0, values) if diagonal_apart else values
    figure, axes = sheet(title, f"{source} Each number: {counted}.", 1.5 + 0.34 * len(kept))
    darkest = max(_PALE, float(np.nanmax(shaded, initial=0)))
    axes.imshow(shaded, cmap="Blues", vmin=0, vmax=darkest * 1.15, aspect="auto")
    for (row, column), value in np.ndenumerate(values):
        if np.isfinite(value):
            color = "white" if shaded[row, column] > _DARK * darkest else INK if value else GREY
            axes.text(column, row, f"{value:.0f}" if value else "·", ha="center", va="center", fontsize=9, color=color)
    axes.set_yticks(range(kept.shape[0]), [str(name) for name in kept.index])
    axes.tick_params(length=0, labelsize=9, top=True, labeltop=True, bottom=False, labelbottom=False)
    heads = [str(name).replace("_", "\n").replace(" (", "\n(") for name in kept.columns]
    too_wide = max(_room(line) for head in heads for line in head.split("\n")) * len(heads) > _HEAD_CHARACTERS
    turned: dict[str, Any] = {"rotation": 35, "ha": "left"} if too_wide else {}
    axes.set_xticks(range(len(heads)), heads, **turned)
    axes.spines[:].set_visible(False)
    return figure


def _largest(frame: pd.DataFrame, most: int) -> pd.DataFrame:
    sums = frame.sum(axis=1).to_numpy()
    order = np.argsort(-sums, kind="stable")[:most]
    return frame.iloc[np.sort(order)]


def source_note(editions: pd.DataFrame, *tables: str) -> str:
    """`郴州新报, 30 editions, 2019-01-15 to 2022-12-14; tables projects, tenures.` from the rows of `editions`."""
    papers = editions["publication_name"].fillna(editions["publication_id"]).astype(str)
    shown = "、".join(sorted(set(papers)))
    days = editions["date"]
    when = f"{days.min()} to {days.max()}" if len(editions) else "none"
    return f"{shown or 'no paper'}, {len(editions)} editions, {when}; tables {', '.join(tables)}."


def number(count: int, one: str, many: str | None = None) -> str:
    """`1 project`, `2 projects`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def known(value: Any) -> bool:
    """Neither None nor NaN nor NaT."""
    return bool(pd.notna(value))
