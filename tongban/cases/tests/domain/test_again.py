"""A decision sent back, and steps out of their turn (重新作出): what the law lets happen then."""

from datetime import date, timedelta

import pytest

from tongban.cases.domain import (
    acts,
    afterwards,
    clocks,
    decisions,
    hearings,
    saying,
    silence,
    timing,
)
from tongban.cases.domain.events import Accepted, Closed, Decided, Limit
from tongban.cases.domain.halts import Extended, HearingAsked, HearingOffered
from tongban.cases.domain.problems import RemedyTooShort, WrongStep
from tongban.cases.domain.terms import Terms
from tongban.cases.domain.turns import Delivered, Overturned
from tongban.cases.tests.domain.making import CALENDAR, MONDAY, after, case
from tongban.catalogue.domain.model import PublicService
from tongban.catalogue.domain.procedures import compile_procedure
from tongban.kernel.text import Text

LATER = MONDAY + timedelta(days=42)


def refused(*first, **more):
    ended = [Decided(MONDAY + timedelta(days=1), "refused", "不实"), Closed(MONDAY)]
    return case(MONDAY, Accepted(MONDAY), *first, *ended, **more)


def sent_back(state, ruling="redo"):
    made = afterwards.overturn(state, ruling=ruling, number="n2", reason="事实不清", today=LATER)
    return after(state, made)


def test_the_second_limit_is_not_prolonged_by_what_prolonged_the_first():
    state = sent_back(refused(Extended(MONDAY, 10, "复杂")))
    assert clocks.due_dates(state, CALENDAR)["statutory"] == CALENDAR.add(LATER, 20)
    (asked,) = timing.ask_extension(
        state, days=10, reason="复杂", officer=5, today=LATER, calendar=CALENDAR
    )
    assert asked.days == 10


def test_the_clock_of_the_second_decision_runs_though_the_first_left_a_notice_open():
    asked = decisions.request_supplement(
        case(MONDAY, Accepted(MONDAY), terms=Terms(examining=True)), gaps={"child.name": "不清"},
        listed=["child.name"], held=(), today=MONDAY, calendar=CALENDAR,
    )  # fmt: skip
    state = sent_back(refused(*asked, terms=Terms(examining=True)))
    assert "statutory" in clocks.due_dates(state, CALENDAR)


def test_the_second_decision_is_delivered_and_contested_by_itself():
    state = refused(terms=Terms(by_hand=True))
    state = sent_back(after(state, [Delivered(MONDAY, "direct", "林")]))
    again = after(state, [Decided(LATER, "refused", "不符"), Closed(LATER)])
    assert "delivery" in clocks.due_dates(again, CALENDAR)
    delivered = afterwards.deliver(
        again, method="post", receiver="", proof="1", officer=5, today=LATER
    )
    again = after(again, delivered)
    assert acts.reconsidered_by(again, CALENDAR) >= LATER + timedelta(days=60)
    acts.ensure_in_time(again, today=LATER + timedelta(days=59), calendar=CALENDAR)


def test_a_public_notice_delivers_after_thirty_days():
    state = after(refused(terms=Terms(by_hand=True)), [Delivered(MONDAY, "public", "", "公报")])
    assert acts.reconsidered_by(state, CALENDAR) >= MONDAY + timedelta(days=90)


def test_a_hearing_may_be_told_of_anew():
    state = sent_back(refused(HearingOffered(MONDAY, "重大"), HearingAsked(MONDAY)))
    assert hearings.offer(state, reason="重大", officer=5, today=LATER)


def test_what_was_ruled_on_is_not_ruled_on_again():
    state = sent_back(refused(), "upheld")
    with pytest.raises(WrongStep, match="复议决定"):
        acts.ensure_in_time(state, today=LATER, calendar=CALENDAR)


def test_nobody_is_late_to_contest_what_was_never_delivered():
    state = refused(terms=Terms(by_hand=True))
    acts.ensure_in_time(state, today=date(2027, 1, 4), calendar=CALENDAR)
    with pytest.raises(acts.ReconsiderationTooLate):
        acts.ensure_in_time(refused(), today=date(2027, 1, 4), calendar=CALENDAR)


def test_a_ruling_leaves_fifteen_days_for_the_court():
    remedy = decisions.propose_remedy(MONDAY, act="reconsideration")
    assert remedy.until == MONDAY + timedelta(days=15)
    assert "复议" not in remedy.words.removeprefix("不服本复议决定的")
    with pytest.raises(RemedyTooShort):
        decisions.ensure_remedy(remedy, MONDAY)


