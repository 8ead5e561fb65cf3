from dataclasses import replace

import pytest

from tongban.catalogue.domain.model import FactRef
from tongban.policy.api import Goals, Holdings, UnknownGoal, plan
from tongban.policy.tests.books import (
    book,
    edges,
    event,
    item,
    material,
    need,
    planned,
    service,
    stages,
)

ADULT = {"parties": {"applicant": 1}}


def has(*pairs, **parties):
    return {
        "licences": frozenset(pairs),
        "parties": {"applicant": 1, **parties},
    }


def test_a_service_waits_for_the_one_that_issues_what_it_needs_and_independent_ones_run_at_once():
    made = book(service("B", requires=["L1"]), service("A", gives="L1"), service("C"))
    found = planned(made)
    assert stages(found) == [["A", "C"], ["B"]]
    assert [(edge.from_, edge.to, edge.via, edge.kind) for edge in found.edges] == [
        ("A", "B", "L1", "material")
    ]


def test_a_fact_that_a_licence_states_makes_a_data_edge():
    made = book(service("A", gives="L1"), service("B", needs=[need("x", "L1")]))
    assert [edge.kind for edge in planned(made).edges] == ["data"]


def test_every_edge_and_every_service_says_why_in_both_languages():
    found = planned(book(service("A", gives="L1"), service("B", requires=["L1"])))
    assert "L1" in found.edges[0].why.zh
    assert "办A" in found.edges[0].why.zh
    assert found.edges[0].why.en
    assert all(one.why.zh and one.why.en for one in found.services)


def test_the_childs_licence_does_not_serve_the_mother():
    made = book(
        service("BORN", gives="L-REG", to="child", requires=[("L-REG", "mother")]),
        service("AID", requires=["L-REG"]),
    )
    assert edges(planned(made)) == set()


def test_a_binding_makes_the_newborn_the_applicant_of_the_next_service():
    made = book(
        service("BORN", gives="L-REG", to="child"),
        service("ENROL", requires=["L-REG"]),
        events=[event(item("BORN"), item("ENROL", applicant="child"))],
    )
    found = planned(made)
    assert edges(found) == {("BORN", "ENROL", "L-REG")}
    assert found.stages[1][0].bind["applicant"] == "child"


def test_a_licence_already_held_removes_the_edge():
    made = book(service("A", gives="L1"), service("B", requires=["L1"]))
    assert stages(planned(made, **has(("applicant", "L1")))) == [["A", "B"]]


def test_whoever_changes_a_licence_is_waited_for_although_it_is_held():
    made = book(
        service("SELL", gives="L-DEED", requires=["L-DEED"]),
        service("POWER", requires=["L-DEED"]),
    )
    assert stages(planned(made, **has(("applicant", "L-DEED")))) == [["SELL"], ["POWER"]]


def test_a_service_never_waits_for_itself():
    made = book(service("RENEW", gives="L1", requires=["L1"]))
    found = planned(made)
    assert (found.edges, found.findings) == ((), ())


def test_of_two_changes_that_would_wait_for_each_other_the_one_for_facts_alone_gives_way():
    made = book(
        service("MOVE", gives="L-PAY", requires=["L-PAY"], needs=[need("place", "L-MED")]),
        service("MED", gives="L-MED", requires=["L-MED", "L-PAY"]),
    )
    found = planned(made)
    assert edges(found) == {("MOVE", "MED", "L-PAY")}
    assert [(one.code, one.level) for one in found.findings] == [("policy.not-waited-for", "note")]
    assert found.reachable


def test_services_that_require_each_other_for_the_first_time_cannot_be_reached():
    made = book(
        service("A", gives="L1", requires=["L2"]), service("B", gives="L2", requires=["L1"])
    )
    found = planned(made, **ADULT)
    assert not found.reachable
    assert [one.services for one in found.findings] == [("A", "B")]


def test_a_circle_is_broken_by_what_is_held():
    made = book(
        service("A", gives="L1", requires=["L2"]), service("B", gives="L2", requires=["L1"])
    )
    assert stages(planned(made, **has(("applicant", "L1")))) == [["B"], ["A"]]


