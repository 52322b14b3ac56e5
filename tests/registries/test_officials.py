"""Who is one person: posts of one name, together, in turns, one after the other."""

from __future__ import annotations

import pytest

from tests.registries.small_archive import CITY, SmallArchive, rows

MAYOR = ("市长", "株洲市人民政府", CITY)
VICE_MAYOR = ("副市长", "株洲市人民政府", CITY)
COMMITTEE = ("市委常委", "中共株洲市委", CITY)
SECRETARY_GENERAL = ("市委秘书长", "中共株洲市委", CITY)
COUNTY_HEAD = ("攸县县长", "攸县人民政府", "430223")
BUREAU = ("荷塘区教育局局长", "荷塘区教育局", "430202")


def tenures(archive: SmallArchive) -> dict[tuple[str, str], tuple[str, str | None, str | None]]:
    """(name, title) → state, end_after, end_before."""
    built = archive.build()
    names = {row["official_id"]: row["name"] for row in rows(built, "officials")}
    return {
        (names[row["official_id"]], row["title"]): (
            row["state"],
            row["end_after"] and str(row["end_after"]),
            row["end_before"] and str(row["end_before"]),
        )
        for row in rows(built, "tenures")
    }


def test_a_change_of_post_is_bounded_by_the_last_and_the_first_sighting() -> None:
    archive = SmallArchive()
    archive.seen("2021-01-10", "杨英杰", VICE_MAYOR)
    archive.seen("2022-01-20", "杨英杰", COMMITTEE, SECRETARY_GENERAL)
    assert tenures(archive) == {
        ("杨英杰", "副市长"): ("ended", "2021-01-10", "2022-01-20"),
        ("杨英杰", "市委常委"): ("current", "2022-01-20", None),
        ("杨英杰", "市委秘书长"): ("current", "2022-01-20", None),
    }


def test_a_title_that_is_not_seen_any_more_is_unknown_and_not_ended() -> None:
    archive = SmallArchive()
    archive.seen("2019-01-10", "杨英杰", VICE_MAYOR)
    archive.article("2022-01-20")
    assert tenures(archive) == {("杨英杰", "副市长"): ("unknown", "2019-01-10", None)}


def test_a_new_seat_in_the_committee_does_not_end_a_post_in_the_government() -> None:
    archive = SmallArchive()
    archive.seen("2021-01-10", "阳卫国", MAYOR)
    archive.seen("2021-03-10", "阳卫国", ("市委副书记", "中共株洲市委", CITY))
    assert tenures(archive)["阳卫国", "市长"] == ("current", "2021-01-10", None)


def test_a_reported_removal_ends_a_post_on_its_day() -> None:
    archive = SmallArchive()
    archive.seen("2021-01-10", "杨英杰", VICE_MAYOR)
    archive.seen("2021-05-28", "杨英杰", VICE_MAYOR, change="removed")
    assert tenures(archive) == {("杨英杰", "副市长"): ("ended", "2021-01-10", "2021-05-28")}


@pytest.mark.parametrize("printed", ["原市委书记", "市委原书记", "前市委书记", "市委书记"])
def test_a_former_title_ends_the_title_that_was_held_however_it_is_printed(printed: str) -> None:
    archive = SmallArchive()
    archive.seen("2021-01-10", "毛腾飞", ("市委书记", "中共株洲市委", CITY))
    archive.seen("2021-05-28", "毛腾飞", (printed, "中共株洲市委", CITY), change="former")
    (tenure,) = rows(archive.build(), "tenures")
    assert (tenure["title"], str(tenure["end_before"]), tenure["end_basis"]) == ("市委书记", "2021-05-28", "former")


def test_an_acting_post_is_another_title_than_the_post() -> None:
    archive = SmallArchive()
    archive.seen("2021-01-10", "毛腾飞", ("政府代旗长", "桥头旗人民政府", "150421"), change="acting")
    archive.seen("2021-03-10", "毛腾飞", ("旗长", "桥头旗人民政府", "150421"))
    told = [(row["title"], str(row["end_before"])) for row in rows(archive.build(), "tenures")]
    assert sorted(told) == [("政府代旗长", "2021-03-10"), ("旗长", "None")]


def test_a_former_title_bounds_it_from_above_only() -> None:
    archive = SmallArchive()
    archive.seen("2021-05-28", "毛腾飞", ("市委书记", "中共株洲市委", CITY), change="former")
    assert tenures(archive) == {("毛腾飞", "市委书记"): ("ended", None, "2021-05-28")}


def test_a_successor_ends_a_post_of_one_seat_and_no_other() -> None:
    archive = SmallArchive()
    archive.seen("2021-01-10", "阳卫国", MAYOR)
    archive.seen("2021-01-10", "王庭恺", VICE_MAYOR)
    archive.seen("2021-09-10", "陈恢清", MAYOR)
    archive.seen("2021-09-10", "易顶强", VICE_MAYOR)
    found = tenures(archive)
    assert found["阳卫国", "市长"] == ("ended", "2021-01-10", "2021-09-10")
    assert found["王庭恺", "副市长"] == ("current", "2021-01-10", None)


