"""Big deliveries, written by columns: a Python object per value, none per row."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet


@dataclass
class Table:
    """Rows by columns: `columns` typed (as in Truth), `cells` the spelling of those not written plainly."""

    columns: dict[str, Sequence[Any]]
    cells: dict[str, Sequence[Any]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def written(self, name: str) -> Sequence[Any]:
        """The column as files hold it; a person is split into type and number."""
        if name in self.cells:
            return self.cells[name]
        if name in ("person_id_type", "person_id"):
            part = name == "person_id"
            return [None if person is None else person[part] for person in self.columns["person"]]
        return self.columns.get(name) or [None] * len(self)


def table_csv(
    table: Table, columns: Sequence[tuple[str, str]], banner: Sequence[str], plain: Callable[[Any], Any]
) -> str:
    """Text of a comma-separated file; `plain` spells the distinct values of a column."""
    head = io.StringIO(newline="")
    writer = csv.writer(head, lineterminator="\r\n")
    for text in banner:
        writer.writerow([text])
    writer.writerow([header for _, header in columns])
    arrays = []
    for name, _ in columns:
        values = table.written(name)
        spelled = {value: str(plain(value)) for value in set(values)}
        arrays.append(pa.array([spelled[value] for value in values], pa.string()))
    body = io.BytesIO()
    options = pyarrow.csv.WriteOptions(include_header=False, quoting_style="none", eol="\r\n")
    names = [str(n) for n in range(len(columns))]
    pyarrow.csv.write_csv(pa.Table.from_arrays(arrays, names), body, options)
    return head.getvalue() + body.getvalue().decode()


def table_parquet(table: Table, columns: Sequence[tuple[str, str]]) -> bytes:
    """A Parquet file of typed columns."""
    arrays = {header: pa.array(table.written(name)) for name, header in columns}
    buffer = io.BytesIO()
    pyarrow.parquet.write_table(pa.table(arrays), buffer, compression="zstd")
    return buffer.getvalue()
