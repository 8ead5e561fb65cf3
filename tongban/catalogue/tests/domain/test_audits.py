"""Every check, one by one: a good item has nothing to mend, and each slip is told at its place alone."""

import re
from pathlib import Path

import pytest

from tongban.catalogue.domain import checks
from tongban.catalogue.domain.linters import lint
from tongban.catalogue.domain.linters.reading import ease, faults_of
from tongban.catalogue.domain.loader import load
from tongban.catalogue.tests import town

CODE = "91350100M000100Y43"
AGENCIES = f"agencies:\n  INN: {{name: 客栈署, uscc: {CODE}}}\n  FIRE: {{name: 火政署}}\n"
LAWS = "laws:\n  客栈条例: {title: 客栈管理条例, rank: local}\n  火政条例: {rank: local}\n"
STANDARD = f"""
standard:
  basic_code: "442199806003"
  task_code: {CODE}3442199806003
  level: 市级
  agency_nature: 法定机关
  case_type: 承诺件
  audience: [自然人]
  person_themes: ["010"]
  channels: [窗口办理]
  online: true
  online_depth: [网上办理]
  result_type: [出证办结]
  result_sample: INN-sample.png
  enquiry_phone: 0591-83330001
  complaint_phone: "12345"
  plan_from: "2026-01-01"
  plan_until: "2030-01-01"
"""
GOOD = town.OPEN + STANDARD
LICENSING = (
    GOOD.replace("kind: 行政确认", "kind: 行政许可")
    .replace("steps: [{text: 受理, agency: INN}, {text: 决定}]",
             "steps: [{text: 受理}, {text: 审核}, {text: 审批}, {text: 办结}, {text: 送达}]")
    + "faq: [{question: 多久办好?, answer: 五个工作日。}]\n"
)  # fmt: skip
SITUATION = """
situations: [{id: big, name: 大客栈, when: {fact: company.rooms, op: ">", value: 9}}]
"""


def findings(text, **changes):
    loaded = load(town.texts(open=text, agencies=AGENCIES, laws=LAWS, **changes))
    assert loaded.errors == ()
    return {(one.file, one.field, one.rule, one.level) for one in lint(loaded.definitions)}


@pytest.mark.parametrize("good", [GOOD, LICENSING])
def test_a_good_item_has_nothing_to_mend(good):
    assert {each for each in findings(good) if each[0] == "open.yaml"} == set()


