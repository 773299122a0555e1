"""Bytes to UTF-8 text: encodings of the providers, gz, and the counts that a CSV file is reconciled with."""

import codecs
import gzip
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_CHUNK = 4 << 20
_HEAD = 64 << 10
_IDEOGRAPH = re.compile(rb"[\xe3-\xe9][\x80-\xbf]{2}")
# U+FFFD in UTF-8. Inside GB18030 text these bytes read as 锟斤拷: characters lost before the file reached us.
_LOST = b"\xef\xbf\xbd"
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@dataclass
class TextStats:
    """What was counted while decoding: enough to know whether the engine's CSV reader lost a line."""

    encoding: str = "utf-8"
    lines: int = 0
    line_feeds: int = 0
    carriage_returns: int = 0
    crlf: int = 0
    nul: int = 0
    blank_tail: int = 0

    @property
    def plain(self) -> bool:
        """No NUL and no lone carriage return: every line ends in a newline."""
        return self.nul == 0 and self.carriage_returns == self.crlf


def open_binary(path: Path) -> BinaryIO:
    return gzip.open(path, "rb") if path.suffix.lower() == ".gz" else path.open("rb")


def detect_encoding(path: Path) -> str:
    """utf-8, utf-16-le, utf-16-be or gb18030 when the whole file decodes, else 'mixed'."""
    with open_binary(path) as source:
        start = source.read(4)
    for bom, name in _BOMS[1:]:
        if start.startswith(bom):
            return name
    if len(start) == 4 and start[1] == start[3] == 0 and start[0]:
        return "utf-16-le"
    if len(start) == 4 and start[0] == start[2] == 0 and start[1]:
        return "utf-16-be"
    candidates = ("utf-8",) if start.startswith(codecs.BOM_UTF8) else ("utf-8", "gb18030")
    for name in candidates:
        decoder = codecs.getincrementaldecoder(name)()
        lost = False
        try:
            with open_binary(path) as source:
                while chunk := source.read(_CHUNK):
                    decoder.decode(chunk)
                    lost = lost or _LOST in chunk
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return "mixed" if name == "gb18030" and (lost or _starts_as_utf8(path)) else name
    return "mixed"


def _starts_as_utf8(path: Path) -> bool:
    """True when an early line holds ideographs in UTF-8; by chance such bytes may be GB18030 as well."""
    with open_binary(path) as source:
        lines = source.read(_HEAD).split(b"\n")[:-1]
    return any(_is_utf8(line) for line in lines if _IDEOGRAPH.search(line))


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def to_utf8(path: Path, target: Path) -> TextStats:
    """Write `path` as UTF-8 without BOM to `target` and count its lines.

    A file of two encodings is decoded line by line; what fits neither keeps U+FFFD, which the values refuse.
    """
    encoding = detect_encoding(path)
    with open_binary(path) as source:
        stats = _write(_utf8_chunks(source, encoding), target, encoding)
    if stats.line_feeds == 0 and stats.carriage_returns:
        # Lines end in carriage returns alone, as spreadsheets of old Macs save them.
        stats = _write([target.read_bytes().replace(b"\r", b"\n")], target, encoding)
    return stats


def _write(chunks: Iterable[bytes], target: Path, encoding: str) -> TextStats:
    stats = TextStats(encoding=encoding)
    with target.open("wb") as sink:
        last = b""
        for chunk in chunks:
            stats.line_feeds += chunk.count(b"\n")
            stats.carriage_returns += chunk.count(b"\r")
            stats.crlf += chunk.count(b"\r\n") + (last.endswith(b"\r") and chunk.startswith(b"\n"))
            stats.nul += chunk.count(b"\0")
            sink.write(chunk)
            last = (last + chunk)[-4096:]
    stats.lines = stats.line_feeds + bool(last and not last.endswith(b"\n"))
    text = last.replace(b"\r\n", b"\n")
    stats.blank_tail = max(len(text) - len(text.rstrip(b"\n")) - 1, 0)
    return stats


def _utf8_chunks(source: BinaryIO, encoding: str) -> Iterator[bytes]:
    first = True
    if encoding == "mixed":
        for line in source:
            yield _decode_line(line.removeprefix(codecs.BOM_UTF8) if first else line).encode("utf-8")
            first = False
        return
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    while chunk := source.read(_CHUNK):
        text = decoder.decode(chunk)
        yield (text.removeprefix("\ufeff") if first else text).encode("utf-8", "replace")
        first = False
    if rest := decoder.decode(b"", final=True):
        yield rest.encode("utf-8", "replace")


def _decode_line(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.replace(_LOST, b"\x1a").decode("gb18030", "replace").replace("\x1a", "\ufffd")
