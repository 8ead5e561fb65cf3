"""The whole procedure under random commands, in any order, by two officers at once.

Every command of the room's domain is a line of COMMANDS; a new one is another line. More examples:
`TONGBAN_EXAMPLES=2000 pytest tongban/cases/tests/test_whole_procedure.py`.
"""

import json
import os
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tongban.cases import store
from tongban.cases.domain import (
    acts,
    afterwards,
    arrivals,
    branches,
    clocks,
    decisions,
    draws,
    handovers,
    hearings,
    lacking,
    moving,
    silence,
    timing,
)
from tongban.cases.domain.events import NAMES, Limit, read, write
from tongban.cases.domain.problems import WrongStep
from tongban.cases.domain.saying import METHODS, RULINGS
from tongban.cases.domain.special import GROUNDS
from tongban.cases.domain.states import Status, evolve, fold
from tongban.cases.domain.terms import Terms
from tongban.cases.domain.turns import Contested
from tongban.cases.tests.domain.making import CALENDAR, filed
from tongban.kernel.actors import Actor
from tongban.kernel.events import Event
from tongban.kernel.problems import Problem
from tongban.kernel.time import start_of

STREAM = 1 << 40
EXAMPLES = int(os.environ.get("TONGBAN_EXAMPLES", "40"))
LISTED = ("child.name", "child.side", "material:2")
WORDS = ("理由充分", "理由充分", "理由充分", "理由充分", "", "字" * 2001)
LIMITS = st.builds(
    Limit,
    st.one_of(st.none(), st.integers(0, 40)),
    st.sampled_from(["working_day", "calendar_day"]),
)
TERMS = st.builds(
    Terms,
    inspectors=st.integers(1, 2),
    rounds=st.integers(1, 2),
    examining=st.booleans(),
    answer=st.sampled_from([Limit(), Limit(10), Limit(15, "calendar_day")]),
    lapses=st.booleans(),
    check=st.sampled_from([Limit(), Limit(40), Limit(30, "calendar_day")]),
    deemed=st.sampled_from(["", "granted", "refused"]),
    renews=st.sampled_from([None, None, date(2026, 6, 30), date(2028, 2, 29)]),
    extension=st.sampled_from([0, 10, 30]),
    delivery=st.sampled_from([0, 10]),
    review=st.sampled_from([0, 20]),
    by_hand=st.booleans(),
    rolls=st.booleans(),
    accepts_at_end=st.booleans(),
)


@dataclass(frozen=True)
class Pick:
    """What a command needs beside the state: drawn numbers, turned into words, keys and days."""

    state: object
    today: date
    numbers: tuple[int, ...]

    def of(self, place, choices):
        return choices[self.numbers[place] % len(choices)]

    @property
    def officer(self):
        return 5 + self.numbers[0] % 2

    @property
    def words(self):
        return self.of(1, WORDS)

    @property
    def key(self):
        return self.of(2, [one.asked.key for one in self.state.branches] or ["X:1"])

    @property
    def gaps(self):
        known = [one for n, one in enumerate(LISTED[:2]) if self.numbers[3] >> n & 1]
        return [*known, *([LISTED[2]] if self.numbers[3] > 50 else ())] or [LISTED[0]]

    @property
    def remedy(self):
        return self.of(4, [None, decisions.propose_remedy(self.today)])


def _decide(now, on, pick, outcome):
    """As the face does: the others first, then the decision, then its closing."""
    branches.ensure_decidable(
        now.branches, grants=outcome != "refused", wholly=outcome == "granted", reason=pick.words
    )
    made = decisions.decide(
        now, outcome=outcome, reason=pick.words, remedy=pick.remedy, calendar=CALENDAR,
        ruling=decisions.Ruling(refuses=pick.words, officer=pick.officer, despite=pick.words), **on,
    )  # fmt: skip
    after = now
    for one in made:
        after = evolve(after, one)
    return [*made, *decisions.close(after, **on)]


def _deemed(now, on):
    made, after = list(silence.deemed(now, calendar=CALENDAR, **on)), now
    for one in made:
        after = evolve(after, one)
    return [*made, *decisions.close(after, **on)] if made else []


