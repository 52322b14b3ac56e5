"""Every glyph of the measuring editions, against what was typeset."""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from pipelines.reading import PageReading, read_pdf

EDITIONS = Path(__file__).parents[3] / "shared/editions"
LYING = {"pua", "notounicode", "scramble-body"}  # text layers that need recognition
SETS = ["sample-a", "sample-b", "simple", "broadsheet", "traps"]

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(
        not EDITIONS.exists(), reason="measuring editions (../shared/editions) are not in the repository"
    ),
]


def typeset_pages(names):
    for name in names:
        for path in sorted((EDITIONS / name / "truth").rglob("p*.json")):
            truth = json.loads(path.read_text(encoding="utf-8"))
            yield pytest.param(EDITIONS / name / "pdf" / truth["file"], truth, id=f"{name} {'+'.join(truth['traps'])}")


def middles(boxes):
    return (boxes[:, :2] + boxes[:, 2:]) / 2


def compare(truth, reading):
    """Recall, precision, and the box error of each glyph found, in em: nearest glyph of the same character."""
    sys.path.insert(0, str(EDITIONS))
    from score import norm_char

    glyphs, typeset = reading.glyphs, truth["glyphs"]
    columns = ("x0", "top", "x1", "bottom")
    boxes = np.stack([getattr(glyphs, name) for name in columns], axis=-1)
    true_boxes = np.array([typeset[name] for name in columns]).T
    size = np.array(typeset["size"])
    found, wanted = defaultdict(list), defaultdict(list)
    for index, char in enumerate(glyphs.char):
        found[norm_char(char)].append(index)
    for index, char in enumerate(typeset["char"]):
        wanted[norm_char(char)].append(index)
    errors = []
    for char, indices in wanted.items():
        mine, theirs = np.array(found[char], dtype=int), np.array(indices)
        edges = np.abs(boxes[mine][:, None] - true_boxes[theirs][None]).max(axis=2) / size[theirs]
        apart = np.abs(middles(boxes[mine])[:, None] - middles(true_boxes[theirs])[None]).max(axis=2) / size[theirs]
        while apart.size and apart.min() < 0.5:
            i, j = np.unravel_index(apart.argmin(), apart.shape)
            errors.append(edges[i, j])
            apart[i], apart[:, j] = np.inf, np.inf
    return len(errors) / len(typeset["char"]), len(errors) / max(1, len(glyphs)), np.array(errors)


def read_page(path, truth):
    page = read_pdf(path).pages[truth["page"]]
    assert isinstance(page, PageReading)
    assert (page.width, page.height) == (truth["width"], truth["height"])
    return page


@pytest.mark.parametrize(("path", "truth"), list(typeset_pages(SETS)))
def test_glyphs_are_those_that_were_typeset(path, truth):
    page = read_page(path, truth)
    if LYING.intersection(truth["traps"]):
        assert page.text_quality < 0.5
        return
    recall, precision, errors = compare(truth, page)
    outlined = page.outlined_glyphs if "outline-heads" in truth["traps"] else 0
    assert recall >= 0.999 - 1.1 * outlined / len(truth["glyphs"]["char"])
    assert precision >= 0.999
    assert np.median(errors) < 0.06
    assert page.text_quality > (0.5 if outlined else 0.85)


@pytest.mark.parametrize(("path", "truth"), list(typeset_pages(["scan"])))
def test_scans_are_left_for_recognition(path, truth):
    page = read_page(path, truth)
    assert len(page.glyphs) == 0
    assert page.text_quality == 0
