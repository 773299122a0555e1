"""Which feeds a KPI cannot do without, and which of its rows the rules demand."""

from tests.oracle.common import Key

_CLASSES = ("training_office.training_classes", "training_office.class_sessions")
_ATTENDED = (*_CLASSES, "training_office.attendance")
_ENROLLED = (*_ATTENDED, "training_office.enrolments")
_LOGINS = ("online_college.online_accounts", "online_college.logins")
_VACANCIES = ("messenger.vacancies",)
_REFERRALS = ("messenger.vacancies", "messenger.referrals")
_INTRODUCED = ("talent_office.introductions",)
_CONTRACTED = ("talent_office.introductions", "talent_office.expert_contracts")
_APPLIED = ("talent_office.talent_applications",)
_PAID = ("finance.subsidy_payments",)
_EVENTS = ("docking_events.events",)
# KPI → the kind of period that its placeholder row has, and the feeds without which it is not available.
# "study" stands for either of the two study feeds.
NEEDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "NC01": ("calendar_year", ("online_college.online_accounts",)),
    "NC02": ("month", _LOGINS),
    "NC04": ("campaign", ("online_college.online_accounts", "online_college.quota_batches")),
    "NC05": ("as_of", ("online_college.online_courses",)),
    "NC06": ("calendar_year", _LOGINS),
    "NC07": ("as_of", _LOGINS),
    "NC08": ("calendar_year", ("online_college.online_accounts", "study")),
    "NC09": ("as_of", ("online_college.online_accounts", "study")),
    "TR01": ("calendar_year", _CLASSES),
    "TR02": ("calendar_year", _ATTENDED),
    "TR03": ("calendar_year", _ENROLLED),
    "TR04": ("calendar_year", _ATTENDED),
    "TR05": ("calendar_year", _ATTENDED),
    "TR06": (
        "calendar_year",
        (*_ENROLLED, "market_registry.enterprises", "market_registry.enterprise_sizes"),
    ),
    "TR08": ("calendar_year", _CLASSES),
    "XQ01": ("as_of", ("messenger.schools",)),
    "XQ02": ("as_of", ("schools.graduates",)),
    "XQ03": ("as_of", ("messenger.platform_enterprises",)),
    "XQ04": ("as_of", ("messenger.associations",)),
    "XQ05": ("as_of", ("messenger.training_institutions",)),
    "XQ06": ("calendar_year", _VACANCIES),
    "XQ07": ("calendar_year", _VACANCIES),
    "XQ08": ("calendar_year", _REFERRALS),
    "XQ09": ("cohort", _REFERRALS),
    "XQ10": ("calendar_year", _REFERRALS),
    "XQ11": ("calendar_year", _REFERRALS),
    "XQ12": (
        "academic_year",
        (*_REFERRALS, "market_registry.enterprises", "market_registry.enterprise_sizes"),
    ),
    "XQ13": ("as_of", ("messenger.agreements", "training_company.agreements")),
    "XQ14": ("calendar_year", _PAID),
    "XQ16": ("academic_year", ("schools.internships",)),
    "XQ17": ("as_of", ("schools.graduates", "schools.graduate_outcomes")),
    "XQ18": ("as_of", ("schools.graduates", "schools.graduate_outcomes")),
    "XQ19": ("as_of", ("schools.graduates", "schools.graduate_outcomes")),
    "XQ20": ("academic_year", ("schools.graduates", *_VACANCIES)),
    "JS01": ("calendar_year", _EVENTS),
    "JS02": ("calendar_year", (*_EVENTS, "docking_events.event_attendance")),
    "JS03": ("calendar_year", (*_EVENTS, "docking_events.event_invitations")),
    "JS04": ("calendar_year", (*_EVENTS, "docking_events.event_agenda")),
    "JS05": ("calendar_year", (*_EVENTS, "docking_events.event_agenda")),
    "JS06": ("calendar_year", (*_EVENTS, "docking_events.event_parties")),
    "JS07": (
        "calendar_year",
        (
            *(*_EVENTS, "docking_events.event_attendance"),
            *("messenger.agreements", "messenger.agreement_parties"),
            *("training_company.agreements", "training_company.agreement_parties"),
        ),
    ),
    "BL01": ("as_of", ("talent_office.service_list",)),
    "BL02": ("to_date", ("talent_office.enterprise_visits",)),
    "BL04": ("as_of", ("talent_office.service_list", "talent_office.enterprise_visits")),
    "BL05": ("to_date", ("talent_office.demands",)),
    "BL06": ("to_date", ("talent_office.demands",)),
    "BL07": ("to_date", _INTRODUCED),
    "BL08": ("to_date", _INTRODUCED),
    "BL09": ("to_date", _CONTRACTED),
    "BL10": ("to_date", _CONTRACTED),
    "BL11": ("to_date", ("talent_office.demands",)),
    "BL12": ("cohort", ("talent_office.demands", *_CONTRACTED)),
    "BL13": ("calendar_year", _APPLIED),
    "BL14": ("as_of", _APPLIED),
    "BL15": ("calendar_year", _APPLIED),
    "BL16": ("calendar_year", _PAID),
    "BL18": ("calendar_year", _PAID),
    "OF01": ("as_of", ("training_company.online_courses",)),
    "OF02": ("calendar_year", ("training_company.agreements", "training_company.agreement_parties")),
    "OF03": ("as_of", ("training_company.industry_colleges",)),
    "OF04": ("as_of", ("training_company.agreements",)),
    "OF05": ("as_of", ("training_company.investments",)),
    "OF06": ("calendar_year", ("training_company.customers",)),
    "OF07": ("calendar_year", ("training_company.collaborative_projects",)),
    "CT01": ("calendar_year", ("certificates.certificate_results",)),
    "TG01": ("calendar_year", ("policy_portal.annual_targets",)),
}
_RATIOS = (
    "TR06",
    "TR08",
    "XQ09",
    "XQ10",
    "XQ11",
    "XQ12",
    "XQ16",
    "XQ20",
    "JS03",
    "JS07",
    "BL10",
    "BL12",
    "BL15",
)
_PER_DISTRICT_TOO = ("channel", "measure", "role")


