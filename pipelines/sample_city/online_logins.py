"""Log-ins of the Network College: Ruili's 2,500 a month in 2016, and everybody else's."""

from datetime import date, datetime, timedelta

from pipelines.sample_city.city import LAST_DAY, RUILI_USCC, City
from pipelines.sample_city.dirt import bad, blank
from pipelines.sample_city.online_accounts import PROVIDER, Account
from pipelines.sample_city.truth import Row
from pipelines.sample_city.write import Delivery, Line, columns, lines

_COLUMNS = columns("""account_id=账号; logged_in_at=登录时间; session_id=会话; device=终端""")
RUILI_MONTHLY = 2500
_OTHERS_MONTHLY = 900


def _months() -> list[date]:
    """Firsts of the months from December 2015 to November 2021."""
    return [date(2015 + (11 + n) // 12, (11 + n) % 12 + 1, 1) for n in range(72)]


def _end(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


class _Log:
    """One month's log-ins, numbered as the platform numbers its sessions."""

    def __init__(self, city: City, month: date) -> None:
        self.city, self.month = city, month
        self.rows: list[Row] = []

    def add(self, account: str, when: datetime, device: str) -> None:
        number = len(self.rows) + 1
        session = f"S{self.month:%y%m}{number:06d}"
        self.rows.append(
            {"account_id": account, "logged_in_at": when, "session_id": session, "device": device}
        )

    def spread(self, account: str, device: str, count: int, last: date) -> None:
        """`count` log-ins that all count: moments of one account and device lie more than 60 s apart."""
        days = (last - self.month).days + 1
        slots = self.city.rng.sample(range(days * 28), count)  # half-hours from 07:00 to 21:00
        for slot in sorted(slots):
            start = datetime(self.month.year, self.month.month, 1, 7) + timedelta(
                days=slot // 28, minutes=slot % 28 * 30
            )
            self.add(account, start + timedelta(seconds=self.city.rng.randrange(1500)), device)

    def repeat(self, share: float) -> None:
        """Second rows within a minute of some log-ins: refreshed tokens, double clicks, chains of both."""
        for row in list(self.rows):
            if self.city.rng.random() < share:
                for gap in self.city.rng.choice(((0,), (7,), (60,), (45, 90), (50, 100, 150))):
                    self.add(row["account_id"], row["logged_in_at"] + timedelta(seconds=gap), row["device"])


def _ruili(log: _Log, accounts: list[str]) -> None:
    """Exactly 2,500 counted log-ins over the company's accounts and both devices."""
    left = RUILI_MONTHLY if log.month.year == 2016 else 240
    pairs = [(account, device) for account in accounts for device in ("pc", "phone")]
    for number, (account, device) in enumerate(pairs):
        count = left // (len(pairs) - number)
        log.spread(account, device, count, _end(log.month))
        left -= count


def _others(log: _Log, accounts: list[Account]) -> None:
    rng, last = log.city.rng, min(_end(log.month), LAST_DAY)
    open_now = [a for a in accounts if a.uscc != RUILI_USCC and a.granted_on < log.month]
    open_now = open_now or [
        a for a in accounts if a.uscc != RUILI_USCC and a.granted_on <= date(2015, 12, 12)
    ]
    first = log.month if log.month.year > 2015 else date(2015, 12, 14)
    for _ in range(_OTHERS_MONTHLY if log.month.year > 2015 else 150):
        account = open_now[min(int(len(open_now) * rng.random() ** 2), len(open_now) - 1)]
        day = log.city.day(first, last)
        moment = datetime(
            day.year, day.month, day.day, 7 + rng.randrange(15), rng.randrange(60), rng.randrange(60)
        )
        log.add(account.account_id, moment, rng.choice(("pc", "pc", "phone")))


def _special(log: _Log, previous: list[Row], account: str) -> None:
    """A doublet across midnight of the month's end, both devices at once, unknown and test accounts."""
    if log.month in (date(2017, 6, 1), date(2019, 3, 1)):
        late = datetime.combine(log.month, datetime.min.time()) - timedelta(seconds=20)
        previous.append(
            {"account_id": account, "logged_in_at": late, "session_id": "夜间-1", "device": "phone"}
        )
        log.add(account, late + timedelta(seconds=45), "phone")  # 25 s into the month: does not count
        log.add(account, late + timedelta(seconds=45), "pc")
        log.add(account, late + timedelta(seconds=45 + 61), "phone")
    if log.month.month == 6:
        for number in range(3):
            log.add(f"X{log.month.year}{number}", datetime(log.month.year, 6, 8, 9, number), "pc")
            log.add(f"TEST{number:03d}", datetime(log.month.year, 6, 8, 10, number), "pc")
            log.add("TEST900", datetime(log.month.year, 6, 8, 11, number), "pc")


def _spoil(account: str) -> list[Line]:
    row = {
        "account_id": account,
        "logged_in_at": datetime(2018, 4, 2, 8),
        "session_id": "坏行",
        "device": "pc",
    }
    return [
        bad(row, "not_a_datetime", logged_in_at="2018-04-31 08:00:00"),
        bad(row, "not_a_datetime", logged_in_at="昨天上午"),
        bad(row, "unknown_value", device="手表"),
        bad(row, "unknown_value", device="pad"),
        Line(None, raw=[account, "2018-04-02 08:00:00", "坏行"], faults=("field_count",)),
        Line(None, raw=[account, "2018-04-02 08:00:00", "坏行", "pc", "多"], faults=("field_count",)),
        blank(),
    ]


def logins(city: City, accounts: list[Account]) -> list[Delivery]:
    """A file per month, delivered in the first days of the next; the last on the last day's evening."""
    ruili = [a.account_id for a in accounts if a.uscc == RUILI_USCC][:9]
    other = next(a.account_id for a in accounts if a.uscc and a.uscc != RUILI_USCC)
    months = _months()
    logs = {month: _Log(city, month) for month in months}
    previous: list[Row] = []
    for month, log in logs.items():
        if month.year > 2015:
            _ruili(log, ruili)
            log.repeat(0.04)
        _others(log, accounts)
        _special(log, previous, other)
        previous = log.rows
    out = []
    for month, log in logs.items():
        log.rows.sort(key=lambda row: (row["logged_in_at"].date(), row["session_id"]))
        body = lines(log.rows)
        if month == date(2018, 4, 1):
            body += _spoil(other)
        end = _end(month)
        received = datetime(end.year, end.month, end.day, 23, 40)
        name = f"登录_{month:%Y%m}.csv"
        out.append(
            Delivery(
                "online_college.logins", PROVIDER, name, received, _COLUMNS, [("", body)], encoding="gb18030"
            )
        )
        if month == date(2019, 8, 1):  # the same month sent once more under another name
            again = received + timedelta(days=3)
            out.append(
                Delivery(
                    "online_college.logins",
                    PROVIDER,
                    f"登录_{month:%Y%m}_重发.csv",
                    again,
                    _COLUMNS,
                    [("", body)],
                    encoding="gb18030",
                )
            )
    return out
