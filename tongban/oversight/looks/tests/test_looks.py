"""Every look is told with its reason, and whoever looked must say why when asked."""

from datetime import timedelta

import pytest

from tongban.facts import api as facts
from tongban.kernel.actors import Actor, Purpose
from tongban.kernel.time import now
from tongban.ledger import api as ledger
from tongban.oversight.looks import api as looks

WHY = Purpose("case", "260410-0417-00231-7", "行政许可法 第三十四条", "审查一件事")


@pytest.fixture
def look(resident, reviewer):
    facts.known(resident.party.id, ["name"], purpose=WHY, actor=reviewer)
    return next(one for one in looks.looks(resident.party.id) if str(one.words) == "审查一件事")


def test_a_look_is_told_with_reason_law_case_and_what_was_seen(look, reviewer):
    assert (look.agency, look.law, look.case) == (reviewer.agency, WHY.basis, WHY.reference)
    assert (look.kinds, look.own) == (("name",), False)


def test_a_dispute_is_work_of_the_agency_with_a_clock_and_its_answer_comes_back(
    look, resident, reviewer
):
    actor = resident.actor
    asked = looks.dispute(look.source, look.row, reason="为什么看", actor=actor)
    assert [one.id for one in looks.open_disputes(look.agency)] == [asked.id]
    assert ledger.counts(f"looks:{look.agency}") == {"oversight.answer-look": 1}
    with pytest.raises(looks.LookDisputed):
        looks.dispute(look.source, look.row, reason="再问", actor=actor)
    looks.answer(asked.id, said="在审您的申请", actor=reviewer)
    assert looks.open_disputes(look.agency) == []
    assert looks.disputes(resident.party.id)[0].answer == "在审您的申请"


def test_another_agency_may_not_answer(look, resident):
    asked = looks.dispute(look.source, look.row, reason="为什么看", actor=resident.actor)
    stranger = Actor("officer", 5, "某人", "reviewer", agency="ELSEWHERE")
    with pytest.raises(looks.NotYourLook):
        looks.answer(asked.id, said="x", actor=stranger)


def test_an_answer_that_does_not_come_in_time_is_an_event(look, resident):
    asked = looks.dispute(look.source, look.row, reason="为什么看", actor=resident.actor)
    ledger.due(now() + timedelta(days=30))
    assert [one.type for one in ledger.events(asked.id)][-1] == "oversight.LookAnswerOverdue"


def test_nobody_disputes_a_look_at_somebody_else(look, stranger):
    with pytest.raises(looks.NotYourLook):
        looks.dispute(look.source, look.row, reason="x", actor=stranger.actor)
