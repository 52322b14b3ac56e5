"""What must hold before tables are published: schema, keys, references, enumerations, offsets, evidence.

A failed check of severity `error` keeps an edition (or the registries) from being published, so that nothing is
derived from tables that contradict each other. `verify` asks the same questions of what is published.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.warehouse.schema import Table, edition_tables, empty, registry_tables, schema
from pipelines.warehouse.table_files import conform

Severity = Literal["info", "warn", "error"]
_SAMPLES = 3

#: Columns that repeat what is printed at the row's offsets.
_PRINTED_AT_OFFSETS = {"mentions": "surface", "text_corrections": "printed"}
#: Columns that repeat words of the article, wherever in it they stand.
_WORDS_OF_ARTICLE = {"project_claims": ("project_mention", "value_text"), "indicators": ("indicator",)}


@dataclass(frozen=True, slots=True)
class Check:
    """One question and its answer, as a row of the table `checks` without its edition.

    count: number of findings; sample: up to three of them, readable
    """

    check: str
    severity: Severity
    passed: bool
    count: int
    sample: str | None


def check_edition_tables(tables: Mapping[str, pa.Table]) -> list[Check]:
    """Check the tables of one edition against the schema and against each other.

    tables: by name; those left out have no rows. Gives one `Check` per question, failed or not; nothing is raised
    for bad tables.
    """
    sound, misfits = _conformed(tables, edition_tables())
    edition_ids = sound["editions"].column("edition_id").to_pylist()
    one_edition = [] if len(edition_ids) == 1 else [f"table editions has {len(edition_ids)} rows instead of one"]
    texts = article_texts(sound["articles"])
    return [
        _check("warehouse.schema", "error", misfits),
        _check("warehouse.one_edition", "error", one_edition),
        *_relational_checks(sound),
        _check("warehouse.ids", "error", _foreign_ids(sound, edition_ids)),
        _check("warehouse.offsets", "error", _bad_offsets(sound, texts)),
        _check("warehouse.surface", "error", _bad_surfaces(sound, texts)),
        _check("warehouse.evidence", "warn", _words_not_in_article(sound, texts)),
        _check("warehouse.glyphs", "warn", _unaccounted_glyphs(sound)),
    ]


def check_registry_tables(tables: Mapping[str, pa.Table]) -> list[Check]:
    """Check the registries against the schema and against each other; as `check_edition_tables`."""
    sound, misfits = _conformed(tables, registry_tables())
    return [_check("warehouse.schema", "error", misfits), *_relational_checks(sound)]


def failed_checks(checks: Iterable[Check]) -> list[Check]:
    """Those that keep tables from being published."""
    return [check for check in checks if not check.passed and check.severity == "error"]


def article_texts(articles: pa.Table) -> dict[tuple[str, str], str]:
    """Text by article and field, as offsets index it; captions are joined by a line feed."""
    texts: dict[tuple[str, str], str] = {}
    wanted = articles.select(["article_id", "text", "headline", "kicker", "deck", "captions"])
    for row in wanted.to_pylist():
        texts[row["article_id"], "caption"] = "\n".join(row["captions"] or ())
        for field in ("text", "headline", "kicker", "deck"):
            texts[row["article_id"], field] = row[field] or ""
    return texts


def _check(name: str, severity: Severity, findings: Iterable[str]) -> Check:
    found = list(findings)
    return Check(name, severity, not found, len(found), "; ".join(found[:_SAMPLES]) or None)


def _conformed(tables: Mapping[str, pa.Table], names: Iterable[str]) -> tuple[dict[str, pa.Table], list[str]]:
    """Tables in the declared schema, and what does not fit it (such a table counts as empty further on)."""
    names = tuple(names)
    misfits = [f"{name} is not one of the tables {', '.join(names)}" for name in sorted(set(tables) - set(names))]
    sound = {name: empty(name) for name in names}
    for name in names:
        table = tables.get(name)
        if table is None:
            continue
        try:
            sound[name], _ = conform(name, table)
        except (KeyError, ValueError, TypeError, pa.ArrowException) as error:
            misfits.append(f"{name}: {error}")
    return sound, misfits


def _relational_checks(tables: Mapping[str, pa.Table]) -> list[Check]:
    return [
        _check("warehouse.required", "error", _each(tables, _null_where_required)),
        _check("warehouse.keys", "error", _each(tables, _repeated_keys)),
        _check("warehouse.references", "error", dangling_references(tables)),
    ]


def _each(tables: Mapping[str, pa.Table], question: Any) -> Iterator[str]:
    for name, table in tables.items():
        yield from question(name, table, schema().tables[name])


def _null_where_required(name: str, table: pa.Table, declared: Table) -> Iterator[str]:
    for column in declared.columns:
        required = declared.columns[column].required or column in declared.key
        if required and (count := table.column(column).null_count):
            yield f"{name}.{column} is null in {count} rows"


def _repeated_keys(name: str, table: pa.Table, declared: Table) -> Iterator[str]:
    key = list(declared.key)
    rows = pa.table({column: _plain(table.column(column)) for column in key})
    counted = (
        rows.append_column("rows", pa.repeat(1, rows.num_rows))
        .group_by(key, use_threads=False)
        .aggregate([("rows", "sum")])
    )
    for row in counted.filter(pc.greater(counted.column("rows_sum"), 1)).to_pylist():
        yield f"{name} has {row['rows_sum']} rows with key {', '.join(str(row[column]) for column in key)}"


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column


def dangling_references(tables: Mapping[str, pa.Table]) -> Iterator[str]:
    """References, between the tables at hand, whose row is missing."""
    for name, table in tables.items():
        for column, declaration in schema().tables[name].columns.items():
            target = declaration.references
            if target is None or target not in tables:
                continue
            known = tables[target].column(schema().tables[target].key[0]).combine_chunks()
            values = table.column(column).drop_null().unique()
            for missing in values.filter(pc.invert(pc.is_in(values, known))).to_pylist():
                yield f"{name}.{column} {missing} is not in {target}"


def _foreign_ids(tables: Mapping[str, pa.Table], edition_ids: list[str]) -> Iterator[str]:
    """Ids that belong to another edition: each is built from the edition's own."""
    for edition_id in edition_ids[:1]:
        for name, table in tables.items():
            for column in ("edition_id", "page_id", "article_id", "from_article_id"):
                if column not in table.column_names:
                    continue
                values = table.column(column).drop_null().unique()
                if column == "edition_id":
                    alien = values.filter(pc.not_equal(values, edition_id))
                else:
                    alien = values.filter(pc.invert(pc.starts_with(values, f"{edition_id}-")))
                yield from (f"{name}.{column} {value} is not of edition {edition_id}" for value in alien.to_pylist())


