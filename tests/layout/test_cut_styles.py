"""Four stories in the styles of many papers: sizes, leading, gutters, indents, columns, headlines, separators."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from press import Frame, Sheet, read_off
from test_cut_stories import GUARD, PARK, TRIP

from pipelines.layout.cut import cut_page
from pipelines.publications.profile import load_profile

PROFILE = load_profile("zhuzhou-daily")
HEADLINES = ("政务服务跨省通办", "路口坚守保交通畅通", "园区引进算好三笔账", "基层调研提升战斗力")
CALL = [
    "1月9日，市委书记、市人大常委会主任毛腾飞深入醴陵市调研村(社区)“两委”换届、基层党建等工作。",
    "他强调，要坚持问题导向，严格工作要求，选配优配强村(社区)“两委”班子，进一步提升凝聚力战斗力。",
    "随后，毛腾飞主持召开全市村(社区)“两委”换届调度会，对换届工作进行再研究、再部署。",
]
STORIES = (TRIP, GUARD, PARK, CALL)


def grid(style: random.Random, separator: str) -> Sheet:
    """Four stories in two rows of two, each in two or three columns under its headline, all drawn from one style."""
    size = style.choice([8.0, 9.5, 11.0])
    pitch = style.choice([1.2, 1.35, 1.6])
    gutter = size * style.choice([1.0, 1.4, 2.0])
    count = style.choice([2, 3])
    indent = style.choice([2.0, 2.0, 0.0])
    centred = style.random() < 0.6
    column = size * (18 if count == 2 else 13)
    width = count * column + (count - 1) * gutter
    rows = 8 + max(-(-sum(len(p) + 20 for p in story) // (count * int(column / size))) for story in STORIES)
    cell = size * 5.5 + rows * size * pitch
    sheet = Sheet(2 * width + gutter * 2 + 60, 2 * cell + 80)
    for number, (headline, story) in enumerate(zip(HEADLINES, STORIES, strict=True)):
        x = 30 + (number % 2) * (width + 2 * gutter)
        y = 30 + (number // 2) * cell
        with sheet.article(str(number)):
            head = style.uniform(1.8, 2.4) * size
            if centred:
                sheet.centred(x, x + width, y, headline, head, font="Hei", role="headline")
            else:
                sheet.line(x, y, headline, head, font="Hei", role="headline")
            sheet.flow(
                _balanced(x, y + 4 * size, column, gutter, count, story, size), story, size, pitch=pitch, indent=indent
            )
        if separator == "rules" and number > 1:
            sheet.level(x, x + width, y - 1.2 * size)
        if separator == "rules" and number % 2:
            sheet.plumb(x - gutter, y, y + cell - 2.5 * size)
    return sheet


def _balanced(
    x: float, y: float, width: float, gutter: float, count: int, story: Sequence[str], size: float
) -> list[Frame]:
    """Columns of equal height, one line more than the story needs."""
    per_line = int(width / size)
    needed = sum(-(-(len(paragraph) + 3) // per_line) for paragraph in story)
    lines = -(-needed // count) + 1
    return [(x + k * (width + gutter), y, width, lines) for k in range(count)]


@pytest.mark.parametrize("separator", ["rules", "white"])
@pytest.mark.parametrize("seed", range(12))
def test_four_stories_come_apart_in_any_style(seed: int, separator: str) -> None:
    sheet = grid(random.Random(seed), separator)
    cut = cut_page(sheet.reading(seed=seed), PROFILE)
    expected = [sheet.text_of(str(number), "headline", "body") for number in range(len(STORIES))]
    assert sorted(read_off(cut, "headline", "body")) == sorted(expected)
