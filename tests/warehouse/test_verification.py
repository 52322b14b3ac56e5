"""`verify` proves a sound warehouse sound, and finds whatever is done to its files, its rows or its sources."""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from pipelines.intake.candidates import Arrival
from pipelines.intake.ledger import Ledger, exclusive
from pipelines.warehouse import Source, Warehouse, check_edition_tables, verify
from pipelines.warehouse.schema import to_table
from tests.warehouse.faults import corruptions
from tests.warehouse.small_editions import SmallEdition, small_edition, small_registries


def test_nothing_is_found_in_a_sound_warehouse(filled: Warehouse) -> None:
    assert verify(filled.store.root) == []


def test_a_folder_without_a_warehouse_is_named(tmp_path: Path) -> None:
    (finding,) = verify(tmp_path / "nowhere")
    assert "nowhere" in finding.where
    assert "broadsheet ingest" in finding.what


def test_60_of_60_corruptions_are_found(filled: Warehouse) -> None:
    missed = []
    for what, damage, repair in corruptions(filled.store.root, 60, seed=60):
        damage()
        if not verify(filled.store.root):
            missed.append(what)
        repair()
    assert missed == []
    assert verify(filled.store.root) == []


def test_a_stray_file_in_a_table_is_found(filled: Warehouse) -> None:
    source = next((filled.store.root / "articles").glob("*.parquet"))
    shutil.copy(source, filled.store.root / "articles" / "copy.parquet")
    assert any("does not belong" in finding.what for finding in verify(filled.store.root))


def test_a_copy_that_followed_links_is_as_good_and_the_next_publication_sets_the_links_again(
    filled: Warehouse, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(filled.store.root, copy)
    assert not (copy / "articles").is_symlink()
    assert verify(copy) == []
    for what, damage, repair in corruptions(copy, 60, seed=61):
        damage()
        assert verify(copy), what
        repair()
    Warehouse(copy).publish_edition(*small_edition(dt.date(2021, 1, 2)))
    assert (copy / "articles").is_symlink()
    assert verify(copy) == []


def test_damaged_notes_of_the_intake_are_found(filled: Warehouse) -> None:
    root = filled.store.root
    ledger = Ledger.load(root / ".intake")
    with exclusive(ledger.folder, lambda: None):
        for number in range(20):
            ledger.learn("arrivals", f"{number:064}", Arrival("2021", number, "paper/A1.pdf"))
        assert verify(root) == []
        ledger.compact(lambda kind, key: True)
    assert verify(root) == []
    file = ledger.folder / "ledger.jsonl"
    content = file.read_bytes()
    line = content.index(b"\n", 700) + 1
    damaged = [content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :] for at in range(0, len(content), 11)]
    for bytes_now in (*damaged, content[:line], content[:-1], b""):
        file.write_bytes(bytes_now)
        (finding,) = verify(root)
        assert "run `broadsheet ingest`, which learns again" in finding.what
    file.unlink()
    (finding,) = verify(root)
    assert "is missing" in finding.what


def test_registries_behind_the_editions_are_found(filled: Warehouse, three_days: list[SmallEdition]) -> None:
    registries = small_registries(three_days)
    gone = to_table("reprint_links", [_reprint("zhuzhou-daily-2021-01-01-A1-ffffffff")])
    filled.publish_registries({**registries, "reprint_links": gone})
    (finding,) = verify(filled.store.root)
    assert finding.where == "registries"
    assert "build the registries again" in finding.what


def _reprint(article_id: str) -> dict[str, object]:
    original = "zhuzhou-daily-2020-12-30-A1-00000000"
    return {"article_id": article_id, "reprint_of": original, "similarity": 1.0, "method": "same_text"}