def test_a_county_head_who_becomes_vice_mayor_is_one_person() -> None:
    archive = SmallArchive()
    archive.seen("2019-01-10", "胡湘之", COUNTY_HEAD)
    archive.seen("2021-01-10", "胡湘之", VICE_MAYOR)
    assert len(rows(archive.build(), "officials")) == 1


def test_a_bureau_head_seen_in_turns_with_a_mayor_of_the_same_name_is_another_person() -> None:
    archive = SmallArchive()
    for day in ("2021-01-10", "2021-03-10", "2021-05-10"):
        archive.seen(day, "王伟", MAYOR)
    for day in ("2021-02-10", "2021-04-10"):
        archive.seen(day, "王伟", BUREAU)
    built = archive.build()
    assert sorted(row["current_titles"] for row in rows(built, "officials")) == [["市长"], ["荷塘区教育局局长"]]
    assert rows(built, "review_pairs") == []


def test_one_article_may_name_two_people_of_one_name() -> None:
    archive = SmallArchive()
    archive.seen("2021-01-10", "刘正兴", VICE_MAYOR)
    archive.seen("2021-01-10", "刘正兴", BUREAU)
    for number, title in ((1, "副市长"), (2, "荷塘区教育局局长")):
        archive.attends("2021-01-10", "刘正兴", title, number)
    built = archive.build()
    officials = {row["official_id"]: row["current_titles"] for row in rows(built, "officials")}
    attended = [(row["title_printed"], officials[row["official_id"]]) for row in rows(built, "appearances_resolved")]
    assert attended == [("副市长", ["副市长"]), ("荷塘区教育局局长", ["荷塘区教育局局长"])]


def test_two_heads_of_two_counties_of_one_name_are_a_question() -> None:
    archive = SmallArchive()
    archive.seen("2019-01-10", "王伟", COUNTY_HEAD)
    archive.seen("2021-01-10", "王伟", ("茶陵县县长", "茶陵县人民政府", "430224"))
    built = archive.build()
    assert len(rows(built, "officials")) == 2
    (question,) = rows(built, "review_pairs")
    assert (question["kind"], question["score"]) == ("official", 0.8176)
    assert question["features"] == (
        '{"rank_near": 1.0, "name_of_two_characters": -0.5, "neighbouring_areas": 0.5, "one_after_the_other": 0.5}'
    )


def test_a_misread_name_is_a_question_with_its_evidence_and_never_a_merge() -> None:
    archive = SmallArchive()
    archive.seen("2022-01-20", "罗绍钧", VICE_MAYOR)
    archive.seen("2022-08-17", "罗绍昀", VICE_MAYOR)
    built = archive.build()
    assert len(rows(built, "officials")) == 2
    (question,) = rows(built, "review_pairs")
    assert (question["kind"], question["advice"]) == ("official_spelling", "merge")
    assert question["evidence"] == "罗绍钧 副市长 2022-01-20–2022-01-20 / 罗绍昀 副市长 2022-08-17–2022-08-17"


def test_business_people_and_delegates_hold_no_public_office() -> None:
    archive = SmallArchive()
    archive.seen("2021-01-10", "李兆廷", ("东旭集团董事长", "东旭集团", None))
    archive.seen("2021-01-10", "唐琪", ("委员", None, None))
    assert rows(archive.build(), "officials") == []


def test_two_printed_forms_of_one_title_are_one_tenure() -> None:
    archive = SmallArchive()
    archive.seen("2021-01-09", "周建光", ("株洲高新区党工委书记", "株洲市高新区", CITY))
    archive.seen("2021-01-10", "周建光", ("高新区党工委书记", "株洲市高新区", CITY))
    assert [(row["title"], row["sighting_count"]) for row in rows(archive.build(), "tenures")] == [
        ("高新区党工委书记", 2)
    ]


def test_a_name_one_character_apart_in_the_same_seat_is_asked_about_the_more_so_for_characters_drawn_alike() -> None:
    scores = {}
    for misread in ("毛腾匕", "毛腾强"):
        archive = SmallArchive()
        for day in ("2021-01-10", "2021-02-10"):
            archive.seen(day, "毛腾七", MAYOR)
        archive.seen("2021-03-10", misread, MAYOR)
        (question,) = rows(archive.build(), "review_pairs")
        assert (question["kind"], question["left_name"], question["right_name"]) == (
            "official_spelling",
            "毛腾七",
            misread,
        )
        scores[misread] = question["score"]
    assert scores["毛腾匕"] > scores["毛腾强"]


def test_a_name_that_swallowed_the_next_word_is_asked_about_and_succeeds_nobody() -> None:
    archive = SmallArchive()
    archive.seen("2021-01-10", "毛腾飞", MAYOR)
    archive.seen("2021-02-10", "毛腾飞作", MAYOR)
    archive.seen("2021-03-10", "毛腾飞", MAYOR)
    built = archive.build()
    (question,) = rows(built, "review_pairs")
    assert question["kind"] == "official_spelling"
    assert {row["state"] for row in rows(built, "tenures")} == {"current"}
