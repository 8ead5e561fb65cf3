"""One decision of ten conditions: a Python closure, Publicodes, ZEN's decision table.

The closure is what a programmer would write with everything known; ours decides with anything
unknown. With reasons ours says the deciding clause, article and facts, and what is missing; the
reasons of people alike are found once, so the first of them is measured apart.
"""

import time
from datetime import date

from bench.policy import peers
from bench.policy.sheets import book
from tongban.cli.commands.bench import row
from tongban.policy.domain.rules.sheet import compile_sheet

PERSON = {
    "age": 34, "months": 40, "income": 1720, "household": 3, "savings": 900, "owner": False,
    "disabled": False, "other": False, "employed": False, "student": False, "child": True,
    "region": "S",
}  # fmt: skip
UNKNOWN = ("income", "child")
SLICES, LEAST = 9, 0.05


def run(*, full: bool = False) -> list:
    """Measure all of them on one person."""
    del full
    definitions = book()
    sheet = compile_sheet(definitions.policies["T-TEN"], definitions, on=date(2026, 1, 1))
    known = sheet.read(PERSON)
    part = {key: value for key, value in PERSON.items() if key not in UNKNOWN}
    assert sheet.decide(known)["eligible"] is by_hand(**PERSON) is True
    answer = sheet.explain(part)
    assert answer.values["eligible"] is None
    assert set(answer.missing) == set(UNKNOWN)
    decide = _microseconds(lambda: sheet.decide(known))
    closure = _microseconds(lambda: by_hand(**PERSON))
    whole = _microseconds(lambda: sheet.explain(PERSON))
    open_ = _microseconds(lambda: sheet.explain(part))
    first = _microseconds(lambda: (sheet.outlines.clear(), sheet.explain(PERSON)))
    programs = peers.LISTS / "programs"
    codes = peers.child("node", programs / "publicodes.mjs", peers.node("publicodes"))
    table = peers.child(peers.python("zen"), programs / "zen_table.py")
    rows = [
        ("one decision of ten conditions against a Python closure", decide, closure, 3),
        ("a decision with reasons against Publicodes", whole, codes["full"], 1 / 50),
        ("the same for somebody unlike anybody before", first, codes["full"], None),
        ("two facts unknown, what is missing, against Publicodes", open_, codes["partial"], 1 / 50),
        ("a decision with reasons against ZEN's table", whole, table["full"], 1 / 5),
    ]
    return [
        row(what, ours, other, goal=goal, unit="µs", at_most=True)
        for what, ours, other, goal in rows
    ]


def by_hand(
    *, age, months, income, household, savings, owner, disabled, other, employed, student, child,
    region,
):  # fmt: skip
    """Decide as a programmer would."""
    return (
        18 <= age < 67
        and months >= 12
        and income <= 1500 + 300 * (household - 1)
        and savings < 20000
        and (not owner or disabled)
        and not other
        and (employed or student or disabled or child)
        and region in ("N", "S", "E")
    )


def _microseconds(work) -> float:
    """Time a piece of work: the least of several slices, of processor time."""
    goes = 1
    while _slice(work, goes) < LEAST:
        goes *= 3
    return min(_slice(work, goes) for _ in range(SLICES)) / goes * 1e6


def _slice(work, goes: int) -> float:
    began = time.process_time()
    for _ in range(goes):
        work()
    return time.process_time() - began
