"""The training office: who enrolled, who came, and the sheets it hands over."""

from datetime import date, datetime, timedelta

from pipelines.sample_city import names, training_files
from pipelines.sample_city.city import City
from pipelines.sample_city.training_plan import CLASSES_2016, Class, plan
from pipelines.sample_city.truth import Row

TRAINEE_TIMES_2016 = 8094  # enrolments with attendance
TRAINEES_2016 = 8011  # persons, five of them without enrolment
_WALK_INS = 5
_NO_SHOWS = 100


def _person(city: City, number: int) -> Row:
    """Identity and employer; every 60th has no document, every 90th a foreign passport."""
    employer = city.employers[city.rng.randrange(len(city.employers))]
    person: Row = {
        "person": None,
        "name": city.name(),
        "phone": None,
        "employer_uscc": employer["uscc"],
        "employer_name": employer["name"],
    }
    if number % 60 == 7:
        person["phone"] = city.phone()
        if number % 120 == 7:
            person["employer_uscc"] = None
    else:
        person["person"] = city.document("护照" if number % 90 == 11 else "居民身份证")
        if number % 3:
            person["phone"] = city.phone()
    return person


def _enrol(city: City, klass: Class, person: Row, status: str = "结业") -> Row:
    first = klass.sessions[0]["held_on"]
    first = first[0] if isinstance(first, tuple) else first
    return {
        "class_id": klass.class_id,
        **person,
        "enrolled_on": city.day(first - timedelta(days=30), first - timedelta(days=1)),
        "status": status,
    }


def _attend(session: Row, person: Row, status: str) -> Row:
    """One line of the attendance sheet; it knows no employer, and no phone where it has a document."""
    held = session["held_on"] or date(2019, 7, 1)
    held = held[1] if isinstance(held, tuple) else held
    credited = {"出勤": session["hours"], "迟到": session["hours"] - 1}.get(status, 0.0)
    return {
        "session_id": session["session_id"],
        "person": person["person"],
        "name": person["name"],
        "phone": None if person["person"] else person["phone"],
        "status": status,
        "hours_credited": credited,
        "recorded_at": datetime(held.year, held.month, held.day, 17, 5),
    }


def _sheet(city: City, klass: Class, person: Row, sessions: list[Row]) -> list[Row]:
    """One person's lines: there at first, then at times late, on leave, absent or not recorded."""
    rng, out = city.rng, []
    for session in sessions:
        if session["status"] != "已举办":
            continue
        status = rng.choices(("出勤", "迟到", "请假", "缺勤", None), (88, 5, 3, 3, 1))[0]
        if not out:
            status = "出勤"
        if status:
            out.append(_attend(session, person, status))
    return out


def _fill_2016(city: City, classes: list[Class]) -> tuple[list[Row], list[Row]]:
    """8,094 enrolments with attendance by 8,006 persons, five walk-ins, a hundred who never came."""
    enrolments, attendance = [], []
    distinct = TRAINEES_2016 - _WALK_INS
    people = [_person(city, number) for number in range(distinct)]
    # One person without document who changes employer is two persons to the rule: same name and phone.
    mover = next(p for p in people if not p["person"])
    other = next(
        e
        for e in city.employers
        if e["uscc"] != mover["employer_uscc"] and e["name"] != mover["employer_name"]
    )
    people[-1] = mover | {"employer_uscc": other["uscc"], "employer_name": other["name"]}
    places = [(number, people[number]) for number in range(distinct)]
    repeats = TRAINEE_TIMES_2016 - distinct
    # Second classes; every fourth person has changed employer in between (with a document: still one).
    for number in range(repeats):
        person = dict(people[number * 3 + 1])
        if number % 4 == 0 and person["person"]:
            employer = city.employers[(number * 13) % len(city.employers)]
            person |= {"employer_uscc": employer["uscc"], "employer_name": employer["name"]}
        places.append((number * 3 + 32, person))
    for number, person in places:
        klass = classes[number % CLASSES_2016]
        enrolments.append(_enrol(city, klass, person))
        attendance += _sheet(city, klass, person, klass.sessions)
    for number in range(_WALK_INS):
        person = _person(city, number)
        person["person"] = person["person"] or city.document()
        attendance.append(_attend(classes[number].sessions[0], person, "出勤"))
    for number in range(_NO_SHOWS):
        person = _person(city, number)
        klass = classes[number % CLASSES_2016]
        enrolments.append(_enrol(city, klass, person, "未到" if number % 2 else "退训"))
        if number % 3 == 0 and person["person"]:
            held = [s for s in klass.sessions if s["status"] == "已举办"]
            attendance += [_attend(session, person, "缺勤") for session in held[:2]]
    return enrolments, attendance


def _fill(city: City, klass: Class, seats: int, known: list[Row]) -> tuple[list[Row], list[Row]]:
    """A small class: mostly new persons, a few who came before (perhaps from another employer)."""
    enrolments, attendance = [], []
    for number in range(seats):
        person = _person(city, number)
        if number < 4 and known:
            person = {k: known[number][k] for k in person}
            if number == 2 and person["person"]:
                employer = city.rng.choice(city.employers)
                person |= {"employer_uscc": employer["uscc"], "employer_name": employer["name"]}
        status = "参训" if klass.row["status"] == "开班" else "结业"
        enrolments.append(_enrol(city, klass, person, status))
        sessions = klass.sessions
        if klass.class_id == "JXW2019-002":  # three attend its undated session too, one that session only
            sessions = (
                klass.sessions[-1:] if number == 5 else klass.sessions if number < 3 else klass.sessions[:-1]
            )
        attendance += _sheet(city, klass, person, sessions)
    return enrolments, attendance


def training(city: City) -> list:
    """Deliveries of the four feeds of the training office."""
    classes = plan(city)
    by_year: dict[int, tuple[list[Row], list[Row]]] = {}
    of_2016 = [klass for klass in classes if klass.class_id.startswith("JXW2016")]
    by_year[2016] = _fill_2016(city, of_2016[:CLASSES_2016])
    for klass in of_2016[CLASSES_2016:] + [k for k in classes if k not in of_2016]:
        year = int(klass.class_id[3:7])
        enrolments, attendance = by_year.setdefault(year, ([], []))
        seats = 6 if klass.class_id == "JXW2018-009" else 28
        # The class dated to a half-year has people of its own: their first session is never in doubt.
        known = [] if seats == 6 else [row for row in enrolments if row["person"]][:4]
        more = _fill(city, klass, seats, known)
        enrolments += more[0]
        if klass.row["status"] != "报名":
            attendance += more[1]
    city.facts["classes_2016"] = CLASSES_2016
    city.facts["trainee_times_2016"] = TRAINEE_TIMES_2016
    city.facts["trainees_2016"] = TRAINEES_2016
    city.facts["districts"] = names.DISTRICTS
    return training_files.deliver(city, classes, dict(sorted(by_year.items())))
