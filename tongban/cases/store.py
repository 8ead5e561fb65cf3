"""Between the domain of cases and its tables: events in, states out, drafts and files.

Every change of a case or an application is one append to the ledger: its events, its one current
row, and the open work that follows from where it stands. The row and the work are functions of
the state, so that both can be held against the events at any time (`differences`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from tongban.cases import pending, together
from tongban.cases.domain import applications, clocks, events
from tongban.cases.domain.applications import ApplicationEvent, ApplicationState
from tongban.cases.domain.events import CaseEvent, Decided
from tongban.cases.domain.states import CaseState, Status, evolve, fold
from tongban.kernel import ids, time
from tongban.kernel.actors import Actor
from tongban.kernel.calendar import WorkingCalendar
from tongban.kernel.events import Event, Ref
from tongban.ledger import api as ledger
from tongban.ledger.api import CLOCK, Append, Head, Task

CASE, APPLICATION = "case", "application"
INTAKE, DECIDE, SUPPLEMENT = "intake", "decide", "supplement"
SILENCE, OVERDUE = "cases.silence", "cases.overdue"
WORK = (INTAKE, DECIDE, SUPPLEMENT, SILENCE, OVERDUE, *together.WORK, *pending.WORK)


# Cases


def load(stream: int) -> CaseState | None:
    """Fold a case from its events, None where there is no such case."""
    found = ledger.happened([stream]).get(stream)
    if not found or found[0][0] not in events.TYPES:
        return None
    return fold(events.read_plain(*one) for one in found)


def read(stream: int) -> tuple[CaseState, tuple[Event, ...]] | None:
    """Fold a case from its log and return both, for whoever needs the envelopes as well."""
    log = tuple(ledger.events(stream))
    if not log or log[0].type not in events.TYPES:
        return None
    return fold(events.read(one) for one in log), log


def load_all(streams: Sequence[int]) -> dict[int, CaseState]:
    """Fold several cases in one read; what is not there is left out."""
    return {
        stream: fold(events.read_plain(*one) for one in found)
        for stream, found in ledger.happened(streams).items()
    }


def change(
    stream: int,
    state: CaseState | None,
    happened: Sequence[CaseEvent],
    *,
    actor: Actor,
    at: datetime,
    calendar: WorkingCalendar,
    extra: Sequence[Ref] = (),
) -> tuple[Append, CaseState]:
    """Make the append that these events are, and the state after them."""
    expected = state.seq if state else 0
    envelopes, after = [], state
    for one in happened:
        envelope = Event(events.NAMES[type(one)], at, actor, _written(one, after))
        after = evolve(after, events.read(envelope))
        envelopes.append(envelope)
    if after is None:
        raise ValueError("nothing happened to no case")
    objects = _objects(stream, after)
    touched = (*objects, *extra)
    appended = Append(
        stream=stream,
        kind=CASE,
        expected=expected,
        events=[
            Event(one.type, one.at, one.actor, one.data, touched + _by(actor)) for one in envelopes
        ],
        head=head_of(after, calendar),
        open=work_of(stream, after, calendar),
        close=WORK if expected else (),
        # The first event names the same objects, unless the case has moved to another agency.
        shared=0 if after.transfers or after.moves else len(objects),
    )
    return appended, after


def _written(event: CaseEvent, before: CaseState | None) -> dict[str, Any]:
    """Write an event; a decision on all the case rests on does not say it a second time."""
    if isinstance(event, Decided) and before and event.facts == before.statements:
        event = replace(event, facts={})
    return events.write(event)


def head_of(state: CaseState, calendar: WorkingCalendar) -> Head:
    """Return the current row that follows from a state."""
    filed = state.filed
    attrs: dict[str, Any] = {
        "service": filed.service,
        "version": filed.version,
        "application": filed.application,
    }
    if state.supplements:
        attrs["supplemented"] = True
    if state.overdue:
        attrs["overdue"] = [one.clock for one in state.overdue]
    if state.closed:
        attrs["closed"] = state.closed.on.isoformat()
    if filed.place:
        attrs["place"] = filed.place
    if filed.act:
        attrs |= {"act": filed.act, "about": filed.licence or filed.origin}
    attrs |= together.attrs_of(state)
    return Head(
        status=state.status.value,
        queue=filed.agency,
        subject=filed.applicant,
        number=filed.number,
        label=filed.name,
        due=clocks.due(state, calendar),
        attrs=attrs,
    )


def work_of(stream: int, state: CaseState, calendar: WorkingCalendar) -> list[Task]:
    """Return the open work that follows from a state: everybody's who has a part in it."""
    own = _own_work(stream, state, calendar) + pending.work_of(stream, state, calendar)
    if not state.status.is_open:
        return own
    return own + together.work_of(stream, state, own, calendar)


