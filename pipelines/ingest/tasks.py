"""What a parsing process is asked to do and what it answers: plain data that go through a pipe (see `workers`).

Nothing here reads a page, so that a parent process stays small; `parsing` does the work.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipelines.intake.candidates import Arrival, Note
from pipelines.intake.facts import FileFacts
from pipelines.intake.plan import EditionSource, SourcePage
from pipelines.intake.scan import Delivery
from pipelines.publications import Profile
from pipelines.registries.corrections import Correction


@dataclass(frozen=True, slots=True)
class TakenFile:
    """A delivery to read, with the profile that its path suggests."""

    delivery: Delivery
    arrival: Arrival
    profile: Profile


@dataclass(frozen=True, slots=True)
class TakeFiles:
    """Read files that were delivered together and make the editions that they seem to be.

    decisions: people's corrections of text and cut, of whatever edition
    """

    files: tuple[TakenFile, ...]
    today: dt.date
    decisions: tuple[Correction, ...] = ()

    @property
    def subject(self) -> str:
        """What a message about this task names."""
        return self.files[0].delivery.path if len(self.files) == 1 else f"{self.files[0].delivery.path} and others"


@dataclass(frozen=True, slots=True)
class MakeEdition:
    """Make an edition that is known from its files' facts."""

    source: EditionSource
    profile: Profile
    decisions: tuple[Correction, ...] = ()

    @property
    def subject(self) -> str:
        """What a message about this task names."""
        return self.source.edition_id


Task = TakeFiles | MakeEdition


@dataclass(slots=True)
class MadeEdition:
    """An edition's tables, or why they could not be made (`error`: reason, detail, transient)."""

    edition_id: str
    input_digest: str
    seconds: float
    tables: Mapping[str, pa.Table] = field(default_factory=dict)
    error: tuple[str, str, bool] | None = None


@dataclass(slots=True)
class TaskResult:
    """What came of a task.

    facts: of the files read, by publication id of the profile they were read with
    changed: sha256 of files whose bytes changed meanwhile
    """

    facts: list[FileFacts] = field(default_factory=list)
    editions: list[MadeEdition] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)


def task_to_json(task: Task) -> dict[str, Any]:
    """A task as plain values."""
    if isinstance(task, MakeEdition):
        source = asdict(task.source) | {
            "date": task.source.date.isoformat(),
            "pages": [asdict(page) | {"location": str(page.location)} for page in task.source.pages],
        }
        decisions = [asdict(decision) for decision in task.decisions]
        return {"make": source, "profile": task.profile.model_dump(), "decisions": decisions}
    files = [
        {
            "delivery": asdict(file.delivery) | {"location": str(file.delivery.location)},
            "arrival": asdict(file.arrival),
            "profile": file.profile.model_dump(),
        }
        for file in task.files
    ]
    decisions = [asdict(decision) for decision in task.decisions]
    return {"take": files, "today": task.today.isoformat(), "decisions": decisions}


def task_from_json(values: Mapping[str, Any]) -> Task:
    """The task that `task_to_json` wrote."""
    decisions = tuple(Correction(**decision) for decision in values["decisions"])
    if "make" in values:
        source = values["make"]
        return MakeEdition(
            EditionSource(
                **source
                | {
                    "date": dt.date.fromisoformat(source["date"]),
                    "pages": tuple(
                        SourcePage(**page | {"location": Path(page["location"])}) for page in source["pages"]
                    ),
                    "notes": tuple(Note(**note) for note in source["notes"]),
                    "unreadable": tuple(tuple(entry) for entry in source["unreadable"]),
                }
            ),
            Profile.model_validate(values["profile"]),
            decisions,
        )
    files = tuple(
        TakenFile(
            Delivery(**file["delivery"] | {"location": Path(file["delivery"]["location"])}),
            Arrival(**file["arrival"]),
            Profile.model_validate(file["profile"]),
        )
        for file in values["take"]
    )
    return TakeFiles(files, dt.date.fromisoformat(values["today"]), decisions)


def result_to_frames(result: TaskResult) -> tuple[dict[str, Any], list[bytes]]:
    """A result as plain values, and the tables as Arrow streams in their order."""
    streams = []
    editions = []
    for made in result.editions:
        editions.append([made.edition_id, made.input_digest, made.seconds, list(made.tables), made.error])
        for table in made.tables.values():
            sink = pa.BufferOutputStream()
            with pa.ipc.new_stream(sink, table.schema) as writer:
                writer.write_table(table)
            streams.append(sink.getvalue().to_pybytes())
    facts = [facts.to_dict() for facts in result.facts]
    return {"facts": facts, "editions": editions, "changed": result.changed}, streams


def result_from_frames(values: Mapping[str, Any], streams: list[bytes]) -> TaskResult:
    """The result that `result_to_frames` took apart."""
    following = iter(streams)
    editions = []
    for edition_id, input_digest, seconds, names, error in values["editions"]:
        tables = {name: pa.ipc.open_stream(next(following)).read_all() for name in names}
        editions.append(MadeEdition(edition_id, input_digest, seconds, tables, tuple(error) if error else None))
    return TaskResult([FileFacts.from_dict(facts) for facts in values["facts"]], editions, values["changed"])
