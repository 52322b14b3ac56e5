"""Page texts made from another paper's stories: torn, cut short, interleaved; how many stories come out right."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipelines.layout.text_cut import cut_text_page
from pipelines.publications.profile import Profile
from pipelines.reading.page import TextPage

CORPUS = Path(__file__).parents[3] / "shared/corpus/articles-2019-10"
DAILY = Profile(publication_id="daily", names=("人民日报",))
REPORTERS = ("王军", "李思远", "张晓红", "刘洋", "陈静怡")
PAGES = 40

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not CORPUS.exists(), reason="the corpus (../shared/corpus) is not part of the repository"),
]


@dataclass
class Story:
    """Title rows, and the rows of its text."""

    titles: list[str]
    rows: list[str]


def corpus_stories():
    """Stories of a handy length: [kicker, headline, deck], paragraphs."""
    for path in sorted(CORPUS.glob("*.txt")):
        lines = [re.sub(r"\s+", " ", line).strip() for line in path.read_text(encoding="utf-8").splitlines()]
        paragraphs = [line for line in lines[3:] if len(line) > 12]
        handy = 2 <= len(paragraphs) <= 14 and sum(map(len, paragraphs)) > 250
        if handy and 0 < len(lines[1]) < 40 and all(text[-1] in "。！？”）" for text in paragraphs):
            yield lines[:3], paragraphs


def typeset(rng, titles, paragraphs, *, markdown):
    """A story as an extraction gives it: a byline or dateline opens it, some paragraphs are torn, some cut short."""
    kicker, headline, deck = titles
    above = [kicker] if 0 < len(kicker) < 45 and not markdown else []
    rows = [*above, f"## {headline}" if markdown else headline, *([deck] if 0 < len(deck) < 45 else [])]
    opening = re.sub(r"^(本报|新华社)[^（）]{0,16}电 ?|^（[^）]*）", "", paragraphs[0])
    style = rng.choice(["byline", "inline", "wire"])
    if style == "byline":
        rows.append(f"人民日报记者 {rng.choice(REPORTERS)}")
    phrase = {
        "byline": "人民日报讯 ",
        "inline": f"本报北京10月3日电（记者{rng.choice(REPORTERS)}）",
        "wire": "新华社北京10月2日电 ",
    }
    pieces = []
    for paragraph in [phrase[style] + opening, *paragraphs[1:]]:
        at = rng.randint(20, max(20, len(paragraph) - 20))
        tear = len(paragraph) > 60 and rng.random() < 0.4 and paragraph[at - 1] not in "。！？；… "
        tear = tear and not (paragraph[at - 1].isascii() and paragraph[at].isascii()) and paragraph[at] != " "
        pieces += [paragraph[:at], paragraph[at:]] if tear else [paragraph]
    if rng.random() < 0.12 and len(pieces[-1]) > 60:
        pieces[-1] = pieces[-1][:40].rstrip("。！？；，、：”） ")
    return Story(rows, pieces)


def made_up_page(rng, stories, *, markdown, interleaved):
    """The page's text, and its stories as they should come out."""
    page = [typeset(rng, *story, markdown=markdown) for story in rng.sample(stories, rng.randint(4, 7))]
    moved: list[str] = []
    shown = [list(story.rows) for story in page]
    if interleaved:
        torn = [i for i in range(1, len(page[0].rows)) if page[0].rows[i - 1][-1] not in "。！？；”）"]
        if torn:
            at = rng.choice(torn)
            shown[0], moved = page[0].rows[:at], page[0].rows[at:]
    rows = [row for story, text in zip(page, shown, strict=True) for row in [*story.titles, *text]]
    return "\n\n".join([*rows, *moved]), page


def share_right(*, markdown, interleaved):
    stories = list(corpus_stories())
    right = total = 0
    for number in range(PAGES):
        text, page = made_up_page(random.Random(number), stories, markdown=markdown, interleaved=interleaved)
        cut = cut_text_page(TextPage(0, text), DAILY)
        found = set()
        for article in range(len(cut.articles)):
            lines = sorted((line for line in cut.lines if line.article == article), key=lambda line: line.reading_order)
            titles = ("kicker", "headline", "deck")
            found.add(
                tuple(
                    line.text for line in lines if line.role not in titles and not line.text.startswith("人民日报记者")
                )
            )
        right += sum(tuple(story.rows) in found for story in page)
        total += len(page)
    return right / total


@pytest.mark.parametrize(
    ("markdown", "interleaved", "at_least"),
    [(True, False, 0.96), (True, True, 0.90), (False, False, 0.94), (False, True, 0.88)],
)
def test_stories_that_come_out_with_all_their_rows_in_order(markdown, interleaved, at_least):
    share = share_right(markdown=markdown, interleaved=interleaved)
    print(f"markdown {markdown}, interleaved {interleaved}: {share:.3f} of the stories right")
    assert share >= at_least
