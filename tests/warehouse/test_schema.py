"""The declarations in `tables.yml` hang together, and rows become tables as they say."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

import pyarrow as pa
import pytest

from pipelines.warehouse.schema import arrow_schema, edition_tables, enum_values, registry_tables, schema, to_table


def test_keys_references_and_enumerations_exist() -> None:
    declared = schema()
    for name, table in declared.tables.items():
        assert set(table.key) <= set(table.columns), name
        for column_name, column in table.columns.items():
            where = f"{name}.{column_name}"
            assert (column.values is not None) == (column.type == "enum"), where
            assert column.values is None or column.values in declared.enums, where
            assert column.references is None or column.references in declared.tables, where
            assert column.description.strip(), where
    assert all(len(set(terms)) == len(terms) for terms in declared.enums.values())
    assert {*edition_tables(), *registry_tables()} == set(declared.tables)


def test_tables_with_offsets_say_into_which_field() -> None:
    for name, table in schema().tables.items():
        if {"start", "end"} <= set(table.columns) and table.kind == "edition":
            assert table.columns["field"].values == "field", name


def test_descriptions_units_and_terms_go_into_the_arrow_schema() -> None:
    pages = arrow_schema("pages")
    assert pages.field("width").metadata[b"unit"] == b"pt"
    assert pages.field("text_source").metadata[b"values"] == b"text_layer, ocr, mixed, plain_text"
    assert not pages.field("page_id").nullable
    assert arrow_schema("notices").metadata[b"usage"].startswith(b"Names of private persons are masked")
    assert enum_values("writing_mode") == ("horizontal", "vertical")


def test_rows_may_be_mappings_or_dataclasses_and_lack_what_is_null() -> None:
    @dataclass
    class Contributor:
        article_id: str
        seq: int
        name: str

    table = to_table("contributors", [Contributor("a", 1, "刘毅"), {"article_id": "a", "seq": 2, "role": "editor"}])
    assert table.schema.equals(arrow_schema("contributors"))
    assert table.column("name").to_pylist() == ["刘毅", None]


def test_money_and_dates_are_exact() -> None:
    row = {"amount_cny": Decimal("1250000000.05"), "date_start": dt.date(2021, 1, 9)}
    table = to_table("project_claims", [row])
    assert table.column("amount_cny").to_pylist() == [Decimal("1250000000.05")]
    assert table.schema.field("amount_cny").type == pa.decimal128(20, 2)
    with pytest.raises(pa.ArrowInvalid):
        to_table("project_claims", [{"amount_cny": Decimal("0.005")}])


def test_a_column_that_is_not_declared_is_refused() -> None:
    with pytest.raises(KeyError, match="no column \\['author'\\]"):
        to_table("articles", [{"author": "刘毅"}])
    with pytest.raises(TypeError, match="a row is a mapping or a dataclass instance, not str"):
        to_table("articles", ["刘毅"])
