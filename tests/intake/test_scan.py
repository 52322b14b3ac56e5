"""What lies in `raw/`: only regular files are opened, and every file is known by its content."""

from __future__ import annotations

import os
import stat
import time
import zipfile
from pathlib import Path

import pytest

from pipelines.intake.bundles import copy_member, read_bundle
from pipelines.intake.scan import Known, RawScan, delivered_days, scan_raw

PDF = b"%PDF-1.4 a page"


def known_of(scan: RawScan) -> dict[str, Known]:
    return {path: known for path, known in scan.files.items() if known is not None}


def write(path: Path, content: bytes = PDF) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_pages_and_texts_are_deliveries_in_a_fixed_order(tmp_path: Path):
    for name in ["b/2.pdf", "b/10.PDF", "a/x.txt", "a/y.md"]:
        write(tmp_path / name)
    scan = scan_raw(tmp_path)
    assert [(delivery.path, delivery.kind) for delivery in scan.deliveries] == [
        ("a/x.txt", "pdf"),  # told by its first bytes
        ("a/y.md", "pdf"),
        ("b/10.PDF", "pdf"),
        ("b/2.pdf", "pdf"),
    ]
    assert scan.refusals == []


def test_links_and_pipes_are_never_opened(tmp_path: Path):
    secret = write(tmp_path / "secret.pdf")
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "link.pdf").symlink_to(secret)
    (raw / "folder").symlink_to(tmp_path)
    os.mkfifo(raw / "pipe.pdf")
    scan = scan_raw(raw)  # a pipe that is opened would block for ever
    assert scan.deliveries == []
    assert {(refusal.path, refusal.detail) for refusal in scan.refusals} == {
        ("link.pdf", "a link, which is never opened"),
        ("folder", "a link, which is never opened"),
        ("pipe.pdf", "a pipe, which is never opened"),
    }


def test_names_may_be_anything(tmp_path: Path):
    names = [
        b"\xff\xfe.pdf",
        b"a\nb.pdf",
        "长".encode() * 80 + b".pdf",
        b"%s;rm -rf.pdf",
        b" .pdf",
        "\u202eFDP.pdf".encode(),
    ]
    for name in names:
        (tmp_path / os.fsdecode(name)).write_bytes(PDF + name)
    paths = [delivery.path for delivery in scan_raw(tmp_path).deliveries]
    assert len(set(paths)) == len(names)
    assert {"\\xff\\xfe.pdf", "a\\nb.pdf", "\\u202eFDP.pdf"} <= set(paths)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.pdf", b"", "empty"),
        ("a.pdf", b"<html>404</html>", "not_a_pdf"),
        ("a.pdf", b"\n%PDF-1.4", "not_a_pdf"),  # the magic belongs at the very beginning
        ("a.jpg", b"\xff\xd8\xff", "unsupported"),
        ("a.rar", b"Rar!", "archive"),
        ("a.zip", b"PK\x03\x04 and nothing", "broken_bundle"),
    ],
)
def test_what_is_no_page_is_refused_with_a_reason(tmp_path: Path, name: str, content: bytes, reason: str):
    write(tmp_path / name, content)
    (refusal,) = scan_raw(tmp_path).refusals
    assert refusal.reason == reason


def test_unfinished_transfers_wait_and_odds_and_ends_are_ignored(tmp_path: Path):
    for name in [
        "p/a.pdf.part",
        "p/b.crdownload",
        "p/.DS_Store",
        "p/~$x.pdf",
        "p/README.md",
        "corrections/a.csv",
        ".git/x.pdf",
    ]:
        write(tmp_path / name)
    scan = scan_raw(tmp_path)
    assert scan.unsettled == ["p/a.pdf.part", "p/b.crdownload"]
    assert scan.ignored == ["p/.DS_Store", "p/README.md", "p/~$x.pdf"]
    assert sorted(scan.files) == ["p/a.pdf.part", "p/b.crdownload"]