def _own_work(stream: int, state: CaseState, calendar: WorkingCalendar) -> list[Task]:
    """Return the work of the agency, of the person and of the clock."""
    agency, due = state.filed.agency, clocks.due(state, calendar)
    by = time.end_of(due) if due else None
    match state.status:
        case Status.FILED:
            lapse = time.start_of(clocks.intake(state).due(calendar) + timedelta(days=1))
            return [
                _task(stream, agency, INTAKE, by),
                _task(stream, CLOCK, SILENCE, lapse),
            ]
        case Status.SUPPLEMENT:
            answer = clocks.due_of(state, "answer", calendar)
            until = time.end_of(answer) if answer else None
            return [_task(stream, f"person:{state.filed.applicant}", SUPPLEMENT, until)]
        case Status.ACCEPTED:
            return [_task(stream, agency, DECIDE, by), *_overdue(stream, state, calendar)]
        case _:
            return _overdue(stream, state, calendar)


def _overdue(stream: int, state: CaseState, calendar: WorkingCalendar) -> list[Task]:
    """Return the clock that marks the next limit to run out, of those not marked yet."""
    marked = {one.clock for one in state.overdue}
    ends = [
        one.clock.due(calendar)
        for one in clocks.clocks(state)
        if one.clock is not None and one.name in clocks.watched(state) and one.name not in marked
    ]
    if not ends:
        return []
    return [_task(stream, CLOCK, OVERDUE, time.start_of(min(ends) + timedelta(days=1)))]


def _task(stream: int, queue: str, kind: str, due_at: datetime | None) -> Task:
    return Task(ids.new(ids.shard_of(stream)), queue, kind, due_at)


def _objects(stream: int, state: CaseState) -> tuple[Ref, ...]:
    filed = state.filed
    parties = {role: id_ for role, id_ in filed.parties.items() if id_ != filed.applicant}
    return (
        Ref("case", str(stream), "case"),
        Ref("application", str(filed.application), "application"),
        Ref("party", str(filed.applicant), "applicant"),
        *(Ref("party", str(id_), role) for role, id_ in parties.items()),
        Ref("service", filed.service, "service"),
        Ref("agency", filed.agency, "agency"),
    )


def _by(actor: Actor) -> tuple[Ref, ...]:
    """Name the officer who acted; the applicant stands among the objects already."""
    return (Ref("account", str(actor.id), actor.capacity),) if actor.kind == "officer" else ()


# Applications


def load_application(stream: int) -> ApplicationState | None:
    """Fold an application from its events, None where there is no such application."""
    found = ledger.events(stream)
    if not found or found[0].type not in applications.TYPES:
        return None
    return applications.fold(applications.read(one) for one in found)


def load_applications(streams: Sequence[int]) -> dict[int, ApplicationState]:
    """Fold several applications in one read."""
    return {
        stream: applications.fold(applications.read(one) for one in found)
        for stream, found in ledger.history(streams).items()
        if found
    }


def change_application(
    stream: int,
    state: ApplicationState | None,
    happened: Sequence[ApplicationEvent],
    *,
    actor: Actor,
    at: datetime,
) -> tuple[Append, ApplicationState]:
    """Make the append that these events are, and the state after them."""
    expected = state.seq if state else 0
    after = state
    envelopes = [
        Event(applications.NAMES[type(one)], at, actor, applications.write(one)) for one in happened
    ]
    for envelope in envelopes:
        after = applications.evolve(after, applications.read(envelope))
    if after is None:
        raise ValueError("nothing happened to no application")
    touched = (
        Ref("application", str(stream), "application"),
        Ref("party", str(after.submitted.applicant), "applicant"),
        *(Ref("case", str(one.matter.case), "case") for one in after.matters.values()),
    )
    appended = Append(
        stream=stream,
        kind=APPLICATION,
        expected=expected,
        events=[Event(one.type, one.at, one.actor, one.data, touched) for one in envelopes],
        head=head_of_application(after),
    )
    return appended, after


def head_of_application(state: ApplicationState) -> Head:
    """Return the current row that follows from an application's state."""
    return Head(
        status=state.status,
        queue=None,
        subject=state.submitted.applicant,
        number=None,
        label=state.submitted.title,
        due=None,
        attrs={"matters": len(state.matters)},
    )


# Replay


def _rebuilt_application(stream: int) -> Head | None:
    application = load_application(stream)
    return head_of_application(application) if application else None


def differences(stream: int, calendar: WorkingCalendar) -> list[str]:
    """Fold a stream and name what of its stored row and open work differs; empty when equal."""
    stored, case = ledger.head(stream), load(stream)
    head = head_of(case, calendar) if case else _rebuilt_application(stream)
    if stored is None or head is None:
        return ["no such stream"]
    wrong = [
        f"{name}: {getattr(stored, name)!r} is stored, {getattr(head, name)!r} follows"
        for name in ("status", "queue", "subject", "number", "label", "due", "attrs")
        if getattr(stored, name) != getattr(head, name)
    ]
    version = len(ledger.events(stream))
    if stored.version != version:
        wrong.append(f"version: {stored.version} is stored, {version} follows")
    there = _listed(ledger.work(stream))
    follows = _listed(work_of(stream, case, calendar)) if case else []
    if there != follows:
        wrong.append(f"work: {there} is open, {follows} follows")
    return wrong


def _listed(work: Iterable[Task]) -> list[tuple[str, str, datetime | None]]:
    return sorted(((one.queue, one.kind, one.due_at) for one in work), key=str)
