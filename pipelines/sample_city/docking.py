"""Docking events: the one of December 2018 as its report tells it, others with every kind of edge."""

from datetime import date, datetime, timedelta

from pipelines.sample_city import codes, names
from pipelines.sample_city.city import LAST_DAY, City
from pipelines.sample_city.dirt import bad
from pipelines.sample_city.truth import Row
from pipelines.sample_city.write import Delivery, Line, columns, lines

OFFICE = "对接活动办"
JINSHAN = "JS2018-01"
_EVENTS = columns(
    """event_id=活动编号; title=活动名称; held_on=举办日期; published_on=发布日期; venue=地点; district=所在地;
    status=状态"""
)
_PARTIES = columns("""event_id=活动编号; party_name=单位名称; party_code=单位代码; role=角色""")
_AGENDA = columns("""event_id=活动编号; seq=序号; kind=类型; title=内容; speaker_org=主讲单位; place=地点""")
_INVITATIONS = columns(
    """event_id=活动编号; enterprise_uscc=单位代码; enterprise_name=单位名称; invited_on=邀请日期; reply=回复;
    attended=到会"""
)
_ATTENDANCE = columns(
    """event_id=活动编号; name=姓名; enterprise_uscc=单位代码; enterprise_name=单位名称; position=职务;
    is_member=会员; signed_in_at=签到时间"""
)


def _event(
    number: str, held: date | tuple | None, district: str | None, status: str = "举办", **more: object
) -> Row:
    shown = held[1] if isinstance(held, tuple) else held
    row: Row = {
        "event_id": number,
        "title": f"校企对接活动（{number[2:]}）",
        "held_on": held,
        "published_on": shown and shown + timedelta(days=3),
        "venue": "职业学院报告厅",
        "district": district,
        "status": status,
    }
    return row | more


def _events(city: City) -> list[Row]:
    """The year of the reported event holds no other; elsewhere several a year, two on one day among them."""
    rows = [
        _event("JS2015-01", (date(2015, 6, 1), date(2015, 6, 30)), "330206"),
        _event("JS2016-01", date(2016, 4, 12), "330206"),
        _event("JS2016-02", date(2016, 4, 12), "330212"),
        _event("JS2016-03", None, "330206"),
        _event("JS2017-01", date(2017, 9, 20), "330206", "取消"),
        _event("JS2017-02", date(2017, 9, 21), None),
        _event("JS2017-03", (date(2017, 12, 16), date(2018, 1, 15)), "330211", "延期"),
        _event(JINSHAN, date(2018, 12, 20), "310116", published_on=date(2018, 12, 26)),
    ]
    for year, count in ((2019, 4), (2020, 3), (2021, 5)):
        for number in range(1, count + 1):
            held = city.day(date(year, 3, 1), date(year, 11, 25))
            rows.append(_event(f"JS{year}-{number:02d}", held, city.rng.choice([*names.DISTRICTS])))
    rows.append(_event("JS2021-08", LAST_DAY, "330206", published_on=LAST_DAY))
    rows.append(_event("JS2021-09", LAST_DAY + timedelta(days=8), "330206"))
    return rows


def _event_line(row: Row) -> Line:
    cells: dict[str, object] = {}
    if row["event_id"] == JINSHAN:
        cells = {"held_on": "12月20日", "district": "上海市金山区"}
    elif row["event_id"] == "JS2017-03":
        cells = {"held_on": "2017-2018学年第一学期"}
        row["held_on"] = (date(2017, 9, 1), date(2018, 1, 31))
    elif row["district"]:
        cells["district"] = names.DISTRICTS[row["district"]]
    return Line(row, cells)


def _party(event: str, name: str, role: str, code: str | None = None) -> Row:
    return {"event_id": event, "party_name": name, "party_code": code, "role": role}


