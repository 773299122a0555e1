"""Reads and checks the feed contracts: the dbt source files with `config.meta`.

A column, its Chinese headers, its semantic type and its class stand in the contract and nowhere else;
the loader, the quarantine rules, the boundary expectations and the dictionary are derived from here.
"""

from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from pipelines.settings import DBT_PROJECT

SQL_TYPE = {
    "text": "VARCHAR",
    "code": "VARCHAR",
    "uscc": "VARCHAR",
    "district": "VARCHAR",
    "enum": "VARCHAR",
    "pid": "VARCHAR",
    "contact": "VARCHAR",
    "name": "VARCHAR",
    "phone": "VARCHAR",
    "date": "DATE",
    "month": "DATE",
    "datetime": "TIMESTAMP",
    "int": "BIGINT",
    "num": "DOUBLE",
    "money": "DOUBLE",
    "pct": "DOUBLE",
    "bool": "BOOLEAN",
}
PROVENANCE = {
    "_provider": "VARCHAR",
    "_file": "VARCHAR",
    "_sheet": "VARCHAR",
    "_row": "BIGINT",
    "_seq": "BIGINT",
    "_digest": "VARCHAR",
    "_received_at": "TIMESTAMP",
    "_loaded_at": "TIMESTAMP",
    "_file_no": "BIGINT",
}
_LANDED = {"_sheet_no": "BIGINT", "_row": "BIGINT"}  # what a row itself keeps of its provenance
PERSON = "person"  # stands in a key for person_key, else contact_key
PERSONAL_CLASSES = ("personal", "sensitive")


class ContractError(ValueError):
    """A contract cannot be used; the text names file, table and column."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(_Model):
    """One column of a feed as files deliver it; `name` is the stored column, `field` the delivered one."""

    name: str
    field: str
    type: str
    headers_zh: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    currency: bool = False
    min: float | None = None
    year_from: str | None = None  # a day written without a year takes the year of this column
    unknown: tuple[str, ...] = ()  # words that say "not known", such as 若干: no value, no fault
    examples: tuple[str, ...] = ()  # right cells of two rows, made up; without them the type's own examples
    additive: bool = True  # whether a total row may sum the column: years and scores are not summed
    description: str = ""
    description_zh: str = ""
    classification: Literal["public", "internal", "personal", "sensitive"]
    stored: bool = True

    @property
    def sql_type(self) -> str:
        return SQL_TYPE[self.type]

    def siblings(self) -> dict[str, str]:
        """Columns the loader stores beside this one: the end of an imprecise date, the currency of money."""
        if self.year_from:
            return {f"{self.name}_to": "DATE", f"{self.name}_year_inferred": "BOOLEAN"}
        if self.type == "date":
            return {f"{self.name}_to": "DATE"}
        if self.currency:
            return {f"{self.name}_currency": "VARCHAR"}
        return {}


class Boundary(_Model):
    """What the gate expects of a feed's deliveries."""

    accepted_share_min: float = 0.9
    volume_ratio_max: float = 10.0
    mean_ratio_max: float = 10.0  # a column's mean against that of earlier deliveries, either way
    emptied_share: float = (
        0.9  # a column that used to be half full counts as emptied from this share of empty cells
    )
    severity: Literal["warning", "error"] = "warning"


class Feed(_Model):
    """One feed: what it holds, how its rows replace each other, how often it is due."""

    system: str
    name: str
    title_zh: str
    title_en: str
    system_title_zh: str
    system_title_en: str
    owner: str
    owner_zh: str
    description: str
    description_zh: str
    load_mode: Literal["upsert", "append"]
    on_repeat: Literal["last_wins", "first_stays", "all_count"]
    key: tuple[str, ...]
    cadence_days: int = Field(gt=0)
    purpose: str = ""
    purpose_zh: str = ""
    legal_basis: str = ""
    recipients: str = ""
    retention_months: int = 0
    boundary: Boundary = Boundary()
    columns: tuple[Column, ...]

    @property
    def id(self) -> str:
        return f"{self.system}.{self.name}"

    @property
    def raw_table(self) -> str:
        return f'raw."{self.system}__{self.name}"'

    @property
    def landed_table(self) -> str:
        return f'landed."{self.system}__{self.name}"'

    @property
    def delivered(self) -> tuple[Column, ...]:
        """Columns a file may bring; the contact key is made by the loader."""
        return tuple(column for column in self.columns if column.type != "contact")

    @property
    def stored(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.stored)

    @property
    def has_persons(self) -> bool:
        return any(column.classification in PERSONAL_CLASSES for column in self.columns)

    @property
    def key_fields(self) -> tuple[str, ...]:
        """Delivered columns without which a header is not this feed's header."""
        return tuple(column.field for column in self.delivered if column.name in self.key)

    def value_columns(self) -> dict[str, str]:
        """Stored columns with their SQL types, siblings included, in order."""
        result: dict[str, str] = {}
        for column in self.stored:
            result[column.name] = column.sql_type
            result.update(column.siblings())
        return result

    def landed_columns(self) -> dict[str, str]:
        """Columns of the table the rows lie in."""
        return self.value_columns() | _LANDED

    def raw_columns(self) -> dict[str, str]:
        """Columns of the view on that table, full provenance included."""
        return self.value_columns() | PROVENANCE

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    @model_validator(mode="after")
    def _check(self) -> "Feed":
        names = {column.name for column in self.columns}
        for key in self.key:
            if key != PERSON and key not in names:
                raise ValueError(f"{self.id}: key column {key} is no column of the feed")
        if PERSON in self.key and not names & {"person_key", "contact_key"}:
            raise ValueError(f"{self.id}: a person in the key needs person_key or contact_key")
        if len(names) < len(self.columns):
            raise ValueError(f"{self.id}: a column is listed twice")
        for column in self.columns:
            if column.type not in SQL_TYPE:
                raise ValueError(f"{self.id}.{column.name}: unknown semantic type {column.type}")
            if (column.type == "enum") != bool(column.values):
                raise ValueError(f"{self.id}.{column.name}: an enum, and only an enum, lists its values")
            if column.type in ("name", "phone") and column.stored:
                raise ValueError(f"{self.id}.{column.name}: names and phones are never stored")
        if self.has_persons and not (self.purpose and self.legal_basis and self.retention_months):
            personal = ", ".join(c.name for c in self.columns if c.classification in PERSONAL_CLASSES)
            raise ValueError(
                f"{self.id}: personal columns ({personal}) need purpose, legal_basis and retention_months"
            )
        return self


