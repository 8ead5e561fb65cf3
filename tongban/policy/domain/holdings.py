"""What is already known and held when a plan is made (已掌握的信息与证照).

A plan is a function of the definitions and of this value; whoever loads it reads the stores.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tongban.catalogue.domain.model import FactRef


@dataclass(frozen=True, slots=True)
class Holdings:
    """What the state holds about the people of a matter, by role (掌握情况).

    `facts` are known and valid values; `sources` says where each comes from (a licence id,
    "account", "person", "register"); `licences` are pairs of role and licence kind that are held
    and valid today. `parties` maps each role somebody is known to play to the party's id: roles
    of the same party are one; a role that is missing here is still to be named. `chosen` holds
    the person's own yes or no to optional services, by service id.

    `candidates` are roles for which several parties come into question, so that somebody who
    exists is still to be named. `fresh` are roles whose party only this matter brings into being
    (a newborn); the planner finds them, whoever loads holdings leaves it empty.

    `refused` are the services this matter was refused (不予许可), so that another way is looked
    for.

    `anonymous` stands for an adult of whom only the number is known: registers are taken to
    hold what registers hold, and nothing else is known.
    """

    facts: Mapping[FactRef, Any] = field(default_factory=dict)
    licences: frozenset[tuple[str, str]] = frozenset()
    sources: Mapping[FactRef, str] = field(default_factory=dict)
    anonymous: bool = False
    parties: Mapping[str, int] = field(default_factory=dict)
    chosen: Mapping[str, bool] = field(default_factory=dict)
    candidates: frozenset[str] = frozenset()
    fresh: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()


ANONYMOUS = Holdings(anonymous=True)
"""An adult of whom only the number is known (只知其号)."""
