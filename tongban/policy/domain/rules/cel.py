"""Programs as CEL (导出 CEL): the same whole numbers, for systems that speak Google's language.

Facts are variables of their keys, numbers whole at their scale (money in cents), days the days
since 1970-01-01. CEL's integers divide towards zero, so every rounding is spelled out. Lists of
members, monthly figures, and complete years and months cannot be said and are refused.
"""

from collections.abc import Callable, Mapping
from json import dumps

from tongban.kernel.text import Text
from tongban.policy.domain.rules.problems import Fault, RuleFault
from tongban.policy.domain.rules.program import Op, Program

_SIGNS: Mapping[str, str] = {
    "lt": "<",
    "le": "<=",
    "gt": ">",
    "ge": ">=",
    "eq": "==",
    "ne": "!=",
    "add": "+",
    "sub": "-",
    "mul": "*",
    "and": "&&",
    "or": "||",
}
_MOST = 100_000


def export(program: Program, result: str) -> str:
    """Write one result as a CEL expression; raises RuleFault where CEL cannot say it."""
    return _Writer(program).step(program.results[result])


class _Writer:
    """One expression being written."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.length = 0

    def step(self, step: int) -> str:
        op = self.program.ops[step]
        made = self.written(op)
        self.length += len(made)
        if self.length > _MOST:
            raise _refused("表达式太长", "the expression grows too long")
        return made

    def written(self, op: Op) -> str:
        """Write a step with all that it needs."""
        if op.op == "const":
            return _constant(op)
        if op.op == "input":
            return _variable(op)
        if op.op == "complete":
            return self.step(op.args[0])
        if op.op in _SIGNS:
            return f"({f' {_SIGNS[op.op]} '.join(self.step(arg) for arg in op.args)})"
        make = _WRITE.get(op.op)
        if make is None:
            raise _refused(f"CEL 没有“{op.op}”", f"CEL has no {op.op}")
        return make(op, [self.step(arg) for arg in op.args])


def _refused(zh: str, en: str) -> RuleFault:
    return RuleFault(Fault((1, 1), "cel.unsayable", Text(zh, en)))


def _constant(op: Op) -> str:
    if op.value is None:
        raise _refused("结果可能没有值", "the result may have no value")
    if isinstance(op.value, bool):
        return "true" if op.value else "false"
    return str(op.value) if isinstance(op.value, int) else dumps(op.value, ensure_ascii=False)


def _variable(op: Op) -> str:
    key = str(op.value)
    if not key.isascii() or not key.replace(".", "_").isidentifier():
        raise _refused(f"CEL 的变量名不能是“{key}”", f"{key} is no name for a variable of CEL")
    if op.type.kind in ("table", "months"):
        raise _refused(f"“{key}”是列表", f"{key} is a list")
    return key


def _extreme(parts: list[str], sign: str) -> str:
    made = parts[-1]
    for part in reversed(parts[:-1]):
        made = f"({part} {sign} {made} ? {part} : {made})"
    return made


def _division(left: str, right: str, mode: str) -> str:
    """Spell out a rounding with a division that goes towards zero and a remainder of its sign."""
    whole, rest = f"({left} / {right})", f"({left} % {right})"
    below = f"({rest} != 0 && ({rest} < 0) != ({right} < 0))"
    above = f"({rest} != 0 && ({rest} < 0) == ({right} < 0))"
    match mode:
        case "towards_zero":
            return whole
        case "down":
            return f"({whole} - ({below} ? 1 : 0))"
        case "up":
            return f"({whole} + ({above} ? 1 : 0))"
    twice, size = f"(2 * ({rest} < 0 ? -{rest} : {rest}))", f"({right} < 0 ? -{right} : {right})"
    away = f"(({left} < 0) == ({right} < 0) ? 1 : -1)"
    if mode == "half_up":
        return f"({whole} + ({twice} >= {size} ? {away} : 0))"
    odd = f"({whole} % 2 != 0)"
    return f"({whole} + ({twice} > {size} || ({twice} == {size} && {odd}) ? {away} : 0))"


def _among(op: Op, parts: list[str]) -> str:
    words = ", ".join(dumps(value, ensure_ascii=False) for value in op.value)
    return f"({parts[0]} in [{words}])"


def _counted(op: Op, parts: list[str]) -> str:
    return f"({' + '.join(f'({part} ? 1 : 0)' for part in parts)} >= {op.value})"


_WRITE: Mapping[str, Callable[[Op, list[str]], str]] = {
    "not": lambda _, parts: f"!{parts[0]}",
    "neg": lambda _, parts: f"-({parts[0]})",
    "if": lambda _, parts: f"({parts[0]} ? {parts[1]} : {parts[2]})",
    "is_in": _among,
    "at_least": _counted,
    "least": lambda _, parts: _extreme(parts, "<"),
    "greatest": lambda _, parts: _extreme(parts, ">"),
    "div": lambda op, parts: _division(parts[0], parts[1], op.value),
    "add_days": lambda _, parts: f"({parts[0]} + {parts[1]})",
    "days_between": lambda _, parts: f"({parts[1]} - {parts[0]})",
}
