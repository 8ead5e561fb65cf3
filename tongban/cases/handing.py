"""The face of hand-overs (经办与移交): whose turn, in whose hand, moved with post or agency.

What `cases.api` promises about officers and queues; nothing outside this room imports it.
"""

from collections.abc import Sequence
from datetime import date, datetime

from tongban.agencies import api as agencies
from tongban.cases import access, assigning, bulk, entering, errands, handling, lists, reading
from tongban.cases.domain import decisions, handovers
from tongban.cases.domain.events import CaseEvent
from tongban.cases.domain.handovers import Assigned, Transferred
from tongban.cases.domain.states import CaseState
from tongban.cases.problems import NotYours
from tongban.cases.store import CASE, DECIDE, INTAKE
from tongban.cases.views import Case, Inbox, InboxRow
from tongban.kernel import time
from tongban.kernel.actors import Actor
from tongban.kernel.calendar import WorkingCalendar
from tongban.kernel.events import Ref
from tongban.ledger import api as ledger
from tongban.people import api as people

LOOKS = 50  # how many of those due before are looked at for one in the same step
MOVE_AGENCY = "cases.move_agency"


def next_case(
    agency: str, *, actor: Actor, service: str | None = None, at: datetime | None = None
) -> InboxRow | None:
    """Return the case whose turn it is: the first due that nobody has in hand (按到期先后)."""
    access.ensure_officers(actor, agency, "inbox")
    return lists.first_free(agency, service=service, at=at or time.now())


def claim(
    case: int | str,
    *,
    actor: Actor,
    reason: str = "",
    expected: int | None = None,
    at: datetime | None = None,
) -> Case:
    """Take a case in hand (领办). Before one of the same kind that is due earlier needs a reason.

    Raises QueueReasonNeeded with the number of the one whose turn it is; the reason given is kept
    in the case's history (越序办理留痕).
    """
    at = at or time.now()
    stream, state = entering.officers_case(case, actor, "claim")
    before = earlier(stream, state)

    def step(now: CaseState, today: date, _: WorkingCalendar) -> Sequence[CaseEvent]:
        decisions.ensure_undecided(now)
        if now.assigned is not None and now.assigned.officer == actor.id:
            return ()
        taken = Assigned(today, actor.id, actor.name, "queue", was=_officer(now))
        return [*handovers.early(before, reason, today=today), taken]

    state = handling.take(stream, state, step, actor=actor, at=at, expected=expected)
    assigning.note_turn(state.filed.agency, actor.id, at)
    return reading.case(stream, state, at=at)


def ahead_of(case: int | str, *, actor: Actor) -> str | None:
    """Return the number of the case of its kind whose turn comes before, None where it is its own.

    Taking or deciding this one first asks for a reason (越序办理留痕).
    """
    stream, state = entering.officers_case(case, actor, "claim")
    return earlier(stream, state)


def earlier(stream: int, state: CaseState) -> str | None:
    """Return the number of a case of the same kind and step that waits, free and due before."""
    own = next((one for one in ledger.work(stream) if one.kind in (INTAKE, DECIDE)), None)
    if own is None or own.due_at is None or state.assigned is not None:
        return None
    found = ledger.tasks(
        queue=state.filed.agency,
        attrs={"service": state.filed.service},
        lacking="officer",
        before=own.due_at,
        limit=LOOKS,
    )
    return next(
        (
            head.number
            for task, head in found.items
            if task.kind == own.kind and head.stream != stream
        ),
        None,
    )


def out_of_turn(
    stream: int, state: CaseState, *, reason: str, actor: Actor, at: datetime
) -> tuple[handovers.TakenEarly, ...]:
    """Say what deciding a case means for those of its kind that are due earlier and wait.

    Nothing for one in hand, for one decided on the spot (当场决定; 行政许可法 第三十四条第二款), or by rule.
    """
    if state.assigned is not None or state.accepted is None or actor.kind != "officer":
        return ()
    return handovers.noted(earlier(stream, state), reason, today=time.city_date(at))


