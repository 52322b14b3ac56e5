"""After a power cut no run stays "started"; old runs go."""

import subprocess
import sys

import dagster as dg
from dagster import DagsterRunStatus

from pipelines.orchestration.housekeeping import PID_TAG, process_tag, sweep


@dg.job
def nothing():
    pass


def unfinished_run(instance: dg.DagsterInstance, tag: str) -> str:
    run = instance.create_run_for_job(nothing, tags={PID_TAG: tag}, status=DagsterRunStatus.STARTED)
    return run.run_id


def test_a_run_whose_process_was_killed_is_closed():
    child = subprocess.run(
        [sys.executable, "-c", "from pipelines.orchestration.housekeeping import process_tag; print(process_tag())"],
        capture_output=True,
        text=True,
        check=True,
    )
    with dg.DagsterInstance.ephemeral() as instance:
        dead = unfinished_run(instance, child.stdout.strip())
        ours = unfinished_run(instance, process_tag())
        earlier_boot = unfinished_run(instance, "1@another-boot")
        assert sweep(instance) == (2, 0)
        assert instance.get_run_by_id(dead).status == DagsterRunStatus.FAILURE
        assert instance.get_run_by_id(earlier_boot).status == DagsterRunStatus.FAILURE
        assert instance.get_run_by_id(ours).status == DagsterRunStatus.STARTED


def test_old_runs_are_deleted():
    with dg.DagsterInstance.ephemeral() as instance:
        nothing.execute_in_process(instance=instance)
        assert sweep(instance, keep_days=1) == (0, 0)
        assert sweep(instance, keep_days=-1) == (0, 1)
        assert instance.get_runs() == []