def _spans(table: pa.Table) -> Iterator[tuple[str, str, int, int]]:
    """Article, field, start and end of each row; rows without a field are left out."""
    start, end = ("field_start", "field_end") if "field_start" in table.column_names else ("start", "end")
    columns = [table.column(name).to_pylist() for name in ("article_id", "field", start, end)]
    yield from zip(*columns, strict=True)


def _bad_offsets(tables: Mapping[str, pa.Table], texts: Mapping[tuple[str, str], str]) -> Iterator[str]:
    for name, table in tables.items():
        if "field" not in table.column_names:
            continue
        may_be_empty = name == "lines"
        for article, field, start, end in _spans(table):
            if field is None:
                continue
            length = len(texts.get((article, field), ""))
            if start is None or end is None or not 0 <= start <= end <= length or (start == end and not may_be_empty):
                yield f"{name}: {start}–{end} is outside {article} {field} of {length} characters"


def _bad_surfaces(tables: Mapping[str, pa.Table], texts: Mapping[tuple[str, str], str]) -> Iterator[str]:
    for name, column in _PRINTED_AT_OFFSETS.items():
        surfaces = tables[name].column(column).to_pylist()
        for surface, (article, field, start, end) in zip(surfaces, _spans(tables[name]), strict=True):
            printed = texts.get((article, field), "")[start or 0 : end or 0]
            if surface != printed:
                yield f"{name}: {surface!r} is not what {article} {field} {start}–{end} prints ({printed!r})"


def _words_not_in_article(tables: Mapping[str, pa.Table], texts: Mapping[tuple[str, str], str]) -> Iterator[str]:
    """Words said to be printed that the article's text does not have, white space aside."""
    squeezed: dict[str, str] = {}
    for (article, _), text in texts.items():
        squeezed[article] = squeezed.get(article, "") + "\n" + "".join(text.split())
    for name, columns in _WORDS_OF_ARTICLE.items():
        for column in columns:
            values = tables[name].select(["article_id", column]).to_pylist()
            for row in values:
                if row[column] and "".join(row[column].split()) not in squeezed.get(row["article_id"], ""):
                    yield f"{name}.{column} {row[column]!r} is not printed in {row['article_id']}"


def _unaccounted_glyphs(tables: Mapping[str, pa.Table]) -> Iterator[str]:
    """Pages whose lines do not hold as many characters as the page has glyphs, white space aside."""
    held: dict[str, int] = {}
    for page, text in zip(*(tables["lines"].column(name).to_pylist() for name in ("page_id", "text")), strict=True):
        held[page] = held.get(page, 0) + sum(not character.isspace() for character in text or "")
    for page, count in zip(
        *(tables["pages"].column(name).to_pylist() for name in ("page_id", "glyph_count")), strict=True
    ):
        if held.get(page, 0) != count:
            yield f"{page} has {count} glyphs, its lines hold {held.get(page, 0)}"
