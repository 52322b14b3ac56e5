"""The vocabularies as data: sound, without repetition, with a header that teaches."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import yaml

LANGUAGE = Path(__file__).parents[2] / "pipelines" / "language"
FILES = [LANGUAGE / name for name in ("titles.yml", "organizations.yml", "persons.yml", "gazetteer/place_names.yml")]
TABLES = sorted(path for path in (LANGUAGE / "gazetteer").iterdir() if path.suffix in (".tsv", ".txt"))


def lists(value, at=""):
    """Every list of words in a vocabulary, with the keys that lead to it."""
    if isinstance(value, list):
        yield at, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from lists(inner, f"{at}/{key}")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_word_stands_twice_in_a_list(path):
    for at, words in lists(yaml.safe_load(path.read_text(encoding="utf-8"))):
        twice = [word for word, count in Counter(words).items() if count > 1]
        assert twice == [], f"{path.name}{at}"
        assert all(isinstance(word, str) and word for word in words), f"{path.name}{at}"


@pytest.mark.parametrize("path", [*FILES, *TABLES], ids=lambda path: path.name)
def test_a_header_says_what_the_file_holds_and_where_it_comes_from(path):
    text = path.read_text(encoding="utf-8")
    header = [line for line in text.splitlines()[:8] if line.startswith("#")]
    assert header
    assert any("ource" in line for line in header)
