"""Free accounts of the Network College: quota batches, who got an account and when."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from pipelines.sample_city import codes
from pipelines.sample_city.city import LAST_DAY, RUILI_USCC, City
from pipelines.sample_city.dirt import LOST_DIGITS, bad, blank
from pipelines.sample_city.truth import Row
from pipelines.sample_city.write import Delivery, Line, columns, lines

PROVIDER = "网络学院平台"
_BATCHES = columns("""batch=批次; opened_on=开放日期; quota=名额""")
_ACCOUNTS = columns(
    """account_id=账号; batch=批次; person_id_type=证件类型; person_id=证件号码;
    enterprise_uscc=统一社会信用代码; enterprise_name=单位名称; applied_on=申请日期;
    granted_on=发放日期; activated_on=激活日期; deactivated_on=停用日期; is_test=测试账号"""
)
RUILI_ACCOUNTS = 12
# batch → opening day, quota, accounts granted, last day of granting
_PLAN = {
    "2015-1": (date(2015, 12, 10), 500, 500, date(2015, 12, 24)),
    "2017-1": (date(2017, 3, 1), 300, 300, date(2017, 4, 18)),
    "2019-1": (date(2019, 9, 2), 1000, 420, date(2021, 11, 19)),
}


@dataclass(frozen=True)
class Account:
    """An account in use: where its activity comes from and since when."""

    account_id: str
    uscc: str | None
    granted_on: date
    daily_totals: bool  # its platform reports totals per day instead of single records


def quota_batches(city: City) -> list[Delivery]:
    """Two small files; the fourth batch opens after the last day."""
    rows = [{"batch": batch, "opened_on": plan[0], "quota": plan[1]} for batch, plan in _PLAN.items()]
    future = {"batch": "2021-1", "opened_on": date(2021, 12, 10), "quota": 500}
    first = [Line(rows[0] | {"quota": 450})]  # announced with 450, corrected later
    faulty = [
        bad({"batch": "试-1", "opened_on": date(2019, 1, 1), "quota": 5}, "not_an_integer", quota="若干"),
        bad({"batch": "试-2", "opened_on": date(2019, 1, 1), "quota": 5}, "not_a_date", opened_on="待定"),
    ]
    feed = "online_college.quota_batches"
    return [
        Delivery(
            feed,
            PROVIDER,
            "批次_2015.csv",
            datetime(2015, 12, 9, 17),
            _BATCHES,
            [("", first)],
            encoding="utf-16",
        ),
        Delivery(
            feed,
            PROVIDER,
            "批次_2021.csv",
            datetime(2021, 9, 1, 17),
            _BATCHES,
            [("", [*lines([*rows, future]), *faulty])],
            encoding="utf-16",
        ),
    ]


def _row(city: City, account_id: str, batch: str | None, employer: dict | None, granted: date | None) -> Row:
    applied = (granted or date(2016, 1, 8)) - timedelta(days=city.rng.randrange(3))
    if batch:
        applied = max(applied, _PLAN[batch][0])
    return {
        "account_id": account_id,
        "batch": batch,
        "person": city.document(),
        "enterprise_uscc": employer["uscc"] if employer else None,
        "enterprise_name": employer["name"] if employer else None,
        "applied_on": applied,
        "granted_on": granted,
        "activated_on": granted and min(granted + timedelta(days=city.rng.randrange(9)), LAST_DAY),
        "deactivated_on": None,
        "is_test": False,
    }


def _grants(city: City, batch: str) -> list[date]:
    """Days of granting in order; the first batch's rush is steepest in its first days."""
    opened, _, count, last = _PLAN[batch]
    span = (last - opened).days
    days = [opened + timedelta(days=int(span * city.rng.random() ** 1.6)) for _ in range(count - 1)]
    return [*sorted(days), last]


def _batch_rows(city: City, batch: str, companies: list[dict]) -> list[Row]:
    rows = []
    for number, granted in enumerate(_grants(city, batch), start=1):
        employer: dict | None = city.rng.choice(companies)
        if batch == "2015-1" and number <= RUILI_ACCOUNTS:
            employer = city.enterprises[0]
        if number % 97 == 50:
            employer = None  # a private person
        rows.append(_row(city, f"N{batch.replace('-', '')}{number:04d}", batch, employer, granted))
    return rows


