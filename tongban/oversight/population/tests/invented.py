"""Invented rules (随机规则): seeded, typed, with every operator of the language.

A rule is made as a tree, written as text and read again, so that what is compared is the whole
way from a clause to an engine.
"""

import random
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from tongban.catalogue.domain.model import Book, Policy
from tongban.kernel.text import Text
from tongban.oversight.population.assembling import Rule
from tongban.oversight.population.problems import NotForPopulations
from tongban.oversight.population.sheets import rule
from tongban.oversight.population.tests.invented_people import MONTHS, WORDS
from tongban.policy.domain.rules import tree as t
from tongban.policy.domain.rules.writing import written

ON = date(2024, 2, 29)
FACTS: tuple[dict[str, Any], ...] = (
    {"key": "a", "type": "number", "range": [-60, 60]},
    {"key": "b", "type": "number", "range": [-60, 60]},
    {"key": "c", "type": "number", "scale": 1, "range": [-60, 60]},
    {"key": "m", "type": "money", "unit": "元", "range": [-100000, 100000]},
    {"key": "w", "type": "money", "unit": "元", "range": [0, 100000]},
    {"key": "p", "type": "bool"},
    {"key": "q", "type": "bool"},
    {"key": "d", "type": "date"},
    {"key": "e", "type": "date"},
    {"key": "s", "type": "enum", "options": list(WORDS)},
    {"key": "z", "type": "months", "unit": "元", "range": [0, 10000]},
    {
        "key": "kin",
        "type": "table",
        "columns": [
            {"key": "k_age", "type": "number", "range": [-60, 60]},
            {"key": "k_pay", "type": "money", "unit": "元", "range": [-1000, 1000]},
            {"key": "k_works", "type": "bool"},
        ],
    },
)
MODES: tuple[t.Mode, ...] = ("down", "up", "half_up", "half_even", "towards_zero")
SIGNS: tuple[t.Comparison, ...] = ("==", "!=", "<", "<=", ">", ">=")
YUAN = "元"


