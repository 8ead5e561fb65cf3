"""Random procedures: whatever is tried in whatever order, the law's promises hold."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tongban.cases.domain import clocks, decisions
from tongban.cases.domain.events import NAMES, Limit, read, write
from tongban.cases.domain.problems import WrongStep
from tongban.cases.domain.states import Status, evolve, fold
from tongban.cases.tests.domain.making import CALENDAR, filed
from tongban.kernel.actors import Actor
from tongban.kernel.events import Event
from tongban.kernel.problems import Problem
from tongban.kernel.time import start_of

LISTED = ("child.name", "child.side", "material:2")
GAPS = st.sets(st.sampled_from([*LISTED, "child.unknown"]), max_size=3)
LIMITS = st.builds(
    Limit,
    st.one_of(st.none(), st.integers(0, 30)),
    st.sampled_from(["working_day", "calendar_day"]),
)


class Procedure(RuleBasedStateMachine):
    """One case under random commands, with its log as it would be stored."""

    @initialize(arrived=st.dates(date(2026, 1, 1), date(2026, 6, 30)), law=LIMITS, promise=LIMITS)
    def arrive(self, arrived, law, promise):
        self.today = self.arrived = arrived
        self.log = []
        self.state = None
        self.keep([filed(arrived, statutory=law, promised=promise, demo_days=2)])

    def keep(self, events):
        """Store events as JSON, as the ledger does, and go on from what is read back."""
        for event in events:
            data = json.loads(json.dumps(write(event)))
            envelope = Event(
                NAMES[type(event)], start_of(self.today), Actor("officer", 5, "陈立"), data
            )
            self.log.append(envelope)
            self.state = evolve(self.state, read(envelope))

    def attempt(self, step):
        """Try a step; a refusal explains itself and changes nothing."""
        before, refused, events = self.state, None, ()
        try:
            events = step()
        except Problem as problem:
            refused = problem
        if refused is not None:
            assert all((refused.words.zh, refused.words.en, refused.advice.zh, refused.advice.en))
            assert self.state is before
        self.keep(events)
        return refused is None

    @rule(days=st.integers(0, 12))
    def time_passes(self, days):
        self.today += timedelta(days=days)

    @rule()
    def the_clock_strikes(self):
        lapsed = decisions.lapse(self.state, today=self.today, calendar=CALENDAR)
        self.keep([lapsed] if lapsed else [])
        self.keep(decisions.mark_overdue(self.state, today=self.today, calendar=CALENDAR))

    @rule()
    def an_officer_accepts(self):
        self.attempt(lambda: decisions.take_in(self.state, today=self.today, calendar=CALENDAR))

    @rule(gaps=GAPS)
    def an_officer_asks(self, gaps):
        first = self.state.named
        asked = self.attempt(lambda: decisions.request_supplement(
            self.state, gaps=dict.fromkeys(gaps, "不清"), listed=LISTED, held={"material:2"},
            today=self.today, calendar=CALENDAR,
        ))  # fmt: skip
        if asked and first:
            assert set(gaps) <= set(first)

    @rule(gaps=GAPS)
    def the_applicant_answers(self, gaps):
        self.attempt(lambda: decisions.supplement(
            self.state, statements=dict.fromkeys(gaps, 9), attachments={}, today=self.today
        ))  # fmt: skip

    @rule(outcome=st.sampled_from(["granted", "refused"]), reason=st.sampled_from(["", "不实"]))
    def an_officer_decides(self, outcome, reason):
        seen = self.state.seq
        decided = self.attempt(lambda: decisions.decide(
            self.state, outcome=outcome, reason=reason,
            remedy=decisions.propose_remedy(self.today), today=self.today, calendar=CALENDAR,
        ))  # fmt: skip
        if decided:
            self.keep(decisions.close(self.state, today=self.today))
            with pytest.raises(WrongStep, match="陈立"):
                decisions.ensure_unmoved(self.state, seen)

    @rule(reason=st.sampled_from(["", "不办了"]))
    def the_applicant_withdraws(self, reason):
        self.attempt(lambda: decisions.withdraw(self.state, reason=reason, today=self.today))

    @invariant()
    def the_log_folds_to_the_state(self):
        if self.log:
            again = fold(read(one) for one in self.log)
            assert again == self.state
            assert again.seq == len(self.log)

    @invariant()
    def silence_never_costs_the_applicant(self):
        if not self.log or self.state.status is not Status.FILED:
            return
        if self.today > CALENDAR.add(self.state.arrived, 5):
            (accepted,) = decisions.take_in(self.state, today=self.today, calendar=CALENDAR)
            assert accepted.on == self.state.arrived

    @invariant()
    def nothing_is_accepted_before_it_arrived_or_in_the_future(self):
        if self.log and self.state.accepted:
            assert self.arrived <= self.state.accepted.on <= self.today

    @invariant()
    def a_refusal_has_reason_and_remedy(self):
        if self.log and self.state.status is Status.REFUSED:
            assert self.state.decided.reason
            assert self.state.decided.remedy_until > self.state.decided.on

    @invariant()
    def a_due_date_runs_only_while_it_is_open_and_published(self):
        if not self.log:
            return
        due = clocks.due(self.state, CALENDAR)
        if not self.state.status.is_open:
            assert due is None
            assert self.state.closed is not None
        if self.state.accepted and due:
            assert due >= self.state.accepted.on


Procedure.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
TestProcedure = Procedure.TestCase
