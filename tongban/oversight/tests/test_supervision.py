"""Electronic supervision (电子监察): numbered rules, alarms with an owner, and what becomes of them."""

from datetime import timedelta

import pytest

from tongban.cases import api as cases
from tongban.cases.tests import village as v
from tongban.ledger import api as ledger
from tongban.oversight import api as oversight


@pytest.fixture
def late(village):
    """A case that is due ten days after it was taken in, and nobody decides."""
    matter = v.hand_in(village, "COIN-GIFT").matters[0]
    cases.take_in(matter.number, actor=village.officers["COIN"], at=v.AT)
    v.settle_all()
    return matter


AFTER = v.AT + timedelta(days=14)


def of(rule):
    return [one for one in oversight.open_alarms() if one.raised.rule == rule]


def test_a_case_that_is_late_calls_the_head_of_its_agency_once(village, late):
    assert oversight.supervise(v.AT + timedelta(days=3)) == []
    oversight.supervise(AFTER)
    (alarm,) = of("JC-02")
    assert (alarm.raised.owner, alarm.raised.about) == (village.head.id, late.number)
    assert alarm.queue == "alarm:COIN"
    assert oversight.supervise(AFTER + timedelta(hours=1)) == []


def test_an_alarm_is_seen_and_answered_by_its_owner(village, late):
    oversight.supervise(AFTER)
    (alarm,) = of("JC-02")
    assert oversight.see(alarm.id, actor=village.head, at=AFTER).status == "seen"
    with pytest.raises(oversight.WordsNeeded):
        oversight.close(alarm.id, words=" ", actor=village.head, at=AFTER)
    done = oversight.close(alarm.id, words="已安排专人当天办结", actor=village.head, at=AFTER)
    assert not done.is_open
    assert ledger.work(alarm.id) == []
    with pytest.raises(oversight.AlarmOver):
        oversight.see(alarm.id, actor=village.head, at=AFTER)


def test_nobody_elses_alarm_can_be_answered(village, late):
    oversight.supervise(AFTER)
    (alarm,) = of("JC-02")
    for who in (village.officers["BOOK"], village.clerk, village.me):
        with pytest.raises(oversight.NotYourAlarm):
            oversight.see(alarm.id, actor=who, at=AFTER)


def test_what_nobody_takes_up_goes_to_the_supervisor(village, late):
    oversight.supervise(AFTER)
    (alarm,) = of("JC-02")
    ledger.due(AFTER + timedelta(hours=25))
    up = oversight.alarm(alarm.id)
    assert (up.status, up.queue) == ("escalated", "alarm:")
    assert [task.queue for task in ledger.work(alarm.id)] == ["alarm:"]


def test_an_alarm_whose_cause_is_gone_is_lifted(village, late):
    oversight.supervise(AFTER)
    v.grant(village, late, AFTER)
    oversight.supervise(AFTER + timedelta(hours=1))
    assert of("JC-02") == []
    assert oversight.closed_alarms()[0].done == "办件已经往下走了。"


def test_an_alarm_can_be_made_anew_from_its_events(village, late):
    oversight.supervise(AFTER)
    assert ledger.rebuild("heads", mend=False).differing == 0


def test_every_rule_of_the_city_is_one_that_can_be_watched(book):
    from tongban.oversight.domain.measures import MEASURES
    from tongban.oversight.domain.supervision import Rule

    rules = [Rule.of(one) for one in book.supervision.values()]
    assert len(rules) > 5
    assert [one.no for one in rules if one.level not in oversight.LEVELS] == []
    assert [one.no for one in rules if one.watch == "measure" and one.measure not in MEASURES] == []
