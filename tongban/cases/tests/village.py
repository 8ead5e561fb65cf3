"""A village of four offices: small definitions under which every kind of step can be played.

A child is born: the birth office issues L-BORN, the register L-BOOK with a number, the card
office L-CARD for the child; the coin office pays a gift on its own, and milk to the insured.
A shop opens: the trade office issues L-SHOP with a credit code.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from tests.cast import CAST, REGION
from tongban.agencies import api as agencies
from tongban.cases import api as cases
from tongban.catalogue import api as catalogue
from tongban.facts import api as facts
from tongban.kernel.actors import SYSTEM, Actor, Assurance
from tongban.kernel.time import city_date
from tongban.ledger import api as ledger
from tongban.licences import api as licences
from tongban.people import api as people

# Monday, 2 March 2026, ten in the morning in the city.
AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
LATER = datetime(2026, 3, 2, 2, 5, tzinfo=UTC)
DAY = date(2026, 3, 2)

SHARED = {
    "agencies": """
agencies:
  BORN: {name: 接生所, uscc: 11350100TB000001XJ}
  BOOK: {name: 户籍所, uscc: 11350100TB0000028J}
  CARD: {name: 卡务所}
  MOOT: {name: 复议所}
  COIN: {name: 银库}
""",
    "roles": """
roles:
  applicant: {name: {zh: 申请人, en: Applicant}, is: person}
  contact: {name: 联系人, is: person, default: applicant}
  spouse: {name: 配偶, is: person, relation: spouse}
  child: {name: 孩子, is: person, relation: child, new: true}
  mother: {name: 母亲, is: person}
  seller: {name: 卖方, is: person}
  company: {name: 店铺, is: company, relation: company, new: true}
""",
    "same_as": "same_as: {baby: child.name, mobile: contact.mobile, co_name: company.co_name, uscc: company.uscc}\n",
    "city": f'city: {{name: 榕城, region: "{REGION}", region_name: 鼓楼区, reconsideration: MOOT}}\ncast: []\n',
    "calendar": 'calendar: 2026\nsource: 通告\nholidays: ["2026-05-01"]\nmake_up: []\n',
}
FACTS = {
    "name": "type: string",
    "idno": "type: idno",
    "gender": "type: enum\noptions: [{zh: 男, en: Male}, {zh: 女, en: Female}]\nderive: {from: idno, by: gender}",
    "birth": "type: date\nderive: {from: idno, by: birth}",
    "baby_birth": "type: datetime",
    "mobile": "type: phone",
    "home": "type: address",
    "side": "type: enum\noptions: [{zh: 随父, en: Father}, {zh: 随母, en: Mother}]",
    "born_no": "type: string",
    "doctor": "type: string\nhow: official",
    "healthy": "type: bool\nhow: official",
    "insured": "type: bool",
    "bank": "type: bankacct",
    "note": "type: text",
    "co_name": "type: string",
    "uscc": "type: uscc",
    "capital": "type: money",
    "photo": "type: file",
}
LICENCES = {
    "L-ID": "holder: BOOK\nkind: data\nstates: [name, idno, home]",
    "L-BORN": "holder: BORN\nabout: child\nstates: [name, gender, birth, baby_birth, born_no, doctor]",
    "L-BOOK": "holder: BOOK\nabout: child\nstates: [name, idno, birth, home]",
    "L-CARD": "holder: CARD\nmonths: 60\nstates: [name, idno]",
    "L-INN": "holder: COIN\nmonths: 12\nstates: [name, home]",
    "L-SHOP": "holder: COIN\nabout: company\nstates: [co_name, uscc, capital]",
}
SERVICES = {
    "BORN-CERT": """
agency: BORN
needs: [{fact: baby}, {fact: gender, role: child}, {fact: baby_birth, role: child}, {fact: mobile}, {fact: name, role: mother}]
conditions:
  - {text: 孩子健康, test: {fact: child.healthy, op: "==", value: true}}
  - {text: 年满18周岁者申领}
result:
  name: 出生证
  licence: L-BORN
  of: child
  states:
    name: {fact: child.name}
    gender: {fact: child.gender}
    birth: {fact: child.baby_birth, as: date}
    baby_birth: {fact: child.baby_birth}
    born_no: {issue: serial}
    doctor: {official: true}
""",
    "BOOK-ENTER": """