def test_what_is_found_unlawful_stands_and_what_is_void_does_not():
    assert "unlawful" not in afterwards.ENDS_GRANT
    assert "void" in afterwards.ENDS_GRANT


def test_a_case_is_taken_in_once():
    asked = decisions.request_supplement(
        case(MONDAY, Accepted(MONDAY), terms=Terms(examining=True)), gaps={"child.name": "不清"},
        listed=["child.name"], held=(), today=MONDAY, calendar=CALENDAR,
    )  # fmt: skip
    state = case(MONDAY, Accepted(MONDAY), *asked, terms=Terms(examining=True))
    with pytest.raises(WrongStep):
        decisions.take_in(state, today=LATER, calendar=CALENDAR)


def test_a_notice_while_it_is_examined_does_not_undo_what_silence_accepted():
    state = case(MONDAY, terms=Terms(examining=True))
    accepted, _ = decisions.request_supplement(
        state, gaps={"child.name": "不清"}, listed=["child.name"], held=(), today=LATER,
        calendar=CALENDAR,
    )  # fmt: skip
    assert accepted == Accepted(on=MONDAY, by_silence=True)


def test_a_hearing_that_was_forgotten_can_still_be_held():
    state = case(MONDAY, Accepted(MONDAY), HearingOffered(MONDAY, "重大"), HearingAsked(MONDAY))
    first = CALENDAR.add(LATER, hearings.NOTICE_DAYS)
    given = {"place": "会议室", "officer": 5, "today": LATER, "calendar": CALENDAR}
    assert hearings.schedule(state, day=first, **given)
    with pytest.raises(hearings.BadHearingDay):
        hearings.schedule(state, day=first + timedelta(days=9), **given)


def test_an_open_notice_costs_nobody_their_hearing():
    terms = Terms(examining=True)
    state = case(MONDAY, Accepted(MONDAY), HearingOffered(MONDAY, "重大"), terms=terms)
    asked = decisions.request_supplement(
        state, gaps={"child.name": "不清"}, listed=["child.name"], held=(), today=MONDAY,
        calendar=CALENDAR,
    )  # fmt: skip
    assert hearings.ask(after(state, asked), today=MONDAY, calendar=CALENDAR)


@pytest.mark.parametrize("act", acts.BY_AGENCY)
def test_silence_takes_nothing_away_and_the_holder_withdraws_nothing(act):
    said = {"deemed": {"outcome": "granted", "law": "某条例"}, "automatic": True, "review_days": 20}
    service = PublicService("S", "1", Text("事"), "许可", "A", procedure=compile_procedure(said))
    terms = acts.terms_of(service, act, by_hand=False)
    state = case(MONDAY, Accepted(MONDAY), act=act, terms=terms, statutory=Limit(20))
    assert not silence.deemed(state, today=date(2027, 1, 4), calendar=CALENDAR)
    with pytest.raises(WrongStep, match="依职权"):
        decisions.withdraw(state, reason="不同意", today=MONDAY)


def test_what_the_applicant_has_to_bring_may_come_after_the_days_of_rest():
    terms = Terms(later=Limit(5, "calendar_day"))
    state = case(MONDAY, Accepted(MONDAY), lacking=(2,), terms=terms)
    assert clocks.due_dates(state, CALENDAR)["lacking"] == MONDAY + timedelta(days=7)


def test_more_time_is_said_in_the_days_of_its_limit():
    state = case(
        MONDAY, Accepted(MONDAY), terms=acts.RECONSIDERED, statutory=acts.RECONSIDERED_LIMIT
    )
    (asked,) = timing.ask_extension(
        state, days=30, reason="复杂", officer=5, today=MONDAY, calendar=CALENDAR
    )
    assert saying.halt_words(asked)[0].zh == "申请延长 30 天"
    state = after(state, [asked])
    (given,) = timing.approve_extension(state, officer=6, today=MONDAY, calendar=CALENDAR)
    assert (given.law, given.unit) == ("行政复议法 第六十二条", "calendar_day")


def test_nothing_is_delivered_of_what_was_withdrawn():
    state = case(MONDAY)
    state = after(state, decisions.withdraw(state, reason="不办了", today=MONDAY))
    with pytest.raises(WrongStep):
        afterwards.deliver(state, method="post", receiver="", proof="1", officer=5, today=MONDAY)


def test_a_second_ruling_leaves_the_clock_of_the_reopened_case_alone():
    state = sent_back(refused())
    state = after(state, [Decided(LATER, "refused", "不符"), Closed(LATER)])
    ruled = after(state, [Overturned(LATER + timedelta(days=70), "upheld", "n3")])
    assert clocks.started(ruled) == LATER
