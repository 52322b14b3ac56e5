"""References that lead to another edition: to an earlier report, to a story's other half, to the first print."""

from __future__ import annotations

import random

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.registries import build_registries
from tests.registries.small_archive import SmallArchive, rows

REFUSAL = (
    "业主刘先生想在自家车位安装新能源汽车充电桩，物业公司却以小区电容不足、存在安全隐患为由拒绝在申请表上盖章。"
    "供电部门表示，没有物业盖章，无法为业主装表接电。刘先生说，小区里想装充电桩的业主有三十多户，大家多次与物业公司协商未果。"
)
RULES = (
    "新能源汽车业主想在小区车位安装充电桩，却遭到物业公司拒绝(详见本报1月19日A2版报道)。"
    "记者采访多个部门后了解到，充电桩进小区，业主、物业公司和供电部门各有难处，业内人士建议尽早出台市级规范性文件。"
)
BRIDGE = "新华桥拆除重建工程进入桥面铺装阶段，施工单位正在加紧浇筑混凝土，预计春节前恢复通车，届时城区拥堵将得到缓解。"
SCHOOL = "市教育局发布通知，寒假期间全市师生员工不得出境或跨省探亲、旅游、聚会，学校要妥善安排好师生的生活。"
EXAM = "今年的学业水平考试定于1月中旬举行，全市设考点二十六个，考生须提前十四天进行健康监测，凭绿码入场。"
TRAM = (
    "智轨一期工程将于年内开工，线路从株洲西站出发，途经天台路、神农城，全长约八公里，设站十二座。智轨电车无需铺设钢轨，"
    "沿路面的虚拟轨道行驶，造价仅为地铁的十分之一，市民从株洲西站到神农城只需二十分钟。"
)

VILLAGE_BEGINS = (
    "1月9日，毛腾飞深入醴陵市调研村(社区)“两委”换届等工作。他强调，要选配优配强村(社区)“两委”班子，"
    "严格工作要求，坚决落实时间要"
)
VILLAGE_ENDS = (
    "求、程序要求、质量要求，扎实做好换届各项工作，不断提升村(社区)“两委”班子凝聚力和战斗力，"
    "确保村(社区)换届选举圆满完成。"
)
SEE = "详见本报1月19日A2版报道"


class Paper(SmallArchive):
    """An archive in which stories have pages, headlines and references."""

    def story(
        self,
        day: str,
        page: str,
        headline: str | None,
        text: str,
        *links: tuple[str, str],
        letter: str = "a",
        genre: str = "news",
        kicker: str | None = None,
    ) -> str:
        """Add a story; returns its id."""
        article_id = self.article(day, f"{page}{letter}", text, genre)
        self.rows["articles"][-1] |= {"headline": headline, "page_labels": [page], "kicker": kicker}
        for link_type, to_ref in links:
            row = {"from_article_id": article_id, "link_type": link_type, "to_ref": to_ref, "method": "printed"}
            self.rows.setdefault("article_links", []).append(row)
        return article_id

    def targets(self) -> list[tuple[str, str, str, str, str]]:
        """The rows of `link_targets` without their confidence."""
        found = rows(self.build(), "link_targets")
        names = ("from_article_id", "link_type", "to_ref", "to_article_id", "method")
        return [tuple(row[name] for name in names) for row in found]  # type: ignore[misc]


def follow_up() -> tuple[Paper, str, str]:
    """The report of the 20th, and on A2 of the 19th the report it means, between two others."""
    paper = Paper()
    paper.story("2022-01-19", "A2", "新华桥春节前通车", BRIDGE, letter="b")
    meant = paper.story("2022-01-19", "A2", "业主想建桩 物管不盖章", REFUSAL)
    paper.story("2022-01-19", "A2", "寒假师生不得跨省聚会", SCHOOL, letter="c")
    follower = paper.story("2022-01-20", "A2", "“应尽早出台市级规范性文件”", RULES, ("follow_up_of", SEE))
    return paper, follower, meant


# ----------------------------------------------------------------------------------- earlier reports


def test_a_follow_up_leads_to_the_report_on_the_page_of_the_day_that_it_names() -> None:
    paper, follower, meant = follow_up()
    assert paper.targets() == [(follower, "follow_up_of", SEE, meant, "printed")]


