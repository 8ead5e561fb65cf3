"""Officers sign in by two factors; nobody is in between the steps."""

import re
from datetime import timedelta

import pytest

from tongban.agencies import api as agencies
from tongban.agencies.administration import api as administration
from tongban.agencies.administration import deeds
from tongban.kernel.actors import SYSTEM
from tongban.people import api as people
from tongban.people.domain import limits
from tongban.people.factors import api as factors

PASSWORD = "a-desk-of-oak"


@pytest.fixture(autouse=True)
def _two_factors(settings):
    settings.STAFF_FACTORS = "required"


@pytest.fixture
def clerk(db):
    account = people.open_staff_account(
        username="wangmin", password=PASSWORD, name="王敏", actor=SYSTEM
    )
    agencies.appoint(account=account.pk, agency=None, duty="clerk", actor=SYSTEM)
    return account


def first(client, password=PASSWORD, username="wangmin"):
    return client.post("/staff/sign-in", {"username": username, "password": password})


def enrolled(account):
    factors.give_secret(account, secret=factors.new_secret())
    return account


def test_the_first_sign_in_sets_a_second_factor_up_and_shows_recovery_codes_once(client, clerk):
    assert first(client)["Location"] == "/staff/enrol"
    page = client.get("/staff/enrol").content.decode()
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")
    assert "<svg" in page
    assert client.get("/window/").status_code == 302
    code = _code(secret)
    assert client.post("/staff/enrol", {"code": code})["Location"] == "/staff/recovery"
    codes = re.findall(r"<li>(\d{8})</li>", client.get("/staff/recovery").content.decode())
    assert len(codes) == 10
    assert client.get("/staff/recovery")["Location"] == "/ways"


def _code(secret):
    from allauth.mfa.totp.internal import auth

    counter = list(auth.yield_hotp_counters_from_time())[1]
    return auth.format_hotp_value(auth.hotp_value(secret, counter))


def test_a_password_alone_opens_nothing(client, clerk):
    enrolled(clerk)
    assert first(client)["Location"] == "/staff/second"
    assert "_auth_user_id" not in client.session


def test_the_code_of_the_app_opens_and_says_how_surely(client, clerk):
    enrolled(clerk)
    first(client)
    answer = client.post("/staff/second", {"code": factors.what_app_shows(clerk)})
    assert answer["Location"] == "/window/"
    assert client.session["assured"] == "two"


def test_whoever_finds_a_signed_in_browser_puts_no_app_of_theirs_in_place(client, clerk):
    enrolled(clerk)
    first(client)
    client.post("/staff/second", {"code": factors.what_app_shows(clerk)})
    session = client.session
    session["proved"] -= 3600
    session.save()
    assert client.get("/staff/enrol")["Location"].startswith("/sign-in/again?")
    assert client.post("/staff/enrol", {"code": "1"})["Location"].startswith("/sign-in/again?")


def test_a_code_is_good_once(client, clerk):
    enrolled(clerk)
    code = factors.what_app_shows(clerk)
    factors.check_code(clerk, code=code, address="::1")
    first(client)
    assert client.post("/staff/second", {"code": code}).status_code == 400


def test_a_recovery_code_is_good_once(client, clerk):
    enrolled(clerk)
    code = factors.recovery_codes(clerk)[0]
    factors.check_code(clerk, code=code, address="::1")
    with pytest.raises(people.WrongCode):
        factors.check_code(clerk, code=code, address="::1")
    assert factors.recovery_left(clerk) == 9


def test_guessing_the_second_factor_has_to_wait(client, clerk):
    enrolled(clerk)
    first(client)
    answers = [client.post("/staff/second", {"code": "000000"}) for _ in range(8)]
    assert "秒后再试" in answers[-1].content.decode()


def test_a_second_step_without_the_first_is_sent_back(client, clerk):
    assert client.post("/staff/second", {"code": "1"})["Location"] == "/staff/sign-in"


def test_a_city_may_leave_the_second_factor_to_its_officers(client, clerk, settings):
    settings.STAFF_FACTORS = "offered"
    assert first(client)["Location"] == "/window/"
    assert client.session["assured"] == "password"


def test_secrets_are_sealed_at_rest(clerk):
    from django.db import connection

    secret = factors.new_secret()
    factors.give_secret(clerk, secret=secret)
    with connection.cursor() as cursor:
        cursor.execute("select data::text from mfa_authenticator")
        assert secret not in str(cursor.fetchall())


