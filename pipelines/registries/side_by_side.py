"""Names of projects that an article prints side by side, and what stands between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.registries.project_names import project_words

_NEAR = 44  # characters between two names
_AFTER = 12  # characters behind the second

Span = tuple[int, int, str]
"""Start, end and name of a mention in a text."""


@dataclass(frozen=True, slots=True)
class Between:
    """Two names of projects with few characters between and behind them, in one article."""

    article: int
    left: str
    right: str
    between: str
    after: str


@dataclass(slots=True)
class SideBySide:
    """What texts say about the projects that they name: gathered while the texts go by.

    named: by article id, its number and where its body names projects, of articles that name several
    found: neighbouring names; many: articles that say that a project has many parts
    """

    named: Mapping[str, tuple[int, Sequence[Span]]]
    found: list[Between] = field(default_factory=list)
    many: set[int] = field(default_factory=set)

    def add(self, ids: pa.StringArray, texts: pa.StringArray) -> None:
        """Take in the next texts."""
        at = [place for place, key in enumerate(ids.to_pylist()) if key in self.named]
        if not at:
            return
        ids, texts = (column.take(pa.array(at)) for column in (ids, texts))
        says_many = pc.match_substring_regex(texts, project_words().many_projects.pattern)
        for key, text, is_many in zip(ids.to_pylist(), texts.to_pylist(), says_many.to_pylist(), strict=True):
            article, spans = self.named[key]
            if is_many:
                self.many.add(article)
            for (_, end, left), (start, right_end, right) in pairwise(sorted(spans)):
                if 0 <= start - end <= _NEAR:
                    self.found.append(Between(article, left, right, text[end:start], text[right_end:][:_AFTER]))

    @property
    def in_order(self) -> list[Between]:
        """The neighbours in the order of article and place."""
        return sorted(self.found, key=lambda item: item.article)
