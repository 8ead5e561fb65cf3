"""The two lists of a run (两张清单): to be confirmed, and what is missing.

The first is what an authority signs before anybody is paid: one line for every grant, with its
amount and the reason in words. The second is for those of whom it cannot be told: which fact is
missing, and the one question to ask.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tongban.oversight.population.assembling import HALF, Assembly, Column

BATCH = 1 << 18
OPEN = "待有关部门认定或核对"


@dataclass(slots=True)
class Counted:
    """How many, and how much (合计)."""

    granted: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    amounts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))


def write(
    lines: Path,
    assembly: Assembly,
    *,
    keys: Sequence[str],
    confirm: Path,
    missing: Path,
    progress: Callable[[int], None],
) -> Counted:
    """Write both lists from the lines of a run; return the counts."""
    file = pq.ParquetFile(lines)
    known = [pa.field(key, file.schema_arrow.field(key).type) for key in keys]
    counted = Counted()
    for column in assembly.columns:
        # Both are named even where nobody is.
        counted.granted[column.rule.policy] = counted.unknown[column.rule.policy] = 0
    done = 0
    with (
        pq.ParquetWriter(confirm, pa.schema([*known, *CONFIRM]), compression="zstd") as first,
        pq.ParquetWriter(missing, pa.schema([*known, *MISSING]), compression="zstd") as second,
    ):
        for batch in file.iter_batches(BATCH):
            table = pa.Table.from_batches([batch])
            for column in assembly.columns:
                _count(counted, column, table)
                _write(first, _confirmed(column, table, keys))
                _write(second, _missing(column, table, keys))
            done += batch.num_rows
            progress(done)
    return counted


_words = pa.dictionary(pa.int32(), pa.string())
CONFIRM = [
    pa.field("policy", _words),
    pa.field("amount", pa.int64()),
    pa.field("reason", _words),
]
MISSING = [
    pa.field("policy", _words),
    pa.field("undecided", _words),
    pa.field("fact", _words),
    pa.field("question", _words),
    pa.field("reason", _words),
]


def _write(file: pq.ParquetWriter, table: pa.Table) -> None:
    if table.num_rows:
        file.write_table(table.cast(file.schema))


def _count(counted: Counted, column: Column, table: pa.Table) -> None:
    policy, decision = column.rule.policy, table[column.decision]
    granted = pc.equal(decision, 1)
    counted.granted[policy] += pc.sum(granted).as_py() or 0
    counted.unknown[policy] += decision.null_count
    for key, type_ in column.values.items():
        if type_.kind == "number":
            given = pc.if_else(
                pc.fill_null(granted, fill_value=False), table[column.name(key)], None
            )
            counted.amounts[policy][key] += pc.sum(given).as_py() or 0


def _confirmed(column: Column, table: pa.Table, keys: Sequence[str]) -> pa.Table:
    """Take the lines that are granted; the reason is made once for each mask."""
    rows = table.filter(pc.equal(table[column.decision], 1))
    amount = amount_of(column)
    made = {key: rows[key] for key in keys}
    made["policy"] = _same(column.rule.policy, rows.num_rows)
    empty = pa.nulls(rows.num_rows, pa.int64())
    made["amount"] = rows[column.name(amount)] if amount else empty
    made["reason"] = _mapped(rows[column.reasons], lambda mask: why(column, mask))
    return pa.table(made)


def _missing(column: Column, table: pa.Table, keys: Sequence[str]) -> pa.Table:
    """Take the lines that cannot be told: the decision, or how much."""
    rows = table.filter(pc.greater(table[column.ask], 0))
    made = {key: rows[key] for key in keys}
    made["policy"] = _same(column.rule.policy, rows.num_rows)
    open_ = pc.is_null(rows[column.decision])
    made["undecided"] = pc.if_else(open_, pa.scalar("资格"), pa.scalar("金额或期限"))
    made["fact"] = _mapped(rows[column.ask], lambda number: column.facts[number - 1] or None)
    made["question"] = _mapped(rows[column.ask], lambda number: question(column, number))
    made["reason"] = _mapped(rows[column.reasons], lambda mask: _unclear(column, mask))
    return pa.table(made)


def amount_of(column: Column) -> str | None:
    """Name the value that is the amount of money: “amount”, else the first in yuan."""
    money = [
        key
        for key, one in column.values.items()
        if one.kind == "number" and (one.unit or "").startswith("元")
    ]
    return "amount" if "amount" in money else next(iter(money), None)


def why(column: Column, mask: int) -> str:
    """Say why it is granted: every condition that holds, with its article."""
    holds = [
        one
        for number, one in enumerate(column.rule.conditions[:HALF])
        if not mask >> number & 1 and not mask >> number + HALF & 1
    ]
    return "；".join(_cited(one.article, one.text) for one in holds) or column.rule.name


def _unclear(column: Column, mask: int) -> str:
    """Say which conditions cannot be told."""
    open_ = [
        _cited(one.article, one.text)
        for number, one in enumerate(column.rule.conditions[:HALF])
        if mask >> number + HALF & 1
    ]
    return "尚不能判断：" + "；".join(open_) if open_ else "金额或期限尚不能算出"


def _cited(article: str | None, text: str) -> str:
    return f"{text}（{article}）" if article else text


def unmet(column: Column, mask: int) -> str:
    """Say which conditions do not hold, each with its article."""
    fails = [one for number, one in enumerate(column.rule.conditions[:HALF]) if mask >> number & 1]
    return "不再符合：" + "；".join(_cited(one.article, one.text) for one in fails)


def question(column: Column, number: int) -> str:
    """Say the one question that is asked."""
    fact = column.facts[number - 1]
    return f"请提供：{column.rule.names.get(fact, fact)}" if fact else OPEN


def _same(word: str, rows: int) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), pa.array([word]))


def _mapped(column: pa.ChunkedArray, word: Callable[[int], str | None]) -> pa.Array:
    """Say each number in words, working out each different number once."""
    coded = column.combine_chunks().dictionary_encode()
    words: list[Any] = [None if one is None else word(one) for one in coded.dictionary.to_pylist()]
    return pc.take(pa.array(words, pa.string()), coded.indices)
