"""Events and their parts as JSON, there and back (编码).

What has no form of its own in JSON is written the way every room writes it: dates and instants
by ISO 8601, money as a decimal string, sets as sorted lists. It is read back as JSON gives it.
"""

import json
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from decimal import Decimal
from typing import Any

from tongban.kernel.actors import SYSTEM, Actor, Assurance
from tongban.kernel.events import Event, Ref
from tongban.kernel.text import Text

_OFFICER = "officer"


def _other(value: Any) -> Any:
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, AbstractSet):
        return sorted(value)
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Text):
        return {"zh": value.zh, "en": value.en}
    raise TypeError(f"an event cannot hold a {type(value).__name__}")


# One encoder for the whole process. Looking for circles would cost a third of the time; there are
# none in values, and a mistake would end in a RecursionError.
dumps = json.JSONEncoder(
    ensure_ascii=False,
    separators=(",", ":"),
    default=_other,
    allow_nan=False,
    check_circular=False,
).encode
loads = json.loads


def actor_out(actor: Actor) -> dict[str, Any]:
    """Write an actor, leaving out what is empty.

    An officer answers for a step by name; a resident is named nowhere in the log, only by id.
    """
    out: dict[str, Any] = {"id": actor.id}
    if actor.kind != _OFFICER:  # most events are officers'
        out["kind"] = actor.kind
    if actor.name and actor.kind != "person":
        out["name"] = actor.name
    if actor.capacity != _capacity(actor.kind):
        out["capacity"] = actor.capacity
    if actor.agency is not None:
        out["agency"] = actor.agency
    if actor.acting_for is not None:
        out["acting_for"] = actor.acting_for
    if actor.assurance is not Assurance.NONE:
        out["assurance"] = actor.assurance.value
    return out


def actor_in(found: Mapping[str, Any]) -> Actor:
    """Read an actor."""
    kind = found.get("kind", _OFFICER)
    usual = {"kind": kind, "capacity": _capacity(kind)}
    return Actor(**{**usual, **found, "assurance": Assurance(found.get("assurance", "none"))})


def _capacity(kind: str) -> str:
    """Return in what capacity most of a kind act, which is not written."""
    return "reviewer" if kind == _OFFICER else "applicant"


def objects_out(event: Event, shared: int) -> Any:
    """Write the objects of an event, without those it shares with the stream's first.

    Most events touch what the first one did and name the officer who acted besides, which the
    actor says already: that is written as a 1.
    """
    own = [(ref.type, ref.id, ref.role) for ref in event.objects[shared:]]
    if not shared:
        return own
    return 1 if own == [_by(event.actor)] else {"+": own}


def objects_in(written: str, first: Sequence[Ref], actor: Actor) -> tuple[Ref, ...]:
    """Read the objects of an event, given those of the stream's first one and who acted."""
    found = loads(written)
    if found == 1:
        return (*first, Ref(*_by(actor)))
    if isinstance(found, list):
        return tuple(Ref(*ref) for ref in found)
    return (*first, *(Ref(*ref) for ref in found["+"]))


def _by(actor: Actor) -> tuple[str, str, str]:
    return ("account", str(actor.id), actor.capacity)


def event_in(row: Sequence[Any], first: Sequence[Ref] = ()) -> Event:
    """Read an event from (id, seq, type, at, actor, data, objects, schema)."""
    identifier, seq, type_, at, said, data, objects, schema = row
    actor = actor_in(loads(said))
    return Event(
        type_,
        at,
        actor,
        loads(data),
        objects_in(objects, first, actor),
        identifier,
        seq,
        schema,
    )


def event_of(row: Sequence[Any]) -> Event:
    """Read an event whose row ends with the objects of the stream's first one."""
    *own, first = row
    return event_in(own, objects_in(first, (), SYSTEM))
