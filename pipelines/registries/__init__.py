"""Officials, districts, organisations and projects that keep their identity over all editions.

from pipelines.registries import build_registries, Ledger, load_corrections
registries = build_registries(tables, Ledger.from_bytes(content), load_corrections("raw"))
registries.tables["projects"], registries.ledger.to_bytes()
"""

from pipelines.registries.build import Registries, build_registries
from pipelines.registries.corrections import Corrections
from pipelines.registries.corrections import load as load_corrections
from pipelines.registries.input_tables import INPUT_COLUMNS
from pipelines.registries.ledger import Ledger

__all__ = ["INPUT_COLUMNS", "Corrections", "Ledger", "Registries", "build_registries", "load_corrections"]
