"""Which pages make which edition: the rules, each with the smallest delivery that shows it."""

from __future__ import annotations

import datetime as dt
import itertools
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.intake.candidates import Arrival, Read
from pipelines.intake.facts import FileFacts, PageFacts, infer_date, page_signature, similarity
from pipelines.intake.plan import Plan, plan_editions
from pipelines.intake.scan import Delivery

TENTH, ELEVENTH = dt.date(2021, 1, 10), dt.date(2021, 1, 11)
TODAY = dt.date(2021, 2, 1)
_NUMBER = itertools.count(1)


def delivered(path: str, *pages: dict[str, Any], content: str | None = None, arrived: int = 0, **facts: Any) -> Read:
    """A file with pages that print what the dictionaries say."""
    sha256 = content or f"{next(_NUMBER):064x}"
    own = tuple(PageFacts(number, **page) for number, page in enumerate(pages or ({},)))
    delivery = Delivery(path, Path("/raw") / path, "pdf", sha256, 1000, arrived, path)
    return Read(delivery, FileFacts(sha256, len(own), own, **facts), Arrival(f"{arrived:04d}", arrived, path))


def planned(*files: Read) -> Plan:
    return plan_editions(files, today=TODAY)


def pages_of(plan: Plan) -> dict[str, list[str]]:
    return {edition.edition_id: [page.label for page in edition.pages] for edition in plan.editions}


def notes_of(plan: Plan) -> dict[str, str]:
    return {note.check: note.sample for edition in plan.editions for note in edition.notes}


def test_date_and_label_come_from_the_page_before_the_path():
    plan = planned(delivered("p/2021-01-11/01.pdf", {"date": TENTH, "confirmed": True, "label": "A1"}))
    assert pages_of(plan) == {"p-2021-01-10": ["A1"]}
    assert plan.editions[0].date_source == "masthead"
    assert notes_of(plan) == {"path_date_disagrees": "p/2021-01-11/01.pdf: the page prints 2021-01-10"}


def test_the_path_speaks_where_the_page_is_silent():
    plan = planned(delivered("p/2021-01-10/02.pdf"))
    assert pages_of(plan) == {"p-2021-01-10": ["02"]}
    assert plan.editions[0].date_source == "path"


def test_inference_comes_last():
    plan = planned(delivered("p/scan.pdf", {"label": "A1"}, inferred_date=TENTH))
    assert pages_of(plan) == {"p-2021-01-10": ["A1"]}
    assert plan.editions[0].date_source == "inferred"
    assert "date_inferred" in notes_of(plan)


def test_a_silent_page_has_the_date_of_those_that_it_came_with():
    plan = planned(delivered("p/lot/1.pdf", {"date": TENTH}), delivered("p/lot/2.pdf"))
    assert pages_of(plan) == {"p-2021-01-10": ["1", "2"]}


def test_a_folio_that_still_has_the_date_of_yesterday_is_outvoted():
    days = [ELEVENTH, ELEVENTH, TENTH]
    files = [delivered(f"p/2021-01-11/A{number}.pdf", {"date": day}) for number, day in enumerate(days, start=1)]
    plan = planned(*files)
    assert pages_of(plan) == {"p-2021-01-11": ["A1", "A2", "A3"]}
    assert notes_of(plan) == {"printed_date_disagrees": "A3 prints 2021-01-10"}


def test_a_page_of_another_day_that_proves_it_goes_there():
    """The printed weekday fits the printed date: no misprint, but a page in the wrong folder."""
    plan = planned(
        delivered("p/2021-01-11/A1.pdf", {"date": ELEVENTH, "confirmed": True}),
        delivered("p/2021-01-11/A2.pdf", {"date": TENTH, "confirmed": True}),
        delivered("p/2021-01-10/A1.pdf", {"date": TENTH, "confirmed": True}),
    )
    assert pages_of(plan) == {"p-2021-01-10": ["A1", "A2"], "p-2021-01-11": ["A1"]}