def _parties(city: City, events: list[Row]) -> list[Row]:
    """Three organisers and two guiding units at the reported event; an association under two names elsewhere."""
    rows = [
        _party(JINSHAN, "金山区企业联合会", "主办"),
        _party(JINSHAN, "上海石化工业学校", "主办", "3631000123"),
        _party(JINSHAN, "甬城银行金山支行", "主办"),
        _party(JINSHAN, "金山区经济委员会", "指导"),
        _party(JINSHAN, "金山区教育局", "指导"),
    ]
    for number, event in enumerate(events):
        if event["event_id"] == JINSHAN:
            continue
        school = city.schools[number]
        rows.append(_party(event["event_id"], school["name"], "主办", school["school_code"]))
        rows.append(_party(event["event_id"], "宁波市企业联合会", "主办"))
        if number % 2:
            rows.append(_party(event["event_id"], "宁波市企业家协会", "协办"))
            rows.append(_party(event["event_id"], "宁波市经济和信息化局", "指导"))
        if number % 5 == 0:  # one body in two roles
            rows.append(_party(event["event_id"], "宁波市企业联合会", "支持"))
    return [*rows, _party("JS无此活动", "宁波市企业联合会", "主办")]


def _agenda(events: list[Row]) -> list[Row]:
    """Two lectures and four places at the reported event; elsewhere a place seen twice, a talk that is none."""

    def item(event: str, seq: int, kind: str, title: str, place: str | None = None) -> Row:
        speaker = "宁波大学" if kind == "讲座" else None
        return {
            "event_id": event,
            "seq": seq,
            "kind": kind,
            "title": title,
            "speaker_org": speaker,
            "place": place,
        }

    rows = [item(JINSHAN, n, "参观", f"参观第{n}站", f"实训基地{n}号楼") for n in range(1, 5)]
    rows += [item(JINSHAN, 5, "讲座", "校企合作专项资金"), item(JINSHAN, 6, "讲座", "银行产品与中小企业融资")]
    rows += [item(JINSHAN, 7, "座谈", "座谈")]
    for number, event in enumerate(events):
        if event["event_id"] != JINSHAN:
            name = event["event_id"]
            rows += [item(name, n + 1, "参观", "参观", f"实训楼{n % 2}") for n in range(number % 4)]
            rows += [item(name, n + 10, "讲座", f"专题{n}") for n in range(number % 3)]
            rows.append(item(name, 20, "产品介绍", "产品介绍", "报告厅"))
    return [*rows, item("JS无此活动", 1, "讲座", "专题")]


def _attendance(city: City, events: list[Row]) -> list[Line]:
    """38 member enterprises at the reported event, one with two persons; elsewhere guests and unknown firms."""
    rng, out = city.rng, []

    def sign(event: Row, firm: dict, member: bool, **more: object) -> Row:
        held = (
            event["held_on"][0]
            if isinstance(event["held_on"], tuple)
            else event["held_on"] or date(2016, 10, 8)
        )
        moment = datetime(held.year, held.month, held.day, 8, rng.randrange(60))
        row = {"event_id": event["event_id"], "name": city.name(), "enterprise_uscc": firm["uscc"],
               "enterprise_name": firm["name"], "position": rng.choice(("负责人", "部门负责人")),
               "is_member": member, "signed_in_at": moment}  # fmt: skip
        return row | more

    firms = [firm for firm in city.enterprises[1:3000] if firm["district"] == "330206"]
    for number, event in enumerate(events):
        if event["event_id"] == JINSHAN:
            rows = [sign(event, firm, True) for firm in firms[:38]]
            rows.append(sign(event, firms[0], True, position="部门负责人"))
        else:
            rows = [sign(event, firm, rng.random() < 0.6) for firm in rng.sample(firms[:160], 14 + number)]
            rows += [
                sign(event, {"uscc": None, "name": f"宁波路过{n}商行"}, False) for n in range(number % 3)
            ]
            rows += [
                sign(
                    event,
                    {
                        "uscc": codes.enterprise_uscc("330206", 20050 + number),
                        "name": f"宁波停用商行{20050 + number}号",
                    },
                    False,
                )
            ]
            rows[1]["is_member"] = None
            if number % 3 == 1:  # the same firm without its code, under a name with a blank in it
                rows.append(
                    sign(
                        event,
                        {"uscc": None, "name": rows[0]["enterprise_name"].replace("宁波", "宁波 ")},
                        True,
                    )
                )
            rows.append(rows[2] | {"is_member": not rows[2]["is_member"], "position": "重复签到"})
        out += lines(rows)
    out.append(Line(out[0].row | {"event_id": "JS无此活动", "name": city.name()}))
    for feed in ("event_parties", "event_agenda", "event_attendance"):
        city.orphans[f"docking_events.{feed}"] = 1
    return out