def _meta(node: dict) -> dict:
    return (node.get("config") or {}).get("meta") or {}


def _column(node: dict, stored: bool) -> Column:
    meta = _meta(node) if stored else node
    settings = {
        "name": node["name"],
        "field": meta.get("field", node["name"]),
        "type": meta.get("type"),
        "headers_zh": meta.get("header_zh", ()),
        "values": meta.get("values", ()),
        "currency": meta.get("currency", False),
        "min": meta.get("min"),
        "unknown": meta.get("unknown", ()),
        "year_from": meta.get("year_from"),
        "examples": meta.get("example", ()),
        "additive": meta.get("additive", True),
        "description": node.get("description", ""),
        "description_zh": meta.get("description_zh", ""),
        "classification": meta.get("class"),
        "stored": stored,
    }
    try:
        return Column(**settings)
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        raise ValueError(f"column {node['name']}: {faults}") from error


def _feed(source: dict, table: dict) -> Feed:
    system, meta = _meta(source), _meta(table)
    columns = [_column(node, stored=True) for node in table["columns"]]
    columns += [_column(node, stored=False) for node in meta.get("read_only_while_loading") or ()]
    optional = {
        name: meta[name]
        for name in ("purpose", "purpose_zh", "legal_basis", "recipients", "retention_months", "boundary")
        if name in meta
    }
    feed = Feed(
        system=source["name"],
        name=table["name"],
        title_zh=meta["title_zh"],
        title_en=meta.get("title_en", table["name"].replace("_", " ").capitalize()),
        system_title_zh=system["title_zh"],
        system_title_en=system["title_en"],
        owner=system["owner"],
        owner_zh=system["owner_zh"],
        description=table.get("description", ""),
        description_zh=meta.get("description_zh", ""),
        load_mode=meta["load_mode"],
        on_repeat=meta["on_repeat"],
        key=meta["key"],
        cadence_days=meta["cadence_days"],
        columns=columns,
        **optional,
    )
    for node, column in zip(table["columns"], feed.columns, strict=False):
        if node.get("data_type", "").upper() != column.sql_type:
            raise ValueError(f"{feed.id}.{column.name}: data_type must be {column.sql_type.lower()}")
    return feed


def _resolve(table: dict, tables: dict[str, dict]) -> dict:
    """A table that says `same_as: system.feed` has that feed's columns and settings; its own words come first."""
    meta = _meta(table)
    if "same_as" not in meta:
        return table
    base = tables[meta["same_as"]]
    own = {name: value for name, value in meta.items() if name != "same_as"}
    return {**base, **table, "columns": base["columns"], "config": {"meta": {**_meta(base), **own}}}


@cache
def load_contracts(folder: Path = DBT_PROJECT / "models" / "sources") -> dict[str, Feed]:
    """All feeds by `system.feed`, in file order. Raises ContractError naming the file at fault."""
    documents: dict[str, list[dict]] = {}
    tables: dict[str, dict] = {}
    for path in sorted(folder.glob("*.yml")):
        try:
            documents[path.name] = yaml.safe_load(path.read_text(encoding="utf-8"))["sources"]
            tables |= {f"{s['name']}.{t['name']}": t for s in documents[path.name] for t in s["tables"]}
        except (KeyError, TypeError, ValueError, yaml.YAMLError) as error:
            raise ContractError(f"{path.name}: {error}") from error
    feeds: dict[str, Feed] = {}
    for name, sources in documents.items():
        for source in sources:
            for table in source["tables"]:
                try:
                    feed = _feed(source, _resolve(table, tables))
                except KeyError as error:
                    raise ContractError(
                        f"{name}: {source['name']}.{table['name']}: {error.args[0]} is missing"
                    ) from error
                except (ValueError, TypeError, AttributeError) as error:
                    raise ContractError(f"{name}: {source['name']}.{table['name']}: {error}") from error
                feeds[feed.id] = feed
    return feeds
