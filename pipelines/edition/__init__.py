"""One edition: from the bytes of its files to the rows of its tables. `parse` is the spine that calls the layers.

Nothing here decides what has to be done or writes anything; that is `ingest`.
"""

from pipelines.edition.parse import EditionTables, parse_edition

__all__ = ["EditionTables", "parse_edition"]
