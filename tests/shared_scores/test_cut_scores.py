"""The cut on the measuring editions, from PDF to articles joined over pages, scored by their own scorer."""

from __future__ import annotations

import importlib.util
import json
from collections import defaultdict
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from pipelines.layout.articles import CutPage
from pipelines.layout.assembly import assemble_edition
from pipelines.layout.cut import cut_page
from pipelines.layout.masthead import read_masthead
from pipelines.publications.profile import Profile, generic_profile, load_profile
from pipelines.reading import read_pdf
from pipelines.reading.page import PageReading

SHARED = Path(__file__).parents[3] / "shared"
EDITIONS = SHARED / "editions"
# text layers that lie or are missing, headlines that only an image shows: detected and marked, not scored here
UNSOUND = {"notounicode", "scramble-body", "pua", "outline-heads"}
PLAIN = {
    "b3_f1": 0.99,
    "exact_article": 0.93,
    "headline_exact": 0.98,
    "body_order": 0.99,
    "paragraph_f1": 0.97,
    "jump_f1": 0.97,
    "reject_f1": 0.97,
}
TRAPS = {
    "b3_f1": 0.97,
    "exact_article": 0.88,
    "headline_exact": 0.95,
    "body_order": 0.98,
    "paragraph_f1": 0.95,
    "jump_f1": 0.95,
    "reject_f1": 0.95,
}

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not EDITIONS.exists(), reason="measuring data (../shared) is not part of the repository"),
]


@cache
def scorer() -> ModuleType:
    """The scorer of the measuring data."""
    spec = importlib.util.spec_from_file_location("press_score", EDITIONS / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def predictions(folder: Path) -> list[dict[str, Any]]:
    """Rows as the scorer wants them, for every edition of a set."""
    editions: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for path in sorted(folder.glob("truth/*/p*.json")):
        truth = json.loads(path.read_text(encoding="utf-8"))
        editions[truth["edition"]].append(
            {key: truth[key] for key in ("file", "page", "edition_page", "label", "paper")}
        )
    rows: list[dict[str, Any]] = []
    for edition, pages in editions.items():
        rows += _edition_rows(folder, edition, sorted(pages, key=lambda page: page["edition_page"]))
    return rows


def _edition_rows(folder: Path, edition: str, pages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    known = load_profile("zhuzhou-daily")
    profile: Profile = known if pages[0]["paper"] == known.name else generic_profile(pages[0]["paper"])
    cuts: list[CutPage] = []
    for page in pages:
        reading = read_pdf(folder / "pdf" / page["file"]).pages[page["page"]]
        assert isinstance(reading, PageReading)
        cuts.append(CutPage(f"{edition}-{page['label']}", page["label"], cut_page(reading, profile)))
    date = next(date for cut in cuts if (date := read_masthead(cut.cut, profile).date))
    assembled = assemble_edition(cuts, profile, date)
    names = {part: article.article_id for article in assembled.articles for part in article.parts}
    rows = []
    for page, cut in zip(pages, cuts, strict=True):
        for line in cut.cut.lines:
            assert line.box is not None
            kind = cut.cut.articles[line.article].kind if line.article is not None else None
            name = names.get((cut.page_id, line.article)) if line.article is not None and kind == "article" else None
            rows.append(
                {
                    "file": page["file"],
                    "page": page["page"],
                    **dict(zip(("x0", "top", "x1", "bottom"), line.box, strict=True)),
                    "text": line.text,
                    "role": line.role,
                    "article_id": name,
                    "seq": line.reading_order,
                    "para": line.paragraph,
                }
            )
    return rows


@pytest.mark.parametrize(
    ("name", "floors"),
    [("sample-a", PLAIN), ("sample-b", PLAIN), ("simple", PLAIN), ("broadsheet", PLAIN), ("traps", TRAPS)],
)
def test_scores_reach_the_floor(name: str, floors: dict[str, float]) -> None:
    score = scorer()
    pages, editions = score.load_truth(str(EDITIONS / name / "truth"))
    pages = [page for page in pages if not UNSOUND & set(page.t["traps"])]
    micro = score.score(pages, editions, predictions(EDITIONS / name))["micro"]
    missed = {key: (round(micro[key], 4), floor) for key, floor in floors.items() if micro[key] < floor}
    assert not missed
    assert micro["lost"] + micro["duplicated"] <= (0.0 if floors is PLAIN else 0.001)
