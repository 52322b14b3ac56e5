"""The version of the program: tables are read again when what makes them has changed."""

from pathlib import Path

import pytest

from pipelines import program

PIPELINES = Path(program.__file__).parent
SHELLS = {
    "cli",
    "ingest",
    "orchestration",
    "pictures",
    "publications",
    "warehouse",
}  # their parts that count are named file by file


def test_every_layer_is_part_of_the_version():
    """A layer that is added or moved has to be named, or a change in it would go unnoticed."""
    layers = {folder.name for folder in PIPELINES.iterdir() if (folder / "__init__.py").exists()} - SHELLS
    assert layers == {part for part in (*program._PARTS, *program._REGISTRY_PARTS) if "." not in part}


def test_a_part_that_is_missing_is_an_error():
    with pytest.raises(FileNotFoundError, match="no_such_layer"):
        program._version(["no_such_layer"])
