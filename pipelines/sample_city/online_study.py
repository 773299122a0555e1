"""Study of the Network College: single records for most accounts, daily totals for one platform's."""

from datetime import date, datetime, timedelta

from pipelines.sample_city.city import LAST_DAY, RUILI_USCC, City
from pipelines.sample_city.dirt import bad
from pipelines.sample_city.online_accounts import PROVIDER, Account
from pipelines.sample_city.truth import Row
from pipelines.sample_city.write import Delivery, Line, columns, lines

_FIELDS = (
    "record_id",
    "account_id",
    "provider",
    "course_id",
    "started_at",
    "ended_at",
    "seconds",
    "media_seconds",
    "progress",
    "device",
)
_RECORDS = [(name, name) for name in _FIELDS]
_DAYS = columns("""account_id=账号; course_id=课程编号; studied_on=日期; events=学习次数; minutes=学习分钟""")
RUILI_SECONDS_2016 = 1300 * 3600


class _Study:
    """Study records of one year, numbered in the order the platform wrote them."""

    def __init__(self, city: City, year: int) -> None:
        self.city, self.year = city, year
        self.rows: list[Row] = []

    def add(self, account: str, start: datetime, seconds: int | None, media: int | None) -> None:
        rng, number = self.city.rng, len(self.rows) + 1
        own = rng.random() < 0.8
        self.rows.append(
            {
                "record_id": f"R{self.year}{number:06d}",
                "account_id": account,
                "provider": "宁波网络学院" if own else "甬城学堂",
                "course_id": f"K{rng.randrange(1, 2600 if own else 450):05d}",
                "started_at": start,
                "ended_at": None if seconds is None else start + timedelta(seconds=seconds),
                "seconds": seconds,
                "media_seconds": media,
                "progress": rng.randrange(5, 101) / 100,
                "device": rng.choice(("pc", "phone")),
            }
        )

    def credited(self, account: str, start: datetime, credit: int) -> None:
        """A record worth exactly `credit` seconds, limited by its seconds, its media or the next record.

        `credit` is a multiple of 60, the account's next record starts at least two hours later.
        """
        limit = self.city.rng.randrange(10)
        if limit < 6:
            self.add(account, start, credit, credit + 300)
        elif limit < 8:
            self.add(account, start, credit + 2000, credit * 2 // 3)
        elif limit < 9:
            self.add(account, start, credit, None)
        else:  # two devices at once: the second record cuts the first short
            first = credit // 2
            self.add(account, start, credit + 900, credit + 1200)
            self.add(account, start + timedelta(seconds=first), credit - first, credit)


def _ruili(study: _Study, accounts: list[str], total: int) -> None:
    """Records worth exactly `total` seconds over the year."""
    rng, left = study.city.rng, total
    slots = [(account, day, half) for account in accounts for day in range(360) for half in (8, 11, 14, 19)]
    for account, day, hour in rng.sample(slots, len(slots)):
        credit = min(left, rng.randrange(10, 61) * 60)
        start = datetime(study.year, 1, 2, hour) + timedelta(days=day, seconds=rng.randrange(1800))
        if left and start.date() <= LAST_DAY:
            study.credited(account, start, credit)
            left -= credit
    assert left == 0, "the year has slots enough"


def _others(study: _Study, accounts: list[Account], count: int) -> None:
    """Whatever people do: idle tabs, unknown lengths, overlapping devices, records that start at once."""
    rng = study.city.rng
    first, last = date(study.year, 1, 1), min(date(study.year, 12, 31), LAST_DAY)
    if study.year == 2015:
        first = date(2015, 12, 26)
    known = [a for a in accounts if a.uscc != RUILI_USCC and not a.daily_totals and a.granted_on < first]
    for _ in range(count):
        account = known[int(len(known) * rng.random() ** 2)].account_id
        day = study.city.day(first, last)
        start = datetime(
            day.year, day.month, day.day, 7 + rng.randrange(13), rng.randrange(60), rng.randrange(60)
        )
        for _ in range(rng.choice((1, 1, 1, 2, 3))):
            media = rng.choice((600, 900, 1200, 1800, 2700))
            seconds = rng.choice((rng.randrange(60, 3000), rng.randrange(60, 3000), 20000, 0, None))
            if seconds and seconds < 3000 and rng.random() < 0.2:
                media = None
            study.add(account, start, seconds, media)
            start += timedelta(seconds=rng.choice((0, 120, 600, 1500)))


def _spoil(sample: Row) -> list[Line]:
    row = sample | {"record_id": "R-坏行"}
    return [
        bad(row, "key_missing", record_id=""),
        bad(row, "not_an_integer", seconds="很久"),
        bad(row, "not_a_datetime", ended_at="2016-02-30 10:00:00"),
        bad(row, "not_a_percentage", progress="过半"),
        bad(row, "not_a_datetime", started_at="2018-02-29T08:00:00"),
        bad(row, "unknown_value", device="watch"),
        Line(None, raw=[1, 2, 3], faults=("not_a_record",)),
        Line(None, raw="坏行", faults=("not_a_record",)),
    ]


def study_records(city: City, accounts: list[Account]) -> list[Delivery]:
    """A compressed file of JSON lines per year; some records come again, changed, and do not count."""
    ruili = [a.account_id for a in accounts if a.uscc == RUILI_USCC][:9]
    out, last_year = [], []
    for year in range(2015, 2022):
        study = _Study(city, year)
        if year > 2015:
            _ruili(study, ruili, RUILI_SECONDS_2016 if year == 2016 else 90 * 3600)
        _others(study, accounts, 60 if year == 2015 else 3600)
        if year == 2018:
            for number in range(4):
                study.add("TEST001", datetime(2018, 3, 5, 9 + number), 600, 600)
                study.add(f"X2018{number}", datetime(2018, 3, 5, 9 + number), 600, 600)
        body = [
            Line(r, {"progress": f"{round(r['progress'] * 100)}%"} if n % 50 == 0 else {})
            for n, r in enumerate(study.rows)
        ]
        body += lines([row | {"seconds": 3600, "media_seconds": 7200} for row in last_year[:30]])
        if year == 2018:
            body += _spoil(study.rows[0])
        received = datetime(2021, 11, 29, 3) if year == 2021 else datetime(year + 1, 1, 3, 3)
        name = f"study_{year}.jsonl.gz"
        out.append(Delivery("online_college.study_records", PROVIDER, name, received, _RECORDS, [("", body)]))
        last_year = study.rows
    return out


def study_days(city: City, accounts: list[Account]) -> list[Delivery]:
    """Yearly Parquet files; several rows of a day and account, even equal ones, all count."""
    rng, out = city.rng, []
    for year in range(2017, 2022):
        rows: list[Row] = []
        last = min(date(year, 12, 31), LAST_DAY)
        known = [a for a in accounts if a.daily_totals and a.granted_on < last]
        for _ in range(2600):
            account = rng.choice(known)
            row = {
                "account_id": account.account_id,
                "course_id": f"K{rng.randrange(1, 450):05d}",
                "studied_on": city.day(max(date(year, 1, 1), account.granted_on), last),
                "events": rng.randrange(1, 6),
                "minutes": rng.randrange(2, 240) / 2,
            }
            rows.append(row)
            if rng.random() < 0.1:
                rows.append(row | ({} if rng.random() < 0.4 else {"minutes": 12.5, "events": 1}))
        rows.append(rows[0] | {"account_id": f"Y{year}"})
        received = datetime(2021, 11, 29, 4) if year == 2021 else datetime(year + 1, 1, 4, 4)
        name = f"study_days_{year}.parquet"
        out.append(
            Delivery("online_college.study_days", "合作学习平台", name, received, _DAYS, [("", lines(rows))])
        )
    return out
