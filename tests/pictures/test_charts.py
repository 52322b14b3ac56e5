"""What all charts share: every number is printed, titles and notes say what was left out, Chinese renders."""

from __future__ import annotations

import datetime as dt
import warnings

import pandas as pd
import pytest

from pipelines.pictures import charts


def texts(figure) -> list[str]:
    """All that stands in a chart, in order of drawing."""
    return [text.get_text() for text in figure.axes[0].texts]


def drawn(figure) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a missing glyph is a warning of matplotlib's
        figure.canvas.draw()


def test_a_matrix_prints_each_count_a_dot_for_none_and_nothing_for_the_missing():
    counts = pd.DataFrame({"开工": [3, 0], "竣工": [None, 1]}, index=["北湖区", "苏仙区"])
    figure = charts.counts_matrix(counts, "Most are in 北湖区", "郴州新报", counted="projects")
    assert texts(figure) == ["3", "·", "1"]
    axes = figure.axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["北湖区", "苏仙区"]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["开工", "竣工"]
    assert figure.get_suptitle() == "Most are in 北湖区"
    assert figure.get_supxlabel() == "Source: 郴州新报 Each number: projects."
    drawn(figure)


def test_a_diagonal_that_counts_something_else_is_not_shaded():
    counts = pd.DataFrame([[9, None], [2, 8]], index=["a", "b"], columns=["a", "b"])
    apart = charts.counts_matrix(counts, "t", "s", counted="n", diagonal_apart=True).axes[0].images[0].get_array()
    assert apart[0, 0] == apart[1, 1] == 0
    assert apart[1, 0] == 2


def test_a_large_matrix_keeps_the_largest_rows_in_their_order_and_says_so():
    counts = pd.DataFrame({"n": range(30)}, index=[f"r{number}" for number in range(30)])
    figure = charts.counts_matrix(counts, "t", "s.", counted="n")
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert labels == [f"r{number}" for number in range(6, 30)]
    assert "24 × 1 largest; 6 cells are left out" in figure.get_supxlabel()


def test_nothing_is_said_in_words():
    figure = charts.counts_matrix(pd.DataFrame(), "No project is reported.", "s", counted="projects")
    assert figure.get_suptitle() == "No project is reported."
    assert not figure.axes[0].axison


def test_a_long_title_breaks_between_words_and_chinese_takes_more_room():
    figure = charts.nothing(" ".join(["word"] * 30), "s")
    assert [len(line) for line in figure.get_suptitle().split("\n")] == [99, 49]
    figure = charts.nothing(" ".join(["株洲日报"] * 20), "s")
    assert [len(line.split()) for line in figure.get_suptitle().split("\n")] == [12, 8]


@pytest.mark.parametrize(("count", "words"), [(0, "0 activities"), (1, "1 activity"), (1200, "1,200 activities")])
def test_numbers_agree_with_their_nouns(count, words):
    assert charts.number(count, "activity", "activities") == words


def test_the_source_note_names_the_paper_the_editions_and_the_tables():
    editions = pd.DataFrame(
        {
            "publication_id": ["zhuzhou-daily", "lujiang"],
            "publication_name": ["株洲日报", None],
            "date": [dt.date(2021, 1, 10), dt.date(2021, 1, 11)],
        }
    )
    note = charts.source_note(editions, "projects")
    assert note == "lujiang、株洲日报, 2 editions, 2021-01-10 to 2021-01-11; tables projects."
    assert charts.source_note(editions.iloc[:0], "projects") == "no paper, 0 editions, none; tables projects."
