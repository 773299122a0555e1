"""Every kind of channel against a local receiver, through Apprise's own code."""

from dataclasses import replace

import pytest

from pipelines.alerts import channels as module
from pipelines.alerts.channels import channels
from pipelines.alerts.console import try_channels
from pipelines.alerts.store import Message
from pipelines.alerts.wording import REPEAT, fit
from pipelines.settings import SettingError, Settings
from tests.alerts.receivers import subject, text

MESSAGE = Message(
    "0123456789ab", "failure", "【校企合作数据】1 项错误 · 1 error #0123456789ab", "读者：…\n\nReaders: …"
)
ROBOTS = {
    "wecombot://key-of-robot": ("wecombot", "NotifyWeComBot", lambda post: post["text"]["content"]),
    "dingtalk://secret@token": ("dingtalk", "NotifyDingTalk", lambda post: post["text"]["content"]),
    "feishu://token-of-robot": ("feishu", "NotifyFeishu", lambda post: post["content"]["text"]),
}


def send(
    settings: Settings, *urls: str, message: Message = MESSAGE, repeat: bool = False
) -> list[str | None]:
    """The results of the addresses, without the log file's."""
    _, *addresses = channels(replace(settings, alert_urls=urls))
    return [channel.send(message, repeat) for channel in addresses]


def test_mail(settings, mail):
    url = f"mailto://127.0.0.1:{mail.port}?from=gate@example.org&to=office@example.org"
    assert send(settings, url) == [None]
    (recipient, received), *more = mail.mails
    assert not more and recipient == "office@example.org"
    assert subject(received) == MESSAGE.title
    assert "读者：…" in text(received) and "Readers: …" in text(received)
    assert received.get_all("Message-ID") == ["<0123456789ab@127.0.0.1>"]


def test_a_mail_sent_again_is_recognised(settings, mail):
    url = f"mailto://127.0.0.1:{mail.port}?from=gate@example.org&to=office@example.org"
    assert send(settings, url) + send(settings, url, repeat=True) == [None, None]
    assert len({received["Message-ID"] for _, received in mail.mails}) == 1
    assert REPEAT not in text(mail.mails[0][1]) and REPEAT in text(mail.mails[1][1])


def test_mailboxes_fail_alone(settings, mail):
    mail.unknown.add("gone@example.org")
    url = f"mailto://127.0.0.1:{mail.port}?from=gate@example.org&to=office@example.org,gone@example.org"
    results = send(settings, url)
    assert [result is None for result in results] == [True, False]
    assert [recipient for recipient, _ in mail.mails] == ["office@example.org"]


def test_webhook(settings, web):
    assert send(settings, f"json://127.0.0.1:{web.port}/hook?+X-Token=abc") == [None]
    (path, headers, post), *more = web.posts
    assert not more and path == "/hook" and headers["X-Token"] == "abc"
    assert headers["Idempotency-Key"] == MESSAGE.id
    assert (post["title"], post["message"], post["type"]) == (MESSAGE.title, MESSAGE.body, "failure")


@pytest.fixture(params=ROBOTS)
def robot(request, web, monkeypatch):
    """(address, how to read a post) of a robot whose service is the local receiver."""
    kind, name, read = ROBOTS[request.param]
    plugin = getattr(__import__(f"apprise.plugins.{kind}", fromlist=[name]), name)
    part = "{key}" if kind == "wecombot" else "{token}"
    monkeypatch.setattr(plugin, "notify_url", f"http://127.0.0.1:{web.port}/robot?key={part}")
    return request.param, read


def test_robots(settings, web, robot):
    url, read = robot
    web.answer = {"errcode": 0, "errmsg": "ok", "code": 0, "msg": "success"}
    assert send(settings, url) == [None]
    assert len(web.posts) == 1
    content = read(web.posts[0][2])
    assert MESSAGE.title in content and MESSAGE.body in content


