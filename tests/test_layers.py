"""The way from the page to the table goes one way: no layer imports a later one, and only the shells know Dagster."""

import ast
from pathlib import Path

import pytest

PIPELINES = Path(__file__).parent.parent / "pipelines"

# What each layer may import besides itself. `schema` is the declared columns, which everybody may ask.
EVERYBODY = {"publications", "warehouse.schema"}
ALLOWED = {
    "publications": set(),
    "reading": set(),
    "intake": {"reading"},
    "layout": {"reading"},
    "language": {"layout"},
    "registries": {"language", "layout", "corrections"},
    "warehouse": set(),
    "corrections": {"intake"},
}
MODULES = sorted(PIPELINES.rglob("*.py"))


def imported(path: Path) -> set[str]:
    """Names of the modules of this project, below `pipelines`, that a file imports, also inside functions."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PIPELINES)))
def test_no_layer_imports_a_later_one(path: Path):
    layer = path.relative_to(PIPELINES).with_suffix("").parts[0]
    if layer not in ALLOWED:
        return  # the spine, the shells
    own = {name.removeprefix("pipelines.") for name in imported(path) if name.startswith("pipelines.")}
    allowed = ALLOWED[layer] | EVERYBODY | {layer}
    foreign = {name for name in own if not any(name == ok or name.startswith(ok + ".") for ok in allowed)}
    assert not foreign - {"warehouse"}, f"{layer} must not import {sorted(foreign)}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PIPELINES)))
def test_only_the_shells_know_dagster(path: Path):
    if path.relative_to(PIPELINES).parts[0] in {"orchestration", "cli", "definitions.py"}:
        return
    assert not {name for name in imported(path) if name.split(".")[0] == "dagster"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PIPELINES)))
def test_modules_stay_readable(path: Path):
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= 500, f"{lines} lines: does this module still have one subject?"
    assert path.stem not in {"utils", "helpers", "common", "core", "manager"}
