"""Docs can't drift: generated pages equal what is committed, every link in the docs leads somewhere."""

import re
from pathlib import Path

import pytest

from pipelines.cli.docs import DOCS, pages

ROOT = Path(__file__).parents[2]
WRITTEN = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("name", sorted(pages()))
def test_generated_page_is_up_to_date(name: str):
    assert (DOCS / name).read_text(encoding="utf-8") == pages()[name], "run `make docs`"


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path):
    targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8"))
    targets += re.findall(r'src="([^":]+)"', path.read_text(encoding="utf-8"))
    missing = [target for target in targets if not (path.parent / target).exists()]
    assert not missing


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.name)
def test_commands_that_the_docs_name_exist(path: Path):
    from pipelines.cli import main

    named = set(re.findall(r"`broadsheet ([a-z-]+)", path.read_text(encoding="utf-8")))
    with main.make_context("broadsheet", ["--version"], resilient_parsing=True) as context:
        assert named <= set(main.list_commands(context))
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"`make ([a-z-]+)`", path.read_text(encoding="utf-8")):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
