"""Drawing the lists (清单生成): from one run over everybody, what is new since the last list.

A registry's file names people by their numbers; lists know parties. Beside what the rules read it
may say who receives for somebody (`payee`), to which `account`, and what people are called (`name`).
Whoever has the period already, declined, or has no number that is one, is left out; what looks odd
is held back for a person to look at.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from tongban.cases.proposals import api as proposals
from tongban.catalogue.domain.model import Book
from tongban.kernel.actors import SYSTEM
from tongban.oversight.benefits import answering
from tongban.oversight.benefits.terms import Terms
from tongban.oversight.population import running
from tongban.people import api as people

NUMBER, HOUSEHOLD, NAME, PAYEE, ACCOUNT = "person", "household", "name", "payee", "account"
DAY = "on_date"
CALLED = "payee_name"
GRANT, ASK, STOP = "grant", "ask", "stop"
SHARED = 3
"""So many people at one account are looked at by a person first."""
STALE = "名册送来以后已经停发，名册可能还没有更新"
GONE = "人口库里已经没有这个人（身故或迁出）"
CHUNK = 5000


@dataclass(slots=True)
class Drawn:
    """One line as it is drawn (清单行): a party, who receives it, whose it is, how much, why."""

    kind: str
    person: int
    payee: int
    holder: str
    amount: int = 0
    why: str = ""
    fact: str = ""
    account: str = ""
    name: str = ""
    note: str = ""
    latest: int = 0
    members: tuple[int, ...] = ()


@dataclass(slots=True)
class List:
    """One policy's list as it is drawn (清单): its lines, how many people were looked at."""

    terms: Terms
    period: str
    lines: list[Drawn] = field(default_factory=list)
    persons: int = 0
    unknown: int = 0
    nobody: int = 0
    """Entitled, but under a number that is none."""


def draw(
    terms: Mapping[str, Terms], file: Path, out: Path, *, book: Book, on: date, at: datetime
) -> list[List]:
    """Judge everybody in a file and make the lists of the policies given without applying."""
    file, answers = answering.laid_over(file, out, terms, book=book)
    made = running.population(sorted(terms), file, out, book=book, on=on, key=NUMBER)
    delivered = _day_of(file, on)
    found = []
    for column in made.assembly.columns:
        one = terms[column.rule.policy]
        drawn = List(one, one.period(on), persons=made.persons)
        drawn.unknown = made.unknown[one.policy]
        said = answers[one.policy]
        rows = _rows(file, out, column, one, {each.number for each in said})
        having = proposals.having(one.policy, drawn.period)
        _grants(drawn, rows.granted, having)
        _asks(drawn, rows.asked, having)
        _stops(drawn, rows)
        _count_members(drawn, file, having)
        _look_odd(drawn, proposals.ended_since(one.policy, delivered))
        answering.settle(said, rows.refused, at=at)
        found.append(drawn)
    return found


def _day_of(file: Path, on: date) -> date:
    """Return the day a registry's file speaks of; today where it does not say."""
    import polars as pl

    registry = pl.scan_parquet(file)
    if DAY not in registry.collect_schema().names():
        return on
    return registry.select(pl.col(DAY).max()).collect().item() or on


@dataclass(frozen=True, slots=True)
class _Rows:
    """What the run said of one policy (测算结果), by the numbers of people."""

    granted: list[dict[str, Any]]
    asked: list[dict[str, Any]]
    refused: dict[str, str]
    everybody: frozenset[str]


def _rows(file: Path, out: Path, column: Any, terms: Terms, answered: set[str]) -> _Rows:
    import polars as pl

    from tongban.oversight.population.lists import question, why

    lines, registry = pl.scan_parquet(out), pl.scan_parquet(file)
    known = set(registry.collect_schema().names())
    also = [one for one in (HOUSEHOLD, NAME, PAYEE, ACCOUNT) if one in known]
    people_ = registry.select(NUMBER, *also)
    if {NAME, PAYEE} <= known:
        called = registry.select(pl.col(NUMBER).alias(PAYEE), pl.col(NAME).alias(CALLED))
        people_ = people_.join(called, on=PAYEE, how="left")
    pays = [pl.col(column.name(one)) for one in terms.pays]
    total = pl.sum_horizontal(pays, ignore_nulls=False) if pays else pl.lit(0, pl.Int64)
    columns = {
        "amount": total, "decision": pl.col(column.decision), "mask": pl.col(column.reasons),
        "ask": pl.col(column.ask),
    }  # fmt: skip
    judged = lines.select(NUMBER, **columns)
    standing = _numbers(terms.policy) | answered
    granted = (
        judged.filter((pl.col("decision") == 1) & pl.col("amount").is_not_null())
        .join(people_, on=NUMBER, how="left", maintain_order="left").collect().to_dicts()
    )  # fmt: skip
    asked = (
        judged.filter(pl.col("ask") > 0).join(people_, on=NUMBER, how="left").collect().to_dicts()
    )
    refused = refusals(out, column, standing)
    for row in granted:
        row["why"] = why(column, row["mask"])
    for row in asked:
        row["fact"] = column.facts[row["ask"] - 1] or ""
        row["why"] = question(column, row["ask"])
    present = registry.filter(pl.col(NUMBER).is_in(list(standing))).select(NUMBER).collect()
    return _Rows(
        granted,
        [row for row in asked if row["fact"] in terms.asks],
        refused,
        frozenset(present[NUMBER].to_list()),
    )


