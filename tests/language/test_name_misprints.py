"""Names with one misread character: corrected where a witness speaks for the right form, the printed form kept."""

from __future__ import annotations

from made_texts import tagged

from pipelines.language.names import is_misprint


def corrections(text):
    return [(row.printed, row.corrected, text[row.start : row.end]) for row in tagged(text).text_corrections]


def normalized(text):
    return [(row.surface, row.normalized) for row in tagged(text).mentions if row.type == "person"]


def test_the_article_prints_the_right_form_more_often():
    text = "副市长罗绍昀主持会议。罗绍昀指出，要抓好落实。副市长罗绍钧要求加强督查。"
    assert normalized(text) == [("罗绍昀", "罗绍昀"), ("罗绍昀", "罗绍昀"), ("罗绍钧", "罗绍昀")]
    assert corrections(text) == [("罗绍钧", "罗绍昀", "罗绍钧")]


def test_a_first_character_that_is_no_surname_but_looks_like_one():
    text = "市卫生健康委员会主任届平安到荷塘区检查。"
    assert normalized(text) == [("届平安", "屈平安")]
    assert corrections(text) == [("届平安", "屈平安", "届平安")]


def test_two_people_with_offices_of_their_own_are_two():
    text = "市长王晓辉讲话。王晓辉强调安全。县教育局局长王晓晖汇报。"
    assert corrections(text) == []


def test_what_counts_as_misread():
    assert is_misprint("罗绍钧", "罗绍昀")
    assert not is_misprint("罗绍昀", "罗绍昀")
    assert not is_misprint("罗大钧", "罗绍昀")
