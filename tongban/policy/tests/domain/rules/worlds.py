"""Little worlds for rules (小天地): a policy of some clauses, its facts, and random trees."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from tongban.catalogue.domain.model import Book, Dated, Figure, Policy
from tongban.kernel.text import Text
from tongban.policy.domain.rules import tree as t
from tongban.policy.domain.rules.clauses import Clause, sheet
from tongban.policy.domain.rules.clauses import Sheet as Clauses
from tongban.policy.domain.rules.compiling import Compiled, compiled
from tongban.policy.domain.rules.sheet import Sheet, compile_sheet

TODAY = date(2026, 1, 1)
FACTS: tuple[Mapping[str, Any], ...] = (
    {"key": "months", "name_zh": "累计缴费月数", "type": "number", "unit": "月"},
    {"key": "registered", "name_zh": "已失业登记", "type": "bool"},
    {"key": "involuntary", "name_zh": "非因本人意愿", "type": "bool"},
    {"key": "income", "name_zh": "月收入", "type": "money", "unit": "元/月"},
    {"key": "size", "name_zh": "家庭人数", "type": "number", "unit": "人"},
    {"key": "birth", "name_zh": "出生日期", "type": "date"},
    {"key": "level", "name_zh": "等级", "type": "enum", "options": ["一级", "二级", "三级"]},
    {"key": "wage", "name_zh": "缴费工资", "type": "months", "unit": "元/月"},
    {
        "key": "members",
        "name_zh": "家庭成员",
        "type": "table",
        "columns": [
            {"key": "age", "name_zh": "年龄", "type": "number", "unit": "岁"},
            {"key": "earns", "name_zh": "收入", "type": "money", "unit": "元/月"},
        ],
    },
)
WAGE = Figure(
    "min_wage",
    Text("最低工资标准"),
    "元/月",
    (
        Dated("000000", "2020-01-01", "1500"),
        Dated("350100", "2025-01-01", "2195", known="2024-12-20"),
        Dated("350100", "2025-01-01", "2265", known="2025-03-01"),
        Dated("350100", "2026-06-01", "2300"),
    ),
)
BOOK = Book(figures={"min_wage": WAGE})


def clause(rule: str, gives: str = "eligible", **more: Any) -> dict[str, Any]:
    return {"id": f"第{gives}条", "gives": gives, "rule": rule, **more}


def policy(*clauses: Mapping[str, Any], **more: Any) -> Policy:
    given = {"facts": FACTS, "clauses": clauses, **more}
    region = {"code": "350100", "name": "福州市"}
    return Policy("P-T", "2026-01-01", Text("试"), region, "verified", **given)


def of(*clauses: Mapping[str, Any], book: Book = BOOK, on: date = TODAY, **more: Any) -> Sheet:
    return compile_sheet(policy(*clauses, **more), book, on=on)


def found(*clauses: Mapping[str, Any], book: Book = BOOK) -> list[tuple[str, tuple[int, int]]]:
    made = compiled(sheet(policy(*clauses), book), on="2026-01-01", region="350100")
    return [(one.fault.rule, one.fault.at) for one in made.found]


# -- random trees over a few facts of small range

_SMALL = (
    {"key": "x", "type": "number", "unit": "月", "range": [0, 4]},
    {"key": "y", "type": "number", "unit": "月", "range": [0, 4]},
    {"key": "m", "type": "money", "unit": "元", "range": [0, 3], "scale": 0},
    {"key": "p", "type": "bool"},
    {"key": "q", "type": "bool"},
    {"key": "r", "type": "bool"},
    {"key": "c", "type": "enum", "options": ["甲", "乙", "丙"]},
    {"key": "d", "type": "date"},
)
MONTHS = st.builds(lambda n: t.Number(n, 0, "月"), st.integers(0, 5))
MONEY = st.builds(lambda n: t.Number(n, 1, "元"), st.integers(0, 40))
SIGNS = st.sampled_from(("==", "!=", "<", "<=", ">", ">="))
X, Y, M = t.Fact("x"), t.Fact("y"), t.Fact("m")


def atoms(*, one_fact: bool) -> st.SearchStrategy[t.Node]:
    """Conditions; with `one_fact` each looks at a single fact, so that cells tell everything."""
    words = st.sampled_from(("甲", "乙", "丙"))
    simple = [
        st.sampled_from((t.Fact("p"), t.Fact("q"), t.Fact("r"))),
        st.builds(t.Compare, st.sampled_from((X, Y)), SIGNS, MONTHS),
        st.builds(t.Compare, st.just(M), SIGNS, MONEY),
        st.builds(
            lambda a, b, low, high: t.Between(
                X, t.Range(t.Number(min(a, b), 0, "月"), t.Number(max(a, b), 0, "月"), low, high)
            ),
            st.integers(0, 4),
            st.integers(0, 4),
            st.booleans(),
            st.booleans(),
        ),
        st.builds(
            lambda some: t.OneOf(t.Fact("c"), tuple(map(t.Code, some))),
            st.lists(words, min_size=1, max_size=2, unique=True),
        ),
    ]
    if not one_fact:
        simple += [
            st.builds(t.Compare, months(), SIGNS, months()),
            st.builds(
                lambda op, n: t.Compare(t.Divide(M, t.Add(X, t.Number(1, 0, "月"))), op, n),
                SIGNS,
                st.builds(lambda n: t.Number(n, 1, "元/月"), st.integers(0, 20)),
            ),
        ]
    return st.one_of(*simple)


def months() -> st.SearchStrategy[t.Node]:
    """Numbers of months."""
    leaf = st.one_of(st.sampled_from((X, Y)), MONTHS)
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.builds(t.Add, inner, inner),
            st.builds(t.Subtract, inner, inner),
            st.builds(lambda a, n: t.Multiply(a, t.Number(n, 1)), inner, st.integers(-9, 9)),
            st.builds(lambda a, b: t.Least((a, b)), inner, inner),
            st.builds(lambda a, b: t.Greatest((a, b)), inner, inner),
            st.builds(
                lambda a, mode, n: t.Round(a, t.Number(n, 0, "月"), mode),
                inner,
                st.sampled_from(("down", "up", "half_up", "half_even", "towards_zero")),
                st.integers(1, 3),
            ),
            st.builds(
                lambda a, n, mode: t.Round(t.Divide(a, t.Number(n)), t.Number(1, 1, "月"), mode),
                inner,
                st.integers(1, 4),
                st.sampled_from(("down", "up", "half_up", "half_even", "towards_zero")),
            ),
            st.builds(t.If, st.sampled_from((t.Fact("p"), t.Fact("q"))), inner, inner),
        ),
        max_leaves=4,
    )


def truths(*, one_fact: bool = False) -> st.SearchStrategy[t.Node]:
    """Conditions of conditions."""
    return st.recursive(
        atoms(one_fact=one_fact),
        lambda inner: st.one_of(
            st.builds(lambda parts: t.All(tuple(parts)), st.lists(inner, min_size=2, max_size=3)),
            st.builds(lambda parts: t.AnyOf(tuple(parts)), st.lists(inner, min_size=2, max_size=3)),
            st.builds(
                lambda parts, k: t.AtLeast(min(k, len(parts)), tuple(parts)),
                st.lists(inner, min_size=2, max_size=3),
                st.integers(1, 3),
            ),
            st.builds(t.Not, inner),
            st.builds(
                lambda one, two, last: t.Cases((t.Case(one, two), t.Case(two, one)), last),
                inner,
                inner,
                inner,
            ),
            st.builds(t.If, inner, inner, inner),
            st.builds(
                lambda base, one, two: t.Unless(
                    base,
                    (
                        t.ButWhen(one, t.Truth(value=False), 1),
                        t.ButWhen(two, t.Truth(value=True), 2),
                    ),
                ),
                inner,
                inner,
                inner,
            ),
        ),
        max_leaves=6,
    )


def known() -> st.SearchStrategy[dict[str, Any]]:
    """Facts, each of them unknown about half the time, as plain values."""
    whole = st.one_of(st.none(), st.integers(0, 4))
    truth = st.sampled_from((None, True, False))
    return st.fixed_dictionaries(
        {
            "x": whole,
            "y": whole,
            "m": st.one_of(st.none(), st.integers(0, 3).map(Decimal)),
            "p": truth,
            "q": truth,
            "r": truth,
            "c": st.sampled_from((None, "甲", "乙", "丙")),
        }
    )


def exact(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The same facts for the oracle."""
    return {
        key: Fraction(value) if isinstance(value, Decimal) else value
        for key, value in facts.items()
        if value is not None
    }


def drawn(*trees: t.Node) -> Clauses:
    """A sheet of trees, giving r0, r1 …"""
    made = sheet(Policy("P-R", "2026-01-01", Text("随机"), {}, "verified", facts=_SMALL), BOOK)
    clauses = tuple(Clause(f"c{no}", f"r{no}", tree=tree) for no, tree in enumerate(trees))
    return Clauses(made.policy, made.book, made.facts, made.columns, clauses)


def sheet_of(*trees: t.Node) -> Sheet | None:
    """Compile trees; None where the checker has something against them."""
    made: Compiled = compiled(drawn(*trees), on="2026-01-01", region="350100")
    return None if made.errors else Sheet(made, TODAY, "350100")
