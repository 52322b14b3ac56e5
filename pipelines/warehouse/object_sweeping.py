"""Clearing superseded objects away: what no snapshot within its grace period needs.

Runs under the publication lock, which holds on this machine. Manifests go first, so that a sweep that is cut off leaves
objects that nobody refers to, which the next one finds.
"""

from __future__ import annotations

import datetime as dt
import time
from itertools import pairwise

from pipelines.warehouse.local_store import DOCUMENTS
from pipelines.warehouse.object_store import ObjectStore, record_name
from pipelines.warehouse.schema import schema
from pipelines.warehouse.sweeping import needed_files, recorded_versions


def objects_are_due(store: ObjectStore, grace: dt.timedelta) -> bool:
    """True when the oldest snapshot has been superseded for a quarter longer than the grace period."""
    written = list(store.listed("snapshots").values())
    return len(written) > 1 and time.time() - written[1] > 1.25 * grace.total_seconds()


def sweep_objects(store: ObjectStore, grace: dt.timedelta) -> int:
    """Remove what is superseded for longer than `grace`; gives the number of snapshots removed."""
    current = store.current()
    if current is None:
        return 0
    gone = _expired(store, current, grace)
    for name in gone:
        store.remove(f"snapshots/{name}.json")
    kept = [store.manifest(name.removesuffix(".json")) for name in store.listed("snapshots")]
    needed = needed_files(store, store.manifest(current), kept)
    for table in (*schema().tables, DOCUMENTS):
        for name in store.listed(f"files/{table}"):
            if (table, name) not in needed:
                store.remove(f"files/{table}/{name}")
    recorded = {record_name(*version) for version in recorded_versions(store.manifest(current))}
    for name in store.listed("records"):
        if f"records/{name}" not in recorded:
            store.remove(f"records/{name}")
    return len(gone)


def _expired(store: ObjectStore, current: str, grace: dt.timedelta) -> list[str]:
    """Names of snapshots before the current one whose successor is older than the grace period."""
    written = {name.removesuffix(".json"): moment for name, moment in store.listed("snapshots").items()}
    names = [name for name in written if name <= current]
    limit = time.time() - grace.total_seconds()
    return [name for name, successor in pairwise(names) if written[successor] < limit]
