"""Each check blocks or warns of one thing, with its place; the town is right in all of them."""

from pathlib import Path

import pytest

from tongban.catalogue import files
from tongban.catalogue.domain.linters import lint
from tongban.catalogue.domain.loader import load
from tongban.catalogue.tests import town

DEFINITIONS = Path(__file__).parents[4] / "definitions"


def changed(text, old, new):
    assert old in text
    return text.replace(old, new)


def test_the_town_has_nothing_to_mend():
    assert town.errors_of() == []


def test_the_committed_definitions_have_nothing_that_blocks():
    loaded = load(files.definition_files(DEFINITIONS))
    assert loaded.errors == ()
    assert [str(one) for one in lint(loaded.definitions) if one.level == "error"] == []


BLOCKED = {
    "a comparison nobody can read": ("policy", 'op: "<="', 'op: "<>"', "rule.all[0].op",
                                       "tests.op"),
    "an unknown agency": ("open", "agency: INN\napplicants", "agency: IN\napplicants", "agency",
                          "references.agency"),
    "an unknown fact": ("open", "{fact: rank, from", "{fact: ranks, from", "needs[3].fact",
                        "references.fact"),
    "an unknown licence": ("open", "fact: name, from: L-ID", "fact: name, from: L-IDD",
                           "needs[0].from", "references.licence"),
    "an unknown role": ("open", "rooms, role: company", "rooms, role: firm", "needs[2].role",
                        "references.role"),
    "an unknown service": ("event", "service: FIRE-CHECK", "service: FIRE-CHEK",
                           "items[1].service", "references.service"),
    "an unknown holder": ("l_id", "holder: INN", "holder: OUT", "holder", "references.agency"),
    "an unknown stated fact": ("l_id", "[name, idno]", "[name, soul]", "states[1]",
                               "references.fact"),
    "an unknown fact in a test": ("open", "fact: clean", "fact: cleen",
                                  "conditions[1].test.fact", "references.fact"),
    "a result from an unknown role": ("open", "{fact: company.rooms}", "{fact: firm.rooms}",
                                      "result.states.rooms.fact", "references.role"),
    "a result its licence does not state": ("open", "rooms: {fact: company.rooms}",
                                            "rank: {fact: company.rank}", "result.states.rank",
                                            "results.not-stated"),
    "a way to the applicant that the form does not ask": (
        "open", "{name: 客栈证,", "{name: 客栈证, delivery: {ways: [post], asked: clean, post: 寄},",
        "result.delivery.asked", "results.delivery"),
    "a held material that is asked": ("open", "身份牌, kind: data", "身份牌, kind: applicant_prepared",
                                      "materials[0].kind", "materials.asked-though-held"),
    "a held material of no licence": ("open", "kind: data, licence: L-ID", "kind: data",
                                      "materials[0]", "materials.no-licence"),
    "a promise beyond the law": ("open", "promised: {days: 5", "promised: {days: 21",
                                 "time_limit.promised.days", "limits.promise"),
    "another unit": ("open", "unit: 岁", "unit: 月", "conditions[0].test.unit", "tests.unit"),
    "a text for a number": ("open", "value: 18", "value: 成年", "conditions[0].test.value",
                            "tests.type"),
    "an order among truths": ("open", 'clean, op: "=="', 'clean, op: ">"',
                              "conditions[1].test.op", "tests.op"),
    "an end before the beginning": ("open", "kind: 行政确认", 'kind: 行政确认\nuntil: "2025-12-31"',
                                    "until", "versions.until"),
    "a day of another year": ("calendar", "2026-01-04", "2027-01-04", "make_up[0]", "calendar.day"),
    "a day off and worked": ("calendar", "2026-01-04", "2026-01-01", "make_up[0]", "calendar.day"),
    "a wrong credit code": ("agencies", "客栈署", "客栈署, uscc: 91350100M000100Y44",
                            "agencies.INN.uscc", "agencies.uscc"),
    "a sameness of two types": ("same_as", "house: company.house", "age: company.house",
                                "same_as.age", "same-as.type"),
    "a chain of sameness": ("same_as", "baby: child.name", "baby: child.house, house: rooms",
                            "same_as.baby", "same-as.chain"),
}  # fmt: skip


@pytest.mark.parametrize("name", BLOCKED)
def test_what_must_not_be_published_is_found_at_its_place(name):
    file, old, new, field, rule = BLOCKED[name]
    text = changed(town.texts()[f"{file}.yaml"], old, new)
    if "house: company.house" in text and "house: rooms" in text:
        text = text.replace(", house: company.house", "")
    assert (f"{file}.yaml", field, rule) in town.errors_of(**{file: text})


def test_a_choice_that_is_not_offered_is_found():
    test = "conditions:\n  - {text: 上等, test: {fact: rank, op: in, value: [上, 特]}}"
    text = changed(town.OPEN, "conditions:", test)
    assert ("open.yaml", "conditions[0].test.value", "tests.option") in town.errors_of(open=text)


def test_services_that_wait_for_each_other_block_a_life_event():
    waiting = "materials:\n  - {name: 火政文书, kind: licence, licence: L-FIRE}"
    text = changed(town.OPEN, "materials:", waiting)
    assert town.errors_of(open=text) == [("event.yaml", "items", "events.circle")]


