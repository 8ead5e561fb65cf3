from datetime import UTC, datetime, timedelta

import pytest

from tests.cast import CAST
from tongban.exchange.notices import api as notices
from tongban.exchange.notices import serving
from tongban.kernel.actors import SYSTEM, Actor
from tongban.ledger import api as ledger
from tongban.people import api as people

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 4, 10, 4, tzinfo=UTC)


@pytest.fixture
def person():
    return people.register(number=CAST.applicant.number, name=CAST.applicant.name, actor=SYSTEM).id


def serve(person):
    values = dict.fromkeys(("number", "name", "said", "detail"), "1")
    return notices.notify(
        person=person, template="paper-served", values=values, about=("case", "C-1"), actor=SYSTEM,
        at=NOON, legal=True, document="3",
    )  # fmt: skip


def proofs(notice):
    return [(one.data["by"], one.data["on"]) for one in ledger.events(notice)]


def days(n):
    return NOON + timedelta(days=n)


def desk(way):
    (row,) = [one for one in notices.undelivered(actor=SYSTEM, at=days(9)) if one.way == way]
    return row.id


def test_who_agreed_is_served_on_arrival(person):
    people.set_reach(person, actor=SYSTEM, electronic=NOON)
    assert proofs(serve(person)) == [("electronic", "2026-04-10")]


def test_who_did_not_agree_is_served_by_opening_it_and_once(person):
    notice = serve(person)
    assert proofs(notice) == []
    for n in (1, 2):
        notices.open_notice(notice, actor=Actor("person", person), at=days(n))
    assert proofs(notice) == [("opened", "2026-04-11")]


def test_an_officer_who_looks_serves_nobody(person):
    notice = serve(person)
    notices.open_notice(notice, actor=SYSTEM)
    assert proofs(notice) == []


def test_after_three_days_a_letter_follows_and_its_slip_is_the_proof(person):
    people.set_reach(person, actor=SYSTEM, address=people.Address(("温泉支路 5 号",), "350001"))
    notice = serve(person)
    assert serving.push_on(days(2)) == 0
    assert [serving.push_on(days(4)), serving.push_on(days(5))] == [1, 0]
    letter = desk("letter")
    notices.post_letter(letter, tracking="EM123", actor=SYSTEM, at=days(4))
    notices.letter_came(letter, on=days(7).date(), actor=SYSTEM, at=days(9))
    assert proofs(notice) == [("post", "2026-04-17")]


def test_a_letter_that_came_back_leaves_the_public_notice_and_it_comes_last(person):
    people.set_reach(person, actor=SYSTEM, address=people.Address(("温泉支路 5 号",), "350001"))
    notice = serve(person)
    serving.push_on(days(4))
    letter = desk("letter")
    notices.post_letter(letter, tracking="EM123", actor=SYSTEM, at=days(4))
    notices.letter_came(letter, on=None, actor=SYSTEM, at=days(6))
    serving.push_on(days(7))
    notices.publish(desk("public"), where="市政府网站", actor=SYSTEM, at=days(8))
    assert proofs(notice) == [("public", "2026-04-18")]


def test_a_stranger_works_at_no_desk(person):
    with pytest.raises(notices.NotYourDesk):
        notices.undelivered(actor=Actor("person", person))
