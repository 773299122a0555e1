"""The release check reads the outputs by itself and notices one changed digit in any of them."""

import shutil
import zipfile

import duckdb
import pytest
import xlsxwriter

from dashboards import render_site, write_files
from pipelines.agreement import disagreements, numbers_on_pages
from pipelines.release_database import create_tables


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A release with a number, a share, a hidden and a missing figure."""
    folder = tmp_path_factory.mktemp("release")
    with duckdb.connect() as con:
        con.execute(f"ATTACH '{folder / 'release.duckdb'}' AS made")
        create_tables(con, "made")
        facts = {"as_of": "2021-11-30", "release_id": "r1", "built_at": "2021-12-01 01:00:00", "sample": "true",
                 "small_cell_k": "5", "city_zh": "宁波市", "city_en": "Ningbo", "home_city": "330200"}  # fmt: skip
        con.executemany("INSERT INTO made.release_info VALUES (?, ?)", list(facts.items()))
        names = [("TR01", "classes"), ("TR06", "ratio"), ("NC08", "hours")]
        con.executemany(
            """INSERT INTO made.kpi_catalogue
               VALUES (?, 'name', '名称', 'text', '定义', ?, '个', 'additive', 'training_office', TRUE, NULL)""",
            names,
        )
        values = [("TR01", "calendar_year", "2016-01-01", "2016-12-31", 1234.0, "classes", "ok"),
                  ("TR06", "calendar_year", "2016-01-01", "2016-12-31", 0.12349, "ratio", "ok"),
                  ("TR01", "calendar_year", "2017-01-01", "2017-12-31", None, "classes", "suppressed"),
                  ("NC08", "calendar_year", "2019-01-01", "2019-12-31", 1300.04999, "hours", "ok")]  # fmt: skip
        con.executemany(
            """INSERT INTO made.kpi_values VALUES (?, ?, ?, ?, NULL, NULL, NULL, NULL, NULL, ?, ?, 9, ?, '1')""",
            values,
        )
        con.execute("UPDATE made.kpi_values SET n = NULL WHERE status = 'suppressed'")
        con.execute("DETACH made")
    render_site(folder / "release.duckdb", folder / "site")
    write_files(folder / "release.duckdb", folder / "files")
    return folder


@pytest.fixture
def release(whole, tmp_path):
    return shutil.copytree(whole, tmp_path / "copy")


def test_a_whole_release_agrees(whole):
    assert list(disagreements(whole)) == []
    assert numbers_on_pages(whole) > 0


def pages_with(release, text: str):
    found = [path for path in (release / "site").rglob("*.html") if text in path.read_text(encoding="utf-8")]
    assert found
    return found[0]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (">1,234<", ">1,235<"),
        ('data-value="1234.0"', 'data-value="1234.5"'),
        (">1,300.0<", ">1,300.1<"),
        (">12.3%<", ">12.4%<"),
        ('data-status="suppressed"', 'data-status="ok"'),
        ('data-key="TR01|calendar_year|2016-01-01', 'data-key="TR01|calendar_year|2015-01-01'),
    ],
)
def test_one_changed_digit_on_a_page_is_found(release, old, new):
    page = pages_with(release, old)
    page.write_text(page.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    faults = list(disagreements(release))
    assert faults and all(fault.startswith(str(page.relative_to(release))) for fault in faults)


@pytest.mark.parametrize("sql", ["UPDATE kpi_values SET value = value + 0.00001 WHERE kpi_id = 'NC08'",
                                 "UPDATE kpi_values SET status = 'ok', value = 3, n = 9 WHERE status = 'suppressed'",
                                 "DELETE FROM kpi_values WHERE kpi_id = 'TR01' AND status = 'ok'"])  # fmt: skip
def test_another_database_disagrees_with_every_file(release, sql):
    with duckdb.connect(str(release / "release.duckdb")) as con:
        con.execute(sql)
    names = {fault.split(":")[0] for fault in disagreements(release)}
    assert {"files/cooperation_zh.xlsx", "files/cooperation_en.xlsx"} <= names
    assert {"files/kpi_values.csv", "files/kpi_values.parquet"} <= names


def test_a_changed_cell_of_a_page_workbook_is_found(release):
    path = release / "files" / "page_training_zh.xlsx"
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheets = [name for name, text in parts.items() if b"<v>1234</v>" in text or b"<v>1234.0</v>" in text]
    assert sheets
    parts[sheets[0]] = parts[sheets[0]].replace(b"<v>1234", b"<v>1235", 1)
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    faults = list(disagreements(release))
    assert len(faults) == 1 and faults[0].startswith("files/page_training_zh.xlsx: ")
    assert "1235.0 and 1234.0 in the database" in faults[0]


def test_a_workbook_that_does_not_say_its_origins_is_found(release):
    book = xlsxwriter.Workbook(str(release / "files" / "page_training_zh.xlsx"))
    book.add_worksheet("x").write_number(0, 0, 1)
    book.close()
    assert list(disagreements(release)) == [
        "files/page_training_zh.xlsx: it does not say where its numbers come from"
    ]


def test_a_changed_word_in_any_csv_is_found(release):
    path = release / "files" / "kpi_catalogue.csv"
    path.write_text(path.read_text(encoding="utf-8-sig").replace("名称", "名号", 1), encoding="utf-8-sig")
    assert [fault.split(":")[0] for fault in disagreements(release)] == ["files/kpi_catalogue.csv"]
