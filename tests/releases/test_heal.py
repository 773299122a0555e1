"""Runs left hanging by a crash are marked as failed on a real instance; a living run is left alone."""

import subprocess
import sys

import dagster as dg
import pytest

from pipelines import heal


@pytest.fixture
def instance(tmp_path, monkeypatch):
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    with dg.DagsterInstance.from_ref(dg.DagsterInstance.local_temp(str(tmp_path)).get_ref()) as instance:
        yield instance


@dg.job
def nothing():
    pass


def started(instance, tags: dict[str, str]):
    return instance.create_run_for_job(nothing, tags=tags, status=dg.DagsterRunStatus.STARTED).run_id


def status(instance, run_id: str) -> dg.DagsterRunStatus:
    return instance.get_run_by_id(run_id).status


def gone() -> str:
    """A process that ended: its number may be given again, its start may not."""
    code = "from pipelines.heal import this_process; print(this_process())"
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()


def test_a_run_whose_process_is_gone_failed(instance):
    dead, alive = (
        started(instance, {heal.PROCESS_TAG: gone()}),
        started(instance, {heal.PROCESS_TAG: heal.this_process()}),
    )
    assert heal.fail_orphans(instance) == [dead]
    assert status(instance, dead) == dg.DagsterRunStatus.FAILURE
    assert status(instance, alive) == dg.DagsterRunStatus.STARTED


def test_a_process_number_given_again_is_another_process(instance):
    number, start, boot = heal.this_process().split(":")
    dead = started(instance, {heal.PROCESS_TAG: f"{number}:{int(start) - 1}:{boot}"})
    rebooted = started(instance, {heal.PROCESS_TAG: f"{number}:{start}:another-boot"})
    assert set(heal.fail_orphans(instance)) == {dead, rebooted}


def test_a_run_that_is_just_being_launched_is_left_alone_unless_nothing_launches(instance):
    young = started(instance, {})
    assert heal.fail_orphans(instance) == []
    assert heal.fail_orphans(instance, launching=0) == [young]


def test_what_a_killed_step_held_of_a_pool_is_given_back(instance):
    storage = instance.event_log_storage
    storage.set_concurrency_slots("warehouse", 1)
    dead, ended = started(instance, {heal.PROCESS_TAG: gone()}), started(instance, {})
    assert storage.claim_concurrency_slot("warehouse", dead, "land_files").is_claimed
    heal.fail_orphans(instance)
    assert storage.claim_concurrency_slot("warehouse", ended, "land_files").is_claimed
    instance.report_run_failed(
        instance.get_run_by_id(ended)
    )  # as a stop between the two steps of healing leaves it
    heal.fail_orphans(instance)
    living = started(instance, {heal.PROCESS_TAG: heal.this_process()})
    assert storage.claim_concurrency_slot("warehouse", living, "land_files").is_claimed
    heal.fail_orphans(instance)
    assert storage.get_concurrency_info("warehouse").active_run_ids == {living}


def test_finished_and_waiting_runs_are_left_alone(instance):
    for state in (dg.DagsterRunStatus.NOT_STARTED, dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE):
        instance.create_run_for_job(nothing, status=state)
    assert heal.fail_orphans(instance, launching=0) == []


def test_a_run_says_in_which_process_it_runs(instance):
    @dg.asset
    def stage(context: dg.AssetExecutionContext) -> None:
        heal.mark_process(context)

    result = dg.materialize([stage], instance=instance)
    assert instance.get_run_by_id(result.run_id).tags[heal.PROCESS_TAG] == heal.this_process()
