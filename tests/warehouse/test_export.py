"""Exports: the rows are there, text in them cannot act, private persons are masked."""

from __future__ import annotations

import csv
import datetime as dt
import html
import html.parser
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipelines.warehouse import Warehouse, WarehouseError
from pipelines.warehouse.export import FORMATS, export_table, write_rows
from pipelines.warehouse.inert_text import for_html, for_json, for_markdown, for_spreadsheet, visible
from pipelines.warehouse.schema import to_table
from pipelines.warehouse.storable_text import acts, for_terminal
from tests.warehouse.small_editions import small_edition

ATTACKS = [
    '=HYPERLINK("http://x","1")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "　＝1+1",
    "公告;=1+1",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[点击](javascript:alert(1))",
    "![x](http://x/y.png) https://evil.example www.evil.example a@evil.example",
    "| 假 | 列 |\n|---|\n# 标题",
    "\x1b[2J\x1b]8;;http://x\x07",
    "\u202e军将\u2066\u200b\ufeff",
    "&lt;script&gt;",
    "`code` *em* ~~x~~ $x$",
]


class _Tags(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


@settings(deadline=None)
@given(st.text() | st.sampled_from(ATTACKS))
@example("=1")
@example("\ud800\x00")
def test_nothing_in_a_text_acts_in_any_format(text: str) -> None:
    assert not any(acts(character) for character in for_terminal(text))
    cell = for_spreadsheet(text)
    assert cell.strip()[:1] not in tuple("=+-@|%＝＋－＠") or not cell.strip()
    assert not any(acts(character) and character not in "\t\n" for character in cell)
    parser = _Tags()
    parser.feed(f"<p>{for_html(text)}</p>")
    parser.close()
    assert parser.tags <= {"p", "br"}
    in_markdown = for_markdown(text)
    assert "\n" not in in_markdown
    assert "|" not in in_markdown.replace("\\|", "")
    assert "<" not in in_markdown.replace("<br>", "")
    assert not any(token in in_markdown for token in ("](", "://", "www.", "**", "``"))
    in_json = for_json({"text": text.encode("utf-8", "replace").decode()})
    assert not any(acts(character) or character in "<>&" for character in in_json)
    assert json.loads(in_json) == {"text": text.encode("utf-8", "replace").decode()}


def test_harmless_text_stays_as_it_is() -> None:
    for text in ("株洲日报讯 1月9日，市委书记毛腾飞到渌口区调研。", "总投资12.5亿元", "一、二", "谢谢😀𠮷"):
        assert for_terminal(text) == for_spreadsheet(text) == for_html(text) == text
        assert visible(text) == text
    assert for_markdown("总投资12.5亿元") == "总投资12\\.5亿元"


@pytest.fixture
def hostile(warehouse: Warehouse) -> Warehouse:
    """An edition whose articles have attacks for kickers."""
    edition = small_edition(dt.date(2021, 1, 10), articles=len(ATTACKS))
    rows = edition.tables["articles"].to_pylist()
    articles = [{**row, "kicker": attack} for row, attack in zip(rows, ATTACKS, strict=True)]
    warehouse.publish_edition(
        edition.edition_id, {**edition.tables, "articles": to_table("articles", articles)}, edition.stamp
    )
    return warehouse


def test_csv_reads_back_with_every_cell_inert(hostile: Warehouse, tmp_path: Path) -> None:
    path = tmp_path / "articles.csv"
    assert export_table(hostile.store.root, "articles", path) == len(ATTACKS)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["kicker"] == '\'=HYPERLINK("http://x","1")'
    assert rows[0]["captions"] == '["昨日，渌湘大道工地 刘＊ 摄"]'
    assert rows[0]["is_complete"] == "true"
    assert rows[0]["headline"] == "毛腾飞到渌口区调研"
    cells = [cell for row in rows for cell in row.values()]
    assert not any(cell.strip().startswith(("=", "+", "-", "@", "＝")) for cell in cells)


def test_html_holds_no_tag_but_its_own(hostile: Warehouse, tmp_path: Path) -> None:
    path = tmp_path / "articles.html"
    export_table(hostile.store.root, "articles", path, columns=["kicker"])
    parser = _Tags()
    parser.feed(path.read_text(encoding="utf-8"))
    own = {"html", "meta", "title", "style", "h1", "p", "table", "tr", "th", "td", "bdi", "br"}
    assert parser.tags == own
    assert parser.attributes == {"lang", "charset", "http-equiv", "content"}
    assert html.unescape("&lt;script&gt;alert(1)&lt;/script&gt;") in html.unescape(path.read_text(encoding="utf-8"))


def test_markdown_is_one_row_a_line(hostile: Warehouse, tmp_path: Path) -> None:
    path = tmp_path / "articles.md"
    export_table(hostile.store.root, "articles", path, columns=["article_id", "kicker"])
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 2 + len(ATTACKS)
    assert all(line.replace("\\|", "").count("|") == 3 for line in lines)


def test_json_lines_keep_the_text_and_lists(hostile: Warehouse, tmp_path: Path) -> None:
    path = tmp_path / "articles.jsonl"
    export_table(hostile.store.root, "articles", path, unmasked=True)
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    stored = hostile.read("articles").to_pylist()
    assert [row["kicker"] for row in rows] == [row["kicker"] for row in stored]
    assert rows[0]["captions"] == ["昨日，渌湘大道工地 刘毅 摄"]


def test_xlsx_holds_strings_not_formulas(hostile: Warehouse, tmp_path: Path) -> None:
    pytest.importorskip("xlsxwriter")
    openpyxl = pytest.importorskip("openpyxl")
    path = tmp_path / "articles.xlsx"
    export_table(hostile.store.root, "articles", path, columns=["kicker", "char_count"])
    sheet = openpyxl.load_workbook(path).active
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert not any(cell.hyperlink for cell in cells)
    assert sheet.max_row == 1 + len(ATTACKS)


def test_amounts_dates_and_nulls_are_written_without_loss(tmp_path: Path) -> None:
    row: dict[str, Any] = {"amount": Decimal("-1250000000.05"), "day": dt.date(2021, 1, 9), "none": None, "share": 0.1}
    for suffix, expected in {
        ".csv": "-1250000000.05,2021-01-09,,0.1",
        ".jsonl": '{"amount": "-1250000000.05", "day": "2021-01-09", "none": null, "share": 0.1}',
        ".md": "| \\-1250000000\\.05 | 2021\\-01\\-09 |  | 0\\.1 |",
    }.items():
        path = tmp_path / f"rows{suffix}"
        write_rows(path, list(row), [row])
        assert path.read_text(encoding="utf-8-sig").splitlines()[-1] == expected


def test_private_persons_are_masked_wherever_their_article_repeats_them(warehouse: Warehouse, tmp_path: Path) -> None:
    warehouse.publish_edition(*small_edition(dt.date(2021, 1, 10)))

    def exported(table: str, **options: bool) -> list[dict[str, Any]]:
        path = tmp_path / f"{table}.jsonl"
        export_table(warehouse.store.root, table, path, **options)
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]

    (notice, _) = exported("notices")
    assert (notice["party"], notice["document_number"], notice["item"]) == (
        "刘＊",
        "430＊＊＊＊＊＊＊＊＊＊＊＊＊＊＊",
        "身份证",
    )
    assert exported("articles")[0]["captions"] == ["昨日，渌湘大道工地 刘＊ 摄"]
    captions = [line["text"] for line in exported("lines") if line["role"] == "caption"]
    assert captions == ["昨日，渌湘大道工地 刘＊ 摄"] * 2
    assert exported("mentions")[0]["surface"] in {"毛腾飞", "渌口区", "12.5亿元"}
    assert exported("notices", unmasked=True)[0]["party"] == "刘毅"
    assert warehouse.read("notices").column("party").to_pylist() == ["刘毅", "刘毅"]


def test_what_cannot_be_exported_is_said(filled: Warehouse, tmp_path: Path) -> None:
    root = filled.store.root
    with pytest.raises(WarehouseError, match=r"end the name with one of \.csv, \.xlsx, \.html, \.md, \.jsonl"):
        export_table(root, "articles", tmp_path / "articles.doc")
    with pytest.raises(WarehouseError, match="has no column author"):
        export_table(root, "articles", tmp_path / "articles.csv", columns=["author"])
    with pytest.raises(WarehouseError, match="exporting failed"):
        export_table(root, "articles", tmp_path / "missing" / "articles.csv")
    assert list(tmp_path.glob(".*")) == []


@pytest.mark.parametrize("suffix", [suffix for suffix in FORMATS if suffix != ".xlsx"])
def test_a_table_without_rows_gives_its_columns(filled: Warehouse, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"districts{suffix}"
    assert export_table(filled.store.root, "districts", path) == 0
    assert path.exists()
