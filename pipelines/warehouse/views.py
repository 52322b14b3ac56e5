"""What somebody finds who lists the folder of a table, and why a listing that has become old is never silently wrong.

`warehouse/articles` is a link that moves to a new folder (a view) with each publication that changes the table. Whoever
lists it and opens the files later may do so through a link that moved in between. DuckDB and Polars then fail with
"no such file". Arrow, and pandas with it, asks for each name once more after listing and leaves out those that are
gone: were the files of unchanged editions found under their old names, the others would be missing without a word.
Hence two things:

- every name in a view begins with a digest of the whole listing. When the link moves, all names of the old listing are
  gone together, and the first file that Arrow opens is an error;
- beside the files lies a folder `~` with a file that all views share, the guard. It has no rows, and behind other files
  it is as if it was not there; it sorts last, and a glob `*.parquet` does not see it. When the link moves before Arrow
  has asked for any name, the guard is the only file left, and as the first file of a data set Arrow refuses it: its
  last column has a name that Arrow gives to a column of its own. The column before it tells the user what to do.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from functools import cache

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.warehouse.records import Part, digest_of
from pipelines.warehouse.schema import arrow_schema

#: Beginning of the names of files that hold a table without rows.
EMPTY_STEM = "empty"
#: Name of the folder with the guard in a view; `~` sorts behind letters and digits.
GUARD = "~"

_ADVICE = "this table changed while its folder was listed: read it again"
_OF_ARROW = "__filename"
_TAG_DIGITS = 8


def shown_names(parts: Sequence[Part]) -> dict[str, Part]:
    """The files of a view by the names that it shows: equal tables show equal names."""
    tag = _tag(parts)
    return {f"{tag}-{part.name}": part for part in parts}


def shows_no_rows(names: Collection[str]) -> bool:
    """True when these are the names in a view of a table without rows: one file."""
    return len(names) == 1 and all(name.partition("-")[2].startswith(f"{EMPTY_STEM}-") for name in names)


def _tag(parts: Sequence[Part]) -> str:
    names = "\n".join(part.name for part in parts)
    return hashlib.sha256(names.encode()).hexdigest()[:_TAG_DIGITS]


@cache
def guard_content(table: str) -> bytes:
    """The bytes of the guard of a table."""
    columns = [*arrow_schema(table), pa.field(_ADVICE, pa.bool_()), pa.field(_OF_ARROW, pa.string())]
    sink = pa.BufferOutputStream()
    pq.write_table(pa.schema(columns).empty_table(), sink, compression="zstd")
    return bytes(sink.getvalue())


def guard_name(content: bytes) -> str:
    """File name of a guard, after its bytes, as all files are named."""
    return f"read-again-{digest_of(content)[:16]}.parquet"


def guard_target(table: str) -> str:
    """Where the link `GUARD` in each view of a table leads."""
    return f"../../../guards/{table}"
