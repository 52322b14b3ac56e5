"""The command `broadsheet`: a thin shell, one module a command.

Commands load when they are called, so that `broadsheet --help` does not pay for Dagster or pandas.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import ClassVar

import click


class _LazyGroup(click.Group):
    """Loads `pipelines.cli.<module>` when its command is asked for."""

    modules: ClassVar[Mapping[str, str]] = {
        "ingest": "pipelines.cli.ingest",
        "status": "pipelines.cli.status",
        "show": "pipelines.cli.show",
        "tag": "pipelines.cli.tag",
        "project": "pipelines.cli.project",
        "official": "pipelines.cli.official",
        "review": "pipelines.cli.review",
        "export": "pipelines.cli.export",
        "verify": "pipelines.cli.verify",
        "compact": "pipelines.cli.compact",
        "dev": "pipelines.cli.dev",
    }

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.modules:
            return None
        command = getattr(importlib.import_module(self.modules[cmd_name]), cmd_name)
        if not isinstance(command, click.Command):
            raise TypeError(f"{self.modules[cmd_name]}.{cmd_name} is not a command")
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; a warehouse that cannot be read or written is said in one line, without a traceback."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            from pipelines.warehouse.errors import WarehouseError  # late: loads Arrow
            from pipelines.warehouse.storable_text import for_terminal

            if isinstance(error, WarehouseError):
                raise click.ClickException(for_terminal(str(error))) from error
            raise


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="broadsheet")
def main() -> None:
    """From newspaper PDFs to tables an analyst can query."""
