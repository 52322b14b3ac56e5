"""How captions and their credits are worded (`vocabulary/captions.yml`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from pipelines.layout.vocabulary import read_vocabulary


@cache
def credit_pattern() -> re.Pattern[str]:
    """How a caption ends that names its photographer."""
    return re.compile("|".join(read_vocabulary("captions")["credit_endings"]))


def names_photographer(texts: Sequence[str]) -> bool:
    """A single line that ends as credits do: `（新华社记者 王强摄）`."""
    return len(texts) == 1 and credit_pattern().search(re.sub(r"\s", "", texts[0])) is not None
