"""Who may (权限): the applicant's side and the agency's; to everybody else there is nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tongban.cases import api as cases
from tongban.cases.tests import village as v
from tongban.kernel.actors import SYSTEM, Actor
from tongban.people import api as people

DAY = v.AT


def clerk_for(village, party):
    """The clerk at the window, with somebody standing before them."""
    who = village.clerk
    return Actor("officer", who.id, who.name, "clerk", acting_for=party.id)


def calls_on_a_draft(draft, actor):
    return {
        "draft": lambda: cases.draft(draft.id, actor=actor),
        "fill": lambda: cases.fill(draft.id, {"child.name": "别名"}, actor=actor),
        "form": lambda: cases.form(draft.id, actor=actor, at=DAY),
        "attach": lambda: cases.attach(
            draft.id, service="BOOK-ENTER", material_no=2, name="a.png", content=v.PICTURE,
            actor=actor,
        ),
        "detach": lambda: cases.detach(draft.id, draft.attachments[0].id, actor=actor),
        "discard": lambda: cases.discard(draft.id, actor=actor),
        "attachment": lambda: cases.attachment(draft.attachments[0].id, actor=actor),
        "drafts": lambda: cases.drafts(draft.applicant, actor=actor),
        "start": lambda: cases.start(goal="LE-BABY", applicant=draft.applicant, actor=actor),
        "submit": lambda: cases.submit(draft.id, actor=actor, at=DAY),
    }  # fmt: skip


def calls_of_the_applicant(application, actor):
    number = application.matters[0].number
    return {
        "application": lambda: cases.application(application.id, actor=actor),
        "applications": lambda: cases.applications(application.applicant, actor=actor),
        "receipt": lambda: cases.receipt(application.id, actor=actor),
        "supplement": lambda: cases.supplement(number, answers={}, actor=actor, at=DAY),
        "withdraw": lambda: cases.withdraw(number, reason="不办了", actor=actor, at=DAY),
    }


def calls_of_both_sides(application, actor):
    number = application.matters[0].number
    return {
        "case": lambda: cases.case(number, actor=actor),
        "facts_of": lambda: cases.facts_of(number, actor=actor),
        "timeline": lambda: cases.timeline(number, actor=actor),
    }


def calls_of_the_agency(application, actor):
    matter = application.matters[0]
    return {
        "page": lambda: cases.page(matter.number, actor=actor, at=DAY),
        "inbox": lambda: cases.inbox(matter.agency, actor=actor),
        "done": lambda: cases.done(matter.agency, actor=actor),
    }


def calls_of_its_reviewers(application, actor):
    number = application.matters[0].number
    return {
        "take_in": lambda: cases.take_in(number, actor=actor, at=DAY),
        "request_supplement": lambda: cases.request_supplement(
            number, gaps={"child.name": "请确认。"}, actor=actor, at=DAY
        ),
        "decide": lambda: cases.decide(
            number, outcome="granted", states={"doctor": "王"}, actor=actor, at=DAY
        ),
    }


def everything(draft, application, actor):
    return (
        calls_on_a_draft(draft, actor)
        | calls_of_the_applicant(application, actor)
        | calls_of_both_sides(application, actor)
        | calls_of_the_agency(application, actor)
        | calls_of_its_reviewers(application, actor)
    )


NAMES = sorted(
    {"draft", "fill", "form", "attach", "detach", "discard", "attachment", "drafts", "start", "submit",
     "application", "applications", "receipt", "supplement", "withdraw", "case", "facts_of",
     "timeline", "page", "inbox", "done", "take_in", "request_supplement", "decide"}
)  # fmt: skip


@pytest.fixture
def handed(village):
    """A complete draft not handed in, and an application."""
    draft = v.begin(village)
    return cases.draft(draft.id, actor=village.me), v.hand_in(village)


def refused(call):
    with pytest.raises(cases.NotYours) as error:
        call()
    assert error.value.status == 404


def test_an_opened_file_shows_somebody_else_nothing(village):
    application = v.hand_in(village)
    opened = cases.opened(application.matters[0].number, actor=village.me)
    assert cases.case(opened, actor=village.me).id == opened.stream
    for face in (cases.case, cases.facts_of, cases.timeline, cases.papers, cases.explain_clock):
        refused(lambda face=face: face(opened, actor=village.nobody))
    refused(lambda: cases.page(opened, actor=village.me))


@pytest.mark.parametrize("name", NAMES)
def test_a_stranger_is_told_that_there_is_nothing(village, handed, name):
    refused(everything(*handed, village.nobody)[name])


@pytest.mark.parametrize("name", NAMES)
def test_an_officer_of_another_agency_is_told_that_there_is_nothing(village, handed, name):
    refused(everything(*handed, village.officers["CARD"])[name])


@pytest.mark.parametrize(
    "name", ["page", "inbox", "done", "take_in", "request_supplement", "decide"]
)
def test_an_applicant_is_no_officer(village, handed, name):
    refused(everything(*handed, village.me)[name])


@pytest.mark.parametrize(
    "name", ["draft", "fill", "form", "submit", "withdraw", "start", "receipt"]
)
def test_an_officer_of_the_agency_is_no_applicant(village, handed, name):
    refused(everything(*handed, village.officers["BORN"])[name])


@pytest.mark.parametrize("name", ["take_in", "request_supplement", "decide"])
def test_nobody_decides_for_whom_they_act(village, handed, name):
    both = replace(village.officers["BORN"], acting_for=village.mother.id)
    refused(everything(*handed, both)[name])


@pytest.mark.parametrize("name", ["take_in", "request_supplement", "decide"])
def test_a_supervisor_looks_and_does_not_act(village, handed, name):
    calls = everything(*handed, village.supervisor)
    calls["page"]()
    calls["inbox"]()
    refused(calls[name])


@pytest.mark.parametrize("name", NAMES)
def test_a_clerk_before_whom_nobody_stands_may_open_nothing(village, handed, name):
    refused(everything(*handed, village.clerk)[name])


@pytest.mark.parametrize(
    "name", ["page", "inbox", "done", "take_in", "request_supplement", "decide"]
)
def test_a_clerk_decides_nothing(village, handed, name):
    refused(everything(*handed, clerk_for(village, village.mother))[name])


@pytest.mark.parametrize(
    "name", ["draft", "fill", "form", "drafts", "application", "case", "withdraw"]
)
def test_a_clerk_acts_for_whoever_stands_before_them_and_nobody_else(village, handed, name):
    everything(*handed, clerk_for(village, village.mother))[name]()
    refused(everything(*handed, clerk_for(village, village.stranger))[name])


def test_the_window_hands_in_for_the_person(village, handed):
    draft, _ = handed
    clerk = clerk_for(village, village.mother)
    application = cases.submit(draft.id, actor=clerk, at=DAY)
    assert application.applicant == village.mother.id
    assert cases.timeline(application.matters[0].number, actor=village.me)[0].who == clerk.name


@pytest.mark.parametrize(
    "name", ["draft", "fill", "form", "application", "case", "timeline", "submit"]
)
def test_whoever_holds_a_mandate_acts_for_the_person(village, handed, name):
    refused(everything(*handed, village.him)[name])
    people.mandate(
        holder=village.father.id, principal=village.mother.id, actor=SYSTEM,
        until=v.DAY + timedelta(days=3650), at=DAY,
    )  # fmt: skip
    everything(*handed, village.him)[name]()


def test_the_officers_of_a_case_open_the_file_handed_to_them_and_no_other(village):
    application = v.hand_in(village)
    v.grant(village, v.of(application, "BORN-CERT"))
    v.settle_all()
    number = v.of(application, "BOOK-ENTER").number
    file = cases.case(number, actor=village.officers["BOOK"]).attachments[0]
    shown, content = cases.attachment(file.id, actor=village.officers["BOOK"])
    assert (shown.name, content) == ("合影.png", v.PICTURE)
    refused(lambda: cases.attachment(file.id, actor=village.officers["BORN"]))
    refused(lambda: cases.attachment(file.id, actor=village.nobody))


def test_nothing_is_there_for_ids_that_do_not_exist(village):
    for call in (
        lambda: cases.draft(5, actor=village.me),
        lambda: cases.application(5, actor=village.me),
        lambda: cases.case(5, actor=village.me),
        lambda: cases.attachment(5, actor=village.me),
        lambda: cases.case("260302-0417-00001-x", actor=village.me),
    ):
        refused(call)


def test_a_mandate_for_one_matter_opens_that_matter_and_no_other(village, handed):
    draft, application = handed
    gift = v.hand_in(village, "COIN-GIFT")
    people.mandate(
        holder=village.father.id, principal=village.mother.id, scope="LE-BABY", actor=SYSTEM, at=DAY
    )
    for name in ("draft", "fill", "form", "application", "case", "timeline", "withdraw", "submit"):
        everything(draft, application, village.him)[name]()
    refused(lambda: cases.application(gift.id, actor=village.him))
    refused(lambda: cases.case(gift.matters[0].number, actor=village.him))
    refused(lambda: cases.applications(village.mother.id, actor=village.him))
    refused(lambda: cases.start(goal="COIN-GIFT", applicant=village.mother.id, actor=village.him))
