"""A reprint tells of the same people and projects, though its paper may not know in which city they are."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.registries import Corrections, Ledger, Registries
from pipelines.registries.corrections import Correction
from tests.registries.small_archive import CITY, SmallArchive, rows

STORY = (
    "省贸促会会长来株，就博览会筹备情况开展调研。该活动的举办地株洲国际会展中心正在紧张建设中，"
    "项目位于清水塘大道与铜霞路交汇处，包括新建会展中心、室外展示场、火车展销中心及附属设施，预计九月底前完工。"
    "他来到投资集团，登上观景台，听取相关情况汇报，详细询问项目建设进度、展品布局、场馆运营等情况。"
)
ELSEWHERE = "430100"
HALL = "株洲国际会展中心"


def two_papers(home: str | None = None) -> SmallArchive:
    """The home paper prints the story on the 10th (a), another paper, of a city or of none, on the 11th (b)."""
    archive = SmallArchive(papers={"b": "evening-post"}, homes={"evening-post": home} if home else {})
    archive.article("2021-01-10", "a", STORY)
    archive.article("2021-01-11", "b", STORY)
    return archive


def hall_in_both(home: str | None = None) -> SmallArchive:
    archive = two_papers(home)
    archive.status("2021-01-10", HALL, "under_construction", "a")
    archive.status("2021-01-11", HALL, "under_construction", "b")
    return archive


def secretary_in_both(adcode: str | None, organization: str) -> SmallArchive:
    archive = two_papers()
    archive.seen("2021-01-10", "邓为民", ("市纪委书记", "中共株洲市纪委", CITY), letter="a")
    archive.seen("2021-01-11", "邓为民", ("市纪委书记", organization, adcode), letter="b")
    return archive


def never(name: str) -> Corrections:
    first, second = f"zhuzhou-daily-2021-01-10-A1-aaaaaaaa#{name}", f"evening-post-2021-01-11-A1-bbbbbbbb#{name}"
    row = Correction(second, "never_merge", "", "", first, "asked both", "desk", "2021-02-01", "x.csv", 2)
    return Corrections((row,))


def places(registries: Registries) -> list[tuple[str, str, int]]:
    return sorted(
        (row["name"], row["place_adcode"] or "", row["article_count"]) for row in rows(registries, "projects")
    )


def asked(registries: Registries) -> list[tuple[str, str]]:
    return [(row["kind"], row["left_name"]) for row in rows(registries, "review_pairs")]


def test_a_project_reprinted_by_a_paper_without_a_home_city_is_the_same() -> None:
    built = hall_in_both().build()
    assert places(built) == [(HALL, CITY, 1)]
    methods = {row["article_id"][:12]: row["method"] for row in rows(built, "entity_links")}
    assert methods == {"zhuzhou-dail": "matched", "evening-post": "reprint"}
    assert asked(built) == []


def test_it_is_the_same_when_the_paper_without_a_home_city_printed_it_first() -> None:
    archive = two_papers()
    archive.article("2021-01-09", "b", STORY)
    archive.status("2021-01-09", HALL, "under_construction", "b")
    alone = {row["project_id"] for row in rows(archive.build(), "projects")}
    archive.status("2021-01-10", HALL, "under_construction", "a")
    built = archive.build()
    assert places(built) == [(HALL, CITY, 1)]
    assert {row["project_id"] for row in rows(built, "projects")} == alone


def test_a_project_of_the_same_name_in_another_text_is_not() -> None:
    archive = SmallArchive(papers={"b": "evening-post"})
    archive.status("2021-01-10", HALL, "under_construction", "a")
    archive.status("2021-01-11", HALL, "under_construction", "b")
    assert [place for _, place, _ in places(archive.build())] == ["", CITY]


def test_a_project_reprinted_with_another_place_stays_apart_and_is_asked_about() -> None:
    built = hall_in_both(home=ELSEWHERE).build()
    assert places(built) == [(HALL, ELSEWHERE, 1), (HALL, CITY, 1)]
    assert asked(built) == [("project", HALL)]
    assert '"reprint_elsewhere": 4.5' in rows(built, "review_pairs")[0]["features"]


def test_one_amount_printed_twice_does_not_join_two_places() -> None:
    archive = hall_in_both(home=ELSEWHERE)
    for day, letter in (("2021-01-10", "a"), ("2021-01-11", "b")):
        archive.claim(day, HALL, "total_investment", letter, yi="20", party="轨道集团", party_role="investor")
    assert len(places(archive.build())) == 2


def test_a_reprint_without_the_site_goes_to_the_site_of_its_text_and_not_to_the_last_in_the_news() -> None:
    archive = two_papers()
    archive.status("2021-01-09", "体育馆", "completed", "c", place_adcode="430203")
    archive.status("2021-01-10", "体育馆", "under_construction", "a", place_adcode="430202")
    archive.status("2021-01-11", "体育馆", "completed", "c", place_adcode="430203")
    archive.status("2021-01-11", "体育馆", "under_construction", "b")
    links = {row["article_id"]: row["entity_id"] for row in rows(archive.build(), "entity_links")}
    assert links["evening-post-2021-01-11-A1-bbbbbbbb"] == links["zhuzhou-daily-2021-01-10-A1-aaaaaaaa"]
    assert len(set(links.values())) == 2


def test_people_may_hold_projects_of_one_text_apart() -> None:
    built = hall_in_both().build(never(HALL))
    assert [place for _, place, _ in places(built)] == ["", CITY]
    assert asked(built) == []
    assert [row["state"] for row in rows(built, "corrections_status")] == ["applied"]


def test_an_official_reprinted_by_a_paper_without_a_home_city_is_the_same() -> None:
    built = secretary_in_both(None, "市纪委").build()
    assert [(row["name"], row["article_count"]) for row in rows(built, "officials")] == [("邓为民", 1)]
    assert [(row["organization"], row["sighting_count"]) for row in rows(built, "tenures")] == [("中共株洲市纪委", 1)]
    assert asked(built) == []


def test_an_official_reprinted_with_another_title_is_the_same() -> None:
    archive = two_papers()
    archive.seen("2021-01-10", "王伟", ("市教育局局长", "株洲市教育局", CITY), letter="a")
    archive.seen("2021-01-11", "王伟", ("教育局局长", "教育局", None), letter="b")
    assert len(rows(archive.build(), "officials")) == 1


def test_a_title_without_an_area_that_other_texts_print_too_may_be_of_several_people() -> None:
    archive = two_papers()
    archive.seen("2021-01-10", "王伟", ("市教育局局长", "株洲市教育局", CITY), letter="a")
    archive.seen("2021-01-11", "王伟", ("教育局局长", "教育局", None), letter="b")
    archive.seen("2021-01-05", "王伟", ("教育局局长", "教育局", None), letter="d")
    assert len(rows(archive.build(), "officials")) == 2


def test_an_official_reprinted_with_another_area_stays_apart_and_is_asked_about() -> None:
    built = secretary_in_both(ELSEWHERE, "中共长沙市纪委").build()
    assert [row["name"] for row in rows(built, "officials")] == ["邓为民", "邓为民"]
    assert asked(built) == [("official", "邓为民")]


def test_people_may_hold_officials_of_one_text_apart() -> None:
    built = secretary_in_both(None, "市纪委").build(never("邓为民"))
    assert len(rows(built, "officials")) == 2
    assert [row["state"] for row in rows(built, "corrections_status")] == ["applied"]


@given(seed=st.integers(0, 10_000))
@settings(max_examples=15, deadline=None)
def test_rows_are_the_same_in_any_order_and_ids_lead_to_an_entity_as_editions_arrive(seed: int) -> None:
    draw = random.Random(seed)
    archive = SmallArchive(papers={"b": "evening-post", "c": "morning-post"}, homes={"morning-post": ELSEWHERE})
    ledger = Ledger()
    for day in (f"2021-01-{number:02}" for number in range(10, 15)):
        letter = draw.choice("abbc")
        archive.article(day, letter, STORY)
        for name in draw.sample([HALL, "智轨一期工程", "黑臭水体治理工程"], 2):
            place = {"place_adcode": draw.choice(["430203", "430202", CITY])} if draw.random() < 0.3 else {}
            archive.status(day, name, "under_construction", letter, **place)
        area = None if letter == "b" else CITY if letter == "a" else ELSEWHERE
        archive.seen(day, "邓为民", draw.choice([("市委常委", "市委", area), ("市长", "市政府", area)]), letter=letter)
        built = archive.build(ledger=ledger)
        ledger = built.ledger
        owner = {f"{row['article_id']}#{row['name']}": row["entity_id"] for row in rows(built, "entity_links")}
        for entity_id, entry in ledger.entries.items():
            if entry.kind != "organization":
                assert ledger.resolve(entity_id) == owner[entry.minted_from]
    expected = archive.build().tables
    shuffled = {name: draw.sample(table, len(table)) for name, table in archive.rows.items()}
    again = SmallArchive(shuffled, archive.papers, archive.homes).build().tables
    assert all(table.equals(again[name]) for name, table in expected.items())
