"""Scores of the cut on the repository's own pages, against `tests/truth` (`python -m tests.bench.cut_scores`).

Glyph-weighted over all pages: B³ F1 of articles, articles exactly right (IoU ≥ 0.95), headlines exactly right, body
order (1 − edit distance), paragraphs F1, jump links F1, and how well ads, notices and furniture are kept out.
"""

from __future__ import annotations

import gzip
import json
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from rapidfuzz.distance import Levenshtein

from pipelines.layout.articles import CutPage
from pipelines.layout.assembly import assemble_edition
from pipelines.layout.cut import cut_page
from pipelines.layout.masthead import read_masthead
from pipelines.layout.page_cut import PageCut
from pipelines.publications.profile import load_profile
from pipelines.reading import read_pdf
from pipelines.reading.page import PageReading

ROOT = Path(__file__).parents[2]
TRUTH = ROOT / "tests" / "truth"
CONTENT = {"kicker", "headline", "deck", "note", "byline", "dateline", "body", "subhead", "caption", "credit", "table"}
KEPT_OUT = {"furniture", "ad", "notice"}


@dataclass
class Tally:
    """Sums over pages."""

    glyphs: int = 0
    lost: int = 0
    doubled: int = 0
    precision: float = 0.0
    recall: float = 0.0
    articles: int = 0
    exact: int = 0
    headlines: int = 0
    headlines_right: int = 0
    edits: float = 0.0
    body: int = 0
    paragraphs: Counter[str] = field(default_factory=Counter)
    kept_out: Counter[str] = field(default_factory=Counter)
    jumps: Counter[str] = field(default_factory=Counter)

    def rows(self) -> dict[str, float]:
        """The measures by name."""
        p, r = self.precision / self.glyphs, self.recall / self.glyphs
        return {
            "content glyphs lost or doubled": (self.lost + self.doubled) / self.glyphs,
            "B³ F1 of articles": 2 * p * r / (p + r),
            "articles exactly right": self.exact / self.articles,
            "headlines exactly right": self.headlines_right / self.headlines,
            "body order": 1 - self.edits / self.body,
            "paragraphs F1": _f1(self.paragraphs),
            "jump links F1": _f1(self.jumps),
            "ads, notices, furniture kept out, F1": _f1(self.kept_out),
        }


def score_samples(prefix: str = "") -> dict[str, float]:
    """Scores over the sample pages whose truth file starts with `prefix`."""
    tally = Tally()
    editions: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for path in sorted(TRUTH.glob(f"{prefix}*.json.gz")):
        truth = json.loads(gzip.decompress(path.read_bytes()))
        truth["publication"] = path.name.split("-2021")[0]
        editions[f"{truth['publication']} {truth['edition']}"].append(truth)
    for truths in editions.values():
        _score_edition(truths, tally)
    return tally.rows()


def _score_edition(truths: list[dict[str, Any]], tally: Tally) -> None:
    profile = load_profile(truths[0]["publication"])
    folder = ROOT / "raw" / truths[0]["publication"]
    pages = []
    for truth in sorted(truths, key=lambda one: one["edition_page"]):
        reading = read_pdf(folder / truth["file"]).pages[truth["page"]]
        assert isinstance(reading, PageReading)
        pages.append((truth, reading, cut_page(reading, profile)))
    masthead = next(m for _, _, cut in pages if (m := read_masthead(cut, profile)).date)
    cuts = [CutPage(f"p{k}", truth["label"], cut) for k, (truth, _, cut) in enumerate(pages)]
    assert masthead.date is not None
    assembled = assemble_edition(cuts, profile, masthead.date)
    whole = {
        (page_id, number): article.article_id for article in assembled.articles for page_id, number in article.parts
    }
    true_jumps, our_jumps = defaultdict(list), defaultdict(list)
    for k, (truth, reading, cut) in enumerate(pages):
        matched = _score_page(truth, reading, cut, tally)
        for unit in {truth["units"][u] for u in truth["glyphs"]["unit"]}:
            if truth["kinds"][unit] == "article":
                true_jumps[unit].append((k, unit))
        for number, unit in matched.items():
            our_jumps[whole.get((f"p{k}", number), f"{k}-{number}")].append((k, unit))
    _score_links(_links(true_jumps), _links(our_jumps), tally)


def _links(parts: Mapping[str, list[tuple[int, str]]]) -> set[tuple[tuple[int, str], tuple[int, str]]]:
    return {pair for places in parts.values() for pair in zip(sorted(places), sorted(places)[1:], strict=False)}


def _score_links(true: set[Any], ours: set[Any], tally: Tally) -> None:
    tally.jumps.update(both=len(true & ours), ours=len(ours), true=len(true))


