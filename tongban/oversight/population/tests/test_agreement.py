"""Every engine says of everybody what the function for one person says."""

import pyarrow.parquet as pq
import pytest

from tongban.oversight.population.tests import agreeing, invented

SEED, RULES, PEOPLE = 20261123, 12, 700


@pytest.fixture(scope="module")
def invention(tmp_path_factory):
    rules = invented.rules(SEED, RULES)
    people = invented.people(SEED, PEOPLE)
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
