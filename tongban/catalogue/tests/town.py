"""A small town's definitions, right in every respect; tests break one thing each."""

from tongban.catalogue.domain.compile import compile_book, in_force
from tongban.catalogue.domain.linters import lint
from tongban.catalogue.domain.loader import load

AGENCIES = """
agencies:
  INN: {name: 客栈署}
  FIRE: {name: 火政署}
"""
ROLES = """
roles:
  applicant: {name: 申请人, is: person}
  child: {name: 孩子, is: person, relation: child, new: true}
  company: {name: 店, is: company, relation: company, new: true}
"""
SAME_AS = "same_as: {baby: child.name, house: company.house}\n"
FACTS = {
    "name": "type: string",
    "baby": "type: string",
    "age": "type: number\nunit: 周岁\nderive: {from: idno, by: age}",
    "idno": "type: idno",
    "rooms": "type: number\nunit: 间",
    "rank": "type: enum\noptions: [{zh: 上}, {zh: 中}, {zh: 下}]",
    "house": "type: string",
    "clean": "type: bool\nhow: official",
}
L_ID = """
licence: L-ID
version: "2026-01-01"
name: 身份牌
holder: INN
kind: data
states: [name, idno]
"""
L_INN = """
licence: L-INN
version: "2026-01-01"
name: 客栈证
holder: INN
about: company
months: 36
states: [house, rooms]
"""
L_FIRE = """
licence: L-FIRE
version: "2026-01-01"
name: 火政文书
holder: FIRE
about: company
states: [rank]
"""
OPEN = """
service: INN-OPEN
version: "2026-01-01"
name: {zh: 开客栈, en: Opening an inn}
kind: 行政确认
agency: INN
applicants: 自然人
aliases: [开旅店, 民宿]
needs:
  - {fact: name, from: L-ID}
  - {fact: house}
  - {fact: rooms, role: company}
  - {fact: rank, from: L-FIRE, required: false}
materials:
  - {name: 身份牌, kind: data, licence: L-ID}
  - {name: 房屋照片, kind: applicant_prepared, required: true}
conditions:
  - {text: 年满18周岁, test: {fact: age, op: ">=", value: 18, unit: 岁}}
  - {text: 房间干净, test: {fact: clean, op: "==", value: true}}
result: {name: 客栈证, licence: L-INN, states: {house: {fact: house}, rooms: {fact: company.rooms}}}
time_limit:
  statutory: {days: 20, unit: working_day}
  promised: {days: 5, unit: working_day}
steps: [{text: 受理, agency: INN}, {text: 决定}]
visits: {expected: 0}
fee: {amount: 0}
law: [{law: 客栈条例, article: 第一条, status: text_read}]
"""
FIRE = """
service: FIRE-CHECK
version: "2026-01-01"
name: 火政检查
kind: 行政确认
agency: FIRE
materials:
  - {name: 客栈证, kind: licence, licence: L-INN}
result: {name: 火政文书, licence: L-FIRE}
time_limit:
  statutory: {days: 10, unit: working_day}
  promised: {days: 10, unit: working_day}
law: [{law: 火政条例, article: 第二条, status: text_read}]
"""
EVENT = """
life_event: LE-INN
version: "2026-01-01"
name: 开客栈一件事
title: 我要开客栈
lead: INN
items:
  - {service: INN-OPEN, required: true, trigger: 开店}
  - {service: FIRE-CHECK, required: true, trigger: 有炉灶}
"""
POLICY = """
policy: P-INN
version: "2026-01-01"
name: 小客栈补贴
status: verified
facts: [{key: rooms, name_zh: 房间数, type: number}]
rule: {all: [{fact: rooms, op: "<=", value: 9}]}
related: [INN-OPEN]
"""
CALENDAR = 'calendar: 2026\nsource: 官府通告\nholidays: ["2026-01-01"]\nmake_up: ["2026-01-04"]\n'


def fact(key, said):
    return f'fact: {key}\nversion: "2026-01-01"\nname: {key.upper()}的名称\n{said}\n'


def texts(**changes):
    """All files, some of them changed: `open=` and so on; a fact by `fact_age=`."""
    made = {
        "agencies": AGENCIES, "roles": ROLES, "same_as": SAME_AS, "l_id": L_ID, "l_inn": L_INN,
        "l_fire": L_FIRE, "open": OPEN, "fire": FIRE, "event": EVENT, "policy": POLICY,
        "calendar": CALENDAR,
    } | {f"fact_{key}": fact(key, said) for key, said in FACTS.items()}  # fmt: skip
    made |= changes
    return {f"{name}.yaml": text.lstrip() for name, text in made.items() if text is not None}


def errors_of(**changes):
    """The errors of the town with these changes, as (file, field, rule)."""
    loaded = load(texts(**changes))
    assert loaded.errors == (), loaded.errors
    return [
        (one.file, one.field, one.rule) for one in lint(loaded.definitions) if one.level == "error"
    ]


def warnings_of(**changes):
    """The warnings of the town with these changes, as (file, rule)."""
    loaded = load(texts(**changes))
    return [(one.file, one.rule) for one in lint(loaded.definitions) if one.level != "error"]


def book(**changes):
    """The town's book."""
    return compile_book(in_force(load(texts(**changes)).definitions, "2026-06-01").values())