def refusals(out: Path, column: Any, numbers: set[str]) -> dict[str, str]:
    """Say of these people, by number, why a policy is not theirs (不再符合); who has it is left out."""
    import polars as pl

    from tongban.oversight.population.lists import unmet

    judged = pl.scan_parquet(out).select(
        NUMBER, decision=pl.col(column.decision), mask=pl.col(column.reasons)
    )
    found = judged.filter((pl.col("decision") == 0) & pl.col(NUMBER).is_in(list(numbers)))
    return {row[NUMBER]: unmet(column, row["mask"]) for row in found.collect().to_dicts()}


def _numbers(policy: str) -> set[str]:
    rows = proposals.standing(policy)
    parties = people.parties({one.person for one in rows})
    return {one.number for one in parties.values() if one.number}


def _grants(drawn: List, rows: Sequence[dict[str, Any]], having: frozenset[str]) -> None:
    for row, person, payee in _known(drawn, rows):
        holder = _holder(drawn.terms, row, person)
        if holder in having:
            continue
        drawn.lines.append(
            Drawn(
                GRANT, person, payee, holder, row["amount"], row["why"],
                account=row.get(ACCOUNT) or "", name=row.get(CALLED) or row.get(NAME) or "",
            )
        )  # fmt: skip
    if drawn.terms.household:
        first = {one.holder: one for one in reversed(drawn.lines)}
        drawn.lines = list(reversed(first.values()))


def _asks(drawn: List, rows: Sequence[dict[str, Any]], having: frozenset[str]) -> None:
    asked = {one.removeprefix("?") for one in having if one.startswith("?")}
    for row, person, payee in _known(drawn, rows):
        holder = _holder(drawn.terms, row, person)
        if holder not in having and holder not in asked:
            drawn.lines.append(Drawn(ASK, person, payee, holder, 0, row["why"], row["fact"]))


def _stops(drawn: List, rows: _Rows) -> None:
    """Stop what somebody has whose ground is gone; what cannot be told is left alone."""
    standing = proposals.standing(drawn.terms.policy)
    parties = people.parties({one.person for one in standing})
    for one in standing:
        number = parties[one.person].number or ""
        reason = rows.refused.get(number) or ("" if number in rows.everybody else GONE)
        if reason:
            drawn.lines.append(
                Drawn(STOP, one.person, one.payee, one.holder, 0, reason, latest=one.latest)
            )


def _known(
    drawn: List, rows: Sequence[dict[str, Any]]
) -> Iterator[tuple[dict[str, Any], int, int]]:
    """Yield each row with the party it is about and who receives it; the unknown are registered."""
    for start in range(0, len(rows), CHUNK):
        part = rows[start : start + CHUNK]
        named = {row[PAYEE]: row.get(CALLED) or "" for row in part if row.get(PAYEE)}
        named |= {row[NUMBER]: row.get(NAME) or "" for row in part}
        found = people.find_all(named)
        fresh = [one for one in sorted(named.keys() - found.keys()) if _is_number(one)]
        new = [people.NewParty(kind="person", number=one, name=named[one]) for one in fresh]
        found |= {one.number or "": one for one in people.register_all(new, actor=SYSTEM)}
        for row in part:
            person = found.get(row[NUMBER])
            payee = found.get(row[PAYEE]) if row.get(PAYEE) else person
            if person is None or payee is None:
                drawn.nobody += 1
                continue
            yield row, person.id, payee.id


def _is_number(number: str) -> bool:
    from tongban.people.domain.problems import BadNumber

    try:
        people.check_number(number)
    except BadNumber:
        return False
    return True


def _holder(terms: Terms, row: Mapping[str, Any], person: int) -> str:
    if terms.household and row.get(HOUSEHOLD) is not None:
        return f"h{row[HOUSEHOLD]}"
    return f"p{person}"


def _count_members(drawn: List, file: Path, having: frozenset[str]) -> None:
    """Name who counts in a household's amount; one who was counted in another is looked at first."""
    import polars as pl

    grants = [one for one in drawn.lines if one.kind == GRANT and one.holder.startswith("h")]
    if not drawn.terms.counts or not grants:
        return
    homes = [int(one.holder[1:]) for one in grants]
    rows = pl.scan_parquet(file).filter(pl.col(HOUSEHOLD).is_in(homes)).collect().to_dicts()
    living: dict[str, list[int]] = {}
    counted: Counter[int] = Counter()
    for row, person, _payee in _known(drawn, [{**row, PAYEE: None} for row in rows]):
        living.setdefault(f"h{row[HOUSEHOLD]}", []).append(person)
        counted[person] += 1
    for one in grants:
        one.members = tuple(living[one.holder])
        had = [n for n in one.members if f"m{n}" in having or counted[n] > 1]
        if had:
            one.note = f"家中 {len(had)} 人本期已在另一户计入，请核实迁移日期"


def _look_odd(drawn: List, ended: frozenset[str]) -> None:
    """Hold back what a person should look at: one account of many, what was stopped just now."""
    payees: dict[str, set[int]] = {}
    for one in drawn.lines:
        if one.account:
            payees.setdefault(one.account, set()).add(one.payee)
    several = {account for account, who in payees.items() if len(who) >= SHARED}
    for one in drawn.lines:
        if one.account in several:
            one.note = f"同一账户收 {len(payees[one.account])} 人的钱"
        elif one.kind != STOP and one.holder in ended:
            one.note = STALE


def counts(lines: Sequence[Drawn]) -> dict[str, int]:
    """Count lines by kind; those held back apart."""
    found = Counter("held" if one.note else one.kind for one in lines)
    return {kind: found[kind] for kind in (GRANT, ASK, STOP, "held")}
