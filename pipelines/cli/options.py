"""Options that several commands share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeVar

import click

from pipelines.orchestration.desk import RAW_VARIABLE, WAREHOUSE_VARIABLE

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
    """`--raw DIR`."""
    return click.option(
        "--raw",
        default="raw",
        envvar=RAW_VARIABLE,
        show_default=True,
        metavar="DIR",
        help="Folder with the editions, one folder a publication.",
    )(function)


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
