"""The queue: who is called, by which window, how long it took."""

from datetime import timedelta

import pytest

from tests.cast import CAST
from tongban.cases.visits import api as visits
from tongban.cases.visits.tests.conftest import MONDAY, resident
from tongban.kernel.actors import SYSTEM
from tongban.ledger import api as ledger


def draw(line="A", *, after=0, **given):
    at = MONDAY + timedelta(minutes=after)
    return visits.draw(hall="H-ONE", line=line, channel="kiosk", actor=SYSTEM, at=at, **given)


def call(clerks, no, *, after=30):
    at = MONDAY + timedelta(minutes=after)
    return visits.call_next("H-ONE", no, actor=clerks[int(no) - 1], at=at)


def test_numbers_of_a_line_follow_each_other(clerks):
    assert [draw().ticket.no, draw("B").ticket.no, draw().ticket.no] == ["A001", "B001", "A002"]


def test_who_came_first_is_called_first_by_a_window_of_their_line(clerks):
    first, other = draw("B"), draw("A", after=1)
    assert call(clerks, "1").id == other.ticket.id
    assert call(clerks, "2").id == first.ticket.id


def test_an_elder_counts_as_earlier_but_not_before_everybody(clerks):
    early, late = draw(), draw(after=25)
    elder = draw(after=30, needs=["elder"])
    assert visits.standing(elder.ticket.id, at=MONDAY).ahead == 1
    assert [one.id for one in visits.waiting("H-ONE", at=MONDAY)] == [
        early.ticket.id, elder.ticket.id, late.ticket.id
    ]  # fmt: skip


def test_an_appointment_that_comes_in_time_counts_from_its_time(clerks, visitor):
    begins = MONDAY.replace(hour=10, minute=0)
    made = visits.book(
        person=visitor.id,
        hall="H-ONE",
        line="A",
        begins=begins,
        channel="web",
        actor=visitor,
        at=MONDAY,
    )
    walked_in = draw(after=5)
    booked = draw(after=25, person=visitor.id, booked=made.id)
    assert booked.ahead == 0
    assert visits.standing(walked_in.ticket.id, at=MONDAY).ahead == 1
    assert visits.booking(made.id, actor=visitor).state == "came"


def test_a_window_calls_nobody_else_before_it_is_done(clerks):
    draw(), draw()
    call(clerks, "1")
    with pytest.raises(visits.StillServing):
        call(clerks, "1")


def test_who_missed_the_call_queues_again_from_when_they_are_back(clerks):
    missed, next_ = draw(), draw(after=1)
    called = call(clerks, "1")
    visits.miss(called.id, actor=clerks[0], at=MONDAY + timedelta(minutes=31))
    back = visits.come_back(missed.ticket.id, actor=SYSTEM, at=MONDAY + timedelta(minutes=35))
    assert back.state == "waiting"
    assert call(clerks, "1", after=36).id == next_.ticket.id


def test_who_is_passed_on_keeps_the_place_their_coming_gave_them(clerks):
    first, behind = draw(), draw("B", after=5)
    visits.serve(call(clerks, "1").id, actor=clerks[0])
    visits.pass_on(first.ticket.id, line="B", actor=clerks[0])
    assert visits.standing(behind.ticket.id, at=MONDAY).ahead == 1
    assert call(clerks, "3").id == first.ticket.id


def test_another_windows_ticket_is_not_touched(clerks):
    called = (draw(), call(clerks, "1"))[1]
    with pytest.raises(visits.NotYourWindow):
        visits.finish(called.id, actor=clerks[1])


def test_whoever_works_at_no_window_calls_nobody(clerks, visitor):
    draw()
    with pytest.raises(visits.NotYourWindow):
        visits.call_next("H-ONE", "1", actor=visitor, at=MONDAY)


def test_a_window_is_one_clerks(clerks):
    draw()
    call(clerks, "1")
    with pytest.raises(visits.StillServing):
        visits.open_window("H-ONE", "1", actor=clerks[1], at=MONDAY)


def test_outside_the_hours_no_ticket_is_given(clerks):
    with pytest.raises(visits.HallClosed):
        draw(after=8 * 60)


def test_drawing_twice_keeps_the_first_ticket(clerks, visitor):
    assert draw(person=visitor.id).ticket.id == draw(after=3, person=visitor.id).ticket.id


def test_a_number_says_that_one_is_old_enough(clerks):
    from dataclasses import replace
    from datetime import date

    old = resident(replace(CAST.stranger, born=date(1950, 1, 1)))
    assert draw(person=old.id).ticket.needs == ("elder",)


def test_an_estimate_rests_on_what_was_measured(clerks):
    for no in range(6):
        draw(after=no)
        one = call(clerks, "1", after=no * 8)
        visits.finish(one.id, actor=clerks[0], at=MONDAY + timedelta(minutes=no * 8 + 7))
    draw(after=50)
    found = draw(after=51).estimate
    assert (found.low, found.high, found.measured) == (4, 4, 6)  # one ahead, two windows, 7 minutes


def test_without_an_open_window_nobody_says_how_long(hall):
    assert draw().estimate is None


def test_what_happened_is_in_the_log_without_a_person_in_the_data(clerks, visitor):
    ticket = draw(person=visitor.id).ticket
    visits.finish(call(clerks, "1").id, actor=clerks[0], at=MONDAY + timedelta(minutes=40))
    told = ledger.events(ticket.id)
    assert [one.type for one in told] == [
        "cases.TicketTaken", "cases.TicketCalled", "cases.TicketEnded"
    ]  # fmt: skip
    assert told[-1].data["minutes"] == 10
    assert not any(str(visitor.id) in str(one.data) for one in told)
    assert ledger.head(ticket.id).status == "done"


def test_a_ticket_is_made_anew_from_its_events(clerks):
    draw()
    found = ledger.rebuild("heads") if "heads" in ledger.rebuildable() else None
    assert found is None or found.differing == 0


def test_the_figures_are_those_of_the_day(clerks):
    draw(), draw(after=2)
    visits.finish(call(clerks, "1").id, actor=clerks[0], at=MONDAY + timedelta(minutes=42))
    line = visits.figures("H-ONE", on=MONDAY.date())[0]
    assert (line.drawn, line.waiting, line.done, line.waited, line.took) == (2, 1, 1, 30, 12)
