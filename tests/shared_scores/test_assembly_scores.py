"""Assembly alone, on cuts made from the truth of the measuring editions; text pages against the seed pages' gold."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections import Counter
from pathlib import Path

import pytest

from pipelines.layout.articles import CutPage
from pipelines.layout.assembly import assemble_edition
from pipelines.layout.masthead import read_masthead
from pipelines.layout.page_cut import CutArticle, CutLine, PageCut
from pipelines.layout.text_cut import cut_text_page
from pipelines.publications.profile import load_profile
from pipelines.reading.page import Box, TextPage

SHARED = Path(__file__).parents[3] / "shared"
ZHUZHOU = load_profile("zhuzhou-daily")
EDITIONS = sorted(path.parent for name in ("sample-a", "sample-b", "simple", "broadsheet", "traps")
                  for path in (SHARED / "editions" / name / "truth").glob("*/edition.json"))  # fmt: skip

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.exists(), reason="measuring data (../shared) is not part of the repository"),
]


def true_cut(truth):
    """The cut that the truth of a page describes, and the unit of each of its articles."""
    glyphs = truth["glyphs"]
    kinds = {article["id"]: article["kind"] for article in truth["articles"]}
    rows: dict[tuple[int, int], list[int]] = {}
    for index in range(len(glyphs["char"])):
        rows.setdefault((glyphs["unit"][index], glyphs["line"][index]), []).append(index)
    units: dict[str, int] = {}
    lines, last_paragraph = [], {}
    for (unit_no, _), row in rows.items():
        unit = truth["units"][unit_no]
        (role, _), *_ = Counter(truth["roles"][glyphs["role"][index]] for index in row).most_common(1)
        in_stream = any(glyphs["stream"][index] for index in row)
        role = "body" if in_stream and role in ("dateline", "byline") else role
        article = units.setdefault(unit, len(units)) if kinds[unit] in ("article", "notice") else None
        paragraph = glyphs["para"][row[-1]] if in_stream else None
        starts = in_stream and last_paragraph.get(unit) != paragraph
        last_paragraph[unit] = paragraph if in_stream else last_paragraph.get(unit)
        box = Box(min(glyphs["x0"][i] for i in row), min(glyphs["top"][i] for i in row),
                  max(glyphs["x1"][i] for i in row), max(glyphs["bottom"][i] for i in row))  # fmt: skip
        order = sum(line.article == article for line in lines)
        text = "".join(glyphs["char"][index] for index in row)
        size = glyphs["size"][row[0]]
        lines.append(CutLine(text, (), box, None, size, "horizontal", 0, role, article, order, paragraph, starts))
    for article in units.values():
        own = [line for line in lines if line.article == article]
        if any(line.role == "jump" and "上接" in line.text for line in own):
            next(line for line in own if line.role in ("body", "subhead")).starts_paragraph = False
    cuts = [CutArticle(kind="notice" if kinds[unit] == "notice" else "article") for unit in units]
    return PageCut(truth["page"], truth["width"], truth["height"], lines, cuts), list(units)


def lose(cut, direction):
    """The cut as if it had missed the jump lines of one direction."""
    for line in cut.lines:
        if line.role == "jump" and direction in line.text:
            line.role, line.article = "other", None


@pytest.mark.parametrize("lost", ["nothing", "上接", "转"])
@pytest.mark.parametrize("folder", EDITIONS, ids=lambda path: f"{path.parts[-3]} {path.name}")
def test_every_jump_is_joined_even_when_one_of_its_lines_is_lost(folder, lost):
    edition = json.loads((folder / "edition.json").read_text(encoding="utf-8"))
    pages, units = [], {}
    for path in sorted(folder.glob("p*.json")):
        truth = json.loads(path.read_text(encoding="utf-8"))
        cut, units[truth["label"]] = true_cut(truth)
        lose(cut, lost)
        pages.append(CutPage(truth["label"], truth["label"], cut))
    result = assemble_edition(pages, ZHUZHOU, dt.date.fromisoformat(edition["date"]))
    # an article without a word is a picture, which no line can show
    expected = {
        (article["id"], tuple(fragment[2] for fragment in article["fragments"]))
        for article in edition["articles"]
        if article["text"]
    }
    found = {(units[page][index], tuple(article.page_labels))
             for article in result.articles for page, index in article.parts[:1]}  # fmt: skip
    assert expected <= found


@pytest.mark.parametrize("folder", EDITIONS, ids=lambda path: f"{path.parts[-3]} {path.name}")
def test_what_mastheads_and_folios_print(folder):
    for path in sorted(folder.glob("p*.json")):
        truth = json.loads(path.read_text(encoding="utf-8"))
        masthead = read_masthead(true_cut(truth)[0], ZHUZHOU)
        assert masthead.date in (None, dt.date.fromisoformat(truth["date"]))
        assert masthead.issue_number in (None, truth["issue"])
        assert masthead.publication_name in (None, truth["paper"])


def gold(name, seed):
    with (SHARED / "gold" / name).open(encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if row["seed"] == seed]


SEEDS = {"s1": ("2021-01-10-A1.txt", dt.date(2021, 1, 10)), "s2": ("2022-01-20-A2.md", dt.date(2022, 1, 20))}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_seed_pages_against_their_gold(seed):
    name, day = SEEDS[seed]
    cut = cut_text_page(TextPage(0, (SHARED / "seeds" / name).read_text(encoding="utf-8")), ZHUZHOU)
    articles = assemble_edition([CutPage("p", "A1", cut)], ZHUZHOU, day).articles
    titles = {(article.kicker or "", article.headline or "", article.deck or "") for article in articles}
    assert {(row["head_shoulder"], row["head_main"], row["head_sub"]) for row in gold("articles.csv", seed)} <= titles
    text = "\n".join(article.text for article in articles)
    for row in gold("split_sentences.csv", seed):
        assert row["left"] + row["right"] in text
    names = {contributor.name for article in articles for contributor in article.contributors}
    bylines = [person for row in gold("articles.csv", seed) for group in row["byline"].split("|") if group
               for person in group.split(":")[1].split(",")]  # fmt: skip
    assert set(bylines) == names
