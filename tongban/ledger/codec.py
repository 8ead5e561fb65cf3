"""Events and their parts as JSON, there and back (编码).

What has no form of its own in JSON is written the way every room writes it: dates and instants
by ISO 8601, money as a decimal string, sets as sorted lists. It is read back as JSON gives it.
"""

import json
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from decimal import Decimal
from typing import Any

from tongban.kernel.actors import Actor, Assurance
from tongban.kernel.events import Event, Ref
from tongban.kernel.text import Text


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
    out: dict[str, Any] = {"kind": actor.kind, "id": actor.id}
    if actor.name and actor.kind != "person":
        out["name"] = actor.name
    out["capacity"] = actor.capacity
    if actor.agency is not None:
        out["agency"] = actor.agency
    if actor.acting_for is not None:
        out["acting_for"] = actor.acting_for
    out["assurance"] = actor.assurance.value
    return out


def actor_in(found: Mapping[str, Any]) -> Actor:
    """Read an actor."""
    return Actor(**{**found, "assurance": Assurance(found.get("assurance", "none"))})


def event_in(row: tuple[Any, ...]) -> Event:
    """Read an event from (id, seq, type, at, actor, data, objects, schema)."""
    identifier, seq, type_, at, actor, data, objects, schema = row
    return Event(
        type_,
        at,
        actor_in(loads(actor)),
        loads(data),
        tuple(Ref(*ref) for ref in loads(objects)),
        identifier,
        seq,
        schema,
    )
