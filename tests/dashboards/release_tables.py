"""The tables of the made-up release beside kpi_values."""

from datetime import date, datetime
from typing import Any

from kpi_names import KPIS
from release_rows import AS_OF, PREVIOUS

DISTRICTS = {"330203": ("海曙区", "Haishu"), "330206": ("北仑区", "Beilun"), "330212": ("鄞州区", "Yinzhou")}
FEEDS_OF = {
    "training_office": "training_office.attendance;training_office.enrolments",
    "online_college": "online_college.logins",
    "messenger": "messenger.schools",
    "talent_office": "talent_office.demands",
    "finance": "finance.subsidy_payments",
}
SCHEMA = """
create table kpi_values (kpi_id varchar, period_kind varchar, period_start date, period_end date,
  district_code varchar, dimension varchar, member varchar, numerator double, denominator double,
  value double, unit varchar, n bigint, status varchar, definition_version varchar);
create table kpi_catalogue (kpi_id varchar, name_en varchar, name_zh varchar, definition_en varchar,
  definition_zh varchar, unit varchar, unit_zh varchar, additivity varchar, source_system varchar, is_core boolean,
  feeds varchar);
create table claim_results (claim_id varchar, kpi_id varchar, period varchar, quote varchar, low double,
  high double, value double, verdict varchar, note varchar, note_zh varchar,
  low_open boolean, high_open boolean);
create table feed_status (system varchar, feed varchar, last_received_at timestamp, rows_accepted bigint,
  rows_quarantined bigint, freshness varchar);
create table check_results (check_id varchar, layer varchar, severity varchar, passed boolean,
  observed varchar, message varchar, message_zh varchar, owner varchar);
create table revisions (kpi_id varchar, period_start date, slice varchar, old_value double, new_value double,
  reason varchar);
create table dictionary (table_name varchar, column_name varchar, type varchar, description_en varchar,
  description_zh varchar, classification varchar);
create table release_info (key varchar, value varchar);
create table districts (district_code varchar, name_zh varchar, name_en varchar, sort_order integer);
create table members (dimension varchar, member varchar, label_zh varchar, label_en varchar);
create table feeds (system varchar, feed varchar, title_zh varchar, title_en varchar, system_title_zh varchar,
  system_title_en varchar, cadence_days integer, owner varchar,
  owner_zh varchar);
create table deliveries (system varchar, feed varchar, provider varchar, files bigint, rows_read bigint,
  rows_accepted bigint, rows_quarantined bigint, last_received_at timestamp);
create table organisation_matches (system varchar, feed varchar, match_method varchar, names bigint,
    organisations bigint, branches bigint);
create table unmatched_organisations (system varchar, feed varchar, recorded_name varchar, recorded_code varchar,
    match_method varchar, candidate_list varchar);
create table quarantine_summary (system varchar, feed varchar, provider varchar, column_name varchar,
  rule varchar, rule_zh varchar, rule_en varchar, rows bigint);
create table provider_scorecards (provider varchar, system varchar, feed varchar, month date, files bigint,
  rows_read bigint, accepted_share double, lateness_days bigint, repeat_faults bigint);
"""


