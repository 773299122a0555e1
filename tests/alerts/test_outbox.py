"""The outbox under kill -9: nothing is lost, and only what nobody can know is sent again, and says so."""

import multiprocessing
import os
import signal
from dataclasses import replace
from datetime import timedelta

import pytest

from pipelines.alerts import channels as module
from pipelines.alerts.incidents import Judgement
from pipelines.alerts.outbox import drain
from pipelines.alerts.report import tell
from pipelines.alerts.store import Store, open_store
from pipelines.alerts.wording import REPEAT
from tests.alerts.conftest import NOW, finding

# Children are forked from a process that has sent nothing: Apprise's threads do not survive a fork.
FORK = multiprocessing.get_context("forkserver")
FORK.set_forkserver_preload(["tests.alerts.test_outbox", "apprise", "apprise.plugins.email.base"])
DEAD = "json://127.0.0.1:9/hook?cto=1"


def fail(settings, name: str = "model.a", hours: int = 0) -> None:
    """One run that finds `name` failing."""
    with open_store(settings) as store:
        tell(settings, store, f"run of {name}", NOW + timedelta(hours=hours), Judgement((finding(name),)))


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def in_a_process(work, *arguments) -> int:
    """The exit code of `work` in a process of its own; negative when it was killed."""
    process = FORK.Process(target=work, args=arguments)
    process.start()
    process.join(60)
    return process.exitcode


def report_and_send(settings, killed_before: int) -> None:
    count = 0
    connect = Store.__init__

    def counted(statement: str) -> None:
        nonlocal count
        count += 1
        if count == killed_before:
            die()

    def init(store, con) -> None:
        con.set_trace_callback(counted)
        connect(store, con)

    Store.__init__ = init
    fail(settings)
    drain(settings, NOW)


def ids(web) -> list[str]:
    return [headers["Idempotency-Key"] for _, headers, _ in web.posts]


def test_killed_between_any_two_statements_nothing_is_lost(hooked, web, tmp_path):
    """The next run reports the same event again and sends what waits."""
    repeats, step = [], 0
    while True:
        step += 1
        settings = replace(hooked, home=tmp_path / str(step))
        settings.alerts.mkdir(parents=True)
        web.posts.clear()
        code = in_a_process(report_and_send, settings, step)
        if code == 0:
            break
        assert code == -signal.SIGKILL
        arrived = len(web.posts)
        fail(settings)
        drain(settings, NOW)
        assert len(set(ids(web))) == 1, f"step {step}"
        if len(web.posts) > 1:
            repeats.append(step)
            assert arrived == 1 and REPEAT in web.posts[1][2]["message"]
        log = (settings.alerts / "alerts.log").read_text()
        assert log.count("【校企合作数据】") == 1
        with open_store(settings) as store:
            assert store.waiting() == {}
            assert len(store.open_incidents()) == 1
    assert step > 15
    assert len(repeats) == 1  # only between the receiver's answer and the mark `sent`


def send_and_die(settings, before: bool) -> None:
    send = module.Address.send

    def deadly(channel, message, repeat):
        if before:
            die()
        send(channel, message, repeat)
        die()

    module.Address.send = deadly
    drain(settings, NOW)


@pytest.mark.parametrize("before", [True, False])
def test_killed_while_sending(hooked, web, before):
    fail(hooked)
    assert in_a_process(send_and_die, hooked, before) == -signal.SIGKILL
    assert len(web.posts) == (0 if before else 1)
    drain(hooked, NOW)
    drain(hooked, NOW)
    assert len(web.posts) == (1 if before else 2)
    assert len(set(ids(web))) == 1
    assert REPEAT in web.posts[-1][2]["message"]


def test_two_processes_at_once_send_once(hooked, web):
    for number in range(5):
        fail(hooked, f"model.m{number}", number)
    processes = [FORK.Process(target=drain, args=(hooked, NOW)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    assert len(web.posts) == 5 and len(set(ids(web))) == 5
    assert not any(REPEAT in post["message"] for _, _, post in web.posts)


def report_together(settings, barrier) -> None:
    barrier.wait(20)
    fail(settings)
    drain(settings, NOW)


def test_two_processes_that_report_the_same_run_tell_it_once(hooked, web):
    barrier = FORK.Barrier(3)
    processes = [FORK.Process(target=report_together, args=(hooked, barrier)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    assert len(web.posts) == 1


def test_a_dead_channel_waits_longer_each_time_and_stops_no_other(hooked, web):
    settings = replace(hooked, alert_urls=(DEAD, *hooked.alert_urls))
    fail(settings)
    tally = drain(settings, NOW)
    assert (tally.sent, tally.waiting, list(tally.failures.values())) == (2, 1, ["no answer"])
    assert len(web.posts) == 1

    def tried(minutes: int) -> bool:
        return bool(drain(settings, NOW + timedelta(minutes=minutes)).failures)

    assert [minute for minute in range(1, 16) if tried(minute)] == [1, 3, 7, 15]
    assert len(web.posts) == 1
    assert drain(settings, NOW + timedelta(minutes=16), force=True).failures


def test_what_waited_arrives_in_order_once_the_channel_answers(hooked, web):
    web.status = 503
    for number in range(4):
        fail(hooked, f"model.m{number}", number)
    assert drain(hooked, NOW).waiting == 4
    assert len(web.posts) == 2  # two refusals are enough for one round
    web.status = 200
    web.posts.clear()
    assert drain(hooked, NOW + timedelta(minutes=1)).waiting == 0
    told = [post["message"].split("[错误] ")[1][:8] for _, _, post in web.posts]
    assert told == ["model.m0", "model.m1", "model.m2", "model.m3"]
    assert not any(REPEAT in post["message"] for _, _, post in web.posts)  # a refusal surely did not arrive


def test_a_message_for_a_mended_address_goes_there(hooked, web):
    wrong = replace(hooked, alert_urls=("nonsense://nowhere",))
    fail(wrong)
    assert drain(wrong, NOW).waiting == 1
    assert drain(hooked, NOW).waiting == 0
    assert len(web.posts) == 1
    assert (hooked.alerts / "alerts.log").read_text().count("【校企合作数据】") == 1


def test_without_addresses_alerts_stand_in_the_log(settings):
    fail(settings)
    assert drain(settings, NOW).waiting == 0
    assert "model.a 未通过。" in (settings.alerts / "alerts.log").read_text()


def test_no_secret_stands_in_the_store(settings):
    secret = replace(settings, alert_urls=("json://user:hunter2@127.0.0.1:9/h?cto=1",))
    fail(secret)
    drain(secret, NOW)
    for path in secret.alerts.iterdir():
        assert b"hunter2" not in path.read_bytes()
