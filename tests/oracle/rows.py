"""Rows for hand-made truths: only the columns that the calculation reads."""

from datetime import date, datetime

E1, E2 = "91330200000000001A", "91330200000000002B"


def klass(class_id: str, district: str = "330203", status: str = "结业") -> dict:
    return {"class_id": class_id, "district": district, "status": status}


def session(
    session_id: str, held_on: object, kind: str = "授课", hours: float = 4.0, status: str = "已举办"
) -> dict:
    return {
        "session_id": session_id,
        "class_id": session_id[0],
        "held_on": held_on,
        "kind": kind,
        "hours": hours,
        "status": status,
    }


def person(number: str | None, name: str = "甲", phone: str | None = None) -> dict:
    return {"person": number and ("居民身份证", number), "name": name, "phone": phone}


def enrolled(class_id: str, who: dict, employer: str | None = E1, name: str | None = None) -> dict:
    return {"class_id": class_id, **who, "employer_uscc": employer, "employer_name": name}


def present(session_id: str, who: dict, status: str = "出勤", hours: float | None = 4.0) -> dict:
    return {"session_id": session_id, **who, "status": status, "hours_credited": hours}


def training(classes: list, sessions: list, enrolments: list, attendance: list, **more: list) -> dict:
    return {
        "training_office.training_classes": classes,
        "training_office.class_sessions": sessions,
        "training_office.enrolments": enrolments,
        "training_office.attendance": attendance,
        "market_registry.enterprise_sizes": [],
    } | {name.replace("__", "."): rows for name, rows in more.items()}


def account(
    account_id: str, granted: date | None, uscc: str | None = E1, batch: str | None = "B1", test=None
) -> dict:
    return {
        "account_id": account_id,
        "batch": batch,
        "enterprise_uscc": uscc,
        "enterprise_name": None,
        "granted_on": granted,
        "is_test": test,
    }


def login(account_id: str, moment: datetime, device: str = "pc") -> dict:
    return {"account_id": account_id, "logged_in_at": moment, "device": device}
