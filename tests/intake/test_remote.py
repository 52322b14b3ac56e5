"""`raw/` at a URL: objects are copied as they come, every one becomes a file, and nothing is fetched twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest

from pipelines.ingest import ingest, status
from pipelines.intake import raw_folder
from pipelines.intake.remote import local_paths
from tests.typeset import edition
from tests.warehouse.s3_stand_in import s3_here

NOW = dt.datetime(2021, 3, 1, 1, 0, tzinfo=dt.UTC)
SUNDAY = dt.date(2021, 1, 10)


@pytest.fixture(params=["memory", "s3"])
def url(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """A place for deliveries: fsspec's memory, and S3's protocol spoken by a server on this machine."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    if request.param == "s3":
        with s3_here(monkeypatch):
            yield "s3://archive/raw"
        return
    yield "memory://archive/raw"
    fsspec.filesystem("memory").rm("/archive", recursive=True)


def put(url: str, key: str, content: bytes) -> None:
    with fsspec.open(f"{url}/{key}", "wb") as file:
        file.write(content)


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_folder_is_itself(tmp_path: Path) -> None:
    assert raw_folder(tmp_path) == tmp_path
    assert raw_folder(f"file://{tmp_path}") == tmp_path


def test_the_copy_follows_the_objects(url: str) -> None:
    put(url, "paper/2021-01-10/A1.pdf", b"%PDF first")
    put(url, "paper/2021-01-10/A2.pdf", b"%PDF second page")
    folder = raw_folder(url)
    assert files(folder) == {"paper/2021-01-10/A1.pdf": b"%PDF first", "paper/2021-01-10/A2.pdf": b"%PDF second page"}
    put(url, "paper/2021-01-10/A1.pdf", b"%PDF whole")  # as many bytes
    fsspec.open(f"{url}/x").fs.rm(f"{url.partition('://')[2]}/paper/2021-01-10/A2.pdf")
    assert raw_folder(url) == folder
    assert files(folder) == {"paper/2021-01-10/A1.pdf": b"%PDF whole"}


def test_what_did_not_change_is_not_fetched_again(url: str) -> None:
    put(url, "paper/A1.pdf", b"%PDF")
    (copied,) = raw_folder(url).rglob("*.pdf")
    before = copied.stat().st_ino
    raw_folder(url)
    assert copied.stat().st_ino == before
    copied.unlink()
    assert files(raw_folder(url)) == {"paper/A1.pdf": b"%PDF"}


def test_an_empty_or_wrong_address_empties_nothing(url: str) -> None:
    put(url, "paper/A1.pdf", b"%PDF")
    folder = raw_folder(url)
    with pytest.raises(FileNotFoundError, match="nothing is there"):
        raw_folder(f"{url}-elsewhere")
    fsspec.open(f"{url}/x").fs.rm(f"{url.partition('://')[2]}/paper/A1.pdf")
    with pytest.raises(FileNotFoundError, match="nothing is there"):
        raw_folder(url)
    assert files(folder) == {"paper/A1.pdf": b"%PDF"}


def test_an_object_that_cannot_be_fetched_waits_and_the_others_come(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    put(url, "paper/A1.pdf", b"%PDF 1")
    put(url, "paper/A2.pdf", b"%PDF 2")
    remote = fsspec.open(f"{url}/x").fs
    get_file = remote.get_file

    def fails(path: str, *args: object, **kwargs: object) -> object:
        if path.endswith("A1.pdf"):
            raise PermissionError(path)
        return get_file(path, *args, **kwargs)

    monkeypatch.setattr(remote, "get_file", fails)
    assert files(raw_folder(url)) == {"paper/A1.pdf.part": b"", "paper/A2.pdf": b"%PDF 2"}
    monkeypatch.setattr(remote, "get_file", get_file)
    assert files(raw_folder(url)) == {"paper/A1.pdf": b"%PDF 1", "paper/A2.pdf": b"%PDF 2"}


def test_any_key_is_one_file_inside_the_copy() -> None:
    keys = ["a", "a/b", "../../etc/passwd", "x//y", "./z", "50%.pdf", "版" * 200 + ".pdf", "n\0l.pdf"]
    paths = local_paths(dict.fromkeys(keys))
    assert len(set(paths.values())) == len(keys)
    for path in paths.values():
        assert not path.is_absolute()
        assert ".." not in path.parts
        assert all(len(part.encode()) <= 250 and "\0" not in part for part in path.parts)
    assert {str(path) for path in paths.values()} >= {"a", "a%2F/b", "%2E%2E/%2E%2E/etc/passwd", "x/%/y", "50%25.pdf"}


def test_editions_are_taken_in_from_a_url(url: str, tmp_path: Path) -> None:
    for name, content in edition("株洲日报", SUNDAY).items():
        put(url, f"zhuzhou-daily/2021-01-10/{name}.pdf", content)
    report = ingest(url, tmp_path / "warehouse", workers=0, now=NOW)
    assert (report.published, report.files.found) == (1, report.files.published)
    again = ingest(url, tmp_path / "warehouse", workers=0, now=NOW)
    assert (again.published, again.unchanged) == (0, 1)
    assert status(url, tmp_path / "warehouse", now=NOW).files == report.files
