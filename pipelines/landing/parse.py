"""One delivered file into sheets of cells: what the parsing process does (landing/sandbox.py).

Nothing here touches the warehouse: a file that crashes, hangs or bloats its parser costs one refused file.
"""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import BinaryIO

from pipelines.contracts import Feed
from pipelines.landing.archive import extracted, system_files
from pipelines.landing.decode import expand, to_utf8
from pipelines.landing.headers import HeaderError, HeaderMatcher, read_mapping
from pipelines.landing.limits import LIMITS, UnreadableFile, check_size, expands
from pipelines.landing.messages import say, say_of
from pipelines.landing.read_csv import read_csv
from pipelines.landing.read_records import read_json, read_json_lines, read_parquet
from pipelines.landing.read_workbook import read_workbook
from pipelines.landing.sheets import Parsed, Sheet

_KINDS = {
    ".csv": "text",
    ".csv.gz": "text",
    ".tsv": "text",
    ".tsv.gz": "text",
    ".txt": "text",
    ".xlsx": "workbook",
    ".xls": "workbook",
    ".ods": "workbook",
    ".json": "json",
    ".jsonl": "jsonl",
    ".jsonl.gz": "jsonl",
    ".parquet": "parquet",
    ".zip": "archive",
}
_RECORD_READERS: dict[str, Callable[..., Sheet]] = {
    "json": read_json,
    "jsonl": read_json_lines,
    "parquet": read_parquet,
}


@dataclass(frozen=True)
class Request:
    """One file to parse, of the size and modification time (ns) that `stamp` gives.

    `known` are the digests received before; `careful` asks for the line-accounting reader.
    """

    path: Path
    workspace: Path
    feed: Feed
    known: frozenset[str] = frozenset()
    careful: bool = False
    stamp: tuple[int, int] | None = None


def parse(request: Request) -> Parsed:
    """The file's sheets; what cannot be read comes back as `refused`."""
    workspace = request.workspace
    digest = ""
    try:
        check_size(request.path.stat().st_size)
        check_kind(request.path.name)
        # Parsed is the private copy, so that what was digested is what was read.
        copy = workspace / f"delivery{file_kind(request.path.name)}"
        digest = _copy(request, copy)
        if digest in request.known:
            return Parsed(digest, repeated=True)
        matcher = HeaderMatcher(request.feed, read_mapping(request.path.parent, request.feed))
        sheets, notes = _sheets(copy, matcher, workspace, request.careful)
    except (HeaderError, UnreadableFile) as error:
        return Parsed(digest, refused=str(error))
    except MemoryError:
        return Parsed(digest, refused=say("memory"))
    except OSError as error:
        return Parsed(digest, refused=say("unopened", reason=type(error).__name__))
    return Parsed(digest, tuple(sheets), tuple(notes))


def file_kind(name: str) -> str:
    """The ending that tells the kind, with the .gz behind it; empty for a kind that cannot be read."""
    path = PurePath(name)
    double = "".join(path.suffixes[-2:]).lower()
    return double if double in _KINDS else path.suffix.lower() if path.suffix.lower() in _KINDS else ""


class UnknownKind(UnreadableFile):
    """The file's name ends as no kind of delivery does."""


def check_kind(name: str) -> None:
    if not file_kind(name):
        raise UnknownKind(say("kind", ending=PurePath(name).suffix[:20] or "—"))


def _copy(request: Request, target: Path) -> str:
    """Copy the file; returns the SHA-256 of its content in hex. Raises UnreadableFile when it did not stay as it was."""
    digest = hashlib.sha256()
    with request.path.open("rb") as reader, target.open("wb") as writer:
        before = _stamp(reader)
        while chunk := reader.read(1 << 20):
            digest.update(chunk)
            writer.write(chunk)
        if (
            _stamp(reader) != before
            or before[0] != writer.tell()
            or before[:2] != (request.stamp or before[:2])
        ):
            raise UnreadableFile(say("changed"))
    return digest.hexdigest()


def _stamp(file: BinaryIO) -> tuple[int, int, int]:
    """Size, modification and change time; a copy may set the second back, never the third."""
    stat = os.fstat(file.fileno())
    return stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns


def _sheets(
    path: Path, matcher: HeaderMatcher, workspace: Path, careful: bool
) -> tuple[list[Sheet], list[str]]:
    kind = _KINDS[file_kind(path.name)]
    if kind == "archive":
        return _members(path, matcher, workspace, careful)
    target = workspace / "cells.parquet"
    if kind == "workbook":
        return read_workbook(path, matcher, target)
    path = expand(path, workspace)
    if kind in _RECORD_READERS:
        return [_RECORD_READERS[kind](path, matcher, target)], []
    text, stats = to_utf8(path, workspace)
    return [read_csv(text, stats, matcher, target if careful else None)], []


def _members(
    path: Path, matcher: HeaderMatcher, workspace: Path, careful: bool
) -> tuple[list[Sheet], list[str]]:
    """The sheets of every file in an archive that has the feed's header; a damaged one refuses the whole.

    Files of other kinds, a letter or a picture beside the tables, are told and left out.
    """
    sheets: list[Sheet] = []
    notes: list[str] = []
    fault: HeaderError | UnknownKind | None = None
    for number, (name, member) in enumerate(extracted(path, workspace, file_kind), start=1):
        folder = workspace / f"member-{number}"
        folder.mkdir()
        try:
            check_kind(name)
            found, told = _sheets(member, matcher, folder, careful)
        except (HeaderError, UnknownKind) as error:
            fault = fault or error
            notes.append(say_of("member_skipped", error, number=number))
            continue
        except UnreadableFile as error:
            raise UnreadableFile(say_of("member", error, number=number)) from None
        if (
            sum(file.stat().st_size for file in workspace.rglob("*") if file.is_file())
            > LIMITS.expanded_bytes
        ):
            raise expands(LIMITS.expanded_bytes)
        sheets += [replace(sheet, name=f"{name} › {sheet.name}" if sheet.name else name) for sheet in found]
        notes += [say_of("member", note, number=number) for note in told]
    if not sheets:
        raise fault or UnreadableFile(say("archive_empty"))
    if count := system_files(path):
        notes.append(say("system_files", count=count))
    return sheets, notes
