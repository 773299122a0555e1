"""Downloads hold the same numbers as the database and the pages."""

import csv
from pathlib import Path

import duckdb
import yaml
from make_release import HIDDEN
from python_calamine import CalamineWorkbook

from dashboards import write_files
from dashboards.pages.downloads import files_of
from dashboards.release import Release
from pipelines.agreement import disagreements, numbers_on_pages

SCHEMA = Path(__file__).parents[2] / "pipelines" / "release_schema.yml"
VALUES = {"zh": "指标值", "en": "KPI values"}


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_promised_file_is_written(files: Path, release: Release) -> None:
    assert {path.name for path in files.iterdir()} == files_of(release)


def test_the_release_check_agrees_with_every_page_and_file(database: Path, site: Path, files: Path) -> None:
    assert list(disagreements(database.parent)) == []
    assert numbers_on_pages(database.parent) > 1500


def test_csv_has_a_byte_order_mark_and_every_row(files: Path, release: Release) -> None:
    path = files / "kpi_values.csv"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = read_csv(path)
    assert len(rows) == len(release.values)
    for row, value in zip(rows, release.values, strict=True):
        assert row["kpi_id"] == value.kpi_id and row["status"] == value.status
        for field in ("numerator", "denominator", "value"):
            assert row[field] == ("" if getattr(value, field) is None else repr(getattr(value, field)))


def test_csv_text_is_no_formula(files: Path) -> None:
    labels = [row["label_en"] for row in read_csv(files / "members.csv")]
    assert "'=1+1" in labels and not any(label.startswith("=") for label in labels)


def test_the_made_up_release_has_the_columns_of_a_real_one(database: Path) -> None:
    schema = yaml.safe_load(SCHEMA.read_text(encoding="utf-8"))
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(
            "select table_name, column_name from duckdb_columns() where not internal order by column_index"
        )
        stored: dict[str, list[str]] = {}
        for table, column in rows.fetchall():
            stored.setdefault(table, []).append(column)
    assert stored == {table: list(entry["columns"]) for table, entry in schema.items()}


def test_parquet_equals_the_database(files: Path, database: Path) -> None:
    with duckdb.connect(str(database), read_only=True) as connection:
        both = f"(select * from kpi_values except all select * from '{files / 'kpi_values.parquet'}')"
        found = connection.execute(f"select count(*) from {both}").fetchone()
        rows = connection.execute(f"select count(*) from '{files / 'kpi_values.parquet'}'").fetchone()
        stored = connection.execute("select count(*) from kpi_values").fetchone()
    assert found == (0,) and rows == stored


def test_workbook_numbers_equal_the_database(files: Path, release: Release) -> None:
    for lang, name in VALUES.items():
        sheet = CalamineWorkbook.from_path(files / f"cooperation_{lang}.xlsx").get_sheet_by_name(name)
        rows = sheet.to_python(skip_empty_area=False)
        header, body = rows[3], rows[4:]
        assert len(body) == len(release.values)
        marks = {"suppressed": "*", "not_applicable": "—", "not_available": "…"}
        for cells, value in zip(body, release.values, strict=True):
            shown = cells[header.index("value")]
            assert shown == (value.value if value.status == "ok" else marks[value.status])
            for field in ("numerator", "denominator", "n"):
                number = value.published(field)
                assert cells[header.index(field)] == ("" if number is None else number)


def test_workbook_has_a_cover_and_no_formula(files: Path) -> None:
    for lang in VALUES:
        workbook = CalamineWorkbook.from_path(files / f"cooperation_{lang}.xlsx")
        cover = workbook.get_sheet_by_index(0).to_python()
        text = " ".join(str(cell) for row in cover for cell in row)
        assert "2021-11-30-0001" in text and ("虚构" in text or "made up" in text)
        listed = {row[0] for row in cover}
        assert set(workbook.sheet_names[1:]) <= listed
    import zipfile

    with zipfile.ZipFile(files / "cooperation_zh.xlsx") as archive:
        sheets = [archive.read(name).decode() for name in archive.namelist() if "worksheets/sheet" in name]
    assert not any("<f>" in sheet for sheet in sheets)
    assert sum("<pane" in sheet for sheet in sheets) == len(sheets) - 1


def test_suppressed_values_leak_into_no_file(files: Path) -> None:
    for path in files.glob("*.csv"):
        assert str(HIDDEN) not in path.read_text(encoding="utf-8-sig")
    for path in files.glob("*.xlsx"):
        workbook = CalamineWorkbook.from_path(path)
        for name in workbook.sheet_names:
            cells = workbook.get_sheet_by_name(name).to_python()
            assert not any(cell == HIDDEN or str(HIDDEN) in str(cell) for row in cells for cell in row)


def test_writing_twice_gives_the_same_bytes(database: Path, files: Path, tmp_path: Path) -> None:
    write_files(database, tmp_path)
    for path in files.iterdir():
        assert path.read_bytes() == (tmp_path / path.name).read_bytes(), path.name
