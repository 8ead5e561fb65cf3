"""A plan (办事方案): which services, in which order, which in parallel, asking what.

Plain values made by `planner.plan`; every service, edge and finding says why, in Chinese and in
English. `as_json` prints a plan as the command line promises it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tongban.catalogue.domain.model import Book, FactRef
from tongban.kernel.text import Text
from tongban.policy.domain.index import Cost


@dataclass(frozen=True, slots=True)
class PlannedService:
    """A service of the plan (纳入的事项): who plays which role in it, why it is there, for whom.

    `bind` maps every role the service speaks of to the role of the plan that plays it.
    `included_by` is what brought it in: the id of a goal, or the key of the service that needs
    its result. `key` is unique in the plan: the service's id, with "@role" behind it where one
    service is needed a second time for somebody else. `situations` are those of the service that
    hold here.
    """

    service: str
    bind: Mapping[str, str]
    why: Text
    included_by: str
    key: str
    situations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edge:
    """One service waits for another (先后关系): `via` is the licence it waits for.

    `kind` is "material" when that licence is handed in as such, "data" when only what it states
    is used; `role` tells whose licence it is.
    """

    from_: str
    to: str
    via: str
    kind: str
    why: Text
    role: str = "applicant"


@dataclass(frozen=True, slots=True)
class Asked:
    """A fact only the person can say (要问的信息): asked once, however many services need it."""

    ref: FactRef
    name: Text
    services: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HeldFact:
    """A fact nobody is asked for (不用填的信息), with its source.

    `source` is "derived", the id of a licence, or what the statement's own source is called;
    `produced_by` is the service of the plan whose result will state it.
    """

    ref: FactRef
    source: str
    services: tuple[str, ...]
    produced_by: str | None = None


@dataclass(frozen=True, slots=True)
class PlannedMaterial:
    """A material of an included service (材料): `state` is found, generated or asked.

    `source` is the licence it is found as, `held_by` the agency that holds it, `produced_by` the
    service of the plan that will issue it.
    """

    service: str
    no: int
    name: Text
    state: str
    source: str | None = None
    held_by: str | None = None
    produced_by: str | None = None


@dataclass(frozen=True, slots=True)
class Materials:
    """The required materials of the included services (必交材料), each in one of three heaps."""

    found: tuple[PlannedMaterial, ...] = ()
    generated: tuple[PlannedMaterial, ...] = ()
    asked: tuple[PlannedMaterial, ...] = ()

    @property
    def listed(self) -> int:
        """How many materials the included services require."""
        return len(self.found) + len(self.generated) + len(self.asked)


@dataclass(frozen=True, slots=True)
class Optional_:  # noqa: N801 - the plain word is taken by typing
    """An optional service, or an optional material of an included one (视情形的事项、材料).

    `included` is True, False, or None while it depends on something not known: on `facts`, or
    on the person's own wish where there are none. `material` is set for a material.
    """

    service: str
    trigger: Text
    included: bool | None
    why: Text
    facts: tuple[FactRef, ...] = ()
    material: PlannedMaterial | None = None


@dataclass(frozen=True, slots=True)
class Deciding:
    """A fact whose value decides whether optional services are included (决定是否纳入的信息)."""

    ref: FactRef
    services: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another way to the result of an included service (替代途径).

    `services` are those to be done instead of `instead_of`, the first of them first; `cost` is
    what they take from the person together.
    """

    instead_of: str
    services: tuple[str, ...]
    cost: Cost
    why: Text


@dataclass(frozen=True, slots=True)
class PlanFinding:
    """Something the reader of a plan must know (提示): `level` error or note.

    An error means the plan cannot be carried out as it stands.
    """

    code: str
    level: str
    words: Text
    services: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Days:
    """Working days of a plan (用时): along the critical path, and one by one.

    Both are None when no source publishes a number; `unknown` names the services without one,
    `converted` those whose calendar days were counted as five working days in seven.
    """

    critical: int | None
    sum: int | None
    unknown: tuple[str, ...] = ()
    converted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan (办事方案); `unnamed` are the roles of people who are still to be named."""

    goal: tuple[str, ...]
    stages: tuple[tuple[PlannedService, ...], ...]
    edges: tuple[Edge, ...]
    asked: tuple[Asked, ...]
    held: tuple[HeldFact, ...]
    materials: Materials
    optional: tuple[Optional_, ...]
    deciding: tuple[Deciding, ...]
    agencies: tuple[str, ...]
    cooperating: tuple[str, ...]
    visits: int
    site_checks: int
    days: Days
    unnamed: tuple[str, ...] = ()
    findings: tuple[PlanFinding, ...] = ()
    alternatives: tuple[Alternative, ...] = ()

    @property
    def services(self) -> tuple[PlannedService, ...]:
        """All included services, stage by stage."""
        return tuple(service for stage in self.stages for service in stage)

    @property
    def reachable(self) -> bool:
        """Whether the plan can be carried out as it stands."""
        return all(finding.level != "error" for finding in self.findings)

    @property
    def critical_days(self) -> int | None:
        """Working days along the critical path; None where no source publishes a number."""
        return self.days.critical

    @property
    def sum_days(self) -> int | None:
        """Working days if done one by one; None where no source publishes a number."""
        return self.days.sum

    @property
    def unknown_days(self) -> tuple[str, ...]:
        """The services for which no source publishes a number of days."""
        return self.days.unknown

    def waits_for(self, key: str) -> tuple[Edge, ...]:
        """Return the edges that lead to a service: what it waits for."""
        return tuple(edge for edge in self.edges if edge.to == key)

    def to_json(self, book: Book) -> dict[str, Any]:
        """Print the plan as `tongban plan --json` promises it."""
        from tongban.policy.domain.printing import as_json

        return as_json(self, book)