agency: BOOK
needs: [{fact: baby, from: L-BORN}, {fact: baby_birth, role: child, from: L-BORN}, {fact: side, role: child}, {fact: home, from: L-ID}, {fact: mobile}, {fact: note, required: false}]
materials:
  - {name: 出生证, kind: licence, licence: L-BORN, held_by: BORN, required: true}
  - {name: 合影, kind: applicant_prepared, required: true}
  - {name: 登记表, kind: form, required: true}
conditions:
  - {text: 有出生证, test: {holds: L-BORN, role: child}}
  - {text: 随父, test: {fact: child.side, op: "==", value: 随父}, any_group: side}
  - {text: 随母, test: {fact: child.side, op: "==", value: 随母}, any_group: side}
result:
  name: 户口
  licence: L-BOOK
  of: child
  states: {name: {fact: child.name}, idno: {issue: idno}, birth: {fact: child.baby_birth, as: date}, home: {fact: applicant.home}}
time_limit:
  statutory: {days: 20, unit: working_day}
  promised: {days: 3, unit: working_day}
""",
    "CARD-MAKE": """
agency: CARD
needs: [{fact: name, from: L-BOOK}, {fact: idno, from: L-BOOK}]
materials: [{name: 户口, kind: licence, licence: L-BOOK, held_by: BOOK, of: applicant, required: true}]
result: {name: 卡, licence: L-CARD, months: 60, states: {name: {fact: name}, idno: {fact: idno}}}
""",
    "COIN-GIFT": """
agency: COIN
needs: [{fact: idno, from: L-ID}, {fact: bank}]
result: {name: 贺金, delivery: {ways: [post, pickup]}}
time_limit: {statutory: {days: 10, unit: calendar_day}}
""",
    "COIN-MILK": """
agency: COIN
needs: [{fact: idno, from: L-ID}, {fact: insured}]
result: {name: 奶粉}
fee:
  rule: "如果 insured 则 0 元 否则 20.5 元"
  basis: 村规 第五条
  collect: {when: filing, days: 10}
  exempt: [{when: {fact: gender, op: "==", value: 男}, law: 村规 第六条, text: {zh: 男子}}]
demo_days: 2
""",
    "COIN-SHOP": """
agency: COIN
needs: [{fact: name, from: L-ID}, {fact: co_name}, {fact: capital, role: company}, {fact: photo, role: company, required: false}]
result:
  name: 营业证
  licence: L-SHOP
  of: company
  states: {co_name: {fact: company.co_name}, capital: {fact: company.capital}, uscc: {issue: uscc}}
""",
    "COIN-INN": """
agency: COIN
needs: [{fact: name, from: L-ID}, {fact: home, from: L-ID}, {fact: note}]
materials:
  - {name: 消防证明, kind: third_party_issued, required: true}
  - {name: 房屋照片, kind: applicant_prepared, required: true}
result: {name: 客栈证, licence: L-INN, months: 12, states: {name: {fact: name}, home: {fact: home}}}
time_limit: {statutory: {days: 20, unit: working_day}}
procedure:
  inspectors: 2
  pledge: {materials: [1], text: 房屋符合消防要求, check_days: 20, touches: []}
  tolerance: {materials: [2], days: 10, remind_days: 3}
  corrections: {rounds: 2, examining: true, days: 15, lapses: true, law: 村规 第三条}
  renewal: {days_before: 30}
""",
    "COIN-BADGE": """
agency: COIN
needs: [{fact: idno, from: L-ID}, {fact: gender}]
conditions:
  - {text: 女性, test: {fact: gender, op: "==", value: 女}}
  - {text: 有身份信息, test: {holds: L-ID}}
result: {name: 徽章}
time_limit: {statutory: {days: 5, unit: working_day}}
procedure:
  automatic: true
  deemed: {outcome: granted, law: 村规 第九条}
""",
    "COIN-SALE": """
agency: COIN
needs: [{fact: idno, from: L-ID}, {fact: name, role: seller, from: L-ID}, {fact: home, role: seller, from: L-ID}]
result: {name: 过户}
""",
    "BOOK-PAIR": """
agency: BOOK
needs: [{fact: idno, from: L-ID}, {fact: name, role: spouse, from: L-ID}, {fact: note}]
result: {name: 结对}
procedure: {co_applicants: [spouse]}
""",
    "BORN-SITE": """
