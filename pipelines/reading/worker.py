"""The clean parent that workers are forked from, and the worker itself.

`python -c "…serve(fd)"` runs as a process of its own: one thread, everything imported, nothing opened. For each file it
forks a child (2 ms), which reads it within its limits and dies. Forking from the program that asks would not do: it has
threads (Arrow, DuckDB, Dagster), and a child forked amid their locks hangs.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import hashlib
import json
import os
import resource
import selectors
import signal
import socket
import struct
import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from pipelines.reading.limits import Limits

PR_SET_PDEATHSIG = 1
FRAME = struct.Struct("<cQ")  # kind, length of the payload
STRUCTURE, PAGE, REFUSED, FAILED, DONE = b"S", b"P", b"R", b"F", b"D"
STATUS = struct.Struct("<iqd")  # wait status, peak resident bytes, CPU seconds
PID = struct.Struct("<q")
MAX_REQUEST = 65_536
# A page with a character of a font that it doesn't carry and a rectangle: reading it once wakes every engine up.
_SPECIMEN = b"""%PDF-1.4
1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>> endobj
4 0 obj <</Length 45>> stream
0 0 9 9 re f BT /F 9 Tf 9 20 Td <62a5> Tj ET
endstream endobj
5 0 obj <</Type/Font/Subtype/Type0/BaseFont/S/Encoding/UniGB-UCS2-H/DescendantFonts[6 0 R]>> endobj
6 0 obj <</Type/Font/Subtype/CIDFontType0/BaseFont/S/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>
/FontDescriptor<</Type/FontDescriptor/FontName/S/Flags 4/FontBBox[0 0 9 9]/Ascent 880/Descent -120>>>> endobj
trailer <</Root 1 0 R>>
%%EOF
"""


def serve(control_fd: int) -> None:
    """Take requests until the other end closes: JSON and three descriptors (file, data socket, status socket)."""
    _preload()
    control = socket.socket(fileno=control_fd)
    wake_read, wake_write = socket.socketpair()
    wake_write.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda number, frame: None)
    signal.set_wakeup_fd(wake_write.fileno(), warn_on_full_buffer=False)
    selector = selectors.DefaultSelector()
    selector.register(control, selectors.EVENT_READ)
    selector.register(wake_read, selectors.EVENT_READ)
    children: dict[int, socket.socket] = {}  # status socket of each living child
    while True:
        for key, _ in selector.select():
            if key.fileobj is control:
                if not _fork(control, selector, children):
                    os._exit(0)
            elif key.fileobj is wake_read:
                with contextlib.suppress(OSError):
                    wake_read.recv(4096)
            elif isinstance(key.data, int) and key.data in children:  # the client gave up, or is gone
                os.kill(key.data, signal.SIGKILL)
                selector.unregister(key.fileobj)
        _reap(selector, children)


def _preload() -> None:
    """Import and warm up all that a worker needs, so that it is shared and costs a file nothing."""
    import pdfplumber  # noqa: F401

    from pipelines.reading import reader, wire

    structure = reader.examine(_SPECIMEN, Limits())
    for page in reader.read_pages(structure, Limits()):
        wire.encode_page(page)
    gc.collect()
    gc.freeze()


def _fork(control: socket.socket, selector: selectors.BaseSelector, children: dict[int, socket.socket]) -> bool:
    """Start one worker; False when the client is gone."""
    request, handles, _, _ = socket.recv_fds(control, MAX_REQUEST, 3)
    if not request:
        return False
    file_fd, data_fd, status_fd = handles
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        try:
            _work(json.loads(request) | {"parent": parent}, file_fd, data_fd)
        finally:
            os._exit(1)
    os.close(file_fd)
    os.close(data_fd)
    status = socket.socket(fileno=status_fd)
    status.setblocking(False)
    children[pid] = status
    selector.register(status, selectors.EVENT_READ, pid)
    with contextlib.suppress(OSError):
        status.send(PID.pack(pid))
    return True


def _reap(selector: selectors.BaseSelector, children: dict[int, socket.socket]) -> None:
    while children:
        try:
            pid, code, usage = os.wait4(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        status = children.pop(pid)
        peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        with contextlib.suppress(OSError):
            status.send(STATUS.pack(code, peak, usage.ru_utime + usage.ru_stime))
        with contextlib.suppress(KeyError, ValueError):
            selector.unregister(status)
        status.close()


def _work(request: dict[str, Any], file_fd: int, data_fd: int) -> None:
    """The worker: read the file, send its pages, end. Never returns."""
    limits = Limits(**request["limits"])
    _confine(limits, keep=(file_fd, data_fd), parent=request["parent"])
    data = socket.socket(fileno=data_fd)

    def send(kind: bytes, payload: bytes) -> None:
        data.sendall(FRAME.pack(kind, len(payload)))
        data.sendall(payload)

    try:
        for kind, payload in _frames(file_fd, limits, request["first"]):
            send(kind, payload)
        send(DONE, b"")
    except Exception as error:
        send(FAILED, json.dumps([type(error).__name__, str(error)[:300]]).encode())
    os._exit(0)


def _frames(file_fd: int, limits: Limits, first: int) -> Iterator[tuple[bytes, bytes]]:
    """What a worker has to say about a file: that it is refused, or its structure and its pages from `first` on."""
    from pipelines.reading import reader
    from pipelines.reading.regular_file import read_handle
    from pipelines.reading.wire import encode_page

    try:
        content = read_handle(file_fd, limits.file_bytes)
    except (OSError, ValueError) as error:
        yield REFUSED, json.dumps(["cannot be read", str(error)]).encode()
        return
    structure = reader.examine(content, limits, second_opinion=first == 0)
    summary = {
        "verdict": structure.verdict,
        "problems": structure.problems,
        "page_count": structure.page_count,
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    yield STRUCTURE, json.dumps(summary).encode()
    if structure.verdict == "ok":
        for page in reader.read_pages(structure, limits, first):
            yield PAGE, encode_page(page)


def _confine(limits: Limits, keep: tuple[int, ...], parent: int) -> None:
    """Bound what this process can take, tie its life to its parent's, and close what isn't its own."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    start = 3
    for handle in sorted(keep):
        os.closerange(start, handle)
        start = handle + 1
    os.closerange(start, 4096)
    seconds = max(1, int(limits.cpu_seconds))
    for what, bound in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (bound, bound + 1 if what == resource.RLIMIT_CPU else bound))


def request_bytes(limits: Limits, first: int) -> bytes:
    """A request as `serve` expects it."""
    return json.dumps({"limits": asdict(limits), "first": first}).encode()