def test_the_same_report_on_another_page_or_day_is_not_meant() -> None:
    for day, page in (("2022-01-19", "A3"), ("2022-01-18", "A2"), ("2021-01-19", "A2")):
        paper = Paper()
        paper.story(day, page, "业主想建桩 物管不盖章", REFUSAL)
        paper.story("2022-01-20", "A2", "“应尽早出台市级规范性文件”", RULES, ("follow_up_of", SEE))
        assert paper.targets() == []


def test_a_page_without_a_report_on_the_matter_gives_none() -> None:
    paper = Paper()
    paper.story("2022-01-19", "A2", "新华桥春节前通车", BRIDGE)
    paper.story("2022-01-19", "A2", "寒假师生不得跨省聚会", SCHOOL, letter="b")
    paper.story("2022-01-20", "A2", "“应尽早出台市级规范性文件”", RULES, ("follow_up_of", SEE))
    assert paper.targets() == []


def test_two_reports_on_the_matter_are_a_doubt() -> None:
    paper, _, _ = follow_up()
    paper.story("2022-01-19", "A2", "小区建桩为何难", REFUSAL.replace("三十多", "四十多"), letter="d")
    assert [row for row in paper.targets() if row[1] == "follow_up_of"] == []


def test_the_headline_settles_the_doubt() -> None:
    paper, follower, meant = follow_up()
    paper.story("2022-01-19", "A2", "小区建桩为何难", REFUSAL.replace("三十多", "四十多"), letter="d")
    paper.rows["articles"][3]["kicker"] = "《业主想建桩 物管不盖章》后续"
    assert (follower, "follow_up_of", SEE, meant, "printed") in paper.targets()


def test_a_headline_alone_leads_to_the_report_that_has_it() -> None:
    paper = Paper()
    reference = "《业主想建桩物管不盖章》后续"
    old = paper.story("2020-06-01", "A4", "业主想建桩 物管不盖章", REFUSAL.replace("刘", "李"))
    meant = paper.story("2022-01-12", "A5", "业主想建桩 物管不盖章", REFUSAL)
    paper.story("2022-01-12", "A5", "新华桥春节前通车", BRIDGE, letter="b")
    follower = paper.story(
        "2022-01-20", "A2", "“应尽早出台市级规范性文件”", RULES, ("follow_up_of", reference), kicker=reference
    )
    found = [row for row in paper.targets() if row[1] == "follow_up_of"]
    assert found == [(follower, "follow_up_of", reference, meant, "printed")]
    assert old < meant


def test_notices_are_no_report() -> None:
    paper = Paper()
    paper.story("2022-01-19", "A2", None, REFUSAL, genre="notice")
    paper.story("2022-01-20", "A2", "“应尽早出台市级规范性文件”", RULES, ("follow_up_of", SEE))
    assert paper.targets() == []


# ------------------------------------------------------------------------- continuations of another day


def serial(goes_on: str | None, comes_from: str | None, next_day: str = "2021-01-11") -> tuple[Paper, str, str]:
    """A story torn between two editions, with other stories on the same pages."""
    paper = Paper()
    first = paper.story(
        "2021-01-10",
        "A2",
        "选配强“两委”班子 提升凝聚力战斗力",
        VILLAGE_BEGINS,
        *[("continues_on", ref) for ref in [goes_on] if ref],
    )
    paper.story("2021-01-10", "A2", "新华桥春节前通车", BRIDGE, letter="b")
    paper.story("2021-01-10", "A3", "学考定于1月中旬举行", EXAM, letter="c")
    second = paper.story(
        next_day,
        "A3",
        "选配强“两委”班子" if comes_from is None else None,
        VILLAGE_ENDS,
        *[("continued_from", ref) for ref in [comes_from] if ref],
        genre="continuation",
    )
    paper.story(next_day, "A3", "寒假师生不得跨省聚会", SCHOOL, letter="b")
    return paper, first, second


@pytest.mark.parametrize("reference", ["上接昨日A2版", "上接1月10日A2版②", "上接2021年1月10日第二版"])
def test_a_continuation_leads_to_its_beginning_of_the_day_before(reference: str) -> None:
    paper, first, second = serial("未完待续", reference)
    assert paper.targets() == [
        (first, "continues_on", "未完待续", second, "printed"),
        (second, "continued_from", reference, first, "printed"),
    ]


def test_the_beginning_that_prints_no_jump_is_found_all_the_same() -> None:
    paper, first, second = serial(None, "上接昨日A2版")
    assert paper.targets() == [(second, "continued_from", "上接昨日A2版", first, "printed")]


