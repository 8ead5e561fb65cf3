"""Applying together, pledging, bringing later: what the applicant chooses and others confirm."""

import re

import pytest
from django.urls import reverse

from tests.filling import PICTURE, typed
from tongban.cases import api as cases
from tongban.doors.citizen.tests.browsing import text
from tongban.kernel.actors import SYSTEM

MARRIAGE, PLEDGED = "MZ-MARRIAGE", "WJ-PUBHEALTH"


def answer(question):
    """Something that fits a question."""
    kind = question.kind
    if kind.type == "bool":
        return True
    if kind.type == "sign":
        return True
    if kind.options:
        first = kind.options[0].zh
        return [first] if kind.type == "multi" else first
    return typed(question.ref)


def complete(resident, goal, **parties):
    """A draft in which everything is said; parties by role: number and name."""
    draft = cases.start(goal=goal, applicant=resident.party.id, actor=resident.actor)
    for _ in range(4):
        form = cases.form(draft.id, actor=resident.actor)
        for one in form.parties:
            if one.role in parties:
                number, name = parties[one.role]
                keys = {one.number_key: number, one.name_key: name}
                cases.fill(draft.id, {k: v for k, v in keys.items() if k}, actor=resident.actor)
        asked = [*form.deciding, *(q for group in form.groups for q in group.questions)]
        said = {q.ref: answer(q) for q in asked if q.answer is None and q.kind.type != "file"}
        cases.fill(draft.id, said, actor=resident.actor)
        for q in asked:
            if q.kind.type == "file" and q.attachment is None:
                cases.attach(
                    draft.id, name="a.png", content=PICTURE, actor=resident.actor, ref=q.ref
                )
        for m in form.materials:
            if m.state == "asked" and not m.attachments:
                cases.attach(
                    draft.id, name="a.png", content=PICTURE, actor=resident.actor,
                    service=m.service, material_no=m.no,
                )  # fmt: skip
    return draft.id


@pytest.fixture
def wedding(resident, stranger):
    """A marriage that one of the two has filled in."""
    return complete(resident, MARRIAGE, spouse=(stranger.number, stranger.party.name))


def check(browser, draft, **data):
    return browser.post(reverse("citizen:check", args=[draft]), data, follow=True)


def test_the_other_is_asked_and_the_one_who_filled_it_in_sees_the_waiting(me, wedding):
    page = text(check(me, wedding))
    assert "等对方确认" in page
    assert cases.draft(wedding, actor=SYSTEM).application is None


def test_the_other_sees_exactly_what_they_confirm_and_files_it_by_it(me, other, wedding):
    check(me, wedding)
    mine = text(other.get(reverse("citizen:mine")))
    assert "待我确认" in mine
    there = re.search(r'href="(/confirm/[^"]+)"', mine)[1]
    assert "申请里写了什么" in text(other.get(there))
    assert me.get(there).status_code in (403, 404)
    assert "已经提交" in text(other.post(there, {"do": "confirm"}, follow=True))
    assert cases.draft(wedding, actor=SYSTEM).application


def test_declining_takes_a_reason_that_the_applicant_reads(me, other, wedding):
    check(me, wedding)
    there = re.search(r'href="(/confirm/[^"]+)"', text(other.get(reverse("citizen:mine"))))[1]
    assert other.post(there, {"do": "decline", "reason": " "}).status_code == 400
    other.post(there, {"do": "decline", "reason": "日子不对"})
    assert "日子不对" in text(me.get(reverse("citizen:check", args=[wedding])))


def test_a_pledge_is_offered_where_the_service_does_and_taken_only_when_ticked(me, resident):
    draft = cases.start(goal=PLEDGED, applicant=resident.party.id, actor=resident.actor).id
    offer = cases.form(draft, actor=resident.actor).offers[0]
    page = text(me.get(reverse("citizen:ask", args=[draft])))
    assert "我用承诺代替" in page
    assert "证照撤销" in page
    asked = {f"asked:{offer.ref}": "1"}
    me.post(reverse("citizen:ask", args=[draft]), asked | {offer.ref: "1"})
    assert cases.form(draft, actor=resident.actor).offers[0].chosen
    assert "用承诺代替" in text(me.get(reverse("citizen:check", args=[draft])))
    me.post(reverse("citizen:ask", args=[draft]), asked)
    assert not cases.form(draft, actor=resident.actor).offers[0].chosen


def test_a_clerk_reads_out_what_is_to_be_confirmed(me, stranger, staffed, wedding):
    from django.test import Client

    check(me, wedding)
    clerk = Client()
    clerk.force_login(staffed.clerk)
    clerk.post(reverse("window:start"), {"number": stranger.number})
    page = text(clerk.get(reverse("window:person")))
    there = re.search(r'href="(/window/confirm/[^"]+)"', page)[1]
    assert "念给他听" in text(clerk.get(there))
    clerk.post(there, {"do": "confirm"})
    assert cases.draft(wedding, actor=SYSTEM).application
