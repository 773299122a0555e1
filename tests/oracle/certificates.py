"""CT01: 1+X certificates issued."""

from datetime import date

from tests.oracle.common import Fact, Row, Rows, Scoped, distinct, first_day, latest


def ct01(rows: dict[str, list[Row]], d: date) -> Rows:
    """Results with a certificate's number, by the year in which it was issued."""
    found = latest(
        rows["certificates.certificate_results"],
        lambda r: (r["issuer"], r["certificate"], r["level"], r["exam_batch"], r["person"]),
    )
    facts = [Fact(row["issued_on"], None, key) for key, row in found.items() if row["certificate_no"]]
    first = first_day((row["issued_on"] for row in found.values()), d)
    return Scoped("calendar_year", facts, d).rows("CT01", first, distinct)
