"""The data dictionary, written from `tables.yml`: `python -m pipelines.warehouse.dictionary`.

A test compares the committed page with what this module writes, so that the two cannot differ.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from pipelines.warehouse.schema import Column, Schema, Table, schema

PAGE = Path("docs/data-dictionary.md")

_HEADER = """\
# Data dictionary

Every table of the warehouse with its columns, units and enumerations.
Written by `python -m pipelines.warehouse.dictionary` from `pipelines/warehouse/tables.yml`: edit that, not this page.
The same descriptions and units are in the metadata of the Parquet files.

A table reads in one line, also while an ingest runs (other libraries, several tables: [warehouse.md](warehouse.md)):

```python
import os, pandas
articles = pandas.read_parquet(os.path.realpath("warehouse/articles"))
```

- Offsets (`start`, `end`) are Python string indices, half-open, into the article's column that `field` names.
- Unknown is null, never an empty string and never a guess.
- Coordinates are PDF points from the top left of the visible page, y downwards.
"""

_KINDS = {
    "edition": ("Tables by edition", "What one edition printed. Rows never change unless the edition is read again."),
    "registry": ("Registries", "Derived from all editions; rebuilt at any time to the same rows."),
}


def dictionary() -> str:
    """The page, in Markdown."""
    return "\n".join(_lines(schema())) + "\n"


def _lines(declared: Schema) -> Iterator[str]:
    yield _HEADER
    for kind, (title, what) in _KINDS.items():
        tables = {name: table for name, table in declared.tables.items() if table.kind == kind}
        yield f"## {title}\n\n{what}\n"
        yield "| table | key | what a row is |"
        yield "|---|---|---|"
        for name, table in tables.items():
            yield f"| [`{name}`](#{name}) | {_codes(table.key)} | {_cell(table.description)} |"
        yield ""
        for name, table in tables.items():
            yield from _table_lines(name, table, declared)
    yield "## Enumerations\n"
    yield "| enumeration | terms, in order |"
    yield "|---|---|"
    for name, terms in declared.enums.items():
        yield f"| `{name}` | {_codes(terms)} |"


def _table_lines(name: str, table: Table, declared: Schema) -> Iterator[str]:
    yield f"### {name}\n\n{table.description} Key: {_codes(table.key)}.\n"
    if table.usage:
        yield f"> **Mind:** {table.usage}\n"
    yield "| column | type | unit | null | description |"
    yield "|---|---|---|---|---|"
    for column_name, column in table.columns.items():
        nullable = "" if column.required or column_name in table.key else "yes"
        text = _cell(_described(column, declared))
        yield f"| `{column_name}` | {column.type} | {column.unit or ''} | {nullable} | {text} |"
    yield ""


def _described(column: Column, declared: Schema) -> str:
    text = column.description
    if column.values:
        text += f": {_codes(declared.enums[column.values])}"
    if column.references:
        text += f" (→ [`{column.references}`](#{column.references}))"
    return text


def _codes(terms: tuple[str, ...]) -> str:
    return ", ".join(f"`{term}`" for term in terms)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    page = Path(sys.argv[1]) if len(sys.argv) > 1 else PAGE
    page.write_text(dictionary(), encoding="utf-8")
    print(page)
