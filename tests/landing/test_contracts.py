"""Contracts: the shipped ones are complete, and a bad one is refused by file, table and column."""

from copy import deepcopy
from pathlib import Path

import pytest
import yaml

from pipelines.contracts import SQL_TYPE, ContractError, load_contracts

FEEDS = load_contracts()
COLUMN = {
    "name": "status",
    "data_type": "varchar",
    "description": "State.",
    "config": {"meta": {"type": "enum", "values": ["有效"], "header_zh": ["状态"], "class": "public"}},
}
KEY = {
    "name": "code",
    "data_type": "varchar",
    "description": "Code.",
    "config": {"meta": {"type": "code", "header_zh": ["编号"], "class": "public"}},
}
TABLE_META = {
    "title_zh": "表",
    "load_mode": "upsert",
    "key": ["code"],
    "on_repeat": "last_wins",
    "cadence_days": 31,
}


def contract(
    folder: Path, column: dict | None = None, meta: dict | None = None, **table_meta: object
) -> Path:
    """Write one contract whose second column and table settings are changed."""
    changed = deepcopy(COLUMN) | (column or {})
    changed["config"] = {"meta": deepcopy(COLUMN["config"]["meta"]) | (meta or {})}
    table = {
        "name": "t",
        "description": "T.",
        "columns": [KEY, changed],
        "config": {"meta": TABLE_META | table_meta},
    }
    source = {
        "name": "s",
        "tables": [table],
        "config": {"meta": {"title_zh": "源", "title_en": "S", "owner": "o", "owner_zh": "主"}},
    }
    (folder / "bad.yml").write_text(yaml.safe_dump({"version": 2, "sources": [source]}, allow_unicode=True))
    return folder


def test_the_plain_contract_is_good(tmp_path: Path) -> None:
    (feed,) = load_contracts(contract(tmp_path)).values()
    assert (feed.id, feed.key_fields, feed.raw_table) == ("s.t", ("code",), 'raw."s__t"')


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"meta": {"values": []}}, ["s.t", "status", "enum"]),
        ({"meta": {"type": "text"}}, ["s.t", "status", "enum"]),
        ({"meta": {"class": "personal"}}, ["s.t", "status", "purpose", "legal_basis", "retention_months"]),
        ({"meta": {"class": "secret"}}, ["s.t", "status", "classification"]),
        ({"meta": {"class": None}}, ["s.t", "status", "classification"]),
        ({"meta": {"type": "varchar", "values": []}}, ["s.t", "status", "varchar"]),
        ({"meta": {"type": None}}, ["s.t", "status", "type"]),
        ({"meta": {"type": "phone", "values": []}}, ["s.t", "status", "never stored"]),
        ({"column": {"data_type": "bigint"}}, ["s.t", "status", "data_type must be varchar"]),
        ({"column": {"name": "code"}}, ["s.t", "twice"]),
        ({"key": ["codes"]}, ["s.t", "codes"]),
        ({"key": ["code", "person"]}, ["s.t", "person_key"]),
        ({"load_mode": "replace"}, ["s.t", "load_mode"]),
        ({"cadence_days": 0}, ["s.t", "cadence_days"]),
        ({"boundary": {"accepted_share": 0.5}}, ["s.t", "accepted_share"]),
    ],
)
def test_a_bad_contract_is_named(tmp_path: Path, changes: dict, told: list[str]) -> None:
    with pytest.raises(ContractError) as caught:
        load_contracts(contract(tmp_path, **changes))
    text = str(caught.value)
    assert text.startswith("bad.yml: ")
    assert [word for word in told if word not in text] == []


@pytest.mark.parametrize(
    "text", ["", "- a\n", "sources: [\n", "sources: [{name: s, tables: [{name: t}]}]\n", "version: 2\n"]
)
def test_a_file_that_is_no_contract_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "bad.yml").write_text(text)
    with pytest.raises(ContractError, match=r"^bad\.yml: "):
        load_contracts(tmp_path)


@pytest.mark.parametrize("name", FEEDS)
def test_a_shipped_contract_is_complete(name: str) -> None:
    feed = FEEDS[name]
    assert feed.title_zh and feed.title_en and feed.description and feed.description_zh and feed.owner
    for column in feed.columns:
        assert column.type in SQL_TYPE
        assert column.headers_zh or column.type == "contact"
        assert not column.stored or (column.description and column.description_zh), column.name
    if feed.has_persons:
        assert feed.purpose and feed.legal_basis and feed.recipients and feed.retention_months > 0


@pytest.mark.parametrize("name", FEEDS)
def test_no_header_means_two_columns(name: str) -> None:
    headers = [header for column in FEEDS[name].delivered for header in (column.field, *column.headers_zh)]
    assert len(headers) == len(set(headers))


@pytest.mark.parametrize("name", FEEDS)
def test_documents_names_and_phones_have_no_column_of_their_own(name: str) -> None:
    stored = {column.type: column.name for column in FEEDS[name].stored}
    assert not {"name", "phone"} & stored.keys()
    assert stored.get("pid", "person_key") == "person_key"
    assert not {"person_id", "phone"} & FEEDS[name].raw_columns().keys()
    # A stored `name` is an organisation's or a school's, never a person's.
    names = [column for column in FEEDS[name].stored if column.name == "name"]
    assert all(column.type == "text" and column.classification == "public" for column in names)
    assert not names or not FEEDS[name].has_persons


def test_the_feeds_of_the_three_systems() -> None:
    wanted = {
        "market_registry": ["enterprises", "enterprise_sizes"],
        "messenger": ["schools", "platform_enterprises"],
        "training_office": ["training_classes", "class_sessions", "enrolments", "attendance"],
        "online_college": [
            "quota_batches",
            "online_accounts",
            "online_courses",
            "logins",
            "study_records",
            "study_days",
        ],
    }
    assert {f"{system}.{feed}" for system, feeds in wanted.items() for feed in feeds} <= FEEDS.keys()
