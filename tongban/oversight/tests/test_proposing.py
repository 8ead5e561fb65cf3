"""Proposals (改革建议): what lies between two agencies, where neither can mend it alone."""

from datetime import timedelta

import pytest

from tongban.cases.tests import village as v
from tongban.facts import api as facts
from tongban.kernel.actors import SYSTEM
from tongban.kernel.events import Event
from tongban.oversight import api as oversight
from tongban.oversight.domain.demands import passed_on

PART = oversight.Part(since=v.AT.date())


def test_a_fact_that_one_asks_and_another_holds_is_named_with_both(village):
    for _ in range(2):
        v.hand_in(village, "COIN-GIFT")
    source = facts.Source("register", holder="BOOK")
    facts.record(village.mother.id, {"bank": "6222021001116245702"}, source=source, actor=SYSTEM,
                 at=v.AT - timedelta(days=9))  # fmt: skip
    v.settle_all()
    (found,) = oversight.between(actor=village.supervisor, part=PART)
    assert (found.kind, found.agency, found.other, found.about) == ("asks", "COIN", "BOOK", "bank")
    assert found.count == 2
    assert oversight.between(actor=village.head, part=oversight.Part("COIN", since=PART.since))
    with pytest.raises(oversight.NotASupervisor):
        oversight.between(actor=village.head, part=PART)


def given(type_, agency, day):
    return Event(f"voice.{type_}", v.AT + timedelta(days=day), SYSTEM, {"agency": agency})


def test_a_demand_that_one_gave_back_and_another_got_lies_between_them():
    back = given("DemandReturned", "COIN", 1)
    assert passed_on([back, given("DemandCoordinated", "BOOK", 3)]) == ("COIN", "BOOK", 172_800)
    assert passed_on([back, given("DemandCoordinated", "COIN", 3)]) is None
    assert passed_on([back]) is None