def test_a_robot_that_refuses_with_http_200_has_not_taken_the_message(settings, web, robot):
    web.answer = {"errcode": 45009, "errmsg": "api freq out of limit"}
    assert send(settings, robot[0]) == ["refused with 45009"]
    web.answer = {"code": 9499, "msg": "Bad Request"}
    assert send(settings, robot[0]) == ["refused with 9499"]


def test_long_messages_stay_within_what_a_robot_takes(settings, web, robot):
    url, read = robot
    body = "\n\n".join(f"[错误] 第{number}项检查未通过。" * 5 for number in range(400))
    assert send(settings, url, message=replace(MESSAGE, body=body)) == [None]
    assert len(web.posts) == 1  # one message, never a series
    content = read(web.posts[0][2]).encode()
    assert len(content) <= (2048 if "wecombot" in url else 20000)
    assert MESSAGE.id.encode() in content and "其余见".encode() in content


def test_cuts_fall_between_paragraphs():
    assert fit("一\n\n二", 100) == "一\n\n二"
    cut = fit("甲" * 10 + "\n\n" + "乙" * 100, 150)
    assert cut.startswith("甲" * 10 + "\n\n……") and "乙" not in cut and len(cut.encode()) <= 150


def test_a_redirect_is_not_followed(settings, web):
    web.status = 307
    assert send(settings, f"json://127.0.0.1:{web.port}/hook") == ["refused with 307"]
    assert len(web.posts) == 1


def test_a_closed_port_is_no_answer(settings):
    assert send(settings, "json://127.0.0.1:9/hook?cto=1") == ["no answer"]


def test_addresses_are_never_told(settings, tmp_path, capsys):
    urls = (
        "mailtos://user:hunter2@mail.invalid?to=a@example.org",
        "nonsense://s3cret",
        "wecombot://bad key!",
    )
    configured = replace(settings, alert_urls=urls)
    told = [
        f"{channel.key} {channel.send(MESSAGE, False)}"
        for channel in channels(configured)
        if channel.key[0] != "m"
    ]
    said = capsys.readouterr()
    text = "".join(told) + repr(configured) + said.out + said.err
    assert "Apprise understands" in text
    for secret in ("hunter2", "s3cret", "bad key", "a@example.org"):
        assert secret not in text


def test_addresses_are_parted_at_schemes(monkeypatch):
    monkeypatch.setenv("COOP_ALERT_URLS", "mailto://h?to=a@x,b@x, json://h/hook?a=1,2 ,feishu://t")
    assert Settings.from_env().alert_urls == ("mailto://h?to=a@x,b@x", "json://h/hook?a=1,2", "feishu://t")
    monkeypatch.setenv("COOP_ALERT_URLS", "office@example.org")
    with pytest.raises(SettingError, match=r"docs/alerts\.md") as error:
        Settings.from_env()
    assert "office@example.org" not in str(error.value)


def test_alert_test_tells_each_channel(settings, web, capsys):
    urls = (f"json://127.0.0.1:{web.port}/hook", "json://127.0.0.1:9/hook?cto=1")
    assert try_channels(replace(settings, alert_urls=urls)) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "0. log: OK"
    assert lines[1].startswith("1. json-") and lines[1].endswith(": OK")
    assert lines[2].startswith("2. json-") and lines[2].endswith(": no answer")
    assert "测试 · test" in web.posts[0][2]["title"]
    assert try_channels(settings) == 0


def test_the_log_file_holds_a_message_once(settings):
    log = module.LogFile(settings.alerts / "alerts.log")
    assert log.send(MESSAGE, False) is None and log.send(MESSAGE, True) is None
    written = log.path.read_text()
    assert written.count(MESSAGE.title) == 1
    log.path.write_text(written.removesuffix(f"-- {MESSAGE.id}\n\n"))  # torn by a crash
    log.send(MESSAGE, True)
    assert log.path.read_text().endswith(f"-- {MESSAGE.id}\n\n")