agency: BORN
needs: [{fact: idno, from: L-ID}, {fact: mobile}]
result: {name: 场地}
time_limit: {promised: {days: 20, unit: working_day}}
procedure:
  joint: {lead: BORN, agencies: [BOOK], days: 6}
  opinions: [{agency: CARD, days: 3, about: 是否符合规划}, {agency: COIN, days: 2, about: 是否影响收费, order: 2}]
""",
    "COIN-POST": """
agency: COIN
needs: [{fact: idno, from: L-ID}, {fact: note}]
result: {name: 代收}
time_limit: {promised: {days: 10, unit: working_day}}
procedure:
  cross_place: {mode: collect}
  assignment: {mode: skill, skills: [账务]}
""",
}
EVENT = """
life_event: LE-BABY
version: "2026-01-01"
name: {zh: 添丁一件事, en: A child is born}
title: {zh: 家里添了孩子, en: A baby}
lead: BORN
roles:
  mother: {one_of: [applicant, spouse], where: {fact: gender, op: "==", value: 女}}
items:
  - {service: BORN-CERT, required: true, trigger: 出生}
  - {service: BOOK-ENTER, required: true, trigger: 落户}
  - {service: CARD-MAKE, required: true, trigger: 办卡, bind: {applicant: child}}
  - {service: COIN-GIFT, required: true, trigger: 贺金}
  - {service: COIN-MILK, required: false, trigger: 参保的, when: {fact: insured, op: "==", value: true}}
