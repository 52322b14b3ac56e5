"""What can go wrong with a warehouse, as errors that name the path and say what to do.

Whatever is raised here, the tables that were readable before are still readable.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.warehouse.edition_checks import Check


class WarehouseError(Exception):
    """Writing or reading the warehouse failed; the message names the path and the next step."""


class EditionBusyError(WarehouseError):
    """Another process is writing the edition."""


class FencedOffError(WarehouseError):
    """A later writer has taken over the edition; what this one made is not published."""


class BrokenTablesError(WarehouseError):
    """Tables contradict each other or the schema and are not published. failed: the checks that say so."""

    def __init__(self, what: str, failed: Sequence[Check]) -> None:
        findings = "; ".join(f"{check.check}: {check.count} ({check.sample})" for check in failed)
        super().__init__(f"{what}: not published, the tables are not sound: {findings}")
        self.failed = tuple(failed)


class BrokenEditionError(BrokenTablesError):
    """The tables of one edition are not sound."""

    def __init__(self, edition_id: str, failed: Sequence[Check]) -> None:
        super().__init__(f"edition {edition_id}", failed)
        self.edition_id = edition_id


_ADVICE = {
    errno.ENOSPC: "the disk is full: free some space and run again",
    errno.EDQUOT: "the disk quota is used up: free some space and run again",
    errno.EFBIG: "the file size limit of this process is reached: raise `ulimit -f` and run again",
    errno.EROFS: "the file system is read-only: remount it, or choose another warehouse with --warehouse",
    errno.EACCES: "permission is missing: make the folder writable, or choose another warehouse with --warehouse",
    errno.EPERM: "the operation is not permitted: check owner and attributes of the folder",
    errno.EIO: "the disk reports an error: check the device before the next run",
    errno.EMFILE: "too many files are open: raise `ulimit -n`, or run `broadsheet compact`",
    errno.ENOTDIR: "a file stands where a folder is expected: move it away",
}


@contextmanager
def explained(path: Path | str, doing: str) -> Iterator[None]:
    """Turn an `OSError` into a `WarehouseError` that names `path`, what was being done, and the way out."""
    try:
        yield
    except OSError as error:
        advice = _ADVICE.get(error.errno or 0, "nothing was published; look at the cause and run again")
        where = error.filename if isinstance(error.filename, str) else path  # a descriptor's number helps nobody
        raise WarehouseError(f"{where}: {doing} failed ({error.strerror or error}); {advice}") from error
