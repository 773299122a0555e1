"""Disclosure control: what stands behind a cell decides whether it leaves."""

import duckdb
import pytest

from pipelines.disclosure import suppress


def published(
    kind: str,
    value: float | None,
    n: int | None,
    complement: int | None = None,
    k: int = 5,
    top_share: float | None = None,
) -> tuple:
    con = duckdb.connect()
    con.execute(
        """CREATE TABLE cells (numerator DOUBLE, denominator DOUBLE, value DOUBLE, n BIGINT, n_complement BIGINT,
                               status VARCHAR, cell_kind VARCHAR, top_share DOUBLE)"""
    )
    con.execute(
        "INSERT INTO cells VALUES (?, NULL, ?, ?, ?, 'ok', ?, ?)",
        [value, value, n, complement, kind, top_share],
    )
    suppress(con, "cells", k)
    return con.execute("SELECT numerator, denominator, value, n, status FROM cells").fetchone()


HIDDEN = (None, None, None, None, "suppressed")


@pytest.mark.parametrize("persons", [1, 4])
def test_fewer_than_k_persons_are_hidden_whole(persons):
    assert published("person", persons, persons) == HIDDEN


@pytest.mark.parametrize("persons", [0, 5, 6])
def test_a_true_zero_and_k_persons_are_published(persons):
    assert published("person", persons, persons)[2:] == (persons, persons, "ok")


def test_a_share_with_a_small_complement_is_hidden():
    assert published("person", 0.9, 36, complement=4) == HIDDEN
    assert published("person", 1.0, 40, complement=0)[-1] == "ok"
    assert published("person", 0.9, 45, complement=5)[-1] == "ok"


def test_an_enterprise_s_hours_are_cells_of_its_accounts():
    assert published("person", 1300.0, 4) == HIDDEN
    assert published("person", 1300.0, 5)[-1] == "ok"


def test_public_counts_stay():
    assert published("public", 1, 1)[-1] == "ok"


def test_k_is_one_setting():
    assert published("person", 7, 7, k=8) == HIDDEN
    assert published("person", 7, 7, k=3)[-1] == "ok"


def test_money_needs_three_payees_and_none_that_stands_for_all():
    assert published("money", 9e6, 2) == HIDDEN
    assert published("money", 9e6, 3, top_share=0.851) == HIDDEN
    assert published("money", 9e6, 3, top_share=0.85)[-1] == "ok"
    assert published("money", 0, 0)[-1] == "ok"


def test_a_small_numerator_without_denominator_is_hidden_too():
    con = duckdb.connect()
    con.execute(
        """CREATE TABLE cells AS SELECT 3.0::DOUBLE AS numerator, 0.0::DOUBLE AS denominator, NULL::DOUBLE AS value,
               3::BIGINT AS n, 0::BIGINT AS n_complement, 'not_applicable' AS status, 'person' AS cell_kind,
               NULL::DOUBLE AS top_share"""
    )
    assert suppress(con, "cells", 5) == 1