W, E = "warning", "error"
SLIPS = {
    "a visit without a reason": (GOOD, "expected: 0", "expected: 1", "visits", "audit.visits", W),
    "a reason without a visit": (GOOD, "expected: 0", "expected: 0, text: 须本人到场一次",
                                 "visits.text", "audit.visits-zero", W),
    "no way to hand it in": (GOOD, "online: true", "online: false", "standard.online",
                             "audit.mail", W),
    "wholly online and a visit": (GOOD.replace("expected: 0", "expected: 1, text: 领证"),
                                  "[网上办理]", "[网上电子证照反馈]", "visits.expected",
                                  "audit.depth", E),
    "at once and in five days": (GOOD, "case_type: 承诺件", "case_type: 即办件",
                                 "standard.case_type", "audit.case-type", W),
    "a certificate that is a document": (GOOD, "[出证办结]", "[出文办结]", "standard.result_type",
                                         "audit.result-type", W),
    "a result without a sample": (GOOD, "  result_sample: INN-sample.png\n", "", "standard",
                                  "audit.sample", W),
    "a fee without a standard": (town.OPEN, "{amount: 0}", "{amount: 5}", "fee", "audit.fee", W),
    "a fee without basis and items": (GOOD, "{amount: 0}", "{amount: 5, text: 每本五元}", "fee",
                                      "audit.fee", W),
    "a fee that no law allows": (LICENSING.replace(STANDARD, ""), "{amount: 0}",
                                 "{amount: 5, text: 每本五元}", "fee", "audit.fee-licensing", W),
    "a free service that is paid": (GOOD, "{amount: 0}", "{amount: 0, online: true}", "fee",
                                    "audit.fee-free", E),
    "no complaint phone": (GOOD, '  complaint_phone: "12345"\n', "", "standard", "audit.phones", W),
    "a phone without area code": (GOOD, "0591-83330001", "'83330001'", "standard.enquiry_phone",
                                  "audit.phones", W),
    "one phone for both": (GOOD, '"12345"', "0591-83330001", "standard.complaint_phone",
                           "audit.phones", E),
    "persons without a theme": (GOOD, '  person_themes: ["010"]\n', "", "standard.audience",
                                "audit.audience", W),
    "firms under a theme for persons": (GOOD, "audience: [自然人]",
                                        'audience: [企业法人]\n  corporate_themes: ["020"]',
                                        "standard.audience", "audit.audience", W),
    "four steps": (LICENSING, "{text: 受理}, ", "", "steps", "audit.steps", W),
    "no question answered": (LICENSING, "faq:", "aliases_: []\n#", "faq", "audit.faq", W),
    "a limit beyond the law's own": (LICENSING, "statutory: {days: 20", "statutory: {days: 30",
                                     "time_limit.statutory", "limits.licensing", W),
    "no law": (GOOD, "law: [{law: 客栈条例, article: 第一条, status: text_read}]", "law: []", "law",
               "audit.law", W),
    "a law that is not registered": (GOOD, "law: 客栈条例,", "law: 旅店条例,", "law[0].law",
                                     "laws.unregistered", W),
    "an optional material without occasion": (GOOD, "kind: applicant_prepared, required: true",
                                              "kind: applicant_prepared, required: false",
                                              "materials[1]", "materials.no-reason", W),
    "a licence listed twice": (GOOD, "  - {name: 房屋照片",
                               "  - {name: 身份牌副本, kind: data, licence: L-ID}\n  - {name: 房屋照片",
                               "materials[1]", "materials.twice", W),
    "a catch-all material": (GOOD, "name: 房屋照片", "name: 需要的其他材料", "materials[1]",
                             "materials.catch-all", W),
    "a catch-all condition": (GOOD, "text: 房间干净", "text: 法律规定的其他条件", "conditions[1]",
                              "conditions.catch-all", W),
    "a word of no code set": (GOOD, "level: 市级", "level: 州级", "standard.level",
                              "standard.word", E),
    "a basic code of no profile": (GOOD.replace(f"  task_code: {CODE}3442199806003\n", ""),
                                   '"442199806003"', '"4421998"', "standard.basic_code",
                                   "standard.code", W),
    "a task code of another level": (GOOD, f"{CODE}3442", f"{CODE}4442", "standard.task_code",
                                     "standard.code", W),
    "a task code of another item": (GOOD, "3442199806003", "3442199806004", "standard.task_code",
                                    "standard.code", W),
    "a plan that ends first": (GOOD, '"2030-01-01"', '"2025-01-01"', "standard.plan_until",
                               "standard.days", E),
    "a text beyond its column": (GOOD, "applicants: 自然人", f"applicants: {'自然人、' * 60}",
                                 "applicants", "standard.length", W),
    "a condition never true": (GOOD, 'test: {fact: age, op: ">=", value: 18, unit: 岁}',
                               'test: {all: [{fact: age, op: ">", value: 60}, {fact: age, op: "<", value: 18}]}',
                               "conditions[0].test", "tests.never", E),
    "an age nobody reaches": (GOOD, "value: 18,", "value: 200,", "conditions[0].test",
                              "tests.never", W),
    "a condition always true": (GOOD, "value: 18,", "value: 0,", "conditions[0].test",
                                "tests.always", W),
    "conditions against each other": (GOOD, "result: {",
                                      '  - {text: 未满16周岁, test: {fact: age, op: "<", value: 16}}\nresult: {',
                                      "conditions[2]", "conditions.contradict", W),
    "a situation that is none": (GOOD, "kind: applicant_prepared,",
                                 "kind: applicant_prepared, situation: big,",
                                 "materials[1].situation", "situations.unknown", E),
    "a situation without effect": (GOOD, STANDARD, SITUATION + STANDARD, "situations[0].id",
                                   "situations.idle", W),
    "a long sentence": (GOOD, "text: 房间干净", f"text: {'房间要干净而且要明亮又宽敞' * 6}",
                        "conditions[1].text", "texts.long", W),
    "stacked clauses": (GOOD, "text: 房间干净", "text: 客栈的店主的亲属的名下的房屋的照片",
                        "conditions[1].text", "texts.stacked", W),
    "officialese": (GOOD, "text: 房间干净", "text: 有关部门予以核准", "conditions[1].text",
                    "texts.officialese", W),
    "characters few can read": (GOOD, "text: 房间干净", "text: 房间㛃净", "conditions[1].text",
                                "texts.rare", W),
}  # fmt: skip


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_is_told_at_its_place_and_nothing_else_is(name):
    text, old, new, field, rule, level = SLIPS[name]
    assert old in text
    changed = text.replace(old, new)
    if "aliases_" in changed:
        changed = re.sub(r"aliases_: \[\]\n#.*\n", "", changed)
    assert findings(changed) - findings(text) == {("open.yaml", field, rule, level)}


