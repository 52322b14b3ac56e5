"""What a person sees of an asset in the Dagster UI: columns, row counts, findings, a picture of the page.

Text from pages and file names goes in as plain text, never as Markdown.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dagster as dg

from pipelines.ingest.report import EditionOutcome, IngestReport
from pipelines.warehouse.schema import schema

if TYPE_CHECKING:
    from pipelines.warehouse import Snapshot

_DAYS_WITH_PICTURE = 3


def table_metadata(tables: Sequence[str]) -> dict[str, dg.MetadataValue[Any]]:
    """Columns with their descriptions, a table schema for each table."""
    return {f"columns/{table}": dg.MetadataValue.table_schema(_table_schema(table)) for table in tables}


def _table_schema(table: str) -> dg.TableSchema:
    declared = schema().tables[table]
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                name,
                type=column.type,
                description=f"{column.description} [{column.unit}]" if column.unit else column.description,
                constraints=dg.TableColumnConstraints(nullable=not column.required),
            )
            for name, column in declared.columns.items()
        ]
    )


def total_rows(warehouse: str, table: str) -> int:
    """Rows of a table."""
    from pipelines.warehouse import Warehouse

    with Warehouse(warehouse).snapshot() as snapshot:
        return sum(part.rows for part in snapshot.parts(table))


def day_metadata(
    warehouse: str, raw: Path, report: IngestReport, groups: Mapping[str, Sequence[str]], *, with_pictures: bool
) -> dict[dt.date, dict[str, dict[str, Any]]]:
    """Metadata by day and group of tables, of the days whose editions a run touched: rows, outcomes, a picture.

    Pictures would bloat the run storage where a run covers many days.
    """
    from pipelines.warehouse import Warehouse

    by_day: dict[dt.date, list[EditionOutcome]] = {}
    for edition in report.editions:
        if edition.outcome != "unchanged":
            by_day.setdefault(edition.date, []).append(edition)
    result: dict[dt.date, dict[str, dict[str, Any]]] = {}
    with Warehouse(warehouse).snapshot() as snapshot:
        for day, editions in by_day.items():
            rows = _rows(snapshot, [edition.edition_id for edition in editions])
            result[day] = {
                group: {f"rows/{table}": rows[table] for table in tables} for group, tables in groups.items()
            }
            result[day]["pages"] |= _outcomes(editions)
            if with_pictures and len(by_day) <= _DAYS_WITH_PICTURE:
                result[day]["articles"] |= _pictures(warehouse, raw, editions)
    return result


def _rows(snapshot: Snapshot, editions: Sequence[str]) -> Counter[str]:
    rows: Counter[str] = Counter()
    for edition in editions:
        if edition in snapshot.manifest.current:
            rows.update({table: part.rows for table, part in snapshot.record(edition).parts.items()})
    return rows


def _outcomes(editions: Sequence[EditionOutcome]) -> dict[str, Any]:
    return {
        edition.edition_id: dg.MetadataValue.text(f"{edition.outcome}: {'; '.join(edition.findings) or 'nothing odd'}")
        for edition in editions
    }


def _pictures(warehouse: str, raw: Path, editions: Sequence[EditionOutcome]) -> dict[str, Any]:
    from pipelines.pictures.page_picture import front_page_thumbnail

    pictures: dict[str, Any] = {}
    for edition in editions:
        encoded = front_page_thumbnail(warehouse, str(raw), edition.edition_id)
        if encoded:
            pictures[f"front page of {edition.edition_id}"] = dg.MetadataValue.md(
                f"![front page with its cut](data:image/png;base64,{encoded})"
            )
    return pictures