def test_a_settled_file_is_not_hashed_again_and_a_changed_one_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = write(tmp_path / "a.pdf")
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 60)
    first = scan_raw(tmp_path)
    stamp = first.files["a.pdf"]
    assert stamp is not None
    forged = {"a.pdf": Known("0" * 64, stamp.stamp)}
    assert scan_raw(tmp_path, forged).deliveries[0].sha256 == "0" * 64
    path.write_bytes(PDF.replace(b"page", b"PAGE"))
    os.utime(path, ns=(stamp.stamp.mtime_ns, stamp.stamp.mtime_ns))  # same size, same time: the ctime gives it away
    assert scan_raw(tmp_path, forged).deliveries[0].sha256 != "0" * 64


def test_a_file_written_just_now_is_always_hashed_again(tmp_path: Path):
    write(tmp_path / "a.pdf")
    stamp = scan_raw(tmp_path).files["a.pdf"]
    assert stamp is not None
    assert scan_raw(tmp_path, {"a.pdf": Known("0" * 64, stamp.stamp)}).deliveries[0].sha256 == stamp.sha256


def test_a_missing_raw_folder_is_an_error(tmp_path: Path):
    with pytest.raises(FileNotFoundError, match="no such folder"):
        scan_raw(tmp_path / "nowhere")


def test_delivered_days_opens_nothing(tmp_path: Path):
    for name in ["p/2021-01-11/A1.pdf", "p/20210110A1.pdf", "p/x.pdf", "p/2021-02-30.pdf"]:
        write(tmp_path / name).chmod(0)
    os.mkfifo(tmp_path / "2021-01-12.pdf")
    assert [day.isoformat() for day in delivered_days(tmp_path)] == ["2021-01-10", "2021-01-11"]


# --- bundles -------------------------------------------------------------------------------------


def bundle(path: Path, members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_members_of_a_bundle_are_deliveries(tmp_path: Path):
    path = bundle(tmp_path / "2021-01-10.zip", {"A1.pdf": PDF, "in/A2.pdf": PDF + b"2", "__MACOSX/A1.pdf": b"x"})
    scan = scan_raw(tmp_path)
    assert [(delivery.path, delivery.member) for delivery in scan.deliveries] == [
        ("2021-01-10.zip/A1.pdf", "A1.pdf"),
        ("2021-01-10.zip/in/A2.pdf", "in/A2.pdf"),
    ]
    with (tmp_path / "out").open("wb") as target:
        assert copy_member(path, "A1.pdf", target) == scan.deliveries[0].sha256
    assert (tmp_path / "out").read_bytes() == PDF


def test_gbk_names_are_read(tmp_path: Path):
    path = bundle(tmp_path / "a.zip", {"placeholder-name.pdf": PDF}, zipfile.ZIP_STORED)
    name = "株洲日报第一版.pdf".encode("gbk").ljust(20, b"_")[:20]
    path.write_bytes(path.read_bytes().replace(b"placeholder-name.pdf", name))
    (member,) = read_bundle(path).members
    assert member.name.startswith("株洲日报第一版")
    with (tmp_path / "out").open("wb") as target:
        copy_member(path, member.spelled, target)
    assert (tmp_path / "out").read_bytes() == PDF


def test_names_that_climb_out_are_only_names(tmp_path: Path):
    bundle(tmp_path / "a.zip", {"../../etc/A1.pdf": PDF, "/abs/A2.pdf": PDF, "c:\\A3.pdf": PDF})
    names = [member.name for member in read_bundle(tmp_path / "a.zip").members]
    assert names == ["etc/A1.pdf", "abs/A2.pdf", "c:/A3.pdf"]


def test_bombs_links_locks_and_nested_bundles_are_refused(tmp_path: Path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.pdf", b"\0" * (32 << 20))
        link = zipfile.ZipInfo("link.pdf")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("inner.zip", b"PK")
        archive.writestr("nothing.pdf", b"")
        archive.writestr("A1.pdf", PDF)
    members = {member.name: member.refused and member.refused[0] for member in read_bundle(path).members}
    assert members == {
        "bomb.pdf": "too_large",
        "link.pdf": "not_a_regular_file",
        "inner.zip": "archive",
        "nothing.pdf": "empty",
        "A1.pdf": None,
    }


def test_a_damaged_member_does_not_spoil_the_others(tmp_path: Path):
    path = bundle(tmp_path / "a.zip", {"A1.pdf": PDF, "A2.pdf": b"%PDF-1.4 another page"}, zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(b"another", b"anothex"))
    assert [member.refused and member.refused[0] for member in read_bundle(path).members] == [None, "broken_member"]
