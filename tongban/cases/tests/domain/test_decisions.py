"""Deciding (决定): once, with reasons and remedy; clocks only where a source publishes one."""

from datetime import date, timedelta

import pytest

from tongban.cases.domain import clocks, decisions
from tongban.cases.domain.events import Accepted, BecameOverdue, Closed, Decided, Limit, Withdrawn
from tongban.cases.domain.problems import (
    AlreadyDecided,
    CaseMoved,
    ReasonNeeded,
    RefusalNeedsReason,
    RefusalNeedsRemedy,
    RemedyTooShort,
    UnknownOutcome,
    WordsTooLong,
    WrongStep,
)
from tongban.cases.domain.states import Status, fold
from tongban.cases.tests.domain.making import CALENDAR, MONDAY, after, case

TUESDAY = MONDAY + timedelta(days=1)
REMEDY = decisions.propose_remedy(TUESDAY)


def decide(state, outcome="granted", *, reason="", remedy=None, today=TUESDAY):
    return decisions.decide(
        state, outcome=outcome, reason=reason, remedy=remedy, today=today, calendar=CALENDAR
    )


def accepted(**more):
    return case(MONDAY, Accepted(MONDAY), **more)


def test_an_accepted_case_is_granted():
    assert [type(one) for one in decide(accepted())] == [Decided]
    assert after(accepted(), decide(accepted())).status is Status.GRANTED


def test_what_can_be_decided_on_the_spot_is_accepted_first():
    assert decide(case())[0] == Accepted(TUESDAY)


def test_a_late_decision_accepts_by_silence_first():
    events = decide(case(), today=date(2026, 3, 20))
    assert events[0] == Accepted(MONDAY, by_silence=True)


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_refusal_states_its_reason(reason):
    with pytest.raises(RefusalNeedsReason) as error:
        decide(accepted(), "refused", reason=reason, remedy=REMEDY)
    assert "第三十八条" in error.value.law


@pytest.mark.parametrize(
    "remedy",
    [None, decisions.Remedy(" ", TUESDAY + timedelta(90)),
     decisions.Remedy("复议", TUESDAY + timedelta(59))],
)  # fmt: skip
def test_a_refusal_tells_the_remedy_and_all_the_days_of_the_law(remedy):
    with pytest.raises((RefusalNeedsRemedy, RemedyTooShort)):
        decide(accepted(), "refused", reason="不实", remedy=remedy)


def test_a_refusal_keeps_reason_facts_remedy_and_deadline():
    (refused,) = decide(accepted(), "refused", reason="不实", remedy=REMEDY)
    assert (refused.reason, refused.facts) == ("不实", {"applicant.name": 7})
    assert "行政复议" in refused.remedy
    assert refused.remedy_until == TUESDAY + timedelta(days=60)


def test_there_are_no_other_outcomes():
    with pytest.raises(UnknownOutcome):
        decide(accepted(), "maybe")


def test_words_have_an_end():
    with pytest.raises(WordsTooLong):
        decide(accepted(), reason="长" * 2001)


def test_the_second_decision_is_told_who_made_the_first():
    first = Decided(TUESDAY, "granted", by="陈立")
    with pytest.raises(AlreadyDecided) as error:
        decide(after(accepted(), [first]))
    assert "陈立" in str(error.value)
    assert "2026-03-03" in str(error.value)


def test_whoever_looked_at_an_older_version_is_told():
    state = accepted()
    decisions.ensure_unmoved(state, state.seq)
    with pytest.raises(CaseMoved):
        decisions.ensure_unmoved(state, state.seq - 1)
    with pytest.raises(AlreadyDecided):
        decisions.ensure_unmoved(after(state, decide(state)), state.seq)


def test_an_applicant_withdraws_with_a_reason_until_it_is_decided():
    assert decisions.withdraw(case(), reason="不办了", today=MONDAY) == (
        Withdrawn(MONDAY, "不办了"), Closed(MONDAY),
    )  # fmt: skip
    with pytest.raises(ReasonNeeded):
        decisions.withdraw(case(), reason=" ", today=MONDAY)
    with pytest.raises(AlreadyDecided):
        decisions.withdraw(after(accepted(), decide(accepted())), reason="不", today=MONDAY)


def test_nothing_follows_a_withdrawal():
    gone = after(case(), decisions.withdraw(case(), reason="不办了", today=MONDAY))
    with pytest.raises(WrongStep):
        decide(gone)
    with pytest.raises(WrongStep):
        decisions.take_in(gone, today=MONDAY, calendar=CALENDAR)


def test_a_case_closes_once_and_only_after_its_decision():
    with pytest.raises(WrongStep):
        decisions.close(accepted(), today=TUESDAY)
    done = after(accepted(), decide(accepted()))
    closed = after(done, decisions.close(done, today=TUESDAY, licence=5, identifier="x"))
    assert closed.closed.licence == 5
    with pytest.raises(WrongStep):
        decisions.close(closed, today=TUESDAY)


def test_the_promise_runs_before_the_law():
    assert clocks.due(accepted(), CALENDAR) == date(2026, 3, 9)
    assert clocks.due(accepted(promised=Limit()), CALENDAR) == date(2026, 3, 30)


def test_where_no_source_publishes_a_limit_there_is_none():
    silent = accepted(promised=Limit(), statutory=Limit())
    assert clocks.due(silent, CALENDAR) is None
    assert [one.clock for one in clocks.clocks(silent)] == [None, None]


def test_days_of_the_simulation_are_never_a_due_date():
    demo = accepted(promised=Limit(), statutory=Limit(), demo_days=2)
    assert clocks.due(demo, CALENDAR) is None
    assert clocks.clocks(demo)[-1].name == "demo"
    assert decisions.mark_overdue(demo, today=date(2027, 1, 1), calendar=CALENDAR) == ()


def test_calendar_days_count_every_day():
    assert clocks.due(
        accepted(promised=Limit(10, "calendar_day")), CALENDAR
    ) == date(2026, 3, 12)  # fmt: skip


def test_every_limit_that_runs_out_is_marked_once():
    state = accepted()
    assert decisions.mark_overdue(state, today=date(2026, 3, 9), calendar=CALENDAR) == ()
    marks = decisions.mark_overdue(state, today=date(2026, 3, 10), calendar=CALENDAR)
    assert marks == (BecameOverdue(date(2026, 3, 10), "promised", date(2026, 3, 9)),)
    state = after(state, marks)
    assert decisions.mark_overdue(state, today=date(2026, 3, 11), calendar=CALENDAR) == ()
    later = decisions.mark_overdue(state, today=date(2026, 4, 1), calendar=CALENDAR)
    assert [one.clock for one in later] == ["statutory"]


def test_a_log_begins_with_one_filing():
    with pytest.raises(ValueError, match="begins"):
        fold([Accepted(MONDAY)])
    with pytest.raises(ValueError, match="once"):
        fold([case().filed, case().filed])
    with pytest.raises(ValueError, match="without"):
        fold([])
