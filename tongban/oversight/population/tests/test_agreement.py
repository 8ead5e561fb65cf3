"""Every engine says of everybody what the function for one person says."""

import pyarrow.parquet as pq
import pytest

from tongban.oversight.population.sheets import rule_of
from tongban.oversight.population.tests import agreeing, invented, invented_people
from tongban.oversight.population.tests.conftest import ON
from tongban.policy.tests.books import definitions

SEED, RULES, PEOPLE = 20261123, 12, 700


@pytest.fixture(scope="module")
def invention(tmp_path_factory):
    rules = invented.rules(SEED, RULES)
    people = invented_people.people(SEED, PEOPLE)
    path = tmp_path_factory.mktemp("people") / "people.parquet"
    pq.write_table(people, path)
    return rules, path, agreeing.one_by_one(rules, people, invented.ON)


@pytest.mark.parametrize("engine", ["polars", "duckdb", "blocks"])
def test_an_engine_agrees_with_the_function_for_one_person(invention, engine, tmp_path):
    rules, path, expected = invention
    got = agreeing.by_engine(engine, rules, path, tmp_path / "out.parquet", invented.ON)
    assert not list(agreeing.differences(expected, got))


@pytest.mark.django_db
def test_postgresql_agrees_with_the_function_for_one_person(invention, tmp_path):
    rules, path, expected = invention
    got = agreeing.by_engine("postgresql", rules, path, tmp_path / "out.parquet", invented.ON)
    assert not list(agreeing.differences(expected, got))


def test_the_invention_leaves_much_unknown_and_decides_much(invention):
    _, _, expected = invention
    cells = [value for column in expected.values() for value in column]
    assert 0.1 < sum(value is None for value in cells) / len(cells) < 0.5


@pytest.fixture(scope="module")
def pilot(tmp_path_factory):
    book = definitions()
    rules = [rule_of(name, book, on=ON) for name in sorted(book.policies)]
    people = invented_people.people_for(rules, SEED, 150)
    path = tmp_path_factory.mktemp("pilot") / "people.parquet"
    pq.write_table(people, path)
    return rules, path, agreeing.one_by_one(rules, people, ON)


@pytest.mark.parametrize("engine", ["polars", "blocks"])
def test_every_pilot_policy_is_worked_out_alike(pilot, engine, tmp_path):
    rules, path, expected = pilot
    got = agreeing.by_engine(engine, rules, path, tmp_path / "out.parquet", ON)
    assert len(rules) >= 12
    assert not list(agreeing.differences(expected, got))
