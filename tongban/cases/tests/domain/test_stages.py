"""Stages (阶段): a refused branch never stops an independent one, and says what it blocks."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.cases.domain.applications import (
    Advanced,
    Awaited,
    Blocked,
    Finished,
    MatterFiled,
    Progress,
    Submitted,
    advance,
    evolve,
    fold,
    read,
    write,
)
from tongban.kernel.actors import SYSTEM
from tongban.kernel.events import Event
from tongban.kernel.time import now

DAY = date(2026, 3, 2)


def matter(key, *after):
    return MatterFiled(
        key, ord(key), f"n{key}", 1, tuple(Awaited(one, f"L-{one}") for one in after)
    )


def application(*matters):
    return fold([Submitted(DAY, 1, ("E",), matters)])


def end(state, key, outcome):
    events = advance(state, key, outcome, today=DAY)
    for event in events:
        state = evolve(state, event)
    return state, events


def progress(state):
    return {key: one.progress.value for key, one in state.matters.items()}


CHAIN = (matter("a"), matter("b", "a"), matter("c", "b"), matter("x"), matter("y", "x"))


def test_a_grant_files_what_waited_only_for_it():
    state, events = end(application(*CHAIN), "a", "granted")
    assert events == (Advanced(DAY, "a", "granted", ("b",)),)
    assert progress(state) == {
        "a": "granted", "b": "filed", "c": "waiting", "x": "filed", "y": "waiting",
    }  # fmt: skip


def test_what_waits_for_two_is_filed_after_both():
    state = application(matter("a"), matter("b"), matter("c", "a", "b"))
    state, _ = end(state, "a", "granted")
    assert progress(state)["c"] == "waiting"
    state, _ = end(state, "b", "granted")
    assert progress(state)["c"] == "filed"


@pytest.mark.parametrize("outcome", ["refused", "withdrawn"])
def test_a_refusal_blocks_its_branch_with_words_and_nothing_else(outcome):
    state, events = end(application(*CHAIN), "a", outcome)
    assert [type(one) for one in events] == [Advanced, Blocked, Blocked]
    assert (events[1].matter, events[1].because, events[1].via) == ("b", "a", "L-a")
    assert events[2].outcome == "blocked"
    assert progress(state)["x"] == "filed"
    assert state.finished is None


def test_it_is_finished_when_everything_has_ended():
    state = application(matter("a"), matter("b", "a"))
    state, events = end(state, "a", "refused")
    assert isinstance(events[-1], Finished)
    assert state.status == "finished"


def test_the_same_end_told_twice_changes_nothing():
    state, _ = end(application(*CHAIN), "a", "granted")
    assert advance(state, "a", "granted", today=DAY) == ()
    assert advance(state, "c", "granted", today=DAY) == ()


@st.composite
def graphs(draw):
    """Matters in a row, each waiting for some of those before it."""
    keys = "abcdefgh"[: draw(st.integers(1, 8))]
    return tuple(
        matter(key, *draw(st.sets(st.sampled_from(keys[:place]), max_size=3)) if place else ())
        for place, key in enumerate(keys)
    )


@given(graphs(), st.data())
def test_a_refused_branch_never_stops_an_independent_one(matters, data):
    """Whatever is refused, every matter that needs none of it is filed in the end."""
    state, refused = application(*matters), set()
    while open_ := [k for k, one in state.matters.items() if one.progress is Progress.FILED]:
        key = data.draw(st.sampled_from(open_))
        outcome = data.draw(st.sampled_from(["granted", "refused", "withdrawn"]))
        state, _ = end(state, key, outcome)
        refused |= {key} if outcome != "granted" else set()
    needs = {one.key: {after.matter for after in one.after} for one in matters}
    lost = set(refused)
    while more := {key for key, before in needs.items() if before & lost} - lost:
        lost |= more
    for key, one in state.matters.items():
        expected = key in lost - refused
        assert (one.progress is Progress.BLOCKED) == expected
        assert one.progress is not Progress.WAITING
    assert state.finished is not None


@given(graphs(), st.data())
def test_the_events_survive_being_written_and_read(matters, data):
    state = application(*matters)
    log = [state.submitted]
    for key in data.draw(st.permutations([one.key for one in matters])):
        if state.matters[key].progress is Progress.FILED:
            state, events = end(state, key, data.draw(st.sampled_from(["granted", "refused"])))
            log += events
    names = {type(one): f"cases.{type(one).__name__}" for one in log}
    sent = [Event(names[type(one)], now(), SYSTEM, write(one)) for one in log]
    again = fold(read(one) for one in sent)
    assert progress(again) == progress(state)
    assert again.submitted.matters == state.submitted.matters
