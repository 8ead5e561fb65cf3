"""Intake (受理): silence never costs the applicant, and what is missing is named once."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.cases.domain import clocks, decisions
from tongban.cases.domain.events import Accepted, Supplemented, SupplementRequested
from tongban.cases.domain.problems import (
    HeldByGovernment,
    NotAsked,
    NothingAnswered,
    NothingNamed,
    NoticeAlreadyGiven,
    SilenceAccepted,
    UnknownGap,
    WordsTooLong,
    WrongStep,
)
from tongban.cases.domain.states import Status
from tongban.cases.tests.domain.making import CALENDAR, MONDAY, after, case

DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
FIFTH = date(2026, 3, 9)  # the fifth working day after Monday, 2 March
LISTED = {"child.name", "child.side", "material:2", "material:1"}


def ask(state, *gaps, today=MONDAY, held=()):
    return decisions.request_supplement(
        state, gaps=dict.fromkeys(gaps, "看不清"), listed=LISTED, held=held, today=today,
        calendar=CALENDAR,
    )  # fmt: skip


def answered(*gaps):
    """A case whose notice was answered two days later."""
    state = after(case(), ask(case(), *gaps))
    return after(state, decisions.supplement(
        state, statements=dict.fromkeys(gaps, 9), attachments={}, today=date(2026, 3, 4)
    ))  # fmt: skip


def test_an_officer_accepts_on_the_day_they_say_so():
    assert decisions.take_in(case(), today=FIFTH, calendar=CALENDAR) == (Accepted(FIFTH),)


def test_after_five_silent_working_days_it_counts_as_accepted_from_its_arrival():
    late = FIFTH + timedelta(days=1)
    assert decisions.lapse(case(), today=FIFTH, calendar=CALENDAR) is None
    accepted = decisions.take_in(case(), today=late, calendar=CALENDAR)
    assert accepted == (Accepted(MONDAY, by_silence=True),)


@given(DAYS, st.integers(0, 400))
def test_silence_never_costs_the_applicant(arrived, days):
    """Whenever the officer wakes up, the limit ends no later than had they accepted in time."""
    today = arrived + timedelta(days=days)
    state = case(arrived)
    late = after(state, decisions.take_in(state, today=today, calendar=CALENDAR))
    last = clocks.intake(state).due(CALENDAR)
    in_time = after(state, [Accepted(last)])
    assert clocks.due(late, CALENDAR) <= clocks.due(in_time, CALENDAR)
    if today > last:
        assert late.accepted.on == arrived


@given(DAYS, st.integers(0, 60), st.integers(0, 60))
def test_silence_after_a_supplement_accepts_it_from_the_day_it_came(arrived, first, second):
    asked_on = min(arrived + timedelta(days=first), clocks.intake(case(arrived)).due(CALENDAR))
    state = after(case(arrived), ask(case(arrived), "child.name", today=asked_on))
    came = asked_on + timedelta(days=second)
    state = after(state, [Supplemented(came, {"child.name": 9})])
    last = clocks.intake(state).due(CALENDAR)
    lapsed = decisions.lapse(state, today=last + timedelta(days=1), calendar=CALENDAR)
    assert lapsed == Accepted(came, by_silence=True)


def test_one_notice_names_everything_with_its_reason():
    (notice,) = ask(case(), "child.name", "material:2")
    assert notice == SupplementRequested(MONDAY, {"child.name": "看不清", "material:2": "看不清"})
    assert after(case(), [notice]).status is Status.SUPPLEMENT


def test_a_second_notice_cannot_ask_for_what_the_first_left_out():
    with pytest.raises(NoticeAlreadyGiven) as error:
        ask(answered("child.name"), "child.name", "child.side")
    assert error.value.code == "cases.notice-already-given"
    assert "第三十二条" in error.value.law
    assert error.value.detail == "child.side"


def test_what_the_first_notice_named_may_be_named_again():
    assert ask(answered("child.name"), "child.name", today=date(2026, 3, 5))


def test_while_the_notice_is_open_there_is_no_other():
    state = after(case(), ask(case(), "child.name"))
    with pytest.raises(NoticeAlreadyGiven):
        ask(state, "child.side")
    with pytest.raises(WrongStep):
        ask(state, "child.name")


def test_after_silence_nothing_more_may_be_asked():
    with pytest.raises(SilenceAccepted):
        ask(case(), "child.name", today=FIFTH + timedelta(days=1))
    accepted = after(case(), [Accepted(MONDAY, by_silence=True)])
    with pytest.raises(SilenceAccepted):
        ask(accepted, "child.name")


def test_after_acceptance_nothing_more_may_be_asked():
    with pytest.raises(WrongStep):
        ask(after(case(), [Accepted(MONDAY)]), "child.name")


def test_a_notice_needs_a_gap_and_every_gap_a_reason():
    with pytest.raises(NothingNamed):
        ask(case())
    with pytest.raises(NothingNamed):
        decisions.request_supplement(
            case(), gaps={"child.name": " "}, listed=LISTED, held=(), today=MONDAY,
            calendar=CALENDAR,
        )  # fmt: skip
    with pytest.raises(WordsTooLong):
        decisions.request_supplement(
            case(), gaps={"child.name": "长" * 2001}, listed=LISTED, held=(), today=MONDAY,
            calendar=CALENDAR,
        )  # fmt: skip


def test_nothing_beyond_the_list_may_be_asked():
    with pytest.raises(UnknownGap):
        ask(case(), "child.shoe_size")


def test_what_the_government_holds_may_not_be_asked():
    with pytest.raises(HeldByGovernment) as error:
        ask(case(), "material:1", held={"material:1"})
    assert "716" in error.value.law


def test_a_supplement_answers_only_what_was_named():
    state = after(case(), ask(case(), "child.name"))
    with pytest.raises(NotAsked):
        decisions.supplement(state, statements={"child.side": 9}, attachments={}, today=MONDAY)
    with pytest.raises(NothingAnswered):
        decisions.supplement(state, statements={}, attachments={}, today=MONDAY)
    with pytest.raises(WrongStep):
        decisions.supplement(case(), statements={"child.name": 9}, attachments={}, today=MONDAY)


def test_a_supplement_is_a_difference_beside_what_was_there():
    state = after(case(statements={"child.name": 7, "child.side": 8}), ask(case(), "child.name"))
    state = after(state, decisions.supplement(
        state, statements={"child.name": 9}, attachments={}, today=MONDAY
    ))  # fmt: skip
    assert state.supplements[0].was == {"child.name": 7}
    assert state.statements == {"child.name": 9, "child.side": 8}
    assert state.status is Status.FILED
