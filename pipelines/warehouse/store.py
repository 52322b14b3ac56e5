"""What the warehouse asks of the place where its files lie, and which place an address means."""

from __future__ import annotations

from pathlib import Path

from pipelines.warehouse.local_store import LocalStore
from pipelines.warehouse.object_store import ObjectStore

#: Both have the same methods; `LocalStore` gives all guarantees, `ObjectStore` the weaker ones that its page tells.
Store = LocalStore | ObjectStore


def open_store(root: str | Path) -> Store:
    """The store at a local path or at a URL of fsspec (`s3://bucket/warehouse`)."""
    address = str(root)
    if address.startswith("file://"):
        return LocalStore(Path(address.removeprefix("file://")))
    return ObjectStore(address) if "://" in address else LocalStore(Path(root))
