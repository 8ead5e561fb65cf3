"""What holds of every rule: exact, complete, monotone, explained, and read back as written."""

from collections.abc import Mapping
from os import environ
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tongban.policy.domain.rules import tree as t
from tongban.policy.domain.rules.parser import parse
from tongban.policy.domain.rules.sheet import Sheet
from tongban.policy.domain.rules.walking import walk
from tongban.policy.domain.rules.writing import written
from tongban.policy.tests.domain.rules import oracle
from tongban.policy.tests.domain.rules.worlds import exact, known, months, sheet_of, truths

FEW = settings(max_examples=int(environ.get("TONGBAN_EXAMPLES", "40")), deadline=None)
"""Few in the suite; TONGBAN_EXAMPLES=5000 looks longer."""


def compiled(*trees: t.Node) -> Sheet:
    sheet = sheet_of(*trees)
    assume(sheet is not None)
    assert sheet is not None
    return sheet


def answers(sheet: Sheet, facts: Mapping[str, Any]) -> dict[str, Any]:
    return sheet.decide(sheet.read(facts))


@FEW
@given(truths(), known())
def test_what_is_said_is_what_fractions_say_however_the_unknown_turns_out(tree, facts):
    said = answers(compiled(tree), facts)["r0"]
    if said is not None:
        assert oracle.certain(tree, exact(facts)) is said


@FEW
@given(truths(one_fact=True), known())
def test_what_is_certain_is_found(tree, facts):
    sheet = compiled(tree)
    assert sheet.program.complete
    assert answers(sheet, facts)["r0"] is oracle.certain(tree, exact(facts))


@FEW
@given(months(), known())
def test_numbers_are_exact(tree, facts):
    sheet = compiled(tree)
    said = answers(sheet, facts)["r0"]
    if said is not None:
        assert oracle.certain(tree, exact(facts)) == sheet.plain("r0", said)


@FEW
@given(months(), known())
def test_an_interval_holds_every_value_that_can_come_out(tree, facts):
    sheet = compiled(tree)
    answer = sheet.explain(facts)
    bounds = answer.intervals.get("r0")
    if bounds is not None:
        for value in oracle.outcomes(tree, exact(facts)):
            assert bounds.low <= value <= bounds.high


@FEW
@given(truths(), known(), known())
def test_more_facts_never_take_an_answer_back(tree, facts, more):
    sheet = compiled(tree)
    before = answers(sheet, facts)["r0"]
    after = answers(sheet, {**more, **{k: v for k, v in facts.items() if v is not None}})["r0"]
    assert before is None or after is before


@FEW
@given(truths(), truths(), known())
def test_the_facts_of_the_reasons_alone_give_the_answer_again(tree, other, facts):
    sheet = compiled(tree, other)
    answer = sheet.explain(facts)
    named = {one.fact for one in answer.because}
    kept = {key: value for key, value in facts.items() if key in named}
    again = sheet.explain(kept).values
    for key, value in answer.values.items():
        assert value is None or again[key] == value


@FEW
@given(truths(), known())
def test_no_reason_can_be_left_out(tree, facts):
    sheet = compiled(tree)
    answer = sheet.explain(facts)
    assume(answer.values["r0"] is not None)
    named = sorted({one.fact for one in answer.because if one.fact})
    for left_out in named:
        kept = {key: facts[key] for key in named if key != left_out}
        assert sheet.explain(kept).values["r0"] is None


@FEW
@given(truths(one_fact=True), known())
def test_what_would_change_the_answer_is_what_alone_can_make_it_another(tree, facts):
    sheet = compiled(tree)
    answer = sheet.explain(facts)
    assume(answer.values["r0"] is not None)
    held = exact(facts)
    for key in held:
        rest = {name: value for name, value in held.items() if name != key}
        others = set(oracle.outcomes(tree, rest)) if key in _used(tree) else set()
        assert (key in answer.would_change) == (len(others) > 1)


def _used(tree: t.Node) -> set[str]:
    return {one.key for one in walk(tree) if isinstance(one, t.Fact)}


@FEW
@given(truths(), known())
def test_an_open_answer_names_a_fact_that_is_unknown(tree, facts):
    sheet = compiled(tree)
    answer = sheet.explain(facts)
    if answer.values["r0"] is None:
        assert answer.missing
        assert all(facts.get(key) is None for key in answer.missing)
        assert set(answer.causes) == set(answer.missing)


@FEW
@given(st.permutations(range(3)), truths(), truths(), months(), known())
def test_the_order_of_clauses_does_not_matter(order, one, two, three, facts):
    trees = [one, two, three]
    first = answers(compiled(*trees), facts)
    turned = answers(compiled(*(trees[no] for no in order)), facts)
    assert [first[f"r{no}"] for no in order] == [turned[f"r{no}"] for no in range(3)]


@FEW
@given(st.one_of(truths(), months()), st.sampled_from(("zh", "en")))
def test_what_is_written_reads_as_the_same_tree(tree, language):
    assert parse(written(tree, language)) == tree
