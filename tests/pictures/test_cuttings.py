"""Every fact of the sample editions leads back to its words, its lines and, where the page has one, to its picture."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pipelines.pictures.cuttings import cutting, words
from pipelines.warehouse import Warehouse
from tests.conftest import ROOT

RAW = ROOT / "raw"


@pytest.fixture(scope="module")
def snapshot(sample_warehouse: Path):
    with Warehouse(sample_warehouse).snapshot() as snapshot:
        yield snapshot


def test_the_words_of_each_mention_are_its_surface_on_its_own_lines(snapshot):
    mentions = snapshot.read("mentions").to_pandas()
    found = words(snapshot, mentions, around=5)
    assert len(mentions) > 1000
    assert list(found.index) == list(mentions.index)
    assert found["page_id"].notna().all()
    texts = {(row["page_id"], row["line_no"]): row["text"] for row in snapshot.read("lines").to_pylist()}
    for mention, shown in zip(mentions.itertuples(), found.itertuples(), strict=True):
        assert f"【{mention.surface}】".replace("\n", " ") in shown.words
        if "–" not in shown.lines and mention.surface.isalnum():
            assert mention.surface in texts[shown.page_id, int(shown.lines)]


def test_a_claim_of_the_seed_page_stands_between_its_neighbours(snapshot):
    claims = snapshot.read("project_claims").to_pandas()
    amount = claims[
        claims["article_id"].str.startswith("zhuzhou-daily-2021-01-10-A1") & (claims["value_text"] == "50亿元")
    ]
    (found,) = words(snapshot, amount).itertuples(index=False)
    assert found.words.endswith("【投资50亿元建设4条耐高温玻璃生产线】，并逐步推动“熊猫二代”盖板…")
    assert found.page_id == "zhuzhou-daily-2021-01-10-A1"


def test_no_facts_have_no_words(snapshot):
    found = words(snapshot, snapshot.read("project_claims").to_pandas().iloc[:0])
    assert (list(found.columns), len(found)) == (["page_id", "lines", "words"], 0)


def test_the_cutting_is_smaller_than_its_page_and_shows_the_marked_lines(snapshot):
    claims = snapshot.read("project_claims", editions=["zhuzhou-daily-2021-01-10"]).to_pylist()
    claim = next(row for row in claims if row["value_text"] == "50亿元")
    picture = cutting(snapshot, claim["claim_id"], RAW)
    assert picture is not None
    pages = {row["page_id"]: row for row in snapshot.read("pages").to_pylist()}
    page = pages["zhuzhou-daily-2021-01-10-A1"]
    assert picture.width < page["width"] * 1.8 / 2
    assert picture.height < page["height"] * 1.8 / 4
    red, green, blue = (np.asarray(picture.convert("RGB"))[:, :, band].astype(int) for band in range(3))
    marked = (red > blue + 60) & (green > blue + 60)
    assert 0.05 < marked.mean() < 0.6, "the marked lines are yellow, what stands around them is not"


def test_page_text_has_no_picture(snapshot):
    claims = snapshot.read("project_claims", editions=["zhuzhou-daily-text-2021-01-10"]).to_pylist()
    assert cutting(snapshot, claims[0]["claim_id"], RAW) is None


def test_an_unknown_id_and_a_missing_file_are_named(snapshot, tmp_path: Path):
    with pytest.raises(LookupError, match="nothing has the id"):
        cutting(snapshot, "zhuzhou-daily-1990-01-01-A1-00000000:1:status", RAW)
    claims = snapshot.read("project_claims", editions=["zhuzhou-daily-2021-01-10"]).to_pylist()
    with pytest.raises(FileNotFoundError):
        cutting(snapshot, claims[0]["claim_id"], tmp_path)