def test_equal_bytes_are_one_file():
    plan = planned(
        delivered("p/2021-01-10/A1.pdf", content="a" * 64, arrived=1),
        delivered("p/2021-01-10/A1 (1).pdf", content="a" * 64, arrived=2),
    )
    assert pages_of(plan) == {"p-2021-01-10": ["A1"]}
    assert plan.repeated == {"p/2021-01-10/A1 (1).pdf": "p/2021-01-10/A1.pdf"}


def test_a_page_without_a_date_may_run_on_two_days_unchanged():
    plan = planned(
        delivered("p/2021-01-10/A4.pdf", content="a" * 64), delivered("p/2021-01-11/A4.pdf", content="a" * 64)
    )
    assert pages_of(plan) == {"p-2021-01-10": ["A4"], "p-2021-01-11": ["A4"]}


def test_of_two_versions_the_later_is_taken():
    text = page_signature("市委书记毛腾飞在醴陵调研村社区两委换届基层党建等工作时强调选优配强班子")
    old = delivered("p/2021-01-10/A1.pdf", {"signature": text}, arrived=1)
    new = delivered("p/2021-01-10/A1-更正.pdf", {"signature": text}, arrived=2)
    for order in ([old, new], [new, old]):
        plan = planned(*order)
        assert [page.path for page in plan.editions[0].pages] == ["p/2021-01-10/A1-更正.pdf"]
        assert plan.superseded == {"p/2021-01-10/A1.pdf": "p/2021-01-10/A1-更正.pdf"}
        assert list(notes_of(plan)) == ["page_superseded"]


def test_labels_missing_on_the_page_take_the_style_of_the_others():
    plan = planned(delivered("p/2021-01-10.pdf", {"label": "A1"}, {}, {"label": "A3"}, {}))
    assert pages_of(plan) == {"p-2021-01-10": ["A1", "A2", "A3", "A4"]}


def test_a_label_printed_twice_is_a_misprint_where_the_place_says_so():
    plan = planned(delivered("p/2021-01-10.pdf", {"label": "A1"}, {"label": "A2"}, {"label": "A2"}))
    assert pages_of(plan) == {"p-2021-01-10": ["A1", "A2", "A3"]}
    assert notes_of(plan) == {"page_label_disagrees": "p/2021-01-10.pdf: prints A2, is A3"}


def test_editions_of_a_day_are_told_apart_by_their_issue_numbers():
    plan = planned(
        delivered("p/2021-01-10 b/A1.pdf", {"date": TENTH, "issue_number": 101}),
        delivered("p/2021-01-10/A1.pdf", {"date": TENTH, "issue_number": 100}),
        delivered("p/2021-01-10/A2.pdf", {"date": TENTH}),
    )
    assert pages_of(plan) == {"p-2021-01-10": ["A1", "A2"], "p-2021-01-10-b": ["A1"]}


def test_a_late_page_from_another_folder_joins_its_edition():
    plan = planned(
        delivered("p/2021-01-10/A1.pdf", {"date": TENTH, "issue_number": 100}),
        delivered("p/late/A2.pdf", {"date": TENTH, "label": "A2"}),
    )
    assert pages_of(plan) == {"p-2021-01-10": ["A1", "A2"]}


def test_papers_straight_in_raw_are_told_by_name_prefix_and_masthead():
    plan = planned(
        delivered("zhuzhou-20210110-001-A1.pdf", {"publication_name": "株洲日报"}),
        delivered("lujiang-20210110-001-A1.pdf", {"publication_name": "渌江晚报"}),
        delivered("lujiang-20210110-002-A2.pdf"),
        delivered("2021-01/10/node_1.pdf", {"publication_name": "清水塘日报"}),
        delivered("2021-01/10/node_2.pdf"),
    )
    assert pages_of(plan) == {
        "lujiang-2021-01-10": ["A1", "A2"],
        "u6e05-u6c34-u5858-u65e5-u62a5-2021-01-10": ["1", "2"],
        "zhuzhou-daily-2021-01-10": ["A1"],
    }
    assert plan.profiles["lujiang"].is_generic
    assert {edition.publication_id: edition.publication_name for edition in plan.editions}["lujiang"] == "渌江晚报"