def _special(city: City, employer: dict) -> tuple[list[Row], list[Row]]:
    """Test accounts (one of them Ruili's), and applications that were never granted."""
    tests = [
        _row(city, f"TEST{n:03d}", "2015-1", employer, date(2015, 12, 10)) | {"is_test": True}
        for n in range(5)
    ]
    tests.append(_row(city, "TEST900", "2015-1", city.enterprises[0], date(2015, 12, 10)) | {"is_test": True})
    waiting = [_row(city, f"W{n:04d}", None, employer, None) for n in range(40)]
    return tests, waiting


def _spoil(city: City) -> list[Line]:
    def wrong(number: int, *rules: str, **cells: object) -> Line:
        return bad(
            _row(city, f"D{number:04d}", "2017-1", city.employers[3], date(2017, 3, 5)), *rules, **cells
        )

    invalid = [codes.wrong_check(city.document()[1]) for _ in range(2)]
    city.personal.update(invalid)
    return [
        *[wrong(n, "document_invalid", person_id=number) for n, number in enumerate(invalid)],
        wrong(2, "digits_lost", person_id=LOST_DIGITS),
        wrong(3, "digits_lost", person_id=LOST_DIGITS),
        wrong(4, "key_missing", account_id=""),
        wrong(5, "not_yes_no", is_test="也许"),
        wrong(6, "not_a_date", granted_on="2017-02-29"),
        wrong(7, "uscc_invalid", enterprise_uscc=codes.wrong_check(RUILI_USCC)),
        wrong(8, "unknown_value", person_id_type="工作证"),
        blank(),
    ]


def online_accounts(city: City) -> tuple[list[Delivery], list[Account]]:
    """A file per batch; revoked accounts come again with the day of their second grant."""
    companies = city.employers[:220]
    rows = {batch: _batch_rows(city, batch, companies) for batch in _PLAN}
    rows["2019-1"][40]["granted_on"] = (date(2020, 3, 1), date(2020, 3, 31))
    rows["2019-1"][40]["activated_on"] = date(2020, 4, 2)
    rows["2019-1"][40] |= {"enterprise_uscc": companies[0]["uscc"], "enterprise_name": companies[0]["name"]}
    tests, waiting = _special(city, companies[0])
    for row in rows["2015-1"][400:430]:
        row["deactivated_on"] = date(2019, 12, 31)
    # Revoked on the second day and granted again before the batch was used up: the later row stands.
    first = [dict(row) for row in rows["2015-1"]]
    for row in rows["2015-1"][100:110]:
        row["granted_on"] = max(row["granted_on"], date(2015, 12, 22))
    reissued = rows["2015-1"][100:110]
    first[200]["enterprise_uscc"] = first[200]["enterprise_name"] = None  # named later
    blank_tests = [Line(row, {"is_test": ("Y", "1", "√")[n % 3]}) for n, row in enumerate(tests)]
    for row in first[1::2]:
        row["is_test"] = None  # an empty flag means no
    empty_flag = [Line(row, {} if n % 2 else {"is_test": "否"}) for n, row in enumerate(first)]
    feed = "online_college.online_accounts"
    files = [
        ("账号_2015.csv", datetime(2015, 12, 28, 9), [*empty_flag, *blank_tests]),
        (
            "账号_2016.csv",
            datetime(2016, 2, 1, 9),
            lines([*reissued, rows["2015-1"][200], *rows["2015-1"][400:430], *waiting]),
        ),
        ("账号_2017.csv", datetime(2017, 5, 3, 9), [*lines(rows["2017-1"]), *_spoil(city)]),
        ("账号_2021.csv", datetime(2021, 11, 24, 9), lines(rows["2019-1"])),
    ]
    out = [
        Delivery(feed, PROVIDER, name, when, _ACCOUNTS, [("", body)], encoding="gb18030")
        for name, when, body in files
    ]
    return out, _active(rows)


def _active(rows: dict[str, list[Row]]) -> list[Account]:
    accounts = []
    for batch, batch_rows in rows.items():
        for number, row in enumerate(batch_rows):
            granted = row["granted_on"]
            granted = granted[1] if isinstance(granted, tuple) else granted
            totals = batch != "2015-1" and number % 2 == 1
            accounts.append(Account(row["account_id"], row["enterprise_uscc"], granted, totals))
    return accounts
