"""XQ01 schools and XQ03 enterprises of the Messenger; the registry's districts."""

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