def available(feeds: set[str]) -> set[str]:
    """The KPIs whose feeds were all received."""
    if feeds & {"online_college.study_records", "online_college.study_days"}:
        feeds = feeds | {"study"}
    return {kpi for kpi, (_, needed) in NEEDS.items() if feeds.issuperset(needed)}


def required(key: Key, value: object = None) -> bool:
    """False for slices that the rules only welcome.

    These are districts without events, rows of classes, enterprises, channels and so on split by district as
    well, the zero rows of size classes, undated rows of ratios, enterprises without a full month, majors that
    nobody asks for, events split by role or measure, parties of all roles together, XQ17-19 between their two days
    and targets of which nothing is known.
    """
    if (
        key.kpi_id in ("XQ17", "XQ18", "XQ19")
        and key.period_end
        and (key.period_end.month, key.period_end.day) not in ((8, 31), (12, 31))
    ):
        return False
    if value is not None and value.status == "not_available":
        return key.dimension is None
    if key.period_kind == "event" and key.dimension != "event":
        return False
    if key.kpi_id == "JS06" and key.dimension != "role":
        return False
    by_place = key.district_code is not None
    empty = value is not None and not value.numerator and key.kpi_id not in ("NC07", "NC09")
    if by_place and (empty or key.dimension in ("class", "enterprise")):
        return False
    if by_place and key.dimension in _PER_DISTRICT_TOO and key.kpi_id != "TR05":
        return False
    if key.dimension == "major":
        return value is None or bool(value.denominator)
    if key.dimension in ("size_class", "class", "enterprise") and value is not None and not value.numerator:
        return (
            value.status == "ok"
            and key.dimension != "size_class"
            and key.kpi_id in ("TR04", "TR08", "NC07", "NC09")
        )
    if key.dimension == "date_precision":
        return key.kpi_id not in _RATIOS
    return True