def reassign(
    case: int | str,
    *,
    to: int,
    reason: str,
    actor: Actor,
    expected: int | None = None,
    at: datetime | None = None,
) -> Case:
    """Put a case into another officer's hand (改派), with a reason; its limits are untouched.

    Raises NobodyToAssign where that account has no post in the agency, HandoverReasonNeeded.
    """
    at = at or time.now()
    stream, state = entering.officers_case(case, actor, "reassign")
    why, name = handovers.reason(reason), _ensure_post(to, state.filed.agency)

    def step(now: CaseState, today: date, _: WorkingCalendar) -> Sequence[CaseEvent]:
        decisions.ensure_undecided(now)
        return [Assigned(today, to, name, "reassigned", why, _officer(now))]

    state = handling.take(stream, state, step, actor=actor, at=at, expected=expected)
    return reading.case(stream, state, at=at)


def mine(
    *, actor: Actor, after: str | None = None, limit: int = 50, at: datetime | None = None
) -> Inbox:
    """List what an officer has in hand, first due first, with that of whom they stand in for.

    The list of somebody who is away goes to their deputy (代理人) for as long as they are away.
    Raises NotYours for whoever has no post, or none any more.
    """
    if not agencies.may(actor, "inbox", agency=None):
        raise NotYours
    at = at or time.now()
    return lists.in_hand(
        assigning.stands_in_for(actor.id, time.city_date(at)), after=after, limit=limit, at=at
    )


def hand_over_post(
    *, agency: str, officer: int, to: int, reason: str, actor: Actor, at: datetime | None = None
) -> bulk.Result:
    """Put everything one officer has in hand in an agency into another's (岗位移交).

    Done in batches; broken off, it can be ordered again and does the rest.
    """
    at = at or time.now()
    access.ensure_officers(actor, agency, "hand_over")
    name = _ensure_post(to, agency)
    why, result = handovers.reason(reason), bulk.Result()

    def step(_stream: int, state: CaseState, today: date) -> Sequence[CaseEvent]:
        if _officer(state) != officer or not state.status.is_open:
            return ()
        return [Assigned(today, to, name, "post", why, officer)]

    for heads in ledger.busy(kind=CASE, queue=agency, attrs={"officer": officer}):
        streams = [head.stream for head in heads]
        bulk.change(streams, step, actor=actor, at=at, result=result)
    return result


def move_agency(
    *, agency: str, to: str, on: date, reason: str, actor: Actor, at: datetime | None = None
) -> bulk.Result:
    """Move an agency's powers and open cases to another as of a day (职责划转、机构改革).

    What is filed from that day on goes to the successor. Open cases move now where the day has
    come, else on its first minute, by the worker. Each keeps its clock, its history and its
    number, and its applicant reads of it. Ordered again it does what is left.
    """
    at = at or time.now()
    access.ensure_officers(actor, agency, "hand_over")
    why = handovers.reason(reason)
    agencies.succeed(agency=agency, successor=to, since=on, reason=why, actor=actor, at=at)
    if time.city_date(at) >= on:
        return move_open(agency, to=to, reason=why, actor=actor, at=at)
    errands.order(
        MOVE_AGENCY,
        {"agency": agency, "to": to, "reason": why},
        label=f"{agency} → {to}",
        due=time.start_of(on),
        actor=actor,
        at=at,
        touched=(Ref("agency", agency, "moved"),),
    )
    return bulk.Result()


def move_open(agency: str, *, to: str, reason: str, actor: Actor, at: datetime) -> bulk.Result:
    """Move what is open of an agency to another, a batch at a time."""
    result, step = bulk.Result(), transfer(agency, to=to, reason=reason)
    for heads in ledger.busy(kind=CASE, queue=agency):
        bulk.change([one.stream for one in heads], step, actor=actor, at=at, result=result)
    return result


def transfer(agency: str, *, to: str, reason: str) -> bulk.Step:
    """Return the step that moves a case of an agency to another; nothing for any other case."""

    def step(_stream: int, state: CaseState, today: date) -> Sequence[CaseEvent]:
        if state.filed.agency != agency or not state.status.is_open:
            return ()
        return [Transferred(today, to, agency, reason)]

    return step


def _ensure_post(account: int, agency: str) -> str:
    """Return the name of an officer who has a post in the agency, or raise NobodyToAssign."""
    if not any(one.account == account for one in agencies.staff(agency)):
        raise handovers.NobodyToAssign(agency)
    return people.officer_names([account]).get(account, "")


def _officer(state: CaseState) -> int:
    return state.assigned.officer if state.assigned else 0
