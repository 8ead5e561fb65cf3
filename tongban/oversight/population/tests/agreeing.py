"""Do the engines agree with the function for one person? (一致性): cell by cell, no exception."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tongban.oversight.population.assembling import Assembly, Rule
from tongban.oversight.population.engines import Job, engine
from tongban.oversight.population.evaluating import prepared
from tongban.oversight.population.tests import invented_people
from tongban.policy.domain.rules.program import Program
from tongban.policy.domain.rules.source import decide_function

EPOCH = date(1970, 1, 1)


def whole(value: Any) -> Any:
    """Return a value as programs count it."""
    return (value - EPOCH).days if isinstance(value, date) else value


def one_by_one(rules: Sequence[Rule], people: pa.Table, on: date) -> dict[str, list[Any]]:
    """Judge each person by the function for one person; results by column, as whole numbers."""
    rows = [{key: whole(value) for key, value in row.items()} for row in people.to_pylist()]
    homes: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        row["today"] = whole(on)
        homes[row["household"]].append(row)
    found: dict[str, list[Any]] = {}
    for rule in rules:
        decide = decide_function(rule.program)
        answers = [decide(_facts(rule.program, row, homes)) for row in rows]
        for key in rule.program.results:
            name = f"{rule.policy}.{'decision' if key == 'eligible' else key}"
            finer = _finer(rule, key)
            found[name] = [_times(answer[key], finer) for answer in answers]
    return found


def _finer(rule: Rule, key: str) -> int:
    """Return by how much a result is multiplied: amounts of money come in cents."""
    scale = rule.program.ops[rule.program.results[key]].type.scale
    money = (rule.units.get(key) or "").startswith("元")
    return int(10 ** (2 - scale)) if money and scale < 2 else 1


def _times(value: Any, finer: int) -> Any:
    return value if finer == 1 or value is None else value * finer


def _facts(program: Program, row: dict[str, Any], homes: Mapping[Any, Any]) -> Mapping[str, Any]:
    more: dict[str, Any] = {}
    for key, one in program.inputs.items():
        if one.type.kind == "table":
            more[key] = homes[row["household"]]
        if one.type.kind == "months":
            more[key] = [row[f"{key}_{n}"] for n in range(1, invented_people.MONTHS + 1)]
    return {**row, **more} if more else row


def by_engine(
    name: str, rules: Sequence[Rule], people: Path, out: Path, on: date
) -> dict[str, list[Any]]:
    """Judge everybody by an engine; results by column, as whole numbers."""
    registry, assembly = prepared(rules, people, on=on, bare=True)
    engine(name).run(Job(registry, assembly.program, out, lambda *_: None))
    table = pq.read_table(out).sort_by("person")
    return {
        key: [_plain(assembly, key, value) for value in table[key].to_pylist()]
        for key in assembly.program.results
    }


def _plain(assembly: Assembly, key: str, value: Any) -> Any:
    kind = assembly.program.ops[assembly.program.results[key]].type.kind
    return value if value is None or kind != "truth" else bool(value)


def differences(expected: Mapping[str, list[Any]], got: Mapping[str, list[Any]]) -> Iterator[Any]:
    """Yield every cell in which two differ: column, line, both values."""
    for key, column in expected.items():
        for line, (one, other) in enumerate(zip(column, got[key], strict=True)):
            if one != whole(other) or (one is None) is not (other is None):
                yield key, line, one, other
