"""The face of delivering results (结果寄取): choose, send, lay ready, hand over by code, follow.

Problems:  Problem
           ├── NotDeliverable   it stands otherwise (409)
           └── WrongPickUpCode  another code
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from tongban.cases import access, entering, handling
from tongban.cases.delivering import wishes
from tongban.cases.delivering.domain import deliveries as law
from tongban.cases.delivering.domain.deliveries import (
    POST,
    WAYS,
    Delivery,
    NotDeliverable,
    WrongPickUpCode,
)
from tongban.cases.domain import afterwards
from tongban.cases.domain.events import CaseEvent
from tongban.cases.domain.states import CaseState, Status
from tongban.cases.messages import notify_of
from tongban.cases.problems import NotYours
from tongban.exchange.notices import api as notices
from tongban.kernel import ids, time
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.calendar import WorkingCalendar
from tongban.kernel.events import Event, Ref
from tongban.kernel.text import Text
from tongban.ledger import api as ledger
from tongban.people import api as people

__all__ = [
    "POST",
    "WAYS",
    "Delivery",
    "NotDeliverable",
    "WrongPickUpCode",
    "begin",
    "choose",
    "code_of",
    "delivery_of",
    "hand_over",
    "lay_ready",
    "may_choose",
    "moved",
    "note_delivered",
    "send",
    "ways",
]

STREAM = "delivery"
DIGITS = 6


def ways(case: int | str) -> tuple[str, ...]:
    """Return the ways the service of a case hands its result over, none where nothing is on paper."""
    return wishes.ways(handling.find(case)[1])


def may_choose(case: int | str) -> bool:
    """Whether a way can be chosen: the service offers one, it is granted, nothing is under way."""
    _, state = handling.find(case)
    return _is_choosable(state, _load(state.filed.number)[1])


def begin(case: int | str, *, at: datetime) -> Delivery | None:
    """Take up what was chosen in the form when the case is granted (按申请时的选择); None without.

    Where it says by post and nobody said where to, the person is told and chooses again.
    """
    _, state = handling.find(case)
    stream, now = _load(state.filed.number)
    if now.state or not _is_choosable(state, now):
        return None
    way = wishes.wish(state, actor=SYSTEM)
    if not way:
        return None
    if way == POST and wishes.address(state, by_form=True, actor=SYSTEM) is None:
        values = {"said": law.NO_ADDRESS, "detail": Text("")}
        notify_of(state, "case-progress", values, actor=SYSTEM, at=at)
        return None
    return _append(state, stream, now, law.Chosen(way, by_form=True), actor=SYSTEM, at=at)


def choose(case: int | str, *, way: str, actor: Actor, at: datetime | None = None) -> Delivery:
    """Choose how to receive the result (选择寄取方式), by the applicant or who acts for them.

    By post the address of the person's own preferences is used. Raises NotDeliverable where there
    is no result, no address, or it is under way already.
    """
    _, state = handling.find(case)
    entering.ensure_applicants(state, actor, "case", at=at or time.now())
    stream, now = _load(state.filed.number)
    lacking = way == POST and people.reach(state.filed.applicant).address is None
    if way not in wishes.ways(state) or lacking or not _is_choosable(state, now):
        raise NotDeliverable("address" if lacking else way)
    return _append(state, stream, now, law.Chosen(way), actor=actor, at=at)


def send(case: int | str, *, actor: Actor, at: datetime | None = None) -> Delivery:
    """Order the courier for a packed result (下单寄送), by an officer of the agency."""
    _, state = entering.officers_case(case, actor, "deliver")
    stream, now = _load(state.filed.number)
    law.ensure(now, POST, law.CHOSEN)
    address = wishes.address(state, by_form=now.by_form, actor=actor)
    if address is None:
        raise NotDeliverable("address")
    with transaction.atomic():
        parcel = notices.send_parcel(
            person=state.filed.applicant, to=address, about=(STREAM, state.filed.number),
            actor=actor, at=at,
        )  # fmt: skip
        return _append(state, stream, now, law.Sent(parcel), actor=actor, at=at)


def lay_ready(case: int | str, *, place: str, actor: Actor, at: datetime | None = None) -> Delivery:
    """Say where the result lies and tell the person its code (放入取件柜、窗口); again: a new code."""
    _, state = entering.officers_case(case, actor, "deliver")
    stream, now = _load(state.filed.number)
    law.ensure(now, law.PICKUP, law.CHOSEN, law.READY)
    with transaction.atomic():
        after = _append(state, stream, now, law.Ready(place.strip()[:120]), actor=actor, at=at)
        values = {"place": after.place, "code": _code(state, after)}
        notify_of(state, "result-ready", values, actor=actor, at=at)
    return after


def code_of(case: int | str, *, actor: Actor, at: datetime | None = None) -> str:
    """Return the code, for the person alone (取件码). Raises NotDeliverable while nothing is ready."""
    _, state = handling.find(case)
    entering.ensure_applicants(state, actor, "case", at=at or time.now())
    _, now = _load(state.filed.number)
    law.ensure(now, law.PICKUP, law.READY)
    return _code(state, now)


def hand_over(
    case: int | str, *, code: str, receiver: str, actor: Actor, at: datetime | None = None
) -> Delivery:
    """Hand a result over to who says its code (凭码交付); the case notes it as delivered.

    A wrong code is counted before it is refused, so nobody rolls it back; call it outside `atomic`.
    Raises WrongPickUpCode, NotDeliverable after five wrong ones.
    """
    _, state = handling.find(case)
    if not (access.is_clerks(actor) or access.is_officers(actor, state.filed.agency, "deliver")):
        raise NotYours
    stream, now = _load(state.filed.number)
    law.ensure(now, law.PICKUP, law.READY)
    if now.wrong >= law.TRIES:
        raise NotDeliverable("code")
    if not constant_time_compare(_code(state, now), code.strip()):
        _append(state, stream, now, law.CodeWrong(), actor=actor, at=at)
        raise WrongPickUpCode
    with transaction.atomic():
        after = _append(state, stream, now, law.HandedOver(receiver), actor=actor, at=at)
        note_delivered(
            state, method="direct", receiver=receiver, proof="取件码", actor=actor, at=at
        )
    return after


def note_delivered(
    state: CaseState, *, method: str, receiver: str, proof: str, actor: Actor, at: datetime | None
) -> None:
    """Note in the case that its result reached the applicant (送达), where nothing had before."""

    def step(now: CaseState, today: date, _: WorkingCalendar) -> Sequence[CaseEvent]:
        if now.course.delivered is not None or now.withdrawn:
            return ()
        return afterwards.deliver(
            now, method=method, receiver=receiver, proof=proof,
            officer=actor.id if actor.kind == "officer" else 0, today=today,
        )  # fmt: skip

    stream, fresh = handling.find(state.filed.number)
    handling.take(stream, fresh, step, actor=actor, at=at or time.now())


def delivery_of(case: int | str) -> Delivery | None:
    """Return how the delivery of a case's result stands, None where nothing was chosen."""
    _, state = handling.find(case)
    now = _load(state.filed.number)[1]
    return now if now.state else None


