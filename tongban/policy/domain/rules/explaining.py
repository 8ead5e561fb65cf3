"""Reasons (理由): the conditions that decide, what is missing, and what would change the answer.

The values of all steps are walked from the result downwards. Of a conjunction that fails one
failing part is enough, of one that holds all parts are needed; so with the others. What is left
is a sufficient reason: its facts alone give the same answer again. Where a rule looks at a fact
twice the walk may name too much; then facts are left out one by one as long as the answer stays.
"""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from tongban.kernel.text import Text
from tongban.policy.domain.rules import tree as t
from tongban.policy.domain.rules.answer import Because
from tongban.policy.domain.rules.clauses import Clause
from tongban.policy.domain.rules.compiling import Compiled
from tongban.policy.domain.rules.completing import grouped
from tongban.policy.domain.rules.program import Op
from tongban.policy.domain.rules.writing import written

_make: Callable[[Sequence[Any]], Because] = partial(tuple.__new__, Because)
Whole = tuple[bool, Mapping[int, bool], Sequence[int]]
Row = tuple["Start", str | None, tuple[Any, str | None]]
Rows = Sequence[Row]
Start = tuple[str, str | None, str | None, Text]
"""The clause, its law and article, and what a condition says."""


@dataclass(frozen=True, slots=True)
class Line:
    """What a step says in the words of a clause (一句条件): its facts, and the law behind it."""

    start: Start
    facts: tuple[str, ...]
    presumed: str | None = None

    @property
    def said(self) -> Text:
        """The condition in words."""
        return self.start[3]


@dataclass(slots=True)
class Walk:
    """What a walk found (推理路径): steps that decide, facts that are missing.

    `loose` are steps that could come out otherwise without changing the result, because another
    part decides as well; it tells everything only where no fact is looked at twice.
    """

    decisive: dict[int, bool | None]
    missing: dict[str, None]
    numbers: dict[str, int]
    loose: set[int]


class Explainer:
    """Explains the answers of one compiled sheet (说理)."""

    def __init__(self, compiled: Compiled) -> None:
        self.compiled, self.ops = compiled, compiled.program.ops
        self.reads = self._reads()
        by_id = {one.id: one for one in compiled.sheet.clauses}
        by_id |= {one.id: one for one in compiled.clauses.values()}
        self.clauses: Mapping[str, Clause] = by_id
        self._lines: dict[int, Line] = {}
        self._starts: dict[int, Start] = {}
        self.tangled = self._tangle()
        self._kinds = [self._kind(step) for step in range(len(self.ops))]
        self._whole = {
            step: self._whole_of(step) for step, kind in enumerate(self._kinds) if kind == _JOIN
        }

    def _reads(self) -> Sequence[tuple[str, ...]]:
        """List the facts beneath each step."""
        made: list[tuple[str, ...]] = []
        for op in self.ops:
            if op.op == "input":
                made.append((op.value,))
            else:
                made.append(tuple(dict.fromkeys(key for arg in op.args for key in made[arg])))
        return made

    def _tangle(self) -> Mapping[str, int]:
        """Name the facts of which a walk to the reasons can name too many.

        Conditions joined by and, or, at least share no fact with each other, or else all their
        facts are tangled; so are those of a choice. What is tangled is tried fact by fact; the
        number says with what.
        """
        program, tangled = self.compiled.program, dict[str, int]()
        waiting = [list(dict.fromkeys((*program.results.values(), *program.given.values())))]
        while waiting:
            for group in grouped(waiting.pop(), self.reads.__getitem__):
                if len(group) > 1:
                    keys = [key for step in group for key in self.reads[step]]
                    tangled.update(dict.fromkeys(keys, group[0]))
                    continue
                op, is_said = self.ops[group[0]], group[0] in self.compiled.origins
                if op.op in _CHOICES or (is_said and self._branches(group[0])):
                    tangled.update(dict.fromkeys(self.reads[group[0]], group[0]))
                elif not is_said:
                    waiting.append(list(op.args))
        return tangled

    def _branches(self, step: int) -> bool:
        """Whether what is said in one sentence may need only some of its facts."""
        seen, stack = set[int](), [step]
        while stack:
            one = stack.pop()
            op = self.ops[one]
            if op.op in _CHOICES or op.op in ("and", "or", "at_least"):
                return True
            stack.extend(arg for arg in op.args if arg not in seen)
            seen.update(op.args)
        return False

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
            return Line((*self._cited(op.clause), Text(str(words))), self.reads[step])
        clause_id, node = origin
        if id(node) not in self._starts:
            said = Text(written(node, "zh", self.compiled.sheet.spelled), written(node, "en"))
            self._starts[id(node)] = (*self._cited(clause_id), said)
        law = node.law if isinstance(node, t.Presumed) else None
        return Line(self._starts[id(node)], self.reads[step], law)

    def _cited(self, clause_id: str | None) -> tuple[str, str | None, str | None]:
        clause = self.clauses.get(clause_id or "")
        return (clause.id, clause.law, clause.article) if clause else ("", None, None)

    def _kind(self, step: int) -> int:
        op = self.ops[step]
        if op.op == "presumed":
            return _PRESUMED
        if step in self.compiled.origins or op.op == "open":
            return _LEAF
        if op.op == "input":
            return _INPUT
        return _JOIN if op.op in ("and", "or") else _OTHER if op.args else _NOTHING

    def _whole_of(self, step: int) -> Whole:
        """Prepare what is needed where all parts of a join come out alike."""
        op = self.ops[step]
        alike = op.op == "and"
        simple = {arg: alike for arg in op.args if self._kinds[arg] == _LEAF}
        return alike, simple, [arg for arg in reversed(op.args) if self._kinds[arg] != _LEAF]

    def walk(self, roots: Sequence[int], values: Sequence[Any]) -> Walk:
        """Walk from results to the conditions that decide them."""
        found = Walk({}, {}, {}, set())
        seen: set[int] = set()
        stack = list(reversed(roots))
        kinds, decisive, loose = self._kinds, found.decisive, found.loose
        while stack:
            step = stack.pop()
            if step in seen:
                continue
            seen.add(step)
            kind = kinds[step]
            if kind == _LEAF:
                decisive[step] = value = values[step]
                if value is None:
                    self._lack(step, values, found)
            elif kind == _INPUT:
                self._fact(step, values, found)
            elif kind == _PRESUMED:
                self._presumed(step, values, found, stack)
            elif kind == _JOIN and values[step] is self._whole[step][0] and step not in loose:
                # All parts come out alike and all are needed: the simple ones at once.
                _, simple, rest = self._whole[step]
                decisive.update(simple)
                stack.extend(rest)
            elif kind != _NOTHING:
                op = self.ops[step]
                if op.op in _GATHERED and values[step] is None and values[op.args[0]]:
                    found.missing[self.ops[op.args[0]].value] = None
                next_ = _join if kind == _JOIN else _NEXT.get(op.op, _all)
                parts, is_loose = next_(op, values[step], values)
                stack.extend(parts[::-1])
                if is_loose or step in loose:
                    loose.update(parts)
        return found

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

    def rows(self, found: Walk, held: Container[str], kept: frozenset[str] | None) -> Rows:
        """Say the reasons of a walk; of what is open only what is open on purpose.

        `held` are the facts that are known, `kept` those that a smaller reason needs.
        """
        made: list[Row] = []
        told: set[Any] = set()
        for step in sorted(found.decisive):
            line, result = self.line(step), found.decisive[step]
            start = line.start
            if id(start) in told:
                continue
            told.add(id(start))
            if result is None or line.presumed or not line.facts:
                if result is not None or (self.ops[step].op == "open" and line.said.zh):
                    made.append((start, None, (result, line.presumed)))
                continue
            for key in line.facts:
                if key in held and (kept is None or key in kept):
                    told.add(key)
                    made.append((start, key, (result, None)))
        for key, step in found.numbers.items():
            if key not in told and key in held and (kept is None or key in kept):
                made.append((self.line(step).start, key, (None, None)))
        return made