"""
HEAD = '{key}: {id}\nversion: "2026-01-01"\nname: {{zh: {zh}, en: {en}}}\n'
NAMES = {"BORN-CERT": "出生证签发", "BOOK-ENTER": "入户登记", "CARD-MAKE": "制卡", "COIN-GIFT": "发贺金", "COIN-MILK": "发奶粉", "COIN-SHOP": "开店登记", "COIN-SALE": "过户登记", "COIN-INN": "客栈许可", "COIN-BADGE": "领徽章", "BOOK-PAIR": "结对登记", "BORN-SITE": "场地许可", "COIN-POST": "异地代收"}  # fmt: skip


def files():
    """The definition files of the village."""
    made = {name: text.lstrip() for name, text in SHARED.items()}
    made["event"] = EVENT.lstrip()
    for id_, said in FACTS.items():
        made[f"fact-{id_}"] = HEAD.format(key="fact", id=id_, zh=f"{id_}项", en=id_) + said + "\n"
    for id_, said in LICENCES.items():
        made[id_] = HEAD.format(key="licence", id=id_, zh=f"{id_[2:]}证", en=id_) + said + "\n"
    for id_, said in SERVICES.items():
        head = HEAD.format(key="service", id=id_, zh=NAMES[id_], en=id_.lower())
        kind = "行政许可" if id_ == "COIN-INN" else "行政确认"
        made[id_] = f"{head}kind: {kind}\napplicants: 自然人\n{said.lstrip()}"
    return {f"{name}.yaml": text for name, text in made.items()}


def publish(path):
    """Write the files below a directory and publish them."""
    for name, text in files().items():
        (path / name).write_text(text, encoding="utf-8")
    catalogue.publish(path, actor=SYSTEM)


# Everybody


def officer(number, name, agency, duty="reviewer"):
    """An officer at a post."""
    account = people.open_staff_account(
        username=f"officer{number}", password=None, name=name, actor=SYSTEM
    )
    agencies.appoint(account=account.pk, agency=agency, duty=duty, actor=SYSTEM)
    return Actor("officer", account.pk, name, duty, agency=agency)


def person(party):
    """A party as an actor of their own."""
    return Actor("person", party.id, party.name, assurance=Assurance.CODE)


@dataclass
class Village:
    """Everybody the tests play with: residents as parties and actors, officers as actors."""

    mother: people.Party
    father: people.Party
    stranger: people.Party
    me: Actor
    him: Actor
    nobody: Actor
    clerk: Actor
    officers: dict[str, Actor] = field(default_factory=dict)
    colleague: Actor | None = None
    supervisor: Actor | None = None
    head: Actor | None = None
    mate: Actor | None = None


def settle():
    """Register the cast with their papers, and appoint the officers."""
    mother, father, stranger = (
        people.register(number=one.number, name=one.name, actor=SYSTEM)
        for one in (CAST.applicant, CAST.spouse, CAST.stranger)
    )
    people.relate(mother.id, "spouse", father.id, actor=SYSTEM)
    people.relate(father.id, "spouse", mother.id, actor=SYSTEM)
    book = catalogue.book(DAY)
    for party in (mother, father, stranger):
        licences.issue(
            book.licences["L-ID"],
            holder=party.id,
            attributes={"name": party.name, "idno": party.number, "home": "榕荫路 1 号"},
            actor=SYSTEM,
            issuer_uscc="11350100TB0000028J",
            at=datetime(2025, 3, 2, 2, 0, tzinfo=UTC),
        )
    village = Village(
        mother, father, stranger, person(mother), person(father), person(stranger),
        officer(0, CAST.clerk.name, None, "clerk"),
    )  # fmt: skip
    village.officers = {
        code: officer(n, name, code)
        for n, (code, name) in enumerate(
            [("BORN", "赵一"), ("BOOK", CAST.reviewer_a.name), ("CARD", "钱二"), ("COIN", CAST.reviewer_b.name)],
            start=1,
        )
    }  # fmt: skip
    village.head = officer(8, "周主任", "COIN", "head")
    village.mate = officer(7, "吴五", "COIN")
    village.colleague = officer(9, "孙三", "BOOK")
    village.supervisor = officer(10, CAST.supervisor.name, None, "supervisor")
    return village


# What they do

PICTURE = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU"
    b"\x00\x00\x00\nIDATx\x9cc`\x00\x00\x00\x02\x00\x01H\xaf\xa4q\x00\x00\x00\x00IEND\xaeB`\x82"
)
ANSWERS = {
    "child.name": "林小满",
    "child.gender": "女",
    "child.baby_birth": "2026-02-20T06:30",
    "applicant.mobile": "13800001234",
    "child.side": "随母",
    "applicant.bank": "6222021001116245702",
    "applicant.insured": False,
}


def begin(village, goal="LE-BABY", *, answers=None, at=AT):
    """A draft that is complete, but not handed in."""
    draft = cases.start(goal=goal, applicant=village.mother.id, actor=village.me, at=at)
    asked = {q.ref for q in questions(cases.form(draft.id, actor=village.me, at=at))}
    given = {key: value for key, value in (ANSWERS | (answers or {})).items() if key in asked}
    cases.fill(draft.id, given, actor=village.me, at=at)
    for line in cases.form(draft.id, actor=village.me, at=at).materials:
        if line.state == "asked":
            cases.attach(
                draft.id, service=line.service, material_no=line.no, name="合影.png",
                content=PICTURE, actor=village.me, at=at,
            )  # fmt: skip
    return draft


def questions(form):
    """Every question of a form."""
    return [*form.deciding, *(one for group in form.groups for one in group.questions)]


def hand_in(village, goal="LE-BABY", *, answers=None, at=AT):
    """A draft that is handed in; returns the application."""
    draft = begin(village, goal, answers=answers, at=at)
    return cases.submit(draft.id, actor=village.me, at=at)


def of(application, service):
    """The matter of a service."""
    return next(one for one in application.matters if one.service == service)


def grant(village, matter, at=AT, **more):
    """Grant a case at its agency."""
    return cases.decide(
        matter.number, outcome="granted", actor=village.officers[matter.agency], at=at,
        states={"doctor": "王大夫"}, **more,
    )  # fmt: skip


def refuse(village, matter, at=AT, **more):
    """Refuse a case at its agency, with everything the law asks for."""
    return cases.decide(
        matter.number, outcome="refused", reason="材料不实。",
        remedy=cases.propose_remedy(city_date(at)), actor=village.officers[matter.agency], at=at, **more,
    )  # fmt: skip


def settle_all():
    """Deliver everything in the outbox, as the worker does."""
    while ledger.drain():
        pass


def again(village, application):
    """The application as it stands now."""
    return cases.application(application.id, actor=village.me)


def value(subject, kind):
    """What is known of a subject, read as the platform."""
    from tongban.kernel.actors import Purpose

    found = facts.known(
        subject, [kind], purpose=Purpose("own", "", "test", "test"), actor=SYSTEM, at=AT
    )
    return found[kind].value if kind in found else None
