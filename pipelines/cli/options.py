"""Options that several commands share."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from pipelines.orchestration.desk import RAW_VARIABLE, WAREHOUSE_VARIABLE
from pipelines.warehouse.storable_text import for_terminal

_Function = TypeVar("_Function", bound=Callable[..., Any])


class IsoDate(click.ParamType[dt.date]):
    """A day as `2021-01-10`."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        """The day, or a usage error."""
        if isinstance(value, dt.date):
            return value
        try:
            return dt.date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a day of the form 2021-01-10", param, ctx)


def raw_option(function: _Function) -> _Function:
    """`--raw DIR`, a folder or a URL that fsspec knows."""
    return click.option(
        "--raw",
        default="raw",
        envvar=RAW_VARIABLE,
        show_default=True,
        metavar="DIR",
        help="Folder (or URL) with the editions, one folder a publication.",
    )(function)


def local_raw(raw: str) -> Path:
    """The folder of `--raw`, copied here first when it is a URL; a usage error when there is nothing."""
    from pipelines.intake import raw_folder

    try:
        return raw_folder(raw)
    except (FileNotFoundError, ConnectionError, ValueError) as error:
        raise click.ClickException(for_terminal(str(error))) from error


def absolute(path: str) -> str:
    """A path that holds in any folder; a URL as it is."""
    return path if "://" in path else os.path.abspath(path)  # noqa: PTH100 - no link is followed


def warehouse_option(function: _Function) -> _Function:
    """`--warehouse DIR`."""
    return click.option(
        "--warehouse",
        default="warehouse",
        envvar=WAREHOUSE_VARIABLE,
        show_default=True,
        metavar="DIR",
        help="Folder (or URL) of the tables.",
    )(function)


def json_option(function: _Function) -> _Function:
    """`--json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")(function)
