"""Charts of officials: ends that nobody reported stay open; who is seen with whom counts each activity once."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from pipelines.pictures import charts_officials as charts
from tests.pictures.test_charts import drawn

LAST = dt.date(2022, 12, 14)
DAY = dt.date.fromisoformat


def tenure(official: str, title: str, first: str, last: str, state: str, **bounds: str) -> dict[str, object]:
    row = {"official_id": official, "name": official, "title": title, "first_seen": DAY(first), "last_seen": DAY(last)}
    known = {name: DAY(value) for name, value in bounds.items()}
    empty = {"end_before": None, "appointed_on": None}
    return {**row, "end_after": DAY(last), "state": state, "sighting_count": 2, **empty, **known}


TENURES = pd.DataFrame(
    [
        tenure("祁望舒", "市长", "2019-02-19", "2021-01-19", "ended", end_before="2021-07-07"),
        tenure("祁望舒", "市委书记", "2021-07-07", "2022-12-13", "current"),
        tenure("施锦程", "市发展和改革委员会主任", "2021-05-27", "2021-07-06", "unknown", appointed_on="2021-05-27"),
    ]
)


def test_the_title_tells_what_is_known_of_the_ends_and_a_name_stands_once():
    figure = charts.tenure_chart(TENURES, LAST, "s")
    assert figure.get_suptitle().replace("\n", " ") == (
        "Of 3 titles, 1 is known to have ended and 1 still held within a year of 2022-12-14; of 1 the end is unknown"
    )
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert labels == ["施锦程  市发展和改革委员会主任", "市委书记", "祁望舒  市长"]
    drawn(figure)


def test_the_time_in_which_a_title_ended_is_hatched_from_bound_to_bound():
    from matplotlib.dates import date2num

    (box,) = charts.tenure_chart(TENURES, LAST, "s").axes[0].patches
    assert box.get_hatch()
    assert (box.get_x(), box.get_x() + box.get_width()) == (date2num(DAY("2021-01-19")), date2num(DAY("2021-07-07")))


def test_an_end_that_nobody_reported_stays_open():
    axes = charts.tenure_chart(TENURES, LAST, "s").axes[0]
    marks = {round(line.get_ydata()[0]): line.get_marker() for line in axes.lines if line.get_marker() in (">", "$?$")}
    assert marks == {0: "$?$", 1: ">"}  # rows from below: unknown, current; the ended one has no mark


def test_namesakes_in_adjacent_rows_keep_their_names():
    namesakes = pd.DataFrame(
        [
            {**tenure("a", "临武县副县长", "2021-04-19", "2022-01-10", "current"), "name": "王伟"},
            {**tenure("b", "宜章县副县长", "2019-02-18", "2019-07-15", "unknown"), "name": "王伟"},
        ]
    )
    labels = [label.get_text() for label in charts.tenure_chart(namesakes, LAST, "s").axes[0].get_yticklabels()]
    assert labels == ["王伟  宜章县副县长", "王伟  临武县副县长"]


def test_of_many_titles_those_seen_most_often_are_drawn_and_the_note_says_so():
    rows = [tenure(f"p{n}", "副市长", "2019-02-19", "2021-01-19", "unknown") for n in range(50)]
    figure = charts.tenure_chart(pd.DataFrame(rows).assign(sighting_count=range(50)), LAST, "s.")
    assert len(figure.axes[0].get_yticklabels()) == 40
    assert "Shown are the 40 titles seen most often of 50" in figure.get_supxlabel()


def test_without_titles_the_chart_says_so():
    assert charts.tenure_chart(TENURES.iloc[:0], LAST, "s").get_suptitle() == "No title is reported."


def appearances(*activities: str) -> pd.DataFrame:
    """One activity an entry: the people, a letter each."""
    rows = [("x", number, name) for number, people in enumerate(activities) for name in people]
    return pd.DataFrame(rows, columns=["article_id", "activity_no", "label"])


def test_two_people_are_together_once_an_activity_and_the_diagonal_counts_ones_own():
    counts = charts.seen_together(appearances("ABC", "AB", "A", "CC"))
    assert list(counts.index) == ["A", "B", "C"]  # three, two and two activities
    assert counts.loc["B", "A"] == 2
    assert counts.loc["C", "A"] == counts.loc["C", "B"] == 1
    assert [counts.loc[name, name] for name in "ABC"] == [3, 2, 2]
    assert pd.isna(counts.loc["A", "B"])
    assert charts.together_title(counts) == "A and B are seen together most often: at 2 activities"


def test_equal_pairs_are_said_to_be_equal_and_nobody_together_is_said_too():
    assert charts.together_title(charts.seen_together(appearances("AB", "CD"))) == (
        "A and B are seen together most often: at 1 activity, as is 1 other pair"
    )
    assert charts.together_title(charts.seen_together(appearances("A", "B"))) == (
        "No two of 2 officials are seen at one activity"
    )
    assert charts.seen_together(appearances()).empty


def test_the_title_of_places_leaves_out_those_that_are_not_said():
    counts = pd.DataFrame({"郴州市": [5, 1], "not said": [7, 2]}, index=["leading post", "deputy"])
    assert charts.places_title(counts, "not said") == (
        "Of 15 appearances 6 say where; most often, 5 times, leading post in 郴州市"
    )
    equal = pd.DataFrame({"郴州市": [2, 2]}, index=["leading post", "deputy"])
    assert charts.places_title(equal, "not said").endswith("; no rank is seen more than 2 times in one place")
    assert charts.places_title(counts[["not said"]], "not said") == "Of 9 appearances 0 say where"
    assert charts.places_title(counts.iloc[:0], "not said") == "No appearance of an official is reported."
