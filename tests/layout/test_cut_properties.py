"""What must hold for any page: each glyph once, and the same cut however the page is written, scaled or moved."""

from __future__ import annotations

import random

import hypothesis.strategies as st
from hypothesis import HealthCheck, given, settings
from press import Sheet, article_of_glyphs

from pipelines.layout.cut import cut_page
from pipelines.publications.profile import load_profile

PROFILE = load_profile("zhuzhou-daily")
WORDS = "市领导要求坚持问题导向严格工作要求进一步提升基层党组织凝聚力战斗力推动重大项目落地。"


def page(seed: int) -> Sheet:
    """A page of two to four stories in random columns, with pictures, rules and upright headlines."""
    rng = random.Random(seed)
    size = rng.choice([8.0, 10.0, 11.5])
    sheet = Sheet(600, 800)
    y = 30.0
    for number in range(rng.randint(2, 4)):
        count, gutter = rng.randint(2, 5), size * rng.uniform(1.0, 2.0)
        width = (540 - gutter * (count - 1)) / count
        height = rng.randint(8, 14)
        with sheet.article(str(number)):
            top = y
            left = 30.0
            if rng.random() < 0.3:
                sheet.upright(30, y, "守牢安全底线", 20)
                width -= 40 / count
                left = 70.0
            else:
                sheet.centred(30, 570, y, "困难群众将获福包", 2.2 * size, font="Hei", role="headline")
                top += 3 * size
            frames = [(left + k * (width + gutter), top, width, height) for k in range(count)]
            length = int(width / size) * height * count
            text = "".join(rng.choice(WORDS) for _ in range(int(length * 0.85)))
            sheet.flow(frames, [text[k : k + 90] + "。" for k in range(0, len(text), 90)], size)
        y = top + height * 1.3 * size + 2.5 * size
        if rng.random() < 0.7:
            sheet.level(30, 570, y - 1.2 * size)
    return sheet


def parts(sheet: Sheet, **changes: object) -> tuple[dict[int, str], set[frozenset[int]]]:
    """Role of each glyph of the sheet, and the sets of glyphs that make the articles."""
    seed = changes.get("seed")
    cut = cut_page(sheet.reading(**changes), PROFILE)  # type: ignore[arg-type]
    order = sheet.stream(seed if isinstance(seed, int) else None)
    roles = {order[glyph]: line.role for line in cut.lines for glyph in line.glyphs}
    owners: dict[int | None, set[int]] = {}
    for glyph, article in article_of_glyphs(cut, order).items():
        owners.setdefault(article, set()).add(glyph)
    return roles, {frozenset(glyphs) for glyphs in owners.values()}


@given(st.integers(0, 10_000))
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_each_glyph_is_in_exactly_one_line_and_orders_count_up(seed: int) -> None:
    sheet = page(seed)
    cut = cut_page(sheet.reading(), PROFILE)
    glyphs = [glyph for line in cut.lines for glyph in line.glyphs]
    assert sorted(glyphs) == list(range(len(sheet.glyphs)))
    for number in range(len(cut.articles)):
        orders = [line.reading_order for line in cut.lines if line.article == number]
        assert sorted(orders) == list(range(len(orders)))


@given(st.integers(0, 10_000), st.integers(0, 1000))
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_order_of_the_content_stream_plays_no_part(seed: int, shuffle: int) -> None:
    sheet = page(seed)
    assert parts(sheet) == parts(sheet, seed=shuffle)


@given(st.integers(0, 10_000), st.sampled_from([0.25, 0.5, 2.0, 4.0]))
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_cut_does_not_depend_on_the_scale(seed: int, scale: float) -> None:
    sheet = page(seed)
    assert parts(sheet) == parts(sheet, scale=scale)


@given(st.integers(0, 10_000), st.floats(0, 64), st.floats(0, 8))
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_cut_does_not_depend_on_the_place(seed: int, dx: float, dy: float) -> None:
    sheet = page(seed)
    assert parts(sheet) == parts(sheet, shift=(dx, dy))