def test_an_optional_material_makes_an_edge_unless_its_situation_is_known_to_be_false():
    test = {"fact": "own", "op": "==", "value": True}
    made = book(service("A", gives="L1"), service("B", optional=["L1"]))
    assert edges(planned(made)) == {("A", "B", "L1")}
    sometimes = book(service("A", gives="L1"), _with(service("B"), material(1, "L1", when=test)))
    assert edges(planned(sometimes)) == {("A", "B", "L1")}
    known = {"facts": {FactRef("applicant", "own"): False}, **ADULT}
    assert edges(planned(sometimes, **known)) == set()


def _with(one, *materials):
    return replace(one, materials=materials)


# What is included


POOR = {"fact": "poor", "op": "==", "value": True}


@pytest.mark.parametrize(("poor", "included"), [(True, True), (False, False), (None, None)])
def test_an_optional_service_is_in_out_or_open_by_its_trigger(poor, included):
    made = book(
        service("A"),
        service("B"),
        events=[event(item("A"), item("B", required=False, when=POOR))],
    )
    facts = {} if poor is None else {FactRef("applicant", "poor"): poor}
    found = planned(made, facts=facts, **ADULT)
    assert [(one.service, one.included) for one in found.optional] == [("B", included)]
    assert ("B" in [one.key for one in found.services]) is (included is True)
    assert [str(one.ref) for one in found.deciding] == (
        ["applicant.poor"] if included is None else []
    )


def test_an_open_service_is_in_when_another_cannot_do_without_what_it_issues():
    made = book(
        service("FIRM", gives="L-BIZ", to="company"),
        service("FOOD", requires=[("L-BIZ", "company")]),
        events=[event(item("FIRM", required=False, when=POOR), item("FOOD"))],
        about={"L-BIZ": "company"},
    )
    found = planned(made)
    assert stages(found) == [["FIRM"], ["FOOD"]]
    assert found.optional[0].included is True
    assert "L-BIZ" in found.optional[0].why.zh
    assert found.deciding == ()


def test_an_open_service_stays_open_when_only_facts_of_its_licence_are_used():
    made = book(
        service("CARD", gives="L-CARD"),
        service("PAY", needs=[need("bank", "L-CARD")]),
        events=[event(item("CARD", required=False, when=POOR), item("PAY"))],
    )
    found = planned(made)
    assert stages(found) == [["PAY"]]
    assert [(str(one.ref), one.source) for one in found.held] == [("applicant.bank", "L-CARD")]


def test_the_persons_own_choice_goes_before_the_trigger():
    made = book(service("A"), service("B"), events=[event(item("A"), item("B", required=False))])
    assert stages(planned(made, chosen={"B": True}, anonymous=True)) == [["A", "B"]]
    assert planned(made, chosen={"B": False}, anonymous=True).optional[0].included is False


def test_a_licence_a_known_person_lacks_brings_in_who_issues_it_and_what_that_needs():
    made = book(
        service("CARD", gives="L-CARD", requires=["L-REG"]),
        service("REG", gives="L-REG"),
        service("PENSION", requires=["L-CARD"]),
    )
    found = planned(made, "PENSION", **ADULT)
    assert stages(found) == [["REG"], ["CARD"], ["PENSION"]]
    assert {one.key: one.included_by for one in found.services} == {
        "REG": "CARD",
        "CARD": "PENSION",
        "PENSION": "PENSION",
    }
    assert stages(planned(made, "PENSION")) == [["PENSION"]]


def test_a_licence_nobody_issues_is_asked_for_and_named():
    made = book(service("A", requires=["L-OLD"]))
    found = planned(made, **ADULT)
    assert len(found.materials.asked) == 1
    assert [one.code for one in found.findings] == ["policy.not-held"]
    assert found.reachable


@pytest.mark.parametrize(
    ("cheap", "dear"),
    [
        ({"papers": 3}, {"visits": 1}),
        ({"needs": ["p", "q"]}, {"papers": 1}),
        ({"days": 30}, {"needs": ["p"]}),
        ({"days": 5}, {"days": 10}),
        ({"days": 5}, {"days": None}),
    ],
)
def test_of_two_ways_to_a_licence_the_one_that_costs_the_person_less_is_taken(cheap, dear):
    for first, second in ((cheap, dear), (dear, cheap)):
        made = book(
            service("W1", gives="L1", **{"days": 1, **first}),
            service("W2", gives="L1", **{"days": 1, **second}),
            service("GOAL", requires=["L1"]),
        )
        wanted = "W1" if first is cheap else "W2"
        assert stages(planned(made, "GOAL", **ADULT)) == [[wanted], ["GOAL"]]