def test_a_circle_through_an_optional_service_blocks_nothing():
    waiting = "materials:\n  - {name: 火政文书, kind: licence, licence: L-FIRE}"
    text = changed(town.OPEN, "materials:", waiting)
    event = changed(town.EVENT, "FIRE-CHECK, required: true", "FIRE-CHECK, required: false")
    assert town.errors_of(open=text, event=event) == []


def test_roles_that_default_to_each_other_are_found():
    text = changed(town.ROLES, "孩子, is: person,", "孩子, is: person, default: company,")
    text = changed(text, "店, is: company,", "店, is: company, default: child,")
    rules = [rule for _, _, rule in town.errors_of(roles=text)]
    assert rules == ["roles.circle", "roles.circle"]


WARNED = {
    "an unpublished limit": ("open", "promised: {days: 5", "promised: {days: null",
                             "limits.unpublished"),
    "a doubt": ("open", "fee:", "unverified: [fee]\nfee:", "marks.unverified"),
    "a visit without a reason": ("open", "expected: 0", "expected: 1", "audit.visits"),
    "a fee without a standard": ("open", "amount: 0", "amount: 5", "audit.fee"),
    "no law": ("open", "law: [{law: 客栈条例, article: 第一条, status: text_read}]", "law: []",
               "audit.law"),
    "too few steps": ("open", "kind: 行政确认", "kind: 行政许可", "audit.steps"),
    "a choice without choices": ("fact_rank", "options:", "marks: []\n#", "facts.no-options"),
    "a fact that a licence states": ("open", "{fact: name, from: L-ID}", "{fact: name}",
                                     "needs.asked-though-stated"),
    "a fact unlisted in a policy": ("policy", "[{fact: rooms,", "[{fact: age,",
                                    "policies.unlisted"),
    "a material that is probably held": ("open", "name: 房屋照片", "name: 火政文书",
                                         "materials.probably-held"),
}  # fmt: skip


@pytest.mark.parametrize("name", WARNED)
def test_what_should_be_looked_at_is_told_and_blocks_nothing(name):
    file, old, new, rule = WARNED[name]
    text = changed(town.texts()[f"{file}.yaml"], old, new)
    assert (f"{file}.yaml", rule) not in town.warnings_of()
    assert (f"{file}.yaml", rule) in town.warnings_of(**{file: text})
    assert town.errors_of(**{file: text}) == []


def test_a_fact_that_decides_and_that_nobody_says_is_told_where_it_decides():
    text = changed(town.texts()["fact_clean.yaml"], "how: official", "how: person")
    assert ("open.yaml", "facts.nobody-says") in town.warnings_of(fact_clean=text)


def test_a_dependency_of_the_source_that_no_service_bears_out_is_told():
    edge = "{from_item: INN-OPEN, to_item: FIRE-CHECK, via_licence: %s, kind: material}"
    right = f"{town.EVENT}dependencies:\n  - {edge % 'L-INN'}\n"
    assert ("event.yaml", "events.oracle") not in town.warnings_of(event=right)
    wrong = f"{town.EVENT}dependencies:\n  - {edge % 'L-FIRE'}\n"
    assert ("event.yaml", "events.oracle") in town.warnings_of(event=wrong)


def test_two_names_one_letter_apart_are_proposed_and_never_merged():
    other = 'fact: rooms2\nversion: "2026-01-01"\nname: ROOMS的名字\ntype: number\n'
    assert ("fact_rooms2.yaml", "sameness.proposed") in town.warnings_of(fact_rooms2=other)
    assert "rooms2" in town.book(fact_rooms2=other).kinds


def published_errors(before, **changes):
    given = load(town.texts(**changes)).definitions
    found = lint(given, load(before).definitions)
    return [(one.file, one.field, one.rule) for one in found if one.level == "error"]


def test_a_fact_in_use_cannot_change_its_published_type():
    text = changed(town.texts()["fact_house.yaml"], "type: string", "type: number")
    found = published_errors(town.texts(), fact_house=text)
    assert ("fact_house.yaml", "type", "vocabulary.type") in found


def test_another_word_for_the_same_unit_changes_nothing():
    text = changed(town.texts()["fact_age.yaml"], "unit: 周岁", "unit: 岁")
    assert published_errors(town.texts(), fact_age=text) == []


def test_a_fact_may_become_wider_than_it_was_published():
    text = changed(town.texts()["fact_house.yaml"], "type: string", "type: text")
    assert published_errors(town.texts(), fact_house=text) == []


def test_a_change_that_breaks_what_is_published_and_not_given_again_is_found():
    text = changed(town.texts()["fact_age.yaml"], "unit: 周岁", "unit: 月")
    given = load({"age.yaml": text}).definitions
    found = [one for one in lint(given, load(town.texts()).definitions) if one.level == "error"]
    assert {one.rule for one in found} == {"vocabulary.unit", "tests.unit"}


def test_what_a_file_lacks_may_be_published_already():
    given = load({"open.yaml": town.OPEN.lstrip()}).definitions
    assert any(one.rule.startswith("references.") for one in lint(given))
    published = load(town.texts()).definitions
    assert [one for one in lint(given, published) if one.level == "error"] == []
