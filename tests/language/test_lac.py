"""The tagging network of jieba's wheel, run in numpy."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.language.lac import LONGEST_PIECE, read_ahead, tag_words


def words(text):
    return [(text[token.start : token.end], token.tag) for token in tag_words(text)]


def test_a_sentence_is_cut_into_words_with_tags():
    assert words("1月9日，省贸促会会长贺坚表示，株洲机会难得。") == [
        ("1月9日", "TIME"),
        ("，", "w"),
        ("省贸促会", "ORG"),
        ("会长", "n"),
        ("贺坚", "PER"),
        ("表示", "v"),
        ("，", "w"),
        ("株洲", "LOC"),
        ("机会", "n"),
        ("难得", "ad"),
        ("。", "v"),
    ]


def test_full_width_and_half_width_punctuation_read_alike():
    full, half = "芦淞区（株洲市）与安源区：合作，", "芦淞区(株洲市)与安源区:合作,"
    assert [(token.start, token.end, token.tag) for token in tag_words(full)] == [
        (token.start, token.end, token.tag) for token in tag_words(half)
    ]


def test_white_space_belongs_to_no_word():
    text = "　　株洲市\r\n\r\n  芦淞区  "
    assert "".join(word for word, _ in words(text)) == "株洲市芦淞区"


def test_nothing_in_nothing_out():
    assert tag_words("") == []
    assert tag_words(" \n\t") == []


def test_a_text_without_any_punctuation_is_read_in_pieces():
    text = "芦淞区" * (LONGEST_PIECE * 3)
    tokens = tag_words(text)
    assert tokens[0].start == 0
    assert tokens[-1].end == len(text)


def test_the_words_do_not_depend_on_what_else_is_in_the_batch():
    first, second = "市教育局昨发布通知。", "国务委员、公安部部长出席会议并讲话。"
    together = words(first + second)
    assert together == words(first) + words(second)


def test_texts_read_ahead_have_the_words_that_each_has_alone():
    texts = ["市教育局昨发布通知。", "", "国务委员、公安部部长出席会议并讲话。\n会议", "市教育局昨发布通知。"]
    alone = [tag_words(text) for text in texts]
    read_ahead(texts)
    assert [tag_words(text) for text in texts] == alone


@given(st.text(max_size=300))
@settings(max_examples=60, deadline=None)
def test_words_follow_one_another_and_cover_all_but_white_space(text):
    place = 0
    for token in tag_words(text):
        assert place <= token.start < token.end <= len(text)
        assert text[place : token.start].strip() == ""
        place = token.end
    assert text[place:].strip() == ""
