"""What an ingest prints: a line an edition while it runs, and a summary at the end."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from pipelines.ingest.report import EditionOutcome, IngestReport, Progress
from pipelines.warehouse.storable_text import for_terminal

_MARKS = {"published": ("✓", "green"), "unchanged": ("·", "dim"), "failed": ("✗", "red")}
_LISTED = 12


class ProgressLines:
    """Prints a line an edition, and a counter that moves while one is at work (on terminals only)."""

    def __init__(self, quiet: bool = False) -> None:
        self._console = Console(stderr=True, quiet=quiet, highlight=False)
        self._status = self._console.status("looking at raw/ ...") if self._console.is_terminal else None
        if self._status:
            self._status.start()

    def __call__(self, progress: Progress) -> None:
        """Take a step of the ingest (`pipelines.ingest.report.OnProgress`)."""
        if progress.outcome and progress.outcome.outcome != "unchanged":
            self._console.print(_edition_line(progress.outcome, progress.done, progress.total))
        if self._status:
            count = f" {progress.done}/{progress.total}" if progress.total else ""
            self._status.update(Text(f"{progress.stage}{count} {for_terminal(progress.message)}"))

    def close(self) -> None:
        """Take the counter off the terminal."""
        if self._status:
            self._status.stop()


def _edition_line(edition: EditionOutcome, done: int, total: int) -> Text:
    mark, style = _MARKS[edition.outcome]
    pages = (
        f"{edition.pages}"
        if edition.pages_declared in (None, edition.pages)
        else f"{edition.pages} of {edition.pages_declared}"
    )
    line = Text.assemble(
        (f"[{done:>{len(str(total))}}/{total}] {mark} ", style),
        f"{edition.edition_id}  {pages} pages, {edition.articles} articles, {edition.seconds:.1f} s",
    )
    for finding in edition.findings[:3]:
        line.append(f"\n      ! {for_terminal(finding)}", style="yellow")
    return line


def print_summary(report: IngestReport, warehouse: str) -> None:
    """Print what is in the warehouse now, what is missing or odd, and how to read it."""
    console = Console(highlight=False, soft_wrap=True)
    console.print()
    _print_counts(console, warehouse)
    changed = f"{report.published} published, {report.unchanged} unchanged, {report.failed} failed"
    console.print(f"This run: {changed}; {report.seconds:.1f} s.")
    _print_odd(console, report)
    if report.interrupted:
        console.print("[yellow]Interrupted: what was published stays; the next run goes on from there.[/]")
    shown = escape(for_terminal(str(warehouse)))
    console.print(f"\nTables: [bold]{shown}/[/]   columns: docs/data-dictionary.md   more: broadsheet status")
    console.print(f"  .venv/bin/python -c \"import pandas as pd; print(pd.read_parquet('{shown}/articles'))\"")


def _print_counts(console: Console, warehouse: str) -> None:
    from pipelines.warehouse import Warehouse

    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column()
    table.add_column(justify="right")
    with Warehouse(warehouse).snapshot() as snapshot:
        for name in ("editions", "pages", "articles", "mentions", "appearances", "officials", "projects"):
            table.add_row(f"  {name}", f"{sum(part.rows for part in snapshot.parts(name)):,}")
    console.print("In the warehouse")
    console.print(table)


def _print_odd(console: Console, report: IngestReport) -> None:
    lines: list[Text] = []
    for identity, name in report.generic.items():
        lines.append(
            Text(f"{for_terminal(name)}: no profile for {identity}, taken in with the generic one (docs/profiles.md)")
        )
    for item in report.quarantined:
        page = "" if item.source_page is None else f", page {item.source_page + 1}"
        lines.append(
            Text(f"{for_terminal(item.path)}{page}: {for_terminal(item.detail)}. {for_terminal(item.next_step)}")
        )
    for pending in report.pending:
        lines.append(Text(f"{for_terminal(pending.path)}: waits, {for_terminal(pending.reason)}"))
    for edition in report.editions:
        lines += [Text(f"{edition.edition_id}: {for_terminal(finding)}") for finding in edition.findings]
    lines += [
        Text(f"{for_terminal(path)}: an older version, {for_terminal(taken)} is taken")
        for path, taken in report.superseded.items()
    ]
    lines += [Text(f"{edition}: its files are gone from raw/, its tables stay") for edition in report.removed]
    lines += [Text(for_terminal(remark)) for remark in report.remarks]
    if not lines:
        console.print("New and missing or odd: nothing (broadsheet status shows all).")
        return
    console.print("New and missing or odd (broadsheet status shows all):")
    for line in lines[:_LISTED]:
        console.print(Text("  ! ", style="yellow") + line)
    if len(lines) > _LISTED:
        console.print(f"  … and {len(lines) - _LISTED} more: broadsheet status")
