"""The old binary workbook (.xls) of one sheet, written record by record: texts, numbers and formula errors."""

import struct

_SECTOR = 512
_STREAM = 16 * _SECTOR  # shorter streams would lie elsewhere in the file
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
ERRORS = {
    "#NULL!": 0x00,
    "#DIV/0!": 0x07,
    "#VALUE!": 0x0F,
    "#REF!": 0x17,
    "#NAME?": 0x1D,
    "#NUM!": 0x24,
    "#N/A": 0x2A,
}


def xls(name: str, rows: list[list]) -> bytes:
    """The bytes of a workbook whose sheet holds `rows`; texts that are ERRORS become errors, None stays empty."""
    cells = [
        _cell(r, c, cell) for r, row in enumerate(rows) for c, cell in enumerate(row) if cell is not None
    ]
    sheet = b"".join([_begin(0x0010), *cells, _record(0x000A)])
    title = name.encode("utf-16-le")
    start = len(_begin(0x0005)) + 4 + 8 + len(title) + 4
    bound = _record(0x0085, struct.pack("<IBBBB", start, 0, 0, len(name), 1) + title)
    stream = _begin(0x0005) + bound + _record(0x000A) + sheet
    assert len(stream) <= _STREAM
    return _compound(stream.ljust(_STREAM, b"\0"))


def _record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _begin(kind: int) -> bytes:
    return _record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6))


def _cell(row: int, column: int, cell: object) -> bytes:
    place = struct.pack("<HHH", row, column, 0)
    if isinstance(cell, str) and cell in ERRORS:
        return _record(0x0205, place + bytes((ERRORS[cell], 1)))
    if isinstance(cell, str):
        return _record(0x0204, place + struct.pack("<HB", len(cell), 1) + cell.encode("utf-16-le"))
    return _record(0x0203, place + struct.pack("<d", cell))


def _compound(stream: bytes) -> bytes:
    """A compound file: header, sector 0 with the chains, sector 1 with the directory, then the stream."""
    count = len(stream) // _SECTOR
    chains = [_FAT, _END, *range(3, 2 + count), _END]
    chains += [_FREE] * (_SECTOR // 4 - len(chains))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    head += bytes(6) + struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    head += struct.pack("<109I", 0, *[_FREE] * 108)
    directory = _entry("Root Entry", 5, 1, _END, 0) + _entry("Workbook", 2, _FREE, 2, len(stream))
    return head + struct.pack("<128I", *chains) + directory.ljust(_SECTOR, b"\0") + stream


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    links = struct.pack("<HBBIII", len(text), kind, 1, _FREE, _FREE, child)
    return text.ljust(64, b"\0") + links + bytes(36) + struct.pack("<IQ", start, size)
