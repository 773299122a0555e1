"""The data dictionary: every table and column a reader can see, from contracts, dbt's manifest and the release."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import orjson

from pipelines.contracts import PROVENANCE, Feed

Row = tuple[str, str | None, str | None, str, str, str]

_PROVENANCE_TEXTS = {
    "_provider": ("Provider of the row.", "报送单位。"),
    "_file": ("File the row came in.", "来源文件。"),
    "_sheet": ("Sheet of the workbook.", "工作表。"),
    "_row": ("Row number in the file or sheet.", "文件或工作表中的行号。"),
    "_seq": ("Order of the row within its file.", "行在文件中的次序。"),
    "_digest": ("SHA-256 of the file's content.", "文件内容的 SHA-256。"),
    "_received_at": ("Modification time of the file, Shanghai.", "文件修改时间（上海时间）。"),
    "_loaded_at": ("Time the row was loaded, Shanghai.", "装载时间（上海时间）。"),
    "_file_no": ("Number of the file in raw.files.", "文件在 raw.files 中的序号。"),
}


def dictionary_rows(feeds: Iterable[Feed], release: dict[str, Any], manifest: Path) -> list[Row]:
    """(table, column or None, type, English, Chinese, class), tables of the release first."""
    rows: list[Row] = []
    for table, entry in release.items():
        rows.append((table, None, None, *entry["description"], "public"))
        rows += [(table, name, *column, "public") for name, column in entry["columns"].items()]
    for feed in feeds:
        rows += _feed_rows(feed)
    for node in orjson.loads(manifest.read_bytes())["nodes"].values():
        if node["resource_type"] in ("model", "seed"):
            rows += _node_rows(node)
    return rows


def _feed_rows(feed: Feed) -> list[Row]:
    table = f"raw.{feed.system}__{feed.name}"
    rows: list[Row] = [(table, None, None, feed.description, feed.description_zh, "internal")]
    for column in feed.stored:
        rows.append(
            (
                table,
                column.name,
                column.sql_type,
                column.description,
                column.description_zh,
                column.classification,
            )
        )
        for name, sql_type in column.siblings().items():
            if name.endswith("_year_inferred"):
                texts = (
                    f"Whether {column.name} was written without a year, which {column.year_from} then gave.",
                    f"{column.name} 原文无年份、年份取自 {column.year_from} 时为真。",
                )
            elif name.endswith("_currency"):
                texts = ("Currency of the amount (ISO 4217).", "金额币种。")
            else:
                texts = (
                    f"Last day meant when {column.name} is not exact.",
                    f"{column.name} 不精确时的区间末日。",
                )
            rows.append((table, name, sql_type, *texts, column.classification))
    return rows + [
        (table, name, kind, *_PROVENANCE_TEXTS[name], "internal") for name, kind in PROVENANCE.items()
    ]


def _node_rows(node: dict[str, Any]) -> list[Row]:
    table = f"{node['schema']}.{node['name']}"
    meta = node.get("config", {}).get("meta", {})
    rows: list[Row] = [
        (table, None, None, node.get("description", ""), meta.get("description_zh", ""), "internal")
    ]
    for column in node.get("columns", {}).values():
        meta = column.get("config", {}).get("meta", {}) or column.get("meta", {})
        texts = (column.get("description", ""), meta.get("description_zh", ""))
        rows.append((table, column["name"], column.get("data_type"), *texts, meta.get("class", "internal")))
    return rows
