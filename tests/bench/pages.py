"""Quality of the cut and speed of each stage on the sample editions (`make bench`), beside pdfplumber in the same run.

CPU seconds of this process on one core, after the libraries, dictionaries and models are loaded.
"""

from __future__ import annotations

import datetime as dt
import itertools
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pdfplumber

from pipelines.ingest import ingest
from pipelines.language import read_ahead, tag_article
from pipelines.language.tags import ArticleText
from pipelines.layout.articles import Article, CutPage
from pipelines.layout.assembly import assemble_edition
from pipelines.layout.cut import cut_page
from pipelines.publications import load_profile
from pipelines.reading import PageReading, read_pdf
from tests.bench.cut_scores import print_scores

ROOT = Path(__file__).parents[2]
SAMPLE = sorted((ROOT / "raw").rglob("*.pdf"))
DAY = dt.date(2021, 1, 10)


class Clock:
    """CPU seconds by stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count the block for a stage."""
        started = time.process_time()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.process_time() - started


def our_way(clock: Clock) -> tuple[int, int, int]:
    """Read, cut, assemble and tag the sample; gives pages, glyphs and characters of text."""
    profile = load_profile("zhuzhou-daily")
    glyphs = characters = count = 0
    for _, paths in itertools.groupby(SAMPLE, key=lambda path: path.parent):  # each folder holds one edition's files
        with clock.stage("reading"):
            pages = [page for path in paths for page in read_pdf(path).pages if isinstance(page, PageReading)]
        with clock.stage("cut"):
            cuts = [CutPage(f"p-{number}", f"{number}", cut_page(page, profile)) for number, page in enumerate(pages)]
        with clock.stage("assembly"):
            edition = assemble_edition(cuts, profile, DAY)
        with clock.stage("language"):
            texts = [_texts(article) for article in edition.articles]
            read_ahead(text for article in texts for text in article.texts.values() if text)
            for article in texts:
                tag_article(article, profile)
        count += len(pages)
        glyphs += sum(len(page.glyphs) for page in pages)
        characters += sum(len(article.text) for article in edition.articles)
    return count, glyphs, characters


def _texts(article: Article) -> ArticleText:
    texts = {"text": article.text, "headline": article.headline, "kicker": article.kicker}
    present = {name: text for name, text in texts.items() if text}
    return ArticleText(article.article_id, present, DAY, article.genre)


def pdfplumber_pages(each: Callable[[pdfplumber.page.Page], object]) -> float:
    """CPU seconds of doing something with every page of the sample."""
    started = time.process_time()
    for path in SAMPLE:
        with pdfplumber.open(path) as document:
            for page in document.pages:
                each(page)
                page.close()
    return time.process_time() - started


def main() -> None:
    """Print the table."""
    print_scores()
    print()
    our_way(Clock())  # loads dictionaries and models
    clock = Clock()
    pages, glyphs, characters = our_way(clock)
    chars = pdfplumber_pages(lambda page: page.chars)
    text = pdfplumber_pages(lambda page: page.extract_text())
    total = sum(clock.seconds.values())
    print(f"{pages} pages, {glyphs:,} glyphs, {characters:,} characters of articles; CPU seconds a page, one core\n")
    for name, seconds in [*clock.seconds.items(), ("all stages", total)]:
        print(f"  {name:<26}{seconds / pages:8.3f}   × pdfplumber chars {seconds / chars:6.2f}")
    print(f"  {'pdfplumber .chars':<26}{chars / pages:8.3f}")
    print(f"  {'pdfplumber .extract_text':<26}{text / pages:8.3f}")
    print(f"\n  pages a second and core    {pages / total:8.1f}")
    print(f"  cut, per 10,000 glyphs     {clock.seconds['cut'] / glyphs * 10_000:8.3f} s")
    print(f"  language, per 10,000 chars {clock.seconds['language'] / characters * 10_000:8.3f} s")
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        report = ingest(ROOT / "raw", Path(folder) / "warehouse")
        first = time.perf_counter() - started
        started = time.perf_counter()
        ingest(ROOT / "raw", Path(folder) / "warehouse")
        again = time.perf_counter() - started
    published = sum(edition.pages for edition in report.editions)
    print(
        f"\n  ingest, {published} pages, all tables and registries: {first:.1f} s; again, nothing to do: {again:.1f} s"
    )
    own, children = (
        resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(f"  peak memory: this process {own:.0f} MB, largest worker {children:.0f} MB")


if __name__ == "__main__":
    main()
