"""Tables for those who want no Parquet: CSV, XLSX, HTML, Markdown and JSON lines in which text cannot act.

    export_table("warehouse", "projects", "projects.csv")

Private persons in notices are masked unless asked otherwise (see `private_persons`).
"""

from __future__ import annotations

import csv
import datetime as dt
import importlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipelines.warehouse.errors import WarehouseError, explained
from pipelines.warehouse.inert_text import for_html, for_json, for_markdown, for_spreadsheet
from pipelines.warehouse.private_persons import masking
from pipelines.warehouse.schema import schema
from pipelines.warehouse.warehouse import Warehouse

Rows = Iterable[Mapping[str, Any]]
_BATCH_ROWS = 10_000
_MOST_XLSX_ROWS = 1_048_575


def export_table(
    root: str | Path,
    table: str,
    destination: str | Path,
    *,
    columns: Sequence[str] | None = None,
    editions: Iterable[str] | None = None,
    unmasked: bool = False,
) -> int:
    """Write the current rows of a table to a file and give their number.

    destination: its suffix names the format: .csv, .xlsx, .html, .md or .jsonl; an existing file is replaced once the
    new one is whole. unmasked: keep the names and document numbers of private persons in notices.
    Raises `WarehouseError` for a format, table or column that does not exist, and when the file can't be written.
    """
    destination = Path(destination)
    write = FORMATS.get(destination.suffix.lower())
    if write is None:
        raise WarehouseError(f"{destination}: unknown format; end the name with one of {', '.join(FORMATS)}")
    with Warehouse(root).snapshot() as snapshot:
        rows = snapshot.read(table, editions=editions)
        names = list(columns) if columns is not None else rows.column_names
        if unknown := set(names) - set(rows.column_names):
            raise WarehouseError(
                f"table {table} has no column {', '.join(sorted(unknown))}; see docs/data-dictionary.md"
            )
        cover = None if unmasked else masking(snapshot)
        dicts: Iterator[Mapping[str, Any]] = (
            row for batch in rows.to_batches(max_chunksize=_BATCH_ROWS) for row in batch.to_pylist()
        )
        if cover is not None:
            dicts = (cover.row(table, row) for row in dicts)
        write_rows(destination, names, dicts, title=table, about=schema().tables[table].description)
    return int(rows.num_rows)


def write_rows(destination: Path, names: Sequence[str], rows: Rows, *, title: str = "", about: str = "") -> None:
    """Write any rows in the format that the suffix of `destination` names, with text that cannot act."""
    draft = destination.with_name(f".{destination.name}.{os.getpid()}")
    with explained(destination, "exporting"):
        try:
            FORMATS[destination.suffix.lower()](draft, names, rows, title, about)
            draft.replace(destination)
        finally:
            draft.unlink(missing_ok=True)


def _plain(value: Any) -> Any:
    """A value as text or number: dates in ISO 8601, amounts without loss, lists as JSON."""
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, Decimal):
        return format(value, "f")
    return value


def _csv(path: Path, names: Sequence[str], rows: Rows, title: str, about: str) -> None:
    # Excel takes a file for UTF-8 only when it begins with the mark.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_MINIMAL)
        writer.writerow(names)
        for row in rows:
            writer.writerow([_csv_cell(row[name]) for name in names])


def _csv_cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    plain = _plain(value)
    return for_spreadsheet(plain) if isinstance(plain, str) else plain


def _xlsx(path: Path, names: Sequence[str], rows: Rows, title: str, about: str) -> None:
    try:
        xlsxwriter = importlib.import_module("xlsxwriter")  # optional, and without types
    except ImportError:
        raise WarehouseError("XLSX needs the package xlsxwriter: pip install xlsxwriter, or export .csv") from None
    with xlsxwriter.Workbook(path, {"in_memory": True, "constant_memory": True}) as book:
        sheet = book.add_worksheet(title[:31] or "rows")
        sheet.freeze_panes(1, 0)
        for column, name in enumerate(names):
            sheet.write_string(0, column, for_spreadsheet(name))
        for number, row in enumerate(rows, 1):
            if number > _MOST_XLSX_ROWS:
                raise WarehouseError(f"{path}: a sheet holds {_MOST_XLSX_ROWS} rows at most; export .csv")
            for column, name in enumerate(names):
                _write_cell(sheet, number, column, row[name])


def _write_cell(sheet: Any, row: int, column: int, value: Any) -> None:
    plain = _plain(value)
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, Decimal | int | float):
        sheet.write_number(row, column, float(value))
    elif plain is not None:
        sheet.write_string(row, column, for_spreadsheet(plain)[:32_767])


def _html(path: Path, names: Sequence[str], rows: Rows, title: str, about: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(_HTML_HEAD.format(title=for_html(title), about=for_html(about)))
        file.write("".join(f"<th>{for_html(name)}</th>" for name in names) + "</tr>\n")
        for row in rows:
            cells = (for_html(str(_shown(row[name]))) for name in names)
            file.write("<tr>" + "".join(f"<td><bdi>{cell}</bdi></td>" for cell in cells) + "</tr>\n")
        file.write("</table>\n</html>\n")


_HTML_HEAD = """<!DOCTYPE html>
<html lang="zh">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>td, th {{ text-align: left; vertical-align: top; border-bottom: 1px solid #ccc; padding: 0.2em 0.5em }}</style>
<h1>{title}</h1>
<p>{about}</p>
<table>
<tr>"""


def _markdown(path: Path, names: Sequence[str], rows: Rows, title: str, about: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(f"| {' | '.join(for_markdown(name) for name in names)} |\n|{'---|' * len(names)}\n")
        for row in rows:
            file.write(f"| {' | '.join(for_markdown(str(_shown(row[name]))) for name in names)} |\n")


def _shown(value: Any) -> Any:
    plain = _plain(value)
    return "" if plain is None else plain


def _json_lines(path: Path, names: Sequence[str], rows: Rows, title: str, about: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            values = {name: row[name] if isinstance(row[name], list) else _plain(row[name]) for name in names}
            file.write(for_json(values) + "\n")


FORMATS: dict[str, Callable[[Path, Sequence[str], Rows, str, str], None]] = {
    ".csv": _csv,
    ".xlsx": _xlsx,
    ".html": _html,
    ".md": _markdown,
    ".jsonl": _json_lines,
}
