"""The text of a message: Chinese first, then English, short enough for a chat robot."""

import uuid
from collections.abc import Sequence

import orjson

from pipelines.alerts.incidents import Both
from pipelines.alerts.store import Changes, Incident, Message
from pipelines.releases import current_id
from pipelines.settings import Settings

_SHOWN = 10  # incidents told in full; the rest is counted
_CUT = "……（其余见 alerts/alerts.log · the rest stands in alerts/alerts.log）"
REPEAT = (
    "（重发：上次发送未得到确认，可能重复。Sent again, the last attempt was not confirmed: may be a repeat.）"
)
_SEVERITY = {"error": Both("错误", "Error"), "warning": Both("提醒", "Warning")}


def compose(settings: Settings, changes: Changes) -> Message:
    """One message for all that began and ended with one event."""
    errors = sum(incident.finding.severity == "error" for incident in changes.began)
    warnings, ended = len(changes.began) - errors, len(changes.ended)
    counts = [
        Both(f"{n} 项{zh}", f"{n} {en}{'s' if n > 1 and en != 'recovered' else ''}")
        for n, zh, en in (
            (errors, "错误", "error"),
            (warnings, "提醒", "warning"),
            (ended, "恢复", "recovered"),
        )
        if n
    ]
    title = _title(settings, Both("，".join(c.zh for c in counts), ", ".join(c.en for c in counts)))
    seen = _readers(settings, changes)
    kind = "failure" if errors else "warning" if warnings else "success"
    return _message(kind, title, [*_paragraphs(seen, changes, 0), *_paragraphs(seen, changes, 1)])


def trial(settings: Settings) -> Message:
    """The message of `make alert-test`."""
    body = [
        "这是一条测试消息，不需要处理。收到它说明本通道可用。",
        "This is a test; nothing needs to be done. That it arrived says that this channel works.",
    ]
    return _message("success", _title(settings, Both("测试", "test")), body)


def _title(settings: Settings, text: Both) -> str:
    sample = "·示例" if settings.is_sample else ""
    return f"【校企合作数据{sample}】{text.zh} · {text.en}"


def _message(kind: str, title: str, paragraphs: Sequence[str]) -> Message:
    # The id stands in the title: robots and log keep it whatever is cut.
    name = uuid.uuid4().hex[:12]
    return Message(name, kind, f"{title} #{name}", "\n\n".join(paragraphs))


def _readers(settings: Settings, changes: Changes) -> Both:
    """What readers have meanwhile."""
    release_id = current_id(settings.releases)
    if release_id is None:
        return Both("读者：还没有可看的发布。", "Readers: there is no release yet.")
    manifest = orjson.loads((settings.releases / release_id / "manifest.json").read_bytes())
    day = manifest["info"]["as_of"]
    if any(incident.finding.severity == "error" for incident in changes.began):
        return Both(
            f"读者：仍看到截至 {day} 的发布（{release_id}）。",
            f"Readers: still see the release as of {day} ({release_id}).",
        )
    badge = any(incident.finding.severity == "warning" for incident in changes.began)
    return Both(
        f"读者：看到截至 {day} 的发布（{release_id}）{'，页面带提示标记' if badge else ''}。",
        f"Readers: see the release as of {day} ({release_id}){', with a badge on each page' if badge else ''}.",
    )


def _paragraphs(seen: Both, changes: Changes, language: int) -> list[str]:
    zh = language == 0
    ordered = sorted(changes.began, key=lambda incident: incident.finding.severity)
    texts = [(_began_zh if zh else _began_en)(incident) for incident in ordered[:_SHOWN]]
    texts += [(_ended_zh if zh else _ended_en)(incident) for incident in changes.ended[:_SHOWN]]
    more = len(changes.began) + len(changes.ended) - len(texts)
    if more:
        texts.append(f"另有 {more} 项。" if zh else f"And {more} more.")
    if changes.lasting:
        n = changes.lasting
        texts.append(f"此前已告警、仍未恢复：{n} 项。" if zh else f"Told before and not yet recovered: {n}.")
    look = "查看：make alerts；页面“数据状态”。" if zh else "Look: make alerts; the page “Data status”."
    return [seen[language], *texts, look]


def _began_zh(incident: Incident) -> str:
    finding = incident.finding
    facts = [f"自 {_minute(incident.since)}", f"负责：{finding.owner.zh}"]
    facts += [finding.size.zh] if finding.size.zh else []
    facts += [f"首因：{finding.cause.zh}"] if finding.cause.zh else []
    return f"[{_SEVERITY[finding.severity].zh}] {finding.what.zh}\n{'；'.join(facts)}"


def _began_en(incident: Incident) -> str:
    finding = incident.finding
    facts = [f"since {_minute(incident.since)}", f"owner: {finding.owner.en}"]
    facts += [finding.size.en] if finding.size.en else []
    facts += [f"first cause: {finding.cause.en}"] if finding.cause.en else []
    return f"[{_SEVERITY[finding.severity].en}] {finding.what.en}\n{'; '.join(facts)}"


def _ended_zh(incident: Incident) -> str:
    return f"[恢复] {incident.finding.what.zh}\n自 {_minute(incident.since)} 至 {_minute(incident.closed_at)}"


def _ended_en(incident: Incident) -> str:
    return (
        f"[Recovered] {incident.finding.what.en}\n"
        f"from {_minute(incident.since)} to {_minute(incident.closed_at)}"
    )


def _minute(moment: str) -> str:
    return moment[:16]


def fit(body: str, limit: int) -> str:
    """`body` within `limit` bytes of UTF-8, cut between paragraphs, with a word that something was cut."""
    if len(body.encode()) <= limit:
        return body
    kept: list[str] = []
    for paragraph in body.split("\n\n"):
        if len("\n\n".join([*kept, paragraph, _CUT]).encode()) > limit:
            break
        kept.append(paragraph)
    return "\n\n".join([*kept, _CUT])
