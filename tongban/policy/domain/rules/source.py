"""From program to Python (编成函数): the text of a function, for one person, made once.

The text is made of the program alone, which holds nothing but whole numbers, truths and words
of the sheet: words go in as literals, names of facts as keys. It reaches the facts it is given,
and a few functions for the calendar and for lists.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from tongban.policy.domain.rules import arithmetic
from tongban.policy.domain.rules.program import EachMember, Op, Program

Decide = Callable[[Mapping[str, Any]], dict[str, Any]]
Pattern = Callable[[Sequence[Any]], tuple[bool | None, ...]]
Trace = Callable[[Mapping[str, Any]], tuple[Any, ...]]
_SIGNS = {"lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "==", "ne": "!="}
_INFIX = {"add": "+", "sub": "-", "mul": "*"}
_DEEPEST = 12


def decide_source(program: Program, *, complete: bool) -> str:
    """Write the function that gives the results: Kleene's values, or the complete ones."""
    writer = _Writer(program, complete=complete)
    lines = writer.lines(program.results.values())
    made = ", ".join(f"{key!r}: {writer.use(step)}" for key, step in program.results.items())
    return "\n".join(["def decide(f):", "    g = f.get", *lines, f"    return {{{made}}}"])


def trace_source(program: Program) -> str:
    """Write the function that gives the value of every step."""
    writer = _Writer(program, complete=True, every=True)
    lines = writer.lines(range(len(program.ops)))
    made = "".join(f"{writer.use(step)}, " for step in range(len(program.ops)))
    return "\n".join(["def trace(f):", "    g = f.get", *lines, f"    return ({made})"])


def decide_function(program: Program, *, complete: bool = True) -> Decide:
    """Make the function that gives the results."""
    made: Decide = _compiled(decide_source(program, complete=complete), program, "decide")
    return made


def trace_function(program: Program) -> Trace:
    """Make the function that gives the value of every step."""
    made: Trace = _compiled(trace_source(program), program, "trace")
    return made


def pattern_function(program: Program) -> Pattern:
    """Make the function that says of the values of all steps what a walk to the reasons sees.

    Of a truth that is its value, of anything else whether it is known at all: people alike in
    this have the same reasons.
    """
    parts = [
        f"v[{step}]" if op.type.kind == "truth" else f"v[{step}] is None"
        for step, op in enumerate(program.ops)
        if op.op not in ("const", "open")
    ]
    body = "".join(f"{part}, " for part in parts)
    made: Pattern = _compiled(f"def pattern(v):\n    return ({body})", program, "pattern")
    return made


def _compiled(source: str, program: Program, name: str) -> Any:
    space: dict[str, Any] = {"__builtins__": {}, **_FUNCTIONS}
    for no, op in enumerate(program.ops):
        if op.op == "fold":
            space[f"fold{no}"] = folding(op.value)
    # The text comes from the program alone; no word of a writer stands in it unquoted.
    exec(compile(source, f"<{name}>", "exec"), space)  # noqa: S102
    return space[name]


class _Writer:
    """One function being written; a step used often is a line of its own, others are inlined."""

    def __init__(self, program: Program, *, complete: bool, every: bool = False) -> None:
        self.program, self.complete = program, complete
        self.named: set[int] = set()
        self.uses = [0] * len(program.ops)
        self.depth = [0] * len(program.ops)
        for op in program.ops:
            for arg in self.args(op):
                self.uses[arg] += 1
        for step in program.results.values():
            self.uses[step] += 1
        self.every = every
        self.fresh = 0

    def args(self, op: Op) -> Sequence[int]:
        if op.op == "complete" and not self.complete:
            return op.args[:1]
        return op.args

    def lines(self, roots: Iterable[int]) -> list[str]:
        """Write the steps that stand on lines of their own, in order."""
        needed: set[int] = set()
        stack = list(roots)
        while stack:
            step = stack.pop()
            if step not in needed:
                needed.add(step)
                stack.extend(self.args(self.program.ops[step]))
        made = []
        for step in sorted(needed):
            op = self.program.ops[step]
            if op.op in ("const", "open"):
                continue
            depths = [self.depth[arg] for arg in self.args(op)]
            self.depth[step] = 1 + max(depths, default=0)
            if self.every or self.uses[step] > 1 or self.depth[step] > _DEEPEST:
                text = self.text(step)
                self.named.add(step)
                self.depth[step] = 0
                made.append(f"    v{step} = {text}")
        return made

    def use(self, step: int) -> str:
        """Write the value of a step where it is used."""
        return f"v{step}" if step in self.named else self.text(step)

    def name(self) -> str:
        self.fresh += 1
        return f"t{self.fresh}"

    def text(self, step: int) -> str:  # noqa: PLR0911 - one line for each kind
        """Write a step where it is used first."""
        op = self.program.ops[step]
        match op.op:
            case "const":
                return repr(op.value)
            case "open":
                return "None"
            case "input":
                return f"g({op.value!r})"
            case "and" | "or":
                return self.join(op)
            case "fold":
                held = ", ".join(self.use(arg) for arg in op.args)
                return f"fold{step}({held})"
            case "if":
                return self.choice(op)
            case "complete":
                return self.completed(op)
            case _:
                return self.simple(op)

    def probe(self, step: int) -> tuple[str, str]:
        """Write a value to be looked at and the name it has from then on."""
        if step in self.named or self.program.ops[step].op == "const":
            return self.use(step), self.use(step)
        name = self.name()
        return f"({name} := {self.use(step)})", name

    def join(self, op: Op) -> str:
        stop, end = ("False", "True") if op.op == "and" else ("True", "False")
        looked = [self.probe(arg) for arg in op.args]
        first = " or ".join(f"{text} is {stop}" for text, _ in looked)
        unknown = " or ".join(f"{name} is None" for _, name in looked)
        return f"({stop} if {first} else None if {unknown} else {end})"

    def simple(self, op: Op) -> str:
        looked = [self.probe(arg) for arg in op.args]
        names = [name for _, name in looked]
        guards = [
            f"{text} is None"
            for (text, _), arg in zip(looked, op.args, strict=True)
            if self.program.ops[arg].op != "const"
        ]
        match op.op:
            case "at_least":
                return f"at_least({op.value}, ({', '.join(t for t, _ in looked)},))"
            case "presumed":
                text, name = looked[0]
                return f"({name} if {text} is not None else {self.use(op.args[1])})"
            case "not":
                body = f"not {names[0]}"
            case "is_in":
                body = f"{names[0]} in {op.value!r}"
            case "neg":
                body = f"-{names[0]}"
            case "div":
                body = f"divide({names[0]}, {names[1]}, {op.value!r})"
            case "over_months":
                body = f"over_months({names[0]}, {op.value})"
            case word if word in _SIGNS:
                body = f"{names[0]} {_SIGNS[word]} {names[1]}"
            case word if word in _INFIX:
                body = f"{names[0]} {_INFIX[word]} {names[1]}"
            case word:
                body = f"{word}({', '.join(names)})"
        return f"(None if {' or '.join(guards)} else {body})" if guards else f"({body})"

    def choice(self, op: Op) -> str:
        test, then, otherwise = op.args
        text, name = self.probe(test)
        yes, no = self.use(then), self.use(otherwise)
        if len(yes) + len(no) > 400:  # noqa: PLR2004 - written twice below, so not too long
            return f"choose({text}, {yes}, {no})"
        last = self.program.ops[otherwise]
        same = self.name()
        both = f"{same} if ({same} := {yes}) == {no} else None"
        if last.op == "const" and last.value is None:
            both = "None"
        return f"({yes} if {text} is True else {no} if {name} is False else ({both}))"

    def completed(self, op: Op) -> str:
        base, carrier, *cases = op.args
        text, name = self.probe(base)
        if not self.complete:
            return self.use(base)
        shown = ", ".join(self.use(case) for case in cases)
        return (
            f"({name} if {text} is not None or {self.use(carrier)} is not None"
            f" else agreed(({shown},)))"
        )


