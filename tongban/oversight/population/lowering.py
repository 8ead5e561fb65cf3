"""Fewer kinds of steps (程序降级): what every engine must know, and nothing more.

A program of the language becomes one whose steps are `const input known and or not eq ne lt le gt
ge is_in add sub mul neg least greatest div if presumed sum_of max_of min_of some_of mask`. Dates become
whole numbers, the months of a figure columns of their own, “at least k” counting, certainty by
cells choices; the members of a household are the rows that share its number. A comparison of
complete years or months with a constant becomes a comparison of days, found by bisection, so that
an age costs what a number costs.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import reduce
from typing import Any

from tongban.oversight.population.building import DAY, TRUTH, Builder
from tongban.oversight.population.calendar import Civil, boundary, day_of, last_of_month
from tongban.oversight.population.problems import NotForPopulations
from tongban.policy.domain.rules import arithmetic
from tongban.policy.domain.rules.program import Input, Op, Program

FIRST, LAST = arithmetic.day(date.min) + 400, arithmetic.day(date.max) - 400
MONTHS = 12
EDGE = 2**62  # beyond every number a rule can make
ORDER = ("eq", "ne", "lt", "le", "gt", "ge")
WHOLE = frozenset(["add", "sub", "mul", "neg", "least", "greatest", "div", "if", "presumed"])
PLAIN = frozenset(["not", *ORDER, "is_in", *WHOLE])
MIRROR = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le", "eq": "eq", "ne": "ne"}


def lower(build: Builder, program: Program, fixed: Mapping[str, Any]) -> list[int]:
    """Add a program to `build` in fewer kinds of steps; return where each of its steps went.

    `fixed` are the facts that are the same for everybody, as today; they become constants.
    """
    return _Lowering(build, program, fixed).places


class _Lowering:
    def __init__(self, build: Builder, program: Program, fixed: Mapping[str, Any]) -> None:
        self.build, self.program, self.fixed = build, program, fixed
        self.places: list[int] = []
        for op in program.ops:
            self.places.append(self._lowered(op))

    def _lowered(self, op: Op) -> int:
        build = self.build
        args = tuple(self.places[arg] for arg in op.args)
        if op.op == "const":
            return build.const(op.value, op.type)
        if op.op in ORDER and (folded := self._folded(op, args)) is not None:
            return folded
        if op.op in ("and", "or"):
            return build.op(op.op, *args)
        if op.type.kind == "number" and op.op in WHOLE:
            return build.number(op.op, *args, value=op.value, type_=op.type)
        if op.op in PLAIN:
            return build.op(op.op, *args, value=op.value, type_=op.type)
        return int(getattr(self, f"_{op.op}")(op, args))

    def _input(self, op: Op, _args: tuple[int, ...]) -> int:
        if op.value in self.fixed:
            return self.build.const(self.fixed[op.value], op.type)
        return self.build.input(self.program.inputs.get(op.value) or Input(op.value, op.type))

    def _at_least(self, op: Op, args: tuple[int, ...]) -> int:
        """Count what holds and what may hold; certain as soon as either count decides."""
        build, one, none = self.build, self.build.const(1), self.build.const(0)
        held, possible = none, none
        for arg in args:
            surely = build.op("presumed", arg, build.const(value=False))
            perhaps = build.op("presumed", arg, build.const(value=True))
            held = build.number("add", held, build.number("if", surely, one, none))
            possible = build.number("add", possible, build.number("if", perhaps, one, none))
        least = build.const(op.value)
        open_ = build.op("and", build.op("ge", possible, least), build.const(None, TRUTH))
        return build.op("or", build.op("ge", held, least), open_)

    def _open(self, op: Op, _args: tuple[int, ...]) -> int:
        return self.build.const(None, op.type)

    def _complete(self, op: Op, args: tuple[int, ...]) -> int:
        """Where base and carrier are unknown, what every cell of the carrier gives alike."""
        build, (base, carrier, *cells) = self.build, args
        cells = list(dict.fromkeys(cells))
        unknown = build.const(None, op.type)
        alike = build.op("and", *(build.op("eq", cells[0], cell) for cell in cells[1:]))
        common = cells[0]
        if len(cells) > 1:
            common = build.op("if", alike, cells[0], unknown, type_=op.type)
        lacking = build.op("not", build.op("known", carrier))
        instead = build.op("if", lacking, common, unknown, type_=op.type)
        return build.op("presumed", base, instead, type_=op.type)

    def _over_months(self, op: Op, args: tuple[int, ...]) -> int:
        """Add up the columns `wage_1`, `wage_2` …; the last month is the first."""
        key, type_ = self.build.ops[args[0]].value, self.build.ops[args[0]].type
        month = replace(type_, kind="number")
        columns = [Input(f"{key}_{number}", month) for number in range(1, op.value + 1)]
        return reduce(
            lambda sum_, one: self.build.number("add", sum_, one), map(self.build.input, columns)
        )

    def _days_between(self, _op: Op, args: tuple[int, ...]) -> int:
        return self.build.number("sub", args[1], args[0])

    def _add_days(self, _op: Op, args: tuple[int, ...]) -> int:
        return self.build.op("add", *args, type_=DAY)

    def _months(self, _op: Op, args: tuple[int, ...]) -> int:
        build = self.build
        n = build.number
        start, end = Civil(build, args[0]), Civil(build, args[1])
        twelve = build.const(MONTHS)
        years = n("mul", n("sub", end.year, start.year), twelve)
        months = n("add", years, n("sub", end.month, start.month))
        early = build.op("lt", end.day, start.day)
        return n("sub", months, n("if", early, build.const(1), build.const(0)))

    def _years(self, _op: Op, args: tuple[int, ...]) -> int:
        months = self._months(_op, args)
        return self.build.number("div", months, self.build.const(MONTHS), value="down")

    def _add_months(self, _op: Op, args: tuple[int, ...]) -> int:
        """Find the same day so many months on, or the last day of a month that is too short."""
        build = self.build
        n, twelve = build.number, build.const(MONTHS)
        from_ = Civil(build, args[0])
        count = n("add", n("mul", from_.year, twelve), n("sub", from_.month, build.const(1)))
        count = n("add", count, args[1])
        year = n("div", count, twelve, value="down")
        month = n("add", n("sub", count, n("mul", year, twelve)), build.const(1))
        day = n("least", from_.day, last_of_month(build, year, month))
        return day_of(build, year, month, day)

    def _fold(self, op: Op, args: tuple[int, ...]) -> int:
        """Ask every row of the household: its columns are the member's.

        What cannot be known of a member keeps the whole unknown, unless one member decides.
        """
        build, fold = self.build, op.value
        around = {key: build.ops[arg] for key, arg in zip(fold.outer, args[1:], strict=True)}
        if varies := [key for key, one in around.items() if one.op != "const"]:
            raise NotForPopulations(f"{', '.join(varies)} (成员条件用到申请人自己的信息)")
        fixed = {**self.fixed, **{key: one.value for key, one in around.items()}}
        places = lower(build, fold.program, fixed)
        results = fold.program.results
        yes, no = build.const(value=True), build.const(value=False)
        where = places[results["where"]] if "where" in results else yes
        if fold.fold in ("any", "every"):
            decisive = fold.fold == "any"
            parts = (where,) if decisive else (build.op("not", where),)
            body = build.op("and" if decisive else "or", *parts, places[results["value"]])
            wish = body if decisive else build.op("not", body)
            found = self._some(build.op("presumed", wish, no))
            open_ = self._some(build.op("not", build.op("known", body)))
            unsure = build.op("and", open_, build.const(None, TRUTH))
            made = build.op("or", found, unsure)
            return made if decisive else build.op("not", made)
        return self._amount(
            fold.fold, where, places[results["value"]] if "value" in results else None, op
        )

    def _amount(self, fold: str, where: int, value: int | None, op: Op) -> int:
        build = self.build
        among = build.op("presumed", where, build.const(value=False))
        one, none = build.const(1), build.const(0)
        value = one if fold == "count" or value is None else value
        known = build.op("and", build.op("known", where), build.op("known", value))
        matters = build.op("presumed", where, build.const(value=True))
        open_ = self._some(build.op("and", matters, build.op("not", known)))
        if fold in ("count", "sum"):
            each = build.number("if", among, build.number("presumed", value, none), none)
            found = build.number("sum_of", each)
            nobody = build.const(value=False)
        else:
            edge = build.const(EDGE if fold == "least" else -EDGE)
            each = build.number("if", among, build.number("presumed", value, edge), edge)
            found = build.number("min_of" if fold == "least" else "max_of", each)
            nobody = build.op("not", self._some(among))
        unknown = build.const(None, op.type)
        unsure = build.op("or", open_, nobody)
        return build.op("if", unsure, unknown, found, type_=op.type)

    def _some(self, of: int) -> int:
        """Add: it holds of some member; `of` is never unknown."""
        build = self.build
        if build.ops[of].op == "const":
            return of
        return build.op("some_of", of)

    def _folded(self, op: Op, args: tuple[int, ...]) -> int | None:
        """Turn “complete years ≥ 18” into “born on or before”, where all but one day is given."""
        left, right = (self.program.ops[arg] for arg in op.args)
        name, ages, bound = op.op, left, self.build.ops[args[1]]
        if left.op not in ("years", "months"):
            name, ages, bound = MIRROR[op.op], right, self.build.ops[args[0]]
        if ages.op not in ("years", "months") or bound.op != "const" or bound.value is None:
            return None
        days = [self.places[arg] for arg in ages.args]
        given = [self.build.ops[day].op == "const" for day in days]
        if given.count(True) != 1 or self.build.ops[days[given.index(True)]].value is None:
            return None
        return self._as_days(name, ages.op, days, int(bound.value))

    def _as_days(self, name: str, unit: str, days: list[int], least: int) -> int:
        build = self.build
        at_end = build.ops[days[1]].op == "const"
        fixed = build.ops[days[1] if at_end else days[0]].value
        passed = arithmetic.years if unit == "years" else arithmetic.months

        def reached(count: int) -> int:
            """Add: at least so many years or months have gone by."""

            def holds(day: int) -> bool:
                span = (day, fixed) if at_end else (fixed, day)
                return passed(*span) >= count

            if at_end:
                last = boundary(lambda day: not holds(day), FIRST, LAST) - 1
                return build.op("le", days[0], build.const(last, DAY))
            return build.op("ge", days[1], build.const(boundary(holds, FIRST, LAST), DAY))

        if name in ("ge", "lt"):
            found = reached(least)
        elif name in ("gt", "le"):
            found = reached(least + 1)
        else:
            found = build.op("and", reached(least), build.op("not", reached(least + 1)))
        return build.op("not", found) if name in ("lt", "le", "ne") else found
