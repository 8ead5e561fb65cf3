"""What happens to a case (办件事件), in the past tense, and how it is written into the log.

`on` is the legal day of what happened: an acceptance by silence is dated on the arrival. `by` is
the name of whoever acted, taken from the envelope when read. Values of facts never stand here,
only the ids of statements, so that the log can be kept for ever and a fact be corrected.
Fields are only added, at the end, with a default; a changed meaning is a new type.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, get_type_hints

from tongban.cases.domain import terms
from tongban.cases.domain.branches import (
    BranchAnswered,
    BranchAsked,
    BranchEvent,
    BranchMoved,
    BranchRecalled,
    BranchStuck,
    BranchTold,
)
from tongban.cases.domain.draws import DrawAnnounced, DrawEvent, DrawMade
from tongban.cases.domain.halts import (
    ClockResumed,
    ClockStopped,
    DueMoved,
    Extended,
    ExtensionAsked,
    ExtensionDeclined,
    HaltEvent,
    HearingAsked,
    HearingHeld,
    HearingOffered,
    HearingSet,
    ReviewedBelow,
)
from tongban.cases.domain.handovers import Assigned, HandoverEvent, TakenEarly, Transferred
from tongban.cases.domain.limits import UNPUBLISHED, WORKING_DAY, Limit
from tongban.cases.domain.moving import (
    Migrated,
    MoveAnswered,
    MovedBack,
    MoveEvent,
    MoveOffered,
)
from tongban.cases.domain.statements import by_ref, by_role
from tongban.cases.domain.terms import GENERAL, Terms
from tongban.cases.domain.turns import (
    Contested,
    CorrectedOnSpot,
    Delivered,
    Examined,
    NotAccepted,
    Overturned,
    PledgeChecked,
    Reminded,
    Supplied,
    Terminated,
    TurnEvent,
)
from tongban.kernel.events import Event

RECONSIDERATION = "reconsideration"
BY_AGENCY = ("suspension", "restoration", "revocation")
"""Acts an agency opens of its own motion (依职权); nobody applied for them."""
TAKE_AWAY = ("suspension", "revocation")
"""Those of them that burden the holder."""


@dataclass(frozen=True, slots=True)
class Filed:
    """The application arrived (申请): for which service version, by whom, resting on what.

    `parties` maps the roles of the matter to parties, `bind` the service's roles to those where
    they differ. `statements` maps refs to statement ids, `derived` names the refs the platform
    derives, `attachments` are the files. `book_on` is the day of the definitions; `name` the
    service's name when it was filed. `terms` is what of the procedure is not the general rule;
    `pledged` and `lacking` are materials pledged, or to follow. What follows an earlier matter
    says so: `act` (renewal, change, suspension, revocation, reconsideration), the `licence` or
    the case (`origin`, `origin_number`) it is about, and why. `receiving` and `delivering` are
    the agencies where it was handed in and where its result is fetched (跨域通办); `place` is the
    district it belongs to (属地), where it can be told.
    """

    on: date
    number: str
    service: str
    version: str
    agency: str
    applicant: int
    application: int
    book_on: date
    parties: Mapping[str, int] = field(default_factory=dict)
    bind: Mapping[str, str] = field(default_factory=dict)
    statements: Mapping[str, int] = field(default_factory=dict)
    derived: tuple[str, ...] = ()
    attachments: tuple[int, ...] = ()
    statutory: Limit = UNPUBLISHED
    promised: Limit = UNPUBLISHED
    demo_days: int | None = None
    channel: str = "web"
    name: str = ""
    by: str = ""
    terms: Terms = GENERAL
    pledged: tuple[int, ...] = ()
    lacking: tuple[int, ...] = ()
    act: str = ""
    licence: int | None = None
    origin: int | None = None
    origin_number: str = ""
    reason: str = ""
    receiving: str = ""
    delivering: str = ""
    place: str = ""

    @property
    def by_agency(self) -> bool:
        """Whether the agency opened it of its own motion (依职权), so that nobody applied for it."""
        return self.act in BY_AGENCY


@dataclass(frozen=True, slots=True)
class Accepted:
    """The agency took it in (受理); by silence, on the day it arrived (许可法 第三十二条)."""

    on: date
    by_silence: bool = False
    by: str = ""


@dataclass(frozen=True, slots=True)
class SupplementRequested:
    """One notice named everything missing (一次性补正告知): gap to reason."""

    on: date
    gaps: Mapping[str, str]
    by: str = ""


@dataclass(frozen=True, slots=True)
class Supplemented:
    """The applicant answered (补正), kept as a difference: new statements beside the old ones."""

    on: date
    statements: Mapping[str, int] = field(default_factory=dict)
    was: Mapping[str, int] = field(default_factory=dict)
    attachments: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    by: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """The agency decided (决定): reasons, the facts used, the remedy against a refusal.

    A grant may stand under `conditions`, or leave something out (`refuses`, 部分准予).
    `automatic`: rules decided (`rules` says which, with what they found); `deemed`: silence did,
    by `law`. `despite` says why it was granted while a notice was open; `ruling` is that of a
    reconsideration. `officers` are the accounts of everybody who signed.
    """

    on: date
    outcome: str
    reason: str = ""
    facts: Mapping[str, int] = field(default_factory=dict)
    remedy: str | None = None
    remedy_until: date | None = None
    by: str = ""
    conditions: tuple[str, ...] = ()
    refuses: str = ""
    automatic: bool = False
    deemed: bool = False
    law: str = ""
    rules: tuple[str, ...] = ()
    despite: str = ""
    ruling: str = ""
    officers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Closed:
    """The matter is finished (办结): the licence it issued, or the result in the register.

    `delivered` says how the decision reached the applicant where that happened at once.
    """

    on: date
    result: str | None = None
    licence: int | None = None
    identifier: str | None = None
    valid_to: date | None = None
    by: str = ""
    delivered: str = ""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The applicant took it back (撤回)."""

    on: date
    reason: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class BecameOverdue:
    """A limit passed without a decision (超期): which clock, and its due date."""

    on: date
    clock: str
    due: date
    by: str = ""


