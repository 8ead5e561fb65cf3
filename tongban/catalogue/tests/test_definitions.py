"""The committed definitions (已提交的定义): complete, consistent, and true to their source."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tongban.catalogue.domain.compile import compile_book, in_force
from tongban.catalogue.domain.linters import lint
from tongban.catalogue.domain.loader import Loaded, load
from tongban.catalogue.domain.model import Book, EventItem, LifeEvent, PublicService
from tongban.kernel.identifiers import check_uscc, make_citizen_number

DEFINITIONS = Path(__file__).parents[3] / "definitions"
Pair = tuple[str, str]


@cache
def loaded() -> Loaded:
    """Load every definition file of the pilot city."""
    files = sorted(DEFINITIONS.rglob("*.yaml"))
    return load({str(file.relative_to(DEFINITIONS)): file.read_bytes() for file in files})


@cache
def the_book() -> Book:
    """Compile the definitions in force."""
    return compile_book(in_force(loaded().definitions, "2026-12-31").values())


def raw(kind: str) -> list[Mapping[str, Any]]:
    """Return the definitions of one kind as they were written."""
    return [one.value for one in loaded().definitions if one.kind == kind]


SERVICES = sorted(the_book().services)
EVENTS = sorted(the_book().events)


# -- roles, licences and order, by the simplest code that can say it -----------------------------


def player(role: str, bind: Mapping[str, str]) -> str:
    """Say who plays a role: bound by the event, else whoever plays it by default."""
    role = bind.get(role, role)
    default = the_book().roles[role].default
    return player(default, {}) if default else role


def result(item: EventItem) -> Pair | None:
    """Return whose licence a service of an event issues."""
    output = the_book().services[item.service].output
    return (player(output.of, item.bind), output.licence) if output.licence else None


def used(item: EventItem, *, grown_up: bool = False) -> Iterator[Pair]:
    """Yield whose licences a service of an event uses, as material or for what they state."""
    service = the_book().services[item.service]
    for material in service.materials:
        if material.licence and not (grown_up and is_for_minors(material.when)):
            for role in material.of:
                yield player(role, item.bind), material.licence
    for need in service.needs:
        if need.licence:
            yield player(need.ref.role, item.bind), need.licence


def is_for_minors(test: Mapping[str, Any] | None) -> bool:
    """Whether a condition is true of children only."""
    return bool(test) and test.get("fact") == "age" and test.get("op") == "<"


def waits(event: LifeEvent) -> dict[str, set[str]]:
    """Say which services of an event wait for which; nobody waits for itself."""
    return {
        item.service: {
            other.service
            for other in event.items
            if other is not item and result(other) in set(used(item, grown_up=True))
        }
        for item in event.items
    }


def stages(waiting: Mapping[str, set[str]]) -> list[set[str]]:
    """Put services in stages; what lies on a circle never finds one."""
    done: set[str] = set()
    found: list[set[str]] = []
    while ready := {one for one in waiting if one not in done and waiting[one] <= done}:
        found.append(ready)
        done |= ready
    return found


# -- everything is there -------------------------------------------------------------------------


def test_everything_of_the_source_is_defined():
    book = the_book()
    counts = [len(each) for each in (book.services, book.events, book.licences)]
    assert counts == [51, 9, 66]
    assert len(book.policies) >= 25  # what the source has and what is written by clauses


def test_the_definitions_have_no_errors():
    findings = [*loaded().errors, *lint(loaded().definitions)]
    assert [str(one) for one in findings if one.level == "error"] == []


@pytest.mark.parametrize("event_id", EVENTS)
def test_every_dependency_of_the_source_comes_out_of_needs_and_products(event_id):
    event = the_book().events[event_id]
    items = {item.service: item for item in event.items}
    for told in event.dependencies:
        made = result(items[told["from_item"]])
        assert (made or ("", ""))[1] == told["via_licence"], told
        assert made in set(used(items[told["to_item"]])), told


@pytest.mark.parametrize("event_id", EVENTS)
def test_no_service_of_an_event_waits_for_itself_in_a_circle(event_id):
    event = the_book().events[event_id]
    placed = set().union(*stages(waits(event)))
    assert placed == {item.service for item in event.items}


@pytest.mark.parametrize("event_id", EVENTS)
def test_an_event_takes_no_more_stages_than_its_file_but_for_what_is_recorded(event_id):
    event = the_book().events[event_id]
    told = {item.stage for item in event.items} - {9}  # 9 says "does not apply"
    recorded = {"LE-RETIRE": 1, "LE-FLEX": 1, "LE-DISABLED": 1}
    assert len(stages(waits(event))) <= max(told) + recorded.get(event_id, 0)


@pytest.mark.parametrize("event_id", EVENTS)
def test_whatever_is_optional_says_when_it_applies(event_id):
    event = the_book().events[event_id]
    assert event.title
    assert event.aliases
    assert [item.service for item in event.items if not item.required and not item.when] == []


# -- whose is what -------------------------------------------------------------------------------


def refs(service: PublicService) -> set[str]:
    """Return the facts a service needs, as "role.kind"."""
    return {str(need.ref) for need in service.needs}


def test_the_babys_facts_are_not_the_mothers():
    service = the_book().services["GA-BIRTHREG"]
    assert {"child.gender", "child.name", "mother.idno", "father.idno"} <= refs(service)
    assert service.output.of == "child"
    assert service.output.states["idno"] == {"issue": "idno"}


def test_the_sellers_deed_is_used_and_the_buyers_is_issued():
    service = the_book().services["ZR-TRANSFER"]
    deeds = [one for one in service.materials if one.licence == "L-PROPERTY" and one.required]
    assert [one.of for one in deeds] == [("seller",)]
    assert player(service.output.of, {}) == player("buyer", {})


def test_whoever_files_for_another_is_reached_at_his_own_telephone():
    for service in the_book().services.values():
        phones = [need.ref for need in service.needs if need.key == "mobile"]
        assert [ref.role for ref in phones] == ["contact"], service.id


@pytest.mark.parametrize("service_id", SERVICES)
def test_a_licence_states_every_fact_that_is_taken_from_it(service_id):
    book = the_book()
    for need in book.services[service_id].needs:
        if need.licence:
            stated = book.licences[need.licence].states
            assert need.key in stated or need.ref.kind in stated, need


def test_what_is_taken_from_a_licence_is_filled_in_by_whoever_issues_it():
    book = the_book()
    taken = {
        (need.licence, need.ref.kind if need.ref.kind in licence.states else need.key)
        for service in book.services.values()
        for need in service.needs
        if need.licence
        for licence in [book.licences[need.licence]]
    }
    for service in book.services.values():
        missing = {
            kind
            for licence, kind in taken
            if licence == service.output.licence and kind not in service.output.states
        }
        assert missing == set(), service.id


def test_who_somebody_is_is_stated_by_papers_of_identity_alone():
    stating = {one.id for one in the_book().licences.values() if "idno" in one.states}
    assert stating == {"L-IDCARD", "L-HUKOU"}
    living = {one.id for one in the_book().licences.values() if "hukou_addr" in one.states}
    assert living == {"L-HUKOU"}


# -- nothing is invented -------------------------------------------------------------------------


@pytest.mark.parametrize("service_id", SERVICES)
def test_days_for_the_simulation_stand_only_where_no_limit_is_published(service_id):
    service = the_book().services[service_id]
    unpublished = service.statutory.days is None and service.promised.days is None
    assert (service.demo_days is not None) == unpublished


@pytest.mark.parametrize("service_id", SERVICES)
def test_a_service_keeps_its_law_sources_and_steps(service_id):
    service = the_book().services[service_id]
    assert service.law
    assert {basis.status for basis in service.law} <= {"text_read", "page_read", "unverified"}
    assert service.sources
    assert all(step.agency in the_book().agencies for step in service.steps)


def test_a_value_the_source_lacks_is_compared_with_another_fact_never_with_a_number():
    service = the_book().services["MZ-DIBAO"]
    assert service.requirements[0].test["value"] == {"ref": "dibao_line"}
    assert the_book().kinds["dibao_line"].how == "official"


def test_a_licence_expires_after_months_only_where_the_source_gives_one_number():
    months = {one.id: one.months for one in the_book().licences.values() if one.months}
    assert months["L-FOOD"] == 60
    assert "L-DL" not in months
    assert all(the_book().licences[one].validity for one in months)


# -- words ---------------------------------------------------------------------------------------


def asked_kinds() -> set[str]:
    """Return the kinds a person can be asked: by a form, or because they decide a trigger."""
    book = the_book()
    keys = {need.ref.kind for service in book.services.values() for need in service.needs}
    for event in book.events.values():
        for item in event.items:
            keys |= {book.ref(fact).kind for fact in facts_in(item.when)}
    return {key for key in keys if book.kinds[key].how == "person"}


def facts_in(test: Mapping[str, Any] | None) -> Iterator[str]:
    """Yield the facts a condition looks at."""
    test = test or {}
    for inner in (*test.get("all", ()), *test.get("any", ()), *filter(None, [test.get("not")])):
        yield from facts_in(inner)
    if "fact" in test:
        yield test["fact"]


def test_a_person_is_asked_in_a_sentence_of_each_language():
    for key in sorted(asked_kinds()):
        kind = the_book().kinds[key]
        assert kind.question, key
        assert kind.question.en, key
        assert kind.hint, key
        assert kind.hint.en, key


def test_every_choice_offers_its_options_in_both_languages():
    for kind in the_book().kinds.values():
        if kind.type in ("enum", "multi"):
            assert kind.options, kind.id
            assert all(option.en for option in kind.options), kind.id


@pytest.mark.parametrize("group", ["services", "events", "licences", "policies", "kinds", "roles"])
def test_everything_has_an_english_name(group):
    named = getattr(the_book(), group).values()
    assert [one.id for one in named if not one.name.en] == []


def test_nobody_shares_a_name_people_use():
    spoken = Counter(a for service in the_book().services.values() for a in service.aliases)
    assert [alias for alias, times in spoken.items() if times > 1] == []
    for service in the_book().services.values():
        assert len(service.aliases) in range(5, 9), service.id


# -- codes, days and people of the pilot ---------------------------------------------------------


def test_type_codes_are_twenty_one_characters_with_a_right_credit_code():
    codes = [one.type_code for one in the_book().licences.values()]
    assert len(set(codes)) == len(codes)
    for code in codes:
        check_uscc(code[:18])
        assert code[18:].isdigit()
        assert len(code) == 18 + 3


@pytest.mark.parametrize(
    ("year", "off", "worked"), [("2024", 28, 8), ("2025", 28, 5), ("2026", 33, 6)]
)
def test_a_year_has_as_many_days_off_and_made_up_as_were_announced(year, off, worked):
    calendar = the_book().calendar[year]
    assert len(set(calendar["holidays"])) == off
    assert len(set(calendar["make_up"])) == worked
    weekdays = [date.fromisoformat(day).isoweekday() for day in calendar["make_up"]]
    assert all(day in (6, 7) for day in weekdays)


def test_the_cast_lives_in_the_city_and_its_officers_have_agencies():
    city = the_book().city
    cast = {one["role"]: one for one in city["cast"]}
    assert cast["reviewer_a"]["agency"] != cast["reviewer_b"]["agency"]
    for one in city["cast"]:
        born = date.fromisoformat(one["birth"])
        assert make_citizen_number(city["region"], born, 1 if one["sex"] == "男" else 2)


def test_what_was_mended_says_so():
    mended = {value["life_event"] for value in raw("life_event") if value.get("mended")}
    assert mended == {"LE-RETIRE", "LE-RESTAURANT"}
