"""XQ01 and XQ03-XQ05: who stands on the Messenger's registers; the registry's districts."""

from datetime import date

from tests.oracle.common import Row, Rows, as_of_counts, latest, settled


def enterprise_districts(rows: dict[str, list[Row]]) -> dict[str, str | None]:
    """Registry district of each enterprise by its latest version."""
    found = latest(rows.get("market_registry.enterprises", []), lambda r: r["uscc"])
    return {uscc: row["district"] for uscc, row in found.items()}


def xq01(rows: dict[str, list[Row]], d: date) -> Rows:
    """Schools verified by d whose status is 在办, 更名 or 升格; district of the school."""
    schools = latest(rows["messenger.schools"], lambda r: r["school_code"])
    standing = {
        code: row["district"]
        for code, row in schools.items()
        if settled(row["verified_on"], d) and row["status"] in ("在办", "更名", "升格")
    }
    return as_of_counts("XQ01", d, standing)


def xq03(rows: dict[str, list[Row]], d: date) -> Rows:
    """Enterprises verified by d with status 有效; registry district, none where the registry knows it not."""
    districts = enterprise_districts(rows)
    found = latest(rows["messenger.platform_enterprises"], lambda r: r["enterprise_uscc"])
    standing = {
        uscc: districts.get(uscc)
        for uscc, row in found.items()
        if settled(row["verified_on"], d) and row["status"] == "有效"
    }
    return as_of_counts("XQ03", d, standing)


def _registered(kpi: str, feed: str, status: str, rows: dict[str, list[Row]], d: date) -> Rows:
    found = latest(rows[feed], lambda r: r["uscc"])
    standing = {
        uscc: row["district"]
        for uscc, row in found.items()
        if settled(row["verified_on"], d) and row["status"] == status
    }
    return as_of_counts(kpi, d, standing)


def xq04(rows: dict[str, list[Row]], d: date) -> Rows:
    """Associations verified by d with status 在册; their own district."""
    return _registered("XQ04", "messenger.associations", "在册", rows, d)


def xq05(rows: dict[str, list[Row]], d: date) -> Rows:
    """Training institutions verified by d with status 许可, whatever their licence's last day."""
    return _registered("XQ05", "messenger.training_institutions", "许可", rows, d)