def moved(number: str, event: law.Moved, *, actor: Actor, at: datetime) -> CaseState | None:
    """Note what the courier reported; returns the case where it is about this delivery."""
    _, state = handling.find(number)
    stream, now = _load(number)
    if not now.parcel or now.state in (law.DONE, law.FAILED):
        return None
    _append(state, stream, now, event, actor=actor, at=at)
    return state


def _is_choosable(state: CaseState, now: Delivery) -> bool:
    free = now.state in ("", law.CHOSEN, law.FAILED)
    return free and state.status == Status.GRANTED and bool(wishes.ways(state))


def _code(state: CaseState, now: Delivery) -> str:
    said = f"{state.filed.number}:{now.round}"
    drawn = salted_hmac("tongban.cases.pick-up", said, algorithm="sha256").hexdigest()
    return f"{int(drawn, 16) % 10**DIGITS:0{DIGITS}}"


def _load(number: str) -> tuple[int, Delivery]:
    stream = ledger.find_number(f"D{number}") or 0
    found = ledger.events(stream) if stream else []
    return stream, law.fold(law.TYPES[one.type](**one.data) for one in found)


def _append(
    state: CaseState, stream: int, now: Delivery, event: law.Happened, *, actor: Actor,
    at: datetime | None,
) -> Delivery:  # fmt: skip
    after = law.evolve(now, event)
    stream = stream or ids.new(ids.shard_of(state.filed.applicant))
    name = next(name for name, kind in law.TYPES.items() if isinstance(event, kind))
    party = Ref("party", str(state.filed.applicant), "receiver")
    touched = (party, Ref("case", state.filed.number, "delivered"))
    envelope = Event(name, at or time.now(), actor, asdict(event), touched)
    head = head_of(after, state.filed.applicant, state.filed.number)
    ledger.append(ledger.Append(stream, STREAM, now.seq, [envelope], head))
    return after


def head_of(now: Delivery, applicant: int, number: str) -> ledger.Head:
    """Return the row of a delivery."""
    return ledger.Head(now.state, None, applicant, f"D{number}", "", None, {"way": now.way})
