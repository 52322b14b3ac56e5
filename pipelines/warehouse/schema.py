"""The schema of the warehouse, read from `tables.yml`, the one source of truth.

Everything that knows columns (Arrow schemas, Parquet metadata, checks, the data dictionary) asks
here. Nothing in this module reads or writes tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields as dataclass_fields
from dataclasses import is_dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

import pyarrow as pa
import yaml
from pydantic import BaseModel, ConfigDict

from pipelines.warehouse.storable_text import replace_surrogates

ColumnType = Literal[
    "string", "int32", "int64", "float64", "bool", "date", "money", "enum", "list<string>", "points", "timestamp"
]

_ARROW_TYPES: dict[str, pa.DataType] = {
    "string": pa.string(),
    "int32": pa.int32(),
    "int64": pa.int64(),
    "float64": pa.float64(),
    "bool": pa.bool_(),
    "date": pa.date32(),
    "money": pa.decimal128(20, 2),
    "enum": pa.dictionary(pa.int32(), pa.string()),
    "list<string>": pa.list_(pa.string()),
    "points": pa.list_(pa.list_(pa.float64())),
    "timestamp": pa.timestamp("us", tz="UTC"),
}


class Column(BaseModel):
    """One column: its type, meaning, unit, enumeration and what it refers to."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: ColumnType
    description: str
    unit: str | None = None
    values: str | None = None
    required: bool = False
    references: str | None = None
    field: bool = False


class Table(BaseModel):
    """One table: its kind, key, columns and a warning for those who use it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["edition", "registry"]
    description: str
    key: tuple[str, ...]
    columns: dict[str, Column]
    usage: str | None = None


class Schema(BaseModel):
    """All tables and enumerations of `tables.yml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    enums: dict[str, tuple[str, ...]]
    tables: dict[str, Table]


@cache
def schema() -> Schema:
    """The schema as declared; raises `pydantic.ValidationError` when the file is not sound."""
    text = resources.files(__package__).joinpath("tables.yml").read_text(encoding="utf-8")
    return Schema.model_validate(yaml.safe_load(text))


def edition_tables() -> tuple[str, ...]:
    """Names of the tables that have one partition per edition."""
    return tuple(name for name, table in schema().tables.items() if table.kind == "edition")


def registry_tables() -> tuple[str, ...]:
    """Names of the tables derived from all editions."""
    return tuple(name for name, table in schema().tables.items() if table.kind == "registry")


def enum_values(name: str) -> tuple[str, ...]:
    """Terms of an enumeration, in their declared order."""
    return schema().enums[name]


@cache
def arrow_schema(table: str) -> pa.Schema:
    """Arrow schema of a table; descriptions and units are in the metadata of its fields."""
    declared = schema().tables[table]
    columns = []
    for name, column in declared.columns.items():
        metadata = {"description": column.description}
        if column.unit:
            metadata["unit"] = column.unit
        if column.values:
            metadata["values"] = ", ".join(schema().enums[column.values])
        columns.append(pa.field(name, _ARROW_TYPES[column.type], nullable=not column.required, metadata=metadata))
    metadata = {"description": declared.description, "key": ", ".join(declared.key)}
    if declared.usage:
        metadata["usage"] = declared.usage
    return pa.schema(columns, metadata=metadata)


def to_table(table: str, rows: Iterable[Mapping[str, Any] | Any]) -> pa.Table:
    """Arrow table in the declared schema from mappings or dataclass instances.

    Columns that a row does not have are null; lone surrogates are replaced (and counted in the table's metadata,
    which the warehouse adds to the other characters it replaces). A row with a column that the schema lacks raises
    `KeyError`, a value that does not fit raises `pyarrow.ArrowInvalid` or `ArrowTypeError`.
    """
    declared = arrow_schema(table)
    names = declared.names
    known = set(names)
    columns: dict[str, list[Any]] = {name: [] for name in names}
    for row in rows:
        values = _as_mapping(row)
        if unknown := values.keys() - known:
            raise KeyError(f"table {table!r} has no column {sorted(unknown)}; columns are declared in tables.yml")
        for name in names:
            columns[name].append(values.get(name))
    replaced: dict[str, int] = {}
    arrays = [_array(field, columns[field.name], replaced) for field in declared]
    result = pa.Table.from_arrays(arrays, schema=declared)
    if replaced:
        counts = " ".join(f"{name}={count}" for name, count in replaced.items())
        result = result.replace_schema_metadata({**(declared.metadata or {}), b"surrogates_replaced": counts})
    return result


def _array(field: pa.Field, values: list[Any], replaced: dict[str, int]) -> pa.Array:
    """Arrow array of a column; lone surrogates, which no table can hold, become U+FFFD and are counted."""
    try:
        return pa.array(values, type=field.type)
    except UnicodeEncodeError:
        count = 0

        def storable(value: Any) -> Any:
            nonlocal count
            if isinstance(value, str):
                text, found = replace_surrogates(value)
                count += found
                return text
            return [storable(item) for item in value] if isinstance(value, list | tuple) else value

        array = pa.array([storable(value) for value in values], type=field.type)
        replaced[field.name] = count
        return array


def _as_mapping(row: Mapping[str, Any] | Any) -> Mapping[str, Any]:
    if isinstance(row, Mapping):
        return row
    if is_dataclass(row):
        return {field.name: getattr(row, field.name) for field in dataclass_fields(row)}
    raise TypeError(f"a row is a mapping or a dataclass instance, not {type(row).__name__}")


def empty(table: str) -> pa.Table:
    """A table of the declared schema without rows."""
    return arrow_schema(table).empty_table()
