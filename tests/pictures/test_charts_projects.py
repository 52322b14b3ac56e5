"""Charts of projects: what counts as started, what slipped, what may be added; titles are made of the rows."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pandas as pd
import pytest

from pipelines.pictures import charts_projects as charts
from tests.pictures.test_charts import drawn, texts

LAST = dt.date(2022, 12, 14)
DISTRICTS = pd.DataFrame(
    {"adcode": ["431000", "431002"], "name": ["郴州市", "北湖区"], "level": ["prefecture", "county"]}
)


def day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def timeline(*rows: tuple[str, str, str, str | None, str, str | None]) -> pd.DataFrame:
    """project, reported on, attribute, status, modality, date_end."""
    columns = ["project_id", "reported_on", "attribute", "status", "modality", "date_end"]
    frame = pd.DataFrame([[p, day(r), a, s, m, day(e)] for p, r, a, s, m, e in rows], columns=columns, dtype=object)
    return frame.assign(is_inferred=False)


TIMELINE = timeline(
    ("glass", "2021-01-10", "status", "signed", "actual", None),
    ("glass", "2021-01-10", "construction_start", None, "planned", "2021-03-20"),
    ("glass", "2021-06-01", "status", "groundbreaking", "urged", None),
    ("hall", "2021-01-10", "construction_start", None, "actual", "2020-09-30"),
    ("hall", "2021-11-20", "status", "completed", "reported", "2021-11-15"),
    ("town", "2020-01-14", "status", "signed", "actual", None),
    ("town", "2021-02-24", "status", "cancelled", "actual", None),
)


def project(identity: str, name: str, status: str, amount: int | None = None, **other: object) -> dict[str, object]:
    yuan = None if amount is None else Decimal(amount) * 100_000_000
    row = {"place_adcode": "431002", "is_umbrella": False, "safe_to_sum": True, **other}
    return {"project_id": identity, "name": name, "status": status, "total_investment_cny": yuan, **row}


PROJECTS = pd.DataFrame(
    [
        project("park", "产业园", "signed", 250, is_umbrella=True, safe_to_sum=False, place_adcode="431000"),
        project("glass", "耐高温玻璃项目", "signed", 50),
        project("hall", "会展中心", "completed", 18),
        project("town", "文化小镇", "cancelled", 16, safe_to_sum=False, place_adcode=None),
        project("idea", "铸造基地", "intent", 26, safe_to_sum=False),
    ]
)


def test_only_what_is_told_as_fact_is_a_milestone():
    days = charts.milestones(TIMELINE)
    assert list(days.columns) == ["reported", "started", "finished", "stopped", "last_report"]
    assert days.loc["glass"].tolist() == [day("2021-01-10"), None, None, None, day("2021-06-01")]
    assert days.loc["hall"].tolist() == [
        day("2021-01-10"),
        day("2020-09-30"),
        day("2021-11-15"),
        None,
        day("2021-11-20"),
    ]
    assert days.loc["town", "stopped"] == day("2021-02-24")


def test_a_conclusion_is_no_report():
    silent = timeline(("town", "2022-01-14", "status", None, "reported", "2022-01-14")).assign(is_inferred=True)
    assert charts.milestones(pd.concat([TIMELINE, silent])).loc["town", "last_report"] == day("2021-02-24")


def test_the_title_tells_how_many_were_started_and_finished():
    figure = charts.announced_started_finished(charts.milestones(TIMELINE), LAST, "s")
    assert figure.get_suptitle().replace("\n", " ") == (
        "Of 3 projects reported since 2020-01, 1 was started and 1 finished by 2022-12-14; 1 was suspended or cancelled"
    )
    assert texts(figure) == [
        " first reported: 3",
        " started 开工: 1",
        " finished 竣工、投产: 1",
        " suspended or cancelled: 1",
    ]
    drawn(figure)


def test_without_projects_the_charts_say_so():
    none, no_delays = charts.milestones(TIMELINE.iloc[:0]), delays()
    assert charts.announced_started_finished(none, LAST, "s").get_suptitle() == "No project is reported."
    figure = charts.slippage(PROJECTS.iloc[:0], none, no_delays, LAST, "s")
    assert figure.get_suptitle() == "No project is reported."
    no_claims = pd.DataFrame({"attribute": [], "amount_cny": []})
    figure = charts.amounts(no_claims, PROJECTS.iloc[:0], "s")
    assert figure.get_suptitle() == "No article prints the amount of an investment."
    assert charts.stages_title(charts.stages_by_place(PROJECTS.iloc[:0], DISTRICTS)) == "No project is reported."


def test_stages_stand_in_their_order_and_places_by_number():
    counts = charts.stages_by_place(PROJECTS, DISTRICTS)
    assert list(counts.columns) == ["intent", "signed", "completed", "cancelled"]
    assert counts.index[0] == "北湖区"
    assert counts.loc["北湖区"].tolist() == [1, 1, 1, 0]
    assert counts.loc["郴州市 (county not said)"].tolist() == [0, 1, 0, 0]
    assert counts.loc["place not said"].tolist() == [0, 0, 0, 1]
    assert charts.stages_title(counts) == (
        "Of 5 projects, 1 finished, none under way, 1 suspended or cancelled; most, 3, are in 北湖区"
    )


def delays(*rows: tuple[str, str, str, str | None, str | None, int]) -> pd.DataFrame:
    columns = ["project_id", "kind", "observed_on", "planned_end", "new_end", "days"]
    return pd.DataFrame([[p, k, day(o), day(b), day(n), d] for p, k, o, b, n, d in rows], columns=columns, dtype=object)


def test_one_move_of_two_dates_counts_once_and_passing_and_silence_are_told_apart():
    found = delays(
        ("hall", "moved", "2021-06-01", "2021-06-30", "2021-09-30", 92),  # completion
        ("hall", "moved", "2021-06-01", "2021-06-30", "2021-09-30", 92),  # operation start, the same words
        ("glass", "passed", "2021-03-21", "2021-03-20", None, 634),
        ("glass", "silent", "2022-06-01", None, None, 561),
    )
    figure = charts.slippage(PROJECTS, charts.milestones(TIMELINE), found, LAST, "s")
    assert figure.get_suptitle().replace("\n", " ") == (
        "1 project moved a planned date (by 92 days), 1 let one pass without report and 1 fell silent for 24 months, "
        "of 3 projects"
    )
    assert [label.get_text() for label in figure.axes[0].get_yticklabels()] == [
        "耐高温玻璃项目",
        "会展中心",
        "文化小镇",
    ]
    drawn(figure)


def test_an_arrow_beyond_the_last_edition_is_inside_the_chart():
    from matplotlib.dates import date2num

    found = delays(("hall", "moved", "2021-06-01", "2021-06-30", "2025-12-31", 1645))
    figure = charts.slippage(PROJECTS, charts.milestones(TIMELINE), found, LAST, "s")
    assert figure.axes[0].get_xlim()[1] > date2num(day("2025-12-31"))


def test_of_many_projects_those_with_the_longest_delays_are_drawn():
    many = pd.DataFrame([project(f"p{n:02}", f"项目{n:02}", "signed") for n in range(40)])
    reports = timeline(*((f"p{n:02}", "2021-01-10", "status", "signed", "actual", None) for n in range(40)))
    found = delays(("p39", "silent", "2022-06-01", None, None, 561))
    figure = charts.slippage(many, charts.milestones(reports), found, LAST, "s.")
    names = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert (len(names), "项目39" in names) == (30, True)
    assert "Shown are the 30 projects with the longest delays of 40" in figure.get_supxlabel()
    assert figure.get_suptitle().endswith("of 40 projects")


@pytest.mark.parametrize(
    ("identity", "reason"),
    [
        ("park", "an umbrella, contains its parts"),
        ("glass", ""),
        ("town", "cancelled"),
        ("idea", "only mentioned or intended"),
    ],
)
def test_each_amount_that_may_not_be_added_has_its_reason(identity: str, reason: str):
    reasons = dict(zip(PROJECTS["project_id"], charts.why_not_summed(PROJECTS), strict=True))
    assert reasons[identity] == reason


def test_the_naive_sum_stands_beside_the_one_that_may_be_made():
    claims = pd.DataFrame(
        {
            "attribute": ["total_investment", "total_investment", "phase_investment", "completed_investment"],
            "amount_cny": [Decimal(25_000_000_000), Decimal(5_000_000_000), Decimal(3_600_000_000), Decimal(10**9)],
        }
    )
    figure = charts.amounts(claims, PROJECTS, "s")
    assert figure.get_suptitle().replace("\n", " ") == (
        "Adding up every printed amount gives 336.0 亿元, 4.9 times what may be added (68.0 亿元 of 2 projects)"
    )
    assert [text for text in texts(figure) if text.startswith(" ")] == [" 68.0", " 360.0 wrong", " 336.0 wrong"]
    drawn(figure)