def test_a_way_that_leads_in_a_circle_is_not_taken_while_there_is_another():
    made = book(
        service("ROUND", gives="L1", requires=["L2"]),
        service("BACK", gives="L2", requires=["L1"]),
        service("STRAIGHT", gives="L1", visits=3),
        service("GOAL", requires=["L1"]),
    )
    assert stages(planned(made, "GOAL", **ADULT)) == [["STRAIGHT"], ["GOAL"]]


def test_nobody_who_exists_is_born_to_get_a_register_entry():
    made = book(service("BORN", gives="L-REG", to="child"), service("AID", requires=["L-REG"]))
    found = planned(made, "AID", **ADULT)
    assert stages(found) == [["AID"]]
    assert [one.code for one in found.findings] == ["policy.not-held"]


def test_whoever_has_two_firms_is_asked_which_and_founds_no_third():
    made = book(
        service("FIRM", gives="L-BIZ", to="company"),
        service("FOOD", requires=[("L-BIZ", "company")]),
    )
    assert stages(planned(made, "FOOD", **ADULT)) == [["FIRM"], ["FOOD"]]
    found = planned(made, "FOOD", candidates=frozenset({"company"}), **ADULT)
    assert (stages(found), found.unnamed) == ([["FOOD"]], ("company",))


def test_nobody_is_born_because_a_service_needs_a_child():
    made = book(
        service("CERT", gives="L-CERT", to="child"),
        service("SCHOOL", requires=[("L-CERT", "child")]),
    )
    found = planned(made, "SCHOOL", **ADULT)
    assert (stages(found), found.unnamed) == ([["SCHOOL"]], ("child",))
    assert stages(planned(made, "SCHOOL", "CERT", **ADULT)) == [["CERT"], ["SCHOOL"]]


def test_several_goals_share_their_services():
    made = book(
        service("FIRM", gives="L-BIZ"),
        service("FOOD", requires=["L-BIZ"]),
        service("SIGN", requires=["L-BIZ"]),
        events=[
            event(item("FIRM", required=False, when=POOR), item("FOOD"), id_="E1"),
            event(item("FIRM"), item("SIGN"), id_="E2"),
        ],
    )
    assert stages(planned(made, "E1", "E2")) == [["FIRM"], ["FOOD", "SIGN"]]
    assert stages(planned(made, "E2", "FOOD")) == [["FIRM"], ["FOOD", "SIGN"]]


def test_the_same_service_for_two_people_has_two_keys():
    made = book(
        service("CARD", gives="L-CARD", needs=["bank"]),
        events=[event(item("CARD"), item("CARD", applicant="spouse"))],
    )
    found = planned(made)
    assert stages(found) == [["CARD", "CARD@spouse"]]
    assert [str(one.ref) for one in found.asked] == ["applicant.bank", "spouse.bank"]


def test_an_unknown_goal_names_what_is_near():
    made = book(service("GA-PASSPORT"))
    with pytest.raises(UnknownGoal) as caught:
        Goals.of(["GA-PASPORT"], made)
    assert caught.value.near == ("GA-PASSPORT",)


def test_unknown_goals_are_told_all_at_once_in_one_sentence():
    with pytest.raises(UnknownGoal) as caught:
        Goals.of(["X1", "A", "X2"], book(service("A")))
    assert caught.value.goals == ("X1", "X2")
    said = caught.value.said("en")
    assert "X1, X2. " in said
    assert said.isascii()


# Who is who


PARENTS = {
    "mother": {
        "one_of": ["applicant", "spouse"],
        "where": {"fact": "gender", "op": "==", "value": "女"},
    },
    "father": {
        "one_of": ["applicant", "spouse"],
        "where": {"fact": "gender", "op": "==", "value": "男"},
    },
}