def _assign(now, on, pick, how):
    decisions.ensure_undecided(now)
    was = now.assigned.officer if now.assigned else 0
    why = handovers.reason(pick.words) if how == "reassigned" else ""
    return [handovers.Assigned(on["today"], pick.officer, "陈立", how, why, was)]


def _transfer(now, on, pick):
    decisions.ensure_undecided(now)
    to = pick.of(5, ["B", "C"])
    return [handovers.Transferred(on["today"], to, now.filed.agency, handovers.reason(pick.words))]


def _move(now, on, pick):
    decisions.ensure_undecided(now)
    version = pick.of(5, ["2", "3"])
    return [
        moving.Migrated(
            on["today"], f"S@{version}", version, on["today"], now.filed.agency, "事项",
            Limit(pick.numbers[5]), Limit(), was=now.filed.version, terms=now.filed.terms,
        )
    ]  # fmt: skip


def _move_back(now, on):
    decisions.ensure_undecided(now)
    if not now.moves:
        return []
    last = now.moves[-1]
    return [moving.MovedBack(on["today"], last.moved.batch, last.before.version)]


def _contest(now, on, pick):
    if now.ended is None:
        raise WrongStep
    if now.course.contested:
        return []
    acts.ensure_in_time(now, **on, **ON)
    return [Contested(on["today"], "n2", "MOOT")]


def _draw(now, on, pick):
    secret = "s"
    if pick.numbers[5] % 2:
        return draws.announce(
            now.draws, what=pick.words, candidates=["甲", "乙", "丙"], count=pick.numbers[5] % 5,
            committed=draws.commitment(secret), **on,
        )  # fmt: skip
    key = pick.of(2, [one.announced.key for one in now.draws] or ["draw:1"])
    return draws.make(now.draws, key, secret=secret, public=pick.words, source="公报", **on)


ON = {"calendar": CALENDAR}
COMMANDS = {
    "take in": lambda now, on, p: decisions.take_in(now, **on, **ON),
    "ask to correct": lambda now, on, p: decisions.request_supplement(
        now, gaps=dict.fromkeys(p.gaps, p.words), listed=LISTED, held={"material:2"}, **on, **ON),
    "answer": lambda now, on, p: decisions.supplement(
        now, statements=dict.fromkeys(p.gaps, 9), attachments={}, **on),
    "correct on the spot": lambda now, on, p: arrivals.correct(
        now, statements=dict.fromkeys(p.gaps, 11), officer=p.officer, **on),
    "turn away": lambda now, on, p: arrivals.decline(
        now, ground=p.of(5, ["not_needed", "not_competent"]), reason=p.words, remedy=p.remedy,
        officer=p.officer, redirect="B", redirect_name="乙局", **on, **ON),
    "examine": lambda now, on, p: arrivals.examine(
        now, officer=p.officer, opinion=p.words, agrees=bool(p.numbers[5] % 2), on_site=True, **on),
    "stop": lambda now, on, p: timing.stop(
        now, ground=p.of(5, sorted(GROUNDS)), days=p.numbers[3], reason=p.words, law=p.words,
        officer=p.officer, **on, **ON),
    "resume": lambda now, on, p: timing.resume(
        now, no=p.numbers[5] % 3 + 1, result=p.words, officer=p.officer, **on),
    "ask for more time": lambda now, on, p: timing.ask_extension(
        now, days=p.numbers[3] % 12, reason=p.words, officer=p.officer, **on, **ON),
    "give more time": lambda now, on, p: timing.approve_extension(now, officer=p.officer, **on, **ON),
    "give no more time": lambda now, on, p: timing.decline_extension(
        now, reason=p.words, officer=p.officer, **on),
    "review below": lambda now, on, p: timing.review_below(
        now, opinion=p.words, officer=p.officer, **on),
    "offer a hearing": lambda now, on, p: hearings.offer(
        now, reason=p.words, officer=p.officer, **on),
    "ask for the hearing": lambda now, on, p: hearings.ask(now, **on, **ON),
    "set the hearing": lambda now, on, p: hearings.schedule(
        now, day=on["today"] + timedelta(p.numbers[3]), place=p.words, officer=p.officer, **on, **ON),
    "hold the hearing": lambda now, on, p: hearings.hold(
        now, record=p.words, officer=p.officer, **on),
    "ask others": lambda now, on, p: decisions.ensure_undecided(now) or branches.ask(
        now.branches, [branches.Asked(p.of(5, ["X", "Y"]), p.words, days=p.numbers[3])], **on),
    "others answer": lambda now, on, p: decisions.ensure_undecided(now) or branches.answer(
        now.branches, p.key, outcome=p.of(5, ["agree", "object"]), said=p.words, **on),
    "do without others": lambda now, on, p: decisions.ensure_undecided(now) or branches.recall(
        now.branches, p.key, reason=p.words, **on),
    "claim": lambda now, on, p: [
        *handovers.early(p.of(4, [None, "n0"]), p.words, **on), *_assign(now, on, p, "queue")],
    "reassign": lambda now, on, p: _assign(now, on, p, "reassigned"),
    "move to another agency": _transfer,
    "move to another version": _move,
    "move back": lambda now, on, p: _move_back(now, on),
    "draw": _draw,
    "grant": lambda now, on, p: _decide(now, on, p, "granted"),
    "grant partly": lambda now, on, p: _decide(now, on, p, decisions.PARTLY),
    "refuse": lambda now, on, p: _decide(now, on, p, "refused"),
    "withdraw": lambda now, on, p: decisions.withdraw(now, reason=p.words, **on),
    "deliver": lambda now, on, p: afterwards.deliver(
        now, method=p.of(5, sorted(METHODS)), receiver=p.words, proof=p.words,
        officer=p.officer, **on),
    "check the pledge": lambda now, on, p: afterwards.check_pledge(
        now, kept=bool(p.numbers[5] % 2), finding=p.words, officer=p.officer, **on),
    "contest": _contest,
    "overturn": lambda now, on, p: afterwards.overturn(
        now, ruling=p.of(5, sorted(RULINGS)), number="n2", reason=p.words, **on)
        if now.course.contested else (),
    "bring what lacked": lambda now, on, p: lacking.supply(
        now, attachments=dict.fromkeys(p.gaps, (3,)), **on),
}  # fmt: skip
CLOCK = (
    lambda now, on: [one for one in [decisions.lapse(now, **on, **ON)] if one],
    lambda now, on: decisions.mark_overdue(now, **on, **ON),
    lambda now, on: timing.lapse_stops(now, **on),
    lambda now, on: lacking.strike(now, **on, **ON),
    lambda now, on: branches.escalate(now.branches, **on, **ON) if now.status.is_open else (),
    _deemed,
)
NUMBERS = st.tuples(*[st.integers(0, 60)] * 6)
NAME = st.sampled_from(sorted(COMMANDS))


