"""Every life event runs to its end through the faces, and asks nobody for what the state holds."""

from datetime import date
from pathlib import Path

import pytest

from tongban.catalogue.domain.model import FactRef

EVENTS = sorted(
    path.stem for path in (Path(__file__).parents[2] / "definitions/shared/events").glob("*.yaml")
)
TODAY = date(2026, 11, 20)

pytestmark = pytest.mark.django_db


def told(book, *goal):
    from tongban.cli.simulation.story import tell_story

    return tell_story(book, goal, today=TODAY)


@pytest.mark.parametrize("event", EVENTS)
def test_a_life_event_ends_with_every_service_granted(published, event):
    story = told(published, event)
    outcomes = {matter.service: matter.status for matter in story.application.matters}
    assert outcomes
    assert set(outcomes.values()) == {"granted"}
    assert story.application.finished_on is not None


def held_before(story):
    """What each role's party held before anything was handed in."""
    from tongban.kernel.actors import SYSTEM, Purpose
    from tongban.licences import api as licences

    purpose = Purpose("own", "test", "本人", "查看本人证照")
    return {
        (role, each.kind)
        for role, party in story.parties.items()
        for each in licences.held_by([party.id], purpose=purpose, actor=SYSTEM)
    }


@pytest.mark.parametrize("event", EVENTS)
def test_nothing_the_government_holds_is_asked(published, event):
    from tongban.cli.simulation.story import Story

    story = Story(published, [event], today=TODAY)
    story.cast_person()
    held = held_before(story)
    plan = story.hand_in().plan
    needs = [
        (each.bind.get(need.ref.role, need.ref.role), need)
        for each in plan.services
        for need in published.services[each.service].needs
    ]
    asked = {str(asked.ref) for asked in plan.asked}
    held_but_asked = {
        f"{role}.{need.ref.kind}"
        for role, need in needs
        if f"{role}.{need.ref.kind}" in asked and (role, need.licence) in held
    }
    assert held_but_asked == set()
    assert [each for each in plan.materials.asked if each.source] == []


@pytest.mark.parametrize("event", EVENTS)
def test_each_result_that_is_a_licence_is_in_the_library(published, event):
    story = told(published, event)
    issuing = [m for m in story.application.matters if published.services[m.service].output.licence]
    assert [matter.service for matter in issuing if matter.licence is None] == []


@pytest.mark.parametrize("event", EVENTS)
def test_a_stage_starts_no_earlier_than_the_results_it_waits_for(published, event):
    story = told(published, event)
    number = {matter.service: matter.number for matter in story.application.matters}
    late = [
        (edge.from_, edge.to)
        for edge in story.plan.edges
        if edge.from_ in number and edge.to in number
        if story.opened[number[edge.to]] < story.closed[number[edge.from_]]
    ]
    assert late == []


def test_every_stream_of_a_story_folds_to_its_head(published):
    from tongban.oversight import api as oversight

    story = told(published, EVENTS[0])
    streams = [story.application.id, *(matter.case for matter in story.application.matters)]
    assert [stream for stream in streams if oversight.replays(stream)] == []
    assert len(streams) > 1


def test_the_person_sees_who_read_what(published):
    from tongban.cli.simulation.story import Story
    from tongban.facts import api as facts

    story = Story(published, [EVENTS[0]], today=TODAY)
    person = story.cast_person()
    done = story.run(story.hand_in())
    readings = facts.readers(person.id)
    assert {reading.agency for reading in readings} >= set(done.plan.agencies)
    assert all(reading.words for reading in readings)


def resident(book, born, gender="男"):
    """Somebody who lives here, with nothing but their identity card."""
    from tongban.cli.simulation.residents import Town, morning

    town = Town(book, 5, morning(TODAY))
    person = town.person(born=born, gender=gender)
    town.give(person, "L-IDCARD", {})
    town.flush()
    return person


def test_somebody_too_young_to_retire_is_refused_and_told_what_that_blocks(published):
    from tongban.cli.commands.story import to_json
    from tongban.cli.simulation.story import tell_story

    young = resident(published, date(1990, 7, 25))
    story = tell_story(published, ["LE-RETIRE"], today=TODAY, person=young)
    cases = {each["service"]: each for each in to_json(story, published)["cases"]}
    assert cases["RS-PENSION"]["outcome"] == "refused"
    assert "法定退休年龄" in cases["RS-PENSION"]["reason"]
    assert cases["YB-RETIRE-MED"]["outcome"] == "blocked"
    assert published.services["RS-PENSION"].name.zh in cases["YB-RETIRE-MED"]["reason"]


