"""What the judge of rules looks at: our rules in CEL and our tables in DMN, with our answers."""

import json
import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from tongban.catalogue.domain.model import Book, Policy
from tongban.kernel.text import Text
from tongban.policy.domain.rules import cel, dmn, tables
from tongban.policy.domain.rules.problems import RuleFault
from tongban.policy.domain.rules.program import Input
from tongban.policy.domain.rules.sheet import Sheet, compile_sheet

ON = date(2026, 1, 1)
EACH = 200
FACTS = (
    {"key": "a", "type": "number", "unit": "月", "range": [-40, 40]},
    {"key": "b", "type": "number", "unit": "月", "range": [-40, 40]},
    {"key": "n", "type": "number", "range": [1, 9]},
    {"key": "m", "type": "money", "unit": "元", "range": [-500, 500]},
    {"key": "p", "type": "bool"},
    {"key": "q", "type": "bool"},
    {"key": "c", "type": "enum", "options": ["甲", "乙", "丙"]},
)
MODES = ("down", "up", "half up", "half even", "towards zero")
RULES = (
    "at least 2 of (p, q, a >= 12, c in ('甲', '乙'))",
    "p and not q or a between [3..9) and b <> 4",
    "if p then a > b else m / n >= 12.5",
    "p unless a > 3 then q unless b > 5 then no priority 2",
    "min(a, b, 7) + max(a, -b) * 2 - 3",
    "bands(a; [-40..0): 1; [0..12]: 3; (12..40]: 24)",
    "cases(c = '甲' and p: 119; c = '乙': 99; otherwise: 0)",
    *(f"round(m / n, 0.1 yuan, {mode})" for mode in MODES),
    *(f"round(a / -7, 2, {mode})" for mode in MODES),
    "round(marginal(m; [0..30]: 3%; (30..120]: 10%; (120..]: 20%), 0.01, half up)",
)
TABLES = (
    "c,a,→n\n甲,< 3,119\n甲,[3..20),115\n甲,>= 20,1\n乙,<= 0,99\n乙,(0..40],98\n丙,< 0,5\n丙,>= 0,6\n",
    "a,p,→n\n< -5,true,1\n< -5,false,2\n[-5..5],true,3\n[-5..5],false,4\n> 5,true,5\n> 5,false,6\n",
)


def sheets(book: Book) -> Iterator[Sheet]:
    """Yield the operators one by one, then the published policies."""
    for no, rule in enumerate(RULES):
        yield _sheet(f"rule-{no}", rule)
    for one in book.policies.values():
        yield compile_sheet(one, book, on=ON)


def _sheet(name: str, rule: str) -> Sheet:
    clause = {"id": "1", "gives": "r", "rule": rule}
    policy = Policy(name, "2026-01-01", Text(name), {}, "", FACTS, clauses=(clause,))
    return compile_sheet(policy, Book(), on=ON)


def _drawn(given: Input, luck: random.Random) -> Any:
    """Draw a value of a fact, near the small numbers where thresholds lie."""
    type_ = given.type
    match type_.kind:
        case "truth":
            return luck.random() < 0.5
        case "text":
            return luck.choice(type_.options or ("甲", "乙"))
    low, high = type_.low or 0, type_.high or 0
    return luck.randint(low, min(high, max(low, 40 * 10 ** max(type_.scale, 1) * 100)))


def in_cel(book: Book) -> Iterator[dict[str, Any]]:
    """Yield every result that CEL can say, with facts and our answers."""
    luck = random.Random(4)
    for sheet in sheets(book):
        for result in sheet.program.results:
            try:
                text = cel.export(sheet.program, result)
            except RuleFault:
                continue
            rows = []
            for _ in range(EACH):
                facts = {key: _drawn(one, luck) for key, one in sheet.program.inputs.items()}
                rows.append({"facts": facts, "expected": sheet.decide(facts)[result]})
            kinds = {key: one.type.kind for key, one in sheet.program.inputs.items()}
            yield {"cel": text, "kinds": kinds, "rows": rows}


def in_dmn() -> Iterator[dict[str, Any]]:
    """Yield tables as DMN, with facts and our answers."""
    luck = random.Random(5)
    for text in TABLES:
        table = tables.read_csv(text, kinds={"c": "text", "a": "number", "p": "truth"})
        from tongban.policy.domain.rules.writing import written

        sheet = _sheet("table", written(table.expression("n"), "en"))
        rows = []
        for _ in range(EACH):
            facts = {key: _drawn(one, luck) for key, one in sheet.program.inputs.items()}
            rows.append({"facts": facts, "expected": sheet.decide(facts)["r"]})
        yield {"dmn": dmn.export(table, key="d", name="d"), "rows": rows}


def write(book: Book, out: Path) -> None:
    """Write what the judge looks at."""
    made = {"cel": list(in_cel(book)), "dmn": list(in_dmn())}
    out.write_text(json.dumps(made, ensure_ascii=False))
