"""Loading the rows of a dataset as statements (入库), and ending them again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef

from tongban.facts import closing, store
from tongban.facts.domain.datasets import Dataset, Terms
from tongban.facts.domain.profiling import Table, is_good, value
from tongban.facts.domain.retaining import months_after
from tongban.facts.domain.statements import Source
from tongban.facts.models import KeyRow, ReadRow, StatementRow
from tongban.kernel import ids, time
from tongban.kernel.actors import Actor
from tongban.people import api as people

BATCH = 500
WRONG = "原文"  # under which a cell that fails its type's check is kept beside the rest


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading did (入库结果): rows, those whose person is known, statements written."""

    rows: int
    matched: int
    statements: int


@dataclass(frozen=True, slots=True)
class Plan:
    """How a dataset is loaded (入库方案): whose column, which kind and type each column has."""

    key: str
    key_type: str
    kinds: Mapping[str, str]
    types: Mapping[str, str]


def load(
    dataset: Dataset, table: Table, plan: Plan, terms: Terms, *, actor: Actor, at: datetime
) -> Loaded:
    """Write every cell as a statement about whom its row names; unknown columns too.

    An agency's register may name somebody not seen before, who is registered; a company's data
    is kept of people already known alone.
    """
    key = table.columns.index(plan.key)
    numbers = [
        row[key] if is_good(plan.key_type, row[key]) and row[key] else "" for row in table.rows
    ]
    subjects = _subjects(
        numbers, plan.key_type, register=not is_company(terms.owner), actor=actor, at=at
    )
    source = source_of(dataset, terms)
    last = months_after(time.city_date(at), terms.months)
    new = [
        store.NewStatement(subjects[number], kind, said, source, None, last)
        for row, number in zip(table.rows, numbers, strict=True)
        if number in subjects
        for kind, said in cells(table.columns, row, plan)
    ]
    for first in range(0, len(new), BATCH):
        store.record(new[first : first + BATCH], actor=actor, at=at)
    matched = sum(number in subjects for number in numbers)
    return Loaded(len(table.rows), matched, len(new))


def is_company(owner: str) -> bool:
    """Whether the owner of a dataset is a company, by its credit code, and no agency."""
    return is_good("uscc", owner)


def source_of(dataset: Dataset, terms: Terms) -> Source:
    """Return the source of a dataset's statements."""
    return Source(
        "company" if is_company(terms.owner) else "register",
        holder=terms.owner,
        dataset=dataset.id,
        law=terms.law or None,
        consent=dataset.scope if terms.ground == "consent" else None,
    )


def cells(columns: Sequence[str], row: Sequence[str], plan: Plan) -> Iterable[tuple[str, Any]]:
    """Yield a row's kinds with their values; a cell that fails its type is kept as it is written."""
    for column, cell in zip(columns, row, strict=True):
        if not cell or column == plan.key:
            continue
        kind, type_ = plan.kinds[column], plan.types.get(column, "string")
        if is_good(type_, cell):
            yield kind, value(type_, cell)
        else:
            yield f"{kind}.{WRONG}", cell


def _subjects(
    numbers: Sequence[str], type_: str, *, register: bool, actor: Actor, at: datetime
) -> dict[str, int]:
    wanted = {number for number in numbers if number}
    found = {number: party.id for number, party in people.find_all(wanted).items()}
    missing = sorted(wanted - found.keys())
    if register and missing:
        kind = "person" if type_ == "idno" else "company"
        made = people.register_all(
            [people.NewParty(kind=kind, number=number) for number in missing], actor=actor, at=at
        )
        found |= {number: party.id for number, party in zip(missing, made, strict=True)}
    return found


def end(dataset: int, *, actor: Actor, at: datetime) -> int:
    """End every statement of a dataset and delete its values; returns how many."""
    today = time.city_date(at)
    with closing.inside():
        rows = StatementRow.objects.filter(source_dataset=dataset)
        keys = {key for key in rows.values_list("key", flat=True) if key}
        ended = rows.filter(ended_on=None).update(
            ended_on=today, ended_at=at, ended_by=actor.to_json(), ended_why="withdrawn"
        )
        rows.update(sealed=b"", key=None)
        others = StatementRow.objects.filter(shard=OuterRef("shard"), key=OuterRef("id"))
        KeyRow.objects.filter(~Exists(others), id__in=keys).delete()
    return ended


def about(subject: int) -> list[int]:
    """Name the datasets that say anything about a subject."""
    rows = StatementRow.objects.filter(
        shard=ids.shard_of(subject), subject=subject, ended_on=None, source_dataset__isnull=False
    )
    with closing.inside():
        found = set(rows.values_list("source_dataset", flat=True))
    return sorted(one for one in found if one)


def used_in(dataset: int, kinds: Iterable[str]) -> list[str]:
    """Name the matters in which what a dataset states was read, oldest first."""
    with closing.inside():
        statements = StatementRow.objects.filter(source_dataset=dataset)
        subjects = set(statements.values_list("subject", flat=True))
        first = statements.order_by("recorded_at").values_list("recorded_at", flat=True).first()
        if first is None:
            return []
        rows = ReadRow.objects.filter(
            subject__in=subjects,
            kinds__overlap=sorted(set(kinds)),
            matter__in=["case", "application"],
            at__gte=first,
        ).order_by("at")
        return list(dict.fromkeys(rows.values_list("reference", flat=True)))
