"""What belongs to somebody opens to nobody else (对象级权限): each address with an id, tried by strangers.

Every address that names an object of a person is here, or the first test fails; it is opened and
written to by another resident, by an officer of another agency, and by nobody at all.
"""

import re
from datetime import datetime

import pytest
from django.test import Client
from django.utils.http import int_to_base36

from tests.house.test_addresses import ALL
from tests.staffing import AGENCY, hand_in
from tongban.doors.shared.access import rule_of
from tongban.kernel import time
from tongban.kernel.actors import SYSTEM, Purpose
from tongban.kernel.text import Text

SHUT = (403, 404, 405)
MORNING = datetime(2026, 11, 24, 9, 30, tzinfo=time.CITY)
NOBODYS = {"/start/<str:goal>"}  # a wish names no object
CITIZENS = {
    "/" + route.lstrip("/")
    for route, view in ALL
    if rule_of(view).who == "citizen" and "<" in route
} - NOBODYS
DESKS = (
    "/desk/case/<number>", "/desk/case/<number>/grant", "/desk/case/<number>/refuse",
    "/desk/case/<number>/whole", "/desk/case/<number>/told", "/desk/case/<number>/file/<file>",
    "/desk/case/<number>/paper/1", "/desk/licence/<licence>", "/desk/disputes/<dispute>",
    "/desk/benefit/<benefit>", "/desk/demand/<demand>", "/desk/demand/<demand>/reply",
)  # fmt: skip


@pytest.fixture(scope="module")
def published(django_db_setup, django_db_blocker):
    """The definitions, once for these tests."""
    from tests import staffing

    with django_db_blocker.unblock():
        yield staffing.publish()
        staffing.forget()


@pytest.fixture
def town(db, published, cast):
    """The applicant, a stranger, and officers of two agencies."""
    from tests import staffing
    from tongban.people import api as people

    officers = staffing.staff()
    officers.her = staffing.settle(cast.applicant, published)
    stranger = staffing.settle(cast.stranger, published, seed=8)
    officers.stranger = browser(people.open_account(stranger.party.id, actor=SYSTEM))
    officers.me = browser(people.open_account(officers.her.party.id, actor=SYSTEM))
    return officers


def browser(account):
    made = Client()
    made.force_login(account)
    return made


@pytest.fixture
def hers(town, monkeypatch):
    """One of each object of hers: what stands in addresses, by the name addresses call it."""
    her = town.her
    from tongban.cases import api as cases
    from tongban.cases.proposals import api as proposals
    from tongban.cases.proposals.domain.proposals import Offer
    from tongban.cases.visits import api as visits
    from tongban.exchange import api as exchange
    from tongban.exchange.notices import api as notices
    from tongban.facts import api as facts
    from tongban.licences import api as licences
    from tongban.voice import api as voice

    me, actor = her.party.id, her.actor
    number = hand_in(her)
    case = cases.case(number, actor=actor)
    draft = cases.start(goal=["GA-PASSPORT"], applicant=me, actor=actor)
    source = facts.Source("register", holder=AGENCY)
    statement = facts.record(me, {"address": "达明巷 3 号"}, source=source, actor=SYSTEM)["address"]
    held = licences.held_by([me], purpose=Purpose("own", "", "t", "t"), actor=SYSTEM)
    values = {"number": "D-1", "said": "已答复"}
    notice = notices.notify(
        person=me, template="demand-progress", values=values, about=("x", ""), actor=SYSTEM
    )
    line = exchange.Line(Text("工本费"), 4000, "发改价格〔2003〕2322号")
    exchange.order(about=("case", "X-1"), payer=me, lines=(line,), actor=SYSTEM, label="补领身份证")
    said = Offer(
        "P-X", "2026-01-01", AGENCY, "", me, me, f"p{me}", "2026-11", 10_000,
        "高龄津贴", "年满80周岁（第三十三条）", "老年人权益保障法", "社会救助暂行办法",
    )  # fmt: skip
    proposals.open_all([proposals.Line(said)], steps="two", actor=SYSTEM)
    dispute = facts.dispute(statement, reason="门牌早就换了", actor=actor)
    filed = voice.file(
        voice.Words(text="五一北路路灯不亮，好几天了"), channel="web", actor=actor, party=me
    )
    monkeypatch.setattr(time, "now", lambda: MORNING)
    booked = visits.book(
        hall="HALL-CENTRE", line="A", begins=MORNING.replace(hour=10, minute=0), person=me,
        channel="web", actor=actor,
    )  # fmt: skip
    keys = {
        "application": case.application, "draft": draft.id, "statement": statement, "licence": held[0].id,
        "notice": notice, "file": case.attachments[0].id, "booking": booked.id, "dispute": dispute.id,
    }  # fmt: skip
    return {name: int_to_base36(one) for name, one in keys.items()} | {
        "number": number, "act": "withdraw", "no": "1", "step": "agree", "kind": "case",
        "benefit": proposals.own(me, actor=SYSTEM)[0].number, "demand": filed.number, "source": "facts", "row": "1",
    }  # fmt: skip


