"""What the words of a page's texts say: which blocks are of one story, under which headline, and where one goes on."""

from __future__ import annotations

from test_cut_stories import GUARD, PARK, TRIP

from pipelines.layout.page_words import PageWords

STORIES = ("".join(GUARD), "".join(TRIP), "".join(PARK))
HEADLINES = ("路口坚守保交通畅通", "芦淞安源两地政务服务“跨省通办”", "园区项目引进算好三笔账")


def halves(text: str) -> tuple[str, str]:
    """A story as two columns."""
    return text[: len(text) // 2], text[len(text) // 2 :]


def test_two_columns_of_one_story_share_more_than_columns_of_two() -> None:
    """Positive within a story, negative across, whichever halves are compared."""
    columns = [half for story in STORIES for half in halves(story)]
    words = PageWords(columns, HEADLINES)
    for i in range(6):
        for j in range(6):
            if i != j:
                assert (words.kinship(i, j) > 0) == (i // 2 == j // 2)


def test_a_headline_announces_its_own_story() -> None:
    announced = PageWords(STORIES, HEADLINES).announced
    assert announced.argmax(axis=1).tolist() == [0, 1, 2]
    assert announced.argmax(axis=0).tolist() == [0, 1, 2]


def test_a_headline_without_words_says_nothing() -> None:
    assert PageWords(STORIES, ["①"]).announced.tolist() == [[0.0, 0.0, 0.0]]


def test_a_page_without_text_has_no_evidence() -> None:
    words = PageWords([], [])
    assert words.announced.shape == (0, 0)
    assert words.runs_on("", "") == 0.0


def test_the_page_knows_a_name_that_no_dictionary_has() -> None:
    """尹建英 stands elsewhere on the page, so that a column ending in 尹建 goes on where one begins with 英."""
    elsewhere = "通讯员尹建英说，工程进展顺利。尹建英还介绍了下一步打算。"
    left, right, other = "据通讯员尹建", "英介绍，园区已引进项目", "日来，寒风凛冽，气温持续降低"
    known, unknown = PageWords([elsewhere, left, right, other], []), PageWords([left, right, other], [])
    assert known.runs_on(left, right) > unknown.runs_on(left, right) + 1.0
    assert known.runs_on(left, other) < 0.0
