"""The face of the flow map (流程图): what follows what, where it waits, where it goes back."""

from dataclasses import dataclass

from tongban.kernel.actors import Actor
from tongban.oversight import store
from tongban.oversight.domain.figures import HOLDS
from tongban.oversight.domain.flow import Edge, FlowMap
from tongban.oversight.measuring import Part, ensure

LEAST = 1


@dataclass(frozen=True, slots=True)
class AgencyTime:
    """Where an agency's time went (部门用时): seconds by who had the case, and over how many stays.

    `beside` are the seconds it took for its part in others' cases.
    """

    agency: str
    seconds: dict[str, int]
    stays: int
    beside: int
    asked: int


@dataclass(frozen=True, slots=True)
class Variant:
    """A way cases went (办理路径): its steps, how many took it."""

    steps: tuple[str, ...]
    count: int


def flow(*, actor: Actor, part: Part = Part(), least: int = LEAST) -> FlowMap:  # noqa: B008
    """Return the directly-follows map of a part of the city; edges below `least` are left out.

    Raises NotASupervisor for who may not see it.
    """
    ensure(actor, part.agency)
    where, given = _where(part)
    rows = store.query(
        "select before, after, from_agency, to_agency, count(*), sum(seconds), "  # noqa: S608
        "percentile_disc(0.5) within group (order by seconds), mode() within group (order by hold) "
        f"from oversight_stay where line = 0 and {where} group by 1, 2, 3, 4 having count(*) >= %s",
        [*given, least],
    )
    return FlowMap.of(
        Edge(before, after, was, to, int(count), int(seconds), int(middle), hold)
        for before, after, was, to, count, seconds, middle, hold in rows
    )


def times(*, actor: Actor, part: Part = Part()) -> list[AgencyTime]:  # noqa: B008
    """Return for each agency where the time went: waiting, working, and others' hands."""
    ensure(actor, part.agency)
    where, given = _where(part)
    rows = store.query(
        "select agency, line > 0, hold, count(*), sum(seconds) from oversight_stay "  # noqa: S608
        f"where (hold <> '' or line > 0) and {where} group by 1, 2, 3",
        given,
    )
    found: dict[str, AgencyTime] = {}
    for agency, beside, hold, number, seconds in rows:
        one = found.get(agency) or AgencyTime(agency, dict.fromkeys(HOLDS, 0), 0, 0, 0)
        if beside:
            one = AgencyTime(agency, one.seconds, one.stays, int(seconds), int(number))
        else:
            one.seconds[hold] += int(seconds)
            one = AgencyTime(agency, one.seconds, one.stays + int(number), one.beside, one.asked)
        found[agency] = one
    return sorted(found.values(), key=lambda one: -one.seconds["waiting"])


def variants(*, actor: Actor, part: Part = Part(), limit: int = 10) -> list[Variant]:  # noqa: B008
    """Return the ways cases went, the most travelled first."""
    ensure(actor, part.agency)
    where, given = ["true"], list[object]()
    for name, value in (("agency", part.agency), ("service", part.service)):
        if value is not None:
            where.append(f"{name} = %s")
            given.append(value)
    rows = store.query(
        f"select path, count(*) from oversight_case where {' and '.join(where)} "  # noqa: S608
        "group by 1 order by 2 desc, 1 limit %s",
        [*given, limit],
    )
    return [Variant(tuple(path.split(">")), int(number)) for path, number in rows]


def _where(part: Part) -> tuple[str, list[object]]:
    where, given = ["true"], list[object]()
    for name, value in (
        ("service = %s", part.service),
        ('"on" >= %s', part.since),
        ('"on" <= %s', part.until),
    ):
        if value is not None:
            where.append(name)
            given.append(value)
    if part.agency is not None:
        where.append("%s in (agency, from_agency, to_agency)")
        given.append(part.agency)
    return " and ".join(where), given