def test_a_page_that_can_not_be_read_is_missing_from_its_edition_with_its_reason():
    plan = planned(delivered("p/2021-01-10.pdf", {"label": "A1", "date": TENTH}, {"failure": ("too_slow", "15 s")}))
    assert pages_of(plan) == {"p-2021-01-10": ["A1"]}
    assert plan.editions[0].unreadable == (("p/2021-01-10.pdf", 1, "too_slow"),)


def test_a_file_that_can_not_be_read_is_unplaced_and_known_to_its_day():
    plan = planned(
        delivered("p/2021-01-10/A1.pdf", {"date": TENTH}),
        delivered("p/2021-01-10/A2.pdf", failure=("damaged", "no trailer")),
    )
    assert plan.editions[0].unreadable == (("p/2021-01-10/A2.pdf", -1, "damaged"),)
    (unplaced,) = plan.unplaced
    assert (unplaced.path, unplaced.reason, unplaced.date) == ("p/2021-01-10/A2.pdf", "damaged", TENTH)


@pytest.mark.parametrize(
    ("path", "page", "reason"),
    [
        ("p/scan.pdf", {}, "no_date"),
        ("p/2021-02-30.pdf", {}, "no_date"),
        ("p/2021-03-01.pdf", {}, "future_date"),
        ("p/A1.pdf", {"date": dt.date(2091, 1, 10)}, "future_date"),
        ("p/A1.pdf", {"date": dt.date(1021, 1, 10)}, "no_date"),
    ],
)
def test_impossible_dates_are_refused(path: str, page: dict[str, Any], reason: str):
    plan = planned(delivered(path, page))
    assert (plan.editions, [entry.reason for entry in plan.unplaced]) == ([], [reason])


@given(st.permutations(range(6)))
def test_the_order_of_the_files_makes_no_difference(order: list[int]):
    files = [
        delivered("p/2021-01-10/A1.pdf", {"date": TENTH, "issue_number": 100}, content="1" * 64, arrived=1),
        delivered("p/2021-01-10/A2.pdf", {"date": TENTH}, content="2" * 64, arrived=1),
        delivered("p/2021-01-10/A2_v2.pdf", {"date": TENTH}, content="3" * 64, arrived=3),
        delivered("p/2021-01-11/A1.pdf", {"date": ELEVENTH}, content="4" * 64, arrived=2),
        delivered("p/2021-01-11/A1 copy.pdf", {"date": ELEVENTH}, content="4" * 64, arrived=2),
        delivered("p/extra/A1.pdf", {"date": TENTH, "issue_number": 105}, content="5" * 64, arrived=2),
    ]
    plan = planned(*(files[number] for number in order))
    reference = planned(*files)
    assert plan.editions == reference.editions
    assert (plan.superseded, plan.repeated) == (reference.superseded, reference.repeated)


def test_signatures_measure_common_text_whatever_its_order():
    one = "株洲日报讯毛腾飞深入醴陵市调研村社区两委换届基层党建等工作\n芦淞区与萍乡市安源区签订合作协议拉开序幕"
    other = "\n".join(reversed(one.split("\n")))
    third = "因管网改造定于本周六零时至六时对建设北路沿线停水请广大用户提前储水"
    assert similarity(page_signature(one), page_signature(other)) == 1.0
    assert similarity(page_signature(one), page_signature(third)) == 0.0
    assert similarity(page_signature(one), ()) == 0.0


def test_dates_are_inferred_from_datelines_with_the_year_of_a_complete_date():
    text = "株洲日报讯1月19日，市委常委杨英杰调研。新华社北京1月18日电。公告日期：2022年1月18日。"
    assert infer_date(text) == dt.date(2022, 1, 20)
    assert infer_date("株洲日报讯 12月31日，全市供水。通告自2022年1月1日起施行。") == dt.date(2022, 1, 1)
    assert infer_date("株洲日报讯1月19日，市委常委杨英杰调研。") is None  # of which year?
    assert infer_date("规划期为2021年1月1日至2025年12月31日。") is None
