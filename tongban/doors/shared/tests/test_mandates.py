"""Who acts for whom: chosen, seen, dropped when it ends, and open to nobody else."""

from datetime import timedelta

import pytest

from tests.cast import CAST
from tongban.catalogue import api as catalogue
from tongban.doors.shared.tests.entering import sign_in
from tongban.exchange.notices import api as notices
from tongban.kernel.actors import SYSTEM
from tongban.kernel.time import city_date, now
from tongban.people import api as people

NEXT_YEAR = city_date(now()) + timedelta(days=300)

TYPED = {
    "number": CAST.stranger.number, "name": CAST.stranger.name, "scope": "*",
    "until": NEXT_YEAR.isoformat(),
}  # fmt: skip


@pytest.fixture
def aunt(db):
    return people.register(number=CAST.stranger.number, name=CAST.stranger.name, actor=SYSTEM)


@pytest.fixture
def mandate(me, aunt):
    """The aunt let me act for her."""
    return people.mandate(holder=me.party_id, principal=aunt.id, until=NEXT_YEAR, actor=SYSTEM)


def told(party):
    return {one.subject for one in notices.inbox(party, actor=SYSTEM)}


def acting_of(client):
    from django.test import RequestFactory

    from tongban.doors.shared import identity

    request = RequestFactory().get("/")
    request.session, request.user = (
        client.session,
        people.account_by_id(int(client.session["_auth_user_id"])),
    )
    return identity.acting(request), identity.actor(request)


def test_who_may_act_for_somebody_is_asked_for_whom_at_sign_in(client, me, mandate, monkeypatch):
    assert sign_in(client, me.party_id, monkeypatch)["Location"].startswith("/sign-in/for-whom?")
    page = client.get("/sign-in/for-whom").content.decode()
    assert CAST.stranger.name in page
    before = client.session.session_key
    client.post("/sign-in/for-whom", {"mandate": mandate.id, "next": "/mine"})
    assert client.session.session_key != before
    here, actor = acting_of(client)
    assert (here.principal, here.principal_name) == (mandate.principal, CAST.stranger.name)
    assert (actor.id, actor.acting_for) == (me.party_id, mandate.principal)


def test_a_mandate_that_was_taken_back_is_dropped_at_the_next_step(signed, me, mandate, aunt):
    signed.post("/sign-in/for-whom", {"mandate": mandate.id})
    people.give_back(mandate.id, actor=people.actor_of(people.open_account(aunt.id, actor=SYSTEM)))
    assert acting_of(signed)[0].principal is None


def test_somebody_elses_mandate_cannot_be_chosen(signed, aunt):
    other = people.register(number=CAST.spouse.number, name="郑一鸣", actor=SYSTEM)
    theirs = people.mandate(holder=other.id, principal=aunt.id, until=NEXT_YEAR, actor=SYSTEM)
    signed.post("/sign-in/for-whom", {"mandate": theirs.id})
    assert acting_of(signed)[0].principal is None


def test_a_mandate_is_given_for_one_matter_until_a_day_and_taken_back(signed, me, aunt, city):
    scope = min(catalogue.book().services)
    typed = TYPED | {"scope": scope}
    assert signed.post("/mandates/new", typed)["Location"] == "/mandates"
    given = people.granted_mandates(me.party_id)[0]
    assert (given.holder, given.scope, given.until) == (aunt.id, scope, NEXT_YEAR)
    assert {"您委托了别人替您办事"} == told(me.party_id)
    assert {"有人委托您替他办事"} == told(aunt.id)
    assert not people.may_act_for(aunt.id, me.party_id)
    assert people.may_act_for(aunt.id, me.party_id, scope=scope)
    signed.post("/mandates/end", {"mandate": given.id})
    assert not people.may_act_for(aunt.id, me.party_id, scope=scope, at=now() + timedelta(days=1))


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": "1"},
        {"number": CAST.applicant.number, "name": CAST.applicant.name},
        {"name": "王五"},
        {"until": "2020-01-01"},
        {"until": "2099-01-01"},
        {"scope": "X"},
    ],
)
def test_a_mandate_that_could_not_stand_is_told_at_the_field(signed, aunt, city, wrong):
    answer = signed.post("/mandates/new", TYPED | wrong)
    assert answer.status_code == 400
    assert f'href="#f-{next(iter(wrong))}"' in answer.content.decode()


def test_a_number_alone_tells_neither_whose_it_is_nor_that_it_is_anybodys(signed, me, aunt, city):
    known = signed.post("/mandates/new", TYPED | {"name": ""}).content.decode()
    nobody = signed.post("/mandates/new", TYPED | {"name": "", "number": CAST.spouse.number})
    said = "号码和姓名对不上"
    assert said in known
    assert said in nobody.content.decode()
    assert CAST.stranger.name not in known
    assert not people.granted_mandates(me.party_id)


def test_who_guesses_names_to_numbers_has_to_wait(signed, aunt, city):
    for guess in range(6):
        signed.post("/mandates/new", TYPED | {"name": f"周{guess}"})
    answer = signed.post("/mandates/new", TYPED)
    assert answer.status_code == 400
    assert "再试" in answer.content.decode()


def test_nobody_else_ends_a_mandate(signed, me, aunt):
    other = people.register(number=CAST.spouse.number, name="郑一鸣", actor=SYSTEM)
    theirs = people.mandate(holder=other.id, principal=aunt.id, until=NEXT_YEAR, actor=SYSTEM)
    assert signed.post("/mandates/end", {"mandate": theirs.id}).status_code == 403
    assert people.may_act_for(other.id, aunt.id)


def test_what_is_done_for_somebody_says_so_and_opens_nothing_more(signed, me, mandate, aunt):
    """The aunt's pages open while I act for her; a stranger's never do."""
    signed.post("/sign-in/for-whom", {"mandate": mandate.id})
    assert signed.get("/mine").status_code == 200
    _, actor = acting_of(signed)
    assert actor.to_json()["acting_for"] == aunt.id


def test_giving_a_mandate_asks_for_a_fresh_proof(client, me, aunt, city):
    client.force_login(me)
    assert client.get("/mandates/new")["Location"].startswith("/sign-in/again?next=")


def test_a_city_may_ask_for_a_surer_sign_in(signed, settings, aunt):
    settings.ASSURED_ACTS = {"mandate"}
    answer = signed.get("/mandates/new")
    assert "level=2" in answer["Location"]
    assert "通行密钥" in signed.get(answer["Location"]).content.decode()
