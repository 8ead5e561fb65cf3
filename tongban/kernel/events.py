"""The envelope of an event (事件): what happened, when, by whom, touching which objects.

`objects` names every object the event touches with its role in it, which is OCEL 2.0's
event-to-object relation, so the log is a process log as it stands. Fields of `data` are only
ever added; a changed meaning is a new type.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tongban.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class Ref:
    """An object that an event touches: its type, its id, its role in the event (qualifier)."""

    type: str
    id: str
    role: str


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, in the past tense; `type` is "room.Name" ("cases.Accepted")."""

    type: str
    at: datetime
    actor: Actor
    data: Mapping[str, Any]
    objects: tuple[Ref, ...] = ()
    id: int = 0
    seq: int = 0
    schema: int = 1