def test_an_english_question_that_is_hard_is_told():
    hard = (
        "Notwithstanding aforementioned administrative stipulations, characteristically necessitated "
        "documentation regarding accommodation authorisation obligations requires comprehensive "
        "organisational verification irrespective of international establishment categorisation"
    )
    said = f'fact: house\nversion: "2026-01-01"\nname: 房\ntype: string\nquestion: {{zh: 房子在哪?, en: "{hard}"}}\n'
    found = findings(GOOD, fact_house=said) - findings(GOOD)
    assert ("fact_house.yaml", "question", "texts.english", "warning") in found


def test_plain_sentences_are_left_in_peace():
    assert list(faults_of("带上身份证到窗口。办好了我们打电话给您。")) == []
    assert ease("Bring your card.") is None


def test_an_alternative_is_no_contradiction():
    other = '  - {text: 未满16周岁, any_group: a, test: {fact: age, op: "<", value: 16}}\nresult: {'
    assert findings(GOOD.replace("result: {", other)) - findings(GOOD) == set()


def test_what_cannot_be_bounded_is_not_called_impossible():
    test = (
        'test: {all: [{fact: name, op: "!=", value: 甲}, {fact: age, op: ">=", value: {ref: age}}]}'
    )
    text = GOOD.replace('test: {fact: age, op: ">=", value: 18, unit: 岁}', test)
    assert {each for each in findings(text) if each[2].startswith("tests.")} == set()


def test_every_rule_that_can_be_told_is_registered_and_every_registered_one_can_be_told():
    domain = Path(checks.__file__).parent
    beside = ("loader.py", "trials.py", "published.py", "versions.py")
    rules = domain.parents[1] / "policy" / "domain" / "rules"
    files = [*domain.glob("linters/*.py"), *(domain / name for name in beside), *rules.glob("*.py")]
    texts = [path.read_text("utf-8") for path in files if path.exists()]
    heads = "|".join({rule.partition(".")[0] for rule in checks.CHECKS})
    told = {rule for text in texts for rule in re.findall(rf'"((?:{heads})\.[a-z][a-z-]+)"', text)}
    told |= {f"references.{kind}" for kind in ("agency", "fact", "licence", "service", "role")}
    told |= {"materials.catch-all", "conditions.catch-all"}
    told -= {"standard.record", "standard.fees"}
    registered = {rule for rule in checks.CHECKS if "." in rule and not rule.startswith("files.")}
    assert {rule for rule in told if checks.check_of(rule) is None} == set()
    assert registered - told == set()


def test_a_finding_says_why_and_how_to_mend_it():
    loaded = load(town.texts(open=town.OPEN.replace("promised: {days: 5", "promised: {days: 21")))
    (error,) = [one for one in lint(loaded.definitions) if one.level == "error"]
    told = error.to_json()
    assert (told["level"], told["why"]) == ("blocks", "行政许可法 第四十二条")
    assert told["mend"] == "缩短承诺"
