"""Thresholds (分界点): what rules can tell apart of a number, read off their programs.

A number that is only compared with constants falls into a few bands, and nobody need say more
than the band. As soon as one rule computes with it, its exact value matters.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from tongban.policy.domain.asking import Cut
from tongban.policy.domain.rules.building import pruned
from tongban.policy.domain.rules.program import Op, Program

_ABOVE = {
    "ge": (True,),
    "lt": (True,),
    "gt": (False,),
    "le": (False,),
    "eq": (True, False),
    "ne": (True, False),
}


@dataclass(frozen=True, slots=True)
class Cuts:
    """The thresholds of one number in order (分界点表), and the smallest step between values."""

    cuts: tuple[Cut, ...]
    step: Decimal


def cuts_of(uses: Iterable[tuple[Program, str, frozenset[str]]]) -> Cuts | None:
    """Collect the thresholds of a fact; None where its exact value matters or it is no number.

    `uses` are programs, each with the key of the fact and the results that are asked for.
    """
    found: set[tuple[Decimal, bool]] = set()
    step = Decimal(1)
    for program, key, results in uses:
        wanted = {one: at for one, at in program.results.items() if one in results}
        cuts = _of_program(pruned(replace(program, results=wanted)), key)
        if cuts is None:
            return None
        found |= {(cut.value, cut.closed) for cut in cuts.cuts}
        step = min(step, cuts.step)
    if not found:
        return None
    # Of two cuts at one value the closed one lies below: x ≥ v before x > v.
    ordered = sorted(found, key=lambda cut: (cut[0], not cut[1]))
    return Cuts(tuple(Cut(value, closed) for value, closed in ordered), step)


def _of_program(program: Program, key: str) -> Cuts | None:
    given = program.inputs.get(key)
    if given is None:
        return Cuts((), Decimal(1))
    if given.type.kind != "number":
        return None
    scaled = {
        at: Decimal(1).scaleb(-op.type.scale)
        for at, op in enumerate(program.ops)
        if op.op == "input" and op.value == key
    }
    found: list[Cut] = []
    for at, op in enumerate(program.ops):
        mine = [arg for arg in op.args if arg in scaled]
        if not mine or (op.op == "complete" and mine == [op.args[0]]):
            continue
        if op.op == "mul" and _is_rescaling(op, program, mine):
            scaled[at] = Decimal(1).scaleb(-op.type.scale)
            continue
        cuts = _compared(op, program, mine, scaled)
        if cuts is None:
            return None
        found += cuts
    if any(at in scaled for at in (*program.results.values(), *program.given.values())):
        return None
    return Cuts(tuple(found), Decimal(1).scaleb(-given.type.scale))


def _is_rescaling(op: Op, program: Program, mine: list[int]) -> bool:
    """Whether a product only writes the same number at a finer scale."""
    others = [program.ops[arg] for arg in op.args if arg not in mine]
    return (
        len(others) == 1
        and others[0].op == "const"
        and others[0].value == 10 ** others[0].type.scale
    )


def _compared(
    op: Op, program: Program, mine: list[int], scaled: dict[int, Decimal]
) -> list[Cut] | None:
    """Read the thresholds of one comparison with constants; None for any other use."""
    unit = scaled[mine[0]]
    if op.op == "is_in":
        return [Cut(one * unit, closed) for one in op.value for closed in (True, False)]
    if op.op not in _ABOVE or len(op.args) != 2 or len(mine) != 1:  # noqa: PLR2004
        return None
    left, right = op.args
    other = program.ops[right if mine[0] == left else left]
    if other.op != "const" or other.value is None:
        return None
    closes = _ABOVE[op.op]
    if mine[0] != left and len(closes) == 1:
        # c ≤ x is x ≥ c: the other way round.
        closes = (op.op in ("le", "gt"),)
    return [Cut(other.value * unit, closed) for closed in closes]