CaseEvent = (
    Filed
    | Accepted
    | SupplementRequested
    | Supplemented
    | Decided
    | Closed
    | Withdrawn
    | BecameOverdue
    | BranchEvent
    | HandoverEvent
    | DrawEvent
    | MoveEvent
    | HaltEvent
    | TurnEvent
)

TYPES: dict[str, type[CaseEvent]] = {
    "cases.Filed": Filed,
    "cases.Accepted": Accepted,
    "cases.SupplementRequested": SupplementRequested,
    "cases.Supplemented": Supplemented,
    "cases.Decided": Decided,
    "cases.Closed": Closed,
    "cases.Withdrawn": Withdrawn,
    "cases.BecameOverdue": BecameOverdue,
    "cases.BranchAsked": BranchAsked,
    "cases.BranchAnswered": BranchAnswered,
    "cases.BranchRecalled": BranchRecalled,
    "cases.BranchStuck": BranchStuck,
    "cases.BranchTold": BranchTold,
    "cases.BranchMoved": BranchMoved,
    "cases.Assigned": Assigned,
    "cases.Transferred": Transferred,
    "cases.TakenEarly": TakenEarly,
    "cases.DrawAnnounced": DrawAnnounced,
    "cases.DrawMade": DrawMade,
    "cases.Migrated": Migrated,
    "cases.MovedBack": MovedBack,
    "cases.MoveOffered": MoveOffered,
    "cases.MoveAnswered": MoveAnswered,
    "cases.ClockStopped": ClockStopped,
    "cases.ClockResumed": ClockResumed,
    "cases.ExtensionAsked": ExtensionAsked,
    "cases.Extended": Extended,
    "cases.ExtensionDeclined": ExtensionDeclined,
    "cases.ReviewedBelow": ReviewedBelow,
    "cases.DueMoved": DueMoved,
    "cases.HearingOffered": HearingOffered,
    "cases.HearingAsked": HearingAsked,
    "cases.HearingSet": HearingSet,
    "cases.HearingHeld": HearingHeld,
    "cases.NotAccepted": NotAccepted,
    "cases.CorrectedOnSpot": CorrectedOnSpot,
    "cases.Examined": Examined,
    "cases.Supplied": Supplied,
    "cases.Reminded": Reminded,
    "cases.Terminated": Terminated,
    "cases.Delivered": Delivered,
    "cases.PledgeChecked": PledgeChecked,
    "cases.Contested": Contested,
    "cases.Overturned": Overturned,
}
NAMES: dict[type, str] = {event: name for name, event in TYPES.items()}