@pytest.mark.parametrize(("reference", "method"), [("下转明日A3版", "printed"), ("未完待续", "inferred")])
def test_a_continuation_that_prints_no_jump_repeats_the_headline(reference: str, method: str) -> None:
    paper, first, second = serial(reference, None)
    assert paper.targets() == [(first, "continues_on", reference, second, method)]


def test_the_last_issue_is_the_edition_before_whatever_its_day() -> None:
    paper, first, second = serial("未完待续", "接上期", next_day="2021-01-17")
    assert paper.targets() == [
        (first, "continues_on", "未完待续", second, "printed"),
        (second, "continued_from", "接上期", first, "printed"),
    ]


def test_a_jump_to_a_day_that_is_not_in_the_archive_stays_open() -> None:
    paper, _, _ = serial("未完待续", "上接昨日A2版", next_day="2021-01-13")
    assert paper.targets() == []


def test_other_stories_of_the_page_are_no_beginning() -> None:
    paper = Paper()
    paper.story("2021-01-10", "A2", "新华桥春节前通车", BRIDGE)
    paper.story("2021-01-10", "A2", "学考定于1月中旬举行", EXAM, letter="b")
    paper.story("2021-01-11", "A3", None, VILLAGE_ENDS, ("continued_from", "上接昨日A2版"), genre="continuation")
    assert paper.targets() == []


def test_two_stories_that_go_on_are_told_apart_by_their_texts() -> None:
    paper, first, second = serial("未完待续", "上接昨日A2版")
    bridge = paper.story("2021-01-10", "A2", "智轨一期年内开工", TRAM[:44], ("continues_on", "未完待续"), letter="e")
    rest = paper.story("2021-01-11", "A3", None, TRAM[44:], ("continued_from", "上接昨日A2版"), letter="e")
    assert {(row[0], row[3]) for row in paper.targets()} == {
        (first, second), (second, first), (bridge, rest), (rest, bridge),
    }  # fmt: skip


def test_a_jump_within_the_edition_is_no_question_for_the_archive() -> None:
    paper, _, _ = serial("下转A3版", "上接A2版")
    assert paper.targets() == []


# ----------------------------------------------------------------------------------------- reprints


def test_a_reprint_leads_to_the_first_print() -> None:
    paper = Paper()
    first = paper.story("2021-01-10", "A1", "寒假通知", SCHOOL * 2)
    again = paper.story("2021-01-12", "A4", "寒假通知", SCHOOL * 2)
    (row,) = rows(paper.build(), "link_targets")
    assert row == {
        "from_article_id": again, "link_type": "reprint_of", "to_ref": first, "to_article_id": first,
        "method": "inferred", "confidence": 1.0,
    }  # fmt: skip


# -------------------------------------------------------------------------------- order of arrival


def everything() -> Paper:
    paper, _, _ = follow_up()
    paper.rows["articles"][3]["kicker"] = "《业主想建桩 物管不盖章》后续"
    other, _, _ = serial("未完待续", "上接昨日A2版")
    for table, more in other.rows.items():
        paper.rows.setdefault(table, []).extend(more)
    paper.story("2022-02-01", "A1", "寒假通知", SCHOOL * 2)
    paper.story("2022-02-02", "A1", "寒假通知", SCHOOL * 2)
    return paper


@given(seed=st.integers(0, 10_000))
@settings(max_examples=15, deadline=None)
def test_the_rows_are_the_same_in_any_order_of_arrival(seed: int) -> None:
    tables = everything().tables()
    draw = random.Random(seed)
    shuffled = {}
    for name, table in tables.items():
        order = list(range(table.num_rows))
        draw.shuffle(order)
        shuffled[name] = table.take(pa.array(order))
    expected = build_registries(tables).tables["link_targets"]
    assert expected.num_rows == 5
    assert build_registries(shuffled).tables["link_targets"].equals(expected)


def test_an_edition_that_arrives_late_answers_what_was_open() -> None:
    """The beginning arrives after its continuation; what was answered before stays as it was."""
    whole = everything()
    early = Paper()
    for table, more in whole.rows.items():
        names = [str(row.get("article_id") or row.get("from_article_id") or row["edition_id"]) for row in more]
        early.rows[table] = [row for row, name in zip(more, names, strict=True) if "2021-01-10" not in name]
    before, after = set(early.targets()), set(whole.targets())
    assert sorted(row[1] for row in before) == ["follow_up_of", "reprint_of"]
    assert before < after
    assert sorted(row[1] for row in after - before) == ["continued_from", "continues_on", "reprint_of"]
