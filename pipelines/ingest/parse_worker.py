"""A parsing process: takes tasks from its standard input and gives results on its standard output.

Started by `workers`, with the number of its parent process as argument. It dies with its parent, and what it
prints goes to standard error, so that nothing can mix with the results.

A frame: a JSON line with `"streams": [lengths]`, then the streams. The first frame says that the process is ready.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
from typing import Any, BinaryIO

_PR_SET_PDEATHSIG = 1


def write_frame(file: BinaryIO, values: dict[str, Any], streams: list[bytes]) -> None:
    """Write one frame and flush."""
    file.write(json.dumps(values | {"streams": [len(stream) for stream in streams]}).encode() + b"\n")
    for stream in streams:
        file.write(stream)
    file.flush()


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != int(sys.argv[1]):  # it died before the call
        sys.exit(1)


def main() -> None:
    """Work until standard input ends."""
    _die_with_parent()
    results = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    from pipelines.ingest.parsing import run_task
    from pipelines.ingest.tasks import result_to_frames, task_from_json

    write_frame(results, {"ready": True}, [])
    for line in sys.stdin.buffer:
        values, streams = result_to_frames(run_task(task_from_json(json.loads(line))))
        write_frame(results, values, streams)
