"""The life events as committed, against the dependencies their source gives (oracle only)."""

import pytest

from tongban.catalogue.domain.model import FactRef
from tongban.policy.api import ANONYMOUS, Goals, Holdings, plan
from tongban.policy.tests.books import definitions

BOOK = definitions()
EVENTS = sorted(BOOK.events)

SLACK = {
    # The source puts the transfer in the same stage as the pension it says it must precede; the
    # mend (see `mended` in the file) moves everything after it one stage on.
    "LE-RETIRE": 1,
}
SLACK_UNKNOWN = SLACK | {
    # Whether somebody unknown holds a disability certificate already is not known, so support
    # waits for the certificate that it is asked with where there is one.
    "LE-DISABLED": 1,
    # The same with the bank account of a social security card.
    "LE-FLEX": 1,
}


def anonymous_with_everything(event):
    """An unknown adult who wants every optional service."""
    return Holdings(anonymous=True, chosen={one.service: True for one in event.items})


def known_with_everything(event):
    """A woman, her husband and their firm, who hold all that the event itself does not issue."""
    wide = anonymous_with_everything(event)
    goals = Goals.of_event(event, BOOK)
    issued = {
        (planned.bind[output.of], output.licence)
        for planned in plan(goals, BOOK, holdings=wide).services
        if (output := BOOK.services[planned.service].output).licence not in CHANGED
    }
    parties = {"applicant": 1, "spouse": 2}
    if ("company", "L-BIZ") not in issued:
        parties["company"] = 3
    pairs = {(role, one) for role in parties for one in BOOK.licences} - issued
    # Whoever turns out to be the applicant holds the applicant's.
    pairs -= {("applicant", one) for role, one in issued if role in ("mother", "buyer")}
    facts = {FactRef("applicant", "gender"): "女", FactRef("applicant", "birth"): "1995-06-18"}
    return Holdings(facts, frozenset(pairs), parties=parties, chosen=wide.chosen)


# Everybody has these already; services in the events change them.
CHANGED = {"L-IDCARD", "L-HUKOU", "L-MEDINS", "L-SSPAY"}


@pytest.mark.parametrize("event", EVENTS)
def test_every_dependency_the_source_knows_is_an_edge_of_the_computed_plan(event):
    event = BOOK.events[event]
    found = plan(Goals.of_event(event, BOOK), BOOK, holdings=anonymous_with_everything(event))
    edges = {(edge.from_, edge.to, edge.via) for edge in found.edges}
    assert {
        (one["from_item"], one["to_item"], one["via_licence"]) for one in event.dependencies
    } <= edges
    assert found.reachable


@pytest.mark.parametrize("event", EVENTS)
def test_the_plan_needs_no_more_stages_than_the_source_apart_from_what_is_recorded(event):
    event = BOOK.events[event]
    limit = len({one.stage for one in event.items})
    for holdings, slack in (
        (anonymous_with_everything(event), SLACK_UNKNOWN),
        (known_with_everything(event), SLACK),
        (ANONYMOUS, {}),
    ):
        found = plan(Goals.of_event(event, BOOK), BOOK, holdings=holdings)
        assert len(found.stages) <= limit + slack.get(event.id, 0)


@pytest.mark.parametrize("event", EVENTS)
def test_every_service_of_an_event_can_be_done_by_a_couple_with_the_usual_papers(event):
    event = BOOK.events[event]
    found = plan(Goals.of_event(event, BOOK), BOOK, holdings=known_with_everything(event))
    planned = {one.service for one in found.services}
    assert {one.service for one in event.items} <= planned
    assert found.reachable


@pytest.mark.parametrize("goal", [*EVENTS, *sorted(BOOK.services)])
def test_nothing_the_government_holds_is_asked_of_an_adult_known_by_number(goal):
    found = plan(Goals.of([goal], BOOK), BOOK)
    kinds = {
        (key, one.no): one.kind
        for key, service in BOOK.services.items()
        for one in service.materials
    }
    assert found.reachable
    assert all(
        kinds[one.service, one.no] in ("applicant_prepared", "third_party_issued")
        for one in found.materials.asked
    )
    listed = [
        one
        for planned in found.services
        for one in BOOK.services[planned.service].materials
        if one.required
    ]
    assert found.materials.listed <= len(listed)


def test_the_mother_is_the_applicant_and_the_babys_number_is_the_babys():
    event = BOOK.events["LE-BIRTH"]
    found = plan(Goals.of_event(event, BOOK), BOOK, holdings=known_with_everything(event))
    produced = {str(one.ref): one.produced_by for one in found.held}
    assert produced["child.idno"] == "GA-BIRTHREG"
    assert not any(one.ref.role == "mother" for one in (*found.asked, *found.held))


def test_the_restaurant_brings_in_the_company_when_nobody_knows_of_one():
    found = plan(Goals.of_event("LE-RESTAURANT", BOOK), BOOK)
    assert [[one.key for one in stage] for stage in found.stages] == [["SJ-COMPANY"], ["SJ-FOOD"]]
    assert {str(one.ref) for one in found.deciding} >= {"company.wants_sign"}


def test_a_shop_owner_who_has_a_licence_founds_no_company():
    held = Holdings(
        licences=frozenset({("company", "L-BIZ")}), parties={"applicant": 1, "company": 9}
    )
    found = plan(Goals.of_event("LE-RESTAURANT", BOOK), BOOK, holdings=held)
    assert "SJ-COMPANY" not in {one.service for one in found.services}
    person = Holdings(licences=frozenset({("applicant", "L-IDCARD")}), parties={"applicant": 1})
    without = plan(Goals.of(["SJ-FOOD"], BOOK), BOOK, holdings=person)
    assert [one.service for one in without.services] == ["SJ-COMPANY", "SJ-FOOD"]
