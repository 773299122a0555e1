"""Writes the cells of a sheet as Parquet, all text, with the row number a person would count."""

import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

_BATCH = 50_000


class CellWriter:
    """A Parquet file of _row, c0…cn being written; closed by the end of the with block."""

    def __init__(self, path: Path, width: int) -> None:
        self.path, self.rows = path, 0
        self._schema = pa.schema(
            [("_row", pa.int64()), *((f"c{index}", pa.string()) for index in range(width))]
        )

    def __enter__(self) -> "CellWriter":
        # Read once and thrown away: compression would not pay; dictionaries do, on both sides.
        self._file = pq.ParquetWriter(self.path, self._schema, compression="none", write_statistics=False)
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write_rows(self, rows: Iterable[Sequence]) -> None:
        """Append rows of (row number, cell, cell, …); cells are text or None."""
        rows = iter(rows)
        while batch := list(islice(rows, _BATCH)):
            numbers, *columns = zip(*batch, strict=True)
            self.write_columns(numbers, columns)

    def write_columns(
        self, numbers: Sequence[int], columns: Sequence[Sequence[str | None] | pa.Array]
    ) -> None:
        """Append one batch given by column; a cell with a lone surrogate is text that cannot be stored."""
        arrays = [column if isinstance(column, pa.Array) else _strings(column) for column in columns]
        batch = pa.record_batch([pa.array(numbers, pa.int64()), *arrays], schema=self._schema)
        self._file.write_batch(batch)
        self.rows += batch.num_rows


def warm_up() -> None:
    """What Arrow does at its first array, function and file: look for pandas, fill its registries."""
    texts = pc.cast(pa.array([1.0]), pa.string())
    pq.write_table(pa.table({"c0": pc.if_else(pc.equal(texts, ""), None, texts)}), io.BytesIO())


def write_broken(cells: Path, rows: Sequence[tuple[int, str]]) -> str | None:
    """Write (row, rule) of the rows that have no cells beside the file of `cells`; returns the file's path, if any."""
    if not rows:
        return None
    path = cells.with_suffix(".broken.parquet")
    numbers, rules = zip(*rows, strict=True)
    pq.write_table(
        pa.table({"_row": pa.array(numbers, pa.int64()), "rule": pa.array(rules, pa.string())}), path
    )
    return str(path)


def broken_pages(path: str) -> Iterator[list[tuple[int, str]]]:
    """What `write_broken` wrote, in pages."""
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=_BATCH):
            yield list(zip(*(column.to_pylist() for column in batch.columns), strict=True))


def _strings(column: Sequence[str | None]) -> pa.Array:
    try:
        return pa.array(column, pa.string())
    except UnicodeEncodeError:
        return pa.array(
            [cell and cell.encode("utf-8", "replace").decode() if cell else None for cell in column],
            pa.string(),
        )
