"""The audit log: a changed, removed, added or reordered line is found."""

from datetime import date

import pytest

from pipelines import audit
from pipelines.audit import AuditBroken
from pipelines.settings import Settings


@pytest.fixture
def settings(tmp_path) -> Settings:
    settings = Settings(tmp_path, tmp_path / "landing", tmp_path / "secret", date(2021, 11, 30))
    audit.append(settings, "approve", "20211130-aa", "统计科长")
    audit.append(settings, "rollback", "20211030-bb", "统计科长", reason="单位错误")
    audit.append(settings, "prune", "20210930-cc")
    return settings


def test_entries_come_back_in_order_with_actor_and_account(settings):
    entries = audit.read(settings)
    assert [entry["act"] for entry in entries] == ["approve", "rollback", "prune"]
    assert entries[0]["actor"] == "统计科长" and entries[0]["account"]
    assert entries[1]["details"] == {"reason": "单位错误"}
    assert settings.audit_log.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("line", [0, 1, 2])
def test_a_changed_line_is_found(settings, line):
    lines = settings.audit_log.read_bytes().splitlines(keepends=True)
    lines[line] = lines[line].replace(b'"object":"2021', b'"object":"2022')
    settings.audit_log.write_bytes(b"".join(lines))
    with pytest.raises(AuditBroken):
        audit.read(settings)
    with pytest.raises(AuditBroken):
        audit.append(settings, "prune", "x")


@pytest.mark.parametrize("line", [0, 1, 2])
def test_a_removed_line_is_found(settings, line):
    lines = settings.audit_log.read_bytes().splitlines(keepends=True)
    del lines[line]
    settings.audit_log.write_bytes(b"".join(lines))
    with pytest.raises(AuditBroken):
        audit.read(settings)


def test_reordered_added_and_emptied_lines_are_found(settings):
    whole = settings.audit_log.read_bytes()
    first, second, third = whole.splitlines(keepends=True)
    for text in (second + first + third, whole + third, whole + b"{}\n", b""):
        settings.audit_log.write_bytes(text)
        with pytest.raises(AuditBroken):
            audit.read(settings)


def test_a_crash_before_the_head_was_written_is_no_tampering(settings):
    head = settings.audit_head.read_text()
    audit.append(settings, "cite", "20211130-aa")
    settings.audit_head.write_text(head)
    assert len(audit.read(settings)) == 4
    audit.append(settings, "cite", "20211130-aa")
    assert len(audit.read(settings)) == 5
