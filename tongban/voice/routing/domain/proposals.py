"""A proposal (分派建议): what the words of a demand say about its handling, how surely, and why.

The platform proposes and people decide: below `ENOUGH` a clerk chooses among what was considered,
and what they choose is learned from.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

ENOUGH = 0.6  # how sure the responsible function must be to go out without a person
CITY = ""  # the district of what belongs to the whole city


@dataclass(frozen=True, slots=True)
class Guess:
    """One part of a proposal (建议值): its value, how surely from 0 to 1, and why in plain words."""

    value: str
    confidence: float = 0.0
    why: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is proposed at all."""
        return bool(self.value)


@dataclass(frozen=True, slots=True)
class Place:
    """A place that was named (地点): the words, and the district and street they lie in.

    `district` is the code of six digits (GB/T 2260), "" where the words name no one district;
    `kind` is district, street, community, road or landmark.
    """

    words: str
    kind: str
    district: str = ""
    street: str = ""


@dataclass(frozen=True, slots=True)
class Clocks:
    """How soon a demand is sent on and answered (派单时限、反馈时限), both from its receipt."""

    dispatch: timedelta
    feedback: timedelta


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed for a demand (分派建议).

    `function` is the code of an agency by its function (the agencies of the catalogue), `district`
    the code of the district where it is, CITY where no words tell. `unit` is the agency that acts:
    the function in that district where it has units there (`by_district`), else the function
    itself. `matter` is the duty that it was understood as. `considered` are the functions next in line, best first, for the person who decides.
    """

    text: str
    type: Guess
    category_l1: Guess
    category_l2: Guess
    function: Guess
    district: Guess
    urgency: Guess
    clocks: Clocks
    co_functions: tuple[Guess, ...] = ()
    considered: tuple[Guess, ...] = ()
    places: tuple[Place, ...] = ()
    by_district: bool = False
    matter: str = ""
    emergency: str = ""
    """What to tell a person at once where life is in danger (call 110, 119, 120); "" otherwise."""

    @property
    def unit(self) -> str:
        """The code of the agency that is to act: function and district, "CG-350104"; "" unknown."""
        return unit(self.function.value, self.district.value if self.by_district else CITY)

    @property
    def confidence(self) -> float:
        """How surely this unit is the right one."""
        return self.function.confidence

    @property
    def decide_by_person(self) -> bool:
        """Whether a person must decide where it goes (人工判定)."""
        return self.confidence < ENOUGH

    @property
    def why(self) -> tuple[str, ...]:
        """Every reason, in plain words, each once."""
        parts = (self.function, self.district, self.type, self.category_l2, self.urgency)
        return tuple(dict.fromkeys(said for part in parts for said in part.why))


def unit(function: str, district: str) -> str:
    """Return the code of the agency of a function in a district.

    >>> unit("CG", "350104"), unit("GD", "")
    ('CG-350104', 'GD')
    """
    return f"{function}-{district}" if function and district else function


@dataclass(frozen=True, slots=True)
class Settled:
    """How a demand was settled by people (处置结论): what the next one like it is compared with."""

    type: str
    category_l1: str
    category_l2: str
    function: str
    district: str = CITY
    co_functions: tuple[str, ...] = ()
    urgency: str = ""


@dataclass(frozen=True, slots=True)
class Like:
    """A demand like the one at hand (相似诉求), how alike from 0 to 1, and why."""

    demand: int
    text: str
    alike: float
    at: datetime
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cluster:
    """Demands that mean the same thing at one place in one time (诉求聚类).

    `id` is the first demand's; `demands` are all of them, oldest first; `why` says what they
    share. A demand that is like no other is no cluster.
    """

    id: int
    title: str
    demands: tuple[int, ...]
    category_l2: str
    function: str
    district: str
    place: str
    first: datetime
    last: datetime
    why: tuple[str, ...] = ()