def at_least(least: int, parts: Sequence[bool | None]) -> bool | None:
    """Say whether k of several hold, as soon as that is certain."""
    yes = parts.count(True)
    if yes >= least:
        return True
    return False if yes + parts.count(None) < least else None


def _choose(test: bool | None, then: Any, otherwise: Any) -> Any:
    if test is None:
        return then if then == otherwise else None
    return then if test else otherwise


def _agreed(parts: Sequence[Any]) -> Any:
    first = parts[0]
    return first if all(part == first for part in parts) else None


def over_months(values: Sequence[int | None], months: int) -> int | None:
    """Add up the last months; unknown where one of them is."""
    if len(values) < months or None in values[:months]:
        return None
    return sum(value for value in values[:months] if value is not None)


_FUNCTIONS: Mapping[str, Any] = {
    "at_least": at_least,
    "choose": _choose,
    "agreed": _agreed,
    "over_months": over_months,
    "divide": arithmetic.divide,
    "least": min,
    "greatest": max,
    "years": arithmetic.years,
    "months": arithmetic.months,
    "add_months": arithmetic.add_months,
    "add_days": lambda a, b: a + b,
    "days_between": lambda a, b: b - a,
}


def folding(each: EachMember) -> Callable[..., Any]:
    """Make the function that aggregates the members of a list."""
    inner = decide_function(each.program)
    has_where, has_value = "where" in each.program.results, "value" in each.program.results
    outer = each.outer

    def fold(members: Sequence[Mapping[str, Any]] | None, *around: Any) -> Any:
        if members is None:
            return None
        outside = dict(zip(outer, around, strict=True))
        rows = [inner({**member, **outside} if outer else member) for member in members]
        tests = [row["where"] for row in rows] if has_where else [True] * len(rows)
        values = [row["value"] for row in rows] if has_value else [1] * len(rows)
        return _FOLDS[each.fold](tests, values)

    return fold


def _any(_tests: Sequence[bool | None], values: Sequence[Any]) -> bool | None:
    return True if True in values else None if None in values else False


def _every(_tests: Sequence[bool | None], values: Sequence[Any]) -> bool | None:
    return False if False in values else None if None in values else True


def _total(tests: Sequence[bool | None], values: Sequence[Any]) -> int | None:
    """Add up those that count; a member who may count or not leaves the sum open."""
    total = 0
    for test, value in zip(tests, values, strict=True):
        if test is False:
            continue
        if test is None or value is None:
            return None
        total += value
    return total


def _extreme(pick: Callable[[Sequence[int]], int]) -> Callable[..., int | None]:
    def fold(tests: Sequence[bool | None], values: Sequence[Any]) -> int | None:
        taken = [value for test, value in zip(tests, values, strict=True) if test is not False]
        if None in tests or None in taken or not taken:
            return None
        return pick(taken)

    return fold


_FOLDS: Mapping[str, Callable[..., Any]] = {
    "count": _total,
    "sum": _total,
    "any": _any,
    "every": _every,
    "least": _extreme(min),
    "most": _extreme(max),
}
