"""From a published policy to a rule for populations (条款表到测算)."""

from collections.abc import Iterator
from datetime import date

from tongban.catalogue.domain.model import Book, Policy
from tongban.oversight.population.assembling import ELIGIBLE, HALF, Condition, Rule
from tongban.oversight.population.problems import NotForPopulations
from tongban.policy.api import UnknownPolicy
from tongban.policy.domain.rules.compiling import Compiled
from tongban.policy.domain.rules.problems import RuleFault
from tongban.policy.domain.rules.sheet import compile_sheet
from tongban.policy.domain.rules.writing import written

FLAT = frozenset({"and", "complete"})


def rule_of(name: str, book: Book, *, on: date, region: str | None = None) -> Rule:
    """Compile the policy of this name; raises UnknownPolicy."""
    if name not in book.policies:
        raise UnknownPolicy(name, book.policies)
    return rule(book.policies[name], book, on=on, region=region)


def rule(policy: Policy, book: Book, *, on: date, region: str | None = None) -> Rule:
    """Compile a policy for a day and a region; its own region where none is named."""
    try:
        made = compile_sheet(policy, book, on=on, region=region).compiled
    except RuleFault as problem:
        raise NotForPopulations(f"{policy.id}: {problem.fault.words}") from problem
    if not made.program.results:
        raise NotForPopulations(policy.id)
    return Rule(
        policy.id, policy.version, policy.name.zh, made.program,
        tuple(conditions(made))[:HALF], dict(made.sheet.spelled), dict(made.units),
    )  # fmt: skip


def conditions(made: Compiled) -> Iterator[Condition]:
    """Yield the conditions of the decision: what must all hold, each in the words of its clause."""
    program = made.program
    if ELIGIBLE not in program.results:
        return
    stack = [program.results[ELIGIBLE]]
    seen = set()
    while stack:
        place = stack.pop()
        op = program.ops[place]
        if place in seen or op.op == "const":
            continue
        seen.add(place)
        if op.op in FLAT and place not in made.origins:
            parts = op.args[:1] if op.op == "complete" else op.args
            stack.extend(reversed(parts))
            continue
        yield _condition(made, place)


def _condition(made: Compiled, place: int) -> Condition:
    named, node = made.origins.get(place, (None, None))
    clause = next((one for one in made.clauses.values() if one.id == named), None)
    clause = clause or made.clauses[ELIGIBLE]
    spelled = made.sheet.spelled
    text = written(node, "zh", spelled) if node is not None else _below(made, place)
    return Condition(place, text, clause.id, clause.article or clause.law)


def _below(made: Compiled, place: int) -> str:
    """Write a step that has no text of its own by the texts of what it is made of."""
    op = made.program.ops[place]
    parts = op.args[:1] if op.op == "complete" else op.args
    truths = [arg for arg in parts if made.program.ops[arg].type.kind == "truth"]
    texts = [_part(made, arg) for arg in truths]
    if op.op == "if" and len(texts) == len(op.args):
        return "如果 {} 则 {} 否则 {}".format(*texts)
    texts = list(dict.fromkeys(text for text in texts if text))
    if op.op == "at_least":
        return f"至少 {op.value} 项({', '.join(texts)})"
    if op.op == "not" and texts:
        return f"非 ({texts[0]})"
    word = {"or": " 或 ", "and": " 且 "}.get(op.op, "、")
    mixed = {made.program.ops[arg].op for arg in truths if arg not in made.origins} - {op.op}
    if word != "、" and mixed & {"or", "and", "if"}:
        texts = [f"({one})" if " 且 " in one or " 或 " in one else one for one in texts]
    return word.join(texts)


def _part(made: Compiled, place: int) -> str:
    op, origin = made.program.ops[place], made.origins.get(place)
    if origin:
        return written(origin[1], "zh", made.sheet.spelled)
    if op.op in ("const", "open"):
        return {True: "是", False: "否"}.get(op.value, "未定")
    return _below(made, place)
