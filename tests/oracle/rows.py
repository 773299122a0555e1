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


_FIELDS = {
    "messenger.schools": "school_code district status verified_on",
    "messenger.vacancies": """vacancy_id enterprise_uscc enterprise_name post headcount major_codes district posted_on
        closes_on closed_on status""",
    "messenger.referrals": """referral_id vacancy_id person channel referred_at interviewed_at offered_at
        reported_at""",
    "messenger.agreements": "agreement_no signed_on valid_from valid_to terminated_on pledged",
    "schools.graduates": "school_code student_no person cohort_year catalogue_version major_code status",
    "schools.graduate_outcomes": "school_code student_no as_of destination_code district major_matched",
    "schools.internships": """school_code student_no enterprise_uscc starts_on tri_party_agreement insured
        hours_per_day via_agency""",
    "docking_events.events": "event_id held_on district status",
    "docking_events.event_attendance": "event_id name enterprise_uscc enterprise_name is_member",
    "docking_events.event_invitations": "event_id enterprise_uscc attended",
    "docking_events.event_agenda": "event_id seq kind place",
    "docking_events.event_parties": "event_id party_name role",
    "talent_office.service_list": "enterprise_uscc listed_on delisted_on",
    "talent_office.enterprise_visits": "visit_no enterprise_uscc visited_on status",
    "talent_office.demands": """demand_no enterprise_uscc kind raised_on confirmed_on status closed_on
        duplicate_of""",
    "talent_office.introductions": """introduction_no demand_no person enterprise_uscc enterprise_name
        introduced_on negotiated_on""",
    "talent_office.expert_contracts": "contract_no introduction_no person signed_on",
    "talent_office.talent_applications": """application_no person submitted_on pooled_on rejected_on
        withdrawn_on""",
    "training_company.agreement_parties": "agreement_no party_kind party_code party_name role",
    "training_company.customers": "customer_code sector active_from active_to",
    "training_company.collaborative_projects": "project_no approved_on",
    "training_company.industry_colleges": "college_id status approved_on closed_on",
    "training_company.investments": "agreement_no year pledged realised",
    "training_company.online_courses": "provider course_id published_on withdrawn_on",
    "finance.subsidy_payments": """payment_no programme level person contract_no project_no child_no grant_year
        basis amount paid_on recovered_on""",
    "certificates.certificate_results": """issuer certificate level exam_batch person certificate_no
        issued_on""",
    "policy_portal.annual_targets": "body kpi_id year version target",
}


def feed(name: str, keys: str, *rows: tuple, **common: object) -> dict:
    """Rows of one feed from tuples under `keys`; columns not given are empty or `common`."""
    alike = {
        "training_company.agreements": "messenger.agreements",
        "messenger.agreement_parties": "training_company.agreement_parties",
    }
    fields = _FIELDS[alike.get(name, name)].split()
    return {
        name: [dict.fromkeys(fields) | common | dict(zip(keys.split(), row, strict=True)) for row in rows]
    }
