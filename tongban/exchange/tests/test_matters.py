"""What waits for somebody: applications, looks in an emergency, alarms of the watch rules."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.cast import CAST
from tongban.exchange import api as exchange
from tongban.exchange.domain.grants import Terms
from tongban.exchange.gateway import inbound
from tongban.exchange.notices import api as notices
from tongban.exchange.registry import matters, members, snapshot, watching
from tongban.exchange.tests.ground import DUTY, FIELDS, purpose
from tongban.kernel import time
from tongban.kernel.actors import SYSTEM
from tongban.ledger import api as ledger

AUTHORITY, SUPERVISOR = "data-authority", "supervisor"


def offer(ground):
    terms = Terms(
        str(members.ours("PLATFORM")), str(members.ours("GA-HJ")), ground.service, FIELDS,
        (purpose("PU-NEW"),), time.city_date(time.now()).isoformat(),
    )  # fmt: skip
    return exchange.agree(terms, actor=SYSTEM)


def test_an_application_waits_for_its_provider_until_it_is_answered(ground):
    assert exchange.matters("GA-HJ") == []
    made = offer(ground)
    (waiting,) = exchange.matters("GA-HJ")
    assert (waiting.id, waiting.kind, time.city_date(waiting.due)) == (
        made.id,
        "application",
        made.due,
    )
    ledger.due(waiting.due + timedelta(seconds=1))
    assert exchange.matters("GA-HJ")[0].is_late
    exchange.countersign(made.id, actor=SYSTEM)
    assert exchange.matters("GA-HJ") == []


def look(ground):
    at = time.now()
    return exchange.make_order(
        kind="emergency", number="E-1", body="120", purpose="PU-E", subject=ground.applicant.id,
        ends=at + timedelta(hours=1), actor=SYSTEM,
    )  # fmt: skip


def test_a_look_in_an_emergency_is_told_and_reviewed_once(ground, settings):
    settings.TONGBAN_DEMO = True
    order = look(ground)
    (waiting,) = exchange.matters(AUTHORITY)
    assert timedelta(hours=71) < waiting.due - time.now() <= timedelta(hours=72)
    assert exchange.review_emergency(order, words="必要", actor=SYSTEM)
    assert exchange.matters(AUTHORITY) == []
    assert not exchange.review_emergency(order, words="必要", actor=SYSTEM)


@pytest.mark.django_db(transaction=True)
def test_the_person_hears_of_it(ground):
    look(ground)
    ledger.drain()
    assert "紧急" in notices.told(ground.applicant.id)[0].body


def test_a_review_that_is_late_is_the_supervisor_s_too(ground):
    order = look(ground)
    ledger.due(time.now() + timedelta(hours=73))
    assert [one.id for one in exchange.matters(SUPERVISOR)] == [order]
    assert exchange.matters(AUTHORITY)[0].is_late
    exchange.review_emergency(order, words="必要", actor=SYSTEM)
    assert exchange.matters(SUPERVISOR) == []


def test_whom_a_watch_rule_hits_is_slowed_then_stopped_and_told_of(ground, monkeypatch):
    inbound.slowed._left.clear()
    monkeypatch.setattr(inbound.limits, "is_walking", lambda _: True)
    assert ground.refused() == "limit.subject_watch"
    (told,) = exchange.matters(AUTHORITY)
    assert (told.kind, told.about["rung"], told.about["purpose"]) == ("alarm", watching.SLOW, DUTY)
    assert CAST.applicant.number not in str(told)
    for _ in range(2):
        inbound.slowed._left.clear()
        assert ground.refused() == "limit.subject_watch"
    monkeypatch.setattr(inbound.limits, "is_walking", lambda _: False)
    assert (ground.refused(), len(exchange.matters(AUTHORITY))) == ("limit.cap", 2)


def test_a_slowed_official_asks_once_in_a_while(ground):
    name = watching.key(
        str(members.ours("PLATFORM")), DUTY, ground.request().headers["x-road-userid"]
    )
    snap = snapshot.current()
    until = time.now() + timedelta(hours=1)
    inbound.slowed._left.clear()
    snapshot._kept["now"] = replace(snap, watched={name: (watching.SLOW, until)})
    assert inbound.answer(ground.request()).status == 200
    assert inbound.answer(ground.request()).headers["x-road-error"] == "limit.rate"


def test_whom_many_agencies_ask_about_is_told_of_once_a_day(ground, monkeypatch):
    monkeypatch.setattr(watching, "AGENCIES_PER_DAY", 0)
    ground.ask()
    assert [watching.asked_by_many(at=time.now()) for _ in range(2)] == [1, 0]
    (told,) = exchange.matters(AUTHORITY)
    assert told.about["clients"] == 1
    assert matters.close(told.id, words="看过", actor=SYSTEM, at=time.now())