def address(route, hers):
    """Write an address with what is hers; "" where it names what she cannot have here."""
    benefit = route.startswith("/benefit/")
    known = hers | ({"number": hers["benefit"]} if benefit else {})
    known |= {"number": "X-1"} if route.startswith("/payment/") else {}
    names = re.findall(r"<(?:\w+:)?(\w+)>", route)
    if not set(names) <= set(known):
        return ""
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: known[found[1]], route)


ELSEWHERE = {  # tried where such a thing is made
    "/confirm/<key:confirmation>": "citizen/tests/test_together.py",
    "/licences/authorisations/<key:authorisation>": "citizen/tests/test_holding.py",
    "/licences/lent/<key:authorisation>": "citizen/tests/test_holding.py",
    "/open/apps/<int:app_id>": "openapi/tests/test_applications.py",
}


def opened(client, path):
    """Ask for an address and write to it; gives what is wrong with the answers."""
    for method in ("get", "post"):
        answer = getattr(client, method)(path)
        again = answer.status_code == 302 and "/sign-in" in answer["Location"]
        if answer.status_code not in SHUT and not again:
            yield path, method, answer.status_code


def test_every_address_of_an_object_is_tried(hers):
    untried = {route for route in CITIZENS if not address(route, hers)}
    assert untried == set(ELSEWHERE)


def test_another_resident_opens_and_changes_nothing_of_hers(town, hers):
    paths = [address(route, hers) for route in sorted(CITIZENS - set(ELSEWHERE))]
    paths += [f"/demand/{hers['demand']}", f"/demand/{hers['demand']}/reopen"]
    assert [one for path in paths for one in opened(town.stranger, path)] == []


def test_she_opens_them_herself(town, hers):
    """What is shut above is not shut to everybody."""
    for route in ("/case/<number>", "/application/<application>", "/licence/<licence>", "/message/<notice>",
                  "/visits/<booking>", "/draft/<draft>/ask", "/benefit/<number>", "/file/<file>"):  # fmt: skip
        answer = town.me.get(address(route, hers))
        assert answer.status_code == 200, route


def test_an_officer_of_another_agency_opens_and_changes_nothing(town, hers):
    elsewhere, here = browser(town.elsewhere), browser(town.reviewer)
    paths = [address(route, hers) for route in DESKS]
    assert [one for path in paths for one in opened(elsewhere, path)] == []
    said = elsewhere.get(paths[0]).content.decode()
    assert "公安机关户政部门" in said or "找" in said
    assert here.get(paths[0]).status_code == 200


def test_a_clerk_reaches_nobody_whose_card_was_not_read(town, hers):
    clerk = browser(town.clerk)
    for path in ("application/<application>", "application/<application>/slip", "form/<draft>",
                 "case/<number>/supplement", "licence/<licence>.pdf"):  # fmt: skip
        answer = clerk.get("/window/" + address(path, hers))
        assert (answer.status_code, answer["Location"]) == (302, "/window/")


def test_another_city_is_answered_nothing_without_its_signature(db, client):
    for word in (b"{}", b"no.signature.here"):
        answer = client.post("/federation/word", word, content_type="application/jwt")
        assert 400 <= answer.status_code < 500