def because(
    rows: Rows, facts: Mapping[str, Any], sources: Mapping[str, str]
) -> tuple[Because, ...]:
    """Write reasons with the values and sources of one person."""
    value, source = facts.get, sources.get
    return tuple(
        [
            _make((*start, key, value(key), source(key), *end))
            if key is not None
            else _make((*start, None, None, None, *end))
            for start, key, end in rows
        ]
    )


_CHOICES = ("if", "complete", "presumed")
_GATHERED = ("fold", "over_months")
"""What is unknown where a list is held with a gap in it."""
_LEAF, _INPUT, _PRESUMED, _JOIN, _OTHER, _NOTHING = range(6)
Next = Callable[[Op, Any, Sequence[Any]], tuple[Sequence[int], bool]]
"""The parts that decide a step, and whether others would decide it as well."""


def _all(op: Op, _value: Any, _values: Sequence[Any]) -> tuple[Sequence[int], bool]:
    return op.args, False


def _join(op: Op, value: Any, values: Sequence[Any]) -> tuple[Sequence[int], bool]:
    alike = [arg for arg in op.args if values[arg] is value]
    if value is (op.op == "or"):
        return alike[:1], len(alike) > 1
    return alike, False


def _counted(op: Op, value: Any, values: Sequence[Any]) -> tuple[Sequence[int], bool]:
    """Take as many of "k of them" as decide it."""
    alike = [arg for arg in op.args if values[arg] is value]
    if value is None:
        return alike, False
    enough = op.value if value else len(op.args) - op.value + 1
    return alike[:enough], len(alike) > enough


def _if(op: Op, value: Any, values: Sequence[Any]) -> tuple[Sequence[int], bool]:
    test, then, otherwise = op.args
    if values[test] is None:
        return (op.args if value is None else (then, otherwise)), False
    return (test, then if values[test] else otherwise), False


def _complete(op: Op, value: Any, values: Sequence[Any]) -> tuple[Sequence[int], bool]:
    base, _, *cases = op.args
    return ((base,) if values[base] is not None or value is None else tuple(cases)), False


_NEXT: Mapping[str, Next] = {
    "and": _join,
    "or": _join,
    "at_least": _counted,
    "if": _if,
    "complete": _complete,
}