@pytest.mark.parametrize("bad", ["short", "password1234567", "123456789012345", "wangmin-wangmin"])
def test_a_password_keeps_to_the_rules(clerk, bad):
    with pytest.raises(people.BadPassword):
        factors.set_password(clerk.pk, bad)


def test_a_password_somebody_else_chose_is_changed_before_anything_opens(client, clerk):
    enrolled(clerk)
    factors.set_password(clerk.pk, PASSWORD, must_change=True)
    first(client)
    answer = client.post("/staff/second", {"code": factors.what_app_shows(clerk)})
    assert answer["Location"] == "/staff/password"
    assert client.get("/window/")["Location"] == "/staff/password"
    new = "another-desk-of-elm"
    answer = client.post("/staff/password", {"old": PASSWORD, "new": new})
    assert answer["Location"] == "/window/"
    assert client.get("/window/").status_code == 200


def test_who_has_several_posts_chooses_one(client, clerk):
    agencies.appoint(account=clerk.pk, agency=None, duty="supervisor", actor=SYSTEM)
    enrolled(clerk)
    first(client)
    answer = client.post("/staff/second", {"code": factors.what_app_shows(clerk)})
    page = client.get(answer["Location"]).content.decode()
    assert "窗口人员" in page
    assert "监督人员" in page


def test_asking_for_a_key_is_counted_like_the_other_steps(client, db, monkeypatch):
    once = limits.Limit(free=1, first=timedelta(seconds=30), longest=timedelta(minutes=5))
    monkeypatch.setattr(limits, "BEGINS_FROM_AN_ADDRESS", once)
    assert "publicKey" in client.post("/sign-in/passkey/begin").json()
    again = client.post("/sign-in/passkey/begin")
    assert (again.status_code, "publicKey" in again.json()) == (429, False)
    assert 0 < int(again["Retry-After"]) <= 30


@pytest.fixture
def signed(client, clerk):
    """The clerk at their desk, by both factors."""
    enrolled(clerk)
    first(client)
    client.post("/staff/second", {"code": factors.what_app_shows(clerk)})
    return client


def test_what_changed_of_how_an_officer_signs_in_stands_before_their_next_page(signed, clerk):
    assert signed.post("/staff/recovery").status_code == 302
    signed.post("/staff/sign-out")
    first(signed)
    code = factors.recovery_codes(clerk)[0]
    there = signed.post("/staff/second", {"code": code})["Location"]
    assert there.startswith("/ways?next=")
    page = signed.get(there).content.decode()
    assert ("换了一组恢复码" in page, "王敏" in page, "安全管理员" in page) == (True, True, True)
    assert signed.post(there, {"next": "/window/"})["Location"] == "/window/"
    assert administration.unseen(clerk.pk) == ()
    assert "换了一组恢复码" in signed.get("/ways").content.decode()


def test_every_own_change_is_a_deed_that_the_audit_administrator_reads(signed, clerk, monkeypatch):
    monkeypatch.setattr(factors, "add_passkey", lambda *_, **__: 1)
    signed.post("/ways/passkey", {"name": "钥匙", "credential": "{}"})
    kept = [one.id for one in factors.factors(clerk)]
    factors.give_secret(clerk, secret=factors.new_secret())
    monkeypatch.setattr(factors, "factors", lambda _: [None, None])
    signed.post("/ways/remove", {"factor": kept[0]})
    signed.post("/staff/password", {"old": PASSWORD, "new": "a-door-of-elm-wood"})
    auditor = people.open_staff_account(username="audit", password=None, name="审计", actor=SYSTEM)
    agencies.appoint(account=auditor.pk, agency=None, duty="audit", actor=SYSTEM)
    log = administration.log(actor=people.actor_of(auditor))
    found = {(one.what, one.account, one.by) for one in log}
    whats = (deeds.KEY_ADDED, deeds.FACTOR_REMOVED, deeds.PASSWORD_CHANGED)
    assert found == {(what, clerk.pk, clerk.name) for what in whats}


def test_the_first_factor_an_officer_sets_up_is_written_and_not_told(client, clerk):
    first(client)
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", client.get("/staff/enrol").content.decode())[
        1
    ].replace(" ", "")
    client.post("/staff/enrol", {"code": _code(secret)})
    assert [one.what for one in administration.changes(clerk.pk)] == [deeds.APP_SET]
    assert administration.unseen(clerk.pk) == ()