class Inventor:
    """Makes rules; one seed gives one sequence of them (出题)."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.inside = False

    def policy(self, number: int, clauses: int = 4) -> Policy:
        """Make a policy: a decision, then amounts, days and codes."""
        made = [("eligible", self.truth(3))]
        kinds = (self.number, self.money, self.day, self.truth)
        for n in range(1, clauses):
            kind = kinds[self.chance.randrange(len(kinds))]
            made.append((f"r{n}", kind(3)))
        rules = tuple(
            {"id": f"第{n}条", "gives": gives, "rule": written(tree), "article": f"第{n}条"}
            for n, (gives, tree) in enumerate(made, 1)
        )
        name = f"P-R{number}"
        return Policy(
            name, "2024-01-01", Text(name), {"code": "350000"}, "verified",
            facts=FACTS, clauses=rules,
        )  # fmt: skip

    def pick(self, *made: Any) -> Any:
        """Take one."""
        return self.chance.choice(made)

    def coin(self) -> bool:
        """Toss a coin."""
        return self.chance.random() < 0.5

    def truth(self, deep: int) -> t.Node:
        """Make a truth."""
        if deep <= 0:
            return t.Fact("k_works") if self.inside else t.Fact(self.pick("p", "q"))
        kinds = [
            self._all, self._all, self._not, self._compared, self._compared, self._between,
            self._one_of, self._at_least, self._if_truth, self._aged,
        ]  # fmt: skip
        if not self.inside:
            kinds += [self._unless_truth, self._presumed, self._official, self._some, self._day]
        return self.pick(*kinds)(deep - 1)

    def _all(self, deep: int) -> t.Node:
        parts = tuple(self.truth(deep) for _ in range(self.chance.randint(2, 3)))
        return self.pick(t.All, t.AnyOf)(parts)

    def _not(self, deep: int) -> t.Node:
        return t.Not(self.truth(deep))

    def _at_least(self, deep: int) -> t.Node:
        return t.AtLeast(self.pick(1, 2, 3), tuple(self.truth(deep - 1) for _ in range(3)))

    def _if_truth(self, deep: int) -> t.Node:
        return t.If(self.truth(deep), self.truth(deep - 1), self.truth(deep - 1))

    def _unless_truth(self, deep: int) -> t.Node:
        return t.Unless(self.truth(deep), (t.ButWhen(self.truth(deep - 1), t.Truth(value=False)),))

    def _presumed(self, deep: int) -> t.Node:
        return t.Presumed(self.truth(deep), t.Truth(value=self.coin()), "某法第一条")

    def _official(self, _deep: int) -> t.Node:
        return t.AnyOf((t.Fact("p"), t.Official("困难", "民政")))

    def _aged(self, _deep: int) -> t.Node:
        if self.inside:
            return t.Compare(t.Fact("k_age"), self.pick(*SIGNS), self._small())
        span = self.pick(t.Years, t.Months)
        ends = self.pick((t.Fact("d"), t.Fact("today")), (t.Fact("d"), t.Fact("e")))
        unit = "岁" if span is t.Years else "月"
        least = t.Number(self.chance.randint(0, 70 if span is t.Years else 900), 0, unit)
        return t.Compare(span(*ends), self.pick(*SIGNS), least)

    def _day(self, deep: int) -> t.Node:
        return t.Compare(self.day(deep), self.pick(*SIGNS), self.day(deep - 1))

    def _compared(self, deep: int) -> t.Node:
        sort = self.pick(self.number, self.money)
        left = sort(deep)
        if self.chance.random() < 0.2:
            left = t.Divide(left, self._divisor())
        return t.Compare(left, self.pick(*SIGNS), sort(deep - 1))

    def _between(self, deep: int) -> t.Node:
        low = self.chance.randint(-40, 20)
        high = low + self.chance.randint(1, 40)
        range_ = t.Range(
            self.pick(None, t.Number(low)),
            t.Number(high),
            self.coin(),
            self.coin(),
        )
        return t.Between(self.number(deep), range_)

    def _one_of(self, deep: int) -> t.Node:
        if self.inside or self.chance.random() < 0.5:
            return t.OneOf(self.number(deep), tuple(self._small() for _ in range(3)))
        words = self.chance.sample(WORDS[:2], self.pick(1, 2))
        return t.OneOf(t.Fact("s"), tuple(map(t.Code, words)))

    def _some(self, _deep: int) -> t.Node:
        return t.Members(self.pick("any", "every"), "kin", self._within(self.truth))

    def _within(self, make: Any) -> t.Node:
        """Make something about a member."""
        self.inside = True
        try:
            return make(1)  # type: ignore[no-any-return]
        finally:
            self.inside = False

    def _where(self) -> t.Node | None:
        return self._within(self.truth) if self.chance.random() < 0.6 else None

    def _small(self) -> t.Number:
        return t.Number(self.chance.randint(-20, 20))

    def _divisor(self) -> t.Number:
        return t.Number(self.pick(2, 3, 4, 7, 10, 12, -3))

    def number(self, deep: int) -> t.Node:
        """Make a number without a unit."""
        if self.inside:
            return t.Fact("k_age")
        if deep <= 0:
            return self.pick(t.Fact("a"), t.Fact("b"), t.Fact("c"), self._small())
        kinds = (
            self._sum,
            self._sum,
            self._round,
            self._least,
            self._if,
            self._bands,
            self._count,
            self._worth,
        )
        return self.pick(*kinds)(deep - 1, self.number)

    def money(self, deep: int) -> t.Node:
        """Make an amount of money, rounded to the cent."""
        if self.inside:
            return t.Fact("k_pay")
        if deep <= 0:
            cents = t.Number(self.chance.randint(0, 200000), 2, YUAN)
            return self.pick(t.Fact("m"), t.Fact("w"), cents)
        kinds = (
            self._sum, self._round_money, self._least, self._if, self._bands_money, self._pay,
            self._unless, self._months, self._marginal,
        )  # fmt: skip
        return self.pick(*kinds)(deep - 1, self.money)

    def _sum(self, deep: int, sort: Any) -> t.Node:
        return self.pick(t.Add, t.Subtract)(sort(deep), sort(deep - 1))

    def _least(self, deep: int, sort: Any) -> t.Node:
        return self.pick(t.Least, t.Greatest)((sort(deep), sort(deep - 1)))

    def _if(self, deep: int, sort: Any) -> t.Node:
        return t.If(self.truth(deep), sort(deep - 1), sort(deep - 1))

    def _unless(self, deep: int, sort: Any) -> t.Node:
        first = t.ButWhen(self.truth(deep - 1), sort(0), 1)
        return t.Unless(sort(deep), (first, t.ButWhen(self.truth(0), sort(0), 2)))

    def _round(self, deep: int, sort: Any) -> t.Node:
        value = t.Divide(t.Multiply(sort(deep), self._small()), self._divisor())
        return t.Round(
            value, self.pick(t.Number(1), t.Number(1, 1), t.Number(5)), self.pick(*MODES)
        )

    def _round_money(self, deep: int, sort: Any) -> t.Node:
        rate = t.Number(self.chance.randint(-150, 150), 2)
        value: t.Node = t.Multiply(sort(deep), rate)
        if self.chance.random() < 0.5:
            value = t.Divide(value, self._divisor())
        step = self.pick(t.Number(1, 2, YUAN), t.Number(1, 1, YUAN), t.Number(10, 0, YUAN))
        return t.Round(value, step, self.pick(*MODES))

    def _worth(self, deep: int, _sort: Any) -> t.Node:
        return t.If(self.truth(deep), self._small(), t.Negate(t.Fact("a")))

    def _bands(self, _deep: int, sort: Any) -> t.Node:
        return t.Bands(t.Fact(self.pick("a", "c")), self._rows(None), sort(0))

    def _bands_money(self, _deep: int, sort: Any) -> t.Node:
        rows = tuple(t.Band(one.range, sort(0)) for one in self._rows(YUAN))
        return t.Bands(t.Fact("m"), rows, sort(0))

    def _marginal(self, _deep: int, _sort: Any) -> t.Node:
        rates = (3, 10, 20)
        edges: Sequence[int] = (0, 3000, 12000)
        ends = [*edges[1:], None]
        rows = tuple(
            t.Band(
                t.Range(
                    t.Number(low, 0, YUAN),
                    None if high is None else t.Number(high, 0, YUAN),
                    low_closed=not low,
                    high_closed=high is not None,
                ),
                t.Number(rate, 2),
            )
            for low, high, rate in zip(edges, ends, rates, strict=True)
        )
        scale = t.Bands(t.Fact("w"), rows, None, marginal=True)
        return t.Round(scale, t.Number(1, 2, YUAN), self.pick(*MODES))

    def _rows(self, unit: str | None) -> tuple[t.Band, ...]:
        edges = sorted(self.chance.sample(range(-30, 30), 3))
        return tuple(
            t.Band(
                t.Range(t.Number(low, 0, unit), t.Number(high, 0, unit), high_closed=False),
                self._small(),
            )
            for low, high in pairwise(edges)
        )

    def _count(self, _deep: int, _sort: Any) -> t.Node:
        if self.chance.random() < 0.4:
            return t.Members(
                self.pick("sum", "least", "most"), "kin", t.Fact("k_age"), self._where()
            )
        count = t.Members("count", "kin", None, self._where())
        return t.If(
            t.Compare(count, self.pick(*SIGNS), t.Number(2, 0, "人")), self._small(), t.Number(0)
        )

    def _pay(self, _deep: int, _sort: Any) -> t.Node:
        return t.Members(self.pick("sum", "least", "most"), "kin", t.Fact("k_pay"), self._where())

    def _months(self, _deep: int, _sort: Any) -> t.Node:
        return t.OverMonths(self.pick(1, 3, MONTHS), "z")

    def day(self, deep: int) -> t.Node:
        """Make a day."""
        if deep <= 0:
            return self.pick(t.Fact("d"), t.Fact("e"), t.Day(date(1999, 12, 31)))
        count = self.chance.randint(-30, 30)
        unit = self.pick("月", "日")
        return t.Add(self.day(deep - 1), t.Number(abs(count), 0, unit))


def rules(seed: int, count: int, clauses: int = 4) -> list[Rule]:
    """Make so many rules; what the checker does not accept is left out and another made."""
    inventor, made, number = Inventor(seed), [], 0
    while len(made) < count:
        number += 1
        try:
            made.append(rule(inventor.policy(number, clauses), Book(), on=ON))
        except NotForPopulations:
            continue
    return made
