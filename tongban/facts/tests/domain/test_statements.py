from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.facts.domain.problems import NoPurpose, UnknownSource
from tongban.facts.domain.statements import (
    SOURCES,
    Source,
    Statement,
    check_purpose,
    choose,
)
from tongban.kernel.actors import Purpose

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
TODAY = date(2026, 6, 1)
SOME_DAYS = st.none() | st.dates(date(2026, 5, 1), date(2026, 7, 1))


@st.composite
def statements(draw):
    return Statement(
        id=draw(st.integers(1, 1000)),
        subject=7,
        kind="name",
        value="x",
        source=Source(draw(st.sampled_from(SOURCES))),
        recorded_at=EPOCH + timedelta(days=draw(st.integers(0, 100))),
        valid_from=draw(SOME_DAYS),
        valid_to=draw(SOME_DAYS),
        ended_on=draw(SOME_DAYS),
    )


def test_the_value_stays_out_of_a_log():
    shown = repr(Statement(1, 7, "name", "吴䶮", Source("person"), EPOCH))
    assert "吴" not in shown


@given(st.lists(statements()))
def test_what_one_goes_by_is_valid_today(several):
    chosen = choose(several, on=TODAY)
    assert chosen is None or chosen.is_valid(TODAY)
    assert (chosen is None) == (not any(each.is_valid(TODAY) for each in several))


@given(st.lists(statements()))
def test_nobodys_word_undoes_what_an_agency_states(several):
    chosen = choose(several, on=TODAY)
    if any(each.is_held and each.is_valid(TODAY) for each in several):
        assert chosen.is_held


@given(st.lists(statements()), st.sampled_from(SOURCES))
def test_among_equals_the_newest_counts(several, source):
    newest = Statement(5000, 7, "name", "y", Source(source), EPOCH + timedelta(days=200))
    equals = [each for each in several if each.rank == newest.rank]
    assert choose([*equals, newest], on=TODAY).value == "y"


@given(statements(), st.dates(date(2026, 5, 1), date(2026, 7, 1)))
def test_an_ended_statement_never_holds_again(statement, day):
    ended = replace(statement, ended_on=day)
    assert not ended.is_valid(day)
    assert not ended.is_valid(day + timedelta(days=1))


def test_a_source_is_one_of_six():
    with pytest.raises(UnknownSource):
        Source("rumour")


@pytest.mark.parametrize("empty", ["matter", "basis", "words"])
def test_a_purpose_says_matter_basis_and_words(empty):
    said = {"matter": "case", "reference": "1", "basis": "许可法", "words": "办理落户"}
    assert check_purpose(Purpose(**said))
    with pytest.raises(NoPurpose):
        check_purpose(Purpose(**said | {empty: "  "}))
