"""Clocks of a case (时限): review below, joint handling, what stands, what comes after the decision."""

from datetime import date

import pytest

from tongban.cases.domain import acts, clocks, decisions, hearings, silence, timing
from tongban.cases.domain.events import Accepted, Closed, Decided, Limit
from tongban.cases.domain.halts import ClockStopped, Extended
from tongban.cases.domain.problems import WrongStep
from tongban.cases.domain.terms import Terms, read, statutory_of, terms_of, write
from tongban.cases.tests.domain.making import CALENDAR, MONDAY, after, case
from tongban.catalogue.domain.model import PublicService
from tongban.catalogue.domain.procedures import compile_procedure
from tongban.kernel.calendar import WorkingCalendar
from tongban.kernel.text import Text

TUESDAY = date(2026, 3, 3)


def service(**procedure):
    return PublicService("S", "1", Text("事"), "许可", "A", procedure=compile_procedure(procedure))


def accepted(*events, **more):
    return case(MONDAY, Accepted(MONDAY), *events, **more)


def test_the_lower_level_has_twenty_days_and_then_the_decisions_clock_starts():
    state = accepted(terms=Terms(review=20))
    dues = clocks.due_dates(state, CALENDAR)
    assert dues == {"review": date(2026, 3, 30)}
    assert clocks.due(state, CALENDAR) == date(2026, 3, 30)
    state = after(state, timing.review_below(state, opinion="同意", officer=5, today=TUESDAY))
    assert clocks.due_dates(state, CALENDAR)["statutory"] == date(2026, 3, 31)


def test_joint_handling_has_forty_five_days_and_fifteen_more():
    made = service(joint={"lead": "A"})
    assert statutory_of(made) == Limit(45)
    terms = terms_of(made)
    assert (terms.extension, terms.extension_law) == (15, "行政许可法 第四十二条第二款")
    state = accepted(statutory=Limit(45), promised=Limit(), terms=terms)
    asked = timing.ask_extension(
        state, days=15, reason="会审", officer=5, today=TUESDAY, calendar=CALENDAR
    )
    state = after(state, asked)
    (more,) = timing.approve_extension(state, officer=6, today=TUESDAY, calendar=CALENDAR)
    assert (more.days, more.law) == (15, "行政许可法 第四十二条第二款")


def test_a_promise_is_stopped_and_prolonged_with_the_law():
    stop = ClockStopped(TUESDAY, 1, "test", 2, date(2026, 3, 5))
    dues = clocks.due_dates(accepted(stop, Extended(TUESDAY, 1, "忙")), CALENDAR)
    assert (dues["promised"], dues["statutory"]) == (date(2026, 3, 13), date(2026, 4, 3))
    assert dues["special"] == date(2026, 3, 5)


def test_a_stop_ends_by_itself_on_its_last_day():
    state = accepted(ClockStopped(TUESDAY, 1, "test", 2, date(2026, 3, 5)))
    assert timing.lapse_stops(state, today=date(2026, 3, 5)) == ()
    (over,) = timing.lapse_stops(state, today=date(2026, 3, 20))
    assert (over.on, over.no) == (date(2026, 3, 5), 1)
    with pytest.raises(WrongStep):
        timing.resume(after(state, [over]), no=1, today=date(2026, 3, 20))


def test_a_calendar_that_changes_nothing_for_a_case_is_no_event():
    far = WorkingCalendar({date(2026, 12, 25)}, published_years={2026})
    assert (
        timing.moved_dues(
            accepted(), before=WorkingCalendar(), after=far, today=TUESDAY, why="公布"
        )
        == ()
    )


def test_what_is_decided_has_only_its_delivery_to_wait_for():
    decided = [Decided(TUESDAY, "granted"), Closed(TUESDAY)]
    assert clocks.due(accepted(*decided), CALENDAR) is None
    by_hand = accepted(*decided, terms=Terms(by_hand=True, delivery=5))
    assert clocks.due(by_hand, CALENDAR) == date(2026, 3, 10)


def test_a_renewal_that_is_incomplete_is_not_granted_by_silence():
    state = case(MONDAY, terms=Terms(renews=date(2026, 3, 31)))
    asked = decisions.request_supplement(
        state, gaps={"a": "缺"}, listed={"a"}, held=(), today=MONDAY, calendar=CALENDAR
    )
    late = date(2026, 4, 2)
    assert silence.deemed(after(state, asked), today=late, calendar=CALENDAR) == ()
    accepted_, granted = silence.deemed(state, today=late, calendar=CALENDAR)
    assert (accepted_.by_silence, granted.deemed) == (True, True)


def test_a_hearing_that_is_not_asked_for_in_five_days_holds_nothing_up():
    state = accepted()
    state = after(state, hearings.offer(state, reason="重大", officer=5, today=MONDAY))
    with pytest.raises(WrongStep, match="五日"):
        hearings.ensure_heard(state, today=date(2026, 3, 9), calendar=CALENDAR)
    hearings.ensure_heard(state, today=date(2026, 3, 10), calendar=CALENDAR)


def test_reconsideration_counts_sixty_days_and_moves_past_days_of_rest():
    terms, limit = acts.RECONSIDERED, acts.RECONSIDERED_LIMIT
    state = accepted(terms=terms, statutory=limit, promised=Limit())
    # Sixty days end on Friday, 1 May, a holiday; the days of rest after it are over on Monday.
    assert clocks.due(state, CALENDAR) == date(2026, 5, 4)


def test_terms_are_written_short_and_read_whole():
    terms = Terms(inspectors=2, answer=Limit(5), renews=date(2027, 1, 1), lapses=True)
    assert read(write(terms)) == terms
    assert write(Terms()) == {}
