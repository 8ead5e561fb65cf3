"""Which fact is missing, for everybody at once (缺什么).

From a result that is unknown the search goes down to what is unknown beneath it: a fact matters
only where every step on the way to it is unknown too, so nobody is asked what could not change
the answer. The first such fact, in the order of the clauses, is the one question to ask.
"""

from collections.abc import Iterator, Mapping, Sequence

from tongban.oversight.population.building import Builder
from tongban.policy.domain.rules.program import Op, Program


def ask(
    build: Builder, program: Program, places: Sequence[int], roots: Mapping[int, int]
) -> tuple[int, tuple[str, ...]]:
    """Add the number of the fact to ask: 0 for none; return where it is, and the facts in order.

    `roots` maps steps of `program` that should become known to when that is wanted (a truth that
    is never unknown).
    """
    needs = _needs(build, program, places, roots)
    facts: dict[str, list[int]] = {}
    for place, wanted in needs.items():
        op = program.ops[place]
        key = _fact(program, op)
        if key is not None:
            facts.setdefault(key, []).append(wanted)
    order = [key for key in program.inputs if key in facts]
    order += [key for key in facts if key not in order]
    found = build.const(0)
    for number, key in reversed(list(enumerate(order, 1))):
        found = build.number("if", build.op("or", *facts[key]), build.const(number), found)
    return found, tuple(order)


def _fact(program: Program, op: Op) -> str | None:
    """Name the fact that a leaf stands for; what is left open on purpose has no name."""
    if op.op == "input":
        return str(op.value)
    if op.op in ("fold", "over_months"):
        return _fact(program, program.ops[op.args[0]])
    return "" if op.op == "open" or (op.op == "const" and op.value is None) else None


def _needs(
    build: Builder, program: Program, places: Sequence[int], roots: Mapping[int, int]
) -> dict[int, int]:
    """Say of each step when its being unknown matters."""
    reasons: dict[int, list[int]] = {
        root: [build.op("and", when, _unknown(build, places[root]))] for root, when in roots.items()
    }
    needs: dict[int, int] = {}
    for place in range(max(roots, default=-1), -1, -1):
        if place not in reasons:
            continue
        needs[place] = build.op("or", *reasons[place])
        for child, also in _beneath(build, program.ops[place], places):
            unknown = _unknown(build, places[child])
            reasons.setdefault(child, []).append(build.op("and", needs[place], unknown, *also))
    return needs


def _beneath(
    build: Builder, op: Op, places: Sequence[int]
) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Yield the parts of a step that may keep it unknown, and what else must hold for that."""
    if op.op in ("fold", "over_months"):
        return
    if op.op == "complete":
        yield op.args[0], ()
        return
    if op.op != "if":
        yield from ((arg, ()) for arg in op.args)
        return
    test, then, other = op.args
    perhaps = build.const(value=True)
    yield test, ()
    yield then, (build.op("presumed", places[test], perhaps),)
    yield other, (build.op("presumed", build.op("not", places[test]), perhaps),)


def _unknown(build: Builder, place: int) -> int:
    return build.op("not", build.op("known", place))
