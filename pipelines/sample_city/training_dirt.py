"""What people get wrong in the training office's sheets, and rows whose parent nobody delivered."""

from datetime import date, datetime

from pipelines.sample_city import codes
from pipelines.sample_city.city import City
from pipelines.sample_city.dirt import LOST_DIGITS, bad, blank, refuse_document
from pipelines.sample_city.training_plan import Class
from pipelines.sample_city.truth import Row
from pipelines.sample_city.write import Line


def spoil_classes(row: Row) -> list[Line]:
    """Faults in the list of classes; `row` is a class with a number of its own."""
    return [
        blank(),
        bad(row, "unknown_value", status="筹备"),
        bad(row, "not_an_integer", planned_seats="约百人"),
        bad(row, "not_money", spent="待决算"),
        bad(row, "key_missing", class_id=""),
        bad(row, "unknown_district", district="蓬莱仙区"),
    ]


def spoil_sessions(row: Row) -> list[Line]:
    """Faults in the list of sessions, then a subtotal."""
    return [
        bad(row, "not_a_date", held_on="2016年2月30日"),
        bad(row, "unknown_value", kind="参观"),
        bad(row, "not_a_number", hours="半天"),
        bad(row, "key_missing", session_id=""),
        bad(row, "unknown_value", status="延期"),
        blank(),
        Line(None, kind="total", raw=["小计"]),
    ]


def spoil_enrolments(city: City, klass: Class) -> list[Line]:
    def wrong(*rules: str, **cells: object) -> Line:
        row = {
            "class_id": klass.class_id,
            "person": city.document(),
            "name": city.name(),
            "phone": city.phone(),
            "employer_uscc": city.employers[0]["uscc"],
            "employer_name": city.employers[0]["name"],
            "enrolled_on": date(2016, 2, 1),
            "status": "参训",
        }
        return bad(row, *rules, **cells)

    wrong_numbers = [codes.wrong_check(city.document()[1]) for _ in range(4)]
    city.personal.update(wrong_numbers)
    city.personal.add("1381234")
    return [
        *[wrong("document_invalid", person_id=number) for number in wrong_numbers],
        wrong("digits_lost", person_id=LOST_DIGITS),
        wrong("digits_lost", person_id=LOST_DIGITS),
        wrong("digits_lost", person_id=3.30206198801e17),
        wrong("phone_invalid", phone="1381234"),
        wrong("phone_invalid", phone="1381234"),
        wrong("key_missing", class_id=""),
        wrong(
            "key_missing",
            person_id_type="",
            person_id="",
            name="",
            phone="",
            employer_uscc="",
            employer_name="",
        ),
        wrong("unknown_value", status="待定"),
        wrong("not_a_date", enrolled_on="二月三十日"),
        wrong("uscc_invalid", employer_uscc=codes.wrong_check(city.employers[1]["uscc"])),
        wrong("undecodable_text", employer_name="宁波\ufffd公司"),
    ]


def spoil_attendance(city: City, session: Row) -> list[Line]:
    def wrong(*rules: str, **cells: object) -> Line:
        row = {
            "session_id": session["session_id"],
            "person": city.document(),
            "name": city.name(),
            "status": "出勤",
            "hours_credited": 4.0,
            "recorded_at": datetime(2016, 3, 1, 17),
        }
        return bad(row, *rules, **cells)

    invalid = codes.wrong_check(city.document()[1])
    city.personal.add(invalid)
    base = {"session_id": session["session_id"], "name": city.name()}
    return [
        *[wrong("digits_lost", person_id=LOST_DIGITS) for _ in range(3)],
        refuse_document(base, invalid, "document_invalid"),
        wrong("unknown_value", status="早退"),
        wrong("not_a_number", hours_credited="四"),
        wrong("negative", hours_credited="-4"),
        wrong("not_a_datetime", recorded_at="下班时"),
        wrong("key_missing", session_id=""),
        Line(None, raw=[session["session_id"], "居民身份证", "", "", "", "出勤"], faults=("field_count",)),
    ]


def orphans(city: City) -> list[Row]:
    """Attendance of sessions nobody delivered."""
    city.facts["orphan_attendance"] = 7
    return [
        {
            "session_id": f"JXW2016-099-{n:02d}",
            "person": city.document(),
            "name": city.name(),
            "phone": None,
            "status": "出勤",
            "hours_credited": 4.0,
            "recorded_at": datetime(2016, 9, 1, 17),
        }
        for n in range(7)
    ]
