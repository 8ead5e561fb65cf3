"""One step of a case (办理): load, decide, append; and tell whoever came second who was first."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.db import transaction

from tongban.agencies import api as agencies
from tongban.cases import store
from tongban.cases.domain import branches, decisions
from tongban.cases.domain.events import CaseEvent
from tongban.cases.domain.problems import CaseMoved
from tongban.cases.domain.states import CaseState, Status, evolve
from tongban.cases.problems import NotYours
from tongban.cases.submitting import wanted_by
from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.model import Book, FactRef, PublicService
from tongban.facts import api as facts
from tongban.kernel import time
from tongban.kernel.actors import Actor, Purpose
from tongban.kernel.calendar import WorkingCalendar
from tongban.kernel.identifiers import BadCaseNumber, normal, parse_case_number
from tongban.ledger import api as ledger
from tongban.policy.api import Holdings, derive

Step = Callable[[CaseState, date, WorkingCalendar], Sequence[CaseEvent]]


def find(case: int | str) -> tuple[int, CaseState]:
    """Return a case by id or number. Raises NotYours where there is none."""
    stream = stream_of(case)
    state = store.load(stream)
    if state is None:
        raise NotYours
    return stream, state


def stream_of(case: int | str) -> int:
    """Return the id of a case by id or number. Raises NotYours for a number nobody has."""
    stream = case if isinstance(case, int) else _by_number(case)
    if not stream:
        raise NotYours
    return stream


def _by_number(number: str) -> int | None:
    """Find a case number as people write it, with or without its hyphens.

    A case that another city asked this one to decide has its number there, and that city's name.
    """
    number, at, city = number.strip().partition("@")
    digits = normal(number).replace("-", "")
    try:
        parse_case_number(digits)
    except BadCaseNumber:
        return None
    grouped = f"{digits[:6]}-{digits[6:10]}-{digits[10:-1]}-{digits[-1]}"
    return ledger.find_number(f"{grouped}{at}{city.upper()}")


def take(
    stream: int,
    state: CaseState,
    step: Step,
    *,
    actor: Actor,
    at: datetime,
    expected: int | None = None,
) -> CaseState:
    """Take a step: what the law lets happen is appended; nothing else changes.

    Raises AlreadyDecided or CaseMoved, saying who, when somebody else acted in between.
    """
    decisions.ensure_unmoved(state, expected)
    calendar = agencies.calendar()
    happened = step(state, time.city_date(at), calendar)
    if not happened:
        return state
    happened = with_branches(state, happened, today=time.city_date(at))
    appended, after = store.change(stream, state, happened, actor=actor, at=at, calendar=calendar)
    with telling_the_loser(stream), transaction.atomic():
        ledger.append(appended)
    return after


def with_branches(
    state: CaseState, happened: Sequence[CaseEvent], *, today: date
) -> list[CaseEvent]:
    """Add the requests to other agencies that the definition makes from here (联合办理)."""
    found: list[CaseEvent] = list(happened)
    procedure = service_of(state).procedure
    if procedure.joint is None and not procedure.opinions:
        return found
    after = state
    for one in found:
        after = evolve(after, one)
    if after.status is not Status.ACCEPTED:
        return found
    ready = branches.ready(after.branches, procedure, lead=after.filed.agency)
    return [*found, *branches.ask(after.branches, ready, today=today)]


def append(
    stream: int, state: CaseState, happened: Sequence[CaseEvent], *, actor: Actor, at: datetime
) -> CaseState:
    """Append what happened as it is; nothing where nothing did."""
    if not happened:
        return state
    calendar = agencies.calendar()
    appended, after = store.change(stream, state, happened, actor=actor, at=at, calendar=calendar)
    with telling_the_loser(stream), transaction.atomic():
        ledger.append(appended)
    return after


@contextmanager
def telling_the_loser(stream: int) -> Iterator[None]:
    """Turn a version conflict into the problem that says who was first (并发冲突).

    It stands around the transaction, so that the case is read again after the rollback.
    """
    try:
        yield
    except ledger.VersionConflict as conflict:
        state = store.load(stream)
        if state is None:
            raise NotYours from conflict
        decisions.ensure_undecided(state)
        raise CaseMoved(state.last_by) from conflict


# What a case rests on


def service_of(state: CaseState) -> PublicService:
    """Return the service in the version the case was filed under."""
    return catalogue.service(state.filed.service, state.filed.version)


def purpose_of(state: CaseState) -> Purpose:
    """Say why a case's facts are read by its officers."""
    filed = state.filed
    return Purpose("case", filed.number, "行政许可法 第三十四条", f"审查“{filed.name}”")


def statements_of(
    state: CaseState, *, purpose: Purpose, actor: Actor, at: datetime
) -> dict[FactRef, facts.Statement]:
    """Read the statements a case rests on, as they were recorded; leaves readings."""
    by_ref = {FactRef.read(key): identifier for key, identifier in state.statements.items()}
    found = facts.statements(by_ref.values(), purpose=purpose, actor=actor, at=at)
    return {ref: found[one] for ref, one in by_ref.items() if one in found}


def values_of(state: CaseState, book: Book, *, actor: Actor, at: datetime) -> dict[FactRef, Any]:
    """Return the values a case rests on, the derived ones worked out again."""
    found = statements_of(state, purpose=purpose_of(state), actor=actor, at=at)
    return with_derived(state, {ref: one.value for ref, one in found.items()}, book)


def with_derived(
    state: CaseState,
    values: Mapping[FactRef, Any],
    book: Book,
    *,
    licences: frozenset[tuple[str, str]] | None = None,
) -> dict[FactRef, Any]:
    """Add what follows from these values, as of the day the case was filed.

    Whether a licence is held follows only where the library was looked into (`licences`).
    """
    holdings = Holdings(facts=values, licences=licences or frozenset(), parties=state.filed.parties)
    found = dict(values)
    for ref in wanted_by(service_of(state), state.filed.bind, book) - values.keys():
        kind = book.kinds.get(ref.kind)
        if licences is None and kind and "holds" in (kind.derive or {}):
            continue
        value = derive(ref, book, holdings=holdings, today=state.filed.on, bind=state.filed.bind)
        if value is not None:
            found[ref] = value
    return found
