"""The columns of the per-edition tables that the registries read, and reading them a batch at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.warehouse.schema import arrow_schema

if TYPE_CHECKING:
    import pyarrow.dataset as ds

Source: TypeAlias = "pa.Table | ds.Dataset"
"""A table at hand, or one that is read when it is asked for."""

INPUT_COLUMNS: dict[str, tuple[str, ...]] = {
    "editions": ("edition_id", "publication_id", "date"),
    "articles": ("article_id", "edition_id", "genre", "kicker", "headline", "deck", "page_labels", "text"),
    "article_links": ("from_article_id", "link_type", "to_article_id", "to_ref"),
    "mentions": ("article_id", "field", "start", "end", "surface", "type", "entity_id", "normalized"),
    "title_sightings": (
        "mention_id", "article_id", "person_name", "title_printed", "organization",
        "jurisdiction_adcode", "observed_on", "change",
    ),
    "appearances": (
        "article_id", "activity_no", "list_rank", "person_name", "title_printed", "activity", "role", "modality",
        "date_start", "date_end", "date_precision", "place_adcode",
    ),
    "project_claims": (
        "claim_id", "article_id", "project_mention", "attribute", "status", "value_text", "value", "unit", "amount_cny",
        "qualifier", "modality", "party", "party_role", "date_start", "date_end", "date_precision",
        "place_adcode", "field",
        "start", "end",
    ),
}  # fmt: skip
"""The columns that the registries read."""

_ALL_DIFFERENT = {"mention_id", "claim_id"}
BATCH = 8_192  # rows of text at a time: a row group of a year decoded at once takes more memory than all the rest


def read_batches(
    tables: Mapping[str, Source], name: str, columns: Sequence[str] | None = None, *, rows: int = BATCH
) -> Iterator[pa.RecordBatch]:
    """Batches of a table's columns that registries need; none of a table that is not there."""
    wanted = list(columns or INPUT_COLUMNS[name])
    schema = input_schema(name, wanted)
    for batch in _batches(tables.get(name), wanted, rows, ()):
        yield batch if batch.schema == schema else batch.cast(schema)


def coded_batches(
    tables: Mapping[str, Source], name: str, *, rows: int
) -> Iterator[dict[str, pa.Array | pa.DictionaryArray]]:
    """Batches of a table as columns by name, strings dictionary-encoded, as far as they are stored so."""
    wanted = list(INPUT_COLUMNS[name])
    text = [field.name for field in input_schema(name) if pa.types.is_string(field.type)]
    for batch in _batches(tables.get(name), wanted, rows, text):
        columns = {key: batch[key] for key in wanted}
        plain = [key for key in text if not pa.types.is_dictionary(columns[key].type)]
        yield columns | {key: columns[key].dictionary_encode() for key in plain}


def coded_table(tables: Mapping[str, Source], name: str) -> pa.Table:
    """A table of which nothing is too long to hold, its strings dictionary-encoded as they are stored."""
    schema = input_schema(name)
    text = [field.name for field in schema if pa.types.is_string(field.type) and field.name not in _ALL_DIFFERENT]
    batches = list(_batches(tables.get(name), schema.names, BATCH * 8, text))
    stored = [pa.field(f.name, pa.dictionary(pa.int32(), pa.string())) if f.name in text else f for f in schema]
    return pa.Table.from_batches([batch.cast(pa.schema(stored)) for batch in batches], pa.schema(stored))


def _batches(source: Source | None, columns: list[str], rows: int, coded: Sequence[str]) -> Iterator[pa.RecordBatch]:
    if isinstance(source, pa.Table):
        yield from source.select(columns).to_batches(rows)
    elif source is not None:
        yield from _stored(source, columns, rows, coded)


def _stored(source: ds.Dataset, columns: list[str], rows: int, coded: Sequence[str]) -> Iterator[pa.RecordBatch]:
    """Batches of stored files. Those of Parquet are decoded a batch at a time, not a row group at a time."""
    import pyarrow.dataset as ds

    for fragment in source.get_fragments():
        if not isinstance(fragment, ds.ParquetFileFragment):
            yield from fragment.to_batches(schema=source.schema, columns=columns, batch_size=rows)
            continue
        with fragment.open() as opened:
            file = pq.ParquetFile(opened, read_dictionary=list(coded), page_checksum_verification=True)
            yield from file.iter_batches(rows, columns=columns, use_threads=False)


def input_schema(name: str, columns: Sequence[str] | None = None) -> pa.Schema:
    """Schema of the columns that registries need, enumerations as plain strings."""
    declared = arrow_schema(name)
    fields = [declared.field(column) for column in columns or INPUT_COLUMNS[name]]
    return pa.schema([pa.field(f.name, pa.string() if pa.types.is_dictionary(f.type) else f.type) for f in fields])