def registers(enterprises: int) -> dict[str, list[tuple[Any, ...]]]:
    additivity = {"NC02": "non_additive", "NC05": "semi_additive"}
    catalogue = [
        (
            kpi,
            name_en,
            name_zh,
            f"Definition of {kpi} <b>&</b>.",
            f"{kpi} 的定义。",
            unit,
            unit_zh,
            additivity.get(kpi, "additive"),
            system,
            True,
            f"{system}.unknown_feed" if kpi == "BL18" else FEEDS_OF.get(system, ""),
        )
        for kpi, (unit, unit_zh, system, name_zh, name_en) in KPIS.items()
    ]
    members = [("class", f"C0{index}", f"第{index}班", f"Class {index}") for index in (1, 2, 3, 5, 6)]
    members.append(("class", "=C04", '=HYPERLINK("x")', "=1+1"))
    members += [
        ("enterprise", f"9133020600000{index:05d}", f"宁波企业{index}有限公司", f"Enterprise {index}")
        for index in range(enterprises)
    ]
    members += [
        ("school", "4133010001", "宁波第一学院", "First College"),
        ("school", "4133010002", "宁波第二学院", "Second College"),
    ]
    members += [
        ("industry", "A", "农、林、牧、渔业", "Agriculture"),
        ("industry", "C", "制造业", "Manufacturing"),
    ]
    members += [("batch", "2015-1", "2015 年第一批", "Batch 1 of 2015")]
    members += [
        ("event", "E-1", "金山校企对接", "Jinshan docking event"),
        ("event", "=E-3", "=1+2", "=1+2"),
        ("major", "510201", "计算机应用技术", "Computer application"),
        ("major", "530701", "市场营销", "Marketing"),
        ("agreement", "XY-01", "汉口学院战略合作协议", "Hankou University agreement"),
        ("agreement", "=XY-03", "=2+2", "=2+2"),
    ]
    feeds = [
        (
            "training_office",
            "attendance",
            "考勤",
            "Attendance",
            "经信委培训",
            "Committee training",
            31,
            "training office",
            "培训处",
        ),
        (
            "training_office",
            "enrolments",
            "报名名单",
            "Enrolments",
            "经信委培训",
            "Committee training",
            31,
            "training office",
            "培训处",
        ),
        (
            "online_college",
            "logins",
            "登录记录",
            "Log-ins",
            "网络学院",
            "Online college",
            1,
            "online college",
            "网络学院",
        ),
        ("messenger", "schools", "学校", "Schools", "校企通", "Messenger", 92, "messenger", "校企通"),
        (
            "talent_office",
            "demands",
            "需求",
            "Demands",
            "海外工程师服务中心",
            "Engineers center",
            31,
            "talent",
            "人才办",
        ),
        (
            "finance",
            "subsidy_payments",
            "拨付",
            "Payments",
            "财政专项资金",
            "Finance",
            92,
            "finance",
            "财政局",
        ),
    ]
    return {
        "kpi_catalogue": catalogue,
        "districts": [(code, zh, en, order) for order, (code, (zh, en)) in enumerate(DISTRICTS.items())],
        "members": members,
        "feeds": feeds,
        "dictionary": [
            ("kpi_values", None, None, "One row per KPI.", "每项指标一行。", "public"),
            ("kpi_values", "n", "BIGINT", "Persons behind the cell", "人数", "public"),
            ("training_office__attendance", "person_key", "varchar", "Pseudonym.", "假名。", "sensitive"),
        ],
        "revisions": [("TR03", date(2015, 1, 1), "", 5990.0, 6001.0, "late delivery")],
        "claim_results": [
            (
                "C14",
                None,
                None,
                "online in September 2012",
                None,
                None,
                None,
                "undecidable",
                "context",
                "背景",
                False,
                False,
            ),
            (
                "C23",
                "BL16",
                "2021",
                "at most 40% of the annual salary",
                None,
                0.4,
                0.395,
                "in",
                "",
                "",
                False,
                False,
            ),
            (
                "C02",
                "NC05",
                "2021-11",
                "more than 3000 online courses",
                3000,
                None,
                3050,
                "in",
                "",
                "",
                True,
                False,
            ),
            ("C05", "TR01", "2016", "more than 60 training courses", 60, None, 62, "in", "", "", True, False),
            (
                "C06",
                "TR02",
                "2016",
                "8000 odd operators",
                8000,
                9000,
                6543,
                "out",
                "as persons",
                "按人数",
                False,
                True,
            ),
            (
                "C06",
                "TR03",
                "2016",
                "8000 odd operators",
                8000,
                9000,
                8412,
                "in",
                "as person-times",
                "按人次",
                False,
                True,
            ),
            (
                "C03",
                "NC07",
                "2016-12",
                "frequency of 2500",
                2450,
                2550,
                None,
                "undecidable",
                "",
                "",
                False,
                False,
            ),
        ],
    }


def quality(good: bool) -> dict[str, list[tuple[Any, ...]]]:
    received = datetime(2021, 11, 30, 8, 15)
    info = {
        "release_id": "2021-11-30-0001",
        "previous": PREVIOUS,
        "as_of": AS_OF.isoformat(),
        "known_at": "",
        "version": "0.1.0",
        "built_at": "2021-11-30T23:00:00",
        "sample": "false" if good else "true",
        "city_zh": "宁波市",
        "city_en": "Ningbo",
        "home_city": "330200",
        "small_cell_k": "5",
    }
    late, never = ("fresh", "fresh") if good else ("late", "never")
    checks = [
        (
            "volume__training_office__attendance",
            "boundary",
            "warning",
            good,
            "11.2",
            "Attendance has 11 times the usual rows.",
            "考勤行数为平时的 11 倍。",
            "training office",
        ),
        ("kpi_values__unique", "model", "error", True, "0", "Rows are unique.", "行唯一。", "engineer"),
        (
            "claims__inside",
            "release",
            "warning",
            good,
            "1",
            "One claim is outside.",
            "有一项报道数字不在区间内。",
            None,
        ),
    ]
    return {
        "release_info": list(info.items()),
        "feed_status": [
            ("training_office", "attendance", received, 12000, 0 if good else 14, late),
            ("training_office", "enrolments", received, 8412, 0, "fresh"),
            ("online_college", "logins", None if never == "never" else received, 0, 0, never),
            ("messenger", "schools", received, 75, 0, "fresh"),
            ("talent_office", "demands", received, 1160, 0, "fresh"),
            ("finance", "subsidy_payments", received, 90, 0, "fresh"),
        ],
        "check_results": checks,
        "deliveries": [("training_office", "attendance", "jxw", 3, 12014, 12000, 14, received)],
        "organisation_matches": [
            ("messenger", "schools", "code", 72, 70, 2),
            ("messenger", "schools", "candidates", 1, 0, 0),
            ("talent_office", "demands", "unmatched", 1, 0, 0),
        ],
        "unmatched_organisations": [
            ("messenger", "schools", "宁波某校", None, "candidates", "S1 宁波市某校"),
            ("talent_office", "demands", "=1+3", None, "unmatched", None),
        ],
        "quarantine_summary": []
        if good
        else [
            ("training_office", "attendance", "jxw", "status", "unknown_value", None, None, 9),
            (
                "training_office",
                "attendance",
                "jxw",
                "session_id",
                "digits_lost",
                "末位丢失",
                "last digits lost",
                5,
            ),
        ],
    }