def _owners(
    truth: dict[str, Any], reading: PageReading, cut: PageCut
) -> tuple[list[int | None], list[str], Counter[int]]:
    """For each true glyph the number of our line that holds it, and how often a glyph is claimed."""
    x = (reading.glyphs.x0 + reading.glyphs.x1) / 2
    y = (reading.glyphs.top + reading.glyphs.bottom) / 2
    line_of = {glyph: number for number, line in enumerate(cut.lines) for glyph in line.glyphs}
    grid: dict[tuple[int, int], list[int]] = defaultdict(list)
    for k in range(len(reading.glyphs)):
        grid[int(x[k] // 8), int(y[k] // 8)].append(k)
    owners: list[int | None] = []
    claims: Counter[int] = Counter()
    glyphs = truth["glyphs"]
    for tx, ty in zip(glyphs["x"], glyphs["y"], strict=True):
        cell = (int(tx // 8), int(ty // 8))
        near = [k for i in (-1, 0, 1) for j in (-1, 0, 1) for k in grid.get((cell[0] + i, cell[1] + j), ())]
        best = min(near, key=lambda k: abs(x[k] - tx) + abs(y[k] - ty), default=None)
        owners.append(None if best is None else line_of.get(best))
        if best is not None:
            claims[best] += 1
    return owners, list(glyphs["char"]), claims


def _score_page(truth: dict[str, Any], reading: PageReading, cut: PageCut, tally: Tally) -> dict[int, str]:
    """Adds a page to the tally; gives our articles with the true one that each matches."""
    owners, chars, claims = _owners(truth, reading, cut)
    glyphs, units, kinds = truth["glyphs"], truth["units"], truth["kinds"]
    roles = [truth["roles"][role] for role in glyphs["role"]]
    unit = [units[number] for number in glyphs["unit"]]
    content = [kinds[u] == "article" and role in CONTENT for u, role in zip(unit, roles, strict=True)]
    ours = [_article(cut, line) for line in owners]
    tally.glyphs += sum(content)
    tally.lost += sum(1 for k, inside in enumerate(content) if inside and ours[k] is None)
    tally.doubled += sum(count - 1 for count in claims.values())
    neutral = [not inside and kinds[u] not in KEPT_OUT for inside, u in zip(content, unit, strict=True)]
    for k, u in enumerate(unit):
        if not neutral[k]:
            out, is_out = ours[k] is None, kinds[u] in KEPT_OUT
            tally.kept_out.update(both=int(out and is_out), ours=int(out), true=int(is_out))
    true_size = Counter(u for u, inside in zip(unit, content, strict=True) if inside)
    our_size = Counter(a for a, idle in zip(ours, neutral, strict=True) if a is not None and not idle)
    shared = Counter((u, a) for u, a, idle in zip(unit, ours, neutral, strict=True) if a is not None and not idle)
    for (u, a), count in shared.items():
        if kinds[u] == "article":
            tally.precision += count * count / our_size[a]
            tally.recall += count * count / true_size[u]
    matches = _matches({(u, a): n / (true_size[u] + our_size[a] - n) for (u, a), n in shared.items() if true_size[u]})
    tally.articles += len(true_size)
    tally.exact += sum(value >= 0.95 for _, value in matches.values())
    for u in true_size:
        own = [k for k in range(len(unit)) if unit[k] == u and content[k]]
        _score_text(own, matches.get(u, (None, 0.0))[0], truth, roles, chars, owners, cut, tally)
    return {a: u for u, (a, _) in matches.items()}


def _article(cut: PageCut, line: int | None) -> int | None:
    number = cut.lines[line].article if line is not None else None
    return number if number is not None and cut.articles[number].kind == "article" else None


def _matches(overlap: Mapping[tuple[str, int], float]) -> dict[str, tuple[int, float]]:
    found: dict[str, tuple[int, float]] = {}
    taken: set[int] = set()
    for (u, a), value in sorted(overlap.items(), key=lambda item: -item[1]):
        if u not in found and a not in taken:
            found[u] = (a, value)
            taken.add(a)
    return found


def _score_text(
    own: list[int],
    article: int | None,
    truth: dict[str, Any],
    roles: list[str],
    chars: list[str],
    owners: list[int | None],
    cut: PageCut,
    tally: Tally,
) -> None:
    """Headline, order and paragraphs of one article."""
    lines = sorted((line for line in cut.lines if line.article == article), key=lambda line: line.reading_order)
    lines = lines if article is not None else []
    headline = _letters(chars[k] for k in own if roles[k] == "headline")
    if headline:
        tally.headlines += 1
        tally.headlines_right += headline == _letters("".join(line.text for line in lines if line.role == "headline"))
    stream = [k for k in own if truth["glyphs"]["stream"][k]]
    if not stream:
        return
    rank = {id(line): n for n, line in enumerate(lines)}
    placed = [k for k in stream if (o := owners[k]) is not None and cut.lines[o].article == article]
    read = sorted(placed, key=lambda k: (rank[id(cut.lines[owners[k]])], k))  # type: ignore[index]
    text, ours = "".join(chars[k] for k in stream), "".join(chars[k] for k in read)
    tally.edits += Levenshtein.distance(text, ours)
    tally.body += max(len(text), len(ours))
    para = truth["glyphs"]["para"]
    true = {k for n, k in enumerate(stream) if n == 0 or para[k] != para[stream[n - 1]]}
    starts, previous = set(), None
    for k in read:
        paragraph = cut.lines[owners[k]].paragraph  # type: ignore[index]
        if paragraph is not None and paragraph != previous:
            starts.add(k)
            previous = paragraph
    tally.paragraphs.update(both=len(true & starts), ours=len(starts), true=len(true))


def _letters(text: Iterable[str]) -> str:
    folded = unicodedata.normalize("NFKC", "".join(text))
    return "".join(char for char in folded if unicodedata.category(char)[0] not in "PSZ")


def _f1(counts: Mapping[str, int]) -> float:
    both, ours, true = (counts.get(name, 0) for name in ("both", "ours", "true"))
    return 1.0 if ours == true == 0 else 2 * both / (ours + true)


def print_scores() -> None:
    """The table, a column a paper."""
    papers = sorted({path.name.split("-2021")[0] for path in TRUTH.glob("*.json.gz")})
    scores = {paper: score_samples(paper) for paper in papers}
    print("  " + f"{'the cut, by glyphs':<40}" + "".join(f"{paper:>16}" for paper in papers))
    for name in scores[papers[0]]:
        print("  " + f"{name:<40}" + "".join(f"{scores[paper][name]:16.4f}" for paper in papers))


if __name__ == "__main__":
    np.seterr(all="raise")
    print_scores()
