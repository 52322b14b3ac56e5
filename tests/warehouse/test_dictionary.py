from __future__ import annotations

from pathlib import Path

from pipelines.warehouse.dictionary import PAGE, dictionary
from pipelines.warehouse.schema import schema

ROOT = Path(__file__).parents[2]


def test_the_committed_page_is_what_tables_yml_says() -> None:
    committed = (ROOT / PAGE).read_text(encoding="utf-8")
    assert committed == dictionary(), "run: python -m pipelines.warehouse.dictionary"


def test_every_table_column_and_term_is_on_the_page() -> None:
    page = dictionary()
    for name, table in schema().tables.items():
        assert f"### {name}\n" in page
        section = page.split(f"### {name}\n")[1].split("\n### ")[0]
        assert all(f"| `{column}` |" in section for column in table.columns)
    assert all(f"`{term}`" in page for terms in schema().enums.values() for term in terms)
