"""Money to the cent against decimals, and complete years and months against the calendar."""

import random
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tongban.oversight.population.evaluating import evaluate
from tongban.oversight.population.tests.conftest import ON

ENGINES = ["polars", "duckdb", "blocks"]
CENT = Decimal("0.01")


def invented_cents(count):
    chance = random.Random(7)
    edge = [0, 1, 33, 50, 299_999, 300_000, 300_001, 1_200_000, 1_200_001, -50, -51]
    return edge + [chance.randint(-(10**8), 10**9) for _ in range(count)]


def tax(cents):
    """The same scale in decimals: 15 % and, above 5,000, 30 % more, to the cent."""
    yuan = Decimal(cents) / 100
    exact = yuan * Decimal("0.15") + max(yuan - 5000, Decimal(0)) * Decimal("0.30")
    return int(exact.quantize(CENT, ROUND_HALF_UP) * 100)


@pytest.mark.parametrize("engine", ENGINES)
def test_money_is_exact_to_the_cent(engine, policy, people, tmp_path):
    rule = policy(
        [{"key": "pay", "type": "money", "unit": "元", "range": [-10_000_000, 10_000_000]}],
        tax="取整(pay × 15% + 最大值(pay - 5000 元, 0 元) × 30%, 0.01 元, 四舍五入)",
    )
    cents = invented_cents(3000)
    path = people(person=list(range(len(cents))), pay=cents)
    evaluate([rule], path, tmp_path / "out.parquet", using=engine, on=ON)
    found = pq.read_table(tmp_path / "out.parquet").sort_by("person")
    assert found["P-T.tax"].to_pylist() == [tax(one) for one in cents]


@pytest.mark.parametrize("engine", ENGINES)
def test_money_may_come_as_decimals(engine, policy, people, tmp_path):
    rule = policy([{"key": "pay", "type": "money", "unit": "元"}], paid="pay + 0.01 元")
    pay = pa.array([Decimal("12.30"), None, Decimal("0.07")], pa.decimal128(12, 2))
    path = people(person=[1, 2, 3], pay=pay)
    evaluate([rule], path, tmp_path / "out.parquet", using=engine, on=ON)
    found = pq.read_table(tmp_path / "out.parquet").sort_by("person")
    assert found["P-T.paid"].to_pylist() == [1231, None, 8]


def months_by_hand(start, end):
    """Count months by walking them, the slow way: a day that a month lacks is reached after it."""
    count = 0
    while True:
        year, month = divmod(start.year * 12 + start.month - 1 + count + 1, 12)
        try:
            reached = date(year, month + 1, start.day)
        except ValueError:
            reached = date(year, month + 1, 28) + timedelta(4)
            reached = reached.replace(day=1)
        if reached > end:
            return count
        count += 1


@pytest.mark.parametrize("engine", ENGINES)
def test_years_and_months_are_those_of_the_calendar(engine, policy, people, tmp_path):
    rule = policy(
        [{"key": "d", "type": "date"}, {"key": "e", "type": "date"}],
        months="个月(d, e)", years="周岁(d, e)", later="d + 13 月",
    )  # fmt: skip
    chance = random.Random(3)
    days = [date(1896, 2, 29), date(1900, 2, 28), date(1969, 12, 31), date(2000, 2, 29)]
    days += [date(1904, 1, 31), date(2023, 12, 31), date(1950, 3, 30)]
    pairs = [(d, d + timedelta(chance.randint(0, 12_000))) for d in days for _ in range(30)]
    path = people(
        person=list(range(len(pairs))),
        d=pa.array([d for d, _ in pairs]), e=pa.array([e for _, e in pairs]),
    )  # fmt: skip
    evaluate([rule], path, tmp_path / "out.parquet", using=engine, on=ON)
    found = pq.read_table(tmp_path / "out.parquet").sort_by("person")
    expected = [months_by_hand(d, e) for d, e in pairs]
    assert found["P-T.months"].to_pylist() == expected
    assert found["P-T.years"].to_pylist() == [one // 12 for one in expected]
    assert found["P-T.later"].to_pylist() == [thirteen_months_on(d) for d, _ in pairs]


def thirteen_months_on(day):
    first = (day.replace(day=1) + timedelta(13 * 31)).replace(day=1)
    while (first.year * 12 + first.month) - (day.year * 12 + day.month) > 13:
        first = (first - timedelta(1)).replace(day=1)
    last = ((first + timedelta(31)).replace(day=1) - timedelta(1)).day
    return first.replace(day=min(day.day, last))