def _invitations(city: City, events: list[Row], attendance: list[Line]) -> list[Line]:
    rng, out = city.rng, []
    for event in events:
        there = {line.row["enterprise_uscc"]: line.row for line in attendance
                 if line.row["event_id"] == event["event_id"] and line.row["enterprise_uscc"]}  # fmt: skip
        asked = [{"uscc": uscc, "name": row["enterprise_name"]} for uscc, row in list(there.items())[2:]]
        asked += rng.sample(city.enterprises[3000:5900], 12)
        for firm in asked:
            held = event["published_on"] or date(2016, 10, 12)
            out.append(Line({
                "event_id": event["event_id"], "enterprise_uscc": firm["uscc"], "enterprise_name": firm["name"],
                "invited_on": held - timedelta(days=30), "reply": rng.choice(("接受", "谢绝", "未复")),
                "attended": firm["uscc"] in there or None,
            }))  # fmt: skip
    return out


def docking_events(city: City) -> list[Delivery]:
    """Five feeds, each in two deliveries: up to 2019, then up to the last day."""
    events = _events(city)
    attendance = _attendance(city, events)
    invitations = _invitations(city, events, attendance)
    planned = [Line(events[9] | {"status": "通知", "venue": None}, {"district": ""})]
    planned[0].row["district"] = None
    spoiled = events[1] | {"event_id": "JS坏行"}
    event_faults = [
        bad(spoiled, "not_a_date", held_on="下月初"),
        bad(spoiled, "unknown_value", status="结束"),
    ]
    party = _party("JS2016-01", "宁波市某会", "主办")
    party_faults = [bad(party, "unknown_value", role="观摩"), bad(party, "key_missing", party_name="")]
    talk = {
        "event_id": "JS2016-01",
        "seq": 30,
        "kind": "讲座",
        "title": "坏行",
        "speaker_org": None,
        "place": None,
    }
    talk_faults = [bad(talk, "not_an_integer", seq="其一"), bad(talk, "unknown_value", kind="合影")]
    person = attendance[0].row | {"enterprise_name": "宁波坏行厂"}
    sign_faults = [
        bad(person, "key_missing", name=""),
        bad(person, "not_yes_no", is_member="老会员"),
        bad(person, "not_a_datetime", signed_in_at="上午"),
        bad(person, "uscc_invalid", enterprise_uscc="91330206"),
    ]
    wrong = invitations[0].row | {"enterprise_uscc": city.enterprises[4000]["uscc"]}
    invitation_faults = [bad(wrong, "unknown_value", reply="再议"), bad(wrong, "key_missing", event_id="")]
    plan = (
        ("events", _EVENTS, [_event_line(row) for row in events], event_faults, "json"),
        ("event_parties", _PARTIES, lines(_parties(city, events)), party_faults, "csv"),
        ("event_agenda", _AGENDA, lines(_agenda(events)), talk_faults, "csv"),
        ("event_invitations", _INVITATIONS, invitations, invitation_faults, "csv"),
        ("event_attendance", _ATTENDANCE, attendance, sign_faults, "xlsx"),
    )
    out = []
    for minute, (feed, header, body, faults, kind) in enumerate(plan):
        early = [line for line in body if line.row["event_id"][2:6] < "2020"]
        late = [line for line in body if line.row["event_id"][2:6] >= "2020"]
        if feed == "events":
            early = [*planned, *early]
        first, second = datetime(2019, 12, 20, 9, minute), datetime(2021, 11, 30, 18, minute)
        name = "docking_events." + feed
        out.append(Delivery(name, OFFICE, f"{feed}_2019.{kind}", first, header, [(feed, early + faults)]))
        out.append(Delivery(name, OFFICE, f"{feed}_2021.{kind}", second, header, [(feed, late)]))
    return out
