"""The one question to ask is about a fact that the explanation for one person misses as well."""

from decimal import Decimal

import pyarrow.parquet as pq

from tongban.catalogue.domain.model import Book
from tongban.oversight.population.evaluating import evaluate
from tongban.oversight.population.problems import NotForPopulations
from tongban.oversight.population.sheets import rule
from tongban.oversight.population.tests import invented, invented_people
from tongban.policy.domain.rules.sheet import compile_sheet

SEED, RULES, PEOPLE = 5, 8, 60


def plain_rules():
    """Invent policies of one decision each, about one person alone."""
    inventor, made, number = invented.Inventor(SEED), {}, 0
    while len(made) < RULES:
        number += 1
        policy = inventor.policy(number, clauses=1)
        try:
            one = rule(policy, Book(), on=invented.ON)
        except NotForPopulations:
            continue
        if all(each.type.kind not in ("table", "months") for each in one.program.inputs.values()):
            made[policy.id] = (policy, one)
    return made


def facts_of(row, program):
    held = {}
    for key, one in program.inputs.items():
        value = row.get(key)
        if value is not None and one.type.kind == "number":
            value = Decimal(value).scaleb(-one.type.scale)
        held |= {} if value is None else {key: value}
    return held


def test_whoever_cannot_be_told_is_asked_what_the_explanation_misses(tmp_path):
    made, people = plain_rules(), invented_people.people(SEED, PEOPLE)
    pq.write_table(people, tmp_path / "people.parquet")
    out = evaluate(
        [one for _, one in made.values()], tmp_path / "people.parquet", tmp_path / "out.parquet",
        using="blocks", on=invented.ON,
    )  # fmt: skip
    lines, rows = pq.read_table(out.files.lines).to_pylist(), people.to_pylist()
    asked = 0
    for column in out.assembly.columns:
        policy, one = made[column.rule.policy]
        sheet = compile_sheet(policy, Book(), on=invented.ON)
        for row, line in zip(rows, lines, strict=True):
            number = line[column.ask]
            if line[column.decision] is not None:
                assert number == 0
                continue
            answer = sheet.explain(facts_of(row, one.program))
            assert column.facts[number - 1] in answer.missing
            asked += 1
    assert asked > PEOPLE