def test_whoever_is_named_in_a_matter_needs_no_new_identity_card(published):
    from tongban.cli.simulation.story import tell_story

    father = resident(published, date(1990, 7, 25))
    story = tell_story(published, ["LE-BIRTH"], today=TODAY, person=father)
    event = {item.service for item in published.events["LE-BIRTH"].items}
    assert {matter.service for matter in story.application.matters} <= event


def test_a_story_begins_no_earlier_than_its_definitions_hold(published):
    from tongban.cli.simulation.story import tell_story

    first = date.fromisoformat(published.events["LE-BIRTH"].version)
    story = tell_story(published, ["LE-BIRTH"], today=first)
    assert story.started >= first
    assert {matter.status for matter in story.application.matters} == {"granted"}


@pytest.mark.parametrize("event", EVENTS)
def test_limits_of_the_law_are_only_those_that_are_published(published, event):
    from tongban.cli.commands.story import to_json

    story = told(published, event)
    days = to_json(story, published)["days"]
    silent = {
        each.service
        for each in story.plan.services
        for service in [published.services[each.service]]
        if service.statutory.days is None and service.promised.days is None
    }
    assert set(days.get("unknown", ())) == silent
    assert (days["statutory"] is None) == bool(silent)
    if not silent:
        assert days["used"] <= days["statutory"] <= days["one_by_one"]


def test_the_licence_of_a_firm_that_is_no_more_is_void_and_nobody_founds_it_again(published):
    from tongban.cli.simulation.story import Story
    from tongban.kernel.actors import SYSTEM, Purpose
    from tongban.licences import api as licences
    from tongban.policy import api as policy

    story = Story(published, ["LE-DEREG"], today=TODAY)
    story.cast_person()
    firm = story.parties["company"]
    done = story.run(story.hand_in())
    purpose = Purpose("own", "test", "本人", "查看本人证照")
    held = licences.held_by([firm.id], purpose=purpose, actor=SYSTEM)
    last = max(done.closed.values())
    assert {one.kind: one.state_on(last) for one in held}["L-BIZ"] == "revoked"
    verified = licences.verify(licences.token(next(o for o in held if o.kind == "L-BIZ")), last)
    assert verified.state == "revoked"
    again = policy.plan(
        policy.Goals.of(["SJ-DEREG"], published),
        published,
        holdings=policy.Holdings(
            facts={FactRef("company", "uscc"): firm.number}, parties={"company": firm.id}
        ),
    )
    assert [one.service for one in again.services] == ["SJ-DEREG"]
    assert "policy.not-held" in [one.code for one in again.findings]


def numbers_of(book, event):
    """Tell a story, take everything back, and return the numbers of all who took part."""
    from django.db import transaction

    from tongban.cli.simulation.story import Story
    from tongban.people import models

    with transaction.atomic():
        known = set(models.PartyRow.objects.values_list("number", flat=True))
        story = Story(book, [event], today=TODAY)
        story.cast_person()
        story.run(story.hand_in())
        met = set(models.PartyRow.objects.values_list("number", flat=True)) - known
        transaction.set_rollback(True)
    return met


@pytest.mark.parametrize("event", ["LE-BIRTH", "LE-COMPANY"])
def test_the_same_story_gives_the_same_numbers_to_newborns_and_new_companies(published, event):
    first = numbers_of(published, event)
    assert len(first) > 1
    assert numbers_of(published, event) == first


@pytest.mark.parametrize(("goal", "role"), [("MZ-MARRIAGE", "spouse"), ("ZR-TRANSFER", "seller")])
def test_who_applies_together_confirms_before_it_is_filed(published, monkeypatch, goal, role):
    from tongban.cases import api as cases

    confirmed, confirm = [], cases.confirm
    monkeypatch.setattr(
        cases,
        "confirm",
        lambda one, **more: confirmed.append(confirm(one, **more)) or confirmed[-1],
    )
    story = told(published, goal)
    assert [(one.role, one.state) for one in confirmed] == [(role, "confirmed")]
    assert confirmed[0].application == story.application.id
