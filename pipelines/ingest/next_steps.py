"""What to do about a file in quarantine, a check that did not pass, a day that is missing (`next_steps.yml`)."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Literal

import yaml


@cache
def _steps() -> dict[str, dict[str, str]]:
    text = resources.files(__package__).joinpath("next_steps.yml").read_text(encoding="utf-8")
    steps: dict[str, dict[str, str]] = yaml.safe_load(text)
    return steps


def next_step(section: Literal["quarantine", "checks", "days"], name: str) -> str:
    """The step for a reason or a check."""
    steps = _steps()[section]
    return steps.get(name) or steps["other"]
