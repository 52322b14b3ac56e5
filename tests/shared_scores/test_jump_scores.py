"""Made-up editions of another paper's stories, five jumps to one page in each, without markers: who goes with whom?"""

from __future__ import annotations

import datetime as dt
import random
import re
from itertools import pairwise
from pathlib import Path

import pytest

from pipelines.layout.articles import CutPage
from pipelines.layout.assembly import assemble_edition
from pipelines.layout.page_cut import CutArticle, CutLine, PageCut
from pipelines.publications.profile import Profile

CORPUS = Path(__file__).parents[3] / "shared/corpus/articles-2019-10"
DAILY = Profile(publication_id="daily", names=("人民日报",))
EDITIONS = 40
JUMPING = {1: 3, 2: 2}  # page → how many of its eight stories go on on page 3

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not CORPUS.exists(), reason="the corpus (../shared/corpus) is not part of the repository"),
]


def corpus_stories():
    """Headline and text of stories between 250 and 4,000 characters."""
    for path in sorted(CORPUS.glob("*.txt")):
        lines = [re.sub(r"\s+", " ", line).strip() for line in path.read_text(encoding="utf-8").splitlines()]
        text = "\n".join(line for line in lines[3:] if line)
        if lines[1] and 250 < len(text) < 4000:
            yield lines[1], text


def rows(text, *, begins=True):
    return [("body", row, begins or number > 0) for number, row in enumerate(text.split("\n"))]


def edition(rng, stories, lost):
    """Pages of a made-up edition, and the pairs of parts that belong together."""
    drawn = iter(rng.sample(stories, 24))
    pages = {1: [], 2: [], 3: []}
    pairs = set()
    for source, jumping in JUMPING.items():
        for number in range(8):
            headline, text = next(drawn)
            if number >= jumping:
                pages[source].append([("headline", headline, False), *rows(text)])
                continue
            at = rng.randint(len(text) // 4, len(text) * 3 // 4)
            begins = text[at - 1] == "\n" or text[at] == "\n"
            goes = [] if lost == "to" else [("jump", "（下转第3版）", False)]
            comes = [] if lost == "from" else [("jump", f"（上接第{source}版）", False)]
            pairs.add(((source, len(pages[source])), (3, len(pages[3]))))
            pages[source].append([("headline", headline, False), *rows(text[:at].rstrip("\n")), *goes])
            pages[3].append([*comes, *rows(text[at:].lstrip("\n"), begins=begins)])
    pages[3] += [[("headline", headline, False), *rows(text)] for headline, text in (next(drawn) for _ in range(4))]
    return [cut_page(label, articles) for label, articles in pages.items()], pairs


def cut_page(label, articles):
    lines = [
        CutLine(text, role=role, article=number, reading_order=order, starts_paragraph=begins)
        for number, article in enumerate(articles)
        for order, (role, text, begins) in enumerate(article)
    ]
    return CutPage(f"p{label}", str(label), PageCut(0, 1.0, 1.0, lines, [CutArticle() for _ in articles]))


@pytest.mark.parametrize(("lost", "recall"), [("nothing", 0.99), ("from", 0.94), ("to", 0.94)])
def test_jumps_without_markers(lost, recall):
    stories = list(corpus_stories())
    wanted = found = right = 0
    for number in range(EDITIONS):
        pages, pairs = edition(random.Random(number), stories, lost)
        result = assemble_edition(pages, DAILY, dt.date(2019, 10, 10))
        parts = [[(int(page[1:]), index) for page, index in article.parts] for article in result.articles]
        joined = {pair for chain in parts for pair in pairwise(chain)}
        wanted, found, right = wanted + len(pairs), found + len(joined), right + len(pairs & joined)
    print(f"jump lines lost: {lost}; {right} of {wanted} jumps joined, {found - right} wrong")
    assert right / wanted >= recall
    assert right / found >= 0.99
