"""Reasons (理由): the conditions that decide, what is missing, and what would change the answer.

The values of all steps are walked from the result downwards. Of a conjunction that fails one
failing part is enough, of one that holds all parts are needed; so with the others. What is left
is a sufficient reason: its facts alone give the same answer again. Where a rule looks at a fact
twice the walk may name too much; then facts are left out one by one as long as the answer stays.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tongban.kernel.text import Text
from tongban.policy.domain.rules import tree as t
from tongban.policy.domain.rules.answer import Because
from tongban.policy.domain.rules.clauses import Clause
from tongban.policy.domain.rules.compiling import Compiled
from tongban.policy.domain.rules.program import Op
from tongban.policy.domain.rules.scope import TODAY
from tongban.policy.domain.rules.writing import written


@dataclass(frozen=True, slots=True)
class Line:
    """What a step says in the words of a clause (一句条件): its facts, and the law behind it."""

    clause: Clause | None
    said: Text
    facts: tuple[str, ...]
    presumed: str | None = None


@dataclass(slots=True)
class Walk:
    """What a walk found (推理路径): steps that decide, facts that are missing."""

    decisive: dict[int, bool | None]
    missing: dict[str, None]
    numbers: dict[str, int]


class Explainer:
    """Explains the answers of one compiled sheet (说理)."""

    def __init__(self, compiled: Compiled) -> None:
        self.compiled, self.ops = compiled, compiled.program.ops
        self.reads = self._reads()
        by_id = {one.id: one for one in compiled.sheet.clauses}
        by_id |= {one.id: one for one in compiled.clauses.values()}
        self.clauses: Mapping[str, Clause] = by_id
        self._lines: dict[int, Line] = {}

    def _reads(self) -> Sequence[tuple[str, ...]]:
        """List the facts beneath each step."""
        made: list[tuple[str, ...]] = []
        for op in self.ops:
            if op.op == "input":
                made.append((op.value,))
            else:
                made.append(tuple(dict.fromkeys(key for arg in op.args for key in made[arg])))
        return made

    def line(self, step: int) -> Line:
        """Say what a step says, in the words of its clause."""
        found = self._lines.get(step)
        if found is None:
            self._lines[step] = found = self._line(step)
        return found

    def _line(self, step: int) -> Line:
        origin, op = self.compiled.origins.get(step), self.ops[step]
        if origin is None:
            name = self.compiled.program.inputs[op.value].name if op.op == "input" else op.op
            words = op.value if op.op == "open" else name
            clause = self.clauses.get(op.clause or "")
            return Line(clause, Text(str(words)), self.reads[step])
        clause_id, node = origin
        spelled = self.compiled.sheet.spelled
        said = Text(written(node, "zh", spelled), written(node, "en"))
        law = node.law if isinstance(node, t.Presumed) else None
        return Line(self.clauses.get(clause_id), said, self.reads[step], law)

    def walk(self, roots: Sequence[int], values: Sequence[Any]) -> Walk:
        """Walk from results to the conditions that decide them."""
        found = Walk({}, {}, {})
        seen: set[int] = set()
        stack = list(reversed(roots))
        ops, origins = self.ops, self.compiled.origins
        while stack:
            step = stack.pop()
            if step in seen:
                continue
            seen.add(step)
            op = ops[step]
            if op.op == "presumed":
                self._presumed(step, values, found, stack)
            elif step in origins or op.op == "open":
                self._leaf(step, values, found)
            elif op.op == "input":
                self._fact(step, values, found)
            elif op.args:
                next_ = _NEXT.get(op.op, _all)
                if op.op == "at_least":
                    stack.extend(_counted(op, values[step], values))
                else:
                    stack.extend(reversed(next_(op.args, values[step], values)))
        return found

    def _leaf(self, step: int, values: Sequence[Any], found: Walk) -> None:
        found.decisive[step] = values[step]
        if values[step] is None:
            self._lack(step, values, found)

    def _lack(self, step: int, values: Sequence[Any], found: Walk) -> None:
        """Name the unknown facts beneath a step that is open."""
        stack, seen = [step], {step}
        while stack:
            one = stack.pop()
            op = self.ops[one]
            if op.op == "input" and (values[one] is None or op.type.kind in ("table", "months")):
                found.missing[op.value] = None
            for arg in reversed(op.args):
                if (values[arg] is None and arg not in seen) or (
                    self.ops[arg].type.kind in ("table", "months") and arg not in seen
                ):
                    seen.add(arg)
                    stack.append(arg)

    def _fact(self, step: int, values: Sequence[Any], found: Walk) -> None:
        key = self.ops[step].value
        if values[step] is None:
            found.missing[key] = None
        else:
            found.numbers[key] = step

    def _presumed(self, step: int, values: Sequence[Any], found: Walk, stack: list[int]) -> None:
        value = self.ops[step].args[0]
        if values[value] is not None:
            stack.append(value)
        elif step in self.compiled.origins:
            found.decisive[step] = values[step]

    def because(self, found: Walk, said: "Said") -> tuple[Because, ...]:
        """Write the reasons of a walk; of what is open only what is open on purpose."""
        made: list[Because] = []
        shown: set[str] = set()
        lines: set[str] = set()
        for step, result in found.decisive.items():
            line = self.line(step)
            if line.said.zh in lines:
                continue
            lines.add(line.said.zh)
            if result is None:
                if self.ops[step].op == "open" and line.said.zh:
                    made.append(said.because(line, None, None))
                continue
            facts = [key for key in line.facts if said.is_kept(key)]
            if line.presumed:
                made.append(said.because(line, None, result))
            elif facts or not line.facts:
                made.extend([said.because(line, key, result) for key in facts or (None,)])
                shown.update(facts)
        for key, step in found.numbers.items():
            if key not in shown and said.is_kept(key):
                made.append(said.because(self.line(step), key, None))
        return tuple(made)


@dataclass(frozen=True, slots=True)
class Said:
    """What was said by whom (已知与来源); `kept` are the facts that a smaller reason needs."""

    facts: Mapping[str, Any]
    sources: Mapping[str, str]
    kept: frozenset[str] | None

    def is_kept(self, key: str) -> bool:
        """Whether a fact is known and belongs to the reason."""
        if self.kept is not None and key != TODAY:
            return key in self.kept
        return self.facts.get(key) is not None

    def because(self, line: Line, key: str | None, result: Any) -> Because:
        """Write one reason."""
        clause = line.clause
        return Because(
            clause.id if clause else "",
            clause.law if clause else None,
            clause.article if clause else None,
            line.said,
            key,
            self.facts.get(key) if key else None,
            self.sources.get(key) if key else None,
            result,
            line.presumed,
        )


Args = tuple[int, ...]
Next = Callable[[Args, Any, Sequence[Any]], Sequence[int]]


def _all(args: Args, _value: Any, _values: Sequence[Any]) -> Sequence[int]:
    return args


def _alike(args: Args, value: Any, values: Sequence[Any]) -> Sequence[int]:
    return [arg for arg in args if values[arg] is value]


def _and(args: Args, value: Any, values: Sequence[Any]) -> Sequence[int]:
    alike = _alike(args, value, values)
    return alike[:1] if value is False else alike


def _or(args: Args, value: Any, values: Sequence[Any]) -> Sequence[int]:
    alike = _alike(args, value, values)
    return alike[:1] if value is True else alike


def _counted(op: Op, value: Any, values: Sequence[Any]) -> Sequence[int]:
    """Take as many of "k of them" as decide it."""
    alike = _alike(op.args, value, values)
    if value is None:
        return alike
    return alike[: op.value if value else len(op.args) - op.value + 1]


def _if(args: Args, value: Any, values: Sequence[Any]) -> Sequence[int]:
    test, then, otherwise = args
    if values[test] is None:
        return args if value is None else (then, otherwise)
    return (test, then if values[test] else otherwise)


def _complete(args: Args, value: Any, values: Sequence[Any]) -> Sequence[int]:
    base, _, *cases = args
    return (base,) if values[base] is not None or value is None else tuple(cases)


_NEXT: Mapping[str, Next] = {
    "and": _and,
    "or": _or,
    "if": _if,
    "complete": _complete,
}
