"""A change of any field is said in a sentence, in Chinese and in English."""

import pytest

from tongban.catalogue.domain.differences import changed, compare
from tongban.catalogue.domain.loader import load
from tongban.catalogue.tests import town

SAID = {
    "a limit": ("promised: {days: 5", "promised: {days: 3",
                "承诺办结时限(天):5 → 3", "promised days: 5 → 3"),
    "a name": ("name: {zh: 开客栈, en: Opening an inn}", "name: {zh: 开旅馆, en: Opening an inn}",
               "名称:开客栈 → 开旅馆", "name: Opening an inn → Opening an inn"),
    "a fee": ("fee: {amount: 0}", 'fee: {amount: "10.00"}', "收费金额:0 → 10.00", "fee: 0 → 10.00"),
    "visits": ("visits: {expected: 0}", "visits: {expected: 1}", "到现场次数:0 → 1", "visits: 0 → 1"),
    "another alias": ("aliases: [开旅店, 民宿]", "aliases: [开旅店, 民宿, 旅社]",
                      "别名增加:旅社", "other names added: 旅社"),
    "a need less": ("  - {fact: house}\n", "", "填报项减少:house", "field removed: house"),
    "a material more": ("  - {name: 房屋照片", "  - {name: 平面图, kind: applicant_prepared}\n  - {name: 房屋照片",
                        "材料增加:平面图", "material added: 平面图"),
    "a material called otherwise": ("name: 房屋照片", "name: 房屋外景照片",
                                    "材料“房屋照片”的名称:房屋照片 → 房屋外景照片",
                                    "material “房屋照片”: name: 房屋照片 → 房屋外景照片"),
    "a material no more needed": ("kind: applicant_prepared, required: true",
                                  "kind: applicant_prepared, required: false",
                                  "材料“房屋照片”的必要:是 → 否",
                                  "material “房屋照片”: required: yes → no"),
    "a rule": ('op: ">=", value: 18', 'op: ">=", value: 16',
               "受理条件“年满18周岁”的判断规则:age >= 18 → age >= 16",
               "condition “年满18周岁”: rule: age >= 18 → age >= 16"),
    "an article": ("article: 第一条", "article: 第二条",
                   "设定依据“客栈条例第一条”的条款:第一条 → 第二条",
                   "legal basis “客栈条例第一条”: article: 第一条 → 第二条"),
    "an agency": ("agency: INN\n", "agency: FIRE\n", "实施主体:INN → FIRE", "agency: INN → FIRE"),
    "a result": ("licence: L-INN, states", "licence: L-FIRE, states",
                 "发放证照:L-INN → L-FIRE", "licence issued: L-INN → L-FIRE"),
    "a source of a fact": ("rooms: {fact: company.rooms}", "rooms: {official: true}",
                           "数据项:company.rooms → 无", "fact: company.rooms → none"),
    "a condition of a need": ("required: false}", "required: false, when: {holds: L-ID}}",
                              "填报项“rank”的适用条件:无 → 持有L-ID",
                              "field “rank”: when: none → holds L-ID"),
}  # fmt: skip


def one_of(**changes):
    files = load(town.texts(**changes))
    assert files.errors == ()
    return next(one for one in files.definitions if one.id == "INN-OPEN")


@pytest.mark.parametrize("name", SAID)
def test_what_changed_is_said(name):
    old, new, zh, en = SAID[name]
    assert old in town.OPEN
    found = changed(one_of(), one_of(open=town.OPEN.replace(old, new, 1))).differences
    assert (zh, en) in [(one.words.zh, one.words.en) for one in found]


def test_what_stays_is_not_said():
    assert list(compare(one_of().value, one_of().value)) == []
    found = changed(one_of(), one_of(open=town.OPEN.replace("days: 5", "days: 3"))).differences
    assert [one.path for one in found] == [("time_limit", "promised", "days")]


def test_an_order_is_said_as_an_order():
    text = town.OPEN.replace("[开旅店, 民宿]", "[民宿, 开旅店]")
    found = changed(one_of(), one_of(open=text)).differences
    assert [one.words.zh for one in found] == ["别名的顺序改变"]


def test_the_act_is_a_version_a_correction_an_end_or_new():
    later = one_of(open=town.OPEN.replace('"2026-01-01"', '"2026-05-01"', 1))
    ended = one_of(open=town.OPEN.replace("agency: INN\n", 'agency: INN\nuntil: "2026-12-31"\n', 1))
    acts = [changed(one, two).act for one, two in (
        (None, one_of()), (one_of(), later), (one_of(), one_of()), (one_of(), ended))]  # fmt: skip
    assert acts == ["new", "version", "correction", "end"]