class WholeProcedure(RuleBasedStateMachine):
    """One case with its log as it is stored, under everything anybody can do."""

    @initialize(arrived=st.dates(date(2026, 1, 1), date(2028, 3, 1)), law=LIMITS, promise=LIMITS,
                terms=TERMS, lacks=st.booleans())  # fmt: skip
    def arrive(self, arrived, law, promise, terms, lacks):
        self.today, self.log, self.state = arrived, [], None
        if lacks:
            terms = replace(terms, later=Limit(10), remind=3)
        self.keep([filed(arrived, statutory=law, promised=promise, terms=terms,
                         lacking=(2,) if lacks else (),
                         pledged=(1,) if lacks else ())])  # fmt: skip

    def keep(self, events):
        """Store events as JSON, and go on from what is read back."""
        for event in events:
            data = json.loads(json.dumps(write(event)))
            actor = Actor("officer", 5, "陈立")
            self.log.append(Event(NAMES[type(event)], start_of(self.today), actor, data))
            self.state = evolve(self.state, read(self.log[-1]))

    def attempt(self, name, numbers, state):
        """Say what a command gives on a state; a refusal explains itself."""
        pick = Pick(state, self.today, numbers)
        refused = None
        try:
            return list(COMMANDS[name](state, {"today": self.today}, pick))
        except Problem as problem:
            refused = problem
        assert refused.code.startswith("cases."), refused
        assert all((refused.words.zh, refused.words.en, refused.advice.zh, refused.advice.en))
        return None

    @rule(days=st.sampled_from([0, 0, 1, 1, 2, 3, 6, 25]))
    def time_passes(self, days):
        self.today += timedelta(days=days)
        for strike in CLOCK:
            self.keep(strike(self.state, {"today": self.today}))

    @rule(name=NAME, numbers=NUMBERS)
    def somebody_does(self, name, numbers):
        before = self.state
        made = self.attempt(name, numbers, before)
        assert self.state is before
        self.keep(made or [])

    @rule(first=NAME, second=NAME, numbers=NUMBERS, others=NUMBERS)
    def two_act_on_what_they_both_see(self, first, second, numbers, others):
        seen = self.state
        made = self.attempt(first, numbers, seen)
        late = self.attempt(second, others, seen)
        self.keep(made or [])
        if made and late:
            with pytest.raises(WrongStep):
                decisions.ensure_unmoved(self.state, seen.seq)
        else:
            self.keep(late or [])

    @precondition(lambda self: not self.state.status.is_open)
    @rule(numbers=NUMBERS)
    def an_office_sends_it_back(self, numbers):
        """Contested and sent back to be decided anew, which random commands seldom reach."""
        for name in ("contest", "overturn"):
            self.keep(
                self.attempt(name, (*numbers[:5], sorted(RULINGS).index("redo")), self.state) or []
            )

    @invariant()
    def the_log_replays_to_the_state_and_to_its_row(self):
        again = fold(read(one) for one in self.log)
        assert again == self.state
        assert again.seq == len(self.log)
        assert store.head_of(again, CALENDAR) == store.head_of(self.state, CALENDAR)

    @invariant()
    def no_clock_is_negative(self):
        for one in clocks.clocks(self.state):
            if one.clock is not None:
                assert one.clock.total >= 0
                assert one.clock.due(CALENDAR) >= one.clock.start
                assert one.clock.used(self.today, CALENDAR) >= 0

    @invariant()
    def no_event_is_out_of_order(self):
        days = [date.fromisoformat(one.data["on"]) for one in self.log]
        assert days[-1] <= self.today
        told = [
            day for day, one in zip(days, self.log, strict=True)
            if one.type not in ("cases.Accepted", "cases.ClockResumed", "cases.Decided")
        ]  # fmt: skip
        assert told == sorted(told)
        assert [one.at for one in self.log] == sorted(one.at for one in self.log)

    @invariant()
    def nothing_is_lost_silently(self):
        assert (self.state.filed.number, self.state.filed.applicant) == ("n", 1)
        assert "applicant.name" in self.state.statements
        assert set(self.state.named) <= set(LISTED)

    @invariant()
    def an_open_case_is_somebodys_work_and_an_ended_one_nobodys_to_decide(self):
        kinds = {one.kind for one in store.work_of(STREAM, self.state, CALENDAR)}
        deciding = {"intake", "decide", "supplement"}
        assert bool(kinds & deciding) is self.state.status.is_open
        if not self.state.status.is_open:
            assert not kinds & set(store.together.WORK)

    @invariant()
    def no_limit_is_longer_than_the_law_lets_it_be(self):
        terms = self.state.filed.terms
        assert sum(one.days for one in self.state.course.extensions) <= terms.extension
        taken = [one for one in self.log if one.type == "cases.Accepted"]
        assert len(taken) <= 1 + bool(self.state.course.reopened)

    @invariant()
    def what_was_decided_reaches_the_applicant_and_can_be_contested(self):
        decided, course = self.state.decided, self.state.course
        if decided is None or not self.state.closed:
            return
        if self.state.filed.terms.by_hand and not course.delivered:
            assert "deliver" in {one.kind for one in store.work_of(STREAM, self.state, CALENDAR)}
        assert acts.reconsidered_by(self.state, CALENDAR) >= decided.on + timedelta(days=60)

    @invariant()
    def an_accepted_case_with_a_limit_has_a_day(self):
        state = self.state
        if state.status is not Status.ACCEPTED or state.filed.statutory.days is None:
            return
        waits = state.filed.terms.review and not state.course.reviewed and not state.course.reopened
        assert waits or "statutory" in clocks.due_dates(state, CALENDAR)

    @precondition(lambda self: self.state.status is Status.REFUSED)
    @invariant()
    def a_refusal_has_reason_and_remedy(self):
        assert self.state.decided.reason
        assert self.state.decided.remedy


WholeProcedure.TestCase.settings = settings(
    max_examples=EXAMPLES, stateful_step_count=30, deadline=None
)
TestWholeProcedure = WholeProcedure.TestCase
