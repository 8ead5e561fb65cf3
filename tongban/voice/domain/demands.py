"""What happens to a demand (诉求事件), in the past tense, and how it is written into the log.

What the person wrote never stands here: their words are rows of the room under a number (`said`),
so that the log can be kept for ever and words be erased. What an office says to the person (a
question, a reason, a reply) is an act of the state and stands in the event.
Fields are only added, at the end, with a default; a changed meaning is a new type.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from tongban.kernel.events import Event

ANONYMOUS, PRIVATE, NAMED = "anonymous", "private", "named"
SOLVED, UNSOLVED, UNCONFIRMED, WITHDRAWN = "solved", "unsolved", "unconfirmed", "withdrawn"


@dataclass(frozen=True, slots=True)
class DemandFiled:
    """A demand came in (提交): by which channel, how openly, and how long dispatch may take."""

    number: str
    channel: str
    privacy: str
    hours: int
    public: bool = False
    split_of: int = 0


@dataclass(frozen=True, slots=True)
class DemandProposed:
    """What routing read out of the words (派单建议), how surely and why."""

    agency: str
    type: str
    category: str
    topic: str
    district: str
    grade: str
    confidence: float
    helpers: tuple[str, ...] = ()
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DemandDispatched:
    """It was sent to the one who can act (派单); `corrected` names what a person changed.

    `limit` and `unit` are the feedback clock it stands under from now on, as of this day.
    """

    agency: str
    type: str
    category: str
    topic: str
    district: str
    grade: str
    limit: int
    unit: str
    helpers: tuple[str, ...] = ()
    corrected: tuple[str, ...] = ()
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class DemandAccepted:
    """An officer of the agency took it in hand (接单)."""

    officer: int


@dataclass(frozen=True, slots=True)
class DemandReturned:
    """The agency gave it back, once, saying why (退单)."""

    agency: str
    reason: str


@dataclass(frozen=True, slots=True)
class DemandCoordinated:
    """The coordinator decided whose it is; nobody returns it after that (协调定责)."""

    agency: str
    reason: str
    helpers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DemandHelped:
    """A helping agency said what it did (协办反馈)."""

    agency: str
    words: str


@dataclass(frozen=True, slots=True)
class DemandAsked:
    """The one question back to the person (追问); the feedback clock stands still."""

    question: str
    days: int


@dataclass(frozen=True, slots=True)
class DemandAnswered:
    """The person answered (补充); their words are row `said`."""

    said: int


@dataclass(frozen=True, slots=True)
class DemandUnanswered:
    """No answer came in time; the agency goes on with what is known (未补充)."""


@dataclass(frozen=True, slots=True)
class DemandExtended:
    """More time, with its reason told to the person (延期)."""

    days: int
    reason: str


@dataclass(frozen=True, slots=True)
class DemandEscalated:
    """So much of the running clock is used (提级): 50, 80 or 100 %, and who was told."""

    share: int
    to: str
    clock: str


@dataclass(frozen=True, slots=True)
class DemandReplied:
    """The agency replied (答复); `unsolved` says why it cannot be done, where it cannot."""

    words: str
    solved: bool
    unsolved: str = ""
    days: int = 0


@dataclass(frozen=True, slots=True)
class DemandJudged:
    """The person's own word (诉求人评判): solved or not, apart from how satisfied (1 is best)."""

    solved: bool
    level: int = 0
    said: int = 0


@dataclass(frozen=True, slots=True)
class DemandClosed:
    """It ended (办结): solved, unsolved, unconfirmed (nobody said) or withdrawn."""

    outcome: str


@dataclass(frozen=True, slots=True)
class DemandReopened:
    """The person opened it again (重开): a new round, a new clock."""

    said: int


@dataclass(frozen=True, slots=True)
class DemandCallDue:
    """A bad outcome is to be called back until then (待回访)."""

    why: str
    hours: int


@dataclass(frozen=True, slots=True)
class DemandCalledBack:
    """Somebody spoke with the person (回访); `again`: it goes back to the agency."""

    reached: bool
    words: str
    again: bool = False


@dataclass(frozen=True, slots=True)
class DemandJoined:
    """Somebody has the same demand (附议); 0 is a person without a name."""

    party: int
    said: int = 0


@dataclass(frozen=True, slots=True)
class DemandThemed:
    """It became part of a theme (归入专题)."""

    theme: int


@dataclass(frozen=True, slots=True)
class DemandTold:
    """Those who asked were told what changed because of them (告知改变)."""

    words: str
    theme: int = 0


@dataclass(frozen=True, slots=True)
class DemandMoved:
    """Whoever has the matter now has the demand (职责划转移交); the clock runs on.

    `reform` names the reorganisation that moved it, or was taken back; `helpers` are who helps now.
    """

    agency: str
    was: str
    reason: str = ""
    reform: str = ""
    helpers: tuple[str, ...] = ()


DemandEvent = (
    DemandFiled | DemandProposed | DemandDispatched | DemandAccepted | DemandReturned
    | DemandCoordinated | DemandHelped | DemandAsked | DemandAnswered | DemandUnanswered
    | DemandExtended | DemandEscalated | DemandReplied | DemandJudged | DemandClosed
    | DemandReopened | DemandCallDue | DemandCalledBack | DemandJoined | DemandThemed | DemandTold
    | DemandMoved
)  # fmt: skip

TYPES: dict[str, type] = {
    "voice.DemandFiled": DemandFiled,
    "voice.DemandProposed": DemandProposed,
    "voice.DemandDispatched": DemandDispatched,
    "voice.DemandAccepted": DemandAccepted,
    "voice.DemandReturned": DemandReturned,
    "voice.DemandCoordinated": DemandCoordinated,
    "voice.DemandHelped": DemandHelped,
    "voice.DemandAsked": DemandAsked,
    "voice.DemandAnswered": DemandAnswered,
    "voice.DemandUnanswered": DemandUnanswered,
    "voice.DemandExtended": DemandExtended,
    "voice.DemandEscalated": DemandEscalated,
    "voice.DemandReplied": DemandReplied,
    "voice.DemandJudged": DemandJudged,
    "voice.DemandClosed": DemandClosed,
    "voice.DemandReopened": DemandReopened,
    "voice.DemandCallDue": DemandCallDue,
    "voice.DemandCalledBack": DemandCalledBack,
    "voice.DemandJoined": DemandJoined,
    "voice.DemandThemed": DemandThemed,
    "voice.DemandTold": DemandTold,
    "voice.DemandMoved": DemandMoved,
}
NAMES: dict[type, str] = {event: name for name, event in TYPES.items()}
_FIELDS = {kind: tuple((one.name, one.default) for one in fields(kind)) for kind in NAMES}


def write(event: DemandEvent) -> dict[str, Any]:
    """Write an event as the data of its envelope; defaults are left out."""
    found = ((name, getattr(event, name), default) for name, default in _FIELDS[type(event)])
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value, default in found
        if value != default
    }


def read(envelope: Event) -> tuple[DemandEvent, datetime]:
    """Read an event out of its envelope, with its instant; a newer field is left alone."""
    return read_plain(envelope.type, envelope.data), envelope.at


def read_plain(type_: str, data: Mapping[str, Any]) -> DemandEvent:
    """Read an event from its type and its data."""
    kind = TYPES[type_]
    known = {name for name, _ in _FIELDS[kind]}
    found: DemandEvent = kind(
        **{
            name: tuple(value) if isinstance(value, list) else value
            for name, value in data.items()
            if name in known
        }
    )
    return found
