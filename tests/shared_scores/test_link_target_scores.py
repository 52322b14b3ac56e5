"""Stories of another paper, torn between two days or followed up: does a reference find the one it means?"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from pipelines.registries import build_registries
from pipelines.warehouse.schema import to_table
from tests.registries.test_link_targets import Paper

CORPUS = Path(__file__).parents[3] / "shared/corpus/articles-2019-10"
ON_A_PAGE, TORN = 8, 3

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not CORPUS.exists(), reason="the corpus (../shared/corpus) is not part of the repository"),
]


def pages() -> Iterator[list[tuple[str, str]]]:
    """Headlines and texts of eight stories of one day."""
    days: dict[str, list[tuple[str, str]]] = {}
    for path in sorted(CORPUS.glob("*.txt")):
        lines = [re.sub(r"\s+", " ", line).strip() for line in path.read_text(encoding="utf-8").splitlines()]
        text = "".join(line for line in lines[3:] if line)
        if lines[1] and 400 < len(text) < 4000:
            days.setdefault(path.name[:8], []).append((lines[1], text))
    for day in sorted(days):
        stories = days[day]
        random.Random(day).shuffle(stories)
        yield from (stories[at : at + ON_A_PAGE] for at in range(0, len(stories) - ON_A_PAGE + 1, ON_A_PAGE))


def archive(jumps: tuple[str, str] | None, headlines: bool) -> tuple[Paper, dict[str, str]]:
    """Each page a year after the last: the beginnings on 10 January, on the day after the halves of three of them.

    jumps: printed on a beginning and on its other half (none where empty); without jumps the other halves are reports
    that refer to an earlier one.
    """
    paper, meant = Paper(), {}
    goes, comes = jumps or ("", "详见本报1月10日A2版报道")
    for number, stories in enumerate(pages()):
        day, after = f"{1700 + number}-01-10", f"{1700 + number}-01-11"
        for at, (headline, text) in enumerate(stories):
            middle, torn = len(text) // 2, at < TORN
            links = [("continues_on", goes)] if goes and torn else []
            first = paper.story(day, "A2", headline, text[:middle] if torn else text, *links, letter=f"{at}")
            if torn:
                links = [("continued_from" if jumps else "follow_up_of", comes)] if comes else []
                title = headline if headlines else None
                second = paper.story(after, "A3", title, text[middle:], *links, letter=f"{at}")
                meant |= {first: second, second: first}
    return paper, meant


def without_targets(paper: Paper, meant: dict[str, str]) -> None:
    """Takes the articles out that references lead to; where both sides refer, the beginnings."""
    refer = {row["from_article_id"] for row in paper.rows["article_links"]}
    gone = {meant[article] for article in refer if meant[article] not in refer or "-01-11-" in article}
    paper.rows["articles"] = [row for row in paper.rows["articles"] if row["article_id"] not in gone]
    paper.rows["article_links"] = [row for row in paper.rows["article_links"] if row["from_article_id"] not in gone]


@pytest.mark.parametrize(
    ("jumps", "headlines", "found_at_least", "wrong_without_at_most"),
    [
        (("未完待续", "上接昨日A2版"), False, 0.97, 0.06),
        (("", "上接昨日A2版"), False, 0.88, 0.06),
        (("下转明日A3版", ""), True, 0.97, 0.01),
        (("未完待续", ""), True, 0.87, 0.01),
        (None, False, 0.75, 0.11),
    ],
    ids=["both sides", "only the continuation", "only the beginning", "only 未完待续", "earlier report"],
)
def test_references_find_what_they_mean(
    jumps: tuple[str, str] | None, headlines: bool, found_at_least: float, wrong_without_at_most: float
) -> None:
    for with_targets in (True, False):
        paper, meant = archive(jumps, headlines)
        if not with_targets:
            without_targets(paper, meant)
        tables: dict[str, pa.Table] = {name: to_table(name, rows) for name, rows in paper.rows.items()}
        rows = build_registries(tables).tables["link_targets"].to_pylist()
        found = [(row["from_article_id"], row["to_article_id"]) for row in rows if row["link_type"] != "reprint_of"]
        asked, right = len(paper.rows["article_links"]), sum(meant[article] == target for article, target in found)
        wrong = len(found) - right
        print(f"{jumps} {'with' if with_targets else 'without'}: {asked} asked, {right} right, {wrong} wrong")
        if with_targets:
            assert right >= found_at_least * asked
            assert wrong <= 0.01 * asked
        else:
            assert wrong <= wrong_without_at_most * asked
