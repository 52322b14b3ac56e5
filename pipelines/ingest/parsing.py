"""The work of a parsing process: read delivered files, find their editions, make the tables."""

from __future__ import annotations

import time

from pipelines.edition.drafting import FileDraft, FileOnDisk, SourceChangedError, draft_file, file_facts
from pipelines.edition.parse import Drafts, parse_edition
from pipelines.ingest.tasks import MadeEdition, MakeEdition, Task, TaskResult
from pipelines.intake.candidates import Read
from pipelines.intake.facts import FileFacts
from pipelines.intake.plan import EditionSource, plan_editions
from pipelines.publications import Profile
from pipelines.registries.corrections import Correction, Corrections


def run_task(task: Task) -> TaskResult:
    """Do a task in this process. Whatever the files hold, this returns."""
    drafts: dict[tuple[str, str], FileDraft] = {}

    def drafted(file: FileOnDisk, profile: Profile) -> FileDraft:
        key = (file.sha256, profile.publication_id)
        if key not in drafts:
            drafts[key] = draft_file(file, profile)
        return drafts[key]

    result = TaskResult()
    if isinstance(task, MakeEdition):
        result.editions.append(_make(task.source, task.profile, drafted, task.decisions))
        return result
    reads = []
    for file in task.files:
        delivery = file.delivery
        place = FileOnDisk(delivery.location, delivery.member, delivery.kind, delivery.sha256)
        try:
            facts = file_facts(drafted(place, file.profile))
        except SourceChangedError:
            result.changed.append(delivery.sha256)
            continue
        except OSError as error:
            facts = FileFacts(delivery.sha256, failure=("unreadable", str(error)), transient=True)
        except Exception as error:
            facts = FileFacts(delivery.sha256, failure=("program_fault", f"{type(error).__name__}: {error}"))
        result.facts.append(facts)
        reads.append(Read(delivery, facts, file.arrival))
    plan = plan_editions(reads, today=task.today)
    for source in plan.editions:
        profile = plan.profiles[source.publication_id]
        result.editions.append(_make(source, profile, drafted, task.decisions))
    return result


def _make(source: EditionSource, profile: Profile, drafted: Drafts, decisions: tuple[Correction, ...]) -> MadeEdition:
    started = time.perf_counter()
    made = MadeEdition(source.edition_id, source.input_digest, 0.0)
    try:
        own = Corrections(decisions).for_edition(source.edition_id)
        made.tables = parse_edition(source, profile, drafts=drafted, decisions=own).tables
    except SourceChangedError as error:
        made.error = ("changed_while_read", str(error), True)
    except Exception as error:  # one edition's fault is data, not the end of the run
        made.error = ("program_fault", f"{type(error).__name__}: {error}", isinstance(error, MemoryError | OSError))
    made.seconds = time.perf_counter() - started
    return made
