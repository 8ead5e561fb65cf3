"""What people answered, in the lists (本人补充的信息): laid over the registry where it says nothing.

The registry goes first: an answer fills a gap and changes nothing that is known. Whoever answered
and is not due is told why.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from tongban.cases.proposals import api as proposals
from tongban.catalogue.domain.model import Book
from tongban.kernel.actors import Purpose
from tongban.oversight.benefits.terms import Terms
from tongban.people import api as people

NUMBER, HOUSEHOLD = "person", "household"
CENTS = 100


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer (补充信息): the proposal it was given to, whose it is, which fact, the value."""

    proposal: str
    number: str
    fact: str
    value: Any
    waits: bool


def laid_over(
    file: Path, out: Path, terms: Mapping[str, Terms], *, book: Book
) -> tuple[Path, dict[str, list[Answer]]]:
    """Write the registry with the answers in its gaps; the file itself where nobody answered any."""
    import polars as pl

    found = {one.policy: _answers(one) for one in terms.values()}
    if not any(found.values()):
        return file, found
    table = pl.read_parquet(file)
    for policy, answers in found.items():
        types = {str(one["key"]): str(one.get("type")) for one in book.policies[policy].facts}
        for fact, said in _by_fact(answers).items():
            if fact in table.columns:
                values = {n: typed(v, table.schema[fact], types[fact]) for n, v in said.items()}
                table = _filled(table, fact, values, household=terms[policy].household)
    beside = out.with_name(f"{out.stem}.answered.parquet")
    table.write_parquet(beside)
    return beside, found


def settle(answers: Iterable[Answer], refused: Mapping[str, str], *, at: datetime) -> None:
    """Tell whoever answered and is not due why."""
    for one in answers:
        if one.waits and one.number in refused:
            proposals.settle(one.proposal, reason=refused[one.number], at=at)


def typed(value: Any, column: Any, kind: str) -> Any:
    """Return an answer as its column has it: money in cents, days as days.

    >>> import polars
    >>> typed("12.5", polars.Int64(), "money")
    1250
    """
    if value is None or isinstance(value, bool):
        return value
    if column.is_integer():
        return int(Decimal(str(value)) * (CENTS if kind == "money" else 1))
    return date.fromisoformat(str(value)) if column.is_temporal() else str(value)


def _answers(terms: Terms) -> list[Answer]:
    words = f"核算“{terms.name.zh}”，用您自己补充的回答"
    purpose = Purpose("plan", terms.policy, "国务院令第716号 第七条", words)
    found = list(proposals.answers(terms.policy, purpose=purpose))
    parties = people.parties({now.offer.person for _, now, _ in found})
    return [
        Answer(
            number, parties[now.offer.person].number or "", now.offer.lacks, value,
            now.status == "answered",
        )
        for number, now, value in found
    ]  # fmt: skip


def _by_fact(answers: Iterable[Answer]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    for one in answers:
        found[one.fact].setdefault(one.number, one.value)  # the newest first
    return found


def _filled(table: Any, fact: str, values: Mapping[str, Any], *, household: bool) -> Any:
    """Fill the gaps of a column; what is a household's for everybody in it."""
    import polars as pl

    said = pl.DataFrame(
        {NUMBER: list(values), "said": pl.Series(list(values.values()), dtype=table.schema[fact])}
    )
    key = NUMBER
    if household and HOUSEHOLD in table.columns:
        said = said.join(table.select(NUMBER, HOUSEHOLD), on=NUMBER).unique(HOUSEHOLD)
        said, key = said.drop(NUMBER), HOUSEHOLD
    joined = table.join(said, on=key, how="left", maintain_order="left")
    return joined.with_columns(pl.col(fact).fill_null(pl.col("said"))).drop("said")