_AS_IT_IS, _DATE, _LIMIT = "as it is", "date", "limit"


def _shape(kind: type) -> Mapping[str, str]:
    """Return how each field of an event is read back; `by` is the envelope's."""
    ways = {date: _DATE, date | None: _DATE, Limit: _LIMIT}
    hints = get_type_hints(kind)
    return {one.name: ways.get(hints[one.name], _AS_IT_IS) for one in fields(kind)}


_SHAPES = {name: _shape(kind) for name, kind in TYPES.items()}
_WRITTEN = {
    kind: tuple((one.name, one.default) for one in fields(kind) if one.name != "by")
    for kind in NAMES
}
_EMPTY: tuple[Any, ...] = (None, "", {}, (), False)
_REQUIRED: Mapping[str, Mapping[str, Any]] = {
    "cases.SupplementRequested": {"gaps": {}},
    "cases.Withdrawn": {"reason": ""},
}
"""What an event of an early release may lack, since nothing empty is written."""


def write(event: CaseEvent) -> dict[str, Any]:
    """Write an event as the data of its envelope; defaults are left out, they cost space."""
    data: dict[str, Any] = {}
    for name, default in _WRITTEN[type(event)]:
        value = getattr(event, name)
        if value is default or value == default:
            continue
        if isinstance(value, date):
            data[name] = value.isoformat()
        elif isinstance(value, Limit):
            if value.days is not None:
                data[name] = [value.days] if value.unit == WORKING_DAY else [value.days, value.unit]
        elif isinstance(value, Terms):
            if value is not GENERAL and (said := terms.write(value)):
                data[name] = said
        elif name == "statements":
            data |= {name: by_role(value)} if value else {}
        elif value not in _EMPTY:
            data[name] = value
    return data


def read(envelope: Event) -> CaseEvent:
    """Read the event out of its envelope; `by` is the actor's name."""
    return read_plain(envelope.type, envelope.data, envelope.actor.name)


def read_plain(type_: str, data: Mapping[str, Any], by: str) -> CaseEvent:
    """Read an event from its type, its data and who did it; a newer field is left alone."""
    shape, found = _SHAPES[type_], dict(_REQUIRED.get(type_, ()))
    for name, value in data.items():
        way = shape.get(name)
        if way is _DATE:
            found[name] = date.fromisoformat(value) if isinstance(value, str) else value
        elif way is _LIMIT:
            found[name] = Limit(*value)
        elif way is not None:
            found[name] = _plain(name, value)
    return TYPES[type_](**found, by=by)


def _plain(name: str, value: Any) -> Any:
    """Read a value that is no day and no limit: lists are tuples, those in `attachments` too."""
    if isinstance(value, list):
        return tuple(value)
    if name == "statements":
        return by_ref(value)
    if name == "terms":
        return terms.read(value)
    if name == "attachments" and isinstance(value, Mapping):
        return {key: tuple(ids) for key, ids in value.items()}
    return value
