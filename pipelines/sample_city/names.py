"""Made-up names of persons, enterprises and schools, and the districts they lie in."""

import random

SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈姜"
)
# No such character stands in the name of an enterprise, school or class: no person's name hides in one.
GIVEN = "伟芳娜敏静丽强磊洋艳勇军杰娟涛超霞平刚玲桂峰燕鹏辉琴萍莉斌宇浩凯健俊帆雪婷倩颖琳晨欣妍蕾薇岚彬毅"
BRANDS = "天地鼎泰丰盛恒昌瑞兴达隆汇通源宏腾飞翔博雅信诚佳美嘉禾永固利民旭日华星晟远卓越方圆中正顺安康乐"
TRADES = {
    "机械制造": "3421", "模具": "3525", "电子": "3982", "纺织": "1751", "塑料制品": "2926",
    "汽车零部件": "3670", "建设": "4710", "商贸": "5137", "百货": "5212", "物流": "5430",
    "仓储": "5921", "快递": "6020", "大酒店": "6110", "餐饮": "6210", "信息服务": "6420",
    "软件": "6513", "置业": "7010", "物业服务": "7020", "企业管理": "7221", "检测技术": "7452",
    "洗涤": "8030", "农业": "0141", "教育咨询": "8391",
}  # fmt: skip

# Present districts of the home city with the words used in files.
DISTRICTS = {
    "330203": "海曙区", "330205": "江北区", "330206": "北仑区", "330211": "镇海区", "330212": "鄞州区",
    "330213": "奉化区", "330225": "象山县", "330226": "宁海县", "330281": "余姚市", "330282": "慈溪市",
}  # fmt: skip
FORMER_DISTRICTS = {"330204": "江东区", "330283": "奉化市"}
DISTRICT_NAMES = DISTRICTS | FORMER_DISTRICTS | {"330200": "宁波市"}


def person_name(rng: random.Random) -> str:
    """A surname and two given characters."""
    return rng.choice(SURNAMES) + rng.choice(GIVEN) + rng.choice(GIVEN)


def enterprise_names(rng: random.Random, count: int) -> list[tuple[str, str]]:
    """Distinct legal names with the industry code of each."""
    seen: dict[str, str] = {}
    trades = list(TRADES.items())
    while len(seen) < count:
        trade, industry = trades[rng.randrange(len(trades))]
        seen.setdefault(f"宁波{rng.choice(BRANDS)}{rng.choice(BRANDS)}{trade}有限公司", industry)
    return list(seen.items())


def spell_district(rng: random.Random, code: str | None) -> str:
    """A district the way an export may write it: code, code as a float, bare name, name with its city."""
    if code is None:
        return ""
    name = DISTRICT_NAMES.get(code)
    if name is None:
        return code
    city_name = name if code == "330200" else "宁波市" + name
    return rng.choices([name, code, city_name, code + ".0", f" {name} "], [70, 15, 9, 4, 2])[0]
