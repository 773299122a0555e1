"""1+X certificates by exam batch: retakes, certificates issued a year later, levels of one person."""

from datetime import date, datetime, timedelta

from pipelines.sample_city import codes
from pipelines.sample_city.city import LAST_DAY, City
from pipelines.sample_city.dirt import LOST_DIGITS, bad, blank
from pipelines.sample_city.truth import Row
from pipelines.sample_city.write import Delivery, columns, lines
from pipelines.sample_city.write_columns import Table

_COLUMNS = columns(
    """issuer=培训评价组织; certificate=证书名称; level=等级; exam_batch=考试批次; person_id_type=证件类型;
    person_id=证件号码; school_code=学校标识码; student_no=学号; examined_on=考试日期; score=成绩;
    passed=是否合格; certificate_no=证书编号; issued_on=发证日期"""
)
_CERTIFICATES = ("数控车铣加工", "电子商务数据分析", "物流管理", "Web前端开发")
_BATCHES = (date(2019, 12, 14), date(2020, 7, 11), date(2020, 12, 12), date(2021, 6, 19), date(2021, 11, 6))


def certificate_results(city: City, cohorts: dict[int, Table]) -> list[Delivery]:
    """A workbook per batch from the platform; who failed comes again in the next batch."""
    rng, out, failed = city.rng, [], []
    serial = 0
    for number, examined in enumerate(_BATCHES):
        source = cohorts[2020 + (number + 1) // 2].columns
        takers = [n for n in rng.sample(range(len(source["person"])), 520) if source["person"][n]]
        rows = []
        for place in takers:
            rows.append({"issuer": "样例评价组织", "certificate": rng.choice(_CERTIFICATES),
                         "level": rng.choice(("初级", "中级", "中级", "高级")), "person": source["person"][place],
                         "school_code": source["school_code"][place], "student_no": source["student_no"][place]})  # fmt: skip
        rows += [
            {k: row[k] for k in ("issuer", "certificate", "level", "person", "school_code", "student_no")}
            for row in failed[:60]
        ]
        result: list[Row] = []
        for row in rows:
            serial += 1
            score = float(rng.randrange(35, 100))
            issued = examined + timedelta(days=30 + serial % 10)
            passed = score >= 60
            more = {"exam_batch": f"{examined:%Y}-{number + 1}", "examined_on": examined, "score": score, "passed": passed,
                    "certificate_no": f"ZS{serial:08d}" if passed else None, "issued_on": issued if passed else None}  # fmt: skip
            if serial == 50:  # the day is known to the month, one to the year's turn, one not at all
                more["issued_on"] = (date(2020, 1, 1), date(2020, 1, 31))
            if passed and serial % 211 == 7:
                more["issued_on"] = None
            if passed and serial % 97 == 5:
                more["certificate_no"] = None  # passed, not issued yet
            if serial == 50:
                more |= {"score": 80.0, "passed": True, "certificate_no": "ZS00000050"}
            result.append(row | more)
        failed = [row for row in result if not row["passed"]]
        body = lines(result)
        if number == 1:
            wrong = codes.wrong_check(city.document()[1])
            city.personal.add(wrong)
            sample = result[0] | {"exam_batch": "坏行"}
            body += [
                blank(),
                bad(sample, "document_invalid", person_id_type="居民身份证", person_id=wrong),
                bad(sample, "digits_lost", person_id=LOST_DIGITS),
                bad(sample, "unknown_value", level="特级"),
                bad(sample, "not_a_number", score="优秀"),
                bad(sample, "not_yes_no", passed="缓考"),
                bad(sample, "key_missing", certificate=""),
            ]
        received = datetime.combine(
            min(examined + timedelta(days=50), LAST_DAY), datetime.min.time()
        ) + timedelta(hours=9)
        name, banner = f"考试结果_{examined:%Y%m}.xlsx", ["职业技能等级证书考试结果"]
        feed = "certificates.certificate_results"
        out.append(Delivery(feed, "1+X平台", name, received, _COLUMNS, [("结果", body)], banner=banner))
    return out
