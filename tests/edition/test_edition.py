"""From the bytes of an edition's files to its rows: what is kept, what is checked, what people decided."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from pipelines.edition.drafting import FileOnDisk, SourceChangedError, draft_file
from pipelines.edition.parse import EditionTables, parse_edition
from pipelines.intake.plan import EditionSource, SourcePage
from pipelines.intake.scan import scan_raw
from pipelines.publications import load_profile
from pipelines.registries.corrections import Correction
from pipelines.warehouse.schema import arrow_schema, edition_tables
from tests.typeset import Imprint, Story, deliver, edition, page, stories

SUNDAY = dt.date(2021, 1, 10)
EDITION = "zhuzhou-daily-2021-01-10"
LUKOU = Story(
    "全力开创全市档案工作新局面",
    ("1月9日，绿口区召开档案工作会议，市委常委毛腾飞出席并讲话。", "会议要求，守牢安全底线。"),
)
ANYUAN = Story(
    "芦淞安源签订合作协议",
    (
        "1月6日，芦淞区与萍乡市安源区签订合作协议，拉开了两地政务服务合作序幕。",
        "协议涉及人社、医保、卫健、企业开办等领域，两地还将完善合作机制。",
    ),
)


def source_of(raw: Path, labels: list[str]) -> EditionSource:
    deliveries = {Path(delivery.path).stem: delivery for delivery in scan_raw(raw).deliveries}
    pages = [
        SourcePage(label, deliveries[label].path, deliveries[label].location, None, "pdf", deliveries[label].sha256, 0)
        for label in labels
    ]
    return EditionSource("zhuzhou-daily", SUNDAY, "", "masthead", tuple(pages))


def parsed(raw: Path, labels: list[str], **options: Any) -> EditionTables:
    return parse_edition(source_of(raw, labels), load_profile("zhuzhou-daily"), **options)


def rows(tables: EditionTables, name: str, **where: Any) -> list[dict[str, Any]]:
    found = tables.tables[name].to_pylist()
    return [row for row in found if all(row[column] == value for column, value in where.items())]


def decision(kind: str, target: str, old: str = "", new: str = "") -> Correction:
    return Correction(target, kind, "", old, new, "seen on the page", "desk", "2021-02-01", "decisions.csv", 2)


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    imprint = Imprint("株洲日报", SUNDAY, 22487, 1)
    deliver({"A1.pdf": page("A1", imprint, [LUKOU, ANYUAN], front=True)}, tmp_path / "raw")
    return tmp_path / "raw"


def test_all_tables_come_in_the_declared_schema(raw: Path):
    tables = parsed(raw, ["A1"])
    assert tuple(tables.tables) == edition_tables()
    assert all(tables.tables[name].schema == arrow_schema(name) for name in edition_tables())


def test_the_same_bytes_give_the_same_rows(raw: Path):
    one, other = parsed(raw, ["A1"]), parsed(raw, ["A1"])
    assert all(one.tables[name] == other.tables[name] for name in edition_tables())


def test_every_glyph_is_in_a_line_and_every_line_of_an_article_in_a_column(raw: Path):
    tables = parsed(raw, ["A1"])
    (row,) = rows(tables, "pages")
    printed = [character for line in rows(tables, "lines") for character in line["text"] if not character.isspace()]
    assert row["glyph_count"] == len(printed)
    articles = {row["article_id"]: row for row in rows(tables, "articles")}
    for line in rows(tables, "lines", field="text"):
        text = articles[line["article_id"]]["text"][line["field_start"] : line["field_end"]]
        assert text.replace("\n", "") == line["text"].strip()


def test_an_article_has_its_place_on_the_page(raw: Path):
    tables = parsed(raw, ["A1"])
    (article,) = rows(tables, "articles", headline=ANYUAN.headline)
    assert article["text"] == "\n".join(ANYUAN.paragraphs)
    (part,) = rows(tables, "article_parts", article_id=article["article_id"])
    boxes = rows(tables, "lines", article_id=article["article_id"])
    assert part["top"] <= min(box["top"] for box in boxes)
    assert part["bottom"] >= max(box["bottom"] for box in boxes)


def test_mentions_say_what_is_printed_at_their_offsets(raw: Path):
    tables = parsed(raw, ["A1"])
    articles = {row["article_id"]: row for row in rows(tables, "articles")}
    mentions = rows(tables, "mentions", field="text")
    assert "毛腾飞" in {mention["surface"] for mention in mentions}
    assert all(articles[row["article_id"]]["text"][row["start"] : row["end"]] == row["surface"] for row in mentions)


def test_a_wrong_weekday_is_found(tmp_path: Path):
    pages = edition("株洲日报", SUNDAY, labels=["A1"], weekday="星期三")
    deliver({"A1.pdf": pages["A1"]}, tmp_path)
    tables = parsed(tmp_path, ["A1"])
    assert rows(tables, "editions")[0]["weekday_agrees"] is False
    (check,) = rows(tables, "checks", check="weekday")
    assert (check["passed"], check["sample"]) == (False, "星期三 is printed, 2021-01-10 is no such day")


def test_a_file_that_changed_since_the_plan_is_not_taken(raw: Path):
    source = source_of(raw, ["A1"])
    (raw / "A1.pdf").write_bytes(page("A1", Imprint(), stories(9), front=True))
    with pytest.raises(SourceChangedError):
        parse_edition(source, load_profile("zhuzhou-daily"))


def test_a_page_whose_text_layer_lies_is_kept_without_articles(raw: Path, monkeypatch: pytest.MonkeyPatch):
    import dataclasses

    import pipelines.edition.drafting

    read = pipelines.edition.drafting.read_pdf_isolated

    def distrusted(path: Path, **options: Any) -> Any:
        reading = read(path, **options)
        return dataclasses.replace(
            reading, pages=[dataclasses.replace(page, text_quality=0.2) for page in reading.pages]
        )

    monkeypatch.setattr(pipelines.edition.drafting, "read_pdf_isolated", distrusted)
    tables = parsed(raw, ["A1"])
    assert rows(tables, "pages")[0]["text_quality"] == 0.2
    assert {(line["role"], line["article_id"]) for line in rows(tables, "lines")} == {("other", None)}
    assert rows(tables, "articles") == []
    (check,) = rows(tables, "checks", check="text_layer_unsound")
    assert (check["passed"], check["sample"]) == (False, "A1: text quality 0.20, waits for OCR")


def test_a_page_that_the_program_cannot_cut_leaves_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    import pipelines.edition.drafting

    pages = edition("株洲日报", SUNDAY, labels=["A1", "A2"])
    deliver({f"{label}.pdf": content for label, content in pages.items()}, tmp_path)
    cut_page = pipelines.edition.drafting.cut_page
    calls: list[int] = []

    def stumbling(reading: Any, profile: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            raise IndexError("no such block")
        return cut_page(reading, profile)

    monkeypatch.setattr(pipelines.edition.drafting, "cut_page", stumbling)
    tables = parsed(tmp_path, ["A1", "A2"])
    assert [row["page_label"] for row in rows(tables, "pages")] == ["A1"]
    (check,) = rows(tables, "checks", check="pages_unreadable")
    assert check["sample"].startswith("A2.pdf page 1: cut_failed: the program could not cut the page (IndexError")


def test_an_article_that_cannot_be_tagged_keeps_its_text(raw: Path, monkeypatch: pytest.MonkeyPatch):
    import pipelines.edition.parse

    tag_article = pipelines.edition.parse.tag_article

    def stumbling(article: Any, profile: Any) -> Any:
        if article.texts["headline"] == LUKOU.headline:
            raise ValueError("no tags")
        return tag_article(article, profile)

    monkeypatch.setattr(pipelines.edition.parse, "tag_article", stumbling)
    tables = parsed(raw, ["A1"])
    tagged = {row["article_id"] for row in rows(tables, "mentions")}
    (lost,) = {row["article_id"] for row in rows(tables, "articles")} - tagged
    (check,) = rows(tables, "checks", check="article_not_tagged")
    assert (check["severity"], check["sample"]) == ("error", f"{lost}: ValueError: no tags")


# --- decisions -----------------------------------------------------------------------------------


def test_a_text_fix_is_read_by_the_language_layer_and_leaves_the_print_alone(raw: Path):
    tables = parsed(raw, ["A1"], decisions=[decision("text_fix", f"{EDITION}-A1", "绿口区", "渌口区")])
    (article,) = rows(tables, "articles", headline=LUKOU.headline)
    assert "绿口区" in article["text"]
    (place,) = rows(tables, "mentions", surface="绿口区")
    assert (place["entity_id"], place["type"]) == ("430212", "place")
    (fix,) = rows(tables, "text_corrections", corrected="渌口区")
    assert (fix["printed"], fix["reason"]) == ("绿口区", "decisions.csv:2 desk: seen on the page")


def test_a_text_fix_of_another_length_keeps_offsets_true(raw: Path):
    tables = parsed(raw, ["A1"], decisions=[decision("text_fix", EDITION, "绿口区召开", "株洲市渌口区昨天召开")])
    (article,) = rows(tables, "articles", headline=LUKOU.headline)
    for mention in rows(tables, "mentions", article_id=article["article_id"], field="text"):
        assert article["text"][mention["start"] : mention["end"]] == mention["surface"]
        assert mention["mention_id"].endswith(f":{mention['start']}-{mention['end']}:{mention['type']}")
    assert any(row["surface"] == "毛腾飞" for row in rows(tables, "mentions"))


def test_an_article_is_split_where_a_person_says(raw: Path):
    (whole,) = rows(parsed(raw, ["A1"]), "articles", headline=ANYUAN.headline)
    tables = parsed(raw, ["A1"], decisions=[decision("split_article", whole["article_id"], new="协议涉及人社")])
    (first,) = rows(tables, "articles", article_id=whole["article_id"])
    assert first["text"] == ANYUAN.paragraphs[0]
    (second,) = rows(tables, "articles", headline=None)
    assert second["text"] == ANYUAN.paragraphs[1]
    assert rows(tables, "checks", check="corrections_unapplied")[0]["passed"]


def test_two_articles_are_merged_where_a_person_says(raw: Path):
    before = parsed(raw, ["A1"])
    (first,), (second,) = (rows(before, "articles", headline=story.headline) for story in (LUKOU, ANYUAN))
    tables = parsed(raw, ["A1"], decisions=[decision("merge_articles", first["article_id"], new=second["article_id"])])
    (merged,) = rows(tables, "articles")
    assert merged["article_id"] == first["article_id"]
    assert [text for text in (*LUKOU.paragraphs, *ANYUAN.paragraphs) if text not in merged["text"]] == []


@pytest.mark.parametrize(
    ("kind", "target", "old", "new", "said"),
    [
        ("text_fix", EDITION, "炎陵县", "茶陵县", f"炎陵县 is not printed in {EDITION}"),
        ("split_article", f"{EDITION}-A1-00000000", "", "协议", f"there is no article {EDITION}-A1-00000000"),
    ],
)
def test_a_decision_without_effect_is_reported(raw: Path, kind: str, target: str, old: str, new: str, said: str):
    tables = parsed(raw, ["A1"], decisions=[decision(kind, target, old, new)])
    (check,) = rows(tables, "checks", check="corrections_unapplied")
    assert (check["passed"], check["sample"]) == (False, f"decisions.csv:2: {said}")


def test_a_file_reads_the_same_from_a_bundle(tmp_path: Path):
    import zipfile

    content = page("A1", Imprint(), [ANYUAN], front=True)
    with zipfile.ZipFile(tmp_path / "2021-01-10.zip", "w") as bundle:
        bundle.writestr("A1.pdf", content)
    (delivery,) = scan_raw(tmp_path).deliveries
    place = FileOnDisk(delivery.location, delivery.member, delivery.kind, delivery.sha256)
    draft = draft_file(place, load_profile("zhuzhou-daily"))
    assert draft.failure is None
    assert draft.pages[0].masthead is not None
    assert draft.pages[0].masthead.date == SUNDAY