def test_sources_that_changed_or_went_are_found(warehouse: Warehouse, tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    edition = _with_sources(raw, {"paper/A1.pdf": b"%PDF first"})
    warehouse.publish_edition(*edition)
    assert verify(warehouse.store.root, raw) == []
    (raw / "paper/A1.pdf").write_bytes(b"%PDF other")
    assert "has other bytes now" in verify(warehouse.store.root, raw)[0].what
    (raw / "paper/A1.pdf").unlink()
    assert "is gone" in verify(warehouse.store.root, raw)[0].what
    assert verify(warehouse.store.root) == []


def test_a_source_in_a_bundle_is_known_by_its_bytes(warehouse: Warehouse, tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    edition = _with_sources(raw, {"day.zip/A1.pdf": b"%PDF in a bundle"}, write=False)
    raw.mkdir()
    with zipfile.ZipFile(raw / "day.zip", "w") as archive:
        archive.writestr("第1版.pdf", b"%PDF in a bundle")
    warehouse.publish_edition(*edition)
    assert verify(warehouse.store.root, raw) == []
    with zipfile.ZipFile(raw / "day.zip", "w") as archive:
        archive.writestr("第1版.pdf", b"%PDF in another ")
    assert "does not hold any more" in verify(warehouse.store.root, raw)[0].what


def _with_sources(raw: Path, files: dict[str, bytes], *, write: bool = True) -> SmallEdition:
    edition = small_edition(dt.date(2021, 1, 10))
    sources = tuple(Source(path, hashlib.sha256(data).hexdigest(), len(data)) for path, data in files.items())
    for path, content in files.items() if write else ():
        (raw / path).parent.mkdir(parents=True, exist_ok=True)
        (raw / path).write_bytes(content)
    (page,) = edition.tables["pages"].to_pylist()
    pages = to_table("pages", [{**page, "source_path": sources[0].path, "source_sha256": sources[0].sha256}])
    stamp = type(edition.stamp)(edition.stamp.source_digest, "1.0", "config", sources)
    return SmallEdition(edition.edition_id, {**edition.tables, "pages": pages}, stamp)


def _changed(table: pa.Table, column: str, values: list[object]) -> pa.Table:
    index = table.schema.get_field_index(column)
    return table.set_column(index, table.schema.field(index), pa.array(values, table.schema.field(index).type))


@pytest.mark.parametrize(
    ("check", "table", "column", "value"),
    [
        ("warehouse.surface", "mentions", "surface", "毛腾文"),
        ("warehouse.offsets", "project_claims", "end", 9_999),
        ("warehouse.offsets", "lines", "field_start", -1),
        ("warehouse.references", "mentions", "article_id", "zhuzhou-daily-2021-01-10-A1-ffffffff"),
        ("warehouse.ids", "articles", "article_id", "zhuzhou-daily-2021-01-11-A1-00000000"),
        ("warehouse.keys", "articles", "article_id", "zhuzhou-daily-2021-01-10-A1-00000001"),
        ("warehouse.required", "mentions", "method", None),
        ("warehouse.evidence", "project_claims", "value_text", "13亿元"),
        ("warehouse.glyphs", "lines", "text", "毛"),
    ],
)
def test_a_contradiction_fails_its_check(check: str, table: str, column: str, value: object) -> None:
    tables = dict(small_edition(dt.date(2021, 1, 10)).tables)
    assert all(found.passed for found in check_edition_tables(tables))
    values = tables[table].column(column).to_pylist()
    tables[table] = _changed(tables[table], column, [value, *values[1:]])
    failed = {found.check: found for found in check_edition_tables(tables) if not found.passed}
    assert check in failed
    assert failed[check].count >= 1
    assert failed[check].sample


def test_a_table_that_does_not_fit_the_schema_fails_its_check() -> None:
    tables = dict(small_edition(dt.date(2021, 1, 10)).tables)
    genres = pa.array(["essay"] * tables["articles"].num_rows)
    tables["articles"] = tables["articles"].drop_columns(["genre"]).append_column("genre", genres)
    (failed, *_) = [found for found in check_edition_tables(tables) if not found.passed]
    assert failed.check == "warehouse.schema"
    assert failed.sample is not None
    assert "'essay' is not in its enumeration" in failed.sample


def test_two_rows_with_one_key_are_counted_once() -> None:
    tables = dict(small_edition(dt.date(2021, 1, 10)).tables)
    tables["mentions"] = pa.concat_tables([tables["mentions"], tables["mentions"].slice(0, 1)])
    (failed,) = [found for found in check_edition_tables(tables) if not found.passed]
    assert (failed.check, failed.count) == ("warehouse.keys", 1)
    assert pc.count_distinct(tables["mentions"].column("mention_id")).as_py() == tables["mentions"].num_rows - 1