def test_the_mother_is_the_one_of_the_two_whose_gender_says_so_and_the_father_is_who_is_left():
    made = book(
        service("A", needs=[need("job", role="mother"), need("job", role="father")]),
        events=[event(item("A"), roles=PARENTS)],
    )
    known = {"facts": {FactRef("applicant", "gender"): "女"}, **ADULT}
    found = planned(made, **known)
    assert [str(one.ref) for one in found.asked] == ["applicant.job", "spouse.job"]
    assert [str(one.ref) for one in planned(made).asked] == ["mother.job", "father.job"]


def test_roles_of_one_party_are_one_and_asked_once():
    made = book(service("A", needs=[need("job"), need("job", role="mother")]))
    found = planned(made, parties={"applicant": 7, "mother": 7})
    assert [str(one.ref) for one in found.asked] == ["applicant.job"]


def test_a_role_falls_to_its_default_unless_somebody_plays_it():
    made = book(service("A", needs=[need("job", role="legal")]))
    assert [str(one.ref) for one in planned(made, **ADULT).asked] == ["applicant.job"]
    other = planned(made, parties={"applicant": 7, "legal": 8})
    assert [str(one.ref) for one in other.asked] == ["legal.job"]


def test_somebody_still_to_be_named_is_named_by_number_and_asked_for_nothing_registers_hold():
    made = book(
        service(
            "A",
            needs=[need("idno", "L-ID", "spouse"), need("name", "L-ID", "spouse")],
            requires=[("L-ID", "spouse")],
        )
    )
    found = planned(made, **ADULT)
    assert found.unnamed == ("spouse",)
    assert [str(one.ref) for one in found.asked] == ["spouse.idno"]
    assert len(found.materials.found) == 1


# Where facts come from


def test_facts_are_derived_then_known_then_in_a_licence_then_asked():
    made = book(
        service("A", needs=["gender", "phone", need("home", "L-REG"), "wish", "idno"]),
        kinds=(),
    )
    found = planned(made)
    assert {str(one.ref): one.source for one in found.held} == {
        "applicant.gender": "derived",
        "applicant.home": "L-REG",
        "applicant.idno": "number",
    }
    assert [str(one.ref) for one in found.asked] == ["applicant.phone", "applicant.wish"]
    known = {
        "facts": {FactRef("applicant", "phone"): "1", FactRef("applicant", "idno"): "2"},
        "sources": {FactRef("applicant", "phone"): "person"},
        **ADULT,
    }
    held = {str(one.ref): one.source for one in planned(made, **known).held}
    assert held["applicant.phone"] == "person"


def test_a_known_person_is_asked_what_no_statement_says_although_a_licence_could_state_it():
    made = book(service("A", needs=[need("home", "L-REG")]))
    found = planned(made, **has(("applicant", "L-REG")))
    assert [str(one.ref) for one in found.asked] == ["applicant.home"]


def test_a_fact_two_services_need_is_asked_once_and_serves_both():
    found = planned(book(service("A", needs=["phone"]), service("B", needs=["phone"])))
    assert [(str(one.ref), one.services) for one in found.asked] == [
        ("applicant.phone", ("A", "B"))
    ]


def test_what_a_licence_of_the_plan_will_state_is_held_from_it_and_not_asked():
    made = book(
        service("BORN", gives="L-REG", to="child", states=["idno"]),
        service("ENROL", requires=[("L-REG", "child")], needs=[need("idno", role="child")]),
    )
    found = planned(made, **ADULT)
    assert [(str(one.ref), one.source, one.produced_by) for one in found.held] == [
        ("child.idno", "L-REG", "BORN")
    ]


def test_what_the_newborns_first_service_asks_is_asked_although_later_licences_state_it():
    made = book(
        service("CERT", gives="L-CERT", to="child", needs=[need("name", role="child")]),
        service("REG", requires=[("L-CERT", "child")], needs=[need("name", "L-CERT", "child")]),
        about={"L-CERT": "child"},
    )
    found = planned(made)
    assert [(str(one.ref), one.services) for one in found.asked] == [
        ("child.name", ("CERT", "REG"))
    ]
    assert found.held == ()


def test_a_newborn_has_no_number_its_gender_could_follow_from():
    made = book(
        service("CERT", gives="L-CERT", to="child", needs=[need("gender", role="child")]),
    )
    assert [str(one.ref) for one in planned(made).asked] == ["child.gender"]


