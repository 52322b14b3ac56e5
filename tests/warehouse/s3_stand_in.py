"""A server that speaks as much of S3's protocol as the warehouse needs, on this machine, for tests.

Objects are kept in a dictionary; signatures are not looked at.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape, unescape

import pytest


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body are two writes, which would wait 40 ms for each other
    objects: dict[str, bytes]
    written: dict[str, dt.datetime]

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if "chunked" in self.headers.get("Content-Encoding", ""):
            body = _unchunked(body)
        self.objects[self._key()] = body
        self.written[self._key()] = dt.datetime.now(dt.UTC)
        self._answer(200, b"", {"ETag": _etag(body)})

    def do_GET(self) -> None:
        key = self._key()
        if "/" not in key.rstrip("/"):
            self._answer(200, self._listing(key.strip("/")), {"Content-Type": "application/xml"})
        elif key in self.objects:
            self._send_object(self.objects[key])
        else:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>", {"Content-Type": "application/xml"})

    def do_HEAD(self) -> None:
        found = self.objects.get(self._key())
        headers = {"ETag": _etag(found or b""), "Last-Modified": "Sun, 10 Jan 2021 00:00:00 GMT"}
        self._answer(200 if found is not None else 404, found or b"", headers, body=False)

    def do_DELETE(self) -> None:
        self.objects.pop(self._key(), None)
        self._answer(204, b"", {})

    def do_POST(self) -> None:
        """Delete many objects at once."""
        request = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        bucket = self._key().strip("/")
        for key in re.findall(r"<Key>(.*?)</Key>", request):
            self.objects.pop(f"{bucket}/{unescape(key)}", None)
        self._answer(200, b'<?xml version="1.0"?><DeleteResult/>', {"Content-Type": "application/xml"})

    def _send_object(self, content: bytes) -> None:
        wanted = self.headers.get("Range")
        headers = {"ETag": _etag(content), "Last-Modified": "Sun, 10 Jan 2021 00:00:00 GMT"}
        if wanted is None:
            self._answer(200, content, headers)
            return
        first, _, last = wanted.removeprefix("bytes=").partition("-")
        begin, end = int(first), min(int(last or len(content)), len(content) - 1)
        headers["Content-Range"] = f"bytes {begin}-{end}/{len(content)}"
        self._answer(206, content[begin : end + 1], headers)

    def _listing(self, bucket: str) -> bytes:
        query = parse_qs(urlsplit(self.path).query)
        prefix, delimiter = query.get("prefix", [""])[0], query.get("delimiter", [""])[0]
        names = sorted(key.removeprefix(f"{bucket}/") for key in self.objects if key.startswith(f"{bucket}/{prefix}"))
        below = {name: name[len(prefix) :].partition("/")[0] for name in names}
        folders = sorted({prefix + below[name] + "/" for name in names if delimiter and "/" in name[len(prefix) :]})
        files = [name for name in names if not delimiter or "/" not in name[len(prefix) :]]
        contents = "".join(
            f"<Contents><Key>{escape(name)}</Key><Size>{len(self.objects[f'{bucket}/{name}'])}</Size>"
            f"<LastModified>{self._written_at(f'{bucket}/{name}')}</LastModified><ETag>{_etag(self.objects[f'{bucket}/{name}'])}</ETag>"
            "</Contents>"
            for name in files
        )
        prefixes = "".join(f"<CommonPrefixes><Prefix>{escape(name)}</Prefix></CommonPrefixes>" for name in folders)
        head = f"<Name>{bucket}</Name><KeyCount>{len(files)}</KeyCount><IsTruncated>false</IsTruncated>"
        return f'<?xml version="1.0"?><ListBucketResult>{head}{contents}{prefixes}</ListBucketResult>'.encode()

    def _written_at(self, key: str) -> str:
        return self.written.get(key, dt.datetime(2021, 1, 10, tzinfo=dt.UTC)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def _key(self) -> str:
        return unquote(urlsplit(self.path).path).lstrip("/")

    def _answer(self, status: int, content: bytes, headers: dict[str, str], *, body: bool = True) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        if body:
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Tests need no access log."""


def _etag(content: bytes) -> str:
    return f'"{hashlib.md5(content, usedforsecurity=False).hexdigest()}"'


def _unchunked(body: bytes) -> bytes:
    """The object within `aws-chunked` framing: size in hexadecimal, line, bytes, until size 0."""
    content, rest = b"", body
    while rest:
        head, _, rest = rest.partition(b"\r\n")
        size = int(head.partition(b";")[0], 16)
        if size == 0:
            break
        content, rest = content + rest[:size], rest[size + 2 :]
    return content


@contextmanager
def s3_stand_in() -> Iterator[tuple[str, dict[str, bytes]]]:
    """Serve S3 for the block; gives the address and the objects by `bucket/key`."""
    objects: dict[str, bytes] = {}
    handler = type("Handler", (_Handler,), {"objects": objects, "written": {}})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", objects
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def s3_here(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, bytes]]:
    """Let s3fs talk to a stand-in with an empty bucket `archive`; gives the objects by `bucket/key`."""
    s3fs = pytest.importorskip("s3fs", reason="install the extra s3 to run this")
    with s3_stand_in() as (address, objects):
        objects["archive/"] = b""
        for name, value in {
            "AWS_ENDPOINT_URL": address,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": "us-east-1",
            "NO_PROXY": "127.0.0.1",
            "no_proxy": "127.0.0.1",
        }.items():
            monkeypatch.setenv(name, value)
        s3fs.S3FileSystem.clear_instance_cache()
        yield objects
        s3fs.S3FileSystem.clear_instance_cache()
