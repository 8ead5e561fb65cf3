"""Whatever people do in whatever order: a demand is returned once, asked once, and never lost."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tongban.kernel.problems import Problem
from tongban.voice.demands.store import work_of
from tongban.voice.domain import demands, handling
from tongban.voice.domain.clocks import DAY, HOUR, Limits
from tongban.voice.domain.demands import DemandFiled, DemandProposed
from tongban.voice.domain.standing import Standing, evolve, fold

LIMITS = Limits(
    {"urgent": 1, "prompt": 2, "general": 24, "complex": 24},
    {"urgent": (2, HOUR), "prompt": (24, HOUR), "general": (7, DAY), "complex": (15, DAY)},
    15, 5, 7, 24,
)  # fmt: skip
START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
REPLY = "已在上三路补装窨井盖，周边围好了，今晚有人值守。"
GRADES = ("urgent", "prompt", "general", "complex")


class DemandMachine(RuleBasedStateMachine):
    """A demand in the hands of everybody at once."""

    @initialize(party=st.sampled_from([0, 7]))
    def filed(self, party):
        self.now, self.log, self.party = START, [], party
        self.state = None
        self.write([DemandFiled("S1", "web", "named", 24)])

    def write(self, happened):
        for one in happened:
            self.log.append((one, self.now))
            self.state = evolve(self.state, one, self.now, self.party)

    def attempt(self, decide):
        with suppress(Problem):
            self.write(decide())

    @rule(minutes=st.integers(1, 4000))
    def time_passes(self, minutes):
        self.now += timedelta(minutes=minutes)
        self.write(handling.escalate(self.state, now=self.now, head="head", coordinator="hall"))

    @rule(grade=st.sampled_from(GRADES), agency=st.sampled_from("ABC"))
    def dispatch(self, grade, agency):
        wanted = DemandProposed(agency, "t", "c", "d", "", grade, 1.0, ("B",))
        self.attempt(lambda: handling.dispatch(self.state, wanted, limits=LIMITS, automatic=False))

    @rule()
    def accept(self):
        self.attempt(lambda: handling.accept(self.state, officer=3))

    @rule()
    def give_back(self):
        self.attempt(lambda: handling.give_back(self.state, reason="不是我们的事"))

    @rule(agency=st.sampled_from("ABC"))
    def coordinate(self, agency):
        self.attempt(lambda: handling.coordinate(self.state, agency=agency, reason="由你们牵头"))

    @rule()
    def ask(self):
        self.attempt(lambda: handling.ask(self.state, question="在哪一侧？？", limits=LIMITS))

    @rule(answered=st.booleans())
    def answer(self, answered):
        how = (
            (lambda: handling.answer(self.state, said=9))
            if answered
            else (lambda: handling.lapse(self.state))
        )
        self.attempt(how)

    @rule(days=st.integers(0, 20), coordinator=st.booleans())
    def extend(self, days, coordinator):
        self.attempt(
            lambda: handling.extend(
                self.state,
                days=days,
                reason="等配件到货",
                limits=LIMITS,
                coordinator=coordinator,
                now=self.now,
            )
        )

    @rule(solved=st.booleans())
    def reply(self, solved):
        self.attempt(
            lambda: handling.reply(
                self.state, words=REPLY, about="上三路窨井盖", solved=solved,
                unsolved="这段路今年大修，由市政统一换，七月前完成", limits=LIMITS,
            )
        )  # fmt: skip

    @rule(solved=st.booleans(), level=st.integers(0, 5))
    def judge(self, solved, level):
        self.attempt(
            lambda: handling.judge(self.state, solved=solved, level=level, said=0, limits=LIMITS)
        )

    @rule()
    def settle(self):
        self.attempt(lambda: handling.settle(self.state, limits=LIMITS))

    @rule()
    def reopen(self):
        self.attempt(lambda: handling.reopen(self.state, said=9))

    @rule(again=st.booleans())
    def call_back(self, again):
        self.attempt(
            lambda: handling.call_back(
                self.state, reached=True, words="电话里说清楚了", again=again
            )
        )

    @rule()
    def withdraw(self):
        self.attempt(lambda: handling.withdraw(self.state))

    def kinds(self):
        return [type(one).__name__ for one, _ in self.log]

    @invariant()
    def folding_meets_it_again(self):
        assert fold(self.log, self.party) == self.state

    @invariant()
    def it_is_returned_once_and_asked_once_a_round(self):
        assert self.kinds().count("DemandReturned") <= 1
        assert self.kinds().count("DemandAsked") <= self.state.rounds

    @invariant()
    def while_it_is_open_it_is_somebodys_turn(self):
        if self.state.standing.is_open:
            assert [one for one in work_of(1, self.state) if one.kind != "voice.mark"]

    @invariant()
    def only_the_person_says_solved(self):
        if self.state.outcome == demands.SOLVED:
            assert self.state.judged.solved

    @invariant()
    def what_ends_badly_is_called_back(self):
        bad = self.state.standing is Standing.CLOSED and self.state.outcome == demands.UNSOLVED
        assert not bad or self.state.call or self.state.called

    @invariant()
    def a_share_is_told_once_a_round_and_in_order(self):
        assert list(self.state.shares) == sorted(set(self.state.shares))

    @invariant()
    def what_is_written_is_read_again(self):
        one, _ = self.log[-1]
        assert demands.read_plain(demands.NAMES[type(one)], demands.write(one)) == one


DemandMachine.TestCase.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
TestDemandMachine = DemandMachine.TestCase