def test_the_mothers_name_in_the_childs_certificate_waits_for_the_certificate():
    made = book(
        service("CERT", gives="L-CERT", to="child"),
        service("AID", needs=[need("name", "L-CERT", "mother")]),
        about={"L-CERT": "child"},
    )
    assert edges(planned(made)) == {("CERT", "AID", "L-CERT")}


def test_a_need_of_a_situation_that_does_not_apply_is_not_asked():
    test = {"fact": "married", "op": "==", "value": True}
    made = book(service("A", needs=[need("ring", when=test)]))
    known = {"facts": {FactRef("applicant", "married"): False}, **ADULT}
    assert planned(made, **known).asked == ()
    assert len(planned(made).asked) == 1


# What it takes


def test_materials_are_found_generated_or_asked_and_optional_ones_stand_apart():
    forms = _with(
        service("B"),
        material(1, kind="form"),
        material(2, kind="third_party_issued"),
        material(3, kind="applicant_prepared", required=False),
        material(4, "L1"),
    )
    found = planned(book(service("A", gives="L1"), forms))
    assert found.materials.listed == 3
    assert [one.no for one in found.materials.generated] == [1]
    assert [one.no for one in found.materials.asked] == [2]
    assert [(one.source, one.produced_by) for one in found.materials.found] == [("L1", "A")]
    assert [(one.service, one.material.no) for one in found.optional] == [("B", 3)]


def test_a_material_of_two_people_is_found_when_both_have_it():
    both = _with(service("A"), material(1, "L-ID", of=("applicant", "mother")))
    made = book(both)
    pairs = [("applicant", "L-ID"), ("mother", "L-ID")]
    assert planned(made, **has(*pairs, mother=2)).materials.asked == ()
    assert len(planned(made, **has(pairs[0], mother=2)).materials.asked) == 1


def test_visits_at_one_place_in_one_stage_are_one():
    made = book(
        service("A", visits=1, gives="L1"),
        service("B", visits=1),
        service("C", visits=2, agency="B"),
        service("D", visits=1, requires=["L1"]),
    )
    assert planned(made).visits == 1 + 2 + 1


def test_days_run_along_the_longest_path_and_unpublished_ones_are_named():
    made = book(
        service("A", days=3, gives="L1"),
        service("B", days=10),
        service("C", days=20, requires=["L1"], unit="calendar_day"),
        service("D"),
    )
    days = planned(made).days
    assert (days.critical, days.sum) == (3 + 15, 3 + 10 + 15)
    assert (days.unknown, days.converted) == (("D",), ("C",))


def test_days_are_unknown_where_no_source_publishes_any():
    days = planned(book(service("A"))).days
    assert (days.critical, days.sum, days.unknown) == (None, None, ("A",))


def test_days_are_printed_as_unknown_as_soon_as_one_service_has_none_published():
    made = book(service("A", days=3), service("B"))
    shown = planned(made).to_json(made)["days"]
    assert (shown["critical"], shown["sum"], shown["unknown"]) == (None, None, ["B"])
    assert shown["published"] == {"critical": 3, "sum": 3}


def test_the_json_has_every_key_that_is_promised():
    made = book(service("A", gives="L1"), service("B", requires=["L1"], needs=["x"]))
    shown = planned(made).to_json(made)
    assert shown["goal"] == ["A", "B"]
    assert shown["stages"] == [["A"], ["B"]]
    assert {"from", "to", "via", "kind", "why"} <= set(shown["edges"][0])
    assert shown["asked"] == ["applicant.x"]
    assert shown["facts"] == {"needed": 1, "held": [], "asked": ["applicant.x"]}
    assert shown["materials"]["listed"] == 1
    assert {"service", "material", "source"} <= set(shown["materials"]["found"][0])
    assert shown["days"] == {"critical": None, "sum": None, "unknown": ["A", "B"]}
    assert (shown["agencies"], shown["visits"]) == (["A"], 0)


def test_holdings_are_anonymous_unless_given():
    made = book(service("A", needs=["idno"]))
    assert plan(Goals.of(["A"], made), made) == planned(made)
    assert plan(Goals.of(["A"], made), made, holdings=Holdings()).asked
