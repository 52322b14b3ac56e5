"""What paths say: the naming schemes of papers, and names that are made to hurt."""

from __future__ import annotations

import datetime as dt
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.intake.naming import clean_label, is_date_folder, label_key, path_facts, shown

TENTH = dt.date(2021, 1, 10)


@pytest.mark.parametrize(
    ("path", "date", "label", "prefix"),
    [
        ("2021-01/10/zhuzhou2021011001.pdf", TENTH, "01", "zhuzhou"),
        ("株洲日报2021年01月10日/A1.pdf", TENTH, "A1", "株洲日报"),
        ("zhuzhou-20210110-001-A1.pdf", TENTH, "A1", "zhuzhou"),
        ("lujiang-20210110-001-第1版.pdf", TENTH, "1", "lujiang"),
        ("20210110/lujiang20210110A3.pdf", TENTH, "A3", "lujiang"),
        ("2021-01-10_A01.pdf", TENTH, "A01", ""),
        ("20210110/01/scan.pdf", TENTH, "01", "scan"),
        ("2021/01/10/node_3.pdf", TENTH, "3", ""),
        ("202101/10/page02.pdf", TENTH, "02", ""),
        ("2021年/1月/10日/2版要闻.pdf", TENTH, "2", ""),
        ("GMRB_01B20210110C.pdf", TENTH, "01", "GMRB"),
        ("rmrb2021011012.pdf", TENTH, "12", "rmrb"),
        ("株洲日报 2021.1.10 B03版.pdf", TENTH, "B03", "株洲日报"),
        ("2021-01-10/A叠03.pdf", TENTH, "A03", ""),
        ("2021-1-10 第十二版.pdf", TENTH, "12", ""),
        ("A1.pdf", None, "A1", ""),
    ],
)
def test_naming_schemes(path: str, date: dt.date | None, label: str, prefix: str):
    facts = path_facts(path)
    assert (facts.date, facts.label, facts.prefix) == (date, label, prefix)


@pytest.mark.parametrize("path", ["qst_20210110_full.pdf", "株洲日报2021-01-10全版.pdf", "20210110/整期.pdf"])
def test_a_whole_edition_names_no_page(path: str):
    facts = path_facts(path)
    assert (facts.date, facts.label, facts.is_whole) == (TENTH, None, True)


@pytest.mark.parametrize(
    "name", ["A1 (2)", "A1（1）", "A1 - 副本", "A1-更正", "A1(更正)", "A1_v2", "A1_new", "A1-corrected", "A1 copy 2"]
)
def test_marks_of_copies_and_versions_are_no_part_of_the_label(name: str):
    assert path_facts(f"2021-01-10/{name}.pdf").label == "A1"


def test_a_date_that_does_not_exist_is_no_date():
    facts = path_facts("2021-02-30_A1.pdf")
    assert (facts.date, facts.remark) == (None, "2021-02-30 is no date")


def test_the_file_tells_more_than_the_folder():
    assert path_facts("2021-01-09/zhuzhou2021011001.pdf").date == TENTH


def test_only_ascii_digits_count():
    """`\\d` would take these for 2021-01-10 as well."""
    assert path_facts("２０２１０１１０A1.pdf").date is None
    assert path_facts("٢٠٢١٠١١٠.pdf").date is None


def test_folders_of_dates_are_told_from_folders_of_papers():
    dates = ["2021", "2021-01", "202101", "2021年1月", "20210110", "株洲日报2021年01月10日"]
    papers = ["zhuzhou-daily", "渌江晚报", "paper7", "01"]
    assert [name for name in dates + papers if is_date_folder(name)] == dates


def test_labels_are_cleaned_and_sorted_as_a_reader_does():
    printed = ["第1版", "第十版", "a03", "001", "Ａ１", "A2版"]
    assert [clean_label(label) for label in printed] == ["1", "10", "A03", "1", "A1", "A2"]
    assert sorted(["A10", "B1", "A2", "A1"], key=label_key) == ["A1", "A2", "A10", "B1"]
    assert label_key("A01") == label_key("A1")


@given(st.text(max_size=60))
def test_any_name_is_read_without_an_error(name: str):
    facts = path_facts(name.replace("/", "") + ".pdf")
    assert facts.date is None or facts.date.year >= 1800


@given(st.text(alphabet=st.characters(), max_size=40), st.text(alphabet=st.characters(), max_size=40))
def test_shown_names_are_harmless_and_stay_different(one: str, other: str):
    """One line, no controls or direction marks, storable as UTF-8, and never two names shown alike."""
    text = shown(one)
    assert not any(unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for character in text)
    text.encode("utf-8")
    assert (one == other) == (shown(one) == shown(other))


def test_bytes_that_are_no_utf8_are_shown():
    assert shown(b"A1\xff\n\x1b[31m.pdf".decode("utf-8", "surrogateescape")) == "A1\\xff\\n\\x1b[31m.pdf"
