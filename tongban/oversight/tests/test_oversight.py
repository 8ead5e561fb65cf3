"""Oversight (监督): every event counted once, what is late is named, everything replays."""

from datetime import timedelta

import pytest

from tongban.cases import api as cases
from tongban.cases.tests import village as v
from tongban.ledger import api as ledger
from tongban.oversight import api as oversight
from tongban.oversight.models import CaseRow


@pytest.fixture
def application(village):
    return v.hand_in(village)


def test_the_trail_tells_who_did_what_touching_what(village, application):
    matter = v.of(application, "COIN-GIFT")
    v.grant(village, matter)
    trail = oversight.trail(matter.case)
    assert [one.type for one in trail] == [
        "cases.Filed", "cases.Accepted", "cases.Decided", "cases.Closed",
    ]  # fmt: skip
    decided = {(one.type, one.role) for one in trail[2].objects}
    assert {
        ("case", "case"),
        ("party", "applicant"),
        ("agency", "agency"),
        ("account", "reviewer"),
    } <= decided
    assert trail[2].actor.name == village.officers["COIN"].name


def test_the_licence_issued_stands_among_the_objects_of_the_end(village, application):
    matter = v.of(application, "BORN-CERT")
    v.grant(village, matter)
    touched = [one.id for one in oversight.trail(matter.case)[-1].objects if one.type == "licence"]
    licence = cases.case(matter.number, actor=village.me).decision.licence
    assert touched == [str(licence)]
    assert oversight.replays(licence) == []


def test_every_event_is_counted_once_for_its_agency_and_service(village, application):
    v.grant(village, v.of(application, "BORN-CERT"))
    v.refuse(village, v.of(application, "COIN-GIFT"))
    v.settle_all()
    assert oversight.measures(agency="BORN") == {"filed": 1, "accepted": 1, "granted": 1}
    assert oversight.measures(agency="COIN") == {"filed": 1, "accepted": 1, "refused": 1}
    assert oversight.measures(agency="BOOK", service="BOOK-ENTER") == {"filed": 1}
    assert oversight.measures(agency="CARD") == {}
    assert oversight.measures()["filed"] == 3


def test_delivering_again_counts_nothing_again(village, application):
    v.settle_all()
    before = oversight.measures()
    assert ledger.drain() == 0
    assert oversight.measures() == before
    assert CaseRow.objects.count() == 2


def test_acceptance_by_silence_is_counted_apart(village, application):
    ledger.due(v.AT + timedelta(days=9))
    v.settle_all()
    assert oversight.measures()["accepted_by_silence"] == 2


def test_what_is_late_is_listed_the_latest_first(village):
    for days in (0, 3):
        gift = v.hand_in(village, "COIN-GIFT", at=v.AT + timedelta(days=days)).matters[0]
        cases.take_in(gift.number, actor=village.officers["COIN"], at=v.AT + timedelta(days=days))
    assert oversight.overdue(v.AT + timedelta(days=10)) == []
    late = oversight.overdue(v.AT + timedelta(days=18))
    assert [(one.service, one.agency, one.days) for one in late] == [
        ("COIN-GIFT", "COIN", 6), ("COIN-GIFT", "COIN", 5),
    ]  # fmt: skip
    assert oversight.overdue(v.AT + timedelta(days=18), agency="BOOK") == []


def test_a_limit_nobody_published_is_never_late(village, application):
    cases.take_in(v.of(application, "BORN-CERT").number, actor=village.officers["BORN"], at=v.AT)
    assert oversight.overdue(v.AT + timedelta(days=900)) == []


def test_a_row_that_was_tampered_with_does_not_replay(village, application):
    from django.db import connection

    matter = v.of(application, "COIN-GIFT")
    assert oversight.replays(matter.case) == []
    assert oversight.replays(application.id) == []
    with connection.cursor() as cursor:
        cursor.execute("update ledger_stream set status = 'granted' where id = %s", [matter.case])
    assert "status" in oversight.replays(matter.case)[0]
    assert oversight.replays(5) == ["no such stream"]


def test_a_withdrawn_case_is_counted_and_late_no_more(village, application):
    matter = v.of(application, "COIN-GIFT")
    cases.take_in(matter.number, actor=village.officers["COIN"], at=v.AT)
    cases.withdraw(matter.number, reason="不办了", actor=village.me, at=v.AT)
    v.settle_all()
    assert oversight.measures(agency="COIN")["withdrawn"] == 1
    assert oversight.overdue(v.AT + timedelta(days=90)) == []
