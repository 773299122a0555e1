"""A training office and a Messenger whose deliveries come, change and go."""

from datetime import date, datetime
from typing import Any, ClassVar

from tests.increments.college import Area, College

EVENT_TABLES = (
    "staging.stg_training_office__attendance",
    "staging.stg_training_office__class_sessions",
    "staging.stg_training_office__enrolments",
    "staging.stg_training_office__training_classes",
    "staging.stg_messenger__referrals",
    "staging.stg_messenger__vacancies",
    "core.fct_enrolment",
    "core.fct_attendance",
    "core.fct_attendance_period",
    "core.fct_referral_funnel",
)
FIGURES = (
    "kpi_training", "kpi_training_hours", "kpi_training_rates", "kpi_training_sizes", "kpi_training_outcomes",
    "kpi_referrals", "kpi_time_to_fill", "kpi_matched_enterprises",
)  # fmt: skip
COMPARED = (*EVENT_TABLES, "core.unmatched_rows", *(f"kpi.{name}" for name in FIGURES))
BETWEEN = ("stg_deliveries", "dim_period", "dim_training_class", "fct_class_session", "fct_vacancy")
OFFICES = Area(
    dict.fromkeys(("attendance", "class_sessions", "enrolments", "training_classes"), "training_office")
    | dict.fromkeys(("referrals", "vacancies"), "messenger"),
    EVENT_TABLES,
    COMPARED,
    (*BETWEEN, *(table.split(".")[1] for table in COMPARED)),
    (*(f"+{name}" for name in FIGURES), "+unmatched_rows"),
)


class Offices(College):
    """One warehouse of both bodies."""

    area: ClassVar[Area] = OFFICES


def training_class(number: str, status: str | None = "结业", district: str | None = "330203",
                   spent: float | None = 900.0) -> dict[str, Any]:  # fmt: skip
    return {"class_id": number, "status": status, "district": district, "spent": spent}


def session(number: str, of_class: str | None, day: str | None, to: str | None = None,
            status: str | None = "已举办") -> dict[str, Any]:  # fmt: skip
    return {
        "session_id": number, "class_id": of_class, "held_on": day and date.fromisoformat(day),
        "held_on_to": to and date.fromisoformat(to), "hours": 4.0, "kind": "授课", "status": status,
    }  # fmt: skip


def attended(in_session: str, document: str | None, contact: str | None = "K1", status: str | None = "出勤",
             hours: float | None = 4.0) -> dict[str, Any]:  # fmt: skip
    return {
        "session_id": in_session, "person_key": document, "contact_key": contact, "status": status,
        "hours_credited": hours,
    }  # fmt: skip


def enrolled(in_class: str, document: str | None, contact: str | None = "K1", employer: str | None = "U1",
             status: str | None = "结业", day: str | None = "2016-11-01") -> dict[str, Any]:  # fmt: skip
    return {
        "class_id": in_class, "person_key": document, "contact_key": contact, "employer_uscc": employer,
        "employer_name": "甲厂", "status": status, "enrolled_on": day and date.fromisoformat(day),
    }  # fmt: skip


def vacancy(number: str, district: str | None = "330203", posted: str | None = "2016-11-01",
            closed: str | None = "2016-12-30", headcount: int | None = 2) -> dict[str, Any]:  # fmt: skip
    return {
        "vacancy_id": number, "district": district, "enterprise_uscc": "U1", "enterprise_name": "甲厂", "post": "钳工",
        "posted_on": posted and date.fromisoformat(posted), "closed_on": closed and date.fromisoformat(closed),
        "headcount": headcount, "status": "招满",
    }  # fmt: skip


def referral(number: str, to: str | None, document: str | None, at: str | None, channel: str | None = "线上",
             **steps: str | None) -> dict[str, Any]:  # fmt: skip
    """`steps`: interviewed, offered, reported and rejected, as times."""
    times = {f"{step}_at": moment and datetime.fromisoformat(moment) for step, moment in steps.items()}
    return {
        "referral_id": number, "vacancy_id": to, "person_key": document, "channel": channel,
        "referred_at": at and datetime.fromisoformat(at),
    } | times  # fmt: skip
