from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.kernel.text import Text
from tongban.licences.domain.problems import LicenceProblem, NotInForce, ReasonMissing
from tongban.licences.domain.states import (
    EXPIRED,
    REVOKED,
    SUSPENDED,
    VALID,
    Issued,
    Restored,
    Revoked,
    Suspended,
    evolve,
    fold,
    last_day,
    restore,
    revoke,
    state_on,
    suspend,
)

START = date(2026, 1, 1)
DAYS = st.dates(START, date(2036, 1, 1))
ISSUED = Issued("L", Text("证"), "1.2", 7, "A", Text("局"), START, date(2026, 12, 31))
ACTS = {
    "suspend": lambda state, on: suspend(state, on=on, reason="检查不合格"),
    "restore": lambda state, on: restore(state, on=on),
    "revoke": lambda state, on: revoke(state, on=on, reason="以欺骗手段取得"),
}


def lived(acts):
    """Fold whatever of these acts the law lets happen, one a day."""
    state, happenings = fold([ISSUED]), [ISSUED]
    for n, act in enumerate(acts, 1):
        try:
            happened = ACTS[act](state, START + timedelta(days=n))
        except LicenceProblem:
            continue
        happenings.append(happened)
        state = evolve(state, happened)
    return state, happenings


@given(st.lists(st.sampled_from(sorted(ACTS)), max_size=12))
def test_the_state_is_always_the_fold_of_what_happened(acts):
    state, happenings = lived(acts)
    assert fold(happenings) == state


@given(st.lists(st.sampled_from(sorted(ACTS)), max_size=12), DAYS)
def test_what_is_revoked_never_comes_back(acts, day):
    state, _ = lived([*acts, "revoke"])
    assert state.status == REVOKED
    for act in ACTS.values():
        with pytest.raises(NotInForce):
            act(state, day)
    assert state_on(state, max(day, state.since)) == REVOKED


@given(st.lists(st.sampled_from(sorted(ACTS)), max_size=12), DAYS)
def test_nothing_is_valid_after_its_last_day(acts, day):
    state, _ = lived(acts)
    if day > ISSUED.valid_to:
        assert state_on(state, day) != VALID


@given(DAYS)
def test_a_licence_is_valid_through_its_last_day(day):
    expected = VALID if day <= ISSUED.valid_to else EXPIRED
    assert state_on(fold([ISSUED]), day) == expected


def test_a_long_term_licence_never_expires():
    endless = Issued("L", Text("证"), "1.2", 7, "A", Text("局"), START)
    assert state_on(fold([endless]), date(2999, 1, 1)) == VALID


def test_what_is_done_to_a_licence_counts_from_its_day():
    state = fold([ISSUED, Suspended(date(2026, 5, 1), "整改")])
    assert state_on(state, date(2026, 4, 30)) == VALID
    assert state_on(state, date(2026, 5, 1)) == SUSPENDED
    restored = evolve(state, Restored(date(2026, 6, 1)))
    assert state_on(restored, date(2026, 6, 1)) == VALID


@pytest.mark.parametrize("act", [suspend, revoke])
def test_a_licence_is_taken_away_with_a_reason_or_not_at_all(act):
    with pytest.raises(ReasonMissing):
        act(fold([ISSUED]), on=START, reason="  ")


def test_nothing_happens_to_what_was_never_issued():
    with pytest.raises(NotInForce):
        fold([Revoked(START, "x")])
    with pytest.raises(NotInForce):
        fold([])
    with pytest.raises(NotInForce):
        fold([ISSUED, ISSUED])


@given(DAYS, st.integers(1, 600))
def test_a_validity_in_months_ends_in_the_right_month(day, months):
    last = last_day(day, months)
    assert (last.year * 12 + last.month) - (day.year * 12 + day.month) == months
    assert last.day <= day.day


def test_without_months_a_licence_is_long_term():
    assert last_day(START, None) is None
