"""Bytes to UTF-8 text: encodings of the providers, gz, and the counts that a CSV file is reconciled with."""

import codecs
import gzip
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipelines.landing.limits import LIMITS, UnreadableFile, expands
from pipelines.landing.messages import say

_CHUNK = 4 << 20
_HEAD = 64 << 10
_IDEOGRAPH = re.compile(rb"[\xe3-\xe9][\x80-\xbf]{2}")
# U+FFFD in UTF-8. Inside GB18030 text these bytes read as 锟斤拷: characters lost before the file reached us.
_LOST = b"\xef\xbf\xbd"
_UTF16 = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@dataclass
class TextStats:
    """What was counted of a text: enough to know whether the engine's CSV reader lost a line."""

    lines: int = 0
    line_feeds: int = 0
    carriage_returns: int = 0
    crlf: int = 0
    nul: bool = False
    blank_tail: int = 0

    @property
    def plain(self) -> bool:
        """No NUL and no lone carriage return: every line ends in a newline."""
        return not self.nul and self.carriage_returns == self.crlf

    def counting(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Pass the chunks on, counting them; the counts are complete when the last one was taken."""
        tail = b""
        for chunk in chunks:
            self.line_feeds += chunk.count(b"\n")
            if b"\r" in chunk or tail.endswith(b"\r"):
                self.carriage_returns += chunk.count(b"\r")
                self.crlf += chunk.count(b"\r\n") + (tail.endswith(b"\r") and chunk.startswith(b"\n"))
            self.nul = self.nul or b"\0" in chunk
            yield chunk
            tail = (tail + chunk[-4096:])[-4096:]
        self.lines = self.line_feeds + bool(tail and not tail.endswith(b"\n"))
        text = tail.replace(b"\r\n", b"\n")
        self.blank_tail = max(len(text) - len(text.rstrip(b"\n")) - 1, 0)


def expand(path: Path, workspace: Path) -> Path:
    """The file itself, or what a .gz holds. Raises UnreadableFile for one that is damaged or grows too much."""
    if path.suffix.lower() != ".gz":
        return path
    target = workspace / "expanded"
    written = 0
    try:
        with path.open("rb") as packed, gzip.open(packed) as source, target.open("wb") as sink:
            while chunk := source.read(_CHUNK):
                written += len(chunk)
                # Held against what was taken so far, so that a bomb is known before it has grown.
                if written > LIMITS.expanded(packed.tell()):
                    raise expands(LIMITS.expanded(path.stat().st_size))
                sink.write(chunk)
    except (EOFError, OSError, zlib.error):
        raise UnreadableFile(say("damaged")) from None
    return target


def to_utf8(path: Path, workspace: Path) -> tuple[Path, TextStats]:
    """`path` as UTF-8 text (itself, when it is that already, with or without BOM) and its counts.

    A file of two encodings is decoded line by line; what fits neither keeps U+FFFD, which the values refuse.
    """
    encoding = _utf16(path)
    text = path
    if encoding is None:
        stats = TextStats()
        if not _is_utf8(stats.counting(_chunks(path))):
            encoding = "mixed" if _starts_as_utf8(path) else "gb18030"
    if encoding is not None:
        text = workspace / "text.csv"
        stats = _transcode(path, text, encoding)
    if stats.line_feeds == 0 and stats.carriage_returns:
        # Lines end in carriage returns alone, as spreadsheets of old Macs save them.
        lines = workspace / "lines.csv"
        stats = _write((chunk.replace(b"\r", b"\n") for chunk in _chunks(text)), lines)
        text = lines
    return text, stats


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as source:
        while chunk := source.read(_CHUNK):
            yield chunk


def _utf16(path: Path) -> str | None:
    """The kind of UTF-16 that the first characters show, with or without a byte order mark."""
    with path.open("rb") as source:
        start = source.read(4)
    for bom, name in _UTF16:
        if start.startswith(bom):
            return name
    if len(start) == 4 and start[1] == start[3] == 0 and start[0]:
        return "utf-16-le"
    if len(start) == 4 and start[0] == start[2] == 0 and start[1]:
        return "utf-16-be"
    return None


def _is_utf8(chunks: Iterable[bytes]) -> bool:
    """Whether all chunks together are UTF-8; all of them are taken, so that their counts are complete."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    valid = True
    for chunk in chunks:
        if not valid or (chunk.isascii() and not decoder.getstate()[0]):
            continue
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError:
            valid = False
    return valid and not decoder.getstate()[0]


def _starts_as_utf8(path: Path) -> bool:
    """True when an early line holds ideographs in UTF-8; by chance such bytes may be GB18030 as well."""
    with path.open("rb") as source:
        lines = source.read(_HEAD).split(b"\n")[:-1]
    return lines[:1] != [] and (
        lines[0].startswith(codecs.BOM_UTF8)
        or any(_is_utf8([line]) for line in lines if _IDEOGRAPH.search(line))
    )


def _transcode(path: Path, target: Path, encoding: str) -> TextStats:
    if encoding == "gb18030":
        try:
            return _write(_gb18030_chunks(path), target)
        except UnicodeDecodeError:
            encoding = "mixed"
    chunks = _mixed_chunks(path) if encoding == "mixed" else _replaced_chunks(path, encoding)
    return _write(chunks, target)


def _write(chunks: Iterable[bytes], target: Path) -> TextStats:
    stats = TextStats()
    with target.open("wb") as sink:
        for chunk in stats.counting(chunks):
            sink.write(chunk)
    return stats


def _gb18030_chunks(path: Path) -> Iterator[bytes]:
    """Raises UnicodeDecodeError when the file is not GB18030 throughout, or lost characters before it came."""
    decoder = codecs.getincrementaldecoder("gb18030")()
    for chunk in _chunks(path):
        if _LOST in chunk:
            raise UnicodeDecodeError("gb18030", b"", 0, 1, "lost characters")
        yield decoder.decode(chunk).encode("utf-8")
    yield decoder.decode(b"", final=True).encode("utf-8")


def _replaced_chunks(path: Path, encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    first = True
    for chunk in _chunks(path):
        text = decoder.decode(chunk)
        yield (text.removeprefix("\ufeff") if first else text).encode("utf-8", "replace")
        first = False
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")


def _mixed_chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as source:
        for number, line in enumerate(source):
            yield _decode_line(line.removeprefix(codecs.BOM_UTF8) if number == 0 else line).encode("utf-8")


def _decode_line(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.replace(_LOST, b"\x1a").decode("gb18030", "replace").replace("\x1a", "\ufffd")
